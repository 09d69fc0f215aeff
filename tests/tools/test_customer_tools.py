"""lookup_customer finds one customer by whatever identifies a customer."""

from typing import Any

import pytest

Call = Any


@pytest.mark.parametrize(
    ("words", "matched_by", "customer_id"),
    [
        ("13085", "customer_id", "13085"),
        ("0012", "customer_id", "0012"),
        ("12", "customer_id", "12"),
        ("k7", "customer_id", "K7"),
        ("o12", "order_id", "18000"),
        ("#o12", "order_id", "18000"),
        ("CAROL@example.com", "email", "13085"),
        ("+44 20 7946 0001", "phone", "13085"),
        ("020 7946-0001", "phone", "13085"),
        ("13800138000", "phone", "K7"),
        ("Carol Jones", "name", "13085"),
        ("jones carol", "name", "13085"),
        ("Carol Jonse", "name", "13085"),
        ("王芳", "name", "K7"),
    ],
)
def test_a_customer_is_found_by(call: Call, words: str, matched_by: str, customer_id: str) -> None:
    made = call("lookup_customer", customer=words)
    assert made.result.table.rows[0]["customer_id"] == customer_id
    assert made.result.extra["matched_by"] == matched_by
    assert made.result.table.n == 1


def test_the_card_holds_history_and_prediction(call: Call) -> None:
    row = call("lookup_customer", customer="0012").result.table.rows[0]
    expected = {
        "country": "Germany",
        "revenue": 220.0,
        "orders": 3,
        "average_order_value": 220 / 3,
        "first_purchase": "2010-01-05",
        "last_purchase": "2010-06-20",
        "recency_days": 10,
        "predicted_value": 90.0,
        "predicted_lo": 45.0,
        "predicted_hi": 180.0,
        "value_tier": "medium",
        "rfm_segment": "loyal",
        "attr_city": "Berlin",
        "attr_age": 34,
        "reviews": 2,
        "average_rating": 4.5,
    }
    assert {key: row[key] for key in expected} == expected


def test_several_with_that_name_are_all_shown_to_an_analyst(call: Call) -> None:
    found = call("lookup_customer", customer="anna").result
    assert [row["customer_id"] for row in found.table.rows] == ["0012", "K8"]
    assert found.table.n == 2


def test_an_unknown_customer_is_told_to_the_model_with_the_nearest_ids(call: Call) -> None:
    made = call("lookup_customer", customer="13086")
    assert made.error["error"] == "invalid"
    assert made.error["message"].startswith("no customer is '13086'; nearest: '13085'")


def test_a_missing_value_on_the_card_is_none_not_nan(call: Call) -> None:
    row = call("lookup_customer", customer="17850").result.table.rows[0]
    assert row["attr_age"] is None
    assert row["average_rating"] is None
