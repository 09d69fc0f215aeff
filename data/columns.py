"""Which column of a file is which: recognised names, `--map`, and a clear line where one is missing."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, get_args

from config.errors import DataFileError, InputError
from data.column_names import ALIASES, REQUIRED, SYNONYMS, TableKey

TABLES: Final[tuple[TableKey, ...]] = get_args(TableKey)


def name_key(name: str) -> str:
    """A column name without case, width, spaces, underscores and punctuation.

    >>> name_key(" Customer_ID "), name_key("customerId"), name_key("国家/地区")
    ('customerid', 'customerid', '国家地区')
    """
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).lower())


def _without_unit(name: str) -> str:
    """The name without what stands in brackets: 金额(元), Amount [USD]."""
    return re.sub(r"[(（\[【].*?[)）\]】]", "", name)


def bracketed_unit(name: str) -> str:
    """What stands in brackets in a column name, or nothing.

    >>> bracketed_unit("销售额（元）"), bracketed_unit("amount")
    ('元', '')
    """
    match = re.search(r"[(（\[【](.*?)[)）\]】]", name)
    return match.group(1) if match else ""


def split_mapping(mapping: Mapping[str, str]) -> dict[TableKey, dict[str, str]]:
    """`--map` by table: `amount=Total` is about transactions, `reviews.rating=Score` about reviews.

    >>> split_mapping({"amount": "Total", "reviews.rating": "Score"})["reviews"]
    {'rating': 'Score'}

    Raises:
        InputError: No such table or canonical column.
    """
    parts: dict[TableKey, dict[str, str]] = {table: {} for table in TABLES}
    for key, column in mapping.items():
        prefix, _, rest = key.strip().rpartition(".")
        table = prefix or "transactions"
        known = next((t for t in TABLES if t == table), None)
        if known is None:
            raise InputError(f"--map {key}={column}: no table {prefix!r}; tables are {', '.join(TABLES)}")
        canonical = rest if rest in SYNONYMS[known] else ALIASES.get(rest, rest)
        if canonical not in SYNONYMS[known]:
            near = nearest(rest, SYNONYMS[known])
            hint = f" Did you mean {near[0]!r}?" if near else ""
            raise InputError(
                f"--map {key}={column}: {known} have no column {rest!r}.{hint} Columns: {', '.join(SYNONYMS[known])}"
            )
        parts[known][canonical] = column
    return parts


def nearest(word: str, names: Iterable[str], *, count: int = 3) -> list[str]:
    """The names that look most like a word, nearest first.

    >>> nearest("amuont", ["date", "amount"])
    ['amount']
    """
    by_key = {name_key(name): name for name in names}
    return [by_key[key] for key in difflib.get_close_matches(name_key(word), list(by_key), n=count, cutoff=0.6)]


def recognise(
    headers: Sequence[str], table: TableKey, *, file: str, mapping: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Canonical column to the file's own column name.

    Args:
        headers: The file's column names.
        table: Which input table the file is.
        file: Its name, for messages.
        mapping: Given pairs canonical to column; they come before everything recognised.

    Raises:
        DataFileError: A mapped column is not in the file, or a required one is neither mapped nor recognised.
    """
    found = {canonical: _given(headers, canonical, column, file) for canonical, column in (mapping or {}).items()}
    taken = set(found.values())
    by_key: dict[str, str] = {}
    for keyed in (_without_unit, str):  # the full name wins over the name without its bracket
        by_key.update({name_key(keyed(header)): header for header in reversed(headers) if name_key(keyed(header))})
    for canonical, names in SYNONYMS[table].items():
        if canonical in found:
            continue
        for name in names:
            header = by_key.get(name_key(name))
            if header is not None and header not in taken:
                found[canonical] = header
                taken.add(header)
                break
    for group in REQUIRED[table]:
        if not any(canonical in found for canonical in group):
            raise _missing(headers, table, group, file)
    return found


def _given(headers: Sequence[str], canonical: str, column: str, file: str) -> str:
    if column in headers:
        return column
    same = [header for header in headers if name_key(header) == name_key(column)]
    if len(same) == 1:
        return same[0]
    near = nearest(column, headers)
    raise DataFileError(
        file,
        f"no column {column!r}, which --map gives for {canonical!r}",
        found=", ".join(headers),
        expected=f"one of these columns{f' (nearest: {near[0]!r})' if near else ''}",
    )


def _missing(headers: Sequence[str], table: TableKey, group: Sequence[str], file: str) -> DataFileError:
    wanted = " or ".join(repr(canonical) for canonical in group)
    near = [
        n for canonical in group for name in SYNONYMS[table][canonical][:12] for n in nearest(name, headers, count=1)
    ]
    prefix = "" if table == "transactions" else f"{table}."
    hint = f" (nearest: {near[0]!r})" if near else ""
    return DataFileError(
        file,
        f"no column for {wanted}",
        found=", ".join(headers),
        expected=f"a column such as {group[0]!r}, or --map {prefix}{group[0]}=COLUMN{hint}",
    )
