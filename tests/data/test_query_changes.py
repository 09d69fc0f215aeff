"""Queries against an earlier time, on what customers did within days, and in two steps: sums done by hand."""

import datetime as dt
import math
from typing import Any

import pandas as pd
import pytest

from config.errors import ToolInputError
from data.customer_attributes import customer_attributes
from data.metric_files import standard_dictionary
from data.queries import run_query
from data.query_tables import QueryTables
from data.query_time import day_number
from data.spec import Query
from data.tables import Table
from data.value_names import value_names

Ask = Any
REVENUE = [{"metric": "revenue"}]
MONTHS = {
    "January": {"start": "2010-01-01", "end": "2010-01-31"},
    "March": {"start": "2010-03-01", "end": "2010-03-31"},
    "May": {"start": "2010-05-01", "end": "2010-05-31"},
    "June": {"start": "2010-06-01", "end": "2010-06-30"},
}


@pytest.fixture(scope="module")
def ask(customers: pd.DataFrame, transactions: pd.DataFrame, reviews: pd.DataFrame) -> Ask:
    as_of, first = day_number(dt.date(2010, 6, 30)), day_number(dt.date(2010, 1, 5))
    tables = QueryTables.create(customers, transactions, reviews=reviews, as_of_day=as_of, first_day=first)
    full = standard_dictionary().with_attributes(customer_attributes(tables.customers))
    dictionary = full.for_build(tables.columns()).with_value_names(value_names(tables))

    def run(table: str, **given: Any) -> Table:
        return run_query(Query.model_validate({"table": table, **given}), tables, dictionary, minor_digits=2)

    return run


def ids(found: Table) -> set[object]:
    return {row["customer_id"] for row in found.rows}


def did(column: str, op: str, value: object, month: str) -> dict[str, object]:
    return {"column": column, "op": op, "value": value, "period": MONTHS[month]}


def test_a_month_stands_beside_the_one_before_with_difference_and_growth(ask: Ask) -> None:
    (row,) = ask("orders", measures=REVENUE, period=MONTHS["June"], against=MONTHS["May"]).rows
    assert (row["revenue"], row["revenue_before"], row["revenue_difference"]) == (130.0, 90.0, 40.0)
    assert math.isclose(row["revenue_growth"], 40 / 90)


def test_groups_of_either_time_are_compared_even_where_one_has_no_rows(ask: Ask) -> None:
    found = ask("orders", measures=REVENUE, group_by=["country"], period=MONTHS["June"], against=MONTHS["May"])
    rows = {row["country"]: (row["revenue"], row["revenue_before"]) for row in found.rows}
    assert rows == {"Germany": (50.0, 0.0), "United Kingdom": (70.0, 0.0), "France": (10.0, 0.0), "EIRE": (0.0, 90.0)}
    growths = {row["country"]: row["revenue_growth"] for row in found.rows}
    assert growths == {"Germany": None, "United Kingdom": None, "France": None, "EIRE": -1.0}


def test_every_month_stands_beside_the_one_before_it_even_outside_the_period(ask: Ask) -> None:
    period = {"start": "2010-03-01", "end": "2010-06-30"}
    rows = ask("orders", measures=REVENUE, group_by=["month"], period=period, against="previous").rows
    assert [row["revenue_before"] for row in rows] == [500.0, 750.0, 0.0, 90.0]
    assert rows[0]["revenue_growth"] == 0.5
    assert rows[1]["revenue_growth"] == -1.0
    assert rows[2]["revenue_growth"] is None, "nothing cannot grow by a percentage"


def test_the_first_span_of_the_data_has_none_before_it(ask: Ask) -> None:
    rows = ask("orders", measures=REVENUE, group_by=["month"], against="previous").rows
    assert rows[0]["revenue_before"] is None
    years = ask("orders", measures=REVENUE, group_by=["quarter"], against="year").rows
    assert {row["revenue_growth"] for row in years} == {None}


