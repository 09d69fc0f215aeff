"""Averages over months, days or orders: "average monthly revenue", 日均订单数, "median units per order"."""

from agent.planner.facts import Facts
from agent.planner.meanings import Chunk, Line, Measured, join, neighbour
from agent.planner.structure import metric_of
from data.spec import Aggregate

_TWO_STEPS: dict[str, Aggregate] = {key: key for key in ("mean", "median", "min", "max", "p10", "p25", "p75", "p90")}
# Of an order these are told as an average without its word: "pieces per order".
_OF_ORDERS = frozenset({"units", "products", "lines"})
_ORDER = ("average order", "avg order", "an average order", "the average order", "typical order", "mean order")
_TIMES = ("day", "week", "month", "quarter", "year")
_EACH = ("per ", "each ", "every ", "每")


def read_averages(line: Line, facts: Facts) -> Line:
    """The line with averages of what is first measured for each month, day, order or other key as measures."""
    read: Line = []
    at = 0
    while at < len(line):
        found = _average_at(line, read, at, facts)
        if found is None:
            read.append(line[at])
            at += 1
            continue
        measured, taken, end = found
        read = [*read[: len(read) - taken], join([*read[len(read) - taken :], *line[at:end]], measured)]
        at = end
    return read


def _average_at(line: Line, read: Line, at: int, facts: Facts) -> tuple[Measured, int, int] | None:
    if bucket := line[at].key("per"):
        return _phrase(line, read, at, bucket, facts)
    if found := _of_an_order(line, at, facts):
        return found
    if (
        line[at].has("metric", "orders_per_customer")
        and line[at].text.endswith("number of orders")
        and at + 1 < len(line)
    ):
        # "average number of orders per month": the months share it out, not the customers.
        place = at + 2 if line[at + 1].has("group", "by") and f"{line[at + 1].text} ".startswith(_EACH) else at + 1
        timed = place < len(line) and (place > at + 1 or line[place].text.startswith(_EACH))
        bucket = _key(line[place], facts) if timed else ""
        if bucket in _TIMES:
            return Measured("orders", "mean", bucket), 0, place + 1
    aggregate = _TWO_STEPS.get(line[at].key("agg"))
    right = neighbour(line, at, 1)
    if aggregate is None or right is None or not (metric := _summed(line[right], facts)):
        return None
    # "average revenue per month": behind the metric stands what it is measured of first.
    place = right + 1
    if place < len(line) and line[place].has("group", "by") and f"{line[place].text} ".startswith(_EACH):
        key = _key(line[place + 1], facts) if place + 1 < len(line) else ""
        return (Measured(metric, aggregate, key), 0, place + 2) if key else None
    if place < len(line) and line[place].text.startswith(_EACH) and (key := _key(line[place], facts)):
        return Measured(metric, aggregate, key), 0, place + 1
    return None


def _of_an_order(line: Line, at: int, facts: Facts) -> tuple[Measured, int, int] | None:
    """Pieces per order, "items per order on average", "how many items does an average order hold"."""
    metric = metric_of(line[at], facts)
    if (
        not metric
        and line[at].text == "products"
        and at
        and line[at - 1].has("ask", "count")
        and facts.metric("products")
    ):
        metric = "products"  # "how many products does an average order hold"
    if metric not in _OF_ORDERS or line[at].meaning is not None or at + 1 >= len(line):
        return None
    behind, place = line[at + 1], at + 1
    if behind.has("metric", "average_order_value") and behind.text.startswith(("per order", "on average per order")):
        return Measured(metric, "mean", "order_id"), 0, at + 2
    if behind.has("group", "by") and f"{behind.text} ".startswith(_EACH) and place + 1 < len(line):
        if not (line[place + 1].has("entity", "order") or line[place + 1].has("attribute", "order_id")):
            return None
        end = place + 2
        end += 1 if end < len(line) and line[end].has("agg", "mean") else 0
        return Measured(metric, "mean", "order_id"), 0, end
    order = neighbour(line, at, 1)
    if at and line[at - 1].has("ask", "count") and order is not None and line[order].text in _ORDER:
        return Measured(metric, "mean", "order_id"), 0, order + 1
    return None


def _phrase(line: Line, read: Line, at: int, bucket: str, facts: Facts) -> tuple[Measured, int, int] | None:
    """A phrase that says both: "average monthly", 日均; the metric stands right behind or right before it."""
    if facts.attribute(bucket) is None:
        return None
    right = neighbour(line, at, 1)
    if right is not None and line[right].has("ask", "count", "amount"):
        right = neighbour(line, right, 1)
    if right is not None and (metric := _summed(line[right], facts)):
        return Measured(metric, "mean", bucket), 0, right + 1
    if read and (metric := _summed(read[-1], facts)):
        return Measured(metric, "mean", bucket), 1, at + 1
    return None


def _summed(chunk: Chunk, facts: Facts) -> str:
    """Key of a metric that is summed or counted over order lines or reviews, so that each month has its own."""
    counted = {"customer": "customers", "order": "orders", "review": "reviews"}
    metric = facts.metric(metric_of(chunk, facts) or counted.get(chunk.key("entity"), ""))
    if metric is None:
        return ""
    sources = [metric.sources[t] for t in ("orders", "reviews") if t in metric.sources]
    summed = any(s.rule in ("rows", "distinct") or s.default_aggregate == "sum" for s in sources)
    return metric.key if summed else ""


def _key(chunk: Chunk, facts: Facts) -> str:
    """What each of it is measured of: a span of time, an order, a country; customers have ratios of their own."""
    if chunk.meaning is not None or chunk.has("entity", "customer"):
        return ""
    keys = [chunk.key("unit"), chunk.key("adverb"), *(t.key for t in chunk.token.terms if t.kind == "attribute")]
    keys += ["order_id"] if chunk.has("entity", "order") else []
    known = [key for key in keys if key and (attribute := facts.attribute(key)) and attribute.groupable]
    return next((key for key in known if key != "customer_id"), "")
