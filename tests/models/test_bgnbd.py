from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import check_grad
from scipy.special import hyp2f1, roots_genlaguerre, roots_jacobi

from config.errors import InputError
from models import bgnbd
from models.bgnbd import BGNBD, fit_bgnbd

# Found, not imported: importing lifetimes changes pandas options for everybody.
DATASETS = Path(find_spec("lifetimes").origin).parent / "datasets"
PUBLISHED = {"r": 0.2426, "alpha": 4.4135, "a": 0.7929, "b": 2.4258}


@pytest.fixture(scope="module")
def cdnow():
    """x, t_x and T of the 2,357 customers of the published sample; the file counts weeks, we count days."""
    frame = pd.read_csv(DATASETS / "cdnow_customers_summary.csv")
    return tuple(frame[name].to_numpy() * unit for name, unit in (("frequency", 1), ("recency", 7), ("T", 7)))


def test_the_cdnow_sample_gives_the_published_parameters(cdnow):
    fitted = fit_bgnbd(*cdnow)
    assert {name: round(getattr(fitted, name), 4) for name in PUBLISHED} == PUBLISHED
    assert not fitted.regularised


def test_expected_orders_and_p_alive_equal_the_formulas_as_they_are_printed(cdnow):
    model = BGNBD(**PUBLISHED)
    r, alpha, a, b = PUBLISHED.values()
    x, t_x, tenure = (cdnow[0], cdnow[1] / 7, cdnow[2] / 7)
    gone = np.where(x > 0, a / (b + np.maximum(x, 1) - 1) * ((alpha + tenure) / (alpha + t_x)) ** (r + x), 0)
    series = hyp2f1(r + x, b + x, a + b + x - 1, 39 / (alpha + tenure + 39))
    fading = ((alpha + tenure) / (alpha + tenure + 39)) ** (r + x) * series
    expected = (a + b + x - 1) / (a - 1) * (1 - fading) / (1 + gone)
    np.testing.assert_allclose(model.expected_orders(273, *cdnow), expected, rtol=1e-9)
    np.testing.assert_allclose(model.p_alive(*cdnow), 1 / (1 + gone), rtol=1e-9)


def test_the_gradient_is_that_of_the_likelihood():
    x, t_x, tenure = np.array([0.0, 2.0, 5.0]), np.array([0.0, 10.0, 30.0]), np.array([20.0, 30.0, 31.0])
    arguments = (x, t_x, tenure, np.array([3.0, 1.0, 2.0]), x, np.arange(3), 0.5)
    at = np.log([0.4, 6.0, 0.9, 2.0])
    slope = check_grad(lambda p: bgnbd._loss(p, *arguments)[0], lambda p: bgnbd._loss(p, *arguments)[1], at)
    assert slope < 1e-6


def test_expected_orders_equal_the_integral_over_rates_and_dropout_chances_where_a_plus_b_is_under_1():
    model = BGNBD(r=0.5, alpha=5.0, a=0.3, b=0.4)
    weeks, tenure = 10.0, 12.0
    nodes, of_chance = roots_jacobi(60, model.b - 1, model.a - 1)
    rates, of_rate = roots_genlaguerre(60, model.r - 1)
    chance, rate = (nodes[:, None] + 1) / 2, rates[None, :] / (model.alpha + tenure)
    orders = -np.expm1(-rate * chance * weeks) / chance
    expected = of_chance @ orders @ of_rate / (of_chance.sum() * of_rate.sum())
    assert model.expected_orders(70, 0, 0, 84)[0] == pytest.approx(expected, rel=1e-9)


def test_customers_with_thousands_of_purchases_do_not_overflow():
    said = BGNBD(**PUBLISHED).expected_orders(180, [5000, 1000], [364, 2], [364, 364])
    assert 1500 < said[0] < 3000
    assert said[1] == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("a", [0.999_999_9, 1.0, 1.000_000_1])
def test_the_pole_at_a_equal_to_1_is_stepped_over(a):
    near = BGNBD(r=0.5, alpha=5.0, a=1.001, b=2.0).expected_orders(180, [0, 3], [0, 60], [90, 90])
    np.testing.assert_allclose(
        BGNBD(r=0.5, alpha=5.0, a=a, b=2.0).expected_orders(180, [0, 3], [0, 60], [90, 90]), near, rtol=2e-3
    )


@pytest.mark.parametrize("repeaters", [0, 1, 5, 40])
def test_a_tiny_shop_gets_finite_predictions_and_says_that_a_prior_took_part(repeaters):
    x = np.r_[np.ones(repeaters), np.zeros(50 - repeaters)]
    fitted = fit_bgnbd(x, x * 30, np.full(50, 100))
    assert fitted.regularised
    said = fitted.expected_orders(90, x, x * 30, np.full(50, 100))
    assert np.isfinite(said).all()
    assert (said >= 0).all()
    assert said.sum() < 100


def test_a_shop_nobody_ever_leaves_stays_inside_the_bounds():
    rng = np.random.default_rng(1)
    x = rng.poisson(10, 400).astype(float)
    fitted = fit_bgnbd(x, np.where(x > 0, 700 - rng.exponential(20, 400).clip(0, 600), 0), np.full(400, 700.0))
    assert np.isfinite([fitted.r, fitted.alpha, fitted.a, fitted.b]).all()
    assert np.isfinite(fitted.expected_orders(90, x, np.where(x > 0, 690, 0), np.full(400, 700))).all()


def test_a_last_purchase_after_the_end_is_refused():
    with pytest.raises(InputError, match="t_x <= T"):
        fit_bgnbd([1], [20], [10])


def test_no_customer_is_refused():
    with pytest.raises(InputError, match="at least one customer"):
        fit_bgnbd([], [], [])


def test_a_dropout_prior_of_next_to_nothing_is_still_a_number():
    """Line searches pass through b of 1e-26, where b + 1 - 1 would be 0 and its logarithm minus infinity."""
    law = BGNBD(r=0.5, alpha=4.0, a=0.5, b=1e-20)
    once, twice = law.p_alive([1, 2], [30, 30], [60, 60])
    assert 0 <= once < 1e-15  # whoever bought again has left at once
    assert twice > 0.1


def test_the_chance_of_a_purchase_rises_to_that_of_being_there():
    law = BGNBD(r=0.5, alpha=4.0, a=0.8, b=2.5)
    said = [float(law.p_purchase(days, [2], [50], [90])[0]) for days in (1, 30, 365, 1e6)]
    assert said == sorted(said)
    assert said[0] < 0.1
    assert said[-1] == pytest.approx(float(law.p_alive([2], [50], [90])[0]), abs=0.01)


def test_the_chance_of_a_purchase_is_that_of_customers_drawn_by_the_law():
    law = BGNBD(r=0.8, alpha=5.0, a=0.9, b=3.0)
    rng = np.random.default_rng(2)
    # Nobody has bought again since day 0, seen for 10 weeks: rates by rejection, all of them still there.
    rates = rng.gamma(law.r, 1 / law.alpha, 400_000)
    rates = rates[rng.random(len(rates)) < np.exp(-rates * 10)]
    drawn = float((rng.exponential(1 / rates) < 8).mean())
    assert float(law.p_purchase(56, [0], [0], [70])[0]) == pytest.approx(drawn, abs=0.004)
