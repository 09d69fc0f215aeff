"""What servers that only resemble OpenAI's cannot do, told by what they say, and requests put the way they can take.

Each gap is met once: the request is sent again without what was refused, and the next ones to that server at once so.
What cannot be gone round, a server without tool calls, is said in one plain line.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal

from config.text import Text

Gap = Literal["stream", "stream_options", "system", "parallel_calls", "reasoning"]
Message = dict[str, Any]

_NOT = r"(?:not|n't|unsupported|cannot)"
_WORDS: dict[Gap, str] = {
    "stream_options": r"stream_options|include_usage",
    "stream": rf"stream\w*\b.{{0,60}}(?:{_NOT}|without)|{_NOT}.{{0,60}}\bstream",
    "reasoning": r"reasoning_content.{0,80}(?:pass|back|missing|required)",
    "parallel_calls": r"single tool.?call|parallel.{0,20}tool.?call|(?:only )?one tool.?call",
    "system": rf"\bsystem\b.{{0,20}}(?:role|message|prompt).{{0,60}}{_NOT}|not support.{{0,20}}\bsystem\b",
}
_GAPS = {gap: re.compile(words, re.IGNORECASE | re.DOTALL) for gap, words in _WORDS.items()}
_NO_TOOLS = re.compile(
    r"requires? --|support(?:s|ed|ing)?.{0,10}\btools?\b|unsupported.{0,20}\btools?\b"
    rf"|\btools?\b.{{0,60}}(?:{_NOT} (?:be )?(?:support|allow|enabl|accept)|unsupported)"
    rf"|(?:function|tool).?(?:call\w*|use|choice).{{0,60}}(?:{_NOT}|requires)"
    r"|(?:unknown|unrecognized|extra).{0,40}\btools?\b",
    re.IGNORECASE | re.DOTALL,
)
_WITHOUT_TOOLS = Text(
    "This language model's server takes no tool calls, which Kezhi needs for every figure ({said}). Choose a model "
    "with tool calling, or start the server with it: vLLM --enable-auto-tool-choice --tool-call-parser NAME, "
    "llama.cpp --jinja.",
    "该语言模型服务不支持工具调用，而客值的每个数字都依赖它（{said}）。"
    "请换用支持工具调用的模型，或在启动服务时开启："
    "vLLM 加 --enable-auto-tool-choice --tool-call-parser NAME，llama.cpp 加 --jinja。",
)


def gap_in(said: str) -> Gap | None:
    """What the server's message says it cannot do, where the request can do without.

    >>> gap_in("System role not supported"), gap_in("This model only supports single tool-calls at once!")
    ('system', 'parallel_calls')
    """
    return next((gap for gap, words in _GAPS.items() if words.search(said)), None)


def without_tools(said: str) -> Text | None:
    """The plain line where the message says that there are no tool calls at all.

    >>> without_tools("tools param requires --jinja flag") is None
    False
    """
    if not _NO_TOOLS.search(said):
        return None
    return Text(_WITHOUT_TOOLS.en.format(said=said), _WITHOUT_TOOLS.zh.format(said=said))


def adapted(payload: Mapping[str, Any], gaps: Collection[Gap], reasoning: Sequence[str]) -> dict[str, Any]:
    """The request as a server with these gaps takes it.

    Args:
        payload: The request in OpenAI's form.
        gaps: What this server has refused before.
        reasoning: The model's own reasoning of each message, where it gave some; empty elsewhere.
    """
    made = dict(payload)
    messages: list[Message] = [dict(message) for message in payload.get("messages", ())]
    if "reasoning" in gaps:
        for message, thought in zip(messages, reasoning, strict=False):
            if message["role"] == "assistant":
                message["reasoning_content"] = thought
    if "parallel_calls" in gaps:
        messages = _one_call_each(messages)
    if "system" in gaps:
        messages = _without_system(messages)
    if "stream_options" in gaps:
        made.pop("stream_options", None)
    return {**made, "messages": messages} if "messages" in payload else made


def _without_system(messages: list[Message]) -> list[Message]:
    """The system's words at the head of the first question."""
    system = [m for m in messages if m["role"] in ("system", "developer")]
    others = [m for m in messages if m not in system]
    first = next((i for i, m in enumerate(others) if m["role"] == "user"), None)
    if not system or first is None:
        return messages
    words = "\n\n".join(str(m["content"]) for m in (*system, others[first]))
    return [*others[:first], {**others[first], "content": words}, *others[first + 1 :]]


def _one_call_each(messages: list[Message]) -> list[Message]:
    """Calls made side by side as if one after the other, each followed by its result."""
    results = {m["tool_call_id"]: m for m in messages if m["role"] == "tool"}
    made: list[Message] = []
    for message in messages:
        calls = message.get("tool_calls") or []
        if message["role"] == "tool":
            continue
        if len(calls) < 2:
            made.append(message)
            made += [results[call["id"]] for call in calls if call["id"] in results]
            continue
        for place, call in enumerate(calls):
            words = message.get("content") if place == 0 else ""
            made.append({**message, "content": words, "tool_calls": [call]})
            made += [results[call["id"]]] if call["id"] in results else []
    return made
