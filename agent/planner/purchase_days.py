"""Conditions on days of purchases: "joined in March", "first order since 2010", "next order in the next 30 days"."""

import datetime as dt
import re

from agent.planner.facts import Facts
from agent.planner.meanings import Duration, Horizon, Line, Span, Where, join, neighbour, soft
from agent.planner.rewriting import Rules, rewritten
from data.spec import Filter

_DID = (
    r"(?:bought|ordered|purchased|shopped|(?:placed|made) (?:an?|their|any) (?:order|purchase))"
    r"(?: anything| something)?(?: from us| with us| here)?"
)
_WHEN = r"(?=(?:before|prior to|after|since|in|on|between|during|until|by|from|earlier than|later than)\b)"
# "Who last bought before May" tells of one purchase, "who bought before May" of any.
_LAST: Rules = (
    (
        re.compile(
            rf"\b(?P<who>who|that|they|customers?|buyers?|clients?|shoppers?|accounts?|people|members?)(?: have| had)? "
            rf"(?:last {_DID}|{_DID} last) {_WHEN}",
            re.IGNORECASE,
        ),
        lambda found: (
            f"{'' if found['who'].lower() in ('who', 'that', 'they') else found['who'] + ' '}whose last purchase was "
        ),
    ),
)


def last_bought(question: str) -> str:
    """The question with "who last bought before May" as customers whose last purchase was before May.

    >>> last_bought("Customers who last ordered before March 2018"), last_bought("customers last bought in May")
    ('Customers whose last purchase was before March 2018', 'customers whose last purchase was in May')
    """
    return rewritten(question, _LAST)


def read_dates(line: Line, facts: Facts) -> Line:
    """The line with "joined in March", "first order since 2010" and "new customers last month" as conditions."""
    for at, chunk in enumerate(line):
        joined = chunk.has("verb", "join") or chunk.has("value", "new") or chunk.has("attribute", "first_purchase")
        last = chunk.has("attribute", "last_purchase")
        column = "last_purchase" if last else "first_purchase" if joined else ""
        if not column or facts.attribute(column) is None:
            continue
        for step in (1, -1):
            place = neighbour(line, at, step, reach=4)
            # 新客户: the noun may stand between the word and its time.
            while place is not None and (line[place].has("entity", "customer") or line[place].has("ask", "count")):
                place = neighbour(line, place, step, reach=4)
            meaning = line[place].meaning if place is not None else None
            if place is None or not isinstance(meaning, Span):
                continue
            where = Where(days_between(column, meaning, facts))
            between = [c for c in line[min(at, place) + 1 : max(at, place)] if not soft(c)]
            rest = [*line[: min(at, place)], join([chunk, line[place]], where), *between, *line[max(at, place) + 1 :]]
            return read_dates(rest, facts)
    return line


def read_due(line: Line, facts: Facts) -> Line:
    """The line with "next order in the next 30 days" as a condition on the day by which it is expected."""
    if facts.attribute("next_order") is None:
        return line
    for at, chunk in enumerate(line):
        if not chunk.has("attribute", "next_order"):
            continue
        for step in (1, -1):
            place = neighbour(line, at, step, reach=4)
            meaning = line[place].meaning if place is not None else None
            if place is None or not isinstance(meaning, Horizon | Duration):
                continue
            first, last = min(at, place), max(at, place)
            return [*line[:first], join(line[first : last + 1], due_within(meaning.days, facts)), *line[last + 1 :]]
    return line


def due_within(days: int, facts: Facts) -> Where:
    """The condition that the next order is expected by so many days after the as-of day."""
    day = facts.as_of + dt.timedelta(days=days)
    return Where(Filter(column="next_order", op="le", value=day.isoformat()))


def days_between(column: str, span: Span, facts: Facts) -> Filter:
    """The condition that such a day of a customer lies in those days."""
    if span.end >= facts.as_of:
        return Filter(column=column, op="ge", value=span.start.isoformat())
    if span.start <= facts.first_day:
        return Filter(column=column, op="le", value=span.end.isoformat())
    return Filter(column=column, op="between", value=[span.start.isoformat(), span.end.isoformat()])
