"""Who are the top 10, why, and what do they complain about: the list, reasons of the first, the words of all."""

from agent.planner.clauses import together
from agent.planner.facts import Facts
from agent.planner.followups import Resolved
from agent.planner.frames import Entity, Frame
from agent.planner.intents import plan
from agent.planner.meanings import Ordered
from agent.planner.network_plans import without_words
from agent.planner.reading import Plan, Unclear

_WORDS = frozenset({"complain", "praise", "say", "quote"})


def reasons_and_words(frame: Frame, facts: Facts) -> tuple[Resolved, Plan] | None:
    """The calls for a ranking of customers with what they say, and why the first is worth it where that is asked.

    Args:
        frame: The question.
        facts: The shop.
    """
    spoken = frame.asks & _WORDS
    ranked = frame.rank is not None and frame.rank.percent is None
    whose = frame.mentions("customer") or frame.who or "why" in frame.asks
    if not (spoken and ranked and whose) or frame.people or frame.leftovers or frame.outside or frame.groups:
        return None
    head = frame.copied()
    head.asks, head.pronouns, head.texts = frame.asks - _WORDS, set(), []
    head.vague = [(key, word) for key, word in frame.vague if key not in ("best", "big")]
    # "The top 10, and why": what is explained is what the network expects.
    head.order = frame.order or Ordered("predicted_value", superlative=True)
    head.entities = [e for e in frame.entities if e.kind == "customer"] or [
        Entity("customer", linked=False, plural=True)
    ]
    listed = head.copied()
    listed.asks = head.asks - {"why"}
    tail = Frame(asks=spoken, texts=list(frame.texts), pronouns={"them"})
    try:
        first, second = without_words(plan(head, facts)), plan(tail, facts, earlier=listed)
    except Unclear:
        return None
    return Resolved(listed), together(first, second)
