"""Words: small ones that change nothing, those that need another, names said twice, typing errors, languages."""

import json

import pytest

from agent.planner.languages import han_names, language_of
from agent.planner.planner import Planner
from agent.planner.reading import Reading
from tests.agent.planner_shop import planner_facts

SHOES = ("Trail Shoe 跑鞋 Light", "Trail Shoe 跑鞋 Warm", "Rain Hat 雨帽 Light")


@pytest.fixture(scope="module")
def planner() -> Planner:
    return Planner(planner_facts(products=SHOES))


def calls(reading: Reading) -> list[str]:
    assert reading.status == "answered", f"{reading.question}: {reading.reason}"
    return [f"{c.name} {json.dumps(dict(c.arguments), ensure_ascii=False)}" for c in reading.calls]


POLITE = [
    ("Good morning! Could I have {}, please?", "revenue by country"),
    ("Quick one: work out {} for me, many thanks", "average order value in March 2010"),
    ("I'm trying to find out {} - need it asap", "number of customers in Germany"),
    ("麻烦帮我拉一下{}，谢谢", "按国家统计销售额"),
    ("想请问{}，整理一下给我就行", "2010年3月的订单数"),
    ("{}，帮忙列个表，辛苦了", "德国的客户数"),
]


@pytest.mark.parametrize(("frame", "question"), POLITE)
def test_polite_words_around_a_question_change_nothing(planner: Planner, frame: str, question: str) -> None:
    assert calls(planner.read(frame.format(question))) == calls(planner.read(question))


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("Takings of France, Germany and Ireland apiece", "revenue of France, Germany and Ireland"),
        ("法国和德国各有多少订单", "法国和德国的订单数"),
        ("please break the turnover down by channel", "revenue by channel"),
        ("把2010年的营业额按渠道拆一下", "2010年按渠道统计销售额"),
        ("How zzyzx is Germany's share of revenue in percent", ""),
        ("What part of orders in percent is from Germany?", "share of orders of Germany"),
        ("德国的订单数是总数的百分之几", "德国的订单数占比"),
    ],
)
def test_words_that_need_another_are_silent_beside_it(planner: Planner, said: str, plain: str) -> None:
    if not plain:
        assert planner.read(said).status == "clarify", "a word that is not known is never silent"
        return
    assert calls(planner.read(said)) == calls(planner.read(plain))


@pytest.mark.parametrize(
    "question", ["revenue in March 2010 each", "split the revenue", "2010年3月各销售额", "拆一下销售额"]
)
def test_words_that_need_another_are_asked_about_without_it(planner: Planner, question: str) -> None:
    assert planner.read(question).status == "clarify"


@pytest.mark.parametrize(
    "question",
    [
        "revenue outside Germany",
        "revenue with Germany left aside",
        "Leaving Germany aside, how much revenue?",
        "德国以外的销售额",
        "除德国外的销售额",
        "销售额，德国除外",
        "不算德国的销售额",
    ],
)
def test_what_is_left_out_may_be_named_before_or_behind_the_words_that_leave_it_out(
    planner: Planner, question: str
) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["filters"] == [{"column": "country", "op": "ne", "value": "Germany"}]


@pytest.mark.parametrize(
    "question",
    [
        "the 3 countries with the highest revenue, ignoring any with fewer than 50 customers",
        "销售额最高的3个国家，客户不到50个的不算",
    ],
)
def test_a_comparison_that_is_left_out_is_turned_round(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["having"] == [{"measure": "customers", "op": "ge", "value": 50.0}]


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("revenue of Deutschland (Germany)", "revenue of Germany"),
        ("高卢（法国）的销售额", "法国的销售额"),
        ("法国（高卢）的销售额", "法国的销售额"),
        ("Benelux neighbours (France, Germany): orders by country", "orders in France and Germany by country"),
        ("下单3次以上（含3次）的客户数", "下单3次以上的客户数"),
        ("bad reviews (1-2 stars) by category", "bad reviews by category"),
    ],
)
def test_a_name_in_parentheses_says_the_one_beside_it_again(planner: Planner, said: str, plain: str) -> None:
    assert calls(planner.read(said)) == calls(planner.read(plain))


def test_parentheses_that_name_nothing_known_are_asked_about(planner: Planner) -> None:
    assert planner.read("revenue (zzyzx)").status == "clarify"
    assert planner.read("下单超过3次（含3次）的客户数").status == "clarify", "more than three does not include three"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("德国的销手额", "销售额"),
        ("法国有多少顾课", "顾客"),
        ("按国假统计订单数", "国家"),
        ("revneue by country", "revenue"),
        ("avreage order value", "average"),
        ("revenue on Thursdys", "thursdays"),
    ],
)
def test_a_typing_error_is_mended_and_said(planner: Planner, typed: str, meant: str) -> None:
    reading = planner.read(typed)
    assert reading.status == "answered", reading.reason
    assert meant in reading.text


