"""What the network learns from: customers at earlier cut-offs, and what came true of them."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from config.errors import InputError
from models.standardising import Kind, Standardiser, fit_standardiser

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Examples:
    """Rows of customers at cut-offs, each with up to k horizons after it.

    Attributes:
        features: Raw features (n, d), NaN where missing.
        customer: Number of the customer (n,); the same at every cut-off.
        cutoff: Number of the cut-off (n,).
        horizon_days: (n, k).
        value: Net revenue in the horizon, minor units (n, k); below 0 counts as 0.
        orders: Orders in the horizon (n, k).
        weight: (n, k); 0 where the horizon ends after the last known day.
        log_level: (n, k); log of how much more than the classical model said came true of the whole cut-off. It is
            taken out before learning: next year's season is not last year's, who is worth more than whom is.
    """

    features: Floats
    customer: NDArray[np.intp]
    cutoff: NDArray[np.intp]
    horizon_days: Floats
    value: Floats
    orders: Floats
    weight: Floats
    log_level: Floats

    def __post_init__(self) -> None:
        n = len(self.features)
        for name in ("horizon_days", "value", "orders", "weight", "log_level"):
            shape = getattr(self, name).shape
            if shape != (n, self.horizon_days.shape[1]):
                raise InputError(f"{name} must have shape {(n, self.horizon_days.shape[1])}; found {shape}")

    def __len__(self) -> int:
        return len(self.features)

    @property
    def buyers(self) -> int:
        """Rows with something bought in a horizon that counts."""
        return int(((self.value > 0) & (self.weight > 0)).any(axis=1).sum())

    def money_unit(self) -> float:
        """Mean value of who buys, minor units: numbers near 1 inside the network; 10,000 when nobody did."""
        bought = (self.value > 0) & (self.weight > 0)
        return float(self.value[bought].mean()) if bought.any() else 10_000.0


@dataclass(frozen=True)
class Batch:
    """Examples as tensors: inputs (n, inputs), the rest (n, k); money in the network's unit, time in horizons."""

    inputs: Tensor
    horizon: Tensor
    value: Tensor
    orders: Tensor
    weight: Tensor
    log_level: Tensor

    def __len__(self) -> int:
        return len(self.inputs)

    def to(self, device: torch.device) -> "Batch":
        """The same rows on a device."""
        return Batch(*(getattr(self, field.name).to(device) for field in dataclasses.fields(self)))

    def rows(self, index: Tensor | slice) -> "Batch":
        """Some of the rows."""
        return Batch(*(getattr(self, field.name)[index] for field in dataclasses.fields(self)))


def as_batch(examples: Examples, inputs: Floats, *, unit: float, reference_days: int) -> Batch:
    """The examples as float32 tensors; a mean row has weight 1."""
    arrays = (
        inputs,
        examples.horizon_days / reference_days,
        np.maximum(examples.value, 0) / unit,
        examples.orders,
        examples.weight / max(float(examples.weight.sum(axis=1).mean()), 1e-12),
        examples.log_level,
    )
    return Batch(*(torch.from_numpy(np.ascontiguousarray(array, dtype=np.float32)) for array in arrays))


def standardised(
    examples: Examples,
    scoring: Floats,
    names: Sequence[str],
    *,
    kinds: Sequence[Kind],
    absolute: Sequence[int],
    anchor: Standardiser | None = None,
) -> tuple[Standardiser, Floats]:
    """The standardiser of the customers to be scored, and the examples' inputs (n, inputs).

    Each cut-off is centred and scaled by its own customers: half a year earlier everybody had half a year less of
    tenure, orders and revenue, and a network that saw the raw numbers would take that for a difference in kind.

    Args:
        examples: What is learned from.
        scoring: Raw features (m, d) of the customers to be scored, at the as-of day.
        names: Feature of each column.
        kinds: Kind of each column.
        absolute: Columns scaled alike at every cut-off, because the classical model already allows for tenure.
        anchor: Standardiser of an earlier network that is fitted further: its unit of money, its scale of the absolute
            columns and its inputs are kept, since weights that were learned under them mean nothing without them.
    """
    unit = anchor.money_unit if anchor else examples.money_unit()
    fitted = fit_standardiser(scoring, names, kinds=kinds, money_unit=unit)
    if anchor:
        fitted = _anchored(fitted, anchor, absolute)
    cutoffs = [examples.cutoff == number for number in np.unique(examples.cutoff)]
    own = [fit_standardiser(examples.features[rows], names, kinds=kinds, money_unit=unit) for rows in cutoffs]
    # What never varied before cannot have been learned from: it must not move a prediction either.
    known = np.any([s.low < s.high for s in own], axis=0)
    if anchor:  # nor has what varies only since: its weights are as they were drawn
        known &= anchor.low < anchor.high
    fitted = dataclasses.replace(
        fitted,
        low=np.where(known, fitted.low, 0.0),
        high=np.where(known, fitted.high, 0.0),
        may_miss=anchor.may_miss if anchor else tuple(bool(v) for v in np.any([s.may_miss for s in own], axis=0)),
    )
    inputs = np.empty((len(examples), fitted.width))
    for rows, at_cutoff in zip(cutoffs, own, strict=True):
        centre, scale = at_cutoff.centre.copy(), at_cutoff.scale.copy()
        centre[[*absolute]], scale[[*absolute]] = fitted.centre[[*absolute]], fitted.scale[[*absolute]]
        inputs[rows] = dataclasses.replace(fitted, centre=centre, scale=scale).inputs(examples.features[rows])
    return fitted, inputs


def _anchored(fitted: Standardiser, anchor: Standardiser, absolute: Sequence[int]) -> Standardiser:
    centre, scale, columns = fitted.centre.copy(), fitted.scale.copy(), [*absolute]
    centre[columns], scale[columns] = anchor.centre[columns], anchor.scale[columns]
    return dataclasses.replace(fitted, centre=centre, scale=scale)
