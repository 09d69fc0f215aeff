"""Categories that go together are told where breadth and chance do not explain it, and only there."""

import numpy as np
import pytest

from data.affinities import affinities, by_customer, expected_both


def bought(*groups: tuple[int, str], categories: str = "abcd") -> np.ndarray:
    """So many customers who buy in so many categories each: `(3, "ab")`."""
    rows = [[name in held for name in categories] for count, held in groups for _ in range(count)]
    return np.array(rows, dtype=bool)


def test_two_categories_always_bought_together_are_told_with_lift_and_share():
    shop = bought((60, "ab"), (60, "cd"), (5, "ac"), (5, "bd"))
    found = affinities(shop, least_buyers=20)
    assert {(pair.bought, pair.offered) for pair in found} == {(0, 1), (1, 0), (2, 3), (3, 2)}
    assert found[0].both == 60
    assert found[0].share == pytest.approx(60 / 65)
    # 65 of 130 buy each, two a customer: any of the six pairs is as likely, 130 / 6.
    assert found[0].expected == pytest.approx(130 / 6)
    assert found[0].lift == pytest.approx(60 / (130 / 6))
    assert found[0].chance < 1e-6


def test_customers_who_buy_everything_make_no_pair_stand_out():
    # Plain counting gives every pair a lift of 100 * 600 / 150² = 2.7.
    shop = bought((100, "abcd"), (50, "a"), (50, "b"), (50, "c"), (50, "d"), (300, ""))
    assert affinities(shop, least_buyers=20) == []


def test_categories_drawn_at_random_make_no_pair_stand_out():
    generator = np.random.default_rng(4)
    shop = generator.random((2_000, 12)) < generator.random(12) * generator.gamma(2.0, 0.4, (2_000, 1))
    assert affinities(shop, least_buyers=20) == []


def test_a_pair_that_few_customers_buy_is_not_told():
    shop = bought((19, "ab"), (200, "cd"), (200, "c"), (200, "d"))
    assert all({pair.bought, pair.offered} != {0, 1} for pair in affinities(shop, least_buyers=20))
    assert any({pair.bought, pair.offered} == {0, 1} for pair in affinities(shop, least_buyers=19))


def test_expected_pairs_add_up_to_the_pairs_that_customers_of_that_breadth_have():
    breadth, buyers = [0, 30, 20, 10, 0], [40, 30, 20, 10]
    expected = expected_both(breadth, buyers)
    # 20 customers have one pair each, 10 have three.
    assert expected[np.triu_indices(4, 1)].sum() == pytest.approx(20 + 3 * 10, rel=1e-4)
    assert (expected <= np.minimum.outer(np.array(buyers), np.array(buyers)) + 1e-9).all()


def test_lines_without_customer_or_category_count_for_nobody():
    rows, codes = np.array([0, -1, 1, 1]), np.array([0, 0, 1, -1])
    made = by_customer(rows, codes, customers=2, names=["a", "b"])
    assert made.tolist() == [[True, False], [False, True]]
