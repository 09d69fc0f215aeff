"""Dates of a question in figures, each with its year, before the grammar reads it: 10年9月跟10月, "jan-nov 2010"."""

import re
from dataclasses import dataclass
from itertools import pairwise

from agent.planner.dates import Written, written_dates
from agent.planner.facts import Facts
from agent.planner.full_units import full_units
from agent.planner.part_dates import TO, days_of_month, in_full
from agent.planner.short_years import with_short_years
from agent.planner.shorthand import written_out
from agent.planner.told_periods import months_before, same_elsewhere, whole_weeks, without_lengths

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FLAGS = re.IGNORECASE | re.ASCII
_RANGE = re.compile(rf"\s*(?:的|,|，)?\s*{TO}\s*(?:the\s+)?(?:end of\s+)?", _FLAGS)
_BETWEEN = re.compile(r"\s*(?:and|和|与|跟)\s*", _FLAGS)
_LIST = re.compile(
    r"\s*的?(?:、|,|，|/|&|\+|and|or|vs\.?|versus|against|than|on|over|compared (?:with|to)|和|与|跟|及|以及|或|还是"
    r"|同|对比|相比于?|比起|比|较|环比|同比|相对于?|,? and| 相比)*\s*(?:in|of|the|with|that of)*\s*",
    _FLAGS,
)
_SHARE = re.compile(r"占|份额|比重|贡献|share|proportion|percent(?:age)? of|% of|part of|out of|全年", re.IGNORECASE)
_PARTS = ("month", "quarter", "half")
_NAMED_DAY = re.compile(r"(?:day|eleven|christmas|eve|season|period|11|节)\s*(?:in|of|,)?\s*$", _FLAGS)
_HAN = re.compile(r"[㐀-鿿]")
_WEEK_RULE = re.compile(
    r"[,，(（]?\s*(?:(?:每周)?(?:从|按)?(?:周一|星期一|礼拜一)(?:到|至|-|~)(?:周日|周天|星期日|星期天|礼拜天)(?:算|为|是|当)?(?:作|做)?(?:一周|一个星期|一星期)?"
    r"|(?:weeks?\s+)?(?:run(?:ning)?|go(?:ing)?|start(?:ing)?|from)?\s*\bmon(?:day)?\s*(?:-|–|to|through)\s*sun(?:day)?\b(?:\s+weeks?)?)\s*[)）]?",
    _FLAGS,
)


@dataclass
class _Stretch:
    """A stretch of the text and what is written in its place."""

    start: int
    end: int
    text: str


def plain_periods(question: str, facts: Facts) -> str:
    """The question with its dates in figures; a date without a year takes it from the dates beside it.

    Weekdays beside dates, the length of a range told beside it, and a year or month told beside a part of it say
    nothing more and are left out. A question without such dates stays as it is.

    Args:
        question: Cleaned.
        facts: The shop, whose days tell what a year of two figures means.
    """
    question = with_short_years(written_out(question), facts)
    folded = full_units(question.translate(_WIDE), facts.as_of)
    question = question if folded == question.translate(_WIDE) else folded
    text = _WEEK_RULE.sub(" ", in_full(folded)) if re.search(r"\d|周|week", folded, re.IGNORECASE) else in_full(folded)
    dates = _dates(text, facts)
    months = [d for d in dates if d.unit == "month" and d.year]
    if len(months) == 1 and months[0].year:
        text = days_of_month(text, months[0].year, months[0].part)
        dates = _dates(text, facts)
    text = _rendered(text, dates)
    text = without_lengths(same_elsewhere(months_before(whole_weeks(text))))
    return text if text != folded else question


def _dates(text: str, facts: Facts) -> list[Written]:
    known = range(facts.first_day.year, facts.as_of.year + 2)
    dates = written_dates(text, this_year=facts.as_of.year, known=known)
    _spread(text, dates)
    explicit = [d.year for d in dates]
    for at, date in enumerate(dates):
        if date.year is None:
            date.year = _inherited(text, dates, explicit, at)
    return dates


def _spread(text: str, dates: list[Written]) -> None:
    """Gives a year beside a dated month or quarter the same part: "Q3 2025 vs 2026", 2025年和2026年的9月."""
    for first, second in pairwise(dates):
        between = text[first.end : second.start]
        same = text[second.end : second.end + 2].lstrip("的").startswith("同")
        if not between.strip() or not _LIST.fullmatch(between) or same:
            continue
        if first.unit in _PARTS and second.unit == "year" and first.year:
            second.unit, second.part = first.unit, first.part
        told = re.match(r"\d+\s*年的", text[second.start :])
        if first.unit == "year" and second.unit in _PARTS and told and first.year != second.year:
            first.unit, first.part = second.unit, second.part


