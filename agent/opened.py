"""A shop as it is asked: its words, agents, tools and the journal that says which words an answer was made in."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from langchain_core.language_models import BaseChatModel
from langgraph.checkpoint.base import BaseCheckpointSaver

from agent.agents import Agents
from agent.answering import Answering, ReviewTexts
from agent.audit_journal import Journal, Log
from agent.planner.languages import han_names
from config.errors import InputError
from config.settings import Settings
from data.company_file import CompanyFile

if TYPE_CHECKING:
    from tools.shop import Shop

_logger = logging.getLogger(__name__)
# Of the company's file: when it was written, how long it is, which one; None where there is none.
_Stamp = tuple[int, int, int] | None


@dataclass(frozen=True)
class Opened:
    """What an answer is made from; a question that has begun keeps its own, whatever is defined meanwhile."""

    shop: "Shop"
    agents: Agents
    journal: Journal
    review_texts: ReviewTexts
    han: frozenset[str]

    @staticmethod
    def of(
        shop: "Shop",
        settings: Settings,
        *,
        memory: BaseCheckpointSaver[Any],
        models: Mapping[str, BaseChatModel],
        log: Log,
    ) -> "Opened":
        """Agents and journal of a shop; arguments as of `Agents` and `Journal`."""
        names = "name" in shop.customers
        named = [*shop.lexicon.values.values(), *([shop.customers["name"].cat.categories] if names else [])]
        return Opened(
            shop,
            Agents(shop, settings, memory=memory, models=models),
            Journal(shop, log, settings),
            ReviewTexts(shop),
            han_names(str(name) for values in named for name in values),
        )

    def prepare(self, model: str) -> None:
        """Makes a chat model's agents in every role and language."""
        self.agents.prepare(model, lambda role, language: Answering(self.shop, role, language, self.review_texts))


class InPresentWords:
    """The shop in the company's words as they are now: opened anew when its file has changed, in every process."""

    def __init__(
        self,
        shop: "Shop",
        settings: Settings,
        *,
        memory: BaseCheckpointSaver[Any],
        models: Mapping[str, BaseChatModel],
        log: Log,
    ) -> None:
        """Arguments as of `Opened.of`."""
        self._settings, self._memory, self._models, self._log = settings, memory, models, log
        self._file = CompanyFile(shop.workspace)
        self._stamp = self._stamped()
        self._opened = self._open(shop)
        self._lock = threading.Lock()

    def now(self) -> Opened:
        """What the next question is asked of; where the file cannot be used, its words of before stay."""
        with self._lock:
            if (stamp := self._stamped()) != self._stamp:
                self._stamp = stamp
                try:
                    self._opened = self._open(self._opened.shop.reworded())
                except InputError as error:
                    _logger.warning("the company's words of before stay in use: %s", error)
            return self._opened

    def _open(self, shop: "Shop") -> Opened:
        return Opened.of(shop, self._settings, memory=self._memory, models=self._models, log=self._log)

    def _stamped(self) -> _Stamp:
        try:
            found = self._file.path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
