"""Puts the rows of a query into groups: by values of attributes, and by spans of time without holes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import ToolInputError
from data.metrics import Metric
from data.query_columns import Resolved, Rows, View, number_cell
from data.query_measures import Codes, Groups
from data.query_time import bucket_label, bucket_numbers, buckets_between, iso_date
from data.spec import Bucket
from data.tables import Cell, Column

# More groups than this made by filling holes would hide what there is.
_MOST_FILLED = 5000


@dataclass(frozen=True)
class Key:
    """One key that rows are grouped by.

    Attributes:
        resolved: What it stands for.
        codes: Each row's value as a number that sorts as the values do, a missing value last; shape (rows,).
        size: Number of different codes.
        cell: The value of a code, as a cell.
        steps: For spans of time: how many there are, without the code for a missing day.
    """

    resolved: Resolved
    codes: Codes
    size: int
    cell: Callable[[int], Cell]
    steps: int = 0


@dataclass(frozen=True)
class Grouping:
    """Groups of rows, in the order of their keys.

    Attributes:
        groups: The rows and the group of each.
        keys: What they are grouped by.
        codes: For each key, the code of each group; shape (keys, n).
    """

    groups: Groups
    keys: tuple[Key, ...] = ()
    codes: tuple[Codes, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """One column a key."""
        return tuple(key.resolved.shown for key in self.keys)

    def cells(self, at: int, groups: Codes) -> list[Cell]:
        """The values of one key in those groups, each different value made once."""
        codes = self.codes[at][groups]
        distinct, places = np.unique(codes, return_inverse=True)
        made = [self.keys[at].cell(int(code)) for code in distinct]
        return [made[place] for place in places]

    def ranks(self, at: int) -> npt.NDArray[np.float64]:
        """Numbers that sort the groups by one key; NaN where its value is missing."""
        key, codes = self.keys[at], self.codes[at].astype(np.float64)
        if key.cell(key.size - 1) is None:
            codes[codes == key.size - 1] = np.nan
        return codes


def group_rows(view: View, rows: Rows, keys: Sequence[str], *, span: tuple[int, int] | None) -> Grouping:
    """The rows in groups, sorted by the keys' values; missing values are a group of their own, last.

    Args:
        view: The table.
        rows: Rows that take part.
        keys: Attributes or spans of time.
        span: First and last day that spans of time must cover, holes included; None leaves holes out.

    Raises:
        ToolInputError: A key cannot be grouped by.
    """
    made = [_key(view, rows, key, span) for key in keys]
    combined = made[0].codes if made else np.zeros(len(rows), dtype=np.int64)
    for key in made[1:]:
        combined = combined * key.size + key.codes
    present = _filled(made, combined, span)
    groups = Groups(rows, places_among(present, combined), len(present))
    codes: list[Codes] = []
    rest = present
    for key in reversed(made):
        codes.insert(0, rest % key.size)
        rest = rest // key.size
    return Grouping(groups, tuple(made), tuple(codes))


def places_among(present: Codes, combined: Codes) -> Codes:
    """The place of each combined code among those present; by a table where that is small, it is much faster."""
    if len(present) and int(present[-1]) == len(present) - 1:
        return combined
    if len(present) and int(present[-1]) < 4 * len(combined) + 1_000_000:
        table = np.zeros(int(present[-1]) + 1, dtype=np.int64)
        table[present] = np.arange(len(present))
        return table[combined]
    return np.searchsorted(present, combined)


def _filled(keys: list[Key], combined: Codes, span: tuple[int, int] | None) -> Codes:
    """The groups there are, and those that holes in time add: every span of time for every other key's values."""
    present = distinct_codes(combined)
    if span is None or not any(key.resolved.kind == "bucket" for key in keys):
        return present
    others = np.unique(_without_time(keys, present)) if len(present) else np.array([0], dtype=np.int64)
    if len(keys) > 1 and not len(present):
        return present
    full = others
    weight = 1
    for key in reversed(keys):
        if key.steps:
            full = (full[:, None] + np.arange(key.steps)[None, :] * weight).ravel()
        weight *= key.size
    if len(full) > _MOST_FILLED:
        return present
    return np.unique(np.concatenate([present, full]))


def _without_time(keys: list[Key], codes: Codes) -> Codes:
    """The combined codes with the place of every span of time set to zero."""
    rest, result, weight = codes, np.zeros_like(codes), 1
    for key in reversed(keys):
        if key.resolved.kind != "bucket":
            result = result + (rest % key.size) * weight
        weight *= key.size
        rest = rest // key.size
    return result


