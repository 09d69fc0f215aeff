"""No page has a serious or critical fault by axe-core, in both languages, light and dark, wide and narrow."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.ui.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LOOKS = [("en", 1440, "light"), ("zh", 390, "dark")]


def faults(page):
    """What axe finds of weight: rule, and the elements it means."""
    found = Axe().run(page).response["violations"]
    return [
        (fault["id"], [node["html"][:200] for node in fault["nodes"]])
        for fault in found
        if fault["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_an_answer_with_table_and_chart_has_no_weighty_fault(chromium, real_app, language, width, scheme):
    tab = Visit(chromium, real_app.address, language=language, width=width, scheme=scheme)
    assert faults(tab.page) == []
    for question in {"en": ("top 3 customers by revenue", "plot revenue by month")}.get(
        language, ("销售额最高的3位客户", "按月画出销售额")
    ):
        tab.ask(question)
    tab.page.wait_for_selector('.js-plotly-plot[role="figure"]')
    assert faults(tab.page) == []
    tab.page.click(".kz-value >> nth=0")
    assert faults(tab.page) == []
    tab.close()


@pytest.mark.parametrize(("language", "width", "scheme"), LOOKS)
def test_no_page_has_a_weighty_fault(chromium, real_app, language, width, scheme):
    found = {}
    for path in ("/customer?id=13085", "/portfolio", "/model", "/reports", "/audiences"):
        tab = Visit(
            chromium, real_app.address, path=path, ready="#kz-main h1", language=language, width=width, scheme=scheme
        )
        tab.page.wait_for_timeout(500)
        found[path] = [*faults(tab.page), *tab.complaints, *tab.outside]
        tab.close()
    assert [path for path, wrong in found.items() if wrong] == [], found
