"""English wordings that were asked back or read wrongly: codes, "nothing", languages, what a whole sentence says."""

from dataclasses import replace
from typing import Any

import pytest

from agent.planner.planner import Planner
from tests.agent.planner_shop import planner_facts


@pytest.fixture(scope="module")
def planner() -> Planner:
    """A planner of the small shop, which knows one product's code."""
    return Planner(replace(planner_facts(), product_ids=frozenset({"22086", "85123A", "P-HO18"})))


def _filters(planner: Planner, question: str) -> list[dict[str, Any]]:
    reading = planner.read(question)
    assert reading.status == "answered", (question, reading.reason)
    return [*reading.calls[0].arguments.get("filters", []), *reading.calls[0].arguments.get("part", [])]


@pytest.mark.parametrize(
    ("question", "column", "op", "value"),
    [
        ("How many customers last bought more than 60 days ago?", "recency_days", "gt", 60),
        ("How many accounts have bought nothing for more than 180 days?", "recency_days", "gt", 180),
        ("units sold of article 22086", "product_id", "eq", "22086"),
        ("货号22086的销售额", "product_id", "eq", "22086"),
        ("revenue of stock code 85123a", "product_id", "eq", "85123A"),
        ("revenue of everything but beauty", "category", "ne", "beauty"),
        ("How many customers left a review?", "reviews", "ge", 1),
    ],
)
def test_conditions(planner: Planner, question: str, column: str, op: str, value: object) -> None:
    """Each of these is one condition."""
    (condition,) = _filters(planner, question)
    assert (condition["column"], condition["op"], condition["value"]) == (column, op, value)


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("What does a typical order come to?", "average_order_value"),
        ("Which share of revenue was sent back in 2010?", "return_share"),
        ("Gross revenue in 2010, I mean before returns are subtracted", "gross_revenue"),
        ("How many items does an average order hold?", "units"),
        ("average rating given by German customers", "average_rating"),
        ("Who has the better repeat rate, Germany or France?", "repeat_share"),
        ("Average order value by channel please, I am making a slide", "average_order_value"),
    ],
)
def test_measures(planner: Planner, question: str, metric: str) -> None:
    """Each of these measures one thing."""
    reading = planner.read(question)
    assert reading.status == "answered", (question, reading.reason)
    assert [m["metric"] for m in reading.calls[0].arguments["measures"]] == [metric]


def test_customers_of_every_month_are_asked_back(planner: Planner) -> None:
    """Who bought in each of the months cannot be found."""
    assert planner.read("number of customers who ordered in every month of 2010").status == "clarify"


@pytest.mark.parametrize(
    ("question", "metrics"),
    [
        ("How many times have the loyal customers ordered in total?", ["orders"]),
        ("How much is an average order worth in Germany?", ["average_order_value"]),
        ("How many orders does the typical customer place?", ["orders_per_customer"]),
        ("What share of customers buy again?", ["repeat_share"]),
        ("What percentage of the reviews are bad?", ["low_rating_share"]),
        ("What's the expected number of orders for Germany?", ["predicted_orders"]),
        ("revenue of beauty products last quarter", ["revenue"]),
        ("How many days pass between two orders on average?", ["gap_mean_days"]),
        ("How many orders are above 1000?", ["orders"]),
        ("What share of orders is above 1,000?", ["orders"]),
        ("revenue from orders of at least 500", ["revenue"]),
        ("Size of the at-risk segment?", ["customers"]),
        ("monthly orders 2010", ["orders"]),
    ],
)
def test_what_is_measured_of_everybody(planner: Planner, question: str, metrics: list[str]) -> None:
    """One table is measured, without a list of customers, orders or products."""
    reading = planner.read(question)
    assert reading.status == "answered", (question, reading.reason)
    (call,) = reading.calls
    assert [m["metric"] for m in call.arguments["measures"]] == metrics
    assert not {"customer_id", "order_id", "product"} & set(call.arguments.get("group_by", []))


def test_orders_over_an_amount_are_counted_for_any_role() -> None:
    """The support desk may count orders that it may not list."""
    support = Planner(replace(planner_facts(), role="support"))
    (call,) = support.read("Number of orders with an order value above 1,000").calls
    assert call.arguments["filters"] == [{"column": "order_value", "op": "gt", "value": 1000}]
    assert "group_by" not in call.arguments


