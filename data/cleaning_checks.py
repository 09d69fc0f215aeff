"""Checks that cleaning makes on every table: impossible dates, columns that are not what they were taken for."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import DataFileError
from data.dates import Dates, Stamps
from data.numbers import Mask
from data.quality_log import TableLog
from data.raw_shop import RawFrame

# A few odd cells are quarantined and counted. Above one in a hundred, the column is not what it was taken for.
LARGEST_BAD_SHARE: Final = 0.01


@dataclass(frozen=True)
class LineDates:
    """Days (int32 since 1970-01-01) and stamps of a table's rows; meaningless in rows that were dropped."""

    days: npt.NDArray[np.int32]
    stamps: Stamps
    has_times: bool


def has_times(stamps: Stamps) -> bool:
    """Whether any stamp has a time of day other than midnight."""
    known = stamps[~np.isnat(stamps)]
    return bool((known != known.astype("datetime64[D]")).any())


def refuse_many(raw: RawFrame, canonical: str, bad: Mask, present: Mask, *, problem: str, expected: str) -> None:
    """Raise where more than one in a hundred of a column's values is bad.

    Raises:
        DataFileError: It names the first such row.
    """
    count = int((bad & present).sum())
    if count <= LARGEST_BAD_SHARE * int(present.sum()):
        return
    position = int(np.flatnonzero(bad & present)[0])
    raise DataFileError(
        raw.file,
        problem if count == 1 else f"{problem} ({count:,} rows)",
        row=int(str(raw.frame.index[position])),
        column=raw.headers.get(canonical, canonical),
        found=str(raw.frame[canonical].iloc[position])[:60],
        expected=expected,
    )


def check_dates(raw: RawFrame, log: TableLog, *, dates: Dates, today: int) -> LineDates:
    """Take out the rows without a possible date, and note how the column was read.

    Raises:
        DataFileError: There are no dates, or too many impossible ones.
    """
    days = dates.days
    outside = ~np.isnat(dates.stamps) & ((days < 0) | (days > today))
    present = log.alive & ~dates.missing
    if not present.any() and log.alive.any():
        raise DataFileError(
            raw.file, "the column is empty", column=raw.headers.get("date", "date"), expected="dates such as 2024-03-05"
        )
    refuse_many(
        raw,
        "date",
        dates.unreadable,
        present,
        problem="no date of the calendar",
        expected="a date such as 2024-03-05",
    )
    refuse_many(
        raw, "date", outside, present, problem="an impossible date", expected="a day from 1970-01-01 up to today"
    )
    log.drop("no_date", dates.missing)
    log.drop("unreadable_date", dates.unreadable)
    log.drop("impossible_date", outside)
    _note_day_order(dates, log)
    return LineDates(days, dates.stamps, has_times(dates.stamps[log.alive]))


def _note_day_order(dates: Dates, log: TableLog) -> None:
    log.day_order = dates.day_order
    if dates.day_order is None or dates.decided_by in ("evidence", "shop"):
        return
    english = "day before month" if dates.day_order == "day_first" else "month before day"
    chinese = "日在前、月在后" if dates.day_order == "day_first" else "月在前、日在后"
    if dates.decided_by == "order":
        log.note(
            f"dates such as 03/04/2024 were read {english}: only so is the file in order of time",
            f"形如 03/04/2024 的日期按“{chinese}”读取：只有这样文件才按时间排序",
        )
    else:
        log.note(
            f"dates such as 03/04/2024 were read {english}; nothing in the file tells which is meant",
            f"形如 03/04/2024 的日期按“{chinese}”读取；文件中没有可供判断的依据",
        )


def texts(column: pd.Series) -> pd.Series:
    """The column as text without outer blanks, empty texts as missing."""
    stripped = column.astype("str").str.strip()
    return stripped.mask(stripped == "")
