"""Of what a share is one: what a customer has spent, what an "of" names, several values taken together."""

from typing import Any

import pytest

from agent.planner.planner import Planner
from tests.agent.test_planner_questions import planner

__all__ = ["planner"]


def _share(planner: Planner, question: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The whole and the part of one share."""
    reading = planner.read(question)
    assert (reading.status, reading.kind) == ("answered", "share"), (question, reading.reason or reading.text)
    arguments = reading.calls[0].arguments
    return arguments.get("filters", []), arguments["part"]


@pytest.mark.parametrize(
    "question",
    [
        "Of all the money 13085 has spent with us this year, what percentage went on beauty?",
        "What share of 13085's spend this year was on beauty products?",
        "How much of what 13085 spent in 2010 went to beauty, in percent?",
        "Beauty's share of 13085's revenue in 2010?",
        "13085今年在我们家花的钱里，beauty占百分之多少？",
        "13085的消费里beauty占几成？",
        "beauty占13085今年消费的百分之几？",
    ],
)
def test_a_share_of_what_a_customer_spent_is_one_of_the_customers_own(planner: Planner, question: str) -> None:
    whole, part = _share(planner, question)
    assert [(f["column"], f["value"]) for f in whole] == [("customer_id", "13085")]
    assert [(f["column"], f["value"]) for f in part] == [("category", "beauty")]


@pytest.mark.parametrize(
    "question",
    ["What percentage of 13085's orders came through the app?", "客户13085的订单有百分之多少是通过app下的？"],
)
def test_the_channel_of_a_customers_orders_is_the_part(planner: Planner, question: str) -> None:
    whole, part = _share(planner, question)
    assert [f["column"] for f in whole] == ["customer_id"]
    assert [f["column"] for f in part] == ["channel"]


@pytest.mark.parametrize(
    "question",
    [
        "What share of our total revenue this year comes from 13085?",
        "13085 as a share of all revenue this year?",
        "13085的消费占我们今年总销售额的百分之多少？",
    ],
)
def test_a_customer_as_a_share_of_the_shop_is_the_part(planner: Planner, question: str) -> None:
    whole, part = _share(planner, question)
    assert not whole
    assert [(f["column"], f["value"]) for f in part] == [("customer_id", "13085")]


@pytest.mark.parametrize(
    "question",
    [
        "Of the orders from Germany this year, what share contained beauty products?",
        "What share of the orders from Germany this year contained beauty products?",
        "德国今年的订单里，包含beauty商品的占多大比例？",
    ],
)
def test_the_whole_is_what_of_names(planner: Planner, question: str) -> None:
    whole, part = _share(planner, question)
    assert [(f["column"], f["value"]) for f in whole] == [("country", "Germany")]
    assert [(f["column"], f["value"]) for f in part] == [("category", "beauty")]


@pytest.mark.parametrize(
    "question",
    [
        "Germany and France taken together: what share of our 2010 sales do they make up?",
        "What percentage of 2010 revenue comes from Germany and France combined?",
        "How much of 2010 revenue do Germany and France account for altogether?",
        "德国和法国合起来，占我们2010年销售额的多少？",
        "德国、法国加在一起占2010年销售额的百分之几？",
        "德国和法国两个国家合计占2010年销售额的几成？",
    ],
)
def test_values_taken_together_have_one_share(planner: Planner, question: str) -> None:
    whole, part = _share(planner, question)
    assert not whole
    assert [(f["column"], f["value"]) for f in part] == [("country", ["Germany", "France"])]


@pytest.mark.parametrize(
    "question",
    ["德国和法国各占2010年销售额的百分之多少？", "What share of 2010 revenue do Germany and France each have?"],
)
def test_values_told_one_by_one_have_a_share_each(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["group_by"] == ["country"]


@pytest.mark.parametrize(
    ("question", "measures"),
    [
        ("Total sales in Germany in 2010, and how much is that per buyer?", ["revenue", "revenue_per_customer"]),
        ("Germany revenue in 2010 in total and per customer", ["revenue", "revenue_per_customer"]),
        (
            "How many orders did Germany place in 2010, and how many is that per customer?",
            ["orders", "orders_per_customer"],
        ),
        ("What was total revenue in 2010 and what does that come to per order?", ["revenue", "average_order_value"]),
        ("How many orders in September 2010, and how many per customer?", ["orders", "orders_per_customer"]),
        ("德国客户2010年总共买了多少钱，平均每个买家花多少？", ["revenue", "revenue_per_customer"]),
        ("2010年德国客户总共花了多少，平均每个客户多少？", ["revenue", "revenue_per_customer"]),
        ("2010年德国的销售额和每个买家平均花费是多少？", ["revenue", "revenue_per_customer"]),
    ],
)
def test_what_a_total_comes_to_a_head_stands_beside_it(planner: Planner, question: str, measures: list[str]) -> None:
    (call,) = planner.read(question).calls
    assert [m["metric"] for m in call.arguments["measures"]] == measures
    assert "group_by" not in call.arguments


@pytest.mark.parametrize(
    "question",
    [
        "How many different toys products were sold in the first half of 2010?",
        "How many distinct toys items did we sell in the first half of 2010?",
        "2010年上半年卖过多少种不同的toys商品？",
    ],
)
def test_different_goods_are_counted_not_pieces(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["measures"] == [{"metric": "products"}]


def test_goods_that_may_be_pieces_are_asked_back(planner: Planner) -> None:
    assert planner.read("How many toys products were sold this year?").status == "clarify"


@pytest.mark.parametrize(
    "question",
    [
        "2010年1月到11月退货率怎么变的？每个月给我一个数",
        "2010年1月到11月退货率怎么变的？每月报个数就行",
        "How did our return rate develop from January to November 2010? One figure per month.",
    ],
)
def test_a_figure_for_every_month_is_a_trend(planner: Planner, question: str) -> None:
    reading = planner.read(question)
    assert reading.kind == "trend"
    assert reading.calls[0].arguments["group_by"] == ["month"]


@pytest.mark.parametrize(
    "question",
    [
        "客户13085今年每个月花了多少钱？没买东西的月份不用列",
        "客户13085今年每个月花了多少钱，没下单的月份跳过就行",
        "13085 spend by month in 2010, skip the empty months.",
    ],
)
def test_months_without_orders_are_left_out_where_asked(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["having"] == [{"measure": "orders", "op": "ne", "value": 0.0}]


@pytest.mark.parametrize(
    "question",
    [
        "By what percentage did revenue from outside the UK change from October to November 2010?"
        " Show both months' figures too.",
        "How much did revenue outside the UK change in percent from October to November 2010?"
        " Include both months' amounts.",
    ],
)
def test_both_figures_of_a_change_are_told_anyway(planner: Planner, question: str) -> None:
    reading = planner.read(question)
    assert reading.kind == "change"
    assert reading.calls[0].arguments["against"] == {"start": "2010-10-01", "end": "2010-10-31"}


@pytest.mark.parametrize(
    ("question", "whole", "part"),
    [
        ("What share of customers in Germany bought in October 2010?", "country", "orders"),
        ("What share of customers who bought in October 2010 are German?", "orders", "country"),
        ("What share did beauty have in German revenue this year?", "country", "category"),
        ("High value customers account for what share of German revenue this year?", "country", "value_tier"),
        ("What share of German revenue do high value customers account for?", "country", "value_tier"),
        ("What percentage of champions are in Germany?", "rfm_segment", "country"),
        ("冠军客户里有百分之多少在德国？", "rfm_segment", "country"),
        ("beauty商品的评价里5星的占几成？", "category", "rating"),
    ],
)
def test_what_is_told_of_whom_is_the_part(planner: Planner, question: str, whole: str, part: str) -> None:
    told, of_these = _share(planner, question)
    assert [f["column"] for f in told] == [whole]
    assert [f["column"] for f in of_these] == [part]


@pytest.mark.parametrize(
    ("question", "shared"),
    [
        (
            "What share of our customers are champions, and what share of predicted value do they account for?",
            ["customers", "predicted_value"],
        ),
        ("What % of orders came through the app and what % of revenue?", ["orders", "revenue"]),
        ("冠军客户占客户的百分之多少，占销售额的百分之多少？", ["customers", "revenue"]),
        ("德国客户占多少，收入占多少？", ["customers", "revenue"]),
        ("冠军客户的预测价值占全部客户预测价值的比例是多少？", ["predicted_value"]),
        ("How much of our revenue comes from customers in Germany, in percent?", ["revenue"]),
    ],
)
def test_each_share_that_is_asked_for_is_told(planner: Planner, question: str, shared: list[str]) -> None:
    reading = planner.read(question)
    assert [m["metric"] for m in reading.calls[0].arguments["measures"]] == shared


@pytest.mark.parametrize(
    "question",
    [
        "What fraction of reviews are 1 star, and what fraction 5 star?",
        "What share of customers are at risk and what share of revenue did they bring in May 2010?",
    ],
)
def test_shares_of_two_wholes_are_asked_back(planner: Planner, question: str) -> None:
    assert planner.read(question).status == "clarify"


@pytest.mark.parametrize(
    "question",
    [
        "What share of the whole predicted value comes from the 100 customers with the highest predicted value?",
        "What share of predicted value comes from our 100 best customers?",
        "How much of our predicted value do the top 100 customers by predicted value hold?",
        "预测价值最高的100位客户，占全部预测价值的百分之几？",
    ],
)
def test_a_share_of_so_many_customers_is_of_the_first(planner: Planner, question: str) -> None:
    arguments = planner.read(question).calls[0].arguments
    assert arguments["measures"] == [{"metric": "predicted_value", "share_of_total": True}]
    assert arguments["top"] == {"by": "predicted_value", "count": 100}


@pytest.mark.parametrize(
    "question",
    [
        'What predicted value do we have in the RFM segment "loyal", in total and on average per customer?',
        "Total and average predicted value of loyal customers",
        "Predicted value of loyal customers: on average and in total?",
        "RFM 里忠诚客户（loyal）这一组，预测价值总共多少，平均每人多少？",
        "忠诚客户的预测价值合计和人均分别是多少？",
    ],
)
def test_in_total_and_on_average_are_two_figures(planner: Planner, question: str) -> None:
    told = [(m["metric"], m.get("aggregate")) for m in planner.read(question).calls[0].arguments["measures"]]
    assert told == [("predicted_value", None), ("predicted_value", "mean")]


def test_what_customers_spend_is_one_sum(planner: Planner) -> None:
    arguments = planner.read("What did customers in Germany spend in 2010?").calls[0].arguments
    assert "group_by" not in arguments
    assert arguments["measures"] == [{"metric": "revenue"}]


@pytest.mark.parametrize(
    "question",
    [
        "流失风险客户的预测价值加起来多少，平均活跃概率呢",
        "Predicted value of loyal customers in total, and average chance of buying?",
    ],
)
def test_an_average_of_something_else_stays_its_own(planner: Planner, question: str) -> None:
    told = {m["metric"] for m in planner.read(question).calls[0].arguments["measures"]}
    assert told == {"predicted_value", "p_active"}
