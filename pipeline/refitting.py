"""The network of an update: that of before at the new day's level, fitted further once a week of news has come.

Under a week the weights stay: on the simulated shop a fit on a day's news made no step that the customers held out
agreed with, or no measurable difference.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from data.builds import Build
from data.query_time import day_number, iso_date
from models.classical import Classical
from models.examples import Examples
from models.linear_network import LinearNetwork
from models.network import ValueNetwork
from models.training import TrainingPlan, deterministic
from models.value_model import load_value_model
from pipeline.history import Cutoff, ShopHistory
from pipeline.predictions import predicted
from pipeline.training import train_network

Progress = Callable[[int, int], None]
Model = ValueNetwork | LinearNetwork

# Few and small: they follow what the latest days say, and customers held out decide whether they are kept.
_STEPS, _RATE = 120, 1e-3
# So many customers show as well as all of them where the weights are to be moved a little.
_MOST_CUSTOMERS = 20_000
# Fewer days than these move neither the weights nor the season of a horizon by more than chance does.
_FEW_DAYS = 7


class FurtherHistory(ShopHistory):
    """A shop's past some days after it was learned from.

    Args:
        transactions: As in `ShopHistory`, like all that follow.
        known_season: Season factor of the day the network was fitted; None: measured anew.
        seed: Of the choice among more customers than are learned from.
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
        start: Classical | None,
        known_season: float | None,
        seed: int,
    ) -> None:
        super().__init__(
            transactions,
            reviews=reviews,
            events=events,
            as_of_day=as_of_day,
            first_day=first_day,
            horizon_days=horizon_days,
            start=start,
        )
        self._known_season, self._seed = known_season, seed

    def season(self, as_of_day: int) -> float:
        """As in `ShopHistory`, or what it was when the network was fitted."""
        return super().season(as_of_day) if self._known_season is None else self._known_season

    def cutoffs(self, as_of_day: int) -> tuple[Cutoff, ...]:
        """As in `ShopHistory`; none where nothing is to be learned."""
        return () if self._known_season is not None else super().cutoffs(as_of_day)

    def examples(self, cutoffs: Sequence[Cutoff], names: Sequence[str], *, seed: int) -> Examples:
        """What can be learned from these cut-offs, of some of the customers."""
        lines = self._transactions
        known = lines.loc[lines["day"] <= max(cutoff.day for cutoff in cutoffs), "customer_id"].unique()
        if len(known) > _MOST_CUSTOMERS:
            some = np.random.default_rng(self._seed).choice(len(known), _MOST_CUSTOMERS, replace=False)
            lines = lines[lines["customer_id"].isin(known[np.sort(some)])]
        part = ShopHistory(
            lines,
            reviews=self._reviews,
            events=self._events,
            as_of_day=self.as_of_day,
            first_day=self.first_day,
            horizon_days=self.horizon_days,
            start=self._start,
        )
        return part.examples(cutoffs, names, seed=seed)


def refitted(
    current: Build,
    transactions: pd.DataFrame,
    *,
    reviews: pd.DataFrame | None,
    events: pd.DataFrame | None,
    as_of_day: int,
    first_day: int,
    threads: int,
    progress: Progress | None = None,
) -> tuple[Model, pd.DataFrame]:
    """The network of a later day, from that of a build, and every customer's features and predictions by it.

    The classical model, the standardisation and the level are those of the new day. The calibration of the interval
    is the build's: it was learned from customers whom the network did not know, and these few days add none.

    Args:
        current: The build whose network is fitted further.
        transactions: All order lines.
        reviews: All reviews, or None.
        events: All events, or None.
        as_of_day: The new day.
        first_day: First day of the data.
        threads: CPU threads.
        progress: Called with steps done and all.
    """
    manifest = current.manifest
    before = load_value_model(current.network_path)
    fitted_day = day_number(dt.date.fromisoformat(before.about.get("fitted_until", before.about["known_until"])))
    few = as_of_day - fitted_day < _FEW_DAYS
    history = FurtherHistory(
        transactions,
        reviews=reviews,
        events=events,
        as_of_day=as_of_day,
        first_day=first_day,
        horizon_days=manifest.horizon_days,
        start=before.classical,
        known_season=before.about.get("season") if few else None,
        seed=manifest.seed,
    )
    with deterministic(threads):
        if isinstance(before, LinearNetwork):
            model = _formula(before, history)
        else:
            model = _network(before, history, seed=manifest.seed, threads=threads, few=few, progress=progress)
        customers = predicted(history.snapshot(as_of_day), model, horizon_days=manifest.horizon_days)
    return model.described(updated_from=current.id), customers


def _formula(before: LinearNetwork, history: FurtherHistory) -> Model:
    from pipeline.linear_training import train_linear

    again = dataclasses.replace(train_linear(history, history.as_of_day), bands=before.bands)
    return again.described(calibration=before.about["calibration"])


def _network(
    before: ValueNetwork, history: FurtherHistory, *, seed: int, threads: int, few: bool, progress: Progress | None
) -> Model:
    # What stayed at the classical model in the full build is the full build's to decide again.
    steps = 0 if few or before.about["model"] == "classical" else _STEPS
    members = len(before.ensemble.first) - 1  # the last one is the classical model and learns nothing
    model = train_network(
        history,
        history.as_of_day,
        seed=seed,
        threads=threads,
        plan=TrainingPlan(members=members, steps=steps, learning_rate=_RATE, patience=_STEPS),
        features=before.features,
        warm=before,
        progress=progress,
    )
    kept = {name: before.about[name] for name in ("model", "reason", "calibration")}
    if few:
        kept |= {name: before.about[name] for name in ("rows", "buyers", "steps", "best_step", "cutoffs")}
        kept["fitted_until"] = before.about.get("fitted_until", before.about["known_until"])
    else:
        kept["fitted_until"] = iso_date(history.as_of_day)
    return model.corrected(spend=before.spend).described(**kept)
