"""What the watch of a workspace did last and does next, whether it runs at this moment or not."""

import datetime as dt
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from agent.watch_news import entry_text, job_text, next_times, refused_files
from agent.watch_plan import WatchPlan, read_watch_plan
from config.errors import InputError
from config.text import Language
from data.file_lock import is_locked
from data.watch_journal import Entry, JobRun, read_journal
from data.workspace import Workspace
from pipeline.watch.arrivals import files_in
from pipeline.watch.watcher import LOOKED, PROCESS
from prompts.library import load_texts

LOCK: Final = "watch.lock"
_ENTRIES: Final = 10


@dataclass(frozen=True)
class WatchStatus:
    """The watch of one workspace.

    Attributes:
        plan: What it is to do.
        build: In use.
        running: Whether a process watches.
        process: Its number; 0 where none is known.
        looked: When it looked last; None where nothing was ever watched.
        waiting: Files in the folder, each with what is in it; None where no pattern fits its name.
        last: What every job did last, by job.
        following: When every job is due next, by job.
        refused: When, name and line of the files that were refused and still lie there.
        entries: Of the journal, the newest first.
    """

    plan: WatchPlan
    build: str
    running: bool
    process: int
    looked: dt.datetime | None
    waiting: tuple[tuple[str, str | None], ...]
    last: dict[str, JobRun]
    following: dict[str, dt.datetime]
    refused: tuple[tuple[dt.datetime, str, str], ...]
    entries: tuple[Entry, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; times are UTC, ISO."""
        return {
            "running": self.running,
            "process": self.process or None,
            "looked": None if self.looked is None else self.looked.isoformat(),
            "build": self.build,
            "folder": str(self.plan.folder),
            "waiting": [{"name": name, "kind": kind} for name, kind in self.waiting],
            "jobs": [
                {
                    "job": job,
                    "when": str(schedule),
                    "last": self.last[job].at.isoformat() if job in self.last else None,
                    "outcome": self.last[job].outcome if job in self.last else None,
                    "next": self.following[job].isoformat(),
                }
                for job, schedule in self.plan.schedules().items()
            ],
            "refused": [{"at": at.isoformat(), "name": name, "line": line} for at, name, line in self.refused],
            "journal": [
                {"at": e.at.isoformat(), "event": e.event, "said": dict(e.said), "text": entry_text(e, "en")}
                for e in self.entries
            ],
        }


def watch_status(workspace: Path, *, now: dt.datetime) -> WatchStatus:
    """The status of a workspace's watch; nothing is made or changed.

    Raises:
        InputError: There is no build, or the plan cannot be used.
    """
    build = Workspace(workspace).current().id
    plan = read_watch_plan(workspace)
    try:
        waiting = tuple((path.name, plan.kind_of(path.name)) for path in files_in(plan.folder))
    except InputError:  # never watched, or not mounted: nothing waits there
        waiting = ()
    running = is_locked(workspace / LOCK)
    journal = read_journal(workspace)
    if journal is None:
        times = {job: schedule.next_after(now) for job, schedule in plan.schedules().items()}
        return WatchStatus(plan, build, running, 0, None, waiting, {}, times, (), ())
    with closing(journal):
        looked, process = journal.fact(LOOKED), journal.fact(PROCESS)
        runs = {job: run for job in plan.schedules() if (run := journal.job(job)) is not None}
        return WatchStatus(
            plan,
            build,
            running,
            int(process or 0),
            dt.datetime.fromisoformat(looked) if looked else None,
            waiting,
            runs,
            next_times(plan, journal, now=now),
            refused_files(plan, journal),
            journal.entries(_ENTRIES),
        )


def status_lines(status: WatchStatus, language: Language, *, now: dt.datetime) -> list[str]:
    """The status for a person, in the plan's time zone."""
    texts, zone = load_texts("watch", language), status.plan.zone

    def shown(moment: dt.datetime | None) -> str:
        return "" if moment is None else f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S %Z}"

    state = "running" if status.running else "idle" if status.looked else "never"
    lines = [texts[f"status.{state}"].format(pid=status.process, looked=shown(status.looked))]
    lines.append(f"{texts['status.build']}: {status.build}")
    lines.append(f"{texts['status.folder']}: {status.plan.folder}")
    unmatched = texts["status.unmatched"]
    names = [name if kind else f"{name} ({unmatched})" for name, kind in status.waiting]
    lines.append(f"{texts['status.waiting']}: {', '.join(names) or texts['status.nothing_waiting']}")
    if status.plan.update is None:
        lines.append(f"{texts['status.job_update']}: {texts['status.on_arrival']}")
    if status.plan.rebuild is None:
        lines.append(f"{texts['status.job_rebuild']}: {texts['status.never_due']}")
    for job, schedule in status.plan.schedules().items():
        run, due = status.last.get(job), status.following[job]
        last = texts[f"status.{run.outcome}"] if run else texts["status.new"]
        last += f" {shown(run.at)}" if run and run.outcome != "new" else ""
        following = texts["status.due_now"] if due <= now else shown(due)
        lines.append(
            f"{job_text(status.plan, job, language)} ({schedule}): "
            f"{texts['status.last']} {last}; {texts['status.next']} {following}"
        )
    lines.append(f"{texts['status.refused']}: {'' if status.refused else texts['status.none_refused']}".rstrip())
    lines += [
        f"  {shown(at)}  {line if line.startswith(name) else f'{name}: {line}'}" for at, name, line in status.refused
    ]
    lines.append(f"{texts['status.journal']}:")
    return [*lines, *(f"  {shown(entry.at)}  {entry_text(entry, language)}" for entry in reversed(status.entries))]
