"""Words that point back within their sentence: "good ones" among reviews, one order, not a single one, columns."""

from typing import Any

import pytest

from agent.planner.planner import Planner
from tests.agent.planner_shop import shop_planner

SILENT = {"column": "recency_days", "op": "ge", "value": 60}
OFTEN = {"column": "orders", "op": "gt", "value": 10}
THIRTY = {"column": "orders", "op": "ge", "value": 30}
TOYS = {"column": "category", "op": "eq", "value": "toys"}


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


def only_call(planner: Planner, question: str) -> dict[str, Any]:
    reading = planner.read(question)
    assert reading.status == "answered", reading.reason
    (call,) = reading.calls
    return dict(call.arguments)


def measured(planner: Planner, question: str) -> list[str]:
    return [m["metric"] for m in only_call(planner, question)["measures"]]


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("what percent of our reviews are good ones?", "high_rating_share"),
        ("In the last 90 days, what share of reviews are happy ones (4 stars or above)?", "high_rating_share"),
        ("what percentage of our reviews in 2010 are negative ones?", "low_rating_share"),
        ("How many reviews this year are bad ones?", "low_ratings"),
        ("评价里好的占多少？", "high_rating_share"),
        ("近90天的评价中，好的（4星及以上）占百分之几？", "high_rating_share"),
        ("评价里不好的占比是多少", "low_rating_share"),
        ("今年的评价里差的有几条？", "low_ratings"),
    ],
)
def test_good_and_bad_ones_among_reviews_are_reviews(planner: Planner, question: str, metric: str) -> None:
    assert measured(planner, question)[0] == metric


@pytest.mark.parametrize(
    "question",
    [
        "Of all reviews, how many are good ones and how many are bad ones?",
        "Are there more good reviews than bad ones this year?",
        "Which is more this year, good or bad reviews?",
        "今年好评比差评多吗",
        "今年的评价里好的多还是差的多",
        "今年的评价，好的和差的各多少条",
    ],
)
def test_both_kinds_of_reviews_are_counted_where_they_are_weighed(planner: Planner, question: str) -> None:
    assert {"high_ratings", "low_ratings"} <= set(measured(planner, question))


@pytest.mark.parametrize("question", ["Which customers are the good ones?", "show me the bad ones"])
def test_ones_that_are_no_reviews_are_asked_about(planner: Planner, question: str) -> None:
    assert planner.read(question).status == "clarify"


@pytest.mark.parametrize(
    "question",
    [
        "Of the reviews for toys, what share are poor ones?",
        "what share of the toys reviews are bad?",
        "toys的评价里，差的占几成",
        "toys的差评占比是多少",
    ],
)
def test_reviews_named_beside_the_bad_ones_are_the_whole(planner: Planner, question: str) -> None:
    assert only_call(planner, question) == {"filters": [TOYS], "measures": [{"metric": "low_rating_share"}]}


@pytest.mark.parametrize("question", ["what share of all bad reviews come from toys?", "差评里toys占多少"])
def test_bad_reviews_are_the_whole_where_they_come_from_somewhere(planner: Planner, question: str) -> None:
    call = only_call(planner, question)
    assert (call["part"], call["measures"]) == ([TOYS], [{"metric": "low_ratings", "share_of_total": True}])


@pytest.mark.parametrize(
    "question",
    [
        "how much is one order on average?",
        "What does an order come to on average?",
        "What is one order worth, typically?",
        "how much does a typical order cost?",
        "On average, how much is an order worth?",
        "an order is worth how much on average",
        "平均一单多少钱？",
        "每一单大概多少钱",
        "一单平均下来是多少钱",
    ],
)
def test_what_one_order_comes_to_is_the_average_order_value(planner: Planner, question: str) -> None:
    assert only_call(planner, question) == {"measures": [{"metric": "average_order_value"}]}


@pytest.mark.parametrize("question", ["哪个国家平均一单最贵", "哪个国家平均每单最高"])
def test_the_dearest_order_on_average_is_no_unit_price(planner: Planner, question: str) -> None:
    assert only_call(planner, question)["sort_by"] == "average_order_value"


