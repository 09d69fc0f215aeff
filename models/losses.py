"""What the value network is fitted to: ZILN likelihood, Tweedie deviance of value and orders, cross-entropy of tiers.

ZILN alone lets exp(sigma^2 / 2) run away with the mean; the Tweedie term holds it to the money that came in. Orders
scatter more than Poisson, so theirs is Tweedie too.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from models import ziln
from models.ensemble import Outcome, lean_of, outcome
from models.examples import Batch
from models.tiers import log_probabilities


@dataclass(frozen=True)
class LossWeights:
    """Weights of the other terms beside the likelihood, which counts 1."""

    value: float = 0.5
    orders: float = 0.5
    tiers: float = 0.5


@dataclass(frozen=True)
class LossScales:
    """What brings the terms of the loss to one size, and where the tiers begin.

    Attributes:
        value: Mean value.
        orders: Mean orders.
        bounds: Bounds of the tiers in the network's unit; None where nobody bought.
    """

    value: float
    orders: float
    bounds: tuple[float, float] | None


def tweedie_deviance(value: Tensor, mean: Tensor) -> Tensor:
    """Unit deviance of the Tweedie family with power 1.5, less what does not depend on the mean, halved; value >= 0.

    Least where the mean is right:

    >>> means = torch.tensor([3.0, 4.0, 5.0])
    >>> int(tweedie_deviance(torch.tensor(4.0), means).argmin())
    1
    """
    root = torch.sqrt(mean)
    return 2 * value / root + 2 * root


def scales_of(data: Batch, bounds: tuple[float, float] | None) -> LossScales:
    """Scales of these rows, by their weighted means."""
    total = data.weight.sum().clamp_min(1e-12)
    value, orders = ((data.weight * part).sum() / total for part in (data.value, data.orders))
    return LossScales(max(float(value), 1e-6), max(float(orders), 1e-6), bounds)


def loss_of(raw: Tensor, data: Batch, scales: LossScales, weights: LossWeights) -> Tensor:
    """Weighted mean loss a row, summed over members; raw (members, batch, 10), or (batch, 10) for their mean."""
    said = outcome(raw, data.horizon, log_level=data.log_level)
    each = (
        -ziln.log_likelihood(data.value, intensity=said.intensity, mu=said.mu, sigma=said.sigma)
        + weights.value * tweedie_deviance(data.value / scales.value, said.mean() / scales.value + 1e-6)
        + weights.orders * tweedie_deviance(data.orders / scales.orders, said.orders / scales.orders + 1e-6)
    )
    loss = (each * data.weight).sum()
    if scales.bounds:
        # Only at the first horizon, the build's own: the bounds are of what is spent in it.
        crossed = _cross_entropy(said, lean_of(raw), data.value[:, 0], scales.bounds)
        loss = loss + weights.tiers * (crossed * data.weight[:, 0]).sum()
    return loss / data.weight.sum().clamp_min(1e-12)


def _cross_entropy(said: Outcome, lean: Tensor, value: Tensor, bounds: tuple[float, float]) -> Tensor:
    """Minus the log-probability of the tier that came true at the first horizon, (..., batch)."""
    logs = log_probabilities(
        intensity=said.intensity[..., 0], mu=said.mu[..., 0], sigma=said.sigma[..., 0], lean=lean, bounds=bounds
    )
    medium, high = bounds
    tier = (value > 0).long() + ((value > 0) & (value >= medium)).long() + ((value > 0) & (value >= high)).long()
    return -logs.gather(-1, tier.expand(logs.shape[:-1]).unsqueeze(-1)).squeeze(-1)
