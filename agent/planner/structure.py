"""What is measured, by which groups, in which order: aggregates, group-by words, superlatives."""

import re

from agent.planner.facts import Facts
from agent.planner.meanings import Chunk, Groups, Line, Measured, Ordered, Rank, Where, join, neighbour, soft
from data.spec import Aggregate

_AGGREGATES: dict[str, Aggregate] = {
    key: key for key in ("sum", "mean", "median", "min", "max", "p10", "p25", "p75", "p90", "distinct")
}
_RATED = "average_rating"
_A_RATING = re.compile(r"(?:star|review) (?:rating|score)s?")

_UNDERLYING = {
    "revenue_per_customer": "revenue",
    "orders_per_customer": "orders",
    "average_order_value": "order_value",
}
_NOUNS = ("客户", "顾客", "用户", "customers")
_ORDERS = ("单", "笔")  # 下了几单: the measure word says what is counted
_COUNTED = (("customer", "customers"), ("order", "orders"), ("review", "reviews"))
_ORDER_WORDS = frozenset({"by", "按", "按照", "根据", "依", "以", "in terms of"})
_PERCENTILES = ("median", "p10", "p25", "p75", "p90")


def metric_of(chunk: Chunk, facts: Facts) -> str:
    """Key of the metric a chunk names, by its own words or by a verb; empty where it names none."""
    if isinstance(chunk.meaning, Measured):
        return chunk.meaning.metric
    if chunk.meaning is not None:
        return ""
    known = [t.key for t in chunk.token.terms if t.kind == "metric" and facts.metric(t.key)]
    if known:
        return known[0]
    verbs = (
        ("spend", "revenue"),
        ("rate", _RATED),
        ("return", "returns"),
        ("sell", "units"),
        ("worth", "predicted_value"),
    )
    for verb, metric in verbs:
        if chunk.has("verb", verb) and facts.metric(metric):
            return metric
    if chunk.has("attribute", "rating") and facts.metric(_RATED):
        return _RATED
    return ""


def is_noun(chunk: Chunk) -> bool:
    """Whether it names customers, orders, reviews or an attribute rather than only a number."""
    return chunk.has("entity") or chunk.has("attribute")


def read_groups(line: Line, facts: Facts) -> Line:
    """The line with "by country and month", "每月", "按国家" as groups, and "by revenue" as an order."""
    read: Line = []
    at = 0
    while at < len(line):
        found = None if _begins_measures(line, at, facts) else _groups_at(line, at, facts)
        if found is None:
            # "By customers, orders and revenue": what is measured stands there without its "by".
            read += [] if _begins_measures(line, at, facts) else [line[at]]
            at += 1
            continue
        meaning, end = found
        read.append(join(line[at:end], meaning))
        at = end
    return read


def _groups_at(line: Line, at: int, facts: Facts) -> tuple[Groups | Ordered, int] | None:
    chunk = line[at]
    if bucket := (chunk.key("adverb") or chunk.key("grouped")):
        return _listed_groups(line, at + 1, [bucket], facts) if facts.attribute(bucket) else None
    if bucket := _bucket_phrase(chunk, facts):
        return _listed_groups(line, at + 1, [bucket], facts)
    if not chunk.has("group", "by"):
        return None
    place = neighbour(line, at, 1)
    # "by total revenue": the aggregate belongs to the metric.
    if place is not None and line[place].has("agg"):
        place = neighbour(line, place, 1) or place
    if place is None:
        return None
    if chunk.text in _ORDER_WORDS and _counts_heads(line, at, place, facts):
        return ordered_by(line, at, place, "customers")
    if key := _attribute(line[place], facts):
        # 以…为 and 从 are everyday words: they group only before an attribute that stands at once behind them.
        return _listed_groups(line, place + 1, [key], facts)
    if (key := line[place].key("adverb")) and facts.attribute(key):
        return _listed_groups(line, place + 1, [key], facts)
    if (metric := metric_of(line[place], facts)) and chunk.text in _ORDER_WORDS:
        return ordered_by(line, at, place, metric)
    return None


def _counts_heads(line: Line, at: int, place: int, facts: Facts) -> bool:
    """Whether customers behind "by" are how many each of some ranked groups has: "top 5 countries by customers"."""
    ranks = [i for i, c in enumerate(line) if isinstance(c.meaning, Rank) or (i < at and c.has("superlative"))]
    nouns = [next((key for c in line[i:] if (key := _attribute(c, facts))), "") for i in ranks]
    return line[place].has("entity", "customer") and bool(set(nouns) - {"", "customer_id"})


