"""Turns about the order whose day was told: "what is its number and total?", 那一单的单号和金额."""

import re

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
_APART = re.compile(
    r"\b(?:return|refund|next|average|all|every|predict|why)\w*|退|下次|平均|所有|全部|预测|为什么", re.IGNORECASE
)
_BY_ITSELF = re.compile(
    r"\s*\b(?:of|for|from|on|in|inside) (?:it|that)\b|\bits\b\s*(?=order)"
    r"|^\W*(?:那么?|好的?|行|嗯|ok|okay|and|so)[, \uff0c]*",
    re.IGNORECASE,
)


def of_that_order(question: str, thread: Thread) -> str:
    """The turn as one about the last (or first) order of the customer whose order was told; empty where it is another.

    Args:
        question: Cleaned.
        thread: What was spoken of before it.
    """
    before = thread.frame
    if before is None or len(thread.people) != 1 or tuple(before.people) != thread.people or _APART.search(question):
        return ""
    told = {*before.desk, *before.nouns, *({"last"} if "when" in before.asks and not before.measures else ())}
    if "predict" in before.asks or told & {"next", "next_order"}:
        return ""
    which = "first" if told & {"first", "first_purchase"} else "last" if told & {"last", "last_purchase"} else ""
    named = _OF_ORDER.search(question) or (_THAT_ORDER.search(question) and _ASKS.search(question))
    if not which or not named:
        return ""
    rest = _BY_ITSELF.sub("", _THAT_ORDER.sub("", question)).strip(" \uff0c,的")
    name = thread.people[0]
    if _HAN.search(question):
        return f"{name}{'第一' if which == 'first' else '最近一'}单的{rest}"
    return f"{name}'s {which} order: {_plain(rest)}"


def _plain(rest: str) -> str:
    """What is asked in bare words: "What is number and how much was it for?" asks for the number and the total."""
    found = [
        ("order number", r"\b(?:number|no|nr|id|code)\b|#"),
        (
            "amount",
            r"\bhow much\b|\btotals?\b|\bamounts?\b|\bvalue\b|\bworth\b|\bcosts?\b|\bprice\b|\brevenue\b|\bpaid\b",
        ),
        ("products", r"\bitems?\b|\bproducts?\b|\bcontents?\b|\bwhat(?:'s| is| was| were)? (?:in|on)\b|\bb[ou][uy]"),
    ]
    return " and ".join(words for words, asked in found if re.search(asked, rest, re.IGNORECASE)) or rest
