"""The linear formula in the place of the value network: any horizon, intervals, orders, save and load."""

import dataclasses
import hashlib
import itertools
import json

import numpy as np
import pytest
import torch

from config.errors import InputError
from models.bgnbd import BGNBD
from models.classical import Classical
from models.examples import Examples
from models.gamma_gamma import GammaGamma
from models.linear_network import COUNTED, LinearNetwork, fit_linear_network
from models.value_model import load_value_model

NAMES = (*COUNTED, "revenue_minor")
KINDS = ("count", "days", "days", "money")
HORIZONS = (7, 30, 90, 180, 365, 1000)
CLASSICAL = Classical(BGNBD(r=0.25, alpha=30.0, a=0.8, b=2.5), GammaGamma(p=6.0, q=4.0, v=1500.0))


def rhythmic_shop(customers: int = 5000, seed: int = 3) -> Examples:
    """One cut-off: value is 800 + .2 revenue + 300 frequency on average, and two thirds of it come in half the time."""
    rng = np.random.default_rng(seed)
    tenure = rng.integers(60, 400, customers)
    silence = rng.integers(0, tenure)
    frequency = rng.poisson(3, customers)
    revenue = rng.gamma(2, 3000, customers)
    bought = rng.random(customers) < 0.6
    whole = bought * (800 + 0.2 * revenue + 300 * frequency) / 0.6
    value = np.stack([whole, whole * 2 / 3], axis=1)
    return Examples(
        features=np.stack([frequency, silence, tenure, revenue], axis=1).astype(float),
        customer=np.arange(customers),
        cutoff=np.zeros(customers, dtype=np.intp),
        horizon_days=np.tile([90.0, 45.0], (customers, 1)),
        value=value,
        orders=(value > 0).astype(float),
        weight=np.tile([1.0, 0.3], (customers, 1)),
        log_level=np.zeros_like(value),
    )


def formula_of(examples: Examples) -> LinearNetwork:
    return fit_linear_network(
        examples, NAMES, kinds=KINDS, scoring=examples.features, reference_days=90, classical=CLASSICAL
    )


@pytest.fixture(scope="module")
def shop():
    return rhythmic_shop()


@pytest.fixture(scope="module")
def network(shop):
    return formula_of(shop)


def test_nothing_falls_as_the_horizon_grows(network, shop):
    said = [network.predict(shop.features, horizon_days=days) for days in HORIZONS]
    for shorter, longer in itertools.pairwise(said):
        for name in ("value", "orders", "p_active", "hi"):
            assert (getattr(longer, name) >= getattr(shorter, name)).all(), name
    assert said[-1].value.sum() > said[0].value.sum()


def test_half_the_time_is_worth_what_it_was_worth_in_the_examples(network):
    assert network.fading(90) == 1
    assert network.fading(45) == pytest.approx(2 / 3, abs=1e-4)


def test_it_finds_the_law_of_the_shop(network, shop):
    weights = dict(zip(NAMES, network.model.weights, strict=True))
    assert weights["revenue_minor"] == pytest.approx(0.2, rel=0.2)
    assert weights["frequency"] == pytest.approx(300, rel=0.25)
    law = 800 + 0.2 * shop.features[:, 3] + 300 * shop.features[:, 0]
    said = network.predict(shop.features, horizon_days=90).value
    assert np.corrcoef(said, law)[0, 1] > 0.97
    assert said.sum() == pytest.approx(law.sum(), rel=0.05)


def test_the_interval_holds_the_value_and_eight_customers_in_ten(network, shop):
    fresh = rhythmic_shop(seed=4)
    said = network.predict(fresh.features, horizon_days=90)
    assert ((said.lo <= said.value) & (said.value <= said.hi)).all()
    inside = (fresh.value[:, 0] >= said.lo) & (fresh.value[:, 0] <= said.hi)
    assert inside.mean() == pytest.approx(0.8, abs=0.05)


