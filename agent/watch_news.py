"""What is told of the watch: its entries and jobs in words, when each job is due, and the news for a page."""

import datetime as dt
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from agent.watch_plan import REFUSED, WatchPlan, read_watch_plan
from config.errors import InputError
from config.text import Language
from data.watch_journal import Entry, WatchJournal, read_journal
from prompts.library import load_texts

_UPDATES: Final = ("file_taken", "file_nothing")
_ENTRIES: Final = 12
_REFUSED: Final = 10


@dataclass(frozen=True)
class WatchNews:
    """What a page shows of the watch.

    Attributes:
        zone: Whose hours are shown.
        update: The file that was taken last; None where none was.
        following: What every job is called in both languages, and when it is due next.
        refused: When, name and line of the files that were refused last and still lie there.
        entries: The latest of the journal, the newest first.
    """

    zone: ZoneInfo
    update: Entry | None
    following: tuple[tuple[Mapping[Language, str], dt.datetime], ...]
    refused: tuple[tuple[dt.datetime, str, str], ...]
    entries: tuple[Entry, ...]

    def shown(self, moment: dt.datetime) -> str:
        """A time in the plan's zone."""
        return f"{moment.astimezone(self.zone):%Y-%m-%d %H:%M}"


def watch_news(workspace: Path, *, now: dt.datetime) -> WatchNews | None:
    """The news of a workspace's watch; None where nothing was ever watched, or the journal cannot be read.

    Where the plan cannot be used, which the watch itself tells, nothing is due.
    """
    try:
        journal = read_journal(workspace)
    except InputError:
        return None
    if journal is None:
        return None
    with closing(journal):
        following: list[tuple[Mapping[Language, str], dt.datetime]] = []
        refused: tuple[tuple[dt.datetime, str, str], ...] = ()
        zone = ZoneInfo("UTC")
        try:
            plan = read_watch_plan(workspace)
        except InputError:
            pass
        else:
            zone, refused = plan.zone, refused_files(plan, journal)[:_REFUSED]
            for job, at in next_times(plan, journal, now=now).items():
                following.append(({"en": job_text(plan, job, "en"), "zh": job_text(plan, job, "zh")}, at))
        return WatchNews(zone, journal.latest(*_UPDATES), tuple(following), refused, journal.entries(_ENTRIES))


def refused_files(plan: WatchPlan, journal: WatchJournal) -> tuple[tuple[dt.datetime, str, str], ...]:
    """When, name and line of the files that were refused and have not been put back or deleted, the newest first."""
    there: dict[str, tuple[dt.datetime, str, str]] = {}
    for refused in journal.refused():
        if (plan.folder / REFUSED / refused[1]).is_file():
            there.setdefault(refused[1], refused)
    return tuple(there.values())


def next_times(plan: WatchPlan, journal: WatchJournal, *, now: dt.datetime) -> dict[str, dt.datetime]:
    """When each job of a plan is due next, by when it last ran; one that was never seen, from now on."""
    times: dict[str, dt.datetime] = {}
    for job, schedule in plan.schedules().items():
        run = journal.job(job)
        # A clock that was put back must not make a job wait until it has come round again.
        times[job] = schedule.next_after(now if run is None else min(run.at, now))
    return times


def job_text(plan: WatchPlan, job: str, language: Language) -> str:
    """What a job is called."""
    texts = load_texts("watch", language)
    if job in ("update", "rebuild"):
        return texts[f"status.job_{job}"]
    order = next(report.order for report in plan.reports if report.job == job)
    return texts["status.job_report"].format(what=" ".join(part for part in (order.kind, order.subject) if part))


def entry_text(entry: Entry, language: Language) -> str:
    """An entry in words.

    >>> known = {"name": "a.csv", "before": "b.csv"}
    >>> entry_text(Entry(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "file_known", known), "en")
    'a.csv: the same content as b.csv, which is in the builds already'
    """
    texts = load_texts("watch", language)
    said = {name: _in_language(value, language) for name, value in entry.said.items()}
    return texts[f"event.{entry.event}"].format(**said)


def _in_language(value: Any, language: Language) -> Any:  # noqa: ANN401 - any JSON
    """A text pair in one language; a list with its commas; anything else as it is."""
    if isinstance(value, dict):
        return value.get(language, "")
    if isinstance(value, list):
        return (", " if language == "en" else "、").join(str(part) for part in value)
    return value
