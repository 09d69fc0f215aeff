"""Shares of a whole: of groups, of some customers, of the top so many percent."""

from typing import Any

from agent.planner.calls import Planned, is_additive, narrow, query_call
from agent.planner.comparisons import bucket_text
from agent.planner.deeds import bought
from agent.planner.drafts import BUCKETS, Draft, metric_offers
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import KINDS, Where
from agent.planner.reading import Unclear
from agent.planner.tables_choice import filterable, on_table, possible_tables
from data.spec import Filter, Measure, TableName, Top

# What is summed up over order lines of a month.
_OF_LINES = frozenset({"revenue", "gross_revenue", "orders", "units", "lines", "returned"})


def share(frame: Frame, draft: Draft, facts: Facts) -> Planned:
    """The share that a draft asks for.

    Raises:
        Unclear: It is not said of what, or the measure has no share.
    """
    metrics = _shared(frame, draft)
    _of_each_time(frame, draft)
    if metrics == ["customers"] and draft.span and not frame.groups and "buy" in frame.verbs and not frame.rank:
        # "What percentage of customers bought in May": of all customers, not of those who bought then.
        draft.conditions.append(bought(draft.span))
        draft.span = None
    kinds = any(c.filter.column in KINDS for c in draft.conditions)
    if "customers" in metrics and metrics != ["customers"] and draft.span and kinds:
        # "What share of customers are at risk, and what share of revenue was theirs in 2026": the days are of one.
        raise Unclear("figure_share")
    listed = draft.thing in ("", "customers", "orders", "reviews")
    groups = [*draft.groups, *([] if listed else [draft.thing])]
    # Champions是哪个分群: the group that a condition tells has a share of all, not of itself.
    told = {c.filter.column for c in draft.conditions if c.filter.op == "eq" and not (c.metric or c.apart)}
    # "All countries but the UK" are one part, unless the shares by country are asked for.
    told |= {c.filter.column for c in draft.conditions if c.filter.op in ("ne", "not_in")} - set(frame.groups)
    groups = [key for key in groups if key not in told]
    alone = [c for c in draft.conditions if not (c.metric or c.either or c.apart or c.base)]
    named = [c.filter.column for c in alone if c.filter.op == "in"]
    if not groups and named and named[0] != "rating" and frame.rank is None:
        groups = named[:1]  # the shares of Germany and of France, not of both together
    arguments: dict[str, Any] = {"measures": [Measure(metric=m, share_of_total=True) for m in metrics]}
    rank = frame.rank
    if rank and not groups:
        by = draft.order.metric if draft.order else "revenue" if metrics[0] == "customers" else metrics[0]
        arguments["top"] = Top(by=by, percent=rank.percent, count=rank.count, lowest=rank.lowest)
    table = _share_table(frame, draft, metrics, groups, facts)
    focus: dict[str, Any] = {"metric": metrics[0], "metrics": metrics, "groups": groups, "top": "top" in arguments}
    if groups:
        return _share_by_group(frame, draft, arguments | {"group_by": groups}, table, focus, facts)
    parts = [c for c in draft.conditions if not c.base] if "top" not in arguments else []
    if "top" not in arguments and not parts and draft.span is not None and facts.attribute("date"):
        # "What percentage of orders were placed in November": of all orders.
        days = [draft.span.start.isoformat(), draft.span.end.isoformat()]
        parts, draft.span = [Where(Filter(column="date", op="between", value=[*days]))], None
    if "top" not in arguments and not parts:
        raise Unclear("share_of_what", options=(("share_top", {}), ("share_by_country", {})))
    stars = [c for c in parts if c.filter.column == "rating"]
    if stars and set(metrics) <= {"reviews", "rated_reviews"}:
        # "Toys reviews, what percent gave 4 or 5 stars": of the toys' rated reviews.
        parts = stars
    rest = [c for c in draft.conditions if c not in parts]
    narrow(arguments, rest, draft.span, table=table, facts=facts)
    if parts:
        arguments["part"] = [on_table(c, table, facts) for c in parts]
    return query_call(table, arguments), "share", focus


