"""How far customers have moved away from those a network was fitted on, and whether what it said came true."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Status = Literal["stable", "watch", "shifted"]

_BINS = 10
WATCH, SHIFTED = 0.1, 0.25


@dataclass(frozen=True)
class Shift:
    """One feature then and now.

    Attributes:
        psi: Population stability index over ten bins of equal size then, plus one for missing values.
        ks: Largest difference of the two distribution functions, 0 to 1; missing values left out.
        chance: The index that two samples of this size from one population stay below, nineteen times in twenty.
    """

    psi: float
    ks: float
    chance: float

    @property
    def status(self) -> Status:
        """`stable` below 0.1 (or what chance explains), `shifted` from 0.25, between them `watch`."""
        if self.psi < max(WATCH, self.chance):
            return "stable"
        return "shifted" if self.psi >= SHIFTED else "watch"


@dataclass(frozen=True)
class CameTrue:
    """What had been predicted of some customers, beside what they then did; money in minor units.

    Attributes:
        predicted: Sum of the expected values.
        actual: Sum of what came true.
        chance: How far the actual sum may lie off by chance alone (one standard error), as a share of the predicted.
        expected_buyers: Sum of the chances of an order.
        buyers: Customers who ordered.
        interval_held: Share of customers whose value fell into their 80 % interval.
    """

    predicted: float
    actual: float
    chance: float
    expected_buyers: float
    buyers: int
    interval_held: float

    @property
    def off(self) -> float:
        """By how much the prediction lay above (+) or below (-) what came true, as a share of what came true."""
        return self.predicted / self.actual - 1 if self.actual > 0 else float("inf")

    @property
    def status(self) -> Status:
        """`stable` within 10 % or two standard errors, `shifted` beyond 25 % and three, between them `watch`."""
        gap = abs(self.predicted - self.actual) / max(self.predicted, 1e-9)
        if gap <= max(0.10, 2 * self.chance):
            return "stable"
        return "shifted" if gap > max(0.25, 3 * self.chance) else "watch"


def shift(then: Floats, now: Floats) -> Shift:
    """How one feature moved; NaN is a value of its own for the index.

    Args:
        then: (n,), at least one.
        now: (m,), at least one.

    >>> shift(np.arange(1000.0), np.arange(1000.0)).status
    'stable'
    >>> shift(np.arange(1000.0), np.arange(1000.0) + 500).status
    'shifted'
    """
    known_then, known_now = then[np.isfinite(then)], now[np.isfinite(now)]
    edges = np.unique(np.quantile(known_then, np.arange(1, _BINS) / _BINS)) if len(known_then) else np.empty(0)
    shares = []
    for values, known in ((then, known_then), (now, known_now)):
        counts = np.bincount(np.searchsorted(edges, known, side="left"), minlength=len(edges) + 1)
        counts = np.append(counts, len(values) - len(known)).astype(np.float64)
        # Half a customer in every bin, so that an empty one is little and not infinitely little.
        shares.append((counts + 0.5) / (counts + 0.5).sum())
    before, after = shares
    psi = float(np.sum((after - before) * np.log(after / before)))
    # Without a shift, the index times nm/(n + m) follows chi-square; 1.9 per bin bounds its 95th percentile from 9 on.
    chance = 1.9 * len(before) * (1 / len(then) + 1 / len(now))
    return Shift(psi=psi, ks=_distance(known_then, known_now), chance=chance)


def came_true(
    actual: Floats, *, predicted: Floats, lo: Floats, hi: Floats, p_active: Floats, orders: Floats
) -> CameTrue:
    """What customers did, beside what had been said of them; each (n,), n at least 1.

    Args:
        actual: Net revenue since, 0 where returns exceed it [minor units].
        predicted: Expected value for exactly that time.
        lo: Lower end of its 80 % interval.
        hi: Upper end of it.
        p_active: Chance of an order in that time.
        orders: Orders since.
    """
    # Half a cent: money counts in whole cents, so the ends of an interval lie between two of them.
    inside = (actual >= lo - 0.5) & (actual <= hi + 0.5)
    total = float(predicted.sum())
    return CameTrue(
        predicted=total,
        actual=float(actual.sum()),
        chance=float(np.sqrt(np.sum((actual - predicted) ** 2))) / max(total, 1e-9),
        expected_buyers=float(p_active.sum()),
        buyers=int((orders > 0).sum()),
        interval_held=float(inside.mean()),
    )


def _distance(then: Floats, now: Floats) -> float:
    """The Kolmogorov-Smirnov statistic of two samples."""
    if not len(then) or not len(now):
        return 0.0
    then, now = np.sort(then), np.sort(now)
    values = np.concatenate([then, now])
    below = [np.searchsorted(sample, values, side="right") / len(sample) for sample in (then, now)]
    return float(np.abs(below[0] - below[1]).max())
