"""Periods told by another: "the month before", "that same quarter of 2025", the length of a range; after `periods`."""

import datetime as dt
import re
from itertools import pairwise

from agent.planner.calendar import around, month_span, part_span, year_span
from agent.planner.dates import MONTH
from agent.planner.meanings import Span
from agent.planner.part_dates import counted

_FLAGS = re.IGNORECASE | re.ASCII
# Beside one month these name a second: 11月环比涨跌百分之几，两个月的数也给我.
_CHANGED = re.compile(r"环比|上月|\bmom\b|month[- ](?:on|over)[- ]month|去年同|同比|last year|\byoy\b", _FLAGS)
_UNITS = {"周": 7, "星期": 7, "礼拜": 7, "week": 7, "天": 1, "日": 1, "day": 1}
_MONTHS = {"月": 1, "month": 1, "季度": 3, "quarter": 3}
_NUMBER = r"\d{1,2}|[一二两俩三四五六七八九十]{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_LENGTH = re.compile(
    r"(?<![最近过去未来前后第])(?:(?:[,，]?\s*(?:一共|总共|共计|正好|刚好|整整|也就是|即|共|这|那)+\s*是?)\s*"
    rf"|[,，]?\s*(?:\bso\b|\bi\.?e\.?\b|\bthat's\b|\bthat is\b)?\s*\b(?:a total of |altogether |for )?"
    rf"(?:each of |both of )?(?:the |these |those )?)?(?<![\d.])(?P<n>{_NUMBER})"
    r"[\s-]*(?:个|full |whole |complete |calendar )?"
    r"(?P<unit>周|星期|礼拜|天|日|月|季度|weeks?\b|days?\b|months?\b|quarters?\b)(?!份|\d)(?:里|内|各自的?|的)?"
    r"(?:\s*(?:from|of|in)\b(?=\s*(?:the\s+)?\d))?",
    _FLAGS,
)
_BEFORE = re.compile(
    r"再?(?:往)?前一个?(?P<h>月|季度)|再?上一?个?(?P<h2>月|季度)(?!份)"
    r"|\b(?:the\s+)?(?P<e>month|quarter)\s+before(?:\s+(?:that|it))?\b|\b(?:the\s+)?(?:previous|prior|preceding)\s+(?P<e2>month|quarter)\b",
    _FLAGS,
)
_SAME = re.compile(
    r"(?:的)?(?P<hy>(?:19|20)\d\d)\s*年?的?(?:同期|同季度?|同月|同一个?季度?|同一个?月|同一时期|同样的?(?:时间段?|时期|几个月|月份|季度))"
    r"|\b(?:the|that|those)?\s*(?:very\s+)?same\s+(?:\w+\s+)?(?:months?|quarters?|periods?|weeks?|days|time|stretch|dates|half)"
    r"\s+(?:of|in|from)?\s*(?:the\s+year\s+)?(?P<ey>(?:19|20)\d\d)\b",
    _FLAGS,
)
_EARLIER = re.compile(
    r"\b(?:the|that|those)?\s*(?:very\s+)?same\s+(?:\w+\s+)?(?:months?|quarters?|periods?|weeks?|days|time|stretch|dates|half)"
    r"\s+(?:of|in)?\s*(?:(?:the|a|one) year (?:before|earlier|ago)"
    r"|the (?:previous|prior|preceding) year|last year)",
    _FLAGS,
)
_HAN_EARLIER = re.compile(
    r"(?:上一年|前一年|上年|去年)的?(?:同一个?季度?|同一个?月|同样的?(?:时间段?|时期|几个月|月份)|同季度?|这几个月)"
)
# Beside a month or quarter the last year is the same month of it: 10月比去年多多少.
_VERSUS_YEAR = re.compile(
    r"(?P<h>[比较跟和与同])去年(?=[比相涨跌增减多少高低升降的]|[?？。,，\s]|$)(?!的?(?:同|\d|[一二三四上下第]))"
    r"|(?P<e>\b(?:vs\.?|versus|than|with|to|on|against))\s+(?:the\s+)?(?:last year|year before|previous year)\b(?!'s)",
    _FLAGS,
)
_PART = re.compile(rf"\b{MONTH}\b|(?:1[0-2]|[1-9]|[一二三四五六七八九十])月|季度|q[1-4]\b|quarter|\bmonth\b", _FLAGS)
_RENDERED = re.compile(r"(?<![\d-])(?:\d{4}-\d\d(?:-\d\d)?|[QH]\d \d{4})(?![\d-])")

_DAY = r"(?P<day>\d{4}-\d\d-\d\d)(?!\s*(?:到|to)\b|\s*到)"
_WEEK_OF = re.compile(
    rf"\b(?:the\s+|that\s+)?week\s+(?P<e>of|starting|beginning|commencing|from|ending)\s+(?:on\s+)?(?:the\s+)?{_DAY}"
    rf"|{_DAY.replace('day', 'hday')}\s*(?:所在|开始|起)?的?(?:那|这|当)一?个?(?:周|星期|礼拜)",
    _FLAGS,
)
_WEEK_NUMBER = re.compile(
    r"(?P<hy>(?:19|20)\d\d)\s*年?的?\s*第\s*(?P<hn>\d\d?)\s*周|\b(?:week|w)\s?(?P<en>\d\d?)(?:\s*,?\s*(?:of|in)?\s*)(?P<ey>(?:19|20)\d\d)\b",
    _FLAGS,
)
_COUNTED_ON = re.compile(
    rf"\b(?:the\s+)?(?P<n>{_NUMBER})\s+(?P<unit>weeks|days)\s+(?:starting|beginning|commencing|from)\s+(?:on\s+)?{_DAY}"
    rf"|{_DAY.replace('day', 'hday')}\s*(?:开始|起)的?(?P<hn>{_NUMBER})(?P<hunit>周|天|个星期)",
    _FLAGS,
)


