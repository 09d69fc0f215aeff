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
from data.workspace import Workspace

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


class AsOfNow:
    """The shop in the company's words as they are now, and where wanted in the build that is in use now.

    Both are seen by looking at the files, so that it holds in every process.
    """

    def __init__(
        self,
        shop: "Shop",
        settings: Settings,
        *,
        memory: BaseCheckpointSaver[Any],
        models: Mapping[str, BaseChatModel],
        log: Log,
        follow: bool,
    ) -> None:
        """Arguments as of `Opened.of`; `follow`: whether a new build of the workspace takes the place of this one."""
        self._settings, self._memory, self._models, self._log = settings, memory, models, log
        self._file, self._builds = CompanyFile(shop.workspace), Workspace(shop.workspace)
        self._follow, self._unusable = follow, ""
        self._stamp = self._stamped()
        self._opened = self._open(shop)
        self._lock = threading.Lock()

    def now(self) -> Opened:
        """What the next question is asked of; where file or build cannot be used, what was before stays."""
        with self._lock:
            if self._follow:
                self._take_new_build()
            if (stamp := self._stamped()) != self._stamp:
                self._stamp, self._unusable = stamp, ""
                try:
                    self._opened = self._open(self._opened.shop.reworded())
                except InputError as error:
                    _logger.warning("the company's words of before stay in use: %s", error)
            return self._opened

    def _take_new_build(self) -> None:
        build_id = self._builds.current_id()
        if build_id in (None, self._opened.shop.build.id, self._unusable):
            return
        stamp = self._stamped()
        try:
            self._opened = self._open(self._opened.shop.reopened(self._builds.current()))
        except (InputError, OSError) as error:
            # Not tried again at each question; once the file has changed, it may go well.
            self._unusable = build_id or ""
            _logger.warning("the build of before stays in use: %s", error)
            return
        self._stamp, self._unusable = stamp, ""
        _logger.info("questions from now on are asked of the build %s", self._opened.shop.build.id)

    def _open(self, shop: "Shop") -> Opened:
        return Opened.of(shop, self._settings, memory=self._memory, models=self._models, log=self._log)

    def _stamped(self) -> _Stamp:
        try:
            found = self._file.path.stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
