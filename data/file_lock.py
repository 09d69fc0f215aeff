"""A lock on an open file that the system lets go when the process ends, however it ends."""

import sys


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
