"""The files of a make_report result as people read of them: format, pages, size, place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from agent.formatting import inert
from config.text import Language
from prompts.library import load_texts
from tools.results import ToolResult

_KILOBYTE: Final = 1024


@dataclass(frozen=True)
class ReportFile:
    """One file of a report.

    Attributes:
        id: Its name on the shelf.
        title: Of the report.
        facts: Format, pages, size in words: `PDF, 21 pages, 412 kB`.
        place: In the workspace.
    """

    id: str
    title: str
    facts: str
    place: str


def report_files(extra: Mapping[str, Any], language: Language) -> Iterator[ReportFile]:
    """The files of a result of make_report, by what it says beside its rows."""
    texts = load_texts("page_reports", language)
    for file in extra["report"]["files"]:
        facts = [str(file["format"]).upper()]
        if file["pages"]:
            facts.append(texts["card.pages" if file["pages"] > 1 else "card.page"].format(n=f"{file['pages']:,}"))
        facts.append(texts["list.kilobytes"].format(n=f"{-(-file['size'] // _KILOBYTE):,}"))
        yield ReportFile(str(file["id"]), str(file["title"]), texts["card.between"].join(facts), str(file["place"]))


def report_lines(result: ToolResult, language: Language) -> list[str]:
    """A line of Markdown a file, with the place of the file: an answer may be read where no page is at hand."""
    texts = load_texts("page_reports", language)
    return [
        "- " + texts["card.line"].format(title=inert(f.title), facts=f.facts, place=f"`{f.place}`")
        for f in report_files(result.extra, language)
    ]
