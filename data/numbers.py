"""Numbers from text: thousands separators, currency signs, decimal comma, parentheses for negatives."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.money import SIGN_PATTERN, Floats

Mask = npt.NDArray[np.bool_]

MISSING: Final = frozenset({"", "-", "--", "nan", "null", "none", "n/a", "na", "#n/a", "<na>", "nat", "无", "空"})

_PLAIN: Final = r"\d+(?:\.\d*)?(?:[eE][+-]?\d{1,3})?|\.\d+"
_COMMA_GROUPS: Final = r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d*)?"  # 1,234,567.89 and the Indian 12,34,567.89
_DOT_GROUPS: Final = r"\d{1,3}(?:\.\d{3})+(?:,\d*)?"  # 1.234.567,89
_DECIMAL_COMMA: Final = r"\d+,\d+"
_EITHER: Final = r"\d{1,3}[.,]\d{3}"  # 1,234 or 1.234: a thousand, or one and a bit


@dataclass(frozen=True)
class Numbers:
    """A column read as numbers; all arrays are as long as the column.

    Attributes:
        values: The numbers, NaN where missing or unreadable.
        missing: Empty, or a word that stands for empty (n/a, null, -).
        unreadable: Something is there and it is no number.
        decimal_comma: Whether the column writes 12,50 for twelve and a half.
        unsure: Values such as 1,234 exist and nothing in the column tells a thousand from one and a bit; read as
            a thousand with a comma and as a fraction with a point.
    """

    values: Floats
    missing: Mask
    unreadable: Mask
    decimal_comma: bool = False
    unsure: bool = False


def is_text(column: pd.Series) -> bool:
    """Whether the column holds text (or mixed objects) rather than numbers, dates or truth values."""
    return not (
        pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_datetime64_any_dtype(column.dtype)
    ) or pd.api.types.is_bool_dtype(column.dtype)


def read_numbers(column: pd.Series) -> Numbers:
    """The column as numbers; the decimal sign is decided over the whole column.

    >>> read_numbers(pd.Series(["1.234,50 €", "(7,25)", "n/a", "x"])).values.tolist()
    [1234.5, -7.25, nan, nan]
    >>> read_numbers(pd.Series(["£1,234.50", "-3", "1e2"])).values.tolist()
    [1234.5, -3.0, 100.0]
    """
    if not is_text(column):
        values = _floats(column)
        missing = column.isna().to_numpy(dtype=bool)
        bad = ~missing & ~np.isfinite(values)
        values[bad] = np.nan
        return Numbers(values, missing, bad)
    # The same few values repeat in most columns: each distinct text is read once.
    codes, distinct = pd.factorize(column.astype("str"), use_na_sentinel=True)
    read = _read_texts(pd.Series(distinct, dtype="str"))
    if len(distinct) == 0:
        nothing = np.zeros(len(column), dtype=bool)
        return Numbers(np.full(len(column), np.nan), ~nothing, nothing)
    absent = codes < 0
    return Numbers(
        np.where(absent, np.nan, read.values[codes]),
        absent | read.missing[codes],
        ~absent & read.unreadable[codes],
        read.decimal_comma,
        read.unsure,
    )


def _floats(column: pd.Series) -> Floats:
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return np.full(len(column), np.inf)
    if column.dtype == np.float32:  # 11.77 as float32 is 11.770000457 as float64; its shortest text is what was meant
        return np.array(column.to_numpy().astype("U32"), dtype=np.float64)
    values: Any = column.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.array(values, dtype=np.float64)


def _read_texts(texts: pd.Series) -> Numbers:
    words = texts.str.normalize("NFKC").str.strip()
    missing = words.str.lower().isin(MISSING).to_numpy(dtype=bool)
    body, negative = _bare(words)
    plain = _full(body, _PLAIN)
    comma_groups = _full(body, _COMMA_GROUPS)
    dot_groups = _full(body, _DOT_GROUPS)
    decimal_comma = _full(body, _DECIMAL_COMMA)
    either = _full(body, _EITHER)
    has_point = body.str.contains(".", regex=False).to_numpy(dtype=bool)
    has_comma = body.str.contains(",", regex=False).to_numpy(dtype=bool)
    says_point = ((plain & has_point) | comma_groups) & ~either
    says_comma = (decimal_comma | dot_groups) & ~either & ~says_point
    comma = int(says_comma.sum()) > int(says_point.sum())
    if comma:
        readable = (dot_groups | decimal_comma | (plain & ~has_point)) & ~says_point
        body = body.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    else:
        readable = plain | comma_groups
        body = body.str.replace(",", "", regex=False)
    readable &= ~missing
    values = np.full(len(words), np.nan)
    values[readable] = pd.to_numeric(body[readable]).to_numpy(dtype=np.float64)
    values = np.where(negative, -values, values)
    finite = np.isfinite(values)
    unsure = bool((either & has_comma & ~missing).any() and not says_comma.any() and not says_point.any())
    return Numbers(np.where(finite, values, np.nan), missing, ~missing & ~finite, comma, unsure)


def _bare(words: pd.Series) -> tuple[pd.Series, Mask]:
    """Digits and separators alone, and which are negative."""
    body = words.str.replace("[−–﹣]", "-", regex=True)
    bracketed = _full(body, r"\(.*\)")
    body = body.str.replace(r"^\((.*)\)$", r"\1", regex=True)
    # The sign of the currency may stand on either side of the minus: -£5, £-5, 5 €-.
    body = body.str.replace(rf"(?i)^(\s*[-+]?)\s*{SIGN_PATTERN}\s*", r"\1", regex=True)
    body = body.str.replace(rf"(?i)\s*{SIGN_PATTERN}\s*(-?)\s*$", r"\1", regex=True)
    minus = _full(body, r"-[^-]*|[^-]*-")
    body = body.str.replace(r"^\s*[-+]\s*|\s*-\s*$", "", regex=True)
    body = body.str.replace(r"(?<=\d)[ \u00a0\u202f'’](?=\d{3}(?:\D|$))", "", regex=True).str.strip()
    return body, bracketed ^ minus


def _full(texts: pd.Series, pattern: str) -> Mask:
    return texts.str.fullmatch(pattern).to_numpy(dtype=bool)
