"""Raw features to network inputs: logarithms of what is skewed, missing values marked, everything on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from config.errors import InputError

Floats = NDArray[np.float64]
Kind = Literal["money", "count", "days", "share", "ratio", "rating", "rate", "price"]

_LOWEST_RATE = 1e-4
_WIDEST = 6.0
_ARRAYS = ("centre", "scale", "low", "high", "typical")


@dataclass(frozen=True)
class Standardiser:
    """How each feature becomes an input, learned from the training customers.

    Every feature has one input: transformed, clipped to the range seen in training, centred and scaled; features
    that can be missing have a second one, 1 where it is.

    Attributes:
        names: Features in the order of the columns.
        kinds: What each is: `rate` and `price` are positive and enter as plain logarithms, `share` and `rating` as
            they are, the rest as signed log(1 + x).
        money_unit: Minor units that count as 1 in logarithms of money.
        centre: Mean of the transformed feature.
        scale: Its standard deviation; 1 for a constant.
        low: Smallest input let through.
        high: Largest input let through.
        typical: Median feature, raw; NaN where most customers have none.
        may_miss: Whether the feature was missing for some customer.
    """

    names: tuple[str, ...]
    kinds: tuple[Kind, ...]
    money_unit: float
    centre: Floats
    scale: Floats
    low: Floats
    high: Floats
    typical: Floats
    may_miss: tuple[bool, ...]

    @property
    def width(self) -> int:
        """Number of inputs."""
        return len(self.names) + sum(self.may_miss)

    def inputs(self, features: Floats) -> Floats:
        """Inputs (n, width) of raw features (n, len(names)).

        Raises:
            InputError: The number of columns is another.
        """
        if features.ndim != 2 or features.shape[1] != len(self.names):
            raise InputError(f"features must have shape (customers, {len(self.names)}); found {features.shape}")
        missing = ~np.isfinite(features)
        scaled = (_transformed(features, self.kinds, self.money_unit) - self.centre) / self.scale
        scaled = np.where(missing, 0.0, np.clip(scaled, self.low, self.high))
        return np.concatenate([scaled, missing[:, list(self.may_miss)].astype(np.float64)], axis=1)

    def features_of_inputs(self) -> NDArray[np.intp]:
        """For each input the index of its feature; shape (width,)."""
        return np.concatenate([np.arange(len(self.names)), np.flatnonzero(self.may_miss)])

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "names": list(self.names),
            "kinds": list(self.kinds),
            "money_unit": self.money_unit,
            "may_miss": list(self.may_miss),
            **{key: _plain(getattr(self, key)) for key in _ARRAYS},
        }

    @classmethod
    def from_json(cls, read: dict[str, Any]) -> "Standardiser":
        """The inverse of `to_json`."""
        arrays = {key: np.array([np.nan if v is None else v for v in read[key]], dtype=np.float64) for key in _ARRAYS}
        return cls(
            names=tuple(read["names"]),
            kinds=tuple(read["kinds"]),
            money_unit=float(read["money_unit"]),
            may_miss=tuple(bool(v) for v in read["may_miss"]),
            **arrays,
        )


def fit_standardiser(
    features: Floats, names: Sequence[str], *, kinds: Sequence[Kind], money_unit: float
) -> Standardiser:
    """The standardiser of these training customers; features (n, len(names)), NaN where missing."""
    known = np.isfinite(features)
    transformed = np.where(known, _transformed(features, kinds, money_unit), 0.0)
    counts = np.maximum(known.sum(axis=0), 1)
    centre = transformed.sum(axis=0) / counts
    spread = np.sqrt((np.where(known, transformed - centre, 0.0) ** 2).sum(axis=0) / counts)
    scale = np.where(spread > 1e-9, spread, 1.0)
    scaled = np.where(known, (transformed - centre) / scale, 0.0)
    return Standardiser(
        names=tuple(names),
        kinds=tuple(kinds),
        money_unit=money_unit,
        centre=centre,
        scale=scale,
        low=np.maximum(scaled.min(axis=0), -_WIDEST),
        high=np.minimum(scaled.max(axis=0), _WIDEST),
        typical=np.array([_typical(column) for column in features.T]),
        may_miss=tuple(bool(v) for v in known.sum(axis=0) < len(features)),
    )


def _typical(column: Floats) -> float:
    known = np.isfinite(column)
    return float(np.median(column[known])) if 2 * known.sum() > len(column) else float("nan")


def _transformed(features: Floats, kinds: Sequence[Kind], money_unit: float) -> Floats:
    columns = [
        _transform(kind, np.where(np.isfinite(column), column, 0.0), money_unit)
        for column, kind in zip(features.T, kinds, strict=True)
    ]
    return np.stack(columns, axis=1)


def _transform(kind: Kind, values: Floats, money_unit: float) -> Floats:
    if kind in ("share", "rating"):
        return values
    if kind == "rate":
        return np.log(np.maximum(values, 0.0) + _LOWEST_RATE)
    if kind == "price":
        return np.log(np.maximum(values / money_unit, _LOWEST_RATE))
    scaled = values / money_unit if kind == "money" else values
    return np.asarray(np.sign(scaled) * np.log1p(np.abs(scaled)), dtype=np.float64)


def _plain(values: Floats) -> list[float | None]:
    # JSON has no NaN.
    return [None if np.isnan(v) else float(v) for v in values]
