"""True sentences that people who played the model wrote and saw withheld; beside each, false ones that must stay so."""

import pytest

from agent.known import Known
from agent.verification import Verifier
from config.text import Text
from data.metric_files import standard_dictionary
from data.metrics import ValueNames
from data.tables import Column, Table
from tests.agent.made_results import AS_OF, FIRST_DAY, result
from tools.explanation_tools import BASELINE, COLUMNS, PREDICTION
from tools.results import ToolResult

Q3 = {"start": "2010-07-01", "end": "2010-09-30"}


def explained(language: str) -> ToolResult:
    """Why 14646 is worth £550.00: a baseline of £50.00 and two reasons."""
    said = (
        ("baseline", BASELINE.in_language(language), 50.0, None, None, None, None),
        ("rhythm", *_NAMED[language][0], 45, 1, "count"),
        ("order_value", *_NAMED[language][1], 3394.79, 278.37, "GBP"),
        ("prediction", PREDICTION.in_language(language), 550.0, None, None, None, None),
    )
    rows = tuple(dict(zip((c.key for c in COLUMNS), row, strict=True)) for row in said)
    table = Table(COLUMNS, rows, 2, "reasons")
    arguments, extra = {"customer_id": "14646"}, {"customer_id": "14646", "horizon_days": 90}
    return ToolResult("r1", "explain_value", arguments, AS_OF, "GBP", table, "build-1", 0.01, extra)


_NAMED = {
    "en": (("buying rhythm", 300.0, "repeat days"), ("typical order", 200.0, "average order value")),
    "zh": (("购买频率", 300.0, "重复购买天数"), ("单笔订单金额", 200.0, "平均订单金额")),
}
COMPARED = result(
    "r1",
    "query_orders",
    [
        {"country": "Sweden", "revenue": 486.5, "revenue_difference": 35.25},
        {"country": "Denmark", "revenue": 451.25, "revenue_difference": -35.25},
    ],
    n_of="groups",
    arguments={"group_by": ["country"], "compare": True},
)
CHANNELS = result(
    "r1",
    "query_orders",
    [{"country": "France", "revenue": 900.5, "orders": 12}],
    n_of="groups",
    arguments={"group_by": ["country"], "period": Q3},
)
LOW = result(
    "r1",
    "query_reviews",
    [{"reviews": 41}],
    n=41,
    n_of="reviews",
    arguments={"period": Q3, "filters": [{"column": "rating", "op": "le", "value": 2}]},
)
FIVE = result(
    "r1", "query_reviews", [{"reviews": 204}], n_of="reviews", arguments={"filters": [
        {"column": "rating", "op": "eq", "value": 5}]},
)  # fmt: skip
TIERS = result(
    "r1",
    "query_customers",
    [{"value_tier": "high", "customers": 20, "orders": 88}, {"value_tier": "low", "customers": 600, "orders": 7}],
    n_of="groups",
    arguments={"group_by": ["value_tier"]},
)
WEEKS = result(
    "r1",
    "query_orders",
    [{"month": "2010-07", "orders": 5}, {"month": "2010-08", "orders": 8}],
    n_of="groups",
    arguments={"group_by": ["month"]},
)
CARD = result("r1", "lookup_customer", [{"customer_id": "14156", "max_order": 98.5, "recency_days": 8}], n=1)
SIMULATED = ToolResult(
    "r1",
    "simulate_value",
    {"customer_id": "K01039", "orders": 2, "order_value": 300.0},
    AS_OF,
    "GBP",
    Table(
        (
            Column("scenario", Text("key", "键"), "id"),
            Column("name", Text("case", "情形"), "text"),
            Column("predicted_value", Text("predicted value", "预测价值"), "money", metric="predicted_value"),
        ),
        (
            {"scenario": "now", "name": "as it is", "predicted_value": 80.0},
            {"scenario": "changed", "name": "with the change", "predicted_value": 130.5},
            {"scenario": "difference", "name": "difference", "predicted_value": 50.5},
        ),
        1,
        "customers",
    ),
    "build-1",
    0.01,
    {"customer_id": "K01039", "horizon_days": 90},
)