def _begins_measures(line: Line, at: int, facts: Facts) -> bool:
    """Whether "by" begins a list of what is measured: "by customers, orders and revenue"."""
    place = neighbour(line, at, 1) if line[at].text == "by" else None
    if place is None or not (line[place].has("entity") and line[place].text.endswith("s")):
        return False
    further = place + 1
    while further < len(line) and line[further].has("link", "and"):
        further += 1
    listed = place + 1 < further < len(line)
    return listed and (line[further].has("entity") or bool(metric_of(line[further], facts)))


def _bucket_phrase(chunk: Chunk, facts: Facts) -> str:
    """A bucket whose phrase says itself that it groups: "by month", "per day", "按周"."""
    key = chunk.key("attribute")
    attribute = facts.attribute(key) if key else None
    if attribute is None or attribute.kind != "bucket":
        return ""
    grouping = chunk.text.startswith(("by ", "per ", "each ", "按", "每", "逐", "各")) or chunk.text.endswith("ly")
    return key if grouping else ""


def _attribute(chunk: Chunk, facts: Facts) -> str:
    if chunk.meaning is not None:
        return ""
    unit = chunk.key("unit")
    keys = [t.key for t in chunk.token.terms if t.kind == "attribute"] + [t for t in (unit,) if t and t != "measure"]
    # "For each star rating": behind such a word it is no average.
    keys += ["rating"] if _A_RATING.fullmatch(chunk.text) and chunk.has("metric", _RATED) else []
    for key in keys:
        attribute = facts.attribute(key)
        if attribute is not None and attribute.groupable and attribute.kind != "date":
            return key
    return ""


def _listed_groups(line: Line, end: int, keys: list[str], facts: Facts) -> tuple[Groups, int]:
    """Further attributes joined by "and" or commas; "by country and revenue" ends at the metric."""
    while end < len(line) and len(keys) < 3:
        place = end
        while place < len(line) and (line[place].has("link", "and") or line[place].has("group", "by")):
            place += 1
        if place == end or place >= len(line):
            break
        key = line[place].key("adverb") or _attribute(line[place], facts)
        behind = neighbour(line, place, 1)
        # "by country, customers and revenue": customers behind a comma are a measure.
        if not key or key in keys or line[place].has("entity") or (behind is not None and line[place].has("metric")):
            break
        keys.append(key)
        end = place + 1
    return Groups(tuple(keys)), end


def ordered_by(line: Line, at: int, place: int, metric: str) -> tuple[Ordered, int]:
    """An order by a metric named at `place`, and where the words for its direction end."""
    lowest, end = False, place + 1
    while end < len(line) and (line[end].has("sort") or line[end].has("stop")) and line[end].meaning is None:
        lowest = lowest or line[end].has("sort", "up")
        end += 1
    return Ordered(metric, lowest=lowest, superlative=False), end


def read_measures(line: Line, facts: Facts) -> Line:
    """The line with "average rating", "销售额的中位数" and "how many customers" as measures."""
    read: Line = []
    at = 0
    while at < len(line):
        found = _measure_at(line, read, at, facts)
        if found is None:
            read.append(line[at])
            at += 1
            continue
        measured, taken, end = found
        whole = [*read[len(read) - taken :], *line[at:end]]
        # "What rating does it get on average": whose rating it is must not be swallowed.
        kept = [c for c in whole[1:] if c.has("pronoun") and not c.has("metric")]
        read = [*read[: len(read) - taken], *kept, join(whole, measured)]
        at = end
    return read


def _measure_at(line: Line, read: Line, at: int, facts: Facts) -> tuple[Measured, int, int] | None:
    chunk = line[at]
    if chunk.has("ask", "count"):
        return _count_at(line, read, at, facts)
    if not chunk.has("agg") or (chunk.has("time") and not chunk.has("agg", "sum")):
        return None
    aggregate = _AGGREGATES[chunk.key("agg")]
    right = neighbour(line, at, 1)
    if right is not None and line[right].has("ask", "count"):
        right = neighbour(line, right, 1)
    if right is not None and (metric := metric_of(line[right], facts)):
        end = right + 1
        if aggregate == "mean" and metric in ("orders", "revenue", "units") and (per := _per_customer(line, end)):
            return (
                Measured(
                    {"orders": "orders_per_customer", "revenue": "revenue_per_customer"}.get(metric, metric),
                    "default" if metric != "units" else "mean",
                ),
                0,
                per,
            )
        if (measured := _aggregated(metric, aggregate, facts)) is None:
            return None
        return measured, 0, end
    left = next((i for i in range(len(read) - 1, max(-1, len(read) - 3), -1) if not soft(read[i])), None)
    if left is not None and not read[left].has("entity", "customer") and (metric := metric_of(read[left], facts)):
        measured = _aggregated(metric, aggregate, facts)
        return (measured, len(read) - left, at + 1) if measured else None
    return None


