"""Queries on the handmade shop, against sums done by hand and against plain pandas."""

import datetime as dt
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from config.errors import ToolInputError
from data.customer_attributes import customer_attributes
from data.metric_files import standard_dictionary
from data.metrics import MetricDictionary
from data.queries import run_query
from data.query_tables import QueryTables
from data.query_time import day_number
from data.spec import Query
from data.tables import Table
from data.value_names import value_names

Ask = Any


@pytest.fixture(scope="module")
def tables(customers: pd.DataFrame, transactions: pd.DataFrame, reviews: pd.DataFrame) -> QueryTables:
    as_of, first = day_number(dt.date(2010, 6, 30)), day_number(dt.date(2010, 1, 5))
    return QueryTables.create(customers, transactions, reviews=reviews, as_of_day=as_of, first_day=first)


@pytest.fixture(scope="module")
def dictionary(tables: QueryTables) -> MetricDictionary:
    full = standard_dictionary().with_attributes(customer_attributes(tables.customers))
    return full.for_build(tables.columns()).with_value_names(value_names(tables))


@pytest.fixture(scope="module")
def ask(tables: QueryTables, dictionary: MetricDictionary) -> Ask:
    def run(table: str, **given: Any) -> Table:
        return run_query(Query.model_validate({"table": table, **given}), tables, dictionary, minor_digits=2)

    return run


def test_revenue_by_month_has_the_empty_april(ask: Ask) -> None:
    found = ask("orders", group_by=["month"], measures=[{"metric": "revenue"}, {"metric": "average_order_value"}])
    assert [(row["month"], row["revenue"]) for row in found.rows] == [
        ("2010-01", 620.0),
        ("2010-02", 500.0),
        ("2010-03", 750.0),
        ("2010-04", 0.0),
        ("2010-05", 90.0),
        ("2010-06", 130.0),
    ]
    assert found.rows[3]["average_order_value"] is None
    assert any("first month is not whole" in note.en for note in found.notes)
    assert not any("last month" in note.en for note in found.notes)


def test_a_period_counts_both_its_ends(ask: Ask) -> None:
    period = {"start": "2010-03-10", "end": "2010-03-20"}
    found = ask(
        "orders", period=period, measures=[{"metric": "revenue"}, {"metric": "orders"}, {"metric": "customers"}]
    )
    assert found.rows == ({"revenue": 550.0, "orders": 2, "customers": 2},)
    assert (found.n, found.n_of) == (2, "lines")


def test_orders_and_customers_count_purchases_not_returns(ask: Ask) -> None:
    found = ask("orders", measures=[{"metric": "orders"}, {"metric": "customers"}, {"metric": "returns"}])
    # o5, o14 and o17 are returns; K9 never bought.
    assert found.rows == ({"orders": 14, "customers": 7, "returns": 3},)


def test_revenue_is_net_of_returns_and_the_return_rate_is_against_gross_sales(ask: Ask) -> None:
    found = ask(
        "orders", measures=[{"metric": key} for key in ("revenue", "gross_revenue", "returned", "return_share")]
    )
    assert found.rows[0] == {"revenue": 2090.0, "gross_revenue": 2180.0, "returned": 90.0, "return_share": 90 / 2180}


def test_the_average_order_value_is_net_revenue_by_orders(ask: Ask) -> None:
    countries = [{"column": "country", "op": "in", "value": ["Germany", "France"]}]
    found = ask(
        "orders", filters=countries, group_by=["country"], measures=[{"metric": "average_order_value"}], compare=True
    )
    # Germany 220 in 4 orders, France 210 in 3.
    germany, france = found.rows
    assert (germany["country"], france["country"]) == ("Germany", "France")
    assert (germany["average_order_value"], france["average_order_value"]) == (55.0, 70.0)
    assert germany["average_order_value_difference"] == -15.0
    assert germany["average_order_value_ratio"] == pytest.approx(55 / 70)
    assert france["average_order_value_difference"] == 15.0


