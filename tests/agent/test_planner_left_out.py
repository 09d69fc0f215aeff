"""What is left out by a name and by a bound side by side, and what is counted over all days beside some days."""

from typing import Any

import pytest

from agent.planner.planner import Planner
from tests.agent.test_planner_questions import planner

__all__ = ["planner"]


def _arguments(planner: Planner, question: str) -> dict[str, Any]:
    reading = planner.read(question)
    assert reading.status == "answered", (question, reading.reason)
    return dict(reading.calls[-1].arguments)


@pytest.mark.parametrize(
    "question",
    [
        "Leaving out the UK and any country with fewer than 50 orders, which 5 countries have the highest average order"
        " value, and what is it for each?",
        "Without the UK and without countries that have under 50 orders, what are the top 5 countries by average order"
        " value?",
        "Excluding countries with fewer than 50 orders and the UK, which 5 countries have the highest average order"
        " value?",
        "去掉英国和订单不到50单的国家，客单价最高的5个国家是哪些？",
        "去掉订单不到50单的国家和英国，客单价最高的5个国家是哪些？",
        "不算英国，也不算订单不到50单的国家，平均每单金额最高的5个国家是哪些，各是多少？",
        "除英国和订单少于50单的国家外，客单价最高的5个国家是哪些？",
        "客单价最高的5个国家，英国和订单不到50单的国家除外",
        "订单不足50单的国家和英国都不算，客单价最高的5个国家",
        "把英国和订单不到50单的国家剔除掉，客单价最高的5个国家",
        # A comma ends what is left out: the bound that follows holds.
        "除英国外，订单不少于50单的国家里客单价最高的5个是哪些？",
        "Outside the UK, which 5 countries with at least 50 orders have the highest average order value?",
    ],
)
def test_a_name_and_a_bound_are_left_out_together(planner: Planner, question: str) -> None:
    arguments = _arguments(planner, question)
    assert arguments["filters"] == [{"column": "country", "op": "ne", "value": "United Kingdom"}]
    assert arguments["having"] == [{"measure": "orders", "op": "ge", "value": 50.0}]


@pytest.mark.parametrize(
    "question",
    [
        "Top 5 countries by average order value, but leave out those with fewer than 20 orders.",
        "Top 5 countries by average order value, except those with less than 20 orders",
        "忽略订单少于20单的国家，客单价最高的5个国家是哪些？",
        "客单价最高的5个国家，订单少于20单的国家不算",
    ],
)
def test_groups_below_a_bound_are_left_out(planner: Planner, question: str) -> None:
    assert _arguments(planner, question)["having"] == [{"measure": "orders", "op": "ge", "value": 20.0}]


@pytest.mark.parametrize(
    "question",
    [
        "Which countries outside the UK with fewer than 20 orders have the highest return rate?",
        "非英国且订单少于20单的国家里，退货率最高的是哪个？",
    ],
)
def test_a_bound_beside_a_place_that_is_not_meant_holds(planner: Planner, question: str) -> None:
    arguments = _arguments(planner, question)
    assert arguments["having"] == [{"measure": "orders", "op": "lt", "value": 20.0}]


@pytest.mark.parametrize(
    "question",
    [
        "金额低于100英镑的订单不算，德国2010年有多少订单？",
        "Leave out orders below £100: how many orders did Germany place in 2010?",
    ],
)
def test_small_orders_are_left_out_and_the_country_is_not(planner: Planner, question: str) -> None:
    kept = {(f["column"], f["op"], f["value"]) for f in _arguments(planner, question)["filters"]}
    assert kept == {("order_value", "ge", 100), ("country", "eq", "Germany")}


_NOVEMBER = {"start": "2010-11-01", "end": "2010-11-30"}


@pytest.mark.parametrize(
    ("question", "country"),
    [
        ("How many German customers have placed at least 10 orders in total but none in November 2010?", "Germany"),
        ("List customers from France with 10 or more orders overall but none in November 2010.", "France"),
        ("累计下过至少10单、但2010年11月一单没下的法国客户有哪些？", "France"),
        ("列出德国的客户里累计下过至少10单、但2010年11月一次都没买的客户编号", "Germany"),
    ],
)
def test_none_in_one_month_stands_beside_ten_in_all(planner: Planner, question: str, country: str) -> None:
    told = _arguments(planner, question)["filters"]
    assert {"column": "country", "op": "eq", "value": country} in told
    assert {"column": "orders", "op": "ge", "value": 10} in told
    assert {"column": "orders", "op": "eq", "value": 0, "period": _NOVEMBER} in told
    assert len(told) == 3


