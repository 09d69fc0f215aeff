"""A call of make_report in words: which report, in which formats and language."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from agent.planner.naming import Names

_NAMES: Final = {"pdf": "PDF", "html": "HTML", "docx": "Word", "xlsx": "Excel", "md": "Markdown", "json": "JSON"}


def report_text(words: "Names", arguments: Mapping[str, Any]) -> str:
    """The call in words."""
    kind = arguments["kind"]
    subject = str(arguments.get(kind, ""))
    said = words.text(f"report_{kind}", of=segment_name(words, subject) if kind == "segment" else subject)
    formats = words.text("comma").join(_NAMES[form] for form in arguments.get("formats", ("pdf",)))
    parts = [said, words.text("report_as", formats=formats)]
    if "language" in arguments:
        parts.append(words.text(f"report_in_{arguments['language']}"))
    return words.text("semicolon").join(parts)


def segment_name(words: "Names", key: str) -> str:
    """A segment as people call it: the company's own, an RFM segment or a value tier."""
    named = (words.value(column, key) for column in ("segment", "rfm_segment", "value_tier"))
    return next((name for name in named if name != key), key)
