"""Questions of several steps, bounds on two measures, exclusions, and follow-ups about what was found."""

from typing import Any

import pytest

from agent.planner.clauses import clauses
from agent.planner.planner import Planner
from agent.planner.reading import Reading
from tests.agent.planner_shop import shop_planner


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


def filters(reading: Reading, call: int = -1) -> dict[str, tuple[str, Any]]:
    """Column to operator and value of a call's filters."""
    found = reading.calls[call].arguments.get("filters", [])
    return {f["column"]: (f["op"], f["value"]) for f in found}


@pytest.mark.parametrize(
    "question",
    [
        "Which category has the highest return rate, and what is its average rating?",
        "退货率最高的是哪个品类？它的平均评分是多少？",
    ],
)
def test_the_second_clause_is_asked_of_what_the_first_one_finds(planner: Planner, question: str) -> None:
    reading = planner.read(question)
    assert [c.name for c in reading.calls] == ["query_orders", "query_reviews"]
    assert filters(reading)["category"] == ("eq", {"$cell": [0, "category"]})
    assert reading.calls[1].needs == (0,)


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("which country has the most orders?", "how many customers does it have?"),
        ("哪个国家订单最多", "它有多少客户"),
    ],
)
def test_it_means_the_group_named_in_the_answer_before(planner: Planner, first: str, then: str) -> None:
    reading = planner.read(then, previous=[first])
    assert filters(reading)["country"] == ("eq", {"$cell": [0, "country"]})


def test_there_means_the_group_the_question_before_was_about(planner: Planner) -> None:
    reading = planner.read("which product there has the worst average rating?", previous=["average rating of toys"])
    assert filters(reading)["category"] == ("eq", "toys")
    assert reading.calls[0].arguments["group_by"] == ["product"]


def test_pronouns_that_repeat_the_first_clause_ask_one_query(planner: Planner) -> None:
    reading = planner.read(
        "Which country outside the UK had the highest revenue in May, and how many customers was it?"
    )
    (call,) = reading.calls
    assert call.arguments["limit"] == 1
    assert [m["metric"] for m in call.arguments["measures"]] == ["revenue", "customers"]
    assert filters(reading) == {"country": ("ne", "United Kingdom")}


@pytest.mark.parametrize(
    "question",
    [
        "top 3 countries by revenue, leaving the UK and France aside",
        "除英国和法国外，销售额前3的国家",
        "英国和法国以外销售额前3的国家",
        "top 3 countries by revenue, UK and France excluded",
    ],
)
def test_what_is_left_out_is_left_out_whichever_side_the_word_stands(planner: Planner, question: str) -> None:
    assert filters(planner.read(question))["country"] == ("not_in", ["United Kingdom", "France"])


def test_a_word_that_leaves_out_narrows_the_list_before(planner: Planner) -> None:
    reading = planner.read("把英国的剔掉", previous=["下过70单以上的客户有哪些"])
    assert filters(reading) == {"orders": ("ge", 70), "country": ("ne", "United Kingdom")}


@pytest.mark.parametrize(
    "question",
    [
        "products with at least 30 reviews and an average rating below 3.5: what is their rating?",
        "products rated below 3.5 on average with 30 or more reviews",
        "评论数不少于30条、平均评分却不到3.5的商品有哪些",
    ],
)
def test_two_bounds_hold_of_the_groups_and_not_of_single_reviews(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    bounds = {(h["measure"], h["op"], h["value"]) for h in call.arguments["having"]}
    assert bounds == {("reviews", "ge", 30.0), ("average_rating", "lt", 3.5)}
    assert call.arguments["group_by"] == ["product"]
    assert "filters" not in call.arguments


@pytest.mark.parametrize("question", ["how many customers ordered at least twice", "至少下过2单的客户有多少"])
def test_twice_counts_orders(planner: Planner, question: str) -> None:
    assert filters(planner.read(question)) == {"orders": ("ge", 2)}


@pytest.mark.parametrize("question", ["how many orders over £500 were there in May", "5月超过500英镑的订单有几单"])
def test_the_worth_of_orders_is_compared_order_by_order(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["measures"] == [{"metric": "orders"}]
    assert call.arguments["filters"] == [{"column": "order_value", "op": "gt", "value": 500}]


@pytest.mark.parametrize(
    ("turns", "last"),
    [
        (["how many customers bought in May 2010?", "and in June?"], "so up by what percent?"),
        (["2010年5月有多少客户下单", "6月呢"], "那涨了百分之多少"),
    ],
)
def test_a_change_is_taken_between_the_last_two_answers(planner: Planner, turns: list[str], last: str) -> None:
    (call,) = planner.read(last, previous=turns).calls
    assert call.arguments["period"] == {"start": "2010-06-01", "end": "2010-06-30"}
    assert call.arguments["against"] == {"start": "2010-05-01", "end": "2010-05-31"}


def test_them_beside_a_noun_needs_someone_spoken_of(planner: Planner) -> None:
    assert planner.read("how many of them are UK customers?").status == "clarify"


def test_a_question_is_cut_at_sentences_and_at_and() -> None:
    assert next(clauses("A month's best? And its rating, please")) == ("A month's best", "its rating, please", True)
    assert not list(clauses("revenue of 3.8 million"))


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("how many champions do we have", "how many of them are UK customers?"),
        ("重要价值客户有多少", "里面英国客户有几个"),
    ],
)
def test_among_those_counted_before_keeps_what_they_are(planner: Planner, first: str, then: str) -> None:
    found = filters(planner.read(then, previous=[first]))
    assert found == {"rfm_segment": ("eq", "champions"), "country": ("eq", "United Kingdom")}


def test_what_somebody_did_is_asked_of_the_customer_spoken_of(planner: Planner) -> None:
    reading = planner.read("总共下过几单", previous=["13085上次购买是什么时候"])
    assert reading.calls[0].arguments == {"customer": "13085"}


def test_who_the_asker_calls_dormant_is_dormant(planner: Planner) -> None:
    reading = planner.read("How many dormant customers are there, meaning no order for more than 120 days?")
    assert filters(reading) == {"recency_days": ("gt", 120)}


def test_a_dash_between_months_is_a_stretch(planner: Planner) -> None:
    (call,) = planner.read("revenue by country for Feb-Apr 2010").calls
    assert call.arguments["period"] == {"start": "2010-02-01", "end": "2010-04-30"}
    assert call.arguments["group_by"] == ["country"]


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("客单价退货剔掉", "gross_order_value"),
        ("mean basket size excluding refunds in 2010", "gross_order_value"),
        ("average order value before returns by country", "gross_order_value"),
        ("退货剔掉的销售额", "revenue"),
        ("退货剔掉的净额", "revenue"),
        ("未扣退货的销售额", "gross_revenue"),
        ("revenue before returns", "gross_revenue"),
    ],
)
def test_returns_left_out_and_returns_not_taken_off(planner: Planner, question: str, metric: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["measures"] == [{"metric": metric}]