@pytest.mark.parametrize(
    "question",
    [
        "Customers with more than 10 orders but not a single one in the last 60 days",
        "Who ordered more than 10 times but nothing at all in the last 60 days?",
        "Which customers with over 10 orders went quiet for 60 days?",
        "下单超过10次、但最近60天一单都没有的客户",
        "想做一批召回，把下单超过10次、但最近60天一笔都没下的客户列给我",
    ],
)
def test_not_a_single_order_is_silence(planner: Planner, question: str) -> None:
    assert only_call(planner, question)["filters"] == [OFTEN, SILENT]


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("customers who did not order in the last two months", 61),
        ("最近两个月没下单的客户", 61),
        ("两个月没下单的客户", 60),
    ],
)
def test_two_months_of_silence_are_a_length_of_time(planner: Planner, question: str, days: int) -> None:
    assert only_call(planner, question)["filters"] == [{"column": "recency_days", "op": "ge", "value": days}]


@pytest.mark.parametrize(
    ("question", "start"),
    [
        ("how many orders in the last two months?", "2010-10-10"),
        ("这三个月卖了多少", "2010-09-10"),
        ("这两个月的销售额", "2010-10-10"),
    ],
)
def test_months_that_nothing_names_are_the_last(planner: Planner, question: str, start: str) -> None:
    assert only_call(planner, question)["period"]["start"] == start


def test_months_named_before_are_meant_by_these(planner: Planner) -> None:
    reading = planner.read("这两个月的退货金额呢", previous=["2010年5月和6月的销售额"])
    assert [f["value"] for f in reading.calls[0].arguments["filters"]] == [["2010-05", "2010-06"]]


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("帮我找出下过30单及以上的客户，顺便写上各下了几单", "orders"),
        ("下过30单及以上的客户，写上订单数", "orders"),
        ("下过30单及以上的客户，标上花了多少钱", "revenue"),
        ("下过30单及以上的客户，顺便附上预测价值", "predicted_value"),
        ("List customers with 30 or more orders, and note how much each spent", "revenue"),
        ("Customers with 30 or more orders, with how much they spent", "revenue"),
    ],
)
def test_what_is_written_beside_a_list_is_a_column(planner: Planner, question: str, column: str) -> None:
    call = only_call(planner, question)
    assert call["filters"] == [THIRTY]
    assert column in call["columns"]


@pytest.mark.parametrize("question", ["退货金额最高的5个商品是哪几个，各退了多少钱？", "销售额最高的3个渠道是哪几个？"])
def test_which_ones_asks_for_no_number(planner: Planner, question: str) -> None:
    assert "limit" in only_call(planner, question)


@pytest.mark.parametrize(
    "question",
    [
        "Which customers left a bad review in March 2010?",
        "customers who left a negative review in March 2010",
        "2010年3月给过差评的客户名单",
    ],
)
def test_who_rated_badly_within_days_is_told_by_the_reviews_of_these_days(planner: Planner, question: str) -> None:
    call = only_call(planner, question)
    assert call["filters"] == [{"column": "rating", "op": "le", "value": 2}]
    assert (call["group_by"], call["period"]["start"]) == (["customer_id"], "2010-03-01")


def test_a_star_rating_is_no_customer(planner: Planner) -> None:
    assert planner.read("List the customers with a 1-star review").calls[0].arguments["filters"][0]["value"] == 1


@pytest.mark.parametrize(
    "question",
    [
        "customers who spent more than 500 and bought in May 2010",
        "消费超过500而且2010年5月买过东西的客户",
        "累计消费超过500、2010年5月下过单的客户有哪些",
    ],
)
def test_days_of_a_purchase_beside_a_bound_are_not_those_of_the_bound(planner: Planner, question: str) -> None:
    spent, bought = only_call(planner, question)["filters"]
    assert spent == {"column": "revenue", "op": "gt", "value": 500}
    assert bought["period"] == {"start": "2010-05-01", "end": "2010-05-31"}


@pytest.mark.parametrize("question", ["2010年5月消费超过500的客户", "customers who spent more than 500 in May 2010"])
def test_days_of_the_bound_itself_stay_with_it(planner: Planner, question: str) -> None:
    call = only_call(planner, question)
    assert call["having"] == [{"measure": "revenue", "op": "gt", "value": 500.0}]


@pytest.mark.parametrize(
    "question",
    [
        "客户13085最近一次什么时候下的单，那单多少钱",
        "客户13085的第一单是什么时候，花了多少",
        "客户13085第一单花了多少钱",
        "When was 13085's last order, and how much did they spend on it?",
    ],
)
def test_the_cost_asked_beside_the_day_of_an_order_is_that_of_the_order(planner: Planner, question: str) -> None:
    assert planner.read(question).kind == "one_order"


