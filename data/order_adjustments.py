"""What an export states for a whole order, brought down to its lines: discounts shared out, refunds as returns."""

import numpy as np
import pandas as pd

from data.line_money import line_money
from data.money import Ints, allocate, to_minor
from data.numbers import Mask, read_numbers
from data.quality_log import TableLog
from data.raw_shop import RawFrame


def column(frame: pd.DataFrame, *names: str) -> pd.Series:
    """The first of these columns that the frame has; all missing where it has none."""
    found = next((name for name in names if name in frame), None)
    return frame[found] if found is not None else pd.Series(None, index=frame.index, dtype="str")


def by_order(values: pd.Series, order: pd.Series) -> pd.Series:
    """The value that an order's rows name first, on each of its rows: exports fill it in on one row only."""
    filled = values.mask(values.astype("str").str.strip() == "")
    return filled.groupby(order, sort=False).transform("first")


def minor(values: pd.Series, digits: int) -> Ints:
    """Amounts of an export in minor units, 0 where there is none that can be read."""
    numbers = read_numbers(values).values
    return to_minor(np.where(np.isfinite(numbers), numbers, 0.0), digits)


def line_totals(file: str, quantity: pd.Series, price: pd.Series, *, digits: int) -> tuple[Ints, Mask]:
    """Quantity times price of each row [minor units], and which rows have both.

    Raises:
        DataFileError: Too many quantities or prices are no numbers.
    """
    raw = RawFrame(
        file,
        pd.DataFrame({"quantity": quantity, "unit_price": price}),
        {"quantity": str(quantity.name), "unit_price": str(price.name)},
    )
    money = line_money(
        raw, TableLog("transactions", raw.frame, shown=()), digits=digits, counted=quantity.notna().to_numpy()
    )
    return money.amounts, ~(money.missing | money.unreadable)


def share_discount(amounts: Ints, order: pd.Series, subtotals: Ints, known: Mask) -> tuple[Ints, Mask]:
    """Line amounts that add up to each order's subtotal after discounts, and which lines that changed.

    Args:
        amounts: Line amounts before the order's discount [minor units].
        order: Order of each line.
        subtotals: Subtotal of each line's order [minor units].
        known: Whether that order states a subtotal.

    >>> share_discount(np.array([600, 300]), pd.Series(["1", "1"]), np.array([800, 800]), np.array([True, True]))[0]
    array([533, 267])
    """
    groups, _ = pd.factorize(order)
    groups = groups.astype(np.int64)
    sums = np.bincount(groups, weights=amounts).astype(np.int64)[groups] if len(groups) else amounts
    lower = known & (subtotals < sums) & (subtotals >= 0)
    if not lower.any():
        return amounts, lower
    first = ~pd.Series(groups).duplicated().to_numpy()
    totals = np.zeros(int(groups.max()) + 1, dtype=np.int64)
    totals[groups[first]] = subtotals[first]
    shared = allocate(totals, groups, np.maximum(amounts, 0))
    return np.where(lower, shared, amounts), lower


def with_refunds(lines: pd.DataFrame, refunds: Ints, *, digits: int) -> tuple[pd.DataFrame, frozenset[int]]:
    """The lines with each order's refund as returns below them, and the index labels of those returns.

    A refund of the whole order returns every line, so that cleaning nets both; a part of it becomes one line without
    a product. The export names no day for a refund: it stands on the order's. More than the goods were worth
    (shipping, tax) is cut to what they were worth.

    Args:
        lines: order_id, amount (in currency units) and the other columns of transactions; left_out where known.
        refunds: What was paid back on each line's order, positive [minor units].
        digits: Decimal places of the currency.
    """
    amounts = minor(lines["amount"], digits)
    groups, _ = pd.factorize(lines["order_id"])
    worth = np.bincount(groups, weights=amounts).astype(np.int64)[groups] if len(lines) else amounts
    counts = lines["left_out"].isna().to_numpy() if "left_out" in lines else np.ones(len(lines), dtype=bool)
    back = counts & (refunds > 0) & (worth > 0)
    whole = back & (refunds >= worth)
    reversed_ = lines[whole & (amounts != 0)].copy()
    reversed_["amount"] = -amounts[whole & (amounts != 0)] / 10**digits
    if "quantity" in reversed_:
        reversed_["quantity"] = -read_numbers(reversed_["quantity"]).values
    first = back & ~whole & ~pd.Series(groups).duplicated().to_numpy()
    partial = lines[first].copy()
    partial["amount"] = -refunds[first] / 10**digits
    for name in (
        name for name in ("product_id", "product_name", "category", "quantity", "unit_price") if name in partial
    ):
        partial[name] = pd.Series(None, index=partial.index, dtype=partial[name].dtype)
    made = pd.concat([reversed_, partial])
    if made.empty:
        return lines, frozenset()
    made.index = -made.index
    return pd.concat([lines, made]), frozenset(int(label) for label in made.index)
