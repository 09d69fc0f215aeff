"""Search for a better training plan: seeded TPE, judged by the deviance of customers in a later period.

Source: Bergstra et al. (2011), "Algorithms for Hyper-Parameter Optimization"; Optuna. The search sees one half of the
customers only. Whether its winner replaces the default is decided on the other half, where it cannot have won by luck.
"""

import dataclasses
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.ensemble import HIDDEN
from models.training import TrainingPlan

if TYPE_CHECKING:
    from optuna import Trial

Floats = NDArray[np.float64]
# The deviance of every customer (n,) in the judged period, after a fit with a plan and a seed.
Judge = Callable[[TrainingPlan, int], Floats]
Progress = Callable[[int, int], None]

logger = logging.getLogger(__name__)

_MOST_TRIALS = 200
_STARTUP_TRIALS = 8
# The last comparison takes two fits: the search must leave time for them.
_CONFIRMING_FITS = 2


@dataclass(frozen=True)
class Comparison:
    """A plan beside the default on the same customers.

    Attributes:
        difference: Mean of its deviance less the default's; below 0 where it is better.
        error: Standard error of that mean, paired by customer.
    """

    difference: float
    error: float

    @property
    def better(self) -> bool:
        """Whether it beats the default by more than a standard error."""
        return self.difference < -self.error


@dataclass(frozen=True)
class Tuned:
    """What a search found.

    Attributes:
        plan: The plan to use: the winner, or the default where nothing beat it.
        winner: The best plan of the search; None where the time was up before any trial.
        default_deviance: Of the default plan on the confirming half.
        confirmed: The winner beside the default on the confirming half; None without a winner.
        trials: Fits of the search.
        seconds: Time taken.
    """

    plan: TrainingPlan
    winner: TrainingPlan | None
    default_deviance: float
    confirmed: Comparison | None
    trials: int
    seconds: float

    @property
    def chosen(self) -> bool:
        """Whether the default was replaced."""
        return self.confirmed is not None and self.confirmed.better

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; without the seconds, which no two runs share."""
        return {
            "chosen": "winner" if self.chosen else "default",
            "trials": self.trials,
            "default_deviance": round(self.default_deviance, 6),
            "difference": None if self.confirmed is None else round(self.confirmed.difference, 6),
            "error": None if self.confirmed is None else round(self.confirmed.error, 6),
            "winner": None if self.winner is None else dataclasses.asdict(self.winner),
            "plan": dataclasses.asdict(self.plan),
        }


def tune(
    judge: Judge,
    default: TrainingPlan,
    *,
    seconds: float,
    seed: int,
    most_trials: int = _MOST_TRIALS,
    progress: Progress | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> Tuned:
    """The plan that a search of at most `seconds` recommends; the default unless another clearly beats it.

    With `most_trials` reached before the time is up, equal arguments give equal results.

    Args:
        judge: Fits and judges; its time decides how many trials there are.
        default: Where the search starts, and what stays unless it is beaten by more than a standard error.
        seconds: Time for everything; a fit that has begun is finished.
        seed: Of the search, the fits and the halves.
        most_trials: Trials at most.
        progress: Called after each fit of the search with seconds used and all.
        clock: Seconds, rising.
    """
    import optuna

    began = clock()

    def tell() -> None:
        if progress:
            progress(min(round(clock() - began), round(seconds)), round(seconds))

    base = judge(default, seed)
    searching = np.random.default_rng(seed).random(len(base)) < 0.5
    one_fit = clock() - began
    tell()
    # Not WARNING: a search that a person stops would print a traceback.
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    sampler = optuna.samplers.TPESampler(seed=seed, n_startup_trials=_STARTUP_TRIALS, multivariate=False)
    study = optuna.create_study(direction="minimize", sampler=sampler)
    plans: list[TrainingPlan] = []

    def objective(trial: "Trial") -> float:
        plan = suggested(trial, default)
        plans.append(plan)
        found = float((judge(plan, seed) - base)[searching].mean())
        logger.info("tuning: trial %d, %+.5f beside the default, %s", trial.number + 1, found, plan)
        return found if np.isfinite(found) else 1e9

    while len(plans) < most_trials and clock() - began + (1 + _CONFIRMING_FITS) * one_fit <= seconds:
        study.optimize(objective, n_trials=1)
        one_fit = max(one_fit, (clock() - began) / (len(plans) + 1))
        tell()
    if not plans:
        return Tuned(default, None, float(base[~searching].mean()), None, 0, clock() - began)
    winner = plans[study.best_trial.number]
    # Another seed: what only this one liked is no property of the plan.
    own, other = judge(default, seed + 1)[~searching], judge(winner, seed + 1)[~searching]
    confirmed = compared(other, own)
    plan = winner if confirmed.better else default
    return Tuned(plan, winner, float(own.mean()), confirmed, len(plans), clock() - began)


def compared(deviances: Floats, of_default: Floats) -> Comparison:
    """A plan's deviances (n,) beside the default's of the same customers.

    >>> compared(np.array([1.0, 2.0, 3.0]), np.array([2.0, 3.0, 4.0]))
    Comparison(difference=-1.0, error=0.0)
    """
    off = deviances - of_default
    error = float(off.std(ddof=1)) / len(off) ** 0.5 if len(off) > 1 else float("inf")
    return Comparison(float(off.mean()), error)


def suggested(trial: "Trial", default: TrainingPlan) -> TrainingPlan:
    """The plan of a trial: width, depth, rates, members and weights of the loss; the rest is the default's."""
    width = trial.suggest_categorical("width", [8, 16, 32, 48, 64])
    shrink = trial.suggest_categorical("next_layer", [0.25, 0.5, 1.0])
    depth = trial.suggest_int("depth", 1, len(HIDDEN))
    return dataclasses.replace(
        default,
        hidden=hidden_widths(width, shrink, depth=depth),
        members=trial.suggest_int("members", 2, 8),
        learning_rate=trial.suggest_float("learning_rate", 3e-4, 1e-2, log=True),
        weight_decay=trial.suggest_float("weight_decay", 0.01, 3.0, log=True),
        batch=trial.suggest_categorical("batch", [512, 1024, 2048]),
        # The judge scores no tiers: their weight has nothing to show for itself.
        loss=dataclasses.replace(
            default.loss,
            value=trial.suggest_float("loss_value", 0.1, 4.0, log=True),
            orders=trial.suggest_float("loss_orders", 0.1, 2.0, log=True),
        ),
    )


def hidden_widths(width: int, shrink: float, *, depth: int) -> tuple[int, ...]:
    """Widths of the hidden layers: the first, and each next one a share of the one before, at least 4.

    >>> hidden_widths(32, 0.5, depth=3)
    (32, 16, 8)
    """
    return tuple(max(4, round(width * shrink**layer)) for layer in range(depth))
