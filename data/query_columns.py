"""What a key in a query stands for, and the values behind it: the table's own column, or the customer's."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import ToolInputError
from config.text import Text
from data.metrics import Attribute, Kind, Metric, MetricDictionary
from data.query_tables import QueryTables
from data.query_time import iso_date
from data.spec import TableName
from data.tables import Cell, Column, Unit

Rows = npt.NDArray[np.int64]
CUSTOMER_PREFIX = "customer_"
TOOLS: dict[TableName, str] = {
    "customers": "query_customers",
    "orders": "query_orders",
    "reviews": "query_reviews",
}


@dataclass(frozen=True)
class Resolved:
    """A key of the query, found: which entry it is, and the table and column its values are in."""

    key: str
    entry: Metric | Attribute
    owner: TableName
    column: str

    @property
    def kind(self) -> Kind:
        """How its values compare; every metric is a number."""
        return self.entry.kind if isinstance(self.entry, Attribute) else "number"

    @property
    def shown(self) -> Column:
        """The column of a result that lists it."""
        name, definition = self.entry.name, self.entry.definition
        if isinstance(self.entry, Metric):
            definition = self.entry.definition_in(self.owner)
        if self.key != self.entry.key:
            name = Text(f"customer's {name.en}", f"客户的{name.zh}")
        return Column(
            self.key, name, self.entry.unit, definition, self.entry.key if isinstance(self.entry, Metric) else ""
        )


@dataclass(frozen=True)
class View:
    """One table as a query sees it, with the customer table joined to its side.

    Attributes:
        table: Which table.
        tables: All tables of the build.
        dictionary: What the keys mean.
        minor_digits: Decimal places of the currency's minor unit.
    """

    table: TableName
    tables: QueryTables
    dictionary: MetricDictionary
    minor_digits: int
    _order_totals: list[npt.NDArray[np.int64]] = field(default_factory=list)

    @property
    def frame(self) -> pd.DataFrame:
        """The table's own frame.

        Raises:
            ToolInputError: The build has no such table.
        """
        frame = self.tables.frame(self.table)
        if frame is None:
            raise ToolInputError(f"this shop has no {self.table}")
        return frame

    def on(self, table: TableName) -> "View":
        """The same query's view of another table."""
        return View(table, self.tables, self.dictionary, self.minor_digits)

    def resolve(self, key: str) -> Resolved:
        """What the key stands for in this table.

        Raises:
            ToolInputError: Nothing, or two things; the message says what to write instead.
        """
        entry = self.dictionary.find(key)
        prefixed = entry is None and key.startswith(CUSTOMER_PREFIX) and self.table != "customers"
        if prefixed:
            entry = self.dictionary.find(key.removeprefix(CUSTOMER_PREFIX))
        if entry is None:
            raise self.dictionary.unknown(key, "metric or attribute", self.known())
        own = None if prefixed else _column_of(entry, self.table)
        customers = _column_of(entry, "customers")
        if own and customers and isinstance(entry, Metric) and self.table != "customers":
            raise self._ambiguous(entry)
        if own:
            return Resolved(key, entry, self.table, own)
        if customers:
            return Resolved(key, entry, "customers", customers)
        raise self._elsewhere(key, entry)

    def known(self) -> list[str]:
        """Every key that this table can be filtered by."""
        entries: tuple[Metric | Attribute, ...] = (*self.dictionary.metrics, *self.dictionary.attributes)
        return [e.key for e in entries if _column_of(e, self.table) or _column_of(e, "customers")]

    def series(self, resolved: Resolved) -> pd.Series:
        """Every row's value, as stored, in the table that owns the column."""
        if resolved.key == "order_value" and resolved.owner == "orders":
            return pd.Series(self.order_totals())
        frame = self.tables.frame(resolved.owner)
        if frame is None:
            raise ToolInputError(f"this shop has no {resolved.owner}")
        return frame[resolved.column]

    def values(self, resolved: Resolved, rows: Rows) -> pd.Series:
        """The values of those rows of this table; missing where the row's customer is not known."""
        series = self.series(resolved)
        if resolved.owner == self.table and rows is self.tables.every_row[self.table]:
            return series
        positions = rows if resolved.owner == self.table else self.positions(rows)
        if len(positions) and int(positions.min()) >= 0:
            return pd.Series(series.array.take(positions))
        return pd.Series(pd.api.extensions.take(series.array, positions, allow_fill=True))

    def positions(self, rows: Rows) -> Rows:
        """Where the customers of those rows stand in the customer table; -1 where they are not there."""
        return rows if self.table == "customers" else self.tables.customer_rows[self.table][rows]

    def order_totals(self) -> npt.NDArray[np.int64]:
        """For each order line the total of its order [minor units]."""
        if not self._order_totals:
            orders = self.tables.orders
            codes = orders["order_id"].cat.codes.to_numpy()
            totals = np.zeros(len(orders["order_id"].cat.categories) + 1, dtype=np.int64)
            np.add.at(totals, codes, orders["amount_minor"].to_numpy())
            self._order_totals.append(totals[codes])
        return self._order_totals[0]

    def _ambiguous(self, metric: Metric) -> ToolInputError:
        column = metric.sources[self.table].column
        own = [m.key for m in self.dictionary.metrics if _column_of(m, self.table) == column]
        alternatives = [key for key in own if not _column_of(self.dictionary.metric(key), "customers")]
        options = [*alternatives, CUSTOMER_PREFIX + metric.key]
        return ToolInputError(
            f"{metric.key!r} of one row in {TOOLS[self.table]} may be its own or its customer's: "
            f"write {' or '.join(options)}"
        )

    def _elsewhere(self, key: str, entry: Metric | Attribute) -> ToolInputError:
        if isinstance(entry, Metric) and self.table in entry.sources:
            return ToolInputError(f"{key!r} is measured over groups of rows: use it as a measure, not as a column")
        places = " or ".join(TOOLS[table] for table in entry.tables)
        return ToolInputError(f"{key!r} is not known in {TOOLS[self.table]}: use {places}")


