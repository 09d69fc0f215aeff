"""The search for a plan, on judges whose best plan is known; the clock is handed in, so nothing waits."""

import dataclasses
import json
import math

import numpy as np
import pytest

from models.losses import LossWeights
from models.training import TrainingPlan
from models.tuning import compared, tune

DEFAULT = TrainingPlan(members=3, cautious_buyers=900, loss=LossWeights(tiers=0.25))
CUSTOMERS = 400


class Clock:
    """Stands still but for the fits, which take a second each."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


class Judge:
    """Deviances of customers: their own, what the plan costs, and some noise that goes with plan and seed."""

    def __init__(self, cost, *, noise: float = 0.3) -> None:
        self.cost, self.noise, self.clock, self.plans = cost, noise, Clock(), []

    def __call__(self, plan: TrainingPlan, seed: int):
        self.clock.seconds += 1
        self.plans.append(plan)
        rng = np.random.default_rng(abs(hash((plan, seed))))
        own = np.random.default_rng(0).gamma(2, 2, CUSTOMERS)
        return own + self.cost(plan) + self.noise * rng.standard_normal(CUSTOMERS)


def search(judge, *, seconds: float = 1e6, most_trials: int = 25, seed: int = 7, **options):
    return tune(judge, DEFAULT, seconds=seconds, seed=seed, most_trials=most_trials, clock=judge.clock, **options)


def slow_rates_are_better(plan: TrainingPlan) -> float:
    return abs(math.log(plan.learning_rate / 4e-4))


def test_a_better_plan_is_found_confirmed_and_used():
    judge = Judge(slow_rates_are_better)
    tuned = search(judge)
    assert tuned.chosen
    assert tuned.plan == tuned.winner != DEFAULT
    assert slow_rates_are_better(tuned.plan) < slow_rates_are_better(DEFAULT) - 0.5
    assert tuned.confirmed.difference == pytest.approx(
        slow_rates_are_better(tuned.plan) - slow_rates_are_better(DEFAULT), abs=0.1
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_default_stays_where_every_other_plan_is_worse(seed):
    tuned = search(Judge(lambda plan: 0.0 if plan == DEFAULT else 0.2), seed=seed)
    assert not tuned.chosen
    assert tuned.plan == DEFAULT
    assert tuned.winner != DEFAULT


def test_luck_alone_rarely_replaces_the_default():
    """Of plans that are all alike the best of 25 looks better, but not on the customers it was not chosen by."""
    chosen = [search(Judge(lambda plan: 0.0, noise=2.0), seed=seed).chosen for seed in range(12)]
    assert sum(chosen) <= 5


def test_what_is_not_searched_is_the_defaults():
    tuned = search(Judge(slow_rates_are_better))
    kept = ("cautious_buyers", "steps", "held_out_share", "check_every", "patience")
    assert all(getattr(tuned.winner, name) == getattr(DEFAULT, name) for name in kept)
    assert tuned.winner.loss.tiers == 0.25


def test_width_and_depth_are_searched():
    judge = Judge(lambda plan: abs(len(plan.hidden) - 3) + abs(plan.hidden[0] - 48) / 48)
    tuned = search(judge, most_trials=60)
    assert {len(plan.hidden) for plan in judge.plans} == {1, 2, 3}
    assert len(tuned.plan.hidden) == 3
    assert tuned.plan.hidden[0] == 48


def test_no_more_plans_are_tried_than_were_asked_for():
    judge = Judge(slow_rates_are_better)
    tuned = search(judge, most_trials=4)
    assert tuned.trials == 4
    # The default, four trials, and both again with another seed.
    assert len(judge.plans) == 7


@pytest.mark.parametrize(("seconds", "trials"), [(3.9, 0), (4, 1), (10, 7)])
def test_time_for_the_last_comparison_is_kept_back(seconds, trials):
    judge = Judge(slow_rates_are_better)
    tuned = search(judge, seconds=seconds)
    assert tuned.trials == trials
    assert tuned.seconds <= seconds
    assert (tuned.winner is None) == (trials == 0)


def test_a_fit_that_turns_out_longer_ends_the_search_sooner():
    judge = Judge(slow_rates_are_better)

    def growing(plan, seed):
        judge.clock.seconds += len(judge.plans)
        return judge(plan, seed)

    tuned = tune(growing, DEFAULT, seconds=30, seed=7, clock=judge.clock)
    assert 1 <= tuned.trials < 8


def test_without_time_for_a_trial_the_default_stays_and_nothing_was_compared():
    tuned = search(Judge(slow_rates_are_better), seconds=1)
    assert (tuned.plan, tuned.winner, tuned.confirmed, tuned.trials) == (DEFAULT, None, None, 0)
    assert tuned.to_json()["chosen"] == "default"


def test_the_same_seed_finds_the_same_plan_and_another_seed_tries_others():
    judges = [Judge(slow_rates_are_better) for _ in range(3)]
    first, again, other = (search(j, seed=s, most_trials=12) for j, s in zip(judges, (1, 1, 2), strict=True))
    assert judges[0].plans == judges[1].plans
    assert first.to_json() == again.to_json()
    assert first.plan == again.plan
    assert judges[2].plans != judges[0].plans
    assert other.trials == 12


def test_a_plan_that_diverges_cannot_win():
    tuned = search(
        Judge(lambda plan: math.nan if plan != DEFAULT and plan.members > 3 else slow_rates_are_better(plan))
    )
    assert tuned.winner.members <= 3
    assert math.isfinite(tuned.confirmed.difference)


def test_what_is_stored_is_json_and_repeats_without_the_seconds():
    stored = search(Judge(slow_rates_are_better), most_trials=5).to_json()
    assert json.loads(json.dumps(stored)) == json.loads(json.dumps(stored, allow_nan=False))
    assert "seconds" not in stored
    assert stored["plan"]["loss"]["tiers"] == 0.25


def test_progress_is_told_in_seconds_of_the_budget():
    seen = []
    search(Judge(slow_rates_are_better), seconds=10, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(second, 10) for second in range(1, 9)]


def test_a_difference_within_a_standard_error_is_no_gain():
    rng = np.random.default_rng(1)
    default = rng.random(1000)
    assert not compared(default + 1e-3 * rng.standard_normal(1000) - 1e-6, default).better
    assert compared(default + 1e-3 * rng.standard_normal(1000) - 1e-3, default).better
    assert not compared(default[:1] - 1, default[:1]).better


def test_a_trial_plan_can_be_fitted(fit, customers):
    tuned = search(Judge(slow_rates_are_better), most_trials=3)
    network = fit(plan=dataclasses.replace(tuned.winner, steps=10))
    assert len(network.ensemble.last) == tuned.winner.members + 1
    assert np.isfinite(network.predict(customers, horizon_days=90).value).all()
