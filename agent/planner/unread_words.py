"""Words of a question that end its reading: outside the data, not understood, or too vague to be meant."""

from agent.planner.collecting import HANGING
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.reading import Unclear
from agent.planner.review_search import wants_reviews

_BY_METRIC = tuple(("top_customers", {"metric": key}) for key in ("predicted_value", "revenue", "orders"))
_VAGUE = {
    "active": (("recent_30", {}), ("recent_90", {}), ("likely", {})),
    "loyal": (("top_customers", {"metric": "orders"}), ("repeat_rate", {}), ("tier_list", {})),
    "churn": (("at_risk", {}), ("least_active", {}), ("likely", {})),
    "performance": (("revenue_by_month", {}), ("orders_by_month", {}), ("revenue_by_country", {})),
    "last_time": (),
    "top_share": (("share_top", {}), ("share_by_country", {})),
}
_PERSONAL = ("name", "email", "phone")


def check_words(frame: Frame, facts: Facts) -> None:
    """Words outside the data, vague words and words not understood end the reading, in this order.

    Raises:
        Unclear: There are such words.
    """
    if frame.outside:
        topic, word = frame.outside[0]
        raise Unclear("outside", topic=topic, word=word)
    if frame.leftovers and not _open_text(frame, facts):
        words = [w for w in frame.leftovers if w.casefold() not in HANGING] or frame.leftovers
        raise Unclear("leftover", words="\n".join(words))
    if frame.vague:
        key, word = frame.vague[0]
        raise Unclear(f"vague_{key}", options=_VAGUE.get(key, _BY_METRIC), word=word)


def _open_text(frame: Frame, facts: Facts) -> bool:
    """Whether words not known are what is searched for: a name to look up, a topic in the reviews."""
    if len(frame.strange) < len([w for w in frame.leftovers if w.casefold() not in HANGING]):
        return False
    if "why" in frame.asks and frame.people:
        return False
    if wants_reviews(frame, facts):
        return True
    named = any(facts.attribute(key) for key in _PERSONAL)
    someone = frame.people or frame.searched
    return (
        named
        and not someone
        and ("lookup" in frame.asks or any(n in _PERSONAL for n in frame.nouns))
        and not frame.measures
    )
