"""Change against an earlier time: "last month vs the month before", 环比, 同比, growth by month, who grew most."""

import datetime as dt
from dataclasses import replace
from typing import Any

from agent.planner.calendar import around, months_later
from agent.planner.calls import Planned, allows, measure_key, measures_of, narrow, query_call
from agent.planner.drafts import BUCKETS, Draft, about_groups, metric_offers
from agent.planner.facts import Facts
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Span
from agent.planner.reading import Unclear
from agent.planner.tables_choice import filterable, having_of, possible_tables
from data.days_before import year_before
from data.spec import Period, TableName

_DAY = dt.timedelta(days=1)
_SAID = frozenset({"growth", "grow", "shrink", "previous", "period_before"})
# 近三个月环比: the change of each month, not of three months against three.
_LONG_DAYS = 60
_STEPS = {"month_before": "month", "quarter_before": "quarter", "week_before": "week"}
_WHOLE = ("week", "month", "quarter", "year")
_MANY = 10


def changed(frame: Frame, draft: Draft, facts: Facts) -> Planned | None:
    """A measure beside an earlier time; None where no change is asked for.

    Raises:
        Unclear: It is not said between which times, or no table can measure it over time.
    """
    stepped = frame.asks & set(_STEPS)
    asked = bool(frame.asks & _SAID or stepped or "year_before" in frame.asks or frame.grown)
    apart = len(frame.spans) == 2 and _unlike(frame, draft) and (frame.versus or _two_stretches(frame, draft))
    if not (asked or apart) or not _measured(frame, draft):
        return None
    # 11月相比10月变动了百分之多少: between two times a change is no trend.
    if (
        "trend" in frame.asks
        and len(frame.spans) != 2
        and not (stepped or frame.asks & {"previous", "period_before", "year_before"})
    ):
        return None
    step = "year" if "year_before" in frame.asks else "previous"
    pair = _two_times(frame, draft, facts, step=step)
    if pair is None:
        return _series(frame, draft, facts, step=step)
    return _against(frame, draft, facts, *pair)


def _measured(frame: Frame, draft: Draft) -> bool:
    """Whether a measure is asked for, or can be: "growth in customers", "growing fastest by revenue"."""
    listed = draft.thing in ("customers", "orders", "reviews")
    if listed and any(c.filter.column == "spend_trend" for c in draft.conditions):
        return False
    if listed and not draft.measures and not frame.which and frame.rank is None and "list" not in frame.asks:
        draft.measures, draft.thing = [Measured(draft.thing)], ""
        return True
    if not draft.measures and draft.order is not None and frame.grown is not None:
        draft.measures = [Measured(draft.order.metric)]
    return bool(draft.measures) and (not listed or frame.grown is not None)


def _unlike(frame: Frame, draft: Draft) -> bool:
    """Whether two spans cannot be named by one attribute: a stretch of days, or spans of different lengths."""
    buckets = {span.bucket for span in frame.spans}
    return len(buckets) != 1 or "" in buckets or not buckets.issuperset(draft.groups)


def _two_stretches(frame: Frame, draft: Draft) -> bool:
    """Whether the same is asked of two stretches of days that share none: "January to June 2026? And of 2025?"."""
    earlier, later = sorted(frame.spans, key=lambda span: span.start)
    ranked = draft.order is not None or frame.rank is not None
    return earlier.end < later.start and not (ranked or draft.groups or draft.thing or frame.share)


def _two_times(frame: Frame, draft: Draft, facts: Facts, *, step: str) -> tuple[Span, Span] | None:
    """The later and the earlier time; None where the change of every span of a series is meant."""
    if len(frame.spans) == 2:
        earlier, later = sorted(frame.spans, key=lambda span: span.start)
        return later, earlier
    if len(frame.spans) > 2:
        raise Unclear("two_periods", options=(("revenue_by_month", {}),))
    if any(group in BUCKETS for group in (*draft.groups, draft.thing)):
        return None
    if not frame.spans:
        if draft.groups or draft.thing:
            raise Unclear("growth_when", options=(("growth_countries", {}), ("growth_by_month", {})))
        return None
    span = frame.spans[0]
    if span.days > _LONG_DAYS and frame.asks & {"previous", *_STEPS} and not frame.versus:
        return None
    explicit = step == "year" or bool(frame.asks & {"previous", "period_before", *_STEPS})
    # 10月到11月的环比: of two months in a row the second one beside the first.
    if "previous" in frame.asks and (two := _two_months(span)):
        return two
    # "January to March and the same months the year before" is no change from January to March.
    if (
        not explicit
        and len({end.bucket for end in span.ends} & set(_WHOLE)) == 1
        and len({end.bucket for end in span.ends}) == 1
    ):
        return span.ends[1], span.ends[0]
    if not explicit and ((two := _two_months(span)) or (two := _two_alike(span))):
        return two
    earlier = year_earlier(span) if step == "year" else span_before(span)
    # "How did revenue change in 2010" is no question about 2009, of which the data know a month.
    known = earlier.start >= facts.first_day and (span.bucket in _WHOLE or bool(span.days))
    return (span, earlier) if explicit or known else None


