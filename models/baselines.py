"""The learned peers of the value network that need nothing but torch and numpy: two plain networks.

Each fits (features, value) of an earlier cut-off and predicts from features of the same columns at a later one. None
of them is tuned to a shop: sizes, rates and epochs are those of their sources or of a first course on the matter.
"""

import copy
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.special import ndtri
from torch import Tensor, nn

from config.errors import InputError
from models.standardising import Kind, Standardiser, fit_standardiser
from models.training import deterministic

Floats = NDArray[np.float64]
Loss = Callable[[Tensor, Tensor], Tensor]

_TINY = 1e-12
_LEAST_SIGMA = 1e-3
_ROWS_AT_ONCE = 65_536


@dataclass(frozen=True)
class Scale:
    """Z-scores of raw features, as the training customers had them; missing is the mean, a constant says nothing.

    Held to the range seen in training: a chance that was .999 for all but one there is worth millions of standard
    deviations elsewhere.
    """

    centre: Floats
    size: Floats
    low: Floats
    high: Floats

    @classmethod
    def of(cls, features: Floats) -> "Scale":
        """The scale of features (n, d)."""
        known = np.isfinite(features)
        count = np.maximum(known.sum(axis=0), 1)
        centre = np.where(known, features, 0.0).sum(axis=0) / count
        spread = np.sqrt((np.where(known, features - centre, 0.0) ** 2).sum(axis=0) / count)
        size = np.where(spread > 1e-9, spread, 1.0)
        scores = np.where(known, (features - centre) / size, 0.0)
        return cls(centre, size, scores.min(axis=0), scores.max(axis=0))

    def inputs(self, features: Floats) -> Floats:
        """Inputs (n, d)."""
        scores = np.where(np.isfinite(features), (features - self.centre) / self.size, 0.0)
        return np.clip(scores, self.low, self.high)


@dataclass(frozen=True)
class DenseModel:
    """A plain network with one output: value in units of `unit`, never below 0."""

    network: nn.Module
    scale: Scale
    unit: float

    def predict(self, features: Floats) -> Floats:
        """Expected value of raw features (n, d), minor units (n,)."""
        return np.maximum(_outputs(self.network, _tensor(self.scale.inputs(features)))[:, 0] * self.unit, 0.0)


def fit_dense(features: Floats, value: Floats, *, seed: int, threads: int = 1, epochs: int = 10) -> DenseModel:
    """Dense 64-32-1 with ReLU and mean square error: z-scores of the raw features, Adam at 1e-3, batches of 32.

    Args:
        features: Raw features (n, d), NaN where missing.
        value: Value that came true (n,), minor units; learned in units of its mean.
        seed: Of weights and batches.
        threads: CPU threads.
        epochs: Passes over the customers; no early stopping.
    """
    _check(features, value)
    scale, unit = Scale.of(features), _unit(value)
    generator = torch.Generator().manual_seed(seed)
    with deterministic(threads):
        network = _dense(features.shape[1], outputs=1, generator=generator)
        inputs, target = _tensor(scale.inputs(features)), _tensor(value / unit)
        optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
        for _ in range(epochs):
            _one_pass(network, _square_error, inputs, target, optimiser, batch=32, generator=generator)
    return DenseModel(network.eval(), scale, unit)


@dataclass(frozen=True)
class ZilnModel:
    """A network with the three outputs of a zero-inflated log-normal: logit of p, mu, sigma before softplus."""

    network: nn.Module
    standardiser: Standardiser
    unit: float

    def predict(self, features: Floats) -> Floats:
        """Expected value p exp(mu + sigma^2 / 2) of raw features (n, d), minor units (n,)."""
        p, mu, sigma = self._parameters(features)
        # exp() beyond e80 is no money any more, and would only warn on its way to infinity.
        return np.asarray(p * np.exp(np.minimum(mu + sigma**2 / 2, 80.0)) * self.unit, dtype=np.float64)

    def quantiles(self, features: Floats, levels: Floats) -> Floats:
        """Values below which shares `levels` (k,) of each distribution lie, minor units (n, k)."""
        p, mu, sigma = (part[:, None] for part in self._parameters(features))
        within = (levels - (1 - p)) / np.maximum(p, _TINY)
        z = ndtri(np.where(within > 0, within, 0.5))
        return np.where(within > 0, np.exp(np.minimum(mu + sigma * z, 80.0)) * self.unit, 0.0)

    def _parameters(self, features: Floats) -> tuple[Floats, Floats, Floats]:
        logit, mu, rough = _outputs(self.network, _tensor(self.standardiser.inputs(features))).T
        return 1 / (1 + np.exp(-np.clip(logit, -60, 60))), mu, np.logaddexp(0.0, rough) + _LEAST_SIGMA


