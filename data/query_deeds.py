"""Conditions on what customers did within some days: ordered in May, spent over 1,000 in a quarter, bought X."""

import numpy as np

from config.errors import ToolInputError
from config.text import Text
from data.metrics import Attribute, Metric
from data.query_columns import CUSTOMER_PREFIX, Rows, View
from data.query_filters import NEGATIVE, Mask, compared_numbers, filter_mask
from data.query_measures import Groups, measure_groups
from data.query_time import days_mask
from data.spec import Filter, TableName

# Tables whose rows have a day.
_DATED: tuple[TableName, ...] = ("orders", "reviews")


def condition_mask(view: View, condition: Filter, *, notes: list[Text]) -> Mask:
    """Which rows of the view's table pass one filter, one that speaks of days included.

    Args:
        view: The table.
        condition: The filter.
        notes: Remarks are added here.

    Raises:
        ToolInputError: The column, operator, value or days cannot be used; the message says what can.
    """
    if condition.period is None:
        return filter_mask(view, condition, notes=notes)
    entry = view.dictionary.find(condition.column) or view.dictionary.find(
        condition.column.removeprefix(CUSTOMER_PREFIX)
    )
    customers = view.on("customers")
    if isinstance(entry, Metric):
        did = _measured_mask(customers, entry, condition)
    elif isinstance(entry, Attribute):
        did = _had_mask(customers, entry, condition, notes)
    else:
        raise view.dictionary.unknown(condition.column, "metric or attribute", view.known())
    # Position -1 (customer not known) reads the appended False.
    return did if view.table == "customers" else np.append(did, False)[view.tables.customer_rows[view.table]]


def _measured_mask(customers: View, metric: Metric, condition: Filter) -> Mask:
    """Customers whose metric, measured over those days only, compares so; who did nothing has zero."""
    owner = next((table for table in _DATED if table in metric.sources), None)
    if owner is None or customers.tables.frame(owner) is None:
        raise ToolInputError(f"{metric.key!r} is not measured over days: a filter on it takes no period")
    view = customers.on(owner)
    rows, positions = _rows_of_customers(view, condition)
    values = measure_groups(view, Groups(rows, positions, len(customers.frame)), metric, "default")
    return compared_numbers(customers, metric, condition, values)


def _had_mask(customers: View, attribute: Attribute, condition: Filter, notes: list[Text]) -> Mask:
    """Customers with a purchase (or review) in those days that passes; with `ne`, those without any."""
    owner = next((table for table in _DATED if table in attribute.columns), None)
    if owner is None or customers.tables.frame(owner) is None:
        raise ToolInputError(f"{attribute.key!r} does not change over time: a filter on it takes no period")
    view = customers.on(owner)
    plain = condition.model_copy(update={"op": NEGATIVE.get(condition.op, condition.op), "period": None})
    fits = filter_mask(view, plain, notes=notes)
    if owner == "orders":
        fits &= view.frame["amount_minor"].to_numpy() > 0
    rows, positions = _rows_of_customers(view, condition)
    had = np.zeros(len(customers.frame), dtype=bool)
    had[positions[fits[rows]]] = True
    return ~had if condition.op in NEGATIVE else had


def _rows_of_customers(view: View, condition: Filter) -> tuple[Rows, Rows]:
    """Rows of those days whose customer is known, and the customer's position."""
    assert condition.period is not None
    period = condition.period
    if period.start is not None and period.end is not None and period.end < period.start:
        raise ToolInputError(f"the period ends ({period.end}) before it starts ({period.start})")
    owner: TableName = view.table
    positions = view.tables.customer_rows[owner]
    rows = np.flatnonzero(days_mask(view.frame["day"].to_numpy(), period.start, period.end) & (positions >= 0))
    return rows, positions[rows]
