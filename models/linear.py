"""The linear formula V = b0 + sum b_i X_i on raw features: the readable baseline, worked through in docs/linear.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from config.errors import InputError

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LinearModel:
    """V = b0 + sum b_i X_i.

    Attributes:
        names: X_1 .. X_d, in the order of the columns.
        intercept: b0, in the unit of V.
        weights: b_i (d,): what one unit more of X_i adds to V.
        typical: X_i of the typical customer (d,); it also stands in where X_i is missing.
    """

    names: tuple[str, ...]
    intercept: float
    weights: Floats
    typical: Floats

    def predict(self, features: Floats) -> Floats:
        """V (n,) of raw features (n, d), NaN where missing; below 0 where the formula says so.

        The example of docs/linear.md: 300 spent in 2 purchases of 2 products.

        >>> names, b = ("spend", "frequency", "variety"), np.array([0.2, 0.3, 0.1])
        >>> model = LinearModel(names, intercept=50.0, weights=b, typical=np.zeros(3))
        >>> model.predict(np.array([[300.0, 2.0, 2.0], [450.0, 2.0, 2.0]])).round(6).tolist()
        [110.8, 140.8]

        Raises:
            InputError: The number of columns is another.
        """
        return np.asarray(self.known(features) @ self.weights + self.intercept, dtype=np.float64)

    def contributions(self, features: Floats) -> Floats:
        """b_i (X_i - typical_i) (n, d): each row adds up to V less V of the typical customer, with nothing left over.

        >>> model = LinearModel(("spend",), intercept=50.0, weights=np.array([0.2]), typical=np.array([300.0]))
        >>> model.contributions(np.array([[450.0]])).round(6).tolist()
        [[30.0]]
        """
        return np.asarray((self.known(features) - self.typical) * self.weights, dtype=np.float64)

    def known(self, features: Floats) -> Floats:
        """The features (n, d) with the typical value in place of a missing one."""
        if features.ndim != 2 or features.shape[1] != len(self.names):
            raise InputError(f"features must have shape (customers, {len(self.names)}); found {features.shape}")
        return np.where(np.isfinite(features), features, self.typical)

    def times(self, factor: float) -> "LinearModel":
        """The formula with every coefficient, b0 too, multiplied."""
        return LinearModel(self.names, self.intercept * factor, self.weights * factor, self.typical)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {
            "names": list(self.names),
            "intercept": self.intercept,
            "weights": self.weights.tolist(),
            "typical": self.typical.tolist(),
        }

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> "LinearModel":
        """The inverse of `to_json`."""
        weights, typical = (np.array(read[key], dtype=np.float64) for key in ("weights", "typical"))
        return cls(tuple(read["names"]), float(read["intercept"]), weights, typical)


def fit_linear(
    features: Floats, value: Floats, *, names: Sequence[str], weight: Floats | None = None, ridge: float = 0.0
) -> LinearModel:
    """The formula with the least (ridge-penalised) squared error.

    >>> features, value = np.array([[1.0], [2.0], [3.0]]), np.array([12.0, 14.0, 16.0])
    >>> model = fit_linear(features, value, names=["orders"])
    >>> (round(model.intercept, 6), model.weights.round(6).tolist())
    (10.0, [2.0])

    Args:
        features: Raw features (n, d), NaN where missing.
        value: V that came true (n,).
        names: Feature of each column.
        weight: What each row counts (n,), not negative; None: all the same.
        ridge: Penalty on the squared coefficients of z-scored features, b0 left out, in mean squared z-scores: 0 is
            least squares; 0.01 keeps columns that say nearly the same from working against each other.

    Raises:
        InputError: Shapes do not fit, nothing counts, or nobody is worth anything.
    """
    if features.shape != (len(value), len(names)) or not len(value):
        raise InputError(f"expected features (n, {len(names)}) and value (n,); found {features.shape}, {value.shape}")
    counts = np.ones(len(value)) if weight is None else weight
    if not counts.sum() > 0:
        raise InputError("a formula cannot be fitted to rows that all count nothing")
    if not (value > 0).any():
        raise InputError("a formula needs a customer who bought; found none")
    typical = np.array([_median(column) for column in features.T])
    known = np.where(np.isfinite(features), features, typical)
    share = counts / counts.sum()
    centre = share @ known
    spread = np.sqrt(share @ (known - centre) ** 2)
    size = np.where(spread > 1e-9 * (1 + np.abs(centre)), spread, np.inf)  # a constant says nothing: b = 0
    scores = (known - centre) / size
    level = float(share @ value)
    square = (scores * share[:, None]).T @ scores + ridge * np.eye(len(names))
    found = np.linalg.lstsq(square, scores.T @ (share * (value - level)), rcond=1e-10)[0] / size
    return LinearModel(tuple(names), level - float(centre @ found), found, typical)


def _median(column: Floats) -> float:
    known = column[np.isfinite(column)]
    return float(np.median(known)) if len(known) else 0.0