_COUNTRIES = {"Sweden": ValueNames(Text("Sweden", "瑞典")), "Denmark": ValueNames(Text("Denmark", "丹麦"))}
DICTIONARY = standard_dictionary().with_value_names({"country": _COUNTRIES})


def faults(text: str, made: ToolResult, question: str) -> list[str]:
    verifier = Verifier({made.id: made}, DICTIONARY, Known(question), FIRST_DAY, 90)
    return [fault.reason for fault in verifier.check(text).faults]


WHY = {"en": "Why is 14646 valued so high?", "zh": "14646的预测价值怎么这么高？"}
TOLD = {
    "en": (
        "The predicted value of customer 14646 is {{r1.rows[3].contribution}}, the baseline of a typical customer"
        " {{r1.rows[0].contribution}}.",
        "The predicted value of customer 14646 comes from:\n- {{r1.rows[1].name}}: {{r1.rows[1].contribution}}\n"
        "- {{r1.rows[2].name}}: contribution {{r1.rows[2].contribution}}",
        "- {{r1.rows[2].name}}: contribution {{r1.rows[2].contribution}} (average order value {{r1.rows[2].value}},"
        " typical {{r1.rows[2].typical}}).",
        "{{r1.rows[1].name}} has the largest contribution, {{r1.rows[1].contribution}}.",
    ),
    "zh": (
        "客户14646的预测价值为{{r1.rows[3].contribution}}，远高于典型客户的基准{{r1.rows[0].contribution}}。",
        "{{r1.rows[1].name}}对14646预测价值的贡献为{{r1.rows[1].contribution}}：{{r1.rows[1].feature_name}}为"
        "{{r1.rows[1].value}}，典型客户为{{r1.rows[1].typical}}。",
        "客户14646的预测价值远高于基准，因为：\n- {{r1.rows[2].name}}的贡献为{{r1.rows[2].contribution}}：14646的"
        "{{r1.rows[2].feature_name}}为{{r1.rows[2].value}}，典型客户为{{r1.rows[2].typical}}。",
    ),
}
MISTOLD = {
    "en": (
        "The predicted value of customer 14646 is {{r1.rows[0].contribution}}.",
        "The predicted value of customer 14646 is {{r1.rows[1].contribution}}.",
        "The baseline of a typical customer is {{r1.rows[3].contribution}}.",
        "Buying rhythm: contribution {{r1.rows[2].contribution}}.",
        "{{r1.rows[1].name}}: contribution {{r1.rows[3].contribution}}.",
        "{{r1.rows[2].name}}: typical {{r1.rows[2].value}}.",
        "{{r1.rows[2].name}}: {{r1.rows[1].feature_name}} {{r1.rows[1].value}}.",
        "{{r1.rows[2].name}} has the largest contribution, {{r1.rows[2].contribution}}.",
        "Customer 14646 has the highest predicted value, {{r1.rows[3].contribution}}.",
        "The predicted value of customer 14646 in the next 30 days is {{r1.rows[3].contribution}}.",
    ),
    "zh": (
        "客户14646的预测价值为{{r1.rows[0].contribution}}。",
        "典型客户的基准为{{r1.rows[3].contribution}}。",
        "{{r1.rows[1].name}}对14646预测价值的贡献为{{r1.rows[2].contribution}}。",
        "{{r1.rows[2].name}}：典型客户为{{r1.rows[2].value}}。",
        "对14646预测价值的贡献为14,646。",
        "对14647预测价值的贡献为{{r1.rows[1].contribution}}，来自{{r1.rows[1].name}}。",
    ),
}


@pytest.mark.parametrize(("language", "text"), [(k, text) for k, texts in TOLD.items() for text in texts])
def test_an_explanation_may_be_told_in_plain_words(language, text):
    assert not faults(text, explained(language), WHY[language])


@pytest.mark.parametrize(("language", "text"), [(k, text) for k, texts in MISTOLD.items() for text in texts])
def test_an_explanation_may_not_be_told_wrongly(language, text):
    assert faults(text, explained(language), WHY[language])


