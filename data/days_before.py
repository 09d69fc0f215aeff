"""The days that a period is compared with: those right before it, or the same days a year before."""

import calendar
import datetime as dt
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from data.query_groups import is_bucket
from data.spec import Period

_DAY = dt.timedelta(days=1)


def right_before(start: dt.date, end: dt.date) -> tuple[dt.date, dt.date]:
    """As many whole months before whole months, as many days before other days.

    >>> [str(day) for day in right_before(dt.date(2010, 3, 1), dt.date(2010, 3, 31))]
    ['2010-02-01', '2010-02-28']
    >>> [str(day) for day in right_before(dt.date(2010, 3, 11), dt.date(2010, 3, 12))]
    ['2010-03-09', '2010-03-10']
    """
    after = end + _DAY
    if start.day == 1 and after.day == 1:
        return _months_back(start, _month(after) - _month(start)), start - _DAY
    return start - (after - start), start - _DAY


def year_before(start: dt.date, end: dt.date) -> tuple[dt.date, dt.date]:
    """The same days a year before; whole months stay whole.

    >>> [str(day) for day in year_before(dt.date(2012, 2, 1), dt.date(2012, 2, 29))]
    ['2011-02-01', '2011-02-28']
    """
    after = end + _DAY
    return _months_back(start, 12), _months_back(after, 12) - _DAY if after.day == 1 else _months_back(end, 12)


def with_days_before(given: Mapping[str, Any]) -> Mapping[str, Any]:
    """Arguments of a query whose period stands against `previous` or `year`, with the days that are meant.

    Left as they are where groups by time find their own, or where the period does not tell both its ends.
    """
    find = {"previous": right_before, "year": year_before}.get(str(given.get("against")))
    groups = given.get("group_by") or []
    if find is None or any(is_bucket(key) and key != "weekday" for key in groups):
        return given
    try:
        period = Period.model_validate(given.get("period"))
    except ValidationError:
        return given  # what is wrong with it is said where the whole is checked
    if period.start is None or period.end is None or period.end < period.start:
        return given
    start, end = find(period.start, period.end)
    return {**given, "against": {"start": start.isoformat(), "end": end.isoformat()}}


def _month(day: dt.date) -> int:
    return 12 * day.year + day.month


def _months_back(day: dt.date, months: int) -> dt.date:
    year, month = divmod(_month(day) - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
