"""The portfolio page over the handmade shop: figures are those of the tool, links are answered, views are logged."""

import datetime as dt
import json
import re
from contextlib import closing
from urllib.parse import unquote

import gradio as gr
import pytest

from agent.analyst import Analyst
from agent.audit_reading import records
from config.errors import ToolInputError
from config.settings import Settings
from tests.agent.offline_conversations import ask
from tests.earlier_build import EarlierBuilds
from ui.portfolio.page import PortfolioPage
from ui.portfolio.supposed import Supposed
from ui.portfolio.what_if import WhatIf
from ui.visitors import OpenDoor, Visitor

BUSINESS = Visitor("wang", "business")
FIELDS = ("group", "who", "win_back", "order_value", "lose", "silent", "orders")


@pytest.fixture(scope="module")
def moved(build, tmp_path_factory):
    """The handmade shop with a build of three months before it."""
    builds = EarlierBuilds(build, tmp_path_factory.mktemp("portfolio") / "workspace")
    builds.put("20250101T000000Z-aaaaaa", as_of=dt.date(2010, 3, 31))
    return builds.open()


@pytest.fixture
def analyst(moved, tmp_path):
    with closing(Analyst(moved, Settings(), folder=tmp_path)) as opened:
        yield opened


@pytest.fixture
def page(analyst):
    made = PortfolioPage(analyst, OpenDoor("business"))
    with gr.Blocks():
        made.lay_out()
        made.connect(gr.Radio())
    return made


def html(filled):
    return "".join(part for part in filled if isinstance(part, str))


def text(filled):
    return re.sub(r"<[^>]+>", "|", html(filled))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["£967.51", "in the next 90 days", "Held by the best 10 %", "Biggest movers", "champions"]),
        ("zh", ["£967.51", "未来90天", "前10%客户持有", "变动最大的客户", "忠诚客户"]),
    ],
)
def test_the_page_tells_the_shop_in_figures_that_open_their_source(page, language, said):
    filled = page.fill(BUSINESS, language, "")
    shown = text(filled)
    for words in said[:4]:
        assert words in shown
    tiles = html(filled).split("kz-tiles")[1].split("</dl>")[0]
    assert tiles.count('class="kz-value"') == tiles.count('data-kz-tool="describe_portfolio"') == 7
    assert "data-kz-cell" in html(filled).split("kz-table")[1]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_link_asks_a_question_that_is_answered_and_proven(page, moved, language):
    links = set(re.findall(r'href="/\?q=([^"]+)"', html(page.fill(BUSINESS, language, ""))))
    # Nine panels, five segments, three tiers, two movers.
    assert len(links) == 19
    for link in links:
        answer = ask(moved, unquote(link), role="business")
        assert answer.draft.status == "answered", answer.text
        assert not answer.faults, answer.question


def suppositions(filled):
    """The fields of the panel by name, and what stands below them."""
    at = next(i for i, part in enumerate(filled) if isinstance(part, gr.Dropdown))
    fields = dict(zip(FIELDS, (part.value for part in filled[at : at + 7]), strict=True))
    return {**fields, "status": filled[at + 8], "told": filled[at + 10]}


def test_usual_scenarios_stand_side_by_side_with_their_intervals(page):
    panel = suppositions(page.fill(BUSINESS, "en", ""))
    for name in ("as it is", "win back 10 %", "win back 30 %", "order value +10 %", "lose 10 %"):
        assert name in panel["told"]
    assert "not a proven effect" in panel["told"]
    assert (panel["win_back"], panel["order_value"], panel["lose"], panel["silent"]) == ("10, 20, 30", "10", "10", "")


def test_an_address_chooses_the_group_and_what_is_supposed_of_it(page, tmp_path):
    panel = suppositions(page.fill(BUSINESS, "zh", "?group=忠诚客户&lose=50&orders=2,3&who=best"))
    assert (panel["group"], panel["who"], panel["orders"], panel["win_back"]) == ("loyal", "best", "2,3", "")
    assert "流失50%" in panel["told"]
    assert "每人多3单" in panel["told"]
    calls = json.loads(next(r for r in records(tmp_path) if "simulate_group" in r.calls and '"best"' in r.calls).calls)
    assert [call["name"] for call in calls] == ["simulate_group", "draw_chart"]
    assert "/audiences" not in html(page.fill(BUSINESS, "en", "?group=loyal&lose=50"))
    assert 'href="/audiences?segment=loyal"' in html(page.fill(Visitor("li", "analyst"), "en", "?group=loyal&lose=50"))


