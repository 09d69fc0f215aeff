import numpy as np
import pytest
from scipy.stats import norm, spearmanr

from models import scores


def test_normalised_gini_by_hand():
    # Gain curve in predicted order 4, 0, 6: shares .4 .4 1, mean .6; the best order 6, 4, 0: .6 1 1, mean 13 / 15.
    # Less (n + 1) / 2n = 2 / 3 each: -1 / 15 over 1 / 5.
    assert scores.normalised_gini([6, 0, 4], [1, 2, 3]) == pytest.approx(-1 / 3)


def test_equal_values_leave_nothing_to_rank():
    assert scores.normalised_gini([3, 3, 3], [1, 2, 3]) == 0
    assert scores.normalised_gini([7], [1]) == 0


def test_predictions_that_say_nothing_have_a_gini_near_0():
    rng = np.random.default_rng(2)
    assert abs(scores.normalised_gini(rng.exponential(size=50_000), rng.random(50_000))) < 0.02


def test_spearman_equals_scipys_with_ties():
    actual, predicted = [0, 0, 3, 3, 9, 1], [0.1, 0.1, 0.5, 0.4, 0.4, 2.0]
    assert scores.spearman(actual, predicted) == pytest.approx(spearmanr(actual, predicted).statistic)


def test_deciles_hold_every_customer_once_best_predicted_first():
    actual = np.arange(23)
    found = scores.deciles(actual, actual)
    assert [d.customers for d in found] == [3, 3, 3, 2, 2, 2, 2, 2, 2, 2]
    assert found[0].actual == 22 + 21 + 20
    assert sum(d.actual for d in found) == actual.sum()


def test_errors_by_hand():
    assert scores.mean_absolute_error([0, 10], [1, 7]) == 2
    assert scores.root_mean_square_error([0, 10], [1, 7]) == pytest.approx(np.sqrt(5))


def test_lists_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="one length"):
        scores.spearman([1, 2], [1])


LEVELS = np.array([0.001, *(np.arange(1, 100) / 100), 0.999])


def zero_inflated(p, size, seed):
    """Values that are 0 with chance 1 - p, else exponential, and their quantiles at LEVELS."""
    rng = np.random.default_rng(seed)
    value = np.where(rng.random(size) < p, rng.exponential(size=size), 0.0)
    within = np.maximum((LEVELS - (1 - p)) / p, 0)
    return value, np.tile(-np.log1p(-within), (size, 1))


def test_crps_of_a_normal_forecast_is_its_closed_form():
    y = np.array([-1.3, 0.0, 0.4, 2.5])
    said = np.tile(norm.ppf(LEVELS), (4, 1))
    closed = y * (2 * norm.cdf(y) - 1) + 2 * norm.pdf(y) - 1 / np.sqrt(np.pi)
    np.testing.assert_allclose(scores.crps(y, said, LEVELS), closed, atol=0.003)


def test_crps_of_one_number_is_its_absolute_error():
    said = np.repeat([[3.0], [3.0]], len(LEVELS), axis=1)
    np.testing.assert_allclose(scores.crps([5.0, 3.0], said, LEVELS), [2.0, 0.0], atol=0.003)


def test_crps_is_least_for_the_true_distribution():
    value, said = zero_inflated(0.5, 4000, seed=1)
    true, wide, narrow = (scores.crps(value, k * said, LEVELS).mean() for k in (1.0, 1.6, 0.6))
    assert true < wide
    assert true < narrow


def test_the_pit_of_true_forecasts_is_uniform_even_where_most_buy_nothing():
    value, said = zero_inflated(0.3, 20_000, seed=2)
    pit = scores.randomised_pit(value, said, LEVELS, seed=3)
    np.testing.assert_allclose(np.histogram(pit, bins=10, range=(0, 1))[0] / 20_000, 0.1, atol=0.01)


def test_the_pit_of_too_narrow_forecasts_leaves_the_middle():
    value, said = zero_inflated(1.0, 5000, seed=4)
    median = np.median(said, axis=1, keepdims=True)
    pit = scores.randomised_pit(value, median + 0.5 * (said - median), LEVELS, seed=5)
    assert np.mean((pit >= 0.1) & (pit <= 0.9)) < 0.6


def test_the_pit_repeats_by_seed_and_stays_between_the_levels_around_the_value():
    said = [[0.0, 0.0, 2.0, 4.0]]
    levels = [0.2, 0.4, 0.6, 0.8]
    first, again, other = (scores.randomised_pit([3.0], said, levels, seed=s) for s in (1, 1, 2))
    assert first == again != other
    assert 0.6 <= first[0] <= 0.8
    assert all(0 <= scores.randomised_pit([0.0], said, levels, seed=s)[0] <= 0.6 for s in range(30))


def test_levels_and_quantiles_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match="found shapes"):
        scores.crps([1.0, 2.0], [[1.0, 2.0]], [0.2, 0.8])
    with pytest.raises(ValueError, match="levels that rise"):
        scores.randomised_pit([1.0], [[1.0, 2.0]], [0.8, 0.2], seed=1)
