"""What is counted within one order: how many categories, products, lines or units it holds."""

from typing import Final

import numpy as np

from data.metrics import Metric
from data.query_columns import View
from data.query_measures import Groups, Numbers, measure_groups

ORDER_PREFIX: Final = "order_"


def of_one_order(view: View, key: str) -> Metric | None:
    """The metric of `order_categories`: what is counted within each line's own order, not of its customer."""
    entry = view.dictionary.find(key.removeprefix(ORDER_PREFIX)) if key.startswith(ORDER_PREFIX) else None
    source = entry.sources.get("orders") if isinstance(entry, Metric) and view.table == "orders" else None
    counts = source is not None and (source.rule in ("rows", "distinct") or source.default_aggregate == "sum")
    return entry if isinstance(entry, Metric) and counts and entry.unit == "count" else None


def in_its_order(view: View, metric: Metric) -> Numbers:
    """For each order line the metric of its order; lines without a number are of one order together."""
    codes = view.frame["order_id"].cat.codes.to_numpy().astype(np.int64)
    n = len(view.frame["order_id"].cat.categories) + 1
    codes = np.where(codes < 0, n - 1, codes)
    values: Numbers = measure_groups(view, Groups(view.tables.every_row["orders"], codes, n), metric, "default")[codes]
    return values
