"""The audit log: one hash-chained record a question, in a SQLite file that only grows.

::

    workspace/
    ├── audit.sqlite    records and their texts; triggers refuse every change but a text's erasure that is recorded
    ├── audit.heads     a line a record, its number and hash: witnesses of a tail that was cut off
    └── audit.key       key of the hashes that stand for personal data; without it they say nothing

Each record's hash is the SHA-256 of the hash before it and of all its own columns, texts as salted hashes. What this
finds and what it cannot find is in docs/decisions.md, "Audit".
"""

import datetime as dt
import hashlib
import json
import os
import re
import secrets
import sqlite3
import threading
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from agent.audit_schema import COLUMNS, FORGOTTEN, OUTDATED, SCHEMA, TEXTS, is_outdated, schema_of
from config.errors import AuditError
from data.write_ahead import write_ahead

FILE: Final = "audit.sqlite"
HEADS: Final = "audit.heads"
KEY: Final = "audit.key"
FIRST: Final = "0" * 64  # what the first record is chained to
WAIT_SECONDS = 10.0
HEAD = re.compile(r"(\d{1,18}) ([0-9a-f]{64})")


@dataclass(frozen=True)
class Record:
    """One question and what came of it; personal data are replaced by references and keyed hashes.

    Attributes:
        id: 1, 2, 3 … without a gap.
        time: When the answer was ready, UTC.
        user: Who asked, as far as the door knew.
        role: In which role.
        thread: The conversation's name.
        conversation: When that conversation was begun: a name may be used again after it was deleted.
        language: Of the answer.
        model: Name of the model.
        prompt: Tag of the system prompt.
        build: The build that was asked.
        question: As typed; of a page its path and subject.
        reading: How it was read.
        status: Of the answer; `stopped`, `failed` or `denied` where there is none, `viewed` of a page,
            and what agent.door_log writes.
        calls: JSON: every tool call with its arguments and the SHA-256 of its result.
        drafts: JSON: what a language model wrote, so that it can be run again without it; empty for the planner.
        answer: JSON: the answer as shown.
        digest: SHA-256 of the whole answer, parts and results included, times and tokens excluded.
        seal: The same of the answer as it was before personal data were replaced, keyed with audit.key.
        made: JSON: program, limits, turn, events, seconds, tokens.
        hash: SHA-256 of the hash before and of all the columns above, texts as salted hashes.
        erased: Columns whose text was erased and is empty here.
    """

    id: int
    time: str
    user: str
    role: str
    thread: str
    conversation: str
    language: str
    model: str
    prompt: str
    build: str
    question: str
    reading: str
    status: str
    calls: str
    drafts: str
    answer: str
    digest: str
    seal: str
    made: str
    hash: str
    erased: tuple[str, ...] = ()


_INSERT: Final = f"INSERT INTO records VALUES ({', '.join('?' for _ in COLUMNS)})"
_INSERT_TEXT: Final = "INSERT INTO texts VALUES (?, ?, ?, ?)"


