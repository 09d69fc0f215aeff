"""Questions about the whole customer base: read in both languages, answered by the tool, proven throughout."""

import datetime as dt
import re

import pytest

from agent.planner.planner import Planner
from data.builds import Build
from tests.agent.offline_conversations import ask, converse
from tests.agent.planner_shop import shop_planner
from tests.earlier_build import EarlierBuilds
from tools.group_scenarios import LIMITS
from tools.shop import Shop

TOOL = "describe_portfolio"
# A result's arguments leave out what goes without saying.
DEFAULTS = {"what": "segments", "group_by": ["rfm_segment"], "per": "month", "direction": "both"}
QUESTIONS = [
    ("show the Lorenz curve", {"what": "lorenz"}),
    ("how concentrated is customer value", {"what": "lorenz"}),
    ("价值集中度", {"what": "lorenz"}),
    ("客户价值集中吗", {"what": "lorenz"}),
    ("cohort retention", {"what": "cohorts", "per": "month"}),
    ("retention by quarterly cohort", {"what": "cohorts", "per": "quarter"}),
    ("客户留存热力图", {"what": "cohorts", "per": "month"}),
    ("按季度看客户留存", {"what": "cohorts", "per": "quarter"}),
    ("how much value is at risk?", {"what": "at_risk", "group_by": ["rfm_segment"]}),
    ("which value tier has the most value at risk", {"what": "at_risk", "group_by": ["value_tier"]}),
    ("有多少价值面临流失风险", {"what": "at_risk", "group_by": ["rfm_segment"]}),
    ("各等级的风险价值", {"what": "at_risk", "group_by": ["value_tier"]}),
    ("how seasonal is our revenue", {"what": "season", "per": "month"}),
    ("淡旺季", {"what": "season", "per": "month"}),
    ("give me an overview of the customer base", {"what": "segments", "group_by": ["rfm_segment"]}),
    ("客户结构概览", {"what": "segments", "group_by": ["rfm_segment"]}),
    ("size, value and trend of each segment", {}),
    ("how big is each segment, what is it worth and is it growing?", {}),
    ("各客群的规模、价值和趋势", {}),
    ("各价值等级的规模和价值", {"group_by": ["value_tier"]}),
    ("哪些客群在萎缩？", {}),
    ("revenue trend by segment", {}),
    ("how are our segments doing?", {}),
    ("customers by value band", {"what": "distribution"}),
    ("按价值区间看客户", {"what": "distribution"}),
]
SINCE = [
    ("who moved up since the last build?", {"what": "movers", "direction": "up"}),
    ("top 5 movers since the last build", {"what": "movers", "direction": "both", "limit": 5}),
    ("上次构建以来谁升级了", {"what": "movers", "direction": "up"}),
    ("上次更新以来下降最多的3位客户", {"what": "movers", "direction": "down", "limit": 3}),
    ("how did customers move between tiers since the last build", {"what": "migration", "group_by": ["value_tier"]}),
    ("客户等级迁移", {"what": "migration", "group_by": ["value_tier"]}),
]


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


@pytest.fixture(scope="module")
def moved(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The handmade shop with a build of three months before it."""
    builds = EarlierBuilds(build, tmp_path_factory.mktemp("moved") / "workspace")
    builds.put("20250101T000000Z-aaaaaa", as_of=dt.date(2010, 3, 31))
    return builds.open()


@pytest.mark.parametrize(("question", "arguments"), [*QUESTIONS, *SINCE])
def test_a_question_about_the_customer_base_is_answered_and_proven(moved: Shop, question, arguments) -> None:
    answer = ask(moved, question, role="business")
    assert answer.draft.status == "answered", answer.text
    assert not answer.faults
    found = answer.results[0]
    assert (found.tool, found.arguments) == (TOOL, {k: v for k, v in arguments.items() if DEFAULTS.get(k) != v})
    assert found.table.rows


@pytest.mark.parametrize(
    "question",
    [
        "at risk customers by predicted value",
        "how many customers are at risk",
        "value at risk in Germany",
        "retention Dec 2009 to Nov 2010",
        "top 10 champions by predicted value",
        "revenue by month",
        "订单集中在哪些国家",
        "二季度买家三季度的留存",
        "流失风险客户有多少",
        "哪些客户的评分下降了",
    ],
)
def test_questions_about_some_customers_or_some_days_are_no_questions_about_the_whole(
    planner: Planner, question
) -> None:
    assert all(call.name != TOOL for call in planner.read(question).calls)


def test_a_curve_is_drawn_unasked_and_groups_where_a_picture_is_asked_for(planner: Planner) -> None:
    drawn = planner.read("show the Lorenz curve").calls[1]
    assert (drawn.name, drawn.arguments["kind"], drawn.arguments["x"]) == ("draw_chart", "line", "best_share")
    bars = planner.read("value at risk by value tier as a chart").calls[-1]
    assert (bars.name, bars.arguments["kind"], bars.arguments["x"]) == ("draw_chart", "bar", "value_tier")
    assert all(call.name != "draw_chart" for call in planner.read("value at risk").calls)


@pytest.mark.parametrize(
    ("first", "then", "group"),
    [
        ("how much value is at risk", "and by value tier?", ["value_tier"]),
        ("风险价值是多少", "按价值等级呢", ["value_tier"]),
    ],
)
def test_a_follow_up_asks_the_same_by_other_groups(shop: Shop, first, then, group) -> None:
    answers = converse(shop, first, then)
    assert answers[1].results[0].arguments["group_by"] == group
    assert answers[1].results[0].arguments["what"] == "at_risk"
    assert not answers[1].faults


@pytest.mark.parametrize(
    ("question", "said"),
    [("who moved up since the last build", "no earlier build"), ("客户等级迁移", "没有可比较的更早构建")],
)
def test_without_an_earlier_build_the_answer_says_so(shop: Shop, question, said) -> None:
    answer = ask(shop, question)
    assert said in answer.draft.body
    assert not answer.faults


def test_the_support_desk_is_told_that_it_sees_no_list_of_movers(moved: Shop) -> None:
    answer = ask(moved, "who moved up since the last build", role="support")
    assert answer.draft.status == "refused"
    assert not answer.results


def test_a_figure_called_value_at_risk_is_not_taken_for_the_segment_at_risk(shop: Shop) -> None:
    answer = ask(shop, "how much value is at risk")
    assert "Value at risk: {{r2.rows[0].value_at_risk}}" in answer.draft.body
    assert any(row["rfm_segment"] == "at_risk" for row in answer.results[0].table.rows), "the segment is in the results"
    assert not answer.faults


@pytest.mark.parametrize(
    "question", ["what if we win back 200% of the loyal customers?", "如果忠诚客户的客单价下降95%会怎样？"]
)
def test_what_cannot_be_supposed_of_a_group_is_told_with_the_limits_of_the_tool(shop: Shop, question: str) -> None:
    answer = ask(shop, question)
    assert (answer.draft.status, answer.faults) == ("clarify", ())
    numbers = {abs(int(n)) for n in re.findall(r"-?\d+", answer.text)}
    assert numbers >= {abs(end) for ends in LIMITS.values() for end in ends}
