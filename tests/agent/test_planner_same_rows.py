"""Turns about the rows and the figures of the turns before: quotes of them, all of them, the gap between two."""

from typing import Any

import pytest

from agent.planner.planner import Planner
from tests.agent.test_planner_questions import planner

__all__ = ["planner"]


def arguments(planner: Planner, question: str, *turns: str) -> dict[str, Any]:
    return planner.read(question, previous=turns).calls[0].arguments


@pytest.mark.parametrize(
    "asked", ["what's the gap between them?", "how much more is Germany?", "差多少", "so the difference"]
)
def test_the_gap_of_two_answers_compares_them(planner: Planner, asked: str) -> None:
    told = arguments(planner, asked, "revenue of France in 2010", "and Germany?")
    assert told["filters"] == [{"column": "country", "op": "in", "value": ["France", "Germany"]}]
    assert told["compare"]


@pytest.mark.parametrize(
    "asked", ["and across all countries?", "overall, not just Germany", "不限国家呢", "去掉国家限制"]
)
def test_a_condition_is_let_go(planner: Planner, asked: str) -> None:
    told = arguments(planner, asked, "how many orders came from Germany in May 2010?")
    assert "filters" not in told
    assert told["period"]["start"] == "2010-05-01"


def test_asked_again_is_not_bought_again(planner: Planner) -> None:
    told = arguments(planner, "now just France again", "revenue of France in 2010", "and Germany?")
    assert told["filters"] == [{"column": "country", "op": "eq", "value": "France"}]
