"""Which action each customer gets, and what it is expected to bring: assumptions times what the network predicts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.action_rules import Action

Floats = npt.NDArray[np.float64]
Places = npt.NDArray[np.int64]
Masks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Worth:
    """What customers are worth, money in minor units.

    Attributes:
        value: Predicted value (n,), not negative.
        lo: Low end of its 80 % interval (n,).
        hi: High end (n,).
        to_win: What is spent when buying at all, less the value (n,).
        category: An order of the category to offer (3, n): mean, ends of the middle 80 %; 0 where there is none.
    """

    value: Floats
    lo: Floats
    hi: Floats
    to_win: Floats
    category: Floats

    def increment(self, action: Action) -> Floats:
        """What a response to the action brings (3, n): expected, and at both ends of the interval."""
        if action.increment == "none":
            return np.zeros((3, len(self.value)))
        if action.increment == "category":
            return action.uplift * self.category
        levels = np.stack([self.value, self.lo, self.hi])
        if action.increment == "share":
            return action.uplift * levels
        # The same part of either end could be won as of the value itself.
        part = np.divide(self.to_win, self.value, out=np.zeros_like(self.value), where=self.value > 0)
        return action.uplift * part * levels


@dataclass(frozen=True)
class Terms:
    """What is assumed of one action.

    Attributes:
        response: Share of those contacted who respond because of it.
        margin: Share of revenue that is left.
        cost_minor: Cost of one contact [minor units].
    """

    response: float
    margin: float
    cost_minor: float

    def gain(self, increment: Floats) -> Floats:
        """What a contact is expected to bring, of what a response brings [minor units, any shape].

        >>> Terms(0.1, 0.3, 200.0).gain(np.array([10_000.0])).tolist()
        [100.0]
        """
        gained: Floats = self.response * self.margin * increment - self.cost_minor
        return gained


def value_to_win(value: Floats, p_active: Floats, *, least_chance: float) -> Floats:
    """What customers spend when buying at all, less their value (n,).

    >>> value_to_win(np.array([100.0, 100.0]), np.array([0.8, 0.0]), least_chance=0.02).round(6).tolist()
    [25.0, 4900.0]
    """
    chance = np.clip(p_active, least_chance, 1.0)
    risk: Floats = value * (1 - chance) / chance
    return risk


def first_that_pays(fits: Masks, gains: Floats, *, always: Sequence[bool]) -> Places:
    """For each customer the place of the first rule that fits and pays (n,); the last rule takes who is left.

    Args:
        fits: Whose filters all pass (rules, n).
        gains: Expected gain under each rule's action (rules, n).
        always: Rules that are followed whether they pay or not (rules,).

    >>> first_that_pays(np.array([[True, True], [True, True]]), np.array([[5.0, -1.0], [0.0, 0.0]]),
    ...                 always=[False, False]).tolist()
    [0, 1]
    """
    takes = fits & ((gains > 0) | np.asarray(always)[:, None])
    takes[-1] = True
    first: Places = takes.argmax(axis=0).astype(np.int64)
    return first


def interval_of_sum(expected: Floats, lo: Floats, hi: Floats) -> tuple[float, float, float]:
    """The sum of gains with its central 80 % interval, the customers' errors taken as independent.

    A sum of many is near normal whatever its parts are, so that their spreads add up as squares.

    >>> [round(v, 2) for v in interval_of_sum(np.array([3.0, 4.0]), np.array([0.0, 0.0]), np.array([6.0, 8.0]))]
    [7.0, 2.0, 12.0]
    """
    total = float(expected.sum())
    half = float(np.sqrt(np.square((hi - lo) / 2).sum()))
    return total, total - half, total + half
