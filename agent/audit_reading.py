"""Reads the audit log and checks its chain: every record and text, the triggers, and the witnesses of its tail."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.audit import FILE, FIRST, HEAD, HEADS, WAIT_SECONDS, Record, chained, committed
from agent.audit_schema import (
    COLUMNS,
    FORGOTTEN,
    OUTDATED,
    SCHEMA,
    TEXTS,
    Held,
    erased_by,
    is_outdated,
    rows,
    schema_of,
)
from config.errors import InputError

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found.

    Attributes:
        records: Records whose chain is whole, from the first.
        head: Hash of the last of them.
        damage: One line that names the first bad record; empty where nothing is wrong.
        witnessed: Lines of audit.heads that agree.
        erased: Texts that were erased when a customer was forgotten.
    """

    records: int
    head: str
    damage: str = ""
    witnessed: int = 0
    erased: int = 0


def records(folder: Path, *, first: int = 1) -> Iterator[Record]:
    """The records of a folder's log from number `first` on, in order; the log may be written to meanwhile.

    Raises:
        InputError: There is no log, or it cannot be read.
    """
    try:
        with closing(_open(folder)) as connection:
            for row, held in rows(connection, first=first):
                yield _record(row, held)
    except sqlite3.Error as error:
        raise InputError(f"{folder / FILE} cannot be read ({error})") from error


def verify(folder: Path, *, expect: str = "") -> Verdict:
    """Walks the whole chain.

    Args:
        folder: Where the log is.
        expect: A hash that the chain must hold: a head that was kept elsewhere.

    Raises:
        InputError: There is no log, or `expect` is no hash.
    """
    expect = expect.strip().lower()
    if expect and not _HASH.fullmatch(expect):
        raise InputError(
            f"--expect takes a hash of 64 hex digits as `kezhi audit verify` prints it, not {expect[:80]!r}"
        )
    witnesses, missing = _witnesses(folder)
    walk, expected = _Walk(witnesses), not expect or expect == FIRST
    try:
        with closing(_open(folder)) as connection:
            damage = "" if schema_of(connection) == SCHEMA else "the table or its triggers have been changed"
            for row, held in rows(connection, first=-(2**63)):
                if fault := walk.fault(row, held):
                    return Verdict(walk.number, walk.head, fault)
                expected = expected or walk.head == expect
    except sqlite3.Error as error:
        return Verdict(walk.number, walk.head, f"after record {walk.number} the file cannot be read ({error})")
    last = max(witnesses, default=0)
    damage = damage or walk.unsaid()
    if last > walk.number:
        damage = (
            f"record {walk.number + 1} is missing: {HEADS} has seen {last} records, the log ends with {walk.number}"
        )
    elif missing and not damage:
        damage = f"{HEADS} is missing, so a tail that was cut off would not be seen"
    elif not expected:
        damage = f"no record has the expected hash {expect}: the log was cut off or replaced before or at that record"
    return Verdict(walk.number, walk.head, damage, len(witnesses), len(walk.gone))


@dataclass
class _Walk:
    """The way along the chain: where it is, which texts are gone, and which were said to be."""

    witnesses: dict[int, set[str]]
    number: int = 0
    head: str = FIRST
    gone: set[tuple[int, str]] = field(default_factory=set)
    erased: set[tuple[int, str]] = field(default_factory=set)

    def fault(self, row: tuple[object, ...], held: Held) -> str:
        """What is wrong with the row where the next record should be; empty where nothing is, and the walk goes on."""
        number = self.number + 1
        if row[0] != number:
            return f"record {number} is missing: record {row[0]} comes after record {self.number}"
        if not all(isinstance(value, str) for value in row[1:]):
            return f"record {number} has been changed: a column is no text"
        columns = {name: str(value) if name != "id" else number for name, value in zip(COLUMNS, row, strict=True)}
        found = str(columns["hash"])
        if chained(self.head, columns) != found:
            return f"record {number} has been changed, or is not the one that was written there: its hash does not fit"
        if self.witnesses.get(number, {found}) != {found}:
            return f"record {number} has been replaced: {HEADS} has seen another one there"
        for name, (salt, text) in held.items():
            if name not in TEXTS or committed(salt, text) != columns[name]:
                return f"record {number} has been changed: its {name} is not the one that was written there"
        self.gone |= {(number, name) for name in TEXTS if name not in held}
        if columns["status"] == FORGOTTEN:
            self.erased |= erased_by(str(columns["made"]))
        self.number, self.head = number, found
        return ""

    def unsaid(self) -> str:
        """The first text that is gone without a record of it, or there in spite of one."""
        for record, name in sorted(self.gone - self.erased):
            return f"the {name} of record {record} is missing, and no record says that it was erased"
        for record, name in sorted(self.erased - self.gone):
            return f"the {name} of record {record} is there, though it was erased"
        return ""


def _record(row: tuple[object, ...], held: Held) -> Record:
    columns: dict[str, Any] = dict(zip(COLUMNS, row, strict=True))
    texts = {name: held[name][1] if name in held else "" for name in TEXTS}
    return Record(**{**columns, **texts}, erased=tuple(name for name in TEXTS if name not in held))


def _witnesses(folder: Path) -> tuple[dict[int, set[str]], bool]:
    """Hashes by record number as audit.heads has them, and whether that file is missing.

    A line torn by a power cut is passed over.
    """
    seen: dict[int, set[str]] = {}
    try:
        with (folder / HEADS).open(encoding="ascii", errors="replace") as lines:
            for line in lines:
                if found := HEAD.fullmatch(line.strip()):
                    seen.setdefault(int(found[1]), set()).add(found[2])
    except FileNotFoundError:
        return {}, True
    return seen, False


def _open(folder: Path) -> sqlite3.Connection:
    """A connection that can change nothing.

    Raises:
        InputError: There is no log, or it is of an earlier Kezhi.
    """
    if not (folder / FILE).is_file():
        raise InputError(f"there is no audit log in {folder}: nothing has been asked there yet")
    uri = f"{(folder / FILE).resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS)
    try:
        outdated = is_outdated(schema_of(connection))
    except sqlite3.Error:
        outdated = False  # damage, which whoever reads on will name
    if outdated:
        connection.close()
        raise InputError(f"{folder / FILE} {OUTDATED}")
    return connection
