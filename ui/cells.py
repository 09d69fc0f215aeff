"""Writes the cells of tables and pictures as the answer's text writes them: `at_risk` is 有流失风险, France is 法国."""

from collections.abc import Iterable, Mapping
from typing import Any

from agent.evidence import is_time
from agent.formatting import format_cell
from config.text import Language, Text
from data.metrics import Attribute
from data.tables import Cell, Column, Unit
from prompts.library import load_texts


class CellTexts:
    """The words of one shop for the values in its columns."""

    def __init__(self, attributes: Iterable[Attribute] = ()) -> None:
        self._attributes = {attribute.key: attribute for attribute in attributes}

    def text(self, value: Cell, column: Mapping[str, Any], *, currency: str, language: Language) -> str:
        """A cell of a result (as `ToolResult.to_json` describes its column) for people."""
        if value is None:
            return load_texts("ui", language)["table.none"]
        attribute = self._attributes.get(column["key"]) or self._attributes.get(column["metric"])
        if attribute is not None and isinstance(value, str):
            value = attribute.value_text(value, language)
        unit: Unit = "date" if holds_time(column) else column["unit"]
        return format_cell(value, unit, currency=currency, language=language)


def holds_time(column: Mapping[str, Any]) -> bool:
    """Whether a column's cells are days or spans of time: `2010-12-09`, `2010-12`, `2010-Q4`."""
    return is_time(Column(column["key"], Text(**column["label"]), column["unit"]))
