"""Conditions: comparisons bound to the metrics or attributes that they compare."""

import re
from dataclasses import replace

from agent.planner.facts import Facts
from agent.planner.meanings import Amount, Chunk, Horizon, Line, Measured, Span, Where, join, neighbour, soft
from agent.planner.tables_choice import WITHIN_ORDER
from data.metrics import Attribute, Metric
from data.spec import Filter, Scalar

_END = re.compile(r"[?？!！。;；:：]|\.\s")
# What so many percent of a count is: "more than 15% low ratings".
_RATES = (("low_ratings", "low_rating_share"), ("high_ratings", "high_rating_share"))
# Nobody has placed so many orders that a smaller number could not count them.
_FEW_ORDERS = 100
_VALUED = re.compile(r"(?:金额|单笔|每笔|每单|单价|总额|价值|一单|一笔|客单)[^，,。]{0,4}$")
_ORDERED = re.compile(
    r"(?:之?间)?[元块镑英美欧人民币雷亚尔]{0,4}(?:以上|及以上|以下)?的?(?:大)?(?:订单|单子|单(?![品价])|交易|有)"
)
_AN_ORDER = re.compile(r"\b(?:orders?|invoices?|purchases?|transactions?|receipts?)$", re.IGNORECASE)
# What a number behind them is compared with, in 一单超过500的.
_ONE_ORDER = frozenset({"一单", "一笔", "单笔", "每单", "每笔", "单价", "1单", "1笔"})
# What is counted in one order under the name of one of them.
_HELD = (("category", "categories"), ("product", "products"))
# What a number behind them may compare with one order.
_OF_ORDERS = frozenset({"order_value", "average_order_value", "orders", "unit_price"})


def read_comparisons(line: Line, facts: Facts, question: str = "") -> Line:
    """The line with every amount bound to the metric or attribute that it compares."""
    at = 0
    while at < len(line):
        amount = line[at].meaning
        found = _bound(line, at, amount, facts, question) if isinstance(amount, Amount) else None
        if found is None:
            at += 1
            continue
        condition, start, end = found
        days = [c for c in line[start:end] if isinstance(c.meaning, (Span, Horizon))]
        line = [*line[:start], join(line[start:end], condition), *days, *line[end:]]
        at = start + 1
    return line


def _bound(line: Line, at: int, amount: Amount, facts: Facts, question: str) -> tuple[Where, int, int] | None:
    left, right = neighbour(line, at, -1, reach=4), neighbour(line, at, 1)
    # 平均评分却不到3.8; "predicted value over the next 180 days above 1,500": the days stand between.
    while left is not None and (line[left].has("link", "but") or (not amount.bare and _timed(line, left))):
        left = neighbour(line, left, -1)
    if (rating := facts.attribute("rating")) and left is not None and _explains(line[left], line[at], question):
        where = _comparison(rating, replace(amount, unit="stars"), facts)
        return (where, at, at + 1) if where else None
    if (held := _held(line, at, amount, facts)) is not None:
        return held
    if (valued := facts.metric("order_value")) and _valued_orders(line, at, amount, question):
        where = _comparison(valued, amount, facts)
        valued_before = left is not None and line[left].has("metric", "order_value", "revenue")
        named = valued_before or (left is not None and line[left].text in _ONE_ORDER)
        return (where, left if named and left is not None else at, at + 1) if where else None
    if amount.unit == "stars" and (rating := facts.attribute("rating")):
        averages = [p for p in (left, right) if p is not None and line[p].has("metric", "average_rating")]
        if not any(line[p].has("agg", "mean") or "average" in line[p].text or "平均" in line[p].text for p in averages):
            where = _comparison(rating, amount, facts)
            rated = left is not None and (line[left].has("verb", "rate") or line[left].has("attribute", "rating"))
            return (where, left if rated and left is not None else at, at + 1) if where else None
    if right == at + 1 and line[right].has("attribute", "category") and not amount.bare and _customers(line):
        kinds = facts.metric("categories")  # customers who bought from two or more categories
        where = _comparison(kinds, amount, facts) if kinds is not None and amount.unit in ("", "count") else None
        if where:
            return where, at, right + 1
    han = not line[at].text.isascii() or (left is not None and not line[left].text.isascii())
    # Chinese names the metric before the number, English before or behind it.
    places = [left, right] if han else [right, left]
    if amount.bare:
        # "Orders of 13085" counts nothing: a bare number belongs only to the word right beside it.
        places = [place for place in (left, right) if place is not None and abs(place - at) == 1]
    for place in places:
        # "spent over 500 but placed fewer than 3 orders": what stands behind "but" is compared with another number.
        between = line[min(at, place) : max(at, place)] if place is not None else []
        if place is None or (place == right and any(c.has("link", "but") for c in between)):
            continue
        if _parted(line[min(at, place)], line[max(at, place)], question):
            continue
        entry = _comparable(line[place], amount, facts)
        if line[place].has("verb", "worth") and any(c.has("entity", "order") for c in line):
            entry = facts.metric("order_value") or entry  # orders worth over £1,000
        counted = any(c.has("attribute") and not c.has("entity") for c in line)
        if entry is None or (entry.key == "customers" and place == left and not counted):
            continue
        if averaged := _average_of(line, min(place, at), max(place, at) + 1, entry, amount, facts):
            return averaged
        where = _comparison(entry, amount, facts)
        if where is not None:
            start = min(place, at)
            # "Whose share of bad reviews is above 15%": the share is what is compared.
            told = amount.unit == "percent" and not line[place].has("metric", entry.key)
            start -= int(told and start > 0 and line[start - 1].has("share"))
            return where, start, max(place, at) + 1
    if amount.bare and not any(c.has("verb", "buy") or c.has("entity", "order") for c in line[max(0, at - 4) : at + 3]):
        return None  # 再看一次 counts no orders
    entry = facts.metric(_default_metric(amount))
    where = _comparison(entry, amount, facts) if entry is not None else None
    return (where, at, at + 1) if where else None


