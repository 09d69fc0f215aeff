"""Customers, orders or reviews one by one: rankings and lists."""

from typing import Any

from agent.planner.calls import Planned, measure_key, narrow, plain, query_call
from agent.planner.customer_days import bind_days, bought_then, of_all_days
from agent.planner.drafts import PREDICTED, Draft
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Where
from agent.planner.order_lists import order_rows
from agent.planner.reading import Call, Unclear
from agent.planner.tables_choice import filterable, having_of, on_table, possible_tables
from agent.planner.within_goods import compared_within_goods, of_any_day, summed
from data.spec import Aggregate, Filter, Measure, Top

_FORECAST_COLUMNS = ("predicted_value", "predicted_orders", "p_active")
_MANY = 10
_LISTED = 50


def rows(frame: Frame, draft: Draft, facts: Facts) -> Planned:
    """The list or ranking that a draft asks for.

    Raises:
        Unclear: It is not said by what they are ranked, or no table knows it all.
    """
    metric = draft.order.metric if draft.order else ""
    asked = _ranked(frame, draft)
    if not metric and draft.measures:
        metric = draft.measures[0].metric
    if asked and not metric and draft.thing == "customers":
        raise _which_order(frame, draft)
    lowest = bool(draft.order and draft.order.lowest) or bool(frame.rank and frame.rank.lowest)
    limit = draft.limit or _default_limit(frame, draft.thing, ranked=asked)
    if frame.orders:
        return order_rows(frame, draft, facts)
    if draft.thing == "orders":
        return _order_rows(draft, metric, lowest=lowest, limit=limit, facts=facts)
    if draft.thing == "reviews":
        return _review_rows(draft, lowest=lowest, limit=limit, facts=facts)
    if not (asked or metric) and _ratings_given(draft, facts):
        return _raters(draft, limit=limit, facts=facts)
    within = compared_within_goods(frame, draft, facts, metric=metric)
    if within or draft.span is not None or not _on_customers(metric, draft, facts):
        return _customers_of_period(frame, draft, metric, lowest=lowest, limit=limit, facts=facts)
    listed = not asked and frame.horizon in (None, 0, facts.horizon_days)
    if _is_forecast(frame, draft, metric) and not (listed and draft.conditions):
        return _forecast(frame, draft, lowest=lowest, limit=limit, facts=facts)
    return _customer_rows(frame, draft, metric, lowest=lowest, limit=limit, facts=facts)


def _ranked(frame: Frame, draft: Draft) -> bool:
    """Whether the first of an order are asked for; who fulfils conditions is listed whole, in whatever order."""
    compared = any(c.metric for c in draft.conditions)
    sorted_only = frame.order is not None and not frame.order.superlative and compared
    return frame.rank is not None or (frame.order is not None and not sorted_only)


def _which_order(frame: Frame, draft: Draft) -> Unclear:
    count = str(frame.rank.count) if frame.rank and frame.rank.count else ""
    keys = ("predicted_value", "revenue", "orders")
    name = "top_n_customers" if count else "top_customers"
    offers = tuple((name, {"n": count, "metric": key} if count else {"metric": key}) for key in keys)
    return Unclear("which_order", options=offers if draft.thing == "customers" else ())


def _default_limit(frame: Frame, thing: str, *, ranked: bool) -> int:
    if not ranked:
        return 0
    named = [e for e in frame.entities if f"{e.kind}s" == thing and not e.asked]
    if frame.rank and frame.rank.percent:
        return 0
    one = (named and not any(e.plural for e in named)) or frame.singular
    return 1 if one and not frame.rank else _MANY


def _on_customers(metric: str, draft: Draft, facts: Facts) -> bool:
    metrics = [metric] if metric else []
    metrics += [m.metric for m in draft.measures]
    entries = [facts.metric(key) for key in metrics]
    return all(e is not None and "customers" in e.sources and e.sources["customers"].column for e in entries)


def _is_forecast(frame: Frame, draft: Draft, metric: str) -> bool:
    others = [m for m in draft.measures if m.metric not in _FORECAST_COLUMNS]
    return metric == "predicted_value" and not others


def _forecast(frame: Frame, draft: Draft, *, lowest: bool, limit: int, facts: Facts) -> Planned:
    if frame.rank and frame.rank.percent:
        if frame.horizon and frame.horizon != facts.horizon_days:
            raise Unclear("percent_list", options=(("tier_list", {}),))
        return _customer_rows(frame, draft, "predicted_value", lowest=lowest, limit=0, facts=facts)
    many = _LISTED if draft.conditions and not _ranked(frame, draft) else _MANY
    arguments: dict[str, Any] = {"horizon_days": frame.horizon or facts.horizon_days, "limit": limit or many}
    if draft.conditions:
        arguments["filters"] = [plain(on_table(c, "customers", facts)) for c in draft.conditions]
    if lowest:
        arguments["lowest"] = True
    focus = {
        "metric": "predicted_value",
        "lowest": lowest,
        "thing": "customers",
        "ranked": _ranked(frame, draft),
    }
    return Call("predict_value", arguments), "forecast_rank", focus


