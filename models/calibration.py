"""Calibration of the spread: how far values really fall from the network's centre, learned on an earlier period."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]

_LOW, _HIGH = 0.1, 0.9
_FULL_TRUST = 200


@dataclass(frozen=True)
class SpendCalibration:
    """How wide the middle 80 % of what buyers spend really is, over how wide the network thought it was.

    One factor for all: thirteen learned quantiles, or a factor for each band of customers, did worse on later periods
    (docs/decisions.md).

    Attributes:
        factor: Multiplies the standard deviation of log value in every quantile; 1 changes nothing.
        buyers: Customers it was learned from; 0 when it was not.
    """

    factor: float = 1.0
    buyers: int = 0

    def z(self, level: Floats) -> Floats:
        """Calibrated z of levels in (0, 1).

        >>> SpendCalibration(factor=2.0).z(np.array([0.5, 0.9])).round(4).tolist()
        [0.0, 2.5631]
        """
        return np.asarray(ndtri(level) * self.factor, dtype=np.float64)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, read: dict[str, Any]) -> "SpendCalibration":
        """The inverse of `to_json`."""
        return cls(factor=float(read["factor"]), buyers=int(read["buyers"]))


def fit_calibration(value: Floats, *, mu: Floats, sigma: Floats) -> SpendCalibration:
    """Calibration from values that came true beside what a network had said before (log value: mu, sigma).

    Few buyers are trusted little: with n of them the observed width counts n / (n + 200), the network's own the rest.
    """
    bought = value > 0
    buyers = int(bought.sum())
    if not buyers:
        return SpendCalibration()
    low, high = np.quantile((np.log(value[bought]) - mu[bought]) / sigma[bought], [_LOW, _HIGH])
    observed = (high - low) / (ndtri(_HIGH) - ndtri(_LOW))
    trust = buyers / (buyers + _FULL_TRUST)
    return SpendCalibration(factor=float(trust * observed + (1 - trust)), buyers=buyers)
