"""A model's reply taken as words and calls and nothing else: no marks of the agent's own, no foreign messages, no ids.

Whoever writes the reply may write anything: a message that says it has been checked, a tool's result with made-up rows,
the id of an earlier message, which would take its place in the conversation, arguments nested a thousand deep.
"""

import json
import uuid
from collections.abc import Sequence
from typing import Any

from langchain.agents.middleware import ModelResponse
from langchain_core.messages import AIMessage, BaseMessage, InvalidToolCall, ToolCall
from langchain_core.messages.tool import invalid_tool_call, tool_call

_LONGEST_ARGUMENTS = 20_000
_DEEPEST_ARGUMENTS = 12
_LONGEST_NAME = 80
# Names by which LangChain hands a tool what it works with; a model's own would stand in its place.
_RESERVED = frozenset(
    {"self", "cls", "runtime", "config", "run_manager", "callbacks", "state", "store", "tool_call_id"}
)
_LONGEST_TEXT = 24_000
# What providers put beside a reply and read again when they are sent it.
_KEPT = frozenset({"reasoning_content", "refusal"})


def plain_response(response: ModelResponse[Any], earlier: Sequence[BaseMessage]) -> ModelResponse[Any]:
    """The response with every message of the model made anew.

    Args:
        response: What the model gave back.
        earlier: The conversation so far.

    Raises:
        TypeError: The model gave back something else than a reply of its own.
    """
    taken = {message.id for message in earlier}
    calls = {call["id"] for m in earlier if isinstance(m, AIMessage) for call in m.tool_calls}
    plain: list[BaseMessage] = []
    for message in response.result:
        if not isinstance(message, AIMessage):
            raise TypeError(f"a chat model answers with an AIMessage, not {type(message).__name__}")
        plain.append(_plain(message, taken, calls))
    return ModelResponse(result=plain, structured_response=None)


def _plain(message: AIMessage, taken: set[str | None], calls: set[str | None]) -> AIMessage:
    called, unreadable = _calls(message.tool_calls, calls)
    kept = {key: value for key, value in message.additional_kwargs.items() if key in _KEPT and isinstance(value, str)}
    return AIMessage(
        _words(message.text)[:_LONGEST_TEXT],
        id=message.id if message.id and message.id not in taken else f"reply-{uuid.uuid4()}",
        tool_calls=called,
        invalid_tool_calls=[*message.invalid_tool_calls, *unreadable],
        usage_metadata=message.usage_metadata,
        response_metadata=message.response_metadata,
        additional_kwargs=kept,
    )


def _calls(given: Sequence[ToolCall], taken: set[str | None]) -> tuple[list[ToolCall], list[InvalidToolCall]]:
    """The calls, each with an id of its own; those whose arguments are no plain JSON of a sane size become invalid."""
    called: list[ToolCall] = []
    unreadable: list[InvalidToolCall] = []
    for call in given:
        call_id = call["id"] if isinstance(call["id"], str) and call["id"] not in taken else f"call-{uuid.uuid4()}"
        taken.add(call_id)
        name = _words(str(call["name"]))[:_LONGEST_NAME]
        arguments = _arguments(call["args"])
        if arguments is None:
            fault = "the arguments are too long, nested too deep, or no plain JSON"
            unreadable.append(invalid_tool_call(name=name, args="", id=call_id, error=fault))
        else:
            called.append(tool_call(name=name, args=arguments, id=call_id))
    return called, unreadable


def _arguments(given: object) -> dict[str, Any] | None:
    """The arguments as JSON would carry them, or None."""
    if not isinstance(given, dict) or _RESERVED & given.keys() or not _is_shallow(given, _DEEPEST_ARGUMENTS):
        return None
    try:
        text = json.dumps(given, ensure_ascii=False, allow_nan=False)
        made = json.loads(_words(text)) if len(text) <= _LONGEST_ARGUMENTS else None
    except (ValueError, TypeError):
        return None
    return made if isinstance(made, dict) else None


def _is_shallow(value: object, depth: int) -> bool:
    if isinstance(value, dict):
        return depth > 0 and all(isinstance(key, str) and _is_shallow(v, depth - 1) for key, v in value.items())
    if isinstance(value, (list, tuple)):
        return depth > 0 and all(_is_shallow(item, depth - 1) for item in value)
    # More digits than Python reads back, and numbers that no column holds.
    return not isinstance(value, int) or abs(value) < 10**18


def _words(text: str) -> str:
    """The text without halves of characters, which no file and no database takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
