"""The offline planner as a LangChain chat model: no network, no key, the same answer to the same conversation."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LangSmithParams, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, ToolMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import ToolCall, ToolCallChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import ConfigDict

from agent.planner.composing import compose
from agent.planner.facts import Facts
from agent.planner.planner import Planner
from agent.planner.reading import Call, Reading
from agent.transcript import is_question
from config.settings import Role
from tools.shop import Shop

NO_TOKENS = UsageMetadata(input_tokens=0, output_tokens=0, total_tokens=0)


class OfflineChatModel(BaseChatModel):
    """Reads the last question, calls tools, and words their results.

    Nothing is remembered between calls: the reading is made anew from the messages, so that a conversation that is
    loaded again goes on as it would have.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    planner: Planner

    @staticmethod
    def for_shop(shop: Shop, *, role: Role = "analyst") -> "OfflineChatModel":
        """The model for one opened shop."""
        return OfflineChatModel(planner=Planner(Facts.of_shop(shop, role=role)))

    @property
    def _llm_type(self) -> str:
        return "kezhi-offline"

    def _get_ls_params(self, stop: list[str] | None = None, **kwargs: Any) -> LangSmithParams:  # noqa: ANN401
        return LangSmithParams(
            ls_provider="kezhi", ls_model_name=str(kwargs.get("model", "offline")), ls_model_type="chat"
        )

    def bind_tools(
        self,
        tools: Sequence[dict[str, Any] | type | Callable[..., Any] | BaseTool],
        *,
        tool_choice: str | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> Runnable[LanguageModelInput, AIMessage]:
        """The model with these tools; calls to others are never made."""
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> ChatResult:
        message = self._reply(messages, kwargs.get("tools"))
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> Iterator[ChatGenerationChunk]:
        message = self._reply(messages, kwargs.get("tools"))
        calls = [
            ToolCallChunk(name=c["name"], args=json.dumps(c["args"], ensure_ascii=False), id=c["id"], index=i)
            for i, c in enumerate(message.tool_calls)
        ]
        *lines, last = str(message.content).splitlines(keepends=True) or [""]
        for line in lines:
            chunk = ChatGenerationChunk(message=AIMessageChunk(content=line, id=message.id))
            if run_manager:
                run_manager.on_llm_new_token(line, chunk=chunk)
            yield chunk
        final = AIMessageChunk(
            content=last, tool_call_chunks=calls, usage_metadata=NO_TOKENS, id=message.id, chunk_position="last"
        )
        chunk = ChatGenerationChunk(message=final)
        if run_manager:
            run_manager.on_llm_new_token(last, chunk=chunk)
        yield chunk

    def _reply(self, messages: Sequence[BaseMessage], tools: Sequence[Mapping[str, Any]] | None) -> AIMessage:
        """Tool calls while results are missing, else the answer."""
        turn = _Turn.of(messages)
        reading = self.planner.read(turn.question, previous=turn.previous)
        known = None if tools is None else {str(tool["function"]["name"]) for tool in tools}
        if known is not None and any(call.name not in known for call in reading.calls):
            reading = self.planner.without_tool(reading)
        if reading.status != "answered" or turn.stopped(len(reading.calls)):
            return _answer(compose(reading, turn.results, self.planner.facts), turn)
        due = _due(reading, turn.results)
        if not due:
            return _answer(compose(reading, turn.results, self.planner.facts), turn)
        calls = [ToolCall(name=c.name, args=dict(c.arguments), id=turn.call_id(i), type="tool_call") for i, c in due]
        return AIMessage(content="", tool_calls=calls, usage_metadata=NO_TOKENS, id=turn.message_id)


class _Turn:
    """The last question of a conversation, the questions before it, and the results that answer it so far."""

    def __init__(self, question: str, previous: list[str], results: list[Any], place: int) -> None:
        self.question = question
        self.previous = previous
        self.results = results
        self._place = place

    @staticmethod
    def of(messages: Sequence[BaseMessage]) -> "_Turn":
        asked = [i for i, m in enumerate(messages) if is_question(m)]
        last = asked[-1] if asked else len(messages)
        questions = [_text(messages[i]) for i in asked]
        results = [_document(m) for m in messages[last:] if isinstance(m, ToolMessage)]
        return _Turn(questions[-1] if questions else "", questions[:-1], results, len(questions))

    def stopped(self, calls: int) -> bool:
        """Whether an error ends the turn: what failed cannot be mended by asking again."""
        return any(isinstance(r, dict) and r.get("error") for r in self.results) or len(self.results) >= calls > 0

    def call_id(self, place: int) -> str:
        """Id of a call: equal when the conversation is run again, unique within it."""
        digest = hashlib.sha256(f"{self._place}:{place}:{self.question}".encode()).hexdigest()
        return f"call_{digest[:16]}"

    @property
    def message_id(self) -> str:
        """Id of the message to be sent."""
        digest = hashlib.sha256(f"{self._place}:{len(self.results)}:{self.question}".encode()).hexdigest()
        return f"offline-{digest[:16]}"


# What a later call may be about, of the rows that are not shown.
_FOUND = frozenset({"customer_id", "product_id", "category", "country", "channel"})


def _text(message: BaseMessage) -> str:
    return str(message.text)


def _document(message: ToolMessage) -> Any:  # noqa: ANN401 - plain JSON
    """What the tool gave the model, with its remarks in both languages where the artifact is at hand."""
    try:
        document = json.loads(str(message.text))
    except ValueError:
        document = {"error": "invalid", "message": str(message.text)}
    if not isinstance(document, dict):
        document = {"error": "invalid", "message": str(message.text)}
    if message.status == "error" and not document.get("error"):
        document = {"error": "invalid", "message": str(message.text)}
    if isinstance(message.artifact, dict) and "notes" in message.artifact and not document.get("error"):
        document = {**document, "notes": message.artifact["notes"]}
    if isinstance(message.artifact, dict) and document.get("rows_not_shown"):
        # The next call is about all that were found, not only about those that are shown.
        known = message.artifact["rows"][len(document["rows"]) :]
        document = {**document, "found": [{key: row[key] for key in _FOUND & row.keys()} for row in known]}
    return document


def _due(reading: Reading, results: Sequence[Any]) -> list[tuple[int, Call]]:
    """Calls whose results are missing and whose needs are there, their places filled from earlier results."""
    done = len(results)
    due: list[tuple[int, Call]] = []
    for place, call in enumerate(reading.calls):
        if place < done or any(need >= done for need in call.needs):
            continue
        due.append((place, Call(call.name, _filled(call.arguments, results))))
    return due


def _filled(value: Any, results: Sequence[Any]) -> Any:  # noqa: ANN401 - plain JSON
    if isinstance(value, Mapping):
        if "$id" in value:
            return results[value["$id"]]["id"]
        if "$column" in value or "$cell" in value:
            place, column = value.get("$column") or value["$cell"]
            found = results[place]
            cells = [row.get(column) for row in (*found.get("rows", []), *found.get("found", []))]
            return cells if "$column" in value else next(iter(cells), "")
        return {key: _filled(inner, results) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_filled(inner, results) for inner in value]
    return value


def _answer(text: str, turn: _Turn) -> AIMessage:
    return AIMessage(content=text, usage_metadata=NO_TOKENS, id=turn.message_id)
