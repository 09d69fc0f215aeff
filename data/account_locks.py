"""The guard against guessing passwords: failures are counted by name and address, by name, and by address.

Five failures lock a name for the address they came from, and for no other: a stranger elsewhere cannot lock its owner
out. Failures of a name from all addresses together brake it, later, where it has never logged in: who guesses from
many addresses is slowed down like one, and the owner still comes in from where the owner came in before.

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
PAIR_FAILURES: Final = 5
NAME_FAILURES: Final = 30
# Longer than the others': who guesses slowly from many addresses is found out by the day.
NAME_WINDOW_SECONDS: Final = 24 * 3600
ADDRESS_FAILURES: Final = 30
# How long an address from which a name has logged in is not held up by the failures of others.
KNOWN_SECONDS: Final = 90 * 86_400
# Failures that lock, and within what time: of a name from an address, of a name, of an address.
_LIMITS: Final = (
    (PAIR_FAILURES, WINDOW_SECONDS),
    (NAME_FAILURES, NAME_WINDOW_SECONDS),
    (ADDRESS_FAILURES, WINDOW_SECONDS),
)


@dataclass(frozen=True)
class Attempt:
    """One try at a password: what it is counted under, or how long to wait where none is allowed.

    Attributes:
        keys: Of the name from that address, of the name, of the address.
        rows: The rows that count it.
        wait_seconds: 0 where the password may be checked.
    """

    keys: tuple[str, str, str]
    rows: tuple[int, ...] = ()
    wait_seconds: float = 0.0


@dataclass(frozen=True)
class Locked:
    """What a failure has locked from now on: the name from that address, the name wherever it is new, the address."""

    pair: bool
    name: bool
    address: bool


NOTHING_LOCKED: Final = Locked(pair=False, name=False, address=False)


class Locks:
    """Failures and the locks that come of them."""

    def __init__(self, tables: AccountTables, clock: Callable[[], float]) -> None:
        """Counts in those tables, by that clock."""
        self._tables = tables
        self._clock = clock

    def begin(self, folded: str, address: str) -> Attempt:
        """An attempt, written down as a failure already, or one that must wait."""
        now, network = self._clock(), _network(address)
        name = self._key("name", folded)
        # The name's own key comes first, so that all of its pairs are found by it.
        pair = self._key("pair", f"{folded}\n{network}")
        keys = (f"{name}:{pair}", name, self._key("address", network))
        with self._tables.changing() as connection:
            connection.execute("DELETE FROM attempts WHERE at <= ? OR at > ?", (now - NAME_WINDOW_SECONDS, now))
            connection.execute("DELETE FROM locks WHERE until <= ?", (now - LONGEST_LOCK_SECONDS,))
            connection.execute("DELETE FROM known WHERE seen <= ?", (now - KNOWN_SECONDS,))
            known = connection.execute("SELECT 1 FROM known WHERE key = ?", (keys[0],)).fetchone() is not None
            for key, (limit, seconds) in zip(keys, _LIMITS, strict=True):
                if known and key == name:
                    continue
                row = connection.execute("SELECT until FROM locks WHERE key = ?", (key,)).fetchone()
                if row is not None and row[0] > now:
                    return Attempt(keys, wait_seconds=row[0] - now)
                if _count(connection, key, now - seconds) >= limit:  # others are being checked this moment
                    return Attempt(keys, wait_seconds=1.0)
            added = (connection.execute("INSERT INTO attempts (key, at) VALUES (?, ?)", (key, now)) for key in keys)
            return Attempt(keys, rows=tuple(int(cursor.lastrowid or 0) for cursor in added))

    def fail(self, attempt: Attempt) -> Locked:
        """Locks what has failed too often."""
        now = self._clock()
        with self._tables.changing() as connection:
            locked = (_lock(connection, key, rule, now) for key, rule in zip(attempt.keys, _LIMITS, strict=True))
            return Locked(*locked)

    def succeed(self, attempt: Attempt) -> None:
        """Takes back what `begin` wrote, and the name's earlier failures from there; the address is known from now on.

        What fails from elsewhere goes on counting: the owner at work must not give a stranger new tries.
        """
        with self._tables.changing() as connection:
            connection.executemany("DELETE FROM attempts WHERE id = ?", [(row,) for row in attempt.rows])
            _free(connection, attempt.keys[0])
            connection.execute("INSERT OR REPLACE INTO known VALUES (?, ?)", (attempt.keys[0], self._clock()))

    def free(self, folded: str) -> bool:
        """Unlocks a name, wherever it is locked; whether there was anything to forget."""
        with self._tables.changing() as connection:
            return _free(connection, self._key("name", folded))

    def forget(self, folded: str) -> None:
        """Forgets where a name, which is taken away, has logged in from."""
        with self._tables.changing() as connection:
            connection.execute("DELETE FROM known WHERE key LIKE ?", (f"{self._key('name', folded)}:%",))

    def locked_until(self, folded: str) -> float:
        """Until when a name is locked, from some address at least; 0 where it is not."""
        key = self._key("name", folded)
        with self._tables.reading() as connection:
            row = connection.execute(
                "SELECT MAX(until) FROM locks WHERE key = ? OR key LIKE ?", (key, f"{key}:%")
            ).fetchone()
        return float(row[0]) if row[0] is not None and row[0] > self._clock() else 0.0

    def _key(self, kind: str, text: str) -> str:
        told = f"{kind}:{text}".encode("utf-8", "backslashreplace")
        return hmac.new(bytes.fromhex(self._tables.key), told, hashlib.sha256).hexdigest()


def _count(connection: sqlite3.Connection, key: str, since: float) -> int:
    counted = connection.execute("SELECT COUNT(*) FROM attempts WHERE key = ? AND at > ?", (key, since))
    return int(counted.fetchone()[0])


def _lock(connection: sqlite3.Connection, key: str, rule: tuple[int, float], now: float) -> bool:
    limit, seconds = rule
    if _count(connection, key, now - seconds) < limit:
        return False
    row = connection.execute("SELECT times FROM locks WHERE key = ?", (key,)).fetchone()
    times = row[0] if row else 0
    until = now + min(FIRST_LOCK_SECONDS * 2 ** min(times, 20), LONGEST_LOCK_SECONDS)
    connection.execute("INSERT OR REPLACE INTO locks VALUES (?, ?, ?)", (key, until, times + 1))
    connection.execute("DELETE FROM attempts WHERE key = ?", (key,))
    return True


def _free(connection: sqlite3.Connection, key: str) -> bool:
    """Forgets failures and locks under a key and, where it is a name's, under all its addresses."""
    forgotten = [
        connection.execute(f"DELETE FROM {table} WHERE key = ? OR key LIKE ?", (key, f"{key}:%")).rowcount
        for table in ("attempts", "locks")
    ]
    return any(forgotten)


def _network(address: str) -> str:
    """What an address is counted under: itself, or its network of IPv6, where one person has 2^64 addresses."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is None:
        return str(ipaddress.ip_network((int(found), 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)
