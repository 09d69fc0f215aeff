"""New order lines among those of a build: known ones stay out, and cancellations undo sales of before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import InputError
from data.cleaning_transactions import in_order, require_lines, undone_lines
from data.numbers import Mask
from data.quality_log import TableLog
from data.query_time import iso_date

_KEY = ("customer_id", "order_id", "day", "amount_minor", "is_return")
_KEY_IF_BOTH_TELL = ("product_id", "quantity", "unit_price_minor", "timestamp")
_UNDOING = ("cancelled", "only_returns")


@dataclass(frozen=True)
class Moved:
    """By how much a rule's count of older lines changed: rows, their net amount and their sum without sign."""

    rows: int
    money_minor: int
    gross_minor: int


@dataclass(frozen=True)
class AppendedLines:
    """The order lines after an update.

    Attributes:
        transactions: As in transactions.parquet.
        undone: Known lines that are left out.
        known: Lines of the file that the build had already.
        removed: Older lines that were taken out.
        moved: Rule to the change of its count of older lines.
        customers_new: Customers who were not in the build.
        customers_gone: Customers who are not in it any more.
        last_day: Last day with an order line, of the build or the file.
        touched: Customers with a line that came or went.
    """

    transactions: pd.DataFrame
    undone: pd.DataFrame
    known: int
    removed: int
    moved: dict[str, Moved]
    customers_new: int
    customers_gone: int
    last_day: int
    touched: frozenset[str]


class LineAppender:
    """Settles the lines of a new file with those of the build, as if all had come in one file (a `Settle`).

    Only customers who occur in the file are looked at: nobody else's lines can change.

    Args:
        lines: The build's order lines.
        undone: Lines that it knows and left out.
        first_day: First day of the build; a file that ends before it belongs to another shop.
    """

    def __init__(self, lines: pd.DataFrame, undone: pd.DataFrame, *, first_day: int) -> None:
        self._lines, self._undone, self._first_day = lines, undone, first_day
        self._result: AppendedLines | None = None

    def __call__(self, lines: pd.DataFrame, log: TableLog, file: str) -> pd.DataFrame:
        """The lines of the file that stay; afterwards `appended` gives the whole shop's."""
        require_lines(lines, log, file)
        if int(lines["day"].max()) < self._first_day:
            raise InputError(
                f"{file}: all orders are of before {iso_date(self._first_day)}, where the build begins; "
                "build again from all files"
            )
        positions = np.asarray(lines.index)

        def of_all(rows: Mask) -> Mask:
            everywhere = np.zeros(len(log.alive), dtype=bool)
            everywhere[positions[rows]] = True
            return everywhere

        self._lines, self._undone, lines = _timed_alike(self._lines, self._undone, lines)
        known = self._known(lines)
        log.drop("known", of_all(known))
        fresh = lines[~known]
        gone, stranger = self._settle(fresh, known=int(known.sum()))
        positions = positions[~known]
        log.drop("cancelled", of_all(gone))
        log.drop("only_returns", of_all(stranger))
        return fresh[~(gone | stranger)]

    def appended(self) -> AppendedLines:
        """The order lines of the whole shop, once a file was settled.

        Raises:
            RuntimeError: None was.
        """
        if self._result is None:
            raise RuntimeError("no file was settled yet")
        return self._result

    def _known(self, lines: pd.DataFrame) -> Mask:
        tables = (self._lines, self._undone)
        days = lines["day"].unique()
        old = pd.concat([table[table["day"].isin(days)] for table in tables if len(table)] or [self._lines.iloc[:0]])
        further = [column for column in _KEY_IF_BOTH_TELL if column in lines and column in old]
        return known_rows(lines, old, [*_KEY, *further])

    def _settle(self, fresh: pd.DataFrame, *, known: int) -> tuple[Mask, Mask]:
        """Which fresh lines are undone, and which are of customers without a purchase; makes the result."""
        who = fresh["customer_id"].unique()
        old_at = np.flatnonzero(self._lines["customer_id"].isin(who))
        undone_at = np.flatnonzero(self._undone["customer_id"].isin(who))
        parts = [self._lines.iloc[old_at], self._undone.iloc[undone_at], fresh]
        pool = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
        gone, stranger = undone_lines(pool)
        out = gone | stranger
        a, b = len(old_at), len(old_at) + len(undone_at)
        before = self._undone.iloc[undone_at]
        cancelled_before = undone_lines(pool.iloc[:b])[0][a:b]
        moved = {}
        for code, now, then in (
            ("cancelled", gone[:b], cancelled_before),
            ("only_returns", (stranger & ~gone)[:b], ~cancelled_before),
        ):
            plus, minus = pool["amount_minor"][:b][now], before["amount_minor"][then]
            moved[code] = Moved(
                len(plus) - len(minus),
                int(plus.sum()) - int(minus.sum()),
                int(plus.abs().sum()) - int(minus.abs().sum()),
            )
        revived = undone_at[~out[a:b]]
        kept = self._lines.drop(index=self._lines.index[old_at[out[:a]]]) if out[:a].any() else self._lines
        added = pd.concat([self._undone.iloc[revived], fresh[~out[b:]]], ignore_index=True)
        left_out = [self._undone.drop(index=self._undone.index[revived]), self._lines.iloc[old_at[out[:a]]]]
        left_out = [part for part in (*left_out, fresh[out[b:]]) if len(part)]
        bought, had = pool.loc[~out, "customer_id"].unique(), self._lines["customer_id"].iloc[old_at].unique()
        self._result = AppendedLines(
            transactions=merged(kept, added),
            undone=in_order(pd.concat(left_out, ignore_index=True)) if left_out else self._undone,
            known=known,
            removed=int(out[:a].sum()),
            moved=moved,
            customers_new=len(np.setdiff1d(bought, had)),
            customers_gone=len(np.setdiff1d(had, bought)),
            last_day=max(int(table["day"].max()) for table in (self._lines, fresh) if len(table)),
            touched=frozenset(who),
        )
        return gone[b:], (stranger & ~gone)[b:]


