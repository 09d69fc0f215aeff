"""Which days a condition on customers counts: "spent over 1,000 in Q3", "tier of customers who bought in May"."""

from agent.planner.deeds import bought, within
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Span, Where
from agent.planner.never import denies
from data.spec import Period


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
        told = [conditions[place] for place in counted]
        for place in counted:
            conditions[place] = within(conditions[place], span)
        # "Bought in May and returned nothing": who did neither is not meant.
        if all(c.metric and denies(c) for c in told) and "buy" in frame.verbs:
            bought_then(conditions, span, facts)
        return True
    if any(c.ever or of_all_days(c) for c in conditions) and (
        frame.verbs & {"buy", "spend"} or frame.mentions("order")
    ):
        bought_then(conditions, span, facts)
        return True
    if all(m.metric == "customers" for m in measures):
        return False  # customers of a period are counted among its order lines
    # "Who gave 2 stars in the last 90 days", "bought toys in May": that itself was done in these days.
    rated = [i for i, c in enumerate(conditions) if c.filter.column == "rating" and c.filter.period is None]
    if not rated and not (frame.verbs & {"buy", "spend"} or frame.mentions("order")):
        return False
    goods = [i for i, c in enumerate(conditions) if _of_goods(c, facts)]
    for place in rated or goods:
        conditions[place] = within(conditions[place], span)
    if not (rated or goods):
        conditions.append(bought(span))
    return True


def of_all_days(condition: Where) -> bool:
    """Whether a sum over all days is compared, whatever days are named: 累计至少20单."""
    return condition.metric and condition.filter.period == Period()


def bought_then(conditions: list[Where], span: Span, facts: Facts) -> None:
    """Puts the days into the conditions on what was bought; where there are none, a purchase is one."""
    goods = [i for i, c in enumerate(conditions) if _of_goods(c, facts) and not c.ever]
    for place in goods:
        conditions[place] = within(conditions[place], span)
    if not goods:
        conditions.append(bought(span))


def _of_goods(condition: Where, facts: Facts) -> bool:
    """Whether a condition says what was bought, or where."""
    attribute = facts.attribute(condition.filter.column)
    lines = attribute is not None and "orders" in attribute.columns and "customers" not in attribute.columns
    return lines and not condition.metric and condition.filter.period is None


def _of_customers(measured: Measured, facts: Facts) -> bool:
    """Whether only customers as such are measured: their number, or what the network expects of them."""
    metric = facts.metric(measured.metric)
    return measured.metric == "customers" or (metric is not None and metric.tables == ("customers",))


def _dated(condition: Where, facts: Facts) -> bool:
    """Whether a condition speaks of what was done on some day."""
    if condition.ever or (condition.filter.period is not None and not condition.apart):
        return False
    if condition.apart:
        return True
    metric = facts.metric(condition.filter.column) if condition.metric else None
    return (
        metric is not None
        and ("orders" in metric.sources or "reviews" in metric.sources)
        and condition.filter.column not in ("customers", "order_value")
    )
