"""A report as one HTML file: no script, nothing from outside, made for the screen and for paper."""

import base64
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final

from agent.answers import ValuePart
from agent.reports.appendix import exact, figure_title, lines_of
from agent.reports.model import Block, Cell, Grid, Headlines, Inline, Paragraph, Picture, Quotation, Report, Section

# Whatever a browser is told by a text that got through: no script, no request, no form.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_STYLE: Final = Path(__file__).with_name("report.css")


def html_bytes(report: Report) -> bytes:
    """The report as an HTML document in UTF-8."""
    return "\n".join(_document(report)).encode()


def _document(report: Report) -> Iterator[str]:
    texts = report.texts
    yield f'<!DOCTYPE html>\n<html lang="{"zh-CN" if report.language == "zh" else "en"}">\n<head><meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(report.title)}</title>\n<style>\n{_STYLE.read_text(encoding='utf-8')}</style></head>\n<body>"
    yield f"<header>{_company(report)}<h1>{escape(report.title)}</h1>"
    yield f'<ul class="facts">{"".join(f"<li>{escape(fact)}</li>" for fact in report.facts)}</ul></header>'
    summary, *others = report.sections
    yield f"<main>\n{_section(report, summary)}\n{_contents(report)}"
    yield from (_section(report, section) for section in others)
    yield f'<section id="definitions"><h2>{escape(texts["section.definitions"])}</h2><dl class="definitions">'
    yield "".join(f"<dt>{escape(name)}</dt><dd>{escape(meaning)}</dd>" for name, meaning in report.definitions)
    yield "</dl></section>"
    yield from _appendix(report)
    yield "</main>\n</body>\n</html>\n"


def _company(report: Report) -> str:
    company = report.company
    logo = ""
    if company.logo:
        logo = f'<img class="logo" alt="{escape(company.name)}" src="{_data(company.logo, company.logo_type)}">'
    return f'<p class="company">{logo}{escape(company.name)}</p>' if logo or company.name else ""


def _contents(report: Report) -> str:
    texts = report.texts
    last = [(key, texts[f"section.{key}"]) for key in ("definitions", "appendix")]
    items = [*((section.key, section.title) for section in report.sections), *last]
    links = "".join(f'<li><a href="#{key}">{escape(title)}</a></li>' for key, title in items)
    title = escape(texts["format.contents"])
    return f'<nav aria-label="{title}"><h2>{title}</h2><ol>{links}</ol></nav>'


def _section(report: Report, section: Section) -> str:
    blocks = "\n".join(_block(report, block) for block in section.blocks)
    return f'<section id="{section.key}"><h2>{escape(section.title)}</h2>\n{blocks}\n</section>'


def _block(report: Report, block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{_inlines(block.inlines)}</p>"
    if isinstance(block, Headlines):
        tiles = (f"<div><dt>{escape(label)}</dt><dd>{_figure(figure)}</dd></div>" for label, figure in block.tiles)
        return f'<dl class="tiles">{"".join(tiles)}</dl>'
    if isinstance(block, Picture):
        image = f'<img alt="{escape(block.alt_text)}" src="{_data(block.drawing.svg, "image/svg+xml")}">'
        return (
            f"<figure>{image}<figcaption>{escape(block.caption)} "
            f'<span class="alt">{_inlines(block.alt)}</span></figcaption></figure>'
        )
    if isinstance(block, Quotation):
        where = f' data-kz-review="{escape(block.part.review_id)}"'
        return (
            f"<blockquote{where}><p>“{escape(block.shown)}”</p><footer>{escape(block.from_whom)}</footer></blockquote>"
        )
    return _grid(report, block)


def _grid(report: Report, grid: Grid) -> str:
    heads = "".join(
        f'<th scope="col"{_number(heading.is_number)} title="{escape(heading.definition)}">{escape(heading.label)}</th>'
        for heading in grid.headings
    )
    head = "" if grid.is_upright else f"<thead><tr>{heads}</tr></thead>"
    css = ' class="upright"' if grid.is_upright else ""
    rows = "".join(f"<tr>{''.join(_cell(cell) for cell in line)}</tr>\n" for line in grid.lines())
    tool = next((source.tool for source in report.sources if source.id == grid.result_id), "")
    source = report.texts["format.source"].format(result=grid.result_id, tool=tool)
    notes = "".join(f"<li>{escape(note)}</li>" for note in grid.notes)
    return (
        f'<div class="table"><table{css} data-kz-result="{grid.result_id}"><caption>{escape(grid.caption)} '
        f'<span class="source">{escape(source)}</span></caption>'
        f"{head}\n<tbody>{rows}</tbody></table></div>" + (f'<ul class="notes">{notes}</ul>' if notes else "")
    )


def _cell(cell: Cell) -> str:
    if not cell.is_figure:
        return f"<td>{escape(cell.text)}</td>"
    attributes = f' data-kz-cell="{escape(cell.source)}" data-kz-exact="{escape(exact(cell.value))}"'
    return f"<td{_number(True)}{attributes}>{escape(cell.text)}</td>"


def _number(is_number: bool) -> str:
    return ' class="number"' if is_number else ""


def _inlines(inlines: Sequence[Inline]) -> str:
    return "".join(_figure(part) if isinstance(part, ValuePart) else escape(part.text) for part in inlines)


def _figure(figure: ValuePart) -> str:
    attributes = f' data-kz-cell="{escape(figure.source)}" data-kz-exact="{escape(exact(figure.value))}"'
    css = "figure word" if isinstance(figure.value, str) else "figure"
    return f'<span class="{css}"{attributes} title="{escape(figure_title(figure))}">{escape(figure.text)}</span>'


def _appendix(report: Report) -> Iterator[str]:
    texts = report.texts
    title, said = escape(texts["section.appendix"]), escape(texts["format.appendix"])
    yield f'<section id="appendix"><h2>{title}</h2><p>{said}</p>'
    heads = ("figure", "where", "exact", "cell", "tool")
    lines = (
        (line.shown, line.section, line.exact, line.cells, line.tool or texts["format.of_build"])
        for line in lines_of(report)
    )
    yield _plain_table([texts[f"format.{key}"] for key in heads], list(lines))
    yield f"<h3>{escape(texts['format.computations'])}</h3>"
    heads = ("result", "tool", "arguments", "as_of", "n")
    sources = [(s.id, s.tool, s.arguments, s.as_of, f"{s.n:,}") for s in report.sources]
    yield _plain_table([texts[f"format.{key}"] for key in heads], sources)
    yield "</section>"


def _plain_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(text)}</td>' for text in row)}</tr>\n" for row in rows)
    return f'<div class="table small"><table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>'


def _data(content: bytes, kind: str) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
