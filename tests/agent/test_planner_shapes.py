"""A plan of another shape than the question's own words ask for is asked back, not answered."""

import pytest

from agent.planner.reading import Call, Unclear
from agent.planner.shapes import check_shape

ORDERS = {"measures": [{"metric": "units"}], "filters": [{"column": "country", "op": "ne", "value": "United Kingdom"}]}
BY_COUNTRY = Call("query_orders", ORDERS | {"group_by": ["country"]})


@pytest.mark.parametrize(
    ("question", "call", "kind", "key"),
    [
        ("revenue and units by country", BY_COUNTRY, "groups", "unused"),
        ("units sold, all countries except the UK", BY_COUNTRY, "groups", "shape_groups"),
        ("英国以外的国家总共的销量", BY_COUNTRY, "groups", "shape_groups"),
        ("could you pull up customer K1", Call("explain_value", {"customer_id": "K1"}), "explain", "shape_reasons"),
        ("percent of ratings at 2 or below", Call("search_reviews", {"query": "low"}), "reviews", "shape_count"),
        (
            "吃了多少个一星",
            Call("query_reviews", {"measures": [{"metric": "customers"}]}),
            "value",
            "shape_customers",
        ),
    ],
)
def test_a_plan_of_another_shape_is_asked_back(question: str, call: Call, kind: str, key: str) -> None:
    with pytest.raises(Unclear) as raised:
        check_shape(question, (call,), kind, {})
    assert raised.value.key == key


@pytest.mark.parametrize(
    ("question", "call", "kind"),
    [
        ("units sold by country except the UK", BY_COUNTRY, "groups"),
        ("各国销量", BY_COUNTRY, "groups"),
        ("what makes K1 worth that", Call("explain_value", {"customer_id": "K1"}), "explain"),
        ("英国以外销量TOP5", Call("query_orders", {**BY_COUNTRY.arguments, "limit": 5}), "groups"),
    ],
)
def test_a_plan_of_the_shape_asked_for_passes(question: str, call: Call, kind: str) -> None:
    check_shape(question, (call,), kind, {})