def test_groups_compared_stand_in_the_order_in_which_they_were_named(ask: Ask) -> None:
    countries = [{"column": "country", "op": "in", "value": ["法国", "UK"]}]
    found = ask("orders", filters=countries, group_by=["country"], measures=[{"metric": "revenue"}], compare=True)
    assert [row["country"] for row in found.rows] == ["France", "United Kingdom"]
    assert found.rows[0]["revenue_difference"] == 210.0 - 1570.0


def test_both_tables_agree_on_the_average_order_value(ask: Ask) -> None:
    by_lines = ask("orders", group_by=["country"], measures=[{"metric": "average_order_value"}], sort_by="country")
    by_customers = ask(
        "customers", group_by=["country"], measures=[{"metric": "average_order_value"}], sort_by="country"
    )
    assert by_lines.rows == by_customers.rows


def test_days_of_the_week_that_are_left_out_are_no_groups(ask: Ask) -> None:
    days = [{"column": "weekday", "op": "in", "value": ["3", "6"]}]
    found = ask("orders", filters=days, group_by=["weekday"], measures=[{"metric": "revenue"}], compare=True)
    assert [(row["weekday"], row["revenue"]) for row in found.rows] == [("3", 560.0), ("6", 1070.0)]


def test_compare_names_the_groups_when_there_are_not_two(ask: Ask) -> None:
    with pytest.raises(ToolInputError, match="exactly two groups, this query has 4"):
        ask("orders", group_by=["country"], measures=[{"metric": "revenue"}], compare=True)


def test_the_top_tenth_is_rounded_up_and_said(ask: Ask) -> None:
    found = ask(
        "customers", top={"by": "revenue", "percent": 10}, measures=[{"metric": "revenue", "share_of_total": True}]
    )
    assert found.rows == ({"revenue": 1500.0, "revenue_share": 1500 / 2090},)
    assert found.n == 1
    assert found.notes[0].en == "Only the 1 customers highest by revenue: 10 % of 8, rounded up."


def test_the_top_customers_of_a_period_are_those_of_that_period(ask: Ask) -> None:
    period = {"start": "2010-05-01", "end": "2010-06-30"}
    found = ask("orders", period=period, top={"by": "revenue", "count": 1}, group_by=["customer_id"])
    assert [row["customer_id"] for row in found.rows] == ["K8"]


def test_equal_customers_are_ranked_by_their_id(ask: Ask) -> None:
    found = ask("customers", columns=["customer_id"], sort_by="returns", limit=4)
    assert [row["customer_id"] for row in found.rows] == ["12", "18000", "K9", "0012"]
    assert found.n == 8
    assert found.notes[0].en == "The first 4 of 8 are listed."


def test_what_is_sorted_or_filtered_by_is_shown(ask: Ask) -> None:
    found = ask(
        "customers",
        columns=["customer_id"],
        sort_by="predicted_value",
        limit=1,
        filters=[{"column": "orders", "op": "ge", "value": 1}],
    )
    assert found.rows == ({"customer_id": "13085", "orders": 3, "predicted_value": 612.505},)


def test_a_silent_but_once_good_customer_is_found(ask: Ask) -> None:
    filters = [
        {"column": "recency_days", "op": "gt", "value": 90},
        {"column": "revenue", "op": "gt", "value": 1000},
    ]
    found = ask("customers", filters=filters, columns=["customer_id"])
    assert [row["customer_id"] for row in found.rows] == ["13085"]
    assert found.rows[0]["recency_days"] == 102


def test_money_filters_are_in_currency_units_and_inclusive(ask: Ask) -> None:
    at_least = ask("customers", filters=[{"column": "revenue", "op": "ge", "value": 220}], columns=["customer_id"])
    above = ask("customers", filters=[{"column": "revenue", "op": "gt", "value": 220}], columns=["customer_id"])
    between = ask(
        "customers", filters=[{"column": "revenue", "op": "between", "value": [80, 90]}], columns=["customer_id"]
    )
    assert [row["customer_id"] for row in at_least.rows] == ["0012", "13085"]
    assert [row["customer_id"] for row in above.rows] == ["13085"]
    assert [row["customer_id"] for row in between.rows] == ["17850", "K8"]


