"""The chat model of an OpenAI-compatible endpoint, and of servers that only nearly are."""

import json
import logging
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Self

import openai
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, message_chunk_to_message
from langchain_core.messages.tool import ToolCall, ToolCallChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI
from pydantic import PrivateAttr, model_validator

from agent.call_text import UNREAD_CALL, read_calls, without_thoughts
from agent.endpoint_faults import CUT, EndpointFault, said_by
from agent.server_gaps import Gap, adapted, gap_in
from config.text import Text

_logger = logging.getLogger(__name__)

# Where a model's reasoning is kept in a message; no answer shows it.
_THOUGHTS = "reasoning_content"


class _LenientClient:
    """OpenAI's client, its streams read as they are: the library warns of every part that is not as documented."""

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - OpenAI's Completions
        self._client = client

    def create(self, **payload: Any) -> Any:  # noqa: ANN401
        """The reply, or its parts one by one."""
        response = self._client.create(**payload)
        return self._parts(response) if payload.get("stream") else response

    @property
    def with_raw_response(self) -> Any:  # noqa: ANN401
        """The client that gives whole replies with their headers."""
        return self._client.with_raw_response

    @staticmethod
    @contextmanager
    def _parts(response: Any) -> Iterator[Iterator[dict[str, Any]]]:  # noqa: ANN401
        with response:
            yield (part.model_dump(warnings=False) for part in response)


class CompatibleChatModel(ChatOpenAI):
    """ChatOpenAI for servers that only resemble OpenAI's.

    `content: null` beside tool calls is sent as an empty text (llama.cpp's server answers null with 500). What a server
    refuses (`agent.server_gaps`) is left out from then on. Replies are taken whole, for no word of one is shown before
    it is checked: a stream that ends without saying why is an error, not a shorter answer; thoughts are taken out, and
    calls that were left in the text are read where they can be (`agent.call_text`).
    """

    _gaps: set[Gap] = PrivateAttr(default_factory=set)
    # Whether this server has ever given tool calls as such; then what looks like one in a text is text.
    _gives_calls: bool = PrivateAttr(default=False)

    @model_validator(mode="after")
    def _read_leniently(self) -> Self:
        if not isinstance(self.client, _LenientClient):
            self.client = _LenientClient(self.client)
        return self

    def _get_request_payload(
        self,
        input_: LanguageModelInput,
        *,
        stop: list[str] | None = None,
        **kwargs: Any,  # noqa: ANN401 - the base class's signature
    ) -> dict[str, Any]:
        payload: dict[str, Any] = super()._get_request_payload(input_, stop=stop, **kwargs)
        for message in payload.get("messages", ()):
            if message.get("content") is None:
                message["content"] = ""
        given = self._convert_input(input_).to_messages()
        return adapted(payload, self._gaps, [str(m.additional_kwargs.get(_THOUGHTS, "")) for m in given])

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> ChatResult:
        # super() inside a lambda would not know the class.
        ask = super()._generate
        message = self._adapting(lambda: _message(ask(messages, stop, None, **kwargs)), kwargs)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,  # noqa: ANN401
    ) -> Iterator[ChatGenerationChunk]:
        ask, ask_whole = super()._stream, super()._generate

        def reply() -> AIMessage:
            plain = {key: value for key, value in kwargs.items() if key != "stream_usage"} | {"stream": False}
            if "stream" not in self._gaps:
                received = _received(ask(messages, stop, None, **kwargs))
                if received is not None:
                    return received
                # Some servers take `stream` and answer in one piece, of which the stream's reader sees nothing.
                self._gaps.add("stream")
            return _message(ask_whole(messages, stop, None, **plain))

        yield _as_chunk(self._adapting(reply, kwargs))

    def _adapting(self, ask: Callable[[], AIMessage], bound: Mapping[str, Any]) -> AIMessage:
        """The reply, asked for again without what the server says it cannot do."""
        while True:
            try:
                message = ask()
            except openai.APIError as error:
                gap = gap_in(said_by(error))
                if gap is None or gap in self._gaps:
                    raise
                self._gaps.add(gap)
                _logger.info("the server refused the request (%s); asking again without", gap)
            else:
                return self._tidied(message, bound)

    def _tidied(self, message: AIMessage, bound: Mapping[str, Any]) -> AIMessage:
        """The reply without thoughts, every call with an id, calls in the text taken out of it."""
        text = without_thoughts(message.text)
        calls = list(message.tool_calls)
        self._gives_calls = self._gives_calls or bool(calls or message.invalid_tool_calls)
        if not self._gives_calls:
            words = read_calls(text, {tool["function"]["name"] for tool in bound.get("tools") or ()})
            if words.unread:
                form = words.unread
                raise EndpointFault(
                    Text(UNREAD_CALL.en.format(form=form), UNREAD_CALL.zh.format(form=form)),
                    passing=form == "<tool_call>",
                )
            text = words.text
            calls = [ToolCall(name=name, args=arguments, id=None, type="tool_call") for name, arguments in words.calls]
        named = [{**call, "id": call["id"] or f"call_{uuid.uuid4().hex[:16]}"} for call in calls]
        return message.model_copy(update={"content": text, "tool_calls": named})

    def _create_chat_result(
        self, response: dict[str, Any] | openai.BaseModel, generation_info: dict[str, Any] | None = None
    ) -> ChatResult:
        document = response if isinstance(response, dict) else response.model_dump(warnings=False)
        replies = [choice.get("message") or {} for choice in document.get("choices") or ()]
        for reply in replies:
            _with_texts(reply)
        result = super()._create_chat_result(document, generation_info)
        for generation, reply in zip(result.generations, replies, strict=False):
            generation.message.additional_kwargs |= _thoughts(reply)
        return result

    def _convert_chunk_to_generation_chunk(
        self, chunk: dict[str, Any], default_chunk_class: type, base_generation_info: dict[str, Any] | None
    ) -> ChatGenerationChunk | None:
        delta = next((choice.get("delta") for choice in chunk.get("choices") or ()), None) or {}
        _with_texts(delta)
        made = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        if made is not None:
            made.message.additional_kwargs |= _thoughts(delta)
        return made


