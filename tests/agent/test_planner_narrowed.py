"""Conditions on customers, orders and reviews: bounded by dates, denied in lists, narrowed, and put in an order."""

import pytest

from agent.planner.planner import Planner
from tests.agent.test_planner_questions import planner

__all__ = ["planner"]


@pytest.mark.parametrize(
    ("question", "op", "value"),
    [
        ("最后一次购买还在2010年5月以前的客户有多少？", "le", "2010-04-30"),
        ("最后一次购买在2010年5月之前的客户有多少？", "le", "2010-04-30"),
        ("最后一次购买在2010年5月之后的客户有多少？", "ge", "2010-06-01"),
        ("How many customers last bought before May 2010?", "le", "2010-04-30"),
        ("How many customers last placed an order before May 2010?", "le", "2010-04-30"),
        ("number of customers who ordered last before May 2010", "le", "2010-04-30"),
    ],
)
def test_the_last_purchase_lies_on_the_side_of_a_date_that_is_told(
    planner: Planner, question: str, op: str, value: str
) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["filters"] == [{"column": "last_purchase", "op": op, "value": value}]


@pytest.mark.parametrize(
    ("question", "bought", "denied"),
    [
        ("How many customers bought in October 2010 but nothing in July, August and September 2010?", [10], [7, 8, 9]),
        ("how many customers bought in May and June 2010 but not in July or August?", [5, 6], [7, 8]),
        ("2010年10月买过、但7月8月9月都没买过的客户有多少", [10], [7, 8, 9]),
        ("2010年5月和6月都买过但7月、8月没买的客户有几个", [5, 6], [7, 8]),
        ("2010年7月没买、8月和9月都买了的客户有多少", [8, 9], [7]),
    ],
)
def test_a_denial_holds_for_all_months_of_its_list(
    planner: Planner, question: str, bought: list[int], denied: list[int]
) -> None:
    (call,) = planner.read(question).calls
    months: dict[str, list[int]] = {"ge": [], "eq": []}
    for condition in call.arguments["filters"]:
        first, last = (int(condition["period"][end][5:7]) for end in ("start", "end"))
        # Months next to one another may be one stretch: nothing bought in it is nothing in each.
        assert first == last or condition["op"] == "eq"
        months[condition["op"]] += range(first, last + 1)
    assert months == {"ge": bought, "eq": denied}


@pytest.mark.parametrize(
    "question",
    [
        "Of everyone who bought in October 2010, how many bought nothing in August and September, "
        "and what share of the October buyers is that?",
        "2010年10月买过、但8月9月都没买过的客户有多少，占10月买家的百分之几？",
    ],
)
def test_those_named_again_are_the_whole_of_the_share(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert [f["period"]["start"] for f in call.arguments["filters"]] == ["2010-10-01"]
    assert [f["op"] for f in call.arguments["part"]][:2] == ["eq", "eq"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("How many orders worth more than 1,000 did we get in 2010?", "and if you only count UK and German customers?"),
        ("How many orders worth more than 1,000 did we get in 2010?", "just customers from the UK and Germany"),
        ("2010年金额超过1000的订单有多少笔？", "那只看英国和德国的呢"),
        ("2010年金额超过1000的订单有多少笔？", "只算英国和德国的客户呢"),
    ],
)
def test_rows_narrowed_to_two_values_are_one_total(planner: Planner, first: str, second: str) -> None:
    (call,) = planner.read(second, previous=[first]).calls
    assert call.arguments["measures"] == [{"metric": "orders"}]
    assert "group_by" not in call.arguments
    assert {"column": "order_value", "op": "gt", "value": 1000} in call.arguments["filters"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Revenue by country in September 2010?", "only orders from the app"),
        ("2010年9月各国家的销售额？", "只看app的订单"),
    ],
)
def test_orders_that_a_turn_narrows_to_are_not_counted(planner: Planner, first: str, second: str) -> None:
    (call,) = planner.read(second, previous=[first]).calls
    assert call.arguments["measures"] == [{"metric": "revenue"}]
    assert call.arguments["group_by"] == ["country"]


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("How many reviews did beauty get in 2010, and what's their average rating?", "same for toys", "reviews"),
        ("beauty in 2010: how many customers and what did they spend?", "and toys?", "customers"),
    ],
)
def test_both_figures_of_a_question_are_asked_again(planner: Planner, first: str, second: str, third: str) -> None:
    (call,) = planner.read(second, previous=[first]).calls
    assert third in {m["metric"] for m in call.arguments["measures"]}
    assert len(call.arguments["measures"]) == 2


@pytest.mark.parametrize(
    ("question", "metric", "descending"),
    [
        ("Countries with at least 20 reviews whose share of bad reviews is above 15%, highest first", "low", True),
        ("which countries have more than 15% low ratings? worst first", "low", True),
        ("评价不少于20条的国家里，哪些国家的差评率超过15%？从高到低列出来，附上差评率", "low", True),
        ("各国的平均评分和评价数，从低到高列出来", "average_rating", False),
        ("average rating and number of reviews by country, lowest first", "average_rating", False),
    ],
)
def test_an_order_in_a_clause_of_its_own_is_by_what_is_asked_for(
    planner: Planner, question: str, metric: str, descending: bool
) -> None:
    (call,) = planner.read(question).calls
    sort = {"low": "low_rating_share"}.get(metric, metric)
    assert (call.arguments["sort_by"], call.arguments["descending"]) == (sort, descending)
    assert "limit" not in call.arguments


@pytest.mark.parametrize(
    "question",
    [
        "High value customers who last bought before May 2010: how many of those are there, and what is their revenue?",
        "High value customers who last bought before May 2010: how many do we have, and what is their revenue?",
        "高价值客户里最后一次购买在2010年5月以前的有多少人？销售额是多少？",
    ],
)
def test_a_count_is_told_beside_another_figure(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert [m["metric"] for m in call.arguments["measures"]] == ["customers", "revenue"]


def test_neither_nor_leaves_out_every_value(planner: Planner) -> None:
    (call,) = planner.read("How many customers live in neither Germany nor France nor EIRE?").calls
    assert call.arguments["filters"] == [{"column": "country", "op": "not_in", "value": ["Germany", "France", "EIRE"]}]
