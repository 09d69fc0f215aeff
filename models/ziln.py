"""Zero-inflated log-normal (ZILN): value is 0 with chance 1 - p, else log-normal with mu and sigma.

Source: Wang, Liu, Miao (2019), "A Deep Probabilistic Model for Customer Lifetime Value Prediction". There p is a
sigmoid; here it comes as an intensity i >= 0 with p = 1 - exp(-i), which grows with time as purchases do.
"""

import math

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri
from torch import Tensor

_LOG_SQRT_2_PI = 0.5 * math.log(2 * math.pi)
_TINY = 1e-12


def p_positive(intensity: Tensor) -> Tensor:
    """Chance of a value above 0.

    >>> round(float(p_positive(torch.tensor(math.log(2.0)))), 6)
    0.5
    """
    return -torch.expm1(-intensity)


def log_likelihood(value: Tensor, *, intensity: Tensor, mu: Tensor, sigma: Tensor) -> Tensor:
    """Log-likelihood of each value (anything at or below 0 counts as 0); shapes broadcast."""
    positive = value > 0
    # log(0) in the branch that is not taken would still poison the gradient, so both branches get safe numbers.
    log_value = torch.log(torch.where(positive, value, torch.ones_like(value)))
    z = (log_value - mu) / sigma
    log_density = -0.5 * z**2 - torch.log(sigma) - _LOG_SQRT_2_PI - log_value
    return torch.where(positive, torch.log(p_positive(intensity) + _TINY) + log_density, -intensity)


def mean(*, intensity: Tensor, mu: Tensor, sigma: Tensor) -> Tensor:
    """Expected value: p exp(mu + sigma^2 / 2)."""
    return p_positive(intensity) * torch.exp(mu + 0.5 * sigma**2)


def quantile(level: float, *, p: ArrayLike, mu: ArrayLike, sigma: ArrayLike) -> NDArray[np.float64]:
    """The value below which a share `level` of the distribution lies; 0 up to a level of 1 - p.

    >>> quantile(0.75, p=[0.2, 0.5], mu=[3.0, 3.0], sigma=[1.0, 1.0]).round(4).tolist()
    [0.0, 20.0855]
    """
    p, mu, sigma = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in (p, mu, sigma)))
    within = positive_level(level, p=p)
    above = within > 0
    value = np.exp(mu + sigma * ndtri(np.where(above, within, 0.5)))
    return np.asarray(np.where(above, value, 0.0), dtype=np.float64)


def positive_level(level: float, *, p: NDArray[np.float64]) -> NDArray[np.float64]:
    """Which level of the positive part a level of the whole is; at or below 0 where the whole is still 0."""
    return np.asarray((level - (1 - p)) / np.maximum(p, _TINY), dtype=np.float64)
