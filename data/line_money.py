"""What each order line is worth, in whole minor units: from an amount column, or from quantity times unit price."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.cleaning_checks import refuse_many
from data.money import LARGEST_MINOR, Floats, Ints, products_to_minor, to_minor
from data.numbers import Mask, Numbers, read_numbers
from data.quality_log import TableLog
from data.raw_shop import RawFrame


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
