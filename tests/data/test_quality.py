"""The quality report adds up, survives JSON and says what it means."""

import pytest

from config.text import Text
from data.quality import Quality, Rule, TableQuality
from data.quality_rules import RULES

RULE = Rule("no_customer", RULES["no_customer"], "dropped", 2, 1500, 1700, ({"row": 3, "amount": "5"},))


def test_a_report_that_does_not_add_up_cannot_be_made():
    with pytest.raises(ValueError, match="do not add up"):
        TableQuality("transactions", 10, 9, (RULE,))


def test_added_rows_count_on_the_side_of_the_rows_read():
    refund = Rule("refund_made", RULES["refund_made"], "added", 1)
    assert TableQuality("transactions", 10, 9, (RULE, refund)).rows("added") == 1


def test_the_report_survives_json():
    table = TableQuality("transactions", 10, 8, (RULE,), (Text("a note", "备注"),))
    quality = Quality((table,), "GBP", 2, (Text("general", "总体"),))
    assert Quality.from_json(quality.to_json()) == quality


def test_money_is_shown_in_the_currency_or_bare_without_one():
    table = TableQuality("transactions", 10, 8, (RULE,))
    assert "net 15.00 GBP" in Quality((table,), "GBP", 2).summary("en")
    assert Quality((table,), "XXX", 2).summary("en").endswith("net 15.00")
    assert "净额 1,500 JPY" in Quality((table,), "JPY", 0).summary("zh")


def test_every_rule_is_named_in_both_languages():
    for code, label in RULES.items():
        assert label.en, code
        assert any("\u4e00" <= character <= "\u9fff" for character in label.zh), code
