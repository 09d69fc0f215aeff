"""Sets of review features beside each other: the same network learns from each and is scored on the same days after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from data.features_list import FEATURES
from data.features_list_signals import DIRECTION_FEATURES, RATING_FEATURES, SENTIMENT_FEATURES, WRITING_FEATURES
from models.bootstrap import Counts, draw_customers, drawn_mean, drawn_scores
from models.training import deterministic
from pipeline.benchmark_shops import BenchmarkShop, cutoffs
from pipeline.history import ShopHistory
from pipeline.training import train_network

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
# The reviews known by a day with their text columns, learned from nothing later.
ReviewsUntil = Callable[[int], pd.DataFrame | None]

METRICS: dict[str, int] = {"normalised_gini": 1, "spearman": 1, "decile_wape": -1, "log_loss": -1}
_LEAST_CHANCE = 1e-6


@dataclass(frozen=True)
class FeatureSet:
    """Which review features a network reads beside those of orders and events.

    Attributes:
        title: Name for people.
        features: Their keys.
        beside: The set it is compared with, apart from none at all.
    """

    title: str
    features: frozenset[str]
    beside: str = "none"


_WRITING, _RATINGS, _SENTIMENT, _DIRECTIONS = (
    frozenset(feature.key for feature in group)
    for group in (WRITING_FEATURES, RATING_FEATURES, SENTIMENT_FEATURES, DIRECTION_FEATURES)
)
SETS: dict[str, FeatureSet] = {
    "none": FeatureSet("no review features", frozenset()),
    "writing": FeatureSet("number and days since the last", _WRITING),
    "ratings": FeatureSet("+ ratings", _WRITING | _RATINGS, "writing"),
    "sentiment": FeatureSet("+ sentiment by aspect", _WRITING | _RATINGS | _SENTIMENT, "ratings"),
    "directions": FeatureSet(
        "+ directions of the vectors", _WRITING | _RATINGS | _SENTIMENT | _DIRECTIONS, "sentiment"
    ),
    "texts": FeatureSet("texts alone, no ratings", _WRITING | _SENTIMENT | _DIRECTIONS, "writing"),
}
_OF_REVIEWS = frozenset(feature.key for feature in FEATURES if feature.needs == "reviews")


@dataclass(frozen=True)
class Cell:
    """A set's scores at one cut-off of a shop, mean over seeds.

    Attributes:
        day: The cut-off.
        trained: Whether the network learned anything, with any seed.
        numbers: Each of `METRICS`.
        of_seeds: Each of them with every seed (seeds,).
        drawn: Each of them in every bootstrap draw (draws,).
    """

    day: int
    trained: bool
    numbers: Mapping[str, float]
    of_seeds: Mapping[str, Floats]
    drawn: Mapping[str, Floats]


@dataclass(frozen=True)
class ShopScores:
    """All cells of a shop by set, and how many customers and reviews stand behind them."""

    horizon_days: int
    customers: int
    reviewers: int
    reviews: int
    buyers: Mapping[int, int]
    cells: Mapping[str, tuple[Cell, ...]]

    @property
    def trained(self) -> bool:
        """Whether there was anything to learn from; if not, every set gives the classical model."""
        return any(cell.trained for cells in self.cells.values() for cell in cells)


def score_sets(
    shop: BenchmarkShop,
    reviews_until: ReviewsUntil,
    *,
    seeds: tuple[int, ...],
    most_cutoffs: int,
    draws: int,
    bootstrap_seed: int,
    progress: Progress | None = None,
) -> ShopScores:
    """Every set at every cut-off of a shop.

    Args:
        shop: Its tables.
        reviews_until: Its reviews with text columns, as they could be made on a day.
        seeds: Of the networks.
        most_cutoffs: Cut-offs at most.
        draws: Bootstrap samples of customers, the same for every set and cut-off.
        bootstrap_seed: Of those samples.
        progress: Told fits done and all.
    """
    horizon = shop.horizon(None)
    days = cutoffs(shop.first_day, shop.as_of_day, horizon_days=horizon, most=most_cutoffs)
    everybody = np.unique(shop.transactions["customer_id"].to_numpy(dtype=object))
    counts = draw_customers(len(everybody), draws=draws, seed=bootstrap_seed)
    cells: dict[str, list[Cell]] = {key: [] for key in SETS}
    buyers, done = {}, 0
    for day in days:
        past = replace(shop, reviews=reviews_until(day))
        history = _history(past, day, horizon)
        value, orders = _history(shop, shop.as_of_day, horizon).came_true(day, horizon_days=horizon)
        ids = history.snapshot(day).customers["customer_id"].to_numpy(dtype=object)
        outcome = _Outcome(value, orders > 0, counts[:, np.searchsorted(everybody, ids)])
        buyers[day] = int((orders > 0).sum())
        for key, chosen in SETS.items():
            cells[key].append(_cell(history, day, chosen, outcome, seeds))
            done += 1
            if progress:
                progress(done, len(days) * len(SETS))
    reviews = shop.reviews
    return ShopScores(
        horizon_days=horizon,
        customers=len(everybody),
        reviewers=0 if reviews is None else int(np.isin(everybody, reviews["customer_id"].unique()).sum()),
        reviews=0 if reviews is None else len(reviews),
        buyers=buyers,
        cells={key: tuple(found) for key, found in cells.items()},
    )


@dataclass(frozen=True)
class _Outcome:
    """What came true after a cut-off (n,), and how often each customer is in each draw (draws, n)."""

    value: Floats
    bought: NDArray[np.bool_]
    counts: Counts


def _history(shop: BenchmarkShop, day: int, horizon_days: int) -> ShopHistory:
    return ShopHistory(
        shop.transactions,
        reviews=shop.reviews,
        events=None if shop.events is None else shop.events[shop.events["day"] <= day],
        as_of_day=day,
        first_day=shop.first_day,
        horizon_days=horizon_days,
    )


def _cell(history: ShopHistory, day: int, chosen: FeatureSet, outcome: _Outcome, seeds: tuple[int, ...]) -> Cell:
    """Mean over the seeds of the scores of a network that reads a set."""
    snapshot, horizon = history.snapshot(day), history.horizon_days
    names = [name for name in snapshot.feature_names if name not in _OF_REVIEWS or name in chosen.features]
    found, trained = [], False
    for seed in seeds:
        with deterministic(1):
            network = train_network(history, day, seed=seed, features=names)
            said = network.predict(snapshot.matrix(names), horizon_days=horizon)
        trained |= network.about["model"] == "network"
        found.append(_scores(said.value, said.p_active, outcome))
    of_seeds = {key: np.array([float(whole[key][0]) for whole, _ in found]) for key in METRICS}
    drawn = {key: np.mean([one[key] for _, one in found], axis=0) for key in METRICS}
    return Cell(day, trained, {key: float(values.mean()) for key, values in of_seeds.items()}, of_seeds, drawn)


def _scores(value: Floats, chance: Floats, outcome: _Outcome) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Each metric of everybody (1,), and in every draw (draws,)."""
    sure = np.clip(np.where(outcome.bought, chance, 1 - chance), _LEAST_CHANCE, 1)
    once = np.ones((1, len(value)), dtype=np.int16)
    both = [
        {**drawn_scores(outcome.value, value, counts), "log_loss": drawn_mean(-np.log(sure), counts)}
        for counts in (once, outcome.counts)
    ]
    return both[0], both[1]
