"""Turns about one person whom the turn before has found: who placed an order, who bought most in a month."""

import re
from collections.abc import Callable
from dataclasses import replace

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Searched
from agent.planner.thread import Thread

_PERSON = re.compile(
    r"\b(?:(?:that|this|the|the same) (?:customer|client|buyer|shopper|person|account)"
    r"|they|he|she|them|him|their|his|her)(?:'s)?\b"
    r"|(?:这|那)(?:个|位|名)?(?:客户|顾客|买家|人|用户)|此人|该(?:客户|顾客|买家|用户)|他|她|这人|那人",
    re.IGNORECASE,
)
_RANGE = re.compile(
    r"[,，;；、]?\s*(?:\b(?:with|w/|incl\.?|including|plus|and|\+)\s*(?:the |its |their |a )?(?:80 ?% )?"
    r"(?:prediction |confidence )?(?:interval|range|low(?:er)? and (?:high|upper)(?: (?:bounds?|ends?))?|bounds?)s?\b"
    r"|(?:带上?|含|附|给出?|包括|要|还有|和|及)(?:个|一下)?(?:预测)?(?:上下限|上下界|区间|上限和?下限)|[,，]\s*(?:预测)?(?:上下限|上下界|区间)(?:呢|是?多少)?)",
    re.IGNORECASE,
)
_FORETOLD = re.compile(r"expect|predict|forecast|预测|预计|预期", re.IGNORECASE)
_ORDER_ITSELF = re.compile(
    r"\b(?:that|this|the) (?:order|invoice)\b|(?:这|那|该)(?:个|笔|张)?(?:订单|单)", re.IGNORECASE
)
_LAST = re.compile(r"\b(?:last|latest|most recent)\b|最后一?[次单笔回]|最近一?[次单笔回]|上一?次", re.IGNORECASE)
_SHORT = re.compile(r"^[^，,。？?]{2,12}[？?]?$|^\W*(?:\S+\s+){0,5}\S+\W*$")


def of_orderer(question: str, thread: Thread, read: Callable[[str], Frame]) -> Frame | None:
    """The turn as one about the customer who placed the order spoken of; None where the order itself is meant.

    Args:
        question: Cleaned.
        thread: What was spoken of before it.
        read: Reads a question's slots.
    """
    before = thread.frame
    order = before.searched[0].text if before is not None and len(before.searched) == 1 else ""
    if before is None or not order or before.searched[0].what not in ("order", "customer"):
        return None
    person = _PERSON.search(question)
    if person is None or _ORDER_ITSELF.search(question) or not order.isdigit():
        return None
    # Read of a customer in general, so that no number is taken for an amount.
    frame = read(question)
    if frame.people or frame.searched or frame.outside or frame.leftovers:
        return None
    told = replace(frame, searched=[Searched(order, "customer")], pronouns=set(), follow=False)
    if "when" in told.asks and _LAST.search(question) and not told.nouns:
        told.nouns, told.rank, told.verbs = ["last_purchase"], None, set()
    return told


def of_them_with_range(question: str) -> tuple[str, bool]:
    """The turn without "with the interval", where it asks what is expected of somebody, and whether it had that.

    >>> of_them_with_range("这人后面90天预测多少，带上下限"), of_them_with_range("the forecast for them, w/ range")
    (('这人后面90天预测多少', True), ('the forecast for them', True))
    """
    if not (_PERSON.search(question) and _FORETOLD.search(question)):
        return question, False
    return _RANGE.sub("", question), bool(_RANGE.search(question))


def _foretold(frame: Frame, facts: Facts, *, ranged: bool) -> Frame:
    """What is expected of the one found, in the days that every customer's prediction is of."""
    told = {m.metric for m in frame.measures} | ({"predicted_value"} if frame.asks & {"predict", "foresee"} else set())
    own = frame.conditions or frame.groups or frame.nouns or frame.rank or frame.order or frame.versus or frame.people
    ours = told <= {"predicted_value", "revenue"} and frame.horizon in (None, facts.horizon_days)
    if own or not told or not ours or frame.leftovers or frame.outside or frame.searched or frame.spans:
        return frame
    keys = ["predicted_value", *(("predicted_lo", "predicted_hi") if ranged else ())]
    return Frame(measures=[Measured(key) for key in keys], pronouns={"it"})


def figure_of_found(question: str, frame: Frame, thread: Thread, facts: Facts, *, ranged: bool) -> Frame:
    """A bare figure for the days of the turn before, asked of the first whom that turn has found: 当月几单.

    Args:
        question: Cleaned.
        frame: Its slots.
        thread: What was spoken of before it.
        facts: The shop.
        ranged: It asks for the range of what is expected as well.
    """
    before = thread.frame
    if before is None or thread.those is not before or before.order is None or before.rank is not None:
        return frame
    if _FORETOLD.search(question) and (_PERSON.search(question) or frame.pronouns) and not thread.people:
        return _foretold(frame, facts, ranged=ranged)
    own = frame.conditions or frame.groups or frame.nouns or frame.rank or frame.order or frame.versus or frame.people
    figure = frame.measures or frame.mentions("order")
    said = frame.pronouns or frame.leftovers or frame.texts or frame.outside or frame.share or frame.of_network
    if own or said or not figure or frame.spans not in ([], before.spans) or not _SHORT.search(question):
        return frame
    measures = frame.measures or [Measured("orders")]
    entities = [e for e in frame.entities if e.kind != "order"]
    told = replace(frame, measures=measures, entities=entities, verbs=set(), pronouns={"it"}, follow=False)
    ahead = any(m.metric.startswith(("predicted_", "p_")) for m in measures)
    told.spans = frame.spans or ([] if ahead else list(before.spans))
    return told
