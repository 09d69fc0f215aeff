"""The file of accounts: its tables, and steps on it that happen wholly or not at all."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from config.errors import InputError
from data.write_ahead import write_ahead

FILE: Final = "accounts.sqlite"
_WAIT_SECONDS: Final = 10.0
_TABLES: Final = """
CREATE TABLE IF NOT EXISTS users (
    id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, folded TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
    hash TEXT NOT NULL, created REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS sessions (
    digest TEXT PRIMARY KEY, user INTEGER NOT NULL, created REAL NOT NULL, seen REAL NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS attempts (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL, at REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS locks (key TEXT PRIMARY KEY, until REAL NOT NULL, times INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS known (key TEXT PRIMARY KEY, seen REAL NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS secret (one INTEGER PRIMARY KEY CHECK (one = 1), key TEXT NOT NULL) STRICT;
INSERT OR IGNORE INTO secret VALUES (1, lower(hex(randomblob(32))));
"""


class AccountTables:
    """The tables, for several threads and processes."""

    def __init__(self, folder: Path) -> None:
        """Opens the file, which only its owner may read, or makes it.

        Raises:
            InputError: It cannot be opened, or is no file of accounts.
        """
        self.file = folder / FILE
        self._lock = threading.RLock()
        try:
            # Before SQLite makes it with everybody's rights; its -wal and -shm take after it.
            os.close(os.open(self.file, os.O_RDWR | os.O_CREAT, 0o600))
            self.file.chmod(0o600)
            self._connection = sqlite3.connect(
                self.file, check_same_thread=False, timeout=_WAIT_SECONDS, isolation_level=None
            )
            write_ahead(self._connection, wait_seconds=_WAIT_SECONDS)
            self._connection.execute("PRAGMA secure_delete=ON")
            self._connection.executescript(_TABLES)
            (self.key,) = self._connection.execute("SELECT key FROM secret").fetchone()
        except (OSError, sqlite3.Error) as error:
            raise InputError(f"the accounts in {self.file} cannot be opened ({error})") from error

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The connection, for reading."""
        with self._lock:
            yield self._connection

    @contextmanager
    def changing(self) -> Iterator[sqlite3.Connection]:
        """The connection inside one transaction, which an exception undoes."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                with suppress(sqlite3.Error):  # where the disk is full, SQLite has rolled back by itself
                    self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self._connection.close()


def has_accounts(folder: Path) -> bool:
    """Whether a workspace has users; nothing is made in it.

    Raises:
        InputError: Its file of accounts cannot be read.
    """
    if not (folder / FILE).exists():
        return False
    tables = AccountTables(folder)
    try:
        with tables.reading() as connection:
            return connection.execute("SELECT 1 FROM users LIMIT 1").fetchone() is not None
    finally:
        tables.close()
