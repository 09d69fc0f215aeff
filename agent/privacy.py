"""What of a conversation a language model is sent: no e-mail or phone a person typed, and old results only in short.

Tools mask personal data of the shop. This is for what people type: `{{asked1}}` stands for it in the prompt, and the
tool that is called with it gets the real text.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage
from langgraph.prebuilt.tool_node import ToolCallRequest
from langgraph.types import Command

from agent.transcript import is_question
from tools.results import ToolResult

State = AgentState[Any]

_EMAIL = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
# With a country's plus, in groups, or a Chinese mobile number; plain ids and amounts are shorter or ungrouped.
_PHONE = r"\+\d[\d ()./-]{6,18}\d|(?<![\w.,/-])\(?0\d{1,4}\)?[ /-]\d[\d -]{4,12}\d(?![\w-])|(?<!\d)1[3-9]\d{9}(?!\d)"
_PERSONAL = re.compile(f"{_EMAIL}|{_PHONE}")
_PLACE = re.compile(r"\{\{asked(\d+)\}\}")
_FULL_QUESTIONS = 2
_OLD_ROWS = 3


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
        messages = [_without(message, places) for message in _shortened(request.messages)]
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

    def _places(self, messages: Sequence[AnyMessage]) -> dict[str, str]:
        """Personal texts in the questions, each with what stands for it; equal whenever it is worked out again."""
        places: dict[str, str] = {}
        for message in messages:
            if is_question(message):
                for found in self._personal(message.text):
                    places.setdefault(found, f"{{{{asked{len(places) + 1}}}}}")
        return places

    def _personal(self, question: str) -> list[str]:
        found = [m.group() for m in _PERSONAL.finditer(question)]
        names = self._names()
        found += [part for part in _word_groups(question) if part.casefold() in names] if names else []
        return sorted(set(found), key=lambda text: (-len(text), text))


def _word_groups(text: str) -> Iterator[str]:
    """Everything in a text that may be a name: two to four words, two to four Chinese characters."""
    words = list(re.finditer(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?", text))
    for size in (4, 3, 2):
        for i in range(len(words) - size + 1):
            yield text[words[i].start() : words[i + size - 1].end()]
    for run in re.finditer(r"[㐀-鿿]{2,}", text):
        for size in (4, 3, 2):
            yield from (run.group()[i : i + size] for i in range(len(run.group()) - size + 1))


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


def _shortened(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """Results of questions long past in a few rows: their references stay good, the prompt stays small."""
    asked = [i for i, message in enumerate(messages) if isinstance(message, HumanMessage) and is_question(message)]
    recent = asked[-_FULL_QUESTIONS] if len(asked) > _FULL_QUESTIONS else 0
    return [_short(m) if i < recent and isinstance(m, ToolMessage) else m for i, m in enumerate(messages)]


def _short(message: ToolMessage) -> ToolMessage:
    if not isinstance(message.artifact, dict):
        return message
    # Made anew from what the tool wrote for the model: texts from data keep their marks.
    document = json.loads(message.text)
    rows = document.get("rows", [])
    if len(rows) <= _OLD_ROWS:
        return message
    total = len(ToolResult.from_json(message.artifact).table.rows)
    document |= {"rows": rows[:_OLD_ROWS], "rows_not_shown": total - _OLD_ROWS}
    return message.model_copy(update={"content": json.dumps(document, ensure_ascii=False)})
