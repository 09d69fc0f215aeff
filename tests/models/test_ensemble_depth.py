"""One, two or three hidden layers: the same promises."""

import itertools

import numpy as np
import pytest
import torch

from config.errors import InputError
from models.ensemble import Ensemble
from models.network import ValueNetwork
from models.training import TrainingPlan

DEPTHS = [(12,), (12, 8, 6)]


@pytest.mark.parametrize("hidden", DEPTHS)
def test_a_network_of_another_depth_learns_and_comes_back_as_it_was(fit, customers, tmp_path, hidden):
    network = fit(plan=TrainingPlan(steps=60, batch=256, learning_rate=4e-3, hidden=hidden, members=2))
    assert network.ensemble.hidden == hidden
    assert network.about["best_step"] > 0
    network.save(tmp_path)
    again = ValueNetwork.load(tmp_path)
    assert again.ensemble.hidden == hidden
    before, after = (each.predict(customers, horizon_days=90) for each in (network, again))
    np.testing.assert_array_equal(after.value, before.value)
    np.testing.assert_array_equal(after.hi, before.hi)


@pytest.mark.parametrize("hidden", DEPTHS)
def test_nothing_falls_with_the_horizon_at_any_depth(fit, customers, hidden):
    network = fit(plan=TrainingPlan(steps=20, batch=256, hidden=hidden, members=2))
    said = [network.predict(customers, horizon_days=days).value for days in (7, 90, 400)]
    assert all((longer >= shorter).all() for shorter, longer in itertools.pairwise(said))


def test_every_hidden_layer_has_a_say():
    generator = torch.Generator().manual_seed(1)
    ensemble = Ensemble(3, members=2, hidden=(4, 5, 6), generator=generator)
    shapes = {name: tuple(value.shape) for name, value in ensemble.named_parameters()}
    assert (shapes["first"], shapes["second"], shapes["third"]) == ((2, 3, 4), (2, 4, 5), (2, 5, 6))
    ensemble(torch.ones(7, 3)).sum().backward()
    assert all(value.grad.abs().sum() > 0 for name, value in ensemble.named_parameters())


@pytest.mark.parametrize("hidden", [(), (4, 4, 4, 4)])
def test_another_number_of_layers_is_refused(hidden):
    with pytest.raises(InputError, match=r"1 to 3 hidden layers; found [04]"):
        Ensemble(3, members=2, hidden=hidden, generator=torch.Generator())
