"""Lists of orders as such: "orders above 6,000: order number, customer, value", 单笔超过6000的订单都列出来.

Beside each order stands what is asked of it (its day, its customer, the customer's country, its value, how much is in
it); what is compared is compared of each order, not of its customer.
"""

import re
from dataclasses import replace
from typing import Any

from agent.planner.calls import Planned, narrow, query_call
from agent.planner.drafts import Draft
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Ordered, Where
from agent.planner.reading import Unclear
from agent.planner.tables_choice import WITHIN_ORDER, having_of, of_one_order
from data.spec import Measure

_MANY, _LISTED = 10, 50
# A table has so many columns of names at most, the number of the order among them.
_COLUMNS = 5
_ORDERS = r"(?:orders|invoices|purchases|transactions)\b(?!['’])(?! (?:values?|counts?|numbers?|volumes?|history)\b)"
_ASKED = re.compile(
    r"\b(?:which|what|list|show|give|get|pull|find|send|see|need|want)(?: me| us)?(?: all| every)?(?: of)?"
    r"(?: the| our)?"
    rf"(?: (?!customers?\b|many\b|much\b|average\b|number\b|countries\b|country\b|channels?\b|categor\w+\b|products?\b"
    rf"|months?\b|who\b)[\w'£$€¥-]+){{0,3}} {_ORDERS}"
    rf"|^\W*(?:all |every |the |our |please )*(?:(?!how\b|what\b|which\b|average\b|total\b)[\w-]+ ){{0,3}}{_ORDERS}"
    r"[^?]*[:;,–—]\s*(?:with |including |showing |show |give )?(?:me )?(?:the |their )?order (?:numbers?|ids?)\b"
    r"|\border (?:numbers?|ids?)\b(?! of\b)"
    rf"|\b(?:largest|biggest|highest|smallest|lowest|dearest|priciest)(?: single| individual)? {_ORDERS}",
    re.IGNORECASE,
)
_ASKED_HAN = re.compile(
    r"(?:订单|单子|[大小]单)(?:都|全|全部|一一|逐个|逐条|逐笔|给我|帮我|请)*(?:列|拉|导|调|查|找|给)(?:出来?|一?下|个|给)"
    r"|(?:订单|单子|[大小]单|订单分?别?)(?:都|分别|一共|具体)?(?:有|是)(?:哪些|哪几[个单笔])|(?:订单|大单)(?:列表|清单|明细)"
    r"|(?:哪些|哪几[个单笔张]|列出?|列一下|拉一下|拉出?|给我|找出?|看看)[^，,。？?；;客人]{0,24}(?:订单|单子|[大小]单)(?![数量价])"
    r"|(?<!多少)(?<!几)(?:订单编?号|单号)|前[\d一二两三四五六七八九十]+[个笔张]?(?:金额|单笔)?(?:最?[大高小低]的?)?订单"
)
_COUNTED = re.compile(
    r"\bhow many\b|\bnumber of orders\b|\border count\b|\bshare\b|\bpercent|\bproportion\b|\baverage\b"
    r"|\btotal (?:of|number)\b"
    r"|多少(?:个|笔|张|单)?(?:订单|单)|(?:订单|单子)(?:一共|总共)?有?(?:多少|几[个单笔张])|几[单笔张个]订?单?|占|比例|平均|订单[数量]",
    re.IGNORECASE,
)
# What is measured of each order, and metrics that say the same of one order.
_OF_ONE = ("order_value", "units", "lines", "products", "categories", "returned", "returns", "returned_units")
_AS = {"predicted_value": "order_value", "revenue": "order_value", "average_order_value": "order_value"}
_FORETOLD = re.compile(r"predict|forecast|expect|future|预测|预计|预期|未来", re.IGNORECASE)
_NET = re.compile(r"\brevenue\b|\bnet\b|销售额|净", re.IGNORECASE)
_NEWEST = re.compile(
    r"\b(?:the )?(?:(?P<new>newest|latest|most recent)|oldest|earliest) (?:ones? |orders? )?(?:first|on top)\b"
    r"|\b(?:by|in order of) date\b"
    r"|(?:按(?:照)?(?:时间|日期)(?:排序|排列|排)?|(?P<zh>最?(?:新|近)的?(?:订单)?(?:排|放|在)(?:最)?(?:前面?|上面?))|(?P<zh2>从新到旧|由近到远|从近到远)|从旧到新|从早到晚)",
    re.IGNORECASE,
)
_DAYS = {"date": "date", "day": "date", "last_purchase": "date", "first_purchase": "date"}


