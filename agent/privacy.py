"""What of a conversation a language model is sent: no e-mail, phone or name that a person typed.

Tools mask personal data of the shop. This is for what people type: `{{asked1}}` stands for it in the prompt, and the
tool that is called with it gets the real text.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, ToolMessage
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.types import Command

from agent.transcript import is_question
from tools import personal_data, untrusted_text

State = AgentState[Any]

PHONE = re.compile(personal_data.PHONE)
_PLACE = re.compile(r"\{\{asked(\d+)\}\}")


class PromptGuard(AgentMiddleware[State, Any]):
    """Stands between the conversation and the endpoint."""

    def __init__(self, names: Callable[[], Collection[str]] = frozenset) -> None:
        """Take the shop's customer names in lower case, asked for when a question is first sent."""
        super().__init__()
        self._names = names

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any] | AIMessage:
        """The model's reply to the messages as it may read them."""
        places = self._places(request.messages)
        messages = [_without(self._unnamed(message), places) for message in request.messages]
        return handler(request.override(messages=messages))

    def wrap_tool_call(
        self, request: ToolCallRequest, handler: Callable[[ToolCallRequest], ToolMessage | Command[Any]]
    ) -> ToolMessage | Command[Any]:
        """The tool's answer to the call with what the person really typed."""
        given = {place: text for text, place in self._places(request.state["messages"]).items()}
        call = request.tool_call
        arguments = json.loads(
            _PLACE.sub(lambda m: json.dumps(given.get(m.group(), m.group()))[1:-1], json.dumps(call["args"]))
        )
        return handler(request.override(tool_call={**call, "args": arguments}))

    def _unnamed(self, message: AnyMessage) -> AnyMessage:
        """A tool's answer without customers' names: reviews and names of products may hold them."""
        if not isinstance(message, ToolMessage) or not isinstance(message.content, str) or not self._names():
            return message
        text = message.content
        for name in self._names_in(text):
            text = text.replace(name, untrusted_text.PERSONAL)
        return message.model_copy(update={"content": text})

    def _names_in(self, text: str) -> list[str]:
        """Customers' names in a text, as written there, the longest first."""
        names = self._names()
        found = {part for part in untrusted_text.word_groups(text) if part.casefold() in names} if names else set()
        return sorted(found, key=lambda part: (-len(part), part))

    def _places(self, messages: Sequence[AnyMessage]) -> dict[str, str]:
        """Personal texts in the questions, each with what stands for it; equal whenever it is worked out again."""
        places: dict[str, str] = {}
        for message in messages:
            if is_question(message):
                for found in self._personal(message.text):
                    places.setdefault(found, f"{{{{asked{len(places) + 1}}}}}")
        return places

    def _personal(self, question: str) -> list[str]:
        found = [m.group() for m in personal_data.personal_parts(question)]
        found += self._names_in(question)
        return sorted(set(found), key=lambda text: (-len(text), text))


def _without(message: AnyMessage, places: Mapping[str, str]) -> AnyMessage:
    """A copy with every personal text replaced, wherever it stands: tools repeat what they were asked."""
    if not places:
        return message
    changes: dict[str, Any] = {}
    if isinstance(message.content, str):
        text = message.content
        for personal, place in places.items():
            text = text.replace(personal, place)
        changes["content"] = text
    if isinstance(message, AIMessage) and message.tool_calls:
        calls = json.dumps(message.tool_calls, ensure_ascii=False)
        for personal, place in places.items():
            calls = calls.replace(json.dumps(personal, ensure_ascii=False)[1:-1], place)
        changes["tool_calls"] = json.loads(calls)
    return message.model_copy(update=changes)
