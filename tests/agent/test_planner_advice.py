"""Questions about what to do: read whole in both languages, answered in proven figures, else left alone."""

import pytest

from agent.planner.planner import Planner
from tests.agent.offline_conversations import ask, converse
from tests.agent.planner_shop import shop_planner

ONE = {"customer_id": "13085"}
GOODS = {**ONE, "what": "categories"}
AT_RISK = {"filters": [{"column": "rfm_segment", "op": "eq", "value": "at_risk"}]}
GERMANY = {"filters": [{"column": "country", "op": "eq", "value": "Germany"}]}
HIGH = {"filters": [{"column": "value_tier", "op": "eq", "value": "high"}]}


def many(action: str, **more: object) -> dict[str, object]:
    return {**more, "what": "customers", "actions": [action]}


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ("what should we do about customer 13085?", ONE),
        ("What should I do with customer 13085", ONE),
        ("next best action for customer 13085", ONE),
        ("what's the next step for 13085?", ONE),
        ("how should we treat customer 13085", ONE),
        ("what service level should customer 13085 get", ONE),
        ("next best action for at-risk customers", AT_RISK),
        ("what actions do you recommend for customers in Germany", GERMANY),
        ("what should we do next?", {}),
        ("下一步该对流失风险客户做什么？", AT_RISK),
        ("what should we do about 13085 if margin is 40%", {**ONE, "margin": 0.4}),
        (
            "recommend an action for customer 13085 assuming a response rate of 5% and a cost of £2 per contact",
            {**ONE, "response_rate": 0.05, "contact_cost": 2.0},
        ),
        ("who should we win back", many("win_back")),
        ("which high value customers should we win back", many("win_back", **HIGH)),
        ("list the 20 customers we should reward", {**many("reward"), "limit": 20}),
        ("who should we win back in Germany?", many("win_back", **GERMANY)),
        ("德国客户中应该挽回哪些", many("win_back", **GERMANY)),
        ("who needs service priority", many("service_priority")),
        ("which customers should be left alone", many("leave_alone")),
        ("which category should we cross-sell to 13085?", GOODS),
        ("what else could we offer 13085", GOODS),
        ("which categories go together?", {"what": "categories"}),
        ("建议对客户13085采取什么行动", ONE),
        ("客户13085下一步该怎么办", ONE),
        ("对客户13085应该怎么做", ONE),
        ("客户13085应给什么服务等级", ONE),
        ("下一步该做什么", {}),
        ("流失风险客户该怎么办", AT_RISK),
        ("德国客户应采取哪些措施", GERMANY),
        ("对客户13085采取什么行动，毛利率40%", {**ONE, "margin": 0.4}),
        ("应该挽回哪些客户？", many("win_back")),
        ("哪些客户需要优先服务", many("service_priority")),
        ("哪些客户不用打扰", many("leave_alone")),
        ("给客户13085推荐什么品类", GOODS),
        ("可以向客户13085交叉销售什么品类", GOODS),
        ("哪些品类经常一起购买", {"what": "categories"}),
        ("接下来该怎么办", {}),
        ("接下来怎么做？", {}),
        ("接下来我该做什么", {}),
        ("下一步怎么走", {}),
        ("有没有什么好办法", {}),
        ("what next?", {}),
        ("now what?", {}),
        ("any suggestions?", {}),
        ("what do you recommend?", {}),
        ("how should we proceed?", {}),
        ("what next for at-risk customers", AT_RISK),
        ("how should we react to customer 13085", ONE),
    ],
)
def test_a_question_about_what_to_do_is_read_with_whom_it_means_and_what_it_assumes(planner, question, arguments):
    reading = planner.read(question)
    assert reading.status == "answered", reading.reason
    assert reading.calls[0].name == "plan_actions"
    assert reading.calls[0].arguments == arguments
    assert reading.text


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ("we have a budget of £5,000, whom should we contact?", {"budget": 5000.0}),
        ("how should we spend a budget of 1000?", {"budget": 1000.0}),
        ("budget of £300: which customers should we win back?", {"budget": 300.0, "actions": ["win_back"]}),
        (
            "with a budget of 500 which at-risk customers should we contact, at £2 per contact, margin 40%",
            {**AT_RISK, "margin": 0.4, "contact_cost": 2.0, "budget": 500.0},
        ),
        ("预算5000元，应该联系哪些客户？", {"budget": 5000.0}),
        ("1万元预算，该联系谁", {"budget": 10000.0}),
        ("预算500元，响应率5%，应该联系哪些高价值客户", {**HIGH, "response_rate": 0.05, "budget": 500.0}),
    ],
)
def test_a_budget_is_told_by_action_one_by_one_and_beside_other_budgets_and_assumptions(planner, question, arguments):
    reading = planner.read(question)
    assert reading.status == "answered", reading.reason
    planned = [call for call in reading.calls if call.name == "plan_actions"]
    assert planned[0].arguments == arguments
    assert [call.arguments.get("what") for call in planned] == [None, "curve", "sensitivity", "trial", "customers"]
    assert reading.calls[-1].name == "draw_chart"


@pytest.mark.parametrize(
    "question",
    [
        "what do customers recommend",
        "what did customer 13085 do next",
        "what should we do about the weather",
        "who came back after 90 days",
        "which products should we restock",
        "how many customers did we win back last month",
        "for the win-back mailing: how many customers are in the at-risk segment",
        "做召回活动用：流失风险客户有几个？",
        "推荐的商品卖了多少",
        "客户在评价里推荐什么",
    ],
)
def test_the_same_words_in_other_questions_plan_nothing(planner, question):
    assert all(call.name != "plan_actions" for call in planner.read(question).calls)