def _column_of(entry: Metric | Attribute, table: TableName) -> str:
    """The column that holds each row's own value; empty where rows have none."""
    if isinstance(entry, Attribute):
        return entry.columns.get(table, "")
    source = entry.sources.get(table)
    if source is None or source.where is not None or source.rule in ("rows", "distinct"):
        return ""
    return source.column


def cells(values: pd.Series, *, unit: Unit, kind: Kind, minor_digits: int) -> list[Cell]:
    """The values as plain JSON: money in currency units, dates as ISO text, nothing for what is missing."""
    make = _maker(values, unit, kind, minor_digits)
    missing = values.isna().to_numpy()
    return [None if gone else make(value) for value, gone in zip(values.tolist(), missing, strict=True)]


def number_cell(value: float, unit: Unit, minor_digits: int) -> Cell:
    """One number as plain JSON; whole counts without a decimal point, None for what is not finite.

    >>> number_cell(123456, "money", 2), number_cell(3.0, "count", 2), number_cell(float("nan"), "share", 2)
    (1234.56, 3, None)
    """
    number = float(value)
    if not np.isfinite(number):
        return None
    if unit == "money":
        # An exact whole number of cents divides to the float nearest to it; nothing is rounded here.
        return number / float(10**minor_digits)
    if unit in ("count", "days", "number") and number.is_integer():
        return int(number)
    return number


def _maker(values: pd.Series, unit: Unit, kind: Kind, minor_digits: int) -> Callable[[object], Cell]:
    if kind == "date":
        return lambda value: iso_date(int(str(value).removesuffix(".0")))
    if kind == "flag" or pd.api.types.is_bool_dtype(values.dtype):
        return bool
    if kind == "number" or pd.api.types.is_numeric_dtype(values.dtype):
        return lambda value: number_cell(value, unit, minor_digits)  # type: ignore[arg-type]
    return str
