import numpy as np
import pytest

from models import scores
from models.bootstrap import draw_customers, drawn_mean, drawn_scores, standard_error


@pytest.fixture(scope="module")
def shop():
    """Values with zeros and ties, and predictions with ties, of 523 customers."""
    rng = np.random.default_rng(8)
    value = np.where(rng.random(523) < 0.4, rng.integers(1, 60, 523), 0).astype(float)
    return value, np.round(value * 0.3 + 10 * rng.random(523)), np.round(10 * rng.random(523))


@pytest.mark.parametrize("customers", [7, 23, 523])
def test_a_draw_with_everybody_once_has_the_plain_scores(shop, customers):
    actual, said = shop[0][-customers:], shop[1][-customers:]
    drawn = {key: float(v[0]) for key, v in drawn_scores(actual, said, np.ones((1, customers), dtype=np.int16)).items()}
    assert drawn == pytest.approx(
        {
            "normalised_gini": scores.normalised_gini(actual, said),
            "spearman": scores.spearman(actual, said),
            "top_10_percent_capture": scores.top_capture(actual, said),
            "decile_wape": scores.decile_wape(actual, said),
            "aggregate_bias": scores.aggregate_bias(actual, said),
            "mean_absolute_error": scores.mean_absolute_error(actual, said),
            "root_mean_square_error": scores.root_mean_square_error(actual, said),
        }
    )


def test_a_draw_has_the_scores_of_its_customers_repeated(shop):
    actual, said, _ = shop
    counts = draw_customers(523, draws=1, seed=4)
    rows = np.repeat(np.arange(523), counts[0])
    drawn = drawn_scores(actual, said, counts)
    assert drawn["spearman"][0] == pytest.approx(scores.spearman(actual[rows], said[rows]))
    assert drawn["aggregate_bias"][0] == pytest.approx(scores.aggregate_bias(actual[rows], said[rows]))
    assert drawn["mean_absolute_error"][0] == pytest.approx(scores.mean_absolute_error(actual[rows], said[rows]))


def test_every_draw_has_as_many_customers_as_there_are_and_the_seed_decides_which():
    first, again, other = (draw_customers(50, draws=3, seed=seed) for seed in (1, 1, 2))
    assert first.sum(axis=1).tolist() == [50, 50, 50]
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_standard_error_of_a_mean_is_that_of_the_textbook():
    values = np.random.default_rng(3).exponential(size=2000)
    error = standard_error(drawn_mean(values, draw_customers(2000, draws=400, seed=1)))
    assert error == pytest.approx(values.std(ddof=1) / np.sqrt(2000), rel=0.15)


def test_customers_without_a_number_are_left_out_of_a_mean():
    assert drawn_mean(np.array([4.0, np.nan, 1.0]), np.array([[1, 5, 2]])).tolist() == [2.0]


def test_two_models_on_the_same_draws_differ_by_less_than_their_own_errors_say(shop):
    actual, good, _ = shop
    counts = draw_customers(523, draws=200, seed=1)
    ours, theirs = (drawn_scores(actual, said, counts)["mean_absolute_error"] for said in (good, good + 0.1))
    assert standard_error(ours - theirs) < 0.2 * standard_error(ours)


def test_a_draw_in_which_nobody_bought_has_no_score():
    drawn = drawn_scores(np.array([0.0, 5.0]), np.array([1.0, 2.0]), np.array([[2, 0], [0, 2]], dtype=np.int16))
    assert np.isnan(drawn["normalised_gini"][0])
    assert drawn["aggregate_bias"][1] == pytest.approx(-0.6)
