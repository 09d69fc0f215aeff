"""draw_chart: a picture of a result that is already there, so that chart and table can never differ."""

from typing import Any, Literal

from langchain_core.tools import BaseTool
from pydantic import Field, model_validator

from config.errors import ToolInputError
from data.tables import Column, Table
from tools.context import Runtime, stored_results
from tools.making import Outcome, ToolArguments, make_tool
from tools.results import ToolResult

_MEASURED = ("money", "count", "number", "days", "share", "percent", "rating")


class ChartArguments(ToolArguments):
    """Which result to draw, and how."""

    source: str = Field(pattern=r"^r[0-9]{1,6}$", description="Id of the result, such as r1.")
    kind: Literal["line", "bar", "pie", "scatter", "waterfall"] = Field(
        description="line for time, bar for groups, waterfall for explain_value."
    )
    x: str = Field(description="Column for the axis or slices.")
    y: list[str] = Field(min_length=1, max_length=4, description="Number columns of one unit.")
    whiskers: list[str] = Field(
        default_factory=list,
        max_length=2,
        description="Both ends of the interval of the first y; for bar.",
    )

    @model_validator(mode="after")
    def _both_ends(self) -> "ChartArguments":
        if self.whiskers and (len(self.whiskers) != 2 or self.kind != "bar"):
            raise ValueError("whiskers are the lower and the upper end of an interval, on bars")
        return self


def chart_tool() -> BaseTool:
    """The tool draw_chart."""
    return make_tool(
        "draw_chart",
        arguments=ChartArguments,
        compute=_draw,
    )


def _draw(asked: ChartArguments, runtime: Runtime) -> Outcome:
    results = stored_results(runtime.state["messages"])
    source = results.get(asked.source)
    if source is None:
        known = ", ".join(results) or "none yet: ask a query tool first"
        raise ToolInputError(f"there is no result {asked.source!r}; results: {known}")
    if not source.table.rows:
        raise ToolInputError(f"result {asked.source!r} has no rows to draw")
    columns = [_column(source, key) for key in dict.fromkeys((asked.x, *asked.y))]
    numbers = [_column(source, key) for key in (*asked.y, *asked.whiskers)]
    columns += [_column(source, key) for key in asked.whiskers if key not in (asked.x, *asked.y)]
    _check(asked, columns[0], numbers)
    if asked.kind == "waterfall":
        _check_sum(source, asked.y)
    keys = [column.key for column in columns]
    rows = tuple({key: row[key] for key in keys} for row in source.table.rows)
    # The part of the definition of a chart that the source's notes are: a cut list, a month that is not whole.
    table = Table(tuple(columns), rows, source.table.n, source.table.n_of, source.table.notes)
    return Outcome(table, {"kind": asked.kind, "x": asked.x, "y": list(asked.y), "source": asked.source} | _ends(asked))


def _ends(asked: ChartArguments) -> dict[str, Any]:
    return {"whiskers": list(asked.whiskers)} if asked.whiskers else {}


def _column(source: ToolResult, key: str) -> Column:
    for column in source.table.columns:
        if column.key == key and column.unit != "personal":
            return column
    known = ", ".join(c.key for c in source.table.columns if c.unit != "personal")
    raise ToolInputError(f"result {source.id!r} has no column {key!r} to draw; columns: {known}")


def _check(asked: ChartArguments, x: Column, numbers: list[Column]) -> None:
    for column in numbers:
        if column.unit not in _MEASURED:
            raise ToolInputError(f"column {column.key!r} holds no numbers")
    if len({column.unit for column in numbers}) > 1:
        raise ToolInputError("the y columns of one chart need one unit; draw two charts")
    if asked.kind == "scatter" and x.unit not in _MEASURED:
        raise ToolInputError(f"scatter needs numbers on both axes; column {asked.x!r} holds none")
    if asked.kind == "pie" and len(numbers) != 1:
        raise ToolInputError("pie shows one column")


def _check_sum(source: ToolResult, y: list[str]) -> None:
    """A waterfall goes from the first row over the parts to the last one, so the last one must be their sum."""
    values = [row[key] for row in source.table.rows for key in y[:1]]
    numbers = [float(value) for value in values if isinstance(value, int | float)]
    whole = len(y) == 1 and len(numbers) == len(values) >= 2
    if not whole or abs(sum(numbers[:-1]) - numbers[-1]) > 1e-6 * max(map(abs, numbers)):
        raise ToolInputError("waterfall needs one column whose last row is the sum of the others, as explain_value has")
