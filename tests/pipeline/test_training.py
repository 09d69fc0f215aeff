import hashlib
import json

import numpy as np
import pandas as pd
import pytest

from config.errors import InputError
from models.attribution import explain
from models.cases import Cases
from models.network import ValueNetwork
from pipeline.history import ShopHistory
from pipeline.training import choose_horizon, train_build
from tests.pipeline.small_shop import FIRST_DAY, small_shop

LAST_DAY = FIRST_DAY + 399
FEW_LAST_DAY = FIRST_DAY + 239
PREDICTED = [
    "predicted_value_minor",
    "predicted_orders",
    "p_active",
    "predicted_lo_minor",
    "predicted_hi_minor",
    "next_order_day",
    "likely_tier",
    "p_high",
    "value_tier",
    "rfm_segment",
]


def train(lines, *, last_day=LAST_DAY, first_day=FIRST_DAY, **options):
    return train_build(lines, as_of_day=last_day, first_day=first_day, seed=7, **options)


def everything(trained, folder) -> dict[str, str]:
    trained.network.save(folder)
    trained.customers.to_parquet(folder / "customers.parquet")
    (folder / "evaluation.json").write_text(json.dumps(trained.evaluation), encoding="utf-8")
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def few_lines():
    """A shop that is just large enough to learn from: most tests need a training of their own."""
    return small_shop(170, 240, seed=11, mean_gap_days=20.0)


@pytest.fixture(scope="module")
def few(few_lines):
    return train(few_lines, last_day=FEW_LAST_DAY)


@pytest.fixture(scope="module")
def watched(few_lines):
    """The same training once more, and what was heard of its progress."""
    heard: list[tuple[int, int]] = []
    return train(few_lines, last_day=FEW_LAST_DAY, progress=lambda done, total: heard.append((done, total))), heard


def test_every_customer_seen_has_features_classical_columns_and_predictions(lines, trained):
    frame = trained.customers
    assert frame["customer_id"].tolist() == sorted(lines["customer_id"].unique())
    assert list(frame.columns[-10:]) == PREDICTED
    assert {"bgnbd_p_alive", "bgnbd_orders", "gg_order_value_minor", "recency_days"} <= set(frame.columns)
    assert frame[PREDICTED].drop(columns="next_order_day").notna().all(axis=None)
    assert frame["p_active"].between(0, 1).all()
    assert (frame["predicted_lo_minor"] <= frame["predicted_value_minor"]).all()
    assert (frame["predicted_value_minor"] <= frame["predicted_hi_minor"]).all()


def test_a_next_order_is_never_in_the_past_and_comes_only_where_it_is_likelier_than_not(trained):
    frame = trained.customers
    dated = frame["next_order_day"].notna()
    assert 0 < dated.sum() < len(frame)
    assert (frame.loc[dated, "next_order_day"] > LAST_DAY).all()
    soon = frame["next_order_day"] <= LAST_DAY + trained.horizon_days
    assert (frame.loc[soon, "p_active"] >= 0.5).all()
    assert (frame.loc[frame["p_active"] < 0.49, "next_order_day"].dropna() > LAST_DAY + trained.horizon_days).all()


def test_the_likeliest_tier_is_one_of_four_and_high_ones_are_likely_to_be_high(trained):
    frame = trained.customers
    assert set(frame["likely_tier"]) <= {"none", "low", "medium", "high"}
    high = frame["likely_tier"] == "high"
    assert high.any()
    assert frame.loc[high, "p_high"].min() > 0.25
    assert frame.loc[high, "predicted_value_minor"].mean() > frame.loc[~high, "predicted_value_minor"].mean()


def test_the_other_answers_are_scored_on_the_held_out_period_too(trained):
    tiers, order = trained.evaluation["tiers"], trained.evaluation["next_order"]
    confusion = np.array(tiers["confusion"])
    assert confusion.sum() == trained.evaluation["protocol"]["customers"]
    assert tiers["accuracy"] == pytest.approx(confusion.trace() / confusion.sum(), abs=1e-6)
    assert tiers["recall"][3] == pytest.approx(confusion[3, 3] / confusion[3].sum(), abs=1e-6)
    assert tiers["precision"][3] == pytest.approx(confusion[3, 3] / confusion[:, 3].sum(), abs=1e-6)
    assert tiers["log_loss"] < tiers["log_loss_of_the_shares"]
    assert 0.35 < order["came_by_then"] < 0.65
    assert [h["horizon_days"] for h in trained.evaluation["horizons"]] == [7, 30, 90]
    assert 0.7 < trained.evaluation["spread"]["held"] < 0.9


