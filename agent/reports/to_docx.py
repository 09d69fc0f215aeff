"""A report as a Word document, with headings that Word knows, so that a table of contents can be made of them."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from agent.answers import ValuePart
from agent.reports.appendix import lines_of
from agent.reports.logos import logo_dots
from agent.reports.model import Block, Grid, Headlines, Inline, Paragraph, Picture, Quotation, Report

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph as WordParagraph

_SOFT, _ACCENT = RGBColor(91, 102, 112), RGBColor(47, 125, 109)
_LATIN, _HAN = "Calibri", "Microsoft YaHei"
_TEXT, _SMALL, _TINY = 10.5, 8.5, 7.5
_MARGIN_CM, _PICTURE_CM, _LOGO_CM = 2.0, 16.0, 1.4
_TILES_A_ROW: Final = 4
_TINT: Final = "F3F6F5"
_STYLES: Final = (("Normal", _TEXT), ("Title", 24.0), ("Heading 1", 15.0), ("Heading 2", 12.0))


def docx_bytes(report: Report) -> bytes:
    """The report as a Word document."""
    word = _Word(report)
    word.fill()
    target = io.BytesIO()
    word.document.save(target)
    return target.getvalue()


class _Word:
    """The document of one report."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.document: WordDocument = Document()
        self.document.core_properties.title = report.title
        self.document.core_properties.author = "Kezhi"
        self.document.core_properties.language = "zh-CN" if report.language == "zh" else "en-GB"
        for name, size in _STYLES:
            _set_font(self.document.styles[name], size)
        for page in self.document.sections:
            page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(_MARGIN_CM)

    def fill(self) -> None:
        """Title, sections, definitions, appendix."""
        report, texts, company = self.report, self.report.texts, self.report.company
        if company.logo:
            self.document.add_picture(io.BytesIO(logo_dots(company)), height=Cm(_LOGO_CM))
        if company.name:
            self._say(company.name, colour=_SOFT)
        self.document.add_paragraph(_clean(report.title), style="Title")
        for fact in report.facts:
            self._say(fact, colour=_SOFT, size=_SMALL, after=0)
        for section in report.sections:
            self.document.add_heading(_clean(section.title), level=1)
            for block in section.blocks:
                self._block(block)
        self.document.add_heading(texts["section.definitions"], level=1)
        self._table([texts["format.name"], texts["format.meaning"]], [list(pair) for pair in report.definitions])
        self.document.add_heading(texts["section.appendix"], level=1)
        self._say(texts["format.appendix"])
        heads = [texts[f"format.{key}"] for key in ("figure", "where", "exact", "cell", "tool")]
        lines = [[x.shown, x.section, x.exact, x.cells, x.tool or texts["format.of_build"]] for x in lines_of(report)]
        self._table(heads, lines, size=_TINY)
        self.document.add_heading(texts["format.computations"], level=2)
        heads = [texts[f"format.{key}"] for key in ("result", "tool", "arguments", "as_of", "n")]
        self._table(heads, [[s.id, s.tool, s.arguments, s.as_of, f"{s.n:,}"] for s in report.sources], size=_TINY)

    def _block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            _inlines(self.document.add_paragraph(), block.inlines)
        elif isinstance(block, Headlines):
            self._tiles(block)
        elif isinstance(block, Grid):
            self._grid(block)
        elif isinstance(block, Picture):
            self._picture(block)
        elif isinstance(block, Quotation):
            self._say(f"“{block.shown}”", indent=0.6, after=0)
            self._say(block.from_whom, colour=_SOFT, size=_SMALL, indent=0.6)

    def _tiles(self, block: Headlines) -> None:
        rows = -(-len(block.tiles) // _TILES_A_ROW)
        table = self.document.add_table(rows, _TILES_A_ROW, style="Table Grid")
        for place, (label, figure) in enumerate(block.tiles):
            cell = table.cell(place // _TILES_A_ROW, place % _TILES_A_ROW)
            _run(cell.paragraphs[0], label, size=_SMALL, colour=_SOFT)
            _run(cell.add_paragraph(), figure.text, size=13, bold=True)
        self.document.add_paragraph()

    def _picture(self, block: Picture) -> None:
        self._say(block.caption, bold=True, after=0, with_next=True)
        shape = self.document.add_picture(io.BytesIO(block.drawing.png), width=Cm(_PICTURE_CM))
        shape._inline.docPr.set("descr", _clean(f"{block.caption}. {block.alt_text}"))
        _inlines(self.document.add_paragraph(), block.alt, size=_SMALL, colour=_SOFT)

    def _grid(self, grid: Grid) -> None:
        tool = next((source.tool for source in self.report.sources if source.id == grid.result_id), "")
        source = self.report.texts["format.source"].format(result=grid.result_id, tool=tool)
        self._say(grid.caption, bold=True, after=0, with_next=True)
        self._say(source, colour=_SOFT, size=_TINY, after=2, with_next=True)
        lines = grid.lines()
        heads = [] if grid.is_upright else [heading.label for heading in grid.headings]
        right = [heading.is_number and not grid.is_upright for heading in grid.headings]
        self._table(heads, [[cell.text for cell in line] for line in lines], right)
        for note in grid.notes:
            self._say(note, colour=_SOFT, size=_TINY, after=2)
        self.document.add_paragraph()

    def _table(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        right: Sequence[bool] = (),
        *,
        size: float = _SMALL,
    ) -> None:
        """Rows under heads that Word shows again on each page."""
        if not rows:
            return
        table: Table = self.document.add_table(0, len(rows[0]), style="Table Grid")
        if heads:
            cells = table.add_row().cells  # type: ignore[no-untyped-call]
            for cell, head in zip(cells, heads, strict=True):
                _run(_tight(cell.paragraphs[0]), head, size=size, bold=True)
                _shade(cell)
            _repeat(table.rows[0])
        for row in rows:
            cells = table.add_row().cells  # type: ignore[no-untyped-call]
            for place, (cell, text) in enumerate(zip(cells, row, strict=True)):
                paragraph = _tight(cell.paragraphs[0])
                _run(paragraph, text, size=size)
                if place < len(right) and right[place]:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _say(
        self,
        text: str,
        *,
        size: float = _TEXT,
        colour: RGBColor | None = None,
        bold: bool = False,
        indent: float = 0.0,
        after: float = 6.0,
        with_next: bool = False,
    ) -> None:
        paragraph = self.document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(after)
        paragraph.paragraph_format.left_indent = Cm(indent)
        paragraph.paragraph_format.keep_with_next = with_next
        _run(paragraph, text, size=size, colour=colour, bold=bold)


def _inlines(
    paragraph: "WordParagraph", inlines: Sequence[Inline], *, size: float = _TEXT, colour: RGBColor | None = None
) -> None:
    for part in inlines:
        _run(paragraph, part.text, size=size, colour=colour, bold=isinstance(part, ValuePart))


def _run(
    paragraph: "WordParagraph", text: str, *, size: float, colour: RGBColor | None = None, bold: bool = False
) -> None:
    run = paragraph.add_run(_clean(text))
    run.font.size, run.bold = Pt(size), bold
    if colour is not None:
        run.font.color.rgb = colour


def _clean(text: str) -> str:
    """Without the characters that no XML may hold."""
    return "".join(c if c in "\t\n" or (ord(c) >= 0x20 and c not in "\ufffe\uffff") else "\ufffd" for c in text)


def _set_font(style: Any, size: float) -> None:  # noqa: ANN401 - python-docx tells no type
    style.font.name, style.font.size = _LATIN, Pt(size)
    if style.name != "Normal":
        style.font.color.rgb = _ACCENT if style.name.startswith("Heading") else RGBColor(30, 38, 45)
    # Word chooses the font of Chinese characters by a setting of its own.
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script, name in (("ascii", _LATIN), ("hAnsi", _LATIN), ("eastAsia", _HAN)):
        fonts.set(qn(f"w:{script}"), name)
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _tight(paragraph: "WordParagraph") -> "WordParagraph":
    paragraph.paragraph_format.space_after = Pt(0)
    return paragraph


def _shade(cell: Any) -> None:  # noqa: ANN401 - python-docx tells no type
    shading = OxmlElement("w:shd")
    shading.set(qn("w:val"), "clear")
    shading.set(qn("w:fill"), _TINT)
    cell._tc.get_or_add_tcPr().append(shading)


def _repeat(row: Any) -> None:  # noqa: ANN401 - python-docx tells no type
    header = OxmlElement("w:tblHeader")
    header.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(header)
