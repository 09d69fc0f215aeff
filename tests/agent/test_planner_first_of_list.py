"""The first of the list just shown, and questions that stand by themselves after another."""

import pytest

from agent.planner.planner import Planner
from tests.agent.test_planner_questions import planner

__all__ = ["planner"]

_LIST = {"en": "top 3 categories in Germany by revenue in 2010", "zh": "德国2010年销售额前三的品类是哪些？"}


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "what is the return rate of the top one?"),
        ("en", "what is the top category's return rate?"),
        ("en", "How many units did the leading category sell?"),
        ("zh", "排第一的那个退货率多少"),
        ("zh", "德国排第一的那个退货率多少"),
        ("zh", "排第一的品类退货率多少"),
        ("zh", "第一名的评分呢"),
    ],
)
def test_the_first_is_the_first_of_the_list_just_shown(planner: Planner, language: str, question: str) -> None:
    reading = planner.read(question, previous=[_LIST[language]])
    assert reading.calls[0].arguments["sort_by"] == "revenue"
    asked = {f["column"]: f["value"] for f in reading.calls[1].arguments["filters"]}
    assert asked == {"country": "Germany", "category": {"$cell": [0, "category"]}}


@pytest.mark.parametrize(
    ("language", "question"), [("zh", "法国排第一的那个退货率多少"), ("zh", "排第二的那个退货率多少")]
)
def test_the_first_of_a_list_not_shown_is_asked_back(planner: Planner, language: str, question: str) -> None:
    assert planner.read(question, previous=[_LIST[language]]).status == "clarify"


def test_what_ranks_first_by_a_measure_of_its_own_is_a_ranking(planner: Planner) -> None:
    (call,) = planner.read("哪个国家的退货率排第一", previous=[_LIST["zh"]]).calls
    assert (call.arguments["group_by"], call.arguments["sort_by"]) == (["country"], "return_share")


def test_a_question_of_other_rows_does_not_keep_what_customers_bought(planner: Planner) -> None:
    first = "How many customers who bought beauty also bought toys?"
    (call,) = planner.read("1星到5星的评价各有多少条？", previous=[first]).calls
    assert [f["column"] for f in call.arguments["filters"]] == ["rating"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("下过3单以上的客户有多少", "他们的订单分渠道看"),
        ("How many customers placed at least 3 orders?", "their orders by channel"),
    ],
)
def test_what_bounds_customers_bounds_no_groups_of_their_orders(planner: Planner, first: str, second: str) -> None:
    (call,) = planner.read(second, previous=[first]).calls
    assert "having" not in call.arguments
    assert [f["column"] for f in call.arguments["filters"]] == ["orders"]
