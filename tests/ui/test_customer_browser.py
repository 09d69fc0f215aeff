"""The customer page in a real browser, over the handmade shop and the real tools."""

from urllib.parse import urlparse

import pytest

from tests.ui.conftest import Visit

pytestmark = pytest.mark.browser
CARD = "#kz-customer-card h1:has-text('{}')"


@pytest.fixture
def desk(chromium, real_app):
    """Opens tabs on the customer page; at the end none may have complained or left the house."""
    tabs = []

    def open_tab(path="/customer", ready="#kz-customer-card h1", **options):
        tabs.append(Visit(chromium, real_app.address, path=path, ready=ready, **options))
        return tabs[-1].page

    yield open_tab
    for tab in tabs:
        tab.close()
        assert tab.complaints == []
        assert tab.outside == []


def search(page, typed):
    page.fill("#kz-search textarea, #kz-search input", typed)
    page.keyboard.press("Enter")


def test_a_customer_is_found_by_whatever_a_caller_gives_and_only_the_id_stands_in_the_address(desk):
    page = desk()
    page.wait_for_function("document.activeElement.closest('#kz-search') !== null")
    for typed, found in [
        ("13085", "13085"),
        ("Élodie Martin", "18000"),
        ("asmith@example.com", "K8"),
        ("0089 7654321", "12"),
        ("o9", "17850"),
        ("王芳", "K7"),
    ]:
        search(page, typed)
        page.wait_for_selector(CARD.format(found))
        page.wait_for_function("id => new URLSearchParams(location.search).get('id') === id", arg=found)
        assert urlparse(page.url).query == f"id={found}"
    search(page, "Ana Schmit")
    page.click("a:has-text('Anna Schmidt')")
    page.wait_for_selector(CARD.format("0012"))
    page.wait_for_function("new URLSearchParams(location.search).get('id') === '0012'")
    page.go_back()
    page.wait_for_selector(CARD.format("K7"))


def test_the_card_comes_whole_and_its_figures_open_their_source_by_keyboard(desk):
    page = desk("/customer/13085")
    assert urlparse(page.url).path == "/customer"
    page.wait_for_selector("#reasons .kz-table")
    page.focus(".kz-tile .kz-value >> nth=0")
    page.keyboard.press("Enter")
    said = page.inner_text("#kz-source")
    assert "lookup_customer" in said
    assert "2010-06-30" in said
    page.keyboard.press("Escape")
    assert page.locator("#timeline li").count() >= 4
    asked = page.get_attribute(".kz-doors nav a >> nth=0", "href")
    assert asked == "/?q=why+is+customer+13085+worth+that%3F"


def test_sliders_are_moved_by_keyboard_and_tell_their_value(desk):
    page = desk("/customer?id=13085")
    page.focus("#kz-what-if-orders")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#kz-what-if-orders", "aria-valuetext") == "2 orders"
    page.wait_for_selector(".kz-outcome:has-text('2 more orders')")
    assert page.locator(".kz-outcome .kz-tile").count() == 3
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "kz-what-if-amount"
    page.click(".kz-reset")
    page.wait_for_selector(".kz-outcome:has-text('Nothing is changed yet.')")
    assert page.input_value("#kz-what-if-orders") == "0"


@pytest.mark.parametrize(("language", "title"), [("en", "Orders, returns and reviews"), ("zh", "订单、退货与评价")])
def test_a_phone_shows_the_card_without_scrolling_sideways(desk, language, title):
    page = desk("/customer?id=13085", width=390, height=844, language=language)
    page.wait_for_selector("#reasons .kz-table")
    assert title in page.inner_text("#timeline h2")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wide = (
        "[...document.querySelectorAll('#kz-main section')].filter(e => e.getBoundingClientRect().right > innerWidth)"
    )
    assert page.evaluate(f"{wide}.length") == 0


def test_the_card_changes_its_language_and_stays_with_the_customer(desk):
    page = desk("/customer?id=13085")
    page.click("#kz-language label:has-text('中文')")
    page.wait_for_selector(CARD.format("客户 13085"))
    page.wait_for_selector("#reasons h2:has-text('价值从何而来')")
    page.wait_for_selector("#reasons .kz-table")
    assert "id=13085" in page.url


def test_what_is_typed_acts_nowhere(desk):
    page = desk()
    search(page, "<img src=x onerror='window.hacked=1'>")
    page.wait_for_selector(".kz-problem:has-text('<img')")
    assert page.evaluate("window.hacked") is None
