"""Counted over all days, whatever days the rest of the question names: 累计下过至少10单, "10 orders overall"."""

import re
from dataclasses import replace

from agent.planner.facts import Facts
from agent.planner.meanings import Line, Span, Where
from data.spec import Period

_BEFORE = re.compile(r"(?:累计|总共|一共|历史上?|至今|合计|有史以来)[^，,。；;、且但]{0,6}$")
_BEHIND = re.compile(
    r"[^,.;?，。]{0,16}?\b(?:overall|in total|altogether|in all|all told|so far|to date|ever)\b", re.IGNORECASE
)
_TURN = re.compile(r"[，,、。；;]|但|而且|并且|且|\b(?:and|but)\b", re.IGNORECASE)
_WHO = re.compile(
    r"\b(?:who|that)(?: have| had)? (?:bought|ordered|purchased|shopped)(?: something)?(?: in| during| on| since)?\s*$",
    re.IGNORECASE,
)
_TOTAL = ("总", "累计", "历史")
_SUMMED = frozenset({"orders", "revenue", "units"})


def read_all_time(line: Line, question: str, facts: Facts) -> Line:
    """The line with such comparisons bound to all days where another time is named beside them."""
    whole = Span(facts.first_day, facts.as_of)
    spans = [c.token for c in line if isinstance(c.meaning, Span) and c.meaning != whole]
    if not spans:
        return line
    read: Line = []
    for chunk in line:
        where = chunk.meaning
        free = isinstance(where, Where) and where.metric and where.filter.period is None
        if isinstance(where, Where) and free and where.filter.column in _SUMMED:
            start, end = chunk.token.start, chunk.token.end
            turns = list(_TURN.finditer(question))
            first = max((m.end() for m in turns if m.end() <= start), default=0)
            last = min((m.start() for m in turns if m.start() >= end), default=len(question))
            # "Who bought in May have placed 20 orders in total": the days say who they are.
            own = any(first <= s.start < last and not _WHO.search(question[: s.start]) for s in spans)
            told = bool(_BEFORE.search(question[:start]) or _BEHIND.match(question[end:last]))
            if not told and chunk.text.startswith(_TOTAL):
                # 12月还买过、总订单数20单以上: the days stand with a purchase of their own.
                told = any(c.has("verb", "buy") and not first <= c.token.start < last for c in line)
            if not own and told:
                chunk = replace(
                    chunk, meaning=replace(where, filter=where.filter.model_copy(update={"period": Period()}))
                )
        read.append(chunk)
    return read
