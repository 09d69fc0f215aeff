"""Two or more groups side by side: values of one attribute, or spans of time."""

import datetime as dt

from agent.planner.calls import Planned, measure_key, measures_of, narrow, query_call
from agent.planner.drafts import BUCKETS, Draft, metric_offers
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Where
from agent.planner.measures import table_of
from agent.planner.reading import Unclear
from agent.planner.tables_choice import possible_tables
from data.spec import Filter

_COUNTED = ("customers", "orders", "reviews")


def compared(frame: Frame, draft: Draft, facts: Facts) -> Planned | None:
    """Two groups side by side: two values of one attribute, or two spans of time."""
    if frame.versus and not draft.measures and draft.thing in _COUNTED and frame.rank is None and draft.order is None:
        # "Buying customers September vs October": how many, not which.
        draft.measures, draft.thing = [Measured(draft.thing)], ""
    if not draft.measures and draft.order is None:
        return None
    if draft.thing == "customers" and frame.versus and frame.measures and all(e.asked for e in frame.entities):
        draft.thing = ""  # "Who has the better repeat rate, Germany or France": countries, not customers
    if len(frame.spans) >= 2:
        return _compared_spans(frame, draft, facts)
    lists = [c for c in draft.conditions if c.filter.op == "in" and not c.metric and isinstance(c.filter.value, list)]
    lists = [c for c in lists if not c.apart and (not c.either or frame.versus or frame.which)]
    if frame.versus and len(lists) == 1 and draft.thing == lists[0].filter.column and not (draft.order or frame.rank):
        draft.thing = ""  # "Germany or France: which country brought in more": the two, side by side
    if not lists or (lists[0].filter.column == "rating") or draft.thing:
        return None
    if lists[0].filter.column in draft.groups:
        draft.groups.remove(lists[0].filter.column)
    if draft.order is not None or frame.rank is not None:
        return None
    values = lists[0].filter.value
    assert isinstance(values, list)
    timed = any(g in BUCKETS for g in draft.groups)
    groups = [*draft.groups, lists[0].filter.column] if timed else [lists[0].filter.column, *draft.groups]
    table = table_of(frame, draft, groups, facts)
    measures = measures_of(draft.measures, table, facts)
    arguments: dict[str, object] = {"measures": measures, "group_by": groups}
    if len(values) == 2 and len(groups) == 1:
        arguments["compare"] = True
    narrow(arguments, draft.conditions, draft.span, table=table, facts=facts)
    focus = {
        "metric": measure_key(measures[0]),
        "groups": groups,
        "named": values,
        "thing": "",
        "ranked": False,
        "lowest": False,
    }
    kind = "compare" if arguments.get("compare") else "trend" if timed else "groups"
    return query_call(table, arguments), kind, focus


def _compared_spans(frame: Frame, draft: Draft, facts: Facts) -> Planned:
    spans = sorted(frame.spans, key=lambda s: s.start)
    buckets = {s.bucket for s in spans}
    # "Which month was worse, September or October": the months compared are no further group.
    groups = [g for g in (*draft.groups, draft.thing) if g and g not in buckets]
    if len(buckets) != 1 or "" in buckets or draft.order is not None or frame.rank is not None:
        raise Unclear("two_periods", options=(("revenue_by_month", {}),))
    bucket = spans[0].bucket
    labels = [bucket_text(bucket, s.start) for s in spans]
    draft.conditions.append(Where(Filter(column=bucket, op="in", value=list(labels))))
    draft.span = None
    metrics = [m.metric for m in draft.measures]
    tables = possible_tables(facts, metrics=metrics, attributes=[*groups, bucket], spans=True, timed=True)
    if not tables:
        raise Unclear("no_table", options=metric_offers(facts))
    measures = measures_of(draft.measures, tables[0], facts)
    two = len(labels) == 2 and not groups
    arguments: dict[str, object] = {"measures": measures, "group_by": [*groups, bucket]}
    arguments |= {"compare": True} if two else {}
    narrow(arguments, draft.conditions, None, table=tables[0], facts=facts)
    focus = {
        "metric": measure_key(measures[0]),
        "groups": [*groups, bucket],
        "named": labels,
        "thing": "",
        "ranked": False,
        "lowest": False,
    }
    return query_call(tables[0], arguments), "compare" if two else "trend", focus


def bucket_text(bucket: str, day: dt.date) -> str:
    """A span's name as the query engine writes it.

    >>> bucket_text("quarter", dt.date(2010, 4, 1)), bucket_text("week", dt.date(2010, 1, 4))
    ('2010-Q2', '2010-W01')
    """
    if bucket == "month":
        return f"{day:%Y-%m}"
    if bucket == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    if bucket == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return str(day.year) if bucket == "year" else day.isoformat()
