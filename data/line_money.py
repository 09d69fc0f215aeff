"""What each order line is worth, in whole minor units: from an amount column, or from quantity times unit price."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.cleaning_checks import refuse_many
from data.money import LARGEST_MINOR, Floats, Ints, products_to_minor, to_minor
from data.numbers import Mask, Numbers, read_numbers
from data.quality_log import TableLog
from data.raw_shop import RawFrame

# An order's total repeated on its lines shows in nearly all orders of several lines; a few may look so by chance.
_ENOUGH_ORDERS: Final = 20
_MOSTLY: Final = 0.95


@dataclass(frozen=True)
class LineMoney:
    """Money of the rows of the transactions; all arrays are as long as the table.

    Attributes:
        amounts: Line total [minor units], 0 where there is none.
        quantities: Units, NaN where missing; None without such a column.
        unit_prices: Price of a unit [minor units], NaN where missing; None without such a column.
        missing: No amount, and none to compute.
        unreadable: Something stands there and it is no number.
        impossible: Negative unit price, or an amount beyond reason.
        flipped: Negative quantity with a positive amount, which was made negative.
        quantity_unreadable: The quantity is no number although the line has an amount.
    """

    amounts: Ints
    quantities: Floats | None
    unit_prices: Floats | None
    missing: Mask
    unreadable: Mask
    impossible: Mask
    flipped: Mask
    quantity_unreadable: Mask


def line_money(raw: RawFrame, log: TableLog, *, digits: int, counted: Mask) -> LineMoney:
    """Read the money of every row.

    Args:
        raw: The lines as read.
        log: Takes the remarks.
        digits: Decimal places of the currency.
        counted: Rows that count when too much is unreadable; the others are left out anyway.

    Raises:
        DataFileError: Too many amounts, prices or quantities are no numbers.
    """
    read = {name: read_numbers(raw.frame[name]) for name in ("amount", "quantity", "unit_price") if name in raw.frame}
    needed = ["amount"] if "amount" in read else [name for name in ("quantity", "unit_price") if name in read]
    for name in needed:
        numbers = read[name]
        _note_unsure(numbers, name, raw, log)
        refuse_many(
            raw,
            name,
            numbers.unreadable,
            counted & ~numbers.missing,
            problem="text where a number is expected",
            expected="a number such as 1234.50",
        )
    size = len(raw.frame)
    ones = np.ones(size)
    if "amount" in read:
        factors = (read["amount"].values, ones)
    else:
        factors = (read["quantity"].values if "quantity" in read else ones, read["unit_price"].values)
        if "quantity" not in read:
            log.note("no amount and no quantity: the price was taken as the amount", "没有金额和数量列：以价格作为金额")
    amounts, absent, huge = _amounts(*factors, digits)
    if "amount" in read and "order_id" in raw.frame:
        amounts = _of_lines(raw, amounts, read, log, digits=digits)
    quantities = read["quantity"].values if "quantity" in read else None
    prices = read["unit_price"].values * float(10**digits) if "unit_price" in read else None
    nothing = np.zeros(size, dtype=bool)
    unreadable = np.any([read[name].unreadable for name in needed], axis=0)
    flipped = (quantities < 0) & (amounts > 0) & ("amount" in read) if quantities is not None else nothing
    return LineMoney(
        np.where(flipped, -amounts, amounts),
        quantities,
        prices,
        absent & ~unreadable,
        unreadable,
        huge | ((prices < 0) if prices is not None else nothing),
        flipped,
        read["quantity"].unreadable & ~unreadable if "quantity" in read else nothing,
    )


def _of_lines(raw: RawFrame, amounts: Ints, read: dict[str, Numbers], log: TableLog, *, digits: int) -> Ints:
    """The amounts of lines, where the column repeats an order's total on each of the order's lines."""
    order = pd.factorize(raw.frame["order_id"])[0]
    sizes = np.bincount(order[order >= 0])[order]
    several = (order >= 0) & (sizes > 1) & (amounts != 0)
    spread = pd.Series(amounts[several]).groupby(order[several]).agg(["min", "max"])
    same = spread["min"] == spread["max"]
    if len(spread) < _ENOUGH_ORDERS or same.mean() < _MOSTLY:
        return amounts
    column = raw.headers.get("amount", "amount")
    if {"quantity", "unit_price"} <= read.keys():
        products, absent, huge = _amounts(read["quantity"].values, read["unit_price"].values, digits)
        known = ~(absent | huge)
        if (products[several & known] == amounts[several & known]).mean() >= _MOSTLY:
            return amounts  # every product costs the same here
        log.note(
            f"column {column!r} repeats the order's total on each line: quantity times unit price was taken",
            f"列“{column}”在每行重复整单总额：已改用数量乘以单价",
        )
        return np.where(known, products, amounts)
    log.note(
        f"column {column!r} is the same on all lines of an order; if it is the order's total, revenue is counted "
        "several times: give the line's amount with --map amount=COLUMN",
        f"列“{column}”在同一订单各行相同；若为整单总额，销售额会被重复计算：请用 --map amount=列名 指定行金额",
    )
    return amounts


def _amounts(left: Floats, right: Floats, digits: int) -> tuple[Ints, Mask, Mask]:
    """Products in minor units, which are absent, which beyond reason."""
    absent = np.isnan(left) | np.isnan(right)
    size: npt.NDArray[np.float64] = np.abs(left * right) * float(10**digits)
    huge = ~absent & ~(size <= LARGEST_MINOR)
    usable = ~absent & ~huge
    amounts = np.zeros(len(left), dtype=np.int64)
    one = bool((right[usable] == 1.0).all())
    amounts[usable] = to_minor(left[usable], digits) if one else products_to_minor(left[usable], right[usable], digits)
    return amounts, absent, huge


def _note_unsure(numbers: Numbers, name: str, raw: RawFrame, log: TableLog) -> None:
    if numbers.unsure:
        column = raw.headers.get(name, name)
        log.note(
            f"column {column!r}: 1,234 was read as a thousand and more; nothing in the file says otherwise",
            f"列“{column}”：形如 1,234 的数按千位分隔读取；文件中没有相反的依据",
        )
    if numbers.decimal_comma:
        column = raw.headers.get(name, name)
        log.note(f"column {column!r} writes a decimal comma (12,50)", f"列“{column}”使用小数逗号（12,50）")
