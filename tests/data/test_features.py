"""The features, added up by hand on a handful of lines, then alike on pandas and DuckDB for random and real shops."""

import time
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from data.features import FEATURES, collect, feature_columns, feature_frame, features_pandas, targets
from data.features_list_signals import TEXT_FEATURES

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "data"
CUT = {"cutoff_day": 1000, "horizon_days": 60, "first_day": 500}

LINES = pd.DataFrame(
    [
        ("A", "o1", 600, 1000, False, "p1", "toys", 2.0),
        ("A", "o1", 600, 500, False, "p2", "toys", 1.0),
        ("A", "o2", 660, 3000, False, "p1", "toys", 3.0),
        ("A", "o3", 940, 2000, False, "p3", "books", 1.0),
        ("A", "r1", 950, -500, True, "p3", "books", -1.0),
        ("A", "o4", 990, 1000, False, "p1", "toys", 1.0),
        ("B", "b1", 1000, 700, False, None, None, 1.0),
        ("R", "r2", 980, -300, True, "p2", "toys", -1.0),
        ("Z", "z1", 1001, 9900, False, "p2", "toys", 1.0),
    ],
    columns=["customer_id", "order_id", "day", "amount_minor", "is_return", "product_id", "category", "quantity"],
)
REVIEWS = pd.DataFrame(
    [("A", 610, 5.0), ("A", 955, 2.0), ("A", 955, 3.0), ("A", 1001, 1.0), ("X", 900, 1.0), (None, 900, 1.0)],
    columns=["customer_id", "day", "rating"],
)
# What was worked out for each review from its text: what came after the cut-off would move every mean.
for _number, _feature in enumerate(TEXT_FEATURES):
    REVIEWS[_feature.column] = [0.5, np.nan, _number / 10, -9.0, 0.1, 0.2]
EVENTS = pd.DataFrame(
    [("A", 980, "view"), ("A", 920, "Cart"), ("A", 905, "cart"), ("A", 1001, "cart"), ("X", 900, "view")],
    columns=["customer_id", "day", "event"],
)

A_BY_HAND = {
    "recency_days": 10,
    "tenure_days": 400,
    "span_days": 390,
    "orders": 4,
    "frequency": 3,
    "orders_30d": 1,
    "orders_90d": 2,
    "orders_180d": 2,
    "orders_365d": 3,
    "revenue_minor": 7000,
    "revenue_30d_minor": 1000,
    "revenue_90d_minor": 2500,
    "revenue_180d_minor": 2500,
    "revenue_365d_minor": 5500,
    "average_order_value_minor": 1750.0,
    "max_order_minor": 3000,
    "std_order_minor": (2_187_500 / 4) ** 0.5,  # totals 1500, 3000, 2000, 1000 around 1875
    "gap_mean_days": 130.0,  # 60, 280, 50
    "gap_std_days": (33_800 / 3) ** 0.5,
    "gap_ratio": 10 / 130,
    "spend_trend": 1.0,
    "units": 8.0,
    "products": 3,
    "categories": 2,
    "returns": 1,
    "returned_minor": 500,
    "return_share": 500 / 7500,
    "season_revenue_minor": 3000,  # days 636..695
    "revenue_last_month_share": 1 / 7,
    "active_months": 4,  # 30-day periods 13, 11, 2 and 0 before the cut-off
    "reviews": 3,
    "rating_mean": 10 / 3,
    "rating_last": 2.5,
    "low_ratings": 1,
    "low_rating_share": 1 / 3,
    "rating_trend": -2.5,  # 2.5 on the later day, 5 on the earlier
    "review_recency_days": 45.0,
    **{feature.key: (0.5 + number / 10) / 2 for number, feature in enumerate(TEXT_FEATURES)},
    "events_30d": 1,
    "events_90d": 2,
    "carts_90d": 1,
    "event_recency_days": 20.0,
}


