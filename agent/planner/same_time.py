"""Time told by the time spoken of: "over the same quarter", 当季, "the month before that", 前一个月."""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import replace

from agent.planner.calendar import around, months_later
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Span

_UNITS = {
    **dict.fromkeys(("day", "days", "天", "日"), "day"),
    **dict.fromkeys(("week", "weeks", "周", "星期"), "week"),
    **dict.fromkeys(("month", "months", "月", "月份"), "month"),
    **dict.fromkeys(("quarter", "quarters", "季", "季度"), "quarter"),
    **dict.fromkeys(("year", "years", "年", "年度", "年份"), "year"),
}
_DAYS = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "quarter": (89, 92), "year": (365, 366)}
_UNIT = "day|week|month|quarter|year"
_ANY = (
    "period|time ?frame|time ?span|time ?period|stretch|window|interval|dates|time|three months|two months|six months"
)
_LEAD = r"(?:\b(?:in|over|during|for|within|across|throughout|from|on|at|of)\s+)?"
_HAN = "季度|季|月份|月|年度|年份|年|周|星期|天|日"
# The same time again; "the same period last year" is another, and "this month" is today's.
_SAME = (
    re.compile(
        rf"{_LEAD}\b(?:(?:the|that|this|those|these)\s+(?:very\s+|exact\s+)?same|that|those|the said)\s+"
        rf"(?P<unit>{_UNIT}|{_ANY})s?\b"
        r"(?!\s+(?:last|of last|of the|the (?:year|previous|prior)|a year|one year|in 20|20\d\d|before|is|was|are))",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?<![去上前一])[在于]?(?:同一?个?|相同的?|同样的?|当|该|那一?个?|这一?个)(?P<unit>{_HAN})(?:[里内中]|期间)?(?![前后均])"
    ),
    re.compile(
        rf"{_LEAD}\b(?:the|that|this)\s+(?:same\s+)?(?P<year>20\d\d)\s+(?:{_ANY}|months)\b"
        rf"|{_LEAD}\bthat\s+(?:part|piece|chunk|bit)\s+of\s+(?P<year_too>20\d\d)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?<!\d)[在于]?(?:(?P<year>(?:20)?\d\d)年?的?)?(?<![去上前一])"
        r"[这那]一?段(?:时间段?|时期|期间|日子)?(?:[里内中]|期间)?(?!评|话|文字)"
    ),
    re.compile(r"(?:上述|上面|刚才|该|此|这个|那个|这一?)(?:的|说的)?(?:时间段|时段|期间|区间段)[里内中]?"),
    re.compile(
        r"(?<![去上前一年])[在于]?(?:同期|同一时期|同一时间段?|同一期间|同时期|同时段|那段时间|这段时间|该时期|那期间)[里内]?"
    ),
)
_BEFORE = (
    re.compile(
        rf"(?:\bin\s+|\bfor\s+|\bof\s+)?\b(?:the\s+|one\s+|a\s+)?(?P<unit>{_UNIT})\s+(?:right\s+|just\s+|directly\s+|immediately\s+)?"
        r"(?:before|prior|previous|preceding|earlier)(?:\s+(?:to\s+)?(?:that|this|it|then))?(?:\s+one)?(?=\W*$)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:\bin\s+|\bfor\s+|\bof\s+)?\b(?:the\s+)?(?:previous|prior|preceding)\s+(?P<unit>{_UNIT})\b", re.IGNORECASE
    ),
    re.compile(
        rf"(?:再往前|再前|往前|前面|之前|在此之前|那之前|此前|前|上)(?:的)?(?:那)?(?:一个|一|那个)(?P<unit>{_HAN})(?![前后以均])"
    ),
)
_AFTER = (
    re.compile(
        rf"(?:\bin\s+|\bfor\s+|\bof\s+)?\b(?:the\s+|one\s+)?(?P<unit>{_UNIT})\s+(?:right\s+|just\s+)?"
        r"(?:after|following)(?:\s+(?:that|this|it))(?:\s+one)?(?=\W*$)",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:再往后|再后|往后|后面|随后|紧接着的|紧接着|后)(?:的)?(?:那)?(?:一个|一|那个)(?P<unit>{_HAN})(?![前以均])"
    ),
)
_A_YEAR_BEFORE = (
    re.compile(
        rf"{_LEAD}\b(?:the |that )?same\s+(?:{_UNIT}|{_ANY})s?,?\s+(?:in |of |from )?"
        r"(?:the year before|the (?:previous|prior|preceding) year|(?:a|one) year (?:earlier|before|ago|back))(?=\W*$)",
        re.IGNORECASE,
    ),
    re.compile(r"(?:上一年|前一年|上年)的?(?:同期|同一时期|同一季度|同一个季度|同季度|同月|同一个?月)"),
)
# Told from today, or from the time spoken of: 那上个月呢, "and the last quarter?".
_LAST = re.compile(
    r"\b(?:last|past) (?P<unit>month|quarter|year)\b(?! (?:of|in)\b)|(?P<last_year>去年|上一?年)(?!同期|同[一月季])"
    r"|上(?:个|一个|一)?(?P<han>月份?|季度?)(?!同期|[旬中下上初末底])",
    re.IGNORECASE,
)
# What is compared with the time before is a change, not the time before alone.
_COMPARED = re.compile(
    r"compar|\bvs\b|versus|against|\bthan\b|growth|change|grow|grew|rise|rose|fall|fell|drop|increase|decrease|differ|"
    r"比|较|相差|增长|增幅|变化|涨|跌|下降|上升",
    re.IGNORECASE,
)


