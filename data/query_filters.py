"""Filters of a query as row masks. Values are compared, never executed."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import ToolInputError
from config.text import Text
from data.metrics import Attribute, Metric
from data.query_columns import TOOLS, Resolved, View
from data.query_measures import Numbers
from data.query_time import bucket_label, bucket_numbers, day_number
from data.query_values import find_value, names_of
from data.query_within_order import in_its_order, of_one_order
from data.spec import Filter, Operator, Scalar, TableName

Mask = npt.NDArray[np.bool_]
_ORDERED = ("lt", "le", "gt", "ge", "between")
NEGATIVE: dict[Operator, Operator] = {"ne": "eq", "not_in": "in"}
_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
}


def filter_mask(view: View, condition: Filter, *, notes: list[Text]) -> Mask:
    """Which rows of the view's table pass one filter; rows without a value pass only `missing`.

    Args:
        view: The table.
        condition: The filter.
        notes: Remarks are added here.

    Raises:
        ToolInputError: The column, operator or value cannot be used; the message says what can.
    """
    entry = view.dictionary.find(condition.column)
    if isinstance(entry, Attribute) and entry.kind == "segment":
        return _segment_mask(view, condition, notes)
    if isinstance(entry, Attribute) and view.table == "customers" and "customers" not in entry.columns:
        return _had_mask(view, entry, condition, notes)
    if entry is None and (metric := of_one_order(view, condition.column)) is not None:
        return compared_numbers(view, metric, condition, in_its_order(view, metric))
    resolved = view.resolve(condition.column)
    mask = _mask(view, resolved, condition)
    if resolved.owner == view.table:
        return mask
    # Position -1 (customer not known) reads the appended False.
    return np.append(mask, False)[view.tables.customer_rows[view.table]]


def _mask(view: View, resolved: Resolved, condition: Filter) -> Mask:
    series = view.series(resolved)
    if condition.op in ("missing", "present"):
        return (series.isna() if condition.op == "missing" else series.notna()).to_numpy(dtype=bool)
    if condition.value is None or condition.value == []:
        raise _off(condition.column, f"{condition.op} needs a value", f"{condition.op} 需要一个值")
    values = _values(condition)
    if resolved.kind == "bucket":
        return _bucket_mask(series, resolved, condition.op, values)
    if resolved.kind == "date":
        return _number_mask(series, condition.op, [float(day_number(_date(condition, v))) for v in values])
    if resolved.kind == "flag":
        return _flag_mask(series, condition, values)
    if resolved.kind == "number":
        money = resolved.entry.unit == "money"
        return _number_mask(_comparable(series, money=money), condition.op, _numbers(view, resolved.entry, condition))
    if resolved.entry.key == "customer_id" and view.table != "customers" and condition.op in ("eq", "in"):
        values = _with_rows(view, series, values)
        if not values:
            return np.zeros(len(series), dtype=bool)
    return _text_mask(series, resolved, condition, values)


def _values(condition: Filter) -> list[Scalar]:
    value = condition.value
    if condition.op in ("in", "not_in"):
        listed = value if isinstance(value, list) else [value]
        return [v for v in listed if v is not None]
    if condition.op == "between":
        if not isinstance(value, list) or len(value) != 2:
            raise _off(condition.column, "between needs a list of two values", "between 需要两个值")
        return value
    if isinstance(value, list):
        if len(value) != 1:
            raise _off(
                condition.column,
                f"{condition.op} takes one value; use in for a list",
                f"{condition.op} 只取一个值；多个值请用 in",
            )
        return value
    return [] if value is None else [value]


def _number_mask(series: pd.Series, op: Operator, wanted: list[float]) -> Mask:
    values = series.to_numpy()
    there = ~np.isnan(values) if values.dtype.kind == "f" else np.ones(len(values), dtype=bool)
    if op in _COMPARE:
        found = np.asarray(_COMPARE[op](values, wanted[0]), dtype=bool)
    elif op == "between":
        found = np.asarray((values >= wanted[0]) & (values <= wanted[1]))
    elif op in ("eq", "in"):
        found = np.isin(values, wanted)
    elif op in ("ne", "not_in"):
        found = ~np.isin(values, wanted)
    else:
        raise ToolInputError(
            Text(
                f"{op} is for text; for numbers and dates use eq, ne, lt, le, gt, ge, in, between",
                f"{op} 用于文字；数字和日期请用 eq、ne、lt、le、gt、ge、in、between",
            )
        )
    passing: Mask = found & there
    return passing


def compared_numbers(view: View, metric: Metric, condition: Filter, values: Numbers) -> Mask:
    """Which of these values of a metric, money in minor units, pass the filter; missing ones do not.

    Raises:
        ToolInputError: The filter's operator or value is not for numbers.
    """
    wanted = _numbers(view, metric, condition)
    return _number_mask(_comparable(pd.Series(values), money=metric.unit == "money"), condition.op, wanted)


def _comparable(series: pd.Series, *, money: bool) -> pd.Series:
    # Predictions are fractions of a cent; people compare with the cents they see.
    if money and series.dtype.kind == "f":
        return series.round()
    return series


def _numbers(view: View, entry: Metric | Attribute, condition: Filter) -> list[float]:
    unit = entry.unit
    numbers: list[float] = []
    for value in _values(condition):
        try:
            number = Decimal(str(value).replace(",", "").strip())
        except InvalidOperation:
            number = Decimal("nan")
        if isinstance(value, bool) or not number.is_finite():
            raise _off(condition.column, f"{value!r} is not a number", f"“{value}”不是数字")
        if unit == "share" and abs(number) > 1:
            raise _off(condition.column, "a share lies in 0..1; write 0.5 for 50 %", "占比在0到1之间；50%请写0.5")
        numbers.append(float(number.scaleb(view.minor_digits) if unit == "money" else number))
    return numbers


def _date(condition: Filter, value: Scalar) -> dt.date:
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError:
        raise _off(
            condition.column, f"{value!r} is not a date; write it as 2010-03-31", f"“{value}”不是日期；请写成2010-03-31"
        ) from None


def _flag_mask(series: pd.Series, condition: Filter, values: list[Scalar]) -> Mask:
    words: dict[str, bool] = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}
    wanted = [words.get(str(v).casefold()) for v in values]
    if condition.op not in ("eq", "ne") or wanted[0] is None:
        raise _off(condition.column, "use eq or ne with true or false", "请用 eq 或 ne，取值为 true 或 false")
    return (series == (wanted[0] == (condition.op == "eq"))).to_numpy(dtype=bool)


def _bucket_mask(series: pd.Series, resolved: Resolved, op: Operator, values: list[Scalar]) -> Mask:
    bucket = resolved.entry.key
    days = series.to_numpy()
    numbers = bucket_numbers(bucket, np.nan_to_num(days).astype(np.int64))
    present, codes = np.unique(numbers, return_inverse=True)
    labels = np.array([bucket_label(bucket, int(n)) for n in present])
    example = str(labels[0]) if len(labels) else bucket_label(bucket, 0)
    wanted = [_bucket_value(resolved, v, example) for v in values]
    if op in _ORDERED:  # labels of one bucket sort as time does
        low, high = (wanted[0], wanted[-1]) if op == "between" else (wanted[0], wanted[0])
        tests = {"lt": labels < low, "le": labels <= low, "gt": labels > low, "ge": labels >= low}
        passed = tests.get(op, (labels >= low) & (labels <= high))
    elif op in ("eq", "in", "ne", "not_in"):
        passed = np.isin(labels, wanted) == (op in ("eq", "in"))
    else:
        raise _off(
            bucket,
            f"use eq, in, ge, le or between, with values such as {example}",
            f"请用 eq、in、ge、le 或 between，取值如 {example}",
        )
    found: Mask = passed[codes] if len(labels) else np.zeros(len(days), dtype=bool)
    return found & ~pd.isna(days)


def _bucket_value(resolved: Resolved, value: Scalar, example: str) -> str:
    assert isinstance(resolved.entry, Attribute)
    named = {word.casefold(): key for key, names in resolved.entry.values.items() for word in names_of(names)}
    text = named.get(str(value).casefold(), str(value).upper())
    if resolved.entry.key == "weekday":
        well_formed = text in resolved.entry.values
    else:
        pattern = "".join("9" if c.isdigit() else c for c in example)
        well_formed = "".join("9" if c.isdigit() else c for c in text) == pattern
    if not well_formed:
        raise _off(
            resolved.key,
            f"{value!r} is not a {resolved.key}; write it as {example}",
            f"“{value}”不合适；请写成 {example}",
        )
    return text


def _off(column: str, en: str, zh: str) -> ToolInputError:
    """The error for a filter on that column, in both languages."""
    return ToolInputError(Text(f"filter on {column!r}: {en}", f"条件 {column}：{zh}"))


def _with_rows(view: View, series: pd.Series, values: list[Scalar]) -> list[Scalar]:
    """The customers of a list that have rows here; one that the shop does not know stays, and is an error.

    Of the ten best customers four may have written no review: the other six are still told.
    """
    here, known = series.cat.categories, view.on("customers").frame["customer_id"].cat.categories
    return [value for value in values if str(value) in here or str(value) not in known]


def _text_mask(series: pd.Series, resolved: Resolved, condition: Filter, values: list[Scalar]) -> Mask:
    categories = series.cat.categories
    if condition.op == "contains":
        part = str(values[0]).casefold()
        chosen = np.array([part in str(c).casefold() for c in categories], dtype=bool)
    elif condition.op in ("eq", "ne", "in", "not_in"):
        wanted = [find_value(resolved, categories, value) for value in values]
        chosen = np.zeros(len(categories), dtype=bool)
        chosen[np.array([categories.get_loc(value) for value in wanted], dtype=np.int64)] = True
        if condition.op in NEGATIVE:
            chosen = ~chosen
    else:
        raise _off(
            condition.column, "use eq, ne, in, not_in or contains for text", "文字请用 eq、ne、in、not_in 或 contains"
        )
    # Code -1 (no value) reads the appended False.
    passing: Mask = np.append(chosen, False).take(series.cat.codes.to_numpy())
    return passing


def _segment_mask(view: View, condition: Filter, notes: list[Text]) -> Mask:
    segments = view.dictionary.segments
    wanted = [view.dictionary.segment_of(str(v)) for v in _values(condition)]
    if condition.op not in ("eq", "ne", "in", "not_in") or None in wanted or not wanted:
        known = ", ".join(repr(key) for key in segments) or "none"
        raise ToolInputError(f"filter on 'segment': use eq, ne, in or not_in with one of {known}")
    customers = view.on("customers")
    inside = np.zeros(len(customers.frame), dtype=bool)
    for key in wanted:
        member = np.ones(len(inside), dtype=bool)
        for part in segments[str(key)].filters:
            member &= filter_mask(customers, part, notes=notes)
        inside |= member
    if condition.op in NEGATIVE:
        inside = ~inside
    return inside if view.table == "customers" else np.append(inside, False)[view.tables.customer_rows[view.table]]


def _had_mask(view: View, attribute: Attribute, condition: Filter, notes: list[Text]) -> Mask:
    """Customers with at least one purchase line (or review) that passes; with `ne`, those without any."""
    owner: TableName = attribute.tables[0]
    if view.tables.frame(owner) is None or attribute.kind == "bucket":
        raise ToolInputError(f"{attribute.key!r} is not known in query_customers: use {TOOLS[owner]}")
    positive = condition.model_copy(update={"op": NEGATIVE.get(condition.op, condition.op)})
    rows = filter_mask(view.on(owner), positive, notes=notes)
    if owner == "orders":
        # Not in place: what pandas lends may be read-only.
        rows = rows & (view.tables.orders["amount_minor"].to_numpy() > 0)
        what = Text("at least one purchase", "至少有一次购买")
    else:
        what = Text("at least one review", "至少有一条评价")
    positions = view.tables.customer_rows[owner][rows]
    had = np.zeros(len(view.frame), dtype=bool)
    had[positions[positions >= 0]] = True
    negative = condition.op in NEGATIVE
    notes.append(
        Text(
            f"{attribute.name.en}: customers {'without' if negative else 'with'} {what.en} that fits.",
            f"{attribute.name.zh}：{'不存在' if negative else ''}{what.zh}符合条件的客户。",
        )
    )
    return ~had if negative else had