def test_a_prediction_equals_the_cents_that_are_shown(ask: Ask) -> None:
    found = ask("customers", filters=[{"column": "predicted_value", "op": "eq", "value": 25}], columns=["customer_id"])
    assert [row["customer_id"] for row in found.rows] == ["K7"]


@pytest.mark.parametrize("word", ["Germany", "germany", "德国", " GERMANY "])
def test_a_country_is_found_under_each_of_its_names(ask: Ask, word: str) -> None:
    found = ask("orders", filters=[{"column": "country", "op": "eq", "value": word}], measures=[{"metric": "revenue"}])
    assert found.rows == ({"revenue": 220.0},)


def test_an_irish_customer_is_found_though_the_data_write_eire(ask: Ask) -> None:
    found = ask("customers", filters=[{"column": "country", "op": "eq", "value": "爱尔兰"}], columns=["customer_id"])
    assert [row["customer_id"] for row in found.rows] == ["K8"]


def test_a_misspelt_value_is_answered_with_the_nearest(ask: Ask) -> None:
    with pytest.raises(ToolInputError, match=r"no country is 'Germny'; nearest: 'Germany'"):
        ask("orders", filters=[{"column": "country", "op": "eq", "value": "Germny"}])


def test_a_misspelt_key_is_answered_with_the_nearest(ask: Ask) -> None:
    with pytest.raises(ToolInputError, match="no metric 'revnue' in this data; nearest: revenue"):
        ask("orders", measures=[{"metric": "revnue"}])


def test_leading_zeros_tell_customers_apart(ask: Ask) -> None:
    found = ask("customers", filters=[{"column": "customer_id", "op": "eq", "value": "0012"}], columns=["revenue"])
    assert [row["revenue"] for row in found.rows] == [220.0]


def test_customers_attributes_filter_and_group_order_lines(ask: Ask) -> None:
    found = ask("orders", group_by=["value_tier"], measures=[{"metric": "revenue"}], sort_by="value_tier")
    assert [(row["value_tier"], row["revenue"]) for row in found.rows] == [
        ("high", 1580.0),
        ("low", 85.0),
        ("medium", 425.0),
    ]
    silent = ask(
        "orders", filters=[{"column": "recency_days", "op": "gt", "value": 90}], measures=[{"metric": "revenue"}]
    )
    assert silent.rows == ({"revenue": 1500.0},)


def test_a_key_that_line_and_customer_both_have_must_be_told_apart(ask: Ask) -> None:
    with pytest.raises(ToolInputError, match="write line_amount or order_value or customer_revenue"):
        ask("orders", filters=[{"column": "revenue", "op": "gt", "value": 100}], measures=[{"metric": "orders"}])
    found = ask(
        "orders", filters=[{"column": "customer_revenue", "op": "gt", "value": 200}], measures=[{"metric": "orders"}]
    )
    assert found.rows == ({"orders": 8},)


def test_orders_are_filtered_by_their_whole_value(ask: Ask) -> None:
    found = ask(
        "orders", filters=[{"column": "order_value", "op": "ge", "value": 200}], measures=[{"metric": "orders"}]
    )
    assert found.rows == ({"orders": 4},)


def test_orders_are_filtered_by_what_is_counted_in_them(ask: Ask, tables: QueryTables) -> None:
    found = ask("orders", filters=[{"column": "order_lines", "op": "ge", "value": 2}], measures=[{"metric": "orders"}])
    sizes = tables.orders.groupby("order_id", observed=True)["amount_minor"].agg(["size", "max"])
    several = int(((sizes["size"] >= 2) & (sizes["max"] > 0)).sum())
    assert found.rows == ({"orders": several},)
    assert 0 < several < len(sizes)


def test_the_median_order_is_taken_over_orders_not_lines(ask: Ask) -> None:
    measures = [{"metric": "order_value", "aggregate": "median"}, {"metric": "order_value", "aggregate": "max"}]
    found = ask("orders", measures=measures)
    totals = [120, 50, 50, 30, 500, 500, 500, 10, 10, 60, 200, 55, 5, 90]
    assert found.rows == ({"order_value_median": float(np.median(totals)), "order_value_max": 500.0},)