def test_a_follow_up_plans_for_whom_it_names_or_points_at(planner):
    before = ["what should we do about customer 13085?"]
    assert planner.read("and 12345?", previous=before).calls[0].arguments == {"customer_id": "12345"}
    before = ["next best action for at-risk customers"]
    other = {"filters": [{"column": "rfm_segment", "op": "eq", "value": "hibernating"}]}
    assert planner.read("and the hibernating ones?", previous=before).calls[0].arguments == other
    spoken = planner.read("what should we do next?", previous=["tell me about customer 13085"])
    assert spoken.calls[0].arguments == ONE
    listed = planner.read("what should we do about them?", previous=["top 3 customers by revenue"]).calls
    assert [call.name for call in listed] == ["query_customers", "plan_actions"]
    assert listed[1].needs == (0,)


@pytest.mark.parametrize(
    ("before", "arguments"),
    [
        (["tell me about customer 13085"], ONE),
        (["how many customers are at risk?"], AT_RISK),
        (["average predicted value of customers in Germany"], GERMANY),
        (["tell me about customer 13085", "revenue by month"], {}),
        (["how many customers are at risk?", "how much value is at risk?"], {}),
    ],
)
@pytest.mark.parametrize(
    "question", ["what should we do next?", "what can we do about it?", "now what?", "接下来该怎么办", "这个情况怎么办"]
)
def test_what_to_do_next_is_asked_of_what_was_spoken_of_last(planner, before, arguments, question):
    reading = planner.read(question, previous=before)
    assert reading.status == "answered", reading.reason
    assert reading.calls[0].name == "plan_actions"
    assert reading.calls[0].arguments == arguments


def test_what_to_do_next_after_a_list_is_asked_of_its_customers(planner):
    calls = planner.read("接下来怎么做", previous=["top 3 customers by revenue"]).calls
    assert [call.name for call in calls] == ["query_customers", "plan_actions"]


def test_a_follow_up_may_only_change_what_is_assumed(planner):
    before = ["what should we do about customer 13085?"]
    for question in ("and with a margin of 40%?", "如果毛利率40%呢"):
        assert planner.read(question, previous=before).calls[0].arguments == {**ONE, "margin": 0.4}
    before = ["budget of £300: which customers should we win back?"]
    asked = planner.read("and with a budget of £500?", previous=before).calls[0].arguments
    assert asked == {"budget": 500.0, "actions": ["win_back"]}


def test_a_budget_in_another_currency_is_not_taken_for_the_shops(planner):
    assert planner.read("we have a budget of $5,000, whom should we contact?").status != "answered"
    assert planner.read("预算5000美元，应该联系哪些客户").status != "answered"


def test_pointing_at_nobody_is_asked_about(planner):
    assert planner.read("what should we do about them?").status == "clarify"
    assert planner.read("他们该怎么办").status == "clarify"


@pytest.mark.parametrize(
    "question",
    [
        "what should we do about customer 13085?",
        "对客户18000应该怎么做",
        "what should we do about customer 12?",
        "what should we do about 0012 if a contact costs £50?",
        "客户0012该怎么办，每次联系成本50元",
        "流失风险客户该怎么办，每次联系成本500元",
        "what should we do next?",
        "下一步该做什么，毛利率50%",
        "who should we win back?",
        "应该挽回哪些客户",
        "who should we reward?",
        "which category should we cross-sell to 13085?",
        "哪些品类经常一起购买",
        "we have a budget of £5, whom should we contact?",
        "预算1元，每次联系成本0.5元，应该联系哪些客户？",
        "whom should we contact?",
    ],
)
def test_every_figure_of_an_answer_is_proven(shop, question):
    answer = ask(shop, question)
    assert answer.faults == ()
    assert answer.results[0].tool == "plan_actions"


def test_one_customer_is_told_the_action_its_reason_the_gain_and_what_is_assumed(shop):
    body = ask(shop, "what should we do about customer 13085?").draft.body
    for key in ("name", "why", "expected_gain", "gain_lo", "gain_hi", "response_rate", "margin", "contact_cost"):
        assert f"{{{{r1.rows[0].{key}}}}}" in body
    assert "{{r2.rows[" in body, "the reasons of the value stand beside"
    assert "not a proven effect" in body


def test_an_open_complaint_is_told_and_a_contact_that_does_not_pay_is_named(shop):
    assert "{{r1.rows[0].open_complaints}}" in ask(shop, "what should we do about customer 18000?").draft.body
    assert "{{r1.rows[0].not_worth}}" in ask(shop, "what should we do about 0012 if a contact costs £50?").draft.body


def test_a_conversation_goes_on_from_a_plan_to_the_reasons(shop):
    *_, last = converse(shop, "what should we do about customer 13085?", "why?")
    assert last.results[0].tool == "explain_value"
    assert last.faults == ()


def test_the_support_desk_is_told_what_a_budget_brings_without_a_list(shop):
    answer = ask(shop, "we have a budget of £5, whom should we contact?", role="support")
    assert answer.faults == ()
    assert all("customer_id" not in row for result in answer.results for row in result.table.rows)


def test_the_support_desk_is_refused_a_list_and_told_why(shop):
    answer = ask(shop, "who should we win back?", role="support")
    assert answer.draft.status == "refused"
    assert answer.results == []
