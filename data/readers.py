"""Files of rows into frames: CSV, JSON lines, XLSX, Parquet, plain or gzipped, told apart by their content."""

import gzip
import hashlib
import io
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import pandas as pd

from config.errors import DataFileError, InputError
from config.text import Text
from data.text_files import decode, find_delimiter, surplus_fields

_KINDS: Final = "CSV, JSON lines, XLSX or Parquet (each may be compressed with gzip)"


@dataclass(frozen=True)
class InputFile:
    """A file that was read: its name without folders, its hash, its size, and the data rows in it."""

    name: str
    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True)
class RawTable:
    """A file's rows as they stand.

    Attributes:
        source: Name, hash, size.
        frame: The file's columns under their own names; text where the file holds text, so that 007 stays 007. The
            index is the row number as a spreadsheet shows it (the header is row 1).
        notes: What a person should know about how the file was read.
    """

    source: InputFile
    frame: pd.DataFrame
    notes: tuple[Text, ...] = field(default=())

    @property
    def file(self) -> str:
        """The file's name, for messages."""
        return self.source.name


def read_table(path: Path) -> RawTable:
    """The rows of a file.

    Raises:
        DataFileError: The path is no readable file, the file is empty, damaged, or no table.
    """
    content, digest, size = read_content(path)
    read, notes = _reader(content)(content, path.name)
    _check_header([str(column) for column in read.columns], path.name)
    empty = read.isna().all(axis=1)
    frame = read[~empty] if empty.any() else read
    if frame.empty:
        raise DataFileError(path.name, "there are no rows under the header", found=", ".join(map(str, frame.columns)))
    return RawTable(InputFile(path.name, digest, size, len(frame)), frame, notes)


def read_content(path: Path) -> tuple[bytes, str, int]:
    """A file's content, unzipped, with the sha256 and size of the file itself.

    Raises:
        DataFileError: The path is no readable file, or the file is empty or cut short.
    """
    content = _read_bytes(path)
    digest, size = hashlib.sha256(content).hexdigest(), len(content)
    if content[:2] == b"\x1f\x8b":
        content = _unzip(content, path.name)
    if not content.strip():
        raise DataFileError(path.name, "the file is empty", expected="a header and rows")
    return content, digest, size


def _read_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise DataFileError(path.name or str(path), "this is a folder", expected=f"a file: {_KINDS}")
    if not path.exists():
        raise InputError(f"{path}: there is no such file")
    if not path.is_file():
        raise DataFileError(path.name, "this is not a file", expected=_KINDS)
    try:
        return path.read_bytes()
    except OSError as error:
        raise DataFileError(path.name, f"the file cannot be opened ({error.strerror})") from error


def _unzip(content: bytes, file: str) -> bytes:
    try:
        return gzip.decompress(content)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise DataFileError(file, "the gzip file is damaged or cut short", expected="a complete file") from error


Read = tuple[pd.DataFrame, tuple[Text, ...]]


def _reader(content: bytes) -> Callable[[bytes, str], Read]:
    if content[:4] == b"PAR1":
        return _read_parquet
    if content[:4] == b"PK\x03\x04" or content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return _read_spreadsheet
    if content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _read_json
    return _read_delimited


def _check_header(names: list[str], file: str) -> None:
    twice = [name for name, count in Counter(name.strip() for name in names).items() if count > 1 and name]
    if twice:
        raise DataFileError(file, "a column name occurs twice", row=1, found=twice[0], expected="each name once")


def _read_parquet(content: bytes, file: str) -> Read:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(pa.BufferReader(content))
        frame: pd.DataFrame = table.to_pandas(ignore_metadata=True, date_as_object=False, integer_object_nulls=False)
        for name in table.column_names:
            kind = table.schema.field(name).type
            if pa.types.is_nested(kind):
                frame[name] = frame[name].map(_json_text, na_action="ignore").astype("str")
            elif pa.types.is_integer(kind) and table.column(name).null_count:
                # Ids with gaps would turn to floats, and 9007199254740993 to 9007199254740992.
                frame[name] = pd.array(table.column(name).to_pylist(), dtype="Int64")
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        raise DataFileError(file, "the Parquet file is damaged or cut short", expected="a complete file") from error
    frame.index = pd.RangeIndex(2, len(frame) + 2)
    return frame, ()


