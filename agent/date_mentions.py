"""Days, months, quarters and years named in a text, in both languages, and whether a date cell is meant by one."""

import calendar
import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_HAN = "零一二三四五六七八九十"
_YEAR = r"((?:19|20)\d\d)"
_HAN_MONTH = r"(十[一二]|[一二三四五六七八九十])"
# 18年4月; 0年 to 9年 are spans.
_SHORT_YEAR = r"(?:(20\d\d|(?<!\d)[012]\d)\s*年\s*)"
_QUARTERS = ("first", "second", "third", "fourth")
_QUARTER_WORD = rf"({'|'.join(_QUARTERS)})[ -]quarter"


@dataclass(frozen=True)
class Date:
    """A date as far as it is named; what was left out is 0."""

    year: int = 0
    month: int = 0
    day: int = 0
    quarter: int = 0
    week: int = 0

    def days(self) -> tuple[dt.date, dt.date] | None:
        """First and last day meant; None without a year."""
        if not self.year:
            return None
        if self.week:
            monday = dt.date.fromisocalendar(self.year, self.week, 1)
            return monday, monday + dt.timedelta(days=6)
        if self.month and self.day:
            return dt.date(self.year, self.month, self.day), dt.date(self.year, self.month, self.day)
        first = self.month or (self.quarter * 3 - 2 if self.quarter else 1)
        last = self.month or (self.quarter * 3 if self.quarter else 12)
        return dt.date(self.year, first, 1), dt.date(self.year, last, calendar.monthrange(self.year, last)[1])

    def names(self, cell: str) -> bool:
        """Whether the date in a cell is this one, or lies in it.

        >>> Date(2010, 12).names("2010-12-09"), Date(2010, 12, 9).names("2010-12"), Date(month=12).names("2010-12")
        (True, False, True)
        """
        other = read_cell(cell)
        if other is None:
            return False
        if other.week and self.day:
            return self.is_bucket(cell)
        quarter = (other.month + 2) // 3 if other.month else other.quarter
        parts = ((self.year, other.year), (self.month, other.month), (self.day, other.day), (self.week, other.week))
        return all(a in (0, b) for a, b in parts) and self.quarter in (0, quarter)

    def is_bucket(self, cell: str) -> bool:
        """Whether a cell names exactly this span of time; a year left out is any year."""
        other = read_cell(cell)
        if other is not None and other.week and self.day:
            # A week may be named by its Monday.
            monday = monday_of(cell)
            return (
                monday is not None
                and (self.month, self.day) == (monday.month, monday.day)
                and self.year
                in (
                    0,
                    monday.year,
                )
            )
        return other is not None and Date(self.year or other.year, *self._finer()) == other

    def _finer(self) -> tuple[int, int, int, int]:
        return self.month, self.day, self.quarter, self.week


@dataclass(frozen=True)
class DateMention:
    """A date in a text; `bare` when it has no digit, such as `December`, and so claims no number."""

    start: int
    end: int
    date: Date
    bare: bool = False


def monday_of(cell: str) -> dt.date | None:
    """The Monday a week begins with; None for what names no week.

    >>> monday_of("2010-W49")
    datetime.date(2010, 12, 6)
    """
    date = read_cell(cell)
    days = date.days() if date is not None and date.week else None
    return days[0] if days else None


def read_cell(cell: str) -> Date | None:
    """A date cell: ISO day, month, quarter, week or year.

    >>> read_cell("2010-Q4")
    Date(year=2010, month=0, day=0, quarter=4, week=0)
    """
    if m := re.fullmatch(r"(\d{4})-Q([1-4])", cell):
        return Date(int(m[1]), quarter=int(m[2]))
    if m := re.fullmatch(r"(\d{4})-W(\d\d)", cell):
        return Date(int(m[1]), week=int(m[2]))
    if m := re.fullmatch(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?", cell):
        return Date(int(m[1]), int(m[2] or 0), int(m[3] or 0))
    return None


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].lower()) + 1


def _small_han(text: str) -> int:
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_HAN.index(tens) if tens else 1) * 10 + (_HAN.index(ones) if ones else 0)
    return _HAN.index(text)


def _full_year(text: str | None) -> int:
    return 0 if not text else int(text) if len(text) == 4 else 2000 + int(text)


