"""One order: by its number, or a customer's first or last one; its day, its amount, what was in it, whose it is."""

from collections.abc import Sequence
from typing import Any

from agent.planner.calls import query_call
from agent.planner.customer_facts import on_customers
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.reading import Call, Unclear
from agent.planner.units import find_id
from data.spec import Having, Measure

# A customer may place several orders on one day; more than these are not told one by one.
_SAME_DAY = 3
_PRODUCTS = 30
_MONEY = ("order_value", "revenue", "gross_revenue", "average_order_value", "line_amount", "unit_price")
# What a credit note, all of whose lines are returns, holds in the place of pieces and money.
_RETURNED = ("returned_units", "returned")
_WHOSE = frozenset({"customer_id", "name", "email", "phone", "country"})
# What an order has beside its day and its goods.
OF_ONE_ORDER = ("channel", "category")
_DATED = frozenset({"date", "day", "order_id", "last_purchase", "first_purchase"})
_OF_ORDER = frozenset({*_DATED, *_WHOSE, "product"})
Planned = tuple[tuple[Call, ...], str, dict[str, Any]]


def one_order(frame: Frame, facts: Facts) -> Planned | None:
    """Calls, kind and focus where one order is asked about; None where the customer is."""
    # "Her last three orders", "list the orders of 13085 in 2010": they are listed, the latest first.
    listed = frame.recent > 1
    further = (
        "buyer" in frame.desk
        or (frame.spans and not (listed and len(frame.spans) == 1))
        or set(frame.groups) - {"product"}
        or frame.conditions
        or frame.share
        or frame.horizon
        or frame.chart
    )
    if further or frame.rank or facts.metric("order_value") is None or "why" in frame.asks:
        return None
    by_number = [s.text for s in frame.searched if s.what == "order"]
    if by_number:
        return _numbered(frame, by_number[0], facts) if len(frame.searched) == 1 and not frame.people else None
    which = "last" if "last" in frame.desk else "first" if "first" in frame.desk else ""
    named = len(frame.people) + len(frame.searched) == 1
    return _of_customer(frame, which, facts) if which and named and _asks_of_order(frame) else None


def goods_of_found(found: Call, facts: Facts) -> Planned:
    """What was in the one order that a ranking has found: the ranking again, with its day and customer, then its goods.

    Raises:
        Unclear: The ranking finds no single order.
    """
    groups = found.arguments.get("group_by", [])
    if "order_id" not in groups or not facts.attribute("product"):
        raise Unclear("before")
    keys = ("order_value", "units", "orders")
    arguments = {
        **found.arguments,
        "group_by": ["order_id", "date", "customer_id"],
        "measures": [{"metric": key} for key in keys if facts.metric(key)],
        "limit": 1,
    }
    goods = _products({"$cell": [0, "order_id"]}, None, facts, needs=1)
    return (Call(found.name, arguments), goods), "one_order", {"which": "", "order": 0, "of": "", "goods": 1}


def _asks_of_order(frame: Frame) -> bool:
    """Whether more than the day of a customer's last order is asked, and nothing of all their orders."""
    if "count" in frame.asks and not (frame.recent or frame.measures or _goods(frame)):
        return False  # 买过几次，最后一次什么时候
    of_order = {"order_value", "units", "products", *(("revenue", "orders") if frame.recent else ())}
    if {m.metric for m in frame.measures} - of_order or set(frame.nouns) - (_OF_ORDER - _WHOSE):
        return False
    told = bool(frame.desk & {"amount", "goods"}) or "amount" in frame.asks or bool(frame.measures or frame.recent)
    return told or _goods(frame) or bool({"product", "order_id"} & set(frame.nouns))


def _goods(frame: Frame) -> bool:
    bought = frame.desk & {"goods"} or {"product", "category"} & {*frame.nouns, *frame.groups}
    return bool(
        bought
        or (frame.which and "buy" in frame.verbs)
        or any(m.metric in ("units", "products", *_RETURNED) for m in frame.measures)
    )


def _of_customer(frame: Frame, which: str, facts: Facts) -> Planned:
    calls: list[Call] = []
    customer: Any = frame.people[0] if frame.people else {"$cell": [0, "customer_id"]}
    if frame.searched:
        calls.append(Call("lookup_customer", {"customer": frame.searched[0].text}))
    place = len(calls)
    one = {"column": "customer_id", "op": "eq", "value": customer}
    found = _orders(one, which, facts, needs=place, limit=frame.recent or _SAME_DAY)
    for span in frame.spans:
        days = {"start": span.start.isoformat(), "end": span.end.isoformat()}
        found = Call(found.name, {**found.arguments, "period": days}, found.needs)
    calls.append(found)
    named = frame.people[0] if frame.people else frame.searched[0].text
    focus = {"which": which, "order": place, "of": named, "several": frame.recent > 1}
    if _goods(frame) and facts.attribute("product") and not frame.recent:
        focus["goods"] = place + 1
        calls.append(_products({"$cell": [place, "order_id"]}, customer, facts, needs=place + 1))
    return tuple(calls), "one_order", focus


