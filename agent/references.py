"""What a model's last message says beside its words: directives, references to result cells, follow-up questions.

Grammar of a reference: `{{r1.rows[0].revenue}}`, `{{r1.n}}`, `{{r1.as_of}}`, `{{table r1 columns=a,b rows=5}}`,
`{{chart r2}}`, `{{report r2}}`, `{{quote r3.rows[0]}}`.
Directive lines: `[clarify]`, `[refused]`, `[reading] …`, `[suggest] a | b`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from agent.answers import Status
from agent.disguises import unsplit, visible_only
from tools.results import ToolResult

Results = Mapping[str, ToolResult]
ReferenceKind = Literal["cell", "n", "as_of", "table", "chart", "report", "quote"]

REFERENCE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_ID, _ROW = r"(r[0-9]{1,6})", r"\[([0-9]{1,6})\]"
_CELL = re.compile(rf"{_ID}\.rows{_ROW}\.(\w+)")
_SCALAR = re.compile(rf"{_ID}\.(n|as_of)")
_TABLE = re.compile(rf"table\s+{_ID}((?:\s+(?:columns|rows)=\S+)*)")
_CHART = re.compile(rf"chart\s+{_ID}")
_REPORT = re.compile(rf"report\s+{_ID}")
_QUOTE = re.compile(rf"quote\s+{_ID}\.rows{_ROW}")
_DIRECTIVE = re.compile(r"^[ \t]*\[(clarify|refused|reading|suggest)\][ \t]*(.*)$", re.IGNORECASE)
_BLOCK_QUOTE = re.compile(r"^[ \t]*(?:>[ \t]?)+")
_SHOWN_ROWS = 10


class ReferenceFault(ValueError):
    """A reference that points nowhere; the message says what there is instead."""


@dataclass(frozen=True)
class Reference:
    """One `{{…}}` in a text.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends, exclusive.
        kind: What it asks for.
        result_id: The result it points into.
        row: Row number from 0; -1 where it names no row.
        column: Column key; empty where it names none.
        columns: Column keys of a table; empty for all.
        rows: How many rows of a table to show.
    """

    start: int
    end: int
    kind: ReferenceKind
    result_id: str
    row: int = -1
    column: str = ""
    columns: tuple[str, ...] = ()
    rows: int = _SHOWN_ROWS

    @property
    def source(self) -> str:
        """The cell's place as shown to people and tools: `r1.rows[0].revenue`."""
        if self.kind in ("cell", "quote"):
            return f"{self.result_id}.rows[{self.row}]" + (f".{self.column}" if self.column else "")
        return self.result_id if self.kind in ("table", "chart", "report") else f"{self.result_id}.{self.kind}"


@dataclass(frozen=True)
class Draft:
    """A model's last message, taken apart.

    Attributes:
        status: What its first line claims: answered, clarify or refused.
        body: The text to show, references still in place, invisible characters gone.
        reading: How the question was read.
        suggestions: Follow-up questions.
    """

    status: Status
    body: str
    reading: str
    suggestions: tuple[str, ...]


def parse_draft(text: str) -> Draft:
    r"""Takes the directive lines out of a model's message.

    >>> draft = parse_draft("[clarify]\n[reading] top customers\nBy which?\n[suggest] By revenue | By orders")
    >>> draft.status, draft.body, draft.reading, draft.suggestions
    ('clarify', 'By which?', 'top customers', ('By revenue', 'By orders'))
    """
    status: Status = "answered"
    body: list[str] = []
    readings: list[str] = []
    suggestions: list[str] = []
    for line in unsplit(visible_only(text)).splitlines():
        found = _DIRECTIVE.match(line)
        if found is None:
            # Only the renderer sets words off as a quotation, those of a stored review.
            body.append(_BLOCK_QUOTE.sub("", line))
            continue
        name, rest = found.group(1).lower(), found.group(2).strip()
        if name in ("clarify", "refused"):
            status = "clarify" if name == "clarify" else "refused"
            body += [rest] if rest else []
        elif name == "reading":
            readings += [rest] if rest else []
        else:
            suggestions += [part.strip() for part in re.split(r"[|｜]", rest) if part.strip()]
    return Draft(status, "\n".join(body).strip(), " ".join(readings), tuple(suggestions))


def find_references(text: str) -> list[Reference | str]:
    """Every reference of a text in order; one that cannot be read is given back as its own text."""
    found: list[Reference | str] = []
    for match in REFERENCE.finditer(text):
        reference = _read(match.group()[2:-2].strip(), match.start(), match.end())
        found.append(reference or match.group())
    return found


def _read(inner: str, start: int, end: int) -> Reference | None:
    if m := _CELL.fullmatch(inner):
        return Reference(start, end, "cell", m[1], int(m[2]), m[3])
    if m := _SCALAR.fullmatch(inner):
        return Reference(start, end, "n" if m[2] == "n" else "as_of", m[1])
    if m := _QUOTE.fullmatch(inner):
        return Reference(start, end, "quote", m[1], int(m[2]))
    if m := _CHART.fullmatch(inner):
        return Reference(start, end, "chart", m[1])
    if m := _REPORT.fullmatch(inner):
        return Reference(start, end, "report", m[1])
    if m := _TABLE.fullmatch(inner):
        return _read_table(m[1], m[2], start, end)
    return None


def _read_table(result_id: str, options: str, start: int, end: int) -> Reference | None:
    given = dict(option.split("=", 1) for option in options.split())
    rows = given.get("rows", str(_SHOWN_ROWS))
    if not re.fullmatch("[0-9]{1,6}", rows):
        return None
    columns = tuple(key for key in given.get("columns", "").split(",") if key)
    return Reference(start, end, "table", result_id, columns=columns, rows=int(rows))


def resolve(reference: Reference, results: Results) -> ToolResult:
    """The result a reference points into, its row and columns checked.

    Raises:
        ReferenceFault: There is no such result, row or column.
    """
    result = results.get(reference.result_id)
    if result is None:
        raise ReferenceFault(f"there is no result {reference.result_id}; there are {', '.join(results) or 'none'}")
    rows = result.table.rows
    if reference.kind in ("cell", "quote") and reference.row >= len(rows):
        raise ReferenceFault(f"{reference.source}: {reference.result_id} has {len(rows)} rows, counted from 0")
    keys = [column.key for column in result.table.columns]
    for key in (*reference.columns, *([reference.column] if reference.column else [])):
        if key not in keys:
            raise ReferenceFault(f"{reference.result_id} has no column {key!r}; it has {', '.join(keys)}")
    if reference.kind == "chart" and not result.extra.get("kind"):
        raise ReferenceFault(f"{reference.result_id} is no chart; call draw_chart first")
    if reference.kind == "report" and "report" not in result.extra:
        raise ReferenceFault(f"{reference.result_id} is no report; call make_report first")
    return result


def resolves(reference: Reference, results: Results) -> bool:
    """Whether a reference points to something."""
    try:
        resolve(reference, results)
    except ReferenceFault:
        return False
    return True
