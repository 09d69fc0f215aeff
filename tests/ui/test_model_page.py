"""The data and model page: sections that lead to their sources, definitions that are checked, saved, asked for."""

import shutil
from collections.abc import Iterator
from contextlib import closing

import pytest

from agent.analyst import Analyst
from config.settings import Settings
from data.builds import EVALUATION, Build
from data.files import write_json
from prompts.library import load_texts
from tests.tools.test_build_history import TESTED
from tests.ui.conftest import Served, Visit
from tests.ui.test_accessibility import faults
from tools.shop import Shop
from ui.model.definitions import difference_html, with_segment
from ui.model.sections import ORDER
from ui.visitors import OpenDoor

READY = "#model-builds table"
BARE = {"needs": "a name", "editor.need_name": "name it", "editor.need_condition": "say what"}
RULE = """[segments."高价值客户"]
name = ["key accounts", "高价值客户"]
filters = [{column = "revenue", op = "ge", value = 200}]
"""
SCORES = {"spearman": 0.5, "top_10_percent_capture": 0.6}
WHOLE = {
    **TESTED,
    "models": [{**TESTED["models"][0], **SCORES}],
    "interval": {**TESTED["interval"], "coverage_open": 0.8, "customers_open": 2},
}


def test_a_segment_is_written_from_fields_and_takes_the_place_of_the_one_of_that_name() -> None:
    fields = [
        ("revenue", "ge", "1000"),
        ("country", "in", "Germany，France"),
        ("rating", "present", ""),
        ("", "ge", "5"),
    ]
    text = with_segment("# ours\n" + RULE, ("best", "高价值客户"), "top, 大客户", fields, BARE)
    assert text == (
        '# ours\n[segments."高价值客户"]\nname = ["best", "高价值客户"]\nen = ["top"]\nzh = ["大客户"]\nfilters = [\n'
        '    {column = "revenue", op = "ge", value = 1000},\n'
        '    {column = "country", op = "in", value = ["Germany", "France"]},\n'
        '    {column = "rating", op = "present"},\n]\n'
    )


@pytest.mark.parametrize(
    ("names", "conditions", "said"),
    [(("", "金卡"), [("revenue", "ge", "1")], "name it"), (("gold", "金卡"), [("", "ge", "1")], "say what")],
)
def test_a_segment_without_a_name_or_a_condition_is_asked_for(names, conditions, said) -> None:
    with pytest.raises(ValueError, match=said):
        with_segment("", names, "", conditions, BARE)


def test_a_share_may_be_typed_as_a_percentage() -> None:
    assert "value = 0.125}" in with_segment("", ("a", "甲组"), "", [("p_active", "lt", "12.5%")], BARE)


def test_what_changes_is_shown_as_text_whatever_it_holds() -> None:
    shown = difference_html(("+<b>bold</b>", "-old"), "What <changes>")
    assert "<ins>+&lt;b&gt;bold&lt;/b&gt;</ins>" in shown
    assert "<del>-old</del>" in shown
    assert "What &lt;changes&gt;" in shown


def test_both_languages_have_every_text() -> None:
    english, chinese = load_texts("page_model", "en"), load_texts("page_model", "zh")
    assert english.keys() == chinese.keys()
    assert [key for key in chinese if not chinese[key].strip()] == []


@pytest.fixture(scope="module")
def app(build: Build, tmp_path_factory) -> Iterator[Served]:
    """The app over a copy of the handmade shop that was tested on three customers."""
    root = tmp_path_factory.mktemp("model-page")
    shutil.copytree(build.path, root / "builds" / build.id)
    (root / "current").write_text(build.id + "\n", encoding="utf-8")
    write_json(WHOLE, root / "builds" / build.id / EVALUATION)
    shop = Shop.open(Build.open(root / "builds" / build.id), Settings(workspace=root))
    with closing(Analyst(shop, shop.settings, folder=root)) as analyst:
        served = Served(analyst, shop)
        yield served
        served.close()


@pytest.fixture
def tab(chromium, app) -> Iterator[Visit]:
    visit = Visit(chromium, app.address, path="/model", ready=READY)
    yield visit
    complaints, outside = visit.complaints, visit.outside
    visit.close()
    assert complaints == []
    assert outside == []


def test_every_section_is_there_and_a_figure_opens_its_source(tab: Visit) -> None:
    page = tab.page
    for name in ORDER:
        assert page.locator(f"#model-{name}").count() == 1, name
    page.wait_for_selector("#model-drift >> text=Nothing to compare with yet")
    assert page.locator("#model-features").inner_text().count("build the workspace again") == 2, "none are stored"
    assert faults(page) == []
    page.click('a[href="#model-watch"]')
    assert page.evaluate("location.pathname + ' ' + document.activeElement.id") == "/model model-watch"
    assert "Nothing is watched in this workspace yet" in page.locator("#model-watch").inner_text()
    page.locator(".kz-tile .kz-value").first.press("Enter")
    assert "normalised Gini" in page.locator(".kz-source").inner_text()
    page.keyboard.press("Escape")
    page.fill("[data-kz-filter]", "营业额")
    shown = page.locator("#model-dictionary tbody tr:visible")
    assert shown.count() == 1
    assert shown.first.locator("td").nth(1).inner_text() == "revenue"


def test_definitions_are_checked_saved_asked_and_brought_back(tab: Visit, app: Served) -> None:
    page, text = tab.page, "#kz-definitions textarea"
    page.fill(text, RULE.replace("revenue", "revenu"))
    page.click("#model-editor button:has-text('Check')")
    problem = page.locator("#kz-outcome [role=alert]")
    problem.wait_for()
    assert "nearest: revenue" in problem.inner_text()
    page.fill(text, RULE)
    page.click("#model-editor button:has-text('Save')")
    page.wait_for_selector("#kz-outcome >> text=Say in one line why")
    page.get_by_label("Why, in one line").fill("what we call a key account")
    page.click("#model-editor button:has-text('Save')")
    page.wait_for_selector("#kz-outcome >> text=Version 1 is in use")
    page.wait_for_selector("#model-dictionary >> text=key accounts")
    assert "what we call a key account" in page.locator("#model-editor .kz-table").inner_text()
    answer = app.analyst.answer("how many 高价值客户?", thread_id="after")
    assert "3 customers fit" in answer.to_json()["answer"]
    desk = app.analyst.company(role="analyst", user="tom")
    from data.company_file import digest

    desk.save(RULE.replace("200", "1000"), base=digest(desk.text()), reason="only the large ones")
    page.fill(text, RULE.replace("200", "500"))
    page.get_by_label("Why, in one line").fill("my own idea")
    page.click("#model-editor button:has-text('Save')")
    page.wait_for_selector("#kz-outcome >> text=Somebody else has saved other definitions meanwhile")
    assert "1000" in desk.text()


def test_the_page_is_for_analysts_alone(chromium, app) -> None:
    served = Served(app.analyst, app.analyst.shop, door=OpenDoor("business"))
    visit = Visit(chromium, served.address, path="/model", ready="[role=alert]")
    try:
        assert "role" in visit.page.locator("[role=alert]").first.inner_text()
        assert visit.page.locator("#model-quality").count() == 0
    finally:
        visit.close()
        served.close()
