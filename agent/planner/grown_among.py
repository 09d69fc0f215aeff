"""Who grew most among the first so many: "the five categories with the highest revenue: which of them grew most?".

They are ranked first, in the later of the two times; the change is looked at among these alone.
"""

from typing import Protocol

from agent.planner.facts import Facts
from agent.planner.followups import Resolved
from agent.planner.frames import Frame
from agent.planner.meanings import Measured
from agent.planner.queries import plan_query
from agent.planner.reading import Plan, Unclear
from agent.planner.winners import of_winner, winner_key

_GROWN = frozenset({"grow", "growth", "shrink"})


class Reads(Protocol):
    """What is needed of the planner."""

    facts: Facts


def grown_among(planner: Reads, frame: Frame) -> tuple[Resolved, Plan] | None:
    """The calls that rank first and compare then; None where nothing is ranked before the change is asked.

    Args:
        planner: What knows the shop.
        frame: The slots of the question.
    """
    if not of_ranked(frame) or len(frame.spans) != 2 or frame.order is None or frame.leftovers or frame.outside:
        return None
    first, second = frame.copied(), frame.copied()
    first.grown, first.versus, first.pronouns, first.asks = None, False, set(), frame.asks - _GROWN - {"amount"}
    first.spans = [max(frame.spans, key=lambda span: span.start)]
    second.rank, second.order, second.pronouns = None, None, {"them"}
    second.measures = [Measured(frame.order.metric)]
    try:
        call, kind, focus = plan_query(first, planner.facts)
        if not (key := winner_key(call, kind, focus)):
            return None
        planned = Plan(*of_winner(second, planner.facts, first, call, key))
    except Unclear:
        return None
    return Resolved(second, those=first), planned


def of_ranked(frame: Frame) -> bool:
    """Whether a change is asked of some that are ranked by a figure, not by the change."""
    ranked = frame.rank is not None and bool(frame.rank.count) and frame.order is not None and frame.order.superlative
    return frame.grown is not None and ranked and "among" in frame.pronouns
