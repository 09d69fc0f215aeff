"""Periods however they are written, in figures before the grammar reads them; and comparisons of two of them."""

import datetime as dt
from types import SimpleNamespace
from typing import Any, cast

import pytest

from agent.planner.facts import Facts
from agent.planner.periods import plain_periods
from agent.planner.planner import Planner
from tests.agent.planner_shop import shop_planner

_SHOP = cast("Facts", SimpleNamespace(first_day=dt.date(2009, 12, 1), as_of=dt.date(2026, 10, 31)))


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


@pytest.mark.parametrize(
    ("question", "plain"),
    [
        ("18年3月和Nov 1st, 2018", "2018-03 和 2018-11-01"),
        ("2010/11/1-11/28 按周看订单数，一共四周", "2010-11-01 到 2010-11-28 按周看订单数"),
        ("2026年8月31日（周一）到10月25日（周日）这8周每周的订单数", "2026-08-31 到 2026-10-25 每周的订单数"),
        (
            "orders per week please, Mon 31/08/2026 up to and including Sun 25/10/2026, so eight weeks",
            "orders per week please, 2026-08-31 to 2026-10-25",
        ),
        ("revenue from the first quarter of 2025 to the third of 2026", "revenue from Q1 2025 to Q3 2026"),
        ("25年Q1到26年Q3销售额", "Q1 2025 到 Q3 2026 销售额"),
        ("revenue by month jan-nov 2010", "revenue by month 2010-01 to 2010-11"),
        ("10年1到11月每月销售额", "2010-01 到 2010-11 每月销售额"),
        ("销售额，2009上半年和2010上半年分别多少", "销售额, H1 2009 和 H1 2010 分别多少"),
        ("10年9月跟10月对比", "2010-09 跟 2010-10 对比"),
        ("rev nov 2010 vs the month before", "rev 2010-11 vs 2010-10"),
        ("orders for nov 2010, the 4 weeks from the 1st to the 28th", "orders for 2010-11-01 to 2010-11-28"),
        ("7月环比6月涨了百分之几？（2018年）", "2018-07 环比 2018-06 涨了百分之几?( )"),
        ("2025年和2026年的9月", "2025-09 和 2026-09"),
        ("Q3 2025 vs 2026", "Q3 2025 vs Q3 2026"),
        ("Q3 2026 and that same quarter of 2025", "Q3 2026 and Q3 2025"),
        ("Jan-Mar 2026 and the same three months of 2025", "2026-01 to 2026-03 and 2025-01 to 2025-03"),
        ("2026年前三季度", "Q1 2026 到 Q3 2026"),
        ("november 2009 to january", "2009-11 to 2010-01"),
        ("10月比去年涨了多少", "10月比去年同期涨了多少"),
        ("过去10年", "过去10年"),
        ("top 5 customers in 2010", "top 5 customers in 2010"),
        ("12月销售额和去年同期对比", "12月销售额和去年同期对比"),
    ],
)
def test_dates_are_put_in_figures_each_with_its_year(question: str, plain: str) -> None:
    assert " ".join(plain_periods(question, _SHOP).split()) == plain


def _asked(planner: Planner, question: str) -> dict[str, Any]:
    (call,) = planner.read(question).calls
    return dict(call.arguments)


@pytest.mark.parametrize(
    "question",
    [
        "2010年1-6月每月销售额",
        "2010年上半年逐月的销售额走势",
        "revenue month by month for 2010, January through June",
        "how has revenue gone each month, jan to june 2010?",
        "revenue by month for the first six months of 2010",
    ],
)
def test_half_a_year_by_month_is_one_question(planner: Planner, question: str) -> None:
    asked = _asked(planner, question)
    assert (asked["period"], asked["group_by"]) == ({"start": "2010-01-01", "end": "2010-06-30"}, ["month"])


@pytest.mark.parametrize(
    "question",
    [
        "2010年11月相比10月，销售额变动了百分之多少？两个月各自的金额也列出来",
        "Compared with October 2010, by what percentage did revenue go up or down in November 2010?",
        "2010年11月销售额环比涨跌百分之几，两个月的数也给我",
    ],
)
def test_a_change_between_two_months_is_told_in_percent(planner: Planner, question: str) -> None:
    asked = _asked(planner, question)
    assert asked["period"] == {"start": "2010-11-01", "end": "2010-11-30"}
    assert asked["against"] == {"start": "2010-10-01", "end": "2010-10-31"}


@pytest.mark.parametrize(
    "question",
    [
        "revenue in September 2010 vs October 2010 - which one was worse?",
        "was october 2010 worse than september for revenue?",
        "销售额，2010年9月多少、10月多少，哪个月更惨",
    ],
)
def test_the_worse_of_two_months_is_a_comparison(planner: Planner, question: str) -> None:
    asked = _asked(planner, question)
    assert asked["compare"] is True
    assert asked["filters"][0]["value"] == ["2010-09", "2010-10"]


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("orders in the week of 3 Nov 2010", "2010-11-01", "2010-11-07"),
        ("2010年第44周的订单数", "2010-11-01", "2010-11-07"),
        ("2010年8月和9月的订单数合计", "2010-08-01", "2010-09-30"),
        ("orders in Q1 and Q2 2010 combined", "2010-01-01", "2010-06-30"),
        ("orders on halloween 2010", "2010-10-31", "2010-10-31"),
        ("2010年618当天的订单数", "2010-06-18", "2010-06-18"),
    ],
)
def test_weeks_sums_and_named_days_are_one_period(planner: Planner, question: str, start: str, end: str) -> None:
    assert _asked(planner, question)["period"] == {"start": start, "end": end}


@pytest.mark.parametrize("turn", ["and in May?", "May?", "and May?", "and for May?"])
def test_may_is_a_month_where_nothing_else_is_said(planner: Planner, turn: str) -> None:
    (call,) = planner.read(turn, previous=["revenue in March 2010"]).calls
    assert call.arguments["period"] == {"start": "2010-05-01", "end": "2010-05-31"}


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("5月1日以来（2010年）的销售额", ("2010-05-01", "2010-12-09")),
        ("2010年5月1日之后（含当天）的销售额", ("2010-05-01", "2010-12-09")),
        ("monthly revenue in 2010, starting with March and ending with July", ("2010-03-01", "2010-07-31")),
    ],
)
def test_a_span_told_in_pieces_is_put_together(planner: Planner, question: str, days: tuple[str, str]) -> None:
    (call,) = planner.read(question).calls
    assert (call.arguments["period"]["start"], call.arguments["period"]["end"]) == days