def _per_customer(line: Line, at: int) -> int | None:
    if at < len(line) and line[at].has("group", "by"):
        noun = neighbour(line, at, 1)
        if noun is not None and line[noun].has("entity", "customer"):
            return noun + 1
    return None


def _count_at(line: Line, read: Line, at: int, facts: Facts) -> tuple[Measured, int, int] | None:
    if (told := _counted_behind(line, at)) and facts.metric(told):
        return Measured(told), 0, at + 1
    found = _counted_beside(line, read, at, facts)
    people = found is not None and found[0] == Measured("customers")  # 这位客户总共几单
    if (found is None or people) and line[at].text.endswith(_ORDERS) and facts.metric("orders"):
        return Measured("orders"), 0, at + 1
    return found


def _counted_behind(line: Line, at: int) -> str:
    """What is counted where conditions stand between "how many" and its noun: how many German customers."""
    place = neighbour(line, at, 1)
    conditions = 0
    while place is not None and isinstance(line[place].meaning, Where):
        if line[place].text.endswith(_NOUNS):
            return "customers"
        conditions += 1
        place = neighbour(line, place, 1)
    if not conditions or place is None:
        return ""
    return next((metric for kind, metric in _COUNTED if line[place].has("entity", kind)), "")


def _counted_beside(line: Line, read: Line, at: int, facts: Facts) -> tuple[Measured, int, int] | None:
    for place, side in ((neighbour(line, at, 1), 1), (len(read) - 1 if read else None, -1)):
        if place is None:
            continue
        chunk = line[place] if side == 1 else read[place]
        before = read[-1].meaning if read else None
        named = isinstance(before, Where) or (bool(read) and read[-1].has("entity"))
        apart = named and chunk.token.start > line[at].token.end
        if side == 1 and apart and not line[at].text.isascii():
            continue  # 客户有多少？预测价值合计多少: counted is what stands before
        if isinstance(chunk.meaning, Where) and side == -1 and chunk.text.endswith(_NOUNS):
            return Measured("customers"), 0, at + 1
        if chunk.meaning is not None:
            continue
        for entity, metric in _COUNTED:
            if chunk.has("entity", entity) and facts.metric(metric):
                return (Measured(metric), 0, place + 1) if side == 1 else (Measured(metric), 1, at + 1)
        counted = [t.key for t in chunk.token.terms if t.kind == "metric" and facts.metric(t.key)]
        if counted and side == 1:
            return Measured(counted[0]), 0, place + 1
        for key, metric in (
            ("product", "products"),
            ("product_id", "products"),
            ("category", "categories"),
            ("order_id", "orders"),
        ):
            if chunk.has("attribute", key) and facts.metric(metric):
                return (Measured(metric), 0, place + 1) if side == 1 else (Measured(metric), 1, at + 1)
    return None


def _aggregated(metric: str, aggregate: Aggregate, facts: Facts) -> Measured | None:
    """The metric so summed up; None where it cannot be.

    `default` where that says the same ("total orders"). The median of what customers spend on average is the median
    of what they spend.
    """
    if aggregate in _PERCENTILES and metric in _UNDERLYING and facts.metric(_UNDERLYING[metric]):
        metric = _UNDERLYING[metric]
    entry = facts.metric(metric)
    if entry is None:
        return None
    sources = entry.sources.values()
    ratios = all(s.rule == "ratio" for s in sources)
    summed = all(s.default_aggregate == "sum" or s.rule in ("rows", "distinct", "ratio") for s in sources)
    if (aggregate == "sum" and summed) or (aggregate == "mean" and ratios) or aggregate == "distinct":
        return Measured(metric)
    if any(aggregate in (s.default_aggregate, *s.aggregates) for s in sources):
        return Measured(metric, aggregate)
    return None