@pytest.fixture
def by_customer() -> pd.DataFrame:
    return features_pandas(LINES, reviews=REVIEWS, events=EVENTS, **CUT).set_index("customer_id")


@pytest.mark.parametrize("key", A_BY_HAND)
def test_every_feature_equals_what_is_added_up_by_hand(by_customer: pd.DataFrame, key: str):
    assert by_customer.loc["A", key] == pytest.approx(A_BY_HAND[key], rel=1e-12)


def test_the_hand_computed_fixture_misses_no_feature():
    assert set(A_BY_HAND) == {feature.key for feature in FEATURES}


def test_a_customer_is_whoever_has_a_line_by_the_cutoff_in_order_of_id(by_customer: pd.DataFrame):
    assert by_customer.index.tolist() == ["A", "B", "R"]


def test_one_purchase_has_no_gap_and_a_purchase_on_the_cutoff_day_is_zero_days_ago(by_customer: pd.DataFrame):
    b = by_customer.loc["B"]
    assert (b["recency_days"], b["tenure_days"], b["frequency"], b["orders_30d"]) == (0, 0, 0, 1)
    assert b[["gap_mean_days", "gap_std_days", "gap_ratio", "rating_mean", "event_recency_days"]].isna().all()
    assert b[["std_order_minor", "products", "categories", "reviews", "low_ratings", "events_90d"]].eq(0).all()


def test_a_customer_with_only_returns_has_no_order_and_counts_days_from_the_return(by_customer: pd.DataFrame):
    r = by_customer.loc["R"]
    assert (r["orders"], r["frequency"], r["recency_days"], r["tenure_days"]) == (0, 0, 20, 20)
    assert (r["revenue_minor"], r["returned_minor"], r["return_share"], r["max_order_minor"]) == (-300, 300, 0, 0)
    assert np.isnan(r["average_order_value_minor"])


def test_windows_include_their_last_day_and_exclude_the_one_before_their_first():
    lines = LINES.iloc[[5, 5]].assign(order_id=["in", "out"], day=[971, 970])
    made = features_pandas(lines, **CUT)
    assert made["orders_30d"].tolist() == [1]
    assert made["revenue_30d_minor"].tolist() == [1000]


def test_the_season_is_the_horizon_one_year_earlier_to_the_day():
    # One year before the horizon's days 1001..1060 lie days 636..695.
    lines = LINES.iloc[[5] * 4].assign(order_id=list("abcd"), day=[635, 636, 695, 696], amount_minor=[1, 20, 300, 4000])
    assert features_pandas(lines, **CUT)["season_revenue_minor"].tolist() == [320]


def test_the_90_days_of_the_trend_meet_without_gap_or_overlap():
    lines = LINES.iloc[[5] * 4].assign(order_id=list("abcd"), day=[911, 910, 821, 820], amount_minor=[60, 10, 10, 500])
    assert features_pandas(lines, **CUT)["spend_trend"].tolist() == [(60 - 20) / 80]


def test_events_of_30_days_include_the_30th_and_not_the_31st():
    events = EVENTS.iloc[[0, 0]].assign(day=[971, 970])
    made = features_pandas(LINES, events=events, **CUT)
    assert (made.loc[0, "events_30d"], made.loc[0, "events_90d"]) == (1, 2)


def test_the_trend_compares_the_last_90_days_with_the_90_before():
    lines = LINES.iloc[[5, 5]].assign(order_id=["now", "before"], day=[990, 880], amount_minor=[1000, 3000])
    assert features_pandas(lines, **CUT)["spend_trend"].tolist() == [-0.5]


def test_an_order_with_a_discount_line_is_one_order_of_its_net_total():
    lines = LINES.iloc[[5, 5]].assign(amount_minor=[1000, -100])
    made = features_pandas(lines, **CUT)
    assert (made.loc[0, "orders"], made.loc[0, "max_order_minor"], made.loc[0, "returns"]) == (1, 900, 0)