TRUE = {
    "a span that was asked about": (
        WEEKS,
        "orders in the eight weeks from July; 这8周的订单数",
        (
            "Orders for each of the eight weeks are below.",
            "这8周每周的订单数见下表。",
            "In July 2010 there were {{r1.rows[0].orders}} orders over the eight weeks.",
        ),
    ),
    "stars that were asked about": (
        FIVE,
        "How many five-star reviews? 五星评价有多少",
        (
            "There were {{r1.rows[0].reviews}} five-star reviews.",
            "There were {{r1.rows[0].reviews}} 5-star reviews.",
            "五星评价数为{{r1.rows[0].reviews}}条。",
        ),
    ),
    "reviews under a filter of 2 stars": (
        LOW,
        "low ratings (2 stars or fewer) between July and September 2010; 10年7到9月2星及以下的差评",
        (
            "Between July and September 2010 there were {{r1.rows[0].reviews}} low ratings (2 stars or fewer).",
            "10年7到9月收到的差评（2星及以下）数为{{r1.rows[0].reviews}}。",
            "10年7-9月收到的差评数为{{r1.n}}。",
        ),
    ),
    "a time is no metric": (
        result("r1", "query_orders", [{"customers": 31}], n_of="lines"),
        "customers in the last 30 days",
        ("In the last 30 days, {{r1.rows[0].customers}} bought.", "近30天有{{r1.rows[0].customers}}位客户下单。"),
    ),
    "a difference against the other group": (
        COMPARED,
        "Sweden and Denmark",
        (
            "{{r1.rows[0].country}}的销售额为{{r1.rows[0].revenue}}，比丹麦多{{r1.rows[0].revenue_difference}}。",
            "Sweden had a revenue of {{r1.rows[0].revenue}}, {{r1.rows[0].revenue_difference}} more than Denmark.",
        ),
    ),
    "what a tier has is no value of the tier": (
        TIERS,
        "customers by value tier",
        ("The {{r1.rows[1].value_tier}} tier has the most customers, {{r1.rows[1].customers}}.",),
    ),
    "the largest order": (
        CARD,
        "largest order of 14156",
        (
            "客户14156的最大单笔订单金额为{{r1.rows[0].max_order}}。",
            "客户14156最大的一笔订单金额为{{r1.rows[0].max_order}}。",
            "The largest single order value of customer 14156 is {{r1.rows[0].max_order}}.",
        ),
    ),
    "a quarter": (
        CHANNELS,
        "Q3 2010 by country; third quarter of 2010; 2010年Q3; 三季度",
        (
            "In Q3 2010 {{r1.rows[0].country}} had the highest revenue, {{r1.rows[0].revenue}}.",
            "2010年Q3销售额最高的国家是{{r1.rows[0].country}}，其销售额为{{r1.rows[0].revenue}}。",
            "In the third quarter of 2010, {{r1.rows[0].country}} had {{r1.rows[0].orders}} orders.",
            "{{r1.rows[0].country}}同一季度的销售额为{{r1.rows[0].revenue}}。",
        ),
    ),
    "what a simulation was given": (
        SIMULATED,
        "要是K01039再下2单，每单300？ What if K01039 placed two more orders, 300 each?",
        (
            "K01039再下2单、每单300之后，改变后的预测价值为{{r1.rows[1].predicted_value}}。",
            "With two more orders of 300 each, K01039's predicted value would rise by a difference of"
            " {{r1.rows[2].predicted_value}}.",
        ),
    ),
    "idioms": (
        CARD,
        "largest order of 14156",
        ("截至数据最后一天，客户14156的最大单笔金额为{{r1.rows[0].max_order}}。",),
    ),
}
FALSE = {
    "a span is a finding": (
        CARD,
        "How long has 14156 been away, 77 days?",
        (
            "Customer 14156 last bought 77 days ago.",
            "客户14156已有77天未下单。",
            "Customer 14156 buys every 77 days.",
        ),
    ),
    "an average is no condition": (
        result("r1", "query_reviews", [{"average_rating": 3.7}], n_of="reviews"),
        "Is the average rating 5 stars? 平均评分是五星吗",
        ("The average rating is 5 stars.", "平均评分为五星。", "The average rating is 5 stars or more."),
    ),
    "one star is not all low ratings": (
        result(
            "r1",
            "query_reviews",
            [{"reviews": 41}],
            n_of="reviews",
            arguments={"filters": [{"column": "rating", "op": "eq", "value": 1}]},
        ),
        "one-star reviews",
        ("There were {{r1.rows[0].reviews}} low ratings.", "差评数为{{r1.rows[0].reviews}}条。"),
    ),
    "a difference the other way": (
        COMPARED,
        "Sweden and Denmark",
        (
            "瑞典的销售额为{{r1.rows[0].revenue}}，比丹麦少{{r1.rows[0].revenue_difference}}。",
            "Sweden sold {{r1.rows[0].revenue_difference}} less than Denmark.",
            "The revenue of Denmark is {{r1.rows[0].revenue_difference}}.",
            "瑞典的销售额比丹麦多{{r1.rows[1].revenue_difference}}。",
        ),
    ),
    "the wrong tier or measure": (
        TIERS,
        "customers by value tier",
        (
            "The high tier has the most customers, {{r1.rows[1].customers}}.",
            "The low tier has the most customers, {{r1.rows[1].orders}} customers.",
        ),
    ),
    "an order that is not the largest": (
        result("r1", "lookup_customer", [{"customer_id": "14156", "max_order": 98.5, "order_value": 12.5}], n=1),
        "largest order of 14156",
        (
            "The average order value of customer 14156 is {{r1.rows[0].max_order}}.",
            "客户14156的平均订单金额为{{r1.rows[0].max_order}}。",
        ),
    ),
    "another quarter": (
        CHANNELS,
        "Q3 2010 by country; Q2 too",
        (
            "In Q2 2010 {{r1.rows[0].country}} had a revenue of {{r1.rows[0].revenue}}.",
            "In the second quarter of 2010, {{r1.rows[0].country}} had {{r1.rows[0].orders}} orders.",
            "2009年Q3{{r1.rows[0].country}}的销售额为{{r1.rows[0].revenue}}。",
            "Between April and June 2010, {{r1.rows[0].country}} had {{r1.rows[0].orders}} orders.",
            "10年4到6月{{r1.rows[0].country}}的订单数为{{r1.rows[0].orders}}。",
        ),
    ),
    "what was not supposed": (
        SIMULATED,
        "要是K01039再下2单，每单300？ What if K01039 placed two more orders, 300 each?",
        (
            "K01039再下3单之后，改变后的预测价值为{{r1.rows[1].predicted_value}}。",
            "With two more orders of 500 each, K01039's predicted value would be {{r1.rows[1].predicted_value}}.",
            "K01039 will place two more orders.",
            "K01039会再下2单。",
        ),
    ),
}


