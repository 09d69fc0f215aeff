"""Writes the blocks of a report from tool results: digits from cells, words from `prompts/report.*.toml`.

A sentence of those files names its figures by the result they are in: `{totals.revenue}`, `{segments.0.customers}`,
`{totals.n}`. It holds no digit of its own, and is left out where a figure that it names is not known.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from agent.answers import QuotePart, ValuePart
from agent.evidence import is_time
from agent.formatting import brief, format_cell, unit_of_cell, visible
from agent.quotes import marked_cuts, quote_part
from agent.reports.gathered import Gathered
from agent.reports.model import Cell, Grid, Heading, Headlines, Inline, Paragraph, Picture, Quotation, Words
from agent.reports.pictures import Drawing
from data.tables import Column, Unit
from tools.results import ToolResult

_FIGURE: Final = re.compile(r"\{(\w+)(?:\.(\w+))?\.(\w+)\}")
_NUMBERS: Final[frozenset[Unit]] = frozenset({"money", "count", "number", "days", "share", "percent", "rating"})
_NONE: Final = "—"
_LONGEST_TEXT: Final = 240


@dataclass
class Writer(Gathered):
    """Writes one report.

    Attributes:
        texts: Its sentences.
    """

    texts: Mapping[str, str] = field(kw_only=True)
    _noted: set[str] = field(default_factory=set, init=False)
    _definitions: dict[str, str] = field(default_factory=dict, init=False)

    def definitions(self) -> tuple[tuple[str, str], ...]:
        """What the measures shown so far mean, by name."""
        return tuple(sorted(self._definitions.items()))

    def figure(self, name: str, column: str, row: int = 0) -> ValuePart:
        """A cell of a result as a figure.

        Raises:
            KeyError: There is no such result or column.
        """
        result = self.results[name]
        described = result.column(column)
        self._define(described)
        return self.rendered(result, f"{result.id}.rows[{row}].{column}")

    def sentence(self, key: str, **rows: int) -> tuple[Inline, ...]:
        """A sentence of the texts with its figures; nothing where a figure in it is not known.

        Args:
            key: Of the sentence.
            rows: Rows by the words that stand for them in the sentence: `{segments.best.revenue}`.
        """
        inlines: list[Inline] = []
        text, place = self.texts[key], 0
        for found in _FIGURE.finditer(text):
            name, at, column = found.groups()
            figure = self._cell(name, self._row(name, at, rows), column)
            if figure is None:
                return ()
            inlines += [Words(text[place : found.start()])] if found.start() > place else []
            inlines.append(figure)
            place = found.end()
        return (*inlines, Words(text[place:])) if place < len(text) else tuple(inlines)

    def paragraph(self, *keys: str, **rows: int) -> tuple[Paragraph, ...]:
        """One paragraph of those sentences; none where all are left out."""
        gap = Words("" if self.language == "zh" else " ")
        inlines: list[Inline] = []
        for key in keys:
            said = self.sentence(key, **rows)
            inlines += [gap, *said] if said and inlines else said
        return (Paragraph(tuple(inlines)),) if inlines else ()

    def headlines(self, *cells: tuple[str, str]) -> Headlines:
        """Figures by result and column, under the column's name; those not known are left out."""
        tiles: list[tuple[str, ValuePart]] = []
        columns: list[Column] = []
        for name, key in cells:
            result = self.results.get(name)
            if result is not None and result.table.rows and result.table.rows[0].get(key) is not None:
                column = result.column(key)
                tiles.append((_capital(column.label.in_language(self.language)), self.figure(name, key)))
                columns.append(column)
        return Headlines(tuple(tiles), tuple(columns))

    def table(self, name: str, columns: Sequence[str] = (), *, rows: int | None = None, caption: str = "") -> Grid:
        """A result as a table under the text `table.<name>`; personal data stay out, since files travel.

        Args:
            name: Of the result.
            columns: Keys of columns; those the result lacks are left out; all when empty.
            rows: How many of its rows; all when None.
            caption: Another text to stand under.
        """
        result = self.results[name]
        by_key = {column.key: column for column in result.table.columns if column.unit != "personal"}
        shown = [by_key[key] for key in (columns or by_key) if key in by_key]
        for column in shown:
            self._define(column)
        listed = range(len(result.table.rows[:rows]))
        headings = tuple(
            Heading(
                c.key,
                _capital(c.label.in_language(self.language)),
                "date" if is_time(c) else c.unit,
                c.definition.in_language(self.language),
            )
            for c in shown
        )
        return Grid(
            caption or self.texts[f"table.{name}"],
            result.id,
            headings,
            tuple(tuple(self._table_cell(result, row, column) for column in shown) for row in listed),
            tuple(self._fresh_notes(result)),
        )

    def picture(self, name: str, kind: str, x: str, y: Sequence[str]) -> Picture:
        """A drawing of a result's rows under the text `picture.<name>`, with its ends in words."""
        source = self.results[name]
        result = self.call(f"{name}_drawn", "draw_chart", source=source.id, kind=kind, x=x, y=list(y))
        labels = {column.key: _capital(column.label.in_language(self.language)) for column in result.table.columns}
        names = tuple(self._table_cell(result, row, result.column(x)).text for row in range(len(result.table.rows)))
        drawing = Drawing(result, names, labels, self.language)
        return Picture(self.texts[f"picture.{name}"], result.id, self._alt(f"{name}_drawn", result, x, y[0]), drawing)

    def quotes(self, name: str, rows: int) -> tuple[Quotation, ...]:
        """The first quotes among a result's rows, each review once."""
        result = self.results[name]
        found: dict[str, Quotation] = {}
        for index, row in enumerate(result.table.rows):
            part = quote_part(row, f"{result.id}.rows[{index}]", self.review_text)
            # What reads like an instruction to a machine is no voice of a customer.
            if part is not None and not row.get("flag") and part.review_id not in found:
                found[part.review_id] = Quotation(part, marked_cuts(part, part.text), self._from_whom(part))
        return tuple(found.values())[:rows]

    def notes(self, name: str) -> tuple[Paragraph, ...]:
        """What a result says of itself, a paragraph each."""
        return tuple(Paragraph((Words(note),)) for note in self._fresh_notes(self.results[name]))

    def _fresh_notes(self, result: ToolResult) -> Iterator[str]:
        """What a result says of itself, as far as no table before it said the same."""
        for note in result.table.notes:
            for line in note.in_language(self.language).splitlines():
                said = visible(line.strip().removeprefix("- "))
                if said and said not in self._noted:
                    self._noted.add(said)
                    yield said

    def _row(self, name: str, at: str | None, rows: Mapping[str, int]) -> int:
        if at is None:
            return 0
        if at == "last":
            return len(self.results[name].table.rows) - 1
        return rows[at] if at in rows else int(at)

    def _cell(self, name: str, row: int, column: str) -> ValuePart | None:
        """A figure of a sentence, or None where it is not known."""
        if name == "build":
            return self._of_build(column)
        result = self.results.get(name)
        if result is None:
            return None
        if column in ("n", "as_of") and column not in {c.key for c in result.table.columns}:
            return self.rendered(result, f"{result.id}.{column}")
        if not 0 <= row < len(result.table.rows) or result.table.rows[row].get(column) is None:
            return None
        return self.figure(name, column, row)

    def _of_build(self, field_name: str) -> ValuePart:
        """A fact of the build itself: `horizon_days`, `as_of`, `first_day`."""
        manifest = self.shop.manifest
        facts: dict[str, tuple[str | int, Unit]] = {
            "horizon_days": (manifest.horizon_days, "days"),
            "as_of": (manifest.as_of.isoformat(), "date"),
            "first_day": (manifest.first_day.isoformat(), "date"),
        }
        value, unit = facts[field_name]
        return ValuePart(
            format_cell(value, unit, language=self.language), value, unit, field_name, "", f"build.{field_name}"
        )

    def _table_cell(self, result: ToolResult, row: int, column: Column) -> Cell:
        value = result.table.rows[row].get(column.key)
        unit = unit_of_cell(result.table.rows[row], column.unit)
        place = f"{result.id}.rows[{row}].{column.key}"
        if value is None:
            return Cell(_NONE, None, unit, place, is_figure=False)
        part = self.rendered(result, place)
        is_figure = unit in _NUMBERS and not isinstance(value, str)
        text = part.text if is_figure or len(part.text) <= _LONGEST_TEXT else part.text[:_LONGEST_TEXT] + "…"
        return Cell(text, value, part.unit, place, is_figure=is_figure)

    def _alt(self, name: str, result: ToolResult, x: str, y: str) -> tuple[Inline, ...]:
        """Highest and lowest of a drawing, as figures."""
        rows = result.table.rows
        # The ends of a waterfall are sums, not parts.
        inner = range(1, len(rows) - 1) if result.extra["kind"] == "waterfall" else range(len(rows))
        known = [(value, index) for index in inner if isinstance(value := rows[index][y], int | float)]
        if not known:
            return ()
        ends = {"highest": max(known)[1], "lowest": min(known)[1]}
        said: list[Inline] = [
            Words(self.texts["alt.begin"].format(y=_capital(result.column(y).label.in_language(self.language))))
        ]
        for end, row in ends.items():
            cell = self._table_cell(result, row, result.column(x))
            parts = re.split(r"(\{x\}|\{y\})", self.texts[f"alt.{end}"])
            figures: dict[str, Inline] = {"{x}": Words(cell.text), "{y}": self.figure(name, y, row)}
            said += [figures.get(part, Words(part)) for part in parts if part]
        return tuple(said)

    def _from_whom(self, part: QuotePart) -> str:
        said = [format_cell(part.date, "date", language=self.language)] if part.date else []
        if part.rating is not None:
            said.append(self.texts["quote.rating"].format(rating=format_cell(part.rating, "rating")))
        said += [visible(brief(part.product))] if part.product else []
        said.append(self.texts["quote.review"].format(review=visible(part.review_id)))
        return ("，" if self.language == "zh" else ", ").join(said)

    def _define(self, column: Column) -> None:
        meaning = column.definition.in_language(self.language)
        if meaning:
            self._definitions.setdefault(_capital(column.label.in_language(self.language)), visible(meaning))


def _capital(label: str) -> str:
    return label[:1].upper() + label[1:]
