"""The models of the benchmark, side by side: each learns what it may know by a day and forecasts everybody's value.

The classical ones and the past rate look at the customers of that day. The learned peers are fitted to who was known
one horizon earlier, and to what those customers then brought until that day, on the same features as the network.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from config.text import Text
from models.baselines import fit_dense, fit_ziln
from models.boosted import fit_tweedie, fit_two_stage
from models.linear import fit_linear
from models.network import ValueNetwork
from pipeline.benchmark_shops import BenchmarkShop
from pipeline.choices import choose
from pipeline.history import ShopHistory, Snapshot, kinds_of
from pipeline.training import train_network, trained_as_of
from pipeline.training_options import TrainingOptions

Floats = NDArray[np.float64]

NETWORK, PAST_RATE, CLASSICAL, TWEEDIE = "network", "past_rate", "bgnbd_gamma_gamma", "lightgbm_tweedie"
# .1 and .9 are among them, so the share of values within the central 80 % is exact.
LEVELS: Floats = np.array([0.001, 0.0025, 0.005, *(np.arange(1, 100) / 100), 0.995, 0.9975, 0.999])
_RFM = ("recency_days", "frequency", "revenue_minor")


@dataclass(frozen=True)
class Forecast:
    """What a model says of every customer; money in minor units.

    Attributes:
        value: Expected value (n,).
        quantiles: Works out the quantiles at `LEVELS` (n, k), of a model that gives a distribution.
        p_active: Chance of an order (n,), of a model that shows an interval.
        lo: Lower end of the interval shown (n,).
        hi: Upper end of it.
        about: What the model says of itself; plain JSON values.
        fit_seconds: Time to make the features it learns from and to fit.
        score_seconds: Time to predict all customers from their features.
    """

    value: Floats
    quantiles: Callable[[], Floats] | None = None
    p_active: Floats | None = None
    lo: Floats | None = None
    hi: Floats | None = None
    about: dict[str, Any] = field(default_factory=dict)
    fit_seconds: float = 0.0
    score_seconds: float = 0.0


class Standpoint:
    """A shop as it stood at the end of a day: nothing later is in it.

    Args:
        shop: Its whole history.
        day: The last day known of.
        horizon_days: Days to forecast.
    """

    def __init__(self, shop: BenchmarkShop, day: int, *, horizon_days: int) -> None:
        self.day, self.horizon_days = day, horizon_days
        self._shop = shop
        started = time.perf_counter()
        self.history = self.fresh_history()
        self.snapshot = self.history.snapshot(day)
        self.today_seconds = time.perf_counter() - started

    @property
    def names(self) -> tuple[str, ...]:
        """The features, which the network and its learned peers share."""
        return self.snapshot.feature_names

    @cached_property
    def features(self) -> Floats:
        """Raw features of today's customers (n, d)."""
        return self.snapshot.matrix(self.names)

    @cached_property
    def earlier(self) -> tuple[Snapshot, Floats, float]:
        """The customers one horizon earlier, what they brought until today (m,), and the seconds it took."""
        started = time.perf_counter()
        snapshot = self.history.snapshot(self.day - self.horizon_days)
        value, _ = self.history.came_true(self.day - self.horizon_days, horizon_days=self.horizon_days)
        return snapshot, value, time.perf_counter() - started

    def fresh_history(self) -> ShopHistory:
        """The shop up to this day, with nothing computed yet."""
        shop = self._shop
        return ShopHistory(
            shop.transactions,
            reviews=None if shop.reviews is None else shop.reviews[shop.reviews["day"] <= self.day],
            events=None if shop.events is None else shop.events[shop.events["day"] <= self.day],
            as_of_day=self.day,
            first_day=shop.first_day,
            horizon_days=self.horizon_days,
        )


Scored = Callable[[], Forecast]


@dataclass(frozen=True)
class Model:
    """A model of the benchmark.

    Attributes:
        name: Name for people.
        random: Whether a seed changes it.
        fit: Fits and gives back what predicts.
    """

    name: Text
    random: bool
    fit: Callable[[Standpoint, int, int], Scored]


def forecast(model: str, standpoint: Standpoint, *, seed: int, threads: int) -> Forecast:
    """What a model forecasts, timed.

    Raises:
        InputError: There is nothing to learn from, or the model's package is not installed.
    """
    started = time.perf_counter()
    score = MODELS[model].fit(standpoint, seed, threads)
    fitted = time.perf_counter()
    said = score()
    scored = time.perf_counter()
    return replace(
        said, fit_seconds=fitted - started + _features_seconds(model, standpoint), score_seconds=scored - fitted
    )


