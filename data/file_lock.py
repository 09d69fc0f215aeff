"""A lock between processes: a file that one of them holds; the system lets go of it however that one ends."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.errors import BusyError


@contextmanager
def locked(path: Path, *, otherwise: str) -> Iterator[None]:
    """Holds the lock.

    Args:
        path: The file, made where it is not there.
        otherwise: What to say where another process holds it.

    Raises:
        BusyError: Another process holds it.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not try_lock(handle):
            raise BusyError(otherwise)
        yield
    finally:
        os.close(handle)


def is_locked(path: Path) -> bool:
    """Whether a process holds the lock at this moment."""
    try:
        handle = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not try_lock(handle)
    finally:
        os.close(handle)


def try_lock(handle: int) -> bool:
    """Whether this process holds the file now; not where another one, or another handle of this one, does.

    Args:
        handle: Of a file that is open for writing; closing it lets go.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
