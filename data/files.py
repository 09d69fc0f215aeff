"""Files of a build: Parquet and JSON that are equal to the byte for equal content, and writes that last."""

import json
import os
import shutil
import sys
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    import pyarrow as pa

_ROW_GROUP = 1_000_000


def write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write a table; the bytes depend on its content only (no times, no library's own metadata)."""
    import pyarrow as pa

    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    plain = [
        pa.field(f.name, pa.string() if pa.types.is_large_string(f.type) else f.type, f.nullable) for f in table.schema
    ]
    _write_table(table.cast(pa.schema(plain)), path)


def filter_parquet(source: Path, target: Path, *, without: Mapping[str, Collection[str]]) -> int:
    """Write a table without the rows that have one of those values in one of those columns; how many these are.

    What is kept keeps its types; a table that lacks the columns is written as it is.
    """
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(source)
    named = [column for column in without if column in table.column_names]
    if not named:
        shutil.copyfile(source, target)
        return 0
    gone = np.zeros(table.num_rows, dtype=bool)
    for column in named:
        values = pa.array(sorted(without[column]), pa.string())
        gone |= pc.is_in(table[column].cast(pa.string()), value_set=values).to_numpy()
    _write_table(table.filter(pa.array(~gone)), target)
    return int(gone.sum())


def rows_of(path: Path, column: str, value: str) -> pd.DataFrame:
    """The rows of a table that have that text in that column; none where it lacks the column."""
    import pyarrow.parquet as pq

    if column not in pq.read_schema(path).names:
        return pd.DataFrame()
    found: pd.DataFrame = pq.read_table(path, filters=[(column, "==", value)]).to_pandas(ignore_metadata=True)
    return found


def _write_table(table: "pa.Table", path: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(
        table,
        path,
        version="2.6",
        compression="zstd",
        compression_level=3,
        row_group_size=_ROW_GROUP,
        use_dictionary=True,
        write_statistics=True,
        store_schema=False,
    )


def read_parquet(path: Path, *, columns: list[str] | None = None) -> pd.DataFrame:
    """A table that `write_parquet` wrote; `columns` reads only those."""
    import pyarrow.parquet as pq

    frame: pd.DataFrame = pq.read_table(path, columns=columns, memory_map=True).to_pandas(ignore_metadata=True)
    return frame


def write_json(document: Mapping[str, Any], path: Path) -> None:
    """Write a JSON document, readable, keys in their own order, no NaN."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8")


def read_json(path: Path) -> dict[str, Any]:
    """The JSON document in a file.

    Raises:
        ValueError: The file is no JSON object.
    """
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return dict(document)


def replace_json(path: Path, document: Mapping[str, Any], *, mode: int) -> None:
    """Replace a JSON file in one step, with these permissions from its first byte on."""
    fresh = path.with_name(path.name + ".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
    _exchange(fresh, path)


def sync(path: Path) -> None:
    """Make sure that a file, or the names in a folder, are on the disk and not only on their way to it."""
    if sys.platform == "win32":  # which can neither open folders nor sync a file opened for reading
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(folder: Path) -> None:
    """`sync` for every file and folder below a folder, and the folder itself."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() or path.is_dir():
            sync(path)
    sync(folder)


def replace_bytes(path: Path, content: bytes) -> None:
    """Put `content` in place of the file at once: a reader finds the old file or the new one, never a part."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.write_bytes(content)
    _exchange(fresh, path)


def replace_private(path: Path, content: bytes) -> None:
    """`replace_bytes` for what only its owner may read, from the first byte on."""
    fresh = path.with_name(f".{path.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    _exchange(fresh, path)


def replace_text(path: Path, text: str) -> None:
    """Replace a small file in one step: a reader sees the old text or the new, never a part."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text, encoding="utf-8")
    _exchange(fresh, path)


def _exchange(fresh: Path, path: Path) -> None:
    """Puts a file in another's place, once every byte of it is on the disk."""
    sync(fresh)
    fresh.replace(path)
    sync(path.parent)
