"""Which reviews are open complaints: recent, low rated or of a bad delivery."""

import numpy as np
import pandas as pd

from data.complaints import complaining, counted_by_customer
from data.opinions import COLUMNS, Opinions

REVIEWS = pd.DataFrame(
    {
        "review_id": ["old", "low", "late", "fine", "unrated", "next"],
        "day": [9, 11, 12, 15, 20, 21],
        "rating": [1.0, 2.0, 4.0, 5.0, np.nan, 1.0],
    }
)
SENTENCES = [
    ("old", 0, 4, "delivery", "", -0.9),
    ("low", 0, 4, "quality", "", -0.8),
    ("late", 0, 4, "delivery", "", -0.7),
    ("late", 5, 9, "quality", "", 0.9),
    ("fine", 0, 4, "price", "", -0.6),
    ("unrated", 0, 4, "quality", "", -0.9),
]
OPINIONS = Opinions(pd.DataFrame(SENTENCES, columns=list(COLUMNS)), {})


def test_low_ratings_bad_deliveries_and_unrated_blame_are_complaints_the_latest_first():
    found = complaining(REVIEWS, OPINIONS, after_day=10, until_day=20)
    assert found["review_id"].tolist() == ["unrated", "late", "low"]
    assert found["of_delivery"].tolist() == [False, True, False]
    assert found["aspects"].tolist() == ["quality", "delivery", "quality"]


def test_without_opinions_only_ratings_tell():
    assert complaining(REVIEWS, None, after_day=10, until_day=20)["review_id"].tolist() == ["low"]


def test_without_ratings_only_words_tell():
    bare = REVIEWS.drop(columns="rating")
    found = complaining(bare, OPINIONS, after_day=10, until_day=20)
    assert found["review_id"].tolist() == ["unrated", "fine", "late", "low"]


def test_days_without_reviews_have_no_complaint():
    assert complaining(REVIEWS, OPINIONS, after_day=30, until_day=40).empty


def test_complaints_are_counted_by_customer_and_nobody_is_no_customer():
    assert counted_by_customer(np.array([2, 0, 2, -1]), customers=4).tolist() == [1, 0, 2, 0]
