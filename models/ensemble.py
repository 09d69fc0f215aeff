"""An ensemble of small networks and what its outputs mean: orders, the chance of one, spend, at any horizon.

The horizon enters by construction, through the exposure e(h) = (1 - exp(-k h)) / k, so expected orders, the chance of
an order, the mean and every quantile can only rise with it. The chance of no order is that of a negative binomial,
(1 + rate e(h) / shape) ^ -shape: rates differ between times as well as between customers.
"""

import copy
import itertools
import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from config.errors import InputError
from models import ziln

OUTPUTS = (
    *("log_orders", "log_chance", "log_decay", "log_spend", "growth", "spread", "log_shape"),
    *("lean_low", "lean_medium", "lean_high"),
)
_LOG_CHANCE, _LOG_DECAY, _LOG_SHAPE = (OUTPUTS.index(name) for name in ("log_chance", "log_decay", "log_shape"))
SIGMA_LOW, SIGMA_HIGH = 0.15, 2.2
HIDDEN = ("first", "second", "third")


@dataclass(frozen=True)
class Outcome:
    """What the network says of a batch at a horizon; money in the network's own unit, shapes broadcast.

    Attributes:
        orders: Expected orders.
        intensity: i, where the chance of at least one order is 1 - exp(-i).
        mu: Mean of log value, given an order.
        sigma: Standard deviation of log value, given an order.
    """

    orders: Tensor
    intensity: Tensor
    mu: Tensor
    sigma: Tensor

    def mean(self) -> Tensor:
        """Expected value."""
        return ziln.mean(intensity=self.intensity, mu=self.mu, sigma=self.sigma)


class Ensemble(nn.Module):
    """`members` networks of one to three hidden layers, run as one: each layer's weights are (members, in, out).

    `wide` joins the inputs to the outputs directly; fitting starts from a network that has nothing else.
    """

    first: nn.Parameter

    def __init__(self, inputs: int, *, members: int, hidden: tuple[int, ...], generator: torch.Generator) -> None:
        super().__init__()
        if not 1 <= len(hidden) <= len(HIDDEN):
            raise InputError(f"a network has 1 to {len(HIDDEN)} hidden layers; found {len(hidden)}")
        self.hidden = hidden

        def weights(rows: int, columns: int, *, gain: float) -> nn.Parameter:
            drawn = torch.randn(members, rows, columns, generator=generator)
            return nn.Parameter(drawn * (gain / math.sqrt(rows)))

        for name, (rows, columns) in zip(HIDDEN, itertools.pairwise((inputs, *hidden)), strict=False):
            self.register_parameter(name, weights(rows, columns, gain=1.4))
            self.register_parameter(f"{name}_bias", nn.Parameter(torch.zeros(members, 1, columns)))
        # Nearly nothing at first, so that fitting starts from `wide` and `bias`, the classical model.
        self.last = weights(hidden[-1], len(OUTPUTS), gain=0.02)
        self.wide = nn.Parameter(torch.zeros(members, inputs, len(OUTPUTS)))
        self.bias = nn.Parameter(torch.zeros(members, 1, len(OUTPUTS)))

    def joined(self, other: "Ensemble") -> "Ensemble":
        """An ensemble of the members of both, which are of one size."""
        whole = copy.deepcopy(self)
        for name, value in whole.named_parameters():
            value.data = torch.cat([value.data, other.get_parameter(name).data])
        return whole

    def some_members(self, which: slice) -> "Ensemble":
        """An ensemble of some of the members, its weights copied."""
        some = copy.deepcopy(self)
        for value in some.parameters():
            value.data = value.data[which].clone()
        return some

    def forward(self, inputs: Tensor) -> Tensor:
        """Raw outputs (members, batch, 10) of standardised inputs (batch, inputs)."""
        batch = inputs.expand(len(self.first), *inputs.shape)
        hidden = batch
        for name in HIDDEN[: len(self.hidden)]:
            layer, bias = self.get_parameter(name), self.get_parameter(f"{name}_bias")
            # SiLU, not ReLU: integrated gradients are exact only along a smooth function.
            hidden = nn.functional.silu(torch.baddbmm(bias, hidden, layer))
        return torch.bmm(hidden, self.last) + torch.bmm(batch, self.wide) + self.bias


def lean_of(raw: Tensor) -> Tensor:
    """How far the tiers lean away from ZILN, (..., batch, 3), of raw outputs (..., batch, 10)."""
    return raw[..., -3:]


def outcome(raw: Tensor, horizon: Tensor, *, log_level: float | Tensor = 0.0) -> Outcome:
    """What raw outputs (..., batch, 10) mean at horizons (batch, k), in reference horizons; shape (..., batch, k).

    Args:
        raw: Outputs of an `Ensemble`, or their mean over members.
        horizon: Length of the time to come, in reference horizons.
        log_level: Added to the log of both rates: more, or less, is bought everywhere.
    """
    log_orders, log_chance, log_decay, log_spend, growth, spread, log_shape = raw[..., :-3].unsqueeze(-1).unbind(-2)
    decay = torch.exp(log_decay.clamp(-6.0, 4.0))
    exposure = -torch.expm1(-decay * horizon) / decay
    orders = torch.exp(log_orders.clamp(-14.0, 9.0) + log_level) * exposure
    shape = torch.exp(log_shape.clamp(-3.0, 4.0))
    intensity = shape * torch.log1p(torch.exp(log_chance.clamp(-14.0, 9.0) + log_level) * exposure / shape)
    mu = log_spend + nn.functional.softplus(growth) * torch.log1p(orders)
    sigma = SIGMA_LOW + (SIGMA_HIGH - SIGMA_LOW) * torch.sigmoid(spread)
    return Outcome(orders=orders, intensity=intensity, mu=mu, sigma=sigma.expand_as(mu))


def waiting_time(raw: Tensor, chance: float, *, log_level: float = 0.0) -> Tensor:
    """Horizon at which an order has come with this chance, of raw outputs (batch, 10), in reference horizons; (batch,).

    It solves P(order within h) = chance for h, so it is always above 0; infinite where the chance never gets there.
    """
    decay = torch.exp(raw[:, _LOG_DECAY].clamp(-6.0, 4.0))
    rate = torch.exp(raw[:, _LOG_CHANCE].clamp(-14.0, 9.0) + log_level)
    shape = torch.exp(raw[:, _LOG_SHAPE].clamp(-3.0, 4.0))
    left = 1 - decay * shape * torch.expm1(-math.log1p(-chance) / shape) / rate
    return torch.where(left > 0, -torch.log(left.clamp_min(1e-300)) / decay, torch.inf)
