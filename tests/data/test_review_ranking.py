import numpy as np
import pandas as pd

from data.review_index import ReviewIndex
from data.review_passages import passages
from data.review_ranking import SearchQuery, rank_reviews

EAST, NORTH, UP = np.eye(3, dtype=np.float32)


def unit(*values):
    vector = np.array(values, dtype=np.float32)
    return vector / np.linalg.norm(vector)


def made(texts, vectors, languages="en"):
    reviews = pd.DataFrame({"review_id": [f"r{i:02d}" for i in range(len(texts))], "text": texts})
    reviews["language"] = languages
    return ReviewIndex.of(reviews, passages(reviews), np.array(vectors, dtype=np.float32))


def order(index, words=(), language="en", vector=NORTH, limit=50):
    query = SearchQuery(vector, list(words), language)
    return [hit.review_id for hit in rank_reviews(index, query, among=np.arange(len(index)), limit=limit)]


def test_a_review_that_holds_the_words_rises_above_one_a_little_nearer():
    index = made(["fine", "the zipper broke", "good"], [unit(0, 1, 0), unit(0, 1, 0.1), unit(0, 1, 0.2)])
    assert order(index) == ["r00", "r01", "r02"]
    assert order(index, ["zipper"]) == ["r01", "r00", "r02"]


def test_words_count_only_where_query_and_review_share_a_language():
    vectors = [unit(0, 1, 0), unit(0, 1, 0.1)]
    assert order(made(["ok", "a zipper"], vectors), ["zipper"], "en") == ["r01", "r00"]
    assert order(made(["ok", "a zipper"], vectors, "pt"), ["zipper"], "en") == ["r00", "r01"]
    # A short Latin query may be of any Latin language.
    assert order(made(["ok", "a zipper"], vectors, "pt"), ["zipper"], "other") == ["r01", "r00"]
    assert order(made(["ok", "zipper 坏了"], vectors, "zh"), ["zipper"], "other") == ["r00", "r01"]


def test_what_the_nearest_reviews_share_is_looked_for_too():
    # The nearest ten all point up as well; of two reviews equally near to the query the one that points up is better.
    near = [unit(0, 1, 0.5 + i / 100) for i in range(10)]
    index = made(["x"] * 102, [unit(0.9, 1, 0), unit(0, 1, 0.9), *near, *[EAST] * 90])
    found = order(index, limit=12)
    assert set(found[:10]) == {f"r{i:02d}" for i in range(2, 12)}
    assert found[10:] == ["r01", "r00"]


def test_a_review_whose_likes_are_far_from_the_query_comes_after_those_whose_likes_are_near():
    # r00 is nearer to the query than r02 to r16, but speaks as r17 to r31 do, which are far.
    query, other = np.eye(4, dtype=np.float32)[[0, 3]]
    alone, like_near, like_far = unit(1, 0.6, 0, 0), unit(0.6, 0, 1, 0), unit(0.1, 1, 0, 0)
    index = made(["x"] * 82, [alone, unit(1, 0, 0.65, 0), *[like_near] * 15, *[like_far] * 15, *[other] * 50])
    assert query @ alone > query @ like_near > query @ like_far
    assert order(index, vector=query, limit=17)[0] == "r01"
    assert order(index, vector=query, limit=17)[16] == "r00"


def test_reviews_alike_are_ordered_by_id_and_the_limit_holds():
    index = made(["x"] * 5, [NORTH] * 5)
    assert order(index, limit=3) == ["r00", "r01", "r02"]


def test_a_review_is_found_and_quoted_by_its_sentences_not_by_its_title():
    reviews = pd.DataFrame({"review_id": ["r00", "r01"], "title": ["broken", ""], "text": ["Fine. Nice.", "It broke."]})
    index = ReviewIndex.of(reviews, passages(reviews), np.array([NORTH, EAST, UP, unit(0, 1, 1)]))
    first, second = rank_reviews(index, SearchQuery(NORTH, [], "en"), among=np.arange(2), limit=2)
    assert (first.review_id, second.review_id) == ("r01", "r00")
    assert [(found.span.start, found.row) for found in second.sentences] == [(0, 1), (6, 2)]


def test_how_far_a_review_stands_out_is_told_in_standard_deviations_of_all_passages():
    # Cosines with north: 1 once, 0 else; of 600 the mean is 1/600 and the deviation sqrt(1/600 - 1/360000).
    index = made(["zipper", *["x"] * 599], [NORTH, *[EAST] * 599])
    query = SearchQuery(NORTH, [], "en")
    first, second = rank_reviews(index, query, among=np.arange(2), limit=2)
    assert np.isclose(first.standing, (1 - 1 / 600) / np.sqrt(1 / 600 - 1 / 360_000), rtol=1e-4)
    assert second.standing < 0
    worded = rank_reviews(index, SearchQuery(EAST, ["zipper"], "en"), among=np.arange(2), limit=2)
    assert {hit.review_id: hit.standing for hit in worded}["r00"] == np.inf
    few = made(["some", "x"], [NORTH, EAST])
    assert {hit.standing for hit in rank_reviews(few, query, among=np.arange(2), limit=2)} == {np.inf}
