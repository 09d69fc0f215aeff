"""The linear formula of a shop: fitted on the past like the network, and tested on the last known period like it."""

import dataclasses
from collections.abc import Callable
from typing import Any

from config.errors import InputError
from data.query_time import iso_date
from models.linear_network import LinearNetwork, fit_linear_network
from models.value_bands import fit_bands
from pipeline.demand_testing import HeldOut
from pipeline.evaluation import evaluate, unavailable
from pipeline.history import ShopHistory, kinds_of

Progress = Callable[[int, int], None]

# Few enough to be read, one for each thing a shopkeeper asks for.
LINEAR_FEATURES = (
    "revenue_minor",
    "revenue_90d_minor",
    "frequency",
    "recency_days",
    "tenure_days",
    "average_order_value_minor",
    "products",
    "categories",
    "returns",
    "rating_mean",
    "events_90d",
)
_LEAST_BUYERS = 30
_IN_SAMPLE = "from the examples it was fitted to, so too narrow: no earlier period to calibrate it on"


def train_and_test_linear(
    history: ShopHistory, *, progress: Progress | None = None
) -> tuple[LinearNetwork, dict[str, Any]]:
    """The formula to keep and its evaluation, by the protocol of the network: see `pipeline.training.train_build`.

    Raises:
        InputError: The history is too short, or too few bought again, for a formula.
    """
    back = min(history.horizon_days, history.days // 3)
    tested_day = history.as_of_day - back
    kept = train_linear(history, history.as_of_day)
    _tick(progress, 40)
    try:
        tested = train_linear(history, tested_day)
    except InputError as error:
        evaluation = unavailable(f"an earlier period cannot be learned from: {error}")
        return kept, {**evaluation, "formula": _formula(kept), "training": kept.about}
    kept = _calibrated(kept, tested, history, cutoff_day=tested_day, horizon_days=back)
    _tick(progress, 70)
    before: HeldOut | None = None
    earlier_back = min(history.horizon_days, (tested_day - history.first_day + 1) // 3)
    try:
        earlier = train_linear(history, tested_day - earlier_back)
    except InputError:
        pass  # the bands of the examples stay, and `about` says so
    else:
        earlier_day = tested_day - earlier_back
        tested = _calibrated(tested, earlier, history, cutoff_day=earlier_day, horizon_days=earlier_back)
        before = HeldOut(earlier, earlier_day, earlier_back)
    _tick(progress, 90)
    evaluation = evaluate(tested, history, cutoff_day=tested_day, horizon_days=back, earlier=before)
    return kept, {**evaluation, "formula": _formula(kept), "training": kept.about}


def train_linear(history: ShopHistory, as_of_day: int) -> LinearNetwork:
    """The formula of who stands at `as_of_day`, at the level of the classical model.

    Raises:
        InputError: No cut-off to look back from, or fewer than 30 customers who were seen to buy again.
    """
    cutoffs = history.cutoffs(as_of_day)
    if not cutoffs:
        raise InputError(
            f"a linear formula takes a longer history before {iso_date(as_of_day)} for a horizon of "
            f"{history.horizon_days} days; give a shorter --horizon or leave out --network linear"
        )
    snapshot = history.snapshot(as_of_day)
    names = tuple(name for name in LINEAR_FEATURES if name in snapshot.feature_names)
    # Nothing here is random: the seed only chooses among more than 60,000 customers a cut-off.
    examples = history.examples(cutoffs, names, seed=0)
    if examples.buyers < _LEAST_BUYERS:
        raise InputError(
            f"only {examples.buyers} customers were seen to buy again; a linear formula takes {_LEAST_BUYERS}"
        )
    scoring = snapshot.matrix(names)
    fitted = fit_linear_network(
        examples,
        names,
        kinds=kinds_of(names),
        scoring=scoring,
        reference_days=history.horizon_days,
        classical=snapshot.classical,
    )
    levelled = fitted.levelled(scoring, total=float(snapshot.classical_value(history.horizon_days).sum()))
    return levelled.described(
        model="linear",
        reason="",
        known_until=iso_date(as_of_day),
        cutoffs=[iso_date(cutoff.day) for cutoff in cutoffs],
        calibration=_IN_SAMPLE,
    )


def _calibrated(
    network: LinearNetwork, earlier: LinearNetwork, history: ShopHistory, *, cutoff_day: int, horizon_days: int
) -> LinearNetwork:
    """The formula with bands from what `earlier`, which knew nothing after `cutoff_day`, had said of a later period."""
    value, _ = history.came_true(cutoff_day, horizon_days=horizon_days)
    if int((value > 0).sum()) < _LEAST_BUYERS:
        return network
    fading = earlier.fading(horizon_days)
    features = history.snapshot(cutoff_day).matrix(earlier.features)
    said = earlier.predict(features, horizon_days=horizon_days).value / fading
    until = iso_date(cutoff_day + horizon_days)
    how = f"calibrated on {len(value):,} customers between {iso_date(cutoff_day + 1)} and {until}"
    bands = fit_bands(value / fading, said)
    return dataclasses.replace(network, bands=bands).described(calibration=how)


def _tick(progress: Progress | None, percent: int) -> None:
    if progress:
        progress(percent, 100)


def _formula(network: LinearNetwork) -> dict[str, Any]:
    """`formula` of evaluation.json: coefficients in minor units, at the build's horizon."""
    return {
        "horizon_days": network.reference_days,
        "intercept": round(network.model.intercept, 6),
        "weights": {name: round(float(b), 6) for name, b in zip(network.features, network.model.weights, strict=True)},
    }
