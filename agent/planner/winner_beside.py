"""The winner of a ranking with a figure of another table: "the lowest rated category, and its return rate?"."""

from agent.planner.clauses import together
from agent.planner.facts import Facts
from agent.planner.followups import Resolved
from agent.planner.frames import Frame
from agent.planner.intents import plan
from agent.planner.reading import Plan, Unclear
from agent.planner.winners import winner_key


def winner_beside(frame: Frame, facts: Facts) -> tuple[Resolved, Plan] | None:
    """The calls that find the first group, and measure of it what its own table does not hold.

    Args:
        frame: The question.
        facts: The shop.
    """
    order = frame.order
    if order is None or not order.superlative or frame.people or frame.searched or frame.share or frame.versus:
        return None
    if frame.leftovers or frame.outside or frame.vague or frame.asks & {"why", "complain", "praise", "quote"}:
        return None
    # "The lowest rating: give me that rating and …" names the figure again, no group.
    nouns = {n for n in (*frame.nouns, *frame.groups) if not (n == "rating" and "rating" in order.metric)}
    further = [m for m in frame.measures if m.metric != order.metric]
    if not further or len(nouns) != 1 or (frame.rank and frame.rank.count != 1) or len(frame.spans) > 1:
        return None
    whole = frame.copied()
    whole.pronouns, whole.nouns = set(), [n for n in frame.nouns if n in nouns]
    first = whole.copied()
    first.measures = [m for m in frame.measures if m.metric == order.metric]
    first.singular = first.which = True
    second = Frame(measures=further, pronouns={"it"})
    try:
        plan(whole, facts)
    except Unclear:
        pass
    else:
        return None
    try:
        found = plan(first, facts)
        if not winner_key(found.calls[0], found.kind, found.focus):
            return None
        return Resolved(first), together(found, plan(second, facts, earlier=first))
    except Unclear:
        return None
