"""What several answers come to together, and turns about the one whom the turn before has found."""

import pytest

from agent.planner.planner import Planner
from tests.agent.test_planner_questions import planner

__all__ = ["planner"]


@pytest.mark.parametrize(
    ("turns", "asked"),
    [
        (["revenue of Germany in Q2 2010", "and Q3?"], "both together?"),
        (["revenue of Germany in Q2 2010", "and Q3?"], "What do the two quarters come to together?"),
        (["2010年二季度德国销售额多少", "三季度呢"], "这两个季度加起来多少？"),
        (["2010年三季度德国销售额多少", "二季度呢"], "俩季度合一块多少"),
    ],
)
def test_two_periods_are_summed_up(planner: Planner, turns: list[str], asked: str) -> None:
    (call,) = planner.read(asked, previous=turns).calls
    assert call.arguments["period"] == {"start": "2010-04-01", "end": "2010-09-30"}


@pytest.mark.parametrize("asked", ["both together?", "the two combined?", "两个国家加起来呢"])
def test_two_countries_are_summed_up(planner: Planner, asked: str) -> None:
    (call,) = planner.read(asked, previous=["revenue of France in 2010", "and Germany?"]).calls
    (condition,) = call.arguments["filters"]
    assert condition["value"] == ["France", "Germany"]


@pytest.mark.parametrize(
    "question",
    [
        "Take the ten customers with the highest revenue: what have they spent altogether, and what is their combined"
        " predicted value?",
        "top 10 by revenue so far -> total revenue, total predicted value",
        "前十大客户的销售额和预测价值合计",
        "取销售额最高的10个客户，他们总共花了多少？预测价值合计多少？",
    ],
)
def test_a_ranked_list_is_summed_up(planner: Planner, question: str) -> None:
    first, second = planner.read(question).calls
    assert first.arguments["limit"] == 10
    assert {m["metric"] for m in second.arguments["measures"]} == {"revenue", "predicted_value"}


@pytest.mark.parametrize("question", ["按销售额合计排前10的客户", "the five customers who spent most in total"])
def test_who_ranks_by_a_total_wants_the_list(planner: Planner, question: str) -> None:
    assert len(planner.read(question).calls) == 1


@pytest.mark.parametrize(
    ("first", "asked"),
    [
        ("Who placed order 489434?", "When did that customer last place an order?"),
        ("订单489434是谁下的？", "这个客户最近一次下单是哪天？"),
        ("489434谁的单", "他最后一次买是什么时候"),
    ],
)
def test_that_customer_is_who_placed_the_order(planner: Planner, first: str, asked: str) -> None:
    (call,) = planner.read(asked, previous=[first]).calls
    assert call.name == "lookup_customer"


@pytest.mark.parametrize(
    ("turns", "asked"),
    [
        (["who spent most in November 2010?", "orders that month?"], "the 90d forecast for them, w/ range"),
        (["10年11月谁买得最多（净额）", "当月几单"], "这人后面90天预测多少，带上下限"),
    ],
)
def test_the_one_found_is_foretold_with_a_range(planner: Planner, turns: list[str], asked: str) -> None:
    month = planner.read(turns[1], previous=turns[:1])
    assert [m["metric"] for m in month.calls[-1].arguments["measures"]] == ["orders"]
    reading = planner.read(asked, previous=turns)
    assert reading.calls[-1].name == "lookup_customer"
    assert {"predicted_value", "predicted_lo", "predicted_hi"} <= set(reading.focus["asked"])


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("周一到周日，每天分别卖多少钱、多少单？", "weekday"),
        ("mon to sun: revenue and orders for each weekday?", "weekday"),
        ("top 5 SKUs (product ids) by revenue", "product_id"),
        ("销售额TOP5的SKU（按产品编号）", "product_id"),
    ],
)
def test_groups_are_those_that_are_meant(planner: Planner, question: str, key: str) -> None:
    assert planner.read(question).calls[0].arguments["group_by"] == [key]


@pytest.mark.parametrize(
    "question",
    [
        "假设at_risk分群里每个客户都再下一单，金额按平均客单价算，能多出多少销售额？",
        "suppose every at_risk customer places one more order at the average order value",
        "如果每个高价值客户都多买一单，销售额会增加多少",
        "假如法国的客单价提高10%，能多出多少销售额？",
        "what if the average order value in France rises by 10%?",
    ],
)
def test_what_is_supposed_of_a_group_is_asked_back(planner: Planner, question: str) -> None:
    assert planner.read(question).status == "clarify"


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("how much of the pie is Germany? in % of revenue", "what share is Germany? in % of revenue"),
        ("first-timers in nov 2010: how many", "new customers in nov 2010: how many"),
        ("德国均单金额多少", "德国平均订单金额多少"),
        ("13085预测值高得离谱，凭啥？", "13085预测值高，凭啥？"),
        ("13085: the next three months (90 days)", "13085: the next 90 days"),
    ],
)
def test_everyday_words_ask_the_same(planner: Planner, said: str, plain: str) -> None:
    told, meant = planner.read(said), planner.read(plain)
    assert told.status == "answered"
    assert told.calls == meant.calls
