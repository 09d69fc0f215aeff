"""Customers of one time who bought again in another: "retention Dec 2009 to Nov 2010", 二季度买家三季度的留存.

The share is one of those who bought in the earlier time, not of all customers; the answer tells the number beside it.
"""

import datetime as dt
import re
from dataclasses import replace

from agent.planner.calendar import around
from agent.planner.deeds import bought
from agent.planner.facts import Facts
from agent.planner.meanings import Chunk, Line, Span, Where, join
from agent.planner.purchase_days import days_between

_RETAINED = re.compile(
    r"\bretention\b|\bretain\w*|\brepurchas\w*|\breorder\w*|\bagain\b|\bc[ao]m(?:e|ing) back\b|\bback again\b"
    r"|\b(?:who|that|customers|buyers) (?:then )?return(?:ed)?\b(?! goods| anything| items| something)"
    r"|\bstill (?:bought|buying|ordered|ordering|active|there|around|customers|shopping|purchased)\b"
    r"|\brepeat(?:ed|ing)?\b|\balso (?:bought|ordered|purchased|shopped)|\bcarr(?:y|ied) over\b"
    r"|\bstuck (?:around|with)\b"
    r"|\bstayed\b|\bkept (?:buying|ordering)\b|\bre-?bought\b|\bsurviv\w+\b"
    r"|留存|复购|回购|再买|再次|再下|再购|又买|又下|又来|又购|又消费|还在买|还买|还下|还来|还购|仍|继续|回来"
    r"|回流|还有(?:购买|下单|消费)",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\bnot\b|n't\b|\bnever\b|\bnone\b|\bwithout\b|\bboth\b|没|未|不再|流失|都(?:买|下|购|有|消费)|均", re.IGNORECASE
)
_PEOPLE = re.compile(
    r"\b(?:customers?|buyers?|clients?|shoppers?|people|users?|accounts?|cohort|retention|retained|those who)\b"
    r"|客|买家|用户|会员|的人|人数|留存",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"%|\bpercent\w*|\bper cent\b|\brates?\b|\bshare\b|\bproportion\b|\bfraction\b|\bretention\b|\brelative to\b"
    r"|率|比例|占比|占|百分|留存",
    re.IGNORECASE,
)
_ARROW = re.compile(r"\s*(?:-{1,2}>|=>|→|⟶|➔|>{2})\s*")
_TIME_BEFORE = re.compile(
    r"(?:\d|[年月季日度]|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?)$", re.IGNORECASE
)
_TIME_BEHIND = re.compile(
    r"[\d一二三四五六七八九十今去前上本下]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|[qh]\d|now|today|next",
    re.IGNORECASE,
)
_MONTH_AND_YEAR = re.compile(r"\b[a-z]{3,9} '?\d\d\b", re.IGNORECASE)
# Other figures than their number and share belong to other questions.
_FIGURES = ("revenue", "spend", "units", "average_order_value", "predicted_value", "average_rating", "returned")
_SILENT = frozenset(
    {
        "retention",
        "retained",
        "retain",
        "rate",
        "率",
        "留存率",
        "again",
        "back",
        "came",
        "still",
        "relative",
        "against",
        "cohort",
        "number",
        "repurchase",
        "repurchased",
        "also",
        "then",
        ">",
        "还在",
        "还",
        "又",
        "仍",
        "仍然",
        "继续",
        "in",
        "批",
    }
)


def arrows(question: str) -> str:
    """The question with arrows between two times in words.

    >>> arrows("Retention Dec 09 -> Nov 10")
    'Retention Dec 09 to Nov 10'
    """
    between = "到" if re.search(r"[㐀-鿿]", question) else " to "

    def said(found: re.Match[str]) -> str:
        # "Worst rated category -> its average stars": what comes next, no stretch of time.
        timed = _TIME_BEFORE.search(question[: found.start()]) and _TIME_BEHIND.match(question[found.end() :])
        return between if timed else ", "

    return _ARROW.sub(said, question)


