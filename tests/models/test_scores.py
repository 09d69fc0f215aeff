import numpy as np
import pytest
from scipy.stats import spearmanr

from models import scores


def test_normalised_gini_by_hand():
    # Gain curve in predicted order 4, 0, 6: shares .4 .4 1, mean .6; the best order 6, 4, 0: .6 1 1, mean 13 / 15.
    # Less (n + 1) / 2n = 2 / 3 each: -1 / 15 over 1 / 5.
    assert scores.normalised_gini([6, 0, 4], [1, 2, 3]) == pytest.approx(-1 / 3)


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
