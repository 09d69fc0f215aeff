"""Questions at awkward moments: while the page loads, right after Stop, amid an answer; over a line that is slow."""

import pytest

from tests.ui.scripted_analyst import QUESTIONS

pytestmark = [pytest.mark.browser, pytest.mark.slow]

STOPPED = "text=Stopped before an answer was ready."
# Holds back each request to an address that ends as said, for less than the next answer takes.
SLOW = """(end) => {
    const own = window.fetch;
    window.fetch = async (address, ...rest) => {
        if (String(address?.url ?? address).endsWith(end)) await new Promise((go) => setTimeout(go, 300));
        return own(address, ...rest);
    };
}"""
# The question is answered at once, but the page hears late that it was taken, while it still listens to its loading.
TAKEN_LATE = """
    const own = window.fetch, later = (milliseconds) => new Promise((go) => setTimeout(go, milliseconds));
    window.fetch = async (address, ...rest) => {
        if (!String(address?.url ?? address).includes("/queue/join")) return own(address, ...rest);
        if (!String(rest[0]?.body).includes("Top 5")) { await later(700); return own(address, ...rest); }
        const taken = await own(address, ...rest);
        await later(2000);
        return taken;
    };
"""
# Holds the first request for the queue back, which is that of the page's loading, until `kzGo()`.
HELD_LOADING = """
    const own = window.fetch, gate = new Promise((go) => { window.kzGo = go; });
    let joins = 0;
    window.fetch = async (address, ...rest) => {
        if (String(address?.url ?? address).includes("/queue/join") && joins++ === 0) await gate;
        return own(address, ...rest);
    };
"""


def test_stop_ends_an_answer_and_the_next_question_is_answered(visit):
    tab = visit()
    # A cancellation that comes after the next question would break that one off, so there must be none.
    tab.page.evaluate(SLOW, "/cancel")
    tab.begin("answer slowly, please")
    tab.page.wait_for_selector("text=Looking up customers")
    tab.page.click("#kz-composer .stop-button")
    tab.page.wait_for_selector(STOPPED)
    tab.ask(QUESTIONS["en"][1])
    assert tab.page.locator(".kz-proven").count() == 1


def test_a_new_conversation_amid_an_answer_stays_empty_and_answers_the_next_question(visit):
    tab = visit()
    tab.page.evaluate(SLOW, "/cancel")
    tab.begin("answer slowly, please")
    tab.page.wait_for_selector("text=Looking up customers")
    tab.page.evaluate(
        """() => new MutationObserver(() => {
            if (document.querySelector("#kz-chat .kz-stopped")) window.kzStopped = true;
        }).observe(document.body, {childList: true, subtree: true})"""
    )
    tab.page.click("#kz-new")
    tab.page.wait_for_selector(".example")
    tab.ask(QUESTIONS["en"][1])
    assert tab.page.locator(".user-row").count() == 1
    assert tab.page.evaluate("window.kzStopped") is None


def test_a_second_question_amid_an_answer_is_told_to_wait_and_stays_typed(visit, served):
    tab = visit()
    tab.begin("answer slowly, please")
    tab.page.wait_for_selector("text=Looking up customers")
    tab.page.fill("#kz-composer textarea", "too early")
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_selector("text=The previous question is still being answered.")
    assert tab.page.input_value("#kz-composer textarea") == "too early"
    assert served.analyst.asked[-1][0] == "answer slowly, please"
    tab.page.click("#kz-composer .stop-button")
    tab.page.wait_for_selector(STOPPED)


def test_a_question_asked_before_the_page_has_loaded_keeps_its_answer(visit):
    tab = visit(script=HELD_LOADING, ready="#kz-composer textarea")  # suggestions come with the loading
    tab.ask(QUESTIONS["en"][0])
    tab.page.evaluate("kzGo()")
    tab.page.wait_for_function("sessionStorage.getItem('kezhi-language')")  # the last thing that loading does
    assert tab.page.locator(".kz-proven").count() == 1
    tab.ask(QUESTIONS["en"][2])
    assert tab.page.locator(".user-row").count() == 2


def test_a_question_is_gone_from_the_composer_even_if_its_steps_come_all_at_once(visit):
    page = visit(script=TAKEN_LATE).page
    page.fill("#kz-composer textarea", QUESTIONS["en"][0])
    page.keyboard.press("Enter")
    page.wait_for_selector(".kz-proven")
    assert page.input_value("#kz-composer textarea") == ""


def test_the_next_question_can_be_typed_while_an_answer_is_made(visit):
    page = visit().page
    page.fill("#kz-composer textarea", QUESTIONS["en"][1])
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#kz-composer textarea').value === ''")
    page.fill("#kz-composer textarea", "typed meanwhile")
    page.wait_for_selector(".kz-foot")
    page.wait_for_selector("#kz-composer .submit-button")
    assert page.input_value("#kz-composer textarea") == "typed meanwhile"
