"""Why a customer is worth that: each feature's part in money, adding up to prediction minus baseline.

Source: Sundararajan, Taly, Yan (2017), "Axiomatic Attribution for Deep Networks" (integrated gradients). The integral
runs along the straight line of standardised inputs from the typical customer to this one, by Gauss-Legendre
quadrature in float64; panels are halved until the parts add up, so nothing is left over or shared out.
"""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.network import ValueNetwork

Floats = NDArray[np.float64]

_NODES = 16
_MOST_PANELS = 1024
_TOLERANCE = 1e-7
_ROWS_AT_ONCE = 8192


@dataclass(frozen=True)
class Explanation:
    """Parts of the expected value, in minor units.

    Attributes:
        features: Names, in the order of the columns of `contributions`.
        baseline: Expected value of the typical customer: the median of every feature.
        prediction: Expected value of each customer (n,).
        contributions: (n, features); each row adds up to prediction - baseline.
    """

    features: tuple[str, ...]
    baseline: float
    prediction: Floats
    contributions: Floats


def explain(network: ValueNetwork, features: Floats, *, horizon_days: float) -> Explanation:
    """Explains the expected value in the horizon of customers with these raw features (n, d), NaN where missing.

    Raises:
        InputError: The number of features is another.
        ArithmeticError: The parts do not add up at the finest panels.
    """
    standardiser = network.standardiser
    start = torch.from_numpy(standardiser.inputs(standardiser.typical[np.newaxis]))
    ends = torch.from_numpy(standardiser.inputs(features))
    with torch.no_grad():
        baseline = float(network.expected_value(start, horizon_days=horizon_days)[0])
        prediction = network.expected_value(ends, horizon_days=horizon_days).numpy()
    parts = np.zeros((len(features), standardiser.width))
    open_rows = np.arange(len(features))
    panels = 1
    while len(open_rows):
        if panels > _MOST_PANELS:
            raise ArithmeticError(f"the parts of {len(open_rows)} predictions do not add up with {panels // 2} panels")
        parts[open_rows] = _integrated(network, start, ends[open_rows], horizon_days=horizon_days, panels=panels)
        off = np.abs(parts[open_rows].sum(axis=1) - (prediction[open_rows] - baseline))
        # Beyond the 13th digit of the values themselves there is nothing to compare.
        allowed = np.maximum(
            _TOLERANCE * np.abs(prediction[open_rows] - baseline), 1e-13 * (np.abs(prediction[open_rows]) + baseline)
        )
        open_rows = open_rows[off > allowed]
        panels *= 2
    contributions = np.zeros((len(features), len(standardiser.names)))
    # A feature that can be missing has two inputs; both are its doing.
    np.add.at(contributions.T, standardiser.features_of_inputs(), parts.T)
    return Explanation(standardiser.names, baseline, prediction, contributions)


def _integrated(network: ValueNetwork, start: Tensor, ends: Tensor, *, horizon_days: float, panels: int) -> Floats:
    """Integrated gradients (n, inputs) with `panels` panels of 16 nodes."""
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    edges = np.arange(panels) / panels
    shares = torch.from_numpy((edges[:, np.newaxis] + (nodes + 1) / (2 * panels)).ravel())
    share_weights = torch.from_numpy(np.tile(weights / (2 * panels), panels))
    parts = []
    at_once = max(1, _ROWS_AT_ONCE // len(shares))
    for first in range(0, len(ends), at_once):
        way = ends[first : first + at_once] - start
        points = (start + shares[:, None, None] * way).reshape(-1, way.shape[1]).requires_grad_(True)
        (slopes,) = torch.autograd.grad(network.expected_value(points, horizon_days=horizon_days).sum(), points)
        mean_slope = torch.einsum("s,snd->nd", share_weights, slopes.reshape(len(shares), *way.shape))
        parts.append((mean_slope * way).numpy())
    return np.concatenate(parts)
