import json

import numpy as np
import pytest

from config.errors import InputError
from models.standardising import Standardiser, fit_standardiser

NAMES, KINDS = ("orders", "revenue", "gap", "share"), ("count", "money", "days", "share")
FEATURES = np.array(
    [
        [1.0, 100.0, np.nan, 0.0],
        [2.0, 300.0, 10.0, 0.5],
        [4.0, -200.0, 20.0, 1.0],
        [9.0, 900.0, 40.0, 0.25],
    ]
)


@pytest.fixture
def fitted() -> Standardiser:
    return fit_standardiser(FEATURES, NAMES, kinds=KINDS, money_unit=100.0)


def test_inputs_of_the_training_customers_have_mean_0_and_spread_1(fitted):
    inputs = fitted.inputs(FEATURES)
    np.testing.assert_allclose(inputs[:, [0, 1, 3]].mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(inputs[:, [0, 1, 3]].std(axis=0), 1)


def test_returns_beyond_sales_enter_as_negative_logarithms(fitted):
    expected = (-np.log1p(2.0) - fitted.centre[1]) / fitted.scale[1]
    assert fitted.inputs(FEATURES)[2, 1] == pytest.approx(expected)


def test_a_missing_feature_is_marked_and_otherwise_average(fitted):
    inputs = fitted.inputs(FEATURES)
    assert inputs.shape == (4, 5)
    assert inputs[0, 2] == 0
    assert inputs[:, 4].tolist() == [1, 0, 0, 0]
    assert fitted.features_of_inputs().tolist() == [0, 1, 2, 3, 2]


def test_values_outside_the_training_range_are_held_at_its_ends(fitted):
    beyond = np.array([[1000.0, 1e9, 4000.0, 1.0]])
    np.testing.assert_array_equal(fitted.inputs(beyond)[0, :3], fitted.high[:3])


def test_the_typical_customer_has_medians_and_nan_where_most_have_nothing():
    mostly_missing = FEATURES.copy()
    mostly_missing[:3, 2] = np.nan
    typical = fit_standardiser(mostly_missing, NAMES, kinds=KINDS, money_unit=100.0).typical
    assert typical[[0, 1, 3]].tolist() == [3.0, 200.0, 0.375]
    assert np.isnan(typical[2])


def test_it_survives_json(fitted):
    again = Standardiser.from_json(json.loads(json.dumps(fitted.to_json(), allow_nan=False)))
    np.testing.assert_array_equal(again.inputs(FEATURES), fitted.inputs(FEATURES))


def test_another_number_of_features_is_refused(fitted):
    with pytest.raises(InputError, match=r"\(customers, 4\); found \(4, 3\)"):
        fitted.inputs(FEATURES[:, :3])
