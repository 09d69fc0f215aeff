"""Why a customer is worth that: each feature's part in money, adding up to prediction minus baseline.

Source: Sundararajan, Taly, Yan (2017), "Axiomatic Attribution for Deep Networks" (integrated gradients). The integral
runs along the straight line of standardised inputs from the typical customer to this one, by Gauss-Legendre
quadrature in float64; panels are halved until the parts add up, so nothing is left over or shared out. The part of a
classical input (BG/NBD, Gamma-Gamma) goes on to the raw features it is made from, by their Shapley values.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.cases import Cases
from models.linear_network import LinearNetwork
from models.value_model import ValueModel

Floats = NDArray[np.float64]

_NODES = 6
_STEPS = 8
_MOST_PANELS = 1024
_TOLERANCE = 1e-7
_ROWS_AT_ONCE = 8192


@dataclass(frozen=True)
class Explanation:
    """Parts of the expected value, in minor units.

    Attributes:
        features: Names, in the order of the columns of `contributions`.
        baseline: Expected value of the typical customer: the median of every raw feature.
        prediction: Expected value of each customer (n,).
        contributions: (n, features); each row adds up to prediction - baseline.
    """

    features: tuple[str, ...]
    baseline: float
    prediction: Floats
    contributions: Floats


def explain(cases: Cases, *, horizon_days: float) -> Explanation:
    """Explains the expected value in the horizon of these customers.

    Raises:
        ArithmeticError: The parts do not add up at the finest panels.
    """
    network = cases.network
    steps = _STEPS if cases.root_places else 1
    stops = [cases.on_the_way(step / steps) for step in range(steps + 1)]
    with torch.no_grad():
        values = [network.expected_value(torch.from_numpy(stop), horizon_days=horizon_days).numpy() for stop in stops]
    # Beyond the 13th digit of the values themselves there is nothing to compare.
    allowed = (
        np.maximum(_TOLERANCE * np.abs(values[-1] - values[0]), 1e-13 * (np.abs(values[-1]) + np.abs(values[0])))
        / steps
    )
    contributions = np.zeros((len(cases), len(cases.names)))
    plain = cases.owners >= 0
    for step in range(steps):
        begin, end, gained = stops[step], stops[step + 1], values[step + 1] - values[step]
        slopes = _slopes(network, begin, end, horizon_days=horizon_days, gained=gained, allowed=allowed)
        # A feature that can be missing has two inputs; both are its doing.
        np.add.at(contributions.T, cases.owners[plain], (slopes * (end - begin))[:, plain].T)
        if cases.root_places:
            for column, shares in cases.step_shares(step / steps, (step + 1) / steps).items():
                contributions[:, cases.root_places] += slopes[:, [column]] * shares
    return Explanation(cases.names, float(values[0][0]), values[-1], contributions)


def _slopes(
    network: ValueModel, begin: Floats, end: Floats, *, horizon_days: float, gained: Floats, allowed: Floats
) -> Floats:
    """Mean slopes (n, inputs) on the straight step; parts add up to `gained` (n,), give or take `allowed` (n,)."""
    if isinstance(network, LinearNetwork):
        return network.mean_slopes(begin[:1], end, horizon_days=horizon_days)
    slopes = np.zeros_like(begin)
    open_rows = np.arange(len(begin))
    panels = 1
    while len(open_rows):
        if panels > _MOST_PANELS:
            raise ArithmeticError(f"the parts of {len(open_rows)} predictions do not add up with {panels // 2} panels")
        some = torch.from_numpy(begin[open_rows]), torch.from_numpy(end[open_rows])
        slopes[open_rows] = _mean_slopes(network, *some, horizon_days=horizon_days, panels=panels)
        off = np.abs((slopes * (end - begin))[open_rows].sum(axis=1) - gained[open_rows])
        open_rows = open_rows[off > allowed[open_rows]]
        panels *= 2
    return slopes


def _mean_slopes(network: ValueModel, begin: Tensor, end: Tensor, *, horizon_days: float, panels: int) -> Floats:
    """Mean slope from `begin` to `end` (n, inputs), by Gauss-Legendre panels."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    edges = np.arange(panels) / panels
    shares = torch.from_numpy((edges[:, np.newaxis] + (nodes + 1) / (2 * panels)).ravel())
    share_weights = torch.from_numpy(np.tile(weights / (2 * panels), panels))
    parts = []
    at_once = max(1, _ROWS_AT_ONCE // len(shares))
    for first in range(0, len(end), at_once):
        start = begin[first : first + at_once]
        way = end[first : first + at_once] - start
        points = (start + shares[:, None, None] * way).reshape(-1, way.shape[1]).requires_grad_(True)
        (slopes,) = torch.autograd.grad(network.expected_value(points, horizon_days=horizon_days).sum(), points)
        parts.append(torch.einsum("s,snd->nd", share_weights, slopes.reshape(len(shares), *way.shape)).numpy())
    return np.concatenate(parts)
