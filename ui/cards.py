"""An answer as a card: the parts of its HTML, and between them the charts."""

from collections.abc import Sequence
from itertools import groupby

from agent.answers import Answer, ChartPart, Part, QuotePart, ReportPart, TablePart, TextPart, ValuePart, WithheldPart
from agent.cost import usage_text
from agent.formatting import format_cell
from config.text import Language
from prompts.library import load_texts
from ui.cells import CellTexts
from ui.chat.audience_links import audience_links_html
from ui.chat.controls import NOWHERE, Place, ask_again_html, thumbs_html
from ui.chat.evidence import evidence_html
from ui.chat.headline import headline_html
from ui.chat.report_links import report_html
from ui.markdown import escape, mark, plain, render_markdown
from ui.sources import compact, find_result, value_html
from ui.tables import matched, render_table

_STATUS_CLASS = {"answered": "", "clarify": " kz-clarify", "refused": " kz-refused", "error": " kz-error"}


def card_blocks(answer: Answer, cells: CellTexts, *, at: Place = NOWHERE) -> list[str | ChartPart]:
    """The card from top to bottom: HTML, and a `ChartPart` wherever a chart belongs."""
    blocks: list[str | ChartPart] = []
    for is_chart, parts in groupby(answer.parts, key=lambda part: isinstance(part, ChartPart)):
        if is_chart:
            blocks += [part for part in parts if isinstance(part, ChartPart)]
        else:
            blocks.append(_wrap(answer, render_parts(list(parts), answer, cells=cells, at=at)))
    top, foot = _top(answer) + headline_html(answer, cells), _foot(answer, at)
    foot = audience_links_html(answer.results, language=answer.language) + foot
    if blocks and isinstance(blocks[0], str):
        blocks[0] = _wrap(answer, top) + blocks[0]
    elif top:
        blocks.insert(0, _wrap(answer, top))
    return [*blocks, _wrap(answer, foot)]


def render_parts(parts: Sequence[Part], answer: Answer, *, cells: CellTexts, at: Place = NOWHERE) -> str:
    """The HTML of text, values, quotes and tables; Markdown may run through several parts."""
    markdown = ""
    insertions: list[str] = []
    for group in _with_quotes_together(parts):
        part = group[0]
        if isinstance(part, TextPart):
            markdown += plain(part.markdown)
            continue
        block = isinstance(part, QuotePart | TablePart | ReportPart)
        markdown += f"\n\n{mark(len(insertions))}\n\n" if block else mark(len(insertions))
        insertions.append(_render_group(group, answer, cells, at))
    return f'<div class="kz-body">{render_markdown(markdown, insertions)}</div>'


def _with_quotes_together(parts: Sequence[Part]) -> list[list[Part]]:
    """Each part by itself, but quotes with nothing between them as one."""
    groups: list[list[Part]] = []
    for part in parts:
        if isinstance(part, QuotePart):
            if len(groups) > 1 and _is_gap(groups[-1][0]) and isinstance(groups[-2][0], QuotePart):
                groups.pop()
            if groups and isinstance(groups[-1][0], QuotePart):
                groups[-1].append(part)
                continue
        groups.append([part])
    return groups


def _is_gap(part: Part) -> bool:
    return isinstance(part, TextPart) and not part.markdown.strip()


def _render_group(group: Sequence[Part], answer: Answer, cells: CellTexts, at: Place) -> str:
    part, language = group[0], answer.language
    if isinstance(part, ValuePart):
        return value_html(part, answer.results, language=answer.language)
    if isinstance(part, QuotePart):
        return evidence_html([each for each in group if isinstance(each, QuotePart)], at=at, language=language)
    if isinstance(part, WithheldPart):
        return _withheld(part, language)
    if isinstance(part, ReportPart):
        result = find_result(answer.results, part.result_id)
        return report_html(result, language=language) if result is not None else ""
    if isinstance(part, TablePart):
        result = find_result(answer.results, part.result_id)
        if result is None:
            return ""
        csv = at.table(result["id"], language=language)
        return render_table(result, cells, columns=part.columns, rows=part.rows, language=language, csv=csv)
    raise TypeError(f"a {type(part).__name__} has no place inside the text")


def _withheld(part: WithheldPart, language: Language) -> str:
    gap = load_texts("ui", language)["card.withheld"]
    return f'<span class="kz-withheld" role="note" title="{escape(part.reason)}">{escape(gap)}</span>'


def _wrap(answer: Answer, inner: str) -> str:
    lang = "zh-CN" if answer.language == "zh" else "en"
    return f'<div class="kz-card{_STATUS_CLASS[answer.status]}" lang="{lang}">{inner}</div>' if inner else ""


def _top(answer: Answer) -> str:
    texts = load_texts("ui", answer.language)
    if answer.status != "answered":
        return f'<p class="kz-status">{escape(texts[f"card.{answer.status}"])}</p>'
    if not answer.reading:
        return ""
    return f'<p class="kz-reading"><span>{escape(texts["card.read_as"])}</span> {escape(answer.reading)}</p>'


def _foot(answer: Answer, at: Place) -> str:
    texts = load_texts("ui", answer.language)
    facts = []
    if answer.status == "answered":
        kind = "proven" if answer.verified else "not_proven"
        css = "kz-proven" if answer.verified else "kz-not-proven"
        facts.append(
            f'<span class="kz-badge {css}" title="{escape(texts[f"card.{kind}_help"])}">'
            f"{escape(texts[f'card.{kind}'])}</span>"
        )
    said = any(isinstance(part, ValuePart) and part.metric == "as_of" for part in answer.parts)
    if answer.results and not said:
        day = format_cell(answer.results[-1]["as_of"], "date", language=answer.language)
        facts.append(f'<span class="kz-fact">{escape(texts["page.as_of"].format(date=day))}</span>')
    usage = usage_text(answer.tokens, answer.cost)
    if usage is not None:
        facts.append(f'<span class="kz-fact">{escape(usage.in_language(answer.language))}</span>')
    buttons = (
        f"{thumbs_html(at, answer.language)}"
        f'<button type="button" class="kz-copy" data-kz-copy="{escape(answer.markdown)}"'
        f' data-kz-copied="{escape(texts["card.copied"])}">{escape(texts["card.copy"])}</button>'
        f"{ask_again_html(answer.language)}"
    )
    return f'{_computation(answer)}<div class="kz-foot">{"".join(facts)}<span class="kz-gap"></span>{buttons}</div>'


def _took(seconds: float, language: Language) -> str:
    return escape(load_texts("ui", language)["card.took"].format(seconds=f"{seconds:.2f}"))


def _computation(answer: Answer) -> str:
    """The fold that lists every tool call of the answer, and which model, prompt and build made it."""
    if not answer.results:
        return ""
    texts = load_texts("ui", answer.language)
    steps = "".join(
        f'<li><code class="kz-tool">{escape(result["id"])} · {escape(result["tool"])}</code>'
        f'<code class="kz-arguments">{escape(compact(result["arguments"]))}</code>'
        f'<span class="kz-fact">{escape(matched(result, language=answer.language))} · '
        f"{_took(result['seconds'], answer.language)}</span></li>"
        for result in answer.results
    )
    made = " · ".join(
        f"{texts[f'card.{name}']}: {value}"
        for name, value in (("model", answer.model), ("prompt", answer.prompt), ("build", answer.build))
        if value
    )
    return (
        f'<details class="kz-tools"><summary>{escape(texts["card.computation"])}</summary><ol>{steps}</ol>'
        f'<p class="kz-notes">{escape(made)}</p></details>'
    )
