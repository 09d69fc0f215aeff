"""Pages of paper: plain and strong lines of text, tables that go on over pages, in a font that knows Chinese."""

from collections.abc import Mapping, Sequence
from typing import Final

from fpdf import FPDF
from fpdf.enums import TextMode

from agent.reports.emoji import spelled
from agent.reports.fonts import sign_font, sign_glyphs
from agent.reports.pdf_lines import break_lines
from config.text import Language

Colour = tuple[int, int, int]
FONT: Final = "report"
_SIGNS: Final = "signs"
INK: Final[Colour] = (30, 38, 45)
LINE: Final[Colour] = (223, 227, 230)
MARGIN, WIDTH = 17.0, 176.0
_TINT: Final[Colour] = (243, 246, 245)
_BOTTOM, _LEADING, _PAD, _AIR = 18.0, 0.53, 1.2, 7.0
# How strong letters are drawn, as a part of their size.
_STROKE: Final = 0.028


class Paper(FPDF):
    """A4 pages."""

    def __init__(self, title: str, *, language: Language, texts: Mapping[str, str]) -> None:
        from pylopdf_fonts_zh_cn import sans_path

        super().__init__(format="A4")
        self.add_font(FONT, "", sans_path())
        self._texts = texts
        self._advances: dict[str, float] = {}
        self._glyphs = frozenset(self.fonts[FONT].cmap)  # type: ignore[union-attr]
        self.set_margins(MARGIN, MARGIN)
        self.set_auto_page_break(auto=True, margin=_BOTTOM)
        self.set_title(title)
        self.set_creator("Kezhi")
        self.set_lang("zh-CN" if language == "zh" else "en")
        self.c_margin = 0.0
        self.set_font(FONT, size=10)

    def text_lines(
        self, text: str, *, size: float, colour: Colour = INK, strong: bool = False, indent: float = 0.0
    ) -> None:
        """A text in as many lines as it needs."""
        self.set_font(FONT, size=size)
        height = size * _LEADING
        for line in break_lines(self.known(text), WIDTH - indent, self.breadth_of):
            self.room_for(height)
            self.set_x(MARGIN + indent)
            self.put(line, WIDTH - indent, height, colour=colour, strong=strong)
            self.ln(height)

    def table_of(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        right: Sequence[bool] = (),
        *,
        size: float,
        widths: Sequence[float] = (),
        after: float = 0.0,
    ) -> None:
        """Rows under heads that stand again on each page.

        Args:
            heads: Of the columns; none where the rows speak for themselves.
            rows: Texts.
            right: Which columns end at the right; none when empty.
            size: Of the letters.
            widths: Of the columns; by their texts when empty.
            after: Height of what is said below it, which does not go over to the next page without a row.
        """
        if not rows:
            return
        self.set_font(FONT, size=size)
        sides = list(right) or [False] * len(rows[0])
        breadths = list(widths) or self._widths(heads, rows)
        if heads:
            self._row(heads, breadths, sides, size=size, head=True)
        for place, row in enumerate(rows, start=1):
            below = after if place == len(rows) else 0.0
            if not self.has_room(self._height(row, breadths, size) + below):
                self.add_page()
                if heads:
                    self._row(heads, breadths, sides, size=size, head=True)
            self._row(row, breadths, sides, size=size)

    def put(
        self, text: str, width: float, height: float, *, colour: Colour = INK, strong: bool = False, align: str = "L"
    ) -> None:
        """A line of text; strong letters are drawn with an outline, since the font has one weight."""
        self.set_text_color(colour)
        if not strong:
            self.cell(width, height, text, align=align)
            return
        with self.local_context(text_mode=TextMode.FILL_STROKE, draw_color=colour, line_width=self.font_size * _STROKE):
            self.cell(width, height, text, align=align)

    def room_for(self, height: float) -> None:
        """A new page where there is not so much room on this one."""
        if not self.has_room(height):
            self.add_page()

    def has_room(self, height: float) -> bool:
        """Whether there is so much room on the page."""
        return bool(self.get_y() + height <= self.h - _BOTTOM)

    def breadth_of(self, text: str) -> float:
        """Breadth of a text in the present size; by fpdf2 itself it takes half the time of a whole report."""
        return sum(map(self._advance, text)) * self.font_size

    def _advance(self, character: str) -> float:
        if (advance := self._advances.get(character)) is None:
            advance = self._advances[character] = float(self.get_string_width(character)) / self.font_size
        return advance

    def known(self, text: str) -> str:
        """The text in characters that the fonts have: other emoji are named, other characters shown by their codes."""
        return text if text.isascii() else spelled(text, self._draws, self._texts)

    def _draws(self, character: str) -> bool:
        """Whether a font has the character; the one for signs and other scripts is opened when first needed."""
        if ord(character) in self._glyphs:
            return True
        if ord(character) not in sign_glyphs():
            return False
        if _SIGNS not in self.fonts:
            self.add_font(_SIGNS, "", sign_font())
            self.set_fallback_fonts([_SIGNS], exact_match=False)
        return True

    def _row(
        self, row: Sequence[str], widths: Sequence[float], right: Sequence[bool], *, size: float, head: bool = False
    ) -> None:
        self.set_font(FONT, size=size)
        height, line_height = self._height(row, widths, size), size * _LEADING
        self.room_for(height)
        top, left = self.get_y(), MARGIN
        if head:
            self.set_fill_color(_TINT)
            self.rect(left, top, sum(widths), height, style="F")
        for text, width, to_right in zip(row, widths, right, strict=True):
            lines = break_lines(self.known(text), width - 2 * _PAD, self.breadth_of)
            for place, line in enumerate(lines):
                self.set_xy(left + _PAD, top + _PAD * 0.7 + place * line_height)
                self.put(line, width - 2 * _PAD, line_height, strong=head, align="R" if to_right else "L")
            left += width
        self.set_draw_color(LINE)
        self.line(MARGIN, top + height, MARGIN + sum(widths), top + height)
        self.set_xy(MARGIN, top + height)

    def _height(self, row: Sequence[str], widths: Sequence[float], size: float) -> float:
        counts = (
            len(break_lines(self.known(text), width - 2 * _PAD, self.breadth_of))
            for text, width in zip(row, widths, strict=True)
        )
        return max(counts) * size * _LEADING + 2 * _PAD * 0.7

    def _widths(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[float]:
        """Breadths of columns: with some air where there is room, else heads and long texts are broken."""

        def breadth(texts: Sequence[str]) -> float:
            return max(self.breadth_of(self.known(text)) for text in texts) + 2 * _PAD + 0.5

        body = [breadth(column) for column in zip(*rows, strict=True)]
        if heads:  # which may be broken, though not inside a word
            body = [max(width, breadth(head.split() or [""])) for width, head in zip(body, heads, strict=True)]
        whole = [max(width, breadth([head])) for width, head in zip(body, heads, strict=True)] if heads else body
        air = min(_AIR, (WIDTH - sum(whole)) / len(whole))
        if air >= 0:
            return [width + air for width in whole]
        least = [min(width, WIDTH / len(body) * 1.6) for width in body]
        room = WIDTH - sum(least)
        if room <= 0:
            return [width * WIDTH / sum(least) for width in least]
        more = [want - less for want, less in zip(whole, least, strict=True)]
        return [less + room * part / sum(more) for less, part in zip(least, more, strict=True)]
