"""What a query returns: columns with unit and definition, rows of plain JSON values, how many were matched."""

from dataclasses import dataclass, field
from typing import Literal

from config.text import Text

Unit = Literal["money", "count", "number", "days", "share", "percent", "rating", "date", "text", "id", "personal"]
Cell = str | int | float | bool | None


@dataclass(frozen=True)
class Column:
    """One column of a result.

    Attributes:
        key: Name in the rows; a metric's key where it shows a metric.
        label: Name for people.
        unit: `money` is in whole currency units (not minor units); `share` is 0..1; `percent` is 0..100;
            `date` is ISO text; `personal` is a name, e-mail, phone or address.
        definition: What the number means.
        metric: Key of the metric it shows; empty for plain attributes.
    """

    key: str
    label: Text
    unit: Unit
    definition: Text = field(default_factory=lambda: Text("", ""))
    metric: str = ""


@dataclass(frozen=True)
class Table:
    """Rows of plain JSON values (never numpy scalars, NaN or dates).

    Attributes:
        columns: In showing order.
        rows: One dict a row, keys as in `columns`.
        n: Rows, customers, orders or reviews that matched before the limit; see `n_of`.
        n_of: What `n` counts: `customers`, `orders`, `lines`, `reviews`, `groups`.
        notes: Remarks that belong to the numbers (a limit reached, masked columns, a period clipped).
    """

    columns: tuple[Column, ...]
    rows: tuple[dict[str, Cell], ...]
    n: int
    n_of: str
    notes: tuple[Text, ...] = ()
