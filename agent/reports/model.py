"""What a report is before it has a format: words, figures, tables, pictures and quotes, each with its source.

Every text of a figure is written once, here; the formats only lay it out, so that no two of them can differ.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from agent.answers import QuotePart, ValuePart
from agent.reports.pictures import Drawing
from config.settings import Role
from config.text import Language
from data.tables import Column, Unit

Kind = Literal["portfolio", "segment", "customer", "model"]
KINDS: tuple[Kind, ...] = ("portfolio", "segment", "customer", "model")
NEEDS_SUBJECT: Final[frozenset[Kind]] = frozenset({"segment", "customer"})
# The support desk sees one customer at a time; managers see aggregates; whoever tests the model sees all.
ROLES: Final[Mapping[Kind, frozenset[Role]]] = {
    "portfolio": frozenset({"business", "analyst"}),
    "segment": frozenset({"business", "analyst"}),
    "customer": frozenset({"support", "analyst"}),
    "model": frozenset({"analyst"}),
}
# A single row with more columns than this stands upright.
_WIDE = 6


def kinds_of(role: Role) -> tuple[Kind, ...]:
    """The kinds of report that a role may have."""
    return tuple(kind for kind, roles in ROLES.items() if role in roles)


@dataclass(frozen=True)
class Words:
    """Plain text without figures of its own."""

    text: str


Inline = Words | ValuePart


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; its figures are cells of results."""

    inlines: tuple[Inline, ...]

    @property
    def text(self) -> str:
        """The paragraph as plain text."""
        return "".join(part.text for part in self.inlines)


@dataclass(frozen=True)
class Headlines:
    """The figures that stand large at the top.

    Attributes:
        tiles: Label and figure.
        columns: Of their results, in the same order.
    """

    tiles: tuple[tuple[str, ValuePart], ...]
    columns: tuple[Column, ...] = ()


@dataclass(frozen=True)
class Heading:
    """The head of a table's column.

    Attributes:
        key: Of the result's column.
        label: As shown.
        unit: Of its cells.
        definition: What it means; empty where the label says it.
    """

    key: str
    label: str
    unit: Unit
    definition: str

    @property
    def is_number(self) -> bool:
        """Whether its cells are read from the right."""
        return self.unit not in ("text", "id", "date", "personal")


@dataclass(frozen=True)
class Cell:
    """A cell of a table: a figure, or a name.

    Attributes:
        text: As shown.
        value: Of the result's cell.
        unit: ISO currency, or the column's unit.
        source: `r1.rows[0].revenue`.
        is_figure: Whether it is a number.
    """

    text: str
    value: str | int | float | bool | None
    unit: str
    source: str
    is_figure: bool


@dataclass(frozen=True)
class Grid:
    """A table: rows of a result.

    Attributes:
        caption: What it shows.
        result_id: Whose rows.
        headings: Its columns.
        rows: Its cells.
        notes: What the result says of itself.
    """

    caption: str
    result_id: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    @property
    def is_upright(self) -> bool:
        """Whether it has one long row, which is read from top to bottom."""
        return len(self.rows) == 1 and len(self.headings) > _WIDE

    def lines(self) -> tuple[tuple[Cell, ...], ...]:
        """Its rows as they are laid out: of one that is upright a line a column, begun by the column's name."""
        if not self.is_upright:
            return self.rows
        (row,) = self.rows
        named = (Cell(h.label, h.label, "text", "", is_figure=False) for h in self.headings)
        return tuple(zip(named, row, strict=True))


@dataclass(frozen=True)
class Picture:
    """A drawing of a result's rows.

    Attributes:
        caption: What it shows.
        result_id: Of draw_chart.
        alt: What is to be seen, in words, for those who do not see it.
        drawing: Draws it, as SVG or PNG.
    """

    caption: str
    result_id: str
    alt: tuple[Inline, ...]
    drawing: Drawing = field(compare=False)

    @property
    def alt_text(self) -> str:
        """The words for those who do not see it, as plain text."""
        return "".join(part.text for part in self.alt)


@dataclass(frozen=True)
class Quotation:
    """What a customer wrote, to the byte.

    Attributes:
        part: The slice of the stored review.
        shown: The slice with marks where the review says more.
        from_whom: Date, rating and number of the review.
    """

    part: QuotePart
    shown: str
    from_whom: str


Block = Paragraph | Headlines | Grid | Picture | Quotation


@dataclass(frozen=True)
class Section:
    """A headed part of a report."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Source:
    """The computation that figures come from.

    Attributes:
        id: Of the result: `r1`.
        tool: Its tool.
        arguments: As one line of JSON.
        as_of: Last day it knows of, ISO.
        n: What it counts.
    """

    id: str
    tool: str
    arguments: str
    as_of: str
    n: int


@dataclass(frozen=True)
class Company:
    """Whose report it is.

    Attributes:
        name: Empty where nobody gave one.
        logo: The file's bytes; empty where there is none.
        logo_type: `image/png` or `image/svg+xml`.
    """

    name: str = ""
    logo: bytes = b""
    logo_type: str = ""


@dataclass(frozen=True)
class Report:
    """A whole report.

    Attributes:
        kind: Which of the kinds.
        subject: Customer id or segment; empty for the others.
        language: Of all words.
        role: Whom it was made for.
        company: Whose it is.
        title: Its title.
        facts: Lines below the title: shop, last day of the data, day on which it was made.
        sections: The summary first.
        definitions: What the shown measures mean, by label.
        sources: The computations, in order.
        as_of: Last day of the data, ISO.
        build: Id of the build that was asked.
        texts: Words of the formats: headings of the appendix and the like.
    """

    kind: Kind
    subject: str
    language: Language
    role: Role
    company: Company
    title: str
    facts: tuple[str, ...]
    sections: tuple[Section, ...]
    definitions: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    as_of: str
    build: str
    texts: Mapping[str, str]

    def figures(self) -> Iterator[tuple[Section, Block, ValuePart | Cell]]:
        """Every figure in the order in which it is shown, with where it stands."""
        for section in self.sections:
            for block in section.blocks:
                for figure in figures_of(block):
                    yield section, block, figure


def figures_of(block: Block) -> Iterator[ValuePart | Cell]:
    """The figures of a block, in the order in which they are shown."""
    if isinstance(block, Paragraph):
        yield from (part for part in block.inlines if isinstance(part, ValuePart))
    elif isinstance(block, Headlines):
        yield from (figure for _, figure in block.tiles)
    elif isinstance(block, Grid):
        yield from (cell for row in block.rows for cell in row if cell.is_figure)
    elif isinstance(block, Picture):
        yield from (part for part in block.alt if isinstance(part, ValuePart))
