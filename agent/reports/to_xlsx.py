"""A report as an Excel workbook: the text on one sheet, each table on its own with real numbers, and the sources."""

import io
from collections.abc import Iterable, Iterator, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Final

from agent.reports.appendix import exact
from agent.reports.logos import logo_dots
from agent.reports.model import Block, Cell, Grid, Headlines, Paragraph, Picture, Quotation, Report

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_FORMATS: Final = {
    "count": "#,##0",
    "share": "0.0%",
    "percent": '#,##0.0"%"',
    "rating": "0.0",
}
_MONEY, _WHOLE = "#,##0.00", "#,##0"
# Units of which a figure shows as many places as say something.
_AS_MANY_PLACES: Final = frozenset({"days", "number"})
_INK, _SOFT, _ACCENT = "1E262D", "5B6670", "2F7D6D"
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST_SHEET, _LONGEST_TEXT = 31, 32_000
_TEXT_WIDTH, _PICTURE_WIDTH, _ROW_PIXELS, _LOGO_PIXELS = 100, 640, 20, 48
_HEAD_ROW: Final = 4


def xlsx_bytes(report: Report) -> bytes:
    """The report as a workbook."""
    from openpyxl import Workbook

    book = Workbook()
    book.properties.title, book.properties.creator = report.title, "Kezhi"
    _Text(book.active, report).fill()
    taken: set[str] = set()
    for section in report.sections:
        for block in section.blocks:
            if isinstance(block, Grid):
                _table_sheet(book.create_sheet(_sheet_name(block.caption, taken)), report, block)
    _figures_sheet(book, report)
    _sources_sheet(book, report)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


