"""What a tool knows of the conversation it is called in: the shop, the asker, the results so far."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from langchain.tools import ToolRuntime
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from config.settings import Role
from config.text import Language, Text
from tools.report_desk import ReportDesk
from tools.results import ToolResult
from tools.shop import Shop


@dataclass(frozen=True)
class ToolContext:
    """Whom a tool works for: the shop that is asked, the asker's role and language.

    Attributes:
        shop: The build that is asked.
        role: What may be seen.
        language: Of the conversation or page.
        for_person: Whether no model stands between: errors that it would mend are then told in both languages.
        reports: Makes reports for the asker; None where none can be ordered, as on pages, which order their own.
    """

    shop: Shop
    role: Role
    language: Language = "en"
    for_person: bool = False
    reports: ReportDesk | None = None

    def say(self, text: Text) -> str:
        """The text in the conversation's language."""
        return text.in_language(self.language)


Runtime = ToolRuntime[ToolContext, Any]


def result_id(messages: Sequence[BaseMessage], tool_call_id: str | None) -> str:
    """Id of the result of the call being run: unique in the conversation, equal when the call is run again.

    One more than the highest id so far, plus the call's place among the calls made at the same time. The highest,
    not the number of results: a call that failed leaves a gap, and ids must not be given twice.
    """
    taken = [0]
    calls: list[str | None] = []
    for message in messages:
        if isinstance(message, ToolMessage) and isinstance(message.artifact, dict):
            taken.append(int(str(message.artifact["id"]).removeprefix("r")))
        if isinstance(message, AIMessage) and message.tool_calls:
            calls = [call["id"] for call in message.tool_calls]
    place = calls.index(tool_call_id) if tool_call_id in calls else 0
    return f"r{max(taken) + place + 1}"


def stored_results(messages: Sequence[BaseMessage]) -> dict[str, ToolResult]:
    """Every result in the conversation so far, by id."""
    artifacts = [m.artifact for m in messages if isinstance(m, ToolMessage) and isinstance(m.artifact, dict)]
    return {a["id"]: ToolResult.from_json(a) for a in artifacts}
