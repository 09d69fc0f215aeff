"""describe_portfolio: the handmade shop added up by hand, walls between roles, and an earlier build to compare with."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.messages import HumanMessage, ToolMessage

from data.builds import Build
from tests.earlier_build import EarlierBuilds
from tests.tools.conftest import CallingModel
from tools.catalogue import build_tools
from tools.context import ToolContext
from tools.results import ToolResult

Call = Any
TOOL = "describe_portfolio"
# The data hold 177 days, of which a horizon is 90.
USUAL = 90 / 177


def rows(found, key):
    return {row[key]: row for row in found.result.table.rows}


def test_tiers_add_up_to_the_shop(call: Call) -> None:
    tiers = rows(call(TOOL, group_by=["value_tier"]), "value_tier")
    assert list(tiers) == ["high", "medium", "low"]
    assert tiers["high"]["customers"] == 2
    assert tiers["high"]["predicted_value"] == pytest.approx(612.505 + 150)
    assert tiers["high"]["recent_revenue"] == 80
    assert tiers["high"]["p_active"] == pytest.approx(0.7)
    assert tiers["low"]["recent_revenue"] == 85
    whole = call(TOOL, group_by=[]).result.table.rows
    assert len(whole) == 1
    assert whole[0]["customers"] == 8
    for key in ("customers", "predicted_value", "recent_revenue", "value_at_risk"):
        assert sum(row[key] for row in tiers.values()) == pytest.approx(whole[0][key])
    assert sum(row["predicted_value_share"] for row in tiers.values()) == pytest.approx(1)


def test_segments_are_told_in_the_order_of_their_worth_without_those_nobody_is_in(call: Call) -> None:
    assert list(rows(call(TOOL), "rfm_segment")) == ["loyal", "promising", "new", "at_risk", "lost"]


def test_there_is_no_trend_where_the_data_do_not_reach_back(call: Call) -> None:
    found = call(TOOL, group_by=[])
    assert found.result.table.rows[0]["trend"] is None
    assert any("no trend" in note.en and "没有趋势" in note.zh for note in found.result.table.notes)
    assert not any("no trend" in note.en for note in call(TOOL, what="at_risk").result.table.notes)


def test_value_at_risk_is_usual_revenue_times_the_chance_that_nothing_comes(call: Call) -> None:
    tiers = rows(call(TOOL, what="at_risk", group_by=["value_tier"]), "value_tier")
    high = tiers["high"]
    assert high["usual_revenue"] == pytest.approx((1500 + 80) * USUAL)
    assert high["value_at_risk"] == pytest.approx((1500 * 0.5 + 80 * 0.1) * USUAL)
    assert high["risk_share"] == pytest.approx(758 / 1580)
    assert (high["buyers"], high["unlikely"]) == (2, 0), "a chance of one half is not below it"
    # K8: 90 with a chance of 0.4; 12 and K9 brought nothing.
    assert (tiers["low"]["buyers"], tiers["low"]["unlikely"]) == (2, 1)
    assert tiers["low"]["unlikely_revenue"] == pytest.approx(90 * USUAL)


def test_bands_of_value_are_named_by_their_ends(call: Call) -> None:
    found = call(TOOL, what="distribution").result
    assert sum(row["customers"] for row in found.table.rows) == 8
    assert found.table.rows[0]["band"].startswith("under ")
    assert found.table.rows[0]["low"] is None
    assert found.table.rows[-1]["high"] is None
    chinese = call(TOOL, what="distribution", language="zh").result
    assert chinese.table.rows[0]["band"].startswith("低于")
    assert chinese.table.rows[-1]["band"].endswith("及以上")


def test_the_best_tenth_holds_what_a_query_says_it_holds(call: Call) -> None:
    points = {round(row["best_share"], 2): row for row in call(TOOL, what="lorenz").result.table.rows}
    top = {"by": "predicted_value", "percent": 20}
    asked = call("query_customers", measures=[{"metric": "predicted_value"}], top=top).result.table.rows[0]
    whole = call("query_customers", measures=[{"metric": "predicted_value"}]).result.table.rows[0]
    assert points[0.2]["best"] == 2
    assert points[0.2]["value_held"] == pytest.approx(asked["predicted_value"] / whole["predicted_value"])
    assert points[0.1]["revenue_held"] == pytest.approx(1500 / 2090)
    assert (points[0.0]["value_held"], points[1.0]["value_held"]) == (0, 1)


def test_cohorts_are_counted_by_hand(call: Call) -> None:
    cohorts = rows(call(TOOL, what="cohorts"), "cohort")
    january = cohorts["2010-01"]
    assert (january["customers"], [january[f"after_{k}"] for k in range(1, 7)]) == (2, [0.5, 1, 0, 0, 0.5, None])
    assert cohorts["2010-05"]["after_1"] == pytest.approx(1 / 3)
    assert (cohorts["2010-06"]["customers"], cohorts["2010-06"]["after_1"]) == (1, None)
    assert cohorts["all"]["after_1"] == pytest.approx(2 / 7)
    quarters = rows(call(TOOL, what="cohorts", per="quarter", language="zh"), "cohort")
    # 0012, 13085, 12 and 18000 came in the first quarter; 0012 and 18000 bought in the second.
    assert quarters["2010-Q1"]["after_1"] == 0.5
    assert "全部" in quarters


def test_the_season_tells_whole_months_only(call: Call) -> None:
    found = call(TOOL, what="season").result
    assert [(row["month"], row["revenue"]) for row in found.table.rows] == [
        ("2010-02", 500),
        ("2010-03", 750),
        ("2010-04", 0),
        ("2010-05", 90),
        ("2010-06", 130),
    ]
    assert found.table.rows[0]["index"] == pytest.approx(500 / 294 * 100, abs=0.05)
    assert all(row["growth"] is None for row in found.table.rows)
    assert any("less than a year" in note.en for note in found.table.notes)
    weeks = [row["week"] for row in call(TOOL, what="season", per="week").result.table.rows]
    # 5 January is a Tuesday, 30 June a Wednesday.
    assert (weeks[0], weeks[-1], len(weeks)) == ("2010-W02", "2010-W25", 24)


def test_what_cannot_be_told_that_way_is_told_to_the_model(call: Call) -> None:
    assert "month or week" in call(TOOL, what="season", per="quarter").error["message"]
    assert "month or quarter" in call(TOOL, what="cohorts", per="week").error["message"]


def test_without_an_earlier_build_it_says_so(call: Call) -> None:
    for what in ("movers", "migration"):
        found = call(TOOL, what=what, group_by=["value_tier"]).result
        assert found.table.rows == ()
        assert "no earlier build" in found.table.notes[0].en
        assert "没有可比较的更早构建" in found.table.notes[0].zh
        assert "earlier_build" not in found.extra


@pytest.mark.parametrize("role", ["business", "support", "analyst"])
def test_every_role_sees_sums_and_the_support_desk_no_list_of_customers(call: Call, role: str) -> None:
    for what in ("segments", "at_risk", "distribution", "lorenz", "cohorts", "season", "migration"):
        assert call(TOOL, role=role, what=what).messages[0].status == "success"
    listed = call(TOOL, role=role, what="movers")
    if role == "support":
        assert listed.error["error"] == "refused"
    else:
        assert listed.messages[0].status == "success"


class Again(EarlierBuilds):
    """Earlier builds, and what the tool says of them."""

    def ask(self, **arguments: Any) -> ToolResult:
        """What the tool says in the latest build."""
        model = CallingModel(turns=[[(TOOL, arguments)]])
        agent = create_agent(model, build_tools(shop := self.open(), "business"), context_schema=ToolContext)
        state = agent.invoke({"messages": [HumanMessage("go")]}, context=ToolContext(shop=shop, role="business"))
        return ToolResult.from_json(next(m for m in state["messages"] if isinstance(m, ToolMessage)).artifact)


@pytest.fixture
def again(build: Build, tmp_path: Path) -> Again:
    return Again(build, tmp_path / "workspace")


EARLIER = dt.date(2010, 3, 31)
FIRST, SECOND = "20250101T000000Z-aaaaaa", "20250201T000000Z-bbbbbb"


def test_movers_are_told_with_what_they_were(again: Again) -> None:
    again.put(FIRST, as_of=EARLIER)
    found = again.ask(what="movers")
    assert [(row["customer_id"], row["value_change"]) for row in found.table.rows] == [
        ("13085", pytest.approx(612.5, abs=0.011)),
        ("17850", -100),
    ]
    risen = found.table.rows[0]
    assert (risen["value_tier"], risen["tier_before"], risen["value_before"]) == ("high", "low value", 0)
    assert found.table.n == 7
    assert found.extra["earlier_as_of"] == "2010-03-31"
    notes = [note.en for note in found.table.notes]
    assert "as of 2010-03-31" in notes[0]
    assert any("left out: 1 customers" in note for note in notes)
    assert [row["customer_id"] for row in again.ask(what="movers", direction="down").table.rows] == ["17850"]


def test_migration_has_a_row_for_newcomers_and_says_who_is_gone(again: Again) -> None:
    again.put(FIRST, as_of=EARLIER)
    found = again.ask(what="migration", group_by=["value_tier"])
    cells = {row["value_tier_before"]: (row["high"], row["medium"], row["low"]) for row in found.table.rows}
    assert cells == {
        "high value": (1, 0, 0),
        "medium value": (0, 2, 0),
        "low value": (1, 0, 3),
        "not a customer then": (0, 0, 1),
    }
    assert any("No longer in the data and left out: 1 " in note.en for note in found.table.notes)


def test_the_latest_build_that_ends_earlier_is_compared_with_and_none_of_another_horizon(again: Again) -> None:
    again.put(FIRST, as_of=EARLIER)
    again.put(SECOND)
    assert again.ask(what="movers").extra["earlier_build"] == FIRST
    again.put("20250301T000000Z-cccccc", as_of=EARLIER, horizon_days=30)
    assert again.ask(what="movers").extra["earlier_build"] == FIRST


def test_a_build_of_the_same_days_is_compared_with_only_where_there_is_no_other_and_it_says_so(again: Again) -> None:
    again.put(SECOND)
    found = again.ask(what="movers")
    assert found.extra["earlier_build"] == SECOND
    assert any("the same days" in note.en and "截止日相同" in note.zh for note in found.table.notes)
