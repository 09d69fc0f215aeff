"""Every time, from a first to a last day, that a result speaks of."""

import datetime as dt
import itertools
from collections.abc import Iterator

from agent.arguments import Days, spans_in
from agent.date_mentions import read_cell
from agent.times import find_spans
from tools.results import ToolResult


def spans_of(result: ToolResult, horizon_days: float | None, first_day: dt.date) -> Iterator[Days]:
    """First and last days of its arguments, predictions, notes and rows."""
    yield from spans_in(result.arguments, first_day=first_day, as_of=result.as_of)
    if horizon_days is not None:
        yield result.as_of + dt.timedelta(days=1), result.as_of + dt.timedelta(days=horizon_days)
    for note in result.table.notes:
        yield from (*find_spans(note.en), *find_spans(note.zh))
    dates = [column.key for column in result.table.columns if column.unit == "date"]
    for row in result.table.rows if len(dates) > 1 else ():
        days = [date.days() for key in dates if (date := read_cell(str(row.get(key))))]
        yield from ((a[0], b[1]) for a, b in itertools.combinations(days, 2) if a and b)