def _of_each_time(frame: Frame, draft: Draft) -> None:
    """The share in each of some months that are named: "in December 2009, and what share in November 2010"."""
    buckets = {span.bucket for span in frame.spans}
    own = draft.groups or draft.thing or draft.order or frame.rank
    parts = any(not c.base for c in draft.conditions)
    # "What share of them bought again in October or November": in either, which is no share of each.
    lines = {m.metric for m in draft.measures} <= _OF_LINES and not any(c.metric or c.apart for c in draft.conditions)
    if len(frame.spans) < 2 or len(buckets) != 1 or not buckets <= set(BUCKETS) or own or not (parts and lines):
        return
    bucket = frame.spans[0].bucket
    labels = [bucket_text(bucket, span.start) for span in sorted(frame.spans, key=lambda span: span.start)]
    draft.groups = [bucket]
    draft.conditions.append(Where(Filter(column=bucket, op="in", value=[*labels]), base=True))


def _shared(frame: Frame, draft: Draft) -> list[str]:
    """Metrics whose share is asked for."""
    if frame.rank and frame.rank.percent is None and frame.rank.count is None:
        raise Unclear("which_order")
    if draft.measures:
        return [m.metric for m in draft.measures]
    if frame.rank and draft.order:
        return [draft.order.metric]
    if frame.mentions("customer"):
        return ["customers"]
    if frame.mentions("order"):
        return ["orders"]
    return ["reviews"] if frame.mentions("review") else ["revenue"]


def _share_by_group(
    frame: Frame, draft: Draft, arguments: dict[str, Any], table: TableName, focus: dict[str, Any], facts: Facts
) -> Planned:
    groups: list[str] = arguments["group_by"]
    of_customers = [c for c in draft.conditions if c.metric or c.filter.column in KINDS]
    timed = [g for g in groups if g in BUCKETS]
    parts = of_customers if focus["metric"] == "customers" else draft.conditions if timed else []
    parts = [c for c in parts if not c.base]
    if parts:
        # Repeat customers by country, Germany by month: what part of each group they are.
        rest = [c for c in draft.conditions if c not in parts]
        narrow(arguments, rest, draft.span, table=table, facts=facts)
        arguments |= {"part": [on_table(c, table, facts) for c in parts], "share_within": timed or groups[:2]}
        arguments |= {"limit": draft.limit} if draft.limit else {}
        return query_call(table, arguments), "groups", focus | {"share": True, "within": True}
    if len(groups) == 2 and (timed or "within" in frame.asks):
        # Segments within each country, countries of each month.
        arguments["share_within"] = timed or groups[-1:]
    # The groups that are named have a share of all, not of themselves.
    named = [c for c in draft.conditions if c.filter.column in groups and c.filter.op == "in" and not c.base]
    rest = [c for c in draft.conditions if c not in named]
    narrow(arguments, rest, draft.span, table=table, facts=facts)
    arguments |= {"part": [on_table(c, table, facts) for c in named]} if named else {}
    arguments |= {"limit": draft.limit} if draft.limit else {}
    return query_call(table, arguments), "groups", focus | {"share": True}


def _share_table(frame: Frame, draft: Draft, metrics: list[str], groups: list[str], facts: Facts) -> TableName:
    timed = any(g in BUCKETS for g in groups)
    tables = possible_tables(facts, metrics=metrics, attributes=groups, spans=draft.span is not None, timed=timed)
    tables = tuple(t for t in tables if all(filterable(c, t, facts) for c in draft.conditions))
    if not tables:
        raise Unclear("no_table", options=metric_offers(facts))
    tables = tuple(t for t in tables if all(is_additive(m, t, facts) for m in metrics))
    if not tables:
        raise Unclear("no_share", options=(("share_by_country", {}), ("share_top", {})), metric=metrics[0])
    customers = frame.rank is not None or any(c.metric for c in draft.conditions) or metrics[0] == "customers"
    return "customers" if customers and "customers" in tables else tables[0]
