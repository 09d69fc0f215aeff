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
