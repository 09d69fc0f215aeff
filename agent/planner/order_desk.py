"""One order by its number: what is asked of it, from the bare words, where the grammar loses its way in the rest."""

import re
from dataclasses import replace

from agent.planner.customer_facts import on_customers
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Searched, Where
from agent.planner.one_order import OF_ONE_ORDER
from agent.planner.units import find_id
from data.spec import Filter

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
_DAY = re.compile(
    r"\bwhen\b|\bdate\b|\bwhat day\b|\bwhich day\b|什么时候|啥时候|哪天|日期|几号|何时|(?:下单|购买|成交|订单)的?时间",
    re.IGNORECASE,
)
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
_ASKED = {
    "goods": _GOODS,
    "amount": _AMOUNT,
    "whose": _WHOSE,
    "day": _DAY,
    "units": _UNITS,
    "products": _KINDS,
    "back": _BACK,
}
# What may stand beside an order number and is asked of no order.
_OF_ORDER = frozenset(
    {"units", "products", "lines", "revenue", "returned", "returns", "returned_units", "order_value", "predicted_value"}
)
_NOUNS = frozenset({"product", "product_id", "date", "day", "order_id", *OF_ONE_ORDER})
# Figures of whoever placed it: "how much has the customer of order 1 spent in total", 他一共买过几次.
_OF_BUYER = re.compile(
    r"\b(?:his|her|their|(?:the|that|this) (?:customer|client|buyer|shopper|person)['’]?s) "
    r"(?:total|overall|other|lifetime|revenue|spend|orders|predicted|value(?! tier)|last|latest|first|next)\b"
    r"|\brevenue of (?:he|she|they|(?:the|that|this) (?:customer|client|buyer))\b"
    r"|\b(?:does|did|has|have|is|will) (?:he|she|they|(?:the|that|this) (?:customer|client|buyer|shopper|person))\b"
    r"[^.;?]{0,60}\b(?:in total|altogether|overall|so far|in all|to date|ever|worth|again|next)\b"
    r"|(?:[他她]|客户|顾客|买家|下单(?:的)?人)(?:至今|到现在|总共|一共|合计|累计|平时|历史)",
    re.IGNORECASE,
)
_IS_WHAT = re.compile(r"是(?:些)?(?:什么|啥|哪些?)")
_FORETOLD = re.compile(r"predict|expect|forecast|foresee|预测|预计|预期|未来")


def by_number(question: str, frame: Frame, facts: Facts) -> Frame:
    """The question as one about the order that it names, where it asks what an order holds; else as it was read.

    Args:
        question: Cleaned.
        frame: Its slots as the grammar reads them.
        facts: The shop.
    """
    number = _number(frame, facts)
    if number and (theirs := _OF_BUYER.search(question)):
        of_both = _DAY.search(question) or _GOODS.search(question) or {*OF_ONE_ORDER} & set(frame.nouns)
        # The order's day beside all that its buyer has spent: no one call tells both.
        more = [theirs.group().split()[-1]] if of_both else []
        return replace(frame, desk=frame.desk | {"buyer"}, leftovers=[*frame.leftovers, *more])
    if not number or _asks_more(question, frame, facts):
        return frame
    bounds = [c for c in frame.conditions if c.filter.column != "channel"]
    told = [*frame.nouns, *frame.groups, *("channel" for c in frame.conditions if c not in bounds)]
    # "Was it placed in the app?": the channel is told.
    nouns = [key for key in dict.fromkeys(told) if key in OF_ONE_ORDER and facts.attribute(key)]
    found = _found(question, frame, told, nouns)
    # "On which day was it delivered": words that are not known may be what is asked.
    unread = frame.leftovers and found <= {"day", "whose"} and not nouns
    if not (found or nouns) or unread or _UNKNOWN_THINGS.search(question):
        return frame
    if "back" in found and facts.metric("returned"):
        # Which things came back: their number and their amounts are told with them.
        found = (found & {"back", "whose", "day"}) | ({"goods"} if _HELD.search(question) else set())
    nouns += [n for n in frame.nouns if n not in _NOUNS]
    measures = [Measured(key) for key in ("units", "products") if key in found and facts.metric(key)]
    asked = Frame(measures=measures, aside=_not_read(question, frame), mended=list(frame.mended))
    if bounds:
        one = Where(Filter(column="order_id", op="eq", value=number))
        # Of the lines that are meant neither the day nor the buyer is told: that is asked back.
        return frame if nouns or found & {"day", "whose", "back"} else _of_lines(asked, [one, *bounds], found)
    return replace(
        asked,
        searched=[Searched(number, "order")],
        nouns=nouns,
        desk=found & {"goods", "amount", "whose", "back"},
        asks={"when"} if "day" in found else set(),
    )


def _asks_more(question: str, frame: Frame, facts: Facts) -> bool:
    """Whether a question asks what neither an order nor its buyer's card holds."""
    metrics = {m.metric for m in frame.measures}
    return bool(
        frame.outside
        or frame.spans
        or frame.rank
        or frame.order
        or frame.change
        or frame.appraisal
        or "why" in frame.asks
        or metrics - _OF_ORDER
        or ("predicted_value" in metrics and _FORETOLD.search(question))
        or not all(n in _NOUNS or on_customers(n, facts) for n in frame.nouns)
        or any(c.metric for c in frame.conditions)
    )


def _found(question: str, frame: Frame, told: list[str], nouns: list[str]) -> set[str]:
    """What of an order the bare words and the grammar's ask for."""
    found = {name for name, words in _ASKED.items() if words.search(question)}
    if nouns and not _GOODS.search(_IS_WHAT.sub(" ", question)):
        found -= {"goods"}  # 渠道和品类是什么
    found |= {m.metric for m in frame.measures if m.metric in ("units", "products")}
    return found | ({"goods"} if "product" in told and not found & {"units", "products"} else set())


def _of_lines(asked: Frame, conditions: list[Where], found: set[str]) -> Frame:
    """The lines of an order that are meant, summed up or by product: how many toys were in order 1."""
    listed = ["product"] if "goods" in found and not asked.measures else []
    revenue = [Measured("revenue")] if "amount" in found or not (asked.measures or listed) else []
    return replace(asked, conditions=conditions, measures=[*asked.measures, *revenue], nouns=listed)


def _not_read(question: str, frame: Frame) -> list[str]:
    """Clauses and words that neither the grammar nor the words of an order explain."""
    patterns = _ASKED.values()
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
