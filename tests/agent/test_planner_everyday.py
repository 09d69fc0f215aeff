"""Everyday questions in both languages: who may leave, bad reviews, a list of orders, how well reviews are read."""

from dataclasses import replace

import pytest

from agent.planner.composing import compose
from agent.planner.planner import Planner
from agent.planner.reading import Call
from config.settings import Role
from tests.agent.offline_conversations import ask
from tests.agent.planner_shop import planner_facts
from tools.shop import Shop

AT_RISK = {"column": "rfm_segment", "op": "eq", "value": "at_risk"}
HIGH = {"column": "value_tier", "op": "eq", "value": "high"}


@pytest.fixture(scope="module")
def planners() -> dict[Role, Planner]:
    roles: tuple[Role, ...] = ("business", "support")
    return {role: Planner(planner_facts(role=role)) for role in roles}


@pytest.fixture(scope="module")
def planner(planners: dict[Role, Planner]) -> Planner:
    return planners["business"]


def only_call(planner: Planner, question: str) -> Call:
    reading = planner.read(question)
    assert reading.status == "answered", reading.reason
    (call,) = reading.calls
    return call


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("high churn risk customers", [AT_RISK]),
        ("customers with a high risk of churning", [AT_RISK]),
        ("customers likely to leave", [AT_RISK]),
        ("who might leave us?", [AT_RISK]),
        ("which customers are we about to lose?", [AT_RISK]),
        ("high value customers about to churn", [HIGH, AT_RISK]),
        ("流失风险高的客户", [AT_RISK]),
        ("高流失风险客户有哪些", [AT_RISK]),
        ("哪些客户快流失了", [AT_RISK]),
        ("哪些高价值客户可能流失？", [HIGH, AT_RISK]),
        ("可能会流失的客户名单", [AT_RISK]),
        ("谁快流失了", [AT_RISK]),
    ],
)
def test_customers_who_may_leave_are_listed(planner: Planner, question: str, filters: list[dict[str, str]]) -> None:
    call = only_call(planner, question)
    assert (call.name, call.arguments["filters"]) == ("query_customers", filters)
    assert "columns" in call.arguments


@pytest.mark.parametrize(
    "question", ["how many customers are likely to churn?", "流失风险高的客户有多少", "多少人快流失了"]
)
def test_customers_who_may_leave_are_counted_where_their_number_is_asked(planner: Planner, question: str) -> None:
    assert only_call(planner, question).arguments == {"filters": [AT_RISK], "measures": [{"metric": "customers"}]}


@pytest.mark.parametrize("question", ["high churn risk customers", "流失风险高的客户"])
def test_the_support_desk_is_told_the_number_where_customers_are_only_named(
    planners: dict[Role, Planner], question: str
) -> None:
    call = only_call(planners["support"], question)
    assert call.arguments == {"filters": [AT_RISK], "measures": [{"metric": "customers"}]}
    asked_which = only_call(planners["support"], "which customers are likely to leave?")
    assert "columns" in asked_which.arguments, "the tool says that this role sees no list"


def test_one_customer_who_is_not_named_is_not_counted_as_many(planners: dict[Role, Planner]) -> None:
    calls = planners["support"].read("can you check whether the customer has returned anything?").calls
    assert all({"metric": "customers"} not in call.arguments.get("measures", ()) for call in calls)


@pytest.mark.parametrize(
    "question", ["who is most likely to churn?", "最可能流失的10个客户", "customers with the highest churn risk"]
)
def test_those_most_likely_to_leave_are_ranked_by_their_chance(planner: Planner, question: str) -> None:
    call = only_call(planner, question)
    assert (call.arguments["sort_by"], call.arguments["descending"]) == ("p_active", False)


def test_another_segment_about_to_leave_is_not_taken_for_the_one_at_risk(planner: Planner) -> None:
    assert all(AT_RISK not in c.arguments.get("filters", []) for c in planner.read("champions likely to leave").calls)


@pytest.mark.parametrize(
    ("question", "op", "value"),
    [
        ("customers with more than 30% bad reviews", "gt", 0.3),
        ("customers whose share of bad reviews is above 30%", "gt", 0.3),
        ("customers with at least half bad reviews", "ge", 0.5),
        ("customers where more than 30% of their reviews are bad", "gt", 0.3),
        ("customers with mostly bad reviews", "gt", 0.5),
        ("差评占比超过30%的客户", "gt", 0.3),
        ("差评率高于三成的客户", "gt", 0.3),
        ("差评率30%以上的客户", "ge", 0.3),
        ("哪些客户差评超过一半", "gt", 0.5),
        ("差评占多数的客户", "gt", 0.5),
    ],
)
def test_customers_are_found_by_their_own_share_of_bad_reviews(
    planner: Planner, question: str, op: str, value: float
) -> None:
    call = only_call(planner, question)
    assert call.name == "query_customers"
    assert call.arguments["filters"] == [{"column": "low_share", "op": op, "value": value}]


