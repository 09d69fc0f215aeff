"""Takes files that have arrived into the build, one by one: the same content never twice; none is ever deleted."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from agent.watch_plan import REFUSED, TAKEN, FileKind
from data.builds import Manifest
from data.watch_journal import WatchJournal
from data.workspace import Workspace
from pipeline.watch.arrivals import Arrival, put_away
from pipeline.watch.pauses import Pauses
from pipeline.watch.tasks import Outcome, Task, Work
from pipeline.watch.telling import Clock, Telling
from prompts.library import load_texts

# After so many faults of ours a file is set aside; another's turn comes meanwhile.
MOST_FAULTS: Final = 3


class Taker:
    """Takes files into the build of one workspace."""

    def __init__(self, workspace: Path, *, work: Work, journal: WatchJournal, telling: Telling, clock: Clock) -> None:
        """Nothing is taken yet; `work` does the updates."""
        self._builds, self._work = Workspace(workspace), work
        self._journal, self._telling, self._clock = journal, telling, clock
        self._pauses = Pauses()

    def take(self, arrivals: Iterable[Arrival]) -> bool:
        """Takes each of them; whether the watch goes on."""
        for arrival in arrivals:
            if arrival.kind is None:
                self._telling.note_once(f"name {arrival.path}", "file_unknown", name=arrival.path.name)
            elif self._pauses.over(_about(arrival), self._clock()) and not self._take(arrival, arrival.kind):
                return False
        return True

    def holds(self, arrivals: Iterable[Arrival]) -> bool:
        """Whether one of these could not be taken yet, and is to be tried again."""
        now = self._clock()
        return any(not self._pauses.over(_about(arrival), now) for arrival in arrivals)

    def _take(self, arrival: Arrival, kind: FileKind) -> bool:
        name, manifest = arrival.path.name, self._builds.current().manifest
        try:
            sha256 = arrival.sha256()
        except OSError as error:
            self._telling.note_once(f"stuck {arrival.path}", "file_stuck", name=name, line=error.strerror or str(error))
            return True
        if not arrival.unchanged:
            return True
        before = self._known_as(sha256, manifest)
        if before is not None:
            self._telling.note("file_known", name=name, before=before)
            self._put_away(arrival, TAKEN)
            return True
        started = self._clock()
        outcome = self._work(Task("update", {"file": str(arrival.path.resolve()), "kind": kind}))
        if outcome.what == "stopped":
            self._telling.note("cut_off", what=name)
            return False
        if not arrival.unchanged:
            # What was added stays: known lines do no harm when the whole file is read.
            self._telling.note("file_changed", name=name)
            return True
        self._settle(arrival, kind, sha256, outcome, seconds=round((self._clock() - started).total_seconds(), 1))
        return True

    def _settle(self, arrival: Arrival, kind: FileKind, sha256: str, outcome: Outcome, *, seconds: float) -> None:
        """Writes down what came of a file, and moves it."""
        name, about = arrival.path.name, _about(arrival)
        if outcome.what == "done":
            self._pauses.forget(about)
            told = outcome.said.get("told", {})
            self._keep(sha256, name=name, kind=kind, outcome="taken", line=told.get("en", ""))
            event = "file_taken" if outcome.said.get("changed", True) else "file_nothing"
            build = outcome.said.get("build", "")
            self._telling.note(event, name=name, kind=kind, told=told, build=build, seconds=seconds)
            self._put_away(arrival, TAKEN)
            return
        if outcome.what == "refused":
            self._refuse(arrival, kind, sha256, outcome.line)
            return
        times = self._pauses.again(about, self._clock())
        if outcome.what == "later":
            self._telling.note_once(about, "file_later", name=name, line=outcome.line)
            return
        self._telling.note("file_fault", name=name, line=outcome.line, times=times, most=MOST_FAULTS)
        if times >= MOST_FAULTS:
            self._refuse(arrival, kind, sha256, outcome.line)

    def _refuse(self, arrival: Arrival, kind: FileKind, sha256: str, line: str) -> None:
        self._pauses.forget(_about(arrival))
        notes = [load_texts("watch", language)["note.refused"].format(line=line) for language in ("en", "zh")]
        stamp = self._clock().isoformat(timespec="seconds")
        # It is found again by the name that it has there.
        name = self._put_away(arrival, REFUSED, note="\n\n".join([stamp, *notes]))
        self._keep(sha256, name=name, kind=kind, outcome="refused", line=line)
        self._telling.note("file_refused", name=arrival.path.name, kind=kind, line=line)

    def _put_away(self, arrival: Arrival, part: str, *, note: str = "") -> str:
        """Moves the file; the name under which it lies then."""
        try:
            return put_away(arrival.path, part, note=note).name
        except OSError as error:
            line = error.strerror or str(error)
            self._telling.note_once(f"stuck {arrival.path}", "file_stuck", name=arrival.path.name, line=line)
            self._pauses.again(_about(arrival), self._clock())
            return arrival.path.name

    def _keep(self, sha256: str, *, name: str, kind: FileKind, outcome: str, line: str) -> None:
        root = root_of(self._builds.current().manifest)
        self._journal.put_file(sha256, name=name, kind=kind, outcome=outcome, line=line, root=root, now=self._clock())

    def _known_as(self, sha256: str, manifest: Manifest) -> str | None:
        """The name under which this content is in the build in use already."""
        named = (file.name for file in manifest.inputs if file.sha256 == sha256)
        return next(named, None) or self._journal.taken_name(sha256, root=root_of(manifest))


def root_of(manifest: Manifest) -> str:
    """The full build at the bottom of a build: what was taken before it may not be in it."""
    return str(manifest.full_build.get("build", manifest.build_id))


def _about(arrival: Arrival) -> str:
    return f"{arrival.path} {arrival.stamp}"
