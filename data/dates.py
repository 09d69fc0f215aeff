"""Dates from text and numbers: ISO, day or month first, Chinese, month names, yyyymmdd, Excel serials, Unix time.

Day-first or month-first is decided once for a whole column, from the values that allow only one reading. Times are
kept as the clock showed them in the shop: a UTC offset is read and left out.
"""

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.numbers import MISSING, Mask, is_text

Stamps = npt.NDArray[np.datetime64]
DayOrder = Literal["day_first", "month_first"]
DecidedBy = Literal["evidence", "shop", "order", "rule"]

_TIME: Final = (
    r"(?:[T\s,]*(?P<ap>上午|下午|中午|晚上|凌晨|早上)?\s*(?P<H>\d{1,2})[:时点](?P<M>\d{1,2})?(?:[:分](?P<S>\d{1,2})秒?|分)?"
    r"(?:[.,]\d+)?\s*(?P<am>[AaPp]\.?[Mm]\.?)?(?:\s*(?:Z|UTC|GMT|(?:UTC|GMT)?[+-]\d{2}:?(?:\d{2})?))?(?:\s*\[.*\])?)?"
)
_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
_NAME: Final = r"(?P<name>[A-Za-z]{3,9})\.?"
_YEAR_FIRST: Final = (
    r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})" + _TIME,
    r"(?P<y>\d{4})\s*年\s*(?P<m>\d{1,2})\s*月\s*(?P<d>\d{1,2})\s*[日号]?" + _TIME,
    r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})(?:[T\s]?(?P<H>\d{2}):?(?P<M>\d{2}):?(?P<S>\d{2})?)?",
)
_NAMED_MONTH: Final = (
    r"(?:[A-Za-z]{3,9},?\s+)?(?P<d>\d{1,2})(?:st|nd|rd|th)?[-\s/]" + _NAME + r"[-\s/,]+(?P<y>\d{4}|\d{2})" + _TIME,
    r"(?:[A-Za-z]{3,9},?\s+)?" + _NAME + r"\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})" + _TIME,
)
_NUMERIC: Final = r"(?P<a>\d{1,2})[-/.](?P<b>\d{1,2})[-/.](?P<y>\d{4}|\d{2})" + _TIME
_NOTHING: Final = np.datetime64("NaT", "us")
_EXCEL_EPOCH: Final = np.datetime64("1899-12-30", "us")
# Excel serials from 1970-01-01 to 2119; Unix seconds and milliseconds from 1973 to 2286.
_EXCEL: Final = (25_569.0, 80_000.0)
_UNIX: Final = (1e8, 1e10)


@dataclass(frozen=True)
class Dates:
    """A column read as dates; all arrays are as long as the column.

    Attributes:
        stamps: datetime64[us], NaT where missing or unreadable.
        missing: Empty, or a word that stands for empty.
        unreadable: Something is there and it is no date of the calendar.
        day_order: How 03/04/2024 was read, where such dates occur.
        decided_by: `evidence` (a value such as 13/04/2024), `order` (only this reading leaves the file sorted) or
            `rule` (nothing tells; day first), or `shop` (so did the shop's earlier files).
    """

    stamps: Stamps
    missing: Mask
    unreadable: Mask
    day_order: DayOrder | None = None
    decided_by: DecidedBy | None = None

    @property
    def days(self) -> npt.NDArray[np.int32]:
        """Days since 1970-01-01; meaningless where the stamp is missing."""
        days: npt.NDArray[np.int32] = self.stamps.astype("datetime64[D]").astype(np.int64).astype(np.int32)
        return days


def read_dates(column: pd.Series, *, usual: DayOrder | None = None) -> Dates:
    """The column as dates; `usual` is how the shop's earlier files wrote them, which a few lines may not show.

    >>> read_dates(pd.Series(["2024年3月5日", "2024-03-06 14:05", "20240307", "x"])).stamps.astype("datetime64[D]")
    array(['2024-03-05', '2024-03-06', '2024-03-07',        'NaT'],
          dtype='datetime64[D]')
    >>> read_dates(pd.Series(["01/02/2024", "13/02/2024"])).day_order
    'day_first'
    >>> read_dates(pd.Series(["01/02/2024"]), usual="month_first").day_order
    'month_first'
    """
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _from_datetimes(column)
    if not is_text(column):
        return _from_numbers(column)
    codes, distinct = pd.factorize(column.astype("str"), use_na_sentinel=True)
    if len(distinct) == 0:
        nothing = np.zeros(len(column), dtype=bool)
        return Dates(np.full(len(column), _NOTHING), ~nothing, nothing)
    read = _from_texts(pd.Series(distinct, dtype="str"), usual)
    absent = codes < 0
    return Dates(
        np.where(absent, _NOTHING, read.stamps[codes]),
        absent | read.missing[codes],
        ~absent & read.unreadable[codes],
        read.day_order,
        read.decided_by,
    )


def _from_datetimes(column: pd.Series) -> Dates:
    naive = column if column.dt.tz is None else column.dt.tz_localize(None)
    stamps: Any = naive.to_numpy(dtype="datetime64[us]")
    missing = np.isnat(stamps)
    return Dates(stamps, missing, np.zeros(len(column), dtype=bool))


def _from_numbers(column: pd.Series) -> Dates:
    values: Any = column.astype("Float64").to_numpy(dtype=np.float64, na_value=np.nan)
    missing = np.isnan(values)
    stamps = _numbers(values)
    return Dates(stamps, missing, ~missing & np.isnat(stamps))


