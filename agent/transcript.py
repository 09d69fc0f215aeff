"""Reads a conversation's messages: questions, results, this question's steps, and notes the agent itself put in."""

from collections.abc import Sequence

from langchain_core.messages import AIMessage, AnyMessage, BaseMessage, HumanMessage, ToolMessage

from agent.answers import Status
from tools.results import ToolResult

# Marks in additional_kwargs, which no endpoint is sent.
_MARK = "kezhi"
_CHECK = "check"


def check_message(text: str) -> HumanMessage:
    """The list of faults given back to the model; no question of a person."""
    return HumanMessage(text, additional_kwargs={_MARK: _CHECK})


def own_message(text: str, status: Status) -> AIMessage:
    """A line of the agent's own where the model could not answer: a limit was reached, the endpoint failed."""
    return AIMessage(text, additional_kwargs={_MARK: status})


def own_status(message: BaseMessage) -> Status | None:
    """The status of a line of the agent's own; None for what a model wrote."""
    mark = message.additional_kwargs.get(_MARK)
    return mark if isinstance(message, AIMessage) and mark in ("answered", "clarify", "refused", "error") else None


def is_check(message: BaseMessage) -> bool:
    """Whether a message is a list of faults."""
    return isinstance(message, HumanMessage) and message.additional_kwargs.get(_MARK) == _CHECK


def is_question(message: BaseMessage) -> bool:
    """Whether a person asked it."""
    return isinstance(message, HumanMessage) and not is_check(message)


def questions(messages: Sequence[BaseMessage]) -> tuple[str, ...]:
    """Every question of the conversation, the latest last."""
    return tuple(message.text for message in messages if is_question(message))


def since_question(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """What has happened since the latest question."""
    asked = [i for i, message in enumerate(messages) if is_question(message)]
    return list(messages[asked[-1] + 1 :]) if asked else list(messages)


def results_in(messages: Sequence[BaseMessage]) -> dict[str, ToolResult]:
    """Results of the messages by id, oldest first."""
    artifacts = [m.artifact for m in messages if isinstance(m, ToolMessage) and isinstance(m.artifact, dict)]
    return {artifact["id"]: ToolResult.from_json(artifact) for artifact in artifacts}


def broken_steps(messages: Sequence[AnyMessage]) -> list[AnyMessage]:
    """Tool calls without an answer and answers without a call, left by a question that was stopped in between.

    Endpoints refuse a conversation that holds such.
    """
    answered = {m.tool_call_id for m in messages if isinstance(m, ToolMessage)}
    whole: set[str] = set()
    broken: list[AnyMessage] = []
    for message in messages:
        if isinstance(message, AIMessage) and message.tool_calls:
            ids = {call["id"] or "" for call in message.tool_calls}
            if ids <= answered:
                whole |= ids
            else:
                broken.append(message)
        elif isinstance(message, ToolMessage) and message.tool_call_id not in whole:
            # The answer to a malformed call belongs to a message that names it among its invalid calls.
            known = {c.get("id") for m in messages if isinstance(m, AIMessage) for c in m.invalid_tool_calls}
            broken += [] if message.tool_call_id in known else [message]
    return broken
