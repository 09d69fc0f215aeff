"""A tool's result as the planner words it: references to cells, names of rows, what there is."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.planner.wording import Words

_NUMBERS = ("money", "count", "number", "days", "share", "percent", "rating")
# A note that counts is left to the table, where it is proven; days and spans of days may be said anywhere.
_DAYS = re.compile(r"\d{4}-\d\d-\d\d|\d+ days|\d+天")


@dataclass(frozen=True)
class Found:
    """One result document, as `ToolResult.for_model` gives it, or an error.

    Attributes:
        document: The JSON.
        words: Names in the answer's language.
    """

    document: Mapping[str, Any]
    words: Words

    @staticmethod
    def read(content: str | Mapping[str, Any], words: Words) -> "Found":
        """The result of a tool message's content; text that is no JSON is an error."""
        if isinstance(content, Mapping):
            return Found(content, words)
        try:
            document = json.loads(content)
        except ValueError:
            document = {"error": "invalid", "message": content}
        return Found(document if isinstance(document, dict) else {"error": "invalid", "message": content}, words)

    @property
    def error(self) -> str:
        """`invalid`, `refused`, or empty."""
        return str(self.document.get("error", ""))

    @property
    def message(self) -> str:
        """What the error says."""
        return str(self.document.get("message", ""))

    @property
    def id(self) -> str:
        """Id of the result."""
        return str(self.document.get("id", ""))

    @property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """The rows that are shown."""
        rows: Sequence[Mapping[str, Any]] = self.document.get("rows", [])
        return rows

    @property
    def n(self) -> int:
        """How many matched."""
        return int(self.document.get("n", 0))

    @property
    def columns(self) -> Mapping[str, str]:
        """Column keys and their units (a currency code for money)."""
        columns: Mapping[str, str] = self.document.get("columns", {})
        return columns

    @property
    def extra(self) -> Mapping[str, Any]:
        """What the tool says beside its rows."""
        extra: Mapping[str, Any] = self.document.get("extra", {})
        return extra

    @property
    def notes(self) -> list[str]:
        """Remarks in the answer's language, without those that only count rows."""
        return [text for text in self.remarks if not any(c.isdigit() for c in _DAYS.sub("", text))]

    @property
    def remarks(self) -> list[str]:
        """Every remark in the answer's language, those with figures too."""
        said = self.document.get("notes", [])
        # A note in another language than the answer's is left to the table that shows it.
        if self.words.language == "zh":
            said = [note for note in said if not isinstance(note, str)]
        return [note if isinstance(note, str) else note[self.words.language] for note in said]

    @property
    def complete(self) -> bool:
        """Whether every row of the result is in view."""
        return not self.document.get("rows_not_shown") and len(self.rows) >= min(self.n, len(self.rows))

    def cell(self, row: int, key: str) -> str:
        """Reference to a cell."""
        return f"{{{{{self.id}.rows[{row}].{key}}}}}"

    @property
    def count(self) -> str:
        """Reference to how many matched."""
        return f"{{{{{self.id}.n}}}}"

    @property
    def as_of(self) -> str:
        """Reference to the last day that the numbers know of."""
        return f"{{{{{self.id}.as_of}}}}"

    def table(self, *, rows: int = 10, columns: Sequence[str] = ()) -> str:
        """Reference to the result as a table."""
        chosen = f" columns={','.join(columns)}" if columns else ""
        shown = f" rows={rows}" if rows != 10 else ""
        return f"{{{{table {self.id}{chosen}{shown}}}}}"

    def value(self, row: int, key: str) -> Any:  # noqa: ANN401 - a cell of any kind
        """What a cell holds."""
        return self.rows[row].get(key)

    def numbers(self, key: str) -> list[tuple[float, int]]:
        """Values of a number column with their rows; rows without one are left out."""
        values = [(row.get(key), i) for i, row in enumerate(self.rows)]
        return [(float(v), i) for v, i in values if isinstance(v, int | float) and not isinstance(v, bool)]

    def number_columns(self) -> list[str]:
        """Keys of the columns that hold numbers or money."""
        return [k for k, unit in self.columns.items() if unit in _NUMBERS or unit.isupper()]

    def who(self, row: int, *, key: str) -> str:
        """The row's name for the start of a sentence: `Customer {{r1.rows[0].customer_id}}`."""
        if self.value(row, key) is None:
            return self.words.texts["say.unnamed"]
        kind = {"customer_id": "customer", "order_id": "order", "rating": "rated"}.get(key, "named")
        return self.words.texts[f"say.{kind}"].format(name=self.cell(row, key))
