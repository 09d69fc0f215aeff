"""The readable stand-in for the value network: the linear formula at any horizon, with intervals and BG/NBD's orders.

V is fitted to the reference horizon; another one multiplies the whole formula by e(h) / e(1), where
e(h) = (1 - exp(-k h)) / k is how buying fades in this shop. So it stays a formula at every horizon and never falls as
the horizon grows. Orders and the chance of one, of which the formula knows nothing, are BG/NBD's.
"""

import dataclasses
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar
from torch import Tensor

from config.errors import InputError
from models.classical import Classical
from models.examples import Examples
from models.linear import LinearModel, fit_linear
from models.network import Prediction
from models.standardising import Kind, Standardiser
from models.value_bands import ValueBands, fit_bands

Floats = NDArray[np.float64]

# What BG/NBD counts with: every formula reads these three.
COUNTED = ("frequency", "recency_days", "tenure_days")
_RIDGE = 0.01
_FILE = "network.json"
_FORMAT = 1
_SURE = 0.9
_LOG_DECAY = (-6.0, 4.0)


@dataclass(frozen=True)
class RawInputs(Standardiser):
    """Inputs that are the raw features themselves, the typical one in place of a missing one."""

    def inputs(self, features: Floats) -> Floats:
        """Inputs (n, d) of raw features (n, d).

        Raises:
            InputError: The number of columns is another.
        """
        if features.ndim != 2 or features.shape[1] != len(self.names):
            raise InputError(f"features must have shape (customers, {len(self.names)}); found {features.shape}")
        return np.where(np.isfinite(features), features, self.typical)


