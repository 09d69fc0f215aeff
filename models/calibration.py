"""Calibration of the spread: how far values really fall from the network's centre, learned on an earlier period."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]

_LEVELS = np.array([0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98])
_FULL_TRUST = 200


@dataclass(frozen=True)
class SpendCalibration:
    """Where each level of the positive part really lies, in the network's own standard deviations of log value.

    Attributes:
        scores: One z for each of 13 levels from .02 to .98, not falling; the normal quantiles change nothing.
        buyers: Customers it was learned from; 0 when it was not.
    """

    scores: tuple[float, ...] = tuple(ndtri(_LEVELS).tolist())
    buyers: int = 0

    def z(self, level: Floats) -> Floats:
        """Calibrated z of levels in (0, 1); beyond the outermost levels it moves like the normal distribution.

        >>> SpendCalibration().z(np.array([0.5, 0.9])).round(4).tolist()
        [0.0, 1.2816]
        """
        normal, knots, scores = ndtri(level), ndtri(_LEVELS), np.asarray(self.scores)
        inside = np.interp(normal, knots, scores)
        return np.asarray(
            inside + np.minimum(normal - knots[0], 0.0) + np.maximum(normal - knots[-1], 0.0), dtype=np.float64
        )

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"scores": list(self.scores), "buyers": self.buyers}

    @classmethod
    def from_json(cls, read: dict[str, Any]) -> "SpendCalibration":
        """The inverse of `to_json`."""
        return cls(scores=tuple(float(v) for v in read["scores"]), buyers=int(read["buyers"]))


def fit_calibration(value: Floats, *, mu: Floats, sigma: Floats) -> SpendCalibration:
    """Calibration from values that came true beside what a network had said before (log value: mu, sigma).

    Few buyers are trusted little: with n of them the observed quantile counts n / (n + 200), the normal one the rest.
    """
    bought = value > 0
    buyers = int(bought.sum())
    if not buyers:
        return SpendCalibration()
    observed = np.quantile((np.log(value[bought]) - mu[bought]) / sigma[bought], _LEVELS)
    trust = buyers / (buyers + _FULL_TRUST)
    scores = trust * observed + (1 - trust) * ndtri(_LEVELS)
    return SpendCalibration(scores=tuple(scores.tolist()), buyers=buyers)
