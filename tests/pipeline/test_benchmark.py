import itertools
import json

import numpy as np
import pandas as pd
import pytest

from config.errors import InputError
from config.text import Text
from models.bootstrap import draw_customers
from pipeline.benchmark_models import CLASSICAL, MODELS, NETWORK, PAST_RATE, Standpoint, forecast
from pipeline.benchmark_report import markdown
from pipeline.benchmark_run import BenchmarkPlan, benchmark_shop, whole_document
from pipeline.benchmark_scores import METRICS, Scored, differences, summary
from pipeline.benchmark_shops import BenchmarkShop, cutoffs
from pipeline.training import train_build
from tests.pipeline.small_shop import FIRST_DAY, small_shop

LAST_DAY = FIRST_DAY + 399
QUICK = (PAST_RATE, "rfm_linear", CLASSICAL, "dense_mse")
PEERS = tuple(key for key in MODELS if key != NETWORK)


def shop_of(lines, **options) -> BenchmarkShop:
    return BenchmarkShop(
        name="small",
        title=Text("Small shop", "小店"),
        transactions=lines,
        reviews=None,
        events=None,
        first_day=FIRST_DAY,
        as_of_day=LAST_DAY,
        currency="EUR",
        minor_digits=2,
        **options,
    )


def plan(models=QUICK, **options) -> BenchmarkPlan:
    return BenchmarkPlan(**{"models": models, "seeds": (1, 2), "most_cutoffs": 2, "draws": 20, **options})


@pytest.fixture(scope="module")
def lines():
    return small_shop(500, seed=6)


@pytest.fixture(scope="module")
def measured(lines):
    return benchmark_shop(shop_of(lines), 90, plan())


@pytest.fixture(scope="module")
def document(measured):
    return whole_document([measured], plan())


def made_up(model, values, *, cutoff=1, seed=0, drawn=None) -> Scored:
    """A scored forecast with the same value for every metric, and draws around it."""
    numbers = dict.fromkeys(METRICS, values) | {"fit_seconds": 1.0, "score_seconds": 0.1, "interval": {}}
    draws = np.asarray(drawn if drawn is not None else [values - 0.01, values + 0.01])
    return Scored("small", cutoff, model, seed, numbers, dict.fromkeys(METRICS, draws))


def test_every_model_sees_the_past_and_is_scored_on_the_future(lines, document):
    cutoff = document["shops"][0]["cutoffs"][-1]
    known = lines.loc[lines["day"] <= LAST_DAY - 90, "customer_id"].unique()
    ahead = lines[(lines["day"] > LAST_DAY - 90) & lines["customer_id"].isin(known)]
    assert (cutoff["customers"], cutoff["buyers"]) == (len(known), ahead["customer_id"].nunique())
    assert cutoff["actual_value_minor"] == ahead["amount_minor"].sum()
    for result in cutoff["results"]:
        assert sum(decile["actual_minor"] for decile in result["deciles"]) == cutoff["actual_value_minor"]


@pytest.mark.parametrize("model", PEERS)
def test_what_happens_after_the_cut_off_changes_no_forecast(lines, model):
    day = LAST_DAY - 150
    changed = lines.copy()
    changed.loc[changed["day"] > day, "amount_minor"] *= 5
    said = [
        forecast(model, Standpoint(shop_of(table), day, horizon_days=90), seed=1, threads=1)
        for table in (lines, changed, lines[lines["day"] <= day])
    ]
    np.testing.assert_array_equal(said[0].value, said[1].value)
    np.testing.assert_array_equal(said[0].value, said[2].value)


def test_learned_models_are_fitted_to_the_horizon_before_the_cut_off(lines):
    """Three times as much is paid in that horizon: what they learn is three times the value, all else equal."""
    day = LAST_DAY - 90
    changed = lines.copy()
    changed.loc[changed["day"] > day - 90, "amount_minor"] *= 3
    earlier = [Standpoint(shop_of(table), day, horizon_days=90).earlier for table in (lines, changed)]
    np.testing.assert_array_equal(3 * earlier[0][1], earlier[1][1])
    pd.testing.assert_frame_equal(earlier[0][0].customers, earlier[1][0].customers)


