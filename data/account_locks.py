"""The guard against guessing passwords: failures are counted by name and by address, and too many lock.

An attempt is written down as a failure before the password is checked: many attempts at the same time are no way
round the limit. Names are counted whether somebody has them or not, so that a lock tells nothing, and only as keyed
hashes, since people type passwords where a name belongs.
"""

import hashlib
import hmac
import ipaddress
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from data.account_tables import AccountTables

WINDOW_SECONDS: Final = 15 * 60
FIRST_LOCK_SECONDS: Final = 15 * 60
LONGEST_LOCK_SECONDS: Final = 24 * 3600
NAME_FAILURES: Final = 5
ADDRESS_FAILURES: Final = 30


@dataclass(frozen=True)
class Attempt:
    """One try at a password: what it is counted under, or how long to wait where none is allowed.

    Attributes:
        keys: Of the name, of the address.
        rows: The two rows that count it.
        wait_seconds: 0 where the password may be checked.
    """

    keys: tuple[str, str]
    rows: tuple[int, ...] = ()
    wait_seconds: float = 0.0


class Locks:
    """Failures and the locks that come of them."""

    def __init__(self, tables: AccountTables, clock: Callable[[], float]) -> None:
        """Counts in those tables, by that clock."""
        self._tables = tables
        self._clock = clock

    def begin(self, folded: str, address: str) -> Attempt:
        """An attempt, written down as a failure already, or one that must wait."""
        now = self._clock()
        keys = (self._key("name", folded), self._key("address", _network(address)))
        with self._tables.changing() as connection:
            connection.execute("DELETE FROM attempts WHERE at <= ? OR at > ?", (now - WINDOW_SECONDS, now))
            connection.execute("DELETE FROM locks WHERE until <= ?", (now - LONGEST_LOCK_SECONDS,))
            for key, limit in zip(keys, (NAME_FAILURES, ADDRESS_FAILURES), strict=True):
                row = connection.execute("SELECT until FROM locks WHERE key = ?", (key,)).fetchone()
                if row is not None and row[0] > now:
                    return Attempt(keys, wait_seconds=row[0] - now)
                if _count(connection, key) >= limit:  # others are being checked this moment
                    return Attempt(keys, wait_seconds=1.0)
            added = (connection.execute("INSERT INTO attempts (key, at) VALUES (?, ?)", (key, now)) for key in keys)
            return Attempt(keys, rows=tuple(int(cursor.lastrowid or 0) for cursor in added))

    def fail(self, attempt: Attempt) -> tuple[bool, bool]:
        """Locks what has failed too often: whether name and whether address are locked from now on."""
        now = self._clock()
        limits = (NAME_FAILURES, ADDRESS_FAILURES)
        with self._tables.changing() as connection:
            name, address = (_lock(connection, key, n, now) for key, n in zip(attempt.keys, limits, strict=True))
        return name, address

    def succeed(self, attempt: Attempt) -> None:
        """Takes back what `begin` wrote, and the name's earlier failures with it."""
        with self._tables.changing() as connection:
            connection.executemany("DELETE FROM attempts WHERE id = ?", [(row,) for row in attempt.rows])
            _free(connection, attempt.keys[0])

    def free(self, folded: str) -> bool:
        """Unlocks a name; whether there was anything to forget."""
        with self._tables.changing() as connection:
            return _free(connection, self._key("name", folded))

    def locked_until(self, folded: str) -> float:
        """Until when a name is locked; 0 where it is not."""
        with self._tables.reading() as connection:
            row = connection.execute("SELECT until FROM locks WHERE key = ?", (self._key("name", folded),)).fetchone()
        return float(row[0]) if row is not None and row[0] > self._clock() else 0.0

    def _key(self, kind: str, text: str) -> str:
        told = f"{kind}:{text}".encode("utf-8", "backslashreplace")
        return hmac.new(bytes.fromhex(self._tables.key), told, hashlib.sha256).hexdigest()


def _count(connection: sqlite3.Connection, key: str) -> int:
    return int(connection.execute("SELECT COUNT(*) FROM attempts WHERE key = ?", (key,)).fetchone()[0])


def _lock(connection: sqlite3.Connection, key: str, limit: int, now: float) -> bool:
    if _count(connection, key) < limit:
        return False
    row = connection.execute("SELECT times FROM locks WHERE key = ?", (key,)).fetchone()
    times = row[0] if row else 0
    until = now + min(FIRST_LOCK_SECONDS * 2 ** min(times, 20), LONGEST_LOCK_SECONDS)
    connection.execute("INSERT OR REPLACE INTO locks VALUES (?, ?, ?)", (key, until, times + 1))
    connection.execute("DELETE FROM attempts WHERE key = ?", (key,))
    return True


def _free(connection: sqlite3.Connection, key: str) -> bool:
    attempts = connection.execute("DELETE FROM attempts WHERE key = ?", (key,)).rowcount
    return bool(attempts + connection.execute("DELETE FROM locks WHERE key = ?", (key,)).rowcount)


def _network(address: str) -> str:
    """What an address is counted under: itself, or its network of IPv6, where one person has 2^64 addresses."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((int(found), 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)
