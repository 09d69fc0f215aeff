"""Which features a build's networks read: those that helped an earlier network on the period after its own day."""

from dataclasses import dataclass
from typing import Any

from data.query_time import iso_date
from models.classical import ALIVE_FEATURE, ORDERS_FEATURE, PRICE_FEATURE
from models.network import ValueNetwork
from models.selection import Importance, permutation_importance, selected
from pipeline.history import ShopHistory

ALWAYS = (ALIVE_FEATURE, ORDERS_FEATURE, PRICE_FEATURE)
# With fewer, hardly any feature stands out from its standard error, needed or not.
LEAST_BUYERS = 200


@dataclass(frozen=True)
class FeatureChoice:
    """Features to read, and what that was decided by.

    Attributes:
        kept: In the order of the columns; None: all there are.
        dropped: Likewise.
        importances: Every feature's, the most important first; empty where none could be measured.
        measured: On which customers and days, or why not at all.
    """

    kept: tuple[str, ...] | None
    dropped: tuple[str, ...]
    importances: tuple[Importance, ...]
    measured: str

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values: `feature_importance` of evaluation.json."""
        return {
            "measured": self.measured,
            "ranked": [importance.to_json() for importance in self.importances],
            "dropped": list(self.dropped),
        }


def all_features(why: str) -> FeatureChoice:
    """Every feature there is, and why nothing was measured."""
    return FeatureChoice(None, (), (), f"not measured: {why}")


def choose_features(
    earlier: ValueNetwork, history: ShopHistory, *, cutoff_day: int, horizon_days: int, seed: int, select: bool = True
) -> FeatureChoice:
    """Features to read at and after `cutoff_day + horizon_days`.

    Args:
        earlier: Reads all features, and knew nothing after `cutoff_day`.
        history: The shop's past.
        cutoff_day: The earlier network's as-of day.
        horizon_days: Length of the period it is measured on.
        seed: Of the shuffles.
        select: False: measure only, and drop nothing.
    """
    names = earlier.features
    value, orders = history.came_true(cutoff_day, horizon_days=horizon_days)
    buyers = int((value > 0).sum())
    period = f"between {iso_date(cutoff_day + 1)} and {iso_date(cutoff_day + horizon_days)}"
    if earlier.about.get("model") == "classical" or buyers < LEAST_BUYERS:
        return all_features(f"{buyers:,} customers bought {period}; it takes {LEAST_BUYERS} and a trained network")
    importances = permutation_importance(
        earlier,
        history.snapshot(cutoff_day).matrix(names),
        value=value,
        orders=orders,
        horizon_days=horizon_days,
        seed=seed,
    )
    kept = selected(importances, names, always=ALWAYS) if select else names
    return FeatureChoice(
        kept,
        tuple(name for name in names if name not in kept),
        importances,
        f"rise of the deviance of {len(value):,} customers {period} when a feature is shuffled, learned until "
        f"{iso_date(cutoff_day)}",
    )