@pytest.mark.parametrize(
    ("made", "question", "text"), [(m, q, t) for m, q, texts in TRUE.values() for t in texts], ids=str
)
def test_a_true_sentence_is_shown(made, question, text):
    assert not faults(text, made, question)


@pytest.mark.parametrize(
    ("made", "question", "text"), [(m, q, t) for m, q, texts in FALSE.values() for t in texts], ids=str
)
def test_a_false_sentence_is_withheld(made, question, text):
    assert faults(text, made, question)


@pytest.mark.parametrize(
    "reading",
    [
        "截至数据最后一天的30天",
        "最后一次下单",
        "最大的一笔订单",
        "排第一的渠道",
        "同一天的订单",
        "每一周各算一次",
        "订单最多的一周",
    ],
)
def test_idioms_with_one_are_no_figures_of_a_reading(reading):
    verifier = Verifier({CARD.id: CARD}, standard_dictionary(), Known("近30天"), FIRST_DAY)
    assert not verifier.check_reading(reading)


def test_a_description_of_the_data_is_no_measure_of_the_shop():
    described = result("r1", "describe_data", [{"country": "table", "orders": 2}], n=2, n_of="groups")
    text = "Sweden had 12 orders."
    verifier = Verifier({"r1": described}, standard_dictionary(), Known("Sweden"), FIRST_DAY)
    assert "r1" not in "".join(fault.reason for fault in verifier.check(text).faults)
