"""Whether a cell of a written table stands in the column and row that the result has it in.

Only where the writer's headings are the result's own: who words them anew is checked as any sentence is.
"""

from collections.abc import Mapping
from typing import get_args

from agent.evidence import Fact
from agent.formatting import format_cell, unit_of_cell
from agent.metric_words import MetricWords
from agent.readings import Claim, Reading
from agent.sentences import Piece
from config.text import Language
from data.tables import Cell, Column
from tools.results import ToolResult

_DECORATION = " *_`"
_LANGUAGES: tuple[Language, ...] = get_args(Language)


def table_misfit(fact: Fact, claim: Claim, reading: Reading, words: MetricWords) -> str:
    """Why a fact does not belong into a cell of a table; empty where it does, or where there is no table."""
    result = words.results.get(fact.result)
    if not reading.sentence.cells or fact.row < 0 or result is None:
        return ""
    column, heading = fact.source.rsplit(".", 1)[-1], reading.piece_of(claim.start).label
    headed = {each.key for each in result.table.columns if _is_headed(each, heading)}
    if headed and column not in headed:
        return f"it is no value of the column {heading.strip(_DECORATION)!r}, under which the table has it"
    rows = _rows_called(reading, result)
    if rows and fact.row not in rows and claim.start >= reading.sentence.cells[0].end:
        return f"it is not in the row {_text(reading, reading.sentence.cells[0])!r}, in which the table has it"
    return ""


def _rows_called(reading: Reading, result: ToolResult) -> set[int]:
    """The rows of the result that are called as this row begins; none where its first heading is no column's."""
    cell = reading.sentence.cells[0]
    naming = [column for column in result.table.columns if _is_headed(column, cell.label)]
    if len(naming) != 1:
        return set()
    called = _text(reading, cell).casefold()
    return {i for i, row in enumerate(result.table.rows) if called in _spellings(row, naming[0], result)}


def _spellings(row: Mapping[str, Cell], column: Column, result: ToolResult) -> set[str]:
    value, unit = row.get(column.key), unit_of_cell(row, column.unit)
    shown = {format_cell(value, unit, currency=result.currency, language=language) for language in _LANGUAGES}
    return {text.casefold() for text in (*shown, str(value))}


def _is_headed(column: Column, heading: str) -> bool:
    said = heading.strip(_DECORATION).casefold()
    return bool(said) and said in (column.label.en.casefold(), column.label.zh.casefold())


def _text(reading: Reading, cell: Piece) -> str:
    return reading.sentence.text[cell.start : cell.end].strip(_DECORATION)
