"""What the planner writes: every figure a reference that can be proven, and equal to sums made by hand."""

import math

import pandas as pd
import pytest

from agent.planner.composing import compose
from agent.planner.planner import Planner
from agent.planner.reading import Reading
from tests.agent.offline_conversations import Answered, ask, converse
from tests.agent.planner_shop import planner_facts
from tools.shop import Shop

# Conversations that touch every kind of answer; the shop of tests/conftest.py answers them.
PROVEN = [
    [
        "top 3 customers by predicted value for the next 180 days",
        "why is the first one worth that",
        "show it as a chart",
    ],
    ["未来180天预测价值最高的3位客户", "为什么第一位值这么多", "画成图", "这些客户的总销售额"],
    ["look up customer 13085", "why is he worth that?", "and for the next 365 days?"],
    ["查一下客户13085", "为什么值这么多", "他在2010年花了多少钱"],
    ["why is 13085 worth so much", "show the features", "show it as a chart", "what would raise it"],
    ["为什么13085的价值这么低", "看特征", "画成图", "未来365天呢"],
    ["what will 13085 spend in the next 7 days", "客户13085未来一周会花多少钱", "13085明年会花多少钱"],
    ["revenue by month", "and in Germany?", "and orders?", "show it as a chart"],
    ["每月销售额", "那德国呢？", "画成图"],
    ["customers and revenue by country, top 10", "as a share", "as a chart"],
    ["按国家统计客户数和销售额，前10名", "看占比"],
    ["share of revenue of the top 10 % of customers", "share of revenue by country"],
    ["销售额前10%的客户占总销售额的比例", "英国占总销售额的比例"],
    ["customers with no order in the last 90 days but over 1,000 spent before", "how many of them are there"],
    ["最近90天没有下单但之前消费超过1000的客户", "这些客户的总销售额"],
    ["average order value of Germany against France", "and by month?"],
    ["德国和法国的客单价对比"],
    ["average rating by category", "评分分布", "how many reviews with 1 star", "low ratings by product"],
    ["各品类的平均评分", "差评率最高的商品"],
    ["will 13085 buy again?", "expected orders of 13085 in the next year", "13085未来30天会下单吗"],
    ["what is the phone number of 13085", "13085的邮箱", "find customer Carol Jones", "查一下王芳"],
    ["total predicted value for the next 365 days", "预测价值的分布", "median order value", "highest order value"],
    ["new customers by month", "每月新增客户数", "how many new customers in March 2010"],
    ["orders and revenue in March vs May 2010", "2010年3月和5月的销售额对比"],
    ["what data do you have", "how many customers are in Germany", "who are our at risk customers"],
    ["你有哪些数据", "德国有多少客户", "有多少流失风险客户"],
    ["what does predicted value mean", "复购率怎么算"],
    ["top 3 orders", "smallest order", "largest order in France"],
    ["which products did 13085 buy", "what percentage of customers bought only once?", "只买过一次的客户占比"],
    ["revenue of Home category by month", "revenue by country and month", "revenue by weekday"],
    ["countries with more than 1 customer", "退货率最高的国家", "which country has the highest return rate?"],
    ["compare customers 13085 and 0012", "total spend of 13085 and 0012", "客户0012和17850"],
    ["customers in Atlantis", "customer 99999", "查一下客户99999", "active customers", "top customers"],
    ["what will the weather be?", "profit margin by customer", "明天天气怎么样？", "每个客户的利润率是多少"],
    ["revenue in April 2010", "orders of customers with more than 100 orders", "消费超过100000的客户"],
]


@pytest.mark.parametrize("questions", PROVEN, ids=lambda q: q[0][:50])
def test_every_sentence_of_every_answer_is_proven(shop: Shop, questions: list[str]) -> None:
    for answer in converse(shop, *questions):
        assert answer.draft.body, answer.question
        assert not answer.faults, f"{answer.question}\n{answer.text}\n{answer.faults}"
        assert "None" not in answer.text
        assert "()" not in answer.text
        assert "（）" not in answer.text


def test_an_answer_says_how_the_question_was_read_and_what_to_ask_next(shop: Shop) -> None:
    answer = ask(shop, "revenue by month in Germany")
    assert answer.draft.reading == "revenue by month, country is Germany"
    assert answer.draft.suggestions


