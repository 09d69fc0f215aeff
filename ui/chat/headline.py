"""The main figure of an answer that is about one: large, with its 80 % interval, its day and how many it is of."""

from dataclasses import dataclass

from agent.answers import Answer, ChartPart, QuotePart, ReportPart, TablePart, ValuePart, WithheldPart
from agent.formatting import format_cell
from prompts.library import load_texts
from ui.cells import CellTexts
from ui.markdown import escape
from ui.panels import figure_html
from ui.sources import CELL, Result, column_of, find_result, value_html
from ui.tables import matched

# A figure and what goes with it, such as the chance of an order: with more it is about several.
_MOST_FIGURES = 3
_ENDS = ("_lo", "_hi")


@dataclass(frozen=True)
class _Main:
    part: ValuePart
    result: Result
    column: str


def headline_html(answer: Answer, cells: CellTexts) -> str:
    """The headline; nothing where the answer is about more than one figure, or is not proven."""
    main = _main(answer)
    if main is None:
        return ""
    language, result, part = answer.language, main.result, main.part
    texts, column = load_texts("ui", language), column_of(result, main.column)
    label = str(column["label"][language]) if column else part.metric
    named = f"{label[:1].upper()}{label[1:]}{f' · {part.entity}' if part.entity else ''}"
    as_of, counted = format_cell(result["as_of"], "date", language=language), matched(result, language=language)
    day = ValuePart(as_of, result["as_of"], "date", "as_of", "", f"{result['id']}.as_of")
    count = ValuePart(counted, result["n"], "count", result["n_of"], "", f"{result['id']}.n")
    facts = [
        _interval(main, answer, cells),
        escape(texts["page.as_of"]).format(date=value_html(day, answer.results, language=answer.language)),
        value_html(count, answer.results, language=answer.language) if result["n"] != 1 else "",
    ]
    said = "".join(f"<li>{fact}</li>" for fact in facts if fact)
    title = escape(load_texts("page_chat", language)["card.headline"])
    return (
        f'<div class="kz-headline" role="group" aria-label="{title}"><p>{escape(named)}</p>'
        f"<strong>{value_html(part, answer.results, language=answer.language)}</strong><ul>{said}</ul></div>"
    )


def _main(answer: Answer) -> _Main | None:
    """The first figure of an answer that has few, all of them out of one row."""
    if answer.status != "answered" or not answer.verified:
        return None
    if any(isinstance(part, TablePart | ChartPart | QuotePart | ReportPart | WithheldPart) for part in answer.parts):
        return None
    figures: list[_Main] = []
    for part in answer.parts:
        found = CELL.fullmatch(part.source) if isinstance(part, ValuePart) else None
        if not isinstance(part, ValuePart) or found is None or isinstance(part.value, str | bool | None):
            continue
        result = find_result(answer.results, found["result"])
        if result is None or len(result["rows"]) != 1:
            return None
        if not found["column"].endswith(_ENDS):
            figures.append(_Main(part, result, found["column"]))
    columns = {(figure.result["id"], figure.column) for figure in figures}
    return figures[0] if figures and len(columns) <= _MOST_FIGURES else None


def _interval(main: _Main, answer: Answer, cells: CellTexts) -> str:
    """The 80 % interval that stands beside the figure in its row."""
    stem = main.column.removesuffix("_value")
    low, high = (f"{stem}{end}" for end in _ENDS)
    row = main.result["rows"][0]
    if row.get(low) is None or row.get(high) is None:
        return ""
    shown = {
        name: figure_html(main.result, key, entity=main.part.entity, cells=cells, language=answer.language)
        for name, key in (("low", low), ("high", high))
    }
    return escape(load_texts("page_chat", answer.language)["card.interval"]).format(**shown)
