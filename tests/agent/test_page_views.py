"""Tool calls of a page: numbered results, walls between roles, and a record of every view."""

import json
from contextlib import closing

import pytest

from agent.analyst import Analyst
from agent.audit_reading import records
from config.errors import AccessError, ToolInputError
from config.settings import Settings


@pytest.fixture
def analyst(shop, tmp_path):
    with closing(Analyst(shop, Settings(), folder=tmp_path)) as made:
        yield made


def test_results_are_numbered_and_a_picture_is_drawn_of_an_earlier_one(analyst):
    with analyst.view("portfolio", role="analyst", language="en") as view:
        months = view.call("query_orders", measures=["revenue"], group_by=["month"])
        lookup = view.call("lookup_customer", customer="13085")
        drawn = view.call("draw_chart", source="r1", kind="line", x="month", y=["revenue"])
    assert [result["id"] for result in (months, lookup, drawn)] == ["r1", "r2", "r3"]
    assert lookup["rows"][0]["revenue"] == 1500.0
    assert [row["revenue"] for row in drawn["rows"]] == [row["revenue"] for row in months["rows"]]


def test_a_view_is_logged_with_its_calls_before_it_is_shown(analyst, tmp_path):
    with analyst.view("customer", role="support", language="zh", user="mei", subject="anna@example.com") as view:
        view.call("lookup_customer", customer="anna@example.com")
    (record,) = records(tmp_path)
    assert (record.user, record.role, record.status, record.answer) == ("mei", "support", "viewed", "")
    assert record.question.startswith("/customer ")
    assert "anna@" not in record.question + record.calls
    (call,) = json.loads(record.calls)
    assert (call["name"], call["result"], call["rows"]) == ("lookup_customer", "r1", 1)


def test_what_a_role_may_not_see_is_refused_and_the_refusal_is_logged(analyst, tmp_path):
    with (
        pytest.raises(AccessError, match="one customer at a time"),
        analyst.view("customer", role="support", language="en") as view,
    ):
        view.call("query_customers", columns=["customer_id"])
    (record,) = records(tmp_path)
    assert record.status == "denied"


def test_an_unknown_customer_is_told_with_the_nearest_and_the_view_goes_on(analyst, tmp_path):
    with analyst.view("customer", role="analyst", language="en") as view:
        with pytest.raises(ToolInputError, match="13085"):
            view.call("lookup_customer", customer="13086")
        assert view.call("lookup_customer", customer="13085")["id"] == "r1"
    assert [record.status for record in records(tmp_path)] == ["viewed"]


def test_a_shop_without_reviews_has_no_tools_for_them(analyst):
    with analyst.view("customer", role="analyst", language="en") as view:
        assert view.has("query_reviews")
        assert not view.has("summarise_reviews")


def test_what_a_page_asks_wrongly_is_told_in_both_languages(analyst):
    with analyst.view("model", role="analyst", language="zh") as view:
        condition = {"column": "country", "op": "eq", "value": "Germny"}
        with pytest.raises(ToolInputError, match="no country is 'Germny'; nearest: 'Germany'") as found:
            view.call("query_customers", filters=[condition], measures=["customers"])
    assert found.value.text.in_language("zh") == "country 中没有“Germny”；最接近的有：Germany、EIRE"