def test_cut_offs_leave_room_to_learn_and_to_test():
    for days, horizon in ((400, 90), (730, 180), (200, 30), (151, 60)):
        found = cutoffs(0, days - 1, horizon_days=horizon, most=50)
        assert found[-1] + horizon == days - 1
        assert found[0] - horizon >= max(30, horizon / 3)
        assert all(later - sooner >= horizon // 2 for sooner, later in itertools.pairwise(found))


def test_a_history_too_short_for_the_horizon_is_refused_in_a_line(lines):
    with pytest.raises(InputError, match="400 days of history leave no cut-off with 300 days after it"):
        benchmark_shop(shop_of(lines), 300, plan())


def test_only_what_chance_has_a_part_in_runs_once_a_seed(document):
    results = document["shops"][0]["cutoffs"][0]["results"]
    seeds = {key: [row["seed"] for row in results if row["model"] == key] for key in QUICK}
    assert seeds == {PAST_RATE: [0], "rfm_linear": [0], CLASSICAL: [0], "dense_mse": [1, 2]}


def test_the_classical_model_is_the_measure_of_the_squared_error(document):
    rows = {row["model"]: row for row in document["overall"]["summary"]}
    assert rows[CLASSICAL]["rmse_over_classical"]["mean"] == 1
    assert rows[PAST_RATE]["normalised_gini"]["mean"] < rows[CLASSICAL]["normalised_gini"]["mean"]


def test_a_point_forecasts_crps_is_its_absolute_error(document):
    for row in document["shops"][0]["cutoffs"][0]["results"]:
        assert row["crps_over_zero"] == pytest.approx(row["mae_over_zero"])
        assert row["distribution"] is False


def test_the_document_is_plain_json_and_says_how_it_came_about(document):
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["versions"]["torch"] != "not installed"
    assert document["seeds"] == [1, 2]


def test_the_same_plan_gives_the_same_numbers(lines, document):
    again = whole_document([benchmark_shop(shop_of(lines), 90, plan())], plan())

    def without_times(found):
        if isinstance(found, dict):
            return {key: without_times(value) for key, value in found.items() if not key.endswith("_seconds")}
        return [without_times(value) for value in found] if isinstance(found, list) else found

    assert without_times(again) == without_times(document)


@pytest.mark.slow
def test_the_network_is_that_of_a_build_made_on_the_day(lines):
    tested = train_build(lines, as_of_day=LAST_DAY, first_day=FIRST_DAY, horizon_days=90, seed=7).evaluation
    found = benchmark_shop(shop_of(lines), 90, plan(models=(NETWORK,), seeds=(7,), most_cutoffs=1))
    row = found.document["cutoffs"][0]["results"][0]
    for key in ("normalised_gini", "spearman", "decile_wape", "aggregate_bias"):
        assert row[key] == pytest.approx(tested["models"][0][key], abs=1e-6)
    assert row["interval"]["coverage"] == pytest.approx(tested["interval"]["coverage"], abs=1e-6)
    assert row["interval"]["coverage_pit"] == pytest.approx(0.8, abs=0.1)
    assert row["distribution"] is True
    assert row["crps"] < row["mean_absolute_error"]
    held = [point["held"] for point in row["interval"]["central"]]
    assert held == sorted(held)
    assert {segment["customers"] >= 100 for segment in row["interval"]["segments"]} == {True}


def test_a_summary_averages_seeds_before_cut_offs():
    rows = [made_up("dense_mse", v, cutoff=c, seed=s) for c, s, v in ((1, 1, 0.2), (1, 2, 0.4), (2, 1, 0.9))]
    (found,) = summary(rows)
    assert found["cutoffs"] == 2
    assert found["normalised_gini"]["mean"] == pytest.approx(0.6)
    assert (found["normalised_gini"]["worst"], found["decile_wape"]["worst"]) == (0.3, 0.9)
    assert found["normalised_gini"]["seed_deviation"] == pytest.approx(np.std([0.2, 0.4], ddof=1), abs=1e-6)


def test_the_network_is_compared_with_whoever_is_best_at_each_metric():
    rows = [made_up(NETWORK, 0.5), made_up(PAST_RATE, 0.4), made_up(CLASSICAL, 0.6)]
    found = {row["metric"]: row for row in differences(rows)}
    assert found["normalised_gini"]["best_baseline"] == CLASSICAL
    assert found["normalised_gini"]["better_by"] == pytest.approx(-0.1)
    assert found["decile_wape"]["best_baseline"] == PAST_RATE
    assert found["decile_wape"]["better_by"] == pytest.approx(-0.1)


def test_the_error_of_a_difference_is_of_differences_within_the_draws():
    rows = [made_up(NETWORK, 0.5, drawn=[0.3, 0.5, 0.7]), made_up(PAST_RATE, 0.4, drawn=[0.2, 0.4, 0.6])]
    assert differences(rows)[0]["standard_error"] == pytest.approx(0, abs=1e-9)


def test_without_the_network_or_without_peers_nothing_is_compared():
    assert differences([made_up(PAST_RATE, 0.4)]) == []
    assert differences([made_up(NETWORK, 0.4)]) == []


def test_a_model_that_is_the_truth_is_perfect_beside_it(lines):
    at = Standpoint(shop_of(lines), LAST_DAY, horizon_days=90)
    truth = at.snapshot.customers[["customer_id"]].assign(
        expected_value_90d_minor=at.snapshot.past_rate_value(90), expected_value_30d_minor=1.0
    )
    found = benchmark_shop(shop_of(lines, truth=truth.iloc[::-1]), 90, plan(models=(PAST_RATE, CLASSICAL)))
    rows = {row["model"]: row for row in found.document["truth"]["summary"]}
    assert rows[PAST_RATE] == {
        "model": PAST_RATE,
        "normalised_gini": 1,
        "spearman": 1,
        "decile_wape": 0,
        "aggregate_bias": 0,
        "mae_over_mean": 0,
    }
    assert rows[CLASSICAL]["normalised_gini"] < 1
    assert whole_document([found], plan())["overall"]["summary"] == []


def test_a_horizon_the_simulation_does_not_work_out_is_not_compared_with_the_truth(lines):
    truth = lines[["customer_id"]].drop_duplicates().assign(expected_value_30d_minor=1.0)
    assert benchmark_shop(shop_of(lines, truth=truth), 90, plan(models=(PAST_RATE,))).document["truth"] is None


def test_what_cannot_learn_is_left_out_with_its_reason(lines):
    day = LAST_DAY - 90
    quiet = lines[(lines["day"] <= day - 90) | (lines["day"] > day)]
    found = benchmark_shop(shop_of(quiet), 90, plan(models=(PAST_RATE, "rfm_linear"), most_cutoffs=1))
    (cutoff,) = found.document["cutoffs"]
    assert [row["model"] for row in cutoff["results"]] == [PAST_RATE]
    assert cutoff["skipped"][0]["model"] == "rfm_linear"
    assert "a customer who bought; found none" in cutoff["skipped"][0]["reason"]
    assert "a customer who bought" in markdown(whole_document([found], plan()), "en")


def test_a_period_in_which_nobody_bought_is_not_scored(lines):
    found = benchmark_shop(shop_of(lines[lines["day"] <= LAST_DAY - 90]), 90, plan(most_cutoffs=1))
    assert found.document["cutoffs"][0]["results"] == []
    assert "nobody known by then bought anything afterwards" in found.document["cutoffs"][0]["skipped"][0]["reason"]
    for language, title in (("en", "Small shop, 90 days"), ("zh", "小店，90 天")):
        assert title in markdown(whole_document([found], plan()), language)


def test_draws_are_of_the_shops_customers_so_cut_offs_share_them(measured, lines):
    counts = draw_customers(lines["customer_id"].nunique(), draws=20, seed=20_260)
    assert {len(row.drawn["spearman"]) for row in measured.results} == {len(counts)}
    assert all(np.isfinite(row.drawn["spearman"]).all() for row in measured.results)


def test_progress_counts_every_fit(lines):
    seen: list[tuple[int, int]] = []
    benchmark_shop(shop_of(lines), 90, plan(), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(number, 10) for number in range(1, 11)]


def test_the_tables_say_the_same_in_both_languages(document):
    english, chinese = (markdown(document, language) for language in ("en", "zh"))
    assert english.count("\n| ") == chinese.count("\n| ")
    assert "| BG/NBD + Gamma-Gamma |" in english
    assert "| 历史消费速率 |" in chinese
    gini = document["overall"]["summary"][0]["normalised_gini"]["mean"]
    assert f"{gini:.3f}" in english
    assert f"{gini:.3f}" in chinese


def test_an_unknown_model_is_refused_with_those_there_are():
    with pytest.raises(InputError, match=r"no model 'lightgbm'.*lightgbm_tweedie"):
        plan(models=("lightgbm",))
