"""Times a sentence speaks of: days from one to another, single dates, and times told from the last day of the data."""

import datetime as dt
import itertools
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from agent.arguments import Days
from agent.date_mentions import Date, DateMention, find_dates

_JOINT = re.compile(r"[\s*_`]*(?:to|until|till|through|up to|[–—~～-]|至|到)[\s*_`]*", re.IGNORECASE)
_AND = re.compile(r"[\s*_`]*(?:and|和|与)[\s*_`]*", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:\bbetween|介于|在)[\s*_`]*$", re.IGNORECASE)
_AS_OF = re.compile(r"(?:\bas (?:of|at)|截[至止]到?)[\s*_`]*$", re.IGNORECASE)
_TOLD = re.compile(
    r"\b(?P<side>last|previous|this|current)\s(?P<unit>week|month|quarter|year)\b"
    r"|(?P<han_side>上一?个?|这个?|本)(?P<han_unit>星期|周|月|季度|季)|(?P<han_year>去年|上一?年|今年|本年)",
    re.IGNORECASE,
)
# "15 % more than last month" says nothing of the time that the value itself is of.
_COMPARED = re.compile(
    r"(?:\b(?:than|(?<!days )from|against|versus|vs\.?|over|on|with|to)(?:\s+the)?\s+|[比较与和跟])$", re.IGNORECASE
)
_AGAINST = re.compile(r"(?:\b(?:than|against|versus|vs\.?)(?:\s+in)?\s+|[比较]|相对于)$", re.IGNORECASE)
_HAN_UNITS = {"星期": "week", "周": "week", "月": "month", "季度": "quarter", "季": "quarter"}
_ROLLING = {"week": (7,), "month": (30,), "quarter": (90,), "year": (365, 364)}


@dataclass(frozen=True)
class Time:
    """A time in a text.

    Attributes:
        start: Where it begins.
        end: Where it ends, exclusive.
        days: The days it may mean, first and last; empty for a single date.
        date: The single date it is, or None.
        told: Whether it is told from the last day of the data: "last month".
        compared: Whether something is compared with it, so that no value of the sentence need be of it.
        exact: Whether its days are written out; a month may reach beyond the data, and means those of it within.
    """

    start: int
    end: int
    days: frozenset[Days] = frozenset()
    date: Date | None = None
    told: bool = False
    compared: bool = False
    exact: bool = False

    def means(self, days: Days, limits: Days) -> bool:
        """Whether it may stand for those days, as far as the data reach."""
        if self.exact:
            return days in self.days
        if self.compared and self.date is not None:
            return all(self.date.names(day.isoformat()) for day in within(days, limits))
        if self.compared:
            # "More than last year": a quarter of that year may be meant.
            return any(start <= days[0] and days[1] <= end for start, end in self.days)
        return within(days, limits) in {within(own, limits) for own in self.days}


def within(days: Days, limits: Days) -> Days:
    """The days that lie within the data; days after their end stay as they are."""
    (start, end), (first, last) = days, limits
    return (max(start, first), min(end, last)) if start <= last else days


def find_times(text: str, limits: Days, *, periods: Collection[Days] = ()) -> list[Time]:
    """Every time of a text in order; the day the data end on, said as such, is none.

    Args:
        text: A sentence.
        limits: First and last day of the data.
        periods: Days that results were measured over; "last month" may be the month before one of them.
    """
    dates = find_dates(text)
    spans = list(_spans(text, dates))
    covered = {id(m) for _, pair in spans for m in pair}
    found = [span for span, _ in spans]
    for mention in dates:
        if id(mention) not in covered and not mention.bare and not _AS_OF.search(text[: mention.start]):
            compared = not mention.date.day and bool(_AGAINST.search(text[: mention.start]))
            found.append(Time(mention.start, mention.end, date=mention.date, compared=compared))
    found += _told(text, limits, periods)
    return sorted(found, key=lambda time: time.start)


def find_spans(text: str) -> list[Days]:
    """First and last days of the spans written out in a text.

    >>> [str(day) for span in find_spans("(2010-07-01 to 2010-09-30), 2010年10月至12月") for day in span]
    ['2010-07-01', '2010-09-30', '2010-10-01', '2010-12-31']
    """
    return [days for span, _ in _spans(text, find_dates(text)) for days in span.days]


def _spans(text: str, dates: list[DateMention]) -> Iterator[tuple[Time, tuple[DateMention, DateMention]]]:
    taken = -1
    for one, other in itertools.pairwise(dates):
        between = text[one.end : other.start]
        joined = _JOINT.fullmatch(between) or (_AND.fullmatch(between) and _BETWEEN.search(text[: one.start]))
        days = _from_to(one.date, other.date) if joined and one.start > taken else None
        if days is not None:
            taken = other.start
            exact = one.date.day > 0 and other.date.day > 0
            yield Time(one.start, other.end, frozenset({days}), exact=exact), (one, other)


def _from_to(first: Date, last: Date) -> Days | None:
    """The days of both and between; a year that only one of them names is that of both."""
    year = first.year or last.year
    start, end = (
        Date(date.year or year, date.month, date.day, date.quarter, date.week).days() for date in (first, last)
    )
    return (start[0], end[1]) if start and end else None


def _told(text: str, limits: Days, periods: Collection[Days]) -> Iterator[Time]:
    for match in _TOLD.finditer(text):
        unit = (match["unit"] or _HAN_UNITS.get(match["han_unit"] or "", "year")).casefold()
        side = (match["side"] or match["han_side"] or match["han_year"]).casefold()
        last = side[0] in "上去lp"
        compared = bool(_COMPARED.search(text[: match.start()]))
        meant = {_unit_with(limits[1], unit)}
        if last:
            days = _unit_with(limits[1], unit)
            before = {_unit_before(start, unit) for start in (limits[1], *(p[0] for p in periods))}
            whole = {days} if days[1] == limits[1] else set()
            rolling = {(limits[1] - dt.timedelta(days=n - 1), limits[1]) for n in _ROLLING[unit]}
            meant = before | whole | (set() if compared else rolling)
        yield Time(match.start(), match.end(), frozenset(meant), told=True, compared=compared)


def _unit_with(day: dt.date, unit: str) -> Days:
    """The week, month, quarter or year that a day lies in."""
    if unit == "week":
        monday = day - dt.timedelta(days=day.weekday())
        return monday, monday + dt.timedelta(days=6)
    date = {
        "month": Date(day.year, day.month),
        "quarter": Date(day.year, quarter=(day.month + 2) // 3),
        "year": Date(day.year),
    }[unit]
    days = date.days()
    if days is None:
        raise ValueError("a date with a year has days")
    return days


def _unit_before(day: dt.date, unit: str) -> Days:
    return _unit_with(_unit_with(day, unit)[0] - dt.timedelta(days=1), unit)
