"""Which features the network needs: how much worse it does on a later period when one of them is shuffled.

Source: Breiman (2001), "Random Forests", permutation importance. Ours is measured on a period the network knew nothing
of, as a rise of the deviance, with the standard error over customers: what does not stand out from it may go.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models import ziln
from models.losses import tweedie_deviance
from models.network import ValueNetwork

Floats = NDArray[np.float64]

_MOST_ROWS = 4000


@dataclass(frozen=True)
class Importance:
    """What shuffling one feature costs.

    Attributes:
        feature: Its name; both its inputs are shuffled together where it can be missing.
        loss: Mean rise of a customer's deviance; below 0 where the network does better without it.
        error: Standard error of that mean over customers.
    """

    feature: str
    loss: float
    error: float

    @property
    def known(self) -> bool:
        """Whether anything was measured: the feature varied, both where the network learned and afterwards."""
        return self.loss != 0 or self.error != 0

    @property
    def helps(self) -> bool:
        """Whether the rise lies more than a standard error above zero."""
        return self.loss > self.error

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values, rounded to what differs between customers rather than processors."""
        return {"feature": self.feature, **{k: round(float(v), 6) for k, v in asdict(self).items() if k != "feature"}}


def deviances(
    network: ValueNetwork, inputs: Tensor, *, value: Floats, orders: Floats, horizon_days: float
) -> NDArray[np.float64]:
    """Each customer's deviance (n,) of what came true: ZILN, plus Tweedie of value and (half) of orders.

    The network's total is first brought to the one that came true: the level of a shop is learned elsewhere, and a
    network that says too little of everybody would gain from whatever raises its predictions.

    Args:
        network: Predicts.
        inputs: Standardised inputs (n, width).
        value: Net revenue that came true, minor units (n,).
        orders: Orders that came true (n,).
        horizon_days: Length of the period.
    """
    with torch.no_grad():
        return _deviances(network, inputs, *_true(network, value, orders), horizon_days).numpy()


def held_out_deviances(
    network: ValueNetwork, features: Floats, *, value: Floats, orders: Floats, horizon_days: float
) -> Floats:
    """`deviances` of raw features (n, d), at the level that came true; (n,)."""
    level = _at_level(network, features, total=float(value.sum()), horizon_days=horizon_days)
    inputs = torch.from_numpy(network.standardiser.inputs(features))
    return deviances(level, inputs, value=value, orders=orders, horizon_days=horizon_days)


def permutation_importance(
    network: ValueNetwork,
    features: Floats,
    *,
    value: Floats,
    orders: Floats,
    horizon_days: float,
    repeats: int = 3,
    seed: int,
    most_rows: int = _MOST_ROWS,
) -> tuple[Importance, ...]:
    """Every feature's importance on a period after the network's own as-of day, the most important first.

    Args:
        network: Learned nothing of the period.
        features: Raw features at the network's as-of day (n, d), NaN where missing.
        value: Net revenue in the period, minor units (n,).
        orders: Orders in the period (n,).
        horizon_days: Length of the period.
        repeats: Shuffles a feature; their mean counts.
        seed: Of the shuffles, and of the customers taken of more than `most_rows`.
        most_rows: Customers measured at most.
    """
    generator = np.random.default_rng(seed)
    rows = np.arange(len(features))
    if len(rows) > most_rows:
        rows = np.sort(generator.choice(len(rows), most_rows, replace=False))
    level = _at_level(network, features[rows], total=float(value[rows].sum()), horizon_days=horizon_days)
    inputs = torch.from_numpy(network.standardiser.inputs(features[rows]))
    true = _true(network, value[rows], orders[rows])
    feature_of = network.standardiser.features_of_inputs()
    found = []
    with torch.no_grad():
        whole = _deviances(level, inputs, *true, horizon_days)
        for number, name in enumerate(network.features):
            columns = np.flatnonzero(feature_of == number)
            rise = torch.zeros_like(whole)
            for _ in range(repeats):
                shuffled = inputs.clone()
                order = torch.from_numpy(generator.permutation(len(rows)))
                shuffled[:, columns] = inputs[order][:, columns]
                rise += (_deviances(level, shuffled, *true, horizon_days) - whole) / repeats
            error = float(rise.std(unbiased=True)) / max(len(rows), 1) ** 0.5 if len(rows) > 1 else float("inf")
            found.append(Importance(name, float(rise.mean()), error))
    return tuple(sorted(found, key=lambda importance: -importance.loss))


def selected(importances: Sequence[Importance], names: Sequence[str], *, always: Collection[str]) -> tuple[str, ...]:
    """The names that help, of which nothing is known, or that are always kept; in the order given.

    Last year's season, say, is no feature yet where the shop is too young for it, and may help in the next period.

    >>> useful, useless = Importance("orders", 0.2, 0.1), Importance("returns", 0.1, 0.2)
    >>> selected([useful, useless], ["returns", "tenure", "orders"], always=["tenure"])
    ('tenure', 'orders')
    """
    useless = {importance.feature for importance in importances if importance.known and not importance.helps}
    return tuple(name for name in names if name not in useless or name in always)


def _true(network: ValueNetwork, value: Floats, orders: Floats) -> tuple[Tensor, Tensor]:
    return torch.from_numpy(np.maximum(value, 0) / network.standardiser.money_unit), torch.from_numpy(orders)


def _deviances(network: ValueNetwork, inputs: Tensor, value: Tensor, orders: Tensor, horizon_days: float) -> Tensor:
    said = network.outcome(inputs, horizon_days=horizon_days)
    size, count = value.mean().clamp_min(1e-6), orders.mean().clamp_min(1e-6)
    return (
        -ziln.log_likelihood(value, intensity=said.intensity, mu=said.mu, sigma=said.sigma)
        + tweedie_deviance(value / size, said.mean() / size + 1e-6)
        + 0.5 * tweedie_deviance(orders / count, said.orders / count + 1e-6)
    )


def _at_level(network: ValueNetwork, features: Floats, *, total: float, horizon_days: float) -> ValueNetwork:
    from models.training import levelled

    return levelled(network, features, horizon_days=horizon_days, total=total) if total > 0 else network
