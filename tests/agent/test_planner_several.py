"""Several things in one question, and questions that lean on the time or the rows of the one before."""

import pytest

from agent.planner.planner import Planner
from tests.agent.test_planner_questions import planner

__all__ = ["planner"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("how many orders in september 2010?", "and the month before that"),
        ("2010年9月有多少单", "那前一个月呢"),
    ],
)
def test_a_time_is_told_by_the_time_before(planner: Planner, first: str, second: str) -> None:
    (call,) = planner.read(second, previous=[first]).calls
    assert call.arguments["period"] == {"start": "2010-08-01", "end": "2010-08-31"}


@pytest.mark.parametrize(
    "question", ["who are the top 10, why, and what do they complain about?", "前10名是谁？为什么？他们在抱怨什么？"]
)
def test_the_list_its_reasons_and_its_complaints_are_told_together(planner: Planner, question: str) -> None:
    reading = planner.read(question)
    assert [call.name for call in reading.calls] == ["predict_value", "explain_value", "summarise_reviews"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("How many reviews came in in 2010?", "and how many of those were 5 stars?"),
        ("2010年收到多少条评价？", "其中五星的有几条"),
    ],
)
def test_a_part_of_what_was_counted_keeps_its_time(planner: Planner, first: str, second: str) -> None:
    (call,) = planner.read(second, previous=[first]).calls
    assert call.arguments["period"]["start"] == "2010-01-01"
    assert call.arguments["filters"][0]["column"] == "rating"


@pytest.mark.parametrize(
    "question",
    ["How many 5-star reviews in 2010, and what was the average rating?", "2010年五星评价有几条？平均评分多少？"],
)
def test_an_average_is_of_all_ratings_beside_a_count_of_some(planner: Planner, question: str) -> None:
    counted, averaged = planner.read(question).calls
    assert counted.arguments["filters"][0]["column"] == "rating"
    assert "filters" not in averaged.arguments


@pytest.mark.parametrize(
    ("question", "counted", "rate"),
    [
        (
            "How many customers ever ordered a second time, and what repeat rate is that?",
            "orders",
            "repeat_share",
        ),
        (
            "How many customers have ordered only once, and what repeat rate is that?",
            "orders",
            "repeat_share",
        ),
        ("下过至少两单的客户有多少个，复购率是多少？", "orders", "repeat_share"),
        ("2星及以下的评价有几条，差评率是多少？", "rating", "low_rating_share"),
    ],
)
def test_a_rate_is_of_all_beside_the_number_of_those_who_make_it_up(
    planner: Planner, question: str, counted: str, rate: str
) -> None:
    some, all_of_them = planner.read(question).calls
    assert [f["column"] for f in some.arguments["filters"]] == [counted]
    assert "filters" not in all_of_them.arguments
    assert all_of_them.arguments["measures"] == [{"metric": rate}]


def test_the_repeat_rate_of_those_who_came_back_is_asked_back(planner: Planner) -> None:
    assert planner.read("repeat rate of customers with 3 or more orders").status == "clarify"


@pytest.mark.parametrize(
    ("first", "second", "start"),
    [
        ("2010年11月法国有多少订单？", "那上个月呢", "2010-10-01"),
        ("revenue in November 2010", "and last month?", "2010-10-01"),
        ("revenue in Germany last month", "and in France last month?", "2010-11-01"),
    ],
)
def test_the_last_month_after_last_month_is_the_one_before(
    planner: Planner, first: str, second: str, start: str
) -> None:
    assert planner.read(second, previous=[first]).calls[0].arguments["period"]["start"] == start


@pytest.mark.parametrize(
    ("first", "second"), [("2010年6月的订单数", "那上个月呢"), ("orders in June 2010", "and last month?")]
)
def test_the_last_month_after_an_older_one_is_asked_back(planner: Planner, first: str, second: str) -> None:
    assert planner.read(second, previous=[first]).status == "clarify"


@pytest.mark.parametrize("question", ["top 5 countries by customers, and how many each", "按客户排，前五的国家是哪些"])
def test_groups_ranked_by_customers_are_ranked_by_their_number(planner: Planner, question: str) -> None:
    arguments = planner.read(question).calls[0].arguments
    assert (arguments["group_by"], arguments["sort_by"]) == (["country"], "customers")
