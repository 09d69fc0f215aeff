"""Ratings of two scopes in one question: "how many 5-star reviews, and the average rating?"."""

from agent.planner.clauses import together
from agent.planner.facts import Facts
from agent.planner.followups import Resolved
from agent.planner.frames import Frame
from agent.planner.intents import plan
from agent.planner.meanings import Measured
from agent.planner.reading import Plan, Unclear

# Figures of all ratings: of those with five stars alone they say nothing.
_OF_ALL = frozenset({"average_rating", "low_rating_share", "high_rating_share"})


def apart_from_stars(frame: Frame, facts: Facts) -> tuple[Resolved, Plan] | None:
    """The count of the reviews with some stars, and the average of all: two scopes in one question.

    Args:
        frame: The question.
        facts: The shop.
    """
    starred = [c for c in frame.conditions if c.filter.column == "rating" and not c.base]
    judged = [m for m in frame.measures if m.metric in _OF_ALL]
    told = [m for m in frame.measures if m.metric not in _OF_ALL]
    counted = told or ([Measured("reviews")] if "count" in frame.asks or frame.mentions("review") else [])
    if not (starred and judged and counted) or frame.groups or frame.rank or frame.order or frame.share:
        return None
    if frame.leftovers or frame.outside or frame.vague or frame.people or frame.searched:
        return None
    first, second = frame.copied(), frame.copied()
    first.measures, first.nouns = counted, [n for n in frame.nouns if n != "rating"]
    second.measures, second.nouns, second.entities = judged, list(first.nouns), []
    second.conditions = [c for c in frame.conditions if c not in starred]
    words = {"amount", "say", "complain", "praise", "quote"}
    first.asks, second.asks = frame.asks - words, frame.asks - words - {"count"}
    try:
        both = together(plan(first, facts), plan(second, facts))
    except Unclear:
        return None
    return Resolved(second), both
