"""What the agent gives back: the parts of an answer, each value with its source, and the events on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from config.text import Language, Text

Status = Literal["answered", "clarify", "refused", "error"]


@dataclass(frozen=True)
class TextPart:
    """Markdown text without figures of its own."""

    markdown: str


@dataclass(frozen=True)
class ValuePart:
    """A figure, its digits written by the renderer from a cell of a result.

    Attributes:
        text: As shown: `£1,234.50`.
        value: The cell's value.
        unit: ISO currency, or the column's unit.
        metric: Metric or column key.
        entity: Whom or what it is of: `customer 13085`, `France`, `all customers`.
        source: `r1.rows[0].predicted_value`, or `question` for a number the person gave.
        definition: What the metric means, in the answer's language.
    """

    text: str
    value: str | int | float | bool | None
    unit: str
    metric: str
    entity: str
    source: str
    definition: str = ""


@dataclass(frozen=True)
class QuotePart:
    """A byte-exact slice of a stored review.

    Attributes:
        review_id: Which review.
        customer_id: Who wrote it; empty or masked where that is not to be seen.
        start: First character of the slice.
        end: Character after it.
        text: The slice.
        rating: Of the review.
        date: Of the review.
        product: What the review is of.
        source: Its place: `r1.rows[0]`.
        cut_before: Whether the review says more before it, which is marked where the quote is shown.
        cut_after: The same behind it.
    """

    review_id: str
    customer_id: str
    start: int
    end: int
    text: str
    rating: float | None
    date: str
    product: str
    source: str
    cut_before: bool = False
    cut_after: bool = False


@dataclass(frozen=True)
class TablePart:
    """Show result `result_id` as a table: `columns` (keys), the first `rows` rows."""

    result_id: str
    columns: tuple[str, ...]
    rows: int


@dataclass(frozen=True)
class ChartPart:
    """Show result `result_id` (of draw_chart) as a picture."""

    result_id: str


@dataclass(frozen=True)
class ReportPart:
    """Show result `result_id` (of make_report) as a card with its files."""

    result_id: str


@dataclass(frozen=True)
class WithheldPart:
    """A statement that could not be proven and is therefore not shown; `reason` says what failed."""

    reason: str


Part = TextPart | ValuePart | QuotePart | TablePart | ChartPart | ReportPart | WithheldPart


@dataclass(frozen=True)
class Answer:
    """One answer, complete: everything `kezhi ask --json` prints and the page shows."""

    question: str
    language: Language
    status: Status
    parts: tuple[Part, ...]
    markdown: str
    results: tuple[Mapping[str, Any], ...]
    verified: bool
    unverified: tuple[str, ...]
    model: str
    prompt: str
    build: str
    seconds: float
    tokens: Mapping[str, int]
    cost: Mapping[str, Any] | None = None
    reading: str = ""
    suggestions: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The document of `kezhi ask --json`."""
        return {
            "question": self.question,
            "language": self.language,
            "status": self.status,
            "answer": self.markdown,
            "reading": self.reading,
            "values": [
                {
                    "text": p.text,
                    "value": p.value,
                    "unit": p.unit,
                    "metric": p.metric,
                    "entity": p.entity,
                    "source": p.source,
                }
                for p in self.parts
                if isinstance(p, ValuePart)
            ],
            "quotes": [
                {
                    "review_id": p.review_id,
                    "customer_id": p.customer_id,
                    "start": p.start,
                    "end": p.end,
                    "text": p.text,
                }
                for p in self.parts
                if isinstance(p, QuotePart)
            ],
            "tools": [
                {
                    "id": r["id"],
                    "name": r["tool"],
                    "arguments": r["arguments"],
                    "rows": r["rows"],
                    "n": r["n"],
                    "seconds": r["seconds"],
                }
                for r in self.results
            ],
            **({"reports": reports} if (reports := _reports_of(self.results)) else {}),
            "suggestions": list(self.suggestions),
            "verified": self.verified,
            "unverified": list(self.unverified),
            "model": self.model,
            "prompt": self.prompt,
            "build": self.build,
            "seconds": round(self.seconds, 3),
            "tokens": dict(self.tokens),
            **({"cost": dict(self.cost)} if self.cost is not None else {}),
        }

    def to_document(self) -> dict[str, Any]:
        """Everything, parts and whole results included, as plain JSON: what a conversation keeps."""
        document = {name: getattr(self, name) for name in _PLAIN}
        return document | {
            "parts": [{"kind": _KINDS[type(part)], **asdict(part)} for part in self.parts],
            "results": [dict(result) for result in self.results],
            "unverified": list(self.unverified),
            "tokens": dict(self.tokens),
            "suggestions": list(self.suggestions),
            "cost": dict(self.cost) if self.cost is not None else None,
        }

    @staticmethod
    def from_document(document: Mapping[str, Any]) -> "Answer":
        """The answer that `to_document` wrote."""
        return Answer(
            **{name: document[name] for name in _PLAIN},
            parts=tuple(_part(part) for part in document["parts"]),
            results=tuple(document["results"]),
            unverified=tuple(document["unverified"]),
            tokens=document["tokens"],
            suggestions=tuple(document["suggestions"]),
            cost=document.get("cost"),
        )


_PLAIN = ("question", "language", "status", "markdown", "verified", "model", "prompt", "build", "seconds", "reading")
_KINDS: dict[type, str] = {
    TextPart: "text",
    ValuePart: "value",
    QuotePart: "quote",
    TablePart: "table",
    ChartPart: "chart",
    ReportPart: "report",
    WithheldPart: "withheld",
}


def _reports_of(results: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The files of reports that were made: format, pages, bytes, and the place in the workspace."""
    made = (result["extra"]["report"] for result in results if result["tool"] == "make_report")
    return [{"kind": kept["kind"], **file} for kept in made for file in kept["files"]]


def _part(document: Mapping[str, Any]) -> Part:
    fields = {key: tuple(value) if isinstance(value, list) else value for key, value in document.items()}
    kind = fields.pop("kind")
    (part_type,) = (part_type for part_type, name in _KINDS.items() if name == kind)
    part: Part = part_type(**fields)
    return part


@dataclass(frozen=True)
class StepStarted:
    """A tool call begins."""

    id: str
    tool: str
    title: Text
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StepFinished:
    """A tool call has ended; `problem` is set when it gave an error the model could mend, `kind` says which sort."""

    id: str
    tool: str
    seconds: float
    n: int
    problem: str = ""
    kind: str = ""


@dataclass(frozen=True)
class AnswerReady:
    """The verified answer; always the last event."""

    answer: Answer


Event = StepStarted | StepFinished | AnswerReady
