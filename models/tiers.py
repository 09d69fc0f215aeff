"""Tiers of future value: nothing, or low, medium, high by what buyers of an earlier period spent.

The classification head does not start from nothing: each class has the log-probability that the ZILN distribution gives
it, and the network learns how far the classes lean away from that.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models import ziln

Floats = NDArray[np.float64]

TIERS = ("none", "low", "medium", "high")
_LEVELS = (0.5, 0.8)
_TINY = 1e-9


@dataclass(frozen=True)
class TierBounds:
    """Where the tiers of buyers begin, minor units: below `medium` is low, from `high` on is high."""

    medium: float
    high: float

    def tier_of(self, value: Floats) -> NDArray[np.intp]:
        """Index into `TIERS` of what came true, minor units (n,).

        >>> [TIERS[i] for i in TierBounds(1000, 5000).tier_of(np.array([0, 10, 1000, 5000]))]
        ['none', 'low', 'medium', 'high']
        """
        tiers = (value > 0).astype(np.intp) + (value >= self.medium) + (value >= self.high)
        return np.asarray(np.where(value > 0, tiers, 0), dtype=np.intp)

    def to_json(self) -> dict[str, float]:
        """Plain JSON values."""
        return {"medium": self.medium, "high": self.high}

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> "TierBounds":
        """The inverse of `to_json`."""
        return cls(medium=float(read["medium"]), high=float(read["high"]))


def fit_bounds(value: Floats) -> TierBounds:
    """Bounds from what customers spent in an earlier period, minor units: the median and the 80 % quantile of buyers.

    Rounded to two digits, so that people can say them: "high is from 1,200 on".

    >>> fit_bounds(np.array([0.0, 100.0, 234.0, 300.0, 871.0]))
    TierBounds(medium=270.0, high=530.0)
    """
    medium, high = (_two_digits(float(bound)) for bound in np.quantile(value[value > 0], _LEVELS))
    return TierBounds(medium=medium, high=max(high, medium))


def log_probabilities(
    *, intensity: Tensor, mu: Tensor, sigma: Tensor, lean: Tensor, bounds: tuple[float, float]
) -> Tensor:
    """Log-probability of each of `TIERS`, shape (..., 4).

    Args:
        intensity: As in `models.ziln`, (...).
        mu: Mean of log value of buyers, (...).
        sigma: Its standard deviation, (...).
        lean: How far low, medium and high lean away from ZILN, in log odds, (..., 3).
        bounds: Bounds of medium and high, in the unit of value.
    """
    medium, high = ((math.log(bound) - mu) / sigma for bound in bounds)
    bought = torch.log(ziln.p_positive(intensity) + _TINY)
    between = torch.special.ndtr(high) - torch.special.ndtr(medium)
    parts = (torch.special.log_ndtr(medium), torch.log(between.clamp_min(0) + _TINY), torch.special.log_ndtr(-high))
    buyers = torch.stack([bought + part for part in parts], dim=-1) + lean
    return torch.log_softmax(torch.cat([-intensity.unsqueeze(-1), buyers], dim=-1), dim=-1)


def _two_digits(value: float) -> float:
    digits = 1 - math.floor(math.log10(value)) if value > 0 else 0
    return max(round(value, digits), 1.0)
