"""A report as Markdown: one text file; of pictures the words, since a text has none."""

from collections.abc import Iterator, Sequence

from agent.formatting import inert
from agent.reports.appendix import Line, lines_of
from agent.reports.model import Block, Grid, Headlines, Paragraph, Picture, Quotation, Report


def markdown_bytes(report: Report) -> bytes:
    """The report as a Markdown text in UTF-8."""
    return ("\n\n".join(_blocks(report)) + "\n").encode()


def _blocks(report: Report) -> Iterator[str]:
    texts = report.texts
    if report.company.name:
        yield inert(report.company.name)
    yield f"# {inert(report.title)}"
    yield "  \n".join(inert(fact) for fact in report.facts)
    for section in report.sections:
        yield f"## {inert(section.title)}"
        for block in section.blocks:
            yield from _block(block, texts["format.alt"])
    yield f"## {texts['section.definitions']}"
    yield _table(
        [texts["format.name"], texts["format.meaning"]], [[name, meaning] for name, meaning in report.definitions]
    )
    yield f"## {texts['section.appendix']}"
    yield inert(texts["format.appendix"])
    heads = [texts[f"format.{key}"] for key in ("figure", "where", "exact", "cell", "tool")]
    yield _table(heads, [_line(line, texts["format.of_build"]) for line in lines_of(report)])
    yield f"### {texts['format.computations']}"
    heads = [texts[f"format.{key}"] for key in ("result", "tool", "arguments", "as_of", "n")]
    yield _table(heads, [[s.id, s.tool, s.arguments, s.as_of, f"{s.n:,}"] for s in report.sources])


def _line(line: Line, of_build: str) -> list[str]:
    return [line.shown, line.section, line.exact, line.cells, line.tool or of_build]


def _block(block: Block, picture: str) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield inert(block.text)
    elif isinstance(block, Headlines):
        yield "\n".join(f"- {inert(label)}: **{inert(figure.text)}**" for label, figure in block.tiles)
    elif isinstance(block, Grid):
        yield f"**{inert(block.caption)}** ({block.result_id})"
        heads = ["", ""] if block.is_upright else [heading.label for heading in block.headings]
        yield _table(heads, [[cell.text for cell in line] for line in block.lines()])
        yield from (f"*{inert(note)}*" for note in block.notes)
    elif isinstance(block, Picture):
        yield f"*{picture}: {inert(block.caption)}. {inert(block.alt_text)}*"
    elif isinstance(block, Quotation):
        yield f"> “{inert(block.shown)}” — {inert(block.from_whom)}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(inert(head) for head in heads) + " |", "|" + " --- |" * len(heads)]
    lines += ["| " + " | ".join(inert(text) for text in row) + " |" for row in rows]
    return "\n".join(lines)