def test_customers_who_bought_a_product_are_found_and_those_who_did_not(ask: Ask) -> None:
    bought = ask("customers", filters=[{"column": "category", "op": "eq", "value": "Fashion"}], columns=["customer_id"])
    assert [row["customer_id"] for row in bought.rows] == ["12", "17850", "K8"]
    never = ask("customers", filters=[{"column": "category", "op": "ne", "value": "Fashion"}], columns=["customer_id"])
    assert [row["customer_id"] for row in never.rows] == ["0012", "13085", "18000", "K7", "K9"]
    assert never.notes[0].en == "category: customers without at least one purchase that fits."


def test_customers_who_rated_badly_are_found(ask: Ask) -> None:
    found = ask("customers", filters=[{"column": "rating", "op": "le", "value": 2}], columns=["customer_id"])
    assert [row["customer_id"] for row in found.rows] == ["12", "13085", "18000"]


def test_a_missing_value_passes_no_comparison(ask: Ask) -> None:
    older = ask("customers", filters=[{"column": "attr_age", "op": "gt", "value": 40}], columns=["customer_id"])
    younger = ask("customers", filters=[{"column": "attr_age", "op": "le", "value": 40}], columns=["customer_id"])
    unknown = ask("customers", filters=[{"column": "attr_age", "op": "missing"}], columns=["customer_id"])
    assert (older.n, younger.n, unknown.n) == (4, 3, 1)
    not_thirty = ask("customers", filters=[{"column": "attr_age", "op": "ne", "value": 38}], columns=["customer_id"])
    assert not_thirty.n == 6


def test_ratings_are_averaged_over_reviews_that_have_one(ask: Ask) -> None:
    found = ask(
        "reviews", measures=[{"metric": "average_rating"}, {"metric": "reviews"}, {"metric": "low_rating_share"}]
    )
    assert found.rows == ({"average_rating": 22 / 7, "reviews": 8, "low_rating_share": 3 / 7},)
    by_category = ask("reviews", group_by=["category"], measures=[{"metric": "average_rating"}], sort_by="category")
    assert [(row["category"], row["average_rating"]) for row in by_category.rows] == [
        ("Fashion", 1.0),
        ("Home", 3.5),
        ("Kitchen", 3.5),
    ]


def test_reviews_are_grouped_by_what_is_known_of_their_customer(ask: Ask) -> None:
    found = ask("reviews", group_by=["country"], measures=[{"metric": "reviews"}], sort_by="country")
    # v8 names no customer: its country is not known, and says so.
    assert [(row["country"], row["reviews"]) for row in found.rows] == [
        ("France", 2),
        ("Germany", 3),
        ("United Kingdom", 2),
        (None, 1),
    ]


@pytest.mark.parametrize(
    ("column", "op", "value"),
    [
        ("country", "ne", "Germany"),
        ("country", "not_in", ["Germany"]),
        ("customer_revenue", "lt", 10_000),
        ("first_purchase", "ge", "2000-01-01"),
        ("country", "present", None),
    ],
)
def test_a_review_of_an_unknown_customer_passes_no_filter_on_customers(
    ask: Ask, column: str, op: str, value: Any
) -> None:
    found = ask("reviews", filters=[{"column": column, "op": op, "value": value}], columns=["review_id"])
    assert "v8" not in [row["review_id"] for row in found.rows]
    assert found.n > 0


def test_dates_as_filters_cut_the_months_that_are_shown(ask: Ask) -> None:
    dates = [{"column": "date", "op": "between", "value": ["2010-03-15", "2010-05-15"]}]
    found = ask("orders", filters=dates, group_by=["month"], measures=[{"metric": "revenue"}])
    assert [(row["month"], row["revenue"]) for row in found.rows] == [
        ("2010-03", 500.0),
        ("2010-04", 0.0),
        ("2010-05", 100.0),
    ]
    assert [note.en for note in found.notes] == [
        "The first month is not whole: it starts on 2010-03-15.",
        "The last month is not whole: it ends on 2010-05-15.",
    ]


