"""Where make_report takes its orders to: reports are made in a room above, which hands this desk into the context."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from config.settings import Role
from config.text import Language
from data.tables import Cell, Column

ReportKind = Literal["portfolio", "segment", "customer", "model"]
ReportFormat = Literal["pdf", "html", "docx", "xlsx", "md", "json"]


@dataclass(frozen=True)
class ReportOrder:
    """What report a call wants.

    Attributes:
        kind: Which of the kinds.
        subject: Customer or segment; empty for the others.
        formats: A file in each.
        language: Of all words of the report.
    """

    kind: ReportKind
    subject: str
    formats: tuple[ReportFormat, ...]
    language: Language


@dataclass(frozen=True)
class ShelvedFile:
    """One file of a report on the asker's shelf.

    Attributes:
        id: Its name on the shelf.
        format: Suffix of the file.
        pages: Of a PDF; 0 for the other formats.
        size: In bytes.
        place: Of the file in the workspace.
    """

    id: str
    format: str
    pages: int
    size: int
    place: str


@dataclass(frozen=True)
class MadeReport:
    """A report that was made and kept.

    Attributes:
        title: As on its first page.
        subject: Customer id or key of the segment; empty for the others.
        figures: How many figures it shows.
        sections: How many sections it has.
        headlines: Its headline figures, each with the column that it is a cell of.
        computed: Which computation each headline comes from, by the column's key.
        files: One a format.
    """

    title: str
    subject: str
    figures: int
    sections: int
    headlines: tuple[tuple[Column, Cell], ...]
    computed: Mapping[str, str]
    files: tuple[ShelvedFile, ...]


class ReportDesk(Protocol):
    """Makes reports for one person, and keeps them on that person's shelf and nowhere else."""

    def make(self, order: ReportOrder, *, role: Role, spoken: Language) -> MadeReport:
        """The report, kept in every format asked for, or in none.

        Args:
            order: What is wanted.
            role: Whom it is for.
            spoken: Language of what is said where it cannot be made.

        Raises:
            AccessError: The role may not have it.
            InputError: The shelf is full.
            ToolInputError: There is no such customer or segment.
        """
