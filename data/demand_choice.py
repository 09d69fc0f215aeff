"""Ways to tell the demand of the days ahead, how far each was from what came true, and the interval that follows.

Which one is shown is decided on one period and judged on the next, which the choice has not seen.

Source: WAPE and MAPE as in Hyndman, Athanasopoulos, "Forecasting: Principles and Practice", 3rd edition, section 5.8;
choosing and judging on different periods: Tashman (2000), "Out-of-sample tests of forecasting accuracy".
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import numpy.typing as npt

from data.demand import Demand

Floats = npt.NDArray[np.float64]
Way = Literal["customers", "level", "half", "last", "year"]

# customers: by each one's mix; level: as much in all, in the shares of the days just past; half: the mean of
# customers and last; last and year: as in the days just past, and as a year before.
WAYS: Final[tuple[Way, ...]] = ("customers", "level", "half", "last", "year")
# Of a normal spread the middle 80 % lies within so many standard deviations.
_Z80 = 1.2815515655446004
_HELD = 0.8
# Groups that make up so much of what is expected decide how wide the interval is: thousands hardly sell at all.
_MATTER = 0.95


def told(found: Demand, way: Way) -> Floats | None:
    """What is expected of each group by one of the ways (groups,); None where the data do not reach back for it."""
    expected, last = found.known + found.new, np.maximum(found.last, 0.0)
    if way == "year":
        return None if found.year is None else np.maximum(found.year, 0.0)
    if way == "level":
        total = float(last.sum())
        return last * (expected.sum() / total) if total > 0 else None
    return {"customers": expected, "half": (expected + last) / 2, "last": last}[way]


@dataclass(frozen=True)
class Errors:
    """How far a way was from what came true.

    Attributes:
        wape: Sum of the errors over the sum of what was sold.
        mape: Mean error of a group over what was sold of it; groups that sold nothing are left out.
    """

    wape: float
    mape: float


def errors(actual: Floats, said: Floats) -> Errors | None:
    """The errors of a period; None where nothing was sold in it.

    >>> errors(np.array([100.0, 50.0]), np.array([80.0, 60.0]))
    Errors(wape=0.2, mape=0.2)
    """
    sold = actual > 0
    if not sold.any():
        return None
    off = np.abs(actual - said)
    return Errors(float(off.sum() / actual[sold].sum()), float((off[sold] / actual[sold]).mean()))


def needed_spread(actual: Floats, said: Floats, noise: Floats) -> Floats:
    """Of each group that matters, the relative error on top of its noise that just lets the 80 % interval hold it."""
    at = _matter(said)
    beyond = ((actual[at] - said[at]) / _Z80) ** 2 - noise[at] * said[at]
    return np.sqrt(np.maximum(beyond, 0.0)) / said[at]


def spread_of(needed: Floats) -> float | None:
    """The relative error that would have let the interval hold 80 % of the groups; None where there are none."""
    return float(np.quantile(needed, _HELD, method="higher")) if len(needed) else None


def interval(said: Floats, noise: Floats, *, spread: float) -> tuple[Floats, Floats]:
    """Both ends of the 80 % interval (groups,), the lower one not below nothing.

    Args:
        said: What is expected.
        noise: Variance over mean of each group.
        spread: Relative error on top of the noise.
    """
    half = _Z80 * np.sqrt((spread * said) ** 2 + noise * said)
    return np.maximum(said - half, 0.0), said + half


def held_share(actual: Floats, said: Floats, noise: Floats, *, spread: float) -> float | None:
    """Share of the groups that matter whose interval held what came true."""
    at = _matter(said)
    low, high = (end[at] for end in interval(said, noise, spread=spread))
    return float(((actual[at] >= low) & (actual[at] <= high)).mean()) if len(at) else None


def _matter(said: Floats) -> npt.NDArray[np.int64]:
    """Places of the largest groups that make up 95 % of what is expected, the largest first."""
    order = np.argsort(-said, kind="stable")
    order = order[said[order] > 0]
    before = np.cumsum(said[order]) - said[order]
    places: npt.NDArray[np.int64] = order[before < _MATTER * said[order].sum()]
    return places