def test_each_of_them_is_told_one_by_one(planner: Planner) -> None:
    """Figures "of each of these three" are no sum over them."""
    reading = planner.read("revenue of each of these three?", previous=["top 3 customers by predicted value"])
    assert reading.calls[-1].arguments["group_by"] == ["customer_id"]


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("revenue in the last full month", "2010-11-01", "2010-11-30"),
        ("last full quarter's revenue", "2010-07-01", "2010-09-30"),
        ("最近三个完整月的销售额", "2010-09-01", "2010-11-30"),
    ],
)
def test_whole_units_of_time(planner: Planner, question: str, start: str, end: str) -> None:
    """A month that is not over is no full month."""
    (call,) = planner.read(question).calls
    assert call.arguments["period"] == {"start": start, "end": end}


@pytest.mark.parametrize(
    ("question", "metric", "groups"),
    [
        ("Which customers returned the most goods?", "returns", []),
        ("Which segment is the largest?", "customers", ["rfm_segment"]),
        ("Which country has the most customers after the UK?", "customers", ["country"]),
        ("Is the return rate of Germany higher than that of France?", "return_share", ["country"]),
        ("Do people in Germany spend more per order than those in France?", "average_order_value", ["country"]),
        ("Did we have more customers in October or November 2010?", "customers", ["month"]),
        ("How many products sold fewer than 10 units?", "units", ["product"]),
        ("How many categories had more than 50 orders in 2010?", "orders", ["category"]),
        ("percentage of low ratings in beauty", "low_rating_share", []),
        ("largest order in 2010: amount and customer", "order_value", ["customer_id"]),
        ("top 3 countries by revenue, min 10 orders each", "revenue", ["country"]),
        ("average units per order by country", "units", ["country"]),
        ("which products sold the least in 2010?", "units", ["product"]),
        ("biggest non-UK country by revenue", "revenue", ["country"]),
    ],
)
def test_ranked_and_compared(planner: Planner, question: str, metric: str, groups: list[str]) -> None:
    """The groups that are ranked or compared, and by what."""
    reading = planner.read(question)
    assert reading.status == "answered", (question, reading.reason)
    arguments = reading.calls[0].arguments
    told = [m["metric"] for m in arguments.get("measures", [])] or arguments["columns"]
    assert metric in told
    assert arguments.get("group_by", []) == groups


@pytest.mark.parametrize(
    ("question", "metric", "count"),
    [("total revenue of the top 20 customers", "revenue", 20), ("combined orders of our top 5 customers", "orders", 5)],
)
def test_a_total_of_the_first_is_summed_up(planner: Planner, question: str, metric: str, count: int) -> None:
    """What the first twenty come to together is one figure."""
    (call,) = planner.read(question).calls
    assert call.arguments["top"]["count"] == count
    assert [m["metric"] for m in call.arguments["measures"]] == [metric]


def test_categories_of_customers(planner: Planner) -> None:
    """How many categories somebody bought from is a condition on customers."""
    (condition,) = _filters(planner, "How many customers bought from two or more categories?")
    assert (condition["column"], condition["op"], condition["value"]) == ("categories", "ge", 2)


@pytest.mark.parametrize(
    "question",
    ["what rank is Germany by revenue?", "weekend vs weekday revenue", "Who is our best customer in Germany?"],
)
def test_what_cannot_be_told_is_asked_back(planner: Planner, question: str) -> None:
    """Nothing else is answered in its place."""
    assert planner.read(question).status == "clarify"


@pytest.mark.parametrize("question", ["who bought P-HO18 in May 2010?", "2010年5月有谁买过P-HO18？"])
def test_a_lettered_code_is_a_product_wherever_it_stands(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["filters"] == [{"column": "product_id", "op": "eq", "value": "P-HO18"}]


@pytest.mark.parametrize(
    "question",
    [
        "Safety notice for JUMBO BAG RED RETROSPOT: who bought it since May 2010? Need customer id, name and e-mail.",
        "JUMBO BAG RED RETROSPOT有批次问题要通知客户，2010年5月以来买过的人都列出来，客户号、姓名、邮箱",
        "any customers who bought JUMBO BAG RED RETROSPOT since May 2010? want to call them - id, name, email",
    ],
)
def test_what_is_done_about_goods_chooses_nobody(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["columns"] == ["customer_id", "name", "email"]
    assert [f["value"] for f in call.arguments["filters"]] == ["JUMBO BAG RED RETROSPOT"]
