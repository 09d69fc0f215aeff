"""Questions about what to stock: read whole in both languages, answered in proven figures, else left alone."""

import pytest

from agent.planner.planner import Planner
from tests.agent.planner_shop import shop_planner


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ("how much stock do we need for next quarter by category?", {"by": "category", "days": 90}),
        ("which categories should we stock up on?", {"by": "category", "rising": True}),
        ("which products should we stock up on for the next 60 days?", {"by": "product", "days": 60, "rising": True}),
        ("expected demand by category", {"by": "category"}),
        ("how much stock should we plan for the next month", {"by": "category", "days": 30}),
        ("下个季度各品类需要备多少货？", {"by": "category", "days": 90}),
        ("哪些品类应该多备货？", {"by": "category", "rising": True}),
        ("未来30天各商品预计需求是多少", {"by": "product", "days": 30}),
        ("备货建议", {"by": "category"}),
    ],
)
def test_a_question_about_stock_plans_hints(planner, question, arguments):
    read = planner.read(question)
    assert (read.status, read.kind) == ("answered", "portfolio_stock")
    assert read.calls[0].name == "plan_actions"
    assert read.calls[0].arguments == {"what": "stock", "limit": 15, **arguments}
    days = {key: value for key, value in arguments.items() if key == "days"}
    assert read.calls[1].arguments == {"what": "stock", "by": "all", **days}


@pytest.mark.parametrize(
    "question",
    [
        "how much stock do we have?",
        "what is our stock level of candles",
        "which products are out of stock",
        "which products should we restock",
        "我们的库存还有多少",
        "which categories should we stock up on for customers who complain",
        "客户有什么需求",
        "去年备货备了多少",
    ],
)
def test_what_is_there_now_and_what_is_not_understood_is_left_alone(planner, question):
    assert all(call.arguments.get("what") != "stock" for call in planner.read(question).calls)


def test_days_that_the_data_cannot_tell_are_asked_back(planner):
    assert planner.read("how much stock do we need for the next 2 years").status == "clarify"
