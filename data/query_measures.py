"""Measures a metric over groups of rows: exact sums of minor units, counts, distinct counts, ratios, percentiles."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import ToolInputError
from config.text import Text
from data.metrics import Metric, Source
from data.query_columns import TOOLS, Rows, View
from data.spec import Aggregate, Filter, Measure
from data.tables import Column, Unit

Numbers = npt.NDArray[np.int64] | npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]

_QUANTILES: dict[Aggregate, float] = {"p10": 0.1, "p25": 0.25, "p75": 0.75, "p90": 0.9}
AGGREGATE_NAMES: dict[Aggregate, Text] = {
    "sum": Text("total {}", "{}合计"),
    "mean": Text("average {}", "平均{}"),
    "median": Text("median {}", "{}中位数"),
    "min": Text("lowest {}", "最低{}"),
    "max": Text("highest {}", "最高{}"),
    "p10": Text("10th percentile of {}", "{}第10百分位数"),
    "p25": Text("25th percentile of {}", "{}第25百分位数"),
    "p75": Text("75th percentile of {}", "{}第75百分位数"),
    "p90": Text("90th percentile of {}", "{}第90百分位数"),
    "count": Text("number with {}", "有{}的数量"),
    "distinct": Text("distinct values of {}", "不同{}的数量"),
}
# A float64 holds every whole number up to here, so sums below it are exact whatever their order.
_EXACT = 2**53
# Up to this many (group, value) pairs a table of flags counts distinct values faster than any hash.
_FLAGS = 50_000_000


@dataclass(frozen=True)
class Groups:
    """Rows of a table in groups.

    Attributes:
        rows: Positions of the rows that take part, ascending, each once; shape (rows,).
        codes: The group of each, 0..n-1; shape (rows,).
        n: Number of groups, empty ones included.
    """

    rows: Rows
    codes: Codes
    n: int

    @staticmethod
    def whole(rows: Rows) -> "Groups":
        """All of these rows as one group."""
        return Groups(rows, np.broadcast_to(np.int64(0), len(rows)), 1)

    def only(self, keep: npt.NDArray[np.bool_]) -> "Groups":
        """The same groups with only those of their rows."""
        return self if keep.all() else Groups(self.rows[keep], self.codes[keep], self.n)


@dataclass(frozen=True)
class Measured:
    """A column of measures; money in minor units; shape (groups,)."""

    column: Column
    values: Numbers


def source_of(view: View, metric: Metric) -> Source:
    """How the metric is measured in this table.

    Raises:
        ToolInputError: It is not; the message says where it is.
    """
    source = metric.sources.get(view.table)
    if source is None:
        places = " or ".join(TOOLS[table] for table in metric.tables)
        raise ToolInputError(f"{metric.key!r} is not measured in {TOOLS[view.table]}: use {places}")
    return source


def resolve_aggregate(view: View, metric: Metric, aggregate: Aggregate) -> Aggregate:
    """The aggregate to compute; `default` where it is the metric's own rule.

    Raises:
        ToolInputError: It makes no sense for this metric; the message lists what does.
    """
    source = source_of(view, metric)
    if aggregate in ("default", source.default_aggregate):
        return "default"
    if aggregate not in source.aggregates:
        others = f", or use {', '.join(source.aggregates)}" if source.aggregates else ""
        raise ToolInputError(
            f"{metric.key!r} in {TOOLS[view.table]} cannot be aggregated by {aggregate}: leave it out{others}. "
            f"It is: {metric.definition_in(view.table).en}"
        )
    return aggregate


def measure_column(view: View, measure: Measure) -> Column:
    """The column that shows a measure: key `revenue`, or `revenue_mean` where the aggregate is not the default."""
    metric = view.dictionary.metric(measure.metric)
    aggregate = resolve_aggregate(view, metric, measure.aggregate)
    definition = metric.definition_in(view.table)
    used = source_of(view, metric).default_aggregate if aggregate == "default" else aggregate
    # A sum is what the metric's name says; an average must say so, even where it is the default.
    if used in ("default", "sum") or (used == "mean" and metric.key.startswith("average_")):
        label = metric.name
    else:
        label = Text(AGGREGATE_NAMES[used].en.format(metric.name.en), AGGREGATE_NAMES[used].zh.format(metric.name.zh))
    unit: Unit = "count" if aggregate in ("count", "distinct") else metric.unit
    key = metric.key if aggregate == "default" else f"{metric.key}_{aggregate}"
    return Column(key, label, unit, definition, metric.key)


def measure_groups(view: View, groups: Groups, metric: Metric, aggregate: Aggregate) -> Numbers:
    """The metric of each group, money in minor units; NaN where it is not defined; shape (n,)."""
    source = source_of(view, metric)
    aggregate = resolve_aggregate(view, metric, aggregate)
    if aggregate == "default" and source.rule == "ratio":
        above = measure_groups(view, groups, view.dictionary.metric(source.numerator), "default")
        below = measure_groups(view, groups, view.dictionary.metric(source.denominator), "default")
        ratio: Numbers = np.divide(above, below, out=np.full(groups.n, np.nan), where=below != 0)
        return ratio
    if source.where is not None:
        groups = groups.only(_passes(view.frame, source.where, groups.rows))
    if source.rule == "rows":
        return _row_counts(groups)
    if source.rule == "distinct":
        return _distinct(view.frame[source.column], groups)
    used = source.default_aggregate if aggregate == "default" else aggregate
    if source.rule == "order_total":
        values, groups = _order_totals(view.frame, groups)
    else:
        values = _taken(view.frame[source.column].to_numpy(), groups.rows)
    result = aggregate_values(values, groups, used)
    return -result if source.negate else result


def _row_counts(groups: Groups) -> Numbers:
    if groups.n == 1:
        return np.array([len(groups.rows)], dtype=np.int64)
    return np.bincount(groups.codes, minlength=groups.n).astype(np.int64)


def is_additive(view: View, metric: Metric, aggregate: Aggregate) -> bool:
    """Whether a group's value is a part of the whole's: sums and counts are, averages and ratios are not."""
    source = source_of(view, metric)
    aggregate = resolve_aggregate(view, metric, aggregate)
    used = source.default_aggregate if aggregate == "default" else aggregate
    return source.rule in ("rows", "distinct") or used in ("sum", "count")


def _passes(frame: pd.DataFrame, where: Filter, rows: Rows) -> npt.NDArray[np.bool_]:
    values = _taken(frame[where.column].to_numpy(), rows)
    if where.op == "present":
        return ~pd.isna(values)
    tests: dict[str, Callable[[Any, Any], Any]] = {
        "gt": np.greater,
        "ge": np.greater_equal,
        "le": np.less_equal,
        "lt": np.less,
        "eq": np.equal,
    }
    with np.errstate(invalid="ignore"):  # a missing value passes no comparison
        return np.asarray(tests[where.op](values, where.value), dtype=np.bool_)


def _distinct(column: pd.Series, groups: Groups) -> Numbers:
    if isinstance(column.dtype, pd.CategoricalDtype):
        values, size = column.cat.codes.to_numpy()[groups.rows].astype(np.int64), len(column.cat.categories)
    else:
        values, labels = pd.factorize(column.to_numpy()[groups.rows])
        size = len(labels)
    there = values >= 0
    codes, values = groups.codes[there], values[there]
    if groups.n * max(size, 1) <= _FLAGS:
        flags = np.zeros((groups.n, max(size, 1)), dtype=bool)
        flags[codes, values] = True
        seen: Numbers = flags.sum(axis=1, dtype=np.int64)
        return seen
    pairs = pd.unique(codes * size + values)
    return np.bincount(pairs // size, minlength=groups.n).astype(np.int64)


def _order_totals(frame: pd.DataFrame, groups: Groups) -> tuple[Numbers, Groups]:
    """The total of each order in each group, for orders with a purchase there."""
    codes = frame["order_id"].cat.codes.to_numpy()[groups.rows].astype(np.int64)
    size = len(frame["order_id"].cat.categories)
    numbers, orders = pd.factorize(groups.codes * size + codes)
    amounts = frame["amount_minor"].to_numpy()[groups.rows]
    totals = _sums(amounts, numbers, len(orders))
    bought = np.bincount(numbers[amounts > 0], minlength=len(orders)) > 0
    return totals[bought], Groups(np.flatnonzero(bought), orders[bought] // size, groups.n)


def _taken(values: npt.NDArray[Any], rows: Rows) -> npt.NDArray[Any]:
    """The values of those rows; all of them need no copy, which is most of what a plain sum costs."""
    return values if len(rows) == len(values) else values.take(rows)


def _sums(values: npt.NDArray[np.generic], codes: Codes, n: int) -> Numbers:
    if values.dtype.kind in "iub":
        if n == 1:
            return np.asarray(values.sum(dtype=np.int64, keepdims=True))
        largest = max(int(values.max()), -int(values.min())) if len(values) else 0
        if largest * len(values) < _EXACT:
            return np.bincount(codes, weights=values, minlength=n).astype(np.int64)
        sums = np.zeros(n, dtype=np.int64)
        np.add.at(sums, codes, values.astype(np.int64))
        return sums
    there = ~np.isnan(values.astype(np.float64))
    return np.bincount(codes[there], weights=values[there], minlength=n).astype(np.float64)


def aggregate_values(values: npt.NDArray[np.generic], groups: Groups, aggregate: Aggregate) -> Numbers:
    """The values of each group summed up; missing ones are left out; shape (n,)."""
    if aggregate == "sum":
        return _sums(values, groups.codes, groups.n)
    there = ~pd.isna(values)
    counts = np.bincount(groups.codes[there], minlength=groups.n)
    if aggregate == "count":
        return counts.astype(np.int64)
    if aggregate == "mean":
        sums = _sums(values, groups.codes, groups.n)
        means: Numbers = np.divide(sums, counts, out=np.full(groups.n, np.nan), where=counts > 0)
        return means
    grouped = pd.Series(values[there]).groupby(groups.codes[there], sort=False)
    if aggregate == "distinct":
        return np.asarray(grouped.nunique().reindex(range(groups.n), fill_value=0), dtype=np.int64)
    if aggregate == "median":
        made = grouped.median()
    elif aggregate in _QUANTILES:
        made = grouped.quantile(_QUANTILES[aggregate])
    else:
        made = grouped.min() if aggregate == "min" else grouped.max()
    return made.reindex(range(groups.n)).to_numpy(dtype=np.float64)
