"""Counted over all days, whatever days the rest of the question names: 累计下过至少10单, "10 orders overall"."""

import re
from dataclasses import replace

from agent.planner.meanings import Line, Span, Where
from data.spec import Period

_BEFORE = re.compile(r"(?:累计|总共|一共|历史上?|至今|合计|有史以来)[^，,。；;、且但]{0,6}$")
_BEHIND = re.compile(
    r"[^,.;?，。]{0,16}?\b(?:overall|in total|altogether|in all|all told|so far|to date|ever)\b", re.IGNORECASE
)
_TURN = re.compile(r"[，,。；;]|但|而且|并且|且|\b(?:and|but)\b", re.IGNORECASE)
_SUMMED = frozenset({"orders", "revenue", "units"})


def read_all_time(line: Line, question: str) -> Line:
    """The line with such comparisons bound to all days where another time is named beside them."""
    spans = [c.token for c in line if isinstance(c.meaning, Span)]
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
            own = any(first <= s.start < last for s in spans)
            if not own and (_BEFORE.search(question[:start]) or _BEHIND.match(question[end:last])):
                chunk = replace(
                    chunk, meaning=replace(where, filter=where.filter.model_copy(update={"period": Period()}))
                )
        read.append(chunk)
    return read
