import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from models import scores
from pipeline.evaluation import CLASSICAL, NETWORK, PAST_RATE, evaluation_summary
from pipeline.history import ShopHistory
from pipeline.training import train_build, train_network
from tests.pipeline.small_shop import FIRST_DAY, small_shop

LAST_DAY = FIRST_DAY + 399
TESTED_DAY = LAST_DAY - 90


@pytest.fixture(scope="module")
def evaluation(trained):
    return trained.evaluation


def by_model(evaluation):
    return {model["model"]: model for model in evaluation["models"]}


def test_it_is_plain_json_without_times(evaluation):
    text = json.dumps(evaluation, allow_nan=False)
    assert json.loads(text) == evaluation
    assert "seconds" not in text


def test_it_says_what_was_compared_with_what(lines, evaluation):
    late = lines[lines["day"] > TESTED_DAY]
    known = lines.loc[lines["day"] <= TESTED_DAY, "customer_id"].unique()
    protocol = evaluation["protocol"]
    assert (protocol["horizon_days"], protocol["customers"]) == (90, len(known))
    assert protocol["actual_value_minor"] == late.loc[late["customer_id"].isin(known), "amount_minor"].sum()
    assert protocol["buyers"] == late.loc[late["customer_id"].isin(known), "customer_id"].nunique()


def test_the_past_rate_is_revenue_a_day_times_the_horizon(lines, evaluation):
    known = lines[lines["day"] <= TESTED_DAY].groupby("customer_id").agg(r=("amount_minor", "sum"), f=("day", "min"))
    said = (known["r"] / (TESTED_DAY - known["f"] + 1) * 90).to_numpy()
    late = lines[lines["day"] > TESTED_DAY].groupby("customer_id")["amount_minor"].sum()
    actual = late.reindex(known.index, fill_value=0).to_numpy()
    model = by_model(evaluation)[PAST_RATE]
    assert model["normalised_gini"] == pytest.approx(scores.normalised_gini(actual, said), abs=1e-6)
    assert model["aggregate_bias"] == pytest.approx(said.sum() / actual.sum() - 1, abs=1e-6)


def test_deciles_hold_all_customers_and_all_value(evaluation):
    for model in evaluation["models"]:
        assert sum(d["customers"] for d in model["deciles"]) == evaluation["protocol"]["customers"]
        assert sum(d["actual_minor"] for d in model["deciles"]) == evaluation["protocol"]["actual_value_minor"]


def test_the_interval_covers_about_what_it_says(evaluation):
    interval = evaluation["interval"]
    assert interval["coverage_open"] == pytest.approx(0.8, abs=0.07)
    assert interval["coverage"] + interval["below_share"] + interval["above_share"] == pytest.approx(1, abs=1e-5)


def test_the_network_ranks_no_worse_than_the_classical_model_and_far_better_than_the_past_rate(evaluation):
    gini = {key: model["normalised_gini"] for key, model in by_model(evaluation).items()}
    assert gini[NETWORK] > gini[PAST_RATE] + 0.05
    assert gini[NETWORK] > gini[CLASSICAL] - 0.01


def test_a_period_in_which_nobody_bought_is_not_scored():
    lines = small_shop(170, 240, seed=11, mean_gap_days=20.0)
    early = lines[lines["day"] <= FIRST_DAY + 239 - 60]
    evaluation = train_build(early, as_of_day=FIRST_DAY + 239, first_day=FIRST_DAY, seed=7).evaluation
    assert evaluation["training"]["model"] == "network"
    assert evaluation["available"] is False
    assert "nobody bought" in evaluation_summary(evaluation)


def test_the_summary_shows_the_baselines_when_asked(evaluation):
    assert "BG/NBD" not in evaluation_summary(evaluation)
    assert "BG/NBD + Gamma-Gamma" in evaluation_summary(evaluation, baselines=True)
    assert "80 % interval: held" in evaluation_summary(evaluation)


def test_the_summary_names_an_untrained_network(untrained):
    assert "is the classical model, untrained: only" in evaluation_summary(untrained.evaluation)


def test_an_empty_evaluation_is_told_in_a_line():
    assert evaluation_summary({}) == "No evaluation: none was stored."


@pytest.mark.slow
def test_on_cdnow_the_network_beats_the_classical_ranking_at_its_level():
    """Learned until 1997-11-17, compared with the 90 days after; a cut-off on which nothing was tuned."""
    path = Path(find_spec("lifetimes").origin).parent / "datasets" / "CDNOW_master.txt"
    names = ["customer_id", "date", "discs", "amount"]
    read = pd.read_csv(path, sep=r"\s+", skiprows=1, header=None, names=names, dtype={"customer_id": str, "date": str})
    day = (pd.to_datetime(read["date"]) - pd.Timestamp("1970-01-01")) // pd.Timedelta(days=1)
    lines = pd.DataFrame(
        {
            "customer_id": read["customer_id"],
            "order_id": read["customer_id"] + "@" + read["date"],
            "day": day.astype("int32"),
            "amount_minor": (read["amount"] * 100).round().astype("int64"),
            "is_return": False,
        }
    )
    first, cutoff = int(day.min()), int(day.min()) + 320
    history = ShopHistory(lines, reviews=None, events=None, as_of_day=int(day.max()), first_day=first, horizon_days=90)
    network = train_network(history, cutoff, seed=1)
    actual, _ = history.came_true(cutoff, horizon_days=90)
    snapshot = history.snapshot(cutoff)
    said = network.predict(snapshot.matrix(network.features), horizon_days=90)
    classical = snapshot.classical_value(90)
    assert scores.normalised_gini(actual, said.value) > scores.normalised_gini(actual, classical) + 0.005
    assert abs(scores.aggregate_bias(actual, said.value)) < 0.15
    assert scores.decile_wape(actual, said.value) < 0.2
    open_ = said.p_active > 0.2
    covered = scores.inside(actual, said.lo, said.hi)[open_]
    assert np.mean(covered) == pytest.approx(0.8, abs=0.05)
