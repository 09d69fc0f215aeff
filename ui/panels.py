"""The pieces of a dashboard: figures that open their source, titled panels, pictures with their tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr

from agent.answers import ValuePart
from agent.formatting import unit_of_cell
from config.text import Language
from ui.cells import CellTexts
from ui.charts import Chart
from ui.markdown import escape
from ui.sources import Result, column_of, value_html
from ui.tables import render_table


@dataclass(frozen=True)
class Headline:
    """One of the figures at the top of a page.

    Attributes:
        label: What it is, in words.
        value: HTML of the figure, as `figure_html` makes it.
        below: Escaped HTML of a small line below it, which may hold figures too.
    """

    label: str
    value: str
    below: str = ""


def figure_html(
    result: Result, column: str, *, row: int = 0, entity: str = "", cells: CellTexts, language: Language
) -> str:
    """A cell of a result as a figure that opens its source by mouse and keyboard.

    Args:
        result: As `ToolResult.to_json` writes it.
        column: Key of the column.
        row: Row of the cell, from 0.
        entity: Whom or what the figure is of: `customer 13085`.
        cells: Writes the cell.
        language: Of text and source.

    Raises:
        KeyError: The result has no such column.
    """
    described = column_of(result, column)
    if described is None:
        raise KeyError(column)
    value = result["rows"][row].get(column)
    described = {**described, "unit": unit_of_cell(result["rows"][row], described["unit"])}
    text = cells.text(value, described, currency=result["currency"], language=language)
    unit = result["currency"] if described["unit"] == "money" else described["unit"]
    definition = str(described["definition"][language])
    metric = described["metric"] or column
    part = ValuePart(text, value, unit, metric, entity, f"{result['id']}.rows[{row}].{column}", definition)
    return value_html(part, [result], language=language)


def headlines_html(headlines: Sequence[Headline]) -> str:
    """The figures at the top of a page, side by side."""
    tiles = "".join(
        f'<div class="kz-tile"><dt>{escape(tile.label)}</dt><dd>{tile.value}</dd>'
        f"{f'<dd class=kz-tile-note>{tile.below}</dd>' if tile.below else ''}</div>"
        for tile in headlines
    )
    return f'<dl class="kz-tiles">{tiles}</dl>'


def panel_html(title: str, body: str, *, anchor: str, note: str = "", wide: bool = False) -> str:
    """A titled part of a page.

    Args:
        title: Heading.
        body: Finished HTML.
        anchor: Id of the part, for links to it.
        note: What the part says, in a sentence below the heading.
        wide: Whether it takes the whole width where others stand side by side.
    """
    said = f'<p class="kz-panel-note">{escape(note)}</p>' if note else ""
    css = "kz-panel kz-wide" if wide else "kz-panel"
    return (
        f'<section class="{css}" id="{escape(anchor)}" aria-labelledby="{escape(anchor)}-title">'
        f'<h2 id="{escape(anchor)}-title">{escape(title)}</h2>{said}{body}</section>'
    )


def page_heading_html(title: str, note: str = "") -> str:
    """The page's heading and what the page is for."""
    said = f"<p>{escape(note)}</p>" if note else ""
    return f'<div class="kz-page-heading"><h1>{escape(title)}</h1>{said}</div>'


def picture(result: Result, *, cells: CellTexts, language: Language) -> tuple[Any, str]:
    """A draw_chart result as an update of a `gr.Plot`, and the fold with its table for an HTML component below it."""
    chart = Chart(result, cells, language)
    return gr.Plot(chart.figure(), visible=True), chart.fold(render_table(result, cells, language=language))
