"""What the planner keeps of a conversation, so that it need not be read anew after each question."""

from copy import deepcopy

import pytest

from agent.planner.planner import Planner
from tests.agent.planner_shop import shop_planner

ASKED = (
    "revenue by country",
    "and by category?",
    "top 10 customers by revenue",
    "what is their predicted value?",
    "predicted value of 13085",
    "and 12345?",
    "按国家看销售额",
    "那法国呢？",
    "各品类的退货率",
    "and in 2010?",
)


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


@pytest.mark.no_cover
def test_what_was_spoken_of_is_left_as_it_was_by_the_questions_that_lean_on_it(planner: Planner) -> None:
    for length in range(len(ASKED)):
        before = [deepcopy(planner.thread(ASKED[:end])) for end in range(length + 1)]
        planner.read(ASKED[length], previous=ASKED[:length])
        assert [planner.thread(ASKED[:end]) for end in range(length + 1)] == before


@pytest.mark.no_cover
def test_a_conversation_that_is_remembered_is_read_as_one_that_is_new(planner: Planner) -> None:
    for length in (2, 4, 7, 9):
        remembered = planner.read(ASKED[length], previous=ASKED[:length])
        assert remembered == Planner(planner.facts).read(ASKED[length], previous=ASKED[:length])


def test_questions_far_back_in_a_conversation_are_not_meant_any_more(planner: Planner) -> None:
    named, others = "predicted value of 13085", ["revenue"] * 29
    assert planner.thread([named, *others[:19]]).people == ("13085",)
    assert planner.thread([named, *others]).people == ()
