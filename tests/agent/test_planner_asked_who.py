"""Who is asked for or how much, whose figure a turn means, and what two groups or two measures are told together."""

from typing import Any

import pytest

from agent.planner.planner import Planner
from agent.planner.reading import Reading
from tests.agent.planner_shop import shop_planner


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


def read(planner: Planner, *turns: str) -> Reading:
    """The reading of the last of some turns."""
    return planner.read(turns[-1], previous=turns[:-1])


def filters(reading: Reading, call: int = -1) -> dict[str, Any]:
    """Column to value of a call's filters."""
    return {f["column"]: f["value"] for f in reading.calls[call].arguments.get("filters", [])}


def measures(reading: Reading) -> list[str]:
    """What the last call measures."""
    return [m["metric"] for m in reading.calls[-1].arguments.get("measures", [])]


@pytest.mark.parametrize(
    ("question", "column"),
    [
        ("流失风险客群里，预测价值超过1500的客户都有谁？把预测价值也列出来", "predicted_value"),
        ("流失风险客户里订单数超过15的是谁？订单数也写上", "orders"),
        ("法国有哪些客户平均评分低于2分？附上评分", "average_rating"),
        ("德国的冠军客户里，预测价值在1000英镑以上的有哪些？给我客户编号和预测价值", "predicted_value"),
        ("德国的重要价值客户有哪些人？给我客户编号和平均订单金额", "average_order_value"),
        ("Which at-risk customers have placed more than 15 orders? Give me the id and the number of orders.", "orders"),
        ("Which at-risk customers have spent over 10,000, and what is their total spend?", "revenue"),
        ("German champions predicted to bring in over 1,000: ids and predicted value", "predicted_value"),
        (
            "Which German champions are predicted to bring in more than £1,000? IDs and predicted value.",
            "predicted_value",
        ),
    ],
)
def test_a_figure_beside_who_is_asked_for_is_a_column_of_the_list(planner: Planner, question: str, column: str) -> None:
    reading = read(planner, question)
    assert reading.kind == "list"
    assert column in reading.calls[0].arguments["columns"]
    assert "max_order" not in filters(reading)
    assert not measures(reading)


@pytest.mark.parametrize(
    "question",
    [
        "Which customers from Germany or France ordered at least twice? Id, country and number of orders please.",
        "List the customers from Germany or France with 2 or more orders, with country and orders",
        "德国、法国两个国家，订单数≥2 的客户列出来，带上所在国家和单数",
        "德国和法国的客户，下过至少两单的有哪些？要客户号、国家、订单数",
    ],
)
def test_an_attribute_beside_ids_is_a_column_of_the_list(planner: Planner, question: str) -> None:
    reading = read(planner, question)
    assert reading.kind == "list", reading.reason
    assert set(reading.calls[0].arguments["columns"]) == {"customer_id", "orders", "country"}


@pytest.mark.parametrize(
    "question",
    [
        "What is the revenue of German customers who ordered more than 10 times?",
        "Show me the revenue of German customers who ordered more than 10 times",
        "德国客户里下单超过10次的，消费总额是多少？",
        "流失风险客户里订单数超过15的有谁，他们合计消费多少？",
    ],
)
def test_a_total_is_told_where_no_list_is_asked_for_or_a_total_is_said(planner: Planner, question: str) -> None:
    reading = read(planner, question)
    assert (reading.kind, measures(reading)) == ("value", ["revenue"])


@pytest.mark.parametrize(
    "question",
    [
        "I'm about to call 13085. What is this customer's predicted value, and what is pushing it up or down?",
        "What moves 13085's predicted value up and down?",
        "What's 13085's forecast and what is it made of?",
        "客户13085的预测价值多少，哪些因素推高、哪些压低了它？",
        "客户13085的预测值是怎么来的，什么因素往上拉、什么往下拽？",
    ],
)
def test_what_pushes_a_value_up_or_down_asks_for_reasons(planner: Planner, question: str) -> None:
    assert read(planner, question).kind == "explain"


@pytest.mark.parametrize(
    "question",
    [
        "How likely is 13085 to buy from us again in the next 90 days, and how many orders do you expect from them?",
        "What are the chances that 13085 orders again in the next 90 days, and how many orders is that likely to be?",
        "客户13085还会再买的概率多大，预计下几单？",
    ],
)
def test_the_chance_and_the_orders_expected_of_one_customer_lie_both_ahead(planner: Planner, question: str) -> None:
    assert [c.name for c in read(planner, question).calls] == ["predict_value"]


def test_orders_so_far_beside_a_chance_are_those_of_the_past(planner: Planner) -> None:
    told = read(planner, "13085 chance of being active and how many orders has he placed so far?").focus["asked"]
    assert sorted(told) == ["orders", "p_active"]


@pytest.mark.parametrize(
    "question",
    [
        "What rating did customers give toys on average in 2010?",
        "What rating did customers give toys in 2010?",
        "How did customers rate toys in 2010?",
        "What rating have German customers given on average this year?",
    ],
)
def test_what_customers_gave_on_average_is_one_figure(planner: Planner, question: str) -> None:
    reading = read(planner, question)
    assert (reading.kind, measures(reading)) == ("value", ["average_rating"])
    assert "group_by" not in reading.calls[0].arguments


