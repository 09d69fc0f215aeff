"""Chat models by name: the offline planner, an OpenAI-compatible endpoint, or any LangChain knows."""

from typing import TYPE_CHECKING

import openai
from langchain_core.language_models import BaseChatModel

from agent.compatible_model import CompatibleChatModel
from config.errors import EndpointError
from config.settings import Role, Settings

if TYPE_CHECKING:
    from tools.shop import Shop

OFFLINE = "offline"
_OPENAI = "openai:"


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
        extra_body=dict(settings.request_extra) or None,
        # agent.middleware retries, so that a stream cut in the middle is retried like any other passing fault.
        max_retries=0,
        streaming=True,
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
