"""The customer base over time: who of those that came in one month bought again, and each month beside a year ago."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.query_time import bucket_label, bucket_numbers, is_partial

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

# Spans of a year, and how many of each are shown.
A_YEAR = {"month": 12, "week": 52, "quarter": 4}


@dataclass(frozen=True)
class Cohorts:
    """Customers by the span of their first purchase.

    Attributes:
        labels: Name of each span: `2010-01`, `2010-Q1`.
        sizes: How many customers first bought in it.
        bought: Of these, who bought in the k-th span after it; shape (cohorts, k), NaN where it is not over yet.
        earlier: Customers of earlier cohorts, which are not shown.
    """

    labels: list[str]
    sizes: Ints
    bought: Floats
    earlier: int

    @property
    def shares(self) -> Floats:
        """Share of each cohort that bought in each span after it."""
        sizes = np.broadcast_to(self.sizes[:, None].astype(np.float64), self.bought.shape)
        return _over(self.bought, sizes)

    @property
    def all_shares(self) -> Floats:
        """The same of all cohorts together, each span over those for which it is over."""
        over = ~np.isnan(self.bought)
        sizes = (over * self.sizes[:, None]).sum(axis=0).astype(np.float64)
        bought = np.nansum(self.bought, axis=0)
        return _over(bought, sizes)


def _over(part: Floats, whole: Floats) -> Floats:
    """Part over whole; NaN where the whole is nothing."""
    share = np.full(part.shape, np.nan, dtype=np.float64)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


def cohorts(
    first_days: Ints, lines: pd.DataFrame, places: Ints, *, bucket: str, as_of_day: int, most: int, ahead: int
) -> Cohorts:
    """Customers by the month or quarter of their first purchase, and how many of them bought in those after it.

    Args:
        first_days: Day of each customer's first purchase.
        lines: One row an order line, sorted by day; those that are returned are no purchase.
        places: Of each line the place of its customer; -1 where there is none.
        bucket: `month` or `quarter`.
        as_of_day: Last day of the data.
        most: So many of the latest cohorts are shown.
        ahead: So many spans after the first are looked at.
    """
    joined = bucket_numbers(bucket, first_days.astype(np.int64))
    last = int(bucket_numbers(bucket, np.array([as_of_day]))[0])
    whole = last if is_partial(bucket, as_of_day, step=1) else last + 1  # the first span that is not over yet
    start = max(int(joined.min()) if len(joined) else last, last - most + 1)
    count = last - start + 1
    spans = start + np.arange(count)
    bought = _bought(joined, lines, places, bucket=bucket, spans=spans, ahead=ahead)
    bought[spans[:, None] + np.arange(1, ahead + 1) >= whole] = np.nan
    shown = joined >= start
    sizes = np.bincount(joined[shown] - start, minlength=count)
    labels = [bucket_label(bucket, int(span)) for span in spans]
    return Cohorts(labels, sizes, bought, int((~shown).sum()))


def _bought(joined: Ints, lines: pd.DataFrame, places: Ints, *, bucket: str, spans: Ints, ahead: int) -> Floats:
    """How many of each cohort bought in the k-th span after it; shape (cohorts, ahead)."""
    bought = np.zeros((len(spans), ahead), dtype=np.float64)
    days, returned = lines["day"].to_numpy(), lines["is_return"].to_numpy(dtype=bool)
    first = int(days[0]) if len(days) else 0
    numbers = bucket_numbers(bucket, np.arange(first, int(days[-1]) + 1 if len(days) else 0))
    for i, span in enumerate(spans.tolist()):
        # Lines are sorted by day, so each span is a stretch of them: no line's span need be looked up.
        begins = first + np.searchsorted(numbers, [span, span + 1])
        stretch = slice(*np.searchsorted(days, begins).tolist())
        came = np.zeros(len(joined) + 1, dtype=bool)
        came[places[stretch][~returned[stretch]]] = True  # place -1 (no customer) is the last, which is cut off
        came = came[:-1]
        cohort = joined[came] - spans[0]
        of_cohort = np.bincount(cohort[cohort >= 0], minlength=len(spans))
        for k in range(1, min(i, ahead) + 1):
            bought[i - k, k - 1] = of_cohort[i - k]
    return bought


@dataclass(frozen=True)
class Season:
    """Revenue of whole months or weeks beside a year ago.

    Attributes:
        labels: Name of each span.
        revenue: Net revenue of each [minor units].
        before: That of the same span a year ago; NaN where the data do not hold it wholly.
    """

    labels: list[str]
    revenue: Floats
    before: Floats

    @property
    def index(self) -> Floats:
        """Revenue beside the average of the spans shown, 100 being average; NaN where that is nothing."""
        mean = float(self.revenue.mean()) if len(self.revenue) else 0.0
        return self.revenue / mean * 100 if mean > 0 else np.full(len(self.revenue), np.nan)


def season(lines: pd.DataFrame, *, bucket: str, first_day: int, as_of_day: int) -> Season:
    """Revenue of the last year's whole months or weeks, the oldest first.

    Args:
        lines: One row an order line.
        bucket: `month` or `week`.
        first_day: First day of the data.
        as_of_day: Last day of the data.
    """
    first, last = (int(n) for n in bucket_numbers(bucket, np.array([first_day, as_of_day])))
    first += int(is_partial(bucket, first_day, step=-1))
    last -= int(is_partial(bucket, as_of_day, step=1))
    start = max(first, last - A_YEAR[bucket] + 1)
    count = max(last - start + 1, 0)
    begin = start - A_YEAR[bucket]
    # Day by day first: there are few days, and many lines.
    days = lines["day"].to_numpy()
    earliest = int(days.min()) if len(days) else first_day
    by_day = np.bincount(days - earliest, weights=lines["amount_minor"].to_numpy())
    spans = bucket_numbers(bucket, np.arange(earliest, earliest + len(by_day)))
    inside = (spans >= begin) & (spans <= last)
    summed = np.bincount(spans[inside] - begin, weights=by_day[inside], minlength=count + A_YEAR[bucket])
    revenue = summed.astype(np.float64)
    before = revenue[:count].copy()
    before[np.arange(begin, begin + count) < first] = np.nan
    labels = [bucket_label(bucket, start + i) for i in range(count)]
    return Season(labels, revenue[A_YEAR[bucket] :][:count], before)
