"""Precision, lift and AUC of rankings, on campaigns that can be counted by hand."""

import numpy as np
import pytest

from models.targeting import Ranked, auc, base_rate, draws_of, precision, with_interval

ONCE = np.ones((1, 10))


def ranked(scores: list[float], responded: list[int], *, first: int = 0) -> Ranked:
    place = np.arange(first, first + len(scores))
    return Ranked(place, np.array(scores, dtype=np.float64), np.array(responded, dtype=bool))


def test_customers_are_compared_within_their_campaign_only():
    # 3 of 4 pairs of the first and none of 1 pair of the second; across campaigns 9 would beat all.
    first, second = ranked([4, 3, 2, 1], [1, 0, 1, 0]), ranked([8, 9], [1, 0], first=4)
    assert auc([first, second], ONCE).tolist() == pytest.approx([3 / 5])


def test_a_customer_drawn_twice_counts_twice_and_one_not_drawn_not_at_all():
    weights = np.array([[2.0, 1.0, 0.0, 1.0]])
    assert auc([ranked([4, 3, 2, 1], [1, 0, 1, 0])], weights).tolist() == [1.0]
    assert base_rate([ranked([4, 3, 2, 1], [1, 0, 1, 0])], weights).tolist() == [0.5]


def test_precision_is_the_share_of_the_first_of_each_campaign():
    first, second = ranked([5, 4, 3, 2, 1], [1, 0, 0, 0, 1]), ranked([1, 2, 3, 4, 5], [1, 0, 1, 0, 0], first=5)
    assert precision([first, second], ONCE, share=0.4, seed=1).tolist() == [1 / 4]
    assert base_rate([first, second], ONCE).tolist() == [4 / 10]


def test_where_nobody_responded_there_is_no_figure():
    assert np.isnan(auc([ranked([2, 1], [0, 0])], ONCE)).all()
    figure, low, high = with_interval(np.array([np.nan, np.nan]))
    assert np.isnan([figure, low, high]).all()


def test_the_first_draw_is_everybody_once_and_the_others_are_as_many():
    weights = draws_of(5, draws=3, seed=2)
    assert weights[0].tolist() == [1] * 5
    assert weights.sum(axis=1).tolist() == [5] * 4
    assert with_interval(np.array([7.0, 1.0, 2.0, 3.0])) == pytest.approx((7, 1.05, 2.95))
