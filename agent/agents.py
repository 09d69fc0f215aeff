"""The compiled agents of one shop and the tools of its pages: made when first needed, kept by role."""

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from itertools import product
from typing import TYPE_CHECKING, Any, get_args

from langchain_core.language_models import BaseChatModel
from langchain_core.tools import BaseTool
from langgraph.checkpoint.base import BaseCheckpointSaver

from agent.answering import Answering
from agent.assembly import assemble
from agent.chat_models import OFFLINE, make_chat_model
from config.errors import EndpointError
from config.settings import Role, Settings
from config.text import Language
from tools.catalogue import build_tools

if TYPE_CHECKING:
    from tools.shop import Shop


class Agents:
    """Agents by model, role and language; safe to use from several threads."""

    def __init__(
        self,
        shop: "Shop",
        settings: Settings,
        *,
        memory: BaseCheckpointSaver[Any],
        models: Mapping[str, BaseChatModel],
    ) -> None:
        """Nothing is made yet.

        Args:
            shop: The build that is asked.
            settings: Model, key, limits.
            memory: Where conversations are kept.
            models: Further chat models by name, beside those `make_chat_model` knows.
        """
        self._shop = shop
        self._settings = settings
        self._memory = memory
        self._given = dict(models)
        self._models: dict[tuple[str, Role], BaseChatModel] = {}
        self._agents: dict[tuple[str, Role, Language], Any] = {}
        self._tools: dict[Role, Sequence[BaseTool]] = {}
        self._lock = threading.Lock()

    def agent(self, name: str, role: Role, answering: Answering) -> Any:  # noqa: ANN401 - LangGraph's compiled graph
        """The compiled agent of a chat model, for the role and language of the answers it is checked by."""
        key = name, role, answering.language
        with self._lock:
            if key not in self._agents:
                self._agents[key] = self._compile(name, role, answering)
            return self._agents[key]

    def prepare(self, name: str, answering_of: Callable[[Role, Language], Answering]) -> None:
        """Makes the agents of a chat model in every role and language.

        Args:
            name: Of the chat model.
            answering_of: Checks the answers of a role in a language.
        """
        for role, language in product(get_args(Role), get_args(Language)):
            # Without its key a language model cannot be made: the answer says so when something is asked.
            with suppress(EndpointError):
                self.agent(name, role, answering_of(role, language))

    def tools(self, role: Role) -> Sequence[BaseTool]:
        """The tools as a page calls them, without an agent."""
        with self._lock:
            if role not in self._tools:
                self._tools[role] = build_tools(self._shop, role)
            return self._tools[role]

    def _compile(self, name: str, role: Role, answering: Answering) -> Any:  # noqa: ANN401
        settings = self._settings
        if (name, role) not in self._models:
            given = self._given.get(name)
            self._models[name, role] = given or make_chat_model(name, settings, shop=self._shop, role=role)
        return assemble(
            self._models[name, role],
            answering,
            settings=settings,
            memory=self._memory,
            names=lambda: self._shop.customer_names,
            planner=name == OFFLINE,
        )
