"""The worked example of docs/linear.md, and the formula it is an example of."""

import json

import numpy as np
import pytest

from config.errors import InputError
from models.linear import LinearModel, fit_linear

EXAMPLE = LinearModel(
    names=("total_spend", "frequency", "variety"),
    intercept=50.0,
    weights=np.array([0.2, 0.3, 0.1]),
    typical=np.array([200.0, 1.0, 1.0]),
)


def test_the_worked_example_gives_what_docs_linear_says():
    purchases = {"product A": 100.0, "product B": 200.0}
    features = [sum(purchases.values()), len(purchases), len(set(purchases))]
    assert features == [300.0, 2, 2]
    said = EXAMPLE.predict(np.array([features, [450.0, 2, 2]]))
    np.testing.assert_allclose(said, [110.8, 140.8], rtol=1e-12)


def test_contributions_are_the_coefficients_times_the_distance_from_the_typical_customer():
    rows = np.array([[300.0, 2, 2], [450.0, 2, 2]])
    parts = EXAMPLE.contributions(rows)
    np.testing.assert_allclose(parts, [[20.0, 0.3, 0.1], [50.0, 0.3, 0.1]], rtol=1e-12)
    typical = EXAMPLE.predict(EXAMPLE.typical[np.newaxis])[0]
    np.testing.assert_allclose(typical + parts.sum(axis=1), EXAMPLE.predict(rows), rtol=1e-12)


def test_what_is_missing_counts_as_typical_and_contributes_nothing():
    row = np.array([[np.nan, 2, 2]])
    assert EXAMPLE.contributions(row)[0, 0] == 0
    np.testing.assert_allclose(EXAMPLE.predict(row), EXAMPLE.predict(np.array([[200.0, 2, 2]])))


def test_a_formula_comes_back_from_json_as_it_was():
    again = LinearModel.from_json(json.loads(json.dumps(EXAMPLE.to_json())))
    assert (again.names, again.intercept) == (EXAMPLE.names, EXAMPLE.intercept)
    np.testing.assert_array_equal(again.weights, EXAMPLE.weights)
    np.testing.assert_array_equal(again.typical, EXAMPLE.typical)


def test_it_is_least_squares_whatever_the_sizes_of_its_columns():
    features = np.random.default_rng(1).random((200, 2)) * [1e9, 1e-3]
    model = fit_linear(features, 500 + 2e-6 * features[:, 0] + 3e5 * features[:, 1], names=["big", "small"])
    assert model.intercept == pytest.approx(500)
    np.testing.assert_allclose(model.weights, [2e-6, 3e5])


def test_it_finds_the_coefficients_of_the_worked_example_again():
    rng = np.random.default_rng(2)
    features = np.stack([rng.gamma(2, 100, 400), rng.poisson(3, 400), rng.poisson(2, 400)], axis=1)
    model = fit_linear(features, EXAMPLE.predict(features), names=EXAMPLE.names)
    assert model.intercept == pytest.approx(50)
    np.testing.assert_allclose(model.weights, [0.2, 0.3, 0.1])
    np.testing.assert_allclose(model.typical, np.median(features, axis=0))


def test_rows_that_count_nothing_change_nothing():
    rng = np.random.default_rng(3)
    features, value = rng.random((50, 2)), rng.random(50)
    wild = np.concatenate([features, features]), np.concatenate([value, 1e9 + value])
    weight = np.repeat([1.0, 0.0], 50)
    alone, beside = fit_linear(features, value, names="ab"), fit_linear(*wild, names="ab", weight=weight)
    np.testing.assert_allclose(beside.weights, alone.weights)
    assert beside.intercept == pytest.approx(alone.intercept)


def test_with_a_ridge_two_columns_that_say_the_same_share_the_effect():
    column = np.arange(100.0)
    twice = np.stack([column, column + 1e-6 * np.sin(column)], axis=1)
    model = fit_linear(twice, 10 * column + np.cos(column), names="ab", ridge=0.01)
    np.testing.assert_allclose(model.weights, 5, rtol=0.02)


def test_a_constant_column_has_no_effect_later_either():
    features = np.stack([np.arange(50.0), np.full(50, 4.0)], axis=1)
    model = fit_linear(features, 3 * features[:, 0], names="ab")
    assert model.weights[1] == 0
    assert model.predict(np.array([[1.0, 1e6]]))[0] == pytest.approx(3)


@pytest.mark.parametrize(
    ("features", "value", "options", "message"),
    [
        (np.ones((3, 2)), np.ones(2), {}, r"found \(3, 2\), \(2,\)"),
        (np.ones((0, 2)), np.ones(0), {}, r"found \(0, 2\), \(0,\)"),
        (np.ones((3, 2)), np.ones(3), {"weight": np.zeros(3)}, "all count nothing"),
        (np.ones((3, 2)), np.zeros(3), {}, "a customer who bought; found none"),
    ],
)
def test_what_no_formula_can_be_fitted_to_is_refused(features, value, options, message):
    with pytest.raises(InputError, match=message):
        fit_linear(features, value, names="ab", **options)


def test_another_number_of_columns_is_refused():
    with pytest.raises(InputError, match=r"\(customers, 3\); found \(2, 2\)"):
        EXAMPLE.predict(np.ones((2, 2)))