def test_revenue_by_month_equals_the_sum_of_the_lines(shop: Shop, transactions: pd.DataFrame) -> None:
    months = pd.to_datetime(transactions["day"], unit="D").dt.strftime("%Y-%m")
    wanted = (transactions["amount_minor"].groupby(months).sum() / 100).to_dict()
    got = {row["month"]: row["revenue"] for row in ask(shop, "revenue by month").rows}
    assert {m: v for m, v in got.items() if v} == wanted
    assert got["2010-04"] == 0


def test_silent_customers_who_spent_much_are_found_in_both_languages(shop: Shop) -> None:
    # 13085 bought last on 20 March, 102 days before 30 June, and spent 1,500.
    for question in (
        "customers with no order in the last 90 days but over 1,000 spent before",
        "最近90天没有下单但之前消费超过1000的客户",
    ):
        assert [row["customer_id"] for row in ask(shop, question).rows] == ["13085"]


def test_countries_are_compared_by_what_an_order_brings(shop: Shop) -> None:
    # Germany: (220 + 0) / 4 orders; France: (205 + 5) / 3 orders.
    rows = {row["country"]: row for row in ask(shop, "average order value of Germany against France").rows}
    assert math.isclose(rows["Germany"]["average_order_value"], 55.0)
    assert math.isclose(rows["France"]["average_order_value"], 70.0)
    assert "{{r1.rows[1].country}} is higher by {{r1.rows[1].average_order_value_difference}}" in (
        ask(shop, "average order value of Germany against France").text
    )


def test_the_top_tenth_of_customers_is_rounded_up_to_one(shop: Shop) -> None:
    # One customer of eight: 1,500 of 2,090.
    answer = ask(shop, "share of revenue of the top 10 % of customers")
    assert math.isclose(answer.rows[0]["revenue_share"], 1500 / 2090)


def test_reasons_add_up_to_the_prediction(shop: Shop) -> None:
    parts, interval, words = ask(shop, "why is 13085 worth that").results
    cents = {row["feature"]: round(100 * float(row["contribution"])) for row in parts.table.rows}
    assert interval.table.rows[0]["customer_id"] == "13085"
    assert cents.pop("prediction") == sum(cents.values())
    assert words.arguments == {"customer_id": "13085", "limit": 4, "by": "reviews"}


def test_a_list_that_is_empty_is_said_plainly(shop: Shop) -> None:
    assert ask(shop, "customers who spent over 100,000").draft.body.startswith("No customer fits")
    assert ask(shop, "消费超过100000的客户").draft.body.startswith("没有符合条件的客户")


def test_a_month_that_has_only_begun_is_not_called_the_lowest(shop: Shop) -> None:
    body = ask(shop, "revenue by month between February and June 2010").draft.body
    assert "lowest in {{r1.rows[2].month}}" in body  # April, a whole month without an order


def test_an_unknown_customer_is_asked_back_with_those_that_are_near(shop: Shop) -> None:
    answer = ask(shop, "look up customer 13086")
    assert answer.draft.status == "clarify"
    assert "There is no customer “13086”" in answer.draft.body
    assert "look up customer 13085" in answer.draft.suggestions


def test_the_support_desk_is_refused_lists_in_the_words_of_the_tool(shop: Shop) -> None:
    for question, words in (
        ("top 5 customers by revenue", "one customer at a time"),
        ("销售额最高的5位客户", "一位客户"),
    ):
        answer = ask(shop, question, role="support")
        assert answer.draft.status == "refused"
        assert words in answer.draft.body


def test_a_phone_number_is_a_reference_the_planner_never_sees(shop: Shop) -> None:
    answer = ask(shop, "what is the phone number of 13085", role="support")
    assert "{{r1.rows[0].phone}}" in answer.text
    assert "7946" not in answer.text


