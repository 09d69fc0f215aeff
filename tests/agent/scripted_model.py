"""A chat model that says what a test wrote down, with tools and streaming, for tests that need no wire."""

import itertools
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.messages.tool import tool_call, tool_call_chunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import PrivateAttr

Said = str | list[tuple[str, dict[str, Any]]]


class ScriptedChatModel(BaseChatModel):
    """Says each entry once, then repeats the last: a text, or tool calls as (name, arguments).

    An entry may also be a function of the messages.
    """

    script: list[Any]
    _number: Any = PrivateAttr(default_factory=itertools.count)
    _seen: list[list[BaseMessage]] = PrivateAttr(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    @property
    def seen(self) -> list[list[BaseMessage]]:
        """The messages of every call."""
        return self._seen

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Any:
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=self._next(messages))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        message = self._next(messages)
        for word in str(message.content).split(" ")[:-1]:
            yield ChatGenerationChunk(message=AIMessageChunk(content=word + " ", id=message.id))
        calls = [
            tool_call_chunk(name=c["name"], args=json.dumps(c["args"]), id=c["id"], index=i)
            for i, c in enumerate(message.tool_calls)
        ]
        last = str(message.content).split(" ")[-1]
        yield ChatGenerationChunk(
            message=AIMessageChunk(content=last, id=message.id, tool_call_chunks=calls, chunk_position="last")
        )

    def _next(self, messages: list[BaseMessage]) -> AIMessage:
        self._seen.append(list(messages))
        number = next(self._number)
        said: Said | Callable[[list[BaseMessage]], Said] = self.script[min(number, len(self.script) - 1)]
        if callable(said):
            said = said(messages)
        # Each message and call needs an id of its own: equal ids replace each other in a conversation.
        if isinstance(said, str):
            return AIMessage(said, id=f"scripted-{id(self)}-{number}")
        calls = [tool_call(name=n, args=a, id=f"call-{id(self)}-{number}-{i}") for i, (n, a) in enumerate(said)]
        return AIMessage("", id=f"scripted-{id(self)}-{number}", tool_calls=calls)