def test_the_season_is_zero_where_the_data_do_not_reach_a_year_back():
    shop = {"cutoff_day": 1000, "horizon_days": 60}
    assert features_pandas(LINES, first_day=636, **shop).loc[0, "season_revenue_minor"] == 3000
    assert features_pandas(LINES, first_day=637, **shop)["season_revenue_minor"].eq(0).all()


def test_columns_the_data_lack_give_no_feature_rather_than_an_empty_one():
    made = features_pandas(LINES.drop(columns=["product_id", "category", "quantity"]), **CUT)
    assert not {"units", "products", "categories", "reviews", "events_30d"} & set(made.columns)
    assert [f.key for f in feature_columns(LINES.columns)] == features_pandas(LINES, **CUT).columns.tolist()[1:]


def test_reviews_without_customers_are_left_aside_and_reviews_without_ratings_still_count():
    anonymous = features_pandas(LINES, reviews=REVIEWS.drop(columns="customer_id"), **CUT)
    unrated = features_pandas(LINES, reviews=REVIEWS.drop(columns="rating"), **CUT)
    assert "reviews" not in anonymous
    assert unrated.loc[0, "reviews"] == 3
    assert "rating_mean" not in unrated


@pytest.mark.parametrize(
    ("given", "share", "trend"),
    [
        ([(900, 5.0)], 0.0, None),
        ([(900, 1.0), (900, 5.0)], 0.5, None),
        ([(900, 1.0), (910, 5.0)], 0.5, 4.0),
        # The middle of 900 and 1000 is 950, which belongs to the earlier half: 4, 2, 3 before, 1 and 2 after.
        ([(900, 4.0), (910, 2.0), (950, 3.0), (951, 1.0), (1000, 2.0)], 3 / 5, 1.5 - 3.0),
        ([(900, 5.0), (999, np.nan), (1001, 1.0)], 0.0, None),
    ],
)
def test_the_rating_trend_compares_the_later_with_the_earlier_half(given: list, share: float, trend: float | None):
    reviews = pd.DataFrame([("A", *row) for row in given], columns=["customer_id", "day", "rating"])
    made = features_pandas(LINES, reviews=reviews, **CUT).set_index("customer_id").loc["A"]
    assert made["low_rating_share"] == pytest.approx(share)
    assert (None if np.isnan(made["rating_trend"]) else made["rating_trend"]) == trend


def test_a_review_after_the_cutoff_changes_nothing_and_one_on_its_day_does():
    def with_review(day: int) -> pd.DataFrame:
        late = REVIEWS.iloc[[3]].assign(day=day)
        return features_pandas(LINES, reviews=pd.concat([REVIEWS, late], ignore_index=True), **CUT)

    before = features_pandas(LINES, reviews=REVIEWS, **CUT)
    pd.testing.assert_frame_equal(with_review(CUT["cutoff_day"] + 1), before, check_exact=True)
    moved = with_review(CUT["cutoff_day"]).loc[0] != before.loc[0]
    of_reviews = {feature.key for feature in FEATURES if feature.needs == "reviews"}
    assert set(moved.index[moved]) == of_reviews


def test_the_callers_frames_are_left_as_they_were():
    lines, reviews = LINES.copy(), REVIEWS.copy()
    features_pandas(lines, reviews=reviews, **CUT)
    pd.testing.assert_frame_equal(lines, LINES)
    pd.testing.assert_frame_equal(reviews, REVIEWS)


def test_targets_are_what_comes_after_the_cutoff_for_the_same_customers_in_the_same_order():
    made = targets(LINES, cutoff_day=940, horizon_days=50)
    assert (
        made["customer_id"].tolist()
        == features_pandas(LINES, cutoff_day=940, horizon_days=50, first_day=500)["customer_id"].tolist()
    )
    assert made.to_dict("list") == {"customer_id": ["A"], "value_minor": [500], "orders": [1]}  # -500 + 1000


