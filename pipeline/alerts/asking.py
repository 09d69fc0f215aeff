"""The build in use and those it is compared with, asked through the tools; every call is in the audit log."""

import json
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from config.errors import ToolInputError
from config.settings import Settings
from data.builds import Build
from data.workspace import Workspace
from pipeline.alerts.wording import said
from tools.results import ToolResult

if TYPE_CHECKING:
    from agent.analyst import Analyst
    from tools.shop import Shop


@dataclass
class Side:
    """One build that is asked; opened when it is first asked.

    Attributes:
        build: Which.
        settings: Of the tools.
        opened: Closes what was opened.
    """

    build: Build
    settings: Settings
    opened: ExitStack
    _analyst: "Analyst | None" = field(default=None, init=False)
    _asked: dict[str, ToolResult] = field(default_factory=dict, init=False)

    @property
    def shop(self) -> "Shop":
        """The build, opened for questions, in the company's words."""
        return self._lent().shop

    def ask(self, rule: str, tool: str, **arguments: Any) -> ToolResult:  # noqa: ANN401 - any JSON
        """A tool's result; the same question of several rules is asked once.

        Args:
            rule: On whose behalf, for the audit log.
            tool: Which tool.
            arguments: Of the tool.

        Raises:
            KezhiError: As `agent.page_views.View.call` does.
            AuditError: The call cannot be logged.
        """
        asked = json.dumps([tool, arguments], sort_keys=True)
        if asked not in self._asked:
            viewed = self._lent().view(
                "alerts", role="analyst", language="en", user=self.settings.user_name(), subject=rule
            )
            with viewed as view:
                if not view.has(tool):
                    raise ToolInputError(said("why.no_tool", tool=tool))
                self._asked[asked] = ToolResult.from_json(view.call(tool, **arguments))
        return self._asked[asked]

    def _lent(self) -> "Analyst":
        if self._analyst is None:
            from agent.analyst import Analyst
            from tools.shop import Shop

            folder = self.build.path.parent.parent
            self._analyst = self.opened.enter_context(
                closing(Analyst(Shop.open(self.build, self.settings), self.settings, folder=folder))
            )
        return self._analyst


class Builds:
    """The builds of one workspace, for as long as rules are checked."""

    def __init__(self, workspace: Path, settings: Settings) -> None:
        """Nothing is opened yet.

        Raises:
            WorkspaceError: There is no build in use.
        """
        self._opened = ExitStack()
        self._settings = settings
        self._workspace = Workspace(workspace)
        self._sides: dict[str, Side] = {}
        self.now = self._side(self._workspace.current())

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Closes every build that was opened."""
        self._opened.close()

    def earlier(self, *, days: int = 0, same_horizon: bool = True) -> Side | None:
        """The build that the one in use is compared with; None where there is none.

        Args:
            days: It knows at least so many days less; 0: the one that was made before.
            same_horizon: Whether it has to predict as many days ahead.
        """
        own = self.now.build.manifest
        before = [
            build
            for build in self._workspace.readable_builds()
            if build.id < own.build_id
            and build.manifest.currency == own.currency
            and (not same_horizon or build.manifest.horizon_days == own.horizon_days)
            and (not days or (own.as_of - build.manifest.as_of).days >= days)
        ]
        known = [build.manifest.as_of for build in before] if days else []
        # With days the one that knows most of those that know so much less; of equal ones the newest.
        before = [build for build in before if not known or build.manifest.as_of == max(known)]
        newest = max(before, key=lambda build: build.id, default=None)
        return None if newest is None else self._side(newest)

    def updated(self) -> Side | None:
        """The build that the one in use added to; None of a full build, and where that one is gone."""
        source = self.now.build.manifest.updated_from
        found = next((build for build in self._workspace.readable_builds() if build.id == source), None)
        return None if found is None else self._side(found)

    def _side(self, build: Build) -> Side:
        return self._sides.setdefault(build.id, Side(build, self._settings, self._opened))
