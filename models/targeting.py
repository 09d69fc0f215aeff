"""How well a ranking finds those who responded: precision among the first, lift, AUC, in samples drawn of customers.

Several campaigns are one measurement: a customer is compared with others of the same campaign only, and drawn with all
the campaigns he got, so that what one customer does again and again is not counted as independent.

Source: Hanley, McNeil (1982), "The meaning and use of the area under a ROC curve"; Efron, Tibshirani (1993), chapter 8,
for drawing whole clusters.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Weights = NDArray[np.float64]


@dataclass(frozen=True)
class Ranked:
    """The customers of one campaign under one ranking.

    Attributes:
        place: Place of each customer among all there are (n,); what is drawn.
        score: The higher, the sooner the customer would be chosen (n,).
        responded: Who responded (n,).
    """

    place: NDArray[np.int64]
    score: Floats
    responded: NDArray[np.bool_]


def draws_of(customers: int, *, draws: int, seed: int) -> Weights:
    """How often each customer is in each sample with replacement (draws + 1, customers); the first is everybody once.

    >>> draws_of(3, draws=1, seed=1).sum(axis=1).tolist()
    [3.0, 3.0]
    """
    rng = np.random.default_rng(seed)
    drawn = [np.bincount(rng.integers(customers, size=customers), minlength=customers) for _ in range(draws)]
    return np.stack([np.ones(customers), *drawn]).astype(np.float64)


def auc(campaigns: Sequence[Ranked], weights: Weights) -> Floats:
    """Chance that who responded is ranked above who did not, in the same campaign, in each draw (draws,).

    >>> one = Ranked(np.arange(4), np.array([3.0, 2.0, 2.0, 1.0]), np.array([True, True, False, False]))
    >>> auc([one], np.ones((1, 4))).tolist()
    [0.875]
    """
    above, pairs = np.zeros(len(weights)), np.zeros(len(weights))
    for each in campaigns:
        order = np.argsort(each.score, kind="stable")
        starts = np.flatnonzero(np.diff(each.score[order], prepend=np.nan) != 0)
        drawn = weights[:, each.place[order]]
        yes = np.add.reduceat(drawn * each.responded[order], starts, axis=1)
        no = np.add.reduceat(drawn * ~each.responded[order], starts, axis=1)
        below = np.cumsum(no, axis=1) - no
        above += (yes * (below + no / 2)).sum(axis=1)
        pairs += yes.sum(axis=1) * no.sum(axis=1)
    return _over(above, pairs)


def precision(campaigns: Sequence[Ranked], weights: Weights, *, share: float, seed: int) -> Floats:
    """Share that responded of the first so many of each campaign, in each draw (draws,); ties are drawn by lot.

    Args:
        campaigns: The customers of each campaign.
        weights: How often each customer is in each draw.
        share: How many of each campaign are taken, 0 to 1.
        seed: Of the lots.
    """
    found, taken = np.zeros(len(weights)), np.zeros(len(weights))
    rng = np.random.default_rng(seed)
    for each in campaigns:
        order = np.lexsort((rng.random(len(each.score)), -each.score))
        drawn = weights[:, each.place[order]]
        within = np.cumsum(drawn, axis=1) <= np.maximum(np.rint(share * drawn.sum(axis=1)), 1)[:, None]
        found += (drawn * within * each.responded[order]).sum(axis=1)
        taken += (drawn * within).sum(axis=1)
    return _over(found, taken)


def base_rate(campaigns: Sequence[Ranked], weights: Weights) -> Floats:
    """Share that responded of all, in each draw (draws,)."""
    return precision(campaigns, weights, share=1.0, seed=0)


def with_interval(drawn: Floats) -> tuple[float, float, float]:
    """The figure of everybody once, and the middle 95 % of the draws."""
    known = drawn[1:][np.isfinite(drawn[1:])]
    if not len(known):
        return float(drawn[0]), float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(drawn[0]), float(low), float(high)


def _over(part: Floats, whole: Floats) -> Floats:
    share: Floats = np.divide(part, whole, out=np.full(len(whole), np.nan), where=whole > 0)
    return share