@pytest.mark.parametrize(
    "question",
    [
        "2010年哪个月卖得最好，哪个月最差",
        "Which month had the highest and which the lowest revenue in 2010?",
        "销售额最高和最低的国家分别是哪个",
    ],
)
def test_both_ends_of_an_order_show_every_group(planner: Planner, question: str) -> None:
    call = only_call(planner, question)
    assert len(call["group_by"]) == 1
    assert "limit" not in call


@pytest.mark.parametrize(
    "question",
    [
        "2010年8月和9月哪个月卖得多",
        "2010年9月比2010年8月好吗",
        "Was September 2010 better than August 2010?",
    ],
)
def test_the_better_month_is_told_by_its_revenue(planner: Planner, question: str) -> None:
    call = only_call(planner, question)
    assert call["measures"] == [{"metric": "revenue"}]
    assert call["filters"][0]["value"] == ["2010-08", "2010-09"]


@pytest.mark.parametrize(
    "question",
    [
        "revenue in November compared with the same month last year",
        "Was November better than the same month last year?",
    ],
)
def test_the_same_month_last_year_leaves_the_month_in_its_own_year(planner: Planner, question: str) -> None:
    assert only_call(planner, question)["period"]["start"] == "2010-11-01"


def test_share_of_customers_of_a_state_is_of_that_state(planner: Planner) -> None:
    call = only_call(planner, "What share of customers in Germany bought more than once?")
    assert call["filters"] == [{"column": "country", "op": "eq", "value": "Germany"}]


@pytest.mark.parametrize(
    ("question", "metrics"),
    [
        ("How many stars do our toys get on average?", ["average_rating"]),
        ("玩具平均能拿几颗星？", ["average_rating"]),
        ("How many stars does beauty get on average this year?", ["average_rating"]),
    ],
)
def test_an_average_of_stars_is_one_figure(planner: Planner, question: str, metrics: list[str]) -> None:
    call = only_call(planner, question)
    assert [m["metric"] for m in call["measures"]] == metrics
    assert "group_by" not in call


@pytest.mark.parametrize(
    "question",
    [
        "How are our reviews split by stars? I want the number for 1 star up to 5 stars.",
        "Number of reviews from 1 star to 5 stars, for each",
        "Reviews split by stars",
    ],
)
def test_all_stars_from_first_to_last_are_groups(planner: Planner, question: str) -> None:
    assert only_call(planner, question)["group_by"] == ["rating"]


@pytest.mark.parametrize(
    "question",
    [
        "Give me the customers who have ordered at least 30 times, with the number of orders.",
        "Show me all customers with at least 30 orders and their number of orders",
        "Send me the customers that ordered at least 30 times, with the number of orders",
    ],
)
def test_who_is_wanted_is_listed_with_the_figure(planner: Planner, question: str) -> None:
    call = only_call(planner, question)
    assert call["filters"] == [THIRTY]
    assert call["columns"] == ["customer_id", "orders"]


def test_how_customers_write_is_read_in_their_words(planner: Planner) -> None:
    call = only_call(planner, "玩具的差评找几条给我看看，客人都怎么写的？")
    assert call["rating_max"] == 2
    assert "columns" not in call


@pytest.mark.parametrize("question", ["今年玩具里面卖钱最多的5款是哪些？各卖了多少钱？", "玩具里面哪5款卖钱最多？"])
def test_so_many_kinds_are_goods(planner: Planner, question: str) -> None:
    call = only_call(planner, question)
    assert (call["group_by"], call["limit"]) == (["product"], 5)


@pytest.mark.parametrize("question", ["德国的客户里面，复购的有多少？", "德国的客户里，复购的有几个？"])
def test_who_bought_again_is_counted_behind_a_comma(planner: Planner, question: str) -> None:
    assert {"column": "orders", "op": "ge", "value": 2} in only_call(planner, question)["filters"]


def test_who_will_likely_spend_the_most_is_foretold(planner: Planner) -> None:
    reading = planner.read("Which 5 customers will likely spend the most with us in the next 90 days?")
    assert [(call.name, call.arguments["limit"]) for call in reading.calls] == [("predict_value", 5)]
