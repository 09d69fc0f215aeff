"""What is true, by SQL on the cleaned tables of a build; shares no code with the tools that answer."""

import datetime as dt
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import duckdb

from data.builds import Build
from data.workspace import Workspace

TruthCell = str | int | float | bool | None
_EPOCH = "DATE '1970-01-01'"
_PREDICTED = ("predicted_value_minor", "predicted_lo_minor", "predicted_hi_minor")
# Columns that cleaning or training made, which a question may ask for as they are.
_MADE = ("predicted_orders", "p_active", "p_high", "value_tier", "likely_tier", "rfm_segment", "bgnbd_p_alive")


class Truth:
    """The cleaned tables of one build as SQL views.

    `lines` (one row an order line, `date`, `amount` in currency units), `reviews`, `events`, `people` (identity and
    attributes), `predictions` (what the network wrote), `meta` (one row: `as_of`, `first_day`, `horizon_days`).
    """

    def __init__(self, build: Build) -> None:
        """Opens the views of `build`; nothing is written."""
        self._connection = duckdb.connect(":memory:", config={"threads": 1})
        digits = build.manifest.minor_digits
        self._unit = 10**digits
        self._cent = f"CAST({Decimal(1).scaleb(-digits)} AS DECIMAL(5, {digits}))"
        self._parquet("lines", build.path / "transactions.parquet", money={"amount_minor", "unit_price_minor"})
        for name in ("reviews", "events"):
            if (build.path / f"{name}.parquet").exists():
                self._parquet(name, build.path / f"{name}.parquet", money=set())
        customers = build.path / "customers.parquet"
        columns = self._columns(customers)
        identity = [c for c in columns if c in ("name", "email", "phone", "country", "channel")]
        identity += [c for c in columns if c.startswith("attr_")]
        self._view("people", customers, [f'"{c}"' for c in ("customer_id", *identity)])
        made = [f'"{c}"' for c in _MADE if c in columns]
        made += [f'{c} / {self._unit}.0 AS "{c.removesuffix("_minor")}"' for c in _PREDICTED if c in columns]
        if "next_order_day" in columns:
            made.append(f"CAST({_EPOCH} + CAST(next_order_day AS INTEGER) AS DATE) AS next_order")
        self._view("predictions", customers, ["customer_id", *made])
        manifest = build.manifest
        self._connection.execute(
            f"CREATE VIEW meta AS SELECT DATE '{manifest.as_of}' AS as_of, DATE '{manifest.first_day}' AS first_day, "
            f"{manifest.horizon_days} AS horizon_days"
        )

    def rows(self, sql: str) -> list[tuple[TruthCell, ...]]:
        """The rows of one SELECT; dates as ISO text, exact decimals as float.

        Raises:
            duckdb.Error: The statement is wrong.
        """
        return [tuple(_plain(cell) for cell in row) for row in self._connection.execute(sql).fetchall()]

    def tables(self) -> list[tuple[TruthCell, ...]]:
        """Every view's columns and types."""
        return self.rows(
            "SELECT table_name, column_name, data_type FROM information_schema.columns "
            "ORDER BY table_name, ordinal_position"
        )

    def _columns(self, file: Path) -> list[str]:
        described = self._connection.execute("SELECT name FROM parquet_schema(?)", [str(file)]).fetchall()
        return [str(name) for (name,) in described][1:]

    def _parquet(self, view: str, file: Path, *, money: set[str]) -> None:
        columns = []
        for name in self._columns(file):
            if name == "day":
                columns.append(f"CAST({_EPOCH} + day AS DATE) AS date")
            elif name in money:
                # Decimals: a sum of cents must be exact here, too.
                columns.append(f'CAST({name} AS DECIMAL(18, 2)) * {self._cent} AS "{name.removesuffix("_minor")}"')
            else:
                columns.append(f'"{name}"')
        self._view(view, file, columns)

    def _view(self, name: str, file: Path, columns: Sequence[str]) -> None:
        quoted = str(file).replace("'", "''")
        self._connection.execute(f"CREATE VIEW {name} AS SELECT {', '.join(columns)} FROM read_parquet('{quoted}')")


def _plain(cell: object) -> TruthCell:
    if isinstance(cell, Decimal):
        return float(cell)
    if isinstance(cell, dt.date):
        return cell.isoformat()[:10]
    if cell is None or isinstance(cell, (str, bool, int, float)):
        return cell
    raise TypeError(f"truth is text, numbers and dates, not {type(cell).__name__}")


def main(workspace: str, *statements: str) -> None:
    """Prints the rows of each statement, or the tables where none is given."""
    truth = Truth(Workspace(Path(workspace)).current())
    for rows in [truth.rows(sql) for sql in statements] or [truth.tables()]:
        sys.stdout.writelines(f"{row}\n" for row in rows)


if __name__ == "__main__":
    main(*sys.argv[1:])
