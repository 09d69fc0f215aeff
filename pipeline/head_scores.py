"""How good the network's other answers were: tiers of value, the next order's date, shorter horizons, the spread."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.segments import rfm_segments
from models import scores
from models.network import ValueNetwork
from models.tiers import TIERS, TierBounds
from pipeline.history import ShopHistory

Floats = NDArray[np.float64]

_LEVELS = np.linspace(0.01, 0.99, 99)
_LEAST_IN_SEGMENT = 100
_HORIZONS = (7, 30, 90)
_DIGITS = 6


def head_scores(network: ValueNetwork, history: ShopHistory, *, cutoff_day: int, horizon_days: int) -> dict[str, Any]:
    """Scores of what the network said at a cut-off beside its value, as plain JSON values.

    Returns:
        `tiers` (absent without bounds), `next_order`, `horizons` and `spread`.
    """
    snapshot = history.snapshot(cutoff_day)
    features = snapshot.matrix(network.features)
    value, _ = history.came_true(cutoff_day, horizon_days=horizon_days)
    segments = np.asarray(rfm_segments(snapshot.customers))
    found: dict[str, Any] = {
        "next_order": _next_order(network, history, features, cutoff_day=cutoff_day, horizon_days=horizon_days),
        "horizons": [
            _horizon(network, history, features, cutoff_day=cutoff_day, horizon_days=days)
            for days in sorted({*(h for h in _HORIZONS if h < horizon_days), horizon_days})
        ],
        "spread": spread_scores(network, features, value=value, segments=segments, horizon_days=horizon_days),
    }
    if network.bounds is not None:
        said = network.tier_probabilities(features, horizon_days=horizon_days)
        found["tiers"] = tier_scores(network.bounds, said, value=value)
    return found


def tier_scores(bounds: TierBounds, said: Floats, *, value: Floats) -> dict[str, Any]:
    """Accuracy, recall, precision, confusion and log loss of the likeliest tier.

    Args:
        bounds: Where the tiers begin.
        said: Chance of each tier (n, 4).
        value: What came true, minor units (n,).
    """
    actual, likeliest = bounds.tier_of(value), said.argmax(axis=1)
    confusion = np.zeros((len(TIERS), len(TIERS)), dtype=np.int64)
    np.add.at(confusion, (actual, likeliest), 1)
    hits, came, told = confusion.diagonal(), confusion.sum(axis=1), confusion.sum(axis=0)
    surprise = -np.log(np.maximum(said[np.arange(len(actual)), actual], 1e-12))
    shares = came / len(actual)
    return {
        "bounds": bounds.to_json(),
        "classes": list(TIERS),
        "accuracy": _rounded(hits.sum() / len(actual)),
        "accuracy_of_the_commonest": _rounded(shares.max()),
        "log_loss": _rounded(surprise.mean()),
        "log_loss_of_the_shares": _rounded(-sum(s * np.log(s) for s in shares if s > 0)),
        "recall": [_share(hit, n) for hit, n in zip(hits, came, strict=True)],
        "precision": [_share(hit, n) for hit, n in zip(hits, told, strict=True)],
        "confusion": confusion.tolist(),
    }


def spread_scores(
    network: ValueNetwork, features: Floats, *, value: Floats, segments: NDArray[np.str_], horizon_days: float
) -> dict[str, Any]:
    """Share of customers between the 10 % and the 90 % quantile, where a value of 0 is drawn a rank among its like.

    Without that draw no interval could hold 80 % of customers who buy nothing with more than 80 %: theirs holds more.
    Source: randomised probability integral transform, Smith (1985); Czado, Gneiting, Held (2009).

    Args:
        network: Predicts.
        features: Raw features (n, d).
        value: What came true, minor units (n,).
        segments: Segment of each customer; those of at least 100 are scored by themselves too.
        horizon_days: Length of the period.
    """
    said = network.parameters(features, horizon_days=horizon_days)
    quantiles = np.stack([network.quantile_of(said, level) for level in _LEVELS], axis=1)
    ranks = scores.randomised_pit(value, quantiles, _LEVELS, seed=0)
    inside = (ranks >= 0.1) & (ranks <= 0.9)
    counts = {str(name): int((segments == name).sum()) for name in np.unique(segments)}
    return {
        "nominal": 0.8,
        "held": _rounded(inside.mean()),
        "below": _rounded((ranks < 0.1).mean()),
        "above": _rounded((ranks > 0.9).mean()),
        "segments": {
            name: {"customers": n, "held": _rounded(inside[segments == name].mean())}
            for name, n in counts.items()
            if n >= _LEAST_IN_SEGMENT
        },
    }


def _next_order(
    network: ValueNetwork, history: ShopHistory, features: Floats, *, cutoff_day: int, horizon_days: int
) -> dict[str, Any]:
    """Of the customers whose date lay within the period, how many had ordered by it: half of them should have."""
    days = np.ceil(network.days_to_order(features))
    dated = days <= horizon_days
    first = history.first_order_day(cutoff_day, horizon_days=horizon_days)
    came = first[dated] - cutoff_day <= np.maximum(days[dated], 1)
    return {"dated": int(dated.sum()), "came_by_then": _rounded(came.mean()) if dated.any() else None, "expected": 0.5}


def _horizon(
    network: ValueNetwork, history: ShopHistory, features: Floats, *, cutoff_day: int, horizon_days: int
) -> dict[str, Any]:
    value, _ = history.came_true(cutoff_day, horizon_days=horizon_days)
    said = network.predict(features, horizon_days=horizon_days)
    bought = bool(value.any())
    return {
        "horizon_days": horizon_days,
        "normalised_gini": _rounded(scores.normalised_gini(value, said.value)) if bought else None,
        "aggregate_bias": _rounded(scores.aggregate_bias(value, said.value)) if bought else None,
        "buyers": int(np.count_nonzero(value)),
        "buyers_expected": _rounded(float(said.p_active.sum())),
    }


def _share(part: int, whole: int) -> float | None:
    return _rounded(part / whole) if whole else None


def _rounded(value: float) -> float:
    return round(float(value), _DIGITS)
