"""explanations.json of a real, small network: parts add up, the named reasons matter, rules cover everybody."""

import dataclasses
import itertools
import json

import numpy as np
import pytest
import torch

from data.reasons import grouped
from models.attribution import explain
from models.cases import CLASSICAL, Cases
from models.importance import deletion_test
from pipeline.explanations import explanations


@pytest.fixture(scope="module")
def cases(trained):
    return Cases.of(trained.network, trained.customers, np.arange(0, len(trained.customers), 3))


@pytest.fixture(scope="module")
def said(trained):
    return explanations(trained.network, trained.customers, horizon_days=90, currency="GBP", minor_digits=2)


def explained(cases):
    return explain(cases, horizon_days=90, together=grouped(cases.names).place)


def values(cases, kept):
    with torch.no_grad():
        return cases.network.expected_value(torch.from_numpy(cases.keeping(kept)), horizon_days=90).numpy()


def test_parts_add_up_though_the_classical_columns_are_spread_over_what_they_are_made_of(cases):
    found = explained(cases)
    assert not set(CLASSICAL) & set(found.features)
    assert {"frequency", "recency_days", "tenure_days", "average_order_value_minor"} <= set(found.features)
    np.testing.assert_allclose(found.contributions.sum(axis=1), found.prediction - found.baseline, rtol=1e-6)


def test_shares_of_the_roots_add_up_to_the_way_of_each_classical_input(cases):
    shares = cases.root_shares(np.zeros(4, dtype=bool), [0, 1, 2, 3])
    assert len(shares) == sum(name in CLASSICAL for name in cases.network.features)
    for column, parts in shares.items():
        way = cases.ends[:, column] - cases.start[0, column]
        np.testing.assert_allclose(parts.sum(axis=1), way, atol=1e-9)


def test_a_customer_who_differs_in_one_root_only_differs_because_of_it(trained):
    typical = Cases.of(trained.network, trained.customers, [0])
    alone = dataclasses.replace(typical, roots=typical.typical_roots[np.newaxis].copy())
    nothing = np.zeros(4, dtype=bool)
    for parts in alone.root_shares(nothing, [0, 1, 2, 3]).values():
        np.testing.assert_allclose(parts, 0, atol=1e-12)
    alone.roots[0, 0] += 5
    for parts in alone.root_shares(nothing, [0, 1, 2, 3]).values():
        np.testing.assert_allclose(parts[0, 1:], 0, atol=1e-12)


def test_the_part_of_a_reason_with_a_root_is_its_mean_gain_over_all_orders(cases):
    groups = grouped(cases.names)
    keys = [reason.key for reason in groups.reasons]
    roots = list(dict.fromkeys(groups.place[cases.root_places].tolist()))
    player = np.array([roots.index(g) if g in roots else len(roots) for g in groups.place.tolist()])
    silence = roots.index(keys.index("silence"))
    gains = []
    for order in itertools.permutations(range(len(roots) + 1)):
        before = np.isin(player, order[: order.index(silence)])
        pair = [np.tile(own, (len(cases), 1)) for own in (before, before | (player == silence))]
        gains.append(values(cases, pair[1]) - values(cases, pair[0]))
    parts = groups.sums(explained(cases).contributions)[:, keys.index("silence")]
    np.testing.assert_allclose(parts, np.mean(gains, axis=0), rtol=1e-5, atol=1.0)


def test_buying_more_often_than_typical_never_speaks_against_a_good_customer(cases):
    groups = grouped(cases.names)
    found = explained(cases)
    rhythm = groups.sums(found.contributions)[:, [reason.key for reason in groups.reasons].index("rhythm")]
    good = found.prediction >= np.quantile(found.prediction, 0.8)
    often = cases.roots[:, 0] > cases.typical_roots[0]
    assert (good & often).sum() > 30
    assert (rhythm[good & often] > 0).mean() > 0.95


def test_who_keeps_everything_is_himself_and_who_keeps_nothing_is_typical(cases):
    everything = np.ones((len(cases), len(cases.names)), dtype=bool)
    np.testing.assert_allclose(cases.keeping(everything), cases.ends, atol=1e-9)
    np.testing.assert_allclose(cases.keeping(~everything), np.tile(cases.start, (len(cases), 1)), atol=1e-9)


def test_removing_the_top_three_reasons_moves_the_prediction_more_than_three_others(cases):
    groups = grouped(cases.names)
    parts = groups.sums(explained(cases).contributions)
    found = deletion_test(cases, parts, place=groups.place, horizon_days=90, seed=1)
    assert found.customers > 200
    assert found.moved_more >= 0.95
    assert found.moved_back >= 0.98


def test_parts_drawn_at_random_fail_the_deletion_test(cases):
    groups = grouped(cases.names)
    parts = np.random.default_rng(2).normal(size=(len(cases), len(groups.reasons)))
    assert deletion_test(cases, parts, place=groups.place, horizon_days=90, seed=1).moved_more < 0.7


def test_importance_is_told_in_both_languages_and_sums_to_one(said):
    for key in ("reasons", "features"):
        assert sum(line["share"] for line in said[key]) == pytest.approx(1, abs=1e-4)
        sizes = [line["mean_absolute_minor"] for line in said[key]]
        assert sizes == sorted(sizes, reverse=True)
        assert all(line["name"]["en"] and line["name"]["zh"] for line in said[key])
    assert said["reasons"][0]["key"] in ("rhythm", "silence", "order_value")


def test_rules_cover_everybody_and_say_how_faithful_they_are(said, trained):
    rules = said["surrogate"]["rules"]
    assert sum(rule["customers"] for rule in rules) == len(trained.customers)
    assert rules[0]["mean_value_minor"] > 3 * rules[-1]["mean_value_minor"]
    assert said["surrogate"]["normalised_gini"] > 0.8


def test_the_same_build_is_explained_in_the_same_bytes(said, trained):
    again = explanations(trained.network, trained.customers, horizon_days=90, currency="GBP", minor_digits=2)
    assert json.dumps(again) == json.dumps(said)
