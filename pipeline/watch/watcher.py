"""What is due is done: new files, training anew, alerts, reports. One round looks at all of it once.

Times are those of a clock that is handed in, and the work is a function that is handed in: a round neither sleeps nor
starts processes by itself.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from agent.watch_plan import PlannedReport, WatchPlan, read_watch_plan
from config.errors import InputError, WorkspaceError
from data.company_file import COMPANY_FILE
from data.watch_journal import Entry, WatchJournal
from data.workspace import Workspace
from pipeline.watch.arrivals import Arrival, Arrivals, make_folders
from pipeline.watch.pruning import remove_oldest
from pipeline.watch.taking import Pauses, Taker
from pipeline.watch.tasks import Outcome, Task, Work
from pipeline.watch.telling import Clock, Telling

# Of the journal: when the watch looked last, and as which process.
LOOKED, PROCESS = "looked", "process"
_MOST_SUBJECT: Final = 40


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
        self._workspace, self._work, self._journal, self._clock = workspace, work, journal, clock
        self.telling = Telling(journal, clock, say)
        self._arrivals, self._pauses = Arrivals(), Pauses()
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
            self._ran("update", "done")
        if "rebuild" in due and not self._rebuild():
            return False
        if not self._alerts():
            return False
        for report in self.plan.reports:
            if report.job in due and not self._report(report):
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
                self._ran(job, "new")

    def _follow_plan(self) -> None:
        """Reads the company's file again where it has changed; where it cannot be used, the plan of before holds."""
        if (stamp := self._stamped()) == self._stamp:
            return
        self._stamp = stamp
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

    def _rebuild(self) -> bool:
        started = self._clock()
        outcome = self._job("rebuild", "rebuild", Task("rebuild"))
        if outcome is not None and outcome.what == "done":
            said = outcome.said
            self.telling.note(
                "rebuild_done", build=said["build"], customers=said["customers"], seconds=self._since(started)
            )
        return outcome is None or outcome.what != "stopped"

    def _report(self, report: PlannedReport) -> bool:
        order, started = report.order, self._clock()
        what = " ".join(part for part in (order.kind, order.subject) if part)
        try:
            report.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self.telling.note("report_failed", what=what, line=f"{report.folder}: {error.strerror}")
            self._ran(report.job, "failed")
            return True
        arguments: dict[str, Any] = {
            "kind": order.kind,
            "subject": order.subject,
            "language": order.language,
            "role": order.role,
            "user": order.user,
            "files": [str(file) for file in report_files(report, started.astimezone(self.plan.zone))],
        }
        outcome = self._job(report.job, "report", Task("report", arguments), what=what)
        if outcome is not None and outcome.what == "done":
            said = outcome.said
            self.telling.note("report_done", title=said["title"], files=said["files"], seconds=self._since(started))
        return outcome is None or outcome.what != "stopped"

    def _job(self, job: str, event: str, task: Task, **said: Any) -> Outcome | None:  # noqa: ANN401 - any JSON
        """Does a job and writes down what came of it, unless it rests after an attempt in vain."""
        if not self._pauses.over(job, self._clock()):
            return None
        outcome = self._work(task)
        if outcome.what == "stopped":
            self.telling.note("cut_off", what=" ".join([event, *(str(part) for part in said.values())]))
        elif outcome.what == "later":
            self._pauses.again(job, self._clock())
            self.telling.note_once(job, f"{event}_later", line=outcome.line, **said)
        else:
            self._pauses.forget(job)
            self.telling.over(job)
            self._ran(job, "done" if outcome.what == "done" else "failed")
            if outcome.what != "done":
                self.telling.note(f"{event}_failed", line=outcome.line, **said)
        return outcome

    def _alerts(self) -> bool:
        return True

    def _prune(self) -> None:
        if self.plan.keep_builds is None:
            return
        try:
            removed = remove_oldest(Workspace(self._workspace), keep=self.plan.keep_builds)
        except WorkspaceError:  # somebody is building; the next round comes soon
            return
        if removed:
            self.telling.note("builds_removed", count=removed)

    def _ran(self, job: str, outcome: str) -> None:
        self._journal.put_job(job, at=self._clock(), outcome=outcome)

    def _since(self, started: dt.datetime) -> float:
        return round((self._clock() - started).total_seconds(), 1)

    def _stamped(self) -> tuple[int, int, int] | None:
        try:
            found = (self._workspace / COMPANY_FILE).stat()
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


def next_times(plan: WatchPlan, journal: WatchJournal, *, now: dt.datetime) -> dict[str, dt.datetime]:
    """When each job of a plan is due next, by when it last ran; one that was never seen, from now on."""
    times: dict[str, dt.datetime] = {}
    for job, schedule in plan.schedules().items():
        run = journal.job(job)
        # A clock that was put back must not make a job wait until it has come round again.
        times[job] = schedule.next_after(now if run is None else min(run.at, now))
    return times


def report_files(report: PlannedReport, moment: dt.datetime) -> list[Path]:
    """The files of a report made at that moment: `segment-champions-zh-20261130-0800.pdf`."""
    subject = "".join(c if c.isalnum() or c in "-_" else "-" for c in report.order.subject)[:_MOST_SUBJECT]
    parts = (report.order.kind, subject, report.order.language, f"{moment:%Y%m%d-%H%M}")
    return [report.folder / f"{'-'.join(part for part in parts if part)}.{form}" for form in report.formats]
