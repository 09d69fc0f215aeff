import numpy as np
import pytest

from data.word_index import WordIndex

TEXTS = ["Battery died, battery gone", "Late parcel", "电池不耐用", "The battery is late", "..."]
QUERIES = [["batter"], ["late", "batter"], ["电池"], ["absent"], []]


def same(first, second):
    return all(first.scores(query) == pytest.approx(second.scores(query)) for query in QUERIES)


def test_texts_without_the_words_score_nothing_and_more_of_them_score_more():
    index = WordIndex.of(TEXTS)
    both, one = index.scores(["batter"])[[0, 3]]
    assert both > one > 0
    assert np.flatnonzero(index.scores(["batter"])).tolist() == [0, 3]
    assert np.flatnonzero(index.scores(["电池"])).tolist() == [2]
    assert index.scores(["absent"]).tolist() == [0] * 5


def test_a_word_asked_twice_counts_once():
    index = WordIndex.of(TEXTS)
    assert index.scores(["late", "late"]).tolist() == index.scores(["late"]).tolist()


def test_a_rarer_word_counts_more():
    index = WordIndex.of(["red lamp", "red scarf", "blue scarf", "red mug"])
    assert index.scores(["blue"])[2] > index.scores(["red"])[0]


def test_what_was_kept_in_arrays_is_read_back():
    index = WordIndex.of(TEXTS)
    back = WordIndex.from_arrays(index.arrays())
    assert back.vocabulary == index.vocabulary
    assert same(back, index)
    assert WordIndex.from_arrays(WordIndex.of([]).arrays()).scores(["late"]).tolist() == []


def test_texts_added_and_taken_out_leave_the_index_of_the_rest():
    index = WordIndex.of(TEXTS[:2]).followed_by(WordIndex.of(["wrench late", *TEXTS[2:]]))
    assert "wrench" in index.vocabulary
    rest = index.subset(np.array([0, 1, 3, 4, 5]))
    assert rest.vocabulary == WordIndex.of(TEXTS).vocabulary
    assert same(rest, WordIndex.of(TEXTS))
