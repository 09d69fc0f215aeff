"""Which way to tell the demand for categories and products held best, and how well it did on the period after."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from data.demand import Demand, Known, Sold, demand
from data.demand_choice import WAYS, Way, errors, held_share, needed_spread, spread_of, told
from data.query_time import iso_date
from data.segments import rfm_segments
from models.value_model import ValueModel
from pipeline.history import ShopHistory

Floats = NDArray[np.float64]

# Names as the tools know them, and the columns of the order lines.
COLUMNS: Final[Mapping[str, str]] = {"category": "category", "product": "product_id"}
_DIGITS = 6


@dataclass(frozen=True)
class HeldOut:
    """A network and the days after the last day it knew of, on which it is tested."""

    network: ValueModel
    day: int
    days: int


@dataclass(frozen=True)
class _Period:
    """What was told of a period, and what came true in it (groups,)."""

    tested: HeldOut
    found: Demand
    actual: Floats

    def said(self, way: Way) -> Floats | None:
        return told(self.found, way)


def demand_tested(history: ShopHistory, last: HeldOut, earlier: HeldOut | None) -> dict[str, Any]:
    """`demand` of evaluation.json: for categories and products the way chosen and its errors beside the others'.

    The way is chosen on the earlier period and judged on the last one; without an earlier period nothing is chosen.

    Args:
        history: The shop's past.
        last: The network that is evaluated, and its period.
        earlier: One that knew of nothing in that period nor in the one before it; None where there is none.
    """
    return {
        by: _tested(history, column, last, earlier) for by, column in COLUMNS.items() if column in history.lines.columns
    }


def _tested(history: ShopHistory, column: str, last: HeldOut, earlier: HeldOut | None) -> dict[str, Any]:
    sold = Sold.of(history.lines, column, first_day=history.first_day)
    judged = _period(history, sold, last)
    chosen_on = None if earlier is None else _period(history, sold, earlier)
    way: Way = "customers" if chosen_on is None else _best(chosen_on)
    # A way that the earlier period allowed is there later as well: the data only grow.
    spreads = [_spread(period, way) for period in (chosen_on, judged) if period is not None]
    return {
        "groups": len(sold.names),
        "way": way,
        "chosen": None if chosen_on is None else _scores(chosen_on),
        "tested": {
            **_scores(judged),
            "held": _held(judged, way, spreads[0]) if chosen_on is not None else None,
        },
        # All groups of a period share its surprises, so the worse of two periods says more than both as one.
        "spread": _rounded(max((spread for spread in spreads if spread is not None), default=None)),
    }


def _period(history: ShopHistory, sold: Sold, tested: HeldOut) -> _Period:
    snapshot = history.snapshot(tested.day)
    said = tested.network.predict(snapshot.matrix(tested.network.features), horizon_days=tested.days)
    known = Known(
        snapshot.customers["customer_id"].to_numpy(dtype=object),
        said.value,
        rfm_segments(snapshot.customers).astype(object),
    )
    found = demand(sold, known, day=tested.day, days=tested.days)
    return _Period(tested, found, sold.within(tested.day, tested.day + tested.days))


def _best(period: _Period) -> Way:
    """The way with the smallest WAPE; that of the customers where nothing was sold."""
    wapes = {way: found.wape for way, found in _errors(period).items()}
    return min(wapes, key=lambda way: wapes[way]) if wapes else "customers"


def _errors(period: _Period) -> dict[Way, Any]:
    said = {way: period.said(way) for way in WAYS}
    found = {way: errors(period.actual, figures) for way, figures in said.items() if figures is not None}
    return {way: error for way, error in found.items() if error is not None}


def _scores(period: _Period) -> dict[str, Any]:
    never = (period.found.last <= 0) & (period.found.known + period.found.new <= 0)
    return {
        "from": iso_date(period.tested.day + 1),
        "until": iso_date(period.tested.day + period.tested.days),
        "days": period.tested.days,
        "actual_minor": round(float(period.actual.sum())),
        "expected_minor": round(float((period.found.known + period.found.new).sum())),
        "new_minor": round(float(period.found.new.sum())),
        "unforeseen_minor": round(float(np.maximum(period.actual[never], 0.0).sum())),
        "ways": [
            {"way": way, "wape": _rounded(error.wape), "mape": _rounded(error.mape)}
            for way, error in _errors(period).items()
        ],
    }


def _spread(period: _Period, way: Way) -> float | None:
    said = period.said(way)
    return None if said is None else spread_of(needed_spread(period.actual, said, period.found.noise))


def _held(period: _Period, way: Way, spread: float | None) -> float | None:
    said = period.said(way)
    if said is None or spread is None:
        return None
    return _rounded(held_share(period.actual, said, period.found.noise, spread=spread))


def _rounded(value: float | None) -> float | None:
    # The last digits differ between processors; the file should not.
    return None if value is None else round(value, _DIGITS)