@pytest.mark.parametrize(
    "typed", ["德过的销售额和发国的销售额以及买得东希", "revenue of Grmny", "平价商品", "小费多少", "销量德"]
)
def test_what_may_be_a_word_of_its_own_is_not_mended(planner: Planner, typed: str) -> None:
    assert planner.read(typed).status == "clarify"


def test_a_slip_never_turns_into_another_number_negation_or_time(planner: Planner) -> None:
    for typed, other in (("没德国客户", "每"), ("十月销售额", "四月"), ("买得最多的客户", "卖")):
        assert other not in planner.read(typed).text


def test_a_product_is_known_by_its_western_or_its_chinese_name_where_one_is_so_called(planner: Planner) -> None:
    for question in ("revenue of Rain Hat Light", "雨帽 Light的销售额", "revenue of Trail Shoe Warm"):
        (call,) = planner.read(question).calls
        assert call.arguments["filters"][0]["column"] == "product", question
    (both,) = planner.read("revenue of Trail Shoe").calls
    assert both.arguments["filters"] == [{"column": "product", "op": "contains", "value": "Trail Shoe"}]


def test_the_shops_own_country_is_told_by_its_currency(planner: Planner) -> None:
    (home,), (abroad,) = planner.read("domestic revenue").calls, planner.read("海外的销售额").calls
    assert home.arguments["filters"] == [{"column": "country", "op": "eq", "value": "United Kingdom"}]
    assert abroad.arguments["filters"] == [{"column": "country", "op": "ne", "value": "United Kingdom"}]


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("For the quarterly zzyzx: revenue by country", "revenue by country"),
        ("customers at risk in Germany, I want to send them a voucher", "customers at risk in Germany"),
        ("有流失风险的客户，想做魑魅", "有流失风险的客户"),
    ],
)
def test_what_a_question_is_asked_for_is_left_aside(planner: Planner, said: str, plain: str) -> None:
    assert calls(planner.read(said)) == calls(planner.read(plain))


def test_a_clause_that_holds_a_condition_is_no_purpose(planner: Planner) -> None:
    assert planner.read("For zzyzx in Germany: revenue").status == "clarify"
    assert planner.read("revenue, I want to see Germany zzyzx").status == "clarify"


@pytest.mark.parametrize(
    "question", ["What is behind the high value of 13085?", "Why is 13085 so much higher than everyone else?"]
)
def test_how_high_a_value_is_needs_no_proof_where_its_reasons_are_asked(planner: Planner, question: str) -> None:
    calls = planner.read(question).calls
    assert [c.name for c in calls] == ["explain_value", "predict_value", "explain_value"]
    assert calls[2].arguments["by"] == "reviews"


def test_the_language_is_the_askers_not_that_of_the_names() -> None:
    names = han_names([*SHOES, "王小明"])
    for question in ("How is 雨帽 rated?", "reviews of Trail Shoe 跑鞋 Warm", "look up 王小明"):
        assert language_of(question, names) == "en", question
    for question in ("Rain Hat 雨帽 Light的评价", "跑鞋", "Germany客户数"):
        assert language_of(question, names) == "zh", question


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("Average order value, Germany vs France: which one is higher?", "average order value of Germany and France"),
        ("客单价德国高还是法国高", "德国和法国的客单价对比"),
        ("how much money was refunded in Germany in 2010?", "returned amount of Germany in 2010"),
        ("German order numbers month by month", "orders of Germany by month"),
        ("Which three products sold best in money terms, not pieces?", "top 3 products by revenue"),
        ("客单价最低的是哪三个渠道", "客单价最低的3个渠道"),
        ("our no. 1 channel by orders", "top 1 channel by orders"),
    ],
)
def test_the_same_is_read_however_it_is_said(planner: Planner, said: str, plain: str) -> None:
    assert calls(planner.read(said)) == calls(planner.read(plain))


@pytest.mark.parametrize(
    ("question", "day"),
    [("orders on Black Friday 2009", "2009-11-27"), ("2010年双十一当天的订单数", "2010-11-11")],
)
def test_shopping_days_are_days_and_said_twice_they_are_one(planner: Planner, question: str, day: str) -> None:
    said_again = f"{question} ({int(day[8:])} November {day[:4]})" if question.isascii() else question
    for asked in (question, said_again):
        (call,) = planner.read(asked).calls
        assert call.arguments["period"]["start"] == day
