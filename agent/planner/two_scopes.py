"""Two scopes in one question: "how many 5-star reviews, and the average rating?", 下过两单的有多少，复购率是多少."""

import datetime as dt

from agent.planner.clauses import together
from agent.planner.facts import Facts
from agent.planner.followups import Resolved
from agent.planner.frames import Frame
from agent.planner.intents import plan
from agent.planner.meanings import Measured, Where
from agent.planner.reading import Plan, Unclear

# Figures of all ratings: of those with five stars alone they say nothing.
_OF_RATINGS = frozenset({"average_rating", "low_rating_share", "high_rating_share"})
# Of those with two orders or more, or with one, it says nothing either.
_REPEAT = "repeat_share"


def own_part(metric: str, condition: Where, facts: Facts) -> bool:
    """Whether a condition only sorts out what a figure is about, so that the figure is one of all, not of these.

    Args:
        metric: Key of the figure.
        condition: Of the question.
        facts: The shop.
    """
    told = condition.filter
    if metric in _OF_RATINGS:
        return told.column == "rating" and not condition.base
    days = told.period
    ever = days is None or _whole(days.start, days.end, facts)
    return metric == _REPEAT and told.column == "orders" and condition.metric and ever


def _whole(start: dt.date | None, end: dt.date | None, facts: Facts) -> bool:
    """Whether days are all that the data know."""
    return (start or facts.first_day) <= facts.first_day and (end or facts.as_of) >= facts.as_of


def apart_from_own_part(frame: Frame, facts: Facts) -> tuple[Resolved, Plan] | None:
    """What is counted of some, and the figure of all: two scopes in one question; None where there is one.

    Args:
        frame: The question.
        facts: The shop.
    """
    judged = [m for m in frame.measures if any(own_part(m.metric, c, facts) for c in frame.conditions)]
    sorted_out = [c for c in frame.conditions if any(own_part(m.metric, c, facts) for m in judged)]
    told = [m for m in frame.measures if m not in judged]
    reviews = [Measured("reviews")] if "count" in frame.asks or frame.mentions("review") else []
    counted = told or (reviews if any(m.metric in _OF_RATINGS for m in judged) else [])
    if not (judged and counted) or frame.groups or frame.rank or frame.order or frame.share:
        return None
    if frame.leftovers or frame.outside or frame.vague or frame.people or frame.searched:
        return None
    first, second = frame.copied(), frame.copied()
    first.measures, first.nouns = counted, [n for n in frame.nouns if n != "rating"]
    second.measures, second.nouns, second.entities = judged, list(first.nouns), []
    second.conditions = [c for c in frame.conditions if c not in sorted_out]
    if judged[0].metric == _REPEAT:
        second.spans = [s for s in frame.spans if not _whole(s.start, s.end, facts)]
    words = {"amount", "say", "complain", "praise", "quote"}
    first.asks, second.asks = frame.asks - words, frame.asks - words - {"count"}
    first.pronouns, second.pronouns = frame.pronouns - {"that"}, frame.pronouns - {"that"}
    try:
        both = together(plan(first, facts), plan(second, facts))
    except Unclear:
        return None
    return Resolved(second), both
