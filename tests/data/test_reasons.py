"""Reasons and rules in words: every feature has one reason, every rule reads well in both languages."""

from collections import Counter

from data.features_classical import CLASSICAL_FEATURES
from data.features_list import FEATURES
from data.reasons import grouped, reasons, rule_features
from data.rules import Limits, rule_text


def test_every_feature_belongs_to_exactly_one_reason():
    counted = Counter(name for reason in reasons() for name in reason.features)
    assert set(counted) == {feature.key for feature in (*FEATURES, *CLASSICAL_FEATURES)}
    assert set(counted.values()) == {1}


def test_reasons_are_named_in_both_languages():
    assert all(reason.name.en and any("\u4e00" <= c <= "\u9fff" for c in reason.name.zh) for reason in reasons())


def test_parts_are_summed_by_reason():
    import numpy as np

    groups = grouped(["orders", "recency_days", "frequency", "returns"])
    sums = groups.sums(np.array([[1.0, 2.0, 4.0, 8.0]]))
    assert dict(zip([reason.key for reason in groups.reasons], sums[0].tolist(), strict=True)) == {
        "rhythm": 5.0,
        "silence": 2.0,
        "returns": 8.0,
    }
    assert groups.reasons[0].figure(["frequency", "orders"]) == "orders"


def test_rules_speak_only_of_raw_figures_that_exist():
    raw = {feature.key for feature in FEATURES}
    assert set(rule_features()) <= raw


def test_a_rule_reads_like_a_sentence_in_both_languages():
    limits = [
        Limits("recency_days", at_most=90),
        Limits("revenue_minor", above=50_000, at_most=120_000),
        Limits("rating_mean", above=3.5, missing=True),
    ]
    said = rule_text(limits, currency="CNY", minor_digits=2)
    assert said.en == (
        "days since last purchase: at most 90 days; revenue: over CN¥500, at most CN¥1,200; "
        "mean rating: over 3.5 or none known"
    )
    assert said.zh == "距上次购买天数：不超过90天；销售额：超过¥500，不超过¥1,200；平均评分：超过3.5或无记录"


def test_a_rule_without_limits_is_of_everybody():
    assert rule_text([], currency="GBP", minor_digits=2).en == "all customers"