def fit_ziln(
    features: Floats,
    value: Floats,
    *,
    names: Sequence[str],
    kinds: Sequence[Kind],
    seed: int,
    threads: int = 1,
    epochs: int = 400,
) -> ZilnModel:
    """MLP 64-32 with the ZILN loss of Google's paper and nothing beside it; the inputs are those of our network.

    Adam at 1e-3; a fifth of the customers is held out, the rate falls tenfold after 10 passes without a gain on them,
    and fitting stops after 20. The paper's notebooks take batches of 1,024 at 2e-4, with hundreds of thousands of
    customers; so few steps would leave a shop of 2,000 unlearned, hence the batches of a 25th of small shops.

    Source: Wang, Liu, Miao (2019), "A Deep Probabilistic Model for Customer Lifetime Value Prediction".

    Args:
        features: Raw features (n, d), NaN where missing.
        value: Value that came true (n,), minor units; learned in units of its mean.
        names: Feature of each column.
        kinds: Kind of each column.
        seed: Of weights, held-out customers and batches.
        threads: CPU threads.
        epochs: Most passes over the customers.
    """
    _check(features, value)
    unit = _unit(value)
    standardiser = fit_standardiser(features, names, kinds=kinds, money_unit=unit)
    generator = torch.Generator().manual_seed(seed)
    with deterministic(threads):
        network = _dense(standardiser.width, outputs=3, generator=generator)
        inputs, target = _tensor(standardiser.inputs(features)), _tensor(value / unit)
        held_out = torch.rand(len(inputs), generator=generator) < 0.2
        learn, test = (inputs[~held_out], target[~held_out]), (inputs[held_out], target[held_out])
        _descend(network, learn, test, epochs=epochs, generator=generator)
    return ZilnModel(network.eval(), standardiser, unit)


def ziln_loss(outputs: Tensor, value: Tensor) -> Tensor:
    """Mean negative log-likelihood of the ZILN, without the terms that do not depend on the outputs (n, 3).

    >>> at_half = torch.tensor([[0.0, 0.0, 0.0]])
    >>> round(float(ziln_loss(at_half, torch.tensor([0.0]))), 6)  # log 2: it was as likely as not
    0.693147
    """
    logit, mu, rough = outputs.unbind(dim=1)
    bought = value > 0
    chance = nn.functional.binary_cross_entropy_with_logits(logit, bought.to(logit.dtype))
    sigma = nn.functional.softplus(rough) + _LEAST_SIGMA
    log_value = torch.log(torch.where(bought, value, torch.ones_like(value)))
    spent = 0.5 * ((log_value - mu) / sigma) ** 2 + torch.log(sigma)
    return chance + torch.where(bought, spent, torch.zeros_like(spent)).mean()


def _descend(
    network: nn.Module,
    learn: tuple[Tensor, Tensor],
    test: tuple[Tensor, Tensor],
    *,
    epochs: int,
    generator: torch.Generator,
) -> None:
    """Fits with the rate falling and stopping by the held-out customers; the best weights stay in the network."""
    optimiser = torch.optim.Adam(network.parameters(), lr=1e-3)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimiser, patience=10, min_lr=1e-6)
    best, best_loss, since = copy.deepcopy(network.state_dict()), float("inf"), 0
    batch = min(1024, max(32, len(learn[0]) // 25))
    for _ in range(epochs):
        _one_pass(network, ziln_loss, *learn, optimiser, batch=batch, generator=generator)
        with torch.no_grad():
            loss = float(ziln_loss(network(test[0]), test[1]))
        plateau.step(loss)
        since += 1
        if loss < best_loss:
            best, best_loss, since = copy.deepcopy(network.state_dict()), loss, 0
        if since >= 20:
            break
    network.load_state_dict(best)


def _one_pass(
    network: nn.Module,
    loss: Loss,
    inputs: Tensor,
    target: Tensor,
    optimiser: torch.optim.Optimizer,
    *,
    batch: int,
    generator: torch.Generator,
) -> None:
    for rows in torch.randperm(len(inputs), generator=generator).split(batch):
        optimiser.zero_grad()
        loss(network(inputs[rows]), target[rows]).backward()
        optimiser.step()


def _dense(inputs: int, *, outputs: int, generator: torch.Generator) -> nn.Sequential:
    """Dense inputs-64-32-outputs with ReLU, weights Glorot-uniform and biases 0, as Keras starts them."""
    widths = (inputs, 64, 32, outputs)
    layers: list[nn.Module] = []
    for rows, columns in itertools.pairwise(widths):
        # As it is made, a layer would draw its first weights from the generator that all of torch shares.
        layer = nn.utils.skip_init(nn.Linear, rows, columns)
        nn.init.xavier_uniform_(layer.weight, generator=generator)
        nn.init.zeros_(layer.bias)
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


def _outputs(network: nn.Module, inputs: Tensor) -> Floats:
    with torch.no_grad():
        parts = [network(part).double().numpy() for part in inputs.split(_ROWS_AT_ONCE)]
    return np.concatenate(parts)


def _square_error(outputs: Tensor, value: Tensor) -> Tensor:
    return nn.functional.mse_loss(outputs.squeeze(1), value)


def _tensor(values: Floats) -> Tensor:
    return torch.from_numpy(values.astype(np.float32))


def _unit(value: Floats) -> float:
    """Mean value of who bought, minor units."""
    return float(value[value > 0].mean())


def _check(features: Floats, value: Floats) -> None:
    if features.ndim != 2 or value.shape != (len(features),):
        raise InputError(f"expected features (n, d) and value (n,); found {features.shape} and {value.shape}")
    if not (value > 0).any():
        raise InputError("a model that learns from examples needs a customer who bought; found none")
