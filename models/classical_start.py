"""Where fitting starts: the classical model, written into the network's weights.

Expected orders of BG/NBD and worth of an order of Gamma-Gamma enter as logarithms and are joined to the outputs with
weight 1, so that an untrained network says what they say, and training learns only what has to be added to it.
"""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.ensemble import OUTPUTS, SIGMA_HIGH, SIGMA_LOW, Ensemble
from models.examples import Batch
from models.losses import LossScales, LossWeights, loss_of

Floats = NDArray[np.float64]

_DECAY, _GROWTH, _SIGMA, _LOG_SHAPE = 0.5, 1.0, 0.9, 1.0
_ROWS, _STEPS, _RATE = 20_000, 120, 0.05
_LOG_ORDERS, _LOG_CHANCE, _LOG_SPEND = (OUTPUTS.index(name) for name in ("log_orders", "log_chance", "log_spend"))


def start_classical(ensemble: Ensemble, centre: Floats, scale: Floats, *, orders: int, price: int) -> None:
    """Make the ensemble say what the classical model says.

    Args:
        ensemble: Changed in place.
        centre: Mean of each transformed feature.
        scale: Its standard deviation.
        orders: Column of the logarithm of expected orders in the reference horizon.
        price: Column of the logarithm of the expected worth of an order.
    """
    log_orders = float(centre[orders]) - math.log(-math.expm1(-_DECAY) / _DECAY)
    spread = math.log((_SIGMA - SIGMA_LOW) / (SIGMA_HIGH - _SIGMA))
    log_spend = float(centre[price]) - _SIGMA**2 / 2
    biases = (
        log_orders,
        log_orders,
        math.log(_DECAY),
        log_spend,
        math.log(math.expm1(_GROWTH)),
        spread,
        _LOG_SHAPE,
        0,
        0,
        0,
    )
    with torch.no_grad():
        # With nothing in the last layer the hidden ones have no say yet; they still differ between members.
        nn.init.zeros_(ensemble.last)
        ensemble.wide[:, orders, _LOG_ORDERS] = float(scale[orders])
        ensemble.wide[:, orders, _LOG_CHANCE] = float(scale[orders])
        ensemble.wide[:, price, _LOG_SPEND] = float(scale[price])
        ensemble.bias[:] = torch.tensor(biases)


def settle(ensemble: Ensemble, data: Batch, scales: LossScales, weights: LossWeights) -> None:
    """Move the biases, alike for all members, to where these examples want them.

    The classical model says nothing of how buying fades within the horizon or how wide values scatter; a few numbers
    for the whole shop can be learned from a few dozen buyers. Each is held near its start as if by ten buyers.
    """
    some = data.rows(slice(None, None, -(-len(data) // _ROWS)))
    buyers = max(1, int(((some.value > 0) & (some.weight > 0)).any(dim=1).sum()))
    with torch.no_grad():
        raw = ensemble(some.inputs).mean(dim=0)
    moved = torch.zeros(len(OUTPUTS), requires_grad=True)
    optimiser = torch.optim.Adam([moved], lr=_RATE)
    for _ in range(_STEPS):
        optimiser.zero_grad()
        loss = loss_of(raw + moved, some, scales, weights) + 5 / buyers * (moved**2).sum()
        loss.backward()
        optimiser.step()
    with torch.no_grad():
        ensemble.bias.add_(moved)
