"""SQLite's write-ahead log, switched on also while other processes do the same.

Source: https://www.sqlite.org/wal.html; the change of mode needs the file for itself alone, and SQLite does not call
its busy handler for every lock on the way, so that a timeout alone is not enough.
"""

import sqlite3
import time
from typing import Final

_PAUSE_SECONDS: Final = 0.02


def write_ahead(connection: sqlite3.Connection, *, wait_seconds: float) -> None:
    """Lets readers and one writer work on the file at once; waits for others who are switching it on.

    Raises:
        sqlite3.OperationalError: It is still locked after `wait_seconds`, or cannot be written.
    """
    deadline = time.monotonic() + wait_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            # The low byte: SQLITE_BUSY has finer kinds, such as SQLITE_BUSY_RECOVERY.
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() >= deadline:
                raise
            time.sleep(_PAUSE_SECONDS)
        else:
            return
