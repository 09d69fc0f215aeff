"""Numbers in a question: comparisons, lists and ranges of numbers, and "top so many"."""

import re

from agent.planner.facts import Facts
from agent.planner.meanings import Amount, Chunk, Duration, Line, Rank, Span, join, soft
from data.spec import Operator

_RANGES = frozenset({"-", "~", "–", "—", "～"})
_NEGATED: dict[str, Operator] = {"gt": "le", "ge": "lt", "lt": "ge", "le": "gt", "eq": "ne"}
_OPERATORS: dict[str, Operator] = {op: op for op in ("gt", "ge", "lt", "le", "eq", "ne")}
# Money, stars, percent: what is written beside a number says what it counts.
_COUNTED = {"单": "orders", "笔": "orders", "次": "orders", "times": "orders", "件": "units"}
_TIMES = {"twice": 2.0, "thrice": 3.0}
# Measure words behind the number of a ranking.
_PIECES = frozenset({"个", "位", "名", "家", "款", "种", "件"})
_KINDS = 5
_PEOPLE = re.compile(r"(?:customers|buyers|clients|shoppers|accounts)$")
_STARS = frozenset({"star", "stars", "星", "颗星", "分", "星级"})


def read_ranks(line: Line) -> Line:
    """The line with "top 5", "前10%", "bottom three" and the 5 of "5 best customers" joined into ranks."""
    read: Line = []
    at = 0
    while at < len(line):
        found = _rank_at(line, at)
        if found is None:
            read.append(line[at])
            at += 1
            continue
        rank, end = found
        read.append(join(line[at:end], rank))
        at = end
    return read


def _rank_at(line: Line, at: int) -> tuple[Rank, int] | None:
    chunk = line[at]
    if chunk.has("rank", "first"):
        noun = at + 1 < len(line) and (line[at + 1].has("entity") or line[at + 1].has("attribute"))
        return (Rank(count=1), at + 1) if noun else None
    if chunk.has("rank"):
        lowest = chunk.key("rank") == "bottom"
        start = at + 1
        while start < len(line) and line[start].text in ("的", "名", "the"):
            start += 1
        if start < len(line) and (rank := _ranked(line[start], lowest=lowest)):
            return rank, _past_measure(line, start + 1)
        if chunk.text in ("top", "bottom", "leading", "垫底"):
            return Rank(lowest=lowest), at + 1
        return None
    if rank := _counted_noun(line, at):
        return rank, _past_measure(line, at + 1)
    # "the 5 best customers": a bare number right before a superlative.
    follows = line[at + 1] if at + 1 < len(line) else None
    if follows is not None and (follows.has("superlative") or follows.has("ranked") or follows.has("ranked_low")):
        before = line[at - 1] if at else None
        if before is None or not (before.has("op") or before.has("currency")):
            rank = _ranked(chunk, lowest=False)
            return (rank, at + 1) if rank else None
    # 最高的5位客户, "most valuable 5 customers": a number right behind one.
    before = line[at - 1] if at else None
    if before is not None and before.meaning is None and _superlative(before):
        after = line[at + 1] if at + 1 < len(line) else None
        noun = after is not None and (after.has("unit", "measure") or after.has("entity") or after.has("attribute"))
        noun = noun and after is not None and after.text not in _STARS  # the most 1-star reviews
        rank = _ranked(chunk, lowest=False)
        return (rank, _past_measure(line, at + 1)) if rank and noun else None
    return None


