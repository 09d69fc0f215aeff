"""The walls between roles, probed call by call through the agent's own machinery."""

from typing import Any

import pytest

Call = Any

PERSONAL = ("Anna Schmidt", "anna@example.com", "+49 30 1234567", "Carol Jones", "carol@example.com")


def everything(made: Any) -> str:
    """All that a call left in the conversation: what the model reads, and the artifact."""
    return "".join(f"{message.content}{message.artifact}" for message in made.messages)


@pytest.mark.parametrize(
    "arguments",
    [
        {"columns": ["customer_id", "name", "email", "phone"]},
        {"columns": ["email"], "filters": [{"column": "email", "op": "contains", "value": "anna"}]},
        {"columns": ["name"], "sort_by": "name"},
        {"columns": ["customer_id"], "sort_by": "email"},
        {"filters": [{"column": "phone", "op": "present"}], "measures": [{"metric": "customers"}]},
        {"part": [{"column": "name", "op": "eq", "value": "Anna Schmidt"}], "measures": [{"metric": "customers"}]},
        {"group_by": ["name"], "measures": [{"metric": "revenue"}]},
        {"filters": [{"column": "name", "op": "eq", "value": "Anna Schmid"}]},
    ],
)
def test_business_sees_no_personal_data_in_any_way(call: Call, arguments: dict[str, Any]) -> None:
    made = call("query_customers", role="business", **arguments)
    assert not any(secret in everything(made) for secret in PERSONAL)


@pytest.mark.parametrize("tool", ["query_orders", "query_reviews"])
def test_business_cannot_reach_personal_data_through_another_table(call: Call, tool: str) -> None:
    by_filter = call(
        tool, role="business", filters=[{"column": "customer_email", "op": "eq", "value": "anna@example.com"}]
    )
    assert by_filter.error["error"] == "refused"
    listed = call(tool, role="business", columns=["customer_id", "customer_name", "email"])
    assert not any(secret in everything(listed) for secret in PERSONAL)


def test_masked_cells_are_masked_in_the_artifact_too(call: Call) -> None:
    made = call("query_customers", role="business", columns=["customer_id", "name"], limit=1)
    assert made.result.table.rows == ({"customer_id": "0012", "name": "•••"},)
    assert made.result.table.notes[-1].en == "Personal data are masked for this role."


def test_business_may_ask_for_customers_by_id_and_for_totals(call: Call) -> None:
    made = call("query_customers", role="business", columns=["customer_id", "revenue"], sort_by="revenue", limit=1)
    assert made.result.table.rows == ({"customer_id": "13085", "revenue": 1500.0},)


@pytest.mark.parametrize("words", ["Anna Schmidt", "anna@example.com", "+49 30 1234567", "王芳", "Nobody At All"])
def test_business_cannot_look_people_up_whether_they_exist_or_not(call: Call, words: str) -> None:
    made = call("lookup_customer", role="business", customer=words)
    assert made.error["error"] == "refused"


def test_business_may_look_up_an_id_without_the_person(call: Call) -> None:
    made = call("lookup_customer", role="business", customer="0012")
    row = made.result.table.rows[0]
    assert (row["customer_id"], row["name"], row["email"]) == ("0012", "•••", "•••")
    assert not any(secret in everything(made) for secret in PERSONAL)


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("query_customers", {}),
        ("query_customers", {"columns": ["customer_id"], "limit": 1}),
        ("query_customers", {"group_by": ["customer_id"], "measures": [{"metric": "revenue"}]}),
        ("query_customers", {"filters": [{"column": "customer_id", "op": "in", "value": ["0012", "12"]}]}),
        ("query_customers", {"filters": [{"column": "name", "op": "contains", "value": "a"}], "columns": ["email"]}),
        ("query_customers", {"filters": [{"column": "customer_id", "op": "ne", "value": "0012"}]}),
        ("query_orders", {}),
        ("query_orders", {"group_by": ["customer_id"], "measures": [{"metric": "revenue"}]}),
        ("query_orders", {"group_by": ["month", "order_id"], "measures": [{"metric": "revenue"}]}),
        ("query_orders", {"columns": ["customer_name", "date"]}),
        ("query_reviews", {"group_by": ["customer_id"], "measures": [{"metric": "reviews"}]}),
        ("query_reviews", {}),
        ("predict_value", {"customer_ids": ["0012", "12"]}),
        ("predict_value", {"filters": [{"column": "country", "op": "eq", "value": "Germany"}]}),
        ("predict_value", {"group_by": ["customer_id"]}),
        ("predict_value", {}),
    ],
)
def test_support_gets_no_lists_of_customers(call: Call, tool: str, arguments: dict[str, Any]) -> None:
    made = call(tool, role="support", **arguments)
    assert made.error["error"] == "refused"
    assert "one customer at a time" in made.error["message"]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("query_customers", {"measures": [{"metric": "revenue"}], "group_by": ["country"]}),
        ("query_customers", {"filters": [{"column": "customer_id", "op": "eq", "value": "0012"}]}),
        ("query_orders", {"filters": [{"column": "customer_id", "op": "eq", "value": "0012"}]}),
        ("query_orders", {"filters": [{"column": "order_id", "op": "eq", "value": "o1"}], "group_by": ["order_id"]}),
        ("query_orders", {"group_by": ["month"], "measures": [{"metric": "revenue"}]}),
        ("predict_value", {"customer_ids": ["0012"]}),
        ("predict_value", {"total": True}),
        ("predict_value", {"group_by": ["country"]}),
        ("explain_value", {"customer_id": "0012"}),
        ("lookup_customer", {"customer": "anna@example.com"}),
    ],
)
def test_support_may_ask_for_totals_and_for_one_customer(call: Call, tool: str, arguments: dict[str, Any]) -> None:
    made = call(tool, role="support", **arguments)
    assert made.messages[0].status == "success", made.messages[0].content


def test_support_is_not_told_which_customers_share_a_name(call: Call) -> None:
    made = call("lookup_customer", role="support", customer="Anna")
    assert made.error["error"] == "invalid"
    assert made.error["message"].startswith("2 customers fit")
    assert "0012" not in made.error["message"]


def test_a_refusal_speaks_the_language_of_the_conversation(call: Call) -> None:
    made = call("query_customers", role="support", language="zh")
    assert "一次只能查看一位客户" in made.error["message"]


def test_no_role_puts_personal_data_before_the_model(call: Call) -> None:
    for role in ("analyst", "support"):
        made = call("lookup_customer", role=role, customer="0012")
        assert made.result.table.rows[0]["email"] == "anna@example.com"
        content = str(made.messages[0].content)
        assert not any(secret in content for secret in PERSONAL)
        assert "{{r1.rows[0].email}}" in content


def test_a_free_text_of_the_customers_file_that_names_people_is_personal() -> None:
    import pandas as pd

    from data.customer_attributes import customer_attributes

    people = pd.DataFrame(
        {
            "attr_city": ["Berlin", "Paris"] * 20,
            "attr_hint": [f"lives behind house {n}" for n in range(40)],
            "attr_who": ["a@example.com"] * 40,
            "attr_hotel": ["Ritz"] * 40,
            "attr_billing_address": ["Hauptstraße 1"] * 40,
        }
    )
    assert {a.key: a.kind for a in customer_attributes(people)} == {
        "attr_city": "text",
        "attr_hint": "personal",
        "attr_who": "personal",
        "attr_hotel": "text",
        "attr_billing_address": "personal",
    }
