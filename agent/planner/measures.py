"""Measures: one row a group, or one in all."""

import datetime as dt
from typing import Any

from agent.planner.calls import Planned, allows, measure_key, measures_of, narrow, plain, query_call
from agent.planner.drafts import BUCKETS, PREDICTED, Draft, about_groups, metric_offers
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Span, Where
from agent.planner.reading import Call, Unclear
from agent.planner.row_lists import check_horizon
from agent.planner.tables_choice import filterable, having_of, on_table, possible_tables, windowed
from data.spec import Aggregate, Having, Measure, TableName, Top

_MANY = 10
_PERCENTILES: tuple[Aggregate, ...] = ("p10", "p25", "median", "p75", "p90")


def measured(frame: Frame, draft: Draft, facts: Facts) -> Planned:
    """The measures that a draft asks for.

    Raises:
        Unclear: No table can measure them together.
    """
    _spread(frame, draft, facts)
    _measure_order(draft)
    _of_each_customer(draft, facts)
    if not draft.measures:
        raise Unclear("no_metric", options=metric_offers(facts))
    groups = [*([draft.thing] if draft.thing else []), *draft.groups]
    metrics = [m.metric for m in draft.measures]
    if forecast := _forecast_sum(frame, draft, groups, metrics, facts):
        return forecast
    check_horizon(frame, metrics, facts)
    table = table_of(frame, draft, groups, facts)
    having, filters = _split(frame, draft, groups, table, facts)
    measures = measures_of(draft.measures, table, facts)
    arguments: dict[str, Any] = {"measures": measures}
    arguments |= {"group_by": groups} if groups else {}
    arguments |= {"having": having} if having else {}
    rank = frame.rank
    if rank and frame.mentions("customer") and not groups and (rank.percent or rank.count):
        by = draft.order.metric if draft.order else metrics[0]
        arguments["top"] = Top(by=by, percent=rank.percent, count=rank.count, lowest=rank.lowest)
    narrow(arguments, filters, draft.span, table=table, facts=facts)
    sort = _sort(frame, draft, groups, measures, arguments)
    focus = {
        "metric": sort or measure_key(measures[0]),
        "thing": draft.thing,
        "ranked": bool(sort and (rank or draft.order)),
        "lowest": arguments.get("descending") is False,
        "groups": groups,
        "count_groups": "count" in frame.asks and bool(groups) and not frame.measures,
    }
    if draft.focus.get("compare") and groups == ["month"]:
        return query_call(table, {**arguments, "compare": True}), "compare", focus
    timed = any(g in BUCKETS for g in groups) and not sort
    return query_call(table, arguments), "trend" if timed else "groups" if groups else "value", focus


def _measure_order(draft: Draft) -> None:
    """What groups are ordered by is measured; without groups a superlative asks for the highest value itself."""
    order = draft.order
    if order is None or any(m.metric == order.metric for m in draft.measures):
        return
    extreme = order.superlative and not draft.thing and not draft.groups
    aggregate: Aggregate = ("min" if order.lowest else "max") if extreme else "default"
    draft.measures.insert(0, Measured(order.metric, aggregate))


def _of_each_customer(draft: Draft, facts: Facts) -> None:
    """The median of what customers spent in a span of days is that of each customer's sum in these days."""
    if draft.span is None:
        return
    tables: tuple[TableName, ...] = ("orders", "reviews")
    for place, one in enumerate(draft.measures):
        metric = facts.metric(one.metric)
        dated = metric is not None and any(t in metric.sources for t in tables)
        summed = one.aggregate in (*_PERCENTILES, "mean", "min", "max") and not one.per
        if dated and summed and not any(allows(one, t, facts) for t in tables):
            draft.measures[place] = Measured(one.metric, one.aggregate, "customer_id")


