"""Rules of alerts as they are written in kezhi.toml: what is read, and what is said of each fault."""

import pytest

from config.errors import DataFileError
from data.alert_reading import STANDARD, read_alert_rules
from data.alert_rules import KINDS
from data.company_check import check_company
from data.metric_files import standard_dictionary

HEAD = '# ours\n\n[[alerts]]\nname = "r"\n'


def read(tmp_path, text):
    file = tmp_path / "kezhi.toml"
    file.write_text(text, encoding="utf-8")
    return read_alert_rules(file)


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("", r"row 3, column 'alerts\.0\.kind': one of value_at_risk, complaint"),
        ('kind = "risk"', r"one of value_at_risk.*not 'risk'"),
        ('kind = "value_at_risk"', "no limit: give above"),
        ('kind = "value_at_risk"\nabove = "much"', r"alerts\.0\.above.*found 'much'"),
        ('kind = "value_at_risk"\nabove = nan', "finite"),
        ('kind = "value_at_risk"\nabove = 1\nsegment = "vip"', "no segment 'vip'; there are: champions"),
        ('kind = "value_at_risk"\nup_by = 0.1\ndown_by = 0.1', "make two rules"),
        ('kind = "value_at_risk"\noutside = [2, 1]', "lower end first"),
        ('kind = "complaint"\nabove = 1', r"alerts\.0\.above.*no such part of a rule; possible: name, "),
        ('kind = "complaint"\nsignificance = 0.5', "less than or equal to 0.2"),
        ('kind = "data_quality"\nmeasure = "rule"\nabove = 1', "go together"),
        ('kind = "data_quality"\nmeasure = "rule"\nrule = "odd"\nabove = 1', "no cleaning rule 'odd'; there are: "),
        ('kind = "calibration"\nmeasure = "bias"\nup_by = 1', "bias has no up_by"),
        ('kind = "metric"\nabove = 1', r"alerts\.0\.metric.*missing"),
        ('kind = "metric"\nmetric = "orders"\nabove = 1\nfilters = [{column = "orders", op = "is"}]', "found 'is'"),
        ('kind = "complaint"\nrecipients = ["a@b.example\\nBcc: c@d.example"]', r"recipients\.0"),
        ('kind = "complaint"\nchannels = ["pigeon"]', "'email' or 'webhook'"),
        ('kind = "complaint"\n[[alerts]]\nname = "r"\nkind = "complaint"', r"row 6.*another rule is called 'r'"),
    ],
)
def test_each_fault_is_told_with_the_line_of_its_rule_and_what_is_possible(tmp_path, rule, said):
    with pytest.raises(DataFileError, match=said) as refused:
        read(tmp_path, HEAD + rule)
    assert "row " in str(refused.value)


def test_a_table_in_place_of_rules_and_a_broken_file_are_refused(tmp_path):
    with pytest.raises(DataFileError, match=r"written as \[\[alerts\]\]"):
        read(tmp_path, '[alerts]\nname = "r"')
    with pytest.raises(DataFileError, match=r"not a TOML file.*line 1"):
        read(tmp_path, "[[alerts]\n")


def test_without_a_file_or_without_rules_there_are_none(tmp_path):
    assert read_alert_rules(tmp_path / "kezhi.toml") == ()
    assert read(tmp_path, '[metrics.revenue]\nname = ["takings", "营业收入"]') == ()


def test_the_standard_rules_can_be_used_and_name_what_there_is():
    rules = read_alert_rules(STANDARD)
    assert {rule.kind for rule in rules} == set(KINDS) - {"metric"}
    assert check_company(STANDARD.read_text(encoding="utf-8"), standard_dictionary()) == ()


def test_the_page_that_edits_the_file_tells_what_is_wrong_with_its_rules():
    wrong = HEAD + 'kind = "metric"\nmetric = "revenu"\nabove = 1\n'
    (problem,) = check_company(wrong, standard_dictionary())
    assert (problem.place, "nearest: revenue" in problem.said.en) == ("alerts.0.metric", True)
    (problem,) = check_company(HEAD + 'kind = "value_at_risk"\n', standard_dictionary())
    assert problem.place == "alerts.0 (3)"
