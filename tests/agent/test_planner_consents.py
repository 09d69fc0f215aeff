"""Who agreed to marketing is a condition where the shop keeps the answers, and a group only behind "by"."""

from dataclasses import replace

import pandas as pd
import pytest

from agent.planner.planner import Planner
from data.consent import plain_answers
from data.customer_attributes import customer_attributes
from tests.agent.planner_shop import planner_facts

_ASKED = pd.DataFrame(
    {"attr_accepts_marketing": ["True", "False", None], "attr_accepts_sms_marketing": ["False", "True", "True"]}
)


@pytest.fixture(scope="module")
def planner() -> Planner:
    facts = planner_facts()
    dictionary = facts.dictionary.with_attributes(customer_attributes(_ASKED))
    return Planner(replace(facts, dictionary=dictionary, consents=plain_answers(_ASKED)))


@pytest.mark.parametrize(
    ("question", "column", "value"),
    [
        ("How many German customers accept marketing?", "attr_accepts_marketing", "True"),
        ("How many German customers have opted in to marketing emails?", "attr_accepts_marketing", "True"),
        ("How many customers in Germany who accept marketing do we have?", "attr_accepts_marketing", "True"),
        ("How many German customers have not agreed to receive marketing?", "attr_accepts_marketing", "False"),
        ("How many German customers have opted out of marketing?", "attr_accepts_marketing", "False"),
        ("How many German customers agreed to SMS marketing?", "attr_accepts_sms_marketing", "True"),
        ("German customers (SMS marketing accepted): how many?", "attr_accepts_sms_marketing", "True"),
        ("German customers we may text (SMS marketing accepted): how many?", "attr_accepts_sms_marketing", "True"),
        ("German customers who accept marketing: how many would get the mail?", "attr_accepts_marketing", "True"),
        ("同意营销的德国客户，能发给多少人？", "attr_accepts_marketing", "True"),
        ("德国客户里同意接收营销的有多少人？", "attr_accepts_marketing", "True"),
        ("德国有多少客户同意接收营销邮件？", "attr_accepts_marketing", "True"),
        ("不接受营销的德国客户有几个？", "attr_accepts_marketing", "False"),
        ("没有同意接收营销的德国客户有多少？", "attr_accepts_marketing", "False"),
        ("同意短信营销的德国客户有多少？", "attr_accepts_sms_marketing", "True"),
    ],
)
def test_consent_is_a_condition(planner: Planner, question: str, column: str, value: str) -> None:
    (call,) = planner.read(question).calls
    told = {(f["column"], f["op"], f["value"]) for f in call.arguments["filters"]}
    assert told == {("country", "eq", "Germany"), (column, "eq", value)}
    assert call.arguments["measures"] == [{"metric": "customers"}]


@pytest.mark.parametrize("question", ["How many customers by accepts marketing?", "按是否同意营销分，各有多少客户？"])
def test_consent_behind_by_is_a_group(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["group_by"] == ["attr_accepts_marketing"]


@pytest.mark.parametrize(
    "question",
    ["Of the customers in Germany, what percentage accept marketing?", "德国客户中愿意接收营销的占比是多少？"],
)
def test_a_share_of_consent_is_one_of_those_named_first(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert [f["column"] for f in call.arguments["filters"]] == ["country"]
    assert [f["column"] for f in call.arguments["part"]] == ["attr_accepts_marketing"]


def test_a_shop_that_asked_nobody_does_not_know_the_word() -> None:
    assert Planner(planner_facts()).read("How many German customers accept marketing?").status != "answered"


def test_what_stands_in_brackets_behind_customers_is_no_other_name_of_their_country(planner: Planner) -> None:
    assert planner.read("How many German customers (gizmo frobbed) bought in May 2010?").status == "clarify"
