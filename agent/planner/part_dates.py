"""Dates written in part, written in full: "1-6月", "11月1到28日", "1 to 28 November", "前三季度", "Q1-Q3"."""

import re

from agent.planner.dates import HAN_DAY, HAN_MONTH, HAN_YEAR, MONTH, YEAR
from agent.planner.numbers import number_at
from agent.planner.rewriting import Rules, rewritten
from agent.planner.units import cut

TO = r"(?:-{1,2}|–|—|~|〜|到|至|\bto\b|\bthrough\b|\bthru\b|\buntil\b|\btill?\b|\bup to(?: and including)?\b)"
_AND = r"(?:、|,|，|和|及|与|跟|或|/|&|\+)"
_ORD = r"(?:st|nd|rd|th)"
# 前 behind it is not the 前 of 十年前 here: a number of months or quarters follows.
_HAN_YEAR = rf"(?:{YEAR}|(?<![\d过去近满])\d\d)\s*年"
_COUNT = r"\d{1,2}|[一二两三四五六七八九十]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven"
_QUARTER = r"[一二三四1-4]"
_NAMES = {"first": "Q1", "second": "Q2", "third": "Q3", "fourth": "Q4", "1st": "Q1", "2nd": "Q2", "3rd": "Q3"}
_FLAGS = re.IGNORECASE | re.ASCII


def counted(word: str) -> int:
    """A number in figures or words; 0 where it is none.

    >>> counted("八"), counted("three"), counted("12")
    (8, 3, 12)
    """
    units = cut(word)
    found = number_at(units, 0) if units else None
    return int(found.value) if found else 0


def _first_months(match: re.Match[str]) -> str:
    return f"{match['y']}1月到{match['y']}{counted(match['n'])}月"


def _last_months(match: re.Match[str]) -> str:
    return f"{match['y']}{13 - counted(match['n'])}月到{match['y']}12月"


def _english_months(match: re.Match[str]) -> str:
    count = counted(match["n"])
    first, last = (1, count) if match["side"].casefold() == "first" else (13 - count, 12)
    return f"{match['y']}-{first:02d} to {match['y']}-{last:02d}"


def _first_quarters(match: re.Match[str]) -> str:
    year = match["y"] or ""
    return f"{year}1季度到{year}{counted(match['n'])}季度"


def _english_quarters(match: re.Match[str]) -> str:
    return f"Q1 {match['y']} to Q{counted(match['n'])} {match['y']}"


def _quarter_of(match: re.Match[str]) -> str:
    return f"{match['before']} {_NAMES[match['n'].casefold()]} {match['y'] or ''}"


def _month_of_days(match: re.Match[str]) -> str:
    year = f" {match['y']}" if match["y"] else ""
    return f"{match['a']} {match['m']}{year} to {match['b']} {match['m']}{year}"


def _listed(match: re.Match[str]) -> str:
    """10、11两个月, 9、10、11三个月: as many months as are said to be."""
    months = re.split(_AND, re.sub(r"\s|月", "", match["all"]))
    return "、".join(f"{m}月" for m in months) if counted(match["n"]) == len(months) else match.group()


