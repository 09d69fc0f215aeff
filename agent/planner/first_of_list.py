"""The first of the list just shown: 日本排第一的那个退货率多少, "what is the top category's return rate?"."""

import re
from collections.abc import Callable

from agent.planner.frames import Frame
from agent.planner.thread import Thread

_NOUNS = {
    "category": "category|品类|类目|类别",
    "country": "country|market|国家|市场",
    "channel": "channel|渠道",
    "product": "product|item|article|商品|产品|单品",
    "customer_id": "customer|client|buyer|客户|顾客|买家",
}
_NOUN = "|".join(_NOUNS.values())
_FIRST = re.compile(
    rf"\b(?:the|that) (?:top|leading|winning|first|no\.? ?1|number one|#1)[- ](?P<en>one|{_NOUN})\b"
    r"(?! (?:by|for|in terms|of)\b)"
    rf"|(?:排(?:名|行|在)?(?:第一|首位|头名|最前)|位居第一|居首|第一名|榜首)(?:的)?(?:那一?[个位名家款])?(?P<zh>{_NOUN})?",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[，,。；;？?！!]")
_HAN = re.compile(r"[㐀-鿿]")


def read_first(question: str, thread: Thread, read: Callable[[str], Frame]) -> Frame | None:
    """The slots of a turn about the first of the list just shown; None where it names none, or ranks by itself.

    Args:
        question: Cleaned.
        thread: What was spoken of before it.
        read: Reads a question's slots.
    """
    found = _FIRST.search(question)
    listed = thread.group if thread.group is thread.frame else None
    if found is None or (listed is None and (thread.those is None or thread.those is not thread.frame)):
        return None
    keys = {*listed.nouns, *listed.groups} if listed is not None else {"customer_id"}
    noun = (found["en"] or found["zh"] or "").casefold()
    if noun not in ("", "one") and not any(re.fullmatch(_NOUNS.get(key, "-"), noun) for key in keys):
        return None
    han = bool(_HAN.search(found.group()))
    lead = read(_CLAUSE.split(question[: found.start()])[-1]) if han else Frame()
    if lead.measures or lead.order or lead.verbs or lead.leftovers:
        return None  # 退货率排第一的那个: the first by that
    pointed = "第一名" if han else "it"
    its = re.match(r"['’]s\b", question[found.end() :])
    rest = question[found.end() + (its.end() if its else 0) :]
    frame = read(f"{question[: found.start()]}{'its' if its else pointed}{rest}")
    if not (frame.measures or frame.asks - {"amount", "list"} or frame.desk):
        return None  # "what is the top category in Japan?" ranks by itself
    before = (listed or thread.those or Frame()).conditions
    told = {c.filter.column for c in frame.conditions} & {c.filter.column for c in before}
    if any(c.filter.column in told and c not in before for c in frame.conditions):
        frame.leftovers.append(found.group())  # the first of a list that was not shown
    return frame
