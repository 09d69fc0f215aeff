"""What decides an order: superlatives, "most valuable", "sorted by", 从高到低."""

from agent.planner.facts import Facts
from agent.planner.meanings import Chunk, Line, Measured, Ordered, Where, join, neighbour, soft
from agent.planner.structure import metric_of, ordered_by


def read_order(line: Line, facts: Facts) -> Line:
    """The line with "highest revenue", "销售额最高", "most valuable", "sorted by orders" as orders."""
    read: Line = []
    at = 0
    while at < len(line):
        found = _order_at(line, read, at, facts)
        if found is None:
            read.append(line[at])
            at += 1
            continue
        order, taken, end = found
        read = [*read[: len(read) - taken], join([*read[len(read) - taken :], *line[at:end]], order)]
        at = end
    return read


def _order_at(line: Line, read: Line, at: int, facts: Facts) -> tuple[Ordered, int, int] | None:
    chunk = line[at]
    for section, lowest in (("ranked", False), ("ranked_low", True)):
        metric = chunk.key(section)
        if metric == "units" and facts.metric(metric) is None and facts.metric("revenue"):
            metric = "revenue"  # 卖得最好, where pieces are not counted
        if metric and facts.metric(metric) and not chunk.has("metric", "revenue"):
            return Ordered(metric, lowest=lowest), 0, at + 1
    if chunk.has("sort", "by"):
        place = neighbour(line, at, 1)
        counted = place is not None and line[place].has("entity")
        if place is not None and not counted and (metric := metric_of(line[place], facts)):
            ordered, end = ordered_by(line, at, place, metric)
            return ordered, 0, end
        return None
    if chunk.has("sort", "down", "up") and read and (metric := metric_of(read[-1], facts)):
        return Ordered(metric, lowest=chunk.key("sort") == "up", superlative=False), 0, at + 1
    if chunk.has("superlative"):
        return _superlative(line, read, at, facts)
    return None


def _superlative(line: Line, read: Line, at: int, facts: Facts) -> tuple[Ordered, int, int] | None:
    chunk = line[at]
    lowest = chunk.key("superlative") == "low"
    right = neighbour(line, at, 1)
    left = next((i for i in range(len(read) - 1, max(-1, len(read) - 4), -1) if not soft(read[i])), None)
    mean = right is not None and (line[right].has("agg", "mean") or _is_mean(line[right]))
    if right is not None and line[right].has("agg", "mean", "sum"):
        right = neighbour(line, right, 1)
    ahead = metric_of(line[right], facts) if right is not None else ""
    behind = metric_of(read[left], facts) if left is not None else ""
    if left is not None and not behind and read[left].has("verb", "buy"):
        behind = "orders"
    han = not chunk.text.isascii()
    # 客户最多的国家: customers are counted where the line is about something else.
    others = [c for c in (*read[: left or 0], *line[at:]) if c.has("attribute") and not c.has("entity")]
    if left is not None and han and _in_two_steps(read[left]):
        return Ordered(behind, lowest=lowest), len(read) - left - 1, at + 1
    if han and behind and (others or not (left is not None and read[left].has("entity", "customer"))):
        place = left or 0
        spoken = place > 0 and read[place - 1].has("agg", "mean")
        mean = spoken or _is_mean(read[place])
        return Ordered(behind, lowest=lowest, mean=mean), len(read) - place + int(spoken), at + 1
    if ahead and right is not None and _counted(line[right], ahead, chunk):
        # "the highest average monthly revenue": the measure stays, and is what orders.
        kept = _in_two_steps(line[right])
        return Ordered(ahead, lowest=lowest, mean=mean), 0, right if kept else right + 1
    if behind and left is not None and not read[left].has("entity", "customer"):
        return Ordered(behind, lowest=lowest), len(read) - left, at + 1
    # "the biggest markets by revenue", "our largest customer by orders": what decides is said behind the noun.
    named = any(c.has("attribute") or c.has("entity") or c.has("unit") for c in line)
    decides = _decided([*read, *line[at + 1 :]], facts) if named else ""
    if decides:
        return Ordered(decides, lowest=lowest), 0, at + 1
    big = right is not None and line[right].has("entity")
    if ahead and right is not None and not han and not big and chunk.text not in ("best", "worst"):
        return Ordered(ahead, lowest=lowest, mean=mean), 0, right + 1
    return None


def _decided(line: Line, facts: Facts) -> str:
    """The metric that decides who is biggest or best: named by "by", or the only money that is spoken of."""
    if named := next((c.meaning.metric for c in line if isinstance(c.meaning, Ordered)), ""):
        return named
    told = {metric_of(c, facts) for c in line if not isinstance(c.meaning, Where)} - {""}
    money = [key for key in told if (entry := facts.metric(key)) and entry.unit == "money"]
    return money[0] if len(money) == 1 else ""


def _counted(chunk: Chunk, metric: str, superlative: Chunk) -> bool:
    """Whether a superlative before a noun means its number: most orders, not best customers."""
    if chunk.has("entity") and not isinstance(chunk.meaning, Measured):
        return superlative.text in ("most", "the most", "fewest", "least", "最多", "最多的", "最少", "最少的")
    return bool(metric)


def _in_two_steps(chunk: Chunk) -> bool:
    """Whether it is an average over months or the like, which no other word names."""
    return isinstance(chunk.meaning, Measured) and bool(chunk.meaning.per)


def _is_mean(chunk: Chunk) -> bool:
    return isinstance(chunk.meaning, Measured) and chunk.meaning.aggregate == "mean"
