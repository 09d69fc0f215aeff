"""What people think of answers: a thumb, why, and in their own words; read by the analyst."""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from agent.conversation_tables import prepare
from config.errors import InputError

Verdict = Literal["up", "down"]
Reason = Literal["", "wrong_number", "misunderstood", "missing", "too_slow", "other"]
REASONS: Final[tuple[Reason, ...]] = tuple(reason for reason in get_args(Reason) if reason)
LONGEST_COMMENT: Final = 500


@dataclass(frozen=True)
class Rating:
    """A thumb up or down; for a thumb down why, and what else there is to say."""

    verdict: Verdict
    reason: Reason = ""
    comment: str = ""

    def __post_init__(self) -> None:
        """Refuses what is none.

        Raises:
            InputError: Another verdict or reason, a reason for praise, or too long a comment.
        """
        if self.verdict not in get_args(Verdict) or self.reason not in get_args(Reason):
            raise InputError(f"a rating is up or down with one of {', '.join(REASONS)}, not {self.verdict!r}")
        if self.verdict == "up" and (self.reason or self.comment):
            raise InputError("only a thumb down has a reason")
        if len(self.comment) > LONGEST_COMMENT:
            raise InputError(f"the comment is too long: {len(self.comment)} characters, at most {LONGEST_COMMENT}")


@dataclass(frozen=True)
class Rated:
    """A rating with what it is of.

    Attributes:
        user: Whose.
        role: Of the conversation.
        thread_id: The conversation.
        position: Of the answer in it.
        time: When it was given or changed, UTC.
        question: As asked.
        answer: Markdown as shown; empty where the question was edited or asked anew since.
        rating: The rating.
    """

    user: str
    role: str
    thread_id: str
    position: int
    time: str
    question: str
    answer: str
    rating: Rating


def ratings_in(file: Path) -> tuple[Rated, ...]:
    """Every rating of a file of conversations, the latest first."""
    if not file.is_file():
        return ()
    with closing(sqlite3.connect(file, timeout=30)) as connection, connection:
        prepare(connection)
        rows = connection.execute(
            "SELECT r.user, t.role, r.thread_id, r.position, r.created_at, r.question, a.document, r.verdict, r.reason,"
            " r.comment FROM kezhi_ratings r JOIN kezhi_threads t ON t.user = r.user AND t.thread_id = r.thread_id "
            "LEFT JOIN kezhi_answers a ON a.user = r.user AND a.thread_id = r.thread_id AND a.asked = r.asked "
            "ORDER BY r.created_at DESC, r.thread_id, r.asked"
        ).fetchall()
    return tuple(
        Rated(
            user, role, thread, position, at, asked, json.loads(document)["markdown"] if document else "", Rating(*said)
        )
        for user, role, thread, position, at, asked, document, *said in rows
    )