def _features_seconds(model: str, standpoint: Standpoint) -> float:
    """Time for the features a model was fitted to; the network's own fit made them."""
    if model == NETWORK:
        return 0.0
    return standpoint.today_seconds if model in (PAST_RATE, CLASSICAL) else standpoint.earlier[2]


def as_the_product_trains(history: ShopHistory, day: int, *, seed: int, threads: int) -> ValueNetwork:
    """The network of a build made at the end of `day`: its spread is that of a period before it, where there is one."""
    choices = choose(
        train_network,
        history,
        known_until=day,
        options=TrainingOptions(),
        seed=seed,
        threads=threads,
        log=lambda _: None,
    )
    return trained_as_of(history, day, choices, seed=seed, threads=threads)


def _past_rate(at: Standpoint, seed: int, threads: int) -> Scored:
    return lambda: Forecast(at.snapshot.past_rate_value(at.horizon_days))


def _classical(at: Standpoint, seed: int, threads: int) -> Scored:
    return lambda: Forecast(at.snapshot.classical_value(at.horizon_days))


def _rfm_linear(at: Standpoint, seed: int, threads: int) -> Scored:
    earlier, value, _ = at.earlier
    model = fit_linear(earlier.matrix(_RFM), value, names=_RFM)
    about = {"b0": model.intercept, **dict(zip(_RFM, model.weights.tolist(), strict=True))}
    return lambda: Forecast(np.maximum(model.predict(at.snapshot.matrix(_RFM)), 0.0), about=about)


def _tweedie(at: Standpoint, seed: int, threads: int) -> Scored:
    earlier, value, _ = at.earlier
    model = fit_tweedie(earlier.matrix(at.names), value, seed=seed, threads=threads)
    return lambda: Forecast(model.predict(at.features))


def _two_stage(at: Standpoint, seed: int, threads: int) -> Scored:
    earlier, value, _ = at.earlier
    model = fit_two_stage(earlier.matrix(at.names), value, seed=seed, threads=threads)
    return lambda: Forecast(model.predict(at.features))


def _ziln_mlp(at: Standpoint, seed: int, threads: int) -> Scored:
    earlier, value, _ = at.earlier
    learned = earlier.matrix(at.names)
    model = fit_ziln(learned, value, names=at.names, kinds=kinds_of(at.names), seed=seed, threads=threads)
    return lambda: Forecast(model.predict(at.features), quantiles=lambda: model.quantiles(at.features, LEVELS))


def _dense_mse(at: Standpoint, seed: int, threads: int) -> Scored:
    earlier, value, _ = at.earlier
    model = fit_dense(earlier.matrix(at.names), value, seed=seed, threads=threads)
    return lambda: Forecast(model.predict(at.features))


def _network(at: Standpoint, seed: int, threads: int) -> Scored:
    # From scratch, as a build would: what its cut-offs take to make belongs to its time.
    network = as_the_product_trains(at.fresh_history(), at.day, seed=seed, threads=threads)
    about = {key: network.about.get(key) for key in ("model", "reason", "calibration", "steps", "best_step")}

    def score() -> Forecast:
        said = network.predict(at.snapshot.matrix(network.features), horizon_days=at.horizon_days)
        return Forecast(
            said.value,
            quantiles=lambda: network_quantiles(network, at),
            p_active=said.p_active,
            lo=said.lo,
            hi=said.hi,
            about=about,
        )

    return score


def network_quantiles(network: ValueNetwork, at: Standpoint) -> Floats:
    """Quantiles of the network's distributions at `LEVELS` (n, k), minor units."""
    said = network.parameters(at.snapshot.matrix(network.features), horizon_days=at.horizon_days)
    return np.stack([network.quantile_of(said, float(level)) for level in LEVELS], axis=1)


MODELS: dict[str, Model] = {
    PAST_RATE: Model(Text("Past spend rate", "历史消费速率"), False, _past_rate),
    "rfm_linear": Model(Text("RFM linear regression", "RFM 线性回归"), False, _rfm_linear),
    CLASSICAL: Model(Text("BG/NBD + Gamma-Gamma", "BG/NBD + Gamma-Gamma"), False, _classical),
    TWEEDIE: Model(Text("LightGBM Tweedie", "LightGBM Tweedie"), True, _tweedie),
    "lightgbm_two_stage": Model(Text("LightGBM two-stage", "LightGBM 两阶段"), True, _two_stage),
    "ziln_mlp": Model(Text("ZILN MLP 64-32", "ZILN MLP 64-32"), True, _ziln_mlp),
    "dense_mse": Model(Text("Dense 64-32-1, MSE", "全连接 64-32-1（MSE）"), True, _dense_mse),
    NETWORK: Model(Text("Kezhi value network", "客值价值网络"), True, _network),
}
