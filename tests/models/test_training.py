import dataclasses

import numpy as np
import pytest
import torch

from config.errors import InputError
from models.examples import standardised
from models.scores import normalised_gini, spearman
from models.training import TrainingPlan, _split, deterministic, fit_network, levelled
from tests.models.conftest import QUICK
from tests.models.invented_shop import KINDS, NAMES, REFERENCE_DAYS, invented_shop


def weights(network):
    return [value.numpy().copy() for value in network.ensemble.state_dict().values()]


def test_the_same_seed_gives_the_same_weights_and_another_seed_others(fit):
    first, again, other = weights(fit(seed=5)), weights(fit(seed=5)), weights(fit(seed=6))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(first, other, strict=True))


def test_it_learns_what_the_classical_columns_do_not_know(fit, network):
    fresh = invented_shop(seed=99)
    features, value = fresh.features, fresh.value[:, 0]
    untrained = fit(plan=dataclasses.replace(QUICK, steps=0))
    learned, before = (n.predict(features, horizon_days=90).value for n in (network, untrained))
    assert normalised_gini(value, learned) > normalised_gini(value, before) + 0.02
    engaged = features[:, 2] > 0.8
    assert learned[engaged].sum() > 1.15 * before[engaged].sum()
    assert learned.sum() == pytest.approx(value.sum(), rel=0.15)


def test_without_steps_it_ranks_as_the_classical_model_does(fit, customers):
    untrained = fit(plan=dataclasses.replace(QUICK, steps=0))
    said = untrained.predict(customers, horizon_days=90)
    assert spearman(customers[:, 0] * customers[:, 1], said.value) > 0.999
    # One factor for all is what the examples may change of it.
    assert np.ptp(np.log(said.orders / customers[:, 0])) < 0.02


def test_expected_orders_of_half_the_time_are_about_half(network, customers):
    whole, half = (network.predict(customers, horizon_days=days).orders.sum() for days in (90, 45))
    assert 0.4 < half / whole < 0.65


def test_a_season_of_the_past_is_not_learned_as_the_level_of_the_future(fit, examples, customers):
    """Everything bought at double speed then, and `log_level` says so: predictions stay where they were."""
    doubled = dataclasses.replace(
        examples,
        value=examples.value * 2,
        orders=examples.orders * 2,
        log_level=np.full_like(examples.value, np.log(2)),
    )
    usual, after = (fit(learn_from=e).predict(customers, horizon_days=90) for e in (examples, doubled))
    assert after.orders.sum() == pytest.approx(usual.orders.sum(), rel=0.1)


def test_no_customer_is_both_learned_from_and_held_out():
    customer = np.tile(np.arange(400), 2)
    learn, held_out = _split(customer, 0.25, torch.Generator().manual_seed(1))
    assert not set(customer[learn.numpy()]) & set(customer[held_out.numpy()])
    assert len(learn) + len(held_out) == 800
    assert 120 < len(held_out) < 280


def test_levelling_gives_the_total_asked_for_and_keeps_the_order(network, customers):
    before = network.predict(customers, horizon_days=90).value
    for factor in (0.4, 1.7):
        moved = levelled(network, customers, horizon_days=90, total=float(before.sum() * factor))
        after = moved.predict(customers, horizon_days=90).value
        assert after.sum() == pytest.approx(before.sum() * factor, rel=1e-9)
        assert spearman(before, after) > 0.99


def test_each_cutoff_is_standardised_by_its_own_customers():
    examples = invented_shop()
    later = examples.cutoff == 1
    shifted = examples.features.copy()
    shifted[later, 2] = shifted[later, 2] * 3 + 5
    moved = dataclasses.replace(examples, features=shifted)
    scoring = examples.features[~later]
    _, plain = standardised(examples, scoring, NAMES, kinds=KINDS, absolute=(0, 1))
    _, inputs = standardised(moved, scoring, NAMES, kinds=KINDS, absolute=(0, 1))
    np.testing.assert_allclose(inputs, plain, atol=1e-9)


