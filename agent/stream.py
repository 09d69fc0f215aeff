"""Turns the agent's stream of updates into steps for the person who waits, and keeps what the answer is made from."""

import json
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, ToolMessage

from agent.answers import Event, StepFinished, StepStarted
from agent.steps import step_title
from agent.transcript import own_status
from tools.context import ToolContext


@dataclass
class StepStream:
    """What has happened so far in one question.

    Attributes:
        final: The last message without tool calls, as the model wrote it.
        tools: Names of the tools called.
        tokens: Tokens read and written.
        said: Every message of the model, in order.
        returned: Every answer of a tool, in the order in which they came.
        counted: Whether the endpoint told the tokens of every reply.
    """

    final: AIMessage | None = None
    tools: list[str] = field(default_factory=list)
    tokens: dict[str, int] = field(default_factory=lambda: {"input": 0, "output": 0})
    said: list[AIMessage] = field(default_factory=list)
    returned: list[ToolMessage] = field(default_factory=list)
    counted: bool = True
    _started: dict[str, float] = field(default_factory=dict)

    def take(self, chunk: Any) -> Iterator[Event]:  # noqa: ANN401 - whatever LangGraph streams
        """Events of what one step of the agent has changed."""
        if not isinstance(chunk, Mapping):
            return
        for node, update in chunk.items():
            messages = update.get("messages") if isinstance(update, Mapping) else None
            for message in messages or ():
                if isinstance(message, AIMessage) and not str(node).endswith("after_agent"):
                    self.said += [message] if node == "model" else []
                    yield from self._called(message)
                elif isinstance(message, ToolMessage):
                    self.returned.append(message)
                    yield from self._done(message)

    def _called(self, message: AIMessage) -> Iterator[Event]:
        usage = message.usage_metadata
        if usage:
            self.tokens["input"] += usage["input_tokens"]
            self.tokens["output"] += usage["output_tokens"]
        elif own_status(message) is None:
            self.counted = False
        if not message.tool_calls:
            self.final = message
        for call in message.tool_calls:
            call_id = call["id"] or ""
            self._started[call_id] = time.perf_counter()
            self.tools.append(call["name"])
            yield StepStarted(call_id, call["name"], step_title(call["name"], call["args"]), call["args"])

    def _done(self, message: ToolMessage) -> Iterator[Event]:
        started = self._started.pop(message.tool_call_id, None)
        if started is None:
            return
        artifact = message.artifact if isinstance(message.artifact, dict) else {}
        problem, kind = _problem(message) if message.status == "error" else ("", "")
        seconds = round(time.perf_counter() - started, 4)
        yield StepFinished(message.tool_call_id, message.name or "", seconds, int(artifact.get("n", 0)), problem, kind)


def streamed(
    agent: Any,  # noqa: ANN401 - a compiled graph, whatever its states are
    messages: Sequence[BaseMessage],
    steps: StepStream,
    *,
    thread: str,
    context: ToolContext,
) -> Generator[Event, None, list[BaseMessage]]:
    """Events of an agent that is sent these messages, which `steps` takes; the whole conversation when it has ended."""
    config = {"configurable": {"thread_id": thread}}
    stream = agent.stream(
        {"messages": list(messages)},
        config,
        context=context,
        # Of tokens nothing is shown, and where they or a tool's own words are asked for, LangGraph waits for them in a
        # thread of its pool, beside the step's: a pool with one thread has then been seen to wait for ever.
        stream_mode="updates",
        # Once a question, not once a step: each write holds the whole conversation.
        durability="exit",
    )
    with closing(stream):
        for chunk in stream:
            yield from steps.take(chunk)
    return list(agent.get_state(config).values["messages"])


def _problem(message: ToolMessage) -> tuple[str, str]:
    """The line a tool's error says, without the JSON around it, and which sort of error it is, such as `invalid`."""
    try:
        document = json.loads(message.text)
    except ValueError:
        return message.text, ""
    if not isinstance(document, dict):
        return message.text, ""
    return str(document.get("message", message.text)), str(document.get("error", ""))
