"""From cleaned tables to a trained network, its evaluation, and every customer's prediction."""

import dataclasses
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from config.errors import InputError
from data.query_time import iso_date
from models.classical import ORDERS_FEATURE, PRICE_FEATURE
from models.network import ValueNetwork
from models.training import TrainingPlan, deterministic, fit_network, levelled
from models.training_log import RunLog, training_log
from models.value_model import ValueModel
from pipeline.calibrating import calibrated
from pipeline.choices import Choices, choose
from pipeline.evaluation import evaluate, unavailable
from pipeline.history import ShopHistory, kinds_of
from pipeline.linear_training import train_and_test_linear
from pipeline.predictions import predicted
from pipeline.training_options import TrainingOptions
from pipeline.tuning import plan_text

Floats = NDArray[np.float64]
Progress = Callable[[int, int], None]
Watch = Callable[[int, dict[str, float]], None]

_HORIZONS = (30, 60, 90, 180)
_LEAST_DAYS = 14
_LEAST_TO_TRAIN = 100
_TICKS = 100


@dataclass(frozen=True)
class TrainedShop:
    """What a build keeps of the training.

    Attributes:
        customers: customers.parquet without the attributes of the customers file, sorted by customer.
        network: Predicts any horizon from the feature columns.
        evaluation: evaluation.json: plain JSON values, repeated to the byte by the same build.
        horizon_days: Horizon of the predictions in `customers`.
    """

    customers: pd.DataFrame
    network: ValueModel
    evaluation: dict[str, Any]
    horizon_days: int


def choose_horizon(history_days: int) -> int:
    """Days to predict when nobody said: at most a third of the history, one of 30, 60, 90, 180 where that fits.

    >>> [choose_horizon(days) for days in (20, 92, 374, 545, 3000)]
    [7, 30, 90, 180, 180]
    """
    third = history_days // 3
    fitting = [horizon for horizon in _HORIZONS if horizon <= third]
    return fitting[-1] if fitting else max(7, third)