def test_a_formula_that_says_less_than_nothing_is_worth_nothing(network):
    below = dataclasses.replace(network, model=dataclasses.replace(network.model, intercept=-1e9))
    said = below.predict(np.array([[1.0, 10.0, 100.0, 500.0]]), horizon_days=90)
    assert said.value.tolist() == [0.0]
    assert said.lo.tolist() == [0.0]


def test_missing_features_and_silence_beyond_the_tenure_are_predicted_too(network):
    odd = np.array([[2.0, 500.0, 100.0, np.nan], [np.nan] * 4])
    said = network.predict(odd, horizon_days=90)
    for name in ("value", "orders", "p_active", "lo", "hi"):
        assert np.isfinite(getattr(said, name)).all(), name


def test_the_parts_of_a_prediction_add_up_also_where_the_formula_crosses_zero(network, shop):
    model = dataclasses.replace(network.model, intercept=network.model.intercept - 3000)
    crossing = dataclasses.replace(network, model=model)
    start, ends = crossing.model.typical[np.newaxis], shop.features
    slopes = crossing.mean_slopes(start, ends, horizon_days=60)
    value = crossing.expected_value(torch.from_numpy(ends), horizon_days=60).numpy()
    baseline = float(crossing.expected_value(torch.from_numpy(start), horizon_days=60)[0])
    assert (value == 0).any()
    assert (value > 0).any()
    np.testing.assert_allclose(baseline + (slopes * (ends - start)).sum(axis=1), value, atol=1e-6)


def test_levelling_gives_the_total_asked_for(network, shop):
    levelled = network.levelled(shop.features, total=5e6)
    assert levelled.predict(shop.features, horizon_days=90).value.sum() == pytest.approx(5e6)


def test_batches_change_nothing_and_no_customers_give_no_predictions(network, shop):
    whole = network.predict(shop.features, horizon_days=60)
    parts = network.predict(shop.features, horizon_days=60, batch=97)
    np.testing.assert_allclose(parts.hi, whole.hi, rtol=1e-12)
    assert network.predict(shop.features[:0], horizon_days=60).value.shape == (0,)


def test_a_saved_formula_comes_back_through_the_one_door_for_networks(network, shop, tmp_path):
    described = network.described(model="linear", reason="")
    for name in ("one", "two"):
        described.save(tmp_path / name)
    again = load_value_model(tmp_path / "one")
    assert isinstance(again, LinearNetwork)
    assert again.about == described.about
    said, before = (n.predict(shop.features, horizon_days=120) for n in (again, described))
    for name in ("value", "orders", "p_active", "lo", "hi"):
        np.testing.assert_array_equal(getattr(said, name), getattr(before, name))
    one, two = (hashlib.sha256((tmp_path / n / "network.json").read_bytes()).digest() for n in ("one", "two"))
    assert one == two


def test_the_same_door_opens_a_value_network(fit, customers, tmp_path):
    network = fit()
    network.save(tmp_path)
    again = load_value_model(tmp_path)
    np.testing.assert_array_equal(
        again.predict(customers, horizon_days=90).hi, network.predict(customers, horizon_days=90).hi
    )


@pytest.mark.parametrize(
    ("changed", "message"),
    [({"kind": "cubic"}, "a network of kind 'cubic'"), ({"format": 99}, "linear of format 99; this program reads")],
)
def test_a_network_of_another_kind_or_format_is_refused(network, tmp_path, changed, message):
    network.save(tmp_path)
    file = tmp_path / "network.json"
    file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), **changed}), encoding="utf-8")
    with pytest.raises(InputError, match=message):
        load_value_model(tmp_path)


def test_a_folder_without_a_network_is_refused(tmp_path):
    with pytest.raises(InputError, match="expected a value network"):
        load_value_model(tmp_path)


@pytest.mark.parametrize("days", [0, -5, float("nan")])
def test_a_horizon_that_is_no_time_ahead_is_refused(network, shop, days):
    with pytest.raises(InputError, match="positive number of days"):
        network.predict(shop.features, horizon_days=days)


def test_examples_in_which_nobody_bought_are_refused(shop):
    with pytest.raises(InputError, match="customers who bought again"):
        formula_of(dataclasses.replace(shop, value=np.zeros_like(shop.value)))
