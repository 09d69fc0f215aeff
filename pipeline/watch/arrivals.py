"""The folder where files arrive: which are there, which are whole, and where they go when they are done with.

::

    incoming/
    ├── orders-2026-11-30.csv      new
    ├── orders-2026-12-01.csv.part  being written; left alone
    ├── taken/orders-….csv         in the builds
    └── refused/orders-….csv       not usable; beside it orders-….csv.txt says why
"""

import gzip
import hashlib
import os
import stat
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from agent.watch_plan import REFUSED, TAKEN, FileKind
from config.errors import InputError

# Two looks so far apart must find the same file.
SETTLE_SECONDS: Final = 2.0
# A text whose last line has not ended must have been left alone for so long: cut in an amount, it would be misread.
QUIET_SECONDS: Final = 300.0
_UNFINISHED: Final = (".part", ".partial", ".tmp", ".temp", ".crdownload", ".filepart", ".download", ".swp", "~")
# Where a ZIP archive, as an XLSX is one, ends: with a record of 22 bytes and a remark of at most 65,535.
_ZIP_END: Final = 65_535 + 22
_CHUNK: Final = 1 << 20


@dataclass(frozen=True)
class Arrival:
    """A file that lies in the folder.

    Attributes:
        path: Where.
        kind: What is in it, by its name; None where no pattern fits.
        stamp: Size, time and number of the file, by which a change is noticed.
    """

    path: Path
    kind: FileKind | None
    stamp: tuple[int, int, int]

    @property
    def unchanged(self) -> bool:
        """Whether the file is still the one that was looked at."""
        return _stamp(self.path) == self.stamp

    def sha256(self) -> str:
        """Hash of the content, as manifests have it."""
        digest = hashlib.sha256()
        with self.path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
        return digest.hexdigest()


class Arrivals:
    """Looks at the folder again and again; remembers from look to look which files have come to rest."""

    def __init__(self) -> None:
        self._seen: dict[Path, tuple[tuple[int, int, int], float]] = {}

    def look(self, folder: Path, kind_of: Callable[[str], FileKind | None], *, now: float) -> tuple[Arrival, ...]:
        """The files that are whole, those of orders first, then in the order in which they came.

        Args:
            folder: Where.
            kind_of: What is in a file of that name.
            now: Seconds since 1970.

        Raises:
            InputError: The folder cannot be read.
        """
        resting: list[tuple[Arrival, float]] = []
        seen: dict[Path, tuple[tuple[int, int, int], float]] = {}
        for path in files_in(folder):
            stamp = _stamp(path)
            if stamp is None:  # gone between the listing and now
                continue
            before, since = self._seen.get(path, (None, now))
            since = since if before == stamp else now
            seen[path] = (stamp, since)
            if before == stamp and now - since >= SETTLE_SECONDS and (ends_whole(path) or _quiet(path, now)):
                resting.append((Arrival(path, kind_of(path.name), stamp), path.stat().st_mtime))
        self._seen = seen
        resting.sort(key=lambda each: (each[0].kind != "orders", each[1], each[0].path.name))
        return tuple(arrival for arrival, _ in resting)

    @property
    def waiting(self) -> int:
        """How many files lay there at the last look."""
        return len(self._seen)


def files_in(folder: Path) -> tuple[Path, ...]:
    """The files of the folder that may be meant for us; neither hidden ones nor such as are being written.

    Raises:
        InputError: The folder cannot be read.
    """
    try:
        found = sorted(folder.iterdir())
    except OSError as error:
        raise InputError(f"the folder {folder} cannot be read ({error.strerror})") from error
    meant = [path for path in found if path.name[0] != "." and not path.name.casefold().endswith(_UNFINISHED)]
    # A link would let whoever may write here have any file read that we may read.
    return tuple(path for path in meant if path.is_file() and not path.is_symlink())


def make_folders(folder: Path, *, ours: bool) -> None:
    """The folder with its two subfolders.

    Args:
        folder: Where files arrive.
        ours: Whether it may be made; a folder elsewhere that is not there is more likely a slip or not mounted.

    Raises:
        InputError: It is not there, or cannot be written.
    """
    if not ours and not folder.is_dir():
        raise InputError(f"watch.folder: there is no folder {folder}")
    try:
        for part in (TAKEN, REFUSED):
            (folder / part).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"the folder {folder} cannot be written ({error.strerror})") from error
    if not os.access(folder, os.W_OK):
        raise InputError(f"the folder {folder} cannot be written: files that were taken are moved out of it")


def put_away(path: Path, part: str, *, note: str = "") -> Path:
    """Moves a file into a subfolder, beside others of that name; where it lies then.

    Args:
        path: The file.
        part: `taken` or `refused`.
        note: Put beside it as a text.
    """
    place = path.parent / part / path.name
    number = 2
    while place.exists():
        place = place.with_name(f"{path.stem}-{number}{path.suffix}")
        number += 1
    if note:
        place.with_name(f"{place.name}.txt").write_text(note + "\n", encoding="utf-8")
    path.rename(place)
    return place


def ends_whole(path: Path) -> bool:
    """Whether a file shows that nothing is missing: a text's last line has ended, an archive has its end."""
    try:
        with path.open("rb") as file:
            head, size = file.read(4), file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _ZIP_END))
            tail = file.read()
    except OSError:
        return False
    if head[:2] == b"\x1f\x8b":
        return _unzips(path)
    if head == b"PAR1":
        return size > len(head) and tail.endswith(b"PAR1")
    if head == b"PK\x03\x04":
        return b"PK\x05\x06" in tail
    return tail.endswith((b"\n", b"\r", b"\n\x00", b"]", b"}"))


def _unzips(path: Path) -> bool:
    """Whether a gzip file can be read to its end, where its checksum is."""
    try:
        with gzip.open(path) as file:
            while file.read(_CHUNK):
                pass
    except (OSError, EOFError, zlib.error):
        return False
    return True


def _quiet(path: Path, now: float) -> bool:
    """Whether nobody has touched the file for a while; a move into the folder counts as a touch, too."""
    found = path.stat()
    return now - max(found.st_mtime, found.st_ctime) >= QUIET_SECONDS


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_size, found.st_mtime_ns, found.st_ino) if stat.S_ISREG(found.st_mode) else None
