"""A conversation, or the table of one result, as a file to take away."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from agent.conversations import Kept, Thread
from agent.formatting import inert
from config.text import Language
from prompts.library import load_texts
from ui.sources import Result, exact_text

# Spreadsheets run a cell that begins with one of these, wide forms included, as a formula.
_FORMULA = tuple("=+-@＝＋－＠\t\r\n")


def conversation_markdown(thread: Thread, kept: Sequence[Kept], *, language: Language) -> str:
    """Questions and answers as they were shown, with the day of each."""
    texts = load_texts("page_chat", language)
    said = [f"# {inert(' '.join(thread.title.split()))}"]
    for each in kept:
        facts = [texts["export.asked"].format(time=f"{each.created_at[:16].replace('T', ' ')} UTC")]
        facts += [texts["export.build"].format(build=inert(each.answer.build))]
        proven = "proven" if each.answer.verified else "not_proven"
        facts += [load_texts("ui", language)[f"card.{proven}"]] if each.answer.status == "answered" else []
        said += [f"## {inert(' '.join(each.answer.question.split()))}", each.answer.markdown, f"*{' · '.join(facts)}*"]
    return "\n\n".join(said) + "\n"


def conversation_document(thread: Thread, kept: Sequence[Kept]) -> dict[str, Any]:
    """The conversation as plain JSON: each answer as `kezhi ask --json` prints it."""
    return {
        "title": thread.title,
        "role": thread.role,
        "created_at": thread.created_at,
        "updated_at": thread.updated_at,
        "answers": [
            {
                "time": each.created_at,
                "rating": vars(each.rating) if each.rating else None,
                **each.answer.to_json(),
            }
            for each in kept
        ],
    }


def table_csv(result: Result, *, language: Language) -> str:
    """A result's rows with their exact values, units in the headings, and the day they are as of.

    Args:
        result: As `ToolResult.to_json` writes it.
        language: Of the headings.
    """
    texts, columns = load_texts("page_chat", language), result["columns"]
    written = io.StringIO()
    writer = csv.writer(written)
    heads = [_heading(column, currency=result["currency"], language=language) for column in columns]
    writer.writerow(_harmless(head) for head in [*heads, texts["export.as_of"]])
    for row in result["rows"]:
        writer.writerow([*(_harmless(row.get(column["key"])) for column in columns), result["as_of"]])
    return written.getvalue()


def _heading(column: Result, *, currency: str, language: Language) -> str:
    label = str(column["label"][language])
    unit = (
        currency if column["unit"] == "money" else load_texts("page_chat", language).get(f"unit.{column['unit']}", "")
    )
    named = f"{label[:1].upper()}{label[1:]}"
    return f"{named} ({unit})" if unit else named


def _harmless(value: object) -> str:
    """A cell as text; words that a spreadsheet would run get a quotation mark before them, numbers stay numbers."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        text = "" if value is None else str(value)
        return f"'{text}" if text.startswith(_FORMULA) else text
    return exact_text(value)