def _held(line: Line, at: int, amount: Amount, facts: Facts) -> tuple[Where, int, int] | None:
    """So many categories, products, lines or pieces in one order: "orders with three or more categories"."""
    place, left = neighbour(line, at, 1), neighbour(line, at, -1)
    if amount.bare or amount.unit not in ("", "count", "units") or not any(c.has("entity", "order") for c in line):
        return None
    if left is not None and not line[left].text.isascii() and line[left].has("metric", *WITHIN_ORDER.values()):
        place = left  # 品类数超过3的订单
    if place is None or _customers([*line[:at], *line[place + 1 : place + 2]]):
        return None
    chunk = line[place]
    named = [key for key in WITHIN_ORDER.values() if chunk.has("metric", key)]
    named += [plural for key, plural in _HELD if chunk.meaning is None and chunk.has("attribute", key)]
    named += ["units"] if amount.unit == "units" and not named else []
    entry = facts.metric(named[0]) if named else None
    where = _comparison(entry, replace(amount, unit=""), facts) if entry and "orders" in entry.sources else None
    if where is None:
        return None
    within = where.filter.model_copy(update={"column": f"order_{named[0]}"})
    beside = chunk.meaning is None and (chunk.has("metric") or chunk.has("attribute"))
    return replace(where, filter=within), min(at, place if beside else at), max(at, place if beside else at) + 1


def _timed(line: Line, at: int) -> bool:
    """Whether days stand right behind a measure."""
    place = neighbour(line, at, -1)
    measure = place is not None and (isinstance(line[place].meaning, Measured) or line[place].has("metric"))
    return isinstance(line[at].meaning, (Span, Horizon)) and measure


def _explains(named: Chunk, amount: Chunk, question: str) -> bool:
    """Whether a number in brackets says what low ratings are: "low ratings (2 or less)"."""
    judged = named.has("metric", "low_ratings", "low_rating_share", "high_ratings", "high_rating_share")
    return judged and bool(re.search(r"[(（]\s*$", question[named.token.end : amount.token.start]))


def _valued_orders(line: Line, at: int, amount: Amount, question: str) -> bool:
    """Whether a number is what single orders come to: "orders over 2000", 单笔超过2000的订单, 金额大于2000的订单."""
    if amount.bare or amount.unit not in ("", "money"):
        return False
    place = at - 1
    while amount.op not in ("eq", "in") and place > 0 and _passed(line[place]):
        place -= 1
    before = line[place] if place >= 0 else None
    orders = before is not None and (
        before.has("entity", "order") or before.has("verb", "buy") or before.has("metric", "orders")
    )
    behind = _ORDERED.match(question[line[at].token.end :])
    if before is not None and (others := {t.key for t in before.token.terms if t.kind == "metric"} - _OF_ORDERS):
        # 预测价值超过1500的有哪些: the word before says what is compared; 销售额超过500的订单: the word behind.
        return others == {"revenue"} and behind is not None and not behind.group().endswith("有")
    noun = before is not None and orders and bool(_AN_ORDER.search(before.text)) and not before.has("ask")
    counted = noun and place > 0 and line[place - 1].has("ask", "count") and not _customers(line)
    if max(amount.values) < _FEW_ORDERS and not counted:
        return False
    return noun or bool(behind and _VALUED.search(question[: line[at].token.start]))


def _passed(chunk: Chunk) -> bool:
    """Whether a chunk stands between orders and their amount without being what is compared."""
    where = chunk.meaning
    told = isinstance(where, Span) or (isinstance(where, Where) and not where.metric)
    bare = chunk.meaning is None and soft(chunk) and not chunk.has("entity") and not chunk.has("metric")
    return told or bare or chunk.text in ("of", "with", "are", "were", "is", "was")


