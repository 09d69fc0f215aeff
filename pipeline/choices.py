"""What is decided before a build's networks are trained: the plan, and the features they read.

Both are decided by what is known on the day before the evaluated period begins.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from data.query_time import iso_date
from models.network import ValueNetwork
from models.training import TrainingPlan
from models.training_log import RunLog
from pipeline.demand_testing import HeldOut
from pipeline.feature_selection import FeatureChoice, all_features, choose_features
from pipeline.history import ShopHistory
from pipeline.training_options import TrainingOptions
from pipeline.tuning import tune_plan

Progress = Callable[[int, int], None]
Watch = Callable[[int, dict[str, float]], None]


class Fit(Protocol):
    """`pipeline.training.train_network`."""

    def __call__(
        self,
        history: ShopHistory,
        as_of_day: int,
        /,
        *,
        seed: int,
        threads: int = 1,
        plan: TrainingPlan | None = None,
        features: Sequence[str] | None = None,
        watch: Watch | None = None,
        progress: Progress | None = None,
    ) -> ValueNetwork:
        """The network of who stands at a day."""


@dataclass(frozen=True)
class Choices:
    """How the networks of a build are to be trained.

    Attributes:
        plan: Sizes and rates.
        features: What they read.
        earlier: The network of `earlier_day` that reads every feature; None where the history is too short for one.
        earlier_day: A horizon before the last day that the choices know of.
        tuning: What is said of the search; None where nobody asked for one.
    """

    plan: TrainingPlan
    features: FeatureChoice
    earlier: ValueNetwork | None
    earlier_day: int
    tuning: dict[str, object] | None

    def held_out_until(self, day: int) -> HeldOut | None:
        """The earlier network with the days up to that one, of which it knew nothing; None where there is none."""
        return None if self.earlier is None else HeldOut(self.earlier, self.earlier_day, day - self.earlier_day)

    def to_json(self) -> dict[str, Any]:
        """What evaluation.json says of them."""
        tuning = {} if self.tuning is None else {"tuning": self.tuning}
        return {"feature_importance": self.features.to_json(), **tuning}


def choose(
    fit: Fit,
    history: ShopHistory,
    *,
    known_until: int,
    options: TrainingOptions,
    seed: int,
    threads: int,
    log: RunLog,
    progress: Progress | None = None,
) -> Choices:
    """Plan and features by what is known on `known_until`.

    Args:
        fit: Trains a network.
        history: The shop's past.
        known_until: Last day that the choices may know of.
        options: What was asked for.
        seed: Of everything random.
        threads: CPU threads.
        log: Logs the earlier network's fit as `earlier`.
        progress: Called with parts done and all.
    """
    plan, tuning = TrainingPlan(), None
    fitting = progress
    if options.tune_seconds is not None:
        searching, fitting = _part(progress, 0, 90), _part(progress, 90, 100)
        plan, tuning = tune_plan(
            lambda day, tried, with_seed: fit(history, day, seed=with_seed, threads=threads, plan=tried),
            history,
            known_until=known_until,
            default=plan,
            seconds=options.tune_seconds,
            seed=seed,
            progress=searching,
        )
    back = min(history.horizon_days, (known_until - history.first_day + 1) // 3)
    earlier_day = known_until - back
    if not history.cutoffs(earlier_day) or history.known_customers(earlier_day) < 2:
        too_short = all_features(f"the history before {iso_date(earlier_day)} is too short")
        return Choices(plan, too_short, None, earlier_day, tuning)
    earlier = fit(history, earlier_day, seed=seed, threads=threads, plan=plan, watch=log("earlier"), progress=fitting)
    features = choose_features(
        earlier, history, cutoff_day=earlier_day, horizon_days=back, seed=seed, select=options.select
    )
    return Choices(plan, features, earlier, earlier_day, tuning)


def _part(progress: Progress | None, first: int, last: int) -> Progress | None:
    """Progress of a part as percent from `first` to `last` of the whole."""
    if progress is None:
        return None
    return lambda done, total: progress(first + (last - first) * done // max(total, 1), 100)
