"""Results made by hand, as tools give them, for tests of what reads results."""

import datetime as dt

from config.text import Text
from data.metric_files import standard_dictionary
from data.tables import Cell, Column, Table
from tools.results import ToolResult

AS_OF = dt.date(2010, 12, 9)
FIRST_DAY = dt.date(2009, 12, 1)

_UNITS = {
    "customer_id": "id",
    "review_id": "id",
    "name": "personal",
    "phone": "personal",
    "country": "text",
    "month": "date",
    "last_purchase": "date",
    "text": "text",
    "start": "count",
    "end": "count",
    "date": "date",
    "product": "text",
}


def column(key: str) -> Column:
    """A column as the query engine makes it: label, unit and definition from the dictionary."""
    base = key
    for suffix in ("_share", "_difference", "_ratio", "_before", "_growth"):
        base = base.removesuffix(suffix) if key not in _METRICS else base
    unit = _UNITS.get(key)
    metric = _METRICS.get(base)
    if metric is None:
        return Column(key, Text(key.replace("_", " "), key), unit or "text")
    units = {"_share": "share", "_ratio": "number", "_growth": "share"}
    shown = next((u for s, u in units.items() if key.endswith(s) and key != base), metric.unit)
    return Column(key, metric.name, unit or shown, metric.definition, metric.key)


def result(
    result_id: str,
    tool: str,
    rows: list[dict[str, Cell]],
    *,
    n: int | None = None,
    n_of: str = "customers",
    arguments: dict[str, object] | None = None,
    extra: dict[str, object] | None = None,
    currency: str = "GBP",
    notes: tuple[Text, ...] = (),
) -> ToolResult:
    """A result with those rows."""
    columns = tuple(column(key) for key in rows[0]) if rows else ()
    table = Table(columns, tuple(rows), len(rows) if n is None else n, n_of, notes)
    return ToolResult(result_id, tool, arguments or {}, AS_OF, currency, table, "build-1", 0.01, extra or {})


_METRICS = {metric.key: metric for metric in standard_dictionary().metrics}
