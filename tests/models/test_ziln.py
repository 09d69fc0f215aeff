import math

import numpy as np
import pytest
import torch
from scipy.stats import lognorm

from models import ziln

P, MU, SIGMA = 0.3, 2.0, 0.8
INTENSITY = torch.tensor(-math.log(1 - P), dtype=torch.float64)
LAW = {"intensity": INTENSITY, "mu": torch.tensor(MU), "sigma": torch.tensor(SIGMA)}


def test_the_likelihood_of_nothing_is_the_chance_of_nothing():
    said = ziln.log_likelihood(torch.tensor(0.0, dtype=torch.float64), **LAW)
    assert float(said) == pytest.approx(math.log(1 - P))


def test_the_likelihood_of_a_value_is_that_of_scipys_lognormal_times_the_chance_of_any():
    values = torch.tensor([0.5, 7.0, 100.0], dtype=torch.float64)
    expected = math.log(P) + lognorm(s=SIGMA, scale=math.exp(MU)).logpdf(values.numpy())
    np.testing.assert_allclose(ziln.log_likelihood(values, **LAW).numpy(), expected, rtol=1e-7)


def test_the_mean_is_that_of_scipys_lognormal_times_the_chance_of_any():
    assert float(ziln.mean(**LAW)) == pytest.approx(P * lognorm(s=SIGMA, scale=math.exp(MU)).mean(), rel=1e-6)


def test_a_value_of_nothing_does_not_poison_the_gradient():
    mu = torch.tensor([1.0, 1.0], requires_grad=True)
    ziln.log_likelihood(
        torch.tensor([0.0, 5.0]), intensity=torch.tensor(0.5), mu=mu, sigma=torch.tensor(1.0)
    ).sum().backward()
    assert mu.grad is not None
    assert mu.grad[0] == 0
    assert torch.isfinite(mu.grad).all()


def test_drawn_values_lie_below_a_quantile_as_often_as_it_says():
    rng = np.random.default_rng(5)
    drawn = np.where(rng.random(200_000) < P, np.exp(MU + SIGMA * rng.standard_normal(200_000)), 0.0)
    for level in (0.75, 0.9, 0.99):
        assert (drawn <= ziln.quantile(level, p=P, mu=MU, sigma=SIGMA)).mean() == pytest.approx(level, abs=0.003)


def test_quantiles_are_zero_up_to_the_chance_of_nothing():
    assert ziln.quantile(0.69, p=P, mu=MU, sigma=SIGMA) == 0
    assert ziln.quantile(0.71, p=P, mu=MU, sigma=SIGMA) > 0
