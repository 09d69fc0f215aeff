"""Fits the value network, starting from the classical model and stopping by customers held out."""

import copy
import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from config.errors import InputError
from models.classical_start import settle, start_classical
from models.devices import best_device
from models.ensemble import HIDDEN, Ensemble, outcome
from models.examples import Batch, Examples, as_batch, standardised
from models.losses import LossScales, LossWeights, loss_of, scales_of
from models.network import ValueNetwork
from models.standardising import Kind
from models.tiers import TierBounds, fit_bounds

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
Watch = Callable[[int, dict[str, float]], None]

_DECAYING = (*HIDDEN, "last")
# Below, not even the six numbers of `settle` can be learned.
LEAST_BUYERS = 30


@dataclass(frozen=True)
class TrainingPlan:
    """Sizes and rates of a fit.

    Attributes:
        members: Networks that learn.
        cautious_buyers: Buyers at which what was learned counts as much as the classical model; see `_trust`.
        steps: Most steps; 0 leaves the network at the classical model it starts from.
        held_out_share: Share of customers that decide when to stop.
        patience: Checks without a gain until it stops.
    """

    members: int = 6
    cautious_buyers: int = 1500
    hidden: tuple[int, ...] = (32, 16)
    steps: int = 500
    batch: int = 1024
    learning_rate: float = 1.5e-3
    weight_decay: float = 0.3
    held_out_share: float = 0.12
    check_every: int = 10
    patience: int = 12
    loss: LossWeights = field(default_factory=LossWeights)


def fit_network(
    examples: Examples,
    names: Sequence[str],
    *,
    kinds: Sequence[Kind],
    scoring: Floats,
    reference_days: int,
    orders_feature: str,
    price_feature: str,
    seed: int,
    threads: int = 1,
    plan: TrainingPlan | None = None,
    warm: ValueNetwork | None = None,
    watch: Watch | None = None,
    progress: Progress | None = None,
) -> ValueNetwork:
    """The value network that fits these examples; the same arguments give the same weights.

    Args:
        examples: At least one row; customers without any purchase afterwards count too.
        names: Feature of each column.
        kinds: Kind of each column.
        scoring: Raw features (m, d) of the customers it will be used on, at the as-of day.
        reference_days: Horizon that counts as 1.
        orders_feature: Column with the classical model's expected orders in `reference_days`.
        price_feature: Column with the classical model's expected worth of an order.
        seed: Of weights, held-out customers and batches.
        threads: CPU threads.
        plan: Sizes and rates; None: the default ones.
        warm: An earlier network with the same features and sizes to start from, in place of the classical model.
        watch: Called at every check with the step and what is to be logged of it.
        progress: Called with steps done and all.

    Raises:
        InputError: `warm` has other features or sizes.
    """
    plan = plan or TrainingPlan()
    generator = torch.Generator().manual_seed(seed)
    orders, price = names.index(orders_feature), names.index(price_feature)
    if warm and warm.features != tuple(names):
        raise InputError("a network can only be fitted further on the features it knows")
    standardiser, inputs = standardised(
        examples,
        scoring,
        names,
        kinds=kinds,
        absolute=(orders, price),
        anchor=warm.standardiser if warm else None,
    )
    with deterministic(threads):
        data = as_batch(examples, inputs, unit=standardiser.money_unit, reference_days=reference_days)
        bounds = _bounds(examples, reference_days) if warm is None else warm.bounds
        scales = scales_of(data, _in_unit(bounds, standardiser.money_unit))
        if warm:
            ensemble, classical = _opened(warm, plan)
        else:
            ensemble = Ensemble(standardiser.width, members=plan.members, hidden=plan.hidden, generator=generator)
            start_classical(ensemble, standardiser.centre, standardiser.scale, orders=orders, price=price)
            if examples.buyers >= LEAST_BUYERS:
                settle(ensemble, data, scales, plan.loss)
            classical = ensemble.some_members(slice(1))
        about: dict[str, float] = {"rows": len(examples), "buyers": examples.buyers, "steps": 0, "best_step": 0}
        if plan.steps:
            # Drawn apart from the weights: a network that is fitted further is held to the same customers.
            lots = torch.Generator().manual_seed(seed)
            device = best_device()
            learn, held_out = (
                data.rows(rows).to(device) for rows in _split(examples.customer, plan.held_out_share, lots)
            )
            about |= _descend(ensemble.to(device), learn, held_out, scales, plan, generator, watch, progress)
            ensemble.cpu()
    return ValueNetwork(
        ensemble=ensemble.joined(classical).double().requires_grad_(False),
        trust=_trust(examples.buyers, plan) if warm is None else warm.trust,
        standardiser=standardiser,
        reference_days=reference_days,
        bounds=bounds,
        about=dict(about),
    )


