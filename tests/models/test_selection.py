"""Permutation importance on a shop whose law is known: three of its four features matter, the fourth is noise."""

import dataclasses

import numpy as np
import pytest
import torch

from models.selection import Importance, deviances, held_out_deviances, permutation_importance, selected
from models.training import TrainingPlan, deterministic
from tests.models.conftest import QUICK
from tests.models.invented_shop import NAMES, invented_shop


@pytest.fixture(autouse=True, scope="module")
def one_thread():
    """As in a build; more of them only wait for each other on customers this few."""
    with deterministic(1):
        yield


@pytest.fixture(scope="module")
def later():
    """Other customers of the same law: features, value and orders of the 90 days after."""
    shop = invented_shop(customers=1200, seed=77)
    return {"features": shop.features, "value": shop.value[:, 0], "orders": shop.orders[:, 0], "horizon_days": 90}


@pytest.fixture(scope="module")
def trusting(network):
    """The small network with all its trust in what it learned."""
    return dataclasses.replace(network, trust=1.0)


@pytest.fixture(scope="module")
def importances(trusting, later):
    return permutation_importance(trusting, **later, seed=1)


def test_what_moves_the_value_is_important_and_noise_is_not(importances):
    found = {importance.feature: importance for importance in importances}
    assert set(found) == set(NAMES)
    for name in ("bgnbd_orders", "gg_order_value_minor", "engagement"):
        assert found[name].loss > 3 * found[name].error
    assert abs(found["noise"].loss) < 0.1 * found["engagement"].loss


def test_the_most_important_comes_first(importances):
    losses = [importance.loss for importance in importances]
    assert losses == sorted(losses, reverse=True)
    assert importances[0].feature == "bgnbd_orders"


def test_the_same_seed_measures_the_same_and_another_one_nearly(trusting, later, importances):
    assert permutation_importance(trusting, **later, seed=1) == importances
    other = {i.feature: i.loss for i in permutation_importance(trusting, **later, seed=2)}
    for importance in importances[:3]:
        assert other[importance.feature] != importance.loss
        assert other[importance.feature] == pytest.approx(importance.loss, rel=0.25)


def test_some_of_the_customers_show_what_all_of_them_show(trusting, later, importances):
    some = {i.feature: i for i in permutation_importance(trusting, **later, seed=1, most_rows=600)}
    for importance in importances[:3]:
        assert some[importance.feature].loss == pytest.approx(importance.loss, rel=0.5)
        assert some[importance.feature].error > importance.error


def test_a_feature_that_never_varied_is_not_known_to_be_useless(trusting, later):
    constant = {**later, "features": later["features"].copy()}
    constant["features"][:, 2] = 0.5
    found = {i.feature: i for i in permutation_importance(trusting, **constant, seed=1)}
    assert not found["engagement"].known
    assert selected(tuple(found.values()), NAMES, always=()).count("engagement") == 1


def test_a_missing_feature_is_shuffled_together_with_its_being_missing(trusting, later):
    inputs = trusting.standardiser.inputs(later["features"])
    assert inputs.shape[1] == len(NAMES) + 1
    assert (trusting.standardiser.features_of_inputs() == NAMES.index("noise")).sum() == 2


def test_selection_drops_what_does_not_stand_out_and_keeps_the_order_and_what_is_always_kept():
    found = [
        Importance("clear", 0.5, 0.1),
        Importance("doubtful", 0.1, 0.2),
        Importance("harmful", -0.3, 0.1),
        Importance("unknown", 0.0, 0.0),
        Importance("classical", -0.1, 0.1),
    ]
    names = ["classical", "unknown", "harmful", "doubtful", "clear", "never_measured"]
    assert selected(found, names, always={"classical"}) == ("classical", "unknown", "clear", "never_measured")


def test_a_trained_network_deviates_less_than_the_classical_model(fit, trusting, later):
    value, orders = later["value"], later["orders"]
    classical = fit(plan=dataclasses.replace(QUICK, steps=0))
    learned, untrained = (
        held_out_deviances(n, later["features"], value=value, orders=orders, horizon_days=90)
        for n in (trusting, classical)
    )
    gain = untrained - learned
    assert gain.mean() > 2 * gain.std() / len(gain) ** 0.5


def test_the_level_of_a_network_does_not_count(trusting, later):
    def of(network):
        return held_out_deviances(
            network, later["features"], value=later["value"], orders=later["orders"], horizon_days=90
        )

    np.testing.assert_allclose(of(trusting.corrected(log_level=0.7)), of(trusting), rtol=1e-8)


def test_a_deviance_is_finite_where_nobody_bought(trusting, later):
    inputs = torch.from_numpy(trusting.standardiser.inputs(later["features"]))
    nothing = np.zeros(len(inputs))
    assert np.isfinite(deviances(trusting, inputs, value=nothing, orders=nothing, horizon_days=90)).all()


def test_an_untrained_network_shows_only_the_classical_columns_to_matter(fit, later):
    untrained = fit(plan=TrainingPlan(steps=0, members=2))
    found = {i.feature: i for i in permutation_importance(untrained, **later, seed=1)}
    assert found["bgnbd_orders"].helps
    assert not found["engagement"].known
    assert not found["noise"].known
