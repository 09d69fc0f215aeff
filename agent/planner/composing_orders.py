"""Answers about one order: whose, when, how much, and what was in it."""

from agent.planner.composing_customers import lookup, nothing
from agent.planner.results import Found
from agent.planner.saying import Saying


def one_order(s: Saying) -> list[str]:
    """An order's day and amount in one sentence, then its products and its customer where they were asked for."""
    found = (s.result, *s.beside)
    orders = found[s.focus["order"]]
    if not orders.rows:
        return nothing(s)
    which, day = s.focus["which"], orders.value(0, "date")
    same = [i for i in range(len(orders.rows)) if orders.value(i, "date") == day] if which else [0]
    if s.focus.get("several"):
        columns = [key for key in ("order_id", "date", "order_value", "units") if key in orders.columns]
        shown = orders.table(rows=len(orders.rows), columns=columns)
        return [_told(s, orders, 0, which), "", shown, "", s.say("as_of", as_of=orders.as_of)]
    lines = [s.joint.join(_told(s, orders, i, which) for i in same)]
    if "units" in s.focus and orders.value(0, "units"):
        lines = [s.joint.join([*lines, s.say("order_units", units=orders.cell(0, "units"))])]
    if "kinds" in s.focus and orders.value(0, "products"):
        lines = [s.joint.join([s.say("order_kinds", kinds=orders.cell(0, "products")), *lines])]
    if "channel" in s.focus and orders.value(0, "channel"):
        lines = [s.joint.join([*lines, s.say("order_channel", channel=orders.cell(0, "channel"))])]
    goods = found[s.focus["goods"]] if "goods" in s.focus else None
    by = s.focus.get("by", ["product"])
    if goods is not None and by == ["category"] and len(goods.rows) == 1 and goods.value(0, "category"):
        lines = [s.joint.join([*lines, s.say("order_category", category=goods.cell(0, "category"))])]
        goods = None
    if "card" in s.focus:
        card = Saying(s.reading, found[s.focus["card"]], s.call, s.facts, s.words)
        lines = [lines[0], *lookup(card)[: len(s.focus["asked"]) or 1]]
    back = str(s.focus.get("back", ""))
    came_back = [i for i in range(len(orders.rows)) if orders.value(i, "returned")] if back else []
    if len(came_back) == 1 and orders.value(0, "order_value") is not None:
        # A return has a row of its own where it was on another day.
        value, units = (orders.cell(came_back[0], key) for key in ("returned", "returned_units"))
        told = s.say("order_returned", value=value, units=units)
        lines = [s.joint.join([told, *lines])]
    if goods is not None and goods.rows:
        lines += ["", s.say("order_back" if back == "only" else "order_goods")]
        lines += ["", goods.table(rows=30, columns=[*by, *_columns(goods, back)])]
    elif s.focus.get("back") == "only":
        lines += ["", s.say("order_kept")]
    return [*lines, "", s.say("as_of", as_of=orders.as_of)]


def _columns(goods: Found, back: str) -> list[str]:
    """What was sold of the goods; what came back where nothing was, or where that is asked for."""
    sold = ("units", "revenue") if any(value for value, _ in goods.numbers("units")) and back != "only" else ()
    returned = ("returned_units", "returned") if back or not sold else ()
    return [key for key in (*sold, *returned) if key in goods.columns]


def _told(s: Saying, orders: Found, row: int, which: str) -> str:
    if not which and orders.value(row, "order_value") is None and orders.value(row, "returned"):
        return s.say(
            "order_credit",
            name=orders.cell(row, "order_id"),
            day=orders.cell(row, "date"),
            who=orders.who(row, key="customer_id"),
            value=orders.cell(row, "returned"),
            units=orders.cell(row, "returned_units"),
        )
    return s.say(
        f"order_{which or 'numbered'}",
        name=orders.cell(row, "order_id"),
        day=orders.cell(row, "date"),
        who=orders.who(row, key="customer_id"),
        value=orders.cell(row, "order_value"),
    )