def test_complaints_are_told_by_reference_each_with_its_quote() -> None:
    planner = Planner(planner_facts())
    reading = planner.read("what do customers who rated 1 or 2 complain about")
    assert [call.name for call in reading.calls] == ["summarise_reviews"]
    row = {"key": "delivery", "name": "delivery", "complaints": 3, "complaints_share": 0.6, "of": 5, "text": "late"}
    other = {**row, "key": "quality", "name": "quality", "complaints": 2, "text": "broken"}
    units = {"complaints": "count", "complaints_share": "share", "of": "count"}
    columns = {key: units.get(key, "text") for key in row}
    found = {"id": "r1", "as_of": "2010-12-09", "n": 2, "n_of": "groups", "columns": columns, "rows": [row, other]}
    text = compose(reading, [found], planner.facts)
    assert "{{r1.rows[0].of}} reviews with text were read." in text
    assert "rating 1 to 2" in text
    assert "**{{r1.rows[0].name}}: {{r1.rows[0].complaints}} of the reviews, {{r1.rows[0].complaints_share}}**" in text
    assert "{{quote r1.rows[0]}}" in text
    assert "{{quote r1.rows[1]}}" in text


@pytest.mark.parametrize(
    ("question", "told"),
    [
        (
            "find reviews of customer 13085 about the battery",
            "{{r1.n}} reviews were searched (customer 13085). In no",
        ),
        ("客户13085的评价里有没有提到电池？", "搜索了{{r1.n}}条评价（客户13085），没有找到"),
    ],
)
def test_where_no_review_speaks_of_it_the_answer_says_how_many_were_searched(question: str, told: str) -> None:
    planner = Planner(planner_facts())
    found = {"id": "r1", "as_of": "2010-12-09", "n": 3, "n_of": "reviews", "columns": {"text": "text"}, "rows": []}
    assert told in compose(planner.read(question), [found], planner.facts)


def contrasted(p_value: float) -> dict:
    """The result of a contrast of one aspect."""
    row = {"key": "price", "name": "price", "first": 9, "first_share": 0.3, "second": 1, "second_share": 0.1}
    row |= {"difference": 0.2, "p_value": p_value, "verdict": "", "first_of": 30, "second_of": 10}
    columns = {key: "share" if isinstance(value, float) else "count" for key, value in row.items()}
    return {"id": "r1", "as_of": "2010-12-09", "n": 1, "n_of": "groups", "columns": columns, "rows": [row]}


@pytest.mark.parametrize(
    ("question", "found", "noise"),
    [
        ("what do loyal customers complain about compared with new ones", "complain differently", "may be noise"),
        ("新客户和忠诚客户的抱怨有什么不同", "抱怨明显不同", "可能只是噪声"),
    ],
)
def test_noise_is_not_told_as_a_difference(question: str, found: str, noise: str) -> None:
    planner = Planner(planner_facts())
    reading = planner.read(question)
    for p_value, told, untold in ((0.01, found, noise), (0.2, noise, found)):
        text = compose(reading, [contrasted(p_value)], planner.facts)
        assert told in text
        assert untold not in text
        assert ("{{r1.rows[0].first_share}}" in text) == (p_value < 0.05)


def test_remarks_that_count_are_left_to_the_table() -> None:
    planner = Planner(planner_facts())
    reading: Reading = planner.read("average rating")
    notes = ["776 further reviews match but have no text.", "The last month is not whole: it ends on 2010-12-09."]
    rows = [{"average_rating": 3.5}]
    found = {"id": "r1", "as_of": "2010-12-09", "n": 1, "columns": {"average_rating": "rating"}, "rows": rows}
    text = compose(reading, [found | {"notes": notes}], planner.facts)
    assert "776" not in text
    assert "2010-12-09" in text


def test_what_two_results_have_in_common_is_worded_from_the_second(shop: Shop) -> None:
    first, second = converse(shop, "top 2 customers by revenue", "total revenue of these customers")
    assert isinstance(second, Answered)
    listed = sum(row["revenue"] for row in first.rows)
    assert math.isclose(second.rows[0]["revenue"], listed)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("what share of German customers bought in March 2010", "Of the customers counted (country is Germany), "),
        ("德国客户里2010年3月下过单的占多少", "在国家为德国的客户中，"),
        ("what share of customers who bought in March 2010 are German", "Of the customers counted (bought 2010-03-01 "),
        ("2010年3月买过的客户里德国的占多少", "在2010-03-01至2010-03-31有购买的客户中，"),
    ],
)
def test_of_whom_a_share_is_taken_is_said(shop: Shop, question: str, told: str) -> None:
    answer = ask(shop, question)
    assert answer.draft.body.startswith(told)
    assert not answer.faults


def test_words_not_understood_are_listed(shop: Shop) -> None:
    assert "“flimsy”, “zebra”" in ask(shop, "revenue of the flimsy zebra").draft.body
