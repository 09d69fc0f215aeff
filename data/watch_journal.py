"""What the watch has done: `watch.sqlite` in the workspace, read by the command line and the web app beside it.

Each entry is an event with its particulars, and the words for it lie in `prompts/watch.*.toml`. Of files only names,
hashes and the line about them are kept, nothing of what is in them.
"""

import datetime as dt
import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from config.errors import InputError
from data.write_ahead import write_ahead

FILE: Final = "watch.sqlite"
_WAIT_SECONDS: Final = 10.0
# So many entries are kept; what became of files and jobs is kept for good.
_MOST_ENTRIES: Final = 2000
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS entries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, event TEXT NOT NULL, said TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS files (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, sha256 TEXT NOT NULL, name TEXT NOT NULL,
    kind TEXT NOT NULL, outcome TEXT NOT NULL, line TEXT NOT NULL, root TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS files_by_content ON files (sha256);
CREATE TABLE IF NOT EXISTS jobs (job TEXT PRIMARY KEY, at TEXT NOT NULL, outcome TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
"""


@dataclass(frozen=True)
class Entry:
    """Something that happened.

    Attributes:
        at: When, UTC.
        event: Its key in `prompts/watch.*.toml`, below `event`.
        said: What its words are filled in with.
    """

    at: dt.datetime
    event: str
    said: Mapping[str, Any]


@dataclass(frozen=True)
class JobRun:
    """When a job last ran, or was first seen, and what came of it: `new` (has not run yet), `done` or `failed`."""

    at: dt.datetime
    outcome: str


class WatchJournal:
    """The journal of one workspace: one watch writes, others read at the same time."""

    def __init__(self, workspace: Path) -> None:
        """Opens the file, or makes it.

        Raises:
            InputError: It cannot be opened.
        """
        self.file = workspace / FILE
        try:
            self._connection = sqlite3.connect(
                self.file, timeout=_WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            write_ahead(self._connection, wait_seconds=_WAIT_SECONDS)
            self._connection.executescript(_TABLES)
        except sqlite3.Error as error:
            raise InputError(f"the journal {self.file} cannot be opened ({error})") from error

    def note(self, entry: Entry) -> None:
        """Writes an entry; the oldest go when there are very many."""
        with self._connection:
            made = self._connection.execute(
                "INSERT INTO entries (at, event, said) VALUES (?, ?, ?)",
                (_text(entry.at), entry.event, json.dumps(dict(entry.said), ensure_ascii=False, default=str)),
            )
            self._connection.execute("DELETE FROM entries WHERE id <= ?", (int(made.lastrowid or 0) - _MOST_ENTRIES,))

    def entries(self, most: int = 20) -> tuple[Entry, ...]:
        """The latest entries, the newest first."""
        rows = self._connection.execute("SELECT at, event, said FROM entries ORDER BY id DESC LIMIT ?", (most,))
        return tuple(Entry(_moment(at), event, json.loads(said)) for at, event, said in rows)

    def latest(self, *events: str) -> Entry | None:
        """The latest entry of one of these events; None where there is none."""
        marks = ", ".join("?" for _ in events)
        row = self._connection.execute(
            f"SELECT at, event, said FROM entries WHERE event IN ({marks}) ORDER BY id DESC LIMIT 1", events
        ).fetchone()
        return None if row is None else Entry(_moment(row[0]), row[1], json.loads(row[2]))

    def put_file(
        self, sha256: str, *, name: str, kind: str, outcome: str, line: str, root: str, now: dt.datetime
    ) -> None:
        """Keeps what became of a file.

        Args:
            sha256: Of its content.
            name: As it lay in the folder.
            kind: orders, reviews, customers or events.
            outcome: `taken` or `refused`.
            line: Why it was refused, or what it brought.
            root: Full build at the bottom of the build in use then.
            now: When.
        """
        self._connection.execute(
            "INSERT INTO files (at, sha256, name, kind, outcome, line, root) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (_text(now), sha256, name, kind, outcome, line, root),
        )

    def taken_name(self, sha256: str, *, root: str) -> str | None:
        """The name under which this content was taken into the builds upon that full build; None where it was not."""
        row = self._connection.execute(
            "SELECT name FROM files WHERE sha256 = ? AND root = ? AND outcome = 'taken' ORDER BY id LIMIT 1",
            (sha256, root),
        ).fetchone()
        return None if row is None else str(row[0])

    def refused(self, most: int = 50) -> tuple[tuple[dt.datetime, str, str], ...]:
        """When, name and line of the files that were refused last, the newest first."""
        rows = self._connection.execute(
            "SELECT at, name, line FROM files WHERE outcome = 'refused' ORDER BY id DESC LIMIT ?", (most,)
        )
        return tuple((_moment(at), name, line) for at, name, line in rows)

    def job(self, name: str) -> JobRun | None:
        """When a job last ran; None where it was never seen."""
        row = self._connection.execute("SELECT at, outcome FROM jobs WHERE job = ?", (name,)).fetchone()
        return None if row is None else JobRun(_moment(row[0]), row[1])

    def put_job(self, name: str, *, at: dt.datetime, outcome: str) -> None:
        """Keeps when a job ran, and what came of it."""
        self._connection.execute("INSERT OR REPLACE INTO jobs VALUES (?, ?, ?)", (name, _text(at), outcome))

    def fact(self, name: str) -> str:
        """A fact that is kept from one run to the next; empty where it is not known."""
        row = self._connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return "" if row is None else str(row[0])

    def put_fact(self, name: str, value: str) -> None:
        """Keeps a fact."""
        self._connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()


def read_journal(workspace: Path) -> WatchJournal | None:
    """The journal of a workspace, to be read and closed; None where nothing was ever watched, and nothing is made.

    Raises:
        InputError: It cannot be opened.
    """
    return WatchJournal(workspace) if (workspace / FILE).is_file() else None


def latest_entries(workspace: Path, most: int = 20) -> tuple[Entry, ...]:
    """The latest entries of a workspace's journal; none where nothing was ever watched."""
    journal = read_journal(workspace)
    if journal is None:
        return ()
    with closing(journal):
        return journal.entries(most)


def _text(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).isoformat(timespec="seconds")


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
