"""Wishes to export customers: read as an audience, answered with numbers and a page, refused to whoever may not."""

import pytest

from agent.planner.facts import Facts
from agent.planner.planner import Planner

TOOL = "prepare_audience"


@pytest.fixture(scope="module")
def planner(shop):
    return Planner(Facts.of_shop(shop))


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ("export the at-risk customers", {"segment": "at_risk"}),
        ("把流失风险客户导出", {"segment": "at_risk"}),
        ("请帮我导出高价值客户名单", {"segment": "high"}),
        ("Can you export the loyal customers as a csv file for Klaviyo?", {"segment": "loyal", "format": "klaviyo"}),
        ("导出忠诚客户到Shopify", {"segment": "loyal", "format": "shopify"}),
        ("how do I export customers?", {}),
        ("怎么导出客户", {}),
        ("make an audience of customers to win back for sms", {"actions": ["win_back"], "channel": "sms"}),
        ("export whom to contact with a budget of 50", {"budget": 50.0}),
        ("export the top 3 customers by predicted value as csv", {"limit": 3}),
        (
            "export customers in Germany",
            {"filters": [{"column": "country", "op": "eq", "value": "Germany"}]},
        ),
    ],
)
def test_a_wish_to_take_customers_away_is_read_as_an_audience(planner, question, arguments):
    reading = planner.read(question)
    assert [(call.name, dict(call.arguments)) for call in reading.calls] == [(TOOL, arguments)]


@pytest.mark.parametrize(
    ("question", "previous"), [("export them", "lost customers"), ("把这些客户导出", "已流失客户")]
)
def test_them_are_whom_the_question_before_listed(planner, question, previous):
    (call,) = planner.read(question, previous=[previous]).calls
    assert (call.name, dict(call.arguments)) == (TOOL, {"segment": "lost"})


def test_a_group_that_is_named_is_exported_not_supposed_to_be_lost_as_the_one_before(planner):
    (call,) = planner.read("export the at-risk customers", previous=["what if we lose the champions?"]).calls
    assert (call.name, dict(call.arguments)) == (TOOL, {"segment": "at_risk"})


@pytest.mark.parametrize(
    "question",
    [
        "how much of our revenue is export?",
        "export the revenue by month",
        "导出五月的销售额",
        "export this conversation",
    ],
)
def test_what_is_no_group_of_customers_is_no_audience(planner, question):
    assert all(call.name != TOOL for call in planner.read(question).calls)


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("export the at-risk customers", ("Customers that may be contacted: 0", "consent not known")),
        ("把流失风险客户导出", ("可以联系的客户：0位", "是否同意营销未知")),
    ],
)
def test_the_answer_tells_numbers_and_the_page_and_nobodys_address(analyst_with, question, said):
    answer = analyst_with().answer(question, thread_id="t")
    assert answer.status == "answered"
    assert answer.verified
    assert all(part in answer.markdown for part in (*said, "/audiences?segment=at_risk"))
    assert not any(part in answer.markdown for part in ("@", "Carol", "7946", "13085"))


@pytest.mark.parametrize("role", ["business", "support"])
def test_other_roles_are_refused_with_the_reason(analyst_with, role):
    answer = analyst_with().answer("把流失风险客户导出", thread_id="t", role=role)
    assert answer.status == "refused"
    assert "不能导出客户" in answer.markdown
