"""The page in a real browser, over an analyst that plays prepared answers."""

import json
import re
import urllib.error
import urllib.request

import pytest

from tests.ui.scripted_analyst import HOSTILE, QUESTIONS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_question_shows_its_steps_and_then_its_answer(visit):
    page = visit().page
    # A step may be over before a poll would see it; an observer misses nothing that was ever shown.
    page.evaluate(
        """() => new MutationObserver(() => {
            const group = document.querySelector(".thought-group");
            if (group?.querySelector(".loading-spinner")) window.kzSpinner = true;
            if (group?.innerText.includes("Looking up customers")) window.kzStep = true;
        }).observe(document.body, {childList: true, subtree: true, characterData: true})"""
    )
    page.fill("#kz-composer textarea", QUESTIONS["en"][0])
    page.keyboard.press("Enter")
    page.wait_for_selector(".kz-foot")
    assert page.evaluate("[window.kzSpinner, window.kzStep]") == [True, True]
    assert page.input_value("#kz-composer textarea") == ""
    assert page.locator(".thought-group .loading-spinner").count() == 0
    assert page.inner_text(".thought-group").startswith("1 step")
    page.wait_for_selector("text=Looking up customers", state="hidden")  # folded away
    page.click(".thought-group .title")
    page.wait_for_selector("text=Looking up customers")
    assert "Proven" in page.inner_text(".kz-foot")
    assert "top 5 customers by predicted value" in page.inner_text(".kz-reading")
    assert page.inner_text(".kz-table tbody tr:first-child td:nth-child(3)") == "£172,000.50"


def test_a_value_opens_its_source_by_mouse_and_by_keyboard(visit):
    tab = visit()
    tab.ask(QUESTIONS["en"][0])
    page = tab.page
    page.hover(".kz-value >> nth=0")
    page.wait_for_selector("#kz-source")
    said = page.inner_text("#kz-source")
    for piece in ("172000.5 GBP", "predicted_value", "Expected revenue", "customer 18102", "row 1", "query_customers"):
        assert piece in said
    page.mouse.move(5, 5)
    page.wait_for_selector("#kz-source", state="detached")
    page.focus(".kz-value >> nth=1")
    page.keyboard.press("Enter")
    assert "98310.25 GBP" in page.inner_text("#kz-source")
    assert page.get_attribute(".kz-value >> nth=1", "aria-expanded") == "true"
    page.keyboard.press("Escape")
    assert page.locator("#kz-source").count() == 0
    page.click(".kz-cell >> nth=1")
    assert "r1.rows[0].orders" in page.inner_text("#kz-source")
    assert "Distinct orders." in page.inner_text("#kz-source")


def test_a_chart_is_drawn_described_and_has_its_table(visit):
    tab = visit()
    tab.ask(QUESTIONS["en"][1])
    page = tab.page
    page.wait_for_selector(".js-plotly-plot .bars path")
    assert page.locator(".js-plotly-plot .bars path").count() == 13
    page.wait_for_selector('.js-plotly-plot[role="figure"]')
    assert "Highest Revenue: £1,172,336.00" in page.get_attribute(".js-plotly-plot", "aria-label")
    page.click(".kz-chart-data summary")
    assert page.locator(".kz-chart-data tbody tr").count() == 13
    assert page.is_visible("text=£1,172,336.00 >> nth=1")


def test_hostile_words_of_reviews_and_models_do_nothing(visit):
    tab = visit()
    tab.ask(QUESTIONS["en"][2])
    tab.ask(QUESTIONS["en"][0])  # its table holds a script as a country
    tab.ask(HOSTILE)
    page = tab.page
    assert page.evaluate("window.hacked") is None
    assert page.inner_text(".kz-quote blockquote >> nth=1") == HOSTILE
    assert page.locator("#kz-chat img, #kz-chat a:not(.kz-download), #kz-chat script, #kz-chat .user b").count() == 0
    assert page.inner_text(".user-row >> nth=2").strip().startswith("<img src=")
    assert "withheld" in page.inner_text(".kz-withheld")


def test_the_page_speaks_chinese_and_changes_when_asked(visit):
    page = visit(language="zh").page
    assert "数据截至 2010年12月9日" in page.inner_text("#kz-header")
    assert "模拟数据" in page.inner_text("#kz-header")
    assert page.get_attribute("#kz-composer textarea", "placeholder").startswith("请提问")
    page.click(".example >> nth=0")
    page.wait_for_selector(".kz-foot")
    assert "已验证" in page.inner_text(".kz-foot")
    assert QUESTIONS["zh"][1] in page.inner_text(".options")
    page.click("#kz-language label >> nth=0")
    page.wait_for_selector("text=Data up to 9 December 2010")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.title() == "Kezhi: customer value analyst"
    assert "已验证" in page.inner_text(".kz-foot")  # the answer keeps the language of its question


