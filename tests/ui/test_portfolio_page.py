"""The portfolio page over the handmade shop: figures are those of the tool, links are answered, views are logged."""

import datetime as dt
import json
import re
from contextlib import closing
from urllib.parse import unquote

import pytest

from agent.analyst import Analyst
from agent.audit_reading import records
from config.settings import Settings
from tests.agent.offline_conversations import ask
from tests.earlier_build import EarlierBuilds
from ui.portfolio.page import PortfolioPage
from ui.visitors import Visitor

BUSINESS = Visitor("wang", "business")


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
    return PortfolioPage(analyst)


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


def test_standard_scenarios_stand_side_by_side_with_their_intervals(page):
    panel = html(page.fill(BUSINESS, "en", "")).split('id="what-if"')[1].split("</section>")[0]
    for name in ("as it is", "win back 10 %", "win back 30 %", "order value +10 %", "lose 10 %"):
        assert name in panel
    assert "not a proven effect" in panel


def test_a_page_without_an_earlier_build_says_so(shop, tmp_path):
    with closing(Analyst(shop, Settings(), folder=tmp_path)) as analyst:
        filled = PortfolioPage(analyst).fill(BUSINESS, "en", "")
    assert "no earlier build" in text(filled)
    assert "Biggest movers" not in text(filled)


def test_figures_are_kept_for_the_next_visitor_of_the_role_and_every_view_is_logged(page, tmp_path):
    first = page.fill(BUSINESS, "en", "")
    assert html(page.fill(Visitor("li", "business"), "en", "")) == html(first)
    page.fill(Visitor("li", "analyst"), "en", "")
    page.fill(BUSINESS, "zh", "")
    logged = [(record.user, record.role, record.status, len(json.loads(record.calls))) for record in records(tmp_path)]
    assert logged == [
        ("wang", "business", "viewed", 15),
        ("li", "business", "viewed", 0),
        ("li", "analyst", "viewed", 15),
        ("wang", "business", "viewed", 15),
    ]


def test_the_page_is_for_business_and_analysts():
    assert [role for role in ("business", "support", "analyst") if Visitor("", role).may_open("portfolio")] == [
        "business",
        "analyst",
    ]
