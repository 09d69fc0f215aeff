"""Reviews counted by what they speak of, and whether two groups of reviews differ by more than chance.

Source: Fisher's exact test (two-sided), and Holm 1979, "A Simple Sequentially Rejective Multiple Test Procedure", over
the things that are compared at once: of twenty, one would else look like a finding.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import pandas as pd

Polarity = Literal["negative", "positive"]
SIGNS: Final[dict[Polarity, int]] = {"negative": -1, "positive": 1}
# Chances below this are told as a difference.
BEYOND_CHANCE: Final = 0.05


@dataclass(frozen=True)
class AspectCount:
    """Reviews that speak of one thing; each is counted once, on one side or neither.

    Attributes:
        key: Of the aspect or particular.
        n: Reviews that speak of it.
        negative: Those that speak ill of it on the whole.
        positive: Those that speak well of it.
    """

    key: str
    n: int
    negative: int
    positive: int

    def on_side(self, polarity: Polarity | None) -> int:
        """Reviews of that side; all of them where none is asked for."""
        return {"negative": self.negative, "positive": self.positive, None: self.n}[polarity]


def counted(told: pd.DataFrame) -> dict[str, AspectCount]:
    """Counts by key of what reviews speak of.

    Args:
        told: As `data.opinions.review_aspects` gives it, of the reviews that are asked about.
    """
    sides: dict[str, list[int]] = {}
    for key, sign in zip(told["aspect"].tolist(), told["polarity"].tolist(), strict=True):
        sides.setdefault(str(key), []).append(int(sign))
    return {key: AspectCount(key, len(signs), signs.count(-1), signs.count(1)) for key, signs in sides.items()}


def chance_of_difference(first: int, first_of: int, second: int, second_of: int) -> float:
    """How likely two shares are to differ as much as these if the groups were alike (Fisher, two-sided); 1 if empty.

    >>> round(chance_of_difference(8, 10, 1, 10), 4), chance_of_difference(0, 0, 3, 9)
    (0.0055, 1.0)
    """
    from scipy.stats import fisher_exact

    if not first_of or not second_of:
        return 1.0
    return float(fisher_exact([[first, first_of - first], [second, second_of - second]]).pvalue)


def holm(chances: Sequence[float]) -> list[float]:
    """The chances adjusted for how many were looked at, in their order.

    >>> holm([0.04, 0.01, 0.03])
    [0.06, 0.03, 0.06]
    """
    order = sorted(range(len(chances)), key=lambda place: chances[place])
    adjusted, largest = [0.0] * len(chances), 0.0
    for rank, place in enumerate(order):
        largest = max(largest, min(1.0, chances[place] * (len(chances) - rank)))
        adjusted[place] = largest
    return adjusted
