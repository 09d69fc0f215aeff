"""Standard errors of scores: the same customers drawn again and again, alike for every model and every cut-off.

A draw is a list of how often each customer is in it, so the order of predictions is worked out once and a sample is
that order with repeats. Two models scored on the same draws give the standard error of their difference.

Source: Efron, Tibshirani (1993), "An Introduction to the Bootstrap", chapters 6 and 8.
"""

import numpy as np
from numpy.typing import NDArray

from models.scores import best_first, gini_over_best

Floats = NDArray[np.float64]
Counts = NDArray[np.int16]

SCORES = (
    "normalised_gini",
    "spearman",
    "top_10_percent_capture",
    "decile_wape",
    "aggregate_bias",
    "mean_absolute_error",
    "root_mean_square_error",
)


def draw_customers(customers: int, *, draws: int, seed: int) -> Counts:
    """How often each customer is in each sample with replacement; shape (draws, customers), rows sum to customers."""
    rng = np.random.default_rng(seed)
    return np.stack(
        [np.bincount(rng.integers(customers, size=customers), minlength=customers) for _ in range(draws)]
    ).astype(np.int16)


def drawn_scores(actual: Floats, predicted: Floats, counts: Counts) -> dict[str, Floats]:
    """Every score of `SCORES` in every draw, each (draws,); NaN in a draw where nobody bought.

    Args:
        actual: What came true (n,).
        predicted: What was said (n,).
        counts: How often each of the n customers is in each draw (draws, n).
    """
    by_said, by_value = best_first(predicted), best_first(actual)
    groups = [np.unique(values, return_inverse=True)[1] for values in (actual, predicted)]
    drawn = np.full((len(SCORES), len(counts)), np.nan)
    for number, count in enumerate(counts):
        if not (count * actual).any():
            continue
        found = np.repeat(actual[by_said], count[by_said])
        said = np.repeat(predicted[by_said], count[by_said])
        ideal = np.repeat(actual[by_value], count[by_value])
        drawn[:, number] = (*_ranking(found, ideal, groups, count), *_level(found, said))
    return dict(zip(SCORES, drawn, strict=True))


def drawn_mean(values: Floats, counts: Counts) -> Floats:
    """Mean of values (n,) in every draw, shape (draws,); customers with NaN are left out."""
    known = np.isfinite(values)
    some, weights = values[known], counts[:, known]
    totals = weights.sum(axis=1, dtype=np.int64)
    # Draw by draw: all weights as float64 at once would take gigabytes for a million customers.
    sums = np.array([np.sum(weight * some) for weight in weights])
    return np.asarray(sums / np.where(totals > 0, totals, np.nan), dtype=np.float64)


def standard_error(drawn: Floats) -> float:
    """Standard deviation of a score over the draws; NaN with fewer than two that have one.

    >>> standard_error(np.array([1.0, 2.0, 3.0, np.nan]))
    1.0
    """
    known = drawn[np.isfinite(drawn)]
    return float(known.std(ddof=1)) if len(known) > 1 else float("nan")


def _ranking(found: Floats, ideal: Floats, groups: list[NDArray[np.intp]], count: Counts) -> tuple[float, float, float]:
    top = max(1, round(0.1 * len(found)))
    return gini_over_best(found, ideal), _spearman(groups, count), float(found[:top].sum() / ideal[:top].sum())


def _level(found: Floats, said: Floats) -> tuple[float, float, float, float]:
    off = said - found
    sizes = [len(group) for group in np.array_split(np.empty(len(off)), min(10, len(off)))]
    starts = np.cumsum([0, *sizes[:-1]])
    wape = np.abs(np.add.reduceat(off, starts)).sum() / found.sum()
    bias = off.sum() / found.sum()
    return float(wape), float(bias), float(np.abs(off).mean()), float(np.sqrt((off**2).mean()))


def _spearman(groups: list[NDArray[np.intp]], count: Counts) -> float:
    """Rank correlation of a draw, ties sharing their mean rank, from the groups of equal values on either side."""
    size = int(count.sum())
    centred = []
    for group in groups:
        of_group = np.bincount(group, weights=count)
        ranks = np.cumsum(of_group) - (of_group - 1) / 2
        centred.append(ranks[group] - (size + 1) / 2)
    scale = float(np.sqrt(np.sum(count * centred[0] ** 2) * np.sum(count * centred[1] ** 2)))
    return float(np.sum(count * centred[0] * centred[1])) / scale if scale > 0 else 0.0