def test_groups_can_be_sorted_and_kept_by_their_growth(ask: Ask) -> None:
    asked = {"measures": REVENUE, "group_by": ["country"], "period": MONTHS["June"], "against": MONTHS["March"]}
    # Germany 50 after 50, United Kingdom 70 after 500, France 10 after 200.
    ordered = [row["country"] for row in ask("orders", **asked, sort_by="revenue_growth").rows]
    assert ordered == ["Germany", "United Kingdom", "France"]
    having = [{"measure": "revenue_growth", "op": "lt", "value": -0.9}]
    assert [row["country"] for row in ask("orders", **asked, having=having).rows] == ["France"]


def test_customers_are_found_by_what_they_did_in_a_month_and_did_not_in_another(ask: Ask) -> None:
    january, not_june = did("orders", "ge", 1, "January"), did("orders", "eq", 0, "June")
    assert ids(ask("customers", columns=["customer_id"], filters=[january])) == {"0012", "13085"}
    assert ids(ask("customers", columns=["customer_id"], filters=[january, not_june])) == {"13085"}


def test_money_of_a_month_is_compared_in_currency_units(ask: Ask) -> None:
    rich = did("revenue", "gt", 119.99, "January")
    assert ids(ask("customers", columns=["customer_id"], filters=[rich])) == {"0012", "13085"}
    richer = did("revenue", "gt", 120, "January")
    assert ids(ask("customers", columns=["customer_id"], filters=[richer])) == {"13085"}


def test_a_product_bought_within_days_is_a_condition_on_the_customer(ask: Ask) -> None:
    mugs = did("product", "eq", "Mug", "March")
    assert ids(ask("customers", columns=["customer_id"], filters=[mugs])) == {"0012", "13085"}
    assert (
        ask("customers", measures=[{"metric": "customers"}], filters=[{**mugs, "op": "ne"}]).rows[0]["customers"] == 6
    )
    # All they ever bought, not only the mugs: 120 + 50 + 50 and 500 + 500 + 500.
    assert ask("orders", measures=REVENUE, filters=[mugs]).rows[0]["revenue"] == 1720.0


def test_an_average_over_months_leaves_out_months_without_an_order(ask: Ask) -> None:
    (row,) = ask("orders", measures=[{"metric": "revenue", "per": "month"}]).rows
    assert row["revenue_mean_per_month"] == (620 + 500 + 750 + 90 + 130) / 5


def test_a_median_over_customers_counts_those_who_bought(ask: Ask) -> None:
    # Orders: 3, 1, 3, 3, 2, 1, 1; the customer who only returned something has none.
    measure = {"metric": "orders", "aggregate": "median", "per": "customer_id"}
    assert ask("orders", measures=[measure]).rows[0]["orders_median_per_customer_id"] == 2
    by_country = ask("orders", measures=[measure], group_by=["country"]).rows
    assert {row["country"]: row["orders_median_per_customer_id"] for row in by_country}["Germany"] == 2


def test_a_share_within_each_group_is_of_that_group(ask: Ask) -> None:
    found = ask(
        "customers",
        measures=[{"metric": "customers", "share_of_total": True}],
        group_by=["country"],
        part=[{"column": "orders", "op": "ge", "value": 2}],
        share_within=["country"],
    )
    shares = {row["country"]: row["customers_share"] for row in found.rows}
    assert shares == {"Germany": 0.5, "United Kingdom": 2 / 3, "France": 0.5}


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"measures": REVENUE, "against": "previous"}, "or exactly one of day"),
        ({"measures": REVENUE, "against": MONTHS["May"]}, "needs a period"),
        ({"group_by": ["month"], "against": "previous"}, "needs measures"),
        ({"measures": [{"metric": "revenue", "per": "month", "aggregate": "sum"}]}, "per goes with"),
        (
            {
                "measures": [{"metric": "revenue", "share_of_total": True}],
                "group_by": ["country"],
                "share_within": ["month"],
            },
            "names keys of group_by",
        ),
        (
            {"measures": REVENUE, "filters": [{**did("orders", "ge", 1, "May"), "column": "p_active"}]},
            "takes no period",
        ),
        (
            {"measures": REVENUE, "filters": [{**did("orders", "eq", "high", "May"), "column": "value_tier"}]},
            "over time",
        ),
    ],
)
def test_what_has_no_meaning_is_told_with_what_has(ask: Ask, given: dict[str, Any], told: str) -> None:
    with pytest.raises(ToolInputError, match=told):
        ask("orders", **given)
