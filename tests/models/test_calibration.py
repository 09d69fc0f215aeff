import json

import numpy as np
from scipy.special import ndtri

from models.calibration import SpendCalibration, fit_calibration

LEVELS = np.array([0.01, 0.1, 0.3, 0.5, 0.8, 0.9, 0.99])


def test_uncalibrated_levels_are_those_of_the_normal_distribution():
    np.testing.assert_allclose(SpendCalibration().z(LEVELS), ndtri(LEVELS), atol=1e-9)


def test_values_that_scatter_twice_as_wide_are_met_at_their_levels():
    rng = np.random.default_rng(1)
    mu, sigma = rng.normal(5, 1, 50_000), np.full(50_000, 0.5)
    value = np.where(rng.random(50_000) < 0.4, np.exp(mu + 1.0 * rng.standard_normal(50_000)), 0.0)
    calibration = fit_calibration(value, mu=mu, sigma=sigma)
    assert calibration.buyers == (value > 0).sum()
    bought = value > 0
    for level in (0.1, 0.5, 0.9):
        met = (np.log(value[bought]) <= mu[bought] + sigma[bought] * calibration.z(np.array([level]))).mean()
        assert abs(met - level) < 0.01


def test_few_buyers_are_hardly_trusted():
    wild = fit_calibration(np.exp([9.0, 9.5]), mu=np.zeros(2), sigma=np.ones(2))
    assert np.abs(wild.z(LEVELS) - ndtri(LEVELS)).max() < 0.2


def test_without_buyers_nothing_changes():
    assert fit_calibration(np.zeros(5), mu=np.zeros(5), sigma=np.ones(5)) == SpendCalibration()


def test_it_survives_json():
    calibration = SpendCalibration(factor=1.3, buyers=12)
    assert SpendCalibration.from_json(json.loads(json.dumps(calibration.to_json()))) == calibration