@pytest.mark.parametrize(
    "question",
    [
        "Germany or France: which country brought in more revenue this year? Give me both figures.",
        "Toys or home - which category sold more units last month? Both numbers please.",
        "德国还是法国：今年哪个国家销售额更高？两个数都给我",
    ],
)
def test_two_groups_named_before_which_are_compared(planner: Planner, question: str) -> None:
    assert read(planner, question).kind == "compare"


@pytest.mark.parametrize(
    "question",
    [
        "上个月客户打客服热线平均要等几分钟？",
        "客户平均等客服多少分钟？",
        "How many minutes do customers wait for customer service?",
    ],
)
def test_what_the_data_do_not_hold_is_no_search_of_reviews(planner: Planner, question: str) -> None:
    assert read(planner, question).status == "clarify"


@pytest.mark.parametrize("question", ["客户觉得客服怎么样？", "What do customers say about customer service?"])
def test_what_customers_say_of_it_is_searched_for(planner: Planner, question: str) -> None:
    assert read(planner, question).calls[0].name == "search_reviews"


@pytest.mark.parametrize(
    ("question", "column"),
    [
        (
            "Of the customers who gave us a rating of 2 or lower in the last 90 days, how many are in the high value "
            "tier, and what is their predicted value in total?",
            "rating",
        ),
        ("近90天打过差评（2分及以下）的客户当中，价值档为高的有多少人？他们的预测价值合计多少？", "rating"),
        ("近90天打过差评的客户有多少？预测价值合计多少？", "low_ratings"),
        ("Of those who bought toys this year, how many are at risk and what is their predicted value?", "category"),
        ("今年买过玩具的客户里，流失风险的有多少？预测价值合计是多少？", "category"),
    ],
)
def test_what_customers_did_in_some_days_bounds_their_number_and_their_value(
    planner: Planner, question: str, column: str
) -> None:
    reading = read(planner, question.replace("玩具", "toys"))
    (bound,) = (f for f in reading.calls[0].arguments["filters"] if f["column"] == column)
    assert set(bound["period"]) == {"start", "end"}
    assert measures(reading) == ["customers", "predicted_value"]


@pytest.mark.parametrize(
    ("turns", "measure"),
    [
        (("What are our sales by country this year?", "Just Germany, please: how many orders was that?"), "orders"),
        (
            (
                "What are our sales by country this year?",
                "Just Germany, please: how many orders was that?",
                "And how many different customers bought?",
            ),
            "customers",
        ),
        (("今年各国销售额是多少？", "只看德国：多少个订单？", "那有多少个不同的客户买过？"), "customers"),
        (("Revenue in Germany this year?", "How many orders is that?"), "orders"),
    ],
)
def test_a_figure_of_that_keeps_the_group_and_the_days(planner: Planner, turns: tuple[str, ...], measure: str) -> None:
    reading = read(planner, *turns)
    assert measures(reading) == [measure]
    assert filters(reading) == {"country": "Germany"}
    assert str(reading.calls[0].arguments["period"]["start"]) == "2010-01-01"
    assert "group_by" not in reading.calls[0].arguments


@pytest.mark.parametrize(
    ("first", "then"),
    [
        (
            "How many customers are in the at-risk segment?",
            "Give me the five of those with the highest predicted value",
        ),
        ("How many customers are in the at-risk segment?", "Which five of them have the highest predicted value?"),
        ("How many customers are in the at-risk segment?", "The five most valuable of these, please, with values"),
        ("How many customers are in the at-risk segment?", "List the five with the highest predicted value."),
        ("流失风险客群现在有多少客户？", "这些人里预测价值最高的5个列一下，带上预测价值"),
        ("流失风险客群现在有多少客户？", "预测价值排前5的列出来"),
    ],
)
def test_the_first_so_many_of_those_are_as_many(planner: Planner, first: str, then: str) -> None:
    call = read(planner, first, then).calls[0]
    assert call.arguments["limit"] == 5
    assert call.arguments["filters"] == [{"column": "rfm_segment", "op": "eq", "value": "at_risk"}]


@pytest.mark.parametrize(
    "turns",
    [
        ("预测价值最高的客户是哪一位？", "他最后一次购买是什么时候？", "最近90天一共消费了多少？"),
        (
            "Which customer has the highest predicted value?",
            "When did they last buy?",
            "And revenue in the last 90 days?",
        ),
    ],
)
def test_a_person_spoken_of_is_still_meant_where_the_pronoun_is_left_out(
    planner: Planner, turns: tuple[str, ...]
) -> None:
    reading = read(planner, *turns)
    assert "customer_id" in filters(reading)
    assert measures(reading) == ["revenue"]


def test_a_ranking_by_another_figure_stays_a_ranking(planner: Planner) -> None:
    call = read(planner, "今年德国销售额前3的商品", "法国呢？", "按销量排呢？").calls[0]
    assert (call.arguments["sort_by"], call.arguments["limit"], call.arguments["group_by"]) == ("units", 3, ["product"])
