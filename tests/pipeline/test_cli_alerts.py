"""`kezhi alerts` as it is typed."""

import json

import pytest
from typer.testing import CliRunner

from config.errors import DataFileError
from data.alerts import AlertBook
from pipeline.cli import app
from tests.pipeline.alert_shop import AlertShop

RULE = '[[alerts]]\nname = "risk"\nkind = "value_at_risk"\nabove = 0.0\n'


@pytest.fixture
def alert_shop(build, tmp_path, monkeypatch) -> AlertShop:
    monkeypatch.setenv("KEZHI_DELIVERY_RETRIES", "0")
    return AlertShop(build, tmp_path / "workspace")


def alerts(shop: AlertShop, *arguments: str):
    return CliRunner().invoke(app, ["alerts", "-w", str(shop.root), *arguments])


def test_a_check_keeps_and_sends_nothing_a_run_does_and_the_list_proves_it(alert_shop):
    alert_shop.rules(RULE + 'channels = ["webhook"]\n')
    checked = alerts(alert_shop, "--check", "--json")
    assert checked.exit_code == 0, checked.output
    assert [each["status"] for each in json.loads(checked.stdout)["outcomes"]] == ["raised"]
    assert AlertBook(alert_shop.root).raised() == ()
    run = alerts(alert_shop)
    assert run.exit_code == 1
    assert "[alert (warning)] risk: Share at risk" in run.output
    assert "webhook to ?: not sent (KEZHI_WEBHOOK_URL is not set)" in run.output
    assert "1 not delivered yet" in run.output
    listed = json.loads(alerts(alert_shop, "--list", "--json").stdout)["alerts"]
    assert [each["attempts"][0]["problem"] for each in listed] == ["KEZHI_WEBHOOK_URL is not set"]
    assert listed[0]["proof"][0]["tool"] == "describe_portfolio"
    shown = alerts(alert_shop, "--list", "--language", "zh")
    assert "风险占比" in shown.output
    assert 'p1：describe_portfolio {"what": "at_risk", "group_by": []}' in shown.output


def test_without_rules_it_says_where_they_go_and_the_standard_ones_can_be_tried(alert_shop):
    done = alerts(alert_shop)
    assert done.exit_code == 0
    assert "No rules: write [[alerts]] into" in done.output
    assert alerts(alert_shop, "--list").output == "No alert has been raised yet.\n"
    tried = alerts(alert_shop, "--defaults", "--check")
    assert tried.exit_code == 0
    assert "[not checked] value at risk: not checked, because there is no earlier build" in tried.output
    assert "[fine] faulty order lines" not in tried.output  # one of 21 lines is repeated
    assert "[alert (critical)] faulty order lines" in tried.output


def test_bad_rules_and_options_are_refused_in_one_line(alert_shop):
    alert_shop.rules(RULE + "abvoe = 1\n")
    refused = alerts(alert_shop)
    assert isinstance(refused.exception, DataFileError)
    assert "row 1, column 'alerts.0.abvoe': no such part of a rule" in str(refused.exception)
    assert alerts(alert_shop, "--list", "--check").exit_code == 2
    assert alerts(alert_shop, "--language", "fr").exit_code == 2
