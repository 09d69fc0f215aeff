"""Gradient-boosted trees as peers of the value network: Tweedie, and buying at all times what buyers spend.

LightGBM is an extra of the project, which predicts without it; only who fits one of these needs it.
"""

from dataclasses import dataclass
from types import ModuleType
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from config.errors import InputError

Floats = NDArray[np.float64]

_TREES = 300
_SHARED: dict[str, Any] = {
    "learning_rate": 0.03,
    "num_leaves": 15,
    "min_data_in_leaf": 30,
    "feature_fraction": 0.8,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 5.0,
    "deterministic": True,
    "force_row_wise": True,
    "verbosity": -1,
}


class Booster(Protocol):
    """What is needed of a fitted LightGBM booster."""

    def predict(self, data: Floats, *, num_threads: int) -> Floats:
        """One number a row."""


@dataclass(frozen=True)
class BoostedModel:
    """Trees whose outputs are multiplied; money in units of `unit`.

    Attributes:
        stages: Boosters: one of the value itself, or one of the chance to buy and one of what buyers spend.
    """

    stages: tuple[Booster, ...]
    unit: float
    threads: int

    def predict(self, features: Floats) -> Floats:
        """Expected value of raw features (n, d), minor units (n,)."""
        parts = [stage.predict(features, num_threads=self.threads) for stage in self.stages]
        return np.asarray(np.prod(parts, axis=0) * self.unit, dtype=np.float64)


def require_lightgbm() -> ModuleType:
    """The package.

    Raises:
        InputError: It is not installed.
    """
    try:
        import lightgbm
    except ImportError as error:
        raise InputError("the LightGBM baselines need the package lightgbm: python -m pip install lightgbm") from error
    module: ModuleType = lightgbm
    return module


def fit_tweedie(features: Floats, value: Floats, *, seed: int, threads: int = 1) -> BoostedModel:
    """Trees with the Tweedie deviance (power 1.5) of the value.

    Args:
        features: Raw features (n, d), NaN where missing.
        value: Value that came true (n,), minor units; below 0 counts as 0.
        seed: Of the rows and columns each tree sees.
        threads: CPU threads.

    Raises:
        InputError: LightGBM is not installed, or nobody bought.
    """
    unit = _unit(value)
    booster = _fit(
        features,
        np.maximum(value, 0) / unit,
        {"objective": "tweedie", "tweedie_variance_power": 1.5},
        seed=seed,
        threads=threads,
    )
    return BoostedModel((booster,), unit, threads)


def fit_two_stage(features: Floats, value: Floats, *, seed: int, threads: int = 1) -> BoostedModel:
    """Trees for the chance to buy (log loss) times trees for what buyers spend (gamma deviance).

    Arguments and errors as for `fit_tweedie`.
    """
    unit, bought = _unit(value), value > 0
    chance = _fit(features, bought.astype(np.float64), {"objective": "binary"}, seed=seed, threads=threads)
    spent = _fit(features[bought], value[bought] / unit, {"objective": "gamma"}, seed=seed, threads=threads)
    return BoostedModel((chance, spent), unit, threads)


def _fit(features: Floats, target: Floats, objective: dict[str, Any], *, seed: int, threads: int) -> Booster:
    lightgbm = require_lightgbm()
    options = {**_SHARED, **objective, "seed": seed, "num_threads": threads}
    fitted: Booster = lightgbm.train(options, lightgbm.Dataset(features, target), num_boost_round=_TREES)
    return fitted


def _unit(value: Floats) -> float:
    """Mean value of who bought, minor units."""
    bought = value > 0
    if not bought.any():
        raise InputError("a model that learns from examples needs a customer who bought; found none")
    return float(value[bought].mean())
