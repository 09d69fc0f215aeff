import numpy as np
import pytest

from config.errors import InputError
from models.surrogate import Condition, fit_surrogate

NAMES = ("orders", "recency_days", "rating")


@pytest.fixture(scope="module")
def shop():
    """Who ordered more than 3 times is worth 1,000, unless silent for over 90 days; ratings say nothing."""
    rng = np.random.default_rng(5)
    orders, silence = rng.integers(1, 10, 2000).astype(float), rng.integers(0, 300, 2000).astype(float)
    rating = np.where(rng.random(2000) < 0.3, np.nan, rng.integers(1, 6, 2000))
    value = np.where(orders > 3, np.where(silence > 90, 200.0, 1000.0), 50.0)
    return np.stack([orders, silence, rating], axis=1), value


def rules_of(shop):
    features, value = shop
    return fit_surrogate(features, NAMES, whole=(True, True, False), value=value, seed=1)


def test_a_simple_law_is_found_as_it_is(shop):
    found = rules_of(shop)
    assert sorted({round(rule.mean_value) for rule in found.rules}) == [50, 200, 1000]
    best = {condition.feature: condition for condition in found.rules[0].conditions}
    assert best["orders"].above == 3
    assert 80 <= best["recency_days"].at_most <= 100
    assert "rating" not in best
    assert found.log_r2 > 0.95
    assert found.tier_agreement > 0.9


def test_every_customer_meets_exactly_one_rule(shop):
    features, value = shop
    found = rules_of(shop)
    columns = dict(zip(NAMES, features.T, strict=True))
    met = np.zeros(len(value), dtype=int)
    for rule in found.rules:
        inside = np.ones(len(value), dtype=bool)
        for condition in rule.conditions:
            inside &= condition.met(columns[condition.feature])
        assert inside.sum() == rule.customers
        met += inside
    assert (met == 1).all()


def test_rules_are_compared_on_customers_they_were_not_made_from(shop):
    assert rules_of(shop).held_out == 600


def test_rules_that_know_nothing_are_not_called_faithful():
    rng = np.random.default_rng(2)
    features, value = rng.random((500, 3)), np.exp(rng.normal(5, 1, 500))
    found = fit_surrogate(features, NAMES, whole=(False, False, False), value=value, seed=1)
    assert found.log_r2 < 0.1
    assert found.tier_agreement < 0.6


def test_a_missing_figure_meets_only_a_condition_that_says_so():
    assert Condition("rating", above=3.0).met(np.array([4.0, 3.0, np.nan])).tolist() == [True, False, False]
    assert Condition("rating", at_most=3.0, missing=True).met(np.array([4.0, np.nan])).tolist() == [False, True]


def test_too_few_customers_make_no_rules():
    with pytest.raises(InputError, match="at least 10 customers"):
        fit_surrogate(np.ones((3, 3)), NAMES, whole=(True, True, True), value=np.ones(3), seed=1)
