"""Intervals of sums: luck of each customer, one period for all, the same worlds for what is compared."""

import numpy as np
import pytest

from models.sums import Law, PeriodError, Supposed, Worlds, interval, sums_in_worlds

NONE = PeriodError(0.0, 3, measured=True)


def law(customers: int, *, p: float = 0.5, sigma: float = 0.8) -> Law:
    whole = np.ones(customers)
    return Law(whole * 100, whole * p, whole * 3, whole * sigma)


def test_values_have_the_mean_that_was_said_whatever_the_scale_of_the_law() -> None:
    values = law(40).at(np.random.default_rng(1).random((40, 20_000)))
    assert values.mean() == pytest.approx(100, rel=0.01)
    assert (values == 0).mean() == pytest.approx(0.5, abs=0.01)
    assert not Law.nothing(3).at(np.full((3, 2), 0.999)).any()


def test_the_interval_of_independent_customers_is_that_of_a_normal_sum() -> None:
    sums = sums_in_worlds(Worlds(NONE, 1, count=4_000), law(400), [])[0]
    one = law(1).at(np.random.default_rng(2).random((1, 200_000)))
    spread = float(one.std()) * 400**0.5 * 1.2816
    low, high = interval(40_000, sums)
    assert (40_000 - low, high - 40_000) == (pytest.approx(spread, rel=0.1), pytest.approx(spread, rel=0.1))


def test_an_error_of_the_period_does_not_shrink_with_the_number_of_customers() -> None:
    bad = PeriodError(0.2, 4, measured=True)
    few, many = (sums_in_worlds(Worlds(bad, 1), law(n), [])[0] / (n * 100) for n in (500, 5_000))
    # Student's t with 4 degrees of freedom leaves a tenth above 1.533.
    assert np.quantile(many, 0.9) == pytest.approx(np.exp(0.2 * 1.533), rel=0.03)
    assert np.quantile(few, 0.9) > np.quantile(many, 0.9) * 0.95


def test_what_is_compared_shares_luck_and_period_so_a_rise_for_all_is_a_sure_rise() -> None:
    now = law(300)
    higher = Law(now.mean * 1.1, now.p, now.mu + np.log(1.1), now.sigma)
    before, after = sums_in_worlds(Worlds(PeriodError(0.3, 4, measured=True), 5), now, [Supposed(higher)], batch=64)
    np.testing.assert_allclose(after, before * 1.1)


def test_every_world_draws_as_many_and_who_is_among_fewer_is_among_more() -> None:
    candidates = np.array([True] * 30 + [False] * 10)
    worlds = Worlds(NONE, 3, count=100)
    few, many = (worlds.draw(candidates, n).mask(slice(0, 40)) for n in (6, 12))
    assert set(few.sum(axis=0)) == {6}
    assert not few[30:].any()
    assert not (few & ~many).any()
    # Everybody's turn comes about as often.
    assert few[:30].mean(axis=1) == pytest.approx(np.full(30, 0.2), abs=0.16)


def test_a_held_out_period_that_was_far_off_widens_the_error_and_a_close_one_narrows_it() -> None:
    def error(off: float) -> float:
        return PeriodError.of({"models": [{"model": "network", "aggregate_bias": off}]}).scale

    unknown = PeriodError.of({"available": False, "models": []})
    assert error(0.0) < unknown.scale < error(-0.34)
    assert not unknown.measured