def test_groups_are_kept_by_their_measure(ask: Ask) -> None:
    found = ask(
        "orders",
        group_by=["country"],
        measures=[{"metric": "revenue"}],
        having=[{"measure": "customers", "op": "ge", "value": 2}, {"measure": "revenue", "op": "gt", "value": 210}],
    )
    assert found.rows == (
        {"country": "United Kingdom", "revenue": 1570.0, "customers": 2},
        {"country": "Germany", "revenue": 220.0, "customers": 2},
    )
    assert (found.n, found.n_of) == (2, "groups")


def test_shares_of_groups_are_of_all_rows_even_when_the_list_is_cut(ask: Ask) -> None:
    found = ask("orders", group_by=["country"], measures=[{"metric": "revenue", "share_of_total": True}], limit=1)
    assert found.rows == ({"country": "United Kingdom", "revenue": 1570.0, "revenue_share": 1570 / 2090},)


def test_a_part_has_its_share_of_the_whole(ask: Ask) -> None:
    found = ask(
        "orders",
        part=[{"column": "recency_days", "op": "gt", "value": 90}],
        measures=[{"metric": "revenue", "share_of_total": True}, {"metric": "customers", "share_of_total": True}],
    )
    assert found.rows[0]["revenue_share"] == 1500 / 2090
    assert found.rows[0]["customers_share"] == 2 / 7


@pytest.mark.parametrize("key", ["average_order_value", "return_share"])
def test_an_average_has_no_share_of_a_total(ask: Ask, key: str) -> None:
    with pytest.raises(ToolInputError, match="only sums and counts have"):
        ask("orders", group_by=["country"], measures=[{"metric": key, "share_of_total": True}])


def test_a_share_of_everything_is_refused_rather_than_one(ask: Ask) -> None:
    with pytest.raises(ToolInputError, match="needs group_by, part or top"):
        ask("orders", measures=[{"metric": "revenue", "share_of_total": True}])


def test_probabilities_are_averaged_and_may_not_be_summed(ask: Ask) -> None:
    found = ask("customers", measures=[{"metric": "p_active"}])
    assert found.rows[0]["p_active"] == pytest.approx(4.1 / 8)
    assert found.columns[0].label.en == "average probability of being active"
    with pytest.raises(ToolInputError, match=r"by sum: leave it out, or use mean.*It is: Prob"):
        ask("customers", measures=[{"metric": "p_active", "aggregate": "sum"}])


def test_a_share_is_filtered_between_zero_and_one(ask: Ask) -> None:
    with pytest.raises(ToolInputError, match=r"write 0.5 for 50 %"):
        ask("customers", filters=[{"column": "p_active", "op": "lt", "value": 50}])


def test_percentiles_equal_numpys(ask: Ask, customers: pd.DataFrame) -> None:
    measures = [{"metric": "revenue", "aggregate": a} for a in ("p10", "p25", "median", "p75", "p90", "mean", "max")]
    row = ask("customers", measures=measures).rows[0]
    revenue = customers["revenue_minor"] / 100
    for level in (10, 25, 75, 90):
        assert row[f"revenue_p{level}"] == pytest.approx(np.percentile(revenue, level))
    assert row["revenue_median"] == pytest.approx(revenue.median())
    assert row["revenue_mean"] == pytest.approx(revenue.mean())
    assert row["revenue_max"] == 1500.0


@pytest.mark.parametrize(
    ("bucket", "expected"),
    [
        ("quarter", {"2010-Q1": 1870.0, "2010-Q2": 220.0}),
        ("year", {"2010": 2090.0}),
        # By the calendar of 2010: 1 = Monday; nothing was sold on a Thursday but a return.
        ("weekday", {"1": 205.0, "2": 175.0, "3": 560.0, "4": -10.0, "5": 10.0, "6": 1070.0, "7": 80.0}),
    ],
)
def test_time_is_cut_into_spans(ask: Ask, bucket: str, expected: dict[str, float]) -> None:
    found = ask("orders", group_by=[bucket], measures=[{"metric": "revenue"}])
    assert {row[bucket]: row["revenue"] for row in found.rows} == expected


