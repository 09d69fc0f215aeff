"""Whole weeks, months, quarters and years counted back: "the last full quarter", 最近三个完整的月; a year so far."""

import datetime as dt
import re

from agent.planner.calendar import around
from agent.planner.part_dates import counted

_FLAGS = re.IGNORECASE | re.ASCII
_NUMBER = r"\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_FULL = re.compile(
    r"(?:\b(?:in|of|for|over|during|across|within|from)\s+)?(?:\b(?:the|our)\s+)?"
    r"\b(?:last|past|previous|latest|most recent)\s+"
    rf"(?:(?P<n>{_NUMBER})\s+)?(?:full|complete|completed|whole|finished|entire)\s+(?P<unit>week|month|quarter"
    rf"|year)s?\b"
    r"(?:['’]s?)?",
    _FLAGS,
)
_HAN_FULL = re.compile(
    r"(?:最近|上|过去|前|最后)(?:的)?(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})?个?(?:完整|整|足|满)的?"
    r"(?:一?个)?(?P<unit>自然月|月份|月|季度|自然周|周|星期|年度|年)(?:度)?"
)
_HAN_UNITS = {"自然月": "month", "月份": "month", "月": "month", "季度": "quarter", "年度": "year", "年": "year"}
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:t(?:ember)?)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
_FIRST_DAYS = re.compile(
    rf"(?:\b(?:in|of|for|over|during|within)\s+)?\b(?:the\s+)?first\s+(?:(?P<n>{_NUMBER})\s+days"
    rf"|(?P<week>week))\s+(?:of|in)\s+"
    rf"(?P<month>{_MONTH})\b(?:,?\s+(?P<year>(?:19|20)\d\d)\b)?",
    _FLAGS,
)
# "Two months" alone says that two are compared; behind such words, or before these, it is how long ago or how long.
_TWO = re.compile(
    r"(?P<led>\b(?:last|past|previous|latest|recent|next|coming|following|first|within|for|in|than|over|under"
    r"|least|most|every"
    r"|another) )two(?= (?:full |whole )?(?:week|month|quarter|year)s?\b)|\btwo(?= (?:week|month|quarter"
    r"|year)s? ago\b)",
    _FLAGS,
)
_HAN_TWO = re.compile(
    r"(?<=[近去来续后前内过了达满足隔每上有])[两俩]个?(?=月|季度|星期|礼拜)|[两俩]个(?=(?:月|季度|星期|礼拜)(?:以?内|之内|以来|以上|没|未|不|前|后|多))"
)
# 这三个月 points at months named beside it or before; where none are, it is the last three.
_THESE = re.compile(
    r"(?<![和与跟、])这(?P<n>[两俩三四五六七八九十]|\d{1,2}|几|些)个?(?P<unit>月|季度|年|周|星期|天)(?![份度底初末])(?!前|之前)(?:里|以?来|之内|内)?"
)
_DATED = re.compile(
    r"\d\s*[年月号]|[一二三四五六七八九十]月|[去今前明]年|上个?[月周季]|季度?[的和与]|q[1-4]|\d{4}|[上下]半年|周[一二三四五六日]",
    _FLAGS,
)
_AGAIN = re.compile(r"\bsame (?:period|time|months|stretch|days)\b|同期|同一时期|同样的?时间", re.IGNORECASE)


def full_units(text: str, as_of: dt.date) -> str:
    """The text with the last whole units of time as the days they are; one that ends with the data is whole.

    Args:
        text: Cleaned.
        as_of: Last day of the data.

    >>> full_units("revenue in the last full quarter", dt.date(2010, 12, 9))
    'revenue  2010-07-01 to 2010-09-30 '
    """

    def days(match: re.Match[str]) -> str:
        unit = _HAN_UNITS.get(match["unit"], "week") if not match["unit"].isascii() else match["unit"].casefold()
        count = counted(match["n"]) if match["n"] else 1
        back = 0 if around(unit, as_of).end == as_of else 1
        last, first = around(unit, as_of, back=back), around(unit, as_of, back=back + count - 1)
        return f" {first.start} {'to' if match['unit'].isascii() else '到'} {last.end} "

    def first_days(match: re.Match[str]) -> str:
        count = 7 if match["week"] else counted(match["n"])
        return f"from 1 to {count} {match['month']} {match['year'] or ''}" if count <= 28 else match.group()

    text = _HAN_TWO.sub("2个", _TWO.sub(lambda found: f"{found['led'] or ''}2", text))
    text = _FIRST_DAYS.sub(first_days, text)
    return _so_far(_HAN_FULL.sub(days, _FULL.sub(days, text)), as_of)


def these_last(text: str) -> str:
    """A question that opens a conversation, with 这三个月 as the last three where it names no others.

    >>> these_last("这三个月卖了多少"), these_last("7月到9月这三个月卖了多少")
    ('最近三个月卖了多少', '7月到9月这三个月卖了多少')
    """
    told = _THESE.search(text) if "这" in text else None
    if told is None or _DATED.search(text[: told.start()] + text[told.end() :]):
        return text
    count = "2" if told["n"] in "两俩" else told["n"]
    each = "个" if told["unit"] in ("月", "季度", "星期") else ""
    return f"{text[: told.start()]}最近{count}{each}{told['unit']}{text[told.end() :]}"


def _so_far(text: str, as_of: dt.date) -> str:
    """The year that is not over as its days so far, where they are spoken of again in another year."""
    if not _AGAIN.search(text):
        return text
    told = re.compile(
        rf"\b{as_of.year} (?:so far|to date|ytd|year to date|up to now)\b|\bso far (?:in|this year,?) {as_of.year}\b"
        rf"|{as_of.year}年?(?:到目前为止|至今|到现在|迄今)",
        _FLAGS,
    )
    return told.sub(lambda m: f" {as_of.year}-01-01 {'to' if m.group().isascii() else '到'} {as_of} ", text)
