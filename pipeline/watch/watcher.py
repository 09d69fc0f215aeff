"""What is due is done: new files, training anew, alerts, reports. One round looks at all of it once.

Times are those of a clock that is handed in, and the work is a function that is handed in: a round neither sleeps nor
starts processes by itself.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from agent.watch_news import next_times
from agent.watch_plan import WatchPlan, read_watch_plan
from config.errors import InputError, WorkspaceError
from data.company_file import COMPANY_FILE
from data.watch_journal import Entry, WatchJournal
from data.workspace import Workspace
from pipeline.watch.arrivals import Arrival, Arrivals, make_folders
from pipeline.watch.jobs import Jobs
from pipeline.watch.pruning import remove_oldest
from pipeline.watch.taking import Taker
from pipeline.watch.tasks import Work
from pipeline.watch.telling import Clock, Telling

# Of the journal: when the watch looked last, and as which process.
LOOKED, PROCESS = "looked", "process"


@dataclass(frozen=True)
class Due:
    """A job whose time has come.

    Attributes:
        job: Its name in the journal.
        at: When it was due; the first of the times that were missed.
    """

    job: str
    at: dt.datetime


class Watcher:
    """Watches one workspace."""

    def __init__(
        self,
        workspace: Path,
        *,
        work: Work,
        journal: WatchJournal,
        clock: Clock,
        say: Callable[[Entry], None] = lambda entry: None,
    ) -> None:
        """Reads the plan and makes the folder.

        Args:
            workspace: Where the builds are.
            work: Does the work.
            journal: What was done, and is kept.
            clock: The time.
            say: Called with whatever happens.

        Raises:
            InputError: There is no build, the plan cannot be used, or the folder cannot.
        """
        self._workspace, self._journal, self._clock = workspace, journal, clock
        self.telling = Telling(journal, clock, say)
        self._arrivals = Arrivals()
        self._jobs = Jobs(workspace, work=work, journal=journal, telling=self.telling, clock=clock)
        self._taker = Taker(workspace, work=work, journal=journal, telling=self.telling, clock=clock)
        Workspace(workspace).current()
        self._stamp = self._stamped()
        self.plan = read_watch_plan(workspace)
        self._make_folders(self.plan)
        self._begin_jobs()

    def look(self) -> tuple[Arrival, ...]:
        """Looks at the plan and the folder; the files that are whole."""
        self._follow_plan()
        now = self._clock()
        self._journal.put_fact(LOOKED, now.astimezone(dt.UTC).isoformat(timespec="seconds"))
        try:
            found = self._arrivals.look(self.plan.folder, self.plan.kind_of, now=now.timestamp())
        except InputError as error:  # such as a drive that is not mounted at the moment
            self.telling.note_once("folder", "folder_gone", line=str(error))
            return ()
        self.telling.over("folder")
        return found

    def round(self) -> bool:
        """Looks, and does all that is due; whether the watch goes on."""
        found = self.look()
        due = {each.job: each for each in self.due()}
        if (self.plan.update is None or "update" in due) and not self._taker.take(found):
            return False
        if "update" in due and not self._taker.holds(found):
            self._jobs.ran("update", "done")
        if "rebuild" in due and not self._jobs.rebuild():
            return False
        if not self._jobs.alerts():
            return False
        for report in self.plan.reports:
            if report.job in due and not self._jobs.report(report, self.plan.zone):
                return False
        self._prune()
        return True

    def due(self) -> tuple[Due, ...]:
        """The jobs whose time has come; what was missed comes once, however often it was missed."""
        now = self._clock()
        return tuple(Due(job, at) for job, at in self.next_times().items() if at <= now)

    def next_times(self) -> dict[str, dt.datetime]:
        """When each job is due next; what is due already, since when."""
        return next_times(self.plan, self._journal, now=self._clock())

    def _begin_jobs(self) -> None:
        """A job that is seen for the first time is due at its next time, not for all the times before."""
        for job in self.plan.schedules():
            if self._journal.job(job) is None:
                self._jobs.ran(job, "new")

    def _follow_plan(self) -> None:
        """Reads the company's file again where it has changed; where it cannot be used, the plan of before holds."""
        if (stamp := self._stamped()) == self._stamp:
            return
        self._stamp = stamp
        # Rules of alerts stand in the same file.
        self._jobs.alert_again()
        try:
            plan = read_watch_plan(self._workspace)
            self._make_folders(plan)
        except InputError as error:
            self.telling.note("plan_bad", line=str(error))
            return
        if plan != self.plan:
            self.plan = plan
            self._begin_jobs()
            self.telling.note("plan_new")

    def _make_folders(self, plan: WatchPlan) -> None:
        make_folders(plan.folder, ours=self._workspace in plan.folder.parents)

    def _prune(self) -> None:
        if self.plan.keep_builds is None:
            return
        try:
            removed = remove_oldest(Workspace(self._workspace), keep=self.plan.keep_builds)
        except WorkspaceError:  # somebody is building; the next round comes soon
            return
        if removed:
            self.telling.note("builds_removed", count=removed)

    def _stamped(self) -> tuple[int, int, int] | None:
        try:
            found = (self._workspace / COMPANY_FILE).stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino
