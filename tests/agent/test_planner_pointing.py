"""Turns that point back (that customer, that order, that stretch of time) and values listed as groups."""

import pytest

from agent.planner.planner import Planner
from agent.planner.reading import Reading
from tests.agent.planner_shop import shop_planner


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


def conditions(reading: Reading) -> dict[str, object]:
    """Column to value of the last call's filters."""
    return {f["column"]: f["value"] for f in reading.calls[-1].arguments.get("filters", [])}


@pytest.mark.parametrize(
    ("before", "turn"),
    [
        ("Which customer had the highest revenue in May 2010?", "What is that person's predicted value?"),
        ("Which customer had the highest revenue in May 2010?", "And their predicted value?"),
        ("2010年5月花钱最多的是哪个客户", "那TA的预测价值是多少？"),
        ("2010年5月花钱最多的客户是谁", "这个人的预测价值是多少"),
    ],
)
def test_what_lies_ahead_of_a_winner_is_told_by_name(planner: Planner, before: str, turn: str) -> None:
    reading = planner.read(turn, previous=[before])
    assert (reading.kind, reading.focus["asked"]) == ("rank_lookup", ["predicted_value"])
    assert reading.calls[-1].arguments == {"customer": {"$cell": [0, "customer_id"]}}


@pytest.mark.parametrize(
    ("before", "turn", "which"),
    [
        ("When did 13085 last place an order?", "What is that order's number and how much was it for?", "last"),
        ("When was 13085's most recent order?", "How much did they pay for that one?", "last"),
        ("13085最近一次下单是什么时候？", "那一单的单号是多少，金额多少？", "last"),
        ("13085上次啥时候买的", "单号和总价发我一下，客人等着呢", "last"),
        ("13085第一次下单是什么时候", "这单的单号和金额", "first"),
    ],
)
def test_that_order_is_the_one_whose_day_was_told(planner: Planner, before: str, turn: str, which: str) -> None:
    reading = planner.read(turn, previous=[before])
    assert (reading.kind, reading.focus["which"]) == ("one_order", which)
    assert conditions(reading) == {"customer_id": "13085"}


def test_what_is_expected_next_is_no_order_yet(planner: Planner) -> None:
    assert planner.read("how much for that order?", previous=["When will 13085 order next?"]).kind != "one_order"


@pytest.mark.parametrize(
    ("turn", "end"),
    [
        ("How many orders contained that category in the 2010 period?", "2010-07-31"),
        ("2010这段时间里这个品类有多少订单", "2010-07-31"),
        ("这段里多少单", "2010-07-31"),
        ("How many orders in 2010?", "2010-12-09"),
    ],
)
def test_a_stretch_spoken_of_keeps_its_end(planner: Planner, turn: str, end: str) -> None:
    previous = ["Revenue of toys in 2009?", "And 2010 up to the end of July?"]
    assert planner.read(turn, previous=previous).calls[0].arguments["period"]["end"] == end


@pytest.mark.parametrize(
    "question",
    [
        "Total predicted value of customers in Germany. And how large is that group?",
        "德国客户预测价值合计多少，这批人有多少",
    ],
)
def test_how_large_a_group_is_counts_its_customers(planner: Planner, question: str) -> None:
    measures = planner.read(question).calls[0].arguments["measures"]
    assert [m["metric"] for m in measures] == ["predicted_value", "customers"]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("Revenue by country, Germany/France, May 2010", ["Germany", "France"]),
        ("Revenue for each country: Germany, France etc.", None),
        ("德国、法国等国家各卖了多少", None),
        ("orders by country (Germany, France, and so on)", None),
    ],
)
def test_an_open_list_of_values_means_them_all(planner: Planner, question: str, named: list[str] | None) -> None:
    reading = planner.read(question)
    assert reading.calls[0].arguments["group_by"] == ["country"]
    assert conditions(reading).get("country") == named


@pytest.mark.parametrize("question", ["reviews by category: mean stars, count", "各品类评价的平均分和数量"])
def test_a_count_beside_stars_is_that_of_the_reviews(planner: Planner, question: str) -> None:
    measures = planner.read(question).calls[0].arguments["measures"]
    assert [m["metric"] for m in measures] == ["average_rating", "reviews"]


@pytest.mark.parametrize(
    "question",
    [
        "List the at-risk customers whose last purchase is more than 100 days ago, with the date of that purchase.",
        "Show at-risk customers who last bought more than 100 days ago, and the date of that order.",
        "列出最近一次购买距今超过100天的流失风险客户，带上那次购买的日期",
    ],
)
def test_the_date_of_that_purchase_is_of_the_purchase_named(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    told = [(f["column"], f["op"], f["value"]) for f in call.arguments["filters"]]
    assert sorted(told) == [("recency_days", "gt", 100), ("rfm_segment", "eq", "at_risk")]
    assert "last_purchase" in call.arguments["columns"]


@pytest.mark.parametrize(
    "question",
    [
        "At-risk customers: how many of them are there in each country?",
        "Customers in the at-risk segment - how many of them are in each country?",
        "流失风险客户，他们在各国家分别有多少人？",
    ],
)
def test_them_are_whom_the_same_sentence_names(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["group_by"] == ["country"]
    assert call.arguments["filters"] == [{"column": "rfm_segment", "op": "eq", "value": "at_risk"}]


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("Average rating, reviews from the first half of 2010?", "2010-01-01", "2010-06-30"),
        ("How many orders from Q2 2010 do we have?", "2010-04-01", "2010-06-30"),
        ("Revenue from the second quarter of 2010?", "2010-04-01", "2010-06-30"),
        ("Number of orders from March 2010 on", "2010-03-01", "2010-12-09"),
        ("Revenue by month from the second quarter of 2010", "2010-04-01", "2010-12-09"),
    ],
)
def test_rows_from_a_quarter_are_of_it(planner: Planner, question: str, start: str, end: str) -> None:
    assert planner.read(question).calls[0].arguments["period"] == {"start": start, "end": end}


def test_the_first_quarter_behind_another_is_not_that_quarter(planner: Planner) -> None:
    reading = planner.read("那一季度呢", previous=["2010年二季度销售额最高的3个品类是哪些？"])
    assert reading.calls[0].arguments["period"] == {"start": "2010-01-01", "end": "2010-03-31"}


@pytest.mark.parametrize("question", ["2010年销售额排前三的国家是哪三个？", "2010年销售额最高的三个国家分别是哪3个？"])
def test_so_many_are_asked_for_once(planner: Planner, question: str) -> None:
    assert planner.read(question).calls[0].arguments["limit"] == 3


@pytest.mark.parametrize(
    ("before", "turn", "column"),
    [
        ("2010年销售额最高的三个法国客户是谁", "他们各自最近一次下单是哪天？", "last_purchase"),
        ("2010年销售额最高的三个法国客户是谁", "这三个人最后一单分别什么时候下的", "last_purchase"),
        ("2010年销售额最高的三个法国客户是谁", "分别是什么分群？", "rfm_segment"),
        (
            "top 3 French customers by revenue in 2010",
            "And the date of the most recent order for each of those three?",
            "last_purchase",
        ),
        ("top 3 French customers by revenue in 2010", "which segment is each in?", "rfm_segment"),
        ("top 3 French customers by revenue in 2010", "how many orders did each place?", "orders"),
    ],
)
def test_what_is_asked_of_each_of_a_list_is_told_customer_by_customer(
    planner: Planner, before: str, turn: str, column: str
) -> None:
    reading = planner.read(turn, previous=[before])
    assert reading.calls[-1].arguments["columns"] == ["customer_id", column], reading.reason
    assert reading.calls[0].arguments["limit"] == 3


def test_what_these_customers_are_worth_together_is_no_list(planner: Planner) -> None:
    reading = planner.read("这几个客户的预测价值合计多少", previous=["订单数超过10的法国客户有几个"])
    assert reading.calls[-1].arguments["measures"] == [{"metric": "predicted_value"}]