def check_horizon(frame: Frame, metrics: list[str], facts: Facts) -> None:
    """Refuses measures of a forecast that are known for the build's own horizon only."""
    if frame.horizon and frame.horizon != facts.horizon_days and any(m in PREDICTED for m in metrics):
        raise Unclear(
            "only_horizon", options=(("top_customers", {"metric": "predicted_value"}),), days=str(facts.horizon_days)
        )


def _customer_rows(frame: Frame, draft: Draft, metric: str, *, lowest: bool, limit: int, facts: Facts) -> Planned:
    compared = [c.filter.column for c in draft.conditions if c.metric]
    check_horizon(frame, [metric, *(m.metric for m in draft.measures), *compared], facts)
    filters = [on_table(c, "customers", facts) for c in draft.conditions]
    shown = ["customer_id", *([metric] if metric else []), *(m.metric for m in draft.measures)]
    shown += [c.filter.column for c in draft.conditions if c.metric and (of_all_days(c) or not c.filter.period)]
    shown += [n for n in draft.groups if facts.attribute(n)]
    if len(shown) == 1:
        shown += ["predicted_value", "revenue", "orders", "recency_days"]
    elif metric == "predicted_value":
        shown += ["predicted_lo", "predicted_hi"]
    columns = [c for c in dict.fromkeys(shown) if c == "customer_id" or facts.metric(c) or facts.attribute(c)]
    sort = metric or next((c for c in columns if c in ("revenue", "predicted_value")), "")
    arguments: dict[str, Any] = {"columns": columns}
    if filters:
        arguments["filters"] = filters
    if sort:
        arguments |= {"sort_by": sort, "descending": not lowest}
    if frame.rank and frame.rank.percent:
        arguments["top"] = Top(by=metric or sort, percent=frame.rank.percent, lowest=lowest)
    if limit:
        arguments["limit"] = limit
    ranked = _ranked(frame, draft)
    focus = {"metric": sort, "lowest": lowest, "thing": "customers", "ranked": ranked}
    call = query_call("customers", arguments)
    if frame.rank and limit:
        # As many as the tool gives by itself are asked for all the same.
        call = Call(call.name, {**call.arguments, "limit": limit}, call.needs)
    return call, "rank" if ranked else "list", focus


def _customers_of_period(frame: Frame, draft: Draft, metric: str, *, lowest: bool, limit: int, facts: Facts) -> Planned:
    """Customers by what they did in a span of days: order lines grouped by customer, or the customers' own windows."""
    if compared_within_goods(frame, draft, facts, metric=metric):
        metric = metric or next(c.filter.column for c in draft.conditions if summed(c))
        draft.conditions = [of_any_day(c) for c in draft.conditions]
    metric = metric or ("orders" if facts.metric("orders") and not draft.measures else "revenue")
    metrics = list(dict.fromkeys([metric, *(m.metric for m in draft.measures)]))
    told = [
        n for n in draft.groups if (entry := facts.attribute(n)) and "customers" in entry.columns and entry.groupable
    ]
    tables = possible_tables(facts, metrics=metrics, attributes=["customer_id", *told], spans=True, timed=False)
    span = draft.span
    silent = any(c.metric and c.filter.column in ("recency_days",) for c in draft.conditions)
    if not tables and span is not None and span.end == facts.as_of:
        # Only customers know this metric: who bought since then is told by the day of the last purchase.
        bought = Where(Filter(column="recency_days", op="le", value=(facts.as_of - span.start).days), metric=True)
        draft.conditions.append(bought)
        draft.span = None
        return _customer_rows(frame, draft, metric, lowest=lowest, limit=limit, facts=facts)
    # Names and e-mails no order line is grouped by.
    personal = [n for n in draft.groups if (entry := facts.attribute(n)) and entry.kind == "personal"]
    if personal and (frame.rank or frame.order or draft.measures):
        raise Unclear("personal" if facts.role == "business" else "unused", column=personal[0])
    # 累计至少20单、12月还买过: what is counted over all days stands beside no sums of some.
    totals = {c.filter.column for c in draft.conditions if of_all_days(c)}
    overall = bool(totals) and not (frame.rank or frame.order) and {m.metric for m in draft.measures} <= totals
    if (
        not tables
        or silent
        or personal
        or overall
        or not all(filterable(c, tables[0], facts) for c in draft.conditions)
    ):
        known = all(filterable(c, "customers", facts) for c in draft.conditions)
        if frame.rank is not None or span is None or not known:
            raise Unclear("period_of_customers", options=(("top_customers", {"metric": "revenue"}),))
        if not bind_days(frame, draft.conditions, [Measured("customers")], span, facts):
            bought_then(draft.conditions, span, facts)
        draft.span = None
        return _customer_rows(frame, draft, "", lowest=lowest, limit=limit, facts=facts)
    table = tables[0]
    having = [h for c in draft.conditions if summed(c) for h in having_of(c)]
    rest = [c for c in draft.conditions if not summed(c)]
    more = ["revenue"] if metric == "orders" and table == "orders" and len(metrics) == 1 else []
    arguments: dict[str, Any] = {
        "group_by": ["customer_id", *told[:2]],
        "measures": [Measure(metric=m, aggregate=_largest(m, lowest=lowest)) for m in (*metrics, *more)],
        "sort_by": measure_key(Measure(metric=metric, aggregate=_largest(metric, lowest=lowest))),
        "descending": not lowest,
        "limit": limit or (_MANY if _ranked(frame, draft) else _LISTED),
    }
    narrow(arguments, rest, span, table=table, facts=facts)
    if having:
        arguments["having"] = having
    ranked = _ranked(frame, draft)
    sort = str(arguments["sort_by"])
    focus = {"metric": sort, "lowest": lowest, "thing": "customers", "ranked": ranked, "key": "customer_id"}
    return query_call(table, arguments), "rank" if ranked else "list", focus


