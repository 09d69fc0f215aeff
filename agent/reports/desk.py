"""Takes the orders of make_report: one person's reports, made and kept as those of the reports page."""

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from agent.reports.making import Lender, Order, make_report
from agent.reports.model import Headlines, Report
from agent.reports.shelf import Shelf
from config.settings import Role
from config.text import Language
from data.tables import Cell, Column
from tools.report_desk import MadeReport, ReportOrder, ShelvedFile

if TYPE_CHECKING:
    from tools.shop import Shop

# As many as an answer can say; the rest is in the report.
_MOST_HEADLINES = 6


class House(Lender, Protocol):
    """Lends tools and knows the shop as it is now: `agent.analyst.Analyst`."""

    @property
    def shop(self) -> "Shop":
        """The shop of those tools."""


@dataclass(frozen=True)
class PersonsDesk:
    """Makes one person's reports.

    Attributes:
        house: Lends the tools; each report is in its audit log.
        shelf: Where they are kept.
        user: Whose they are.
    """

    house: House
    shelf: Shelf
    user: str

    def make(self, order: ReportOrder, *, role: Role, spoken: Language) -> MadeReport:
        """The report, kept in every format asked for; see `tools.report_desk.ReportDesk`."""
        self.shelf.check_room(len(order.formats), user=self.user, language=spoken)
        now = dt.datetime.now().astimezone()
        wanted = Order(order.kind, order.subject, order.language, role, self.user, spoken)
        report = make_report(self.house, self.house.shop, wanted, today=now.date())
        kept = [self.shelf.put(report, form, user=self.user, now=now) for form in order.formats]
        files = [ShelvedFile(k.id, k.format, k.pages, k.size, self.shelf.place(k, user=self.user)) for k in kept]
        headlines, computed = _headlines(report)
        figures = sum(1 for _ in report.figures())
        sections = len(report.sections)
        return MadeReport(report.title, report.subject, figures, sections, headlines, computed, tuple(files))


def _headlines(report: Report) -> tuple[tuple[tuple[Column, Cell], ...], dict[str, str]]:
    """The figures that stand large in the report, and where its appendix says that each comes from."""
    blocks = (block for section in report.sections for block in section.blocks)
    found = next((block for block in blocks if isinstance(block, Headlines)), Headlines(()))
    tools = {source.id: f"{source.tool} {source.arguments}".strip() for source in report.sources}
    told: dict[str, tuple[Column, Cell]] = {}
    computed: dict[str, str] = {}
    for column, (_, figure) in zip(found.columns, found.tiles, strict=True):
        if len(told) < _MOST_HEADLINES and column.unit != "personal":
            told[column.key] = (column, figure.value)
            computed[column.key] = f"{figure.source}: {tools[figure.source.partition('.')[0]]}"
    return tuple(told.values()), computed
