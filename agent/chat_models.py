"""Chat models by name: the offline planner, an OpenAI-compatible endpoint, or any LangChain knows."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import openai
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.messages.tool import ToolCallChunk
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI
from pydantic import PrivateAttr

from config.errors import EndpointError
from config.settings import Role, Settings
from config.text import Text

if TYPE_CHECKING:
    from tools.shop import Shop

OFFLINE = "offline"
_OPENAI = "openai:"


class EndpointFault(EndpointError):
    """A fault of the endpoint as one clear line in both languages.

    Attributes:
        text: The line.
        passing: Whether asking again may help.
    """

    def __init__(self, text: Text, *, passing: bool = False) -> None:
        super().__init__(text.en)
        self.text = text
        self.passing = passing


_CUT = Text("The language model's answer was cut off in the middle.", "语言模型的回答中途断开。")


class CompatibleChatModel(ChatOpenAI):
    """ChatOpenAI for servers that only resemble OpenAI's.

    `content: null` beside tool calls is sent as an empty text (llama.cpp's server answers null with 500); a stream that
    ends without saying why is an error, not a shorter answer; an answer in one piece where a stream was asked for is
    taken as it is, and the next question to that server asks for no stream.
    """

    _one_piece: bool = PrivateAttr(default=False)

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
        return payload

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:  # noqa: ANN401
        received = finished = False
        if self._one_piece:
            kwargs.pop("stream_usage", None)
            yield _as_chunk(self._generate(*args, **kwargs))
            return
        try:
            for chunk in super()._stream(*args, **kwargs):
                received = True
                finished = finished or bool((chunk.generation_info or {}).get("finish_reason"))
                yield chunk
        except Exception as error:
            if received:
                raise EndpointFault(_CUT, passing=True) from error
            raise
        if not received:
            # Some servers take `stream` and answer in one piece, of which the stream's reader sees nothing.
            self._one_piece = True
            yield from self._stream(*args, **kwargs)
        elif not finished:
            raise EndpointFault(_CUT, passing=True)


def _as_chunk(result: ChatResult) -> ChatGenerationChunk:
    message = result.generations[0].message
    if not isinstance(message, AIMessage):
        raise TypeError(f"a chat model answers with an AIMessage, not {type(message).__name__}")
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
        )
    )


def make_chat_model(name: str, settings: Settings, *, shop: "Shop", role: Role) -> BaseChatModel:
    """The chat model of that name.

    Args:
        name: `offline`, `openai:MODEL`, or any name `init_chat_model` knows.
        settings: Key, address, time limit of the endpoint.
        shop: What the offline planner reads its words from.
        role: Whom the planner answers.

    Raises:
        EndpointError: The name is unknown, or what the endpoint needs is not set.
    """
    if name == OFFLINE:
        from agent.offline_model import OfflineChatModel

        return OfflineChatModel.for_shop(shop, role=role)
    if name.startswith(_OPENAI):
        return _compatible(name.removeprefix(_OPENAI), settings)
    return _any_other(name)


def _compatible(model: str, settings: Settings) -> CompatibleChatModel:
    if settings.openai_api_key is None or not settings.openai_api_key.get_secret_value():
        raise EndpointError(
            f"openai:{model} needs a key: set OPENAI_API_KEY (any text for a local server without one), "
            "or KEZHI_MODEL=offline"
        )
    if not model:
        raise EndpointError("name a model after 'openai:', such as openai:gpt-5-mini")
    return CompatibleChatModel(
        model=model,
        api_key=settings.openai_api_key,
        base_url=settings.openai_base_url,
        use_responses_api=False,
        timeout=settings.request_timeout_seconds,
        # agent.middleware retries, so that a stream cut in the middle is retried like any other passing fault.
        max_retries=0,
        stream_usage=True,
    )


def _any_other(name: str) -> BaseChatModel:
    from langchain.chat_models import init_chat_model

    try:
        model: BaseChatModel = init_chat_model(name)
    except (ImportError, ValueError, openai.OpenAIError) as error:
        line = str(error).strip().splitlines()[0]
        raise EndpointError(f"model {name!r} cannot be used: {line}; try offline or openai:MODEL") from error
    return model


def describe_fault(error: Exception) -> EndpointFault:
    """What went wrong at the endpoint, as one line for people."""
    if isinstance(error, EndpointFault):
        return error
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _by_status(status, _said(error))
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "APITimeoutError" in kinds or isinstance(error, TimeoutError):
        return EndpointFault(Text("The language model did not answer in time.", "语言模型超时未响应。"), passing=True)
    if "RemoteProtocolError" in kinds or "ReadError" in kinds:
        return EndpointFault(_CUT, passing=True)
    if "APIConnectionError" in kinds or isinstance(error, OSError) or "TransportError" in kinds:
        return EndpointFault(
            Text("The language model's endpoint cannot be reached.", "无法连接语言模型服务。"), passing=True
        )
    name = type(error).__name__
    return EndpointFault(Text(f"The language model failed ({name}).", f"语言模型出错（{name}）。"))


def _by_status(status: int, said: str) -> EndpointFault:
    lines = {
        401: Text("the key was refused", "密钥被拒绝"),
        403: Text("access was denied", "拒绝访问"),
        404: Text("there is no such model or address", "没有该模型或地址"),
        429: Text("too many requests, or no quota left", "请求过多或额度不足"),
    }
    known = lines.get(status) or (
        Text("the server failed", "服务器出错") if status >= 500 else Text("the request was refused", "请求被拒绝")
    )
    detail = f": {said}" if said else ""
    return EndpointFault(
        Text(
            f"The language model's endpoint answered {status}: {known.en}{detail}",
            f"语言模型服务返回 {status}：{known.zh}{detail}",
        ),
        passing=status in (408, 409, 429) or status >= 500,
    )


def _said(error: Exception) -> str:
    """The server's own short message, first line only."""
    body = getattr(error, "body", None)
    inner = body.get("error", body) if isinstance(body, dict) else None
    message = inner.get("message") if isinstance(inner, dict) else None
    return str(message).strip().splitlines()[0][:200].replace("{{", "{ {") if message else ""