def test_nothing_is_computed_unasked_where_there_are_many_customers(analyst, tmp_path):
    panel = WhatIf(analyst, OpenDoor("business"))
    with gr.Blocks():
        panel.lay_out()
    *_, status, _, told = panel.fill(BUSINESS, "en", "", usual=None, large=True)
    assert ("many customers" in status, told) == (True, "")
    assert list(records(tmp_path)) == []


def test_what_cannot_be_supposed_is_one_line_and_the_rest_of_the_page_is_there(page):
    filled = page.fill(BUSINESS, "zh", "?win_back=200&lose=10")
    panel = suppositions(filled)
    assert panel["status"].startswith('<p class="kz-problem" role="alert">')
    assert "不能为200；须大于0且不超过100" in panel["status"]
    assert (panel["told"], panel["win_back"], panel["lose"]) == ("", "200", "10")
    assert "£967.51" in text(filled)


@pytest.mark.parametrize(
    ("query", "en", "zh"),
    [
        ("?win_back=0", "0 is not possible; more than 0 and up to 100 are", "不能为0；须大于0且不超过100"),
        ("?order_value=-95%25", "-90 to 500 are", "可填-90至500"),
        ("?orders=1.5", "no whole number", "不是整数"),
        ("?lose=many", "“many” is no number", "“many”不是数字"),
        ("?lose=1,2,3,4&win_back=1,2,3", "Up to 6 scenarios", "最多6种"),
        ("?group=loyal", "enter a number", "填写数字"),
        ("?group=vips&lose=10", "no segment", "没有客群"),
        ("?lose=10&who=worst", "“worst” is no choice", "没有“worst”"),
    ],
)
def test_each_fault_of_an_address_says_what_is_possible_in_both_languages(shop, query, en, zh):
    with pytest.raises(ToolInputError) as refused:
        Supposed.of(query).arguments(shop)
    assert en in refused.value.text.en
    assert zh in refused.value.text.zh


def test_numbers_are_taken_as_people_write_them(shop):
    said = Supposed(win_back="10%，20、20", order_value="+10 −5.5", orders="2")
    assert said.address.startswith("/portfolio?win_back=10")
    assert said.arguments(shop)["scenarios"] == [
        {"win_back_percent": 10},
        {"win_back_percent": 20},
        {"order_value_change_percent": 10},
        {"order_value_change_percent": -5.5},
        {"orders": 2},
    ]


def test_a_page_without_an_earlier_build_says_so(shop, tmp_path):
    with closing(Analyst(shop, Settings(), folder=tmp_path)) as analyst:
        page = PortfolioPage(analyst, OpenDoor("business"))
        with gr.Blocks():
            page.lay_out()
        filled = page.fill(BUSINESS, "en", "")
    assert "no earlier build" in text(filled)
    assert "Biggest movers" not in text(filled)


def test_figures_are_kept_for_the_next_visitor_of_the_role_and_every_view_is_logged(page, tmp_path):
    first = page.fill(BUSINESS, "en", "")
    assert html(page.fill(Visitor("li", "business"), "en", "")) == html(first)
    page.fill(Visitor("li", "analyst"), "en", "")
    page.fill(BUSINESS, "zh", "")
    logged = [(record.user, record.role, record.status, len(json.loads(record.calls))) for record in records(tmp_path)]
    assert logged == [
        ("wang", "business", "viewed", 16),
        ("li", "business", "viewed", 0),
        ("li", "analyst", "viewed", 16),
        ("wang", "business", "viewed", 16),
    ]


def test_the_page_is_for_business_and_analysts():
    assert [role for role in ("business", "support", "analyst") if Visitor("", role).may_open("portfolio")] == [
        "business",
        "analyst",
    ]
