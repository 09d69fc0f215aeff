"""What customers spent on some goods; attributes told of each customer found; a comma between an amount and a year."""

import pytest

from agent.planner.planner import Planner
from tests.agent.planner_shop import shop_planner


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


@pytest.mark.parametrize(
    ("question", "goods", "bound"),
    [
        ("Who spent more than 800 on toys?", ("category", "toys"), ("revenue", "gt", 800)),
        ("customers outside France with over £800 spent on toys", ("category", "toys"), ("revenue", "gt", 800)),
        ("How many customers spent more than 800 on toys?", ("category", "toys"), ("revenue", "gt", 800)),
        ("How many customers spent more than 800 on toys in 2010?", ("category", "toys"), ("revenue", "gt", 800)),
        ("German customers with at least 3 orders in beauty", ("category", "beauty"), ("orders", "ge", 3)),
        ("toys类消费超过800英镑的客户有哪些", ("category", "toys"), ("revenue", "gt", 800)),
        ("toys类消费超过800英镑的客户有多少？", ("category", "toys"), ("revenue", "gt", 800)),
    ],
)
def test_what_was_spent_on_goods_is_compared_within_them(
    planner: Planner, question: str, goods: tuple[str, str], bound: tuple[str, str, float]
) -> None:
    (call,) = planner.read(question).calls
    assert (call.name, call.arguments["group_by"]) == ("query_orders", ["customer_id"])
    assert {"column": goods[0], "op": "eq", "value": goods[1]} in call.arguments["filters"]
    measure, op, value = bound
    assert call.arguments["having"] == [{"measure": measure, "op": op, "value": value}]


@pytest.mark.parametrize("question", ["Top 5 customers by revenue in toys", "toys消费最高的5位客户"])
def test_customers_are_ranked_by_what_they_spent_on_the_goods(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert (call.name, call.arguments["sort_by"], call.arguments["limit"]) == ("query_orders", "revenue", 5)


@pytest.mark.parametrize(
    "question", ["Customers who bought toys and spent more than £800", "买过toys且消费超过800英镑的客户"]
)
def test_two_deeds_are_two_conditions(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.name == "query_customers"
    assert {"column": "revenue", "op": "gt", "value": 800} in call.arguments["filters"]


@pytest.mark.parametrize(
    "question",
    [
        "share of customers who spent over £800 on toys",
        "average order value of customers who spent over £800 on toys",
        "在toys上消费超过800英镑的客户占比",
    ],
)
def test_what_cannot_be_told_within_goods_is_asked_back(planner: Planner, question: str) -> None:
    assert planner.read(question).status == "clarify"


@pytest.mark.parametrize(
    "question",
    [
        "Customers with more than 10 orders, with country and spend",
        "Customers with over 10 orders: who, which country, what spend?",
        "订单数超过10单的客户，国家和销售额",
    ],
)
def test_attributes_are_told_of_each_customer_found(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert {"customer_id", "country", "revenue"} <= set(call.arguments["columns"])


@pytest.mark.parametrize("question", ["customers with over 10 orders by country", "订单数超过10单的客户按国家统计"])
def test_they_are_groups_where_that_is_said(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["group_by"] == ["country"]


def test_a_comma_parts_an_amount_from_the_year_that_follows(planner: Planner) -> None:
    (call,) = planner.read("德国客户，总消费>=500，2010年起没买过东西").calls
    assert {"column": "revenue", "op": "ge", "value": 500} in call.arguments["filters"]
    (call,) = planner.read("customers with revenue over 1,500,200").calls
    assert call.arguments["filters"] == [{"column": "revenue", "op": "gt", "value": 1500200}]
