"""Chains of questions, cohorts, and the best of one thing within the best of another."""

from typing import Any

import pytest

from agent.planner.planner import Planner
from agent.planner.reading import Reading
from tests.agent.planner_shop import shop_planner


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


def read(planner: Planner, *turns: str) -> Reading:
    """The reading of the last of some turns."""
    return planner.read(turns[-1], previous=turns[:-1])


def filters(reading: Reading, call: int = -1) -> dict[str, tuple[str, Any]]:
    """Column to operator and value of a call's filters."""
    return {f["column"]: (f["op"], f["value"]) for f in reading.calls[call].arguments.get("filters", [])}


def measures(reading: Reading, call: int = -1) -> list[str]:
    """What a call measures."""
    return [m["metric"] for m in reading.calls[call].arguments["measures"]]


@pytest.mark.parametrize(
    ("first", "then", "asked"),
    [
        ("13085, order count?", "returns in £?", ["returned"]),
        ("13085下了几单", "退了多少钱的货", ["returned"]),
        ("orders of 13085", "last order date + number of orders so far pls", ["orders", "last_purchase"]),
        ("13085下了几单", "扣完退货花了多少", ["revenue"]),
    ],
)
def test_a_turn_cut_short_is_of_the_customer_spoken_of(
    planner: Planner, first: str, then: str, asked: list[str]
) -> None:
    reading = read(planner, first, then)
    told = reading.focus["asked"]
    assert {c.name for c in reading.calls} <= {"lookup_customer", "query_customers"}
    assert "13085" in str([c.arguments for c in reading.calls])
    assert sorted(told) == sorted(asked)


@pytest.mark.parametrize(
    "then",
    ["forecast next 180d incl. low/high", "未来180天预测值和上下限呢", "what do you expect from them, with the range?"],
)
def test_a_forecast_cut_short_is_of_the_customer_with_its_interval(planner: Planner, then: str) -> None:
    reading = read(planner, "orders of 13085", then)
    assert reading.kind == "predict"
    assert reading.calls[0].arguments["customer_ids"] == ["13085"]


def test_the_whole_shop_is_no_customer(planner: Planner) -> None:
    reading = read(planner, "orders of 13085", "total revenue of the shop?")
    assert not filters(reading)


@pytest.mark.parametrize(
    ("turns", "metric"),
    [
        (("Germany orders in 2010?", "revenue?"), "revenue"),
        (("德国2010年多少单", "客单价"), "average_order_value"),
        (("德国2010年多少单", "那边平均每单多少钱？退货不算。"), "gross_order_value"),
        (("Germany net sales 2010", "avg order there, w/o returns"), "gross_order_value"),
    ],
)
def test_a_figure_alone_keeps_the_scope(planner: Planner, turns: tuple[str, ...], metric: str) -> None:
    reading = read(planner, *turns)
    assert filters(reading) == {"country": ("eq", "Germany")}
    assert measures(reading) == [metric]
    assert reading.calls[0].arguments["period"]["start"] == "2010-01-01"


@pytest.mark.parametrize(
    "then",
    [
        "Same for at_risk, along with the number of customers in it.",
        "and the at-risk ones, total plus n?",
        "at_risk那批呢，总额和人数",
        "at_risk 也算一下，再告诉我里面有多少客户。",
    ],
)
def test_the_same_and_how_many_are_two_figures(planner: Planner, then: str) -> None:
    reading = read(planner, "predicted value of the champions in total", then)
    assert measures(reading) == ["predicted_value", "customers"]
    assert filters(reading) == {"rfm_segment": ("eq", "at_risk")}


def test_another_month_is_told_beside_the_one_before(planner: Planner) -> None:
    reading = read(planner, "toys类2010年10月多少单", "那收入多少，9月又是多少")
    assert measures(reading) == ["revenue"]
    assert {"2010-09", "2010-10"} <= set(filters(reading)["month"][1])


@pytest.mark.parametrize(
    "question",
    [
        "Of the customers who bought in May 2010, how many bought again in June 2010, and what percentage is that?",
        "Retention May 2010 -> June 2010: retained buyers and rate",
        "2010年5月买家到6月的留存，人数和留存率",
        "retention from May to June 2010",
    ],
)
def test_who_bought_again_is_a_share_of_those_who_bought_before(planner: Planner, question: str) -> None:
    reading = read(planner, question)
    (call,) = reading.calls
    assert call.arguments["filters"][0]["period"]["start"].endswith("05-01")
    assert call.arguments["part"][0]["period"]["start"].endswith("06-01")


