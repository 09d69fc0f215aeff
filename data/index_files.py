"""The files of Chroma's graph: what is in them beyond the vectors themselves."""

import os
import struct
from pathlib import Path
from typing import Final

# Version, place of the first vector, room for so many, vectors there, bytes of each with its links.
_HEADER: Final = struct.Struct("<iQQQQ")
_VERSION: Final = 1
_PAGE: Final = 1 << 20


def blank_unused(folder: Path) -> None:
    """Overwrites the room that a collection's graphs keep for further vectors.

    The graph is written as it lay in memory, and room not used yet holds whatever this process had there before: rows
    of a table, a name, the text of a review.

    Args:
        folder: Of a collection that nobody has open.
    """
    for header in folder.glob("*/header.bin"):
        version, _, _, used, size = _HEADER.unpack_from(header.read_bytes())
        if version == _VERSION:
            _zero(header.with_name("data_level0.bin"), used * size)
            _zero(header.with_name("length.bin"), used * 4)


def _zero(path: Path, start: int) -> None:
    with path.open("r+b") as file:
        end = file.seek(0, os.SEEK_END)
        file.seek(min(start, end))
        while (left := end - file.tell()) > 0:
            file.write(bytes(min(left, _PAGE)))
