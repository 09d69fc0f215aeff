"""Several facts of one customer in one answer: from the card, from the customer's row, from a forecast."""

from typing import Any

from agent.planner.calls import query_call
from agent.planner.drafts import PREDICTED
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.reading import Call
from tools.customer_tools import CARD

DAYS = ("next_order", "last_purchase", "first_purchase")
Planned = tuple[tuple[Call, ...], str, dict[str, Any]]


def customer_facts(frame: Frame, asked: list[str], nouns: list[str], facts: Facts) -> Planned | None:
    """Calls, kind and focus where one call cannot tell all that is asked; None where it can, or no customer can.

    Args:
        frame: The question; it names one customer.
        asked: Metrics, what lies ahead already under the names of the forecast.
        nouns: Attributes.
        facts: The shop.
    """
    if len(frame.people) + len(frame.searched) != 1:
        return None
    days = frame.horizon if frame.horizon != facts.horizon_days else None
    if any(key in DAYS for key in nouns):
        nouns = [key for key in nouns if key not in ("date", "day")]
    expects = frame.horizon or "predict" in frame.asks
    # 概率多少: the amount is that of the chance.
    amount = "amount" in frame.asks and ("p_active" not in asked or "spend" in frame.verbs)
    if expects and amount and not any(facts.metric(key) and _is_money(key, facts) for key in asked):
        # "When … and how much do we expect": money is what is expected.
        asked = [*asked, "predicted_value"]
    nouns = [*nouns, *(key for key in _day_asked(frame, asked, nouns, facts) if key not in nouns)]
    ahead = [key for key in asked if key in PREDICTED] if days else []
    told = [key for key in dict.fromkeys((*asked, *nouns)) if key not in ahead]
    if not all(on_customers(key, facts) for key in told) or not (told or (ahead and frame.searched)):
        return None
    off_card = [key for key in told if key not in CARD]
    if not off_card and not ahead:
        # One card tells it all; a forecast alone is worded as one.
        several = len(told) > 1 and not all(key in PREDICTED for key in told)
        return ((_card(frame),), "lookup", {"asked": told}) if several else None
    calls = [_card(frame)] if frame.searched or not off_card else []
    customer: Any = frame.people[0] if frame.people else {"$cell": [0, "customer_id"]}
    focus: dict[str, Any] = {"asked": told, "card": 0}
    if off_card:
        focus["card"] = len(calls)
        calls.append(_row(customer, told, needs=len(calls)))
    if ahead:
        focus |= {"forecast": len(calls), "metric": ahead[0]}
        arguments = {"customer_ids": [customer], "horizon_days": days}
        calls.append(Call("predict_value", arguments, tuple(range(len(calls))) if frame.searched else ()))
    return tuple(calls), "customer_facts", focus


def on_customers(key: str, facts: Facts) -> bool:
    """Whether each customer has a value of their own for a metric or attribute."""
    metric, attribute = facts.metric(key), facts.attribute(key)
    if metric is not None:
        source = metric.sources.get("customers")
        return source is not None and bool(source.column)
    return attribute is not None and "customers" in attribute.columns


def _is_money(key: str, facts: Facts) -> bool:
    metric = facts.metric(key)
    return metric is not None and metric.unit == "money"


def _day_asked(frame: Frame, asked: list[str], nouns: list[str], facts: Facts) -> list[str]:
    """The day that "when" asks for: of the next order where something is expected, else of the last."""
    if "when" not in frame.asks or any(key in DAYS for key in nouns):
        return []
    # How likely another purchase is and when: the day lies ahead as well.
    key = "next_order" if "predict" in frame.asks or "p_active" in asked else "last_purchase"
    return [key] if facts.attribute(key) and asked else []


def _card(frame: Frame) -> Call:
    return Call("lookup_customer", {"customer": frame.people[0] if frame.people else frame.searched[0].text})


def _row(customer: Any, keys: list[str], *, needs: int) -> Call:  # noqa: ANN401 - plain JSON
    call = query_call("customers", {"columns": ["customer_id", *(k for k in keys if k != "customer_id")]})
    filters = [{"column": "customer_id", "op": "eq", "value": customer}]
    return Call(call.name, {**call.arguments, "filters": filters}, tuple(range(needs)))
