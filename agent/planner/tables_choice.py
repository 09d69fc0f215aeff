"""Which table answers: the one that has every metric, group and condition asked for."""

from collections.abc import Iterable, Sequence

from agent.planner.facts import Facts
from agent.planner.meanings import Where
from data.metrics import Attribute, Metric
from data.spec import Filter, Having, Period, TableName

# Metrics of a stretch of days that customers carry, by the metric over all time.
_WINDOWS = (30, 90, 180, 365)


# What is counted within one order, by the metric that counts it.
WITHIN_ORDER = {f"order_{key}": key for key in ("categories", "products", "lines", "units")}


def reachable(attribute: Attribute, table: TableName) -> bool:
    """Whether a table's rows have the attribute, of their own or through their customer."""
    return table in attribute.columns or "customers" in attribute.columns


def possible_tables(
    facts: Facts, *, metrics: Iterable[str], attributes: Iterable[str], spans: bool, timed: bool
) -> tuple[TableName, ...]:
    """Tables that can measure all metrics by all attributes, the most fitting first.

    Args:
        facts: The shop.
        metrics: Keys of metrics to be measured or sorted by.
        attributes: Keys of attributes to group by.
        spans: A period was named: customers have none.
        timed: Groups are spans of time; of customers these would be of the first purchase.
    """
    tables: list[TableName] = ["orders", "customers", "reviews"]
    wanted = [m for m in (facts.metric(k) for k in metrics) if m is not None]
    if wanted:
        tables = [t for t in wanted[0].tables if all(t in m.sources for m in wanted)]
    grouped = [a for a in (facts.attribute(k) for k in attributes) if a is not None]
    tables = [t for t in tables if t in facts.tables and all(reachable(a, t) for a in grouped)]
    if spans or timed:
        tables = [t for t in tables if t != "customers"]
    # What is counted in reviews is asked of reviews; orders say more than the customers' sums of them.
    preferred: tuple[TableName, ...] = ("reviews", "orders", "customers")
    tables.sort(key=preferred.index)
    # Beside a metric of orders they are counted there too, so that revenue by country is one number everywhere.
    if {m.key for m in wanted} == {"customers"}:
        tables.sort(key=("customers", "orders", "reviews").index)
    own = [t for t in tables if all(t in a.columns for a in grouped)]
    return tuple(dict.fromkeys((*own, *tables)))


def windowed(metric: str, days: int, facts: Facts) -> str:
    """The customer metric of the last so many days, such as `revenue_90d`; empty where there is none."""
    key = f"{metric}_{days}d"
    return key if days in _WINDOWS and facts.metric(key) else ""


def on_table(condition: Where, table: TableName, facts: Facts) -> Filter:
    """The condition as a filter of that table: a customer's metric is written so where both have it."""
    entry = facts.attribute(condition.filter.column)
    own = entry is not None and "customers" in entry.columns
    if table == "customers" and condition.filter.period == Period() and not own:
        # Asked of customers, "bought it" means at any time without saying so.
        return condition.filter.model_copy(update={"period": None})
    if not condition.metric or table == "customers":
        return condition.filter
    metric = facts.metric(condition.filter.column)
    clash = metric is not None and table in metric.sources and "customers" in metric.sources
    return (
        condition.filter.model_copy(update={"column": f"customer_{metric.key}"})
        if clash and metric
        else condition.filter
    )


def filterable(condition: Where, table: TableName, facts: Facts) -> bool:
    """Whether a table's rows can be filtered by the condition."""
    if condition.metric:
        metric = facts.metric(condition.filter.column)
        if within_order(condition):
            return table == "orders"
        return metric is not None and (_has_rows(metric) or (table == "orders" and of_one_order(condition)))
    attribute = facts.attribute(condition.filter.column)
    if attribute is None:
        return False
    if reachable(attribute, table):
        return True
    # Customers can be asked for purchases or reviews that fit.
    return table == "customers" and attribute.kind != "bucket"


def of_one_order(condition: Where) -> bool:
    """Whether a condition compares what one order came to: lines of orders that fit take part."""
    return condition.metric and (condition.filter.column == "order_value" or within_order(condition))


def within_order(condition: Where) -> bool:
    """Whether a condition counts what is in one order: `order_categories`."""
    return condition.metric and condition.filter.column in WITHIN_ORDER


def _has_rows(metric: Metric) -> bool:
    source = metric.sources.get("customers")
    return source is not None and bool(source.column)


def merged(conditions: Sequence[Where]) -> list[Where]:
    """Conditions with two values of one attribute as one list: Germany against France."""
    result: list[Where] = []
    for condition in conditions:
        if condition in result:
            continue
        place = next((i for i, c in enumerate(result) if _listable(c, condition)), None)
        if place is None:
            result.append(condition)
            continue
        values = [*_listed(result[place].filter), *_listed(condition.filter)]
        joined = Filter(column=condition.filter.column, op="in", value=list(dict.fromkeys(values)))
        result[place] = Where(joined)
    return result


def _listable(one: Where, other: Where) -> bool:
    same = one.filter.column == other.filter.column and not (one.apart or other.apart)
    return same and not one.metric and one.filter.op in ("eq", "in") and other.filter.op in ("eq", "in")


def _listed(condition: Filter) -> list[str | int | float | bool]:
    value = condition.value
    return list(value) if isinstance(value, list) else [] if value is None else [value]


def having_of(condition: Where) -> list[Having]:
    """A condition on a metric as conditions on groups."""
    column, op, value = condition.filter.column, condition.filter.op, condition.filter.value
    if op == "between" and isinstance(value, list):
        low, high = (float(v) for v in value)
        return [Having(measure=column, op="ge", value=low), Having(measure=column, op="le", value=high)]
    return [Having.model_validate({"measure": column, "op": op, "value": value})]
