"""Slots said in other words than the dictionary's, read alike."""

import re

from agent.planner.calendar import last_days
from agent.planner.drafts import Draft
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Ordered

_WINDOW = re.compile(r"(revenue|orders)_(\d+)d")


def each_customer(frame: Frame, draft: Draft) -> None:
    """Averages what is asked "per customer" of segments or countries."""
    asked = [m.metric for m in draft.measures] or ([draft.order.metric] if draft.order else [])
    averaged = (
        draft.order is not None and draft.order.mean and draft.order.metric in ("predicted_value", "predicted_orders")
    )
    if averaged and draft.order is not None and not draft.measures:
        # "The highest average predicted value": the average orders the groups, not the sum.
        draft.measures = [Measured(draft.order.metric, "mean")]
    beside = [n for n in frame.nouns if n != "customer_id"] or len(draft.groups) > 1
    means = [m for m in draft.measures if m.aggregate == "mean"]
    if draft.groups == ["customer_id"] and means and means == draft.measures and not (frame.order or frame.rank):
        draft.groups, frame.groups = [], []  # "the average predicted value per customer" is one figure
    if "customer_id" in draft.groups and beside and asked and set(asked) <= {"predicted_value", "predicted_orders"}:
        draft.groups.remove("customer_id")
        frame.groups = [key for key in frame.groups if key != "customer_id"]
        # A question may be planned twice, the second time without the group.
        frame.measures = draft.measures = [Measured(key, "mean") for key in asked]


def different_goods(frame: Frame, draft: Draft, facts: Facts) -> None:
    """How many different products were bought, told by name or by number, is a figure, not a list of groups."""
    goods = {*frame.nouns, *draft.groups}
    bought = frame.verbs & {"buy", "sell"} or frame.did
    told = (
        draft.measures
        or frame.rank
        or frame.order
        or frame.share
        or frame.which
        or any(c.metric or c.filter.column in ("rating", *goods) for c in draft.conditions)
    )
    if "count" not in frame.asks or not bought or told or not goods or not goods <= {"product", "product_id"}:
        return
    if facts.metric("products"):
        draft.measures, draft.groups = [Measured("products")], []
        frame.nouns, frame.groups = [], []
        frame.entities = []


def rephrase(frame: Frame, draft: Draft, facts: Facts) -> None:
    """What one phrase of the dictionary says in one word and other words say in two is read alike.

    "Revenue in the last 30 days" is a customer's metric; asked of the shop it is revenue and a period. "Products
    bought most often" are products, not their number.
    """
    windows = [_WINDOW.fullmatch(m.metric) for m in draft.measures]
    days = {int(w[2]) for w in windows if w}
    lists = frame.mentions("customer") or ((frame.rank or frame.order) and not frame.nouns and not frame.groups)
    ordered = _WINDOW.fullmatch(draft.order.metric) if draft.order else None
    if ordered and not lists and not frame.spans and not windows and draft.order:
        # 最近90天销售额最高的国家: a period, since a country's customers may order from elsewhere.
        order = draft.order
        draft.order = Ordered(ordered[1], lowest=order.lowest, superlative=order.superlative)
        draft.span = last_days(int(ordered[2]), "day", facts.as_of)
    if windows and all(windows) and len(days) == 1 and not lists and not frame.spans:
        draft.measures = [Measured(w[1], m.aggregate) for w, m in zip(windows, draft.measures, strict=True) if w]
        draft.span = last_days(days.pop(), "day", facts.as_of)
    number = Measured("products")
    ranked = frame.rank or (frame.order and frame.order.superlative)
    if ranked and number in draft.measures and "count" not in frame.asks and facts.attribute("product"):
        draft.measures.remove(number)
        frame.nouns = ["product", *frame.nouns]


def plain_order(frame: Frame, draft: Draft) -> None:
    """Turns "Germany and France by revenue" into a measure: nothing is there to be ranked."""
    order = draft.order
    if order is None:
        return
    returned = draft.measures == [Measured("returns")] or ("return" in frame.verbs and not draft.measures)
    if order.metric == "orders" and order.superlative and returned:
        # "returned most often": it is returns that happen often.
        draft.order, draft.measures = Ordered("returns", lowest=order.lowest), []
    if frame.versus and frame.measures and not (order.superlative or frame.rank or frame.nouns or draft.groups):
        # "Compare Germany and France by number of customers and revenue".
        draft.measures, draft.order = [Measured(order.metric), *draft.measures], None
        return
    ranked = order.superlative or frame.rank or frame.entities or frame.nouns or draft.groups
    if not ranked and not draft.measures:
        draft.measures, draft.order = [Measured(order.metric)], None
