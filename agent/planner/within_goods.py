"""What customers spent on some goods: `spent over 500 on Food` compares what they spent there, not all they ever spent.

Who "bought Food and spent over 500" did two things, and is compared by all that was spent.
"""

from dataclasses import replace

from agent.planner.drafts import Draft
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Where
from data.spec import Period

# What customers did is summed up over order lines, of all goods or of some.
SUMMED = frozenset({"revenue", "orders", "units", "returns", "returned", "returned_units", "products", "categories"})
_HOLDS = ("eq", "in", "contains")


def summed(condition: Where) -> bool:
    """Whether a condition compares what is summed up over order lines, not on days of its own."""
    asked = condition.filter
    # Who never returned anything did not in these days either, and is told by all days.
    never = asked.op in ("eq", "le", "lt") and asked.value in (0, 1) and asked.column not in ("revenue", "orders")
    return condition.metric and asked.column in SUMMED and not never and asked.period is None


def compared_within_goods(frame: Frame, draft: Draft, facts: Facts, *, metric: str = "") -> bool:
    """Whether customers are told by what they did with some goods only, or in some channel.

    Args:
        frame: The question.
        draft: The query so far.
        facts: The shop.
        metric: What they are ranked by.
    """
    if "buy" in frame.verbs or not any(_of_goods(c, facts) for c in draft.conditions):
        return False
    return metric in SUMMED or any(summed(c) for c in draft.conditions)


def of_any_day(condition: Where) -> Where:
    """A condition that holds of any day, of lines of which any day is meant anyway."""
    if condition.filter.period != Period():
        return condition
    return replace(condition, filter=condition.filter.model_copy(update={"period": None}))


def _of_goods(condition: Where, facts: Facts) -> bool:
    asked = condition.filter
    if condition.metric or condition.apart or asked.op not in _HOLDS or asked.period not in (None, Period()):
        return False
    entry = facts.attribute(asked.column)
    if entry is None or "orders" not in entry.columns:
        return False
    # A customer has a channel, too; "spent in the shop" is about the orders.
    return "customers" not in entry.columns or asked.period is not None
