"""Alert rules on the handmade shop: what raises, what does not, what could not be looked at, and the proofs."""

import datetime as dt
import json
import re
from contextlib import closing

import pytest

from agent.analyst import Analyst
from config.errors import DataFileError, ToolInputError, WorkspaceError
from data.alerts import AlertBook
from data.quality import Quality, Rule, TableQuality
from data.quality_rules import RULES
from data.workspace import Workspace
from pipeline.alerts.raising import checked, raise_alerts, run_alerts
from prompts.library import load_texts
from tests.pipeline.alert_shop import EARLIER, NOW, AlertShop, cell
from tools.shop import Shop


@pytest.fixture
def alert_shop(build, tmp_path) -> AlertShop:
    return AlertShop(build, tmp_path / "workspace")


def outcomes(shop: AlertShop, rules: str = "", *, now: dt.datetime = NOW):
    if rules:
        shop.rules(rules)
    return checked(shop.root, settings=shop.settings, now=now)


def only(shop: AlertShop, rules: str):
    (outcome,) = outcomes(shop, rules)
    return outcome


def written(value: object) -> str:
    """As TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {written(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(part) for part in value) + "]"
    return json.dumps(value, ensure_ascii=False)


def rule(kind: str, **parts: object) -> str:
    lines = [f"{key} = {written(value)}" for key, value in {"kind": kind, **parts}.items()]
    return "\n".join(["[[alerts]]", *(["name = 'r'"] if "name" not in parts else []), *lines, ""])


def faulty(rows: int, *, read: int = 1000) -> Quality:
    left_out = Rule("no_customer", RULES["no_customer"], "dropped", rows)
    return Quality((TableQuality("transactions", read, read - rows, (left_out,)),), "GBP", 2)


AT_RISK = rule("value_at_risk", up_by=0.1)
ATLANTIS = [{"column": "country", "op": "eq", "value": "Atlantis"}]
OFTEN = [{"column": "orders", "op": "ge", "value": 2}]


def test_value_at_risk_that_rose_is_raised_with_the_cells_of_both_builds(alert_shop):
    alert_shop.put()
    alert_shop.customers(EARLIER, lambda frame: frame.assign(p_active=0.9))
    outcome = only(alert_shop, AT_RISK)
    assert outcome.status == "raised"
    alert = outcome.alert
    now, then = alert.proof
    assert (now["build"], then["build"], alert.against) == (alert_shop.build.id, EARLIER, EARLIER)
    assert then["rows"][0]["risk_share"] == pytest.approx(0.1, abs=0.001)
    assert [value.value for value in alert.values[:2]] == [now["rows"][0]["risk_share"], then["rows"][0]["risk_share"]]
    assert alert.values[2].value == pytest.approx(now["rows"][0]["risk_share"] / then["rows"][0]["risk_share"] - 1)
    assert "10.0%" in outcome.said.en
    assert "风险占比" in outcome.said.zh


def test_two_builds_of_the_same_data_raise_nothing(alert_shop):
    alert_shop.put()
    for each in outcomes(
        alert_shop,
        AT_RISK
        + rule("data_quality", name="q", up_by=0.01)
        + rule("data_quality", name="rows", measure="rows", down_by=0.01)
        + rule("metric", name="m", metric="predicted_value", down_by=0.01)
        + rule("metric", name="o", metric="revenue", table="orders", up_by=0.01),
    ):
        assert each.status == "fine", each.said.en


def test_every_figure_of_an_alert_is_the_cell_that_it_names(alert_shop):
    alert_shop.complaining(late_before=2, late_now=30)
    alert_shop.put()
    raised = outcomes(
        alert_shop,
        rule("value_at_risk", name="level", above=0.0)
        + rule("value_at_risk", name="tier", segment="high", measure="amount", above=0)
        + rule("complaint", name="late", days=60)
        + rule("metric", name="days", metric="revenue", days=60, above=-1e9)
        + rule("data_quality", name="rows", measure="rows", above=0)
        + rule("metric", name="loyal", metric="orders", above=0, filters=OFTEN),
    )
    assert [each.status for each in raised] == ["raised"] * 6
    for outcome in raised:
        proof = {each["id"]: each for each in outcome.alert.proof}
        for value in outcome.alert.values:
            found = re.fullmatch(r"(p\d+)\.(rows\[\d+\]\.\w+)", value.source)
            assert found, value.source
            assert cell(proof[found[1]], found[2]) == value.value
            assert value.text.en in outcome.said.en or value.name.en == "p-value"
            assert value.text.zh in outcome.said.zh or value.name.en == "p-value"


NOT_LOOKED_AT = [
    (rule("value_at_risk", name="rise", up_by=0.1), "no earlier build"),
    (rule("value_at_risk", name="rise in a month", up_by=0.1, against_days=30), "knows 30 days less"),
    (rule("complaint", name="late", aspect="delivery"), "no data for the tool summarise_reviews"),
    (rule("data_quality", name="events", table="events", above=0.1), "no table events"),
    (rule("data_quality", name="old events", table="events", measure="days_since", above=1), "no table"),
    (rule("calibration", name="coverage", outside=[0.7, 0.9]), "could not be tested"),
    (rule("calibration", name="drift", measure="drift", above=0.2), "no earlier build"),
    (rule("calibration", name="truth", measure="came_true", above=0.2), "no earlier build"),
    (rule("metric", name="visits", metric="events_90d", above=1), "no metric"),
    (rule("metric", name="values", metric="predicted_value", days=30, above=1), "leave out days"),
    (rule("metric", name="place", metric="orders", above=1, filters=ATLANTIS), "Atlantis"),
]


def test_what_cannot_be_looked_at_says_why_and_never_passes_silently(alert_shop):
    found = outcomes(alert_shop, "".join(rules for rules, _ in NOT_LOOKED_AT))
    assert [(each.status, each.alert) for each in found] == [("not_checked", None)] * len(NOT_LOOKED_AT)
    for outcome, (_, why) in zip(found, NOT_LOOKED_AT, strict=True):
        assert why in outcome.said.en


def test_complaints_that_grew_by_chance_raise_nothing(alert_shop):
    alert_shop.complaining(late_before=10, late_now=16)
    (outcome,) = outcomes(alert_shop, rule("complaint", aspect="delivery", days=60))
    assert outcome.status == "fine"
    assert "16 of 60" in outcome.said.en


def test_complaints_that_grew_by_more_are_raised_and_those_that_fell_are_not(alert_shop):
    alert_shop.complaining(late_before=4, late_now=30)
    raised = only(alert_shop, rule("complaint", days=60))
    assert raised.alert.subject == "delivery"
    assert "30 of 60 reviews (50.0%)" in raised.said.en
    assert raised.alert.values[-1].value < 0.01
    assert only(alert_shop, rule("complaint", days=60, up_by_points=0.6)).status == "fine"
    assert only(alert_shop, rule("complaint", days=60, least=31)).status == "fine"
    alert_shop.complaining(late_before=30, late_now=4)
    assert only(alert_shop, rule("complaint", days=60)).status == "fine"


def test_rows_of_an_update_are_judged_by_themselves(alert_shop):
    """40 of 100 new lines are bad, which among 1,100 would be four in a hundred."""
    alert_shop.put()
    alert_shop.quality(EARLIER, faulty(0))
    alert_shop.put("20260101T000001Z-bbbbbb", updated_from=EARLIER)
    alert_shop.quality("20260101T000001Z-bbbbbb", faulty(40, read=1100))
    alert_shop.use("20260101T000001Z-bbbbbb")
    assert only(alert_shop, rule("data_quality", above=0.1)).alert.values[0].value == 0.4
    assert only(alert_shop, rule("data_quality", measure="rule", rule="no_customer", above=0.1)).status == "raised"
    alert_shop.quality("20260101T000001Z-bbbbbb", faulty(4, read=1100))
    assert only(alert_shop, rule("data_quality", above=0.1)).status == "fine"


def test_every_limit_of_a_rule_has_to_be_passed(alert_shop):
    alert_shop.put()
    alert_shop.quality(EARLIER, faulty(10))
    alert_shop.quality(alert_shop.build.id, faulty(30))
    assert only(alert_shop, rule("data_quality", above=0.02, up_by=0.5)).status == "raised"
    assert only(alert_shop, rule("data_quality", above=0.04, up_by=0.5)).status == "fine"
    assert only(alert_shop, rule("data_quality", above=0.02, up_by=2.5)).status == "fine"


def test_old_data_and_a_model_that_is_off_are_raised(alert_shop):
    alert_shop.tested(coverage=0.65, bias=0.1)
    last, off, bias, spread = outcomes(
        alert_shop,
        rule("data_quality", measure="days_since", above=30)
        + rule("calibration", name="c", outside=[0.7, 0.9])
        + rule("calibration", name="b", measure="bias", outside=[-0.2, 0.2])
        + rule("calibration", name="s", measure="spread", below=0.7),
    )
    assert last.alert.values[0].value == (NOW.date() - dt.date.fromisoformat("2010-06-28")).days
    assert off.alert.values[0].value == 0.65
    assert bias.status == "fine"
    assert spread.alert.values[0].value == 0.66


def test_predictions_that_did_not_come_true_are_raised_where_chance_does_not_explain_it(alert_shop):
    rules = rule("calibration", measure="came_true", outside=[-0.25, 0.25])
    rules += rule("calibration", name="drift", measure="drift", above=0.25)
    alert_shop.drifted(off=0.6, chance=0.1, shifted=3)
    off, inputs = outcomes(alert_shop, rules)
    assert (off.alert.values[0].value, off.alert.against) == (0.6, EARLIER)
    assert off.alert.proof[0]["extra"]["came_true"]["off"] == 0.6
    assert inputs.alert.values[0].value == 0.3
    alert_shop.drifted(off=0.6, chance=0.4, shifted=2)
    off, inputs = outcomes(alert_shop)
    assert (off.status, inputs.status) == ("fine", "fine")
    assert "within what chance explains" in off.said.en


def test_a_rule_raises_the_same_once_for_a_build_and_stays_quiet_for_its_days(alert_shop):
    alert_shop.rules(rule("value_at_risk", above=0.0, quiet_days=7))
    first = raise_alerts(alert_shop.root, settings=alert_shop.settings, now=NOW)
    assert len(first) == 1
    assert raise_alerts(alert_shop.root, settings=alert_shop.settings, now=NOW + dt.timedelta(days=90)) == ()
    later = "20260201T000000Z-bbbbbb"
    alert_shop.put(later)
    alert_shop.use(later)
    quiet = run_alerts(alert_shop.root, settings=alert_shop.settings, now=NOW + dt.timedelta(days=6))
    assert [each.status for each in quiet.outcomes] == ["quiet"]
    again = raise_alerts(alert_shop.root, settings=alert_shop.settings, now=NOW + dt.timedelta(days=8))
    assert [each.build for each in again] == [later]
    assert AlertBook(alert_shop.root).raised() == (*first, *again)


def test_a_rule_that_names_what_nobody_knows_raises_nothing_at_all(alert_shop):
    alert_shop.rules(rule("value_at_risk", above=0.0) + rule("metric", name="m", metric="revenu", above=0))
    with pytest.raises(DataFileError, match=r"alerts\.1\.metric.*revenu.*nearest: revenue"):
        raise_alerts(alert_shop.root, settings=alert_shop.settings, now=NOW)
    assert AlertBook(alert_shop.root).raised() == ()


def test_rules_tell_of_groups_never_of_single_people(alert_shop):
    alert_shop.rules(
        rule("metric", metric="revenue", above=0, filters=[{"column": "customer_id", "op": "eq", "value": "13085"}])
    )
    with pytest.raises(DataFileError, match="alerts tell of groups"):
        outcomes(alert_shop)


def test_without_rules_nothing_happens_and_without_a_build_it_says_so(alert_shop, tmp_path):
    assert raise_alerts(alert_shop.root, settings=alert_shop.settings, now=NOW) == ()
    with pytest.raises(WorkspaceError, match="no build"):
        raise_alerts(tmp_path, settings=alert_shop.settings, now=NOW)


def test_only_one_process_raises_at_a_time(alert_shop):
    alert_shop.rules(rule("value_at_risk", above=0.0))
    with AlertBook(alert_shop.root).held(), pytest.raises(WorkspaceError, match="another process"):
        raise_alerts(alert_shop.root, settings=alert_shop.settings, now=NOW)


def test_both_languages_say_the_same_things_with_the_same_figures():
    english, chinese = load_texts("alerts", "en"), load_texts("alerts", "zh")
    assert {key: set(re.findall(r"{\w+}", text)) for key, text in english.items()} == {
        key: set(re.findall(r"{\w+}", text)) for key, text in chinese.items()
    }


def test_the_chat_and_the_tools_tell_of_what_was_raised(alert_shop):
    alert_shop.rules(rule("value_at_risk", name="risk", above=0.0, severity="critical"))
    (raised,) = raise_alerts(alert_shop.root, settings=alert_shop.settings, now=NOW)
    shop = Shop.open(Workspace(alert_shop.root).current(), alert_shop.settings)
    with closing(Analyst(shop, alert_shop.settings, folder=alert_shop.root)) as analyst:
        for question, said in (("any alerts?", raised.sentence.en), ("有什么预警？", raised.sentence.zh)):
            answer = analyst.answer(question, thread_id=said, role="business")
            assert (answer.status, answer.verified) == ("answered", True)
            assert said in answer.markdown.replace("\\", "")
        with analyst.view("model", role="analyst", language="en") as view:
            (figure,) = view.call("describe_data", about=["alerts", raised.id])["rows"]
            assert (figure["written"], figure["source"]) == (raised.values[0].text.en, "p1.rows[0].risk_share")
            assert (figure["tool"], figure["build"]) == ("describe_portfolio", alert_shop.build.id)
            with pytest.raises(ToolInputError, match="no alert"):
                view.call("describe_data", about=["alerts", "x"])
