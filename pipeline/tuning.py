"""The search for a better training plan, on a period inside the past that training may know of."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from data.query_time import iso_date
from models.network import ValueNetwork
from models.selection import held_out_deviances
from models.training import TrainingPlan
from models.tuning import Tuned, tune
from pipeline.history import ShopHistory

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
# The network of an as-of day, fitted with a plan and a seed.
Fit = Callable[[int, TrainingPlan, int], ValueNetwork]

_LEAST_BUYERS = 100


def tune_plan(
    fit: Fit,
    history: ShopHistory,
    *,
    known_until: int,
    default: TrainingPlan,
    seconds: float,
    seed: int,
    progress: Progress | None = None,
) -> tuple[TrainingPlan, dict[str, object]]:
    """The plan to train with, and what is said of the search (`tuning` of evaluation.json).

    Networks are fitted at a day a horizon before `known_until` and judged on the days up to it: nothing after that
    day, least of all the period of the evaluation, has a say.

    Args:
        fit: `pipeline.training.train_network`, with the rest of its arguments given.
        history: The shop's past.
        known_until: Last day that the search may know of.
        default: The plan that stays unless another one beats it by more than a standard error.
        seconds: Time for the search.
        seed: Of everything random.
        progress: Called with seconds used and all.
    """
    back = min(history.horizon_days, (known_until - history.first_day + 1) // 3)
    cutoff_day = known_until - back
    period = f"{iso_date(cutoff_day + 1)} to {iso_date(known_until)}"
    if not history.cutoffs(cutoff_day) or history.known_customers(cutoff_day) < 2:
        return default, _untuned(f"the history before {iso_date(cutoff_day)} is too short to try plans on", default)
    value, orders = history.came_true(cutoff_day, horizon_days=back)
    if (value > 0).sum() < _LEAST_BUYERS:
        return default, _untuned(f"too few customers bought from {period}: it takes {_LEAST_BUYERS}", default)
    snapshot = history.snapshot(cutoff_day)

    def judge(plan: TrainingPlan, seed: int) -> Floats:
        network = fit(cutoff_day, plan, seed)
        features = snapshot.matrix(network.features)
        return held_out_deviances(network, features, value=value, orders=orders, horizon_days=back)

    tuned = tune(judge, default, seconds=seconds, seed=seed, progress=progress)
    return tuned.plan, {"judged_on": period, "customers": len(value), "reason": "", **tuned.to_json()}


def tuning_summary(tuning: dict[str, object]) -> str:
    """What the search found, as a line for a person."""
    if tuning["reason"]:
        return f"Tuning: the default plan stays; {tuning['reason']}."
    if tuning["difference"] is None:
        return "Tuning: the default plan stays; the time was up before another one was tried."
    beside = f"{tuning['difference']:+.4f} ± {tuning['error']:.4f}"
    tried = f"{tuning['trials']} plans tried on {tuning['judged_on']}"
    if tuning["chosen"] == "winner":
        return f"Tuning: {tried}; the best one lowers the deviance ({beside} beside the default) and is used: " + (
            plan_text(tuning["plan"])
        )
    return f"Tuning: {tried}; none beat the default by more than a standard error ({beside}), which stays."


def _untuned(reason: str, default: TrainingPlan) -> dict[str, object]:
    kept = Tuned(default, None, 0.0, None, 0, 0.0).to_json()
    return {"judged_on": "", "customers": 0, **kept, "reason": reason, "default_deviance": None}


def plan_text(plan: object) -> str:
    """A plan, as `dataclasses.asdict` gives it, in a line.

    Raises:
        TypeError: It is no dict.
    """
    if not isinstance(plan, dict):
        raise TypeError(f"expected a plan as a dict; found {type(plan).__name__}")
    shown = {key: value for key, value in plan.items() if key in ("hidden", "members", "batch")}
    rates = {key: f"{plan[key]:.3g}" for key in ("learning_rate", "weight_decay")}
    loss = {f"loss {key}": f"{value:.3g}" for key, value in plan["loss"].items()}
    return ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in {**shown, **rates, **loss}.items())
