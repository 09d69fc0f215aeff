"""Calls that answer questions about the network: what-if, how good it is, what drives value, words beside reasons."""

from typing import Any

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.reading import Call, Plan, Unclear

# Quotes beside the reasons of a value.
_QUOTES = 4
_IDEAS = ("what_if_orders", "what_if_basket", "what_if_returns", "what_if_silent")


def doubtful(frame: Frame, facts: Facts) -> Unclear:
    """The question back for what is supposed and cannot be computed, with what can be."""
    named = frame.people[0] if frame.people else ""
    known = [key for key in _IDEAS if key != "what_if_returns" or facts.metric("returns") is not None]
    if frame.doubt == "what_if_days":
        known.sort(key=lambda key: key != "what_if_silent")
    ideas: tuple[tuple[str, dict[str, str]], ...] = tuple((key, {"customer": named}) for key in known)
    if frame.appraisal:
        ideas = (("model_accuracy", {}), ("model_importance", {}), ("model_rules", {}))
    return Unclear(frame.doubt, options=ideas if named or frame.appraisal else (), days=str(facts.horizon_days))


def simulation(frame: Frame, customer: Any, *, needs: tuple[int, ...] = ()) -> Call:  # noqa: ANN401 - plain JSON
    """The call that computes a customer's value as it is and as it would be.

    Args:
        frame: The question; it supposes something.
        customer: The customer's id, or where an earlier result names it.
        needs: Places of the calls that must be there first.
    """
    change = frame.change
    arguments: dict[str, Any] = {"customer_id": customer}
    if frame.horizon:
        arguments["horizon_days"] = frame.horizon
    if change is not None:
        said = {
            "orders": change.orders,
            "order_value": change.order_value,
            "order_value_change_percent": change.percent,
            "without_returns": change.without_returns or None,
            "days_later": change.days_later,
        }
        arguments |= {key: value for key, value in said.items() if value is not None}
    return Call("simulate_value", arguments, needs)


def simulations(frame: Frame, facts: Facts, customer: Any, *, needs: tuple[int, ...] = ()) -> tuple[Call, ...]:  # noqa: ANN401
    """The simulation over the days that are named, and over the build's own where further orders come in fewer days.

    "Two more orders within 30 days, and the predicted value then": it may be the orders that come in 30 days, and the
    predicted value is that of all lists.
    """
    asked = simulation(frame, customer, needs=needs)
    further = frame.change is not None and frame.change.orders is not None
    if not further or not frame.horizon or frame.horizon >= facts.horizon_days:
        return (asked,)
    arguments = {key: value for key, value in asked.arguments.items() if key != "horizon_days"}
    return (asked, Call(asked.name, arguments, needs))


def appraisal(frame: Frame) -> Call:
    """The call that tells how good the model is, or what it looks at."""
    if frame.appraisal in ("alerts", "builds"):
        return Call("describe_data", {"about": [frame.appraisal]})
    arguments: dict[str, Any] = {"what": frame.appraisal}
    if frame.by and frame.appraisal == "importance":
        arguments["by"] = frame.by
    return Call("assess_model", arguments)


def with_words(planned: Plan) -> Plan:
    """A plan that explains a value, with what customers wrote that bears on its reasons."""
    place, explain = next((at, call) for at, call in enumerate(planned.calls) if call.name == "explain_value")
    if explain.arguments.get("by") == "features":
        return planned
    words = Call(explain.name, {**explain.arguments, "by": "reviews", "limit": _QUOTES}, (*explain.needs, place))
    return Plan((*planned.calls, words), planned.kind, planned.focus)


def without_words(planned: Plan) -> Plan:
    """The plan without them, where a question asks for words of its own; they come last, so no call needs them."""
    calls = tuple(call for call in planned.calls if call.arguments.get("by") != "reviews")
    return Plan(calls, planned.kind, planned.focus)
