"""Review features measured: sets beside each other, gains with their sign, and plain counts of who came back."""

import numpy as np
import pandas as pd
import pytest

from config.errors import InputError
from config.text import Text
from data.features_list import FEATURES
from pipeline.benchmark_shops import BenchmarkShop
from pipeline.review_feature_benchmark import as_table, compared, measure
from pipeline.review_feature_sets import METRICS, SETS, Cell, score_sets
from pipeline.review_outcomes import bought_after_first_rating, late_deliveries
from tests.pipeline.small_shop import FIRST_DAY, small_shop


def shop_of(lines: pd.DataFrame, reviews: pd.DataFrame | None, *, days: int = 240) -> BenchmarkShop:
    return BenchmarkShop(
        name="small",
        title=Text("Small shop", "小店"),
        transactions=lines,
        reviews=reviews,
        events=None,
        first_day=FIRST_DAY,
        as_of_day=FIRST_DAY + days - 1,
        currency="EUR",
        minor_digits=2,
    )


def cell(gini: tuple[float, float], *, wape: float = 0.2, drawn: tuple[float, float] = (0.0, 0.0)) -> Cell:
    """A cell of two seeds with these Ginis; every other number is the same."""
    numbers = {**dict.fromkeys(METRICS, 0.5), "normalised_gini": sum(gini) / 2, "decile_wape": wape}
    of_seeds = {**{key: np.array([0.5, 0.5]) for key in METRICS}, "normalised_gini": np.array(gini)}
    draws = {**{key: np.zeros(2) for key in METRICS}, "normalised_gini": np.array(drawn)}
    return Cell(1, True, numbers, of_seeds, draws)


def test_a_gain_is_positive_where_the_set_is_better_whichever_end_of_the_metric_is_good():
    plain = [cell((0.70, 0.70)), cell((0.60, 0.60))]
    better = [cell((0.72, 0.74), wape=0.1, drawn=(0.0, 0.02)), cell((0.59, 0.59))]
    found = {one["set"]: one for one in compared([{key: plain if key == "none" else better for key in SETS}])}
    gini, wape = (found["ratings"]["gain_over_none"][key] for key in ("normalised_gini", "decile_wape"))
    assert (gini["mean"], gini["better_in"]) == (pytest.approx(0.01), 1)  # .03 and -.01
    assert (wape["mean"], wape["better_in"]) == (pytest.approx(0.05), 1)
    # Customers: draws of 0 and .01 over two cells deviate by .01 / sqrt(2); seeds: .02 and .04 in one cell of two.
    expected = np.hypot(0.01 / np.sqrt(2), np.sqrt((0.0002 / 2) / 4))
    assert gini["standard_error"] == pytest.approx(expected, abs=1e-6)
    assert found["ratings"]["gain_over_beside"]["normalised_gini"]["mean"] == 0
    assert found["none"]["gain_over_none"]["normalised_gini"]["mean"] == 0


def test_every_feature_of_reviews_is_in_a_set_and_none_is_in_the_first():
    of_reviews = {feature.key for feature in FEATURES if feature.needs == "reviews"}
    assert SETS["none"].features == frozenset()
    assert SETS["directions"].features == of_reviews
    assert not SETS["texts"].features & {"rating_mean", "rating_last", "low_ratings", "low_rating_share"}


def test_where_too_few_buy_again_every_set_is_the_classical_model():
    lines = small_shop(40, 240, seed=11, mean_gap_days=20.0)
    reviews = pd.DataFrame({"customer_id": ["C00001", "C00002"], "day": FIRST_DAY + 30, "rating": [5.0, 1.0]})
    asked = []

    def until(day: int) -> pd.DataFrame:
        asked.append(day)
        return reviews[reviews["day"] <= day]

    found = score_sets(shop_of(lines, reviews), until, seeds=(1,), most_cutoffs=1, draws=5, bootstrap_seed=1)
    assert asked == list(found.buyers)
    assert not found.trained
    assert (found.customers, found.reviewers, found.reviews) == (lines["customer_id"].nunique(), 2, 2)
    ginis = {key: cells[0].numbers["normalised_gini"] for key, cells in found.cells.items()}
    assert len(set(ginis.values())) == 1
    assert 0 < found.cells["none"][0].numbers["log_loss"] < 2


