"""The query tools, called through the agent's own machinery."""

import json
from typing import Any

import pytest

from tools.results import ToolResult

Call = Any
Converse = Any


def test_a_query_comes_back_as_content_and_artifact(call: Call) -> None:
    made = call("query_orders", group_by=["country"], measures=[{"metric": "revenue"}], limit=1)
    message = made.messages[0]
    assert json.loads(message.content)["rows"] == [{"country": "United Kingdom", "revenue": 1570.0}]
    assert message.artifact["rows"] == [{"country": "United Kingdom", "revenue": 1570.0}]
    assert message.artifact["arguments"] == {"group_by": ["country"], "measures": [{"metric": "revenue"}], "limit": 1}
    assert message.artifact["as_of"] == "2010-06-30"
    assert message.artifact["currency"] == "GBP"
    assert ToolResult.from_json(message.artifact).to_json() == message.artifact


def test_results_are_numbered_through_the_conversation_even_after_a_failed_call(converse: Converse) -> None:
    good: tuple[str, dict[str, Any]] = ("query_orders", {"measures": [{"metric": "revenue"}]})
    bad: tuple[str, dict[str, Any]] = ("query_orders", {"measures": [{"metric": "nothing"}]})
    made = converse([[good, bad, good], [good]])
    ids = [message.artifact["id"] if message.artifact else None for message in made.messages]
    assert ids == ["r1", None, "r3", "r4"]


def test_what_is_wrong_is_told_to_the_model_not_raised(call: Call) -> None:
    made = call("query_orders", measures=[{"metric": "revnue"}])
    assert made.error["error"] == "invalid"
    assert made.error["message"].startswith("there is no metric 'revnue' in this data; nearest: revenue")


def test_an_argument_that_does_not_exist_is_an_error_not_ignored(call: Call) -> None:
    made = call("query_orders", measures=[{"metric": "revenue"}], groupby=["month"])
    assert made.error["error"] == "invalid"
    assert "groupby: Extra inputs are not permitted" in made.error["message"]


def test_a_model_cannot_pass_a_runtime_of_its_own(call: Call) -> None:
    made = call("query_orders", measures=[{"metric": "revenue"}], runtime={"context": {"role": "analyst"}})
    assert made.result.table.rows == ({"revenue": 2090.0},)


def test_a_month_that_is_not_whole_is_marked_for_machines_too(call: Call) -> None:
    by_month = call("query_orders", group_by=["month"], measures=[{"metric": "revenue"}]).result
    assert by_month.extra == {"not_whole": {"month": ["2010-01"]}}
    cut = call(
        "query_orders",
        group_by=["week"],
        measures=[{"metric": "revenue"}],
        period={"start": "2010-06-02", "end": "2010-06-27"},
    ).result
    assert cut.extra == {"not_whole": {"week": ["2010-W22"]}}
    assert call("query_orders", group_by=["country"], measures=[{"metric": "revenue"}]).result.extra == {}


def test_customers_are_asked_by_whether_their_orders_name_a_category(call):
    asked = {"measures": [{"metric": "customers"}], "filters": [{"column": "category", "op": "present"}]}
    # One of the eight has no line that is a purchase of a named category.
    assert call("query_customers", **asked).result.table.rows[0]["customers"] == 7


@pytest.mark.parametrize(
    ("against", "days"),
    [("previous", ("2010-01-01", "2010-02-28")), ("year", ("2009-03-01", "2009-04-30"))],
)
def test_a_period_stands_against_the_days_before_it(call: Call, against: str, days: tuple[str, str]) -> None:
    asked = {"measures": [{"metric": "revenue"}], "period": {"start": "2010-03-01", "end": "2010-04-30"}}
    start, end = days
    found = call("query_orders", **asked, against=against).result
    told = call("query_orders", **asked, against={"start": start, "end": end}).result
    assert found.arguments["against"] == {"start": start, "end": end}
    assert found.table.rows == told.table.rows


@pytest.mark.parametrize("period", [None, {"start": "2010-03-01"}, {"start": "2010-03-01", "end": "2010-02-01"}])
def test_days_before_need_both_ends_of_a_period(call: Call, period: object) -> None:
    given = {} if period is None else {"period": period}
    made = call("query_orders", measures=[{"metric": "revenue"}], against="previous", **given)
    assert made.error["error"] == "invalid"
    assert "needs a period with start and end" in made.error["message"] or "before it starts" in made.error["message"]