def _counted_noun(line: Line, at: int) -> Rank | None:
    """The 3 of "which 3 countries …" and of "3 countries with the highest …": before the first noun of the line."""
    noun = _past_measure(line, at + 1)
    if noun < len(line) and line[noun].text in _STARS:
        return None  # 5星评价 are no five of anything
    if at + 1 == noun or line[noun - 1].text in _PIECES:
        noun = _past_kinds(line, noun)
    which = at > 0 and line[at - 1].has("group", "which")
    if which and noun > at + 1 and _ends(line, noun) and any(_superlative(c) for c in line[:at]):
        return _ranked(line[at], lowest=False)  # 最低的是哪五个？
    named = noun < len(line) and line[noun].has("value") and bool(_PEOPLE.search(line[noun].text))
    if noun >= len(line) or not (named or line[noun].has("entity") or line[noun].has("attribute")):
        return None
    if line[noun].has("unit"):
        return None
    if which:
        return _ranked(line[at], lowest=False)
    before = [c for c in line[:at] if c.text not in ("who", "who are", "what") and not isinstance(c.meaning, Span)]
    if any(c.has("entity") or c.has("attribute") or c.has("metric") or c.meaning is not None for c in before):
        return None
    asked = at > 0 and line[at - 1].has("ask", "list")
    ranked = any(_superlative(c) or c.has("sort") for c in line[at:])
    return _ranked(line[at], lowest=False) if asked or ranked else None


def _past_kinds(line: Line, at: int) -> int:
    """Past what sort of them is meant: five French customers, 5个预测价值最大的法国客户."""
    place = at
    while place < len(line) and place < at + _KINDS and not isinstance(line[place].meaning, Span):
        chunk = line[place]
        if place > at and (chunk.has("entity") or chunk.has("attribute")) and not chunk.has("unit"):
            return place
        if chunk.has("value") and _PEOPLE.search(chunk.text):
            return place  # "ten at-risk customers": the noun stands inside the value
        kind = chunk.has("value") or chunk.has("weak_value") or soft(chunk) or _superlative(chunk)
        # In Chinese what decides stands before the noun.
        if not (kind or (not chunk.text.isascii() and (chunk.has("metric") or chunk.has("ask", "predict")))):
            return at
        place += 1
    return at


def _ends(line: Line, at: int) -> bool:
    """Whether the question, or its sentence, ends at a place."""
    return at >= len(line) or line[at].token.kind == "symbol" or line[at].has("link")


def _superlative(chunk: Chunk) -> bool:
    return chunk.has("superlative") or chunk.has("ranked") or chunk.has("ranked_low")


def _ranked(chunk: Chunk, *, lowest: bool) -> Rank | None:
    number = chunk.token.number
    if chunk.meaning is not None or number is None or number.value <= 0 or chunk.token.kind == "date":
        return None
    if number.percent:
        return Rank(percent=number.value, lowest=lowest) if number.value <= 100 else None
    whole = int(number.value)
    return Rank(count=whole, lowest=lowest) if whole == number.value else None


def _past_measure(line: Line, at: int) -> int:
    """Past 位, 名, 个 and the like."""
    return at + 1 if at < len(line) and line[at].has("unit", "measure") and not line[at].has("entity") else at


def read_amounts(line: Line, facts: Facts) -> Line:
    """The line with every number and what belongs to it joined into amounts."""
    read: Line = []
    at = 0
    line = _noun_behind(line)
    while at < len(line):
        found = _amount_at(line, at, facts)
        if found is None:
            read.append(line[at])
            at += 1
            continue
        amount, end = found
        read.append(join(line[at:end], amount))
        at = end
    return read


def _noun_behind(line: Line) -> Line:
    """The line with the noun of "two orders or more" behind what compares its number."""
    line = list(line)
    for at in range(len(line) - 2):
        # 至少下过2单: what compares stands before the verb.
        end = next((i for i in range(at + 1, min(at + 4, len(line))) if not _deed(line[i])), at)
        if line[at].has("op") and end > at + 1 and end < len(line) and line[end].token.number is not None:
            line[at:end] = [*line[at + 1 : end], line[at]]
        number, noun, post = line[at : at + 3]
        counts = number.meaning is None and number.token.number is not None and not number.token.number.percent
        named = noun.meaning is None and (noun.has("entity") or noun.has("metric")) and noun.token.number is None
        if counts and named and post.has("post") and noun.text not in _COUNTED:
            line[at + 1 : at + 3] = [post, noun]
    return line


def _deed(chunk: Chunk) -> bool:
    """Whether a chunk only says what was done: 下过, 买过, placed."""
    return chunk.meaning is None and chunk.token.number is None and (soft(chunk) or chunk.has("verb", "buy", "spend"))