def _numbered(frame: Frame, number: str, facts: Facts) -> Planned | None:
    # The "total value" of an order is its amount; nothing is predicted of it.
    frame.measures = [m for m in frame.measures if m.metric != "predicted_value"]
    asked = {m.metric for m in frame.measures}
    card = [n for n in frame.nouns if n not in (*_DATED, *OF_ONE_ORDER, "customer_id", "product")]
    day = "when" in frame.asks or {"date", "day"} & set(frame.nouns)
    amount = frame.desk & {"amount"} or "amount" in frame.asks or asked & set(_MONEY)
    back = "back" in frame.desk
    if not (day or amount or back or _goods(frame) or set(OF_ONE_ORDER) & set(frame.nouns)):
        return None
    if unknown := [n for n in card if not on_customers(n, facts)]:
        raise Unclear("unused", column=unknown[0])
    if find_id(number, facts.order_ids) is None:
        raise Unclear("no_order", number=number)
    channel = ["channel"] if "channel" in frame.nouns else []
    calls = [_by_number(number, channel, facts)]
    focus: dict[str, Any] = {"which": "", "order": 0, "of": number} | ({"channel": True} if channel else {})
    kinds = "category" in frame.nouns
    goods = _goods(frame) if not kinds else bool(frame.desk & {"goods"} or "product" in frame.nouns)
    groups = [*(("product",) if goods or back else ()), *(("category",) if kinds else ())]
    if groups and all(facts.attribute(key) for key in groups):
        focus |= {"goods": len(calls), "by": groups}
        focus |= {"back": "too" if goods else "only"} if back else {}
        calls.append(_products(number, None, facts, groups=groups, back=back and not goods))
    focus |= {"kinds": True} if "products" in asked and facts.metric("products") else {}
    focus |= {"units": True} if "units" in asked and facts.metric("units") else {}
    if card or "customer_id" in frame.nouns or "whose" in frame.desk:
        focus |= {"card": len(calls), "asked": card}
        calls.append(Call("lookup_customer", {"customer": number}))
    return tuple(calls), "one_order", focus


def _orders(condition: dict[str, Any], which: str, facts: Facts, *, needs: int = 0, limit: int = _SAME_DAY) -> Call:
    measures = [Measure(metric=key) for key in ("order_value", "units", "orders") if facts.metric(key)]
    arguments = {
        "group_by": ["order_id", "date", "customer_id"],
        "measures": measures,
        "having": [Having(measure="orders", op="ge", value=1)],
        "sort_by": "date",
        "descending": which == "last",
        "limit": limit,
    }
    return _filtered(query_call("orders", arguments), [condition], needs=needs)


def _by_number(number: str, beside: list[str], facts: Facts) -> Call:
    keys = ("order_value", "units", "orders", "products", *_RETURNED)
    arguments = {
        "group_by": ["order_id", "date", "customer_id", *beside],
        "measures": [Measure(metric=key) for key in keys if facts.metric(key)],
        "sort_by": "date",
        "limit": _SAME_DAY,
    }
    return _filtered(query_call("orders", arguments), [{"column": "order_id", "op": "eq", "value": number}], needs=0)


def _products(
    number: Any,  # noqa: ANN401 - plain JSON
    customer: Any,  # noqa: ANN401 - plain JSON
    facts: Facts,
    *,
    groups: Sequence[str] = ("product",),
    needs: int = 0,
    back: bool = False,
) -> Call:
    """The products of an order, or their categories; `back`: only those of which some came back."""
    measures = [Measure(metric=key) for key in ("units", "revenue", *_RETURNED) if facts.metric(key)]
    sort = "returned" if back else "revenue"
    arguments: dict[str, Any] = {"group_by": [*groups], "measures": measures, "sort_by": sort, "limit": _PRODUCTS}
    if back:
        arguments |= {"descending": True, "having": [Having(measure="returned", op="gt", value=0)]}
    filters = [{"column": "order_id", "op": "eq", "value": number}]
    # The support desk may ask for one customer's orders only.
    filters += [{"column": "customer_id", "op": "eq", "value": customer}] if customer is not None else []
    return _filtered(query_call("orders", arguments), filters, needs=needs)


def _filtered(call: Call, filters: list[dict[str, Any]], *, needs: int) -> Call:
    return Call(call.name, {**call.arguments, "filters": filters}, tuple(range(needs)))
