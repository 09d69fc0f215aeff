import numpy as np
import pandas as pd
import pytest

from data import leading_directions, review_ranking
from data.leading_directions import LeadingDirections
from data.review_index import ReviewIndex
from data.review_passages import passages
from data.review_ranking import SearchQuery, rank_reviews, roughly_nearest


@pytest.fixture
def vectors(monkeypatch):
    """Of 300 vectors of eight numbers the first two say nearly everything; two directions count as enough."""
    monkeypatch.setattr(leading_directions, "_DIRECTIONS", 2)
    monkeypatch.setattr(leading_directions, "_MANY", 300)
    rng = np.random.default_rng(3)
    made = (rng.normal(size=(300, 8)) * [1, 0.8, *[0.01] * 6]).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def index_of(vectors):
    ids = [f"r{i:03d}" for i in range(len(vectors))]
    reviews = pd.DataFrame({"review_id": ids, "text": [f"word{i}" for i in range(len(vectors))], "language": "en"})
    return ReviewIndex.of(reviews, passages(reviews), vectors)


def test_rough_cosines_are_close_to_the_exact_ones(vectors):
    leading = LeadingDirections.of(vectors)
    assert leading.parts.shape == (2, 300)
    assert leading.directions @ leading.directions.T == pytest.approx(np.eye(2), abs=1e-5)
    assert leading.cosines(vectors[7]) == pytest.approx(vectors @ vectors[7], abs=0.01)


def test_few_or_short_vectors_are_left_as_they_are(vectors):
    assert LeadingDirections.of(vectors[:299]) is None
    assert LeadingDirections.of(vectors[:, :3]) is None


def test_the_roughly_nearest_hold_the_nearest(vectors, monkeypatch):
    index, everywhere = index_of(vectors), np.arange(300)
    assert list(roughly_nearest(index, vectors[0], everywhere)) == list(everywhere)  # so few are compared exactly
    exact = rank_reviews(index, SearchQuery(vectors[0], [], "en"), among=everywhere, limit=5)
    monkeypatch.setattr(review_ranking, "_ROUGHLY_NEAREST", 60)
    near = roughly_nearest(index, vectors[0], everywhere)
    assert len(near) == 60
    assert {hit.review_id for hit in exact} <= set(index.review_ids[near])


def test_an_index_keeps_its_short_vectors_as_long_as_it_has_many(vectors, tmp_path):
    index = index_of(vectors)
    index.write(tmp_path)
    opened = ReviewIndex.open(tmp_path)
    assert opened.leading.parts == pytest.approx(index.leading.parts)
    assert opened.leading.cosines(vectors[3]) == pytest.approx(index.leading.cosines(vectors[3]))
    opened.without(["r000"]).write(tmp_path)
    assert ReviewIndex.open(tmp_path).leading is None
    assert not (tmp_path / "leading.npy").exists()
