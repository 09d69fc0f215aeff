"""Figures asked for side by side: shown together, or asked about; and one order by its number."""

from dataclasses import replace

import pytest

from agent.planner.planner import Planner
from tests.agent.planner_shop import planner_facts


@pytest.fixture(scope="module")
def planner() -> Planner:
    """A planner of the small shop, which knows two orders."""
    return Planner(replace(planner_facts(), order_ids=frozenset({"527492", "C530185"})))


@pytest.mark.parametrize(
    ("question", "metrics"),
    [
        ("Germany: sum of predicted value + number of customers", ["predicted_value", "customers"]),
        ("德国客户的预测价值合计多少？涉及多少客户？", ["predicted_value", "customers"]),
        ("avg rating + n reviews, Germany vs France", ["average_rating", "reviews"]),
        ("德国和法国比：各有多少买家、多少订单？", ["customers", "orders"]),
        ("revenue by country with headcount", ["revenue", "customers"]),
    ],
)
def test_a_further_figure_is_measured_beside_the_first(planner: Planner, question: str, metrics: list[str]) -> None:
    reading = planner.read(question)
    assert reading.status == "answered", reading.reason
    assert [m["metric"] for m in reading.calls[0].arguments["measures"]] == metrics


@pytest.mark.parametrize(
    "question",
    [
        "Germany: sum of predicted value next 200 days + number of customers",
        "德国客户未来200天预测价值合计多少？涉及多少客户？",
    ],
)
def test_a_figure_that_cannot_be_put_beside_the_rest_is_asked_about(planner: Planner, question: str) -> None:
    assert planner.read(question).status == "clarify"


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("12345 coming back? chance n expected date", ["p_active", "next_order"]),
        ("12345还会不会来买，概率多少，大概几号", ["p_active", "next_order"]),
    ],
)
def test_chance_and_day_of_the_next_order_are_both_told(planner: Planner, question: str, asked: list[str]) -> None:
    assert planner.read(question).focus["asked"] == asked


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("How many different products were on order 527492?", "kinds"),
        ("客人说527492少发了，这单原本该有几款货啊", "kinds"),
        ("order 527492: what did she get, how many, at what total each", "goods"),
        ("客人在问527492这单买了啥，每样几件多少钱", "goods"),
        ("What was sent back under return C530185, how many pieces and for how much money?", "goods"),
        ("退货单C530185退的是什么商品，几件，退了多少钱？", "goods"),
        ("527492 – whose is it, how much?", "card"),
    ],
)
def test_what_an_order_holds_is_listed(planner: Planner, question: str, focus: str) -> None:
    reading = planner.read(question)
    assert reading.kind == "one_order"
    assert focus in reading.focus


@pytest.mark.parametrize(
    "question",
    [
        "On which day was order 527492 delivered and which courier brought it?",
        "527492发的什么快递，哪天签收的呀",
    ],
)
def test_what_the_data_do_not_hold_of_an_order_is_not_answered_with_the_rest(planner: Planner, question: str) -> None:
    assert planner.read(question).status == "clarify"


@pytest.mark.parametrize(
    ("question", "metrics"),
    [
        ("Compare Germany and France by customers, orders and revenue", {"customers", "orders", "revenue"}),
        ("compare Germany and France by number of customers and revenue", {"customers", "revenue"}),
        ("champions: how many, total predicted value", {"customers", "predicted_value"}),
        ("Reviews in Germany: average and number of reviews", {"average_rating", "reviews"}),
    ],
)
def test_several_measures_are_all_asked(planner: Planner, question: str, metrics: set[str]) -> None:
    reading = planner.read(question)
    assert reading.status == "answered", reading.reason
    assert {m["metric"] for m in reading.calls[0].arguments["measures"]} == metrics


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("Sum of predicted value for champions", "Same for at_risk, along with the number of customers in it."),
        ("champions 分群的预测价值合计是多少？", "at_risk 也算一下，再告诉我里面有多少客户。"),
    ],
)
def test_the_figure_before_is_asked_again_beside_the_new_one(planner: Planner, before: str, question: str) -> None:
    reading = planner.read(question, previous=[before])
    assert {m["metric"] for m in reading.calls[0].arguments["measures"]} == {"predicted_value", "customers"}


@pytest.mark.parametrize(
    ("before", "question", "kind"),
    [
        ("12345 - country?", "last order date + number of orders so far pls", "lookup"),
        ("客户12345是哪个国家的", "最后一单啥时候，一共几单", "lookup"),
        ("12345一共几单", "未来半年预测值和上下限呢", "predict"),
    ],
)
def test_what_one_customer_alone_has_is_asked_of_the_one_spoken_of(
    planner: Planner, before: str, question: str, kind: str
) -> None:
    reading = planner.read(question, previous=[before])
    assert reading.kind == kind
    assert "12345" in str(reading.calls[0].arguments)