def _numbers(*order: str) -> Callable[[re.Match[str]], Date]:
    def read(match: re.Match[str]) -> Date:
        return Date(**{name: int(text) for name, text in zip(order, match.groups(), strict=True) if text})

    return read


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Date]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), read)
    for pattern, read in (
        (rf"(?<![\d-]){_YEAR}([-/.])(\d\d?)\2(\d\d?)(?!\d)", lambda m: Date(int(m[1]), int(m[3]), int(m[4]))),
        (rf"(?<![\d-]){_YEAR}-W(\d\d)(?!\d)", _numbers("year", "week")),
        (rf"(?<![\d-]){_YEAR}(?:[- ]|\s?年\s?(?:的|第)?\s?)?Q([1-4])(?!\d)", _numbers("year", "quarter")),
        (
            rf"(?<!\w){_QUARTER_WORD}(?:,?\s+(?:of|in)?\s*{_YEAR}(?!\d))?",
            lambda m: Date(int(m[2] or 0), quarter=_QUARTERS.index(m[1].lower()) + 1),
        ),
        # 18年4到6月, 2018年4月至6月: the month a span of months begins with.
        (
            rf"{_SHORT_YEAR}(\d\d?)\s*(?:月份?)?\s*(?=[到至~～—–-]\s*\d\d?\s*月)",
            lambda m: Date(_full_year(m[1]), int(m[2])),
        ),
        (r"(?<![\d.年/-])(\d\d?)(?=\s?[到至~～—–-]\s?\d\d?\s?月)", _numbers("month")),
        (rf"{_SHORT_YEAR}(\d\d?)\s*月份?(?!\s*\d)", lambda m: Date(_full_year(m[1]), int(m[2]))),
        (rf"(?<!\w)Q([1-4])[ ,/-]*(?:of )?{_YEAR}(?!\d)", _numbers("quarter", "year")),
        (rf"(?<![\d-]){_YEAR}[-/](\d\d)(?![\d/-])", _numbers("year", "month")),
        (rf"(?<!\w)week (\d\d?) of {_YEAR}(?!\d)", _numbers("week", "year")),
        (
            rf"(?<!\w)(\d\d?)(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?(?!\d)",
            lambda m: Date(int(m[3] or 0), _month(m[2]), int(m[1])),
        ),
        (
            rf"(?<!\w){_MONTH}\s+(\d\d?)(?:st|nd|rd|th)?(?!\d)(?:,?\s+{_YEAR})?(?!\d)",
            lambda m: Date(int(m[3] or 0), _month(m[1]), int(m[2])),
        ),
        (rf"(?<!\w){_MONTH},?\s+{_YEAR}(?!\d)", lambda m: Date(int(m[2]), _month(m[1]))),
        (
            rf"(?<!\d){_YEAR}\s*年\s*第?([1-4一二三四])\s*季度",
            lambda m: Date(int(m[1]), quarter=_small_han(m[2])),
        ),
        (rf"(?<!\d){_YEAR}\s*年\s*第\s*(\d\d?)\s*周", _numbers("year", "week")),
        (rf"(?<!\d){_YEAR}\s*年\s*{_HAN_MONTH}月", lambda m: Date(int(m[1]), _small_han(m[2]))),
        (
            rf"(?<!\d){_YEAR}\s*年(?:\s*(\d\d?)\s*月(?:份)?(?:\s*(\d\d?)\s*[日号])?)?",
            lambda m: Date(int(m[1]), int(m[2] or 0), int(m[3] or 0)),
        ),
        (r"(?<!\d)(\d\d?)\s*月(?:份)?\s*(?:(\d\d?)\s*[日号])?", _numbers("month", "day")),
        (rf"(?<![个\d]){_HAN_MONTH}月份?(?!内)", lambda m: Date(month=_small_han(m[1]))),
        (r"(?<![上同每某前那任这])第?([1-4一二三四])\s*季度", lambda m: Date(quarter=_small_han(m[1]))),
        (r"(?<!\w)Q([1-4])(?!\w)", _numbers("quarter")),
        (rf"\b(?:in|since|of|against|during|year|until|throughout|early|late|before|after|through)"
         rf" {_YEAR}(?![\d,.]*\d)",
         _numbers("year")),
    )
)  # fmt: skip
_BARE_MONTH = re.compile(rf"\b(?:(?<=in )|(?<=of )|(?<=for )|(?<=and )|(?<!\w)(?!May\b)){_MONTH}", 0)


def find_dates(text: str) -> list[DateMention]:
    """Every date of a text, without overlap, in order.

    >>> [(text, m.date.year, m.date.month) for text in ("Dec 2010", "2010年12月") for m in find_dates(text)]
    [('Dec 2010', 2010, 12), ('2010年12月', 2010, 12)]
    """
    found: list[DateMention] = []
    for mention in _candidates(text):
        if not any(mention.start < other.end and other.start < mention.end for other in found):
            found.append(mention)
    return sorted(found, key=lambda m: m.start)


def _candidates(text: str) -> Iterator[DateMention]:
    for pattern, read in _PATTERNS:
        for match in pattern.finditer(text):
            date = read(match)
            if _possible(date):
                # "in 2010": the word before the year is no part of the date.
                start = match.start() + (
                    len(match.group()) - 4 if match.group()[-5:-4] == " " and _year_only(date) else 0
                )
                yield DateMention(start, match.end(), date)
    for match in _BARE_MONTH.finditer(text):
        yield DateMention(match.start(), match.end(), Date(month=_month(match[1])), bare=True)


def _year_only(date: Date) -> bool:
    return not (date.month or date.day or date.quarter or date.week)


def _possible(date: Date) -> bool:
    try:
        dt.date(date.year or 2000, date.month or 1, date.day or 1)
        dt.date.fromisocalendar(date.year or 2020, date.week or 1, 1)
    except ValueError:
        return False
    return True
