"""Chinese wordings that were asked back or read wrongly: short forms, averages as questions, glosses, follow-ups."""

from dataclasses import replace
from typing import Any

import pytest

from agent.planner.chinese_shorthand import written_out
from agent.planner.planner import Planner
from tests.agent.planner_shop import planner_facts


@pytest.fixture(scope="module")
def planner() -> Planner:
    """A planner of the small shop, which knows one product's code."""
    return Planner(replace(planner_facts(), product_ids=frozenset({"22086"})))


def _arguments(planner: Planner, question: str) -> dict[str, Any]:
    reading = planner.read(question)
    assert reading.status == "answered", (question, reading.reason)
    return dict(reading.calls[-1].arguments)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2017年和2018年上半年订单数", "2017年上半年和2018年上半年订单数"),
        ("人均下单几次", "人均订单数"),
        ("平均每天多少单", "日均订单数"),
        ("平均多久买一次", "平均购买间隔天数"),
        ("退过货没", "退过货吗"),
        ("RJ州也按同样口径排一下", "RJ州呢"),
        ("销售额过万的类目", "销售额超过10000的类目"),
        ("20260915订单数", "2026-09-15订单数"),
        ("revenue in 2018", "revenue in 2018"),
    ],
)
def test_short_forms_are_written_out(typed: str, meant: str) -> None:
    """What is typed short is said in the words that the grammar reads; all else stays."""
    assert written_out(typed) == meant


@pytest.mark.parametrize(
    ("question", "measures"),
    [
        ("平均每单买多少件", [{"metric": "units", "aggregate": "mean", "per": "order_id"}]),
        ("2010年平均每天多少单", [{"metric": "orders", "aggregate": "mean", "per": "day"}]),
        ("人均下单几次", [{"metric": "orders_per_customer"}]),
        ("2010年一共卖出多少件商品", [{"metric": "units"}]),
        ("2010年收到多少条1星评价？", [{"metric": "reviews"}]),
        ("2010年德国客户买过多少个不同的商品", [{"metric": "products"}]),
        ("哪个国家平均消费最高", [{"metric": "revenue_per_customer"}]),
        ("2010年的总销售额（不扣退货的口径）", [{"metric": "gross_revenue"}]),
    ],
)
def test_measures(planner: Planner, question: str, measures: list[dict[str, Any]]) -> None:
    """Each of these measures one thing, and nothing beside it."""
    assert _arguments(planner, question)["measures"] == measures


@pytest.mark.parametrize(
    ("question", "column", "op", "value"),
    [
        ("22086卖了多少件", "product_id", "eq", "22086"),
        ("单笔订单超500的客户数", "max_order", "gt", 500),
        ("预测下单数超过3的客户有几个", "predicted_orders", "gt", 3),
        ("买过10种以上商品的客户有几个", "products", "ge", 10),
        ("3个月没来的客户有多少", "recency_days", "ge", 90),
        ("有没有客户下过20单以上", "orders", "ge", 20),
    ],
)
def test_conditions(planner: Planner, question: str, column: str, op: str, value: object) -> None:
    """Each of these is one condition."""
    (condition,) = _arguments(planner, question)["filters"]
    assert (condition["column"], condition["op"], condition["value"]) == (column, op, value)


def test_what_stands_before_a_rank_decides_it(planner: Planner) -> None:
    """Of two figures the one right before 前五 orders the rows."""
    assert _arguments(planner, "2010年销量前五的商品及其销售额")["sort_by"] == "units"


def test_what_stands_behind_the_word_for_share_is_the_whole(planner: Planner) -> None:
    """占 is followed by that of which the share is taken."""
    arguments = _arguments(planner, "德国销售额占英国以外销售额的比例")
    assert [f["op"] for f in arguments["filters"]] == ["ne"]
    assert [p["value"] for p in arguments["part"]] == ["Germany"]


def test_each_of_the_customers_found_is_told(planner: Planner) -> None:
    """各做了多少 asks for a figure of each, not for their sum."""
    first = "德国预测价值最高的三个客户是哪几个？"
    for question in ("这三家到目前为止各做了多少销售额？", "他们每个人的累计销售额分别是多少？"):
        reading = planner.read(question, previous=[first])
        assert reading.calls[-1].arguments["columns"] == ["customer_id", "revenue"], question


def test_a_part_of_what_was_counted(planner: Planner) -> None:
    """其中…的有多少 is of the orders counted before."""
    reading = planner.read("其中德国的有多少？", previous=["2010年二季度一共多少订单？", "三季度呢？"])
    assert reading.calls[0].arguments["measures"] == [{"metric": "orders"}]


def test_what_is_high_or_low_is_asked(planner: Planner) -> None:
    """A high value and a low probability name no tier."""
    assert planner.read("哪些客户预测价值高但活跃概率低").status == "clarify"
    assert planner.read("帮我对比一下那两个类目").status == "clarify"