def test_spans_of_time_equal_pandas(ask: Ask, transactions: pd.DataFrame) -> None:
    days = pd.to_datetime(transactions["day"], unit="D")
    revenue = transactions["amount_minor"].groupby(days.dt.day_of_week).sum() / 100
    found = ask("orders", group_by=["weekday"], measures=[{"metric": "revenue"}])
    assert [row["revenue"] for row in found.rows] == revenue.tolist()


def test_weeks_are_iso_weeks_without_holes(ask: Ask) -> None:
    found = ask("orders", group_by=["week"], measures=[{"metric": "revenue"}])
    assert [row["week"] for row in found.rows] == [f"2010-W{week:02d}" for week in range(1, 27)]
    assert sum(row["revenue"] for row in found.rows) == 2090.0


def test_time_and_country_fill_each_others_holes(ask: Ask) -> None:
    found = ask("orders", group_by=["quarter", "country"], measures=[{"metric": "revenue"}])
    assert len(found.rows) == 8
    assert {"quarter": "2010-Q1", "country": "EIRE", "revenue": 0.0} in found.rows


def test_a_period_beyond_the_data_is_cut_and_said(ask: Ask) -> None:
    period = {"start": "2010-06-01", "end": "2010-08-31"}
    found = ask("orders", period=period, group_by=["month"], measures=[{"metric": "revenue"}])
    assert [row["month"] for row in found.rows] == ["2010-06"]
    assert found.notes[0].en.startswith("The data cover 2010-01-05 to 2010-06-30")


def test_a_month_that_was_not_asked_for_is_not_zero(ask: Ask) -> None:
    months = [{"column": "month", "op": "in", "value": ["2010-03", "2010-06"]}]
    found = ask("orders", filters=months, group_by=["month"], measures=[{"metric": "revenue"}])
    assert [(row["month"], row["revenue"]) for row in found.rows] == [("2010-03", 750.0), ("2010-06", 130.0)]
    with pytest.raises(ToolInputError, match="write it as 2010-01"):
        ask("orders", filters=[{"column": "month", "op": "eq", "value": "March"}], measures=[{"metric": "revenue"}])


def test_customers_are_counted_by_the_month_of_their_first_purchase(ask: Ask) -> None:
    found = ask("customers", group_by=["month"], measures=[{"metric": "customers"}])
    assert [row["customers"] for row in found.rows] == [2, 1, 1, 0, 3, 1]


def test_customers_have_no_period_and_the_answer_says_what_to_do(ask: Ask) -> None:
    with pytest.raises(ToolInputError, match="query_orders counts customers of a period"):
        ask("customers", period={"start": "2010-03-01"}, measures=[{"metric": "customers"}])


def test_nothing_found_is_zero_not_an_error(ask: Ask) -> None:
    found = ask(
        "orders",
        filters=[{"column": "order_value", "op": "gt", "value": 9999}],
        measures=[{"metric": "revenue"}, {"metric": "average_order_value"}, {"metric": "customers"}],
    )
    assert found.rows == ({"revenue": 0.0, "average_order_value": None, "customers": 0},)
    assert found.notes[0].en == "No row fits."
    assert ask("orders", filters=[{"column": "order_value", "op": "gt", "value": 9999}]).rows == ()


def test_order_lines_are_listed_with_dates(ask: Ask) -> None:
    found = ask("orders", filters=[{"column": "customer_id", "op": "eq", "value": "18000"}], sort_by="date")
    assert [(row["order_id"], row["date"], row["line_amount"]) for row in found.rows] == [
        ("o14", "2010-06-18", -50.0),
        ("o13", "2010-06-15", 50.0),
        ("o13", "2010-06-15", 5.0),
        ("o12", "2010-03-01", 200.0),
    ]


def test_every_cell_is_plain_json(ask: Ask, dictionary: MetricDictionary) -> None:
    for table in ("customers", "orders", "reviews"):
        keys = [a.key for a in dictionary.attributes if table in a.columns and a.kind not in ("segment", "bucket")]
        for found in (ask(table), ask(table, columns=keys[:20])):
            kinds = {type(value) for row in found.rows for value in row.values()}
            assert kinds <= {str, int, float, bool, type(None)}
            assert not any(isinstance(v, float) and not np.isfinite(v) for row in found.rows for v in row.values())


