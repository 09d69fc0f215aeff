"""Questions about what reviews complain of or praise, counted: all in all, over time, and in two groups."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Protocol

from agent.planner.facts import Facts
from agent.planner.followups import Resolved
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Where
from agent.planner.reading import Call, Plan, Unclear
from agent.planner.tables_choice import on_table
from agent.planner.thread import Thread
from data.spec import Filter

SUMMARY = "summarise_reviews"
_SPOKEN = frozenset({"complain", "praise", "say"})
# Topics of a search that are aspects of a summary.
_ASPECTS = {
    "delivery": "delivery",
    "quality": "quality",
    "price": "price",
    "service": "service",
    "packaging": "packaging",
    "size": "fit",
    "refund": "returns",
}
_SPANS = ("month", "quarter", "year")
# Beyond two years quarters say more than months.
_MONTHS_UNTIL_DAYS = 750
# Between the two groups of a comparison; a bare "and" compares only where the question says so.
_CUTS = (
    re.compile(
        r"\s*,?\s+(?:(?:as )?compared (?:with|to)|in comparison (?:with|to)|versus|vs\.?|as against|as opposed to"
        r"|unlike|(?:more |less |other )?(?:often )?than(?: do)?|differ(?:s|ent(?:ly)?)? from|rather than)\s+"
        r"|相比于?|相较于?|对比|比起|比(?!较)",
        re.IGNORECASE,
    ),
    re.compile(r"\s+(?:and|with)\s+|和|与|跟|同|及", re.IGNORECASE),
)
_COMPARED = re.compile(
    r"\bcompar\w+|\bdiffer\w*|\bversus\b|\bvs\b|\bbetween\b|\bthan\b|\bunlike\b|\bagainst\b|\bopposed\b"
    r"|不同|差异|区别|差别|对比|相比|比较|相较|比起|比",
    re.IGNORECASE,
)


class Reads(Protocol):
    """What is needed of the planner: facts and frames."""

    facts: Facts

    def frame(self, question: str, thread: Thread) -> Frame:
        """The slots of a cleaned question."""


def side_of(frame: Frame) -> str:
    """`negative`, `positive`, or empty where both or neither are asked for."""
    judged = {m.metric for m in frame.measures}
    bad, good = "complain" in frame.asks or "low_ratings" in judged, "praise" in frame.asks or "high_ratings" in judged
    return "" if bad == good else "negative" if bad else "positive"


def summary_plan(frame: Frame, scope: Mapping[str, Any], facts: Facts) -> Plan | None:
    """The summary that a question wants; None where it wants reviews to read.

    Args:
        frame: Its slots.
        scope: Arguments that say which reviews.
        facts: The shop.
    """
    aspects = list(dict.fromkeys(_ASPECTS[key] for key in _topics(frame) if key in _ASPECTS))
    side = side_of(frame)
    counted = bool(side) and (frame.share or "count" in frame.asks or Measured("reviews") in frame.measures)
    over_time = bool(frame.asks & {"trend", "grow", "growth"}) or any(key in _SPANS for key in frame.groups)
    if frame.share and any(c.filter.column == "rating" for c in frame.conditions):
        return None  # a share of ratings is counted by stars
    if frame.leftovers or (frame.texts and not (len(aspects) == 1 and (counted or over_time))):
        return None
    if not frame.asks & {"complain", "praise"} and (frame.people or "quote" in frame.asks):
        return None  # to be read, not summed up
    arguments = {**scope, **({"polarity": side} if side else {}), **({"aspects": aspects} if aspects else {})}
    if over_time:
        arguments["by"] = _span(frame, facts)
    focus = {"polarity": side, "counted": counted, "complain": side == "negative", "praise": side == "positive"}
    calls = [Call(SUMMARY, arguments)]
    if "quote" in frame.asks or frame.people:
        # What is clear of few reviews may be nothing: their words are there all the same.
        calls.append(Call("search_reviews", dict(scope)))
    return Plan(tuple(calls), "reviews", focus)


def contrast(planner: Reads, question: str, frame: Frame, thread: Thread) -> tuple[Resolved, Plan] | None:
    """The summary of two groups of customers against each other; None where the question names no two groups.

    Args:
        planner: What reads the parts of the question.
        question: Cleaned.
        frame: Its slots.
        thread: What was spoken of before it.
    """
    if not frame.asks & _SPOKEN or not _COMPARED.search(question) or frame.people or frame.searched:
        return None
    if frame.share or frame.measures:
        return None  # figures of both are wanted, not what they say
    for groups in _two_groups(planner, question, frame, thread):
        filters = [[_plain(on_table(c, "reviews", planner.facts)) for c in group] for group in groups]
        columns = [{f["column"] for f in group} for group in filters]
        if filters[0] == filters[1] or not columns[0] & columns[1]:
            continue
        side = side_of(frame)
        spans = frame.spans[:1]
        arguments: dict[str, Any] = {"filters": filters[0], "against": filters[1]}
        arguments |= {"start": spans[0].start.isoformat(), "end": spans[0].end.isoformat()} if spans else {}
        arguments |= {"polarity": side} if side else {}
        focus = {"polarity": side, "complain": side == "negative", "praise": side == "positive"}
        return Resolved(frame), Plan((Call(SUMMARY, arguments),), "reviews", focus)
    return None


def _two_groups(planner: Reads, question: str, frame: Frame, thread: Thread) -> Iterator[list[list[Where]]]:
    """Ways to part the conditions of a question between two groups: at its words, then where a column comes again."""
    told = [c for c in frame.conditions if c.filter.column != "rating"]
    for first, second in _halves(question):
        parts = [planner.frame(part, thread) for part in (first, second)]
        groups = [[c for c in part.conditions if c.filter.column != "rating"] for part in parts]
        # Alone a part may be read as less than it is in the whole: "new ones in China".
        if all(groups) and not any(part.leftovers for part in parts) and sum(map(len, groups)) >= len(told):
            yield groups
    columns = [c.filter.column for c in told]
    again = next((at for at, column in enumerate(columns) if column in columns[:at]), None)
    if again is not None and all(_COMPARED.search(word) for word in frame.leftovers):
        yield [told[:again], told[again:]]


def _halves(question: str) -> Iterator[tuple[str, str]]:
    for cut in _CUTS:
        for found in cut.finditer(question):
            yield question[: found.start()], question[found.end() :]


def _topics(frame: Frame) -> list[str]:
    return [term.key for token in frame.texts for term in token.terms if term.kind == "text"]


def _span(frame: Frame, facts: Facts) -> str:
    spans = [key for key in frame.groups if key in _SPANS]
    if len(frame.groups) > len(spans) or len(spans) > 1:
        raise Unclear("unused", column=next(key for key in frame.groups if key not in spans[:1]))
    return spans[0] if spans else "month" if (facts.as_of - facts.first_day).days <= _MONTHS_UNTIL_DAYS else "quarter"


def _plain(condition: Filter) -> dict[str, Any]:
    return condition.model_dump(mode="json", exclude_defaults=True)
