"""Behaviour before a purchase: what was put into the cart in the last 90 days, the only days the data count it for."""

from agent.planner.facts import Facts
from agent.planner.meanings import Amount, Duration, Line, Span, Where, join
from data.spec import Filter

_DAYS = 90


def read_behaviour(line: Line, facts: Facts) -> Line:
    """The line with "put something in the cart", 加购 as a condition on customers; as it is where nobody counts it."""
    place = next((i for i, c in enumerate(line) if c.has("event", "cart")), None)
    if place is None or not (facts.metric("carts_90d") and facts.metric("orders_90d")):
        return line
    times = [i for i, c in enumerate(line) if isinstance(c.meaning, Span | Duration)]
    if not times or not all(_counted(line[i].meaning, facts) for i in times):
        return line
    denied = place > 0 and line[place - 1].has("negation", "not")
    cart = Where(Filter(column="carts_90d", op="eq" if denied else "ge", value=0 if denied else 1), metric=True)
    first = place - 1 if denied else place
    read = [*line[:first], join(line[first : place + 1], cart), *line[place + 1 :]]
    if not any(c.has("negation", "not") for c in read):
        return read
    # "… but no order in those days": the days belong to the silence, told once.
    kept = [i for i, c in enumerate(read) if isinstance(c.meaning, Span | Duration) or _same(c.meaning)]
    read = [c for i, c in enumerate(read) if i not in kept]
    at = next(i for i, c in enumerate(read) if c.has("negation", "not"))
    end = next(
        (i for i in range(at, min(at + 6, len(read))) if read[i].has("verb", "buy") or read[i].has("entity")), at
    )
    if end + 1 < len(read) and read[end + 1].has("entity", "order"):
        end += 1
    silent = Where(Filter(column="orders_90d", op="eq", value=0), metric=True)
    return [*read[:at], join(read[at : end + 1], silent), *read[end + 1 :]]


def _same(meaning: object) -> bool:
    """Whether it is "those same 90 days"."""
    return isinstance(meaning, Amount) and meaning.unit == "days" and meaning.bare and meaning.values == (float(_DAYS),)


def _counted(meaning: object, facts: Facts) -> bool:
    if isinstance(meaning, Duration):
        return meaning.days == _DAYS
    return isinstance(meaning, Span) and meaning.end == facts.as_of and (meaning.end - meaning.start).days + 1 == _DAYS
