"""Sentiment and aspects of sentences on vectors small enough to see what is right."""

import numpy as np
import pytest

from models.aspect_classifier import learn_aspects
from models.sentiment import LabelledVectors, SentimentModel, learn_sentiment


def sentences(good: int, bad: int, *, seed: int = 1) -> LabelledVectors:
    """Vectors whose first number says how good they are; the rest is noise. Two sentences a review."""
    chance = np.random.default_rng(seed)
    labels = np.array([1] * good + [-1] * bad)
    vectors = chance.normal(0, 0.3, (len(labels), 6)).astype(np.float32)
    vectors[:, 0] += labels
    return LabelledVectors(vectors, labels, np.arange(len(labels)) // 2)


def said(model: SentimentModel, goodness: float) -> float:
    vector = np.zeros((1, 6), np.float32)
    vector[0, 0] = goodness
    return float(model.of(vector)[0])


def test_sentiment_grows_with_how_good_a_sentence_is_and_stays_within_one():
    model = learn_sentiment([sentences(60, 60)])
    values = [said(model, goodness) for goodness in (-9, -1, 0, 1, 9)]
    assert values == sorted(values)
    assert -1 <= values[0] < -0.9
    assert values[1] < -0.5 < 0.5 < values[3]
    assert 0.9 < values[4] <= 1


def test_a_shop_of_good_reviews_does_not_make_an_empty_sentence_good():
    even, lopsided = learn_sentiment([sentences(200, 200)]), learn_sentiment([sentences(380, 20)])
    assert abs(said(even, 0.0)) < 0.1
    assert abs(said(lopsided, 0.0)) < 0.34


def test_wrong_labels_of_single_sentences_average_out():
    right = sentences(300, 300)
    labels = right.labels.copy()
    labels[::5] *= -1
    model = learn_sentiment([LabelledVectors(right.vectors, labels, right.owners)])
    assert (np.sign(model.of(right.vectors)) == right.labels).mean() > 0.95


def test_sentences_are_told_apart_with_less_certainty_where_labels_contradict_each_other():
    right = sentences(300, 300)
    chance = np.random.default_rng(2).choice([-1, 1], 600)
    doubtful = learn_sentiment(
        [LabelledVectors(right.vectors, np.where(right.owners % 2, right.labels, chance), right.owners)]
    )
    assert abs(said(doubtful, 0.5)) < abs(said(learn_sentiment([right]), 0.5))


def test_a_model_read_back_says_the_same():
    model = learn_sentiment([sentences(30, 30)])
    again = SentimentModel.from_json(model.to_json())
    assert said(again, 0.4) == pytest.approx(said(model, 0.4), abs=1e-4)


def test_an_aspect_is_told_where_it_is_clear_and_left_out_where_two_are_as_near():
    examples = np.eye(3, dtype=np.float32).repeat(4, axis=0)
    classifier = learn_aspects(examples, np.arange(3).repeat(4))
    between = np.array([[1, 0, 0], [0, 0, 1], [0.7, 0.7, 0]], np.float32)
    assert classifier.clear(between).tolist() == [0, 2, -1]
