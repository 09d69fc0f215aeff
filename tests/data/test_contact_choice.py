"""Whom a budget reaches: the best choice where it can be counted, a proven bound elsewhere, nobody who does not pay."""

from itertools import product

import numpy as np
import pytest

from data.contact_choice import choose, held_out
from data.trial_size import Spread, customers_needed, smallest_effect


def best_by_trying(gain: list[int], cost: list[int], budget: int) -> int:
    """The largest gain of all choices within the budget."""
    choices = product((0, 1), repeat=len(gain))
    paid = (
        sum(g for g, taken in zip(gain, choice, strict=True) if taken)
        for choice in choices
        if sum(c for c, taken in zip(cost, choice, strict=True) if taken) <= budget
    )
    return max(paid)


def test_without_a_bound_everybody_whose_contact_pays_is_chosen():
    found = choose(np.array([5, -3, 0, 2]), np.array([9, 1, 1, 9]), budget=None)
    assert found.taken.tolist() == [True, False, False, True]
    assert (found.gain, found.cost, found.gap) == (7, 18, 0)


def test_of_equal_costs_the_largest_gains_are_the_best_choice():
    found = choose(np.array([1, 9, 4, 7]), np.array([3, 3, 3, 3]), budget=8)
    assert found.taken.tolist() == [False, True, False, True]
    assert (found.gain, found.cost, found.gap) == (16, 6, 0)


def test_the_choice_is_the_best_of_all_choices_and_never_beyond_the_budget():
    generator = np.random.default_rng(3)
    for _ in range(60):
        gain, cost = generator.integers(-2, 20, 9), generator.integers(1, 9, 9)
        budget = int(generator.integers(0, 30))
        found = choose(gain, cost, budget=budget)
        assert found.cost <= budget
        assert found.gain == best_by_trying(gain.tolist(), cost.tolist(), budget)
        assert found.gain + found.gap >= found.gain


def test_the_gap_bounds_what_any_choice_could_bring_more():
    # The greedy order takes the first alone; the other two together bring more, and the bound 6 + 5 * 4 // 5.
    found = choose(np.array([6, 5, 5]), np.array([6, 5, 5]), budget=9)
    assert (found.gain, found.cost) == (6, 6)
    assert found.gap == 3


def test_many_customers_are_chosen_to_a_gap_of_next_to_nothing():
    generator = np.random.default_rng(5)
    gain = generator.gamma(0.5, 800, 100_000).astype(np.int64) - 100
    cost = generator.choice([63, 158, 633, 1582], 100_000)
    found = choose(gain, cost, budget=1_000_000)
    assert found.cost <= 1_000_000
    assert found.gap <= found.gain / 100_000


def test_a_contact_that_costs_nothing_comes_first():
    found = choose(np.array([5, 100]), np.array([0, 50]), budget=10)
    assert found.taken.tolist() == [True, False]


def test_who_is_held_out_is_drawn_by_seed():
    first, second = (held_out(200, share=0.1, seed=seed) for seed in (1, 2))
    assert first.sum() == second.sum() == 20
    assert (first == held_out(200, share=0.1, seed=1)).all()
    assert (first != second).any()
    assert not held_out(200, share=0.0, seed=1).any()


@pytest.mark.parametrize("share", [0.5, 0.1])
def test_as_many_customers_as_needed_show_just_the_effect(share):
    spread = Spread.of_rates(0.12, 0.10)
    needed = customers_needed(0.02, spread, control_share=share)
    assert needed is not None
    control = round(needed * share)
    assert smallest_effect(needed - control, control, spread) == pytest.approx(0.02, rel=1e-3)


def test_without_an_effect_or_a_control_group_nothing_shows():
    spread = Spread(1.0, 1.0)
    assert customers_needed(0.0, spread, control_share=0.5) is None
    assert customers_needed(0.1, spread, control_share=0.0) is None
    assert smallest_effect(100, 0, spread) is None