def canonical(document: object) -> str:
    """JSON that is equal for equal content.

    >>> canonical({"b": 1, "a": ["é"]})
    '{"a":["é"],"b":1}'
    """
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, in hex; what UTF-8 cannot hold counts as its code."""
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()


def committed(salt: str, text: str) -> str:
    """What a record holds of a text: a hash that says nothing of it to whoever lacks the salt."""
    return sha256(salt + text)


def chained(previous: str, columns: Mapping[str, Any]) -> str:
    """The hash of a record: of the hash before it, and of its columns as the table has them, without the hash."""
    return sha256(previous + canonical({name: value for name, value in columns.items() if name != "hash"}))


class AuditLog:
    """The log of one folder, for writing; safe to use from several threads and processes."""

    def __init__(self, folder: Path) -> None:
        """Open the log, or begin one.

        Raises:
            AuditError: It cannot be opened.
        """
        self._lock = threading.Lock()
        self._heads = folder / HEADS
        self._file = folder / FILE
        try:
            # Before the first record: where heads are missing, somebody took them away.
            with self._heads.open("ab"):
                pass
            self._connection = sqlite3.connect(
                self._file, check_same_thread=False, timeout=WAIT_SECONDS, isolation_level=None
            )
            self._begin()
            self.key = read_key(folder)
        except (sqlite3.Error, OSError, ValueError) as error:
            raise AuditError(f"the audit log {self._file} cannot be opened ({error})") from error

    def _begin(self) -> None:
        connection = self._connection
        write_ahead(connection, wait_seconds=WAIT_SECONDS)
        # Each record on the disk before its answer is shown: a lost tail would look like one cut off.
        connection.execute("PRAGMA synchronous=FULL")
        # What is erased is overwritten, not only unlinked.
        connection.execute("PRAGMA secure_delete=ON")
        with _Transaction(connection):
            schema = schema_of(connection)
            if is_outdated(schema):
                connection.close()
                raise AuditError(f"the audit log {self._file} {OUTDATED}")
            if not schema:
                for statement in SCHEMA.values():
                    connection.execute(statement)
            _make_key(self._file.with_name(KEY))

    def append(self, columns: Mapping[str, str]) -> Record:
        """The record made of these columns, all but `id`, `time` and `hash`, once it is on the disk.

        Raises:
            AuditError: It cannot be written, or the log's tail has been cut off.
        """
        return self._write(columns, gone=())

    def erase(self, gone: Iterable[tuple[int, str]], columns: Mapping[str, str]) -> Record:
        """Erases texts, given by record and name, and says so in a record made of these columns, in one step.

        Raises:
            AuditError: As in `append`, or bytes of what was erased are left, since the file is in use elsewhere.
        """
        gone = tuple(gone)
        said = {"erased": [f"{record} {name}" for record, name in gone]}
        made = canonical({**json.loads(columns["made"]), **said})
        record = self._write({**columns, "status": FORGOTTEN, "made": made}, gone=gone)
        self.compact()
        return record

    def compact(self) -> None:
        """Rewrites the file, so that no byte of a text that was erased is left in it.

        Raises:
            AuditError: The file is in use elsewhere.
        """
        try:
            with self._lock:
                self._connection.execute("VACUUM")
                (busy, *_) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error as error:
            raise AuditError(f"{self._file.name}: {error}") from error
        if busy:
            raise AuditError(f"{self._file.name} is in use by another process")

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()

    def _write(self, columns: Mapping[str, str], *, gone: Iterable[tuple[int, str]]) -> Record:
        try:
            with self._lock:
                with _Transaction(self._connection):
                    record = self._insert(columns)
                    self._connection.executemany("DELETE FROM texts WHERE record = ? AND name = ?", gone)
                with self._heads.open("ab") as heads:
                    heads.write(f"{record.id} {record.hash}\n".encode())
        except (sqlite3.Error, OSError) as error:
            raise AuditError(f"{self._file.name}: {error}") from error
        return record

    def _insert(self, columns: Mapping[str, str]) -> Record:
        number, previous = self._last()
        time = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
        whole: dict[str, Any] = {"id": number + 1, "time": time, **columns}
        salts = {name: secrets.token_hex(16) for name in TEXTS}
        row = {**whole, **{name: committed(salts[name], whole[name]) for name in TEXTS}}
        row["hash"] = whole["hash"] = chained(previous, row)
        self._connection.execute(_INSERT, tuple(row[name] for name in COLUMNS))
        texts = [(number + 1, name, salts[name], whole[name]) for name in TEXTS]
        self._connection.executemany(_INSERT_TEXT, texts)
        return Record(**whole)

    def _last(self) -> tuple[int, str]:
        """Number and hash of the last record, as its witness saw it."""
        last = self._connection.execute("SELECT id, hash FROM records ORDER BY id DESC LIMIT 1").fetchone()
        number, previous = last or (0, FIRST)
        witnessed = _last_head(self._heads)
        if witnessed[0] > number or (witnessed[0] == number and number and witnessed[1] != previous):
            raise AuditError(
                f"{self._file.name} ends with record {number}, but {HEADS} has seen record {witnessed[0]}: the log was "
                "cut off or replaced. Run `kezhi audit verify`; move the audit.* files away to begin a new log"
            )
        return number, previous


class _Transaction:
    """BEGIN IMMEDIATE … COMMIT: whoever writes waits for the one before, and reads its hash."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._connection.execute("COMMIT")
        else:
            with suppress(sqlite3.Error):  # where the disk is full, SQLite has rolled back by itself
                self._connection.execute("ROLLBACK")


def read_key(folder: Path) -> bytes:
    """The folder's key; empty where it is gone."""
    path = folder / KEY
    return bytes.fromhex(path.read_text(encoding="ascii").strip()) if path.is_file() else b""


def _last_head(path: Path) -> tuple[int, str]:
    """The latest witness; several processes may have written theirs out of order."""
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - 2000))
        found = [HEAD.fullmatch(line) for line in file.read().decode("ascii", "replace").splitlines()]
    return max(((int(m[1]), m[2]) for m in found if m), default=(0, FIRST))


def _make_key(path: Path) -> None:
    """A key where there is none; called while no other process can be in the same place."""
    if path.exists():
        return
    draft = path.with_name(f".{path.name}.draft")
    with suppress(FileNotFoundError):
        draft.unlink()
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32) + "\n")
    draft.replace(path)
