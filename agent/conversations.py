"""Finished answers by conversation, in SQLite beside the agent's own memory; each belongs to one person and role."""

import datetime as dt
import json
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from agent.answers import Answer
from config.errors import AccessError
from config.settings import Role

FILE = "conversations.sqlite"
_TABLES = """
CREATE TABLE IF NOT EXISTS kezhi_threads (
    user TEXT NOT NULL, thread_id TEXT NOT NULL, role TEXT NOT NULL, title TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, PRIMARY KEY (user, thread_id)
);
CREATE TABLE IF NOT EXISTS kezhi_answers (
    user TEXT NOT NULL, thread_id TEXT NOT NULL, position INTEGER NOT NULL, created_at TEXT NOT NULL,
    document TEXT NOT NULL, PRIMARY KEY (user, thread_id, position)
);
"""
LONGEST_TITLE = 80


@dataclass(frozen=True)
class Thread:
    """One conversation of one person."""

    thread_id: str
    role: Role
    title: str
    created_at: str
    updated_at: str
    answers: int


class Conversations:
    """The conversations kept in one SQLite file."""

    def __init__(self, file: Path) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(file, check_same_thread=False, timeout=30)
        with self._lock, self._connection:
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.executescript(_TABLES)

    def open(self, thread_id: str, *, role: Role, user: str = "", title: str = "") -> str:
        """Begins or continues a conversation; the key under which the agent keeps its messages.

        Raises:
            AccessError: It was begun in another role: what that role saw is not for this one.
        """
        now = _now()
        with self._lock, self._connection:
            self._connection.execute(
                "INSERT OR IGNORE INTO kezhi_threads VALUES (?, ?, ?, ?, ?, ?)",
                (user, thread_id, role, title[:LONGEST_TITLE], now, now),
            )
        self._check(thread_id, role=role, user=user)
        return key_of(thread_id, user=user)

    def begun(self, thread_id: str, *, user: str = "") -> str:
        """When a conversation was begun; empty where there is none of that name."""
        with self._lock:
            row = self._connection.execute(
                "SELECT created_at FROM kezhi_threads WHERE user = ? AND thread_id = ?", (user, thread_id)
            ).fetchone()
        return str(row[0]) if row else ""

    def add(self, thread_id: str, answer: Answer, *, user: str = "") -> None:
        """Keeps a finished answer as the conversation's latest."""
        document = json.dumps(answer.to_document(), ensure_ascii=False)
        with self._lock, self._connection:
            self._connection.execute(
                "INSERT INTO kezhi_answers SELECT ?, ?, COALESCE(MAX(position), 0) + 1, ?, ? FROM kezhi_answers "
                "WHERE user = ? AND thread_id = ?",
                (user, thread_id, _now(), document, user, thread_id),
            )
            self._connection.execute(
                "UPDATE kezhi_threads SET updated_at = ? WHERE user = ? AND thread_id = ?", (_now(), user, thread_id)
            )

    def threads(self, *, role: Role, user: str = "") -> tuple[Thread, ...]:
        """This person's conversations in this role, the latest first."""
        with self._lock:
            rows = self._connection.execute(
                "SELECT t.thread_id, t.role, t.title, t.created_at, t.updated_at, COUNT(a.position) "
                "FROM kezhi_threads t LEFT JOIN kezhi_answers a ON a.user = t.user AND a.thread_id = t.thread_id "
                "WHERE t.user = ? AND t.role = ? GROUP BY t.thread_id ORDER BY t.updated_at DESC, t.thread_id",
                (user, role),
            ).fetchall()
        return tuple(Thread(*row) for row in rows)

    def answers(self, thread_id: str, *, role: Role, user: str = "") -> tuple[Answer, ...]:
        """The answers of a conversation, oldest first; none for one that is not there.

        Raises:
            AccessError: It was begun in another role.
        """
        self._check(thread_id, role=role, user=user)
        with self._lock:
            rows = self._connection.execute(
                "SELECT document FROM kezhi_answers WHERE user = ? AND thread_id = ? ORDER BY position",
                (user, thread_id),
            ).fetchall()
        return tuple(Answer.from_document(json.loads(document)) for (document,) in rows)

    def delete(self, thread_id: str, *, role: Role, user: str = "") -> None:
        """Forgets a conversation.

        Raises:
            AccessError: It was begun in another role.
        """
        self._check(thread_id, role=role, user=user)
        with self._lock, self._connection:
            self._connection.execute("DELETE FROM kezhi_answers WHERE user = ? AND thread_id = ?", (user, thread_id))
            self._connection.execute("DELETE FROM kezhi_threads WHERE user = ? AND thread_id = ?", (user, thread_id))

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()

    def _check(self, thread_id: str, *, role: Role, user: str) -> None:
        with self._lock:
            row = self._connection.execute(
                "SELECT role FROM kezhi_threads WHERE user = ? AND thread_id = ?", (user, thread_id)
            ).fetchone()
        if row is not None and row[0] != role:
            raise AccessError(f"this conversation was begun as {row[0]}; begin a new one as {role}")


def forget_person(folder: Path, *, user: str) -> int:
    """Deletes all conversations of whoever asked under that name, the agent's memory included; how many there were."""
    if not (folder / FILE).is_file():
        return 0
    with closing(sqlite3.connect(folder / FILE, timeout=30)) as connection, connection:
        connection.executescript(_TABLES)
        threads = connection.execute("SELECT thread_id FROM kezhi_threads WHERE user = ?", (user,)).fetchall()
        keys = [(key_of(thread, user=user),) for (thread,) in threads]
        remembered = "SELECT name FROM sqlite_master WHERE name IN ('checkpoints', 'writes')"
        for (table,) in connection.execute(remembered).fetchall():
            connection.executemany(f"DELETE FROM {table} WHERE thread_id = ?", keys)
        connection.execute("DELETE FROM kezhi_answers WHERE user = ?", (user,))
        connection.execute("DELETE FROM kezhi_threads WHERE user = ?", (user,))
    return len(threads)


def key_of(thread_id: str, *, user: str) -> str:
    """The key of a conversation in the agent's memory: unique for person and thread."""
    return json.dumps([user, thread_id])


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
