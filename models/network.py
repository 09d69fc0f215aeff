"""The value network: one customer's future value as a distribution, for any horizon.

A small ensemble of smooth networks turns standardised features into ten numbers a customer: how fast he orders, how
likely he orders at all, how fast that fades, what he then spends, and how the tiers of future value lean away from
what these say (`models.ensemble`).
"""

import copy
import dataclasses
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file
from torch import Tensor

from config.errors import InputError
from models import ziln
from models.calibration import SpendCalibration
from models.classical import Classical
from models.ensemble import Ensemble, Outcome, lean_of, outcome, waiting_time
from models.standardising import Standardiser
from models.tiers import TIERS, TierBounds, log_probabilities

Floats = NDArray[np.float64]

_WEIGHTS_FILE = "weights.safetensors"
_ABOUT_FILE = "network.json"
_FORMAT = 2


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


@dataclass(frozen=True)
class ValueNetwork:
    """A fitted network with all it needs to predict from raw features.

    Attributes:
        ensemble: Weights, float64; the last member stays at the classical model that the others started from.
        standardiser: Raw features to inputs; its money unit is the network's unit of value.
        reference_days: Horizon that counts as 1.
        trust: Weight of the mean of the learned members; the last one has the rest.
        log_level: Correction of both rates (see `models.calibration`).
        spend: Correction of the spread.
        bounds: Where the tiers of future value begin; None where too few were seen to buy.
        classical: The classical model behind the features of its customers; None where none was given.
        about: How it came to be; plain JSON values.
    """

    ensemble: Ensemble
    standardiser: Standardiser
    reference_days: int
    bounds: TierBounds | None = None
    classical: Classical | None = None
    trust: float = 1.0
    log_level: float = 0.0
    spend: SpendCalibration = dataclasses.field(default_factory=SpendCalibration)
    about: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the raw features, in the order of the columns that `predict` expects."""
        return self.standardiser.names

    def on(self, device: torch.device) -> "ValueNetwork":
        """The same network with its weights on a device; predictions still come as arrays of the CPU."""
        return dataclasses.replace(self, ensemble=copy.deepcopy(self.ensemble).to(device))

    def raw(self, inputs: Tensor) -> Tensor:
        """Mean raw outputs of the members, shape (batch, 10): the mean of logarithms keeps one ZILN a customer."""
        members: Tensor = self.ensemble(inputs)
        return self.trust * members[:-1].mean(dim=0) + (1 - self.trust) * members[-1]

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
            for inputs in self._batches(features, batch):
                o = self.outcome(inputs, horizon_days=horizon_days)
                rows = (o.orders, ziln.p_positive(o.intensity), o.mu + math.log(unit), o.sigma, o.mean() * unit)
                parts.append(torch.stack(rows).cpu().numpy())
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

    def tier_probabilities(self, features: Floats, *, horizon_days: float, batch: int = 65_536) -> Floats:
        """Chance of each of `models.tiers.TIERS` for raw features (n, d), shape (n, 4).

        Raises:
            InputError: The network knows no tiers, or the horizon is not positive.
        """
        _check_horizon(horizon_days)
        if self.bounds is None:
            raise InputError("this network saw too few customers buy to know tiers of future value")
        unit = self.standardiser.money_unit
        parts = [np.empty((0, len(TIERS)))]
        with torch.no_grad():
            for inputs in self._batches(features, batch):
                raw, said = self.raw(inputs), self.outcome(inputs, horizon_days=horizon_days)
                logs = log_probabilities(
                    intensity=said.intensity,
                    mu=said.mu,
                    sigma=said.sigma,
                    lean=lean_of(raw),
                    bounds=(self.bounds.medium / unit, self.bounds.high / unit),
                )
                parts.append(torch.exp(logs).cpu().numpy())
        return np.concatenate(parts)

    def days_to_order(self, features: Floats, *, chance: float = 0.5, batch: int = 65_536) -> Floats:
        """Days until an order has come with this chance, for raw features (n, d); infinite where it never gets there.

        Always above 0: a next order is never in the past.
        """
        parts: list[Floats] = [np.empty(0)]
        with torch.no_grad():
            for inputs in self._batches(features, batch):
                horizon = waiting_time(self.raw(inputs), chance, log_level=self.log_level)
                parts.append((horizon * self.reference_days).cpu().numpy())
        return np.concatenate(parts)

    def _batches(self, features: Floats, batch: int) -> Iterator[Tensor]:
        """Standardised inputs of raw features, a batch at a time."""
        for start in range(0, len(features), batch):
            inputs = torch.from_numpy(self.standardiser.inputs(features[start : start + batch]))
            yield inputs.to(self.ensemble.first.device)

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
            "hidden": list(self.ensemble.hidden),
            "reference_days": self.reference_days,
            "trust": self.trust,
            "log_level": self.log_level,
            "spend": self.spend.to_json(),
            "standardiser": self.standardiser.to_json(),
            "tiers": None if self.bounds is None else self.bounds.to_json(),
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
        hidden = tuple(int(width) for width in read["hidden"])
        ensemble = Ensemble(
            standardiser.width, members=read["members"], hidden=hidden, generator=torch.Generator()
        ).double()
        ensemble.load_state_dict(weights)
        return cls(
            ensemble=ensemble.requires_grad_(False),
            standardiser=standardiser,
            reference_days=int(read["reference_days"]),
            bounds=None if read["tiers"] is None else TierBounds.from_json(read["tiers"]),
            classical=None if read["classical"] is None else Classical.from_json(read["classical"]),
            trust=float(read["trust"]),
            log_level=float(read["log_level"]),
            spend=SpendCalibration.from_json(read["spend"]),
            about=read["about"],
        )


def _check_horizon(horizon_days: float) -> None:
    if not horizon_days > 0:
        raise InputError(f"the horizon must be a positive number of days; found {horizon_days}")
