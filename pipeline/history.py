"""A shop's past, cut off at any day: features, the classical model, what came true, and examples to learn from."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from config.errors import InputError
from data.classical_inputs import LineArrays
from data.features import FEATURES, features_pandas, targets
from models.classical import ALIVE_FEATURE, CLASSICAL_INPUTS, ORDERS_FEATURE, PRICE_FEATURE, Classical, fit_classical
from models.examples import Examples
from models.standardising import Kind

Floats = NDArray[np.float64]

_KINDS: dict[str, Kind] = {
    **{feature.key: feature.kind for feature in FEATURES},
    ALIVE_FEATURE: "share",
    ORDERS_FEATURE: "rate",
    PRICE_FEATURE: "price",
}

_MOST_ROWS = 60_000
_SHORTER_WEIGHT = 0.3
_WIDEST_LOG_LEVEL = 1.5
_WEEK_DAYS, _MOST_HORIZONS = 7, 4
_YEAR_DAYS = 365
_LONGEST_SEASON_DAYS = 270
_SEASON_TRUST, _SEASON_BUYERS, _SEASON_HISTORY_DAYS = 0.6, 100, 180


@dataclass(frozen=True)
class Snapshot:
    """All customers seen by a cut-off, as they looked then.

    Attributes:
        customers: `customer_id`, features and the three classical columns, sorted by customer.
    """

    cutoff_day: int
    customers: pd.DataFrame
    classical: Classical

    @property
    def feature_names(self) -> tuple[str, ...]:
        """Columns that the network reads."""
        return tuple(name for name in self.customers.columns if name in _KINDS)

    def matrix(self, names: Sequence[str]) -> Floats:
        """Raw features (n, len(names)), NaN where missing."""
        return self.customers[list(names)].to_numpy(dtype=np.float64)

    def classical_value(self, horizon_days: int) -> Floats:
        """Expected value by BG/NBD and Gamma-Gamma, minor units (n,)."""
        return _classical_value(self.customers, self.classical, horizon_days=horizon_days)

    def past_rate_value(self, horizon_days: int) -> Floats:
        """Net revenue a day since the first purchase, carried on; minor units (n,)."""
        days = self.customers["tenure_days"].to_numpy(dtype=np.float64) + 1
        revenue = self.customers["revenue_minor"].to_numpy(dtype=np.float64)
        return np.asarray(np.maximum(revenue, 0) / days * horizon_days)


@dataclass(frozen=True)
class Cutoff:
    """A day to look back from, the horizons after it to learn from (reference first), and its weight."""

    day: int
    horizons_days: tuple[int, ...]
    weight: float


class ShopHistory:
    """The cleaned tables of a shop up to its as-of day; snapshots are made once and kept.

    Args:
        transactions: As in transactions.parquet; rows after the as-of day are left out.
        reviews: As in reviews.parquet, or None.
        events: As in events.parquet, or None.
        as_of_day: Last known day.
        first_day: First day of the data.
        horizon_days: The build's horizon: expected orders and the season feature look that far.
        start: Classical model of a little earlier, where fitting them begins.
    """

    def __init__(
        self,
        transactions: pd.DataFrame,
        *,
        reviews: pd.DataFrame | None,
        events: pd.DataFrame | None,
        as_of_day: int,
        first_day: int,
        horizon_days: int,
        start: Classical | None = None,
    ) -> None:
        self.as_of_day, self.first_day, self.horizon_days = as_of_day, first_day, horizon_days
        self._transactions = transactions[transactions["day"] <= as_of_day]
        self._reviews = reviews
        self._events = events
        # Not np.unique: sorting only the distinct ids takes a tenth of the time.
        self._customer_ids = np.sort(self._transactions["customer_id"].unique().astype(object))
        self._snapshots: dict[int, Snapshot] = {}
        self._start = start
        self._lines: LineArrays | None = None

    @property
    def days(self) -> int:
        """Length of the history, both ends included."""
        return self.as_of_day - self.first_day + 1

    @property
    def lines(self) -> pd.DataFrame:
        """The order lines up to the as-of day."""
        return self._transactions

    def snapshot(self, cutoff_day: int) -> Snapshot:
        """Everybody seen by the cut-off, from nothing but what was known then."""
        if cutoff_day not in self._snapshots:
            self._snapshots[cutoff_day] = self._take(cutoff_day)
        return self._snapshots[cutoff_day]

    def came_true(self, cutoff_day: int, *, horizon_days: int) -> tuple[Floats, Floats]:
        """Net revenue (minor units; 0 where returns exceed it) and orders of the snapshot's customers after it."""
        frame = targets(self._transactions, cutoff_day=cutoff_day, horizon_days=horizon_days)
        value = frame["value_minor"].to_numpy(dtype=np.float64)
        return np.maximum(value, 0), frame["orders"].to_numpy(dtype=np.float64)

    def first_order_day(self, cutoff_day: int, *, horizon_days: int) -> Floats:
        """Day of the first order in the horizon of the snapshot's customers, NaN without one; (n,)."""
        rows = self._transactions
        ahead = rows[(rows["day"] > cutoff_day) & (rows["day"] <= cutoff_day + horizon_days)]
        bought = ahead[(ahead["amount_minor"] > 0) & ~ahead["is_return"]]
        days = bought.groupby("customer_id")["day"].min()
        return days.reindex(self.snapshot(cutoff_day).customers["customer_id"]).to_numpy(dtype=np.float64)

    def cutoffs(self, as_of_day: int) -> tuple[Cutoff, ...]:
        """Where to learn from when `as_of_day` is today: whole and half horizons back, the latest counting most."""
        whole, half, quarter = self.horizon_days, self.horizon_days // 2, self.horizon_days // 4
        least_history = max(14, min(30, whole), whole // 3)
        found = []
        for back, weight in ((whole, 1.0), (half, 0.7), (whole + half, 0.5), (2 * whole, 0.35)):
            day = as_of_day - back
            # A week as well: people ask what comes in it, and nothing else says how fast it begins.
            horizons = tuple(h for h in dict.fromkeys((whole, half, quarter, _WEEK_DAYS)) if 0 < h <= min(back, whole))
            if day - self.first_day >= least_history and horizons:
                found.append(Cutoff(day, horizons, weight))
        return tuple(found)

    def examples(self, cutoffs: Sequence[Cutoff], names: Sequence[str], *, seed: int) -> Examples:
        """What can be learned from these cut-offs; of more than 60,000 customers each gives a random 60,000."""
        parts = [self._examples_at(number, cutoff, names, seed=seed) for number, cutoff in enumerate(cutoffs)]
        return Examples(**{key: np.concatenate([part[key] for part in parts]) for key in parts[0]})

    def no_examples(self, as_of_day: int, names: Sequence[str]) -> Examples:
        """The customers of the as-of day with nothing to learn from, where no cut-off lies far enough back."""
        features = self.snapshot(as_of_day).matrix(names)
        n = len(features)
        nothing = np.zeros((n, 1))
        return Examples(
            features=features,
            customer=np.arange(n),
            cutoff=np.zeros(n, dtype=np.intp),
            horizon_days=np.full((n, 1), float(self.horizon_days)),
            value=nothing,
            orders=nothing,
            weight=nothing,
            log_level=nothing,
        )

    def season(self, as_of_day: int) -> float:
        """Log of how much more than the classical model says the horizon's days bring, by what they brought last year.

        Last year's surplus over the classical model at the same day, less the mean surplus at up to four days spread
        over the year since; held back by .6 and by few buyers. 0 where less than half a year was known a year ago
        (a shop that young has surpluses of its own), or the horizon is so long that it sees most seasons.
        """
        days = self.horizon_days
        year_ago = as_of_day - _YEAR_DAYS
        if days > _LONGEST_SEASON_DAYS or year_ago - self.first_day < _SEASON_HISTORY_DAYS:
            return 0.0
        ended = [day for day in (year_ago + part * _YEAR_DAYS // 4 for part in range(4)) if day + days <= as_of_day]
        if len(ended) < 2:
            return 0.0
        surplus, buyers = zip(*(self._surplus(day) for day in ended), strict=True)
        trust = _SEASON_TRUST * buyers[0] / (buyers[0] + _SEASON_BUYERS)
        return float(trust * (surplus[0] - np.mean(surplus)))

    def known_customers(self, day: int) -> int:
        """Customers seen by a day; 0 where none of them had bought anything yet."""
        known = self._transactions[self._transactions["day"] <= day]
        return int(known["customer_id"].nunique()) if (known["amount_minor"] > 0).any() else 0

    def _surplus(self, day: int) -> tuple[float, int]:
        """Log of what the horizon after a day brought over what the classical model said then, and who bought."""
        value, _ = self.came_true(day, horizon_days=self.horizon_days)
        self._lines = self._lines or LineArrays(self._transactions)
        inputs = self._lines.classical_inputs(day)
        classical = fit_classical(**inputs, start=self._start)
        said = classical.features(**inputs, horizon_days=self.horizon_days)
        total = float((said[ORDERS_FEATURE] * said[PRICE_FEATURE]).sum())
        return _log_level(value.sum(), total), int(np.count_nonzero(value))

    def _examples_at(
        self, number: int, cutoff: Cutoff, names: Sequence[str], *, seed: int
    ) -> dict[str, NDArray[np.float64] | NDArray[np.intp]]:
        snapshot = self.snapshot(cutoff.day)
        n, k = len(snapshot.customers), _MOST_HORIZONS
        horizon, value, orders = np.full((n, k), float(self.horizon_days)), np.zeros((n, k)), np.zeros((n, k))
        weight, log_level = np.zeros((n, k)), np.zeros((n, k))
        for column, days in enumerate(cutoff.horizons_days):
            horizon[:, column] = days
            value[:, column], orders[:, column] = self.came_true(cutoff.day, horizon_days=days)
            weight[:, column] = cutoff.weight * (1.0 if days == self.horizon_days else _SHORTER_WEIGHT)
            log_level[:, column] = _log_level(value[:, column].sum(), snapshot.classical_value(days).sum())
        ids = snapshot.customers["customer_id"].to_numpy(dtype=object)
        rows = np.arange(n)
        if n > _MOST_ROWS:
            rows = np.sort(np.random.default_rng((seed, number)).choice(n, _MOST_ROWS, replace=False))
        return {
            "features": snapshot.matrix(names)[rows],
            "customer": np.searchsorted(self._customer_ids, ids)[rows],
            "cutoff": np.full(len(rows), number),
            "horizon_days": horizon[rows],
            "value": value[rows],
            "orders": orders[rows],
            "weight": weight[rows],
            "log_level": log_level[rows],
        }

    def _take(self, cutoff_day: int) -> Snapshot:
        frame, classical = self._with_classical(
            self._transactions, reviews=self._reviews, events=self._events, cutoff_day=cutoff_day
        )
        return Snapshot(cutoff_day, frame, classical)

    def _with_classical(
        self,
        transactions: pd.DataFrame,
        *,
        reviews: pd.DataFrame | None = None,
        events: pd.DataFrame | None = None,
        cutoff_day: int,
    ) -> tuple[pd.DataFrame, Classical]:
        """Features of these tables at a cut-off with the classical columns, and the model that made them."""
        frame = features_pandas(
            transactions,
            reviews=reviews,
            events=events,
            cutoff_day=cutoff_day,
            horizon_days=self.horizon_days,
            first_day=self.first_day,
        )
        if not len(frame) or not (frame["revenue_minor"] > 0).any():
            raise InputError("no customer has bought anything worth more than was returned; nothing can be predicted")
        x, span, tenure, revenue = (frame[name].to_numpy(dtype=np.float64) for name in CLASSICAL_INPUTS)
        classical = fit_classical(x, span, tenure_days=tenure, revenue_minor=revenue, start=self._start)
        features = classical.features(
            x, span, tenure_days=tenure, revenue_minor=revenue, horizon_days=self.horizon_days
        )
        return frame.assign(**features), classical


def kinds_of(names: Sequence[str]) -> list[Kind]:
    """Kind of each feature."""
    return [_KINDS[name] for name in names]


def _log_level(actual: float, said: float) -> float:
    if actual <= 0 or said <= 0:
        return 0.0
    return float(np.clip(np.log(actual / said), -_WIDEST_LOG_LEVEL, _WIDEST_LOG_LEVEL))


def _classical_value(frame: pd.DataFrame, classical: Classical, *, horizon_days: int) -> Floats:
    times = (frame[name] for name in ("frequency", "span_days", "tenure_days"))
    orders = classical.bgnbd.expected_orders(horizon_days, *times)
    return np.asarray(orders * frame[PRICE_FEATURE].to_numpy(dtype=np.float64))
