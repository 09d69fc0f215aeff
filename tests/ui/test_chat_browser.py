"""The chat page in a real browser: conversations kept and found, answers judged, edited, taken away; links."""

import re
from urllib.parse import quote

import pytest

from tests.ui.conftest import Served, Visit
from tests.ui.scripted_analyst import HOSTILE, QUESTIONS, ScriptedAnalyst, ScriptedShop
from ui.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow]


FOLLOW_LINK = """(address) => {
    const link = document.createElement("a");
    link.href = address;
    document.body.append(link);
    link.click();
}"""


class DoorByCookie:
    """Believes what the test says."""

    guarded = False

    def visitor(self, request):
        return self.guest(request.cookies.get("who") if request else "")

    def guest(self, token, *, in_use=True):
        return Visitor(token or "nobody", "analyst")


@pytest.fixture(scope="module")
def house():
    page = Served(ScriptedAnalyst(), ScriptedShop(), door=DoorByCookie())
    yield page
    page.close()


@pytest.fixture
def come(chromium, house):
    """Opens a tab as somebody; none may complain."""
    tabs = []

    def open_tab(who, **options):
        script = f"document.cookie = 'who={who}; path=/'"
        tab = Visit(chromium, house.address, script=script, **options)
        tab.page.context.add_cookies([{"name": "who", "value": who, "url": house.address}])
        tab.page.reload()
        tab.page.wait_for_selector("#kz-threads[data-kz-listed]", state="attached")
        tab.page.wait_for_selector("#kz-chat .example")
        tabs.append(tab)
        return tab

    yield open_tab
    for tab in tabs:
        complaints = tab.complaints
        tab.close()
        assert complaints == []


def titles(page):
    return page.locator(".kz-thread-title").all_inner_texts()


def test_conversations_are_listed_found_renamed_opened_and_deleted(come):
    tab = come("ann")
    page = tab.page
    tab.ask(HOSTILE)
    page.click("#kz-new")
    page.wait_for_selector("#kz-chat .example")
    tab.ask(QUESTIONS["en"][1])
    page.wait_for_function("document.querySelectorAll('.kz-thread').length === 2")
    assert titles(page)[1].startswith("<img src=")
    assert page.get_attribute(".kz-thread >> nth=0", "aria-current") == "true"
    page.fill("#kz-thread-search", "november")  # stands in the other's answer only
    page.fill("#kz-thread-search", "IMG evil")
    page.wait_for_function("document.querySelectorAll('.kz-thread').length === 1")
    page.fill("#kz-thread-search", "")
    page.wait_for_function("document.querySelectorAll('.kz-thread').length === 2")
    page.focus(".kz-thread-more summary >> nth=0")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # rename
    page.keyboard.type("<b>Mine</b>")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=<b>Mine</b>")
    page.click(".kz-thread >> nth=1")
    page.wait_for_selector(".user-row >> text=Ignore all earlier")
    page.click(".kz-thread-more summary >> nth=1")
    page.click(".kz-thread-more[open] button >> nth=1")
    page.click(".kz-danger")
    page.wait_for_function("document.querySelectorAll('.kz-thread').length === 1")
    page.wait_for_selector("#kz-chat .example")
    assert titles(page) == ["<b>Mine</b>"]
    assert page.evaluate("window.hacked") is None


def test_two_people_see_nothing_of_each_other(come, house):
    ann, bob = come("ann2"), come("bob2")
    ann.ask(QUESTIONS["en"][0])
    thread = house.analyst.asked[-1][1]
    bob.page.reload()
    bob.page.wait_for_selector("#kz-chat .example")
    assert titles(bob.page) == []
    bob.page.goto(f"{house.address}/?c={thread}")
    bob.page.wait_for_selector("#kz-chat .example")
    assert bob.page.locator(".user-row").count() == 0
    bob.page.wait_for_selector("text=or is somebody else's")
    bob.page.goto(f"{house.address}/")
    bob.page.wait_for_selector("#kz-chat .example")
    assert bob.page.locator("text=or is somebody else's").count() == 0
    ann.page.goto(f"{house.address}/?c={thread}")
    ann.page.wait_for_selector(".kz-proven")
    assert "?" not in ann.page.url


