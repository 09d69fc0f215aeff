"""What the watch does beside taking files: training anew, alerts, reports; each told, and written down when it ran."""

import datetime as dt
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from agent.watch_plan import PlannedReport
from config.errors import DataFileError
from config.text import Language
from data.alert_reading import read_alert_rules
from data.company_file import COMPANY_FILE
from data.watch_journal import WatchJournal
from data.workspace import Workspace
from pipeline.watch.pauses import Pauses
from pipeline.watch.tasks import Outcome, Task, Work
from pipeline.watch.telling import Clock, Telling
from prompts.library import load_texts

# Of the journal: the build whose alerts were looked at last.
ALERTED: Final = "alerted"
# So often alerts that could not be delivered are sent again before the next build; then they wait for it.
MOST_SENDINGS: Final = 5
_MOST_SUBJECT: Final = 40
_LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")


class Jobs:
    """The jobs of one workspace; every method says whether the watch goes on."""

    def __init__(self, workspace: Path, *, work: Work, journal: WatchJournal, telling: Telling, clock: Clock) -> None:
        """Nothing is done yet; `work` does it."""
        self._workspace, self._work = workspace, work
        self._journal, self._telling, self._clock = journal, telling, clock
        self._pauses = Pauses()

    def ran(self, job: str, outcome: str) -> None:
        """Writes down that a job ran now."""
        self._journal.put_job(job, at=self._clock(), outcome=outcome)

    def rebuild(self) -> bool:
        """Trains anew on all data."""
        started = self._clock()
        outcome = self._do("rebuild", "rebuild", Task("rebuild"))
        if outcome is not None and outcome.what == "done":
            build, customers = (outcome.said[key] for key in ("build", "customers"))
            self._telling.note("rebuild_done", build=build, customers=customers, seconds=self._since(started))
        return outcome is None or outcome.what != "stopped"

    def report(self, report: PlannedReport, zone: ZoneInfo) -> bool:
        """Writes a report."""
        order, started = report.order, self._clock()
        what = " ".join(part for part in (order.kind, order.subject) if part)
        try:
            report.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            self._telling.note("report_failed", what=what, line=f"{report.folder}: {error.strerror}")
            self.ran(report.job, "failed")
            return True
        arguments: dict[str, Any] = {
            "kind": order.kind,
            "subject": order.subject,
            "language": order.language,
            "role": order.role,
            "user": order.user,
            "files": [str(file) for file in report_files(report, started.astimezone(zone))],
        }
        outcome = self._do(report.job, "report", Task("report", arguments), what=what)
        if outcome is not None and outcome.what == "done":
            title, files = (outcome.said[key] for key in ("title", "files"))
            self._telling.note("report_done", title=title, files=files, seconds=self._since(started))
        return outcome is None or outcome.what != "stopped"

    def alerts(self) -> bool:
        """Looks at the rules of alerts, once for a build: whoever made it, the watch or a person."""
        build = Workspace(self._workspace).current().id
        if self._journal.fact(ALERTED) == build or not self._has_rules():
            return True
        started = self._clock()
        outcome = self._do("alerts", "alerts", Task("alerts"))
        if outcome is None or outcome.what == "later":
            return True
        if outcome.what == "stopped":
            return False
        if outcome.what == "done":
            for alert in outcome.said["raised"]:
                words = {lang: load_texts("alerts", lang)[f"severity.{alert['severity']}"] for lang in _LANGUAGES}
                self._telling.note("alert", severity=words, sentence=alert["sentence"])
            count = len(outcome.said["raised"])
            self._telling.note_once("looked", "alerts_done", build=build, count=count, seconds=self._since(started))
            if self._unsent(outcome):
                return True
        self._journal.put_fact(ALERTED, build)
        return True

    def alert_again(self) -> None:
        """The rules may be others now: they are looked at again for the build in use."""
        self._journal.put_fact(ALERTED, "")

    def _unsent(self, outcome: Outcome) -> bool:
        """Whether alerts wait to be sent again."""
        unsent = outcome.said["unsent"]
        if not unsent:
            self._telling.over("unsent")
            self._pauses.forget("alerts")
            return False
        self._telling.note_once("unsent", "alerts_unsent", line="; ".join(unsent))
        if self._pauses.again("alerts", self._clock()) < MOST_SENDINGS:
            return True
        self._pauses.forget("alerts")
        return False

    def _has_rules(self) -> bool:
        """Whether there is anything to look at; a rule that cannot be used is told by looking at it."""
        try:
            return bool(read_alert_rules(self._workspace / COMPANY_FILE))
        except DataFileError:
            return True

    def _do(self, job: str, event: str, task: Task, **said: Any) -> Outcome | None:  # noqa: ANN401 - any JSON
        """Does a job and writes down what came of it, unless it rests after an attempt in vain."""
        if not self._pauses.over(job, self._clock()):
            return None
        outcome = self._work(task)
        if outcome.what == "stopped":
            names = {lang: load_texts("watch", lang)[f"status.job_{event}"].format(**said) for lang in _LANGUAGES}
            self._telling.note("cut_off", what=names)
        elif outcome.what == "later":
            self._pauses.again(job, self._clock())
            self._telling.note_once(job, f"{event}_later", line=outcome.line, **said)
        else:
            self._telling.over(job)
            self.ran(job, "done" if outcome.what == "done" else "failed")
            if outcome.what != "done":
                self._telling.note(f"{event}_failed", line=outcome.line, **said)
            if job != "alerts":
                self._pauses.forget(job)
        return outcome

    def _since(self, started: dt.datetime) -> float:
        return round((self._clock() - started).total_seconds(), 1)


def report_files(report: PlannedReport, moment: dt.datetime) -> list[Path]:
    """The files of a report made at that moment: `segment-champions-zh-20261130-0800.pdf`."""
    subject = "".join(c if c.isalnum() or c in "-_" else "-" for c in report.order.subject)[:_MOST_SUBJECT]
    parts = (report.order.kind, subject, report.order.language, f"{moment:%Y%m%d-%H%M}")
    return [report.folder / f"{'-'.join(part for part in parts if part)}.{form}" for form in report.formats]
