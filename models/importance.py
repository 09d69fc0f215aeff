"""What counts most over many customers, and whether explanations name what really counts."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from config.errors import InputError
from models.cases import Cases

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

TOP = 3
_DRAWS = 20


@dataclass(frozen=True)
class DeletionTest:
    """How often the top three reasons move the prediction more than three other reasons, drawn at random.

    Attributes:
        customers: Customers tested; who is typical in everything has no reason and is left out.
        moved_more: Share of draws in which the three largest parts, put at the typical customer's together, changed
            the prediction by more than three others. Parts of opposite sign cancel here.
        moved_back: The same for the three parts that most explain why the customer is above (or below) the typical
            one, and for the change back towards him.
    """

    customers: int
    moved_more: float
    moved_back: float


def mean_absolute(contributions: Floats) -> Floats:
    """Mean size of the contributions (n, d), of each column (d,).

    >>> mean_absolute(np.array([[1.0, -4.0], [-3.0, 0.0]])).tolist()
    [2.0, 2.0]
    """
    return np.asarray(np.abs(contributions).mean(axis=0), dtype=np.float64)


def deletion_test(
    cases: Cases, contributions: Floats, *, place: Places, horizon_days: float, seed: int, draws: int = _DRAWS
) -> DeletionTest:
    """Puts reasons at the typical customer's values and looks how far the prediction moves.

    Args:
        cases: Customers (n).
        contributions: Parts of their predictions by reason (n, reasons).
        place: Reason of each of `cases.names`.
        horizon_days: As in the explanation.
        seed: Of the drawn reasons.
        draws: Random threes a customer.

    Raises:
        InputError: There are not more than three reasons, or nobody differs from the typical customer.
    """
    n, count = contributions.shape
    if count <= TOP:
        raise InputError(f"the deletion test takes more than {TOP} reasons; found {count}")
    told = np.flatnonzero(np.any(contributions != 0, axis=1))
    if not len(told):
        raise InputError("the deletion test takes customers who differ from the typical one; found none")
    whole = _values(cases, np.ones((n, len(cases.names)), dtype=bool), horizon_days)
    typical = _values(cases, np.zeros((n, len(cases.names)), dtype=bool), horizon_days)
    side = np.sign(whole - typical)

    def moved(chosen: Places) -> Floats:
        taken = np.zeros((n, count), dtype=bool)
        np.put_along_axis(taken, chosen, np.ones(chosen.shape, dtype=bool), axis=1)
        return whole - _values(cases, ~taken[:, place], horizon_days)

    largest, pulling = _first(-np.abs(contributions)), _first(-side[:, np.newaxis] * contributions)
    by_largest, by_pulling = np.abs(moved(largest)), side * moved(pulling)
    rng = np.random.default_rng(seed)
    more, back = [], []
    for _ in range(draws):
        order = rng.random((n, count))
        more.append(by_largest > np.abs(moved(_first(order, without=largest))))
        back.append(by_pulling > side * moved(_first(order, without=pulling)))
    return DeletionTest(len(told), float(np.mean(more, axis=0)[told].mean()), float(np.mean(back, axis=0)[told].mean()))


def sampled(count: int, *, most: int, seed: int) -> Places:
    """At most `most` of `count` rows, drawn by seed, in their own order."""
    if count <= most:
        return np.arange(count)
    return np.sort(np.random.default_rng(seed).choice(count, most, replace=False))


def _first(order: Floats, without: Places | None = None) -> Places:
    """The three columns that come first in each row (n, 3), those in `without` left out."""
    if without is not None:
        order = order.copy()
        np.put_along_axis(order, without, np.full(without.shape, np.inf), axis=1)
    return np.argsort(order, axis=1, kind="stable")[:, : min(TOP, order.shape[1] - (0 if without is None else TOP))]


def _values(cases: Cases, kept: NDArray[np.bool_], horizon_days: float) -> Floats:
    with torch.no_grad():
        said = cases.network.expected_value(torch.from_numpy(cases.keeping(kept)), horizon_days=horizon_days)
    return np.asarray(said.numpy(), dtype=np.float64)
