"""Clauses that tell a story in words nobody knows are set aside and named; what asks, narrows or names never is."""

import pytest

from agent.planner.planner import Planner
from tests.agent.test_planner_questions import planner

__all__ = ["planner"]


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Revenue in Germany in 2010 - the wholesaler grumbles and claims it is shrinking.", "the wholesaler grumbles"),
        ("Pondering a parking permit scheme. How many orders came from Germany in 2010?", "Pondering a parking permit"),
        ("quick one for the lease haggling: revenue in Germany in 2010?", "lease haggling"),
        ("房东说生意在下滑，2010年德国的销售额是多少", "房东说生意在下滑"),
        ("2010年德国的订单数是多少？想重定停车门槛", "想重定停车门槛"),
        ("2010年德国的销售额是多少？我要决定租不租车库", "我要决定租不租车库"),
    ],
)
def test_a_story_is_set_aside_and_named(planner: Planner, question: str, told: str) -> None:
    reading = planner.read(question)
    assert reading.status == "answered", reading.reason
    assert told in reading.text
    filters = [(f["column"], f["value"]) for f in reading.calls[0].arguments["filters"]]
    assert filters == [("country", "Germany")]


@pytest.mark.parametrize(
    "question",
    [
        "Wholesale waffles. What is the revenue in 2010?",
        "Revenue in 2010 - the landlord argues over France.",
        "Haggling in May 2010. How many orders came from Germany?",
        "Revenue in Germany in 2010, leaving out gizmo parcels.",
        "2010年德国的销售额是多少？停车位单独算",
        "房东在法国说要重装，2010年德国的销售额是多少",
        "2010年的销售额是多少？想要加盟附加费的明细",
    ],
)
def test_what_may_ask_or_narrow_is_no_story(planner: Planner, question: str) -> None:
    assert planner.read(question).status != "answered", planner.read(question).text


@pytest.mark.parametrize(
    "question",
    ["We are haggling with 13085. How many orders have they placed?", "我在跟13085扯皮，一共下过几单？"],
)
def test_whom_a_story_names_goes_on_being_asked_about(planner: Planner, question: str) -> None:
    reading = planner.read(question)
    if reading.status == "answered":
        assert "13085" in str(reading.calls[0].arguments)


@pytest.mark.parametrize(
    "question",
    [
        "how many customers purchased from the toys category as well as from the home category in 2010?",
        "customers who, in the course of 2010, bought from the toys category as well as from the home range: how many",
        "How many customers bought something from the toys range and also from the home range in 2010?",
    ],
)
def test_from_one_category_as_well_as_from_another_is_bought_both(planner: Planner, question: str) -> None:
    call = planner.read(question).calls[0].arguments
    assert [f["value"] for f in call["filters"]] == ["toys", "home"]
    assert "group_by" not in call


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Top 4 customers in France by revenue in 2010?", "Which of these four have bought nothing since 1 July 2010?"),
        ("法国2010年销售额最高的4个客户是哪些", "这4个里面，2010年7月1日以来没再买过的是谁？"),
    ],
)
def test_so_many_of_these_is_no_number_of_orders(planner: Planner, first: str, then: str) -> None:
    call = planner.read(then, previous=(first,)).calls[-1].arguments
    assert [f["column"] for f in call["filters"]] == ["recency_days", "customer_id"]
