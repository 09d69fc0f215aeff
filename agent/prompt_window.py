"""What of a conversation is sent to a language model: this question whole, the one before in short, older ones shorter.

Only what is sent is shortened. The conversation keeps every result, so a reference into a result of any turn can still
be proven.
"""

import json
import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from langchain.agents.middleware import AgentMiddleware, AgentState, ModelRequest, ModelResponse
from langchain_core.messages import AIMessage, AnyMessage, HumanMessage, ToolMessage

from agent.result_text import result_text
from agent.transcript import is_question

State = AgentState[Any]

_LAST_ROWS, _OLD_ROWS = 5, 2
_OLD_ANSWER_CHARACTERS = 160
# About 900 tokens of Latin text; a Chinese character counts as three.
_OLD_BUDGET = 2_700
_MOST_LISTED = 12
_HAN = re.compile(r"[㐀-鿿]")
_DIRECTIVE = re.compile(r"^\[(?:suggest|reading)\].*\n?", re.MULTILINE)
_EARLIER = "(Earlier questions are left out; their results can still be referenced: {results}.)\n"


class PromptWindow(AgentMiddleware[State, Any]):
    """Shortens the conversation for the model, never for the checks."""

    def wrap_model_call(
        self, request: ModelRequest[Any], handler: Callable[[ModelRequest[Any]], ModelResponse[Any]]
    ) -> ModelResponse[Any] | AIMessage:
        """The model's reply to what fits the window."""
        return handler(request.override(messages=windowed(request.messages)))


def windowed(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """The messages as they are sent: turns from the latest backwards, until the budget of the old ones is spent."""
    turns = _turns(messages)
    if not turns:
        return list(messages)
    kept = [[_read(message, rows=None) for message in turns[-1]]]
    if len(turns) > 1:
        kept.insert(0, _settled(turns[-2], rows=_LAST_ROWS))
    spent = 0
    left_out = len(turns) - 2
    while left_out > 0:
        turn = _settled(turns[left_out - 1], rows=_OLD_ROWS, answer=_OLD_ANSWER_CHARACTERS)
        spent += sum(_size(message) for message in turn)
        if spent > _OLD_BUDGET:
            break
        kept.insert(0, turn)
        left_out -= 1
    if left_out > 0:
        kept[0][0] = _with_digest(kept[0][0], [message for turn in turns[:left_out] for message in turn])
    return [message for turn in kept for message in turn]


def _turns(messages: Sequence[AnyMessage]) -> list[list[AnyMessage]]:
    starts = [i for i, message in enumerate(messages) if is_question(message)]
    return [list(messages[a:b]) for a, b in pairwise([*starts, len(messages)])]


def _settled(turn: Sequence[AnyMessage], *, rows: int, answer: int | None = None) -> list[AnyMessage]:
    """A turn that is over: its question, the calls that worked with a few rows each, its answer."""
    worked = {m.tool_call_id for m in turn if isinstance(m, ToolMessage) and isinstance(m.artifact, dict)}
    kept: list[AnyMessage] = []
    for message in turn:
        if isinstance(message, HumanMessage):
            kept.append(message)
        elif isinstance(message, ToolMessage):
            kept += [_read(message, rows=rows)] if message.tool_call_id in worked else []
        elif isinstance(message, AIMessage):
            calls = [call for call in message.tool_calls if call["id"] in worked]
            text = _DIRECTIVE.sub("", message.text).strip()
            text = text if answer is None or len(text) <= answer else text[:answer] + "…"
            if calls or text:
                kept.append(AIMessage(text if not calls else "", tool_calls=calls, id=message.id))
    return kept


def _read(message: AnyMessage, *, rows: int | None) -> AnyMessage:
    """A result as the model reads it; an error and everything else as it is."""
    if not isinstance(message, ToolMessage) or not isinstance(message.artifact, dict):
        return message
    try:
        document = json.loads(message.text)
    except ValueError:
        return message
    return message.model_copy(update={"content": result_text(document, message.name or "", rows=rows)})


def _size(message: AnyMessage) -> int:
    """Characters, with a Chinese one as three: both then cost about a third of a token each."""
    text = message.text
    calls = (
        json.dumps([c["args"] for c in message.tool_calls], ensure_ascii=False)
        if isinstance(message, AIMessage)
        else ""
    )
    return len(text) + len(calls) + 2 * len(_HAN.findall(text + calls)) + 30


def _with_digest(question: AnyMessage, gone: Sequence[AnyMessage]) -> AnyMessage:
    """The oldest question that is sent, after a list of the results of those that are not; no cell of them is in it."""
    results = [m.artifact for m in gone if isinstance(m, ToolMessage) and isinstance(m.artifact, dict)]
    said = [f"{r['id']} {r['tool']} ({', '.join(c['key'] for c in r['columns'][:4])})" for r in results[-_MOST_LISTED:]]
    if not said:
        return question
    return question.model_copy(update={"content": _EARLIER.format(results="; ".join(said)) + question.text})