def test_suggested_and_follow_up_questions_are_asked_by_a_click(visit, served):
    page = visit().page
    assert page.locator(".example").all_inner_texts() == list(QUESTIONS["en"])
    page.click(".example >> nth=0")
    page.wait_for_selector(".option")
    page.click(".option >> nth=1")
    page.wait_for_selector(".kz-quote")
    assert [question for question, _, _ in served.analyst.asked[-2:]] == [QUESTIONS["en"][0], QUESTIONS["en"][2]]
    assert served.analyst.asked[-1][1] == served.analyst.asked[-2][1]  # one thread


def test_a_fault_is_one_clear_line_without_its_inside(visit):
    tab = visit()
    tab.ask("a fault please")
    said = tab.page.inner_text(".bot-row")
    assert re.search(r"Something went wrong on our side\. .* [0-9a-f]{8}\.", said)
    assert "internal detail" not in tab.page.content()


def test_a_reload_shows_the_conversation_again_and_new_conversation_leaves_it(visit, served):
    tab = visit()
    tab.ask(QUESTIONS["en"][1])
    first_thread = served.analyst.asked[-1][1]
    tab.page.reload()
    tab.page.wait_for_selector(".js-plotly-plot .bars path")
    before = len(served.analyst.asked)
    tab.page.click(".kz-foot .kz-retry")
    tab.page.wait_for_selector(".kz-foot", state="detached")
    tab.page.wait_for_selector(".kz-foot")
    assert tab.page.locator(".user-row").count() == 1  # the new answer takes the old one's place
    assert len(served.analyst.asked) == before + 1
    assert served.analyst.asked[-1] == (QUESTIONS["en"][1], first_thread, "analyst")
    tab.page.click("#kz-new")
    tab.page.wait_for_selector(".example")
    tab.ask(QUESTIONS["en"][0])
    assert served.analyst.asked[-1][1] != first_thread


def test_a_reload_does_not_break_an_answer_off(visit):
    tab = visit()
    tab.page.fill("#kz-composer textarea", QUESTIONS["en"][0])
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector(".bot-row")
    # The tab knows its conversation from the first step on; reloaded before, it would begin another.
    tab.page.wait_for_function("sessionStorage.getItem('kezhi-thread')")
    tab.page.reload()
    tab.page.wait_for_selector(".kz-proven")
    tab.page.wait_for_selector("#kz-composer .submit-button")


def test_nothing_of_an_answer_is_kept_in_the_browser(visit):
    tab = visit()
    tab.ask(QUESTIONS["en"][0])
    tab.page.wait_for_timeout(500)
    kept = tab.page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    assert "172" not in kept
    assert "18102" not in kept
    # Gradio opens the store of its run history to delete it; for a moment it is there.
    tab.page.wait_for_function("indexedDB.databases().then(all => all.length === 0)")


def test_two_tabs_see_nothing_of_each_other(visit):
    one, two = visit(), visit()
    one.ask(QUESTIONS["en"][0])
    assert two.page.locator(".message-row").count() == 0
    two.ask(QUESTIONS["en"][2])
    assert one.page.locator(".kz-quote").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_nothing_runs_over_the_edge(visit, scheme):
    tab = visit(width=390, height=844, scheme=scheme)
    for question in QUESTIONS["en"]:
        tab.ask(question)
    page = tab.page
    page.wait_for_selector(".js-plotly-plot .bars path")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    too_wide = """[...document.querySelectorAll('.kz-card > *, .js-plotly-plot, .kz-foot, #kz-composer')]
        .filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.className)"""
    assert page.evaluate(too_wide) == []
    page.wait_for_timeout(800)  # the chat keeps scrolling to its end until the chart has its size
    page.click(".kz-value >> nth=0")
    box = page.locator("#kz-source").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844


def test_answers_come_with_headers_that_keep_the_browser_at_home(served):
    with urllib.request.urlopen(served.address) as response:
        policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_a_foreign_host_name_is_not_answered(served):
    request = urllib.request.Request(served.address, headers={"Host": "evil.example"})
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(request)


def test_gradio_names_no_endpoint_and_sends_no_analytics(served):
    with urllib.request.urlopen(served.address) as response:
        page = response.read().decode()
    config = json.JSONDecoder().raw_decode(page.partition("window.gradio_config = ")[2])[0]
    assert config["analytics_enabled"] is False
    assert {dependency["api_visibility"] for dependency in config["dependencies"]} == {"private"}