def _numbers(values: npt.NDArray[np.float64]) -> Stamps:
    """yyyymmdd, Excel serials and Unix seconds or milliseconds, told apart by their size."""
    stamps = np.full(len(values), _NOTHING)
    whole = values == np.floor(values)
    compact = whole & (values >= 19_000_101) & (values <= 21_001_231)
    number = np.where(compact, values, 0).astype(np.int64)
    stamps[compact] = _calendar(number // 10_000, number // 100 % 100, number % 100)[compact]
    excel = (values >= _EXCEL[0]) & (values < _EXCEL[1])
    # To the second: a serial's fraction of a day is binary and would show as 13:59:59.999997.
    seconds = np.rint(np.where(excel, values, 0) * 86_400).astype(np.int64)
    stamps[excel] = (_EXCEL_EPOCH + seconds.astype("timedelta64[s]"))[excel]
    for factor, unit in ((1.0, 1_000_000), (1e3, 1_000), (1e6, 1)):
        unix = ~compact & (values >= _UNIX[0] * factor) & (values < _UNIX[1] * factor)
        stamps[unix] = (np.where(unix, values, 0).astype(np.int64) * unit).astype("datetime64[us]")[unix]
    return stamps


def _from_texts(texts: pd.Series, usual: DayOrder | None) -> Dates:
    words = texts.str.normalize("NFKC").str.strip()
    missing = words.str.lower().isin(MISSING).to_numpy(dtype=bool)
    stamps = np.full(len(words), _NOTHING)
    open_ = ~missing
    for pattern in (*_YEAR_FIRST, *_NAMED_MONTH):
        if not open_.any():
            break
        parts = words[open_].str.extract(f"^(?:{pattern})$")
        stamps[open_] = _assemble(parts, _month(parts), parts["d"])
        open_ &= np.isnat(stamps)
    order: DayOrder | None = None
    decided: DecidedBy | None = None
    parts = words[open_].str.extract(f"^(?:{_NUMERIC})$")
    if parts["y"].notna().any():
        readings: dict[DayOrder, Stamps] = {
            "day_first": _assemble(parts, parts["b"], parts["a"]),
            "month_first": _assemble(parts, parts["a"], parts["b"]),
        }
        order, decided = _decide(readings, usual)
        stamps[open_] = readings[order]
        open_ &= np.isnat(stamps)
    if open_.any():
        numeric = pd.to_numeric(words[open_], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        stamps[open_] = _numbers(numeric)
    return Dates(stamps, missing, ~missing & np.isnat(stamps), order, decided)


def _decide(readings: dict[DayOrder, Stamps], usual: DayOrder | None) -> tuple[DayOrder, DecidedBy]:
    day, month = readings["day_first"], readings["month_first"]
    only_day = int((~np.isnat(day) & np.isnat(month)).sum())
    only_month = int((~np.isnat(month) & np.isnat(day)).sum())
    if only_day != only_month:
        return ("day_first" if only_day > only_month else "month_first"), "evidence"
    if usual is not None:
        return usual, "shop"
    sorted_day, sorted_month = _is_sorted(day), _is_sorted(month)
    if sorted_day != sorted_month:
        return ("day_first" if sorted_day else "month_first"), "order"
    return "day_first", "rule"


def _is_sorted(stamps: Stamps) -> bool:
    days = stamps[~np.isnat(stamps)].astype("datetime64[D]")
    steps = np.diff(days).astype(np.int64)
    return len(days) > 2 and bool((steps >= 0).all() or (steps <= 0).all())


def _month(parts: pd.DataFrame) -> pd.Series:
    return parts["m"] if "m" in parts else parts["name"].str[:3].str.lower().map(_MONTHS)


def _whole(column: pd.Series, *, absent: int = 0) -> npt.NDArray[np.int64]:
    numbers = pd.to_numeric(column, errors="coerce").fillna(absent)
    return numbers.to_numpy(dtype=np.int64)


def _assemble(parts: pd.DataFrame, month: pd.Series, day: pd.Series) -> Stamps:
    """Stamps from the captured parts; NaT where the pattern did not match or the calendar has no such day."""
    year = _whole(parts["y"], absent=-1)
    short = parts["y"].str.len().eq(2).to_numpy(dtype=bool)
    year = np.where(short, np.where(year < 70, 2000 + year, 1900 + year), year)  # as POSIX reads two digits
    stamps = _calendar(year, _whole(month), _whole(day))
    hour, minute, second = (_whole(parts[key]) if key in parts else np.zeros(len(parts), np.int64) for key in "HMS")
    if "am" in parts:
        half = parts["am"].str[0].str.lower()
        evening = parts["ap"].isin(["下午", "晚上"]) | ((parts["ap"] == "中午") & (pd.Series(hour, parts.index) < 11))
        late = (half.eq("p") | evening).to_numpy(dtype=bool) & (hour < 12)
        early = (half.eq("a") | parts["ap"].isin(["上午", "凌晨", "早上"])).to_numpy(dtype=bool) & (hour == 12)
        hour = np.where(late, hour + 12, np.where(early, 0, hour))
    possible = (hour < 24) & (minute < 60) & (second < 61)
    clock = (hour * 3600 + minute * 60 + second).astype("timedelta64[s]")
    return np.where(possible, stamps + clock, _NOTHING)


def _calendar(year: npt.NDArray[np.int64], month: npt.NDArray[np.int64], day: npt.NDArray[np.int64]) -> Stamps:
    """Midnights of those days; NaT for days that the calendar does not have (30 February)."""
    possible = (year >= 1) & (year <= 9999) & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = np.where(possible, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + np.where(possible, day - 1, 0).astype("timedelta64[D]")
    possible &= days.astype("datetime64[M]") == months
    stamps: Stamps = np.where(possible, days.astype("datetime64[us]"), _NOTHING)
    return stamps
