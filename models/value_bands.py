"""Intervals for a model that says only one number: how far customers with like predictions fell from it before.

Source: split conformal prediction (Vovk, Gammerman, Shafer, 2005), one quantile a band of predictions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_MOST_BANDS = 10
_LEAST_IN_BAND = 60
_FLOOR_SHARE = 0.1


@dataclass(frozen=True)
class ValueBands:
    """Quantiles of what came true over what was predicted, by band of the prediction.

    Attributes:
        edges: Lower edges of all bands but the first (b - 1,), rising.
        floor: Predictions below it count as it: nothing can be a multiple of 0.
        low: 10 % quantile of the ratio, a band (b,).
        high: 80 % quantile (b,).
        highest: 90 % quantile (b,).
        customers: Customers it was learned from.
    """

    edges: tuple[float, ...]
    floor: float
    low: tuple[float, ...]
    high: tuple[float, ...]
    highest: tuple[float, ...]
    customers: int

    def interval(self, value: Floats, *, sure: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Ends of the 80 % interval (n,) each: 10 % to 90 % where a purchase is sure enough, else 0 to 80 %.

        Args:
            value: Predictions (n,), not negative.
            sure: Whether the customer buys with more than 90 % (n,).
        """
        band = np.searchsorted(np.asarray(self.edges), value, side="right")
        size = np.maximum(value, self.floor)
        lo = np.where(sure, np.asarray(self.low)[band] * size, 0.0)
        hi = np.where(sure, np.asarray(self.highest)[band], np.asarray(self.high)[band]) * size
        return np.minimum(lo, value), np.maximum(hi, value)

    def times(self, factor: float) -> "ValueBands":
        """The bands of predictions that are all multiplied by a factor."""
        edges = tuple(edge * factor for edge in self.edges)
        return ValueBands(edges, self.floor * factor, self.low, self.high, self.highest, self.customers)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "edges": list(self.edges),
            "floor": self.floor,
            "low": list(self.low),
            "high": list(self.high),
            "highest": list(self.highest),
            "customers": self.customers,
        }

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> "ValueBands":
        """The inverse of `to_json`."""
        edges, low, high, highest = (tuple(float(v) for v in read[key]) for key in ("edges", "low", "high", "highest"))
        return cls(edges, float(read["floor"]), low, high, highest, int(read["customers"]))


def fit_bands(value: Floats, predicted: Floats) -> ValueBands:
    """Bands from values that came true (n,) beside predictions (n,) made before; at most 10 of at least 60 customers.

    Each quantile is the conformal one, of rank (n + 1) level: a band of few customers gives the wider interval.
    """
    count = int(np.clip(len(value) // _LEAST_IN_BAND, 1, _MOST_BANDS))
    cuts = np.quantile(predicted, np.arange(1, count) / count) if count > 1 else np.empty(0)
    # Customers with one and the same prediction cannot be parted.
    edges = np.unique(cuts[cuts > predicted.min()])
    floor = max(_FLOOR_SHARE * float(predicted.mean()), 1.0)
    ratio = value / np.maximum(predicted, floor)
    band = np.searchsorted(edges, predicted, side="right")
    rows = [np.sort(ratio[band == number]) for number in range(len(edges) + 1)]
    low, high, highest = (tuple(_quantile(row, level) for row in rows) for level in (0.1, 0.8, 0.9))
    return ValueBands(tuple(edges.tolist()), floor, low, high, highest, len(value))


def _quantile(ordered: Floats, level: float) -> float:
    """Conformal quantile of sorted ratios: the upper one rounds up, the lower one down."""
    n = len(ordered)
    rank = np.ceil((n + 1) * level) if level > 0.5 else np.floor((n + 1) * level)
    return float(ordered[int(np.clip(rank, 1, n)) - 1]) if level > 0.5 or rank >= 1 else 0.0
