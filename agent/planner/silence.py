"""Silence: "no order in the last 90 days", 90天没下单, "inactive for 60 days" as conditions on the last purchase."""

from agent.planner.deeds import bought
from agent.planner.facts import Facts
from agent.planner.meanings import Amount, Chunk, Duration, Line, Span, Where, join, neighbour, soft
from data.spec import Filter, Operator

# Not to have bought these, or through these, is not to have bought nothing.
_GOODS = frozenset({"category", "product", "product_id", "channel"})


def read_silence(line: Line, facts: Facts) -> Line:
    """The line with "no order in the last 90 days", "90天没下单" and the like as conditions on the last purchase."""
    for at, chunk in enumerate(line):
        silent = chunk.has("value", "hibernating")
        follows = line[at + 1].meaning if at + 1 < len(line) else None
        denied = chunk.has("negation", "except") and chunk.text.startswith(("but not", "not "))
        if (denied or chunk.has("negation", "not")) and isinstance(follows, Span) and follows.end == facts.as_of:
            # "… but not since September": the word for buying stands before.
            condition = _silence(follows, facts)
            bought = any(c.has("verb", "buy") or _ordered(c) for c in line[:at])
            if condition is not None and bought and _bought(line, at) is None:
                return [*line[:at], join(line[at : at + 2], condition), *read_silence(line[at + 2 :], facts)]
        if (none := _none_then(line, at, facts)) is not None:
            nothing_then, behind = none
            return [*line[:at], join(line[at:behind], nothing_then), *read_silence(line[behind:], facts)]
        if not (chunk.has("negation", "not") or silent):
            continue
        end = at if silent else _bought(line, at)
        if end is None and _bought_nothing(line, at):
            line = [*line[: at - 1], line[at], line[at - 1], *line[at + 1 :]]
            return read_silence(line, facts)
        if end is None or (not silent and _denies_goods(line, end)):
            continue
        if days := _window(line[end]):
            gone = Where(Filter(column="recency_days", op="ge", value=days), metric=True)
            return [*line[:at], join(line[at : end + 1], gone), *read_silence(line[end + 1 :], facts)]
        for first, last in ((at, end), (_before(line, at), end), (at, _behind(line, end))):
            if first is None or last is None:
                continue
            spans = [c.meaning for c in line[first : last + 1] if isinstance(c.meaning, Span | Duration | Amount)]
            condition = _silence(spans[0], facts) if spans else None
            if condition is not None:
                return [*line[:first], join(line[first : last + 1], condition), *read_silence(line[last + 1 :], facts)]
        if not silent and _names_value(line, end):
            continue
        if not silent and facts.metric("orders") and not line[end].has("entity", "customer"):
            nothing = Where(Filter(column="orders", op="eq", value=0), metric=True)
            return [*line[:at], join(line[at : end + 1], nothing), *read_silence(line[end + 1 :], facts)]
    return line


def _none_then(line: Line, at: int, facts: Facts) -> tuple[Where, int] | None:
    """At least ten orders "but none in November": the word for buying stands before, the days behind."""
    told = line[at].text in ("none", "nothing", "but nothing", "but none") and line[at].has("negation")
    place = neighbour(line, at, 1) if told else None
    span = line[place].meaning if place is not None else None
    before = any(c.has("verb", "buy", "spend") or _ordered(c) for c in line[:at])
    if place is None or not isinstance(span, Span) or not before or _bought(line, at) is not None:
        return None
    condition = _silence(span, facts)
    return (condition, place + 1) if condition is not None else None


def _bought_nothing(line: Line, at: int) -> bool:
    """Whether "nothing" stands behind its verb, and a time behind it: "bought nothing for 180 days"."""
    told = line[at].text in ("nothing", "none") and at > 0 and line[at - 1].has("verb", "buy")
    return told and _behind(line, at) is not None


def _names_value(line: Line, at: int) -> bool:
    """Whether what was not bought is named: never bought beauty."""
    place = neighbour(line, at, 1)
    return place is not None and any(line[place].has(kind) for kind in ("value", "weak_value", "named"))


def _denies_goods(line: Line, at: int) -> bool:
    """Whether what was not bought stands behind the verb: 今年没买过美妆, not 没下单的美妆客户."""
    place = neighbour(line, at, 1)
    if place is None or line[place].meaning is not None:
        return False
    apart = line[place].token.start > line[at].token.end and not line[at].text.isascii()
    terms = () if apart else line[place].token.terms
    return any(t.kind in ("value", "weak_value", "named") and t.attribute in _GOODS for t in terms)


def _bought(line: Line, at: int) -> int | None:
    """Place of the word for buying that a negation at `at` denies; spans of time may lie between."""
    for place in range(at + 1, min(at + 6, len(line))):
        chunk = line[place]
        if chunk.has("verb", "buy") or chunk.has("entity", "order") or _ordered(chunk):
            # "without placing an order": the noun behind the verb belongs to it.
            more = place + 1
            again = more < len(line) and (line[more].has("verb", "buy") or line[more].has("entity", "order"))
            return more if again else place
        if not (soft(chunk) or isinstance(chunk.meaning, Span | Duration) or chunk.has("time")):
            return None
    return None


def _ordered(chunk: Chunk) -> bool:
    return chunk.has("metric", "orders") or bool(_window(chunk))


def _before(line: Line, at: int) -> int | None:
    place = neighbour(line, at, -1)
    return place if place is not None and isinstance(line[place].meaning, Span | Duration | Amount) else None


def _window(chunk: Chunk) -> int:
    """Days of a metric such as "orders in the last 90 days", which also says when nothing was ordered."""
    key = chunk.key("metric")
    return int(key.removeprefix("orders_").removesuffix("d")) if key.startswith("orders_") and key.endswith("d") else 0


def _behind(line: Line, at: int) -> int | None:
    place = neighbour(line, at, 1)
    return place if place is not None and isinstance(line[place].meaning, Span | Duration | Amount) else None


def _silence(meaning: object, facts: Facts) -> Where | None:
    if isinstance(meaning, Duration):
        return Where(Filter(column="recency_days", op="ge", value=meaning.days), metric=True)
    if isinstance(meaning, Amount):
        if meaning.unit != "days":
            return None
        if meaning.op == "between":
            ends = [round(value) for value in meaning.values]
            return Where(Filter(column="recency_days", op="between", value=ends), metric=True)
        op: Operator = "ge" if meaning.bare else meaning.op
        return Where(Filter(column="recency_days", op=op, value=round(meaning.values[0])), metric=True)
    if isinstance(meaning, Span) and meaning.end < facts.as_of:
        return bought(meaning, denied=True) if facts.metric("orders") else None
    if isinstance(meaning, Span):  # up to the last day of the data, or beyond it
        days = (facts.as_of - meaning.start).days + 1
        return Where(Filter(column="recency_days", op="ge", value=days), metric=True)
    return None
