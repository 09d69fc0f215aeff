"""English wordings that were asked back or read wrongly: codes, "nothing", languages, what a whole sentence says."""

from dataclasses import replace
from typing import Any

import pytest

from agent.planner.planner import Planner
from tests.agent.planner_shop import planner_facts


@pytest.fixture(scope="module")
def planner() -> Planner:
    """A planner of the small shop, which knows one product's code."""
    return Planner(replace(planner_facts(), product_ids=frozenset({"22086", "85123A"})))


def _filters(planner: Planner, question: str) -> list[dict[str, Any]]:
    reading = planner.read(question)
    assert reading.status == "answered", (question, reading.reason)
    return [*reading.calls[0].arguments.get("filters", []), *reading.calls[0].arguments.get("part", [])]


@pytest.mark.parametrize(
    ("question", "column", "op", "value"),
    [
        ("How many customers last bought more than 60 days ago?", "recency_days", "gt", 60),
        ("How many accounts have bought nothing for more than 180 days?", "recency_days", "gt", 180),
        ("units sold of article 22086", "product_id", "eq", "22086"),
        ("货号22086的销售额", "product_id", "eq", "22086"),
        ("revenue of stock code 85123a", "product_id", "eq", "85123A"),
        ("revenue of everything but beauty", "category", "ne", "beauty"),
        ("How many customers left a review?", "reviews", "ge", 1),
    ],
)
def test_conditions(planner: Planner, question: str, column: str, op: str, value: object) -> None:
    """Each of these is one condition."""
    (condition,) = _filters(planner, question)
    assert (condition["column"], condition["op"], condition["value"]) == (column, op, value)


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("What does a typical order come to?", "average_order_value"),
        ("Which share of revenue was sent back in 2010?", "return_share"),
        ("Gross revenue in 2010, I mean before returns are subtracted", "gross_revenue"),
        ("How many items does an average order hold?", "units"),
        ("average rating given by German customers", "average_rating"),
        ("Who has the better repeat rate, Germany or France?", "repeat_share"),
        ("Average order value by channel please, I am making a slide", "average_order_value"),
    ],
)
def test_measures(planner: Planner, question: str, metric: str) -> None:
    """Each of these measures one thing."""
    reading = planner.read(question)
    assert reading.status == "answered", (question, reading.reason)
    assert [m["metric"] for m in reading.calls[0].arguments["measures"]] == [metric]


def test_customers_of_every_month_are_asked_back(planner: Planner) -> None:
    """Who bought in each of the months cannot be found."""
    assert planner.read("number of customers who ordered in every month of 2010").status == "clarify"
