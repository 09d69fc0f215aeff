"""Segments side by side that no table is grouped by: two of a company's own, or one against all other customers.

A customer may be in several of a company's own segments, so that each is asked about by itself, with the same measures;
how many are in both is told beside them.
"""

import re
from collections.abc import Callable
from typing import Any

from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import KINDS, Measured, Where
from agent.planner.queries import plan_query
from agent.planner.reading import Call, Plan
from data.spec import Filter

KIND = "segments_beside"
_OWN = "segment"
# What is told of two segments where no measure is named.
_TOLD = (
    Measured("customers"),
    Measured("predicted_value"),
    Measured("predicted_value", "mean"),
    Measured("revenue"),
    Measured("orders"),
    Measured("p_active", "mean"),
)
_MOST = 4
_AGAINST = r"(?:compared? (?:to|with)|in comparison (?:to|with)|against|versus|vs\.?|and|with|to|relative to|than)"
_REST = re.compile(
    rf",?\s*\b{_AGAINST} (?:(?:all|the|every) )*"
    r"(?:rest|others?|remaining|everybody else|everyone else|other customers|non-members)"
    r"(?: of (?:the |our )?(?:customers?|base|shop))?(?: customers?)?\b"
    r"|(?:和|与|跟|同|对比|相比|相对于|对|比)(?:所有|全部)?(?:其他|其余|别的|剩下|剩余|其它)(?:所有|全部)?(?:的)?"
    r"(?:客户|顾客|用户|人|客群)?(?:相比|比较|对比|比)?",
    re.IGNORECASE,
)


def without_rest(question: str) -> str:
    """The question without "against all others", 和其他客户对比; as it is where nobody else is named.

    >>> without_rest("revenue of key accounts compared with everybody else"), without_rest("VIP客户和其他客户对比")
    ('revenue of key accounts', 'VIP客户')
    """
    return _REST.sub("", question).strip()


def beside_the_rest(question: str, frame: Frame, read: Callable[[str], Frame]) -> Frame:
    """The question as one about a segment and all other customers, where it names one and them; else as it was read.

    Args:
        question: In plain words.
        frame: Its slots.
        read: Reads a question's slots.
    """
    plain = without_rest(question)
    if plain == question or not (frame.leftovers or frame.versus):
        return frame
    told = read(plain)
    kinds = [c for c in told.conditions if c.filter.column in KINDS and c.filter.op == "eq" and not c.metric]
    if len(kinds) != 1 or told.leftovers or told.outside or told.groups or told.rank or told.order or told.people:
        return frame
    told.rest, told.versus = True, True
    return told


def segments_beside(frame: Frame, facts: Facts) -> Plan | None:
    """The calls that tell the same of each of the segments; None where none are to be compared."""
    compared = [c for c in frame.conditions if c.filter.column in (KINDS if frame.rest else (_OWN,)) and not c.metric]
    asked = frame.versus or frame.measures or frame.order or "count" in frame.asks
    filters = _sides(compared, rest=frame.rest) if asked and "list" not in frame.asks else []
    # "By revenue", "which is worth more": what the segments are compared by.
    named = frame.order is not None and (frame.which or not frame.order.superlative)
    single = (
        frame.groups
        or frame.rank
        or (frame.order and not named)
        or frame.people
        or frame.searched
        or frame.share
        or frame.chart
    )
    if not 2 <= len(filters) <= _MOST or single or len(frame.spans) > 1 or "why" in frame.asks:
        return None
    others = [c for c in frame.conditions if c not in compared]
    measures = [*frame.measures, *([Measured(frame.order.metric)] if frame.order else [])]
    measures = measures or [m for m in _TOLD if facts.metric(m.metric)]
    calls = tuple(_asked(frame, side, others, measures, facts) for side in filters)
    if len({tuple(map(str, call.arguments.get("measures", ()))) for call in calls}) != 1:
        return None
    focus: dict[str, Any] = {"sides": [f.model_dump(mode="json", exclude_defaults=True) for f in filters]}
    if not frame.rest and len(filters) == 2 and not (frame.spans or others):
        both = {"filters": focus["sides"], "measures": [{"metric": "customers"}]}
        calls = (*calls, Call("query_customers", both))
        focus["both"] = 2
    return Plan(calls, KIND, focus)


def _sides(compared: list[Where], *, rest: bool) -> list[Filter]:
    """One filter for each segment, or for the one and for all others."""
    values: list[str] = []
    for condition in compared:
        value = condition.filter.value
        if condition.filter.op not in ("eq", "in"):
            return []
        values += [str(v) for v in value] if isinstance(value, list) else [str(value)]
    values = list(dict.fromkeys(values))
    if rest and len(values) == 1:
        column = compared[0].filter.column
        return [Filter(column=column, op="eq", value=values[0]), Filter(column=column, op="ne", value=values[0])]
    return [Filter(column=_OWN, op="eq", value=value) for value in values] if not rest else []


def _asked(frame: Frame, side: Filter, others: list[Where], measures: list[Measured], facts: Facts) -> Call:
    asked = frame.copied()
    asked.conditions = [Where(side), *others]
    asked.measures, asked.entities, asked.nouns = list(measures), [], []
    asked.asks, asked.verbs, asked.vague, asked.order = set(), set(), [], None
    asked.versus = asked.which = asked.each = asked.rest = asked.follow = False
    call, _, _ = plan_query(asked, facts)
    return call
