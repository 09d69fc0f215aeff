"""The page as people start it: `python -m ui` over a real build, with the offline planner, in a real browser."""

import contextlib
import subprocess
import sys
from pathlib import Path

import pytest

from tests.ui.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).parents[2]


@contextlib.contextmanager
def running(workspace, *, port=0):
    """`python -m ui` as a process of its own; yields the address it announces."""
    command = [sys.executable, "-m", "ui", "--workspace", str(workspace), "--port", str(port)]
    # No key and no other setting of the person who runs the tests.
    env = {"KEZHI_MODEL": "offline", "PATH": "/usr/local/bin:/usr/bin:/bin"}
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            line = process.stdout.readline()
            assert line.startswith("Kezhi is at http://127.0.0.1:"), line
            yield line.split()[3]
        finally:
            process.terminate()
            process.wait(timeout=20)


@pytest.fixture(scope="module")
def workspace(build):
    return build.path.parent.parent


def test_real_questions_are_answered_with_sources_in_both_languages(chromium, workspace):
    with running(workspace) as address:
        tab = Visit(chromium, address)
        page = tab.page
        tab.ask("customers and revenue by country")
        cells = [row.split("\t") for row in page.locator(".kz-table tbody tr").all_inner_texts()]
        assert ["United Kingdom", "2", "£1,570.00"] in cells
        assert "Proven" in page.inner_text(".kz-foot")
        page.click(".kz-value:not(.kz-word) >> nth=0")
        said = page.inner_text("#kz-source")
        assert "query_orders" in said or "query_customers" in said
        assert "2010-06-30" in said
        page.keyboard.press("Escape")
        tab.ask("plot revenue by month")
        page.wait_for_selector(".js-plotly-plot .point, .js-plotly-plot .points path")
        tab.ask("各国的客户数和销售额")
        assert "已验证" in page.inner_text(".kz-foot >> nth=2")
        assert "英国" in page.inner_text(".kz-table >> nth=-1")
        tab.ask("look up customer 13085")
        page.click(".kz-upright .kz-cell >> nth=0")
        assert "Metric" in page.inner_text("#kz-source")
        page.keyboard.press("Escape")
        tab.ask("what will the weather be?")
        assert "Outside this data" in page.inner_text(".bot-row >> nth=4")
        tab.close()
        assert tab.complaints == []
        assert tab.outside == []


def test_a_conversation_outlives_the_server(chromium, workspace):
    with running(workspace) as address:
        tab = Visit(chromium, address)
        tab.ask("top 3 customers by revenue")
        port = int(address.rsplit(":", 1)[1])
    with running(workspace, port=port) as address:
        tab.page.goto(address)
        tab.page.wait_for_selector(".kz-proven")
        assert "top 3 customers by revenue" in tab.page.inner_text(".user-row")
        tab.ask("why is the first one worth that?")
        assert "13085" in tab.page.inner_text(".bot-row >> nth=1")
        tab.close()
