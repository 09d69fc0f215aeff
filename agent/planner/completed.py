"""Turns that name by half what the turn before has named: "average and count", "total plus n", "and in November?"."""

import re

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Where
from agent.planner.thread import Thread
from data.spec import Filter

_OF_REVIEWS = frozenset({"average_rating", "reviews", "rated_reviews", "low_rating_share", "high_rating_share"})
_OF_CUSTOMERS = re.compile(r"predicted_|p_active|customers")
_LANGUAGES = {
    **dict.fromkeys(("english", "english ones", "英文", "英语", "英文的"), "en"),
    **dict.fromkeys(("chinese", "chinese ones", "中文", "汉语", "中文的"), "zh"),
    **dict.fromkeys(("portuguese", "portuguese ones", "葡萄牙语", "葡语"), "pt"),
}
_COUNTS = frozenset({"customers", "reviews", "orders", "units"})
# Words that repeat the measure of the turn before, whatever it was.
_REPEATED = frozenset(
    {
        "average",
        "avg",
        "mean",
        "the average",
        "total",
        "sum",
        "amount",
        "总额",
        "总数",
        "总和",
        "均值",
        "平均",
        "平均值",
    }
)
_EMPTY = frozenset({"–", "-", "—", "one", "ones", "那批", "批"})
_NUMBER = re.compile(
    r"(?:\b(?:plus|and|with|along with)\b|[+&,])\s*(?:the |their |its )?(?:n|count|counts|number|headcount"
    r"|how many)\b"
    r"(?!\s+of\s+(?!them|those|these))|\b(?:n|count) (?:and|plus|\+)"
    r"|(?:和|与|、|及|，|,|再)(?:总)?(?:条数|人数|个数|数量|笔数|有?多少条|几条|多少个人|多少人|几个人)",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"\b(?:same|ditto|likewise|total|sum|altogether|average|avg|mean|worth)\b"
    r"|也|同样|一样|照样|总额|合计|总和|总数|金额|均|平均",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\b(?:along with|together with|as well as|plus|and|with|also|too)\b|[+&]|再|还有|以及|和|、|加上|顺便|并|及",
    re.IGNORECASE,
)
_BOTH_TIMES = re.compile(
    r"\b(?:both|as well|too|each|respectively|compared?|versus|vs|against|side by side)\b"
    r"|又是|也是|也给|也要|各|分别|都|两个|对比|相比|比一下|比一比|比较",
    re.IGNORECASE,
)


def completed(question: str, frame: Frame, thread: Thread, facts: Facts) -> Frame:
    """The turn with what it names by half written out from the turn before.

    Args:
        question: Cleaned.
        frame: Its slots.
        thread: What was spoken of before it.
        facts: The shop.
    """
    before = thread.frame
    if before is None or frame.people or frame.searched or frame.of_network or frame.outside or before.of_network:
        return frame
    told = frame.copied()
    _language(told, before, facts)
    words = {w.casefold() for w in told.leftovers}
    again = bool(words & _REPEATED) and bool(before.measures)
    if words and words <= _REPEATED | _EMPTY and (again or told.conditions or told.follow):
        told.leftovers, told.strange = [], []
    elif words:
        return frame
    counted = _counted(before, facts) if _NUMBER.search(question) else ""
    if counted and Measured(counted) not in told.measures and all(_money(m, facts) for m in told.measures):
        told.measures.append(Measured(counted))
        told.asks.discard("count")
        told.entities = [e for e in told.entities if f"{e.kind}s" != counted]
        again = again or not frame.measures
    more = [m for m in told.measures if m not in before.measures]
    leans = bool(told.follow or told.pronouns or told.conditions or again)
    again = again or bool(_SAME.search(question) and _MORE.search(question))
    if told.measures and not more and leans and again and len(told.measures) < len(before.measures):
        told.measures, told.follow = list(before.measures), True
    elif more and before.measures and leans and again:
        shared = [m for m in before.measures if m.metric != "customers" or m in told.measures]
        if all(m.metric in _COUNTS for m in more):
            told.measures = [*shared, *more]
            told.follow = True
    return _times(question, told, before)


def _money(measured: Measured, facts: Facts) -> bool:
    entry = facts.metric(measured.metric)
    return entry is not None and entry.unit not in ("count", "number")


def _language(told: Frame, before: Frame, facts: Facts) -> None:
    """Narrows to a language: "just the English ones", after a figure of reviews, are no customers of a country."""
    if not (any(m.metric in _OF_REVIEWS for m in before.measures) or before.mentions("review")):
        return
    for word in list(told.leftovers):
        code = _LANGUAGES.get(word.casefold(), "")
        if code in facts.values.get("language", ()):
            told.leftovers.remove(word)
            told.strange = [w for w in told.strange if w != word]
            told.conditions.append(Where(Filter(column="language", op="eq", value=code)))


def _counted(before: Frame, facts: Facts) -> str:
    """What a bare "count" counts: that of which the turn before told a figure."""
    if any(m.metric in _OF_REVIEWS for m in before.measures) or before.mentions("review"):
        return "reviews" if facts.metric("reviews") else ""
    of_customers = any(_OF_CUSTOMERS.match(m.metric) for m in before.measures) or before.mentions("customer")
    return "customers" if of_customers else ""


def _times(question: str, told: Frame, before: Frame) -> Frame:
    """The days of the turn before beside those of this one: "and what in November, too?", 11月又是多少."""
    one = len(told.spans) == 1 and len(before.spans) == 1 and told.spans != before.spans
    free = not (told.groups or told.rank or told.order or told.nouns or told.people or before.people or before.rank)
    if not (one and free and _BOTH_TIMES.search(question)) or told.asks & {"growth", "grow", "shrink"}:
        return told
    told.spans = [*before.spans, *told.spans]
    told.versus, told.follow = True, True
    return told
