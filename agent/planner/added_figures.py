"""A figure that the words ask for and the grammar did not see, put beside those that it did see."""

import re
from collections.abc import Callable
from dataclasses import replace

from agent.planner.drafts import FORECAST
from agent.planner.facts import Facts
from agent.planner.figures import dropped_figure
from agent.planner.followups import Resolved
from agent.planner.frames import Frame
from agent.planner.meanings import KINDS, Measured
from agent.planner.reading import Plan, Unclear

# Figures that are put beside those which the grammar has read.
_MORE_FIGURES = 3

# A kind of figure, what measures it, and what does of days to come.
_MEASURES = {
    "customers": ("customers", "customers"),
    "orders": ("orders", "predicted_orders"),
    "reviews": ("reviews", "reviews"),
    "products": ("products", "products"),
    "units": ("units", "units"),
    "money": ("revenue", "predicted_value"),
    "rating": ("average_rating", "average_rating"),
    "chance": ("p_active", "p_active"),
}
# These are known of one customer alone.
_OF_ONE = frozenset({"chance", "date", "range", "ahead"})
# Whose values only customers have.
_OF_PEOPLE = frozenset({*KINDS, "p_active", "recency_days", "predicted_value"})
# Money of which it is said that it was handed back.
_SENT_BACK = re.compile(r"\bhow much [^,.;?]{0,24}(?:sent back|returned|refunded)|退了?多少钱", re.IGNORECASE)
# How many there are, and what they did in a period: two scopes.
_OF_A_KIND = re.compile(
    r"\bhow many (?:\w+ )?(?:champions|vips|newcomers|regulars)\b|[多少几]+个?(?:VIP|冠军)", re.IGNORECASE
)
_NEXT = re.compile(r"\b(?:next|expected|will|coming|again|back|soon)\b|下次|下一|预计|大概|再|还会|会来", re.IGNORECASE)


def with_all_figures(
    resolved: Resolved, planned: Plan, asked: str, again: Callable[[Resolved], Plan | None] | None, facts: Facts
) -> tuple[Resolved, Plan]:
    """The question and its plan with the figures that the bare words ask for besides.

    Args:
        resolved: The question, as it is meant.
        planned: Its plan.
        asked: Its bare words.
        again: Plans a question anew; None where the plan is one of several steps and stays as it is.
        facts: The shop.

    Raises:
        Unclear: One of them cannot be measured beside the rest.
    """
    if resolved.frame.leftovers:
        return resolved, planned  # a name that is looked up, a topic that is searched for
    for _ in range(_MORE_FIGURES):
        name = dropped_figure(asked, planned.calls, planned.kind, planned.focus, facts)
        if not name:
            break
        frame = with_figure(resolved.frame, name, asked, facts) if again is not None else None
        wider = replace(resolved, frame=frame) if frame is not None else None
        further = again(wider) if wider is not None and again is not None else None
        if wider is None or further is None:
            raise Unclear(f"figure_{name}")
        resolved, planned = wider, further
    return resolved, planned


def with_figure(frame: Frame, name: str, asked: str, facts: Facts) -> Frame | None:
    """The question with that kind of figure measured as well; None where nothing measures it beside the rest.

    Args:
        frame: The slots of the question, as it is meant.
        name: The kind, as `figures.dropped_figure` calls it.
        asked: The question's bare words.
        facts: The shop.
    """
    someone = len(frame.people) + len(frame.searched) == 1
    if frame.share or frame.texts or (name in _OF_ONE) > someone or (name == "customers" and frame.people):
        return None
    if name == "customers" and frame.spans and _OF_A_KIND.search(asked):
        return None
    more = frame.copied()
    ahead = bool(frame.horizon) or "predict" in frame.asks
    if name == "date":
        day = "next_order" if ahead or _NEXT.search(asked) else "last_purchase"
        more.nouns += [day] if facts.attribute(day) else []
    elif name == "range":
        more.measures += [Measured(key) for key in ("predicted_value", "predicted_lo", "predicted_hi")]
    elif name == "ahead":
        more.measures = [Measured(FORECAST.get(m.metric, m.metric)) for m in frame.measures]
    elif name == "count":
        people = frame.mentions("customer") or any(c.filter.column in _OF_PEOPLE for c in frame.conditions)
        rated = Measured("average_rating") in frame.measures
        key = "customers" if people else "reviews" if rated else ""
        more.measures += [Measured(key)] if key and facts.metric(key) and Measured(key) not in frame.measures else []
    elif name in _MEASURES:
        key = "returned" if name == "money" and _SENT_BACK.search(asked) else _MEASURES[name][ahead]
        more.measures += [Measured(key)] if facts.metric(key) and Measured(key) not in frame.measures else []
    return more if more != frame else None