def _read_json(content: bytes, file: str) -> Read:
    text, _ = decode(content, file=file)
    text = text.removeprefix("\ufeff")
    records: list[dict[str, Any]] = []
    rows: list[int] = []
    if text.lstrip().startswith("["):
        listed = _json_value(text, file, row=1)
        if not isinstance(listed, list):
            raise DataFileError(file, "no list of objects", row=1, expected="[{...}, ...] or one object a line")
        numbered = list(enumerate(listed, start=1))
    else:
        lines = enumerate(text.splitlines(), start=1)
        numbered = [(row, _json_value(line, file, row=row)) for row, line in lines if line.strip()]
    for row, record in numbered:
        if not isinstance(record, dict):
            raise DataFileError(file, "no object", row=row, found=str(record)[:60], expected='{"customer_id": ...}')
        records.append(record)
        rows.append(row)
    names = list(dict.fromkeys(name for record in records for name in record))
    # Numbers were kept as their text, so that 12.10 is exact and 007 in quotes stays itself.
    columns = {name: pd.Series([_json_text(r.get(name)) for r in records], dtype="str", index=rows) for name in names}
    return pd.DataFrame(columns), ()


def _json_value(text: str, file: str, *, row: int) -> Any:  # noqa: ANN401 - JSON is any
    try:
        return json.loads(text, parse_float=str, parse_int=str)
    except (json.JSONDecodeError, RecursionError) as error:
        found = text.strip()[:60]
        raise DataFileError(file, "no valid JSON", row=row, found=found, expected="one JSON object a line") from error


def _json_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, default=str)


def _read_delimited(content: bytes, file: str) -> Read:
    text, encoding = decode(content, file=file)
    text = text.removeprefix("\ufeff")
    body = text.lstrip("\r\n")
    hint = re.match(r'"?sep=(.)"?\r?\n', body)  # Excel's own hint, above the header
    body = body[hint.end() :] if hint else body
    first_row = text[: len(text) - len(body)].count("\n") + 1
    delimiter = find_delimiter(body, file=file)
    try:
        names = _header(body, delimiter)
        _check_header(names, file)
        surplus = surplus_fields(body, delimiter, len(names), file=file, first_row=first_row)
        frame = pd.read_csv(
            io.StringIO(body),
            sep=delimiter,
            header=None,
            skiprows=1,
            names=[name or f"(column {i})" for i, name in enumerate([*names, *[""] * surplus], start=1)],
            dtype="str",
            keep_default_na=False,
            na_values=[""],
            skip_blank_lines=False,  # else the row numbers in messages would be off
            on_bad_lines="error",
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise _csv_error(error, file, first_row) from error
    frame.index = pd.RangeIndex(first_row + 1, first_row + 1 + len(frame))
    _check_widths(frame, file)
    return frame, () if encoding.startswith("utf") else (_encoding_note(file, encoding),)


def _header(body: str, delimiter: str) -> list[str]:
    first = pd.read_csv(io.StringIO(body), sep=delimiter, header=None, nrows=1, dtype="str", keep_default_na=False)
    return [str(name).strip() for name in first.iloc[0]]


def _encoding_note(file: str, encoding: str) -> Text:
    return Text(f"{file} was read as {encoding}", f"{file} 按 {encoding} 编码读取")


def _csv_error(error: Exception, file: str, first_row: int) -> DataFileError:
    """What pandas says, as one line that names the row."""
    match = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
    if match:
        row = int(match[2]) + first_row - 1
        return DataFileError(file, "too many fields in a row", row=row, found=match[3], expected=f"{match[1]} fields")
    if "EOF inside string" in str(error):
        return DataFileError(file, "a quotation mark is opened and never closed", expected='each " in a pair')
    if isinstance(error, pd.errors.EmptyDataError):
        return DataFileError(file, "there are no rows under the header", expected="a header and rows")
    return DataFileError(file, str(error).splitlines()[0], expected="a delimited text file")


def _check_widths(frame: pd.DataFrame, file: str) -> None:
    """Refuse a file whose rows have only their first field: they are split by another sign than the header."""
    bare = (frame.iloc[:, 1:].isna().all(axis=1) & frame.iloc[:, 0].notna()).to_numpy()
    if len(frame.columns) > 1 and bare.sum() > max(1, len(frame) // 100):
        first = frame.loc[bare].iloc[:, 0]
        raise DataFileError(
            file,
            f"only the first of {len(frame.columns)} columns is filled: is the row split by another sign?",
            row=int(first.index[0]),
            found=str(first.iloc[0])[:80],
            expected="the same separator in every row",
        )


def _read_spreadsheet(content: bytes, file: str) -> Read:
    from data.spreadsheets import read_sheets  # late: calamine is needed for spreadsheets only

    return read_sheets(content, file=file)
