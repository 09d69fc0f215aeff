"""Clipped questions of analysts: years of two figures, codes of countries, dashes, headings of tables."""

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

import pytest

from agent.planner.facts import Facts
from agent.planner.periods import plain_periods
from agent.planner.planner import Planner
from agent.planner.short_years import month_or_day
from tests.agent.planner_shop import shop_planner

_SHOP = cast("Facts", SimpleNamespace(first_day=dt.date(2023, 11, 1), as_of=dt.date(2026, 10, 31)))


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("nov 25 vs nov 24 revenue", "2025-11 vs 2024-11 revenue"),
        ("orders per month jan-jun 26", "orders per month 2026-01 to 2026-06"),
        ("rev by channel Q3 26", "rev by channel Q3 2026"),
        ("1H26 vs 2H25 revenue", "H1 2026 vs H2 2025 revenue"),
        ("revenue dec vs nov 25", "revenue 2025-12 vs 2025-11"),
        ("revenue feb..jul 2025", "revenue 2025-02 to 2025-07"),
        ("orders in oct 26", "orders in 2026-10"),
        ("orders by day oct 26", "orders by day 2026-10"),
        ("orders from nov 10 to nov 30", "orders from nov 10 to nov 30"),
        ("orders on nov 25", "orders on nov 25"),
        ("25 nov 25 orders", "2025-11-25 orders"),
        ("orders – 2026 total", "orders, 2026 total"),
    ],
)
def test_a_year_of_two_figures_is_read_where_it_can_only_be_one(question: str, plain: str) -> None:
    assert " ".join(plain_periods(question, _SHOP).split()).replace(" ,", ",") == plain


def test_a_month_that_may_be_a_day_is_asked_back() -> None:
    assert month_or_day("returns oct 26", _SHOP) == ("returns October 2026", "returns 26 October 2026")
    assert month_or_day("nov 25 vs nov 24", _SHOP) is None


def _asked(planner: Planner, question: str) -> dict[str, Any]:
    (call,) = planner.read(question).calls
    return dict(call.arguments)


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("AOV, DE, Q3 2010", "average order value in Germany in Q3 2010"),
        ("de vs fr, orders", "Germany vs France, orders"),
        ("revenue ex UK", "revenue excluding the United Kingdom"),
        ("countries: revenue and orders", "revenue and orders by country"),
        ("value tiers – headcount in each?", "customers by value tier"),
    ],
)
def test_clipped_questions_are_read_like_whole_ones(planner: Planner, short: str, full: str) -> None:
    assert _asked(planner, short) == _asked(planner, full)


@pytest.mark.parametrize(
    ("told", "plain", "aside"),
    [
        (
            "We are sending a rep to the trade fair. Which German customers have the highest predicted value?",
            "Which German customers have the highest predicted value?",
            "We are sending a rep to the trade fair",
        ),
        (
            "Our colleagues have been asking for more budget, so before I decide: what was the revenue in March 2010?",
            "What was the revenue in March 2010?",
            "Our colleagues have been asking for more budget",
        ),
        (
            "Marketing ran a banner in March 2010, so first: how many orders were there that month?",
            "How many orders were there in March 2010?",
            "Marketing ran a banner in",
        ),
        (
            "revenue by month, January to March 2010, wanna see the ramp-up",
            "revenue by month, January to March 2010",
            "wanna see the ramp-up",
        ),
    ],
)
def test_what_is_told_around_a_question_is_set_aside_and_named(
    planner: Planner, told: str, plain: str, aside: str
) -> None:
    assert _asked(planner, told) == _asked(planner, plain)
    assert aside in planner.read(told).text


@pytest.mark.parametrize(
    "question",
    [
        "Left-handed customers. How many orders in March 2010?",
        "I only mean wholesale accounts. How many customers do we have?",
        "We had a stand in France. How many orders in March 2010?",
    ],
)
def test_what_may_say_of_whom_is_not_set_aside(planner: Planner, question: str) -> None:
    assert planner.read(question).status == "clarify"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "If all German customers stopped buying, how much would we lose?",
            "total predicted value of German customers",
        ),
        ("top 3 countries, by £", "top 3 countries by revenue"),
        ("our 10 biggest future spenders w/ low and high ends", "top 10 customers by predicted value"),
        ("revenue in Germany, returns taken off", "revenue in Germany"),
        ("median order value in March 2010, not counting returns", "median order value in March 2010"),
        ("revenue of Germany vs France, who wins", "revenue of Germany vs France"),
    ],
)
def test_everyday_wording_is_read_like_the_plain_question(planner: Planner, typed: str, meant: str) -> None:
    assert _asked(planner, typed) == _asked(planner, meant)


def test_one_who_is_named_in_the_singular_is_one(planner: Planner) -> None:
    assert _asked(planner, "who is our biggest spender")["limit"] == 1
    assert _asked(planner, "our biggest spenders")["limit"] > 1
