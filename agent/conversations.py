"""Finished answers by conversation, in SQLite beside the agent's own memory; each belongs to one person and role."""

import datetime as dt
import json
import sqlite3
import threading
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from agent.answers import Answer
from agent.conversation_tables import prepare, said_in
from agent.ratings import Rating
from config.errors import AccessError, InputError
from config.settings import Role
from data.write_ahead import write_ahead

FILE = "conversations.sqlite"
LONGEST_TITLE = 80
_WAIT_SECONDS = 30
_OF_A_THREAD = ("kezhi_ratings", "kezhi_answers", "kezhi_threads")
_MOST_WORDS = 8
# A word of a search is in the title, or in an answer or its question.
_FOUND = (
    "(instr(casefold(t.title), ?) > 0 OR EXISTS (SELECT 1 FROM kezhi_answers s "
    "WHERE s.user = t.user AND s.thread_id = t.thread_id AND instr(s.said, ?) > 0))"
)


@dataclass(frozen=True)
class Thread:
    """One conversation of one person."""

    thread_id: str
    role: Role
    title: str
    created_at: str
    updated_at: str
    answers: int


@dataclass(frozen=True)
class Kept:
    """One answer of a conversation, with what its asker thinks of it.

    Attributes:
        asked: Key of its question in the conversation.
        created_at: When it was ready, UTC.
        answer: The answer, with its question.
        rating: Of its asker; None where there is none.
    """

    asked: str
    created_at: str
    answer: Answer
    rating: Rating | None = None