class _Text:
    """The sheet with the words: headings, paragraphs, figures and pictures one below the other."""

    def __init__(self, sheet: "Worksheet", report: Report) -> None:
        sheet.title = _plain(report.texts["format.sheet_summary"])
        sheet.sheet_view.showGridLines = False
        _set_widths(sheet, (_TEXT_WIDTH, 24))
        self._sheet, self._report, self._row = sheet, report, 1

    def fill(self) -> None:
        """Everything but the rows of tables, which have sheets of their own."""
        report, company = self._report, self._report.company
        if company.logo:
            self._image(logo_dots(company), height=_LOGO_PIXELS)
        if company.name:
            self._say(company.name, bold=True)
        self._say(report.title, bold=True, size=18)
        for fact in report.facts:
            self._say(fact, colour=_SOFT)
        for section in report.sections:
            self._say("")
            self._say(section.title, bold=True, size=13, colour=_ACCENT)
            for block in section.blocks:
                self._block(block)

    def _block(self, block: Block) -> None:
        if isinstance(block, Paragraph):
            self._say(block.text)
        elif isinstance(block, Headlines):
            for label, figure in block.tiles:
                is_figure = not isinstance(figure.value, str)
                _put(self._sheet, self._row, 2, Cell(figure.text, figure.value, figure.unit, "", is_figure=is_figure))
                self._say(label)
        elif isinstance(block, Quotation):
            self._say(f"“{block.shown}” — {block.from_whom}")
        elif isinstance(block, Picture):
            self._say(block.caption, bold=True)
            self._image(block.drawing.png, height=round(_PICTURE_WIDTH / block.drawing.width))
            self._say(f"{self._report.texts['format.alt']}: {block.alt_text}", colour=_SOFT)
        else:
            self._say(block.caption, bold=True)
            for note in block.notes:
                self._say(note, colour=_SOFT)

    def _say(self, text: str, *, bold: bool = False, size: int = 10, colour: str = _INK) -> None:
        _write(self._sheet, self._row, 1, text, bold=bold, size=size, colour=colour, wrap=True)
        self._row += 1

    def _image(self, content: bytes, *, height: int) -> None:
        from openpyxl.drawing.image import Image

        image = Image(io.BytesIO(content))
        image.width, image.height = round(height * image.width / image.height), height
        self._sheet.add_image(image, f"A{self._row}")
        self._row += -(-height // _ROW_PIXELS) + 1


def _table_sheet(sheet: "Worksheet", report: Report, grid: Grid) -> None:
    tool = next((source.tool for source in report.sources if source.id == grid.result_id), "")
    _write(sheet, 1, 1, grid.caption, bold=True, size=13)
    _write(sheet, 2, 1, report.texts["format.source"].format(result=grid.result_id, tool=tool), colour=_SOFT)
    for column, heading in enumerate(grid.headings, start=1):
        _write(sheet, _HEAD_ROW, column, heading.label, bold=True, wrap=True)
    for row, cells in enumerate(grid.rows, start=_HEAD_ROW + 1):
        for column, cell in enumerate(cells, start=1):
            _put(sheet, row, column, cell)
    for place, note in enumerate(grid.notes, start=_HEAD_ROW + len(grid.rows) + 2):
        _write(sheet, place, 1, note, colour=_SOFT)
    _set_widths(sheet, _widths(grid))
    sheet.freeze_panes = f"B{_HEAD_ROW + 1}"


def _figures_sheet(book: "Workbook", report: Report) -> None:
    """Every single figure with its cell, those of tables too."""
    texts = report.texts
    sheet = book.create_sheet(_plain(texts["format.sheet_figures"]))
    tools = {source.id: source.tool for source in report.sources}
    rows = (
        [
            figure.text,
            section.title,
            exact(figure.value),
            figure.source,
            tools.get(figure.source.partition(".")[0], texts["format.of_build"]),
        ]
        for section, _, figure in report.figures()
    )
    _rows(sheet, [texts[f"format.{key}"] for key in ("figure", "where", "exact", "cell", "tool")], rows)
    _set_widths(sheet, (22, 34, 24, 36, 20))


def _sources_sheet(book: "Workbook", report: Report) -> None:
    """The computations, and what each measure means."""
    texts = report.texts
    sheet = book.create_sheet(_plain(texts["format.sheet_sources"]))
    heads = [texts[f"format.{key}"] for key in ("result", "tool", "arguments", "as_of", "n")]
    _rows(sheet, heads, ([s.id, s.tool, s.arguments, s.as_of, f"{s.n:,}"] for s in report.sources))
    _set_widths(sheet, (10, 22, 90, 14, 12))
    definitions = book.create_sheet(_plain(texts["format.sheet_definitions"]))
    _rows(definitions, [texts["format.name"], texts["format.meaning"]], report.definitions)
    _set_widths(definitions, (34, _TEXT_WIDTH))


def _put(sheet: "Worksheet", row: int, column: int, cell: Cell) -> None:
    """A figure as a number that Excel can reckon with, shown with as many digits as everywhere else."""
    if not cell.is_figure or isinstance(cell.value, (str, bool)) or cell.value is None:
        _write(sheet, row, column, cell.text)
        return
    pattern = number_format(cell)
    sheet.cell(row, column, _as_shown(cell.value, pattern)).number_format = pattern


def _as_shown(value: float, pattern: str) -> float:
    """The value; where it lies in the middle of two, and Excel would show the other one, the one that is shown."""
    positive = pattern.split(";")[0]
    places, scale = len(positive.partition(".")[2].rstrip('%"')), 100 if positive.endswith("%") else 1
    scaled, step = Decimal(repr(value)) * scale, Decimal(1).scaleb(-places)
    ours = scaled.quantize(step, ROUND_HALF_EVEN)
    return value if ours == scaled.quantize(step, ROUND_HALF_UP) else float(ours / scale)


def number_format(cell: Cell) -> str:
    """The number format under which Excel shows a figure with the digits that the report shows.

    >>> number_format(Cell("+£1.50", 1.5, "GBP", "", is_figure=True))
    '+#,##0.00;-#,##0.00;#,##0.00'
    >>> number_format(Cell("73", 73.0, "number", "", is_figure=True))
    '#,##0'
    """
    pattern = _FORMATS.get(cell.unit, _MONEY)
    if cell.unit in _AS_MANY_PLACES:
        places = len("".join(c for c in cell.text if c.isdigit() or c == ".").partition(".")[2])
        pattern = f"{_WHOLE}.{'0' * places}" if places else _WHOLE
    return f"+{pattern};-{pattern};{pattern}" if cell.text.startswith("+") else pattern


def _write(
    sheet: "Worksheet",
    row: int,
    column: int,
    text: str,
    *,
    bold: bool = False,
    size: int = 10,
    colour: str = _INK,
    wrap: bool = False,
) -> None:
    """A text, whatever it begins with: never a formula."""
    from openpyxl.styles import Alignment, Font

    cell = sheet.cell(row, column)
    cell.value = text[:_LONGEST_TEXT]
    cell.data_type = "s"
    cell.font = Font(bold=bold, size=size, color=colour)
    cell.number_format = "@"  # where a person edits the cell it stays a text, too
    cell.alignment = Alignment(wrap_text=wrap, vertical="top")


def _rows(sheet: "Worksheet", heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Rows of texts under their heads."""
    for column, head in enumerate(heads, start=1):
        _write(sheet, 1, column, head, bold=True)
    for at, row in enumerate(rows, start=2):
        for column, text in enumerate(row, start=1):
            _write(sheet, at, column, text)
    sheet.freeze_panes = "A2"


def _set_widths(sheet: "Worksheet", widths: Iterable[float]) -> None:
    from openpyxl.utils import get_column_letter

    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def _widths(grid: Grid) -> Iterator[float]:
    for column, heading in enumerate(grid.headings):
        longest = max((len(row[column].text) for row in grid.rows), default=0)
        yield min(60, max(12, longest * 1.2 + 2, len(heading.label) * 0.8))


def _sheet_name(caption: str, taken: set[str]) -> str:
    """A name that Excel takes and that no sheet has yet."""
    plain = _plain(caption)
    name, count = plain, 2
    while name.casefold() in taken:
        name, count = f"{plain[: _LONGEST_SHEET - 3]} {count}", count + 1
    taken.add(name.casefold())
    return name


def _plain(name: str) -> str:
    return name.translate(_FORBIDDEN).strip()[:_LONGEST_SHEET]