def _ratings_given(draft: Draft, facts: Facts) -> bool:
    """Whether customers are told by what they rated within the span, and the reviews know all the rest of it."""
    rated = draft.span is not None and any(c.filter.column == "rating" for c in draft.conditions)
    known = "reviews" in facts.tables
    return rated and known and all(not c.metric and filterable(c, "reviews", facts) for c in draft.conditions)


def _raters(draft: Draft, *, limit: int, facts: Facts) -> Planned:
    """Customers by the reviews that they wrote in a span of days."""
    arguments: dict[str, Any] = {
        "group_by": ["customer_id"],
        "measures": [Measure(metric="reviews")],
        "sort_by": "reviews",
        "descending": True,
        "limit": limit or _LISTED,
    }
    narrow(arguments, draft.conditions, draft.span, table="reviews", facts=facts)
    focus = {"metric": "reviews", "lowest": False, "thing": "customers", "ranked": False, "key": "customer_id"}
    return query_call("reviews", arguments), "list", focus


def _largest(metric: str, *, lowest: bool) -> Aggregate:
    """Single orders are told by each customer's largest, or smallest; all else as it is measured."""
    return ("min" if lowest else "max") if metric == "order_value" else "default"


def _order_rows(draft: Draft, metric: str, *, lowest: bool, limit: int, facts: Facts) -> Planned:
    valued = metric in ("orders", "", "predicted_value", "average_order_value", "order_value")
    key = ("order_value" if facts.metric("order_value") else "revenue") if valued else metric
    arguments: dict[str, Any] = {
        "group_by": ["order_id"],
        "measures": [Measure(metric=key)],
        "sort_by": key,
        "descending": not lowest,
        "limit": limit or _MANY,
    }
    having = [h for c in draft.conditions if c.filter.column == "order_value" for h in having_of(c)]
    rest = [c for c in draft.conditions if c.filter.column != "order_value"]
    narrow(arguments, rest, draft.span, table="orders", facts=facts)
    if having:
        listed = {"metric": key, "lowest": lowest, "thing": "orders", "ranked": False, "key": "order_id"}
        more = {"having": having, "limit": limit or _LISTED}
        return query_call("orders", {**arguments, **more}), "list", listed
    return (
        query_call("orders", arguments),
        "rank",
        {"metric": key, "lowest": lowest, "thing": "orders", "ranked": True, "key": "order_id"},
    )


def _review_rows(draft: Draft, *, lowest: bool, limit: int, facts: Facts) -> Planned:
    arguments: dict[str, Any] = {
        "columns": [c for c in ("review_id", "date", "customer_id", "product", "rating") if facts.attribute(c)],
        "sort_by": "rating",
        "descending": not lowest,
        "limit": limit or _MANY,
    }
    narrow(arguments, draft.conditions, draft.span, table="reviews", facts=facts)
    return (
        query_call("reviews", arguments),
        "rank",
        {"metric": "rating", "lowest": lowest, "thing": "reviews", "ranked": True},
    )
