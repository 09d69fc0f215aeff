"""Questions about how much to stock: expected demand by category or product, read whole or not at all.

What is in stock is not in the data: a question about that, or about what to restock, is left to those who say so.
"""

import re
from typing import Any

from agent.planner.advice import Shopwords
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.reading import Call, Plan, Unclear

TOOL = "plan_actions"
# Rows that are asked for.
_MOST = 15

_STOCK = re.compile(
    r"\bstock(?:ing|ed)?\b|\b(?:demand|inventory)\b|备货|进货|备(?:些?什么|多少)|多备|需求|囤货",
    re.IGNORECASE,
)
# What there is now, or was before: nothing that is expected.
_HELD = re.compile(
    r"\b(?:have|had|has|left|on hand|levels?|in stock|out of stock|current(?:ly)?|last|past|was|were|did|hold)\b"
    r"|库存|现有|还有|剩|缺货|断货|上个?|去年|过去",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:need|should|must|shall|order|buy|up|hints?|plan(?:ning)?|expect(?:ed)?|predict(?:ed)?|forecast|which|what|will"
    r"|how (?:much|many))\b|需要|应该|应|该|要|预计|预测|建议|多少|哪些|什么|计划",
    re.IGNORECASE,
)
_RISING = re.compile(
    r"\bup on\b|\b(?:more|extra|additional)\b|\brising\b|\bincreas\w+|\bgrow\w*|多备|多进|加大|增加|上升|增长|加备",
    re.IGNORECASE,
)
_CATEGORY = r"\b(?:product )?categor(?:y|ies)\b|品类|类别|类目|商品类别|分类"
_PRODUCT = r"\b(?:products?|items?|articles?|skus?|goods)\b|商品|产品|单品|货品"
_GROUP = re.compile(f"(?P<category>{_CATEGORY})|(?P<product>{_PRODUCT})", re.IGNORECASE)
# Words of such a question that are understood; what is left must name the days ahead, and nothing else.
_KNOWN = re.compile(
    r"\b(?:how (?:much|many)|which|what|should|shall|must|do|does|will|can|could|would|we|i|you|our|us|my|be|is|are|the"
    r"|a|an|there|need(?:ed|s)?|have to|to|order|buy(?: in)?|stock(?:ing|ed)?|inventory|up|on|more"
    r"|extra|additional|most|hints?|advice|suggestions?|plan(?:ning|ned)?|expect(?:ed)?|predict(?:ed)?|forecast|demand"
    r"|rising|increas\w+|growing|grow|units|quantit(?:y|ies)|of|by|per|each|every|for|in|within|over|during|show|give|tell|me"
    r"|please|and|it)\b"
    rf"|{_CATEGORY}|{_PRODUCT}"
    r"|需要|应该|应当|可以|我们|预计|预测|建议|计划|多少|哪些|哪个|什么|各个?|每个?|按|分|的|要|该|应|备货|进货|囤货|多备|多进|加大|增加"
    r"|上升|增长|加备|备|进|货|多|些|点|量|需求|销量|件|会|有|是|在|里|内|呢|请|给出|给|列出|看看|一下|大概|才够|才",
    re.IGNORECASE,
)
_PUNCTUATION = re.compile(r"[\s?？!！.。,，;；:：、]+")


def read_stock(question: str, shop: Shopwords) -> Frame | None:
    """The frame of a question about what to stock; None where it is another, or names what is not understood.

    Args:
        question: Cleaned.
        shop: Reads the words that name the days ahead.
    """
    if not (_STOCK.search(question) and _ASKED.search(question)) or _HELD.search(question):
        return None
    rest, whole = _days_ahead(question, shop)
    if rest is None or _PUNCTUATION.sub("", _KNOWN.sub(" ", rest)):
        return None
    group = _GROUP.search(question)
    asks = {"rising"} if _RISING.search(question) else set()
    return Frame(portfolio="stock", by=group.lastgroup or "" if group else "", horizon=whole, asks=asks)


_AHEAD = re.compile(
    r"\b(?:for |in |within |over |during )?(?:the )?(?:next|coming|following|upcoming) (?:few )?"
    r"(?:(?:\d+|two|three|six) )?(?:day|week|month|quarter|half(?:[- ]year)?|year)s?\b"
    r"|(?:未来|接下来|今后|往后)(?:的?[\d一两二三四六半]+个?(?:天|日|周|星期|月|季度|年|半年))"
    r"|(?:下一?个?|明)(?:季度?|月|周|星期|年|半年)",
    re.IGNORECASE,
)


def _days_ahead(question: str, shop: Shopwords) -> tuple[str | None, int | None]:
    """The question without the days ahead that it names, and how many; no question where they are not understood."""
    named = _AHEAD.search(question)
    if named is None:
        return question, None
    frame = shop.read(re.sub(r"^(?:for|in|within|over|during) ", "in ", named.group(), flags=re.IGNORECASE))
    if not frame.horizon or frame.leftovers:
        return None, None
    return f"{question[: named.start()]} {question[named.end() :]}", frame.horizon


def stock_plan(frame: Frame, facts: Facts) -> Plan:
    """The hints, all together, how well they held, and the picture with the intervals.

    Raises:
        Unclear: The data hold less than twice the days ahead: who is new in them cannot be told.
    """
    history = (facts.as_of - facts.first_day).days + 1
    if 2 * (frame.horizon or facts.horizon_days) > history:
        raise Unclear("stock_too_far", options=(("stock_by_category", {}),))
    group = frame.by or ("category" if facts.attribute("category") is not None else "product")
    by: dict[str, Any] = {"by": group}
    days: dict[str, Any] = {"days": frame.horizon} if frame.horizon else {}
    asked = {"what": "stock", **by, **days, "limit": _MOST}
    rising = {"rising": True} if "rising" in frame.asks else {}
    calls = [Call(TOOL, asked | rising), Call(TOOL, {"what": "stock", "by": "all", **days})]
    calls.append(Call(TOOL, {"what": "stock_test", **by}))
    if rising:
        # Where nothing calls for more, what is expected all the same.
        calls.append(Call(TOOL, asked))
    place = len(calls) - 1 if rising else 0
    source = {"source": {"$id": place}, "kind": "bar", "x": _axis(group, facts)}
    drawn = {"y": ["expected_demand", "sold_before"], "whiskers": ["demand_lo", "demand_hi"]}
    calls.append(Call("draw_chart", source | drawn, (place,)))
    return Plan(tuple(calls), "portfolio_stock", {"by": group, "chart": len(calls) - 1})


def _axis(group: str, facts: Facts) -> str:
    named = group == "category" or facts.attribute("product") is not None
    return group if named else "product_id"
