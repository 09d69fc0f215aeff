"""Turns about the order whose day was told: "what is its number and total?", 那一单的单号和金额."""

import re

from agent.planner.frames import Entity, Frame
from agent.planner.thread import Thread

_HAN = re.compile(r"[㐀-鿿]")
# What is known of an order, and of no customer.
_OF_ORDER = re.compile(
    r"\border (?:no\b\.?|nr\b\.?|numbers?|ids?|#|code)|\b(?:the|its|invoice) (?:number|no\.|id)\b"
    r"|\binvoice (?:no\b\.?|number)"
    r"|单号|订单号|订单编号",
    re.IGNORECASE,
)
_THAT_ORDER = re.compile(
    r"\b(?:that|this|the) (?:(?:very|same|last|latest|first|most recent) )?(?:order|purchase|one)(?:'s)?"
    r"(?! (?:count|value tier|history|number|no\b|id))\b"
    r"|\b(?:that|this|the) (?:(?:same|last|latest|first) )?(?:order|purchase)(?:'s)?(?= (?:number|no\b|id))"
    r"|[那这该](?:一|个)?[单笔次张](?:订单|交易|购买)?|[那这该]个?订单|该订单|(?:最近|最后)(?:的)?(?:那|这)?(?:一)?单",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\bhow much\b|\btotals?\b|\bamounts?\b|\bvalue\b|\bworth\b|\bcosts?\b|\bprice\b|\brevenue\b|\bpaid\b"
    r"|\bwhat(?:'s| is| was| were)? (?:in|on|inside)\b"
    r"|\bitems?\b|\bproducts?\b|\bcontents?\b|\bnumbers?\b|\bbought\b|\bbuy\b"
    r"|多少钱|金额|总价|总额|价格|花了多少|商品|东西|[买有]了?(?:些)?(?:什么|啥|哪些)|明细|内容|清单|单号|编号|号码",
    re.IGNORECASE,
)
# "What was in it?" needs no order named: it is the one whose day was told.
_INSIDE = re.compile(
    r"\bwhat(?:'s| is| was| were| all was)? (?:all )?(?:in|inside) (?:it|there|that)\b"
    r"(?! (?:category|country|month|quarter|year))"
    r"|\bwhat did (?:it|that) (?:contain|include|consist)\b"
    r"|\b(?:what|which) (?:items|products|articles|goods|things) (?:were|are|was|did) (?:in|inside|part of|it|that)\b"
    r"|^\W*(?:那|这)?(?:单)?(?:里面|里边|里头|其中|单里|单子里)(?:都|各)?[买有是](?:了|的)?(?:些|点)?(?:什么|啥|哪些)",
    re.IGNORECASE,
)
_EACH_LINE = re.compile(r"每(?:行|件|样|种|个)(?:商品|东西|货)?(?:各|分别)?(?:是|要|花了?)?多少钱|各(?:是|要)?多少钱")
_APART = re.compile(
    r"\b(?:return|refund|next|average|all|every|predict|why)\w*|退|下次|平均|所有|全部|预测|为什么", re.IGNORECASE
)
_BY_ITSELF = re.compile(
    r"\s*\b(?:of|for|from|on|in|inside) (?:it|that)\b|\bits\b\s*(?=order)"
    r"|^\W*(?:那么?|好的?|行|嗯|ok|okay|and|so)[, \uff0c]*",
    re.IGNORECASE,
)


def in_found_order(question: str, thread: Thread) -> Frame | None:
    """The turn as one about what was in the single order that the turn before has found; None where it is another.

    Args:
        question: Cleaned.
        thread: What was spoken of before it.
    """
    before = thread.frame
    if before is None or before.people or before.order is None or before.order.metric != "order_value":
        return None
    one = before.order.superlative and (before.rank is None or before.rank.count == 1)
    if not one or before.groups or _APART.search(question) or not (_INSIDE.search(question) or _of_the_one(question)):
        return None
    found = before.copied()
    # "Which customer placed the largest order?": the order is what "it" is of.
    found.entities, found.who, found.nouns = [Entity("order", linked=False, plural=False)], False, []
    return Frame(desk={"goods"}, order_found=found)


def _of_the_one(question: str) -> bool:
    goods = re.search(r"\bin\b|\binside\b|\bitems\b|\bproducts\b|里|商品", question)
    return bool(_THAT_ORDER.search(question) and goods)


def named_before(thread: Thread) -> str:
    """The one customer that the turn before was about, by id, or by the name or e-mail given; empty where none is."""
    before = thread.frame
    if before is None:
        return ""
    if len(thread.people) == 1 and tuple(before.people) == thread.people:
        return thread.people[0]
    found = before.searched if not before.people else []
    return found[0].text if len(found) == 1 and found[0].what == "customer" else ""


def of_that_order(question: str, thread: Thread) -> str:
    """The turn as one about the last (or first) order of the customer whose order was told; empty where it is another.

    Args:
        question: Cleaned.
        thread: What was spoken of before it.
    """
    before = thread.frame
    name = named_before(thread)
    if before is None or not name or _APART.search(question):
        return ""
    others = {m.metric for m in before.measures} - {"orders"}
    told = {*before.desk, *before.nouns, *({"last"} if "when" in before.asks and not others else ())}
    if "predict" in before.asks or told & {"next", "next_order"}:
        return ""
    which = "first" if told & {"first", "first_purchase"} else "last" if told & {"last", "last_purchase"} else ""
    named = (
        _INSIDE.search(question)
        or _OF_ORDER.search(question)
        or (_THAT_ORDER.search(question) and _ASKS.search(question))
    )
    if not which or not named:
        return ""
    rest = _BY_ITSELF.sub("", _THAT_ORDER.sub("", question)).strip(" \uff0c,的")
    if _HAN.search(question):
        rest = re.sub(r"^(?:那|这)?(?:里面|里边|里头|其中|单里|单子里)(?:都|各)?", "", _EACH_LINE.sub("商品明细", rest))
        return f"客户{name} {'第一' if which == 'first' else '最近一'}单的{rest}"
    return f"{name}'s {which} order: {_plain(question if _INSIDE.search(question) else rest)}"


def _plain(rest: str) -> str:
    """What is asked in bare words: "What is number and how much was it for?" asks for the number and the total."""
    found = [
        ("order number", r"\b(?:number|no|nr|id|code)\b|#"),
        (
            "amount",
            r"\bhow much\b|\btotals?\b|\bamounts?\b|\bvalue\b|\bworth\b|\bcosts?\b|\bprice\b|\brevenue\b|\bpaid\b",
        ),
        (
            "products",
            rf"{_INSIDE.pattern}"
            r"|\bitems?\b|\bproducts?\b|\bcontents?\b|\bwhat(?:'s| is| was| were)? (?:in|on)\b|\bb[ou][uy]",
        ),
    ]
    return " and ".join(words for words, asked in found if re.search(asked, rest, re.IGNORECASE)) or rest
