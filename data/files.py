"""Files of a build: Parquet and JSON that are equal to the byte for equal content, and writes that last."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

_ROW_GROUP = 1_000_000


def write_parquet(frame: pd.DataFrame, path: Path) -> None:
    """Write a table; the bytes depend on its content only (no times, no library's own metadata)."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    plain = [
        pa.field(f.name, pa.string() if pa.types.is_large_string(f.type) else f.type, f.nullable) for f in table.schema
    ]
    pq.write_table(
        table.cast(pa.schema(plain)),
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


def replace_text(path: Path, text: str) -> None:
    """Replace a small file in one step: a reader sees the old text or the new, never a part."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text, encoding="utf-8")
    sync(fresh)
    fresh.replace(path)
    sync(path.parent)
