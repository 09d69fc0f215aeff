"""The value network: one customer's future value as a distribution, for any horizon.

A small ensemble of smooth networks turns standardised features into six numbers a customer: how fast he orders, how
likely he orders at all, how fast that fades, and what he then spends. The horizon enters by construction, through the
exposure e(h) = (1 - exp(-k h)) / k, so expected orders, the chance of an order, the mean and every quantile can only
rise with it.
"""

import dataclasses
import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from config.errors import InputError
from models import ziln
from models.calibration import SpendCalibration
from models.classical import Classical
from models.standardising import Standardiser

Floats = NDArray[np.float64]

OUTPUTS = ("log_orders", "log_chance", "log_decay", "log_spend", "growth", "spread")
SIGMA_LOW, SIGMA_HIGH = 0.15, 2.2
_WEIGHTS_FILE = "weights.safetensors"
_ABOUT_FILE = "network.json"
_FORMAT = 1


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


@dataclass(frozen=True)
class Prediction:
    """One row a customer, float64, money in minor units.

    Attributes:
        value: Expected net revenue in the horizon.
        orders: Expected orders in the horizon.
        p_active: Chance of at least one order in the horizon.
        lo: Lower end of the 80 % interval of the value.
        hi: Upper end of it.
    """

    value: Floats
    orders: Floats
    p_active: Floats
    lo: Floats
    hi: Floats


class Ensemble(nn.Module):
    """`members` networks of two hidden layers, run as one: each layer's weights are (members, in, out).

    `wide` joins the inputs to the outputs directly; fitting starts from a network that has nothing else.
    """

    def __init__(self, inputs: int, *, members: int, hidden: tuple[int, int], generator: torch.Generator) -> None:
        super().__init__()

        def weights(rows: int, columns: int, *, gain: float) -> nn.Parameter:
            drawn = torch.randn(members, rows, columns, generator=generator)
            return nn.Parameter(drawn * (gain / math.sqrt(rows)))

        self.first = weights(inputs, hidden[0], gain=1.4)
        self.first_bias = nn.Parameter(torch.zeros(members, 1, hidden[0]))
        self.second = weights(hidden[0], hidden[1], gain=1.4)
        self.second_bias = nn.Parameter(torch.zeros(members, 1, hidden[1]))
        # Nearly nothing at first, so that fitting starts from `wide` and `bias`, the classical model.
        self.last = weights(hidden[1], len(OUTPUTS), gain=0.02)
        self.wide = nn.Parameter(torch.zeros(members, inputs, len(OUTPUTS)))
        self.bias = nn.Parameter(torch.zeros(members, 1, len(OUTPUTS)))

    def forward(self, inputs: Tensor) -> Tensor:
        """Raw outputs (members, batch, 6) of standardised inputs (batch, inputs)."""
        batch = inputs.expand(len(self.first), *inputs.shape)
        # SiLU, not ReLU: integrated gradients are exact only along a smooth function.
        hidden = nn.functional.silu(torch.baddbmm(self.first_bias, batch, self.first))
        hidden = nn.functional.silu(torch.baddbmm(self.second_bias, hidden, self.second))
        return torch.bmm(hidden, self.last) + torch.bmm(batch, self.wide) + self.bias


def outcome(raw: Tensor, horizon: Tensor, *, log_level: float | Tensor = 0.0) -> Outcome:
    """What raw outputs (..., batch, 6) mean at horizons (batch, k), in reference horizons; shape (..., batch, k).

    Args:
        raw: Outputs of an `Ensemble`, or their mean over members.
        horizon: Length of the time to come, in reference horizons.
        log_level: Added to the log of both rates: more, or less, is bought everywhere.
    """
    log_orders, log_chance, log_decay, log_spend, growth, spread = raw.unsqueeze(-1).unbind(-2)
    decay = torch.exp(log_decay.clamp(-6.0, 4.0))
    exposure = -torch.expm1(-decay * horizon) / decay
    orders = torch.exp(log_orders.clamp(-14.0, 9.0) + log_level) * exposure
    intensity = torch.exp(log_chance.clamp(-14.0, 6.0) + log_level) * exposure
    mu = log_spend + nn.functional.softplus(growth) * torch.log1p(orders)
    sigma = SIGMA_LOW + (SIGMA_HIGH - SIGMA_LOW) * torch.sigmoid(spread)
    return Outcome(orders=orders, intensity=intensity, mu=mu, sigma=sigma.expand_as(mu))


