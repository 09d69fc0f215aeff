"""What decides an order: superlatives, "most valuable", "sorted by", 从高到低."""

from agent.planner.facts import Facts
from agent.planner.meanings import Chunk, Line, Measured, Ordered, Rank, Where, join, neighbour, soft
from agent.planner.structure import metric_of, ordered_by

# The average of a group: what a customer of it spends, or orders.
_OF_EACH = {"revenue": "revenue_per_customer", "orders": "orders_per_customer"}
_HAN_RANKS = ("前", "后", "排", "倒", "top", "头")


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
        whole = [*read[len(read) - taken :], *line[at:end]]
        # "Which country buys it most": what is bought must not be swallowed.
        kept = [c for c in whole[1:] if c.has("pronoun", "it", "them") and not c.has("metric")]
        read = [*read[: len(read) - taken], *kept, join(whole, order)]
        at = end
    return _alone(read, facts)


def _alone(line: Line, facts: Facts) -> Line:
    """The line with "highest first" in a clause of its own as an order by what is measured, or else compared."""
    at = next((i for i, c in enumerate(line) if c.meaning is None and c.has("sort", "down", "up")), None)
    if at is None or any(isinstance(c.meaning, Ordered | Rank) or c.has("sort", "by") for c in line):
        return line
    measured = [metric_of(c, facts) for c in line if not (c.has("entity") or isinstance(c.meaning, Where))]
    # Whoever never returned anything is not sorted by returns: they are all the same.
    compared = [c.meaning.filter for c in line if isinstance(c.meaning, Where) and _differs(c.meaning)]
    compared.sort(
        key=lambda f: f.op in ("lt", "le"), reverse=True
    )  # "fewer than 3 orders, highest first": of the others
    metric = next((m for m in (*measured, *(f.column for f in reversed(compared))) if m and facts.metric(m)), "")
    if not metric:
        return line
    lowest = _lowest(line[at], metric, facts)
    return [*line[:at], join([line[at]], Ordered(metric, lowest=lowest, superlative=False)), *line[at + 1 :]]


def _differs(condition: Where) -> bool:
    """Whether those who fulfil a condition on a metric may still differ in it."""
    asked = condition.filter
    nothing = asked.op in ("le", "lt") and asked.value in (0, 1) and asked.column not in ("predicted_value", "p_active")
    return condition.metric and asked.op != "eq" and not nothing


def _lowest(chunk: Chunk, metric: str, facts: Facts) -> bool:
    """Whether "smallest first" is said; the worst first are the highest where less is better."""
    entry = facts.metric(metric)
    if chunk.text.startswith(("worst", "best")) and entry is not None and entry.better == "lower":
        return chunk.key("sort") == "down"
    return chunk.key("sort") == "up"


def _order_at(line: Line, read: Line, at: int, facts: Facts) -> tuple[Ordered, int, int] | None:
    chunk = line[at]
    for section, lowest in (("ranked", False), ("ranked_low", True)):
        metric = chunk.key(section)
        if metric == "units" and facts.metric(metric) is None and facts.metric("revenue"):
            metric = "revenue"  # 卖得最好, where pieces are not counted
        if metric and facts.metric(metric) and not chunk.has("metric", "revenue"):
            taken = _averaged(read)
            mean = _OF_EACH.get(metric, metric) if taken else metric
            return Ordered(mean, lowest=lowest, mean=bool(taken) and mean == metric), taken, at + 1
    if decided := _before_rank(line, at, facts):
        return decided, 0, at + 1
    if chunk.has("sort", "by"):
        place = neighbour(line, at, 1)
        counted = place is not None and line[place].has("entity")
        if place is not None and not counted and (metric := metric_of(line[place], facts)):
            ordered, end = ordered_by(line, at, place, metric)
            return ordered, 0, end
        return None
    if chunk.has("sort", "down", "up") and read and (metric := metric_of(read[-1], facts)):
        return Ordered(metric, lowest=_lowest(chunk, metric, facts), superlative=False), 0, at + 1
    if chunk.has("superlative"):
        return _superlative(line, read, at, facts)
    return None


def _averaged(read: Line) -> int:
    """How many chunks before 价值最高 say that it is the average that is highest: 平均预测."""
    at = len(read) - 1
    at -= 1 if at > 0 and read[at].has("ask", "predict") and not read[at].has("agg") else 0
    return len(read) - at if at >= 0 and read[at].meaning is None and read[at].has("agg", "mean") else 0


def _before_rank(line: Line, at: int, facts: Facts) -> Ordered | None:
    """销量 of 销量前五的商品及其销售额: what stands right before a Chinese rank decides, whatever else is shown."""
    place = neighbour(line, at, 1)
    if place is None or not isinstance(line[place].meaning, Rank) or not line[place].text.startswith(_HAN_RANKS):
        return None
    metric = metric_of(line[at], facts)
    han = not (line[at].text.isascii() or line[at].has("entity"))
    entry = facts.metric(metric) if metric and han else None
    further = any(metric_of(c, facts) not in ("", metric) and not c.has("entity") for c in line[place + 1 :])
    rank = line[place].meaning
    return Ordered(metric, lowest=rank.lowest) if entry and further and isinstance(rank, Rank) else None


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
    decisive = facts.metric(ahead or behind)
    if chunk.text in ("worst", "best") and decisive is not None and decisive.better == "lower":
        lowest = not lowest  # the worst return rate is the highest
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
