"""Turns that rank without saying by what: "top state among them", 这些客户哪个州最多, "which five come next"."""

import re
from dataclasses import replace

from agent.planner.best_within import HIGH, LOW
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Ordered, Rank
from agent.planner.thread import Thread

_NUMBERS = {
    word: place
    for words in (["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"], "二三四五六七八九十")
    for place, word in enumerate(words, 2)
} | {"两": 2}
_HEADS = re.compile(
    r"\bhead ?counts?\b|\bhow many\b|\bn\b|\bnumber of\b|人数|多少人|几个人|多少个?客户|多少位|几位"
    r"|几个",
    re.IGNORECASE,
)
_MOST_OF = re.compile(
    r"\bmost of (?:these|those|them|the)\b|\bmost (?:these|those)\b",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"\b(?:which |the |what )?(?:(?P<a>\d+|two|three|four|five|six|seven|eight|nine|ten) (?:(?:come|are|rank"
    r"|follow)s? )?next"
    r"|next (?P<b>\d+|two|three|four|five|six|seven|eight|nine|ten))\b(?! (?:days|weeks|months|years|quarters))"
    r"|(?:接下来|后面|其次|紧随其后|排在后面)(?:的)?(?:是)?(?:哪)?(?P<c>\d+|[两二三四五六七八九十])(?:个|名|位)",
    re.IGNORECASE,
)


def ranked_again(question: str, frame: Frame, thread: Thread, facts: Facts) -> Frame:
    """The turn ranked by what it counts, or by what the turn before was about.

    Args:
        question: Cleaned.
        frame: Its slots.
        thread: What was spoken of before it.
        facts: The shop.
    """
    if (following := _following(question, frame, thread)) is not None:
        return following
    before = thread.frame
    if frame.order is not None or len(set(frame.nouns)) != 1 or frame.groups or frame.outside or frame.people:
        return frame
    nouns = facts.attribute(frame.nouns[0])
    said = [w for w in frame.leftovers if not (HIGH.fullmatch(w) or LOW.fullmatch(w))]
    best = bool(frame.leftovers) or any(key == "best" for key, _ in frame.vague)
    ranked = frame.rank is not None and frame.rank.count in (None, 1) and frame.rank.percent is None
    if said or not (best or ranked) or nouns is None or not nouns.groupable:
        return frame
    metric = _metric(question, frame, before)
    if not metric or facts.metric(metric) is None:
        return frame
    lowest = any(LOW.fullmatch(w) for w in frame.leftovers) or bool(frame.rank and frame.rank.lowest)
    told = frame.copied()
    told.order = Ordered(metric, lowest=lowest)
    told.measures = [m for m in frame.measures if m.metric != metric]
    told.leftovers, told.strange, told.vague = [], [], [v for v in frame.vague if v[0] != "best"]
    told.which = told.singular = True
    told.asks -= {"count", "amount"}
    return told


def _metric(question: str, frame: Frame, before: Frame | None) -> str:
    people = before is not None and (before.mentions("customer") or Measured("customers") in before.measures)
    people = people or frame.mentions("customer")
    counted = bool(_HEADS.search(question) or _MOST_OF.search(question)) and people
    if counted or Measured("customers") in frame.measures:
        return "customers"
    if frame.measures:
        return frame.measures[0].metric
    if before is None or not (frame.pronouns or frame.follow):
        return ""
    if before.order is not None:
        return before.order.metric
    return before.measures[0].metric if len(before.measures) == 1 else ""


def _following(question: str, frame: Frame, thread: Thread) -> Frame | None:
    """The next so many groups after the first: "which five come next after SP"."""
    before, found = thread.frame, _NEXT.search(question)
    if before is None or found is None or frame.people or before.people or frame.horizon:
        return None
    keys = [*before.groups, *before.nouns]
    named = [c for c in frame.conditions if c.filter.column in keys and c.filter.op in ("eq", "in", "ne", "not_in")]
    others = [c for c in frame.conditions if c not in named]
    order = before.order or (Ordered(before.measures[0].metric) if len(before.measures) == 1 else None)
    if len(set(keys)) != 1 or not named or others or order is None:
        return None
    count = _NUMBERS.get((found["a"] or found["b"] or found["c"]).casefold(), 0)
    told = before.copied()
    turned = {"eq": "ne", "in": "not_in"}
    told.conditions += [
        replace(c, filter=c.filter.model_copy(update={"op": turned.get(c.filter.op, c.filter.op)})) for c in named
    ]
    told.rank = Rank(count=count or int(found["a"] or found["b"] or found["c"]), lowest=order.lowest)
    told.order, told.nouns, told.groups = replace(order, superlative=True), keys[:1], []
    told.measures = [m for m in before.measures if m.metric != order.metric]
    told.asks, told.which, told.singular = set(), True, False
    told.pronouns, told.follow = set(), False
    return told
