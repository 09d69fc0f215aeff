"""Tables of the audit log: a chain of records that never change, and beside it the texts they vouch for.

A record holds of each text only a salted hash. The text and its salt are a row of `texts`, which goes only where a
record of the chain says that it was erased: what tells of a customer can be forgotten, and the chain stays whole.
"""

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import Final

COLUMNS: Final = (
    *("id", "time", "user", "role", "thread", "conversation", "language", "model", "prompt", "build", "question"),
    *("reading", "status", "calls", "drafts", "answer", "digest", "seal", "made", "hash"),
)
# Columns that may tell of a customer; digests, too: of a short answer they could be guessed.
TEXTS: Final = ("thread", "question", "reading", "calls", "drafts", "answer", "digest", "seal")
# Status of a record that says which texts were erased, in `made`: {"erased": ["3 question", …]}.
FORGOTTEN: Final = "forgotten"
SCHEMA: Final = {
    "records": "CREATE TABLE records (id INTEGER PRIMARY KEY, "
    + ", ".join(f"{name} TEXT NOT NULL" for name in COLUMNS[1:])
    + ") STRICT",
    "texts": "CREATE TABLE texts (record INTEGER NOT NULL, name TEXT NOT NULL, salt TEXT NOT NULL, "
    "text TEXT NOT NULL, PRIMARY KEY (record, name)) STRICT",
    "erasures": f"CREATE INDEX erasures ON records (id) WHERE status = '{FORGOTTEN}'",
    "records_stay": "CREATE TRIGGER records_stay BEFORE UPDATE ON records "
    "BEGIN SELECT RAISE(ABORT, 'an audit record is never changed'); END",
    "records_remain": "CREATE TRIGGER records_remain BEFORE DELETE ON records "
    "BEGIN SELECT RAISE(ABORT, 'an audit record is never deleted'); END",
    # Also against INSERT OR REPLACE, which deletes without asking the other trigger.
    "records_follow": "CREATE TRIGGER records_follow BEFORE INSERT ON records "
    "WHEN NEW.id IS NOT (SELECT COALESCE(MAX(id), 0) + 1 FROM records) "
    "BEGIN SELECT RAISE(ABORT, 'an audit record comes after the last one'); END",
    "texts_stay": "CREATE TRIGGER texts_stay BEFORE UPDATE ON texts "
    "BEGIN SELECT RAISE(ABORT, 'an audit text is never changed'); END",
    "texts_remain": "CREATE TRIGGER texts_remain BEFORE DELETE ON texts WHEN NOT EXISTS (SELECT 1 FROM records, "
    f"json_each(records.made, '$.erased') AS gone WHERE records.status = '{FORGOTTEN}' "
    "AND gone.value = OLD.record || ' ' || OLD.name) "
    "BEGIN SELECT RAISE(ABORT, 'an audit text is deleted only where a record says so'); END",
    "texts_follow": "CREATE TRIGGER texts_follow BEFORE INSERT ON texts "
    "WHEN NEW.record IS NOT (SELECT MAX(id) FROM records) "
    "OR EXISTS (SELECT 1 FROM texts WHERE record = NEW.record AND name = NEW.name) "
    "BEGIN SELECT RAISE(ABORT, 'an audit text comes with its record'); END",
}
OUTDATED: Final = (
    "was begun by an earlier Kezhi, whose log cannot forget a customer: move the audit.* files away to begin a new one"
)

# Name of a text to its salt and itself.
Held = dict[str, tuple[str, str]]

_SELECT: Final = (
    f"SELECT {', '.join(f'records.{name}' for name in COLUMNS)}, texts.name, texts.salt, texts.text "
    "FROM records LEFT JOIN texts ON texts.record = records.id WHERE records.id >= ? ORDER BY records.id"
)


def schema_of(connection: sqlite3.Connection) -> dict[str, str]:
    """The statements that made what is in the file, by name."""
    return dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid"))


def is_outdated(schema: dict[str, str]) -> bool:
    """Whether a file's schema is one without texts of their own."""
    return "records" in schema and "texts" not in schema


def rows(connection: sqlite3.Connection, *, first: int) -> Iterator[tuple[tuple[object, ...], Held]]:
    """The rows of `records` from number `first` on, in order, each with the texts that are still there."""
    found = connection.execute(_SELECT, (first,))
    for row, texts in groupby(found, key=lambda row: row[: len(COLUMNS)]):
        yield row, {name: (salt, text) for *_, name, salt, text in texts if name is not None}


def erased_by(made: str) -> frozenset[tuple[int, str]]:
    """Which texts a record of status `forgotten` says were erased: record and name.

    >>> sorted(erased_by('{"erased": ["3 question", "3 answer"]}'))
    [(3, 'answer'), (3, 'question')]
    """
    pairs = (entry.split(" ") for entry in json.loads(made)["erased"])
    return frozenset((int(record), name) for record, name in pairs)
