"""make_report: a report with tables, pictures and sources, kept on the asker's shelf as files to download."""

from collections.abc import Sequence
from typing import Final

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, ToolMessage
from langchain_core.tools import BaseTool
from pydantic import Field, model_validator

from config.errors import AccessError, ToolInputError
from config.text import Language, Text
from data.metrics import MetricDictionary
from data.tables import Cell, Column, Table
from tools.context import Runtime
from tools.making import Outcome, ToolArguments, make_tool
from tools.report_desk import MadeReport, ReportFormat, ReportKind, ReportOrder

TOOL: Final = "make_report"
# A model that goes on ordering is stopped here, and by the shelf, which holds a bounded number.
MOST_A_QUESTION: Final = 3
_ENOUGH: Final = Text(
    f"{MOST_A_QUESTION} reports were made for this question; more with the next one",
    f"本次提问已生成{MOST_A_QUESTION}份报告，更多请在下一次提问时生成",
)
_NO_DESK: Final = Text(
    "reports are ordered in the chat, on the reports page or by `kezhi report`",
    "报告请在对话、报告页或用 kezhi report 生成",
)
_COUNTED: Final = (
    Column("figures", Text("figures in the report", "报告中的数值"), "count"),
    Column("sections", Text("sections", "章节"), "count"),
)
_PAGES: Final = Column("pages", Text("pages of the PDF", "PDF页数"), "count")
# Columns whose values are segments, beside those that a company has defined.
SEGMENTED: Final = ("rfm_segment", "value_tier")
_OWN_SEGMENT: Final = Column("segment", Text("segment", "客群"), "text")
_CUSTOMER: Final = Column("customer_id", Text("customer", "客户"), "id")


class ReportArguments(ToolArguments):
    """Which report, of whom, and in which formats."""

    kind: ReportKind
    segment: str = Field(default="", max_length=200)
    customer: str = Field(default="", max_length=200)
    formats: list[ReportFormat] = Field(default=["pdf"], min_length=1, max_length=6)
    language: Language | None = None

    @model_validator(mode="after")
    def _one_subject(self) -> "ReportArguments":
        given = {"segment": self.segment.strip(), "customer": self.customer.strip()}
        for name, subject in given.items():
            if self.kind == name and not subject:
                raise ValueError(f"a {name} report needs to know of which {name}")
            if self.kind != name and subject:
                raise ValueError(f"a {self.kind} report is not of one {name}; its kind is {name!r}")
        return self

    @property
    def subject(self) -> str:
        """Customer or segment; empty for the other kinds."""
        return (self.customer if self.kind == "customer" else self.segment).strip()


def report_tool() -> BaseTool:
    """The tool make_report."""
    return make_tool(TOOL, arguments=ReportArguments, compute=_make)


def _make(asked: ReportArguments, runtime: Runtime) -> Outcome:
    context = runtime.context
    if context.reports is None:
        raise AccessError(context.say(_NO_DESK))
    if made_so_far(runtime.state["messages"], runtime.tool_call_id) >= MOST_A_QUESTION:
        raise ToolInputError(_ENOUGH)
    language = asked.language or context.language
    order = ReportOrder(asked.kind, asked.subject, tuple(dict.fromkeys(asked.formats)), language)
    made = context.reports.make(order, role=context.role, spoken=context.language)
    files = [
        {"id": f.id, "format": f.format, "pages": f.pages, "size": f.size, "place": f.place, "title": made.title}
        for f in made.files
    ]
    extra = {"report": {"kind": asked.kind, "language": language, "files": files}, "computed": dict(made.computed)}
    of = _subject(asked.kind, made.subject, context.shop.dictionary) if made.subject else None
    return Outcome(_table(made, of), extra)


def made_so_far(messages: Sequence[BaseMessage], tool_call_id: str | None) -> int:
    """Reports of the latest question before this call: those made, and those ordered in the same breath."""
    asked = max((i for i, m in enumerate(messages) if isinstance(m, HumanMessage)), default=-1)
    made = sum(isinstance(m, ToolMessage) and m.name == TOOL and m.status != "error" for m in messages[asked + 1 :])
    last = next((m for m in reversed(messages) if isinstance(m, AIMessage)), None)
    ids = [call["id"] for call in last.tool_calls if call["name"] == TOOL] if last is not None else []
    return made + (ids.index(tool_call_id) if tool_call_id in ids else 0)


def _subject(kind: ReportKind, subject: str, dictionary: MetricDictionary) -> Column:
    """The column that says of whom the report is, so that its value is shown as people call it."""
    if kind == "customer":
        return _CUSTOMER
    segments = (attribute for attribute in dictionary.attributes if attribute.key in SEGMENTED)
    found = next((attribute for attribute in segments if subject in attribute.values), None)
    return Column(found.key, found.name, "text") if found is not None else _OWN_SEGMENT


def _table(made: MadeReport, of: Column | None) -> Table:
    """One row: of whom it is, how much is in it, and its headline figures."""
    cells: list[tuple[Column, Cell]] = [(of, made.subject)] if of is not None else []
    cells += zip(_COUNTED, (made.figures, made.sections), strict=True)
    pages = max(file.pages for file in made.files)
    cells += [(_PAGES, pages)] if pages else []
    cells += made.headlines
    columns = {column.key: column for column, _ in cells}
    return Table(tuple(columns.values()), ({column.key: value for column, value in cells},), 1, "reports")
