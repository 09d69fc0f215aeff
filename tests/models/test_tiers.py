import numpy as np
import pytest
import torch
from scipy.stats import norm

from config.errors import InputError
from models.tiers import TIERS, TierBounds, fit_bounds, log_probabilities
from models.training import TrainingPlan

BOUNDS = (2.0, 7.0)


def logs(lean=(0.0, 0.0, 0.0), *, intensity=0.9, mu=1.0, sigma=0.8, bounds=BOUNDS):
    numbers = {"intensity": intensity, "mu": mu, "sigma": sigma}
    tensors = {name: torch.tensor([value], dtype=torch.float64) for name, value in numbers.items()}
    return log_probabilities(**tensors, lean=torch.tensor([lean], dtype=torch.float64), bounds=bounds)[0].numpy()


def test_without_a_lean_the_classes_have_the_chances_that_ziln_gives_them():
    below = [norm.cdf((np.log(bound) - 1.0) / 0.8) for bound in BOUNDS]
    bought = 1 - np.exp(-0.9)
    expected = [np.exp(-0.9), bought * below[0], bought * (below[1] - below[0]), bought * (1 - below[1])]
    np.testing.assert_allclose(np.exp(logs()), expected, rtol=1e-6)


def test_a_lean_moves_odds_and_chances_still_add_up_to_one():
    plain, leaning = logs(), logs((0.0, 0.0, 1.5))
    assert leaning[3] - leaning[0] == pytest.approx(plain[3] - plain[0] + 1.5)
    assert np.exp(leaning).sum() == pytest.approx(1)


def test_a_tier_nobody_can_reach_is_a_small_number_and_no_nan():
    for mu in (-60.0, 60.0):
        assert np.isfinite(logs(mu=mu)).all()


def test_bounds_are_said_with_two_digits_and_in_order():
    bounds = fit_bounds(np.array([0.0, 123_456.0, 123_460.0, 1_234_567.0]))
    assert (bounds.medium, bounds.high) == (120_000, 790_000)
    assert fit_bounds(np.array([5.0])) == TierBounds(5.0, 5.0)
    assert TierBounds.from_json(bounds.to_json()) == bounds


def test_the_network_tells_tiers_apart_and_adds_to_what_is_common(network, examples, customers):
    value = examples.value[examples.cutoff == 0, 0]
    actual = network.bounds.tier_of(value)
    said = network.tier_probabilities(customers, horizon_days=90)
    assert said.shape == (len(customers), len(TIERS))
    np.testing.assert_allclose(said.sum(axis=1), 1)
    shares = np.bincount(actual, minlength=4) / len(actual)
    surprise = -np.log(said[np.arange(len(actual)), actual]).mean()
    assert surprise < 0.9 * -(shares * np.log(shares)).sum()


def test_tiers_are_unknown_where_hardly_anybody_bought(fit, examples):
    few = np.zeros_like(examples.value)
    few[:20] = 100.0
    quiet = type(examples)(**{**vars(examples), "value": few})
    network = fit(learn_from=quiet, plan=TrainingPlan(steps=0, members=2))
    assert network.bounds is None
    with pytest.raises(InputError, match="too few"):
        network.tier_probabilities(quiet.features[:5], horizon_days=90)