def test_who_came_back_is_counted_after_the_first_rating_and_within_the_horizon():
    lines = pd.DataFrame(
        [(who, f"{who}{day}", FIRST_DAY + day, 100, False) for who in "abcde" for day in (0,)]
        + [("a", "a2", FIRST_DAY + 20, 100, False), ("b", "b2", FIRST_DAY + 45, 100, False)]
        + [("c", "c2", FIRST_DAY + 10, 100, False), ("d", "d2", FIRST_DAY + 20, -50, True)],
        columns=["customer_id", "order_id", "day", "amount_minor", "is_return"],
    )
    given = [("a", 10, 1.0), ("a", 15, 5.0), ("b", 10, 2.0), ("c", 10, 5.0), ("d", 10, 4.0), ("e", 90, 5.0)]
    reviews = pd.DataFrame(given, columns=["customer_id", "day", "rating"])
    reviews["day"] += FIRST_DAY
    found = bought_after_first_rating(shop_of(lines, reviews, days=100), horizon_days=30)
    # Low: a came back, b too late. Higher: c on the day itself, d sent something back, e was too late to be followed.
    assert found.counts == (1, 2, 0, 2)
    assert found.p_value == pytest.approx(1.0)
    assert "rated 2 or less 1 of 2 (50.00%)" in found.line()


def test_olists_late_parcels_are_those_that_came_after_the_promised_day(tmp_path):
    orders = [
        # order, customer, bought, came, promised
        ("o1", "x1", "2018-01-01", "2018-01-10 18:00", "2018-01-10"),  # in time: on the promised day
        ("o2", "x2", "2018-02-01", "2018-02-11 09:00", "2018-02-10"),  # late
        ("o3", "x3", "2018-03-01", "2018-03-05 09:00", "2018-03-10"),
        ("o4", "x4", "2018-03-01", "", "2018-03-10"),  # never came
    ]
    columns = ["order_id", "customer_id", "purchase_timestamp", "delivered_customer_date", "estimated_delivery_date"]
    table = pd.DataFrame(orders, columns=[*columns[:2], *(f"order_{name}" for name in columns[2:])])
    table.to_csv(tmp_path / "olist_orders_dataset.csv", index=False)
    people = {"customer_id": ["x1", "x2", "x3", "x4"], "customer_unique_id": ["p", "q", "p", "q"]}
    pd.DataFrame(people).to_csv(tmp_path / "olist_customers_dataset.csv", index=False)
    said = {"order_id": ["o1", "o2", "o3", "o4"], "review_score": [5, 1, 2, 1]}
    pd.DataFrame(said).to_csv(tmp_path / "olist_order_reviews_dataset.csv", index=False)
    low, again = late_deliveries(tmp_path)
    assert low.counts == (1, 1, 1, 2)
    assert again.counts == (0, 1, 1, 1)


def test_a_shop_nobody_knows_is_refused_in_a_line():
    for name in ("simulated", "simulated=many:1", "amazon=x", "olist="):
        with pytest.raises(InputError, match="no shop"):
            measure([name], seeds=1, most_cutoffs=1, draws=2)


def test_the_table_shows_each_set_and_says_where_nothing_was_learned():
    cells = {key: (cell((0.7, 0.7)),) for key in SETS}
    about = {"name": "small", "customers": 9, "reviewers": 2, "reviews": 3, "horizon_days": 60}
    about |= {"cutoffs": [{"day": "2011-01-01", "buyers": 4}], "counted": [{"line": "1 of 2 came back"}]}
    shops = [{**about, "trained": trained, "sets": compared([cells])} for trained in (True, False)]
    said = as_table({"shops": shops, "all": compared([cells])})
    assert all(said.count(chosen.title) >= 2 for chosen in SETS.values())
    assert "too few bought again" in said
    assert "2011-01-01 (4 bought)" in said
