"""One order by its number: whatever an order has is told of the order, whatever its buyer has of the buyer."""

from typing import Any

import pytest

from agent.planner.planner import Planner
from agent.planner.reading import Reading
from tests.agent.test_planner_questions import planner

__all__ = ["planner"]


def _first(reading: Reading) -> dict[str, Any]:
    assert reading.status == "answered", reading.reason
    return dict(reading.calls[0].arguments)


@pytest.mark.parametrize(
    "question",
    [
        "489434: channel, amount, day",
        "Could you look up which channel order 489434 was placed through, when, and what it came to?",
        "Through what channel and on which date was 489434 bought?",
        "was order 489434 placed in the app?",
        "订单489434 下单时间、金额、渠道",
        "489434 这单走的哪个渠道，多少钱",
        "489434是app的单吗",
    ],
)
def test_the_channel_of_an_order_is_told_with_the_order(planner: Planner, question: str) -> None:
    reading = planner.read(question)
    call = _first(reading)
    assert reading.kind == "one_order"
    assert "channel" in call["group_by"]
    assert call["filters"] == [{"column": "order_id", "op": "eq", "value": "489434"}]


@pytest.mark.parametrize(
    ("question", "groups"),
    [
        ("order 489434, when was it placed and which category?", ["category"]),
        ("489434 是什么品类的，一共多少钱", ["category"]),
        ("489434: products and categories please", ["product", "category"]),
        ("489434: date and products", ["product"]),
    ],
)
def test_the_categories_of_an_order_are_those_of_its_lines(planner: Planner, question: str, groups: list[str]) -> None:
    reading = planner.read(question)
    assert _first(reading)["filters"] == [{"column": "order_id", "op": "eq", "value": "489434"}]
    assert reading.calls[1].arguments["group_by"] == groups
    assert reading.calls[1].arguments["filters"] == [{"column": "order_id", "op": "eq", "value": "489434"}]


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("how many pieces of toys were in order 489434?", "units"),
        ("订单489434里玩具花了多少钱", "revenue"),
    ],
)
def test_of_an_order_only_the_lines_that_are_named_are_summed(planner: Planner, question: str, measure: str) -> None:
    call = _first(planner.read(question))
    assert call["measures"] == [{"metric": measure}]
    assert {f["column"]: f["value"] for f in call["filters"]} == {"order_id": "489434", "category": "toys"}


@pytest.mark.parametrize(
    "question",
    [
        "how much did the customer of order 489434 spend in total?",
        "489434: which country?",
        "订单489434的客户一共花了多少钱",
    ],
)
def test_what_its_buyer_has_is_no_figure_of_the_order(planner: Planner, question: str) -> None:
    reading = planner.read(question)
    assert [call.name for call in reading.calls] == ["lookup_customer"], reading.reason


def test_an_attribute_of_the_buyer_is_told_beside_the_order(planner: Planner) -> None:
    reading = planner.read("order 489434: total and the customer's value tier")
    assert [call.name for call in reading.calls] == ["query_orders", "lookup_customer"]
    assert reading.focus["asked"] == ["value_tier"]


@pytest.mark.parametrize(
    "question",
    ["When was 489434 placed, and how much has she spent altogether?", "order 489434: channel and average rating"],
)
def test_what_no_call_tells_together_with_an_order_is_asked_back(planner: Planner, question: str) -> None:
    assert planner.read(question).status == "clarify"