def _two_alike(span: Span) -> tuple[Span, Span] | None:
    """The later and the earlier of two stretches as long as each other: "grew from H1 2025 to H1 2026"."""
    if len(span.ends) != 2:
        return None
    first, last = span.ends
    lengths = [(end.end - end.start).days for end in span.ends]
    return (last, first) if min(lengths) > _LONG_DAYS and abs(lengths[0] - lengths[1]) <= 3 else None


def _two_months(span: Span) -> tuple[Span, Span] | None:
    """The two months of "how did sales change between March and April"."""
    if span.start.day != 1 or (span.end + _DAY).day != 1 or months_later(span.start, 2) != span.end + _DAY:
        return None
    second = around("month", span.end)
    return second, around("month", span.start)


def span_before(span: Span) -> Span:
    """The span right before: the month before a month, as many days before so many days.

    >>> before = span_before(Span(dt.date(2010, 3, 1), dt.date(2010, 3, 31), bucket="month"))
    >>> before.start.isoformat(), before.end.isoformat()
    ('2010-02-01', '2010-02-28')
    """
    if span.bucket in _WHOLE:
        return around(span.bucket, span.start, back=1)
    length = span.end - span.start
    return Span(span.start - length - _DAY, span.start - _DAY, days=span.days, bucket=span.bucket)


def year_earlier(span: Span) -> Span:
    """The same days a year before; of a whole month the whole month.

    >>> year_earlier(Span(dt.date(2012, 2, 1), dt.date(2012, 2, 29), bucket="month")).end.isoformat()
    '2011-02-28'
    """
    start, end = year_before(span.start, span.end)
    return replace(span, start=start, end=end)


def _series(frame: Frame, draft: Draft, facts: Facts, *, step: str) -> Planned:
    """The change of every month (week, quarter, year) against the one before, or a year before."""
    if draft.thing:
        draft.groups, draft.thing = [draft.thing, *draft.groups], ""
    timed = [group for group in draft.groups if group in BUCKETS]
    said = [_STEPS[key] for key in _STEPS if key in frame.asks]
    bucket = next(iter([*timed, *said, "month"]))
    groups = draft.groups if timed else [*draft.groups, bucket]
    table = _table(frame, draft, groups, facts)
    arguments: dict[str, Any] = {
        "measures": measures_of(draft.measures, table, facts),
        "group_by": groups,
        "against": step,
    }
    return _finished(frame, draft, facts, table, arguments)


def _against(frame: Frame, draft: Draft, facts: Facts, later: Span, earlier: Span) -> Planned:
    """Each measure of the later time beside the earlier one, in all or for each group."""
    groups = [*([draft.thing] if draft.thing else []), *draft.groups]
    table = _table(frame, draft, groups, facts)
    draft.span = later
    arguments: dict[str, Any] = {"measures": measures_of(draft.measures, table, facts)}
    arguments |= {"group_by": groups} if groups else {}
    arguments["against"] = Period(start=earlier.start, end=earlier.end)
    return _finished(frame, draft, facts, table, arguments)


def _finished(frame: Frame, draft: Draft, facts: Facts, table: TableName, arguments: dict[str, Any]) -> Planned:
    """The call, sorted where a ranking by growth was asked for, with the conditions and the period."""
    key = measure_key(arguments["measures"][0])
    groups: list[str] = arguments.get("group_by", [])
    grown = frame.grown
    by = f"{key}_{grown.by}" if grown else f"{key}_growth"
    lowest = bool(grown and grown.lowest)
    if groups and (grown or frame.rank):
        one = frame.singular and frame.rank is None
        arguments |= {"sort_by": by, "descending": not lowest, "limit": draft.limit or (1 if one else _MANY)}
    rest = []
    for condition in draft.conditions:
        if about_groups(condition, frame, draft, groups):
            arguments.setdefault("having", []).extend(having_of(condition))
        else:
            rest.append(condition)
    narrow(arguments, rest, draft.span, table=table, facts=facts)
    focus = {"metric": by if groups else key, "groups": groups, "thing": draft.thing, "lowest": lowest}
    focus["ranked"] = "sort_by" in arguments
    timed = any(group in BUCKETS for group in groups) and not focus["ranked"]
    return query_call(table, arguments), "trend" if timed else "groups" if groups else "change", focus


def _table(frame: Frame, draft: Draft, groups: list[str], facts: Facts) -> TableName:
    metrics = [measured.metric for measured in draft.measures]
    tables = possible_tables(facts, metrics=metrics, attributes=groups, spans=True, timed=False)
    conditions = [c for c in draft.conditions if not about_groups(c, frame, draft, groups)]
    tables = tuple(t for t in tables if all(filterable(c, t, facts) for c in conditions))
    tables = tuple(t for t in tables if all(allows(m, t, facts) for m in draft.measures))
    if not tables:
        raise Unclear("no_table", options=metric_offers(facts))
    return tables[0]
