"""Everything the results of a conversation prove: each cell with its metric, unit, row and period."""

import datetime as dt
import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from agent.arguments import (
    Days,
    asked_horizon,
    asked_period,
    explanations,
    filtered_names,
    filtered_ratings,
    find_list,
    numbers_in,
    plain_leaves,
    span_numbers,
)
from agent.date_mentions import read_cell
from agent.earlier import days_across, earlier_time, is_earlier
from agent.formatting import unit_of_cell
from agent.references import Results
from agent.spans import spans_of
from data.tables import Cell, Column, Unit
from tools.results import ToolResult

FactRole = Literal["value", "difference", "ratio", "share", "count"]
Names = Mapping[str, frozenset[str]]

# Longer texts are reviews and notes, not names of anything.
_LONGEST_NAME = 60
_WORDS_OF_REVIEWS = frozenset({"text", "title"})
_PREDICTED = frozenset(
    {"predicted_value", "predicted_lo", "predicted_hi", "predicted_orders", "p_active", "bgnbd_orders"}
)
_METRICS_OF_SUMS: Mapping[str, frozenset[str]] = {
    "prediction": frozenset({"predicted_value"}),
    "baseline": frozenset({"contribution", "baseline", "typical"}),
}
_REVIEWS_COUNTED = frozenset({"reviews", "rated_reviews"})
# What n counts in tables in which one row is the rest.
SUMMED = ("reasons", "features")
_SPANS = frozenset({"day", "week", "month", "quarter", "year"})
_NAMING_UNITS: tuple[Unit, ...] = ("id", "text", "date")


@dataclass(frozen=True)
class Scope:
    """What a whole result was measured over: days behind, days ahead; None where that is no matter of it."""

    period: Days | None
    horizon_days: float | None


@dataclass(frozen=True)
class Fact:
    """A value that a result proves.

    Attributes:
        source: Its place: `r1.rows[0].revenue`, `r1.n`.
        value: The cell.
        unit: Its unit.
        metrics: Keys it is a value of: the column's key and metric.
        names: Whom or what it is of: dimension (`customer_id`, `country`, `month`) to names, in lower case.
        currency: ISO code, for money.
        role: Whether it is a measure, or derived from two: a difference, a ratio, a share.
        period: Days it was measured over; None where that is no matter of a period.
        result: Id of its result.
        row: Its row; -1 for a value of the whole result.
        horizon_days: Days ahead that a prediction looks; None for what is no prediction, or where it is not known.
        case: `now` for the first row of a comparison of scenarios, `changed` for the others.
        across: Of a change from an earlier time: the days from that time's first to its own last.
    """

    source: str
    value: Cell
    unit: Unit
    metrics: frozenset[str]
    names: Names
    currency: str = ""
    role: FactRole = "value"
    period: Days | None = None
    result: str = ""
    row: int = -1
    horizon_days: float | None = None
    case: str = ""
    across: Days | None = None

    @property
    def number(self) -> float | None:
        """Its value as a number, or None."""
        return None if isinstance(self.value, (str, bool)) or self.value is None else float(self.value)


@dataclass(frozen=True)
class Evidence:
    """The facts of a conversation, found by value.

    Attributes:
        results: The results, by id.
        facts: Every fact that is a number.
        dates: Every fact that is a date.
        names: Dimension to every name in it, in lower case, as written in the data.
        argument_numbers: Numbers in the arguments of the tools.
        argument_spans: Those that may be days: not how many rows were asked for.
        argument_dates: Days in the arguments of the tools.
        words: Every text of the results' cells, but not what reviews say: a stranger's words prove nothing.
        explanations: Every label, definition and note of the results.
        scopes: What each result was measured over.
        spans: Every first and last day that a result, its arguments or its notes speak of.
    """

    results: Results
    facts: tuple[Fact, ...]
    dates: tuple[Fact, ...]
    names: Mapping[str, frozenset[str]]
    argument_numbers: frozenset[float]
    argument_spans: frozenset[float]
    argument_dates: frozenset[str]
    words: str
    explanations: str
    scopes: Mapping[str, Scope]
    spans: frozenset[Days]
    _sizes: tuple[float, ...] = field(repr=False)

    def between(self, low: float, high: float) -> Sequence[Fact]:
        """Facts whose number lies between the two, both included."""
        return self.facts[bisect_left(self._sizes, low) : bisect_right(self._sizes, high)]

    def cell(self, result_id: str, row: int, column: str) -> Fact:
        """The fact of one cell."""
        result = self.results[result_id]
        return _fact(result, row, result.column(column), self.scopes[result_id])

    def count(self, result_id: str) -> Fact:
        """The fact of a result's `n`."""
        return _count_facts(self.results[result_id], self.scopes[result_id])[0]


def gather(results: Iterable[ToolResult], *, first_day: dt.date, horizon_days: int | None = None) -> Evidence:
    """The evidence of these results.

    Args:
        results: Results of the conversation so far.
        first_day: First day of the data, where a period was left open.
        horizon_days: Horizon of the build's stored predictions.
    """
    by_id = {result.id: result for result in results}
    scopes = {key: Scope(asked_period(r, first_day), asked_horizon(r, horizon_days)) for key, r in by_id.items()}
    cells = [fact for result in by_id.values() for fact in _cell_facts(result, scopes[result.id])]
    numbers = [fact for fact in cells if fact.number is not None]
    for result in by_id.values():
        numbers += _count_facts(result, scopes[result.id])
    numbers.sort(key=lambda fact: fact.number or 0.0)
    dates = [fact for fact in cells if fact.unit == "date" and isinstance(fact.value, str)]
    names: dict[str, set[str]] = {}
    for fact in (*cells, *numbers):
        for dimension, found in fact.names.items():
            names.setdefault(dimension, set()).update(found)
    arguments = [value for result in by_id.values() for value in plain_leaves(result.arguments)]
    return Evidence(
        by_id,
        tuple(numbers),
        tuple(dates),
        {dimension: frozenset(found) for dimension, found in names.items()},
        frozenset(number for value in arguments for number in numbers_in(value)),
        frozenset(number for result in by_id.values() for number in span_numbers(result.arguments)),
        frozenset(v for v in arguments if isinstance(v, str) and read_cell(v)),
        "\n".join(_words(by_id.values())),
        explanations(by_id.values()),
        scopes,
        frozenset(
            span for result in by_id.values() for span in spans_of(result, scopes[result.id].horizon_days, first_day)
        )
        | {span for fact in numbers for span in (fact.period, fact.across) if span},
        tuple(fact.number or 0.0 for fact in numbers),
    )


