"""What a draft asks of days to come: the forecast answers it, or nothing does."""

from dataclasses import replace

from agent.planner.drafts import FORECAST, PREDICTED, Draft
from agent.planner.facts import Facts
from agent.planner.frames import Entity, Frame
from agent.planner.meanings import Measured, Ordered, Where
from agent.planner.purchase_days import due_within
from agent.planner.reading import Unclear

# What a condition may compare of days to come.
_EXPECTED = (*PREDICTED, "p_high", "likely_tier", "next_order")


def look_ahead(frame: Frame, draft: Draft, facts: Facts) -> None:
    """Revenue and orders of days to come are those of the forecast; other measures have none."""
    if any(span.start > facts.as_of for span in frame.spans):
        raise Unclear(
            "future", options=(("top_customers", {"metric": "predicted_value"}),), day=facts.as_of.isoformat()
        )
    if "foresee" in frame.asks and not frame.horizon and (_foreseen(frame) or not frame.spans):
        # "How many orders does the model expect": within the build's own horizon.
        frame.horizon = facts.horizon_days if _foreseen(frame) else None
    asked = [m.metric for m in draft.measures] + ([draft.order.metric] if draft.order else [])
    if "predict" in frame.asks and not (frame.horizon or frame.spans) and any(key in FORECAST for key in asked):
        # "Expected net revenue of all German customers": of the days that are predicted.
        frame.horizon = facts.horizon_days
    if not frame.horizon:
        return
    # "Customers expected to spend over 1,000": the money is of days to come as well.
    draft.conditions = [_expected(c) for c in draft.conditions]
    draft.measures = [Measured(FORECAST.get(m.metric, m.metric), m.aggregate) for m in draft.measures]
    if draft.order is not None:
        order = draft.order
        draft.order = Ordered(
            FORECAST.get(order.metric, order.metric), lowest=order.lowest, superlative=order.superlative
        )
    for entity in frame.entities:
        if entity.kind == "order" and not draft.measures and not draft.order:
            draft.measures.append(Measured("predicted_orders"))
    metrics = [m.metric for m in draft.measures] + ([draft.order.metric] if draft.order else [])
    listed = (frame.mentions("customer") or "customers" in metrics) and frame.rank is None
    known = frame.horizon == facts.horizon_days and not metrics
    due = facts.attribute("next_order") is not None and "buy" in frame.verbs and listed and not known
    if set(metrics) <= {"customers"} and due:
        # The chance of a purchase is known for the build's own horizon; for others, who is due by then.
        draft.conditions.append(due_within(frame.horizon, facts))
        return
    if not metrics and "buy" in frame.verbs:
        draft.order = Ordered("p_active")
    elif not metrics and _bounded(frame, draft):
        # "Customers expected to spend over 1,500": each by name, with what is expected.
        frame.asks.add("list")
        frame.entities += [] if frame.mentions("customer") else [Entity("customer", linked=False, plural=True)]
        draft.measures = [Measured(c.filter.column) for c in draft.conditions if c.filter.column in PREDICTED][:1]
    elif (
        "list" in frame.asks and listed and not metrics and any(c.filter.column in _EXPECTED for c in draft.conditions)
    ):
        return  # "which customers are expected to bring in over 1,000": who, not what they bring in
    elif not metrics and (frame.asks & {"amount", "predict"} or "spend" in frame.verbs) and "count" not in frame.asks:
        # "How much can we expect from our German customers": money is what is expected of them.
        draft.measures = [Measured("predicted_value")]
    elif frame.horizon == facts.horizon_days and any(c.filter.column in _EXPECTED for c in draft.conditions):
        return  # "how many have a chance above 90 % in the next 90 days"
    elif not any(m in PREDICTED for m in metrics):
        raise Unclear("no_forecast", options=(("top_customers", {"metric": "predicted_value"}), ("total_forecast", {})))


def _bounded(frame: Frame, draft: Draft) -> bool:
    """Whether customers are told by what is expected of them, and nothing else is asked."""
    compared = any(c.metric and c.filter.column in PREDICTED for c in draft.conditions)
    others = frame.asks & {"count", "amount"} or frame.share or frame.summed or frame.rank or frame.people
    return compared and not (others or draft.groups or set(frame.nouns) - {"customer_id"})


def _expected(condition: Where) -> Where:
    column = condition.filter.column
    if not condition.metric or column not in FORECAST or condition.filter.period is not None:
        return condition
    return replace(condition, filter=condition.filter.model_copy(update={"column": FORECAST[column]}))


def _foreseen(frame: Frame) -> bool:
    """Whether what is asked of days to come has a forecast."""
    asked = [m.metric for m in frame.measures] + ([frame.order.metric] if frame.order else [])
    return all(key in FORECAST or key in PREDICTED or key == "customers" for key in asked)