def _spread(frame: Frame, draft: Draft, facts: Facts) -> None:
    """Trends and charts without groups run over time; a distribution of a number is told by its percentiles."""
    if draft.groups or draft.thing:
        return
    metrics = [m.metric for m in draft.measures]
    entry = facts.metric(metrics[0]) if metrics else None
    if entry is None:
        return
    over_time = any(t in entry.sources for t in ("orders", "reviews"))
    if (frame.asks & {"trend", "growth", "grow", "shrink"} or frame.chart) and over_time:
        draft.groups.append("month" if _two_months(draft.span) else _bucket_for(draft.span))
        draft.focus["compare"] = _two_months(draft.span) and "trend" not in frame.asks and not frame.chart
    elif "distribution" in frame.asks:
        if metrics[0] == "average_rating" and facts.attribute("rating"):
            # A question may be planned twice, the second time as what it has become.
            frame.measures, frame.groups = [Measured("reviews")], ["rating"]
            draft.measures, draft.groups = [Measured("reviews")], ["rating"]
        elif "customers" in entry.sources and entry.sources["customers"].aggregates:
            draft.measures[:] = [Measured(metrics[0], part) for part in _PERCENTILES]


def _two_months(span: Span | None) -> bool:
    """Whether a span is two whole months in a row: "how did sales change between March and April"."""
    if span is None or span.start.day != 1 or (span.end + dt.timedelta(days=1)).day != 1:
        return False
    return (span.end.year - span.start.year) * 12 + span.end.month - span.start.month == 1


def _bucket_for(span: Span | None) -> str:
    days = (span.end - span.start).days + 1 if span else 10_000
    return "day" if days <= 45 else "week" if days <= 120 else "month"


def _forecast_sum(frame: Frame, draft: Draft, groups: list[str], metrics: list[str], facts: Facts) -> Planned | None:
    """Sums of predictions over another horizon than the build's own."""
    default = all(m.aggregate == "default" for m in draft.measures)
    asked = all(m in ("predicted_value", "predicted_orders", "customers") for m in metrics)
    if not frame.horizon or not asked or not default or draft.span or (frame.rank and not groups):
        return None
    if not any(m in PREDICTED for m in metrics):
        return None
    if "customers" in metrics and frame.horizon == facts.horizon_days:
        return None  # the customers' own table counts them beside what is predicted
    if any(about_groups(c, frame, draft, groups) for c in draft.conditions):
        # "Countries with a predicted value over 10,000": what bounds the groups' sums only their own table can ask.
        check_horizon(frame, metrics, facts)
        return None
    arguments: dict[str, Any] = {"horizon_days": frame.horizon}
    arguments |= {"group_by": groups, "limit": draft.limit or 50} if groups else {"total": True}
    if draft.order and draft.order.lowest:
        arguments["lowest"] = True
    if draft.conditions:
        arguments["filters"] = [plain(on_table(c, "customers", facts)) for c in draft.conditions]
    focus = {
        "metric": metrics[0],
        "thing": draft.thing,
        "groups": groups,
        "ranked": bool(draft.order),
        "lowest": bool(draft.order and draft.order.lowest),
    }
    return Call("predict_value", arguments), "groups" if groups else "value", focus


def table_of(frame: Frame, draft: Draft, groups: list[str], facts: Facts) -> TableName:
    """The table that measures and filters all of it.

    Raises:
        Unclear: There is none.
    """
    metrics = [m.metric for m in draft.measures]
    if draft.focus.get("newcomers"):
        return "customers"
    timed = any(g in BUCKETS for g in groups)
    tables = possible_tables(facts, metrics=metrics, attributes=groups, spans=draft.span is not None, timed=timed)
    tables = tuple(
        t
        for t in tables
        if all(
            _measured_in(c, t, facts) if about_groups(c, frame, draft, groups) else filterable(c, t, facts)
            for c in draft.conditions
        )
    )
    # An average of what customers spent needs the customers' own numbers.
    tables = tuple(t for t in tables if all(allows(m, t, facts) for m in draft.measures)) or tables
    if not tables and draft.span is not None and _use_windows(draft, facts):
        return "customers"
    if not tables:
        raise Unclear("no_table", options=metric_offers(facts))
    lines = any(not c.metric and _of_lines(c, facts) for c in draft.conditions)
    if lines and tables[0] == "customers" and "orders" in tables and "customers" not in metrics:
        return "orders"  # "revenue of toys by state": of these lines, not of all that their buyers bought
    on_customers = any(c.metric and not about_groups(c, frame, draft, groups) for c in draft.conditions)
    if on_customers and "customers" in tables:
        return "customers"
    if any(c.filter.column == "rating" for c in draft.conditions) and "reviews" in tables:
        return "reviews"
    if metrics == ["customers"] and "customers" in tables and "orders" in tables:
        # "Bought beauty in the app": both of one purchase.
        of_purchase = sum(_of_purchase(c, facts) for c in draft.conditions) > 1
        return "orders" if of_purchase or any(g in ("product", "category", "order_id") for g in groups) else "customers"
    return tables[0]