def _words(results: Iterable[ToolResult]) -> Iterator[str]:
    for result in results:
        unread = {c.key for c in result.table.columns if c.unit == "personal"}
        unread |= _WORDS_OF_REVIEWS if any(c.key == "review_id" for c in result.table.columns) else set()
        cells = (item for row in result.table.rows for item in row.items())
        yield from (value for key, value in cells if isinstance(value, str) and key not in unread)


def is_time(column: Column) -> bool:
    """Whether a column's cells are dates or spans of time: `2010-12-09`, `2010-12`, `2010-Q4`."""
    return column.unit == "date" or column.key in _SPANS


def is_naming(result: ToolResult, column: Column) -> bool:
    """Whether a column says of whom or what the row is, rather than something about it."""
    if column.unit == "id":
        return True
    ids = any(c.unit == "id" for c in result.table.columns)
    grouped = find_list(result.arguments, "group_by")
    return column.key in grouped if grouped else column.unit in ("text", "date") and not ids


def _cell_facts(result: ToolResult, scope: Scope) -> Iterator[Fact]:
    quotes = any(column.key == "review_id" for column in result.table.columns)
    for row, column in itertools.product(range(len(result.table.rows)), result.table.columns):
        if quotes and column.key in ("start", "end"):
            continue  # places in a review prove nothing about a shop
        if column.unit not in ("personal", "text", "id"):
            yield _fact(result, row, column, scope)
        elif column is result.table.columns[0]:
            # One fact a row at least, so that its names are known.
            yield _fact(result, row, column, scope)


def _fact(result: ToolResult, row: int, column: Column, scope: Scope) -> Fact:
    cells = result.table.rows[row]
    unit = unit_of_cell(cells, column.unit)
    # Beside a feature's own unit its value is one of that feature: 41 orders, not 41 of "this customer".
    feature = {str(cells["feature"])} if "value_unit" in cells and column.key in ("value", "typical") else set()
    metrics = _metrics_of(result, row, column) | feature
    names, days = _row_names(result, row), _row_period(result, row) or scope.period
    if is_earlier(result, column):
        names, days = earlier_time(result, names)
    return Fact(
        f"{result.id}.rows[{row}].{column.key}",
        cells.get(column.key),
        unit,
        metrics,
        names,
        result.currency if unit == "money" else "",
        "difference" if cells.get("scenario") == "difference" else _role(column),
        days,
        result.id,
        row,
        scope.horizon_days if metrics & _PREDICTED else None,
        ("changed" if row else "now") if result.tool == "simulate_group" else "",
        days_across(result, column, names, days),
    )


def _metrics_of(result: ToolResult, row: int, column: Column) -> frozenset[str]:
    keys = frozenset({column.key, column.metric} - {""})
    if column.key == "contribution":
        # What an explanation starts from and ends at are no parts of it.
        return _METRICS_OF_SUMS.get(str(result.table.rows[row].get("feature")), keys)
    return keys | filtered_ratings(result) if keys & _REVIEWS_COUNTED else keys


def _role(column: Column) -> FactRole:
    for role in ("difference", "ratio", "share"):
        if column.metric and column.key.endswith(f"_{role}") and column.key != column.metric:
            return role
    return "value"


def _count_facts(result: ToolResult, scope: Scope) -> list[Fact]:
    """What `n` counts, and how many rows are listed."""
    metrics = {result.table.n_of}
    if metrics <= _REVIEWS_COUNTED:
        metrics |= filtered_ratings(result)
    if result.table.n_of == "groups":
        metrics |= {c.metric or c.key for c in result.table.columns if is_naming(result, c)}
    # The one row of a sum is none of what was counted.
    listed = len(result.table.rows) if any(is_naming(result, c) for c in result.table.columns) else result.table.n
    counts = ((f"{result.id}.n", result.table.n), (f"{result.id}.rows", listed))
    names = filtered_names(result)
    return [
        Fact(source, n, "count", frozenset(metrics), names, "", "count", scope.period, result.id)
        for source, n in counts
    ]


def _row_names(result: ToolResult, row: int) -> Names:
    names = dict(filtered_names(result))
    for column in result.table.columns:
        value = result.table.rows[row].get(column.key)
        if column.key == "value_unit" or column.key in _WORDS_OF_REVIEWS:
            continue  # "days" beside a feature's value names nothing
        if column.unit in _NAMING_UNITS and value is not None and len(str(value)) <= _LONGEST_NAME:
            if column.unit == "date" and not is_naming(result, column):
                continue
            names[column.metric or column.key] = frozenset({str(value).casefold()})
    return names


def _row_period(result: ToolResult, row: int) -> Days | None:
    """Days of the span of time that a row stands for."""
    for column in result.table.columns:
        if is_time(column) and is_naming(result, column):
            date = read_cell(str(result.table.rows[row].get(column.key)))
            return date.days() if date is not None else None
    return None