def test_a_network_was_trained_and_says_when_on_what(trained):
    about = trained.evaluation["training"]
    assert (about["model"], about["reason"], about["seed"]) == ("network", "", 7)
    assert about["best_step"] > 0
    assert about["calibration"].startswith("calibrated on ")
    assert trained.horizon_days == 90


def test_the_stored_predictions_are_those_of_the_saved_network(trained, tmp_path):
    trained.network.save(tmp_path)
    network = ValueNetwork.load(tmp_path)
    said = network.predict(trained.customers[list(network.features)].to_numpy(dtype=float), horizon_days=90)
    np.testing.assert_allclose(said.value, trained.customers["predicted_value_minor"], rtol=1e-12)
    np.testing.assert_allclose(said.hi, trained.customers["predicted_hi_minor"], rtol=1e-12)


def test_the_explanation_of_a_stored_prediction_adds_up(trained):
    rows = np.argsort(-trained.customers["predicted_value_minor"].to_numpy())[:5]
    best = trained.customers.iloc[rows]
    said = explain(Cases.of(trained.network, trained.customers, rows), horizon_days=90)
    np.testing.assert_allclose(said.baseline + said.contributions.sum(axis=1), best["predicted_value_minor"], rtol=1e-6)


def test_the_same_tables_and_seed_give_the_same_bytes(few_lines, few, watched, tmp_path):
    folders = [tmp_path / name for name in ("once", "twice", "other")]
    for folder in folders:
        folder.mkdir()
    first, again = everything(few, folders[0]), everything(watched[0], folders[1])
    assert first == again
    other = train_build(few_lines, as_of_day=FEW_LAST_DAY, first_day=FIRST_DAY, seed=8)
    assert everything(other, folders[2])["weights.safetensors"] != first["weights.safetensors"]


def test_orders_after_the_as_of_day_change_nothing(lines, trained):
    later = lines.assign(day=lines["day"] + 400, order_id="later " + lines["order_id"])
    later.loc[later.index % 2 == 0, "customer_id"] = "new " + later["customer_id"]
    known = train(pd.concat([lines, later.astype({"day": "int32"})], ignore_index=True))
    pd.testing.assert_frame_equal(known.customers, trained.customers)
    assert known.evaluation == trained.evaluation


def test_the_held_out_network_knows_nothing_of_the_period_it_is_compared_with(lines, trained):
    """Whatever happens in the last 90 days, the networks tested on them had predicted the same."""
    changed = lines.copy()
    late = changed["day"] > LAST_DAY - 90
    changed.loc[late, "amount_minor"] *= 3
    before, after = trained.evaluation, train(changed).evaluation
    assert before["feature_importance"]["dropped"]
    assert after["tested"] == before["tested"]
    for old, new in zip(before["models"], after["models"], strict=True):
        assert sum(d["predicted_minor"] for d in new["deciles"]) == sum(d["predicted_minor"] for d in old["deciles"])
    assert after["protocol"]["actual_value_minor"] == 3 * before["protocol"]["actual_value_minor"]


def test_the_given_tables_are_left_as_they_were(lines, trained):
    assert len(trained.customers) == lines["customer_id"].nunique()
    pd.testing.assert_frame_equal(lines, small_shop(900))


def test_the_total_is_that_of_the_classical_model(lines, trained):
    history = ShopHistory(lines, reviews=None, events=None, as_of_day=LAST_DAY, first_day=FIRST_DAY, horizon_days=90)
    expected = history.snapshot(LAST_DAY).classical_value(90).sum()
    assert trained.customers["predicted_value_minor"].sum() == pytest.approx(expected, rel=1e-6)


def test_a_shop_of_170_customers_is_trained_too(few):
    assert few.evaluation["training"]["model"] == "network"
    assert abs(few.evaluation["models"][0]["aggregate_bias"]) < 0.6


