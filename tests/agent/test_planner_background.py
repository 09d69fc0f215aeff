"""What is told around a question: an occasion and its place or day bound nothing, whom it is for does."""

from typing import Any

import pytest

from agent.planner.planner import Planner
from tests.agent.test_planner_questions import planner

__all__ = ["planner"]


def _filters(planner: Planner, question: str) -> list[tuple[Any, ...]]:
    reading = planner.read(question)
    assert reading.status == "answered", (question, reading.reason)
    return sorted((f["column"], f["value"]) for f in reading.calls[-1].arguments.get("filters", []))


@pytest.mark.parametrize(
    "question",
    [
        "We're inviting a handful of people to the Berlin store event. How many customers are at risk?",
        "There is a team meeting on Monday. How many customers are at risk?",
        "The app team wants to know: how many customers are at risk?",
        "I have a call with the bank at 3 pm. How many customers are at risk?",
        "We are running a web campaign next month, how many customers are at risk?",
        "周一开会要用：流失风险客户有多少个？",
        "线下活动要请几位客人，流失风险客户有多少？",
        "要做一波交叉销售邮件，流失风险客户有多少人？",
        "下午3点要跟银行开会，流失风险客户有多少人？",
        "准备给流失风险客户发一波邮件，流失风险客户有多少人？",
    ],
)
def test_an_occasion_bounds_nothing(planner: Planner, question: str) -> None:
    assert _filters(planner, question) == [("rfm_segment", "at_risk")]


@pytest.mark.parametrize(
    "question",
    [
        "Thinking about a welcome mail for customers in Germany: how many customers are at risk?",
        "We want to send a voucher to customers in Germany. How many of them are at risk?",
        "We plan a store event in Germany. How many customers in Germany are at risk?",
        "准备给德国客户发邮件，其中流失风险客户有多少个？",
        "德国那边准备发一波短信，德国的流失风险客户有多少？",
    ],
)
def test_whom_an_occasion_is_for_goes_on_bounding_the_question(planner: Planner, question: str) -> None:
    assert _filters(planner, question) == [("country", "Germany"), ("rfm_segment", "at_risk")]


@pytest.mark.parametrize(
    "question",
    [
        "Our German team asks: how many orders were there in 2010?",
        "We had a store event in September 2010. What was the revenue in the store in that month?",
        "We only invite people from the store to the event. How many are at risk?",
    ],
)
def test_what_may_bound_the_question_is_not_set_aside_in_silence(planner: Planner, question: str) -> None:
    reading = planner.read(question)
    assert reading.status != "answered" or _filters(planner, question), reading.text


@pytest.mark.parametrize(
    ("question", "channels"),
    [
        ("Customer 13085 is at the counter in the store. How many orders has she placed via the app?", ["app"]),
        ("客户13085在门店，看看他在app下过几单", ["app"]),
        ("客户13085在门店下过几单？", ["store"]),
    ],
)
def test_where_a_customer_stands_is_not_where_they_bought(planner: Planner, question: str, channels: list[str]) -> None:
    assert [value for column, value in _filters(planner, question) if column == "channel"] == channels


@pytest.mark.parametrize(
    "question",
    [
        "Got a mail from 13085. Who is that, and when did they last order?",
        "What's the name of customer 13085, and when was the last order?",
        "客户13085叫什么名字，最近一次下单是哪天？",
    ],
)
def test_the_name_is_told_beside_what_else_is_asked(planner: Planner, question: str) -> None:
    reading = planner.read(question)
    assert sorted(reading.focus["asked"]) == ["last_purchase", "name"], reading.text


@pytest.mark.parametrize(
    "question",
    [
        "We want to invite loyal but silent customers to write a review. How many have placed at least 10 orders "
        "without ever having written one?",
        "想邀请老客户写评价：下过至少10单但一条评价都没写过的客户有多少？",
    ],
)
def test_a_kind_told_loosely_bounds_nothing_beside_the_number_that_tells_it(planner: Planner, question: str) -> None:
    assert _filters(planner, question) == [("orders", 10), ("reviews", 0)]


def test_the_day_of_a_meeting_is_no_day_of_orders_behind_dates_in_figures(planner: Planner) -> None:
    assert _filters(planner, "周一例会要用：德国的销售额，2010年5月和6月分别多少") == [
        ("country", "Germany"),
        ("month", ["2010-05", "2010-06"]),
    ]