_FULL: Rules = tuple(
    (re.compile(pattern, _FLAGS), replacement)
    for pattern, replacement in (
        (rf"(?<![\d.])(?P<all>{HAN_MONTH}月?(?:\s*{_AND}\s*{HAN_MONTH}月?)+)\s*这?(?P<n>[两俩三四二])个?月", _listed),
        (rf"(?<![\d./-])({HAN_MONTH})\s*({TO}|{_AND})\s*(?=(?:{HAN_MONTH}\s*{_AND}\s*)*{HAN_MONTH}\s*月)", r"\1月\2"),
        (
            rf"((?:{HAN_YEAR}\s*)?(?<!\d){HAN_MONTH}\s*月)\s*的?({HAN_DAY})\s*[日号]?\s*({TO})\s*({HAN_DAY})\s*(?=[日号])",
            r"\1\2日\3\1\4",
        ),
        (rf"(?<!\d)({YEAR})([-/.])(\d\d?)\2(\d\d?)\s*{TO}\s*(\d\d?)\2(\d\d?)(?![\d/])", r"\1-\3-\4 to \1-\5-\6"),
        (rf"(?<!\d)({YEAR})[/.](\d\d?)\s*{TO}\s*(?:(\d\d?)月?)(?![\d/.-])", r"\1-\2 to \1-\3"),
        (rf"(?<!\d)({YEAR})\.(\d\d?)\s*{TO}\s*({YEAR})\.(\d\d?)(?![\d.])", r"\1-\2 to \3-\4"),
        (rf"(?<![\d/])(\d\d?)/(\d\d?)\s*{TO}\s*(\d\d?)/(\d\d?)/({YEAR})(?![\d/])", r"\1/\2/\5 to \3/\4/\5"),
        (rf"({HAN_YEAR}\s*)(\d\d?)/(\d\d?)\s*{TO}\s*(\d\d?)/(\d\d?)(?![\d/])", r"\1\2月\3日到\1\4月\5日"),
        (
            rf"(?<![\d-])(?:\bthe\s+)?\b(?P<a>{HAN_DAY}){_ORD}?\s*{TO}\s*(?:the\s+)?(?P<b>{HAN_DAY}){_ORD}?\s+(?:of\s+)?"
            rf"(?P<m>{MONTH})\b,?(?:\s*(?P<y>{YEAR}))?",
            _month_of_days,
        ),
        (
            rf"\b(?P<m>{MONTH})\s+(?:the\s+)?(?P<a>{HAN_DAY}){_ORD}?\s*{TO}\s*(?:the\s+)?(?P<b>{HAN_DAY})(?!\d){_ORD}?"
            rf"(?!\s*(?:of\s+)?{MONTH}\b)(?:,?\s*(?P<y>{YEAR}))?",
            _month_of_days,
        ),
        (rf"(?P<y>{_HAN_YEAR}|今年|去年)的?[前头](?P<n>{_COUNT})个?月", _first_months),
        (rf"(?P<y>{_HAN_YEAR}|今年|去年)的?(?:最后|后)(?P<n>{_COUNT})个?月", _last_months),
        (
            rf"\b(?:the\s+)?(?P<side>first|last|final)\s+(?P<n>{_COUNT})\s+months\s+(?:of|in)\s+(?P<y>{YEAR})",
            _english_months,
        ),
        (rf"(?P<y>{_HAN_YEAR}|今年|去年)?的?前(?P<n>[二两三2-3])个?季度", _first_quarters),
        (rf"\b(?:the\s+)?first\s+(?P<n>two|three|2|3)\s+quarters\s+(?:of|in)\s+(?P<y>{YEAR})", _english_quarters),
        (rf"({_HAN_YEAR}|今年|去年)的?最后一个?季度?", r"\1四季度"),
        (rf"\b(?:the\s+)?(?:last|final)\s+quarter\s+(?:of|in)\s+(?={YEAR})", "Q4 "),
        (rf"第?(?<!\d)({_QUARTER})\s*({TO}|{_AND})\s*(?=第?{_QUARTER}\s*个?季度)", r"\1季度\2"),
        (rf"\bq([1-4])\s*({TO}|{_AND}|and)\s*(?=[1-4]\b(?!\s*[\d月季]))", r"q\1 \2 q"),
        (
            rf"\b(?:the\s+)?(first|second|third|1st|2nd|3rd)\s+({TO}|and)\s+(?=(?:the\s+)?(?:second|third|fourth|2nd|3rd|4th)\s+quarter)",
            r"\1 quarter \2 ",
        ),
        (
            rf"(?P<before>(?:quarter|q[1-4])(?:,?\s*(?:of|in)?\s*{YEAR})?\s*(?:{TO}|and|vs|versus))\s+"
            rf"(?:that of the\s+|the\s+)?(?P<n>first|second|third|fourth)(?!\s+(?:quarter|half))"
            rf"(?:\s+(?:of|in)\s+(?P<y>{YEAR}))?",
            _quarter_of,
        ),
    )
)
_HAN_DAYS = re.compile(rf"(?<![\d月])({HAN_DAY})\s*[日号]?\s*{TO}\s*({HAN_DAY})\s*[日号]", _FLAGS)
_DAYS = re.compile(
    rf"\b(?:the\s+)?({HAN_DAY}){_ORD}\s*{TO}\s*(?:the\s+)?({HAN_DAY}){_ORD}\b(?!\s*(?:of\s+)?(?:{MONTH}|quarter))",
    _FLAGS,
)


def in_full(text: str) -> str:
    """The text with every end of a range, and every item of a list, written as a date of its own.

    >>> in_full("2018年1-6月"), in_full("Nov 1 to 28, 2010"), in_full("11月1到28日")
    ('2018年1月-6月', '1 Nov 2010 to 28 Nov 2010', '11月1日到11月28日')
    """
    return rewritten(text, _FULL)


def days_of_month(text: str, year: int, month: int) -> str:
    """The text with days named without a month ("from the 1st to the 28th") written as days of that month."""

    def dated(match: re.Match[str]) -> str:
        return f" {year}-{month:02d}-{int(match[1]):02d} to {year}-{month:02d}-{int(match[2]):02d} "

    return _HAN_DAYS.sub(dated, _DAYS.sub(dated, text))
