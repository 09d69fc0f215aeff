"""Ratings on a scale of 1 to 5: stars, `4/5`, `4 stars`, and scales of 10 or 100, which are brought down."""

from typing import Final

import numpy as np
import pandas as pd

from data.cleaning_checks import refuse_many
from data.money import Floats
from data.numbers import is_text, read_numbers
from data.quality_log import TableLog
from data.raw_shop import RawFrame

LOWEST: Final = 1.0
HIGHEST: Final = 5.0


def read_ratings(raw: RawFrame, log: TableLog) -> Floats:
    """The rating of every review, 1 to 5, NaN where there is none or none on the scale.

    Raises:
        DataFileError: Too many ratings are no numbers.
    """
    if "rating" not in raw.frame:
        return np.full(len(raw.frame), np.nan)
    column = raw.frame["rating"]
    numbers = read_numbers(_digits(column) if is_text(column) else column)
    refuse_many(
        raw, "rating", numbers.unreadable, ~numbers.missing, problem="no rating", expected="a number from 1 to 5"
    )
    values = numbers.values
    scale = _scale(values)
    if scale != HIGHEST:
        log.note(
            f"ratings are on a scale of {scale:.0f}: they were brought to 1..5",
            f"评分为 {scale:.0f} 分制：已换算为 1–5 分",
        )
        values = values * HIGHEST / scale
        # 0 of 10 is the worst there can be, as is 1 of 5.
        values = np.where((values >= 0) & (values < LOWEST), LOWEST, values)
    outside = np.isfinite(values) & ((values < LOWEST) | (values > HIGHEST))
    log.change("impossible_rating", outside | numbers.unreadable)
    return np.where(outside, np.nan, values)


def _digits(column: pd.Series) -> pd.Series:
    """Ratings as bare numbers: stars counted, what follows the number taken off."""
    words = column.astype("str").str.strip()
    stars = words.str.count("[★⭐]").fillna(0).astype("int64")
    bare = words.str.replace(r"(?i)\s*(?:/\s*(?:5|10|100)|\bout of\b.*|\bstars?\b|颗?星|分)\s*$", "", regex=True)
    return bare.mask(stars > 0, stars.astype("str"))


def _scale(values: Floats) -> float:
    """5, 10 or 100: the smallest that holds all but one in a hundred of the ratings."""
    known = values[np.isfinite(values)]
    if not len(known):
        return HIGHEST
    for scale in (HIGHEST, 10.0, 100.0):
        if float((known <= scale).mean()) >= 0.99:
            return scale
    return HIGHEST
