"""Order lines, cleaned: from a raw frame under canonical names to the transactions table of a build."""

from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import pandas as pd

from config.errors import DataFileError, InputError
from config.text import Text
from data.cleaning_checks import LineDates, check_dates, has_times, texts
from data.dates import read_dates
from data.identities import contacts, pseudonyms, read_ids
from data.line_money import LineMoney, line_money
from data.numbers import Mask
from data.quality import TableQuality
from data.quality_log import TableLog
from data.quality_rules import RULES
from data.raw_shop import RawFrame
from data.returns import cancelled_lines

_SHOWN: Final = ("order_id", "product_id", "product_name", "date", "amount", "quantity", "unit_price")
_TEXTS: Final = ("product_name", "category", "country", "channel")


class Settle(Protocol):
    """Decides which clean lines stay, when those of other files may have a say."""

    def __call__(self, lines: pd.DataFrame, log: TableLog, file: str) -> pd.DataFrame:
        """The lines that stay; the others are taken out of the log, too.

        Args:
            lines: In the columns of a build; the index is their position in the raw frame.
            log: The book of the table.
            file: The file's name, for messages.
        """


@dataclass(frozen=True)
class CleanLines:
    """The order lines of a file, cleaned.

    Attributes:
        lines: As in transactions.parquet, sorted by day, customer and order.
        undone: Lines left out though nothing is wrong with them: sales and the cancellations that undo them, returns of
            customers without a purchase.
        book: What was done to them.
    """

    lines: pd.DataFrame
    undone: pd.DataFrame
    book: TableQuality


def clean_transactions(
    raw: RawFrame, *, digits: int, as_of_day: int | None, today: int, phones: bool, settle: Settle | None = None
) -> CleanLines:
    """The transactions table of a build, and what was done to it.

    Args:
        raw: The lines as read.
        digits: Decimal places of the currency.
        as_of_day: Last day to know of, or None for no limit [days since 1970].
        today: Later days cannot be [days since 1970].
        phones: Whether customer ids are phone numbers, which are replaced.
        settle: Decides last which lines stay; None: cancellations undo the sales of this file.

    Raises:
        DataFileError: A column holds too much that is no date or amount, or no customer at all.
        InputError: Nothing usable is left, or one customer only, or nothing but returns.
    """
    log = TableLog("transactions", raw.frame, shown=_SHOWN)
    left_out = raw.frame["left_out"] if "left_out" in raw.frame else pd.Series(None, raw.frame.index, dtype="str")
    money = line_money(raw, log, digits=digits, counted=left_out.isna().to_numpy(dtype=bool))
    log.amounts = money.amounts
    dates = read_dates(raw.frame["date"], usual=raw.day_order)
    if raw.made:
        log.add("refund_made", raw.frame.index.isin(raw.made))
    _drop_repeated(raw, log, times=has_times(dates.stamps))
    for code in (code for code in RULES if (left_out == code).any()):
        log.drop(code, (left_out == code).to_numpy(dtype=bool))
    ids = _drop_without_customer(raw, log, phones=phones)
    checked = check_dates(raw, log, dates=dates, today=today)
    log.drop("no_amount", money.missing)
    log.drop("unreadable_amount", money.unreadable)
    log.drop("impossible_price", money.impossible)
    if as_of_day is not None:
        log.drop("after_as_of", checked.days > as_of_day)
    lines = _assemble(raw, log, ids, checked, money)
    clean = lines
    lines = (settle or _settle_alone)(lines, log, raw.file)
    if "discounted" in raw.frame:
        log.change("discount_spread", raw.frame["discounted"].to_numpy(dtype=bool))
    _note_kept(money, log)
    if len(lines):
        lines = lines.dropna(axis="columns", how="all")
    undone = clean.drop(index=lines.index)
    return CleanLines(in_order(lines), in_order(undone), log.finish())


def in_order(lines: pd.DataFrame) -> pd.DataFrame:
    """Order lines as a build holds them, sorted by day, customer and order; equal ones stay in the file's order."""
    return lines.sort_values(["day", "customer_id", "order_id"], kind="stable", ignore_index=True)


def _drop_repeated(raw: RawFrame, log: TableLog, *, times: bool) -> None:
    if "repeated" not in raw.frame:
        return
    repeated = raw.frame["repeated"].to_numpy(dtype=bool)
    if raw.repeats == "drop" or (raw.repeats == "decide" and ("order_id" in raw.frame or times)):
        log.drop("repeated", repeated)
    elif repeated.any():
        log.note(
            f"{repeated.sum():,} lines equal another in every column; kept, since without an order number or a time of "
            "day two equal purchases on one day look the same",
            f"{repeated.sum():,} 行与另一行完全相同；由于没有订单号或具体时间，无法与同日的两次相同购买区分，予以保留",
        )