def _trust(buyers: int, plan: TrainingPlan) -> float:
    """Share of the learned members in the ensemble; the member that stays at the classical model has the rest.

    A thousand customers of one past period teach less than ten thousand: on development cut-offs the best share rose
    from a quarter at 300 customers to all of it at 20,000 (docs/decisions.md).
    """
    return buyers / (buyers + plan.cautious_buyers)


def _opened(warm: ValueNetwork, plan: TrainingPlan) -> tuple[Ensemble, Ensemble]:
    """The members of an earlier network that learn, and the one that does not."""
    members = len(warm.ensemble.first) - 1
    if members != plan.members:
        raise InputError(f"a network of {members} learned members cannot be fitted further as one of {plan.members}")
    # A copy first: `float` changes a module in place.
    whole = copy.deepcopy(warm.ensemble).float().requires_grad_(True)
    return whole.some_members(slice(members)), whole.some_members(slice(members, None))


def _bounds(examples: Examples, reference_days: int) -> TierBounds | None:
    """Tiers of value at the latest cut-off with the whole horizon; None without one, or with too few buyers."""
    whole = (examples.weight[:, 0] > 0) & (examples.horizon_days[:, 0] == reference_days)
    value = examples.value[whole & (examples.cutoff == examples.cutoff[whole].min(initial=len(examples))), 0]
    return fit_bounds(value) if np.count_nonzero(value > 0) >= LEAST_BUYERS else None


def _in_unit(bounds: TierBounds | None, unit: float) -> tuple[float, float] | None:
    return None if bounds is None else (bounds.medium / unit, bounds.high / unit)


