"""A query being put together: what is counted, ranked or listed, by what, of which rows."""

from dataclasses import dataclass, field
from typing import Any

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Ordered, Span, Where
from agent.planner.tables_choice import of_one_order

BUCKETS = ("day", "week", "month", "quarter", "year", "weekday")
PREDICTED = ("predicted_value", "predicted_orders", "p_active", "predicted_lo", "predicted_hi")
# What is asked of days to come is asked of the forecast.
FORECAST = {"revenue": "predicted_value", "orders": "predicted_orders"}


@dataclass
class Draft:
    """A query being put together.

    Attributes:
        thing: What rows stand for where they are ranked or listed: `customers`, `orders`, `reviews` or an attribute.
        measures: What is measured.
        groups: What it is grouped by.
        conditions: Which rows take part.
        span: Which days.
        order: What decides the order.
        limit: How many rows; 0 leaves it to the tool.
        focus: What the wording needs to know.
    """

    thing: str = ""
    measures: list[Measured] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    conditions: list[Where] = field(default_factory=list)
    span: Span | None = None
    order: Ordered | None = None
    limit: int = 0
    focus: dict[str, Any] = field(default_factory=dict)


def metric_offers(facts: Facts) -> tuple[tuple[str, dict[str, str]], ...]:
    """What to offer where the measure is missing."""
    last = "average_rating" if facts.metric("average_rating") else "how_many_customers"
    return (("revenue_by_month", {}), ("top_customers", {"metric": "predicted_value"}), (last, {}))


def about_groups(condition: Where, frame: Frame, draft: Draft, groups: list[str]) -> bool:
    """Whether a condition on a metric is about the groups ("countries with over 100 customers"), not their rows."""
    if not condition.metric or condition.filter.period or not groups or frame.mentions("customer"):
        return False
    if of_one_order(condition) and "order_id" not in groups:
        return False
    return condition.filter.column == "customers" or Measured("customers") not in draft.measures
