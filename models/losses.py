"""What the value network is fitted to: ZILN likelihood, and Tweedie deviance of expected value and expected orders.

ZILN alone lets exp(sigma^2 / 2) run away with the mean; the Tweedie term holds it to the money that came in. Orders
scatter more than Poisson, so theirs is Tweedie too.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from models import ziln
from models.examples import Batch
from models.network import outcome


@dataclass(frozen=True)
class LossWeights:
    """Weights of the deviances beside the likelihood, which counts 1."""

    value: float = 1.0
    orders: float = 0.5


def tweedie_deviance(value: Tensor, mean: Tensor) -> Tensor:
    """Unit deviance of the Tweedie family with power 1.5, less what does not depend on the mean, halved; value >= 0.

    Least where the mean is right:

    >>> means = torch.tensor([3.0, 4.0, 5.0])
    >>> int(tweedie_deviance(torch.tensor(4.0), means).argmin())
    1
    """
    root = torch.sqrt(mean)
    return 2 * value / root + 2 * root


def mean_sizes(data: Batch) -> tuple[float, float]:
    """Weighted mean value and mean orders, so that the terms of the loss are of one size."""
    total = data.weight.sum().clamp_min(1e-12)
    value, orders = ((data.weight * part).sum() / total for part in (data.value, data.orders))
    return max(float(value), 1e-6), max(float(orders), 1e-6)


def loss_of(raw: Tensor, data: Batch, sizes: tuple[float, float], weights: LossWeights) -> Tensor:
    """Weighted mean loss a row, summed over members; raw (members, batch, 6), or (batch, 6) for their mean."""
    said = outcome(raw, data.horizon, log_level=data.log_level)
    value, orders = sizes
    each = (
        -ziln.log_likelihood(data.value, intensity=said.intensity, mu=said.mu, sigma=said.sigma)
        + weights.value * tweedie_deviance(data.value / value, said.mean() / value + 1e-6)
        + weights.orders * tweedie_deviance(data.orders / orders, said.orders / orders + 1e-6)
    )
    return (each * data.weight).sum() / data.weight.sum().clamp_min(1e-12)