def levelled(network: ValueNetwork, features: Floats, *, horizon_days: float, total: float) -> ValueNetwork:
    """The network with both rates scaled, alike for all, so that expected values of these customers sum to `total`.

    The level of a whole shop is where learned models fail, since it was learned in another season; see
    docs/decisions.md. Within a factor of 20 either way.

    Args:
        network: At whatever level it has.
        features: Raw features (n, d) of all customers.
        horizon_days: Horizon of the total.
        total: Minor units.
    """
    inputs = network.standardiser.inputs(features)
    with torch.no_grad():
        raw = torch.cat(
            [network.raw(torch.from_numpy(part)) for part in np.array_split(inputs, len(inputs) // 65536 + 1)]
        )
        horizon = torch.full((1, 1), horizon_days / network.reference_days, dtype=raw.dtype)
        unit = network.standardiser.money_unit
        low, high = -math.log(20.0), math.log(20.0)
        for _ in range(40):
            middle = (low + high) / 2
            if float(outcome(raw, horizon, log_level=middle).mean().sum()) * unit < total:
                low = middle
            else:
                high = middle
    return network.corrected(log_level=(low + high) / 2)


@contextmanager
def deterministic(threads: int) -> Iterator[None]:
    """Fixed thread count and deterministic kernels inside the block; what was set before comes back after it."""
    before, strict = torch.get_num_threads(), torch.get_deterministic_debug_mode()
    torch.set_num_threads(threads)
    # Not `use_deterministic_algorithms`, which does the same and imports torch's compiler first: two seconds.
    torch.set_deterministic_debug_mode("error")
    try:
        yield
    finally:
        torch.set_deterministic_debug_mode(strict)
        torch.set_num_threads(before)


def _split(customer: NDArray[np.intp], share: float, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Rows to learn from and rows of held-out customers; a customer is never in both."""
    number = torch.from_numpy(np.unique(customer, return_inverse=True)[1])
    held_out = (torch.rand(int(number.max()) + 1, generator=generator) < share)[number]
    return torch.nonzero(~held_out).squeeze(1), torch.nonzero(held_out).squeeze(1)


def _descend(
    ensemble: Ensemble,
    learn: Batch,
    held_out: Batch,
    scales: LossScales,
    plan: TrainingPlan,
    generator: torch.Generator,
    watch: Watch | None,
    progress: Progress | None,
) -> dict[str, float]:
    """Adam with warm-up and a cosine rate; keeps the weights that were best on the held-out customers."""
    optimiser = _optimiser(ensemble, plan)
    best = _copy(ensemble)
    best_loss = start_loss = _held_out_loss(ensemble, held_out, scales, plan)
    step = best_step = 0
    order = torch.empty(0, dtype=torch.int64)
    for step in range(1, plan.steps + 1):
        if len(order) < min(plan.batch, len(learn)):
            order = torch.randperm(len(learn), generator=generator)
        batch, order = learn.rows(order[: plan.batch]), order[plan.batch :]
        for group in optimiser.param_groups:
            group["lr"] = plan.learning_rate * _rate(step / plan.steps)
        optimiser.zero_grad()
        learning_loss = loss_of(ensemble(batch.inputs), batch, scales, plan.loss)
        learning_loss.backward()
        nn.utils.clip_grad_norm_(ensemble.parameters(), 5.0)
        optimiser.step()
        if step % plan.check_every and step != plan.steps:
            continue
        loss = _held_out_loss(ensemble, held_out, scales, plan)
        if watch:
            rate = float(optimiser.param_groups[0]["lr"])
            learning = float(learning_loss.detach()) / plan.members
            watch(step, {"loss/learning": learning, "loss/held_out": loss, "learning_rate": rate})
        if loss < best_loss:
            best, best_step, best_loss = _copy(ensemble), step, loss
        elif step - best_step >= plan.patience * plan.check_every:
            break
        if progress:
            progress(step, plan.steps)
    ensemble.load_state_dict(best)
    ensemble.zero_grad(set_to_none=True)
    return {"steps": step, "best_step": best_step, "held_out_loss": best_loss, "classical_loss": start_loss}


def _optimiser(ensemble: Ensemble, plan: TrainingPlan) -> torch.optim.AdamW:
    """Only the hidden layers decay: `wide` and the biases are the classical model, which is no error to forget."""
    hidden = [value for name, value in ensemble.named_parameters() if name in _DECAYING]
    others = [value for name, value in ensemble.named_parameters() if name not in _DECAYING]
    groups = [{"params": hidden, "weight_decay": plan.weight_decay}, {"params": others, "weight_decay": 0.0}]
    return torch.optim.AdamW(groups, lr=plan.learning_rate, betas=(0.9, 0.98), foreach=False)


def _rate(share: float) -> float:
    return min(1.0, share / 0.05) * (0.02 + 0.49 * (1 + math.cos(math.pi * share)))


def _held_out_loss(ensemble: Ensemble, data: Batch, scales: LossScales, plan: TrainingPlan) -> float:
    if not len(data):
        return math.inf
    with torch.no_grad():
        return float(loss_of(ensemble(data.inputs).mean(dim=0), data, scales, plan.loss))


def _copy(ensemble: Ensemble) -> dict[str, Tensor]:
    return {name: value.clone() for name, value in ensemble.state_dict().items()}
