import numpy as np
import pytest
import torch

from config.errors import InputError
from models.attribution import explain
from models.calibration import SpendCalibration
from models.cases import Cases


def cases(network, features):
    """Customers of a network without a classical model: its typical customer is the one with every median."""
    typical = network.standardiser.typical.copy()
    return Cases(network, features, roots=np.empty((len(features), 0)), typical=typical, typical_roots=np.empty(0))


@pytest.mark.parametrize("days", [30, 90, 400])
def test_parts_add_up_to_prediction_less_baseline(network, customers, days):
    said = explain(cases(network, customers), horizon_days=days)
    np.testing.assert_allclose(said.contributions.sum(axis=1), said.prediction - said.baseline, rtol=1e-6)


def test_the_prediction_explained_is_the_one_that_is_shown(network, customers):
    corrected = network.corrected(log_level=0.4, spend=SpendCalibration(factor=1.3))
    said = explain(cases(corrected, customers[:50]), horizon_days=90)
    np.testing.assert_allclose(said.prediction, corrected.predict(customers[:50], horizon_days=90).value, rtol=1e-12)
    np.testing.assert_allclose(said.contributions.sum(axis=1), said.prediction - said.baseline, rtol=1e-6)


def test_the_baseline_is_the_customer_with_the_median_of_everything(network, customers):
    typical = network.standardiser.typical[np.newaxis]
    said = explain(cases(network, typical), horizon_days=90)
    assert said.baseline == pytest.approx(network.predict(typical, horizon_days=90).value[0], rel=1e-12)
    np.testing.assert_allclose(said.contributions, 0, atol=1e-9)


def test_who_differs_in_one_feature_only_differs_because_of_it(network):
    customer = network.standardiser.typical[np.newaxis].copy()
    customer[0, 2] = 0.95
    said = explain(cases(network, customer), horizon_days=90)
    assert said.contributions[0, 2] == pytest.approx(said.prediction[0] - said.baseline, rel=1e-6)
    assert said.contributions[0, [0, 1, 3]].tolist() == [0, 0, 0]
    assert said.contributions[0, 2] > 0


def test_both_inputs_of_a_feature_that_can_be_missing_count_as_that_feature(network):
    customer = network.standardiser.typical[np.newaxis].copy()
    customer[0, 3] = np.nan
    said = explain(cases(network, customer), horizon_days=90)
    assert said.contributions.shape == (1, 4)
    assert said.contributions[0, 3] == pytest.approx(said.prediction[0] - said.baseline, rel=1e-6)


def test_gradients_of_the_weights_are_left_alone(network, customers):
    explain(cases(network, customers[:3]), horizon_days=90)
    assert all(value.grad is None for value in network.ensemble.parameters())
    assert torch.is_grad_enabled()


def test_another_number_of_features_is_refused(network, customers):
    with pytest.raises(InputError, match="features must have shape"):
        explain(cases(network, customers[:, :2]), horizon_days=90)
