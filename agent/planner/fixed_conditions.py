"""Conditions that stand in one word or two: repeat customers, days of the week, counts of nothing."""

from agent.planner.facts import Facts
from agent.planner.meanings import Line, Where, join, neighbour
from data.spec import Filter, Operator

_OPPOSITE: dict[str, Operator] = {
    "eq": "ne",
    "in": "not_in",
    "gt": "le",
    "ge": "lt",
    "lt": "ge",
    "le": "gt",
    "between": "between",
}
_FIXED = {
    "repeat": Filter(column="orders", op="ge", value=2),
    "once": Filter(column="orders", op="eq", value=1),
    "returner": Filter(column="returns", op="gt", value=0),
}
# Days of the week as the data number them, Monday first.
_WEEK = {"weekend": ("6", "7"), "workday": ("1", "2", "3", "4", "5")}


def read_fixed(line: Line, facts: Facts) -> Line:
    """The line with "repeat customers", "只买过一次" and "no returns" as conditions."""
    read: Line = []
    at = 0
    while at < len(line):
        chunk = line[at]
        if (days := _WEEK.get(chunk.key("days"))) and facts.attribute("weekday"):
            read.append(join([chunk], Where(Filter(column="weekday", op="in", value=[*days]), either=True, apart=True)))
            at += 1
            continue
        fixed = _FIXED.get(chunk.key("condition"))
        if fixed is not None and facts.metric(fixed.column):
            negated = bool(read) and read[-1].has("negation")
            if negated:
                op = _OPPOSITE[fixed.op]
                fixed = fixed.model_copy(update={"op": op})
                read[-1] = join([read[-1], chunk], Where(fixed, metric=True))
            else:
                read.append(join([chunk], Where(fixed, metric=True)))
            at += 1
            continue
        nothing = _nothing(line, at, facts)
        if nothing is not None:
            where, end = nothing
            read.append(join(line[at:end], where))
            at = end
            continue
        read.append(chunk)
        at += 1
    return read


def _nothing(line: Line, at: int, facts: Facts) -> tuple[Where, int] | None:
    """No returns, without reviews, 没有退货: a count of zero."""
    if not line[at].has("negation", "not"):
        return None
    place = neighbour(line, at, 1)
    if place is None or line[place].meaning is not None:
        return None
    chunk = line[place]
    reviewed = chunk.has("verb", "review") or chunk.has("entity", "review")
    verb = "returns" if chunk.has("verb", "return") else "reviews" if reviewed else ""
    for key in (*(t.key for t in chunk.token.terms if t.kind == "metric"), verb):
        metric = facts.metric(key)
        if metric is not None and metric.unit == "count" and "customers" in metric.sources and key != "customers":
            return Where(Filter(column=key, op="eq", value=0), metric=True), place + 1
    return None
