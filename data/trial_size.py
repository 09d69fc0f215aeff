"""How many customers it takes to see an effect, and how small an effect so many can show.

Source: the normal approximation for two proportions and two means, two-sided (Fleiss, Levin, Paik, Statistical Methods
for Rates and Proportions, 3rd ed., chapter 4), with groups of unequal size.
"""

import math
from dataclasses import dataclass
from typing import Final

LEVEL: Final = 0.05
POWER: Final = 0.8


@dataclass(frozen=True)
class Spread:
    """How far apart single customers lie in both groups: variances, contacted and held out."""

    contacted: float
    control: float

    @staticmethod
    def of_rates(contacted: float, control: float) -> "Spread":
        """Of buying or not, where so large a share of each group buys."""
        return Spread(contacted * (1 - contacted), control * (1 - control))


def customers_needed(effect: float, spread: Spread, *, control_share: float) -> int | None:
    """Customers of both groups together that show an effect with 80 % power at the 5 % level; None where there is none.

    Args:
        effect: Difference between the groups.
        spread: Variances.
        control_share: Share of the customers that is held out, between 0 and 1.

    Half of them held out, 10 % against 12 %: the textbook's 3,841 for each group.

    >>> customers_needed(0.02, Spread.of_rates(0.12, 0.10), control_share=0.5)
    7677
    """
    if effect == 0 or not 0 < control_share < 1:
        return None
    each = spread.contacted / (1 - control_share) + spread.control / control_share
    return math.ceil(each * (_reach() / effect) ** 2)


def smallest_effect(contacted: int, control: int, spread: Spread) -> float | None:
    """The smallest effect that groups of this size show with 80 % power; None where a group is empty.

    >>> round(smallest_effect(3839, 3838, Spread.of_rates(0.12, 0.10)), 4)
    0.02
    """
    if not (contacted and control):
        return None
    return _reach() * math.sqrt(spread.contacted / contacted + spread.control / control)


def _reach() -> float:
    """Standard errors that an effect must be away from nothing."""
    from scipy.special import ndtri

    return float(ndtri(1 - LEVEL / 2) + ndtri(POWER))
