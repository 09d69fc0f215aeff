"""Slots of goods and orders put right by what stands beside a word: "beauty products", "worth", "per order"."""

import re

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.leftovers import understood
from agent.planner.meanings import Line, Measured, Ordered, Where
from agent.planner.said_of_groups import several

GOODS = frozenset({"products", "product", "items", "item", "articles", "article", "goods", "merchandise"})
_GOODS_ZH = frozenset({"商品", "产品", "货品", "东西"})
_KINDS = re.compile(
    r"\b(?:different|distinct|unique)\s+(?:[\w&-]+\s+){0,3}(?:products?|items?|articles?|skus?|goods)\b"
    r"|(?:不同|不重复)的?[^，,。？?]{0,8}(?:商品|产品|货)|(?:多少|几)[种款]",
    re.IGNORECASE,
)
_PIECES = re.compile(r"\b(?:pieces?|units?|quantity|volume)\b|件", re.IGNORECASE)


def goods_of_category(frame: Frame, line: Line) -> None:
    """Takes "revenue of beauty products" for revenue of beauty, not product by product."""
    free = not (frame.rank or frame.order or frame.groups or frame.asks & {"list", "count"})
    # "What share was on beauty products": what is asked is the share.
    free = free and (frame.share or not (frame.which or frame.people))
    told = (frame.measures or frame.share) and not {m.metric for m in frame.measures} & {"products", "returns"}
    if not (free and told) or frame.nouns != ["product"]:
        return
    for at, chunk in enumerate(line[1:], 1):
        before = line[at - 1].meaning
        named = (
            isinstance(before, Where) and before.filter.column == "category" and before.filter.op in ("eq", "in", "ne")
        )
        if named and (chunk.text in GOODS or chunk.text.removesuffix("的") in _GOODS_ZH):
            frame.nouns = []


def kinds_of_goods(frame: Frame, question: str, facts: Facts) -> None:
    """Counts different products: "how many distinct toys items were sold" counts no pieces."""
    free = not (frame.rank or frame.order or frame.groups or frame.share or frame.which or frame.each)
    counted = bool(frame.measures) or "count" in frame.asks
    told = {m.metric for m in frame.measures} <= {"units", "products"} and set(frame.nouns) <= {"product"}
    if not (free and counted and told and frame.conditions) or not facts.metric("products"):
        return
    if _KINDS.search(question) and not any(c.metric or c.filter.column == "product" for c in frame.conditions):
        frame.measures, frame.nouns = [Measured("products")], []


def returned_goods(frame: Frame, question: str, facts: Facts) -> None:
    """Counts returns where items that were returned are asked for; pieces returned are no measure."""
    returned = "return" in frame.verbs and not any(
        c.filter.column in ("returns", "is_return") for c in frame.conditions
    )
    if not returned or frame.measures != [Measured("units")] or not facts.metric("returns"):
        return
    if found := _PIECES.search(question):
        frame.leftovers.append(found.group())
    else:
        frame.measures = [Measured("returns")]


def order_worth(frame: Frame, question: str) -> None:
    """Takes "an average order is worth" for the average order value, not for what is predicted."""
    told = Measured("average_order_value") in frame.measures
    extra = [m for m in frame.measures if m.metric in ("predicted_value", "revenue") and m.aggregate == "default"]
    per_order = re.search(r"\bworth\b|\bspen[dt]s? per order\b|\bpa(?:y|ys|id) per order\b", question, re.IGNORECASE)
    if told and extra and per_order and "predict" not in frame.asks and not re.search("predicted|expected", question):
        frame.measures = [m for m in frame.measures if m not in extra]
    if told and "define" in frame.asks and frame.conditions and per_order:
        frame.asks.discard("define")
    if told and "define" in frame.asks and re.search(r"\bon average\b|\bwas\b|\bwere\b|\bspend\b|\bpay\b", question):
        frame.asks.discard("define")


def spent_per_order(frame: Frame, question: str, facts: Facts) -> None:
    """Compares average orders where it is asked who spends more per order."""
    found = re.search(
        r"\b(?P<more>more|less|most|least|higher|lower|worth) (?P<per>per) (?:order|purchase)\b",
        question,
        re.IGNORECASE,
    )
    larger = re.search(
        r"\b(?:bigger|larger|smaller|higher|lower) (?:average )?(?:orders?|baskets?)\b", question, re.IGNORECASE
    )
    if larger and frame.measures == [Measured("average_order_value")] and several(frame):
        frame.versus = True
    if not found or frame.change is not None or frame.people or not facts.metric("average_order_value"):
        return
    if {m.metric for m in frame.measures} - {"average_order_value", "revenue", "predicted_value", "orders"}:
        return
    frame.measures = [Measured("average_order_value")]
    frame.entities = [e for e in frame.entities if e.kind != "order"]
    if frame.order is not None:
        frame.order = Ordered("average_order_value", lowest=frame.order.lowest)
        frame.measures = []
    frame.versus = frame.versus or several(frame)
    for word in (found["more"], found["per"]):
        understood(frame, word)
