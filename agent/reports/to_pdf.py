"""A report as PDF, with a font from a package that knows Chinese: nothing of the machine is needed."""

import io
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from agent.reports.appendix import lines_of
from agent.reports.model import Block, Grid, Headlines, Paragraph, Picture, Quotation, Report, Section
from agent.reports.pdf_paper import FONT, INK, LINE, MARGIN, WIDTH, Colour, Paper

if TYPE_CHECKING:
    from fpdf.outline import OutlineSection

_SOFT: Final[Colour] = (91, 102, 112)
_ACCENT: Final[Colour] = (47, 125, 109)
_TEXT, _SMALL, _TINY = 10.0, 8.0, 6.8
_TILES_A_ROW, _TILE_HEIGHT, _GAP = 4, 15.0, 3.0
_PICTURE_WIDTH, _AROUND_PICTURE = 162.0, 14.0
_LOGO_HEIGHT, _LOGO_WIDTH = 12.0, 60.0
_HEADING_ROOM, _GRID_ROOM, _QUOTE_ROOM = 34.0, 26.0, 16.0
_PARAGRAPH_ROOM, _NOTES_ROOM = 8.0, 24.0
_CONTENTS_ROOM, _CONTENTS_LINE = 24.0, 6.2
_MANY_COLUMNS: Final = 9


def pdf_bytes(report: Report) -> bytes:
    """The report as a PDF document."""
    pages = _Pages(report)
    pages.title_page()
    for section in report.sections[1:]:
        pages.section(section)
    pages.definitions()
    pages.appendix()
    return bytes(pages.output())


