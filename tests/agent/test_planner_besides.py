"""What else the same customers bought: "who bought beauty … also bought toys", 买过美妆的客户里有多少也买过玩具."""

from typing import Any

import pytest

from agent.planner.planner import Planner
from tests.agent.planner_shop import shop_planner

BEAUTY = {"column": "category", "op": "eq", "value": "beauty"}
TOYS = {"column": "category", "op": "eq", "value": "toys"}


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


def call_of(planner: Planner, question: str) -> tuple[str, dict[str, Any]]:
    reading = planner.read(question)
    assert reading.status == "answered", reading.reason
    (call,) = reading.calls
    return call.name, dict(call.arguments)


@pytest.mark.parametrize(
    "question",
    [
        "Of the customers who bought beauty, how many have also bought toys?",
        "How many customers who bought beauty also bought toys?",
        "How many of our buyers of beauty also ordered toys?",
        "How many customers bought both beauty and toys?",
        "买过美妆的客户里，有多少人也买过玩具？",
        "买过美妆又买过玩具的客户有多少？",
        "既买过美妆又买过玩具的客户有多少？",
        "同时买过美妆和玩具的客户有多少？",
    ],
)
def test_who_bought_both_is_counted(planner: Planner, question: str) -> None:
    name, asked = call_of(planner, question)
    assert name == "query_customers"
    assert asked["filters"] == [BEAUTY, TOYS]
    assert asked["measures"] == [{"metric": "customers"}]


@pytest.mark.parametrize(
    "question",
    [
        "What share of customers who bought beauty also bought toys?",
        "What percentage of our customers who bought beauty have also bought toys?",
        "买过美妆的客户里，也买过玩具的占多少？",
    ],
)
def test_the_share_is_of_those_who_bought_the_first(planner: Planner, question: str) -> None:
    name, asked = call_of(planner, question)
    assert name == "query_customers"
    assert (asked["filters"], asked["part"]) == ([BEAUTY], [TOYS])


def test_which_bought_both_are_listed(planner: Planner) -> None:
    _, asked = call_of(planner, "Which customers who bought beauty also bought toys?")
    assert asked["filters"] == [BEAUTY, TOYS]


@pytest.mark.parametrize(
    "question",
    [
        "Compare revenue of beauty and toys",
        "How many customers bought beauty or toys?",
        "beauty and toys: customers of each",
    ],
)
def test_one_beside_the_other_is_no_both(planner: Planner, question: str) -> None:
    _, asked = call_of(planner, question)
    assert BEAUTY not in asked.get("filters", [])


@pytest.mark.parametrize("question", ["德国和法国的客户，哪边人均花得多？", "德国和法国的客户，哪边人均消费更高？"])
def test_which_side_compares_groups(planner: Planner, question: str) -> None:
    _, asked = call_of(planner, question)
    assert (asked["group_by"], asked["compare"]) == (["country"], True)


@pytest.mark.parametrize(
    "question",
    [
        "What percentage of our customers ordered at least a second time?",
        "What share of customers came back and bought a second time?",
    ],
)
def test_a_second_time_is_twice(planner: Planner, question: str) -> None:
    _, asked = call_of(planner, question)
    assert asked["part"] == [{"column": "orders", "op": "ge", "value": 2}]


@pytest.mark.parametrize(
    "question",
    [
        "toys reviews in June 2010, what percent gave us 4 or 5 stars",
        "What percent of toys reviews in June 2010 have 4 or 5 stars?",
    ],
)
def test_the_share_of_some_stars_is_of_the_reviews_of_the_category(planner: Planner, question: str) -> None:
    _, asked = call_of(planner, question)
    assert asked.get("filters", [TOYS]) == [TOYS]
    assert asked["period"]["start"] == "2010-06-01"
    rated = asked.get("part", [{"column": "rating"}])
    assert [part["column"] for part in rated] == ["rating"]