def test_an_order_of_two_lines_is_one_order_to_come():
    assert targets(LINES.assign(customer_id="A"), cutoff_day=599, horizon_days=1).empty
    lines = pd.concat([LINES.iloc[[0]].assign(day=500, order_id="o0"), LINES.iloc[:2]])
    assert targets(lines, cutoff_day=599, horizon_days=1).to_dict("list") == {
        "customer_id": ["A"],
        "value_minor": [1500],
        "orders": [1],
    }


def test_the_last_day_of_the_horizon_counts_and_the_next_does_not():
    assert targets(LINES, cutoff_day=980, horizon_days=19)["value_minor"].tolist() == [1000, 0]
    assert targets(LINES, cutoff_day=980, horizon_days=20)["value_minor"].tolist() == [1000, 0]
    assert targets(LINES, cutoff_day=981, horizon_days=9)["value_minor"].tolist() == [1000, 0]
    assert targets(LINES, cutoff_day=981, horizon_days=8)["value_minor"].tolist() == [0, 0]


def random_shop(seed: int, *, lines: int = 3000) -> dict[str, pd.DataFrame]:
    """A shop that no process made: every combination of missing, returned and repeated lines turns up."""
    draw = np.random.default_rng(seed)
    customers = np.array([f"{number:05d}" for number in range(lines // 10)])
    is_return = draw.random(lines) < 0.1
    amount = draw.integers(0, 500_000, lines)
    orders = pd.DataFrame(
        {
            "customer_id": draw.choice(customers, lines),
            "order_id": [f"o{number}" for number in draw.integers(0, lines // 2, lines)],
            "day": draw.integers(400, 1100, lines).astype("int32"),
            "amount_minor": np.where(is_return, -amount, amount),
            "is_return": is_return,
            "product_id": pd.Series(draw.choice(["p1", "p2", "p3", "p4"], lines), dtype="str").mask(
                draw.random(lines) < 0.1
            ),
            "category": pd.Series(draw.choice(["书", "toys"], lines), dtype="str"),
            "quantity": draw.integers(1, 9, lines).astype(float),
        }
    )
    n = lines // 5
    reviews = pd.DataFrame(
        {
            "customer_id": pd.Series(draw.choice(customers, n), dtype="str").mask(draw.random(n) < 0.1),
            "day": draw.integers(400, 1100, n).astype("int32"),
            "rating": pd.Series(draw.integers(1, 6, n).astype(float)).mask(draw.random(n) < 0.1),
            **{f.column: pd.Series(draw.uniform(-1, 1, n)).mask(draw.random(n) < 0.4) for f in TEXT_FEATURES},
        }
    )
    events = pd.DataFrame(
        {
            "customer_id": draw.choice(customers, lines),
            "day": draw.integers(800, 1100, lines).astype("int32"),
            "event": draw.choice(["view", "cart", "加购"], lines),
        }
    )
    return {"transactions": orders, "reviews": reviews, "events": events}


def assert_engines_agree(pandas_made: pd.DataFrame, duckdb_made: pd.DataFrame) -> None:
    """Whole numbers equal exactly, the rest within 1e-9, missing in the same places."""
    assert duckdb_made.columns.tolist() == pandas_made.columns.tolist()
    whole = {feature.key for feature in FEATURES if feature.whole} | {"customer_id"}
    for column in pandas_made.columns:
        ours, theirs = pandas_made[column], duckdb_made[column]
        assert ours.dtype == theirs.dtype, column
        if column in whole:
            assert ours.tolist() == theirs.tolist(), column
        else:
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9, equal_nan=True, err_msg=column)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_pandas_and_duckdb_give_the_same_features_on_random_shops(seed: int):
    shop = random_shop(seed)
    with duckdb.connect() as connection:
        relations = {name: connection.from_df(frame) for name, frame in shop.items()}
        lazily = collect(feature_frame(relations.pop("transactions"), **relations, **CUT))
    assert_engines_agree(features_pandas(shop.pop("transactions"), **shop, **CUT), lazily)


def test_text_keys_and_integer_codes_give_the_same_features_on_pandas():
    shop = random_shop(4)
    directly = collect(feature_frame(shop["transactions"], reviews=shop["reviews"], events=shop["events"], **CUT))
    coded = features_pandas(shop.pop("transactions"), **shop, **CUT)
    pd.testing.assert_frame_equal(directly, coded, check_exact=True)


def test_what_happens_after_the_cutoff_changes_nothing():
    known = {name: frame.loc[frame["day"] <= CUT["cutoff_day"]] for name, frame in random_shop(5).items()}
    later = random_shop(5)
    assert all(len(later[name]) > len(known[name]) for name in known)
    pd.testing.assert_frame_equal(
        features_pandas(known.pop("transactions"), **known, **CUT),
        features_pandas(later.pop("transactions"), **later, **CUT),
        check_exact=True,
    )


def test_features_do_not_depend_on_the_order_of_the_rows():
    shop = random_shop(6)
    shuffled = {name: frame.sample(frac=1, random_state=6) for name, frame in shop.items()}
    assert_engines_agree(
        features_pandas(shop.pop("transactions"), **shop, **CUT),
        features_pandas(shuffled.pop("transactions"), **shuffled, **CUT),
    )


@pytest.fixture(scope="module")
def online_retail() -> pd.DataFrame:
    path = SHARED / "online_retail_2009_2010" / "online_retail_2009_2010.parquet"
    if not path.is_file():
        pytest.skip("shared/data with Online Retail does not lie beside the repository")
    raw = pd.read_parquet(path).dropna(subset=["Customer ID"])
    amount = np.rint(raw["Quantity"].astype(float) * raw["Price"] * 100).astype("int64")
    day = (pd.to_datetime(raw["InvoiceDate"]) - pd.Timestamp("1970-01-01")) // pd.Timedelta(days=1)
    return pd.DataFrame(
        {
            "customer_id": raw["Customer ID"].astype("str"),
            "order_id": raw["Invoice"],
            "day": day.astype("int32"),
            "amount_minor": amount,
            "is_return": amount < 0,
            "product_id": raw["StockCode"],
            "quantity": raw["Quantity"].astype(float),
        }
    ).reset_index(drop=True)


def test_on_online_retail_both_engines_agree_and_pandas_takes_under_three_seconds(online_retail: pd.DataFrame):
    first_day, last_day = int(online_retail["day"].min()), int(online_retail["day"].max())
    cut = {"cutoff_day": last_day - 30, "horizon_days": 180, "first_day": first_day}
    started = time.process_time()
    eager = features_pandas(online_retail, **cut)
    assert time.process_time() - started < 3
    with duckdb.connect() as connection:
        assert_engines_agree(eager, collect(feature_frame(connection.from_df(online_retail), **cut)))
    assert len(eager) > 4000


def test_on_online_retail_customer_13085_equals_a_plain_count(online_retail: pd.DataFrame):
    last_day = int(online_retail["day"].max())
    made = features_pandas(online_retail, cutoff_day=last_day, horizon_days=180, first_day=0).set_index("customer_id")
    own = online_retail.loc[online_retail["customer_id"] == "13085"]
    bought = own.loc[own["amount_minor"] > 0]
    assert made.loc["13085", "revenue_minor"] == own["amount_minor"].sum()
    assert made.loc["13085", "orders"] == bought["order_id"].nunique()
    assert made.loc["13085", "frequency"] == bought["day"].nunique() - 1
    assert made.loc["13085", "recency_days"] == last_day - bought["day"].max()
    gaps = np.diff(np.sort(bought["day"].unique()))
    assert made.loc["13085", "gap_std_days"] == pytest.approx(gaps.std())
