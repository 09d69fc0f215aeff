"""Money "without returns": revenue has them subtracted already, average orders are those of purchases alone."""

import re
from collections.abc import Callable
from dataclasses import replace

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured

_WHAT = r"(?:the |any |all )?(?:returns|refunds|returned (?:goods|items)|return lines)"
_OUT = re.compile(
    rf"[,(]?\s*\b(?:(?:but|and) )?(?:excl(?:uding|ude|\.)?|without|w/o|not counting|not including|without counting"
    rf"|leaving out|leaving aside|ignoring|disregarding|ex|no) {_WHAT}\b\)?"
    rf"|[,(]?\s*\b(?:with )?{_WHAT} (?:excluded|not counted|not included|left out|left aside|taken out|out"
    r"|aside|ignored|don['’]?t count|do not count)\b\)?"
    r"|[，,（(]?(?:不算|不含|不计|不包括|不包含|剔除|去掉|除去|排除|刨除|刨掉)退货(?:的)?[）)]?|[，,（(]?退货(?:的)?(?:不算|不计|不计入|除外|剔除|去掉)[）)]?",
    re.IGNORECASE,
)
_NET = frozenset({"revenue", "order_value", "average_order_value", "revenue_per_customer"})
_PEOPLE = re.compile(r"\b(?:customers?|buyers?|shoppers?|clients?|who) \W*$|(?:客户|顾客|买家|用户|人)$", re.IGNORECASE)


def read_without_returns(question: str, facts: Facts, read: Callable[[str], Frame]) -> Frame:
    """The slots of a question, "without returns" taken for how money is counted, not for who returned nothing.

    Args:
        question: Cleaned.
        facts: The shop.
        read: Reads a question as it stands.
    """
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
