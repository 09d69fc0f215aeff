"""What a number bounds, which groups are meant, and nothing bought: each said in several ways is read as one."""

import pytest

from agent.planner.planner import Planner
from tests.agent.test_planner_questions import planner

__all__ = ["planner"]

LISTED = [
    "customers predicted to spend over 1500 in the next 90 days",
    "customers expected to spend more than 1500 in the next 90 days",
    "customers with predicted value over the next 90 days above 1500",
    "which customers have a predicted value over 1500 for the next 90 days?",
    "未来90天预测价值超过1500的有哪些",
    "德国客户里，未来90天预测价值超过1500的有哪些？把客户编号和预测金额列给我",
    "预计未来90天消费超过1500的客户有哪些",
    "预测价值超过1500的有哪些",
]


@pytest.mark.parametrize("question", LISTED)
def test_customers_told_by_what_is_expected_of_them_are_listed(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.name == "query_customers"
    assert {"column": "predicted_value", "op": "gt", "value": 1500} in call.arguments["filters"]
    assert call.arguments["columns"][:2] == ["customer_id", "predicted_value"]


@pytest.mark.parametrize(
    "question",
    ["customers with a predicted value over the next 30 days above 1500", "未来30天预测价值超过1500的有哪些"],
)
def test_days_that_stand_beside_a_bound_are_kept(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert (call.name, call.arguments["horizon_days"]) == ("predict_value", 30)
    assert call.arguments["filters"] == [{"column": "predicted_value", "op": "gt", "value": 1500}]
    assert "total" not in call.arguments


@pytest.mark.parametrize(
    "question",
    ["countries whose predicted value over the next 90 days exceeds 10000", "哪些国家未来90天的预测价值超过10000"],
)
def test_what_groups_are_expected_to_bring_is_bounded_as_their_sum(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["having"] == [{"measure": "predicted_value", "op": "gt", "value": 10000.0}]
    assert "filters" not in call.arguments


@pytest.mark.parametrize("question", ["which customers have revenue in 2010 above 500?", "2010年销售额超过500的客户"])
def test_a_period_between_a_measure_and_its_bound_is_kept(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["period"] == {"start": "2010-01-01", "end": "2010-12-09"}
    assert call.arguments["having"] == [{"measure": "revenue", "op": "gt", "value": 500.0}]


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("消费总额超过5000的有哪些", "revenue"),
        ("退货金额超过500的有哪些", "returned"),
        ("最大单笔金额超过2000的有哪些", "max_order"),
        ("消费超过500的订单有多少", "order_value"),
        ("单笔金额超过500的有多少单", "order_value"),
    ],
)
def test_a_number_is_compared_with_what_the_words_beside_it_name(planner: Planner, question: str, column: str) -> None:
    (call,) = planner.read(question).calls
    assert [f["column"] for f in call.arguments["filters"]] == [column]


@pytest.mark.parametrize(
    "question",
    [
        "how many reviews did we get for each star rating?",
        "number of reviews per star rating",
        "breakdown of reviews by star rating",
        "star rating breakdown of reviews",
        "how are ratings distributed?",
        "评分分布怎么样",
        "各星级的评价数",
    ],
)
def test_reviews_are_counted_for_each_rating(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert (call.arguments["group_by"], call.arguments["measures"]) == (["rating"], [{"metric": "reviews"}])


@pytest.mark.parametrize(
    "question", ["how many 1-star, 2-star, 3-star, 4-star and 5-star reviews", "1星到5星的评价各有多少条"]
)
def test_all_ratings_named_one_by_one_are_groups(planner: Planner, question: str) -> None:
    assert planner.read(question).calls[0].arguments["group_by"] == ["rating"]


@pytest.mark.parametrize("question", ["star rating per category", "categories by star rating", "各品类的评分"])
def test_the_rating_of_a_group_stays_its_average(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert (call.arguments["group_by"], call.arguments["measures"]) == (["category"], [{"metric": "average_rating"}])


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("how many reviews have a star rating of 2 or lower?", "low_ratings"),
        ("how many reviews had a star rating between 4 and 5?", "high_ratings"),
        ("how many reviews are good ones, meaning 4 stars or more?", "high_ratings"),
        ("what percentage of reviews are negative ones?", "low_rating_share"),
    ],
)
def test_reviews_that_are_judged_are_told_by_their_own_rating(planner: Planner, question: str, metric: str) -> None:
    (call,) = planner.read(question).calls
    assert (call.name, call.arguments["measures"][0]["metric"]) == ("query_reviews", metric)


@pytest.mark.parametrize(
    "question",
    [
        "which five products have cost us the most in returns, by money value?",
        "top 5 products that lost us the most money to returns",
        "which 5 products did we refund the most money for?",
        "5 products with the biggest refunds, in pounds",
        "退货退掉的钱最多的5个商品",
        "退货损失最大的5个商品",
        "退款最多的5个商品，各退了多少钱",
    ],
)
def test_what_returns_cost_is_their_amount(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert (call.arguments["sort_by"], call.arguments["descending"]) == ("returned", True)
    assert (call.arguments["group_by"], call.arguments["limit"]) == (["product"], 5)


@pytest.mark.parametrize("question", ["which five products were returned the most?", "退货次数最多的5个商品"])
def test_returns_that_happen_often_are_counted(planner: Planner, question: str) -> None:
    assert planner.read(question).calls[0].arguments["sort_by"] == "returns"


@pytest.mark.parametrize(
    "question",
    [
        "how many customers haven't placed a single order in the last 90 days?",
        "how many customers haven't spent a penny in the last 90 days?",
        "how many customers did not order even once in the last 90 days?",
        "how many customers have gone 90 days without a single order?",
        "最近90天一单都没下的客户有多少",
        "最近90天一次都没买过的客户有多少",
        "最近90天没下过一单的客户有多少",
        "最近90天一分钱都没花的客户有多少",
        "最近90天压根没下单的客户有多少",
    ],
)
def test_nothing_bought_is_silence_with_whatever_stress_it_is_said(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["filters"] == [{"column": "recency_days", "op": "ge", "value": 90}]


def test_one_order_and_no_more_is_not_no_order(planner: Planner) -> None:
    reading = planner.read("只下过一单的客户有多少")
    assert reading.calls[0].arguments["filters"] == [{"column": "orders", "op": "eq", "value": 1}]
    assert not planner.read("最近90天没下过一单以上的客户").calls


@pytest.mark.parametrize(
    ("question", "aside"),
    [
        ("在做法国的促销方案，2010年第三季度法国有多少客户下过单", "在做法国的促销方案"),
        ("准备做德国市场的推广计划，2010年德国有多少客户下过单", "准备做德国市场的推广计划"),
        (
            "I'm putting together a plan for Germany, how many German customers ordered in Q2 2010?",
            "I'm putting together a plan for Germany",
        ),
        (
            "We are working on a German campaign, how many customers in Germany ordered in Q2 2010?",
            "We are working on a German campaign",
        ),
        ("For a French promotion: how many customers in France bought in May 2010?", "For a French promotion"),
        ("How many orders per month in 2010, just to see where the peak is?", "just to see where the peak is"),
        (
            "Monthly orders in 2010 please - curious how the peak season took off",
            "curious how the peak season took off",
        ),
        ("为了下个月的预算会，想知道2010年每个季度的销售额", "为了下个月的预算会"),
        ("2010年每个月有多少客户下单？想看旺季是怎么起来的", "想看旺季是怎么起来的"),
    ],
)
def test_what_a_question_is_asked_for_is_set_aside_and_named(planner: Planner, question: str, aside: str) -> None:
    reading = planner.read(question)
    assert reading.calls
    assert aside in reading.text


@pytest.mark.parametrize(
    "question",
    [
        "在做法国的促销方案，2010年有多少客户下过单",
        "想看手机壳的，2010年销售额多少",
        "We are working on a German campaign, how many customers ordered in Q2 2010?",
        "We have gizmo customers who returned goods, how many customers are there in Germany?",
    ],
)
def test_a_clause_that_may_say_of_which_rows_is_not_set_aside(planner: Planner, question: str) -> None:
    assert not planner.read(question).calls


EVER = [{"column": "channel", "op": "eq", "value": "app", "period": {}}]


@pytest.mark.parametrize(
    "question",
    [
        "how many customers bought in the app?",
        "how many customers have ordered through the app?",
        "在app下过单的客户有多少",
    ],
)
def test_who_bought_through_a_channel_is_told_by_every_order_not_by_the_latest(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert (call.name, call.arguments["filters"]) == ("query_customers", EVER)


def test_customers_of_a_channel_are_those_who_came_by_it_last(planner: Planner) -> None:
    (call,) = planner.read("how many app customers do we have?").calls
    assert call.arguments["filters"] == [{"column": "channel", "op": "eq", "value": "app"}]


@pytest.mark.parametrize(
    "question",
    ["how many customers have never bought in the app?", "没在app下过单的客户有多少", "从没在app买过东西的客户有多少"],
)
def test_never_bought_through_a_channel_denies_every_order(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["filters"] == [{"column": "channel", "op": "ne", "value": "app", "period": {}}]


@pytest.mark.parametrize(
    ("question", "column", "value"),
    [
        ("how many customers did not buy in the app in 2010?", "channel", "app"),
        ("2010年没买过app的客户有多少", "channel", "app"),
        ("2010年没买过beauty的客户有多少", "category", "beauty"),
        ("customers who have not bought beauty in 2010", "category", "beauty"),
    ],
)
def test_what_was_not_bought_within_days_is_denied_of_these_days(
    planner: Planner, question: str, column: str, value: str
) -> None:
    (call,) = planner.read(question).calls
    days = {"start": "2010-01-01", "end": "2010-12-09"}
    assert call.name == "query_customers"
    assert call.arguments["filters"] == [{"column": column, "op": "ne", "value": value, "period": days}]


def test_goods_bought_through_a_channel_are_both_of_one_purchase(planner: Planner) -> None:
    (call,) = planner.read("how many customers bought beauty in the app?").calls
    assert call.name == "query_orders"
    assert [f["column"] for f in call.arguments["filters"]] == ["category", "channel"]


@pytest.mark.parametrize("question", ["2010年没在app下过单的客户有多少", "90天没买beauty的客户有多少"])
def test_a_denial_whose_days_are_not_sure_is_asked_back(planner: Planner, question: str) -> None:
    assert not planner.read(question).calls


def test_who_are_behind_a_noun_asks_for_no_names(planner: Planner) -> None:
    (call,) = planner.read(
        "total predicted value of customers in Germany who are predicted to be worth over 1500"
    ).calls
    assert call.arguments.get("columns") is None
    assert planner.read("who are our top 5 customers by revenue?").calls[0].arguments["limit"] == 5


@pytest.mark.parametrize(
    "question",
    [
        "which customers left two or more reviews rated 2 or lower?",
        "which customers gave us 2 stars or less at least twice?",
        "谁给过我们2分或更低的评分、而且不少于2次？",
    ],
)
def test_low_ratings_given_so_often_are_counted_as_such(planner: Planner, question: str) -> None:
    filters = planner.read(question).calls[0].arguments["filters"]
    assert filters == [{"column": "low_ratings", "op": "ge", "value": 2}]


def test_orders_beside_a_low_rating_stay_orders(planner: Planner) -> None:
    filters = (
        planner.read("which customers ordered at least twice and gave 2 stars or less?").calls[0].arguments["filters"]
    )
    assert [f["column"] for f in filters] == ["orders", "rating"]