class Conversations:
    """The conversations kept in one SQLite file."""

    def __init__(self, file: Path) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(file, check_same_thread=False, timeout=_WAIT_SECONDS)
        with self._lock, self._connection:
            write_ahead(self._connection, wait_seconds=_WAIT_SECONDS)
            self._connection.create_function("casefold", 1, str.casefold, deterministic=True)
            prepare(self._connection)

    def open(self, thread_id: str, *, role: Role, user: str = "", title: str = "") -> str:
        """Begins or continues a conversation; the key under which the agent keeps its messages.

        Raises:
            AccessError: It was begun in another role: what that role saw is not for this one.
        """
        now = _now()
        with self._lock, self._connection:
            self._connection.execute(
                "INSERT OR IGNORE INTO kezhi_threads VALUES (?, ?, ?, ?, ?, ?, 0)",
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

    def add(self, thread_id: str, answer: Answer, *, user: str = "", asked: str) -> None:
        """Keeps a finished answer as the conversation's latest.

        Args:
            thread_id: The conversation.
            answer: The answer, with its question.
            user: Whose conversation it is.
            asked: Key of the question.
        """
        document = answer.to_document()
        kept = json.dumps(document, ensure_ascii=False)
        with self._lock, self._connection:
            self._connection.execute(
                "INSERT INTO kezhi_answers SELECT ?, ?, COALESCE(MAX(position), 0) + 1, ?, ?, ?, ? FROM kezhi_answers "
                "WHERE user = ? AND thread_id = ?",
                (user, thread_id, _now(), kept, asked, said_in(document), user, thread_id),
            )
            self._connection.execute(
                "UPDATE kezhi_threads SET updated_at = ? WHERE user = ? AND thread_id = ?", (_now(), user, thread_id)
            )

    def take_back(self, thread_id: str, *, user: str = "", asked: str, instead: str) -> None:
        """Deletes the answer of a question that is asked anew; what was thought of it stays, for whoever reads that.

        Args:
            thread_id: The conversation.
            user: Whose conversation it is.
            asked: Key of the question.
            instead: The question asked in its place: the conversation's title, where it was the only one.
        """
        place = (user, thread_id)
        with self._lock, self._connection:
            self._connection.execute(
                "DELETE FROM kezhi_answers WHERE user = ? AND thread_id = ? AND asked = ?", (*place, asked)
            )
            self._connection.execute(
                "UPDATE kezhi_threads SET title = ? WHERE user = ? AND thread_id = ? AND NOT named "
                "AND NOT EXISTS (SELECT 1 FROM kezhi_answers WHERE user = ? AND thread_id = ?)",
                (instead[:LONGEST_TITLE], *place, *place),
            )

    def threads(self, *, role: Role, user: str = "", search: str = "") -> tuple[Thread, ...]:
        """This person's conversations in this role, the latest first.

        Args:
            role: Whose conversations they are.
            user: The same.
            search: Words that must all be in title, questions or answers; all conversations when empty.
        """
        words = search.casefold().split()[:_MOST_WORDS]
        found = "".join(f" AND {_FOUND}" for _ in words)
        with self._lock:
            rows = self._connection.execute(
                "SELECT t.thread_id, t.role, t.title, t.created_at, t.updated_at, COUNT(a.position) "
                "FROM kezhi_threads t LEFT JOIN kezhi_answers a ON a.user = t.user AND a.thread_id = t.thread_id "
                f"WHERE t.user = ? AND t.role = ?{found} "
                "GROUP BY t.thread_id ORDER BY t.updated_at DESC, t.thread_id",
                (user, role, *(word for word in words for _ in range(2))),
            ).fetchall()
        return tuple(Thread(*row) for row in rows)

    def kept(self, thread_id: str, *, role: Role, user: str = "") -> tuple[Kept, ...]:
        """The answers of a conversation, oldest first; none for one that is not there.

        Raises:
            AccessError: It was begun in another role.
        """
        self._check(thread_id, role=role, user=user)
        with self._lock:
            rows = self._connection.execute(
                "SELECT a.asked, a.created_at, a.document, r.verdict, r.reason, r.comment FROM kezhi_answers a "
                "LEFT JOIN kezhi_ratings r ON r.user = a.user AND r.thread_id = a.thread_id AND r.asked = a.asked "
                "WHERE a.user = ? AND a.thread_id = ? ORDER BY a.position",
                (user, thread_id),
            ).fetchall()
        return tuple(
            Kept(asked, at, Answer.from_document(json.loads(document)), Rating(*rated) if rated[0] else None)
            for asked, at, document, *rated in rows
        )

    def rename(self, thread_id: str, title: str, *, role: Role, user: str = "") -> None:
        """Gives a conversation a title of its person's own.

        Raises:
            AccessError: It was begun in another role.
            InputError: There is nothing in the title.
        """
        self._check(thread_id, role=role, user=user)
        shown = " ".join(title.split())[:LONGEST_TITLE]
        if not shown:
            raise InputError("a conversation's title cannot be empty")
        with self._lock, self._connection:
            self._connection.execute(
                "UPDATE kezhi_threads SET title = ?, named = 1 WHERE user = ? AND thread_id = ?",
                (shown, user, thread_id),
            )

    def rate(self, thread_id: str, asked: str, rating: Rating | None, *, role: Role, user: str = "") -> bool:
        """Keeps what its asker thinks of an answer, in place of what was thought before; None takes it back.

        Returns:
            Whether there is such an answer.

        Raises:
            AccessError: The conversation was begun in another role.
        """
        self._check(thread_id, role=role, user=user)
        place = (user, thread_id, asked)
        with self._lock, self._connection:
            there = self._connection.execute(
                "SELECT position, document FROM kezhi_answers WHERE user = ? AND thread_id = ? AND asked = ?", place
            ).fetchone()
            if there is None:
                return False
            self._connection.execute("DELETE FROM kezhi_ratings WHERE user = ? AND thread_id = ? AND asked = ?", place)
            if rating is not None:
                question = json.loads(there[1])["question"]
                said = (rating.verdict, rating.reason, rating.comment)
                self._connection.execute(
                    "INSERT INTO kezhi_ratings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (*place, there[0], _now(), question, *said),
                )
        return True

    def delete(self, thread_id: str, *, role: Role, user: str = "") -> None:
        """Forgets a conversation.

        Raises:
            AccessError: It was begun in another role.
        """
        self._check(thread_id, role=role, user=user)
        with self._lock, self._connection:
            for table in _OF_A_THREAD:
                self._connection.execute(f"DELETE FROM {table} WHERE user = ? AND thread_id = ?", (user, thread_id))

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
    with closing(sqlite3.connect(folder / FILE, timeout=_WAIT_SECONDS)) as connection, connection:
        prepare(connection)
        threads = connection.execute("SELECT thread_id FROM kezhi_threads WHERE user = ?", (user,)).fetchall()
        keys = [(key_of(thread, user=user),) for (thread,) in threads]
        remembered = "SELECT name FROM sqlite_master WHERE name IN ('checkpoints', 'writes')"
        for (table,) in connection.execute(remembered).fetchall():
            connection.executemany(f"DELETE FROM {table} WHERE thread_id = ?", keys)
        for table in _OF_A_THREAD:
            connection.execute(f"DELETE FROM {table} WHERE user = ?", (user,))
    return len(threads)


def key_of(thread_id: str, *, user: str) -> str:
    """The key of a conversation in the agent's memory: unique for person and thread."""
    return json.dumps([user, thread_id])


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="microseconds")