def read_cohorts(line: Line, facts: Facts, question: str) -> Line:
    """The line with the times of buyers and of those who bought again as conditions on customers.

    Args:
        line: Its times read.
        facts: The shop.
        question: Cleaned.
    """
    told = _RETAINED.search(question) and _PEOPLE.search(question) and not _DENIED.search(question)
    if not told or not facts.metric("orders") or any(c.has("metric", *_FIGURES) for c in line):
        return line
    if any(c.has("group", "by") or c.has("adverb") or c.has("chart") for c in line):
        return line
    # 从二季度到三季度 names two times, "October to November" behind another one is a stretch.
    apart = [part for chunk in line for part in _told_apart(chunk, facts)]
    line = apart if len(_times(apart)) == 2 else line
    distinct = _times(line)
    if len(distinct) != 2 or distinct[0][1] >= distinct[1][0]:
        return line
    rate = bool(_RATE.search(question))
    joined = any(c.has("verb", "join") or c.has("value", "new") or c.has("attribute", "first_purchase") for c in line)
    read: Line = []
    seen: set[tuple[dt.date, dt.date]] = set()
    for chunk in line:
        if isinstance(chunk.meaning, Span):
            days = _days(chunk)
            if days in seen:
                continue
            seen.add(days)
            early = days == distinct[0]
            where = (
                Where(days_between("first_purchase", chunk.meaning, facts))
                if early and joined
                else bought(chunk.meaning)
            )
            read.append(join([chunk], replace(where, base=early and rate)))
        elif not _is_silent(chunk, question, rate=rate, joined=joined):
            read.append(chunk)
    return read


def _times(line: Line) -> list[tuple[dt.date, dt.date]]:
    return sorted({_days(chunk) for chunk in line if isinstance(chunk.meaning, Span)})


def _told_apart(chunk: Chunk, facts: Facts) -> list[Chunk]:
    """The two times between which a stretch lies: 从二季度到三季度 names two, not all the days between."""
    if not isinstance(chunk.meaning, Span):
        return [chunk]
    return [replace(chunk, meaning=_month(end, chunk, facts)) for end in chunk.meaning.ends or (chunk.meaning,)]


def _month(span: Span, chunk: Chunk, facts: Facts) -> Span:
    """A time as it is meant of buyers: "Dec 09" is a month of that year; a year said once moves all of the month."""
    year = 2000 + span.start.day
    told = span.start == span.end and _MONTH_AND_YEAR.search(chunk.text)
    if told and facts.first_day.year <= year <= facts.as_of.year:
        return around("month", span.start.replace(year=year, day=1))
    return around(span.bucket, span.start) if span.bucket and span.end < facts.as_of else span


def is_rate(where: Where) -> bool:
    """Whether a condition names the buyers of whom it is told how many bought again."""
    deed = where.filter.column == "first_purchase" or where.filter.period is not None
    return where.base and deed


def _days(chunk: Chunk) -> tuple[dt.date, dt.date]:
    assert isinstance(chunk.meaning, Span)
    return chunk.meaning.start, chunk.meaning.end


def _is_silent(chunk: Chunk, question: str, *, rate: bool, joined: bool) -> bool:
    """Whether a chunk says no more than that they bought again, or how much of what is asked for."""
    if chunk.meaning is not None and not isinstance(chunk.meaning, Where):
        return False
    if isinstance(chunk.meaning, Where):
        return chunk.meaning.filter.column == "orders" and chunk.meaning.metric
    written = question[chunk.token.start : chunk.token.end].casefold()
    again = chunk.has("verb", "buy", "return") or chunk.has("condition", "repeat") or written in _SILENT
    again = again or chunk.has("metric", "p_active", "repeat_share", "repeat_rate", "repeat_customers", "returns")
    again = again or (joined and (chunk.has("verb", "join") or chunk.has("value", "new")))
    counted = chunk.has("share") or chunk.has("ask", "count", "amount") or chunk.has("entity", "customer", "order")
    counted = counted or chunk.has("metric", "customers", "orders")
    return again or (rate and counted)
