"""Which days a condition on customers counts: "spent over 1,000 in Q3", "tier of customers who bought in May"."""

from agent.planner.deeds import bought, within
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Span, Where


def bind_days(frame: Frame, conditions: list[Where], measures: list[Measured], span: Span, facts: Facts) -> bool:
    """Puts a period into the conditions on customers it belongs to; whether it is thereby spoken for.

    Args:
        frame: The question.
        conditions: Its conditions; changed in place.
        measures: What is measured of the customers.
        span: The period.
        facts: The shop.
    """
    if not measures or not all(_of_customers(m, facts) for m in measures):
        return False
    counted = [i for i, c in enumerate(conditions) if _dated(c, facts)]
    if counted:
        for place in counted:
            conditions[place] = within(conditions[place], span)
        return True
    if all(m.metric == "customers" for m in measures):
        return False  # customers of a period are counted among its order lines
    if frame.verbs & {"buy", "spend"} or frame.mentions("order"):
        conditions.append(bought(span))
        return True
    return False


def _of_customers(measured: Measured, facts: Facts) -> bool:
    """Whether only customers as such are measured: their number, or what the network expects of them."""
    metric = facts.metric(measured.metric)
    return measured.metric == "customers" or (metric is not None and metric.tables == ("customers",))


def _dated(condition: Where, facts: Facts) -> bool:
    """Whether a condition speaks of what was done on some day."""
    if condition.filter.period is not None and not condition.apart:
        return False
    if condition.apart:
        return True
    metric = facts.metric(condition.filter.column) if condition.metric else None
    return (
        metric is not None
        and "orders" in metric.sources
        and condition.filter.column not in ("customers", "order_value")
    )
