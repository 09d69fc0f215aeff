"""Where each figure of a report comes from: one line a figure of the text, one line a table."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from agent.answers import ValuePart
from agent.reports.model import Grid, Report, Section, figures_of


@dataclass(frozen=True)
class Line:
    """Where one figure, or one table, comes from.

    Attributes:
        shown: The figure as shown, or the table's caption.
        section: Where it stands.
        exact: The figure with all its digits; empty for a table.
        cells: Its cell, `r1.rows[0].revenue`, or those of the table.
        tool: Its tool; empty for what the build itself says.
        arguments: As one line of JSON.
    """

    shown: str
    section: str
    exact: str
    cells: str
    tool: str
    arguments: str


def lines_of(report: Report) -> Iterator[Line]:
    """The lines of the appendix, section by section: its tables, then its figures, each once."""
    for section in report.sections:
        tables = [block for block in section.blocks if isinstance(block, Grid) and block.rows]
        for table in tables:
            yield _line(report, section, table.caption, "", cells_of(table))
        single = (figure for block in section.blocks if not isinstance(block, Grid) for figure in figures_of(block))
        for figure in {figure.source: figure for figure in single}.values():
            yield _line(report, section, figure.text, exact(figure.value), figure.source)


def cells_of(table: Grid) -> str:
    """The cells of a table: `r3.rows[0…6]: customers, revenue`."""
    keys = ", ".join(heading.key for heading in table.headings)
    return f"{table.result_id}.rows[0…{len(table.rows) - 1}]: {keys}"


def one_line(arguments: Mapping[str, Any]) -> str:
    """Arguments as one line of JSON, without those that say nothing."""
    said = {key: value for key, value in arguments.items() if value not in (None, [], {}, "")}
    return json.dumps(said, ensure_ascii=False) if said else ""


def exact(value: object) -> str:
    """A value with all its digits."""
    return repr(value) if isinstance(value, float) else str(value)


def _line(report: Report, section: Section, shown: str, value: str, cells: str) -> Line:
    source = next((source for source in report.sources if cells.startswith(f"{source.id}.")), None)
    tool, arguments = (source.tool, source.arguments) if source else ("", "")
    return Line(shown, section.title, value, cells, tool, arguments)


def figure_title(figure: ValuePart) -> str:
    """What a figure says of itself where it can be pointed at: metric, entity, place."""
    return " · ".join(text for text in (figure.metric, figure.entity, figure.source) if text)