def _of_purchase(condition: Where, facts: Facts) -> bool:
    """Whether a condition says what was bought, or through which channel, with no days of its own."""
    told = condition.filter.column == "channel" or _of_lines(condition, facts)
    return told and not (condition.metric or condition.apart or condition.filter.period)


def _of_lines(condition: Where, facts: Facts) -> bool:
    """Whether only lines of orders have the attribute, such as a category."""
    attribute = facts.attribute(condition.filter.column)
    return attribute is not None and "orders" in attribute.columns and "customers" not in attribute.columns


def _measured_in(condition: Where, table: TableName, facts: Facts) -> bool:
    metric = facts.metric(condition.filter.column) if condition.metric else None
    return metric is not None and table in metric.sources


def _use_windows(draft: Draft, facts: Facts) -> bool:
    """Turns "in the last 90 days" into customers' own metrics where only customers can be asked."""
    span = draft.span
    if span is None or span.end != facts.as_of:
        return False
    keys = [windowed(m.metric, (span.end - span.start).days + 1, facts) for m in draft.measures]
    if not all(keys):
        return False
    draft.measures = [Measured(key, m.aggregate) for key, m in zip(keys, draft.measures, strict=True)]
    draft.span = None
    return True


def _split(
    frame: Frame, draft: Draft, groups: list[str], table: TableName, facts: Facts
) -> tuple[list[Having], list[Where]]:
    having: list[Having] = []
    rest: list[Where] = []
    for condition in draft.conditions:
        grouped = about_groups(condition, frame, draft, groups) and _measured_in(condition, table, facts)
        if grouped and condition.filter.op not in ("in", "not_in"):
            having += having_of(condition)
        else:
            rest.append(condition)
    return having, rest


def _sort(frame: Frame, draft: Draft, groups: list[str], measures: list[Measure], arguments: dict[str, Any]) -> str:
    """The measure that groups are sorted by, where that was asked; limits go with it."""
    if not groups:
        return ""
    order, ranked = draft.order, frame.rank is not None or draft.order is not None or draft.thing != ""
    timed = any(g in BUCKETS for g in groups)
    if not ranked and not draft.limit:
        return ""
    if timed and order is None and not draft.thing and not draft.limit:
        return ""
    key = order.metric if order else _money_first(measures)
    chosen = next((measure_key(m) for m in measures if m.metric == key), measure_key(measures[0]))
    lowest = bool(order and order.lowest) or bool(frame.rank and frame.rank.lowest)
    arguments["sort_by"] = chosen
    arguments["descending"] = not lowest
    if draft.limit:
        arguments["limit"] = draft.limit
    elif draft.thing and (frame.rank is not None or (frame.order is not None and not _listed(frame, arguments))):
        arguments["limit"] = 1 if frame.singular and frame.rank is None else _MANY
    return chosen


def _listed(frame: Frame, arguments: dict[str, Any]) -> bool:
    """Whether all groups that fulfil a condition are wanted, only in an order: "over 15%, highest first"."""
    return bool(arguments.get("having")) and frame.order is not None and not frame.order.superlative


def _money_first(measures: list[Measure]) -> str:
    return next((m.metric for m in measures if m.metric in ("revenue", "predicted_value")), measures[0].metric)
