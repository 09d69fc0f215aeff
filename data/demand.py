"""What may be sold of each category or product in the days ahead: what customers are expected to spend, by their mix.

A customer's mix is their own, held back by that of their segment and by what everybody bought in the same days a year
before: own purchases count as many times as there are days with one, segment and season like a few days more. Whoever
is not known yet comes on top: they bring what those new in the days just past brought in these days.

Source: the mix is the posterior mean of a Dirichlet-multinomial with a fixed strength (Minka, 2000, "Estimating a
Dirichlet distribution").
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

A_YEAR_DAYS: Final = 365
# Fixed before any shop was looked at, not tuned: older purchases count half for each half year that they lie back.
_HALF_LIFE_DAYS: Final = 180.0
_SEGMENT_DAYS, _SEASON_DAYS = 5.0, 5.0


@dataclass(frozen=True)
class Sold:
    """Order lines as arrays, one element a line.

    Attributes:
        customer: Place of the customer among all who ever bought.
        group: Place of the category or product; -1 where none is known.
        day: Days since 1970-01-01.
        money: Amount [minor units], negative where returned.
        units: Pieces, negative where returned; None where the data do not have them.
        names: The categories or products.
        customers: Ids of all who ever bought, sorted.
        first_day: First day of the data.
    """

    customer: Ints
    group: Ints
    day: Ints
    money: Floats
    units: Floats | None
    names: tuple[str, ...]
    customers: npt.NDArray[np.object_]
    first_day: int

    @staticmethod
    def of(lines: pd.DataFrame, column: str, *, first_day: int) -> "Sold":
        """The lines of transactions.parquet by one of their columns."""
        codes, ids = pd.factorize(lines["customer_id"], sort=True)
        groups, names = pd.factorize(lines[column], sort=True)
        units = lines["quantity"].fillna(0.0).to_numpy(dtype=np.float64) if "quantity" in lines else None
        return Sold(
            customer=codes.astype(np.int64),
            group=groups.astype(np.int64),
            day=lines["day"].to_numpy(dtype=np.int64),
            money=lines["amount_minor"].to_numpy(dtype=np.float64),
            units=units,
            names=tuple(str(name) for name in names),
            customers=np.asarray(ids, dtype=object),
            first_day=first_day,
        )

    def within(self, after_day: int, until_day: int, *, by: Floats | None = None) -> Floats:
        """Sum of money, or of `by`, of each group in the days after the one up to the other (groups,)."""
        inside = (self.day > after_day) & (self.day <= until_day) & (self.group >= 0)
        figures = (self.money if by is None else by)[inside]
        return np.bincount(self.group[inside], weights=figures, minlength=len(self.names)).astype(np.float64)


@dataclass(frozen=True)
class Known:
    """Who is known on a day, and what is expected of them in the days after it.

    Attributes:
        ids: The customers (m,).
        value: Expected value [minor units] (m,).
        segment: Name of the segment of each (m,).
    """

    ids: npt.NDArray[np.object_]
    value: Floats
    segment: npt.NDArray[np.object_]


@dataclass(frozen=True)
class Demand:
    """What is expected of each group in the days after a day, and what it is compared with; all (groups,), minor units.

    Attributes:
        known: Of customers known on that day.
        new: Of customers who come after it.
        last: What was sold in as many days up to that day.
        year: What was sold in the same days a year before; None where the data do not reach back.
        noise: Variance of what is sold over its mean, if each line came by itself.
    """

    known: Floats
    new: Floats
    last: Floats
    year: Floats | None
    noise: Floats


def demand(sold: Sold, known: Known, *, day: int, days: int) -> Demand:
    """What may be sold in so many days after a day, from nothing but what was known on it.

    Args:
        sold: All lines; those after the day are not read.
        known: Customers known on the day, with what is expected of them in these days.
        day: The day.
        days: How many.
    """
    year_ago = day - A_YEAR_DAYS
    year = sold.within(year_ago, year_ago + days) if sold.first_day <= year_ago + 1 and days <= A_YEAR_DAYS else None
    return Demand(
        known=_of_known(sold, known, day=day, year=year),
        new=_of_new(sold, day=day, days=days),
        last=sold.within(day - days, day),
        year=year,
        noise=_noise(sold, day=day),
    )


def _of_known(sold: Sold, known: Known, *, day: int, year: Floats | None) -> Floats:
    """Expected value of the known customers, split by the mix of each (groups,)."""
    groups, size = len(sold.names), len(known.ids)
    place = pd.Index(known.ids).get_indexer(pd.Index(sold.customers)).astype(np.int64)
    held = (sold.day <= day) & (sold.group >= 0) & (place[sold.customer] >= 0)
    rows, days = place[sold.customer[held]], sold.day[held]
    pairs, at = np.unique(rows * groups + sold.group[held], return_inverse=True)
    fresh = np.exp2((days - day) / _HALF_LIFE_DAYS) * sold.money[held]
    # What was returned of a group is no purchase of it, nor less than none.
    money = np.maximum(np.bincount(at, weights=fresh, minlength=len(pairs)), 0.0)
    row, group = pairs // groups, pairs % groups
    totals = np.bincount(row, weights=money, minlength=size)
    counted = np.bincount(np.unique(rows * (day + 1) + days) // (day + 1), minlength=size) * (totals > 0)
    season = None if year is None else _shares(year)
    spread = known.value / (counted + _SEGMENT_DAYS + (_SEASON_DAYS if season is not None else 0.0))
    own = np.divide(spread * counted, totals, out=np.zeros(size), where=totals > 0)
    found = np.bincount(group, weights=money * own[row], minlength=groups).astype(np.float64)
    everybody = _shares(np.bincount(group, weights=money, minlength=groups).astype(np.float64))
    for segment in np.unique(known.segment):
        members = known.segment == segment
        mix = _shares(np.bincount(group, weights=money * members[row], minlength=groups).astype(np.float64))
        mix = everybody if mix is None else mix
        if mix is not None:
            found += mix * spread[members].sum() * _SEGMENT_DAYS
    return found if season is None else found + season * spread.sum() * _SEASON_DAYS


def _shares(amounts: Floats) -> Floats | None:
    """Each over the sum, what is below nothing as nothing; None where nothing was sold."""
    positive = np.maximum(amounts, 0.0)
    total = float(positive.sum())
    return positive / total if total > 0 else None


def _of_new(sold: Sold, *, day: int, days: int) -> Floats:
    """What those who first came in the days just past brought in them (groups,)."""
    came = np.full(len(sold.customers), day + 1, dtype=np.int64)
    np.minimum.at(came, sold.customer, sold.day)
    new = (came > day - days)[sold.customer]
    return sold.within(day - days, day, by=np.where(new, sold.money, 0.0))


def _noise(sold: Sold, *, day: int) -> Floats:
    """Of a compound Poisson the variance over the mean: the mean square of a line over its mean (groups,)."""
    sales = np.maximum(sold.money, 0.0)
    sums, squares = (sold.within(day - A_YEAR_DAYS, day, by=by) for by in (sales, sales**2))
    overall = squares.sum() / sums.sum() if sums.sum() > 0 else 0.0
    noise: Floats = np.divide(squares, sums, out=np.full(len(sums), overall), where=sums > 0)
    return noise
