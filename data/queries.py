"""Runs a query on the tables of a build. Typed data in, a table of plain values out; nothing is ever executed."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import ToolInputError
from config.text import Text
from data.metrics import MetricDictionary
from data.query_changes import check_against
from data.query_columns import Resolved, Rows, View, cells
from data.query_deeds import condition_mask
from data.query_filters import Mask
from data.query_groups import in_order
from data.query_measures import Groups, measure_groups
from data.query_periods import covered_span, period_mask
from data.query_results import N_OF, Run, descends, grouped_table, note_limit
from data.query_tables import QueryTables
from data.query_time import days_mask
from data.spec import Filter, Period, Query, Top
from data.tables import Cell, Table

_LISTED: dict[str, tuple[str, ...]] = {
    "customers": ("customer_id", "predicted_value", "revenue", "orders", "recency_days", "rfm_segment"),
    "orders": ("order_id", "date", "customer_id", "product", "line_units", "line_amount"),
    "reviews": ("review_id", "date", "customer_id", "product", "rating"),
}


def run_query(query: Query, tables: QueryTables, dictionary: MetricDictionary, *, minor_digits: int) -> Table:
    """The answer to one query.

    Args:
        query: What is asked.
        tables: The build's tables.
        dictionary: What metric and attribute keys mean in this build.
        minor_digits: Decimal places of the currency's minor unit; money in the result is in whole units.

    Raises:
        ToolInputError: Something in the query cannot be answered; the message says what can, with nearest matches.
    """
    run = Run(View(query.table, tables, dictionary, minor_digits), query)
    check_against(query)
    span = covered_span(run.view, query, run.notes)
    passing = _mask(run, query.filters)
    base = _both(run.view, passing, period_mask(run.view, query))
    rows = base
    in_part = _mask(run, query.part)
    if in_part is not None:
        rows, passing = rows[in_part[rows]], in_part if passing is None else passing & in_part
    if query.top is not None:
        rows = rows[_top_mask(run, query.top, rows)[rows]]
    if not len(rows):
        run.notes.append(Text("No row fits.", "没有符合条件的数据。"))
    grouped = bool(query.measures or query.group_by)
    earlier = _earlier(run, passing) if query.against is not None else None
    table = grouped_table(run, rows, base, span=span, earlier=earlier) if grouped else _listed(run, rows)
    return replace(table, notes=tuple(dict.fromkeys(run.notes)))


def _earlier(run: Run, passing: Mask | None) -> Rows:
    """Rows of the time that the query is against; spans of time find theirs among all rows up to the period's end."""
    against = run.query.against
    if not isinstance(against, Period):
        against = Period(end=run.query.period.end if run.query.period else None)
    return _both(run.view, passing, days_mask(run.view.frame["day"].to_numpy(), against.start, against.end))


def _both(view: View, one: Mask | None, other: Mask | None) -> Rows:
    """Rows that pass both; None lets every row pass, and is not worth a pass over a million of them."""
    masks = [mask for mask in (one, other) if mask is not None]
    if not masks:
        return view.tables.every_row[view.table]
    return np.flatnonzero(masks[0] if len(masks) == 1 else masks[0] & masks[1])


def _mask(run: Run, filters: Sequence[Filter]) -> Mask | None:
    """Which rows pass all filters; None where there is no filter."""
    mask: Mask | None = None
    for condition in filters:
        passed = condition_mask(run.view, condition, notes=run.notes)
        mask = passed if mask is None else mask & passed
    return mask


