"""The customer base as a portfolio: how its value is spread, who holds it, how much of it is at risk.

Money is in minor units throughout. The days looked back on are as many as the predictions look ahead, so that past and
expected value, and the chance of a purchase, speak of equally long times; what is usual comes from a whole year, for
who has fallen silent has bought nothing lately and yet is whom one fears to lose.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_YEAR_DAYS = 365
# Below this a further purchase within the horizon is less likely than none.
_LIKELY = 0.5
_STEPS = (1.0, 2.0, 5.0)
_MOST_EDGES = 8


@dataclass(frozen=True)
class Holdings:
    """What each customer of a build holds, one place a customer.

    Attributes:
        predicted: Predicted value.
        p_active: Chance of at least one purchase within the horizon.
        total: Net revenue of all time.
        recent: Net revenue of the last horizon's days, the as-of day the last of them.
        before: Net revenue of as many days before these; None where the data do not hold them all.
        usual: Net revenue of so many days as the past year goes, or all of the data where they hold less.
    """

    predicted: Floats
    p_active: Floats
    total: Floats
    recent: Floats
    before: Floats | None
    usual: Floats

    @property
    def at_risk(self) -> Floats:
        """Value at risk of each customer: the usual revenue times the chance of no purchase within the horizon.

        Who sent back more than was bought has nothing to lose.
        """
        return np.maximum(self.usual, 0.0) * (1.0 - self.p_active)

    @property
    def unlikely(self) -> npt.NDArray[np.bool_]:
        """Who brought revenue in the past year and will less likely than not buy again within the horizon."""
        return (self.usual > 0) & (self.p_active < _LIKELY)


def holdings(
    customers: pd.DataFrame,
    lines: pd.DataFrame,
    places: Ints,
    *,
    as_of_day: int,
    first_day: int,
    horizon_days: int,
) -> Holdings:
    """What each customer holds.

    Args:
        customers: One row a customer, with predictions.
        lines: One row an order line, sorted by day.
        places: Of each line the row of its customer in `customers`; -1 where there is none.
        as_of_day: Last day of the data.
        first_day: First day of the data.
        horizon_days: Days that the predictions look ahead.
    """
    days = lines["day"].to_numpy()
    amounts = lines["amount_minor"].to_numpy()

    def revenue(after: int, until: int) -> Floats:
        """Net revenue of each customer on the days after one and until another, the latter included."""
        start, end = np.searchsorted(days, [after, until], side="right")
        # Place -1 (no customer) is counted apart, as the first.
        summed = np.bincount(places[start:end] + 1, weights=amounts[start:end], minlength=len(customers) + 1)
        return np.asarray(summed[1:], dtype=np.float64)

    middle, start = as_of_day - horizon_days, as_of_day - 2 * horizon_days
    year = min(_YEAR_DAYS, as_of_day - first_day + 1)
    return Holdings(
        predicted=customers["predicted_value_minor"].to_numpy(dtype=np.float64),
        p_active=customers["p_active"].to_numpy(dtype=np.float64),
        total=customers["revenue_minor"].to_numpy(dtype=np.float64),
        recent=revenue(middle, as_of_day),
        before=revenue(start, middle) if start + 1 >= first_day else None,
        usual=revenue(as_of_day - year, as_of_day) * (horizon_days / year),
    )


@dataclass(frozen=True)
class Group:
    """Sums of the customers of one group, as in Holdings; `p_active` is the mean, `buyers` those of the past year."""

    customers: int
    predicted: float
    p_active: float
    recent: float
    before: float | None
    usual: float
    at_risk: float
    buyers: int
    unlikely: int
    unlikely_usual: float


def groups_of(held: Holdings, codes: Ints, count: int) -> list[Group]:
    """The sums of each group.

    Args:
        held: What each customer holds.
        codes: Of each customer the number of its group; -1 for none.
        count: How many groups there are.
    """
    shifted = codes + 1

    def summed(values: npt.NDArray[np.generic]) -> Floats:
        return np.asarray(np.bincount(shifted, values.astype(np.float64), count + 1)[1:], dtype=np.float64)

    size = np.bincount(shifted, minlength=count + 1)[1:]
    active = summed(held.p_active) / np.maximum(size, 1)
    before = None if held.before is None else summed(held.before)
    predicted, recent, at_risk = summed(held.predicted), summed(held.recent), summed(held.at_risk)
    usual, buyers, unlikely = summed(held.usual), summed(held.usual > 0), summed(held.unlikely)
    unlikely_usual = summed(np.where(held.unlikely, held.usual, 0.0))
    return [
        Group(
            customers=int(size[i]),
            predicted=float(predicted[i]),
            p_active=float(active[i]),
            recent=float(recent[i]),
            before=None if before is None else float(before[i]),
            usual=float(usual[i]),
            at_risk=float(at_risk[i]),
            buyers=int(buyers[i]),
            unlikely=int(unlikely[i]),
            unlikely_usual=float(unlikely_usual[i]),
        )
        for i in range(count)
    ]


@dataclass(frozen=True)
class Band:
    """Customers whose predicted value is at least `low` and below `high`; None is an open end."""

    low: float | None
    high: float | None
    customers: int
    predicted: float


def value_bands(predicted: Floats, *, minor_unit: int) -> list[Band]:
    """Customers by predicted value, in bands between round amounts (1, 2, 5, 10 …), the lowest first.

    Args:
        predicted: Predicted value of each customer.
        minor_unit: Minor units in one unit of the currency.

    >>> [(b.low, b.high, b.customers) for b in value_bands(np.array([150.0, 250.0, 900.0]), minor_unit=100)]
    [(None, 200.0, 1), (200.0, 500.0, 1), (500.0, None, 1)]
    """
    edges = _edges(predicted, minor_unit)
    places = np.searchsorted(edges, predicted, side="right")
    size = np.bincount(places, minlength=len(edges) + 1)
    held = np.bincount(places, weights=predicted, minlength=len(edges) + 1)
    lows, highs = [None, *edges.tolist()], [*edges.tolist(), None]
    return [Band(low, high, int(n), float(value)) for low, high, n, value in zip(lows, highs, size, held, strict=True)]


def _edges(predicted: Floats, minor_unit: int) -> Floats:
    """Round amounts between the lowest tenth and the highest hundredth of customers, the highest eight of them."""
    positive = predicted[predicted > 0]
    if not positive.size:
        return np.array([], dtype=np.float64)
    low, high = np.quantile(positive / minor_unit, [0.1, 0.99])
    powers = range(int(np.floor(np.log10(low))), int(np.ceil(np.log10(high))) + 1)
    rounded = np.array([step * 10.0**power for power in powers for step in _STEPS])
    # Whole units of the currency are enough: nobody plans by the cent.
    rounded = rounded[(rounded >= max(low, 1.0)) & (rounded <= high)]
    return np.asarray(rounded[-_MOST_EDGES:] * minor_unit, dtype=np.float64)


@dataclass(frozen=True)
class Point:
    """A point of a concentration curve: the best customers and what they hold of the whole.

    Attributes:
        share: Share of the customers.
        customers: Their number, rounded up.
        held: Share of the whole that they hold; None where the whole is nothing.
    """

    share: float
    customers: int
    held: float | None


def concentration(values: Floats, shares: Sequence[int]) -> list[Point]:
    """What the best so many percent of customers hold, the best by these values.

    Args:
        values: Value of each customer.
        shares: Percentages of customers.

    >>> [(p.customers, p.held) for p in concentration(np.array([1.0, 6.0, 3.0]), [0, 50, 100])]
    [(0, 0.0), (2, 0.9), (3, 1.0)]
    """
    summed = np.concatenate([[0.0], np.cumsum(np.sort(values)[::-1])])
    whole = float(summed[-1])
    counts = [-(-len(values) * share // 100) for share in shares]
    return [
        Point(share / 100, count, float(summed[count]) / whole if whole > 0 else None)
        for share, count in zip(shares, counts, strict=True)
    ]


def gini(values: Floats) -> float | None:
    """Gini coefficient: 0 when all hold the same, near 1 when one holds everything; None where the whole is nothing.

    >>> gini(np.array([1.0, 1.0])), gini(np.array([0.0, 0.0, 0.0, 4.0]))
    (0.0, 0.75)
    """
    whole, n = float(values.sum()), len(values)
    if whole <= 0:
        return None
    ranks = np.arange(1, n + 1, dtype=np.float64)
    return float(2 * np.dot(ranks, np.sort(values)) / (n * whole) - (n + 1) / n)
