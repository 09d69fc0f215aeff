"""The reports page in a real browser: made, looked at, downloaded, deleted."""

import json
from pathlib import Path

import pytest

from tests.ui.conftest import Visit

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_report_is_made_looked_at_downloaded_and_deleted(chromium, real_app):
    tab = Visit(
        chromium, real_app.address, path="/reports?kind=customer&subject=13085&format=json", ready="#kz-report-make"
    )
    page = tab.page
    page.wait_for_selector("text=Your reports")
    assert page.input_value("#kz-report-subject textarea, #kz-report-subject input") == "13085"
    page.click("#kz-report-make")
    page.wait_for_selector("#kz-report-list tbody tr")
    page.wait_for_selector(".kz-report-frame")
    with page.expect_download() as coming:
        page.click("#kz-report-list a[download]")
    report = json.loads(Path(coming.value.path()).read_text(encoding="utf-8"))
    assert "13085" in json.dumps(report)
    page.click("#kz-report-delete")
    page.wait_for_selector("#kz-report-list tbody tr", state="detached")
    tab.close()
    assert tab.complaints == []
    assert tab.outside == []