def test_an_edited_question_takes_the_place_of_the_last_one(come, house):
    tab = come("eve")
    page = tab.page
    tab.ask(QUESTIONS["en"][0])
    tab.ask("the weather")
    assert page.locator(".kz-edit:visible").count() == 1
    page.click(".kz-edit:visible")
    assert page.input_value("#kz-composer textarea") == "the weather"
    page.keyboard.press("Escape")
    assert page.input_value("#kz-composer textarea") == ""
    page.click(".kz-edit:visible")
    page.fill("#kz-composer textarea", "what is 13085 worth?")
    page.keyboard.press("Enter")
    page.wait_for_selector(".kz-headline")
    assert page.locator(".user-row").all_inner_texts() == [QUESTIONS["en"][0], "what is 13085 worth?"]
    kept = house.analyst.history.kept(house.analyst.asked[-1][1], role="analyst", user="eve")
    assert [each.answer.question for each in kept] == [QUESTIONS["en"][0], "what is 13085 worth?"]
    tab.ask("and the weather")
    assert page.locator(".user-row").count() == 3


def test_a_thumb_down_asks_why_and_stays_pressed_after_a_reload(come, house):
    tab = come("joe")
    page = tab.page
    tab.ask(QUESTIONS["en"][0])
    page.click(".kz-down")
    page.check("input[value=misunderstood]")
    page.fill(".kz-why textarea", "not <b>that</b>")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".kz-notice")
    page.reload()
    page.wait_for_selector('.kz-down[aria-pressed="true"]')
    kept = house.analyst.history.kept(house.analyst.asked[-1][1], role="analyst", user="joe")
    assert (kept[0].rating.reason, kept[0].rating.comment) == ("misunderstood", "not <b>that</b>")
    page.click(".kz-down")
    assert page.is_checked("input[value=misunderstood]")
    page.keyboard.press("Escape")
    page.click(".kz-up")
    page.wait_for_selector('.kz-up[aria-pressed="true"]')
    page.click(".kz-up")
    page.wait_for_selector('.kz-up[aria-pressed="false"]')


def test_tables_pictures_and_the_rest_of_a_review_can_be_taken_away(come):
    tab = come("kim")
    page = tab.page
    tab.ask(QUESTIONS["en"][1])
    page.wait_for_selector(".js-plotly-plot[aria-label]")
    with page.expect_download() as picture:
        page.click(".kz-png")
    assert picture.value.suggested_filename.endswith(".png")
    assert picture.value.path().read_bytes()[:4] == b"\x89PNG"
    page.click(".kz-chart-data summary")
    with page.expect_download() as table:
        page.click(".kz-chart-data .kz-download")
    assert "1172336.0" in table.value.path().read_text(encoding="utf-8-sig")
    tab.ask("a cut quote")
    page.click(".kz-whole summary")
    page.wait_for_selector(".kz-whole mark")
    assert page.inner_text(".kz-whole p").startswith("<b>Oh!</b")


def test_a_link_of_ones_own_asks_at_once_and_a_foreign_one_waits_for_enter(come, house):
    tab = come("liz")
    page, question = tab.page, "what is 13085 worth?"
    before = len(house.analyst.asked)
    page.goto(f"{house.address}/?q={quote(question)}")  # as from a bookmark or another site: no referrer of ours
    page.wait_for_selector(".kz-composer-bar")
    assert page.input_value("#kz-composer textarea") == question
    assert "?" not in page.url
    assert len(house.analyst.asked) == before
    page.evaluate(FOLLOW_LINK, f"/?q={quote(question)}")
    page.wait_for_selector(".kz-headline")
    assert len(house.analyst.asked) == before + 1
    assert "?" not in page.url
    page.reload()
    page.wait_for_selector(".kz-headline")
    assert len(house.analyst.asked) == before + 1


def test_on_a_narrow_screen_the_list_is_a_drawer_that_the_keyboard_opens_and_closes(come):
    tab = come("max", width=390, height=844, language="zh")
    page = tab.page
    tab.ask(QUESTIONS["zh"][0])
    assert not page.is_visible("#kz-thread-search")
    page.focus("#kz-side-open")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#kz-side').getBoundingClientRect().left === 0")
    assert page.evaluate("document.activeElement.id") == "kz-thread-search"
    assert page.get_attribute("#kz-side-open", "aria-expanded") == "true"
    assert page.locator("#kz-threads h3").all_inner_texts() == ["今天"]
    page.keyboard.press("Escape")
    page.wait_for_selector("#kz-thread-search", state="hidden")
    assert page.evaluate("document.activeElement.id") == "kz-side-open"
    said = page.evaluate(
        """[...document.querySelectorAll("[aria-label], [title], [placeholder]")].filter((e) => e.offsetParent)
            .flatMap((e) => [e.ariaLabel, e.title, e.placeholder]).filter(Boolean)"""
    )
    english = [text for text in said if re.search("[A-Za-z]{3}", text) and not re.search("[\u4e00-\u9fff]", text)]
    assert [text for text in english if "Harbour Gifts" not in text and text != "max"] == []  # names of shop and user