@dataclass(frozen=True)
class ValueNetwork:
    """A fitted network with all it needs to predict from raw features.

    Attributes:
        ensemble: Weights, float64.
        standardiser: Raw features to inputs; its money unit is the network's unit of value.
        reference_days: Horizon that counts as 1.
        log_level: Correction of both rates (see `models.calibration`).
        spend: Correction of the spread.
        classical: The classical model behind the features of its customers; None where none was given.
        about: How it came to be; plain JSON values.
    """

    ensemble: Ensemble
    standardiser: Standardiser
    reference_days: int
    classical: Classical | None = None
    log_level: float = 0.0
    spend: SpendCalibration = dataclasses.field(default_factory=SpendCalibration)
    about: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the raw features, in the order of the columns that `predict` expects."""
        return self.standardiser.names

    def raw(self, inputs: Tensor) -> Tensor:
        """Mean raw outputs of the members, shape (batch, 6): the mean of logarithms keeps one ZILN a customer."""
        members: Tensor = self.ensemble(inputs)
        return members.mean(dim=0)

    def outcome(self, inputs: Tensor, *, horizon_days: float) -> Outcome:
        """Outcome of standardised inputs (batch, inputs), each of shape (batch,); money in the network's unit."""
        horizon = torch.full((len(inputs), 1), horizon_days / self.reference_days, dtype=inputs.dtype)
        whole = outcome(self.raw(inputs), horizon, log_level=self.log_level)
        return Outcome(*(getattr(whole, field.name).squeeze(-1) for field in dataclasses.fields(whole)))

    def expected_value(self, inputs: Tensor, *, horizon_days: float) -> Tensor:
        """Expected value of standardised inputs (batch, inputs) in minor units; differentiable."""
        return self.outcome(inputs, horizon_days=horizon_days).mean() * self.standardiser.money_unit

    def parameters(self, features: Floats, *, horizon_days: float, batch: int = 65_536) -> dict[str, Floats]:
        """orders, p, mu (of log minor units), sigma and mean [minor units] of raw features (n, d), each (n,)."""
        _check_horizon(horizon_days)
        parts: list[Floats] = []
        unit = self.standardiser.money_unit
        with torch.no_grad():
            for start in range(0, len(features), batch):
                inputs = torch.from_numpy(self.standardiser.inputs(features[start : start + batch]))
                o = self.outcome(inputs, horizon_days=horizon_days)
                rows = (o.orders, ziln.p_positive(o.intensity), o.mu + math.log(unit), o.sigma, o.mean() * unit)
                parts.append(torch.stack(rows).numpy())
        columns = np.concatenate(parts, axis=1) if parts else np.empty((5, 0))
        return dict(zip(("orders", "p", "mu", "sigma", "mean"), columns, strict=True))

    def predict(self, features: Floats, *, horizon_days: float, batch: int = 65_536) -> Prediction:
        """Predictions for raw features (n, len(self.features)), NaN where missing; memory is bounded by `batch`.

        The interval holds 80 % of the distribution: between the 10 % and the 90 % quantile where the customer buys
        with more than 90 %; else from 0 (which no quantile can leave out in part) to the 80 % quantile. It always
        holds the expected value.

        Raises:
            InputError: The shape is another, or the horizon is not positive.
        """
        said = self.parameters(features, horizon_days=horizon_days, batch=batch)
        sure = said["p"] > 0.9
        lo = np.where(sure, self.quantile_of(said, 0.1), 0.0)
        hi = np.where(sure, self.quantile_of(said, 0.9), self.quantile_of(said, 0.8))
        return Prediction(
            value=said["mean"],
            orders=said["orders"],
            p_active=said["p"],
            lo=np.minimum(lo, said["mean"]),
            hi=np.maximum(hi, said["mean"]),
        )

    def quantile_of(self, said: dict[str, Floats], level: float) -> Floats:
        """Calibrated quantile in minor units of what `parameters` gave, shape (n,)."""
        within = ziln.positive_level(level, p=said["p"])
        z = self.spend.z(np.where(within > 0, within, 0.5))
        return np.where(within > 0, np.exp(said["mu"] + said["sigma"] * z), 0.0)

    def corrected(self, *, log_level: float | None = None, spend: SpendCalibration | None = None) -> "ValueNetwork":
        """The same weights with another level or spread."""
        return dataclasses.replace(
            self,
            log_level=self.log_level if log_level is None else log_level,
            spend=self.spend if spend is None else spend,
        )

    def described(self, **about: str | int | float | list[str]) -> "ValueNetwork":
        """The same network with more said about how it came to be; plain JSON values."""
        return dataclasses.replace(self, about={**self.about, **about})

    def save(self, folder: Path) -> None:
        """Write weights (safetensors) and everything else (JSON); equal networks give equal bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        weights = {name: value.detach().contiguous() for name, value in self.ensemble.state_dict().items()}
        save_file(weights, folder / _WEIGHTS_FILE)
        (folder / _WEIGHTS_FILE).chmod(0o644)  # safetensors makes it unreadable for a server's other accounts
        about = {
            "format": _FORMAT,
            "members": self.ensemble.first.shape[0],
            "hidden": [self.ensemble.first.shape[2], self.ensemble.second.shape[2]],
            "reference_days": self.reference_days,
            "log_level": self.log_level,
            "spend": self.spend.to_json(),
            "standardiser": self.standardiser.to_json(),
            "classical": None if self.classical is None else self.classical.to_json(),
            "about": self.about,
        }
        (folder / _ABOUT_FILE).write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "ValueNetwork":
        """The network that `save` wrote.

        Raises:
            InputError: The folder holds none, or one of another format.
        """
        try:
            read = json.loads((folder / _ABOUT_FILE).read_text(encoding="utf-8"))
            weights = load_file(folder / _WEIGHTS_FILE)
        except (OSError, ValueError) as error:
            raise InputError(
                f"{folder.name}: expected a value network ({_ABOUT_FILE}, {_WEIGHTS_FILE}); {error}"
            ) from error
        if read.get("format") != _FORMAT:
            raise InputError(
                f"{folder.name}: value network of format {read.get('format')}; this program reads {_FORMAT}"
            )
        standardiser = Standardiser.from_json(read["standardiser"])
        first, second = read["hidden"]
        ensemble = Ensemble(
            standardiser.width, members=read["members"], hidden=(first, second), generator=torch.Generator()
        ).double()
        ensemble.load_state_dict(weights)
        return cls(
            ensemble=ensemble.requires_grad_(False),
            standardiser=standardiser,
            reference_days=int(read["reference_days"]),
            classical=None if read["classical"] is None else Classical.from_json(read["classical"]),
            log_level=float(read["log_level"]),
            spend=SpendCalibration.from_json(read["spend"]),
            about=read["about"],
        )


def _check_horizon(horizon_days: float) -> None:
    if not horizon_days > 0:
        raise InputError(f"the horizon must be a positive number of days; found {horizon_days}")
