"""A result as an HTML table: the same rows that the figures and the chart of the answer come from."""

from collections.abc import Mapping, Sequence
from typing import Any

from config.text import Language
from prompts.library import load_texts
from ui.cells import CellTexts
from ui.markdown import escape
from ui.sources import Attributes, Result, computation, exact_text

MAX_ROWS = 200
_NUMBERS = frozenset({"money", "count", "number", "days", "share", "percent", "rating"})


def render_table(
    result: Result, cells: CellTexts, *, columns: Sequence[str] = (), rows: int | None = None, language: Language
) -> str:
    """The table of a result.

    Args:
        result: As `ToolResult.to_json` writes it.
        cells: Writes the cells.
        columns: Keys to show; all when empty. Keys the result lacks are left out.
        rows: Rows shown at once; the rest, up to `MAX_ROWS`, opens on request. All when None.
        language: Of labels and texts.
    """
    texts = load_texts("ui", language)
    by_key = {column["key"]: column for column in result["columns"]}
    shown = [by_key[key] for key in (columns or by_key) if key in by_key]
    if not result["rows"] or not shown:
        return f'<p class="kz-empty">{escape(texts["table.empty"])}</p>'
    first = len(result["rows"]) if rows is None else rows
    head = "".join(_heading(column, language) for column in shown)
    body = "".join(
        _row(result, cells, index=index, columns=shown, hidden=index >= first, language=language)
        for index in range(min(len(result["rows"]), MAX_ROWS))
    )
    label = texts["table.label"].format(columns=", ".join(column["label"][language] for column in shown))
    attributes = Attributes(computation(result))
    return (
        f'<div class="kz-table" role="region" tabindex="0" aria-label="{escape(label)}">'
        f"<table{attributes}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        + _foot(result, first, language)
    )


def _heading(column: Mapping[str, Any], language: Language) -> str:
    label, definition = column["label"][language], column["definition"][language]
    attributes = Attributes({"metric": label, "definition": definition})
    numeric = ' class="kz-number"' if column["unit"] in _NUMBERS else ""
    help_text = f' title="{escape(definition)}"' if definition else ""
    return f'<th scope="col"{numeric}{help_text}{attributes}>{escape(label)}</th>'


def _row(
    result: Result,
    cells: CellTexts,
    *,
    index: int,
    columns: Sequence[Mapping[str, Any]],
    hidden: bool,
    language: Language,
) -> str:
    row = result["rows"][index]
    written = []
    for column in columns:
        value = row.get(column["key"])
        text = cells.text(value, column, currency=result["currency"], language=language)
        if column["unit"] not in _NUMBERS:
            written.append(f"<td>{escape(text)}</td>")
        elif value is None:
            written.append(f'<td class="kz-number kz-missing">{escape(text)}</td>')
        else:
            source = f"{result['id']}.rows[{index}].{column['key']}"
            attributes = Attributes({"exact": exact_text(value), "cell": source})
            written.append(f'<td class="kz-number"><span class="kz-cell"{attributes}>{escape(text)}</span></td>')
    return f"<tr{' hidden data-kz-rest' if hidden else ''}>{''.join(written)}</tr>"


def _foot(result: Result, first: int, language: Language) -> str:
    texts = load_texts("ui", language)
    held = min(len(result["rows"]), MAX_ROWS)
    remarks = [matched(result, language=language), *(note[language] for note in result["notes"])]
    button = ""
    if first < held:
        more, less = texts["table.show_all"].format(total=held), texts["table.show_less"]
        button = (
            f' <button type="button" class="kz-more" data-kz-more="{escape(more)}" data-kz-less="{escape(less)}"'
            f' aria-expanded="false">{escape(more)}</button>'
        )
    return f'<p class="kz-notes">{" · ".join(escape(remark) for remark in remarks)}{button}</p>'


def matched(result: Result, *, language: Language) -> str:
    """How many customers, orders or reviews the result rests on: `4,312 customers`."""
    texts = load_texts("ui", language)
    counted = texts.get(f"n_of.{result['n_of']}", texts["n_of.rows"])
    return counted.format(n=f"{result['n']:,}")