def _inherited(text: str, dates: list[Written], explicit: list[int | None], at: int) -> int | None:
    """The year of a date written without one: that of the date it is joined to, else of the nearest before it."""
    date = dates[at]
    before = next((d for d in reversed(dates[:at]) if d.year), None)
    behind, joined = _dated_behind(text, dates, at)
    if behind is not None and behind.year and joined and not (before is not None and _HAN.search(_own(text, date))):
        later = joined == "range" and date.key() > behind.key()
        return behind.year - 1 if later else behind.year
    if before is not None and before.year:
        ranged = _RANGE.fullmatch(text[before.end : date.start]) and before.unit != "year"
        return before.year + 1 if ranged and date.key() < before.key() else before.year
    years = {year for year in explicit if year}
    return years.pop() if len(years) == 1 else None


def _dated_behind(text: str, dates: list[Written], at: int) -> tuple[Written | None, str]:
    """The next date with a year that a chain of "and", "to" or commas leads to, and by what it is joined."""
    joined = "range"
    for first, second in zip(dates[at:], dates[at + 1 :], strict=False):
        between = text[first.end : second.start]
        if not _RANGE.fullmatch(between):
            joined = "list"
            if not _LIST.fullmatch(between):
                return None, ""
        if second.year:
            return second, joined
    return None, ""


def _own(text: str, date: Written) -> str:
    return text[date.start : date.end]


def _rendered(text: str, dates: list[Written]) -> str:
    """The text with the dates in figures, ranges joined by one word, and what only repeats a range left out."""
    han = bool(_HAN.search(text))
    stretches: list[_Stretch] = []
    ranges = [(first, second) for first, second in pairwise(dates) if _ranged(text, first, second)]
    for date in dates:
        if date.year is None:
            continue
        if _repeated(text, date, dates, ranges):
            stretches.append(_Stretch(date.start, date.end, " "))
        elif date.unit == "year":
            written = _own(text, date)
            digits = re.match(r"\d+", written)
            if digits and len(digits.group()) == 2:
                stretches.append(_Stretch(date.start, date.start + 2, str(date.year)))
        else:
            stretches.append(_Stretch(date.start, date.end, f" {date.text()} "))
    for first, second in ranges:
        stretches.append(_Stretch(first.end, second.start, "到" if han else " to "))
    for stretch in sorted(stretches, key=lambda s: s.start, reverse=True):
        text = text[: stretch.start] + stretch.text + text[stretch.end :]
    return text


def _ranged(text: str, first: Written, second: Written) -> bool:
    """Whether two dates are the ends of a range."""
    between = text[first.end : second.start]
    opened = re.search(r"between\s+(?:the\s+)?$|在$", text[: first.start], re.IGNORECASE)
    closed = re.match(r"\s*(?:之间|间|期间)", text[second.end :])
    if _BETWEEN.fullmatch(between):
        return bool(closed or (opened and "between" in opened.group().casefold()))
    return bool(_RANGE.fullmatch(between))


def _repeated(text: str, date: Written, dates: list[Written], ranges: list[tuple[Written, Written]]) -> bool:
    """Whether a year or month only says again where a range, or the date right beside it, lies."""
    inner = [d for d in dates if d is not date and d.year and _within(d, date)]
    if date.unit not in ("year", "month") or not inner or _SHARE.search(text):
        return False
    if _NAMED_DAY.search(text[: date.start]):
        return False  # "Black Friday 2009 (27 November 2009)"
    ranged = any(first in inner and second in inner for first, second in ranges)
    nearest = min(inner, key=lambda d: min(abs(d.start - date.end), abs(date.start - d.end)))
    between = text[date.end : nearest.start] if nearest.start >= date.end else text[nearest.end : date.start]
    beside = re.fullmatch(r"[\s,，:：()（）的]*(?:in|of|for)?[\s,，:(（]*", between, re.IGNORECASE)
    bracketed = re.search(r"[(（]\s*$", text[: date.start]) and re.match(r"\s*[)）]", text[date.end :])
    return ranged or bool(beside) or bool(bracketed)


def _within(inner: Written, outer: Written) -> bool:
    if inner.year != outer.year:
        return False
    if outer.unit == "year":
        return inner.unit != "year"
    return inner.unit == "day" and inner.part == outer.part