def _received(chunks: Iterator[ChatGenerationChunk]) -> AIMessage | None:
    """The whole of a stream; None where it held nothing.

    Raises:
        EndpointFault: It broke off.
    """
    whole: ChatGenerationChunk | None = None
    finished = False
    try:
        for chunk in chunks:
            finished = finished or bool((chunk.generation_info or {}).get("finish_reason"))
            whole = chunk if whole is None else whole + chunk
    except Exception as error:
        if whole is not None and not isinstance(error, openai.APIStatusError):
            raise EndpointFault(CUT, passing=True) from error
        raise
    if whole is None:
        return None
    if not finished:
        raise EndpointFault(CUT, passing=True)
    message = message_chunk_to_message(whole.message)
    if not isinstance(message, AIMessage):
        raise TypeError(f"a chat model answers with an AIMessage, not {type(message).__name__}")
    return message


def _message(result: ChatResult) -> AIMessage:
    message = result.generations[0].message
    if not isinstance(message, AIMessage):
        raise TypeError(f"a chat model answers with an AIMessage, not {type(message).__name__}")
    return message


def _with_texts(reply: dict[str, Any]) -> None:
    """Arguments given as an object put as text, as every other server does; calls without a place numbered."""
    for place, call in enumerate(reply.get("tool_calls") or ()):
        function = call.get("function") or {}
        if isinstance(function.get("arguments"), dict):
            function["arguments"] = json.dumps(function["arguments"], ensure_ascii=False)
        if call.get("index") is None:
            call["index"] = place


def _thoughts(reply: Mapping[str, Any]) -> dict[str, str]:
    """What the model thought, kept beside its words: some servers want it back within the same question."""
    thought = reply.get("reasoning_content") or reply.get("reasoning")
    return {_THOUGHTS: thought} if isinstance(thought, str) and thought else {}


def _as_chunk(message: AIMessage) -> ChatGenerationChunk:
    calls = [(c["name"], json.dumps(c["args"], ensure_ascii=False), c["id"]) for c in message.tool_calls]
    calls += [(c["name"] or "", c["args"] or "", c["id"]) for c in message.invalid_tool_calls]
    chunks = [ToolCallChunk(name=name, args=args, id=i, index=place) for place, (name, args, i) in enumerate(calls)]
    return ChatGenerationChunk(
        message=AIMessageChunk(
            content=message.content,
            id=message.id,
            tool_call_chunks=chunks,
            usage_metadata=message.usage_metadata,
            response_metadata=message.response_metadata,
            additional_kwargs=message.additional_kwargs,
        )
    )
