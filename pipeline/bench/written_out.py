"""A right answer of the benchmark as a model would write it that knows no references: every figure in digits."""

import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass

from agent.answers import Answer, QuotePart, TablePart, TextPart, ValuePart
from agent.formatting import format_cell, is_signed, unit_of_cell
from agent.known import Known
from agent.quotations import review_texts
from agent.verification import Verifier
from config.text import Language
from data.builds import Build
from data.metrics import MetricDictionary
from data.tables import Cell
from tools.results import ToolResult

_CELL = re.compile(r"(r\d+)\.rows\[(\d+)\]\.(\w+)")
_TABLE_ROWS = 5


@dataclass(frozen=True)
class Place:
    """A cell in a written-out answer.

    Attributes:
        start: Where it begins.
        text: As written.
        result: Of which result it is.
        row: Its row there.
        column: Key of its column there.
    """

    start: int
    text: str
    result: str
    row: int
    column: str

    def put(self, body: str, text: str) -> str:
        """The body with another text in its place."""
        return body[: self.start] + text + body[self.start + len(self.text) :]


@dataclass(frozen=True)
class Written:
    """An answer with every figure written in digits, its figures' places, and what checks it."""

    body: str
    places: tuple[Place, ...]
    language: Language
    results: Mapping[str, ToolResult]
    verifier: Verifier
    quotes: tuple[str, ...] = ()

    def faulty(self, body: str) -> bool:
        """Whether the check finds anything wrong with the text, which differs from the answer in a line or two."""
        same, lines = set(self.body.split("\n")), body.split("\n")
        # Other rows and items have been found right before; under a new lead they are looked at again.
        led = any(line.endswith((":", "：")) and line not in same for line in lines)
        headings = {line for line, rule in itertools.pairwise(lines) if rule.startswith("| ---")}
        kept = [line for line in lines if led or line not in same or line in headings or not _is_row(line)]
        return bool(self.verifier.check("\n".join(kept)).faults)

    def shown(self, result_id: str, row: int, key: str) -> str:
        """A cell as the answer shows it."""
        result = self.results[result_id]
        return shown(result, result.table.rows[row], key, self.language)


def _is_row(line: str) -> bool:
    """Whether a line is an item of a list, or a row of a table that has a figure."""
    return line.startswith("- ") or (line.startswith("|") and bool(re.search(r"\|[^|\d]*\d[^|]*\|", line)))


def shown(result: ToolResult, row: Mapping[str, Cell], key: str, language: Language) -> str:
    """A cell as people read it."""
    unit = unit_of_cell(row, result.column(key).unit)
    return format_cell(row.get(key), unit, currency=result.currency, language=language, signed=is_signed(row, key))


def written_out(answer: Answer, questions: tuple[str, ...], build: Build, dictionary: MetricDictionary) -> Written:
    """The answer as a model would write it that knows no references.

    Args:
        answer: A right answer.
        questions: Every turn of the conversation.
        build: What was asked.
        dictionary: Of the shop.
    """
    results = {str(r["id"]): ToolResult.from_json(r) for r in answer.results}
    manifest = build.manifest
    known = Known(
        questions[-1],
        questions[:-1],
        frozenset({manifest.as_of.isoformat(), manifest.first_day.isoformat()}),
        frozenset({float(manifest.horizon_days)}),
    )
    verifier = Verifier(
        results,
        dictionary,
        known,
        manifest.first_day,
        manifest.horizon_days,
        reviews=review_texts(results.values()),
    )
    body, places, quotes = "", list[Place](), list[str]()
    for part in answer.parts:
        if isinstance(part, TextPart):
            body += part.markdown
        elif isinstance(part, ValuePart):
            body += _value(part, results, at=len(body), places=places)
        elif isinstance(part, QuotePart):
            quotes.append(part.text)
            body += f"“{part.text}”"
        elif isinstance(part, TablePart):
            body = _with_table(body, part, results[part.result_id], answer.language, places)
    return Written(body, tuple(places), answer.language, results, verifier, tuple(quotes))


def _value(part: ValuePart, results: Mapping[str, ToolResult], *, at: int, places: list[Place]) -> str:
    found = _CELL.fullmatch(part.source)
    if found is None:
        return part.text
    if results[found[1]].column(found[3]).unit == "personal":
        return f"{{{{{part.source}}}}}"  # no model ever saw it: it can only refer to it
    places.append(Place(at, part.text, found[1], int(found[2]), found[3]))
    return part.text


def _with_table(body: str, part: TablePart, result: ToolResult, language: Language, places: list[Place]) -> str:
    """The text with the table's first rows behind it."""
    columns = [c for c in result.table.columns if c.key in part.columns and c.unit != "personal"]
    body += "| " + " | ".join(c.label.in_language(language) for c in columns) + " |\n"
    body += "| " + " | ".join("---" for _ in columns) + " |\n"
    for number, row in enumerate(result.table.rows[: min(part.rows, _TABLE_ROWS)]):
        for column in columns:
            text = shown(result, row, column.key, language)
            places.append(Place(len(body) + 2, text, result.id, number, column.key))
            body += f"| {text} "
        body += "|\n"
    return body