@dataclass(frozen=True)
class LinearNetwork:
    """A fitted formula with all it needs to predict from raw features; money in minor units.

    Attributes:
        model: The formula at the reference horizon.
        kinds: Kind of each feature.
        reference_days: Horizon that counts as 1.
        decay: k, how buying fades within a horizon.
        classical: Gives orders and chances.
        bands: How far values scatter around predictions at the reference horizon.
        about: How it came to be; plain JSON values.
    """

    kind: ClassVar[str] = "linear"

    model: LinearModel
    kinds: tuple[Kind, ...]
    reference_days: int
    decay: float
    classical: Classical
    bands: ValueBands
    about: dict[str, Any] = dataclasses.field(default_factory=dict)

    @property
    def features(self) -> tuple[str, ...]:
        """Names of the raw features, in the order of the columns that `predict` expects."""
        return self.model.names

    @property
    def standardiser(self) -> RawInputs:
        """Names, kinds and typical values of the features; its inputs are the features themselves."""
        none = np.zeros(len(self.features))
        return RawInputs(
            names=self.features,
            kinds=self.kinds,
            money_unit=1.0,
            centre=none,
            scale=none + 1.0,
            low=none - np.inf,
            high=none + np.inf,
            typical=self.model.typical,
            may_miss=(False,) * len(self.features),
        )

    def fading(self, horizon_days: float) -> float:
        """What a horizon is worth beside the reference horizon; 1 at that one.

        Raises:
            InputError: The horizon is not positive.
        """
        if not horizon_days > 0:
            raise InputError(f"the horizon must be a positive number of days; found {horizon_days}")
        return _exposure(horizon_days / self.reference_days, self.decay) / _exposure(1.0, self.decay)

    def formula(self, *, horizon_days: float) -> LinearModel:
        """V = b0 + sum b_i X_i for a horizon, coefficients in minor units."""
        return self.model.times(self.fading(horizon_days))

    def expected_value(self, inputs: Tensor, *, horizon_days: float) -> Tensor:
        """Expected value of inputs (batch, d) in minor units: the formula, and 0 where it says less."""
        formula = self.formula(horizon_days=horizon_days)
        return (inputs @ torch.from_numpy(formula.weights).to(inputs) + formula.intercept).clamp_min(0.0)

    def mean_slopes(self, start: Floats, ends: Floats, *, horizon_days: float) -> Floats:
        """Mean slope of the expected value along the straight line from `start` (1, d) to each of `ends` (n, d).

        Integrated gradients in closed form: the coefficients, times the share of the way on which the formula says
        more than 0. Slopes times ways add up to the difference of the expected values exactly.
        """
        formula = self.formula(horizon_days=horizon_days)
        first, last = formula.predict(start), formula.predict(ends)
        way = last - first
        still = way == 0
        share = (np.maximum(last, 0) - np.maximum(first, 0)) / np.where(still, 1.0, way)
        return np.asarray(np.where(still, first > 0, share)[:, np.newaxis] * formula.weights, dtype=np.float64)

    def predict(self, features: Floats, *, horizon_days: float, batch: int = 65_536) -> Prediction:
        """Predictions for raw features (n, len(self.features)), NaN where missing; memory is bounded by `batch`.

        The interval comes from what came true of like predictions at the reference horizon; at another it is
        multiplied like the value, which nothing has calibrated. It always holds the expected value.

        Raises:
            InputError: The shape is another, or the horizon is not positive.
        """
        fading = self.fading(horizon_days)
        parts = []
        for start in range(0, max(len(features), 1), batch):
            known = self.model.known(features[start : start + batch])
            value = np.maximum(self.model.predict(known), 0.0)
            orders, p_active = self._counted(known, horizon_days)
            lo, hi = self.bands.interval(value, sure=p_active > _SURE)
            parts.append(np.stack([value * fading, orders, p_active, lo * fading, hi * fading]))
        return Prediction(*np.concatenate(parts, axis=1))

    def _counted(self, known: Floats, horizon_days: float) -> tuple[Floats, Floats]:
        frequency, silence, tenure = (known[:, self.features.index(name)] for name in COUNTED)
        # A what-if may put the silence of one beside the tenure of another.
        seen = (np.maximum(frequency, 0.0), np.clip(tenure - silence, 0.0, tenure), tenure)
        law = self.classical.bgnbd
        return law.expected_orders(horizon_days, *seen), law.p_purchase(horizon_days, *seen)

    def levelled(self, features: Floats, *, total: float) -> "LinearNetwork":
        """The formula multiplied so that values of these customers (n, d) at the reference horizon sum to `total`."""
        said = float(np.maximum(self.model.predict(features), 0.0).sum())
        if not said > 0:
            raise InputError("the linear formula expects nothing of any customer; build without --network linear")
        factor = total / said
        return dataclasses.replace(self, model=self.model.times(factor), bands=self.bands.times(factor))

    def described(self, **about: str | int | float | list[str]) -> "LinearNetwork":
        """The same formula with more said about how it came to be; plain JSON values."""
        return dataclasses.replace(self, about={**self.about, **about})

    def save(self, folder: Path) -> None:
        """Write everything as JSON; equal formulas give equal bytes."""
        folder.mkdir(parents=True, exist_ok=True)
        document = {
            "format": _FORMAT,
            "kind": self.kind,
            "model": self.model.to_json(),
            "kinds": list(self.kinds),
            "reference_days": self.reference_days,
            "decay": self.decay,
            "classical": self.classical.to_json(),
            "bands": self.bands.to_json(),
            "about": self.about,
        }
        (folder / _FILE).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "LinearNetwork":
        """The formula that `save` wrote.

        Raises:
            InputError: The folder holds none, or one of another format.
        """
        try:
            read = json.loads((folder / _FILE).read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise InputError(f"{folder.name}: expected a linear formula ({_FILE}); {error}") from error
        if (read.get("kind"), read.get("format")) != (cls.kind, _FORMAT):
            found = f"{read.get('kind')} of format {read.get('format')}"
            raise InputError(f"{folder.name}: {found}; this program reads {cls.kind} of format {_FORMAT}")
        return cls(
            model=LinearModel.from_json(read["model"]),
            kinds=tuple(read["kinds"]),
            reference_days=int(read["reference_days"]),
            decay=float(read["decay"]),
            classical=Classical.from_json(read["classical"]),
            bands=ValueBands.from_json(read["bands"]),
            about=read["about"],
        )


def fit_linear_network(
    examples: Examples,
    names: Sequence[str],
    *,
    kinds: Sequence[Kind],
    scoring: Floats,
    reference_days: int,
    classical: Classical,
) -> LinearNetwork:
    """The formula of these examples, at the level they had; its bands are those of the examples themselves.

    Args:
        examples: What is learned from; each cut-off's own season is taken out (`Examples.log_level`).
        names: Feature of each column, those of `COUNTED` among them.
        kinds: Kind of each column.
        scoring: Raw features (m, d) of the customers it will be used on: the typical customer is theirs.
        reference_days: Horizon that counts as 1.
        classical: The classical model of those customers.

    Raises:
        InputError: Nobody in the examples bought anything, or a feature that BG/NBD needs is missing.
    """
    if not examples.buyers or not set(COUNTED) <= set(names):
        raise InputError(f"a linear formula takes customers who bought again, and the features {', '.join(COUNTED)}")
    value = np.maximum(examples.value, 0) / np.exp(examples.log_level)
    horizon = examples.horizon_days / reference_days
    decay = _fit_decay(value, horizon, examples.weight)
    # The longest horizon of each cut-off holds the shorter ones, and counts as the reference horizon.
    reference = value[:, 0] * _exposure(1.0, decay) / np.vectorize(_exposure)(horizon[:, 0], decay)
    model = fit_linear(examples.features, reference, names=names, weight=examples.weight[:, 0], ridge=_RIDGE)
    typical = np.array([_median(column, known) for column, known in zip(scoring.T, model.typical, strict=True)])
    counts = examples.weight[:, 0] > 0
    bands = fit_bands(reference[counts], np.maximum(model.predict(examples.features[counts]), 0.0))
    return LinearNetwork(
        model=dataclasses.replace(model, typical=typical),
        kinds=tuple(kinds),
        reference_days=reference_days,
        decay=decay,
        classical=classical,
        bands=bands,
        about={"rows": len(examples), "buyers": examples.buyers, "ridge": _RIDGE},
    )


def _exposure(horizon: float, decay: float) -> float:
    """e(h), with h in reference horizons."""
    return -math.expm1(-decay * horizon) / decay


def _fit_decay(value: Floats, horizon: Floats, weight: Floats) -> float:
    """The k with which e(h) / e(first) comes nearest to the totals of the shorter horizons over that of the first."""
    ratios: list[tuple[float, float, float]] = []
    for first in np.unique(horizon[:, 0]):
        rows = (horizon[:, 0] == first) & (weight[:, 0] > 0)
        whole = float(value[rows, 0].sum())
        for column in range(1, horizon.shape[1]):
            counts = rows & (weight[:, column] > 0)
            part = float(value[counts, column].sum())
            if part > 0 and whole > 0:
                ratios.append((float(first), float(horizon[counts, column][0]), math.log(part / whole)))
    if not ratios:
        return math.exp(_LOG_DECAY[0])  # nothing known of how buying fades: as good as straight

    def off(log_decay: float) -> float:
        k = math.exp(log_decay)
        return sum((math.log(_exposure(h, k) / _exposure(first, k)) - said) ** 2 for first, h, said in ratios)

    return math.exp(float(minimize_scalar(off, bounds=_LOG_DECAY, method="bounded").x))


def _median(column: Floats, otherwise: float) -> float:
    known = column[np.isfinite(column)]
    return float(np.median(known)) if len(known) else otherwise
