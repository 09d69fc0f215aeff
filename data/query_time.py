"""Spans of time made from day numbers: their order, their labels, and which there are between two days."""

import datetime as dt
from typing import get_args

import numpy as np
import numpy.typing as npt

from data.spec import Bucket

Ints = npt.NDArray[np.int64]

BUCKETS: tuple[str, ...] = get_args(Bucket)
_EPOCH = dt.date(1970, 1, 1)


def day_number(day: dt.date) -> int:
    """Days since 1970-01-01.

    >>> day_number(dt.date(1970, 1, 2))
    1
    """
    return (day - _EPOCH).days


def days_mask(days: Ints, start: dt.date | None, end: dt.date | None) -> npt.NDArray[np.bool_]:
    """Which day numbers lie from start to end, both included; an open side leaves none out.

    >>> days_mask(np.array([14609, 14610]), dt.date(2010, 1, 1), None)
    array([False,  True])
    """
    mask = np.ones(len(days), dtype=bool) if start is None else np.asarray(days >= day_number(start))
    if end is not None:
        mask &= days <= day_number(end)
    return mask


def iso_date(day: int) -> str:
    """A day number as ISO text.

    >>> iso_date(14610)
    '2010-01-01'
    """
    return (_EPOCH + dt.timedelta(days=int(day))).isoformat()


def bucket_numbers(bucket: str, days: Ints) -> Ints:
    """The span each day lies in, as a number that grows with time; weekdays are 1 (Monday) to 7.

    >>> bucket_numbers("quarter", np.array([14610, 14700]))
    array([160, 161])
    """
    if bucket == "day":
        return days.astype(np.int64)
    if bucket == "week":  # 1970-01-01 was a Thursday
        return (days.astype(np.int64) + 3) // 7
    if bucket == "weekday":
        return (days.astype(np.int64) + 3) % 7 + 1
    months = {"month": 1, "quarter": 3, "year": 12}[bucket]
    first, last = (int(days.min()), int(days.max())) if len(days) else (0, 0)
    if last - first < len(days):  # a shop has few different days and many rows of each
        return (_months(np.arange(first, last + 1)) // months).take(days - first)
    return _months(days) // months


def _months(days: Ints) -> Ints:
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def bucket_label(bucket: str, number: int) -> str:
    """A span's name: `2010-03-14`, `2010-W05` (ISO week), `2010-03`, `2010-Q1`, `2010`, weekday `1` to `7`.

    >>> [bucket_label(b, int(bucket_numbers(b, np.array([14612]))[0])) for b in BUCKETS]
    ['2010-01-03', '2009-W53', '2010-01', '2010-Q1', '2010', '7']
    """
    if bucket == "day":
        return iso_date(number)
    if bucket == "week":
        year, week, _ = dt.date.fromisoformat(iso_date(number * 7)).isocalendar()
        return f"{year}-W{week:02d}"
    if bucket == "month":
        return f"{1970 + number // 12}-{number % 12 + 1:02d}"
    if bucket == "quarter":
        return f"{1970 + number // 4}-Q{number % 4 + 1}"
    return str(1970 + number) if bucket == "year" else str(number)


def buckets_between(bucket: str, first_day: int, last_day: int) -> Ints:
    """Every span that has a day between the two, both included; empty when the last is before the first."""
    if last_day < first_day:
        return np.array([], dtype=np.int64)
    if bucket == "weekday":
        return np.arange(1, 8, dtype=np.int64)
    ends = bucket_numbers(bucket, np.array([first_day, last_day], dtype=np.int64))
    return np.arange(ends[0], ends[1] + 1, dtype=np.int64)


def label_before(bucket: str, label: str, *, back: int = 1) -> str:
    """The name of the span so many before the one of that name; of weekdays there is none before.

    >>> [label_before(*given) for given in (("month", "2010-01"), ("quarter", "2010-Q1"), ("week", "2010-W01"))]
    ['2009-12', '2009-Q4', '2009-W53']
    """
    if bucket == "day":
        return (dt.date.fromisoformat(label) - dt.timedelta(days=back)).isoformat()
    if bucket == "week":
        year, week = label.split("-W")
        monday = dt.date.fromisocalendar(int(year), int(week), 1) - dt.timedelta(weeks=back)
        return bucket_label("week", (monday - _EPOCH).days // 7 + 1)
    if bucket == "month":
        year, month = label.split("-")
        return bucket_label("month", (int(year) - 1970) * 12 + int(month) - 1 - back)
    if bucket == "quarter":
        year, quarter = label.split("-Q")
        return bucket_label("quarter", (int(year) - 1970) * 4 + int(quarter) - 1 - back)
    return str(int(label) - back)


def is_partial(bucket: str, day: int, *, step: int) -> bool:
    """Whether the span of `day` goes on beyond it, backwards (`step` -1) or forwards (1).

    >>> is_partial("month", 14610, step=-1), is_partial("month", 14610, step=1)
    (False, True)
    """
    if bucket == "weekday":
        return False
    here, beyond = bucket_numbers(bucket, np.array([day, day + step], dtype=np.int64))
    return bool(here == beyond)