@pytest.mark.parametrize(
    "turns",
    [
        ("New buyers Sept 2010 (first order in that month)?", "Oct?", "net rev of the Oct cohort, in Oct"),
        ("2010年9月首次购买的客户有多少？", "10月呢？", "10月这批新客当月贡献了多少净销售额？"),
        ("9月(2010)新客数，按首单月份算", "10月的呢", "10月这批人当月净额"),
    ],
)
def test_newcomers_of_a_month_and_what_they_spent_in_it(planner: Planner, turns: tuple[str, ...]) -> None:
    october = {"first_purchase": ("between", ["2010-10-01", "2010-10-31"])}
    assert filters(read(planner, *turns[:2])) == october
    spent = read(planner, *turns)
    assert filters(spent) == october
    assert spent.calls[0].arguments["period"] == {"start": "2010-10-01", "end": "2010-10-31"}


@pytest.mark.parametrize(
    "question",
    [
        "Outside the UK, which country had the highest revenue in 2010, and which category sold best there?",
        "除了英国，2010年销售额最高的是哪个国家？那个国家里卖得最好的品类是啥？两个金额都要。",
        "2010 ex UK: #1 country by revenue, then its #1 category. amounts for both",
    ],
)
def test_the_best_within_the_best_is_found_in_two_steps(planner: Planner, question: str) -> None:
    reading = read(planner, question)
    assert [c.arguments["group_by"] for c in reading.calls] == [["country"], ["category"]]
    assert filters(reading, 0) == {"country": ("ne", "United Kingdom")}
    assert filters(reading, 1)["country"] == ("eq", {"$cell": [0, "country"]})
    assert measures(reading, 1) == ["revenue"]


@pytest.mark.parametrize(
    "question", ["best month ever and its leading category", "最好的一个月是哪月，当月哪个品类第一"]
)
def test_the_best_month_is_told_with_its_category(planner: Planner, question: str) -> None:
    assert [c.arguments["group_by"] for c in read(planner, question).calls] == [["month"], ["category"]]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("who's our worst returner (by £)?", "still worth having? net spend and order count of that one"),
        ("退货大户是谁，按金额", "那他净贡献多少，下过几单"),
        (
            "Which customer has sent back the most, by value?",
            "And what has that customer brought us, in how many orders?",
        ),
    ],
)
def test_that_one_is_the_first_of_a_ranking(planner: Planner, first: str, then: str) -> None:
    assert read(planner, first).calls[0].arguments["sort_by"] == "returned"
    reading = read(planner, first, then)
    assert measures(reading) == ["revenue", "orders"]
    assert "$cell" in str(filters(reading)) or reading.calls[0].arguments["limit"] == 1


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("How many customers have ordered at least twice?", "Which country has the most of these, and how many?"),
        ("下过两单以上（含两单）的客户有多少？", "这些复购客户哪个国家最多，多少人？"),
        ("repeat customers, how many", "top country among them + headcount"),
    ],
)
def test_customers_counted_before_are_ranked_by_how_many_they_are(planner: Planner, first: str, then: str) -> None:
    reading = read(planner, first, then)
    assert reading.calls[0].arguments["sort_by"] == "customers"
    assert filters(reading)["orders"] == ("ge", 2)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("how many customers bought in May 2010", "how many of them came back in June 2010?"),
        ("2010年5月多少客户下单", "其中6月又下单的有多少"),
    ],
)
def test_those_who_bought_in_a_month_are_followed_into_the_next(planner: Planner, first: str, then: str) -> None:
    conditions = read(planner, first, then).calls[0].arguments["filters"]
    assert [c["period"]["start"] for c in conditions] == ["2010-05-01", "2010-06-01"]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("which product sold best in 2010?", "which country buys it most?"),
        ("哪个国家客户最多", "退了多少钱"),
        ("top 5 customers by revenue", "total orders?"),
    ],
)
def test_a_bare_figure_after_a_winner_or_a_list_is_theirs(planner: Planner, first: str, then: str) -> None:
    reading = read(planner, first, then)
    assert len(reading.calls) == 2
    assert reading.calls[1].needs == (0,)
