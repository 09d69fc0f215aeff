"""How good predictions were, once the horizon is over: ranking, level, spread.

Everything takes what came true and what was said, one number a customer, in the same order. Ties are kept in the
order given, so equal inputs give equal scores.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

_NOTHING_TO_RANK = 1e-12


@dataclass(frozen=True)
class Decile:
    """A tenth of the customers, by prediction, highest first; totals in the unit of the values."""

    customers: int
    actual: float
    predicted: float


def normalised_gini(actual: ArrayLike, predicted: ArrayLike) -> float:
    """Gini of the actual values in the order of the predictions, over that in their own order; 1 is perfect.

    Where all values are equal there is nothing to rank, and it is 0.

    >>> normalised_gini([0, 1, 5], [0.1, 0.2, 0.9])
    1.0
    >>> round(normalised_gini([0, 1, 5], [0.9, 0.2, 0.1]), 9)
    -1.0
    """
    values, said = _pair(actual, predicted)
    return gini_over_best(values[best_first(said)], values[best_first(values)])


def best_first(values: Floats) -> NDArray[np.intp]:
    """Rows by value, highest first, ties in the order given."""
    return np.argsort(-values, kind="stable")


def gini_over_best(values: Floats, ideal: Floats) -> float:
    """Gini of values in the order to be judged, over that of the same values in the best order; 0 where that is 0."""
    best = _gini(ideal)
    return _gini(values) / best if best > _NOTHING_TO_RANK else 0.0


def spearman(actual: ArrayLike, predicted: ArrayLike) -> float:
    """Rank correlation, ties sharing their mean rank; 0 where one side is constant."""
    ranks = [_mean_ranks(values) for values in _pair(actual, predicted)]
    centred = [rank - rank.mean() for rank in ranks]
    size = float(np.sqrt(np.sum(centred[0] ** 2) * np.sum(centred[1] ** 2)))
    return float(np.sum(centred[0] * centred[1])) / size if size > 0 else 0.0


def top_capture(actual: ArrayLike, predicted: ArrayLike, *, share: float = 0.1) -> float:
    """Value of the customers predicted best, over that of those who were best: the top `share`, at least one.

    >>> top_capture([8, 0, 2, 10], [9, 1, 2, 3], share=0.25)
    0.8
    """
    values, said = _pair(actual, predicted)
    count = max(1, round(share * len(values)))
    return float(values[best_first(said)[:count]].sum() / values[best_first(values)[:count]].sum())


def deciles(actual: ArrayLike, predicted: ArrayLike) -> tuple[Decile, ...]:
    """Ten groups (fewer with fewer customers) by prediction, highest first."""
    values, said = _pair(actual, predicted)
    groups = np.array_split(best_first(said), min(10, len(values)))
    return tuple(Decile(len(rows), float(values[rows].sum()), float(said[rows].sum())) for rows in groups)


def decile_wape(actual: ArrayLike, predicted: ArrayLike) -> float:
    """Sum of the deciles' absolute errors over the actual total: 0 where every decile got what was said.

    >>> decile_wape([4, 6], [5, 5])
    0.2
    """
    groups = deciles(actual, predicted)
    return sum(abs(g.predicted - g.actual) for g in groups) / sum(g.actual for g in groups)


def aggregate_bias(actual: ArrayLike, predicted: ArrayLike) -> float:
    """Predicted total over actual total, less 1.

    >>> aggregate_bias([10, 10], [12, 10])
    0.1
    """
    values, said = _pair(actual, predicted)
    return round(float(said.sum() / values.sum()) - 1, 12)


def mean_absolute_error(actual: ArrayLike, predicted: ArrayLike) -> float:
    """Mean absolute error, in the unit of the values."""
    values, said = _pair(actual, predicted)
    return float(np.abs(said - values).mean())


def root_mean_square_error(actual: ArrayLike, predicted: ArrayLike) -> float:
    """Root mean square error, in the unit of the values."""
    values, said = _pair(actual, predicted)
    return float(np.sqrt(((said - values) ** 2).mean()))


def inside(actual: ArrayLike, lo: ArrayLike, hi: ArrayLike) -> NDArray[np.bool_]:
    """Which values lie between lo and hi, both included; the mean of it is the interval's coverage.

    >>> inside([0, 5, 9], [0, 1, 1], [0, 5, 8]).tolist()
    [True, True, False]
    """
    values, low = _pair(actual, lo)
    return np.asarray((low <= values) & (values <= np.asarray(hi, dtype=np.float64)), dtype=np.bool_)


def interval_width(lo: ArrayLike, hi: ArrayLike) -> Floats:
    """Width of each interval, in the unit of the values.

    >>> interval_width([0, 2], [5, 3]).tolist()
    [5.0, 1.0]
    """
    low, high = _pair(lo, hi)
    return high - low


def crps(actual: ArrayLike, quantiles: ArrayLike, levels: ArrayLike) -> Floats:
    """Continuous ranked probability score of each forecast distribution, in the unit of the values; less is better.

    Twice the pinball loss, integrated over the levels by trapezoids; a forecast of one number has its absolute error.

    Source: Gneiting, Raftery (2007), "Strictly Proper Scoring Rules, Prediction, and Estimation", section 4.2.

    Args:
        actual: What came true (n,).
        quantiles: Values below which each share of the distribution lies (n, k).
        levels: Those shares (k,), rising, between 0 and 1.
    """
    values, said, shares = _distribution(actual, quantiles, levels)
    below = values[:, None] - said
    pinball = np.where(below >= 0, shares * below, (shares - 1) * below)
    # The loss is 0 at the levels 0 and 1, which no list of quantiles can hold.
    ends = np.zeros((len(values), 1))
    steps = np.diff(np.concatenate([[0.0], shares, [1.0]]))
    heights = np.concatenate([ends, pinball, ends], axis=1)
    return np.asarray(((heights[:, 1:] + heights[:, :-1]) * steps).sum(axis=1), dtype=np.float64)


def randomised_pit(actual: ArrayLike, quantiles: ArrayLike, levels: ArrayLike, *, seed: int) -> Floats:
    """The level at which each value lay in its own forecast (n,); uniform on 0..1 where forecasts are calibrated.

    Drawn evenly between the two levels around the value. A value of 0 that was forecast with a chance of a half is
    drawn between 0 and a half, so shares within any two of the `levels` are what they should be.

    Source: Czado, Gneiting, Held (2009), "Predictive Model Assessment for Count Data". Arguments as for `crps`.

    >>> lows = randomised_pit([0.0, 9.0], [[0, 0, 2], [1, 4, 8]], [0.2, 0.5, 0.8], seed=1)
    >>> bool(lows[0] < 0.8), bool(lows[1] > 0.8)
    (True, True)
    """
    values, said, shares = _distribution(actual, quantiles, levels)
    edges = np.concatenate([[0.0], shares, [1.0]])
    first = edges[(said < values[:, None]).sum(axis=1)]
    last = edges[(said <= values[:, None]).sum(axis=1) + 1]
    return np.asarray(first + (last - first) * np.random.default_rng(seed).random(len(values)), dtype=np.float64)


def _distribution(actual: ArrayLike, quantiles: ArrayLike, levels: ArrayLike) -> tuple[Floats, Floats, Floats]:
    values, said, shares = (np.asarray(v, dtype=np.float64) for v in (actual, quantiles, levels))
    if values.ndim != 1 or said.shape != (len(values), len(shares)):
        raise ValueError(f"expected values (n,), quantiles (n, k); found shapes {values.shape} and {said.shape}")
    if np.any(np.diff(shares) <= 0) or shares[0] <= 0 or shares[-1] >= 1:
        raise ValueError("expected levels that rise, above 0 and below 1")
    return values, said, shares


def _gini(values: Floats) -> float:
    shares = np.cumsum(values) / values.sum()
    # Twice the area between the gain curve and the diagonal, of the curve drawn through (i / n, share).
    return float(2 * (shares.mean() - (len(values) + 1) / (2 * len(values))))


def _pair(first: ArrayLike, second: ArrayLike) -> tuple[Floats, Floats]:
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    if a.ndim != 1 or a.shape != b.shape or not a.size:
        raise ValueError(f"expected two lists of one length, at least 1; found shapes {a.shape} and {b.shape}")
    return a, b


def _mean_ranks(values: Floats) -> Floats:
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2)[group], dtype=np.float64)