def settle_orders(frame: Frame, question: str, facts: Facts) -> None:
    """Notes that orders are asked for one by one, and what stands beside each.

    Args:
        frame: The slots read so far; changed.
        question: Cleaned.
        facts: The shop.
    """
    asked = _ASKED.search(question) or _ASKED_HAN.search(question)
    own = frame.people or frame.searched or frame.share or frame.versus or frame.chart or frame.of_network or frame.each
    named = frame.mentions("order") or "order_id" in frame.nouns
    if not asked or own or not named or _COUNTED.search(question) or facts.metric("order_value") is None:
        return
    people = next((e for e in frame.entities if e.kind in ("customer", "order")), None)
    heads = people is not None and people.kind == "customer" and not people.linked
    if frame.recent or "why" in frame.asks or (heads and "order_id" not in frame.nouns):
        return  # customers who placed such an order
    if not (any(c.metric for c in frame.conditions) or frame.order or frame.rank or "order_id" in frame.nouns):
        return
    foretold = bool(_FORETOLD.search(question))
    measures = [_of_one(m, facts, foretold=foretold, net=bool(_NET.search(question))) for m in frame.measures]
    columns = [_column(key, facts) for key in frame.nouns if key != "order_id"]
    groups = [_column(key, facts) for key in frame.groups if key not in ("order_id", "customer_id")]
    order = _of_one(Measured(frame.order.metric), facts, foretold=foretold) if frame.order else None
    if None in measures or "" in (*columns, *groups) or (frame.order and order is None):
        return
    dated = _NEWEST.search(question)
    if dated:
        words = dated.group().casefold()
        frame.leftovers = [w for w in frame.leftovers if w.casefold() not in words]
        order = Measured("date")
        columns.insert(0, "date")
        newest = bool(dated["new"] or dated["zh"] or dated["zh2"])
        frame.order = Ordered("date", lowest=not newest, superlative=False)
    beside = [e for e in frame.entities if e.kind == "customer"]
    columns += ["customer_id"] if beside or "customer_id" in frame.groups else []
    frame.measures = list(dict.fromkeys(m for m in measures if m is not None))
    frame.nouns = list(dict.fromkeys(("order_id", *columns, *groups)))
    frame.groups, frame.singular = [], False
    frame.entities = [e for e in frame.entities if e.kind != "customer"]
    if frame.order and order is not None:
        frame.order = Ordered(order.metric, lowest=frame.order.lowest, superlative=frame.order.superlative)
    frame.orders = True


def _of_one(measured: Measured, facts: Facts, *, foretold: bool, net: bool = False) -> Measured | None:
    """A figure as one of a single order; None where no order has it."""
    if measured.metric in ("orders", "customers"):
        return Measured("order_value")
    if (
        measured.aggregate not in ("default", "sum")
        or measured.per
        or (measured.metric == "predicted_value" and foretold)
    ):
        return None
    key = "revenue" if net and measured.metric == "revenue" else _AS.get(measured.metric, measured.metric)
    entry = facts.metric(key)
    return Measured(key) if key in (*_OF_ONE, "revenue") and entry and "orders" in entry.sources else None


def _column(key: str, facts: Facts) -> str:
    """An attribute that every line of an order shares; empty where it is another."""
    key = _DAYS.get(key, key)
    entry = facts.attribute(key)
    if entry is None or entry.kind == "personal" or key in ("product", "product_id", "category", "rating", "language"):
        return ""
    return key if "orders" in entry.columns or "customers" in entry.columns else ""


def order_rows(frame: Frame, draft: Draft, facts: Facts) -> Planned:
    """The list or ranking of single orders that a draft asks for.

    Raises:
        Unclear: More is asked of each order than a table shows.
    """
    order = draft.order or (Ordered(draft.measures[0].metric) if draft.measures else Ordered("order_value"))
    keys = ["order_id", *(key for key in draft.groups if key != "order_id")]
    if len(keys) > _COLUMNS:
        raise Unclear("unused", column=keys[-1])
    compared = [c for c in draft.conditions if of_one_order(c)]
    rest = [c for c in draft.conditions if c not in compared]
    figures = dict.fromkeys(("order_value", *(m.metric for m in draft.measures), order.metric))
    ranked = frame.rank is not None or not (compared or rest)
    ranked = ranked or (draft.order is not None and draft.order.superlative)
    arguments: dict[str, Any] = {
        "group_by": keys,
        "measures": [Measure(metric=key) for key in figures if facts.metric(key)],
        "sort_by": order.metric,
        "descending": not order.lowest,
        "limit": draft.limit or (_MANY if ranked else _LISTED),
    }
    narrow(arguments, rest, draft.span, table="orders", facts=facts)
    if having := [h for c in compared for h in having_of(_summed(c))]:
        arguments["having"] = having
    focus = {"metric": order.metric, "lowest": order.lowest, "thing": "orders", "ranked": ranked, "key": "order_id"}
    return query_call("orders", arguments), "rank" if ranked else "list", focus


def _summed(condition: Where) -> Where:
    """A condition on what is in an order, as one on the row of that order."""
    key = WITHIN_ORDER.get(condition.filter.column, condition.filter.column)
    return replace(condition, filter=condition.filter.model_copy(update={"column": key}))