def _top_mask(run: Run, top: Top, rows: Rows) -> Mask:
    """Rows of the customers highest by a metric, measured over these rows where this table measures it."""
    if (top.percent is None) == (top.count is None):
        raise ToolInputError("top needs either percent or count")
    view, customers = run.view, run.view.on("customers")
    # Place 0 is that of a customer who is not known, and may have no row.
    places = view.positions(rows) + 1
    found = np.bincount(places, minlength=len(customers.frame) + 1) > 0
    here, codes = np.flatnonzero(found) - 1, (np.cumsum(found) - 1)[places]
    known = here >= 0
    metric = view.dictionary.metric(top.by)
    if view.table != "customers" and view.table in metric.sources:
        measured = measure_groups(view, Groups(rows, codes, len(here)), metric, "default")
        values: npt.NDArray[np.float64] = measured.astype(np.float64)[known]
    else:
        values = customers.values(customers.resolve(top.by), here[known]).to_numpy(dtype=np.float64)
    count = top.count if top.count is not None else -int(-Fraction(str(top.percent)) * len(values) // 100)
    best = here[known][in_order(values, descending=not top.lowest, first=count)[:count]]
    run.notes.append(_top_note(top, metric.name, kept=len(best), total=len(values)))
    chosen = np.zeros(len(customers.frame) + 1, dtype=bool)  # position -1 reads the last, which stays False
    chosen[best] = True
    return chosen[view.positions(np.arange(len(view.frame)))]


def _top_note(top: Top, metric: Text, *, kept: int, total: int) -> Text:
    which = Text("lowest", "最低") if top.lowest else Text("highest", "最高")
    if top.percent is None:
        return Text(
            f"Only the {kept} customers {which.en} by {metric.en}, of {total}.",
            f"仅含{metric.zh}{which.zh}的{kept}位客户，共{total}位。",
        )
    return Text(
        f"Only the {kept} customers {which.en} by {metric.en}: {top.percent:g} % of {total}, rounded up.",
        f"仅含{metric.zh}{which.zh}的{kept}位客户：{total}位的{top.percent:g}%，向上取整。",
    )


def _listed(run: Run, rows: Rows) -> Table:
    query, view = run.query, run.view
    keys = list(query.columns) or [key for key in _LISTED[query.table] if _can_show(view, key)]
    wanted = [c.column for c in (*query.filters, *query.part)] + ([query.sort_by] if query.sort_by else [])
    # What was filtered or sorted by is shown: an answer must be able to prove it.
    keys += [key for key in wanted if _can_show(view, key)]
    n = len(rows)
    note_limit(run, n)
    if query.sort_by:
        rows = rows[_listed_order(view, view.resolve(query.sort_by), rows, query)]
    return replace(list_rows(view, rows[: query.limit], keys), n=n)


def list_rows(view: View, rows: Rows, keys: Sequence[str]) -> Table:
    """Those rows of the view's table, in that order, with those columns.

    Raises:
        ToolInputError: A key is not known there.
    """
    found = [view.resolve(key) for key in dict.fromkeys(keys)]
    columns = tuple(resolved.shown for resolved in found)
    made = [_cells(view, resolved, rows) for resolved in found]
    names = [column.key for column in columns]
    keyed = tuple(dict(zip(names, row, strict=True)) for row in zip(*made, strict=True))
    return Table(columns, keyed, len(rows), N_OF[view.table])


def _can_show(view: View, key: str) -> bool:
    try:
        resolved = view.resolve(key)
    except ToolInputError:
        return False
    return resolved.kind not in ("segment", "bucket")


def _cells(view: View, resolved: Resolved, rows: Rows) -> list[Cell]:
    return cells(
        view.values(resolved, rows), unit=resolved.shown.unit, kind=resolved.kind, minor_digits=view.minor_digits
    )


def _listed_order(view: View, resolved: Resolved, rows: Rows, query: Query) -> npt.NDArray[np.int64]:
    values = view.values(resolved, rows)
    if isinstance(values.dtype, pd.CategoricalDtype):
        codes = values.cat.codes.to_numpy().astype(np.float64)
        return in_order(np.where(codes < 0, np.nan, codes), descending=descends(query, names=True), first=query.limit)
    return in_order(values.to_numpy(dtype=np.float64), descending=descends(query, names=False), first=query.limit)