def whole_weeks(text: str) -> str:
    """The text with weeks named by a day or a number, and so many weeks from a day on, as the days they are.

    >>> whole_weeks("the week of 2025-11-05").strip(), whole_weeks("2026年第43周").strip()
    ('2025-11-03 to 2025-11-09', '2026-10-19 to 2026-10-25')
    """

    def named(match: re.Match[str]) -> str:
        day = dt.date.fromisoformat(match["day"] or match["hday"])
        side = (match["e"] or "of").casefold()
        monday = day - dt.timedelta(days=day.weekday())
        first = day - dt.timedelta(days=6) if side == "ending" else monday if side == "of" else day
        return _days(first, 7)

    def numbered(match: re.Match[str]) -> str:
        year, week = int(match["hy"] or match["ey"]), int(match["hn"] or match["en"])
        return _days(dt.date.fromisocalendar(year, week, 1), 7) if 1 <= week <= 52 else match.group()

    def counted_on(match: re.Match[str]) -> str:
        length = _UNITS[(match["unit"] or match["hunit"]).casefold().rstrip("s").lstrip("个")]
        return _days(dt.date.fromisoformat(match["day"] or match["hday"]), length * counted(match["n"] or match["hn"]))

    return _WEEK_NUMBER.sub(numbered, _WEEK_OF.sub(named, _COUNTED_ON.sub(counted_on, text)))


def _days(first: dt.date, days: int) -> str:
    return f" {first} to {first + dt.timedelta(days=days - 1)} "


def months_before(text: str) -> str:
    """The month (quarter) before the one named last, in figures: "nov 2010 vs the month before", 再上一个月."""
    at = 0
    while match := _BEFORE.search(text, at):
        unit = next(w for w in match.groupdict().values() if w).casefold()
        unit = {"月": "month", "季度": "quarter"}.get(unit, unit)
        named = [m for m in _RENDERED.finditer(text, 0, match.start()) if _unit(m.group()) == unit]
        if not named:
            at = match.end()
            continue
        earlier = around(unit, _span(named[-1].group()).start, back=1).start
        figures = f"Q{(earlier.month + 2) // 3} {earlier.year}" if unit == "quarter" else f"{earlier:%Y-%m}"
        text = f"{text[: match.start()]} {figures} {text[match.end() :]}"
        at = match.start()
    return text


def same_elsewhere(text: str) -> str:
    """The days named before, in the year named: "and that same quarter of 2025", 2025年同期."""
    while match := _SAME.search(text):
        year = match["hy"] or match["ey"]
        named = list(_RENDERED.finditer(text, 0, match.start()))
        if not named:
            return text
        ends = [m.group() for m in named[-1:]]
        if len(named) > 1 and re.fullmatch(r"\s*(?:到|to)\s*", text[named[-2].end() : named[-1].start()]):
            ends = [m.group() for m in named[-2:]]
        moved = [re.sub(r"\d{4}", year, end, count=1) for end in ends]
        text = f"{text[: match.start()]} {' to '.join(moved)} {text[match.end() :]}"
    if _RENDERED.search(text):
        text = _EARLIER.sub(" the same period last year ", _HAN_EARLIER.sub("去年同期", text))
    if _RENDERED.search(text) or _PART.search(text):
        text = _VERSUS_YEAR.sub(
            lambda m: f"{m['h']}去年同期" if m["h"] else f"{m['e']} the same period last year", text
        )
    return text


def _year_before(match: re.Match[str]) -> str:
    return f"{match['h']}去年同期" if match["h"] else f"{match['e']} the same period last year"


def without_lengths(text: str) -> str:
    """The text without "the four weeks", 共八周, where the range named is as long; or "the two months" beside two."""
    named = list(_RENDERED.finditer(text))
    pairs = [
        (_span(first.group()), _span(second.group()))
        for first, second in pairwise(named)
        if re.fullmatch(r"\s*(?:到|to)\s*", text[first.end() : second.start()])
    ]
    units = [_unit(m.group()) for m in named]

    def told(match: re.Match[str]) -> str:
        count, unit = counted(match["n"]), match["unit"].casefold().rstrip("s")
        for first, second in pairs:
            days = (second.end - first.start).days + 1
            months = (second.end.year - first.start.year) * 12 + second.end.month - first.start.month + 1
            if count * _UNITS.get(unit, 0) == days or count * _MONTHS.get(unit, 0) == months:
                return " "
        plain = {"月": "month", "季度": "quarter", "天": "day", "日": "day"}.get(unit, unit)
        here = units.count(plain) + (plain != "day" and bool(_CHANGED.search(text)))
        listed = not pairs and count > 1 and here == count
        return " " if listed else match.group()

    return _LENGTH.sub(told, text)


def _unit(figures: str) -> str:
    if figures[0] in "QH":
        return "quarter" if figures[0] == "Q" else "half"
    return "day" if len(figures) == 10 else "month"


def _span(figures: str) -> Span:
    """The days of a date in figures."""
    if figures[0] in "QH":
        return part_span(figures[:2].casefold(), int(figures[3:]))
    if len(figures) == 10:
        day = dt.date.fromisoformat(figures)
        return Span(day, day, bucket="day")
    return month_span(int(figures[:4]), int(figures[5:])) or year_span(int(figures[:4]))
