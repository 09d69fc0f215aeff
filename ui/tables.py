"""A result as an HTML table: the same rows that the figures and the chart of the answer come from."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Looks:
    """What a table shows beside its cells' words.

    Attributes:
        bars: Columns with a bar in each cell, as long as the value beside the column's largest.
        shades: Columns whose cells are shaded together, by the largest of them all: a heat map.
        links: Addresses by column of names; None where a row has none.
        whole: Whether a long table is shown whole.
    """

    bars: Collection[str] = ()
    shades: Collection[str] = ()
    links: Mapping[str, Callable[[Mapping[str, Any]], str | None]] = field(default_factory=dict)
    whole: bool = False


PLAIN = Looks()


def render_table(
    result: Result,
    cells: CellTexts,
    *,
    columns: Sequence[str] = (),
    rows: int | None = None,
    language: Language,
    looks: Looks = PLAIN,
    csv: str = "",
) -> str:
    """The table of a result.

    Args:
        result: As `ToolResult.to_json` writes it.
        cells: Writes the cells.
        columns: Keys to show; all when empty. Keys the result lacks are left out.
        rows: Rows asked for; all when None. Of a long table the first are shown, the rest opens on request.
        language: Of labels and texts.
        looks: Bars, shades and links.
        csv: Finished HTML of a link to the table as a file.
    """
    texts = load_texts("ui", language)
    by_key = {column["key"]: column for column in result["columns"]}
    shown = [by_key[key] for key in (columns or by_key) if key in by_key]
    if not result["rows"] or not shown:
        return f'<p class="kz-empty">{escape(texts["table.empty"])}</p>'
    first = min(len(result["rows"]), rows or MAX_ROWS)
    if first > _LONG and not looks.whole:
        first = _SHOWN
    upright = len(result["rows"]) == 1 and len(shown) > _WIDE
    writer = _Cells(result, cells, language, looks)
    body = _upright(writer, shown) if upright else _across(writer, shown, first)
    label = texts["table.label"].format(columns=", ".join(column["label"][language] for column in shown))
    css = "kz-table kz-upright" if upright else "kz-table"
    return (
        f'<div class="{css}" role="region" tabindex="0" aria-label="{escape(label)}">'
        f"<table{Attributes(computation(result))}>{body}</table></div>" + _foot(result, first, language, csv)
    )


@dataclass(frozen=True)
class _Cells:
    """Writes the cells of one table."""

    result: Result
    cells: CellTexts
    language: Language
    looks: Looks

    def heading(self, column: Column, *, scope: str) -> str:
        """A column's name, which holds its metric and meaning."""
        label, definition = column["label"][self.language], column["definition"][self.language]
        attributes = Attributes({"metric": label, "definition": definition})
        numeric = ' class="kz-number"' if scope == "col" and column["unit"] in _NUMBERS else ""
        help_text = f' title="{escape(definition)}"' if definition else ""
        return f'<th scope="{scope}"{numeric}{help_text}{attributes}>{escape(label)}</th>'

    def cell(self, index: int, column: Column) -> str:
        """One cell; a number opens its source."""
        row, key = self.result["rows"][index], column["key"]
        value = row.get(key)
        own = {**column, "unit": unit_of_cell(row, column["unit"])}
        text = escape(self.cells.text(value, own, currency=self.result["currency"], language=self.language))
        if column["unit"] not in _NUMBERS:
            address = self.looks.links[key](row) if key in self.looks.links else None
            return f'<td><a href="{escape(address)}">{text}</a></td>' if address else f"<td>{text}</td>"
        if value is None:
            return f'<td class="kz-number kz-missing">{text}</td>'
        attributes = Attributes({"exact": exact_text(value), "cell": f"{self.result['id']}.rows[{index}].{key}"})
        figure = f'<span class="kz-cell"{attributes}>{text}</span>'
        if key in self.looks.shades:
            part = self._part(value, self.looks.shades)
            return f'<td class="kz-number kz-shaded" style="--kz-part:{part:.3f}">{figure}</td>'
        if key in self.looks.bars:
            part, below = self._part(value, (key,)), " kz-below" if value < 0 else ""
            return f'<td class="kz-number kz-barred{below}" style="--kz-part:{part:.3f}">{figure}</td>'
        return f'<td class="kz-number">{figure}</td>'

    def _part(self, value: float, keys: Collection[str]) -> float:
        """How much of the largest size in these columns the value is, from 0 to 1."""
        sizes = [abs(row[key]) for row in self.result["rows"] for key in keys if row.get(key) is not None]
        largest = max(sizes, default=0)
        return abs(value) / largest if largest else 0.0


def _across(writer: _Cells, columns: Sequence[Column], first: int) -> str:
    """One line a row; those after the first ones are hidden until asked for."""
    lines = []
    for index in range(min(len(writer.result["rows"]), MAX_ROWS)):
        written = "".join(writer.cell(index, column) for column in columns)
        lines.append(f"<tr{' hidden data-kz-rest' if index >= first else ''}>{written}</tr>")
    head = "".join(writer.heading(column, scope="col") for column in columns)
    return f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody>"


def _upright(writer: _Cells, columns: Sequence[Column]) -> str:
    """A single row with many columns: one line a column, read from top to bottom."""
    lines = (f"<tr>{writer.heading(c, scope='row')}{writer.cell(0, c)}</tr>" for c in columns)
    return f"<tbody>{''.join(lines)}</tbody>"


def _foot(result: Result, first: int, language: Language, csv: str) -> str:
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
    return f'<p class="kz-notes">{said}{button}{csv}</p>' if said or button or csv else ""


def matched(result: Result, *, language: Language) -> str:
    """How many customers, orders or reviews the result rests on: `4,312 customers`."""
    texts = load_texts("ui", language)
    counted = texts.get(f"n_of.{result['n_of']}", texts["n_of.rows"])
    return counted.format(n=f"{result['n']:,}")
