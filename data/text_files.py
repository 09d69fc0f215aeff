"""Delimited text of unknown make: which encoding, which delimiter, and what is wrong where neither is clear."""

import csv
import io
import re
from collections import Counter
from typing import Final

from config.errors import DataFileError

DELIMITERS: Final = (",", ";", "\t", "|", "^", "~")
_SNIFFED_CHARACTERS: Final = 64_000
# Bytes that no text of any of these encodings contains.
_CONTROL: Final = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_MARKS: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
# Han characters and Chinese punctuation as GB2312 orders them: level 1 (the 3,755 common ones) and the sign rows.
_COMMON_GB: Final = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
_CHINESE_UTF8: Final = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")


def decode(content: bytes, *, file: str) -> tuple[str, str]:
    """The text and the encoding it was in.

    A file is UTF-8, or else GB 18030 where its bytes pair up to common Chinese characters, or else Windows-1252.

    >>> decode("né;1".encode("cp1252"), file="a.csv")
    ('né;1', 'cp1252')

    Raises:
        DataFileError: The content is not text, or some lines are UTF-8 and others are not.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content, encoding, file), encoding
    # A stray control character in a comment is text still; an image or archive is full of them.
    if b"\x00" in content or len(_CONTROL.findall(content)) > 8 + len(content) // 200:
        raise DataFileError(
            file,
            "this is not a text file",
            expected="CSV, JSON lines, XLSX or Parquet (each may be compressed with gzip)",
        )
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        encoding = _legacy_encoding(b"\n".join(line for line in content.split(b"\n") if not _is_utf8(line)))
        _refuse_mixture(content, encoding, error, file)
    return _decoded(content, encoding, file), encoding


def _decoded(content: bytes, encoding: str, file: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        found = repr(content[error.start : error.start + 4])
        raise DataFileError(
            file, f"not {encoding} throughout", row=row, found=found, expected="one encoding"
        ) from error


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _legacy_encoding(content: bytes) -> str:
    """The encoding of lines none of which is UTF-8."""
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        pass
    else:
        high = sum(byte >= 0x80 for byte in content)
        if 2 * len(_COMMON_GB.findall(content)) > 0.6 * high:
            return "gb18030"
    try:
        content.decode("cp1252")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1252"


def _refuse_mixture(content: bytes, encoding: str, error: UnicodeDecodeError, file: str) -> None:
    """Raise where some lines can only be UTF-8 although others are not UTF-8 at all."""
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.isascii():
            continue
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        # Two GB bytes often form one Latin letter of UTF-8 by chance (没 is û), three hardly ever a Chinese character.
        if encoding != "gb18030" or _CHINESE_UTF8.search(text):
            row = content[: error.start].count(b"\n") + 1
            raise DataFileError(
                file,
                f"mixed encodings: row {number} is UTF-8, this row is not",
                row=row,
                found=repr(content[error.start : error.start + 6]),
                expected="one encoding for the whole file",
            ) from error


def _widths(sample: str, delimiter: str) -> list[int]:
    """Fields of each record, as far as the sample can be split at all."""
    try:
        return [len(record) for record in csv.reader(io.StringIO(sample, newline=None), delimiter=delimiter) if record]
    except csv.Error:
        return []


def surplus_fields(text: str, delimiter: str, width: int, *, file: str, first_row: int) -> int:
    """How many fields the first rows have beyond the header's width, all of them empty (a delimiter at line ends).

    Raises:
        DataFileError: One of them is not empty.
    """
    surplus = 0
    sample = io.StringIO(text[:_SNIFFED_CHARACTERS], newline=None)
    for row, record in enumerate(csv.reader(sample, delimiter=delimiter), start=first_row):
        extra = record[width:]
        if any(extra):
            raise DataFileError(
                file, "too many fields in a row", row=row, found=str(len(record)), expected=f"{width} fields"
            )
        surplus = max(surplus, len(extra))
    return surplus


def find_delimiter(text: str, *, file: str) -> str:
    r"""The character that splits the first records into the same number of fields, more than one.

    >>> find_delimiter('a;b\n"1;x";2,5\n', file="a.csv")
    ';'

    Raises:
        DataFileError: None does.
    """
    sample = text[:_SNIFFED_CHARACTERS]
    complete = len(sample) == len(text)
    best, best_score = "", (0.0, 0)
    for delimiter in DELIMITERS:
        records = _widths(sample, delimiter)
        records = records if complete or len(records) < 3 else records[:-1]  # the last record may be cut
        width = records[0] if records else 0
        if width > 1:
            score = (Counter(records)[width] / len(records), width)
            if score > best_score:
                best, best_score = delimiter, score
    if not best:
        line = text.lstrip().partition("\n")[0].strip()
        raise DataFileError(
            file,
            "the columns cannot be told apart",
            row=1,
            found=line[:80],
            expected="names separated by a comma, semicolon, tab or |",
        )
    return best
