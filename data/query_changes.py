"""Measures beside an earlier time: what they were then, the difference, the growth."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from config.errors import ToolInputError
from config.text import Text
from data.query_columns import Rows, View
from data.query_groups import Grouping, group_rows, is_bucket
from data.query_measures import Groups, Measured
from data.query_time import iso_date, label_before
from data.spec import Measure, Period, Query
from data.tables import Cell

# Spans of a year, by what they are.
_A_YEAR = {"day": 364, "week": 52, "month": 12, "quarter": 4, "year": 1}
_BEFORE = Text("The measure in the earlier time.", "较早时段的数值。")
_DIFFERENCE = Text("The measure minus that of the earlier time.", "本时段减去较早时段。")
_GROWTH = Text("The difference divided by the measure of the earlier time.", "差额除以较早时段的数值。")

Span = tuple[int, int]
Measuring = Callable[[Measure, Groups], Measured]


@dataclass(frozen=True)
class Before:
    """Where the earlier time of each group is found.

    Attributes:
        groups: Rows of the earlier time in their groups.
        places: For each group that is shown, its place among these; -1 where there is none.
    """

    groups: Groups
    places: npt.NDArray[np.int64]


def check_against(query: Query) -> None:
    """Refuses comparisons with an earlier time that have no meaning.

    Raises:
        ToolInputError: The query's groups or table do not go with `against`.
    """
    if query.against is None:
        return
    spans = [key for key in query.group_by if is_bucket(key) and key != "weekday"]
    if not query.measures or query.table == "customers":
        raise ToolInputError("against needs measures, in query_orders or query_reviews")
    if query.top is not None or query.compare or any(m.per for m in query.measures):
        raise ToolInputError("against does not go with top, compare or per")
    if isinstance(query.against, Period):
        if spans or query.period is None:
            raise ToolInputError('against a period needs a period and no groups by time; for these use "previous"')
    elif len(spans) != 1:
        raise ToolInputError(
            f'against "{query.against}" needs a period with start and end, or exactly one of day, week, month, '
            "quarter, year in group_by"
        )


def two_times(view: View, query: Query, rows: Rows, earlier: Rows) -> tuple[Grouping, Before]:
    """The groups of two periods: those of the first to be shown, and the same groups in the earlier one.

    Args:
        view: The table.
        query: The query, against a period.
        rows: Rows of the query's period.
        earlier: Rows of the earlier one.
    """
    # By flags: sorting a million positions takes ten times as long.
    in_now, in_then = (np.zeros(len(view.frame), dtype=bool) for _ in range(2))
    in_now[rows], in_then[earlier] = True, True
    both = np.flatnonzero(in_now | in_then)
    grouping = group_rows(view, both, query.group_by, span=None) if query.group_by else Grouping(Groups.whole(both))
    groups = grouping.groups
    now, then = groups.only(in_now[both]), groups.only(in_then[both])
    return replace(grouping, groups=now), Before(then, np.arange(groups.n, dtype=np.int64))


def spans_before(view: View, query: Query, grouping: Grouping, rows: Rows, *, span: Span | None) -> Before:
    """For groups by time, the groups one span, or one year, before each.

    Args:
        view: The table.
        query: The query, against `previous` or `year`.
        grouping: The groups that are shown.
        rows: Rows that pass the filters, on whatever day up to the period's end.
        span: Days that the groups shown cover.
    """
    at = next(i for i, key in enumerate(query.group_by) if is_bucket(key) and key != "weekday")
    bucket = query.group_by[at]
    back = 1 if query.against == "previous" else _A_YEAR[bucket]
    everything = (view.tables.first_day, view.tables.as_of_day)
    same = span == everything and np.array_equal(rows, grouping.groups.rows)
    all_before = grouping if same else group_rows(view, rows, query.group_by, span=everything)
    found = {names: place for place, names in enumerate(_names(all_before))}
    places = [found.get(_shifted(names, at, bucket, back), -1) for names in _names(grouping)]
    return Before(all_before.groups, np.array(places, dtype=np.int64))


def changes(item: Measured, before: Measured, places: npt.NDArray[np.int64]) -> list[Measured]:
    """The earlier value of a measure for each group, the difference, and the growth."""
    # Place -1 (no earlier time) reads the appended NaN.
    then = np.append(before.values.astype(np.float64), np.nan)[places]
    now = item.values.astype(np.float64)
    difference = now - then
    growth = np.divide(difference, then, out=np.full(len(now), np.nan), where=then > 0)
    key, label = item.column.key, item.column.label
    named = {
        "before": (Text(f"{label.en}, before", f"之前的{label.zh}"), _BEFORE, then),
        "difference": (Text(f"{label.en}, change", f"{label.zh}变化"), _DIFFERENCE, difference),
        "growth": (Text(f"{label.en}, growth", f"{label.zh}增长率"), _GROWTH, growth),
    }
    made = []
    for suffix, (text, definition, values) in named.items():
        column = replace(item.column, key=f"{key}_{suffix}", label=text, definition=definition)
        made.append(Measured(replace(column, unit="share") if suffix == "growth" else column, values))
    return made


def against_note(query: Query, view: View) -> list[Text]:
    """Says which days the earlier ones are, and where the data do not hold them all."""
    if not isinstance(query.against, Period):
        return []
    start, end = query.against.start, query.against.end
    first = start.isoformat() if start else iso_date(view.tables.first_day)
    last = end.isoformat() if end else iso_date(view.tables.as_of_day)
    notes = [Text(f"The change is against {first} to {last}.", f"变化相对于{first}至{last}。")]
    if first < iso_date(view.tables.first_day):
        begins = iso_date(view.tables.first_day)
        notes.append(Text(f"The data begin only on {begins}.", f"数据始于{begins}。"))
    return notes


def _names(grouping: Grouping) -> list[tuple[Cell, ...]]:
    every = np.arange(grouping.groups.n, dtype=np.int64)
    columns = [grouping.cells(at, every) for at in range(len(grouping.keys))]
    return list(zip(*columns, strict=True))


def _shifted(names: tuple[Cell, ...], at: int, bucket: str, back: int) -> tuple[Cell, ...]:
    label = names[at]
    if label is None:
        return ()
    return (*names[:at], label_before(bucket, str(label), back=back), *names[at + 1 :])
