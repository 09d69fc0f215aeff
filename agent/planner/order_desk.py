"""One order by its number: what is asked of it, from the bare words, where the grammar loses its way in the rest."""

import re
from collections.abc import Collection
from dataclasses import replace

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Searched
from agent.planner.units import find_id

_GOODS = re.compile(
    r"\bwhat(?:'s| is| was| were| are| did| does| do| has| had| have| should| would| be| been| all"
    r"| came| got| the| exactly)*"
    r"(?: (?:she|he|they|it|we|you|the (?:customer|client|buyer)|all|everything))?"
    r"(?: (?:in|on|inside|under|get|got|buy|bought|order\w*|receive\w*|purchase\w*|sent|returned|contain\w*|included?))"
    r"|\b(?:what|which)(?: exact)? (?:items?|products?|articles?|goods|things|stuff|lines?)\b"
    r"|\bcontents?\b|\blines?\b|\bitem ?list\b"
    r"|\b(?:each|every) (?:item|product|article|line)\b|\bitems?\s*[,&+/]|\bitemi[sz]ed\b|\bpositions\b"
    r"|买了?(?:些)?(?:什么|啥|哪些)|(?:有|装|含|退|退的是|退了|下的是|是)(?:些)?(?:什么|啥|哪些)|(?:什么|啥"
    r"|哪些)(?:商品|东西|货|产品)"
    r"|每[样件种款]|明细|内容|清单|包含",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\bhow much\b|\btotals?\b|\bamounts?\b|\bvalue\b|\bcosts?\b|\bprice\b|\bworth\b|[£$€]"
    r"|多少钱|金额|总价|总额|多少英镑|价值",
    re.IGNORECASE,
)
_WHOSE = re.compile(r"\bwho(?:se)?\b|\bwhich (?:customer|client|buyer)\b|谁|哪位|哪个(?:客户|顾客)", re.IGNORECASE)
_DAY = re.compile(r"\bwhen\b|\bdate\b|\bwhat day\b|\bwhich day\b|什么时候|啥时候|哪天|日期|几号|何时", re.IGNORECASE)
_UNITS = re.compile(
    r"\bhow many (?:units|pieces|items)\b|\bqty\b|\bquantit\w+|\b(?:units|pieces)\b|[几多少]+件|件数|数量|[几多少]+个",
    re.IGNORECASE,
)
_KINDS = re.compile(
    r"\bhow many (?:\w+ )?(?:different|distinct|unique|separate) (?:products?|items?|articles?|things|goods)\b"
    r"|\bhow many (?:products?|articles?|skus|lines)\b|[几多少]+[种款样]",
    re.IGNORECASE,
)
# What of it came back, and whether all that it held is asked for as well.
_BACK = re.compile(
    r"\b(?:what|which|any|anything|something)\b[^.;:?]{0,40}?\b(?:sent back|returned|refunded|sent in return"
    r"|came back|come back"
    r"|went back|(?:send|sent|give|gave|bring|brought) back)\b"
    r"|\b(?:items?|products?|articles?|lines?|goods|pieces?) (?:that )?(?:were |was )?(?:sent back|returned|refunded)\b"
    r"|\b(?:returned|refunded) (?:items?|products?|articles?|lines?|goods|pieces?)\b"
    r"|(?:哪|什么|啥|几[样件种款])[^，,。；;？?]{0,10}退|退(?:了|过|掉|回|货)?(?:的是|的|了)?(?:哪|什么|啥"
    r"|几[样件种款])"
    r"|退(?:货|款|回)?的(?:是)?(?:商品|东西|货品|产品|明细)|退货(?:商品|明细|金额|款)|退款(?:金额|总额|多少)"
    r"|退(?:了|过|掉|货|款|回)*(?:一共|总共)?多少|(?:有没有|是否|有)退(?:过|货|款)|退(?:过|了)?货?[吗么没]"
    r"|\bhow (?:much|many)\b[^.;:?]{0,40}?\b(?:returned|refunded|sent back)\b"
    r"|\b(?:refund|returned) (?:amounts?|value|total)\b"
    r"|\bany (?:returns|refunds?)\b",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\bwhat(?:'s| is| was| did)?[^,;?]{0,20}\b(?:in it|in (?:this|that|the)? ?order"
    r"|buy|bought|contain\w*|order(?:ed)?)\b"
    r"|\bcontents?\b|\bfull list\b|\ball (?:the )?(?:items|products|lines)\b|\beverything in\b"
    r"|买了?(?:些)?(?:什么|啥|哪些)|(?:有|装|含)(?:些)?(?:什么|啥|哪些)|内容|全部商品|所有商品|包含",
    re.IGNORECASE,
)
# What the data do not hold of an order.
_UNKNOWN_THINGS = re.compile(
    r"\b(?:deliver\w*|courier\w*|carrier\w*|ship\w*|track\w*|arriv\w*|status|pa(?:y|id|ying|yment)s?|discounts?"
    r"|vouchers?"
    r"|coupons?|address\w*|warehouse|profit\w*|margins?|tax|vat|promo\w*)\b"
    r"|签收|快递|物流|发货|到货|送[达到]|运费|状态|支付|付款|优惠|折扣|地址|仓库|利润|毛利|税|促销",
    re.IGNORECASE,
)
# What an order is called.
_NAMED = re.compile(
    r"\b(?:credit notes?|returns?|invoices?|receipts?|slips?|bills?|purchases?|under)\b"
    r"|退货?单|[张笔]|发票|小票|票据|原本?",
    re.IGNORECASE,
)
# What may stand beside an order number and is asked of no order.
_OF_ORDER = frozenset(
    {"units", "products", "lines", "revenue", "returned", "returns", "returned_units", "order_value", "predicted_value"}
)
_NOUNS = frozenset({"product", "product_id", "date", "day", "order_id"})


def by_number(question: str, frame: Frame, facts: Facts) -> Frame:
    """The question as one about the order that it names, where it asks what an order holds; else as it was read.

    Args:
        question: Cleaned.
        frame: Its slots as the grammar reads them.
        facts: The shop.
    """
    number = _number(frame, facts)
    other = (
        frame.outside
        or frame.spans
        or frame.rank
        or frame.order
        or frame.change
        or frame.appraisal
        or "why" in frame.asks
        or {m.metric for m in frame.measures} - _OF_ORDER
        or set(frame.nouns) - _NOUNS
    )
    if not number or other:
        return frame
    asked = {
        "goods": _GOODS,
        "amount": _AMOUNT,
        "whose": _WHOSE,
        "day": _DAY,
        "units": _UNITS,
        "products": _KINDS,
        "back": _BACK,
    }
    found = {name for name, words in asked.items() if words.search(question)}
    aside = _not_read(question, frame, asked.values())
    # "On which day was it delivered": words that are not known may be what is asked.
    if not found or _UNKNOWN_THINGS.search(question) or (frame.leftovers and found <= {"day", "whose"}):
        return frame
    if "back" in found and facts.metric("returned"):
        # Which things came back: their number and their amounts are told with them.
        found = (found & {"back", "whose", "day"}) | ({"goods"} if _HELD.search(question) else set())
    measures = [Measured(key) for key in ("units", "products") if key in found and facts.metric(key)]
    desk: set[str] = found & {"goods", "amount", "whose", "back"}
    return replace(
        Frame(),
        searched=[Searched(number, "order")],
        measures=measures,
        desk=desk,
        asks={"when"} if "day" in found else set(),
        aside=aside,
        mended=list(frame.mended),
    )


def _not_read(question: str, frame: Frame, patterns: Collection[re.Pattern[str]]) -> list[str]:
    """Clauses and words that neither the grammar nor the words of an order explain."""
    read = " ".join(m[0] for words in (*patterns, _NAMED) for m in words.finditer(question)).casefold()
    clauses = [clause for clause in frame.aside if not any(words.search(clause) for words in patterns)]
    return [*clauses, *(w for w in frame.leftovers if w.casefold() not in read and any(c.isalnum() for c in w))]


def _number(frame: Frame, facts: Facts) -> str:
    """The one order that is named; a customer of that number comes first."""
    named = [*frame.people, *(s.text for s in frame.searched)]
    if len(named) != 1 or (frame.people and named[0] in facts.customer_ids):
        return ""
    if frame.searched and frame.searched[0].what != "order":
        return ""
    return find_id(named[0], facts.order_ids) or ""
