"""Tables of conversations in SQLite, beside those in which LangGraph keeps the agent's memory."""

import json
import sqlite3
from typing import Any, Final

_TABLES: Final = """
CREATE TABLE IF NOT EXISTS kezhi_threads (
    user TEXT NOT NULL, thread_id TEXT NOT NULL, role TEXT NOT NULL, title TEXT NOT NULL,
    created_at TEXT NOT NULL, updated_at TEXT NOT NULL, named INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (user, thread_id)
);
CREATE TABLE IF NOT EXISTS kezhi_answers (
    user TEXT NOT NULL, thread_id TEXT NOT NULL, position INTEGER NOT NULL, created_at TEXT NOT NULL,
    document TEXT NOT NULL, asked TEXT NOT NULL DEFAULT '', said TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (user, thread_id, position)
);
CREATE TABLE IF NOT EXISTS kezhi_ratings (
    user TEXT NOT NULL, thread_id TEXT NOT NULL, asked TEXT NOT NULL, position INTEGER NOT NULL,
    created_at TEXT NOT NULL, question TEXT NOT NULL, verdict TEXT NOT NULL, reason TEXT NOT NULL,
    comment TEXT NOT NULL, PRIMARY KEY (user, thread_id, asked)
);
"""
# Columns that files of before lack: whether a person gave the title, the key of the question, the words searched.
_ADDED: Final = {
    "kezhi_threads": {"named": "INTEGER NOT NULL DEFAULT 0"},
    "kezhi_answers": {"asked": "TEXT NOT NULL DEFAULT ''", "said": "TEXT NOT NULL DEFAULT ''"},
}


def prepare(connection: sqlite3.Connection) -> None:
    """Makes the tables, or brings those of an earlier Kezhi up to date."""
    connection.executescript(_TABLES)
    for table, columns in _ADDED.items():
        there = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
        for name, kind in columns.items():
            if name not in there:
                connection.execute(f"ALTER TABLE {table} ADD COLUMN {name} {kind}")
    older = "SELECT rowid, position, document FROM kezhi_answers WHERE asked = ''"
    for row, position, document in connection.execute(older).fetchall():
        connection.execute(
            "UPDATE kezhi_answers SET asked = ?, said = ? WHERE rowid = ?",
            (f"p{position}", said_in(json.loads(document)), row),
        )


def said_in(document: dict[str, Any]) -> str:
    """The words of a question and its answer as they are searched."""
    return f"{document['question']}\n{document['markdown']}".casefold()
