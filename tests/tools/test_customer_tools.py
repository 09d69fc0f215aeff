"""lookup_customer finds one customer by whatever identifies a customer."""

from typing import Any

import numpy as np
import pytest

from data.query_tables import QueryTables
from tools.customer_choice import chosen_from, near_name
from tools.shop import Shop

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


@pytest.mark.parametrize(
    ("words", "matched_by", "expected"),
    [
        ("13086", "customer_id", ["13085"]),
        ("k-7", "customer_id", ["K7"]),
        ("Ana Schmit", "name", ["0012", "K8"]),
        ("Elodie Marten", "name", ["18000"]),
        ("smiht", "name", ["17850", "K8"]),
        ("王方", "name", ["K7"]),
        ("Anna", "name", ["0012", "K8"]),
        ("carol@exmaple.com", "email", ["13085"]),
    ],
)
def test_a_mistyped_customer_is_offered_to_choose_from(
    call: Call, words: str, matched_by: str, expected: list[str]
) -> None:
    found = call("lookup_customer", customer=words, similar=True).result
    assert [row["customer_id"] for row in found.table.rows] == expected
    assert found.extra == {"matched_by": matched_by, "choice": True, "exact": words == "Anna"}


@pytest.mark.parametrize(
    "words", ["13085", "１３０８５", "jones carol", "ＣＡＲＯＬ＠example.com", "o6", "020 7946-0001"]
)
def test_who_is_named_without_doubt_is_no_choice(call: Call, words: str) -> None:
    found = call("lookup_customer", customer=words, similar=True).result
    assert found.table.rows[0]["customer_id"] == "13085"
    assert found.table.rows[0]["revenue"] == 1500.0
    assert "choice" not in found.extra


def test_the_support_desk_may_tell_a_few_apart_and_sees_only_what_that_takes(call: Call) -> None:
    rows = call("lookup_customer", role="support", customer="Ana Schmit", similar=True).result.table.rows
    assert rows[0] == {"customer_id": "0012", "name": "Anna Schmidt", "country": "Germany", "attr_city": "Berlin"}
    by_id = call("lookup_customer", role="support", customer="13086", similar=True).result.table.rows
    assert by_id == ({"customer_id": "13085", "country": "United Kingdom", "attr_city": "London"},)


def test_more_than_the_desk_may_tell_apart_are_counted_and_none_is_shown(shop: Any, customers: Any) -> None:
    named = customers.assign(name=[f"Anna {n}" for n in "bcdefg"] + ["Annette Brown", "Ken Brown"])
    build, tables = shop.build, shop.tables
    days = {"as_of_day": tables.as_of_day, "first_day": tables.first_day}
    crowded = QueryTables.create(named, build.transactions(), reviews=build.reviews(), **days)
    many = Shop(build, shop.settings, tables=crowded, dictionary=shop.dictionary)
    for match in (near_name(many, "Annna", "support"), chosen_from("name", np.arange(6), "support")):
        assert (match.fit, list(match.rows)) == (6, [])
    assert list(near_name(many, "Anette Browne", "support").rows) == [6]
    for match in (near_name(many, "Annna", "analyst"), chosen_from("name", np.arange(6), "analyst")):
        assert (match.fit, list(match.rows)) == (6, [0, 1, 2, 3, 4, 5])


def test_a_role_that_sees_no_names_may_not_search_by_one_but_by_a_mistyped_id(call: Call) -> None:
    for words in ("Ana Schmit", "carol@exmaple.com"):
        assert call("lookup_customer", role="business", customer=words, similar=True).error["error"] == "refused"
    (row,) = call("lookup_customer", role="business", customer="13086", similar=True).result.table.rows
    assert row == {
        "customer_id": "13085",
        "country": "United Kingdom",
        "attr_city": "London",
        "last_purchase": "2010-03-20",
    }


@pytest.mark.parametrize("words", [" ", "zzzzzz", "?"])
def test_what_is_like_nobody_offers_nobody(call: Call, words: str) -> None:
    found = call("lookup_customer", customer=words, similar=True).result
    assert (found.table.n, found.table.rows) == (0, ())