def test_a_feature_that_never_varied_before_moves_no_prediction(fit, examples, customers):
    constant = examples.features.copy()
    constant[:, 3] = 0.0
    network = fit(learn_from=dataclasses.replace(examples, features=constant))
    season = customers.copy()
    season[:, 3] = 1e6
    first, second = (network.predict(x, horizon_days=90).value for x in (customers, season))
    np.testing.assert_array_equal(first, second)


def test_threads_and_kernels_are_as_before_afterwards(fit):
    before = torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()
    with deterministic(before[0] + 1):
        assert torch.get_num_threads() == before[0] + 1
        assert torch.are_deterministic_algorithms_enabled()
    assert (torch.get_num_threads(), torch.are_deterministic_algorithms_enabled()) == before


def test_progress_runs_up_to_the_steps_done(examples, customers, fit):
    seen = []
    from models.training import fit_network

    fit_network(
        examples, NAMES, kinds=KINDS, scoring=customers, reference_days=REFERENCE_DAYS, orders_feature=NAMES[0],
        price_feature=NAMES[1], seed=1, plan=TrainingPlan(steps=30, members=1, hidden=(4, 4), batch=64),
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert seen == [(10, 30), (20, 30), (30, 30)]


def test_examples_of_odd_shapes_are_refused(examples):
    with pytest.raises(InputError, match="orders must have shape"):
        dataclasses.replace(examples, orders=examples.orders[:, :1])


def test_the_last_member_stays_at_the_classical_model_and_counts_the_more_the_fewer_bought(fit, examples, customers):
    plan = TrainingPlan(steps=40, batch=256, hidden=(12, 6), members=2)
    network = fit(plan=plan)
    last = network.ensemble.last
    assert len(last) == 3
    assert float(last[:2].abs().max()) > 0
    assert float(last[2].abs().max()) == 0
    assert network.trust == examples.buyers / (examples.buyers + 1500)
    alone = dataclasses.replace(network, trust=0.0).predict(customers, horizon_days=90).value
    classical = fit(plan=TrainingPlan(steps=0, members=2)).predict(customers, horizon_days=90).value
    np.testing.assert_allclose(alone, classical, rtol=1e-6)


def test_fitting_further_starts_from_the_earlier_network_and_keeps_its_classical_member(examples, customers, fit):
    plan = TrainingPlan(steps=60, batch=256, hidden=(12, 6), members=2)
    earlier = fit(plan=plan)
    arguments = {
        "kinds": KINDS,
        "scoring": customers,
        "reference_days": REFERENCE_DAYS,
        "orders_feature": NAMES[0],
        "price_feature": NAMES[1],
        "seed": 7,
        "plan": TrainingPlan(steps=10, batch=256, hidden=(12, 6), members=2),
    }
    further = fit_network(examples, NAMES, warm=earlier, **arguments)
    assert further.about["classical_loss"] == pytest.approx(earlier.about["held_out_loss"], rel=0.02)
    np.testing.assert_allclose(further.ensemble.bias[2], earlier.ensemble.bias[2], rtol=1e-6)
    assert further.bounds == earlier.bounds
    with pytest.raises(InputError, match="features it knows"):
        fit_network(examples, ("a", *NAMES[1:]), warm=earlier, **{**arguments, "orders_feature": "a"})
    with pytest.raises(InputError, match="members"):
        fit_network(examples, NAMES, warm=earlier, **{**arguments, "plan": TrainingPlan(members=4)})


def test_every_check_is_watched(examples, customers):
    seen = {}
    fit_network(
        examples,
        NAMES,
        kinds=KINDS,
        scoring=customers,
        reference_days=REFERENCE_DAYS,
        orders_feature=NAMES[0],
        price_feature=NAMES[1],
        seed=7,
        plan=TrainingPlan(steps=30, batch=256, hidden=(12, 6), members=2),
        watch=seen.__setitem__,
    )
    assert sorted(seen) == [10, 20, 30]
    assert set(seen[30]) == {"loss/learning", "loss/held_out", "learning_rate"}
