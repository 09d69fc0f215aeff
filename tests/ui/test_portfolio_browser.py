"""The portfolio page in a browser: shown, traced, read by anyone, closed to the support desk."""

import urllib.error
import urllib.request

import pytest

from tests.ui.conftest import Served, Visit
from tests.ui.test_accessibility import LOOKS, faults
from ui.visitors import OpenDoor

pytestmark = [pytest.mark.browser, pytest.mark.slow]
READY = "#kz-portfolio-rest .kz-shaded"


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_the_page_is_shown_traced_and_without_weighty_faults(chromium, real_app, language, width, scheme):
    tab = Visit(
        chromium,
        real_app.address,
        language=language,
        width=width,
        scheme=scheme,
        path="/portfolio",
        ready=READY,
    )
    page = tab.page
    page.wait_for_selector(".js-plotly-plot .main-svg")
    assert page.locator("#kz-main h1").inner_text() == {"en": "Portfolio", "zh": "客户组合"}[language]
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert faults(page) == []
    page.click(".kz-tiles .kz-value >> nth=1")
    assert "describe_portfolio" in page.inner_text("#kz-source")
    page.keyboard.press("Escape")
    page.click('.kz-table a[href^="/?q="] >> nth=0')
    page.wait_for_selector(".kz-proven")
    assert (
        page.locator(".user-row").inner_text().strip()
        == {
            "en": "top 10 customers in segment loyal by predicted value",
            "zh": "预测价值最高的10位忠诚客户",
        }[language]
    )
    tab.close()
    assert (tab.complaints, tab.outside) == ([], [])


def test_a_group_and_scenarios_are_chosen_and_compared(chromium, real_app):
    tab = Visit(chromium, real_app.address, path="/portfolio?group=loyal&lose=50", ready="#kz-suppose-told td")
    page = tab.page
    assert page.input_value("#kz-suppose-group input") == "loyal"
    page.fill("#kz-suppose-orders input", "1, 2")
    page.click("#kz-suppose-compare")
    page.wait_for_selector("#kz-suppose-told td:has-text('2 orders more each')")
    page.fill("#kz-suppose-lose input", "200")
    page.keyboard.press("Enter")
    assert "up to 100" in page.locator("#kz-suppose-status .kz-problem").inner_text()
    assert faults(page) == []
    tab.close()
    assert (tab.complaints, tab.outside) == ([], [])


def test_the_support_desk_is_told_that_the_page_is_not_open_to_it(real_app, shop):
    served = Served(real_app.analyst, shop, door=OpenDoor("support"))
    with pytest.raises(urllib.error.HTTPError, match="403") as refused:
        urllib.request.urlopen(f"{served.address}/portfolio")
    assert "not open to your role" in refused.value.read().decode()
    served.close()
