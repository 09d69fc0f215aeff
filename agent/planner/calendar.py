"""Calendar arithmetic of the planner: spans named, relative to the as-of date, counted back and forth."""

import calendar
import datetime as dt

from agent.planner.meanings import Span

_DAY = dt.timedelta(days=1)
# A horizon is counted in days: half a year is 180 of them, as the trade counts.
HORIZON_DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 90, "year": 365}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def month_span(year: int, month: int, day: int | None = None) -> Span | None:
    """A month, or one day of it; None where there is no such day.

    >>> month_span(2012, 2).end, month_span(2012, 2, 30)
    (datetime.date(2012, 2, 29), None)
    """
    if not 1 <= month <= 12:
        return None
    last = calendar.monthrange(year, month)[1]
    if day is not None:
        return Span(dt.date(year, month, day), dt.date(year, month, day), bucket="day") if 1 <= day <= last else None
    return Span(dt.date(year, month, 1), dt.date(year, month, last), bucket="month")


def year_span(year: int) -> Span:
    """A calendar year."""
    return Span(dt.date(year, 1, 1), dt.date(year, 12, 31), bucket="year")


def part_span(part: str, year: int) -> Span:
    """A quarter (`q1` … `q4`), a half (`h1`, `h2`) of a year, or a shopping day (`s1225` is 25 December) or season.

    >>> part_span("black_friday", 2017).start
    datetime.date(2017, 11, 24)
    """
    if part == "singles_season":
        return Span(dt.date(year, 11, 1), dt.date(year, 11, 11))
    if part[1:].isdigit() and len(part) == len("s1225"):
        day = dt.date(year, int(part[1:3]), int(part[3:]))
        return Span(day, day, bucket="day")
    if part in ("singles_day", "black_friday"):
        # The day after the fourth Thursday of November.
        fourth = 22 + (3 - dt.date(year, 11, 1).weekday()) % 7
        day = dt.date(year, 11, 11 if part == "singles_day" else fourth + 1)
        return Span(day, day, bucket="day")
    months = 3 if part[0] == "q" else 6
    first = (int(part[1]) - 1) * months + 1
    end = dt.date(year, first + months - 1, calendar.monthrange(year, first + months - 1)[1])
    return Span(dt.date(year, first, 1), end, bucket="quarter" if part[0] == "q" else "")


def around(unit: str, day: dt.date, *, back: int = 0) -> Span:
    """The calendar day, week, month, quarter or year that holds a day, or the one so many before.

    >>> around("quarter", dt.date(2010, 12, 9), back=1)
    Span(start=datetime.date(2010, 7, 1), end=datetime.date(2010, 9, 30), days=0, bucket='quarter')
    """
    if unit in ("day", "week"):
        length = 1 if unit == "day" else 7
        start = day - dt.timedelta(days=day.weekday() if unit == "week" else 0) - dt.timedelta(days=back * length)
        return Span(start, start + dt.timedelta(days=length - 1), bucket=unit)
    months = _MONTHS[unit]
    number = (day.year * 12 + day.month - 1) // months - back
    first = dt.date(number * months // 12, number * months % 12 + 1, 1)
    return Span(first, months_later(first, months) - _DAY, bucket=unit)


def last_days(count: float, unit: str, as_of: dt.date) -> Span:
    """The last so many days, weeks, months … up to and with the as-of day.

    >>> last_days(90, "day", dt.date(2010, 12, 9)).start
    datetime.date(2010, 9, 11)
    """
    if unit in ("day", "week"):
        days = round(count * (1 if unit == "day" else 7))
        return Span(as_of - dt.timedelta(days=days - 1), as_of, days=days)
    start = months_later(as_of, -round(count * _MONTHS[unit])) + _DAY
    return Span(start, as_of, days=(as_of - start).days + 1)


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the last of that month.

    >>> months_later(dt.date(2010, 3, 31), -1)
    datetime.date(2010, 2, 28)
    """
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def horizon_days(count: float, unit: str) -> int:
    """Days of a horizon: months of 30, years of 365, half a year of 180.

    >>> horizon_days(0.5, "year"), horizon_days(6, "month"), horizon_days(12, "month")
    (180, 180, 365)
    """
    if unit == "year" and count < 1:
        unit, count = "month", count * 12
    if unit == "month" and count % 12 == 0:
        return round(count / 12 * 365)
    return round(count * HORIZON_DAYS[unit])


def written_date(text: str) -> Span | None:
    """The day or month of a date written in figures; None where day and month cannot be told apart.

    >>> written_date("2010-03"), written_date("03/04/2010")
    (Span(start=datetime.date(2010, 3, 1), end=datetime.date(2010, 3, 31), days=0, bucket='month'), None)
    """
    parts = [int(p) for p in text.replace("/", "-").replace(".", "-").split("-")]
    if parts[0] >= 1900:
        return month_span(parts[0], parts[1], parts[2] if len(parts) > 2 else None)
    first, second, year = parts
    if first <= 12 and second <= 12 and first != second:
        return None
    month, day = (second, first) if first > 12 else (first, second)
    return month_span(year, month, day)
