"""Measures in two steps: of each month, each customer, … first, then their average, median or percentile."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from config.errors import ToolInputError
from config.text import Text
from data.query_columns import View
from data.query_groups import distinct_codes, group_rows, is_bucket, places_among
from data.query_measures import (
    AGGREGATE_NAMES,
    Codes,
    Groups,
    Measured,
    aggregate_values,
    measure_column,
    measure_groups,
)
from data.spec import Aggregate, Measure

Floats = npt.NDArray[np.float64]
_TWO_STEPS: tuple[Aggregate, ...] = ("mean", "median", "min", "max", "p10", "p25", "p75", "p90")


def measured_per(view: View, measure: Measure, groups: Groups) -> Measured:
    """A metric of each month (customer, …) within each group, summed up over these: average revenue per month.

    Only days, months, … with an order line take part, and customers and other names only where they bought.

    Args:
        view: The table.
        measure: The metric, its `per` and the aggregate over that; `default` is the mean.
        groups: The groups.

    Raises:
        ToolInputError: The aggregate or the key does not go with it.
    """
    aggregate: Aggregate = "mean" if measure.aggregate == "default" else measure.aggregate
    if aggregate not in _TWO_STEPS:
        raise ToolInputError(f"per goes with {', '.join(_TWO_STEPS)}, not with {aggregate}")
    if measure.share_of_total:
        raise ToolInputError("an average per group has no share of a total")
    metric = view.dictionary.metric(measure.metric)
    inner = group_rows(view, groups.rows, [measure.per], span=None)
    values, outer = _inner_values(view, measure, groups, inner.groups)
    there = ~np.isnan(values)
    found = aggregate_values(values[there], Groups(np.flatnonzero(there), outer[there], groups.n), aggregate)
    column = measure_column(view, Measure(metric=measure.metric))
    name = inner.keys[0].resolved.entry.name
    definition = Text(
        f"{column.definition.en} Measured for each {name.en} with an order first.",
        f"{column.definition.zh}先按有订单的每个{name.zh}计算。",
    )
    label = Text(
        f"{AGGREGATE_NAMES[aggregate].en.format(metric.name.en)} per {name.en}",
        f"每{name.zh}{AGGREGATE_NAMES[aggregate].zh.format(metric.name.zh)}",
    )
    unit = "number" if column.unit == "count" else column.unit
    key = f"{metric.key}_{aggregate}_per_{measure.per}"
    return Measured(replace(column, key=key, label=label, unit=unit, definition=definition), found)


def _inner_values(view: View, measure: Measure, groups: Groups, inner: Groups) -> tuple[Floats, Codes]:
    """The metric of each pair of group and inner key, and the group of each pair."""
    pairs = groups.codes * inner.n + inner.codes
    rows, taking_part = groups.rows, pairs
    if view.table == "orders" and not is_bucket(measure.per):
        taking_part = pairs[view.frame["amount_minor"].to_numpy()[rows] > 0]
        kept = np.isin(pairs, taking_part)
        rows, pairs = rows[kept], pairs[kept]
    present = distinct_codes(taking_part)
    metric = view.dictionary.metric(measure.metric)
    measured = Groups(rows, places_among(present, pairs), len(present))
    values = measure_groups(view, measured, metric, "default")
    return values.astype(np.float64), present // inner.n