def known_rows(fresh: pd.DataFrame, old: pd.DataFrame, columns: Sequence[str]) -> Mask:
    """Which rows there are already: the first n of equal ones, where there are n such rows.

    >>> known_rows(pd.DataFrame({"a": [1, 1, 2]}), pd.DataFrame({"a": [1, 3]}), ["a"]).tolist()
    [True, False, False]
    """
    marks, of_old = _marks(fresh, columns), _marks(old, columns)
    there = pd.Series(of_old).value_counts()
    copies = pd.Series(marks).groupby(marks).cumcount().to_numpy()
    known: Mask = copies < pd.Series(marks).map(there).fillna(0).to_numpy()
    return known


def merged(old: pd.DataFrame, added: pd.DataFrame) -> pd.DataFrame:
    """Order lines of two tables as one, in order; days before the first added one are not sorted again."""
    if added.empty:
        return old.reset_index(drop=True)
    at = int(np.searchsorted(old["day"].to_numpy(), int(added["day"].min())))
    parts = [part for part in (old.iloc[at:], added) if len(part)]
    tail = in_order(pd.concat(parts, ignore_index=True))
    made = pd.concat([old.iloc[:at], tail], ignore_index=True) if at else tail
    return made.dropna(axis="columns", how="all")


def _marks(frame: pd.DataFrame, columns: Sequence[str]) -> npt.NDArray[np.uint64]:
    """A number for each row that equal rows share; two different ones share it once in 10^19 pairs."""
    plain = pd.DataFrame({name: frame[name].astype(_plain(frame[name])) for name in columns})
    return np.asarray(pd.util.hash_pandas_object(plain, index=False), dtype=np.uint64)


def _plain(column: pd.Series) -> Any:  # noqa: ANN401 - what astype takes
    """One type for each kind of value: equal values of two files may have been stored differently."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return "datetime64[us]"
    if pd.api.types.is_bool_dtype(column.dtype) or pd.api.types.is_integer_dtype(column.dtype):
        return "int64"
    return "float64" if pd.api.types.is_float_dtype(column.dtype) else "str"


def _timed_alike(*tables: pd.DataFrame) -> list[pd.DataFrame]:
    """The tables, all with times where one has them; a line of which only the day is known is of midnight."""
    if not any("timestamp" in table for table in tables):
        return list(tables)
    return [
        table
        if "timestamp" in table
        else table.assign(timestamp=table["day"].to_numpy().astype("datetime64[D]").astype("datetime64[us]"))
        for table in tables
    ]