def distinct_codes(codes: Codes) -> Codes:
    """The different codes, sorted; by a table where that is small, it is much faster."""
    if not len(codes):
        return codes
    largest = int(codes.max())
    if largest < 4 * len(codes) + 1_000_000:
        return np.flatnonzero(np.bincount(codes)).astype(np.int64)
    return np.sort(pd.unique(codes))


def _key(view: View, rows: Rows, key: str, span: tuple[int, int] | None) -> Key:
    resolved = view.resolve(key)
    if resolved.kind in ("personal", "segment"):
        raise ToolInputError(f"rows cannot be grouped by {key!r}")
    if (
        resolved.kind == "number"
        and isinstance(resolved.entry, Metric)
        and resolved.entry.unit not in ("count", "days")
    ):
        raise ToolInputError(f"rows cannot be grouped by {key!r}: it is a measure")
    values = view.values(resolved, rows)
    if resolved.kind == "bucket":
        return _time_key(resolved, values, span)
    if isinstance(values.dtype, pd.CategoricalDtype):
        # Names are made one by one when shown: there may be a million customers.
        names = values.cat.categories
        codes = values.cat.codes.to_numpy().astype(np.int64)
        return _with_missing(resolved, codes, len(names), lambda code: str(names[code]))
    found = np.unique(values.dropna().to_numpy())
    codes = np.where(values.isna(), -1, np.searchsorted(found, values.fillna(0).to_numpy())).astype(np.int64)
    listed = found.tolist()
    if resolved.kind == "date":
        return _with_missing(resolved, codes, len(listed), lambda code: iso_date(int(listed[code])))
    if resolved.kind == "flag":
        return _with_missing(resolved, codes, len(listed), lambda code: bool(listed[code]))
    return _with_missing(resolved, codes, len(listed), lambda code: number_cell(listed[code], "number", 0))


def _with_missing(resolved: Resolved, codes: Codes, last: int, cell: Callable[[int], Cell]) -> Key:
    if len(codes) and codes.min() < 0:
        codes = np.where(codes < 0, last, codes)
    return Key(resolved, codes, last + 1, lambda code: None if code == last else cell(code))


def _time_key(resolved: Resolved, days: pd.Series, span: tuple[int, int] | None) -> Key:
    bucket = resolved.entry.key
    missing = days.isna().to_numpy()
    some_missing = bool(missing.any())
    whole = days.fillna(0) if some_missing else days
    numbers = bucket_numbers(bucket, whole.to_numpy().astype(np.int64, copy=False))
    known = numbers[~missing] if some_missing else numbers
    ends = [int(known.min()), int(known.max())] if len(known) else []
    if span is not None:
        ends += [int(n) for n in buckets_between(bucket, *span)[[0, -1]]]
    first, last = (min(ends), max(ends)) if ends else (0, 0)
    steps = last - first + 1
    codes = np.where(missing, steps, numbers - first) if some_missing else numbers - first

    def cell(code: int) -> Cell:
        return bucket_label(bucket, first + code) if first + code <= last else None

    return Key(resolved, codes, steps + int(some_missing), cell, steps)


def is_bucket(key: str) -> bool:
    """Whether the key is a span of time.

    >>> is_bucket("month"), is_bucket("country")
    (True, False)
    """
    return key in Bucket.__args__  # type: ignore[attr-defined]


def in_order(values: npt.NDArray[np.generic], *, descending: bool, first: int | None = None) -> Codes:
    """Positions that sort the values, ties in their present order, missing values last.

    Args:
        values: Numbers.
        descending: From the highest.
        first: How many are wanted; the rest may be left out, which is several times faster among many.

    >>> in_order(np.array([1.0, np.nan, 3.0, 3.0]), descending=True)
    array([2, 3, 0, 1])
    >>> in_order(np.array([1.0, np.nan, 3.0, 3.0]), descending=True, first=1)[:1]
    array([2])
    """
    ranks = -values.astype(np.float64) if descending else values.astype(np.float64)
    if first is None or first >= len(ranks) // 2:
        return np.argsort(ranks, kind="stable").astype(np.int64)
    last = np.partition(ranks, first - 1)[first - 1]
    chosen = np.arange(len(ranks)) if np.isnan(last) else np.flatnonzero(ranks <= last)
    return chosen[np.argsort(ranks[chosen], kind="stable")].astype(np.int64)