def _customers(line: Line) -> bool:
    return any(chunk.has("entity", "customer") for chunk in line)


def _parted(one: Chunk, other: Chunk, question: str) -> bool:
    """Whether a sentence or a clause ends between two chunks."""
    return bool(_END.search(question[one.token.end : other.token.start]))


def _average_of(
    line: Line, start: int, end: int, entry: Metric | Attribute, amount: Amount, facts: Facts
) -> tuple[Where, int, int] | None:
    """The average rating, where a rating is compared "on average", or with what no single review can give."""
    average = facts.metric("average_rating")
    if entry.key != "rating" or average is None:
        return None
    before = start - 1 if start and line[start - 1].has("agg", "mean") else start
    behind = end + 1 if end < len(line) and line[end].has("agg", "mean") else end
    whole = all(value == int(value) for value in amount.values)
    if whole and before == start and behind == end and not any(c.has("agg", "mean") for c in line[start:end]):
        return None
    where = _comparison(average, amount, facts)
    return (where, before, behind) if where else None


def _default_metric(amount: Amount) -> str:
    if amount.unit in ("orders", "units"):
        return amount.unit
    return ""


def _comparable(chunk: Chunk, amount: Amount, facts: Facts) -> Metric | Attribute | None:
    """The metric or number attribute of a chunk that the amount's unit allows."""
    if isinstance(chunk.meaning, Measured):
        return facts.metric(chunk.meaning.metric)
    if chunk.meaning is not None:
        return None
    if amount.unit == "stars" or (chunk.has("verb", "rate") and amount.unit not in ("orders", "units", "count")):
        rating = facts.attribute("rating")
        if rating is not None and (
            chunk.has("verb", "rate") or chunk.has("attribute", "rating") or chunk.has("entity", "review")
        ):
            return rating
    if amount.unit == "days":
        for key, metric in (("last_purchase", "recency_days"), ("first_purchase", "tenure_days")):
            if chunk.has("attribute", key):
                return facts.metric(metric)
    entries = [facts.metric(t.key) for t in chunk.token.terms if t.kind == "metric"]
    if chunk.has("verb", "worth"):
        entries.append(facts.metric("predicted_value"))
    if chunk.has("verb", "spend"):
        entries.append(facts.metric("revenue"))
    if chunk.has("verb", "buy") or chunk.has("entity", "order"):
        entries.append(facts.metric("orders"))
    if chunk.has("verb", "return"):
        entries.append(facts.metric("returns"))
    if chunk.has("entity", "review") and amount.unit in ("count", "orders", ""):
        entries.append(facts.metric("reviews"))
    if chunk.has("entity", "order") and amount.unit == "money":
        entries.append(facts.metric("order_value"))  # orders over £1,000
    if amount.unit == "percent":
        entries += [facts.metric(rate) for count, rate in _RATES if chunk.has("metric", count)]
    fitting = [e for e in entries if e is not None and _unit_fits(e, amount)]
    return fitting[0] if fitting else None


def _unit_fits(metric: Metric, amount: Amount) -> bool:
    if amount.unit == "money":
        return metric.unit == "money"
    if amount.unit == "days":
        return metric.unit == "days"
    if amount.unit == "percent":
        return metric.unit in ("share", "percent")
    if amount.unit in ("orders", "units"):
        # 70单以上的客户: seventy orders, not seventy customers.
        return metric.unit in ("count", "number") and metric.key != "customers"
    if amount.unit == "count":
        return metric.unit in ("count", "number")
    return True


def _comparison(entry: Metric | Attribute, amount: Amount, facts: Facts) -> Where | None:
    values: list[Scalar] = [_scaled(v, entry, amount) for v in amount.values]
    if amount.bare and entry.key == "customers":
        return None
    if amount.bare and isinstance(entry, Metric) and entry.unit not in ("count", "rating", "number", "days"):
        return None
    if entry.key == "rating" and amount.op == "between" and all(isinstance(v, int) and 0 <= v <= 5 for v in values):
        # Ratings are whole: 1 to 3 stars are 1, 2 and 3.
        low, high = (int(v) for v in values)
        return Where(Filter(column="rating", op="in", value=list(range(low, high + 1))))
    value: Scalar | list[Scalar] = values if amount.op in ("in", "between") else values[0]
    return Where(Filter(column=entry.key, op=amount.op, value=value), metric=isinstance(entry, Metric))


def _scaled(value: float, entry: Metric | Attribute, amount: Amount) -> Scalar:
    if entry.unit == "share" and (amount.unit == "percent" or value > 1):
        value = value / 100
    return int(value) if value == int(value) else value