def read_timed(question: str, before: Frame | None, facts: Facts, read: Callable[[str], Frame]) -> Frame:
    """The slots of a question, a time told by the time spoken of put in its place.

    Args:
        question: Cleaned.
        before: The question before, as it was meant.
        facts: The shop.
        read: Reads a question that tells its time by itself; the words told by another are blanked out in it.
    """
    spoken = None
    if before is not None:
        spoken = before.spans[0] if len(before.spans) == 1 else _of_newcomers(before)
    compared = bool(_COMPARED.search(question))
    moves = [(_SAME, 0)] if compared else [(_A_YEAR_BEFORE, -12), (_BEFORE, -1), (_AFTER, 1), (_SAME, 0)]
    for patterns, step in moves:
        for found in (m for pattern in patterns for m in pattern.finditer(question)):
            frame = read(question[: found.start()] + " " * len(found.group()) + question[found.end() :])
            unit = _UNITS.get((found.groupdict().get("unit") or "").lower(), "")
            own = frame.spans[0] if len(frame.spans) == 1 else _of_newcomers(frame)
            meant = own if own is not None and step == 0 else None if frame.spans else spoken
            if meant is not None and _fits(unit, meant) and _in_year(found.groupdict(), meant):
                frame.spans = [_moved(meant, unit, step, facts)]
                return frame
    frame = read(question)
    return frame if compared or spoken is None else _last_of_two(question, frame, spoken, facts)


def _last_of_two(question: str, frame: Frame, spoken: Span, facts: Facts) -> Frame:
    """The turn with its last month told from the one spoken of, where that is today's last; doubtful if it is older."""
    found = _LAST.search(question)
    if found is None or len(frame.spans) != 1 or not frame.follow or frame.content:
        return frame
    unit = "year" if found["last_year"] else _UNITS.get((found["unit"] or found["han"]).casefold(), "")
    last, named = frame.spans[0], spoken.bucket == unit
    if named and spoken == last and not (frame.conditions or frame.groups or frame.people):
        frame.spans = [_moved(spoken, unit, -1, facts)]
    elif named and spoken.end < last.start:
        frame.vague.append(("last_time", found.group()))
    return frame


def _of_newcomers(frame: Frame) -> Span | None:
    """10月新客当月: the days in which the newcomers named before bought first."""
    told = [c.filter for c in frame.conditions if c.filter.column == "first_purchase" and c.filter.op == "between"]
    if len(told) != 1 or not isinstance(told[0].value, list) or frame.spans:
        return None
    start, end = (dt.date.fromisoformat(str(day)) for day in told[0].value)
    return Span(start, end)


def _in_year(said: dict[str, str | None], span: Span) -> bool:
    """Whether the year named beside a time ("the 2018 period") is the one in which that time lies."""
    year = said.get("year") or said.get("year_too")
    return not year or int(year) % 100 == span.start.year % 100 == span.end.year % 100


def _fits(unit: str, span: Span) -> bool:
    """Whether a span is one of those units: July to September is a quarter."""
    if not unit or span.bucket == unit:
        return True
    shortest, longest = _DAYS[unit]
    return not span.bucket and shortest <= (span.end - span.start).days + 1 <= longest


def _moved(span: Span, unit: str, step: int, facts: Facts) -> Span:
    if step == 0:
        return span
    if step == -12:
        # The last day of a month stays the last: 28 February before 29 February.
        return replace(span, start=months_later(span.start, -12), end=months_later(span.end, -12), days=0, ends=())
    moved = around(unit, span.start, back=-step)
    return replace(moved, end=min(moved.end, facts.as_of)) if moved.start <= facts.as_of else moved