def _amount_at(line: Line, at: int, facts: Facts) -> tuple[Amount, int] | None:
    if line[at].has("op", "between") and (ranged := _range(line, at + 1, facts)):
        return ranged
    negated = line[at].has("negation", "not") and at + 1 < len(line) and line[at + 1].has("op", "gt", "ge", "lt", "le")
    start = at + 1 if negated else at
    if line[start].has("op") and line[start].key("op") in _OPERATORS:
        number = _number(line, start + 1, facts)
        if number is None:
            return None
        value, unit, end = number
        op = _NEGATED[line[start].key("op")] if negated else _OPERATORS[line[start].key("op")]
        return Amount(op, (value,), unit), end
    if ranged := _range(line, at, facts):
        return ranged
    number = _number(line, at, facts)
    if number is None:
        return None
    value, unit, end = number
    if end < len(line) and line[end].has("post"):
        op, end = _OPERATORS[line[end].key("post")], end + 1
        if not unit and end < len(line) and line[end].text in _STARS | set(_COUNTED):
            unit, end = _COUNTED.get(line[end].text, "stars"), end + 1
        return Amount(op, (value,), unit), end
    return _listed(line, value, unit, end, facts)


def _range(line: Line, at: int, facts: Facts) -> tuple[Amount, int] | None:
    """A to B, A-B, A 到 B; behind "between" also A and B."""
    first = _number(line, at, facts)
    if first is None or first[2] >= len(line):
        return None
    joint = line[first[2]]
    opened = at > 0 and line[at - 1].has("op", "between")
    words = joint.has("time", "to") and (opened or not joint.has("link", "and"))
    if not (words or joint.text in _RANGES):
        return None
    second = _number(line, first[2] + 1, facts)
    if second is None:
        return None
    end = second[2]
    if end < len(line) and line[end].text in ("之间", "间"):
        end += 1
    return Amount("between", (first[0], second[0]), second[1] or first[1]), end


def _listed(line: Line, value: float, unit: str, end: int, facts: Facts) -> tuple[Amount, int]:
    """A number alone, or several joined by or, and, commas: 1 or 2 stars."""
    values = [value]
    while end < len(line) and (line[end].has("link", "or", "and")):
        further = _number(line, end + 1, facts)
        if further is None or (further[1] not in ("", unit) and unit):
            break
        # "1 and 2": not where a comparison or a noun follows with a meaning of its own.
        values.append(further[0])
        unit = unit or further[1]
        end = further[2]
    if end < len(line) and line[end].has("post") and len(values) == 1:
        return Amount(_OPERATORS[line[end].key("post")], (value,), unit), end + 1
    return Amount("eq" if len(values) == 1 else "in", tuple(values), unit, bare=True), end


def _number(line: Line, at: int, facts: Facts) -> tuple[float, str, int] | None:
    """A number with its unit: £1,000, 1000元, 5 stars, 90 days, 10 %."""
    unit = ""
    if at < len(line) and _fits(line[at], facts):
        unit, at = "money", at + 1
    if at >= len(line):
        return None
    chunk = line[at]
    if (
        chunk.meaning is None
        and chunk.text in _TIMES
        and not (at + 1 < len(line) and line[at + 1].text.startswith("as"))
    ):
        return _TIMES[chunk.text], "orders", at + 1
    if isinstance(chunk.meaning, Duration):
        return float(chunk.meaning.days), "days", at + 1
    number = chunk.token.number
    if chunk.meaning is not None or number is None:
        return None
    if number.percent:
        return number.value, "percent", at + 1
    at += 1
    if at < len(line) and _fits(line[at], facts) and not unit:
        return number.value, "money", at + 1
    if at < len(line) and line[at].text in _STARS:
        return number.value, "stars", at + 1
    if at < len(line) and (counted := _COUNTED.get(line[at].text)):
        return number.value, unit or counted, at + 1
    if at < len(line) and line[at].has("unit", "measure") and not line[at].has("entity"):
        return number.value, unit or "count", at + 1
    return number.value, unit, at


def _fits(chunk: Chunk, facts: Facts) -> bool:
    """Whether it is a word for the shop's currency, or for money as such."""
    return chunk.has("currency", facts.currency, "any")
