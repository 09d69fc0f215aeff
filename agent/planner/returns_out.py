"""Money "without returns": revenue has them subtracted already, average orders are those of purchases alone."""

import re
from collections.abc import Callable
from dataclasses import replace

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured

_WHAT = r"(?:the |any |all )?(?:returns|refunds|returned (?:goods|items)|return lines)"
_LEFT = r"剔掉|剔除|剔了|不算|不计入?|不含|别算|不要算|去掉|除外|刨掉|刨除|抛开|排除|不包括|不包含"
_OUT = re.compile(
    rf"[,(]?\s*\b(?:(?:but|and) )?(?:excl(?:uding|ude|\.)?|without|w/o|not counting|not including|without counting"
    rf"|leaving out|leaving aside|ignoring|disregarding|ex|no) {_WHAT}\b\)?"
    rf"|[,(]?\s*\b(?:with )?{_WHAT} (?:excluded|not counted|not included|left out|left aside|taken out|out"
    r"|aside|ignored|don['’]?t count|do not count)\b\)?"
    rf"|[，,、（(]?\s*(?:把)?(?:{_LEFT}|除去|除掉|不要|不包|撇开|不考虑)掉?了?退[货款](?:的)?"
    r"(?:部分|金额|那部分)?(?![过率订单客数])\s*[）)]?"
    rf"|[，,、（(]?\s*退[货款]的?(?:部分|订单|单|金额)?(?:都|也|就|要|全|全部|先|得)*(?:{_LEFT}|另算|不考虑)(?:的|了|掉|在内)?"
    r"(?![^，。？?]*(?:客户|的人))\s*[）)]?",
    re.IGNORECASE,
)
# Told as they were sold: "don't deduct returned ones", 退回来的不用扣; pieces are counted so anyway.
_GROSS = re.compile(
    r"[,(]?\s*\b(?:but |and |i\.?e\.?,? )?(?:please )?(?:don['’]?t|do not|not|never|no|without)"
    rf" (?:deduct|subtract|tak(?:e|ing)|net|remov|minus)\w*(?: off| out| away)? {_WHAT[:-1]}|returned ones)\b"
    r"(?: off| out)?\)?"
    r"|[,(]?\s*\b(?:i\.?e\.?,? )?(?:with |without )(?:the |any )?(?:returns|refunds|returned (?:ones|goods|items))"
    r"(?: not)?(?: being)? (?:taken off|deducted|subtracted|netted off|removed)\b\)?"
    r"|[，,、（(]?\s*退(?:货|款|回来?|掉)的?(?:部分|金额|那部分)?(?:都|也|就|先)*(?:不用|不必|无需|不要|别|不)"
    r"(?:扣|减|剔|刨)(?:掉|除|了)?(?![^，。？?]*的)\s*[）)]?",
    re.IGNORECASE,
)
_SOLD = frozenset({"revenue", "gross_revenue", "units"})
_NET = frozenset({"revenue", "order_value", "average_order_value", "revenue_per_customer"})
_PEOPLE = re.compile(r"\b(?:customers?|buyers?|shoppers?|clients?|who) \W*$|(?:客户|顾客|买家|用户|人)$", re.IGNORECASE)


def read_without_returns(question: str, facts: Facts, read: Callable[[str], Frame]) -> Frame:
    """The slots of a question, "without returns" taken for how money is counted, not for who returned nothing.

    Args:
        question: Cleaned.
        facts: The shop.
        read: Reads a question as it stands.
    """
    if (kept := _GROSS.search(question)) is not None:
        frame = read(question[: kept.start()] + " " * len(kept.group()) + question[kept.end() :])
        gross = Measured("gross_revenue")
        if not frame.measures and "sell" in frame.verbs and "count" in frame.asks:
            return frame  # how many were sold is a number of pieces
        if {m.metric for m in frame.measures} & _SOLD and facts.metric(gross.metric) and not frame.mentions("customer"):
            measures = [gross if m.metric == "revenue" else m for m in frame.measures]
            return replace(frame, measures=list(dict.fromkeys(measures)))
    found = _OUT.search(question)
    if found is None or _PEOPLE.search(question[: found.start()]) or facts.metric("returns") is None:
        return read(question)
    frame = read(question[: found.start()] + " " * len(found.group()) + question[found.end() :])
    money = {m.metric for m in frame.measures} & _NET
    if not money or frame.mentions("customer"):
        return read(question)
    # The average order value spreads what was returned over all orders.
    before = Measured("gross_order_value")
    measures = [before if m.metric == "average_order_value" else m for m in frame.measures]
    return replace(frame, measures=list(dict.fromkeys(measures)))
