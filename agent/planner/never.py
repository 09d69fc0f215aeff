"""Never bought, whatever days the rest names: "beauty in May but never toys", 2026年买过食品、从没买过玩具."""

import datetime as dt
import itertools
import re
from dataclasses import replace

from agent.planner.facts import Facts
from agent.planner.meanings import Chunk, Line, Span, Where, join, soft
from agent.planner.values import customers_bought, of_lines
from data.spec import Operator, Period

_NEVER = re.compile(
    r"\bnever\b|\bat all\b|\bn[o']t ever\b|\bnot (?:even )?once\b|从来|从没|从未|从不"
    r"|一[次单件样个笔][^，,]{0,8}[都也]没|压根|根本",
    re.IGNORECASE,
)
_TURN = re.compile(r"[，,、。；;]|但|而且|并且|同时|\b(?:and|but|who|yet|although|though|while)\b", re.IGNORECASE)
# Between two things that the same customers bought: "… also bought", 又买过, 也买了.
_BESIDES = re.compile(
    r"\b(?:also|as well as)\b[^,;?]{0,20}\b(?:bought|ordered|purchased|buy|order|purchase)\b"
    r"|[又也还][^，。？?]{0,4}(?:买|购)",
    re.IGNORECASE,
)
# Behind "did not buy" nothing is named that was not bought.
_ENDS = re.compile(r"\s*(?:的|[，,、。；;？?]|$|但|而)")
# 玩具今年没买过: the days are those of what was not bought.
_UNBOUGHT = re.compile(r"[没未].*买|不.*买")
_OPPOSITE: dict[str, Operator] = {"eq": "ne", "in": "not_in"}


def read_never(line: Line, facts: Facts, question: str) -> Line:
    """The line with what was never bought, returned or rated, on any day where the days named are of another purchase.

    Args:
        line: With values, spans and conditions read.
        facts: The shop.
        question: As it was read.
    """
    line = _all_apart(_denied_behind(line, facts, question), facts, question)
    spans = [c.token for c in line if isinstance(c.meaning, Span)]
    read: Line = []
    for at, chunk in enumerate(line):
        where = chunk.meaning
        if spans and isinstance(where, Where) and denies(where):
            start, end = _clause(question, chunk)
            own = any(start <= span.start < end for span in spans)
            # 玩具没买过，但2026年买过食品: the days stand with the other purchase.
            ahead = not chunk.text.isascii() and all(span.start >= end for span in spans)
            elsewhere = any(_buys(c, facts) for c in [*line[:at], *line[at + 1 :]] if not start <= c.token.start < end)
            if not own and elsewhere and (ahead or _NEVER.search(question[start:end])):
                chunk = replace(chunk, meaning=replace(where, ever=True))
        read.append(chunk)
    return read


def denies(where: Where) -> bool:
    """Whether it says of customers that they did not buy something, or returned or rated nothing."""
    if where.metric:
        return where.filter.op in ("eq", "le") and where.filter.value == 0 and where.filter.column != "orders"
    return where.apart and where.filter.op in ("ne", "not_in")


def _denied_behind(line: Line, facts: Facts, question: str) -> Line:
    """The line with goods of which it is said behind them that none were bought: 玩具没买过, 玩具一次都没买过."""
    read: Line = []
    at = 0
    while at < len(line):
        end, days = _nothing(line, at, question, facts)
        place = next((i for i in range(len(read) - 1, -1, -1) if not soft(read[i])), None) if end else None
        goods = read[place].meaning if place is not None else None
        opposite = _OPPOSITE.get(goods.filter.op) if isinstance(goods, Where) else None
        named = isinstance(goods, Where) and of_lines(goods.filter.column, facts)
        if end and place is not None and opposite and named and isinstance(goods, Where):
            denied = goods.filter.model_copy(update={"op": opposite, "period": days or Period()})
            whole = [*read[place:], *line[at:end]]
            read = [*read[:place], join(whole, Where(denied, apart=True, ever=days is not None))]
            at = end
            continue
        read.append(line[at])
        at += 1
    return read


def _all_apart(line: Line, facts: Facts, question: str) -> Line:
    """Where one product counts for the customer by itself, so do the others of the question."""
    wheres = [c.meaning for c in line if isinstance(c.meaning, Where)]
    if not (any(w.apart for w in wheres) or _bought_besides(line, question, facts)):
        return line
    read: Line = []
    for chunk in line:
        where = chunk.meaning
        if isinstance(where, Where) and of_lines(where.filter.column, facts) and not where.apart:
            once = where.filter.model_copy(update={"period": Period()})
            chunk = join([chunk], Where(once, apart=True))
        read.append(chunk)
    return read


def _bought_besides(line: Line, question: str, facts: Facts) -> bool:
    """Whether customers are meant who bought one thing and another: "who bought beauty … also bought toys"."""
    goods = [c for c in line if isinstance(c.meaning, Where) and of_lines(c.meaning.filter.column, facts)]
    between = (question[one.token.end : other.token.start] for one, other in itertools.pairwise(goods))
    return customers_bought(line) and any(_BESIDES.search(words) for words in between)


def _nothing(line: Line, at: int, question: str, facts: Facts) -> tuple[int, Period | None]:
    """Where words end that say in Chinese that nothing was bought, and in which days; 0 where none begin here."""
    chunk = line[at]
    if chunk.text.isascii():
        return 0, None
    where = chunk.meaning
    if isinstance(where, Where):
        asked = where.filter
        if (asked.column, asked.op, asked.value) == ("orders", "eq", 0):
            return at + 1, asked.period
        if (asked.column, asked.op) == ("recency_days", "ge") and _UNBOUGHT.search(chunk.text):
            assert isinstance(asked.value, int | float)
            return at + 1, Period(start=facts.as_of - dt.timedelta(days=round(asked.value) - 1), end=facts.as_of)
        return 0, None
    if not (chunk.has("negation", "not") and at + 1 < len(line) and line[at + 1].has("verb", "buy")):
        return 0, None
    return (at + 2 if _ENDS.match(question[line[at + 1].token.end :]) else 0), None


def _buys(chunk: Chunk, facts: Facts) -> bool:
    """Whether it tells of another purchase."""
    where = chunk.meaning
    goods = isinstance(where, Where) and (where.filter.column == "orders" or of_lines(where.filter.column, facts))
    return goods or chunk.has("verb", "buy") or chunk.has("entity", "order") or chunk.has("metric", "orders")


def _clause(question: str, chunk: Chunk) -> tuple[int, int]:
    """Where the clause of a chunk begins and ends."""
    turns = list(_TURN.finditer(question))
    first = max((m.end() for m in turns if m.end() <= chunk.token.start), default=0)
    last = min((m.start() for m in turns if m.start() >= chunk.token.end), default=len(question))
    return first, last