def test_a_shop_with_few_repeat_buyers_stays_with_the_classical_model_and_says_so(untrained):
    about = untrained.evaluation["training"]
    assert about["model"] == "classical"
    assert "seen to buy again; it takes 100" in about["reason"]
    assert untrained.evaluation["models"][0]["name"] == "value network, untrained"
    assert np.isfinite(untrained.customers["predicted_value_minor"]).all()


def test_two_weeks_of_history_give_the_classical_model():
    lines = small_shop(200, days=60, seed=3, mean_gap_days=4.0)
    trained = train(lines[lines["day"] < FIRST_DAY + 14], last_day=FIRST_DAY + 13)
    assert trained.horizon_days == 7
    assert trained.evaluation["training"]["model"] == "classical"
    assert "too short" in trained.evaluation["training"]["reason"]


def test_a_horizon_of_more_than_half_the_history_is_learned_from_shorter_ones(lines):
    trained = train(lines, horizon_days=240)
    assert trained.evaluation["training"]["model"] == "network"
    assert trained.evaluation["protocol"]["horizon_days"] == 133
    assert trained.evaluation["protocol"]["build_horizon_days"] == 240


@pytest.fixture(scope="module")
def varied(few_lines):
    """A shop with reviews and events, and with a customer who only returned something."""
    first = few_lines.groupby("customer_id", as_index=False)["day"].min()
    reviews = first.assign(rating=np.resize([1.0, 5.0, np.nan], len(first)), review_id=first["customer_id"])
    returned = few_lines.head(3).assign(customer_id="R1", order_id="r1", amount_minor=-500, is_return=True)
    both = pd.concat([few_lines, returned]).sort_values("day", kind="stable", ignore_index=True)
    return train(both, last_day=FEW_LAST_DAY, reviews=reviews, events=first.assign(event="view"))


def test_reviews_and_events_become_inputs_where_there_are_any(varied):
    tried = {*varied.network.features, *varied.evaluation["feature_importance"]["dropped"]}
    assert {"rating_mean", "events_30d"} <= tried
    assert varied.customers["predicted_value_minor"].notna().all()


def test_customers_who_only_returned_are_predicted_too(varied):
    frame = varied.customers.set_index("customer_id")
    assert 0 <= frame.loc["R1", "predicted_value_minor"] < frame["predicted_value_minor"].median() * 5


def test_progress_rises_to_100(watched):
    seen = watched[1]
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (100, 100)
    assert len(seen) > 20


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda t: t[t["customer_id"] == t["customer_id"].iloc[0]], {}, "at least two customers; found 1"),
        (lambda t: t.assign(is_return=True, amount_minor=-100), {}, "every line is a return"),
        (lambda t: t, {"first_day": LAST_DAY - 5}, "at least 14 days of orders; found 6"),
        (lambda t: t, {"horizon_days": 500}, "between 1 day and the 400 days of history; found 500"),
        (lambda t: t.iloc[:0], {}, "at least two customers; found 0"),
    ],
)
def test_what_cannot_be_predicted_is_refused_in_one_line(lines, change, options, message):
    with pytest.raises(InputError, match=message) as refused:
        train(change(lines), **options)
    assert "\n" not in str(refused.value)


def test_the_default_horizon_leaves_two_horizons_to_learn_from():
    for days in (14, 89, 90, 180, 374, 545, 4000):
        assert 7 <= choose_horizon(days) <= max(7, days / 3)


def test_a_season_seen_last_year_raises_the_total_and_one_never_seen_does_not():
    lines = small_shop(900, days=760)
    festive = lines["day"].between(FIRST_DAY + 365 + 30, FIRST_DAY + 365 + 60)
    busy = pd.concat([lines, lines[festive], lines[festive]], ignore_index=True)
    busy["order_id"] = [f"o{number}" for number in range(len(busy))]
    a_year_later = FIRST_DAY + 365 + 29 + 365

    def season(known, day):
        history = ShopHistory(known, reviews=None, events=None, as_of_day=day, first_day=FIRST_DAY, horizon_days=30)
        return history.season(day)

    assert season(busy, a_year_later) > 0.2
    assert abs(season(lines, a_year_later)) < 0.15
    assert season(busy, FIRST_DAY + 365 + 100) == 0.0