@pytest.mark.parametrize(
    "question",
    [
        "List customers from Germany with 10 or more orders overall but none in December 2010.",
        "列出德国的客户里累计下过至少10单、但2010年12月一次都没买的客户编号",
    ],
)
def test_none_in_the_month_that_is_not_over_is_silence(planner: Planner, question: str) -> None:
    told = _arguments(planner, question)["filters"]
    assert {"column": "recency_days", "op": "ge", "value": 9} in told
    assert {"column": "orders", "op": "ge", "value": 10} in told


def test_all_orders_and_those_of_a_month_are_bounded_apart(planner: Planner) -> None:
    told = _arguments(planner, "累计至少10单而且2010年11月至少2单的德国客户有多少？")["filters"]
    assert {"column": "orders", "op": "ge", "value": 10} in told
    assert {"column": "orders", "op": "ge", "value": 2, "period": _NOVEMBER} in told


@pytest.mark.parametrize(
    "question",
    [
        "Among countries with at least 100 orders, which has the lowest return rate? And in that country, which"
        " category brings in the most revenue, and how much?",
        "在订单数不少于100的国家里，哪个国家退货率最低？这个国家销售额最高的品类是哪个，卖了多少？",
    ],
)
def test_a_bound_says_at_least_of_the_first_step(planner: Planner, question: str) -> None:
    first, second = planner.read(question).calls
    assert first.arguments["having"] == [{"measure": "orders", "op": "ge", "value": 100.0}]
    assert first.arguments["sort_by"] == "return_share"
    assert not first.arguments["descending"]
    assert second.arguments["sort_by"] == "revenue"
    assert second.arguments["descending"]


@pytest.mark.parametrize(
    "question",
    [
        "Of the countries with more than 200 orders, which has the highest average order value?"
        " Which category sells best there?",
        "订单数超过200的国家里，客单价最高的是哪个？那个国家卖得最好的品类是什么？",
    ],
)
def test_what_sells_best_is_told_by_money_not_by_what_ranked_first(planner: Planner, question: str) -> None:
    _, second = planner.read(question).calls
    assert second.arguments["sort_by"] == "revenue"


@pytest.mark.parametrize(
    "question",
    [
        "May 2010 by channel, without the stores: revenue",
        "revenue by channel in May 2010. You can leave the store channel out.",
        "2010年5月分渠道的销售额，门店不用列",
        "2010年5月各渠道销售额，门店的就不要了",
    ],
)
def test_what_need_not_be_listed_is_left_out(planner: Planner, question: str) -> None:
    told = _arguments(planner, question)
    assert told["filters"] == [{"column": "channel", "op": "ne", "value": "store"}]
    assert told["group_by"] == ["channel"]


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("how many REGENCY CAKESTAND 3 TIER were sold in May 2010? don't deduct returned ones", "units"),
        ("revenue in May 2010, don't deduct returns", "gross_revenue"),
        ("2010年5月销售额，退货不用扣", "gross_revenue"),
        ("2010年5月玩具卖了多少件，退货别减", "units"),
        ("amount of the returns in May 2010", "returned"),
    ],
)
def test_returns_that_are_not_deducted_leave_what_was_sold(planner: Planner, question: str, metric: str) -> None:
    assert _arguments(planner, question)["measures"] == [{"metric": metric}]


@pytest.mark.parametrize(
    "question", ["周一例会要用：德国，2010上半年的销售额", "明天国家复盘要用：德国2010上半年的销售额"]
)
def test_the_day_of_a_meeting_bounds_nothing_before_a_rewritten_date(planner: Planner, question: str) -> None:
    assert _arguments(planner, question)["filters"] == [{"column": "country", "op": "eq", "value": "Germany"}]


@pytest.mark.parametrize(
    "question",
    [
        "德国，2010上半年跟2009上半年的订单数各是多少",
        "UK, May 2010 against June 2010: orders and revenue for each month",
    ],
)
def test_two_times_stand_side_by_side(planner: Planner, question: str) -> None:
    told = _arguments(planner, question)
    assert ("against" in told) != ("compare" in told)
