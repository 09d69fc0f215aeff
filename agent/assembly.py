"""Puts an agent together: the model, its tools, its prompt, and what stands between them."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from langchain.agents import create_agent
from langchain.agents.middleware import ToolCallLimitMiddleware
from langchain_core.language_models import BaseChatModel
from langgraph.checkpoint.base import BaseCheckpointSaver

from agent.answering import Answering
from agent.middleware import AnswerCheck, CallLimit, EndpointGuard, Mender, ToolGuard
from agent.privacy import PromptGuard
from agent.prompt_window import PromptWindow
from agent.routing import ToolRouter
from config.settings import Settings
from config.text import Language
from prompts.library import load_prompt
from tools.catalogue import build_tools
from tools.context import ToolContext
from tools.untrusted_text import inert

if TYPE_CHECKING:
    from tools.shop import Shop

_LONGEST_NAME = 60
_LANGUAGE_NAMES: dict[Language, str] = {"en": "English", "zh": "Chinese"}


def assemble(
    model: BaseChatModel,
    answering: Answering,
    *,
    settings: Settings,
    memory: BaseCheckpointSaver[Any],
    names: Callable[[], Collection[str]],
    planner: bool,
) -> Any:  # noqa: ANN401 - LangGraph's compiled graph
    """The compiled agent.

    Args:
        model: The chat model.
        answering: Checks its answers, for one shop, role and language.
        settings: Limits.
        memory: Where conversations are kept.
        names: The shop's customer names in lower case; never sent to a language model.
        planner: Whether the model is the offline planner, which reads everything itself and is nobody to hide it from.
    """
    limits: list[Any] = [
        Mender(),
        EndpointGuard(
            retries=settings.request_retries,
            language=answering.language,
            patience_seconds=settings.request_timeout_seconds,
        ),
        ToolGuard(),
        CallLimit(model_calls=settings.max_model_calls, language=answering.language),
        ToolCallLimitMiddleware(run_limit=settings.max_tool_calls, exit_behavior="continue"),
        # The planner is deterministic: asked again it would write the same.
        AnswerCheck(answering.check, mends=0 if planner else 1, model_calls=settings.max_model_calls),
    ]
    return create_agent(
        model,
        build_tools(answering.shop, answering.role),
        system_prompt=_system_prompt(answering),
        middleware=limits if planner else [*limits, PromptGuard(names), ToolRouter(), PromptWindow()],
        context_schema=ToolContext,
        checkpointer=memory,
    )


def _system_prompt(answering: Answering) -> str:
    shop: Shop = answering.shop
    manifest = shop.manifest
    return load_prompt("analyst").fill(
        # A shop may be named by whoever made its files: one line, in quotation marks that it cannot close.
        shop=inert(manifest.shop_name).replace('"', "'")[:_LONGEST_NAME],
        first_day=manifest.first_day.isoformat(),
        as_of=manifest.as_of.isoformat(),
        currency=manifest.currency,
        horizon_days=str(manifest.horizon_days),
        role=answering.role,
        language=_LANGUAGE_NAMES[answering.language],
    )
