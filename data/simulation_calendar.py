"""How lively shopping is on each day: Chinese and Western shopping days, holidays, weekends and summer."""

import datetime as dt
from typing import Literal

import numpy as np
import numpy.typing as npt

Market = Literal["china", "abroad"]

# The lunar calendar has no short formula; source: Hong Kong Observatory's calendar conversion tables.
CHINESE_NEW_YEAR = {
    2015: dt.date(2015, 2, 19),
    2016: dt.date(2016, 2, 8),
    2017: dt.date(2017, 1, 28),
    2018: dt.date(2018, 2, 16),
    2019: dt.date(2019, 2, 5),
    2020: dt.date(2020, 1, 25),
    2021: dt.date(2021, 2, 12),
    2022: dt.date(2022, 2, 1),
    2023: dt.date(2023, 1, 22),
    2024: dt.date(2024, 2, 10),
    2025: dt.date(2025, 1, 29),
    2026: dt.date(2026, 2, 17),
    2027: dt.date(2027, 2, 6),
    2028: dt.date(2028, 1, 26),
    2029: dt.date(2029, 2, 13),
    2030: dt.date(2030, 2, 3),
    2031: dt.date(2031, 1, 23),
    2032: dt.date(2032, 2, 11),
    2033: dt.date(2033, 1, 31),
    2034: dt.date(2034, 2, 19),
    2035: dt.date(2035, 2, 8),
}

_WEEKDAY: dict[Market, tuple[float, ...]] = {
    "china": (0.94, 0.92, 0.93, 0.95, 1.02, 1.14, 1.10),
    "abroad": (1.02, 0.95, 0.94, 0.95, 0.97, 1.02, 1.15),
}


def mothers_day(year: int) -> dt.date:
    """The second Sunday of May.

    >>> mothers_day(2026)
    datetime.date(2026, 5, 10)
    """
    return _nth_weekday(year, 5, weekday=6, nth=2)


def black_friday(year: int) -> dt.date:
    """The day after the fourth Thursday of November.

    >>> black_friday(2025), black_friday(2024)
    (datetime.date(2025, 11, 28), datetime.date(2024, 11, 29))
    """
    return _nth_weekday(year, 11, weekday=3, nth=4) + dt.timedelta(days=1)


def day_factor(day: dt.date, market: Market) -> float:
    """Purchases on this day relative to an ordinary one.

    >>> day_factor(dt.date(2025, 11, 11), "china") > 4 > day_factor(dt.date(2025, 11, 11), "abroad")
    True

    Raises:
        ValueError: No Chinese New Year is known for the day's year.
    """
    if day.year not in CHINESE_NEW_YEAR:
        raise ValueError(f"The simulated shop knows the shopping days of 2015 to 2035, not of {day.year}.")
    factor = _WEEKDAY[market][day.weekday()]
    factor *= _within(day, mothers_day(day.year), before=10, after=0, factor=1.35)
    factor *= _china(day) if market == "china" else _abroad(day)
    return factor


def season_clock(first_day: dt.date, days: int, market: Market) -> npt.NDArray[np.float64]:
    """Shopping time that has passed at the start of each day, and at the end of the last one; (days + 1,).

    On this clock purchases come at a constant rate, so a process simulated on it and read back on the calendar has
    the season in it: the same law as thinning, without drawing what would be thrown away.
    """
    factors = [day_factor(first_day + dt.timedelta(days=offset), market) for offset in range(days)]
    return np.concatenate([[0.0], np.cumsum(factors)])


def _china(day: dt.date) -> float:
    factor = 1.0
    factor *= _within(day, dt.date(day.year, 6, 18), before=17, after=2, factor=1.35)
    factor *= _within(day, dt.date(day.year, 6, 18), before=2, after=0, factor=1.9)
    factor *= _within(day, dt.date(day.year, 11, 11), before=10, after=0, factor=1.6)
    factor *= _within(day, dt.date(day.year, 11, 11), before=0, after=0, factor=3.2)
    factor *= _within(day, dt.date(day.year, 11, 19), before=6, after=6, factor=0.7)
    factor *= _within(day, dt.date(day.year, 12, 12), before=1, after=0, factor=2.0)
    new_year = CHINESE_NEW_YEAR[day.year]
    factor *= _within(day, new_year - dt.timedelta(days=7), before=18, after=0, factor=1.5)
    factor *= _within(day, new_year, before=4, after=8, factor=0.4)
    factor *= _within(day, dt.date(day.year, 10, 3), before=2, after=4, factor=0.85)
    return factor


def _abroad(day: dt.date) -> float:
    factor = 1.0
    friday = black_friday(day.year)
    factor *= _within(day, friday, before=4, after=3, factor=1.8)
    factor *= _within(day, friday, before=0, after=0, factor=1.7)
    factor *= _within(day, dt.date(day.year, 12, 18), before=14, after=0, factor=1.6)
    factor *= _within(day, dt.date(day.year, 12, 28), before=4, after=3, factor=0.6)
    factor *= _within(day, dt.date(day.year, 1, 20), before=14, after=11, factor=0.85)
    factor *= _within(day, dt.date(day.year, 8, 1), before=16, after=20, factor=0.78)
    return factor


def _within(day: dt.date, centre: dt.date, *, before: int, after: int, factor: float) -> float:
    """The factor from `before` days before the centre to `after` days after it, both included; else 1."""
    return factor if -before <= (day - centre).days <= after else 1.0


def _nth_weekday(year: int, month: int, *, weekday: int, nth: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
