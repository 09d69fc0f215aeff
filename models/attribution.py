"""Why a customer is worth that: each feature's part in money, adding up to prediction minus baseline.

What the classical columns are made of (purchases, silence, worth of a purchase) means little one without the other:
many purchases count for much with someone still active, for nothing with someone long gone. So the groups of features
these belong to, and all the rest as one more, become the customer's own in every possible order, and each step counts
as in a Shapley value. Within a step the part is divided among the features by integrated gradients along the straight
line of the network's inputs, by Gauss-Legendre quadrature in float64; panels are halved until the parts add up, so
nothing is left over or shared out. The part of a classical column goes on to the raw features it is made from.

Source: Sundararajan, Taly, Yan (2017), "Axiomatic Attribution for Deep Networks" (integrated gradients); Owen (1977),
"Values of Games with a Priori Unions" (groups).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from math import factorial
from typing import TypeVar

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.cases import Cases
from models.linear_network import LinearNetwork
from models.value_model import ValueModel

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
# Which players are the customers' own, and what the network reads and expects there.
_State = tuple[bool, ...]
_Values = dict[_State, tuple[Floats, Floats]]
_Thing = TypeVar("_Thing")

_NODES = 6
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


def explain(cases: Cases, *, horizon_days: float, together: NDArray[np.intp] | None = None) -> Explanation:
    """Explains the expected value in the horizon of these customers.

    Args:
        cases: The customers, and the typical one.
        horizon_days: Horizon of the value.
        together: Group of each of `cases.names`: features that change as one; None: each by itself.

    Raises:
        ArithmeticError: The parts do not add up at the finest panels.
    """
    players = _players(cases, np.arange(len(cases.names)) if together is None else together)
    count = int(players.max()) + 1
    value = _values_of(cases, players, horizon_days)
    whole, none = value[(True,) * count][1], value[(False,) * count][1]
    contributions = np.zeros((len(cases), len(cases.names)))
    moves = [(state, int(player)) for state in value for player in np.flatnonzero(~np.array(state))]
    for some in _batches(moves, len(cases)):
        steps = [_step(value, state, player, least=_TOLERANCE * np.abs(whole - none)) for state, player in some]
        found = _slopes(cases.network, _Step.of(steps), horizon_days=horizon_days)
        for (state, player), step, slopes in zip(some, steps, np.split(found, len(steps)), strict=True):
            way, kept = step.end - step.begin, np.array(state)[players]
            parts = _parts(cases, slopes, way, kept=kept, moved=players == player)
            contributions += factorial(sum(state)) * factorial(count - 1 - sum(state)) / factorial(count) * parts
    return Explanation(cases.names, float(none[0]), whole, contributions)


def _players(cases: Cases, together: NDArray[np.intp]) -> NDArray[np.intp]:
    """Player of each of `cases.names`: a group with a root is one, all others together another."""
    groups = list(dict.fromkeys(together[cases.root_places].tolist()))
    return np.array([groups.index(group) if group in groups else len(groups) for group in together.tolist()])


def _values_of(cases: Cases, players: NDArray[np.intp], horizon_days: float) -> _Values:
    """Inputs and expected values where these players are the customers' own and the others typical."""
    found: _Values = {}
    for states in _batches(list(product((False, True), repeat=int(players.max()) + 1)), len(cases)):
        inputs = [cases.keeping(np.tile(np.array(state)[players], (len(cases), 1))) for state in states]
        with torch.no_grad():
            said = cases.network.expected_value(torch.from_numpy(np.concatenate(inputs)), horizon_days=horizon_days)
        values = np.split(said.numpy(), len(states))
        found |= dict(zip(states, zip(inputs, values, strict=True), strict=True))
    return found


def _batches(things: Sequence[_Thing], rows: int) -> Iterator[Sequence[_Thing]]:
    """The things, as many at once as the network reads in one go: a single customer's all together."""
    at_once = max(1, _ROWS_AT_ONCE // max(1, rows))
    for first in range(0, len(things), at_once):
        yield things[first : first + at_once]


def _step(values: _Values, state: _State, player: int, *, least: Floats) -> "_Step":
    """The way on which a player becomes the customers' own; `least` is how far off its parts may be in any case."""
    begin, before = values[state]
    end, after = values[(*state[:player], True, *state[player + 1 :])]
    # Beyond the 13th digit of the values themselves there is nothing to compare.
    return _Step(begin, end, after - before, np.maximum(least, 1e-13 * (np.abs(before) + np.abs(after))))


def _parts(cases: Cases, slopes: Floats, way: Floats, *, kept: Mask, moved: Mask) -> Floats:
    """Contributions (n, names) of a step on which the features `moved` become the customers' own."""
    parts = np.zeros((len(cases), len(cases.names)))
    plain = cases.owners >= 0
    # A feature that can be missing has two inputs; both are its doing.
    np.add.at(parts.T, cases.owners[plain], (slopes * way)[:, plain].T)
    changing = [root for root, place in enumerate(cases.root_places) if moved[place]]
    if changing:
        places = [cases.root_places[root] for root in changing]
        for column, shares in cases.root_shares(kept[cases.root_places], changing).items():
            parts[:, places] += slopes[:, [column]] * shares
    return parts


@dataclass(frozen=True)
class _Step:
    """A straight way of inputs from `begin` to `end` (n, inputs), what it gains (n,), and how far off is allowed."""

    begin: Floats
    end: Floats
    gained: Floats
    allowed: Floats

    @classmethod
    def of(cls, steps: Sequence["_Step"]) -> "_Step":
        """Several steps as one with the rows of all."""
        parts = ((s.begin, s.end, s.gained, s.allowed) for s in steps)
        return cls(*(np.concatenate(same) for same in zip(*parts, strict=True)))


def _slopes(network: ValueModel, step: _Step, *, horizon_days: float) -> Floats:
    """Mean slopes (n, inputs) whose products with the way add up to what is gained."""
    if isinstance(network, LinearNetwork):
        return network.mean_slopes(step.begin, step.end, horizon_days=horizon_days)
    way = step.end - step.begin
    slopes = np.zeros_like(way)
    open_rows = np.arange(len(way))
    panels = 1
    while len(open_rows):
        if panels > _MOST_PANELS:
            raise ArithmeticError(f"the parts of {len(open_rows)} predictions do not add up with {panels // 2} panels")
        ends = torch.from_numpy(step.begin[open_rows]), torch.from_numpy(step.end[open_rows])
        slopes[open_rows] = _mean_slopes(network, *ends, horizon_days=horizon_days, panels=panels)
        off = np.abs((slopes * way)[open_rows].sum(axis=1) - step.gained[open_rows])
        open_rows = open_rows[off > step.allowed[open_rows]]
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
