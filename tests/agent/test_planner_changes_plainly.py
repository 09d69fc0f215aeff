"""Changes as people say them, and the order of a series: what lost most and by what percent, oldest first."""

from typing import Any

import pytest

from agent.planner.planner import Planner
from tests.agent.test_planner_questions import planner

__all__ = ["planner"]


def _arguments(planner: Planner, question: str) -> dict[str, Any]:
    reading = planner.read(question)
    assert reading.status == "answered", (question, reading.reason)
    (call,) = reading.calls
    return dict(call.arguments)


@pytest.mark.parametrize(
    ("question", "sort", "descending"),
    [
        (
            "Which category lost the most revenue in May 2010 compared with April, and by what percent did it change?",
            "revenue_difference",
            False,
        ),
        ("2010年5月跟4月比，哪个品类销售额掉得最多？变化了百分之几", "revenue_difference", False),
        (
            "which category added the most revenue from H1 2009 to H1 2010, and how much extra was it",
            "revenue_difference",
            True,
        ),
        ("2010年5月对比4月，销售额绝对值增加最多的品类是哪个，多了多少钱", "revenue_difference", True),
        ("2010年2月到11月，哪个月销售额环比增长最猛？涨了百分之多少", "revenue_growth", True),
        ("In which month of 2010 did revenue fall most in percent against the month before?", "revenue_growth", False),
        ("2010年哪个月销售额环比跌幅（百分比）最大？", "revenue_growth", False),
        (
            "Between February and November 2010, which month had the strongest revenue growth on the month before, "
            "and how many percent was it?",
            "revenue_growth",
            True,
        ),
    ],
)
def test_what_changed_most_is_ranked_by_its_change(
    planner: Planner, question: str, sort: str, descending: bool
) -> None:
    arguments = _arguments(planner, question)
    assert (arguments["sort_by"], arguments["descending"], arguments["limit"]) == (sort, descending, 1)
    assert arguments["against"]


@pytest.mark.parametrize(
    "question",
    [
        "Orders in Q2 2010 vs Q3 2010 – both numbers, and the change in percent from Q2 to Q3",
        "2010年二季度和三季度各多少单？三季度环比变了百分之多少",
    ],
)
def test_two_times_named_again_are_two_times(planner: Planner, question: str) -> None:
    arguments = _arguments(planner, question)
    assert (arguments["period"]["start"], arguments["against"]["start"]) == ("2010-07-01", "2010-04-01")


@pytest.mark.parametrize(
    "question",
    [
        "revenue month by month from May to October 2010, oldest first please",
        "revenue per month from May to October 2010, in chronological order",
        "2010年5月到10月每个月的销售额，按时间顺序列一下",
        "Is revenue going down? Please list it per month from May to October 2010, in order.",
    ],
)
def test_a_series_runs_from_the_oldest_anyway(planner: Planner, question: str) -> None:
    arguments = _arguments(planner, question)
    assert (arguments["group_by"], "sort_by" in arguments) == (["month"], False)


@pytest.mark.parametrize(
    "question",
    ["which day in May 2010 had the most orders, and how many were there?", "2010年5月哪一天订单最多，有几单？"],
)
def test_the_day_with_most_orders_is_one_day(planner: Planner, question: str) -> None:
    arguments = _arguments(planner, question)
    assert (arguments["group_by"], arguments["sort_by"], arguments["limit"]) == (["day"], "orders", 1)


def test_bought_by_the_most_customers_ranks_by_customers(planner: Planner) -> None:
    arguments = _arguments(planner, "Which product was bought by the most customers in May 2010, and its revenue?")
    assert (arguments["group_by"], arguments["sort_by"]) == (["product"], "customers")


def test_a_team_that_asks_is_left_aside(planner: Planner) -> None:
    arguments = _arguments(planner, "2010年app的退货率和web的退货率分别是多少，物流那边在问")
    assert arguments["group_by"] == ["channel"]


def test_what_was_sold_on_each_of_two_days_is_told_in_money(planner: Planner) -> None:
    arguments = _arguments(planner, "2010年1到11月，周四一共卖了多少、周日一共卖了多少")
    assert (arguments["measures"], arguments["group_by"]) == ([{"metric": "revenue"}], ["weekday"])
