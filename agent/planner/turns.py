"""Turns cut short: "returns in £?", 退了多少钱的货, "last order date + orders so far" lean on what was spoken of.

A figure of the whole shop would answer another question than the one that is meant, so a turn that names no scope of
its own keeps that of the turn before, and its reading says so. Words such as "the whole shop" or 全店 widen it again.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from agent.planner.frames import Entity, Frame
from agent.planner.meanings import KINDS, Measured
from agent.planner.order_turns import named_before
from agent.planner.thread import Thread

_WHOLE = re.compile(
    r"\b(?:shop|store|company|business|site)(?:'s)?\b(?! ?id)|\b(?:all|every|our) (?:the |of our "
    r"|our )?(?:customers?|clients?|buyers?"
    r"|orders|countries|categories|products)\b|\beveryone\b|\beverybody\b|\bacross the board\b"
    r"|\b(?:did|do|have|had|are|were) we\b(?! (?:expect|predict|forecast))|\bin general\b"
    r"|全店|整个?店|店里|全公司|公司|大盘|我们|咱们|(?:全部|所有|全体)(?:的)?(?:客户|顾客|用户|订单|国家|品类|商品)",
    re.IGNORECASE,
)
# A sentence of its own has one of these; a turn without is cut short.
_SENTENCE = re.compile(
    r"\b(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|give|show|list|tell|find"
    r"|make|made"
    r"|compute|calculate|who|need|want|draw|plot|which|why|explain|let)\b",
    re.IGNORECASE,
)
_HAN = re.compile(r"[㐀-鿿]")
_ADDRESSED = re.compile(r"^(?:请|帮|给我|麻烦|告诉|列|画)|为什么|为何")
_MOST_WORDS, _MOST_HAN = 9, 16
# Measures that one customer has not.
_OF_MANY = re.compile(r"customers|_per_customer|repeat_")
_OF_LINES = frozenset({"category", "product", "product_id", "channel", "rating", "date"})
_APART = frozenset({"why", "describe", "define", "quality", "say", "complain", "praise", "quote", "lookup"})
_SPOKEN = frozenset({"complain", "praise", "say"})
_THEY = re.compile(r"\b(?:they|he|she|them|their|his|her|that customer)\b|他|她|这个客户|该客户", re.IGNORECASE)
_THEIRS = frozenset({"it", "them"})
# A figure of all the rows together, whatever groups were told before.
_TOTAL = re.compile(
    r"\b(?:in total|total|overall|altogether|combined|sum)\b|合计|总共|一共|总计|加起来|总额|总的", re.IGNORECASE
)
_AHEAD = re.compile(r"predicted_|p_active|p_high")


# The figure that the turn before told, asked for in other units: "how many customers is that?", 那是多少单.
_THAT_FIGURE = re.compile(
    r"\b(?:is|was|are|were|make|makes|made) (?:that|this|those|these|it)\b\s*(?:in (?:all|total))?\s*[?.!]*$"
    r"|\b(?:does|did|do) (?:that|this|it) (?:come to|make|amount to|mean)\b|^那?(?:这|那)?(?:就)?是(?:多少|几)",
    re.IGNORECASE,
)


_OPINION = re.compile(
    r"^\s*(?:is (?:he|she|that one|that|it|this) |are they )?(?:still |really )?worth (?:having|keeping|it"
    r"|the (?:effort|trouble|hassle))"
    r"\s*[?,.;–-]+\s*(?=\w)|^\s*(?:这人|这客户|他|她)?(?:还)?值得(?:留|维护|要|做)吗?[？?，,。]\s*(?=.)",
    re.IGNORECASE,
)


def without_opinion(question: str) -> tuple[str, list[str]]:
    """The question without "still worth having?" before what is asked, and these words, to be named as left aside.

    >>> without_opinion("still worth having? net spend of that one")
    ('net spend of that one', ['still worth having'])
    """
    found = _OPINION.match(question)
    return (question[found.end() :], [found.group().strip(" ?？,，.。;–-")]) if found else (question, [])


def cut_short(question: str) -> bool:
    """Whether a turn is no sentence of its own.

    >>> cut_short("returns in £?"), cut_short("How many returns are there?"), cut_short("退了多少钱的货")
    (True, False, True)
    """
    if han := len(_HAN.findall(question)):
        return han <= _MOST_HAN and not _ADDRESSED.search(question.strip())
    return len(question.split()) <= _MOST_WORDS and not _SENTENCE.search(question)


def of_the_customer(question: str, frame: Frame, thread: Thread, read: Callable[[str], Frame]) -> Frame | None:
    """The turn as one about the customer of the turn before; None where it names whom it means, or everybody.

    Args:
        question: Cleaned.
        frame: Its slots.
        thread: What was spoken of before it.
        read: Reads a question that names the customer.
    """
    before = thread.frame
    spoken = len(thread.people) == 1 and before is not None and before.of_network
    name = thread.people[0] if spoken else named_before(thread)
    if before is None or not name:
        return None
    found = bool(before.searched) and not before.people
    # 预测值和上下限呢, of the customer, is no question of how good intervals are.
    network = frame.change is not None or frame.portfolio or (frame.appraisal and frame.appraisal != "intervals")
    # "What do you expect from them, with the range": the desk's words are read where the customer is named.
    # "When did she place her last order, and its number": of one known by an e-mail, orders are read with it.
    pointed = frame.pronouns - _THEIRS or (frame.pronouns and not frame.leftovers and not (found and frame.orders))
    own = frame.people or frame.searched or pointed or network or frame.chart or frame.grown
    doubtful = frame.doubt and not frame.appraisal
    # "What do customers complain about" is of all of them, whoever was spoken of.
    everybody = frame.asks & _SPOKEN and any(e.kind == "customer" and e.plural for e in frame.entities)
    if own or doubtful or everybody or _WHOLE.search(question) or frame.asks & {"describe", "define", "why", "quality"}:
        return None
    if frame.follow and not (frame.measures or frame.nouns or frame.leftovers or frame.appraisal):
        return None  # "and in the next 365 days?" of reasons is about reasons
    told = read(f"客户{name} {question}" if _HAN.search(question) else f"customer {name}, {question}")
    told.follow, told.pronouns = False, set()
    if (
        told.of_network
        or not _of_one(told, name, theirs=bool(_THEY.search(question)))
        or told.leftovers
        or told.aside
        or told.outside
    ):
        return None
    if any(c.metric or c.filter.column not in _OF_LINES for c in told.conditions):
        return None
    # "EIRE revenue?" after a customer of another country is of that country: no condition is let go.
    known = {c.filter.column for c in told.conditions} | ({"value_tier"} if "interval" in told.desk else set())
    if (told.conditions and not cut_short(question)) or any(c.filter.column not in known for c in frame.conditions):
        return None
    if not (told.spans or told.nouns or told.horizon or told.desk or "predict" in told.asks) and _of_days(told):
        told.spans = list(before.spans)
    if not told.conditions and not told.nouns and _of_days(told):
        told.conditions = [c for c in before.conditions if c.filter.column in _OF_LINES]
    return told


def _of_one(told: Frame, name: str, *, theirs: bool) -> bool:
    """Whether a frame asks something of that one customer, and ranks nothing but what "they" bought."""
    ranked = (told.rank or told.order) and not (theirs and told.nouns and set(told.nouns) <= _OF_LINES)
    many = (
        told.groups or ranked or told.share or told.versus or [*told.people, *(s.text for s in told.searched)] != [name]
    )
    several = any(_OF_MANY.search(m.metric) for m in told.measures)
    asked = told.content_beside_people or told.desk or told.mentions("order")
    return bool(asked) and not (many or several)


def _of_days(told: Frame) -> bool:
    return bool(told.measures) and not any(_AHEAD.search(m.metric) for m in told.measures)


def leaning(question: str, frame: Frame, thread: Thread) -> Frame:
    """The turn with the scope of the turn before, where it is cut short or only names a figure.

    A turn that ranks or sums up by itself takes only the conditions and the days; any other is carried on like one
    that begins with "and".

    Args:
        question: Cleaned.
        frame: Its slots.
        thread: What was spoken of before it.
    """
    before = thread.frame
    if before is None or frame.people or frame.searched or frame.of_network or frame.doubt or frame.outside:
        return frame
    if _WHOLE.search(question):
        return _widened(question, frame, before)
    if before.people or before.searched or before.of_network:
        return frame
    if thread.those is not None and (told := _of_those(question, frame, thread)) is not None:
        return told
    if _THAT_FIGURE.search(question) and _asks_figure(frame) and not frame.pronouns - {"it", "that", "them"}:
        # "Just Germany: how many orders was that?": of what was told before.
        return replace(frame, follow=True, pronouns=set())
    if thread.those is before and before.rank is not None and _figure_alone(frame) and cut_short(question):
        # "Total orders?" after the top five customers: theirs.
        return replace(frame, pronouns={"them"})
    if thread.group is before and before.which and before.singular and _figure_alone(frame) and cut_short(question):
        # "Returns?", 退了多少钱, after the product that sold best: its.
        return replace(frame, pronouns={"it"})
    if not (before.conditions or before.spans):
        return frame
    if frame.follow or frame.pronouns or frame.leftovers or frame.texts or frame.asks & _APART:
        return frame
    own = frame.conditions or frame.spans or frame.groups or frame.nouns or frame.rank or frame.order or frame.versus
    ordered = frame.order is not None and not (frame.order.superlative or frame.rank or frame.groups or frame.nouns)
    if ordered and (before.order is not None or before.rank is not None) and not (frame.measures or frame.entities):
        return replace(frame, follow=True)  # 按销量排呢: the ranking before, by another figure
    complete = frame.conditions and frame.spans and (frame.measures or frame.order or frame.entities)
    if complete or not (cut_short(question) or (frame.measures and not own)):
        return frame
    if _other_rows(frame, before):
        return frame
    structured = frame.order is not None or frame.rank is not None or bool(frame.groups or frame.nouns)
    asked = bool(frame.measures or frame.order)
    return _scoped(frame, before) if asked and (structured or _TOTAL.search(question)) else replace(frame, follow=True)


def _other_rows(frame: Frame, before: Frame) -> bool:
    """Whether a turn is whole without the customers counted before: 1星到5星的评价各有多少条, after who bought beauty.

    It names orders or reviews, and which or by what; what these customers have done says nothing of such rows.
    """
    deeds = any(c.apart or c.metric or c.filter.column in KINDS for c in before.conditions) and _of_customers(before)
    named = frame.mentions("order") or frame.mentions("review")
    own = frame.conditions or frame.groups or frame.nouns
    return bool(deeds and named and own and not (frame.mentions("customer") or frame.share))


def _of_those(question: str, frame: Frame, thread: Thread) -> Frame | None:
    """A turn about the customers spoken of that does not name them; None where it is about others."""
    said = frame.pronouns or frame.leftovers or frame.texts or frame.asks & _APART or frame.share or frame.versus
    scope = frame.conditions or frame.groups or frame.nouns or frame.entities
    if said or scope:
        return None
    if thread.those is thread.frame and frame.rank is not None and (frame.order or frame.measures):
        return replace(frame, pronouns={"them"}, follow=False)  # "list the three with the most orders"
    several = any(_OF_MANY.search(m.metric) for m in frame.measures)
    alone = thread.single and frame.measures and not (several or frame.rank or frame.order)
    # 他最后一次购买是什么时候, then 最近90天一共消费了多少: still his.
    return replace(frame, pronouns={"it"}, follow=False) if alone and cut_short(question) else None


def _asks_figure(frame: Frame) -> bool:
    own = frame.groups or frame.nouns or frame.rank or frame.order or frame.versus or frame.texts or frame.leftovers
    return bool(frame.measures or frame.entities or "count" in frame.asks) and not (own or frame.asks & _APART)


def _figure_alone(frame: Frame) -> bool:
    own = frame.conditions or frame.spans or frame.groups or frame.nouns or frame.rank or frame.order or frame.versus
    said = frame.follow or frame.pronouns or frame.leftovers or frame.texts or frame.asks & _APART
    return bool(frame.measures) and not (own or said)


def _scoped(frame: Frame, before: Frame) -> Frame:
    """The turn's own question, asked of the rows and days of the turn before."""
    told = {c.filter.column for c in frame.conditions} | {*frame.groups, *frame.nouns}
    # "By country", after Germany, asks for the others as well.
    kept = [c for c in before.conditions if c.filter.column not in told or c.metric]
    ahead = frame.horizon or any(_AHEAD.search(m.metric) for m in frame.measures)
    entities = list(frame.entities)
    if any(c.metric for c in kept) and Measured("customers") not in frame.measures and not frame.mentions("customer"):
        entities += [Entity("customer", linked=False, plural=True)] if _of_customers(before) else []
    spans = frame.spans or ([] if ahead else list(before.spans))
    return replace(frame, conditions=[*kept, *frame.conditions], spans=spans, entities=entities)


def _of_customers(before: Frame) -> bool:
    return before.mentions("customer") or Measured("customers") in before.measures


def _widened(question: str, frame: Frame, before: Frame) -> Frame:
    """The turn before asked of everybody: "and for the whole shop?", 全店呢."""
    bare = not (frame.order or frame.rank or frame.groups or frame.spans or frame.conditions or frame.asks - {"amount"})
    figure = before.measures and not (before.rank or before.order or before.of_network)
    if not (bare and figure and cut_short(question) and {m.metric for m in frame.measures} <= {"customers"}):
        return frame
    wide = before.copied()
    wide.people, wide.searched, wide.conditions, wide.entities, wide.nouns, wide.asks = [], [], [], [], [], set()
    return wide