def test_the_tables_given_are_left_as_they_were(customers: pd.DataFrame, transactions: pd.DataFrame, ask: Ask) -> None:
    before = customers.copy(), transactions.copy()
    ask("orders", group_by=["month", "country"], measures=[{"metric": "revenue"}], top={"by": "revenue", "percent": 50})
    pd.testing.assert_frame_equal(before[0], customers)
    pd.testing.assert_frame_equal(before[1], transactions)


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ({"column": "date", "op": "ge", "value": "in March"}, "'in March' is not a date"),
        ({"column": "date", "op": "between", "value": "2010-03-01"}, "between needs a list of two"),
        ({"column": "date", "op": "contains", "value": "2010-03-01"}, "contains is for text"),
        ({"column": "revenue", "op": "gt", "value": "a lot"}, "'a lot' is not a number"),
        ({"column": "revenue", "op": "gt", "value": True}, "True is not a number"),
        ({"column": "revenue", "op": "gt", "value": "nan"}, "'nan' is not a number"),
        ({"column": "revenue", "op": "gt", "value": [1, 2]}, "gt takes one value"),
        ({"column": "revenue", "op": "gt"}, "gt needs a value"),
        ({"column": "revenue", "op": "contains", "value": 1}, "contains is for text"),
        ({"column": "country", "op": "gt", "value": "France"}, "use eq, ne, in, not_in or contains"),
        ({"column": "country", "op": "in", "value": []}, "in needs a value"),
        ({"column": "is_return", "op": "eq", "value": "perhaps"}, "with true or false"),
        ({"column": "is_return", "op": "in", "value": []}, "in needs a value"),
        ({"column": "weekday", "op": "eq", "value": "Funday"}, "'Funday' is not a weekday"),
        ({"column": "week", "op": "eq", "value": "2010-03"}, "is not a week; write it as 2010-W"),
        ({"column": "customers", "op": "eq", "value": 1}, "measured over groups of rows"),
        ({"column": "segment", "op": "eq", "value": "x"}, "no metric or attribute 'segment'"),
        ({"column": "predicted_valu", "op": "gt", "value": 1}, "nearest: predicted_value"),
        ({"column": "__class__", "op": "eq", "value": 1}, "no metric or attribute '__class__'"),
        ({"column": "customer_customer_country", "op": "eq", "value": "France"}, "no metric or attribute"),
    ],
)
@pytest.mark.parametrize("group_by", [[], ["month"]])
def test_a_filter_that_cannot_be_used_says_why(
    ask: Ask, condition: dict[str, Any], said: str, group_by: list[str]
) -> None:
    table = "customers" if condition["column"] in ("revenue", "customers", "predicted_valu", "segment") else "orders"
    with pytest.raises(ToolInputError, match=said.replace("(", r"\(")):
        ask(table, filters=[condition], measures=[{"metric": "customers"}], group_by=group_by)


def test_a_group_without_a_name_is_no_answer_to_which_groups_fit(
    tables: QueryTables, dictionary: MetricDictionary
) -> None:
    lines = tables.orders.assign(category=tables.orders["category"].cat.remove_categories(["Home"]))
    nameless = replace(tables, orders=lines)

    def run(**given: Any) -> Table:
        query = {"table": "orders", "group_by": ["category"], "measures": [{"metric": "revenue"}], **given}
        return run_query(Query.model_validate(query), nameless, dictionary, minor_digits=2)

    whole = run()
    assert None in [row["category"] for row in whole.rows]
    named = run(having=[{"measure": "revenue", "op": "gt", "value": 0}])
    assert None not in [row["category"] for row in named.rows]
    assert named.n == whole.n - 1
    assert any("without category" in note.en for note in named.notes)
    n = sum(lines["category"].isna())
    assert any(note.en.startswith(f"{n} order lines have no category") for note in named.notes)
    assert not run(having=[{"measure": "revenue", "op": "lt", "value": 0}]).notes
