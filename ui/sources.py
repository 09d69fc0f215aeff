"""Where a shown figure comes from, as the attributes that the page's source card reads."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.answers import ValuePart
from config.text import Language
from prompts.library import load_texts
from ui.markdown import escape

Result = Mapping[str, Any]
CELL = re.compile(r"(?P<result>r\d+)\.rows\[(?P<row>\d+)\]\.(?P<column>\w+)")
_FIELD = re.compile(r"(?P<result>r\d+)\.(?P<field>\w+)")


@dataclass(frozen=True)
class Attributes:
    """The `data-kz-*` attributes of an element, written in HTML by `str()`."""

    values: Mapping[str, str]

    def __str__(self) -> str:
        return "".join(f' data-kz-{name}="{escape(value)}"' for name, value in self.values.items() if value != "")


def find_result(results: Sequence[Result], result_id: str) -> Result | None:
    """The result of that id, or None when the answer does not carry it."""
    return next((result for result in results if result["id"] == result_id), None)


def column_of(result: Result, key: str) -> Mapping[str, Any] | None:
    """The column description of that key, or None."""
    return next((column for column in result["columns"] if column["key"] == key), None)


def value_attributes(part: ValuePart, results: Sequence[Result], *, language: Language) -> Attributes:
    """Everything the source card of a figure shows: value, metric, meaning, entity, place and computation."""
    texts = load_texts("ui", language)
    source = {"exact": _exact(part.value, part.unit), "entity": part.entity, "definition": part.definition}
    cell, field = CELL.fullmatch(part.source), _FIELD.fullmatch(part.source)
    found = cell or field
    result = find_result(results, found["result"]) if found else None
    if result is None or found is None:
        where = texts.get(f"source.from_{part.source}", part.source)
        return Attributes({**source, "metric": part.metric, "cell": where})
    column = column_of(result, cell["column"]) if cell else None
    label = column["label"][language] if column else part.metric
    return Attributes(
        {
            **source,
            "metric": label if label == part.metric else f"{label} ({part.metric})",
            "cell": _place(part, cell, label, language=language) if cell else _count_place(part, found, language),
            **computation(result),
        }
    )


def value_html(part: ValuePart, results: Sequence[Result], *, language: Language) -> str:
    """A figure, or a word out of a result, that opens its source by mouse and keyboard."""
    css = "kz-value kz-word" if isinstance(part.value, str) else "kz-value"
    attributes = value_attributes(part, results, language=language)
    return (
        f'<span class="{css}" role="button" tabindex="0" aria-haspopup="dialog" aria-expanded="false"{attributes}>'
        f"{escape(part.text)}</span>"
    )


def computation(result: Result) -> dict[str, str]:
    """The computation behind a result: tool, arguments as compact JSON, as-of date."""
    return {"tool": result["tool"], "arguments": compact(result["arguments"]), "as-of": result["as_of"]}


def compact(arguments: Mapping[str, Any]) -> str:
    """Arguments as one line of JSON, without those that say nothing.

    >>> compact({"limit": 5, "group_by": [], "having": None})
    '{"limit": 5}'
    """
    said = {key: value for key, value in arguments.items() if value not in (None, [], {}, "")}
    return json.dumps(said, ensure_ascii=False) if said else ""


def exact_text(value: object) -> str:
    """A cell's value with all its digits."""
    if value is None:
        return ""
    return repr(value) if isinstance(value, float) else str(value)


def _exact(value: object, unit: str) -> str:
    shown = exact_text(value)
    return f"{shown} {unit}" if shown and unit.isupper() and isinstance(value, int | float) else shown


def _place(part: ValuePart, cell: re.Match[str], label: str, *, language: Language) -> str:
    place = load_texts("ui", language)["source.cell_at"]
    shown = place.format(result=cell["result"], row=int(cell["row"]) + 1, column=label)
    return f"{shown} ({part.source})"


def _count_place(part: ValuePart, found: re.Match[str], language: Language) -> str:
    if found["field"] != "n":
        return f"{load_texts('ui', language)['source.day_of'].format(result=found['result'])} ({part.source})"
    return f"{load_texts('ui', language)['source.count_of'].format(result=found['result'])} ({part.source})"
