"""A result as an HTML table: the same rows that the figures and the chart of the answer come from."""

from collections.abc import Mapping, Sequence
from typing import Any

from agent.formatting import unit_of_cell
from config.text import Language
from prompts.library import load_texts
from ui.cells import CellTexts
from ui.markdown import escape
from ui.sources import Attributes, Result, computation, exact_text

MAX_ROWS = 200
# A longer table would push the words of the answer off the screen; the rest is one click away.
_LONG, _SHOWN = 15, 10
# A single row with more columns than this stands upright.
_WIDE = 6
Column = Mapping[str, Any]
_NUMBERS = frozenset({"money", "count", "number", "days", "share", "percent", "rating"})


def render_table(
    result: Result, cells: CellTexts, *, columns: Sequence[str] = (), rows: int | None = None, language: Language
) -> str:
    """The table of a result.

    Args:
        result: As `ToolResult.to_json` writes it.
        cells: Writes the cells.
        columns: Keys to show; all when empty. Keys the result lacks are left out.
        rows: Rows asked for; all when None. Of a long table the first are shown, the rest opens on request.
        language: Of labels and texts.
    """
    texts = load_texts("ui", language)
    by_key = {column["key"]: column for column in result["columns"]}
    shown = [by_key[key] for key in (columns or by_key) if key in by_key]
    if not result["rows"] or not shown:
        return f'<p class="kz-empty">{escape(texts["table.empty"])}</p>'
    first = min(len(result["rows"]), rows or MAX_ROWS)
    if first > _LONG:
        first = _SHOWN
    upright = len(result["rows"]) == 1 and len(shown) > _WIDE
    body = _upright(result, cells, shown, language) if upright else _across(result, cells, shown, first, language)
    label = texts["table.label"].format(columns=", ".join(column["label"][language] for column in shown))
    css = "kz-table kz-upright" if upright else "kz-table"
    return (
        f'<div class="{css}" role="region" tabindex="0" aria-label="{escape(label)}">'
        f"<table{Attributes(computation(result))}>{body}</table></div>" + _foot(result, first, language)
    )


def _across(result: Result, cells: CellTexts, columns: Sequence[Column], first: int, language: Language) -> str:
    """One line a row; those after the first ones are hidden until asked for."""
    lines = []
    for index in range(min(len(result["rows"]), MAX_ROWS)):
        written = "".join(_cell(result, cells, index, column, language) for column in columns)
        lines.append(f"<tr{' hidden data-kz-rest' if index >= first else ''}>{written}</tr>")
    head = "".join(_heading(column, language, scope="col") for column in columns)
    return f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody>"


def _upright(result: Result, cells: CellTexts, columns: Sequence[Column], language: Language) -> str:
    """A single row with many columns: one line a column, read from top to bottom."""
    lines = (
        f"<tr>{_heading(column, language, scope='row')}{_cell(result, cells, 0, column, language)}</tr>"
        for column in columns
    )
    return f"<tbody>{''.join(lines)}</tbody>"


def _heading(column: Column, language: Language, *, scope: str) -> str:
    label, definition = column["label"][language], column["definition"][language]
    attributes = Attributes({"metric": label, "definition": definition})
    numeric = ' class="kz-number"' if scope == "col" and column["unit"] in _NUMBERS else ""
    help_text = f' title="{escape(definition)}"' if definition else ""
    return f'<th scope="{scope}"{numeric}{help_text}{attributes}>{escape(label)}</th>'


def _cell(result: Result, cells: CellTexts, index: int, column: Column, language: Language) -> str:
    value = result["rows"][index].get(column["key"])
    own = {**column, "unit": unit_of_cell(result["rows"][index], column["unit"])}
    text = escape(cells.text(value, own, currency=result["currency"], language=language))
    if column["unit"] not in _NUMBERS:
        return f"<td>{text}</td>"
    if value is None:
        return f'<td class="kz-number kz-missing">{text}</td>'
    source = f"{result['id']}.rows[{index}].{column['key']}"
    attributes = Attributes({"exact": exact_text(value), "cell": source})
    return f'<td class="kz-number"><span class="kz-cell"{attributes}>{text}</span></td>'


def _foot(result: Result, first: int, language: Language) -> str:
    texts = load_texts("ui", language)
    held = min(len(result["rows"]), MAX_ROWS)
    remarks = [note[language] for note in result["notes"]]
    if held < len(result["rows"]):
        remarks.append(texts["table.cut"].format(shown=held, total=len(result["rows"])))
    n = result["n"]
    if n != len(result["rows"]) and not any(str(n) in remark or f"{n:,}" in remark for remark in remarks):
        remarks.insert(0, matched(result, language=language))
    button = ""
    if first < held:
        more, less = texts["table.show_all"].format(total=held), texts["table.show_less"]
        button = (
            f' <button type="button" class="kz-more" data-kz-more="{escape(more)}" data-kz-less="{escape(less)}"'
            f' aria-expanded="false">{escape(more)}</button>'
        )
    said = " · ".join(escape(remark) for remark in remarks)
    return f'<p class="kz-notes">{said}{button}</p>' if said or button else ""


def matched(result: Result, *, language: Language) -> str:
    """How many customers, orders or reviews the result rests on: `4,312 customers`."""
    texts = load_texts("ui", language)
    counted = texts.get(f"n_of.{result['n_of']}", texts["n_of.rows"])
    return counted.format(n=f"{result['n']:,}")
