"""Watches what a run does beside answering: files written, addresses called, programs started."""

import hashlib
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_EVENTS = (
    *("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "subprocess.Popen", "os.system"),
    *("os.exec", "os.fork", "os.posix_spawn", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.chmod", "os.link"),
    *(
        "os.symlink",
        "os.truncate",
        "shutil.rmtree",
        "shutil.copyfile",
        "shutil.move",
        "urllib.Request",
        "ftplib.connect",
    ),
    *("pty.spawn", "os.putenv", "ctypes.dlopen", "code.__new__"),
)
_WRITING = frozenset("wax+")


class Watch:
    """What was seen while it was on."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.on = False
        self.allowed: tuple[str, ...] = ()
        self.shelf = ""
        self._lock = threading.Lock()

    def hook(self, event: str, args: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if (event in _EVENTS and not self._shelves(event, args)) or (event == "open" and self._writes(args)):
            with self._lock:
                self.seen.append(f"{event} {args[:2]!r}"[:200])

    def _shelves(self, event: str, args: tuple[Any, ...]) -> bool:
        """Whether a folder is made, or named, on the shelf of reports and nowhere else."""
        paths = {"os.mkdir": args[:1], "os.rename": args[:2]}.get(event, ())
        on_it = (str(path) == self.shelf or str(path).startswith(f"{self.shelf}/") for path in paths)
        return bool(self.shelf and paths) and all(on_it) and not any(".." in str(path) for path in paths)

    def _writes(self, args: tuple[Any, ...]) -> bool:
        path, mode, flags = args[0], args[1], args[2]
        writing = bool(_WRITING & set(mode)) if isinstance(mode, str) else bool(flags & 3)
        return writing and not str(path).startswith(self.allowed)


_WATCH = Watch()
_hooked = False


@contextmanager
def watched(*allowed: Path, shelf: Path | None = None) -> Iterator[list[str]]:
    """Everything that is written outside of the allowed folders, called or started meanwhile.

    Args:
        allowed: Folders whose files may be written.
        shelf: Where folders may be made for reports, too.
    """
    global _hooked
    if not _hooked:
        sys.addaudithook(_WATCH.hook)
        _hooked = True
    _WATCH.seen, _WATCH.allowed = [], (*(str(path) for path in allowed), "/dev/null")
    _WATCH.shelf = str(shelf) if shelf else ""
    _WATCH.on = True
    try:
        yield _WATCH.seen
    finally:
        _WATCH.on = False


def tree_digest(folder: Path) -> dict[str, str]:
    """Every file of a folder with the hash of its bytes, but for the index that Chroma maps into memory and touches."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".bin"
    }
