"""A tool's result: plain JSON that names the computation, its rows and units, and what the model may read of it."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from config.text import Text
from data.tables import Cell, Column, Table
from tools.untrusted_text import inert, is_talkative, named, quoted

# Numbers that the shop gives to orders and reviews: letters, digits and dashes, no name and no phone.
_NUMBERS = frozenset({"order_id", "review_id"})
_NUMBER = re.compile(r"[A-Z]{1,4}[0-9]{1,10}(?:-[0-9]{1,6})?")
_NAMED_BY_US = frozenset(
    {"explain_value", "simulate_value", "simulate_group", "assess_model", "plan_actions", "prepare_audience"}
)
# Of these tools: reasons, cases, actions and why they are taken.
_OUR_NAMES = frozenset({"name", "feature_name", "why", "not_worth", "complains_of"})


@dataclass(frozen=True)
class ToolResult:
    """What one tool call computed.

    Attributes:
        id: `r1`, `r2` … in the order of calls in the conversation.
        tool: Name of the tool.
        arguments: The validated arguments, as JSON.
        as_of: Last day the numbers know of.
        currency: ISO code of every `money` column.
        table: Columns, rows, n, notes.
        build: Id of the build that was asked.
        seconds: Time the tool took.
        extra: Tool-specific JSON; for a chart `{"kind": "bar", "x": "month", "y": ["revenue"], "source": "r1"}`.
    """

    id: str
    tool: str
    arguments: Mapping[str, Any]
    as_of: dt.date
    currency: str
    table: Table
    build: str
    seconds: float
    extra: Mapping[str, Any]

    def column(self, key: str) -> Column:
        """The column of that key.

        Raises:
            KeyError: There is none.
        """
        for column in self.table.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    def to_json(self) -> dict[str, Any]:
        """Everything, as plain JSON; the artifact kept in the conversation."""
        return {
            "id": self.id,
            "tool": self.tool,
            "arguments": dict(self.arguments),
            "as_of": self.as_of.isoformat(),
            "currency": self.currency,
            "columns": [
                {
                    "key": c.key,
                    "label": {"en": c.label.en, "zh": c.label.zh},
                    "unit": c.unit,
                    "definition": {"en": c.definition.en, "zh": c.definition.zh},
                    "metric": c.metric,
                }
                for c in self.table.columns
            ],
            "rows": [dict(row) for row in self.table.rows],
            "n": self.table.n,
            "n_of": self.table.n_of,
            "notes": [{"en": note.en, "zh": note.zh} for note in self.table.notes],
            "build": self.build,
            "seconds": self.seconds,
            "extra": dict(self.extra),
        }

    @staticmethod
    def from_json(document: Mapping[str, Any]) -> "ToolResult":
        """The result that `to_json` wrote."""
        columns = tuple(
            Column(c["key"], Text(**c["label"]), c["unit"], Text(**c["definition"]), c["metric"])
            for c in document["columns"]
        )
        table = Table(
            columns,
            tuple(document["rows"]),
            document["n"],
            document["n_of"],
            tuple(Text(**note) for note in document["notes"]),
        )
        return ToolResult(
            document["id"],
            document["tool"],
            document["arguments"],
            dt.date.fromisoformat(document["as_of"]),
            document["currency"],
            table,
            document["build"],
            document["seconds"],
            document["extra"],
        )

    def for_model(self, *, rows: int = 30) -> dict[str, Any]:
        """What a language model reads: personal cells replaced by their reference, never their text.

        Texts come from the shop's files, so from strangers: they are made inert, and reviews are marked as quotations.
        """
        personal = {c.key for c in self.table.columns if c.unit == "personal"}
        # Definitions are the dictionary's own sentences, reasons and cases the tools' own names.
        own = {"definition"} | (_OUR_NAMES if self.tool in _NAMED_BY_US else set())
        quotes = {"text"} if self.extra.get("quotes") else set()

        def reading(i: int, key: str, value: Cell) -> Cell:
            if not isinstance(value, str):
                return value
            if key in personal:
                return f"{{{{{self.id}.rows[{i}].{key}}}}}"
            if key in _NUMBERS and _NUMBER.fullmatch(value):
                return value  # S01256-048 may look like the number of a phone, and asks for what was in it
            marked = key in quotes or (key not in own and is_talkative(value))
            return quoted(value) if marked else named(value)

        shown: list[dict[str, Cell]] = [
            {key: reading(i, key, value) for key, value in row.items()} for i, row in enumerate(self.table.rows[:rows])
        ]
        document: dict[str, Any] = {
            "id": self.id,
            "as_of": self.as_of.isoformat(),
            "n": self.table.n,
            "n_of": self.table.n_of,
            "columns": {c.key: self.currency if c.unit == "money" else c.unit for c in self.table.columns},
            "rows": shown,
        }
        if len(self.table.rows) > rows:
            document["rows_not_shown"] = len(self.table.rows) - rows
        if self.table.notes:
            document["notes"] = [named(note.en) for note in self.table.notes]
        if self.extra:
            document["extra"] = _inert_leaves(self.extra)
        return document


def _inert_leaves(value: Any) -> Any:  # noqa: ANN401 - plain JSON of any shape
    """Plain JSON with every text in it made inert, keys too: attributes are named by the columns of a file."""
    if isinstance(value, Mapping):
        return {inert(str(key)): _inert_leaves(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_inert_leaves(part) for part in value]
    if not isinstance(value, str):
        return value
    return quoted(value) if is_talkative(value) else named(value)