@pytest.mark.parametrize("question", ["categories with more than 10% bad reviews", "差评率超过10%的品类"])
def test_a_share_of_bad_reviews_of_categories_stays_one_of_their_reviews(planner: Planner, question: str) -> None:
    call = only_call(planner, question)
    assert call.arguments["having"] == [{"measure": "low_rating_share", "op": "gt", "value": 0.1}]


def test_a_number_of_bad_reviews_stays_a_number(planner: Planner) -> None:
    call = only_call(planner, "customers with more than 3 bad reviews")
    assert call.arguments["filters"] == [{"column": "low_ratings", "op": "gt", "value": 3}]


@pytest.mark.parametrize(
    "question",
    [
        "how good is the sentiment model?",
        "can I trust the sentiment analysis of reviews?",
        "does the sentiment agree with the ratings?",
        "how accurate are the review aspects?",
        "情感分析准确吗？",
        "评价情感判断得准吗",
        "评论的方面识别靠谱吗",
    ],
)
def test_how_well_reviews_are_read_is_asked_of_the_held_out_ratings(planner: Planner, question: str) -> None:
    call = only_call(planner, question)
    assert (call.name, call.arguments) == ("assess_model", {"what": "sentiment"})


@pytest.mark.parametrize(
    "question", ["how good is the model?", "sentiment by category", "what do customers complain about"]
)
def test_other_questions_about_models_and_reviews_are_not_about_the_sentiment(planner: Planner, question: str) -> None:
    assert all(call.arguments.get("what") != "sentiment" for call in planner.read(question).calls)


def test_a_shop_without_reviews_is_told_that_there_are_none() -> None:
    facts = planner_facts()
    kept = tuple(m for m in facts.dictionary.metrics if "reviews" not in m.tables)
    planner = Planner(replace(facts, dictionary=replace(facts.dictionary, metrics=kept)))
    assert planner.read("how good is the sentiment model?").status == "refused"


@pytest.mark.parametrize(
    "question",
    [
        "how accurate are the review aspects?",
        "情感分析准确吗？",
        "customers with more than 30% bad reviews",
        "流失风险高的客户",
    ],
)
def test_every_figure_of_such_an_answer_is_proven(shop: Shop, question: str) -> None:
    answer = ask(shop, question)
    assert answer.faults == ()


def test_of_aspects_it_is_said_that_they_are_not_tested(planner: Planner) -> None:
    row = {"name": "as this build reads them", "agreement": 0.9, "reviews": 40}
    columns = {"name": "text", "agreement": "share", "reviews": "count"}
    held_out = {"id": "r1", "as_of": "2010-12-09", "n": 1, "columns": columns, "rows": [row]}
    for question, told in (("how accurate are the review aspects?", True), ("how good is the sentiment?", False)):
        text = compose(planner.read(question), [held_out], planner.facts)
        assert "{{r1.rows[0].agreement}}" in text
        assert ("could not be tested" in text) is told


@pytest.mark.parametrize(
    "question",
    [
        "list the orders of customer 13085",
        "show order history of 13085",
        "13085's purchase history",
        "what orders has 13085 placed?",
        "列出客户13085的订单",
        "客户13085的历史订单",
        "13085下过哪些订单",
        "购买记录 13085",
    ],
)
def test_the_orders_of_one_customer_are_listed_the_latest_first(planners: dict[Role, Planner], question: str) -> None:
    asked = only_call(planners["support"], question).arguments
    assert asked["filters"] == [{"column": "customer_id", "op": "eq", "value": "13085"}]
    assert (asked["group_by"][:2], asked["sort_by"], asked["descending"]) == (["order_id", "date"], "date", True)


@pytest.mark.parametrize("question", ["list the orders of 13085 in 2010", "2010年13085的订单记录"])
def test_orders_are_listed_of_the_days_that_are_named(planner: Planner, question: str) -> None:
    reading = planner.read(question)
    assert reading.calls[0].arguments["period"] == {"start": "2010-01-01", "end": "2010-12-09"}
    assert "2010-01-01" in reading.text


@pytest.mark.parametrize("question", ["show their orders", "list her order history", "列出他的订单"])
def test_the_orders_of_the_customer_spoken_of_are_listed(planner: Planner, question: str) -> None:
    (call,) = planner.read(question, previous=["tell me about customer 13085"]).calls
    assert call.arguments["group_by"][:2] == ["order_id", "date"]


def test_the_number_of_orders_stays_a_number(planner: Planner) -> None:
    assert only_call(planner, "how many orders does 13085 have").name == "lookup_customer"
    assert only_call(planner, "orders of 13085 by month").arguments["group_by"] == ["month"]