def held_out_days(history_days: int, horizon_days: int) -> int:
    """Days at the end of the history that the network is tested on: the horizon, a third of the history at most.

    >>> held_out_days(730, 180), held_out_days(90, 60)
    (180, 30)
    """
    return min(horizon_days, history_days // 3)


def train_build(
    transactions: pd.DataFrame,
    *,
    reviews: pd.DataFrame | None = None,
    events: pd.DataFrame | None = None,
    as_of_day: int,
    first_day: int,
    horizon_days: int | None = None,
    seed: int,
    threads: int = 1,
    options: TrainingOptions | None = None,
    progress: Progress | None = None,
) -> TrainedShop:
    """Train on the past, calibrate and evaluate on the last known period, predict the customers of the as-of day.

    Three networks are fitted in the same way: one that knows everything up to the as-of day and is kept; one that
    knows nothing of the last period, which is evaluated on it and shows the first how far values scatter; and one
    from a period earlier still, which does that for the second.

    Args:
        transactions: As in transactions.parquet.
        reviews: As in reviews.parquet, or None.
        events: As in events.parquet, or None.
        as_of_day: Last known day, in days since 1970-01-01.
        first_day: First day of the data.
        horizon_days: Days to predict; None: `choose_horizon`.
        seed: Of everything random.
        threads: CPU threads.
        options: The kind of network, tuning, logs; None: the value network, not tuned.
        progress: Called with ticks done and all.

    Raises:
        InputError: One customer only, no sale, a history under 14 days, or a horizon beyond the history.
    """
    check_trainable(transactions, as_of_day=as_of_day, first_day=first_day, horizon_days=horizon_days)
    days = as_of_day - first_day + 1
    history = ShopHistory(
        transactions,
        reviews=reviews,
        events=events,
        as_of_day=as_of_day,
        first_day=first_day,
        horizon_days=horizon_days or choose_horizon(days),
    )
    # Not only the fit: predictions and scores repeat to the byte as well.
    options = options or TrainingOptions()
    kept: ValueModel
    with deterministic(threads), training_log(options.log_folder) as log:
        if options.network == "linear":
            kept, evaluation = train_and_test_linear(history, progress=_part(progress, 5, 95))
        else:
            kept, evaluation = _train_and_test(
                history, seed=seed, threads=threads, options=options, log=log, progress=progress
            )
        customers = predicted(history.snapshot(as_of_day), kept, horizon_days=history.horizon_days)
    _tick(progress, _TICKS)
    return TrainedShop(customers, kept, evaluation, history.horizon_days)


def _train_and_test(
    history: ShopHistory,
    *,
    seed: int,
    threads: int,
    options: TrainingOptions,
    log: RunLog,
    progress: Progress | None,
) -> tuple[ValueNetwork, dict[str, Any]]:
    back = held_out_days(history.days, history.horizon_days)
    tested_day = history.as_of_day - back
    choices = choose(
        train_network,
        history,
        known_until=tested_day,
        options=options,
        seed=seed,
        threads=threads,
        log=log,
        progress=_part(progress, 5, 35),
    )

    kept = train_network(
        history,
        history.as_of_day,
        seed=seed,
        threads=threads,
        plan=choices.plan,
        features=choices.features.kept,
        watch=log("kept"),
        progress=_part(progress, 35, 65),
    )
    if history.known_customers(tested_day) < 2:
        evaluation = unavailable("fewer than two customers were known before the held-out period")
        return kept, {**evaluation, **choices.to_json(), "training": kept.about}
    tested = trained_as_of(
        history, tested_day, choices, seed=seed, threads=threads, watch=log("tested"), progress=_part(progress, 65, 95)
    )
    kept = calibrated(kept, tested, history, cutoff_day=tested_day, horizon_days=back)
    earlier = choices.held_out_until(tested_day)
    evaluation = evaluate(tested, history, cutoff_day=tested_day, horizon_days=back, earlier=earlier)
    return kept, {**evaluation, **choices.to_json(), "training": kept.about}


def trained_as_of(
    history: ShopHistory,
    day: int,
    choices: Choices,
    *,
    seed: int,
    threads: int = 1,
    watch: Watch | None = None,
    progress: Progress | None = None,
) -> ValueNetwork:
    """The network of `day`, which the choices knew of: calibrated on the period before it where there is one."""
    network = train_network(
        history,
        day,
        seed=seed,
        threads=threads,
        plan=choices.plan,
        features=choices.features.kept,
        watch=watch,
        progress=progress,
    )
    if choices.earlier is None:
        return network
    back = day - choices.earlier_day
    return calibrated(network, choices.earlier, history, cutoff_day=choices.earlier_day, horizon_days=back)


def train_network(
    history: ShopHistory,
    as_of_day: int,
    *,
    seed: int,
    threads: int = 1,
    plan: TrainingPlan | None = None,
    features: Sequence[str] | None = None,
    warm: ValueNetwork | None = None,
    watch: Watch | None = None,
    progress: Progress | None = None,
) -> ValueNetwork:
    """The network of who stands at `as_of_day`, at the level of the classical model and the season, uncalibrated.

    With fewer than 100 customers who were seen to buy again, no cut-off to look back from, or no gain on customers
    held out, the network stays at the classical model that it starts from, and `about` says so.

    Args:
        history: The shop's past.
        as_of_day: Today, as far as this network is concerned.
        seed: Of everything random.
        threads: CPU threads.
        plan: Sizes and rates; None: the default ones.
        features: Columns to read, the classical ones among them; None: all there are.
        warm: An earlier network to fit further; it must read the same features.
        watch: As in `fit_network`.
        progress: As in `fit_network`.
    """
    snapshot = history.snapshot(as_of_day)
    names = tuple(features or snapshot.feature_names)
    cutoffs = history.cutoffs(as_of_day)
    examples = history.examples(cutoffs, names, seed=seed) if cutoffs else history.no_examples(as_of_day, names)
    reason = ""
    if not cutoffs:
        reason = f"the history before {iso_date(as_of_day)} is too short for a horizon of {history.horizon_days} days"
    elif examples.buyers < _LEAST_TO_TRAIN:
        reason = f"only {examples.buyers} customers were seen to buy again; it takes {_LEAST_TO_TRAIN}"
    plan = plan or TrainingPlan()
    network = fit_network(
        examples,
        names,
        kinds=kinds_of(names),
        scoring=snapshot.matrix(names),
        reference_days=history.horizon_days,
        orders_feature=ORDERS_FEATURE,
        price_feature=PRICE_FEATURE,
        seed=seed,
        threads=threads,
        plan=plan if not reason else TrainingPlan(steps=0),
        warm=warm,
        watch=watch,
        progress=progress,
    )
    if not reason and not warm and not network.about["best_step"]:
        reason = "the network found nothing to add to it that held for customers held out"
    season = history.season(as_of_day)
    total = float(snapshot.classical_value(history.horizon_days).sum()) * math.exp(season)
    network = levelled(network, snapshot.matrix(names), horizon_days=history.horizon_days, total=total)
    return dataclasses.replace(network, classical=snapshot.classical).described(
        model="classical" if reason else "network",
        reason=reason,
        known_until=iso_date(as_of_day),
        cutoffs=[iso_date(cutoff.day) for cutoff in cutoffs],
        season=round(season, 6),
        longest_days=max(history.horizon_days, (as_of_day - history.first_day + 1) // 2),
        seed=seed,
        plan=plan_text(dataclasses.asdict(plan)),
        calibration="not calibrated: too little was bought in an earlier period to learn it from",
    )


def check_trainable(transactions: pd.DataFrame, *, as_of_day: int, first_day: int, horizon_days: int | None) -> None:
    """Refuse a shop that nothing can be predicted of. Arguments and errors as in `train_build`."""
    known = transactions[transactions["day"] <= as_of_day]
    customers, days = known["customer_id"].nunique(), as_of_day - first_day + 1
    if customers < 2:
        raise InputError(f"predicting takes at least two customers; found {customers} by {iso_date(as_of_day)}")
    if not ((known["amount_minor"] > 0) & ~known["is_return"]).any():
        raise InputError("predicting takes sales; every line is a return or worth nothing")
    if days < _LEAST_DAYS:
        raise InputError(f"predicting takes at least {_LEAST_DAYS} days of orders; found {days}")
    if horizon_days is not None and not 1 <= horizon_days <= days:
        raise InputError(f"the horizon must lie between 1 day and the {days} days of history; found {horizon_days}")


def _part(progress: Progress | None, first: int, last: int) -> Progress | None:
    """Progress of a part as ticks from `first` to `last` of the whole."""
    if progress is None:
        return None
    return lambda done, total: progress(first + (last - first) * done // max(total, 1), _TICKS)


def _tick(progress: Progress | None, ticks: int) -> None:
    if progress:
        progress(ticks, _TICKS)
