"""Reads the audit log and checks its chain: every record, the triggers, and the witnesses of its tail."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from agent.audit import COLUMNS, FILE, FIRST, HEAD, HEADS, SCHEMA, WAIT_SECONDS, Record, chained, schema_of
from config.errors import InputError

_SELECT = f"SELECT {', '.join(COLUMNS)} FROM records WHERE id >= ? ORDER BY id"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found.

    Attributes:
        records: Records whose chain is whole, from the first.
        head: Hash of the last of them.
        damage: One line that names the first bad record; empty where nothing is wrong.
        witnessed: Lines of audit.heads that agree.
    """

    records: int
    head: str
    damage: str = ""
    witnessed: int = 0


def records(folder: Path, *, first: int = 1) -> Iterator[Record]:
    """The records of a folder's log from number `first` on, in order; the log may be written to meanwhile.

    Raises:
        InputError: There is no log, or it cannot be read.
    """
    try:
        with closing(_open(folder)) as connection:
            for row in connection.execute(_SELECT, (first,)):
                yield Record(*row)
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
    number, previous, expected = 0, FIRST, not expect or expect == FIRST
    try:
        with closing(_open(folder)) as connection:
            damage = "" if schema_of(connection) == SCHEMA else "the table or its triggers have been changed"
            for row in connection.execute(_SELECT, (-(2**63),)):
                fault = _fault(row, number + 1, previous, witnesses)
                if fault:
                    return Verdict(number, previous, fault)
                number, previous = row[0], row[-1]
                expected = expected or previous == expect
    except sqlite3.Error as error:
        return Verdict(number, previous, f"after record {number} the file cannot be read ({error})")
    last = max(witnesses, default=0)
    if last > number:
        damage = f"record {number + 1} is missing: {HEADS} has seen {last} records, the log ends with {number}"
    elif missing and not damage:
        damage = f"{HEADS} is missing, so a tail that was cut off would not be seen"
    elif not expected:
        damage = f"no record has the expected hash {expect}: the log was cut off or replaced before or at that record"
    return Verdict(number, previous, damage, len(witnesses))


def _fault(row: tuple[object, ...], number: int, previous: str, witnesses: dict[int, set[str]]) -> str:
    """What is wrong with the row where record `number` should be; empty where nothing is."""
    if row[0] != number:
        return f"record {number} is missing: record {row[0]} comes after record {number - 1}"
    if not all(isinstance(value, str) for value in row[1:]):
        return f"record {number} has been changed: a column is no text"
    record = Record(*row)  # type: ignore[arg-type]
    if chained(previous, asdict(record)) != record.hash:
        return f"record {number} has been changed, or is not the one that was written there: its hash does not fit"
    if witnesses.get(number, {record.hash}) != {record.hash}:
        return f"record {number} has been replaced: {HEADS} has seen another one there"
    return ""


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
        InputError: There is no log.
    """
    if not (folder / FILE).is_file():
        raise InputError(f"there is no audit log in {folder}: nothing has been asked there yet")
    uri = f"{(folder / FILE).resolve().as_uri()}?mode=ro"
    return sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS)
