"""Which days a query is about, and whether the spans of time at its ends are whole."""

import datetime as dt

import numpy as np

from config.errors import ToolInputError
from config.text import Text
from data.query_columns import View
from data.query_filters import Mask
from data.query_groups import is_bucket
from data.query_time import bucket_label, bucket_numbers, day_number, days_mask, is_partial, iso_date
from data.spec import Query

Span = tuple[int, int]


def period_mask(view: View, query: Query) -> Mask | None:
    """Rows whose day lies in the query's period, both ends included; None without a period."""
    if query.period is None:
        return None
    return days_mask(view.frame["day"].to_numpy(), query.period.start, query.period.end)


def covered_span(view: View, query: Query, notes: list[Text]) -> Span | None:
    """First and last day that the query's spans of time cover, cut to the days of the data; None without spans.

    Raises:
        ToolInputError: The period ends before it starts, or is asked of customers, who have no day.
    """
    first, last = view.tables.first_day, view.tables.as_of_day
    period = query.period
    if period is not None:
        if view.table == "customers":
            raise ToolInputError(
                "customers have no period: query_orders counts customers of a period; first_purchase and "
                "last_purchase can be filtered by date"
            )
        start = first if period.start is None else day_number(period.start)
        end = last if period.end is None else day_number(period.end)
        if end < start:
            raise ToolInputError(f"the period ends ({period.end}) before it starts ({period.start})")
        if start < first or end > last:
            notes.append(
                Text(
                    f"The data cover {iso_date(first)} to {iso_date(last)}; the period asked for reaches beyond.",
                    f"数据只覆盖{iso_date(first)}至{iso_date(last)}，所问时段超出此范围。",
                )
            )
        first, last = max(first, start), min(last, end)
    if not _spans(query) or _cut_by_bucket(query):
        return None
    first, last = _cut_by_dates(view, query, first, last)
    return (first, last) if first <= last else None


def partial_notes(view: View, query: Query, span: Span | None, notes: list[Text]) -> None:
    """Says where the first or last span of time holds only some of its days, so that nobody reads it as a fall."""
    if span is None:
        return
    for bucket in _spans(query):
        if is_partial(bucket, span[0], step=-1):
            notes.append(_partial("first", "首个", bucket, view, f"{iso_date(span[0])}", "starts on", "起于"))
        if is_partial(bucket, span[1], step=1):
            notes.append(_partial("last", "最后一个", bucket, view, f"{iso_date(span[1])}", "ends on", "止于"))


def _spans(query: Query) -> list[str]:
    """The spans of time that rows are grouped by, or measured of first."""
    return [key for key in dict.fromkeys((*query.group_by, *(m.per for m in query.measures))) if is_bucket(key)]


def partial_buckets(view: View, query: Query) -> dict[str, list[str]]:
    """For each span of time grouped by, those that hold only some of their days: `{"month": ["2010-12"]}`."""
    span = covered_span(view, query, [])
    if span is None:
        return {}
    found: dict[str, list[str]] = {}
    for bucket in (key for key in query.group_by if is_bucket(key)):
        ends = [day for day, step in zip(span, (-1, 1), strict=True) if is_partial(bucket, day, step=step)]
        numbers = bucket_numbers(bucket, np.array(ends, dtype=np.int64))
        labels = dict.fromkeys(bucket_label(bucket, int(number)) for number in numbers)
        if labels:
            found[bucket] = list(labels)
    return found


def _partial(which: str, which_zh: str, bucket: str, view: View, day: str, verb: str, verb_zh: str) -> Text:
    name = view.dictionary.attribute(bucket).name
    return Text(f"The {which} {name.en} is not whole: it {verb} {day}.", f"{which_zh}{name.zh}不完整：{verb_zh}{day}。")


def _cut_by_bucket(query: Query) -> bool:
    # "in March" as a filter on the month: the other months are not empty, they were not asked for. A day of the week
    # leaves no hole in any other span.
    cut = {c.column for c in (*query.filters, *query.part) if is_bucket(c.column)}
    return bool(cut - {"weekday"}) or ("weekday" in cut and query.group_by == ["weekday"])


def _cut_by_dates(view: View, query: Query, first: int, last: int) -> Span:
    dated = "first_purchase" if view.table == "customers" else "date"
    for condition in (*query.filters, *query.part):
        if condition.column != dated or condition.op not in ("eq", "lt", "le", "gt", "ge", "between"):
            continue
        values = condition.value if isinstance(condition.value, list) else [condition.value]
        try:
            days = [day_number(dt.date.fromisoformat(str(v))) for v in values]
        except ValueError:
            continue  # the filter itself says what is wrong with it
        if condition.op in ("eq", "gt", "ge", "between"):
            first = max(first, days[0] + (condition.op == "gt"))
        if condition.op in ("eq", "lt", "le", "between"):
            last = min(last, days[-1] - (condition.op == "lt"))
    return first, last
