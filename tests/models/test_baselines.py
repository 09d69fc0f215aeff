import sys

import numpy as np
import pytest
import torch
from scipy.stats import lognorm

from config.errors import InputError
from models.baselines import fit_dense, fit_ziln, ziln_loss
from models.boosted import fit_tweedie, fit_two_stage, require_lightgbm
from models.scores import normalised_gini, randomised_pit

LEVELS = np.arange(1, 100) / 100


@pytest.fixture(scope="module")
def shop():
    """Customers who buy with a chance, and for an amount, that two of three features tell; the third is noise."""
    rng = np.random.default_rng(5)
    features = np.stack([rng.random(3000), rng.gamma(2, 50, 3000), rng.standard_normal(3000)], axis=1)
    p, mu = 0.2 + 0.6 * features[:, 0], 6 + 0.01 * features[:, 1]
    value = np.where(rng.random(3000) < p, np.exp(mu + 0.5 * rng.standard_normal(3000)), 0.0)
    return features, value, p * np.exp(mu + 0.125)


def ziln(features, value, **options):
    return fit_ziln(features, value, names=("a", "b", "c"), kinds=("share", "ratio", "rating"), epochs=60, **options)


FITS = {"dense": fit_dense, "ziln": ziln, "tweedie": fit_tweedie, "two stage": fit_two_stage}


@pytest.mark.parametrize("fit", FITS.values(), ids=FITS)
def test_a_learned_peer_finds_who_is_worth_more_and_how_much(shop, fit):
    features, value, expected = shop
    said = fit(features, value, seed=1).predict(features)
    assert normalised_gini(expected, said) > 0.8
    assert said.sum() == pytest.approx(value.sum(), rel=0.15)
    assert (said >= 0).all()


@pytest.mark.parametrize("fit", FITS.values(), ids=FITS)
def test_the_same_seed_gives_the_same_model_and_another_seed_another(shop, fit):
    features, value, _ = shop
    first, again, other = (fit(features[:600], value[:600], seed=seed).predict(features) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.allclose(first, other)


@pytest.mark.parametrize("fit", FITS.values(), ids=FITS)
def test_missing_features_are_predicted_too_and_nobody_buying_is_refused(shop, fit):
    features, value, _ = shop
    some = features[:400].copy()
    some[::7, 1] = np.nan
    assert np.isfinite(fit(some, value[:400], seed=1).predict(some)).all()
    with pytest.raises(InputError, match="a customer who bought; found none"):
        fit(some, np.zeros(400), seed=1)


def test_a_seed_does_not_change_the_chance_of_whoever_runs_next(shop):
    features, value, _ = shop
    torch.manual_seed(3)
    drawn = torch.rand(2)
    torch.manual_seed(3)
    fit_dense(features[:100], value[:100], seed=1, epochs=1)
    assert torch.equal(torch.rand(2), drawn)


def test_a_feature_that_was_constant_when_learned_moves_nothing_later(shop):
    features, value, _ = shop
    flat = features[:500].copy()
    flat[:, 2] = 4.0
    later = flat.copy()
    later[:, 2] = 1e6
    for fit in (fit_dense, ziln):
        model = fit(flat, value[:500], seed=1)
        np.testing.assert_allclose(model.predict(later), model.predict(flat))


def test_the_ziln_loss_is_the_likelihood_of_scipy_without_the_value_itself():
    logit, mu, rough, value = 0.4, 1.2, -0.3, 5.0
    p, sigma = 1 / (1 + np.exp(-logit)), np.log1p(np.exp(rough)) + 1e-3
    outputs = torch.tensor([[logit, mu, rough]], dtype=torch.float64)
    bought = -np.log(p) - lognorm.logpdf(value, sigma, scale=np.exp(mu)) - np.log(value) - 0.5 * np.log(2 * np.pi)
    assert float(ziln_loss(outputs, torch.tensor([value]))) == pytest.approx(bought)
    assert float(ziln_loss(outputs, torch.tensor([0.0]))) == pytest.approx(-np.log(1 - p))


def test_the_quantiles_of_the_ziln_network_are_those_of_what_came_true(shop):
    features, value, _ = shop
    model = ziln(features[:2000], value[:2000], seed=1)
    said = model.quantiles(features[2000:], LEVELS)
    assert (np.diff(said, axis=1) >= 0).all()
    pit = randomised_pit(value[2000:], said, LEVELS, seed=1)
    assert np.mean((pit >= 0.1) & (pit <= 0.9)) == pytest.approx(0.8, abs=0.05)


def test_wrong_shapes_are_named():
    with pytest.raises(InputError, match=r"found \(3, 2\) and \(2,\)"):
        fit_dense(np.ones((3, 2)), np.ones(2), seed=1)


def test_without_lightgbm_one_line_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    with pytest.raises(InputError, match="python -m pip install lightgbm"):
        require_lightgbm()
