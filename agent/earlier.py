"""Which time a value "before" is of: in a result against an earlier time it stands in the row of the later one."""

from collections.abc import Iterable, Mapping

from agent.arguments import Days
from agent.date_mentions import read_cell
from data.query_time import label_before
from data.tables import Column
from tools.results import ToolResult

# Spans of a year, by what they are.
_A_YEAR = {"day": 364, "week": 52, "month": 12, "quarter": 4, "year": 1}

Names = Mapping[str, frozenset[str]]


def is_earlier(result: ToolResult, column: Column) -> bool:
    """Whether a column holds what a measure was in the earlier time."""
    measured = bool(column.metric) and column.key.endswith("_before") and column.key != column.metric
    return measured and bool(result.arguments.get("against"))


def is_time_before(names: Names, senses: Iterable[tuple[str, str]]) -> bool:
    """Whether a value is of the span before one that is named, by one or by a year: its row is the later one's.

    >>> is_time_before({"month": frozenset({"2010-11"})}, [("month", "2010-12")])
    True
    """
    return any(
        label_before(bucket, name.upper(), back=back).casefold() in names.get(bucket, ())
        for bucket, name in senses
        if bucket in _A_YEAR and read_cell(name.upper())
        for back in (1, _A_YEAR[bucket])
    )


def earlier_time(result: ToolResult, names: Names) -> tuple[Names, Days | None]:
    """The names and the days of an earlier value: the span before the row's, or the period that was asked for.

    Args:
        result: A result against an earlier time.
        names: The names of the row.
    """
    against = result.arguments.get("against")
    if isinstance(against, Mapping):
        start, end = (read_cell(str(against.get(side))) for side in ("start", "end"))
        first, last = start and start.days(), end and end.days()
        return names, (first[0], last[1]) if first and last else None
    for bucket, spans in _A_YEAR.items():
        for name in names.get(bucket, ()):
            label = label_before(bucket, name.upper(), back=1 if against == "previous" else spans)
            date = read_cell(label)
            return {**names, bucket: frozenset({label.casefold()})}, date.days() if date else None
    return names, None


def days_across(result: ToolResult, column: Column, names: Names, days: Days | None) -> Days | None:
    """Of a change since an earlier time (by how much, by which share) the days from that time's first to its own last.

    Args:
        result: A result.
        column: The value's column.
        names: The names of its row.
        days: The days it is of.
    """
    suffixed = bool(column.metric) and column.key.endswith(("_difference", "_growth")) and column.key != column.metric
    if days is None or not suffixed or not result.arguments.get("against"):
        return None
    _, earlier = earlier_time(result, names)
    return (earlier[0], days[1]) if earlier else None