def _drop_without_customer(raw: RawFrame, log: TableLog, *, phones: bool) -> pd.Series:
    """The customer ids of all rows, after the rows without one were taken out."""
    column = raw.headers.get("customer_id", "customer_id")
    ids = read_ids(raw.frame["customer_id"])
    missing = ids.isna().to_numpy(dtype=bool)
    if missing.all():
        raise DataFileError(raw.file, "the column is empty", column=column, expected="customer ids")
    log.drop("no_customer", missing)
    if contacts(ids, phones=phones).any():
        log.note(
            f"customers are known by e-mail or phone (column {column!r}): ids starting with c- stand for them, so that "
            "no contact shows in charts, prompts or logs",
            f"客户以邮箱或电话标识（列“{column}”）：已改用 c- 开头的编号，联系方式不会出现在图表、提示词或日志中",
        )
    return pseudonyms(ids, phones=phones)


def _assemble(raw: RawFrame, log: TableLog, ids: pd.Series, dates: LineDates, money: LineMoney) -> pd.DataFrame:
    """The rows still in, in the columns of a build; the index is their position in the raw frame."""
    alive = log.alive
    kept = raw.frame[alive]
    day = pd.Series(dates.days[alive])
    customer = ids[alive].reset_index(drop=True)
    lines = pd.DataFrame({"customer_id": customer})
    made = customer + "@" + pd.Series(dates.stamps[alive].astype("datetime64[D]").astype(str), dtype="str")
    if "order_id" in kept:
        order = read_ids(kept["order_id"]).reset_index(drop=True)
        missing = np.zeros(len(raw.frame), dtype=bool)
        missing[alive] = order.isna().to_numpy(dtype=bool)
        log.change("order_id_made", missing)
        made = order.fillna(made)
    lines["order_id"] = made
    lines["day"] = day
    lines["amount_minor"] = money.amounts[alive]
    lines["is_return"] = lines["amount_minor"] < 0
    if "product_id" in kept:
        lines["product_id"] = read_ids(kept["product_id"]).reset_index(drop=True)
    for column in (column for column in _TEXTS if column in kept):
        lines[column] = texts(kept[column]).reset_index(drop=True)
    if money.quantities is not None:
        lines["quantity"] = money.quantities[alive]
        lines["is_return"] |= lines["quantity"] < 0
    if money.unit_prices is not None:
        lines["unit_price_minor"] = money.unit_prices[alive]
    if dates.has_times:
        lines["timestamp"] = dates.stamps[alive]
    lines.index = pd.Index(np.flatnonzero(alive))
    return lines


def _settle_alone(lines: pd.DataFrame, log: TableLog, file: str) -> pd.DataFrame:
    _drop_undone(lines, log)
    kept: pd.DataFrame = lines[log.alive[np.asarray(lines.index)]]
    _require_customers(kept, log, file)
    return kept


def _drop_undone(lines: pd.DataFrame, log: TableLog) -> None:
    """Take out sales with the cancellation that undoes them, then customers who are left with returns only."""
    positions = np.asarray(lines.index)

    def of_all(rows: Mask) -> Mask:
        everywhere = np.zeros(len(log.alive), dtype=bool)
        everywhere[positions] = rows
        return everywhere

    gone, stranger = undone_lines(lines)
    log.drop("cancelled", of_all(gone))
    someone = bool(len(lines)) and not stranger.all()
    if someone:
        log.drop("only_returns", of_all(stranger))
    emptied = lines.loc[stranger, "customer_id"].nunique()
    if emptied and someone:
        said = emptied_note(emptied)
        log.note(said.en, said.zh)


def emptied_note(customers: int) -> Text:
    """The remark on customers who are left without a purchase."""
    return Text(
        f"{customers:,} customers have no purchase left (all cancelled or only returns) and are not in the build",
        f"{customers:,} 位客户没有剩余的购买记录（全部取消或只有退货），不计入",
    )


def undone_lines(lines: pd.DataFrame) -> tuple[Mask, Mask]:
    """Which lines are a sale or the cancellation that undoes it, and which are of customers left without a purchase."""
    gone = cancelled_lines(lines)
    bought = lines.loc[~gone & ~lines["is_return"].to_numpy(dtype=bool), "customer_id"].unique()
    return gone, ~lines["customer_id"].isin(bought).to_numpy(dtype=bool)


def require_lines(lines: pd.DataFrame, log: TableLog, file: str) -> None:
    """Raise where nothing of a file can be used.

    Raises:
        InputError: It says why most lines were left out.
    """
    if lines.empty:
        largest = max((rule for rule in log.finish().rules if rule.effect == "dropped"), key=lambda rule: rule.rows)
        raise InputError(
            f"{file}: no usable line is left of {len(log.alive):,}; most were {largest.label.en} ({largest.rows:,})"
        )


def _require_customers(lines: pd.DataFrame, log: TableLog, file: str) -> None:
    require_lines(lines, log, file)
    if lines["is_return"].all():
        raise InputError(
            f"{file}: all {len(lines):,} lines are returns (negative amounts); expected purchases with positive amounts"
        )
    if lines["customer_id"].nunique() < 2:
        raise InputError(
            f"{file}: all {len(lines):,} usable lines are of one customer ({lines['customer_id'].iloc[0]}); "
            "expected at least two customers"
        )


def _note_kept(money: LineMoney, log: TableLog) -> None:
    log.change("sign_from_quantity", money.flipped)
    log.change("quantity_unreadable", money.quantity_unreadable)
    log.change("returns", money.amounts < 0)
    log.change("zero_amount", money.amounts == 0)
