"""Drift measures, against sums done by hand."""

import math

import numpy as np
import pytest

from models.drift import came_true, shift


def test_the_index_is_the_sum_over_bins_that_can_be_done_by_hand():
    then, now = np.repeat([0.0, 1.0], [50, 50]), np.repeat([0.0, 1.0], [20, 80])
    # One edge, at 0 (and 0.5 between): two bins that hold values and one for missing ones, half a customer more each.
    before, after = (50.5 / 101.5, 50.5 / 101.5, 0.5 / 101.5), (20.5 / 101.5, 80.5 / 101.5, 0.5 / 101.5)
    by_hand = sum((b - a) * math.log(b / a) for a, b in zip(before, after, strict=True))
    found = shift(then, now)
    assert found.psi == pytest.approx(by_hand, rel=0.01)
    assert found.ks == pytest.approx(0.3)


def test_values_that_go_missing_are_a_shift():
    then = np.arange(1000.0)
    now = np.where(np.arange(1000) % 2 == 0, np.nan, then)
    assert shift(then, now).status == "shifted"
    assert shift(then, now).ks == pytest.approx(0.001, abs=1e-9)


def test_two_samples_of_one_population_are_stable_however_small():
    rng = np.random.default_rng(5)
    found = [shift(rng.normal(size=150), rng.normal(size=150)) for _ in range(200)]
    assert sum(each.status == "stable" for each in found) >= 190


@pytest.mark.parametrize(("move", "status"), [(0.0, "stable"), (0.4, "watch"), (0.8, "shifted")])
def test_a_move_is_told_by_its_size(move, status):
    rng = np.random.default_rng(6)
    assert shift(rng.normal(size=20_000), rng.normal(size=20_000) + move).status == status


def test_a_feature_that_is_always_missing_has_not_moved():
    nothing = np.full(500, np.nan)
    assert shift(nothing, nothing).psi == 0.0
    assert shift(nothing, nothing).status == "stable"


def test_what_came_true_is_added_up():
    found = came_true(
        np.array([0.0, 100.0, 300.0, 0.0]),
        predicted=np.array([50.0, 150.0, 200.0, 40.0]),
        lo=np.array([0.0, 50.0, 100.0, 0.0]),
        hi=np.array([80.0, 200.0, 250.0, 60.0]),
        p_active=np.array([0.2, 0.8, 0.9, 0.1]),
        orders=np.array([0.0, 1.0, 3.0, 0.0]),
    )
    assert (found.predicted, found.actual, found.buyers) == (440.0, 400.0, 2)
    assert found.off == pytest.approx(0.1)
    assert found.expected_buyers == pytest.approx(2.0)
    assert found.interval_held == 0.75
    # Errors 50, 50, 100, 40: the root of their squares' sum, as a share of 440.
    assert found.chance == pytest.approx(math.sqrt(50**2 + 50**2 + 100**2 + 40**2) / 440)
    assert found.status == "stable"


def test_an_error_that_chance_explains_is_stable_and_one_that_it_does_not_is_shifted():
    n = 10_000
    arguments = {
        "lo": np.zeros(n),
        "hi": np.full(n, 20.0),
        "p_active": np.full(n, 0.5),
        "orders": np.tile([0.0, 1.0], n // 2),
    }
    actual = np.tile([0.0, 10.0], n // 2)
    assert came_true(actual, predicted=np.full(n, 5.0), **arguments).status == "stable"
    assert came_true(actual, predicted=np.full(n, 6.0), **arguments).status == "watch"
    assert came_true(actual, predicted=np.full(n, 8.0), **arguments).status == "shifted"