class _Pages(Paper):
    """The pages of one report."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.title, language=report.language, texts=report.texts)
        self.report = report
        self.add_page()

    def footer(self) -> None:
        """Title and page number at the foot of every page."""
        self.set_y(-12)
        self.set_font(FONT, size=_SMALL)
        self.set_text_color(_SOFT)
        self.cell(WIDTH / 2, 5, self.known(self.report.title))
        self.cell(WIDTH / 2, 5, f"{self.page_no()}", align="R")

    def title_page(self) -> None:
        """Company, title, what it is of, and the summary; the contents follow on a page of their own."""
        report, company = self.report, self.report.company
        if company.logo:
            self.image(io.BytesIO(company.logo), h=_LOGO_HEIGHT, w=_LOGO_WIDTH, keep_aspect_ratio=True)
            self.ln(_LOGO_HEIGHT / 4)
        if company.name:
            self.text_lines(company.name, size=_TEXT, colour=_SOFT, strong=True)
        self.text_lines(report.title, size=22, strong=True)
        self.ln(2)
        for fact in report.facts:
            self.text_lines(fact, size=9, colour=_SOFT)
        self.ln(2)
        self.set_draw_color(_ACCENT)
        self.line(MARGIN, self.get_y(), MARGIN + WIDTH, self.get_y())
        self.section(report.sections[0])
        # The headings of the sections, of definitions and of the appendix.
        self.room_for(_CONTENTS_ROOM + (len(report.sections) + 2) * _CONTENTS_LINE)
        self.insert_toc_placeholder(_Pages._contents)  # type: ignore[arg-type]

    def section(self, section: Section) -> None:
        """A headed part."""
        # A heading and its first words stay with the table or picture that they speak of.
        self._heading(section.title, room=_HEADING_ROOM + max(map(_room_of, section.blocks[:2])))
        for block, following in zip_longest(section.blocks, section.blocks[1:]):
            if isinstance(block, Paragraph) and following is not None:
                self.room_for(_PARAGRAPH_ROOM + _room_of(following))
            self._block(block)

    def definitions(self) -> None:
        """What the measures mean."""
        self._heading(self.report.texts["section.definitions"])
        rows = [[name, meaning] for name, meaning in self.report.definitions]
        self.table_of([], rows, size=_SMALL, widths=[48.0, WIDTH - 48.0])

    def appendix(self) -> None:
        """Where every figure comes from."""
        texts = self.report.texts
        self._heading(texts["section.appendix"], room=_HEADING_ROOM + _GRID_ROOM)
        self.text_lines(texts["format.appendix"], size=_TEXT)
        self.ln(2)
        heads = [texts[f"format.{key}"] for key in ("figure", "where", "exact", "cell", "tool")]
        rows = [
            [line.shown, line.section, line.exact, line.cells, line.tool or texts["format.of_build"]]
            for line in lines_of(self.report)
        ]
        self.table_of(heads, rows, size=_TINY, widths=[32.0, 38.0, 28.0, 48.0, 30.0])
        self.ln(4)
        self.text_lines(texts["format.computations"], size=_TEXT, strong=True)
        self.ln(1)
        heads = [texts[f"format.{key}"] for key in ("result", "tool", "arguments", "as_of", "n")]
        rows = [[s.id, s.tool, s.arguments, s.as_of, f"{s.n:,}"] for s in self.report.sources]
        self.table_of(heads, rows, [*[False] * 4, True], size=_TINY, widths=[11.0, 28.0, 107.0, 18.0, 12.0])

    def _heading(self, title: str, *, room: float = _HEADING_ROOM) -> None:
        self.room_for(room)
        self.ln(5)
        self.start_section(self.known(title))
        self.text_lines(title, size=15, colour=_ACCENT, strong=True)
        self.ln(1.5)

    def _block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self.text_lines(block.text, size=_TEXT)
            self.ln(1.8)
        elif isinstance(block, Headlines):
            self._tiles(block)
        elif isinstance(block, Grid):
            self._grid(block)
        elif isinstance(block, Picture):
            self._picture(block)
        else:
            self._quote(block)

    def _tiles(self, block: Headlines) -> None:
        breadth = (WIDTH - _GAP * (_TILES_A_ROW - 1)) / _TILES_A_ROW
        for at in range(0, len(block.tiles), _TILES_A_ROW):
            self.room_for(_TILE_HEIGHT + _GAP)
            top = self.get_y()
            for place, (label, figure) in enumerate(block.tiles[at : at + _TILES_A_ROW]):
                left = MARGIN + place * (breadth + _GAP)
                self.set_draw_color(LINE)
                self.rect(left, top, breadth, _TILE_HEIGHT, style="D", round_corners=True, corner_radius=1.5)
                self.set_xy(left + 2.5, top + 2)
                self._fitting(label, breadth - 5, 4.5, size=_SMALL, colour=_SOFT)
                self.set_xy(left + 2.5, top + 7.2)
                self._fitting(figure.text, breadth - 5, 6, size=12, strong=True)
            self.set_xy(MARGIN, top + _TILE_HEIGHT + _GAP)

    def _picture(self, block: Picture) -> None:
        self.room_for(_PICTURE_WIDTH / block.drawing.width + _AROUND_PICTURE)
        self.text_lines(block.caption, size=_TEXT, strong=True)
        said = f"{block.caption}. {block.alt_text}"
        self.image(io.BytesIO(block.drawing.png), x=MARGIN, w=_PICTURE_WIDTH, alt_text=said)
        self.ln(1)
        self.text_lines(block.alt_text, size=_SMALL, colour=_SOFT)
        self.ln(3)

    def _quote(self, block: Quotation) -> None:
        self.room_for(_QUOTE_ROOM)
        top, page = self.get_y(), self.page_no()
        self.text_lines(f"“{block.shown}”", size=_TEXT, indent=4)
        self.text_lines(block.from_whom, size=_SMALL, colour=_SOFT, indent=4)
        if self.page_no() == page:
            self.set_fill_color(_ACCENT)
            self.rect(MARGIN, top, 0.8, self.get_y() - top, style="F")
        self.ln(2.5)

    def _grid(self, grid: Grid) -> None:
        tool = next((source.tool for source in self.report.sources if source.id == grid.result_id), "")
        source = self.report.texts["format.source"].format(result=grid.result_id, tool=tool)
        self.room_for(_GRID_ROOM)
        self.text_lines(grid.caption, size=_TEXT, strong=True)
        self.text_lines(source, size=_TINY, colour=_SOFT)
        self.ln(1)
        lines = grid.lines()
        heads = [] if grid.is_upright else [heading.label for heading in grid.headings]
        right = [heading.is_number for heading in grid.headings[: len(heads)]]
        size = _SMALL if len(heads) < _MANY_COLUMNS else _TINY
        rows = [[cell.text for cell in line] for line in lines]
        self.table_of(heads, rows, right, size=size, after=min(_NOTES_ROOM, len(grid.notes) * _TINY * 0.6))
        self.ln(1)
        for note in grid.notes:
            self.text_lines(note, size=_TINY, colour=_SOFT)
        self.ln(3)

    def _fitting(
        self, text: str, width: float, height: float, *, size: float, colour: Colour = INK, strong: bool = False
    ) -> None:
        """A text on one line, smaller where it would be too long."""
        self.set_font(FONT, size=size)
        known = self.known(text)
        broad = self.breadth_of(known)
        if broad > width:
            self.set_font(FONT, size=size * width / broad)
        self.put(known, width, height, colour=colour, strong=strong)

    def _contents(self, outline: "list[OutlineSection]") -> None:
        self.ln(6)
        self.text_lines(self.report.texts["format.contents"], size=15, colour=_ACCENT, strong=True)
        self.ln(2)
        for entry in outline:
            link = self.add_link(page=entry.page_number)
            self.set_font(FONT, size=_TEXT)
            self.set_text_color(INK)
            self.set_x(MARGIN)
            self.cell(WIDTH - 14, _CONTENTS_LINE, self.known(entry.name), link=link)
            self.cell(14, _CONTENTS_LINE, f"{entry.page_number}", align="R", link=link)
            self.ln(_CONTENTS_LINE)


def _room_of(block: Block) -> float:
    """How much of a block is not to be parted from what leads to it: a whole picture, the first rows of a table."""
    if isinstance(block, Picture):
        return _PICTURE_WIDTH / block.drawing.width + _AROUND_PICTURE
    return _GRID_ROOM if isinstance(block, Grid) else 0.0
