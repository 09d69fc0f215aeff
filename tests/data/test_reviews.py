import shutil

import numpy as np
import pandas as pd
import pytest

from config.errors import WorkspaceError
from data import reviews as module
from data.reviews import ReviewCollection, passages, with_text

MODEL = {"id": "hand", "sha256": "ab" * 32, "dimensions": 3}
# Cosines with (1, 0, 0): 1, 0.8, 0.6, 0, and v5 equal to v2.
VECTORS = np.array([[1, 0, 0], [0.8, 0.6, 0], [0.6, 0, 0.8], [0, 1, 0], [0.8, 0, 0.6]], dtype=np.float32)
NORTH = np.array([1, 0, 0], dtype=np.float32)


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "review_id": ["v1", "v2", "v3", "v4", "v5"],
            "customer_id": ["0012", "12", None, "12", "13"],
            "rating": [5.0, 1.0, np.nan, 2.0, 1.0],
            "day": np.array([1, 2, 3, 4, 5], dtype="int32"),
            "text": ["a", "b", "c", "d", "e"],
        }
    )


@pytest.fixture
def collection(tmp_path):
    ReviewCollection.create(tmp_path / "chroma", frame(), VECTORS, embedder=MODEL)
    with ReviewCollection.open(tmp_path / "chroma", expected_embedder=MODEL) as opened:
        yield opened


def found(collection, ids, limit=5):
    return [hit.review_id for hit in collection.search(NORTH, review_ids=ids, limit=limit)]


def test_the_nearest_come_first_and_equals_by_id(collection):
    hits = collection.search(NORTH, review_ids=["v5", "v4", "v3", "v2", "v1"], limit=4)
    assert [hit.review_id for hit in hits] == ["v1", "v2", "v5", "v3"]
    assert [hit.score for hit in hits] == pytest.approx([1, 0.8, 0.8, 0.6], abs=1e-6)


def test_only_the_candidates_are_ranked(collection):
    assert found(collection, ["v4", "v3"]) == ["v3", "v4"]
    assert found(collection, []) == []


@pytest.mark.parametrize("ids", [["v1", "v2", "v3", "v4", "v5"], ["v5", "v3", "v4"]])
def test_the_graph_finds_what_exact_search_finds(collection, monkeypatch, ids):
    exact = collection.search(NORTH, review_ids=ids, limit=3)
    monkeypatch.setattr(module, "EXACT_CANDIDATES", 1)
    near = collection.search(NORTH, review_ids=ids, limit=3)
    assert [hit.review_id for hit in near] == [hit.review_id for hit in exact]
    assert [hit.score for hit in near] == pytest.approx([hit.score for hit in exact], abs=1e-5)


def test_vectors_come_back_in_the_order_asked(collection):
    assert collection.vectors(["v4", "v1", "v4"]) == pytest.approx(VECTORS[[3, 0, 3]], abs=1e-6)
    assert collection.vectors([]).shape == (0, 3)
    with pytest.raises(KeyError):
        collection.vectors(["v9"])


def test_a_collection_may_be_moved_after_it_was_made(tmp_path):
    ReviewCollection.create(tmp_path / "draft", frame(), VECTORS, embedder=MODEL)
    (tmp_path / "draft").rename(tmp_path / "build")
    with ReviewCollection.open(tmp_path / "build", expected_embedder=MODEL) as moved:
        assert len(moved) == 5
        assert found(moved, ["v1", "v4"]) == ["v1", "v4"]
    shutil.rmtree(tmp_path / "build")


@pytest.mark.parametrize("other", [{"id": "another"}, {"sha256": "cd" * 32}, {"dimensions": 4}])
def test_a_collection_of_another_model_is_refused_with_the_way_out(tmp_path, other):
    ReviewCollection.create(tmp_path / "chroma", frame(), VECTORS, embedder=MODEL)
    with pytest.raises(WorkspaceError, match="build again, or set KEZHI_EMBEDDER"):
        ReviewCollection.open(tmp_path / "chroma", expected_embedder=MODEL | other)


def test_a_missing_collection_is_told(tmp_path):
    with pytest.raises(WorkspaceError, match="no searchable reviews"):
        ReviewCollection.open(tmp_path / "chroma", expected_embedder=MODEL)
    assert not (tmp_path / "chroma").exists()


def test_vectors_must_go_with_the_reviews(tmp_path):
    with pytest.raises(ValueError, match=r"\(5, 3\)"):
        ReviewCollection.create(tmp_path / "chroma", frame(), VECTORS[:4], embedder=MODEL)
    twice = frame().assign(review_id=["v1", "v1", "v3", "v4", "v5"])
    with pytest.raises(ValueError, match="unique"):
        ReviewCollection.create(tmp_path / "chroma", twice, VECTORS, embedder=MODEL)


def test_many_reviews_are_written_in_pages_with_progress(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_BATCH", 2)
    ticks = []
    ReviewCollection.create(
        tmp_path / "chroma", frame(), VECTORS, embedder=MODEL, progress=lambda *tick: ticks.append(tick)
    )
    assert ticks == [(2, 5), (4, 5), (5, 5)]
    with ReviewCollection.open(tmp_path / "chroma", expected_embedder=MODEL) as opened:
        assert opened.vectors(["v5", "v1", "v2"]) == pytest.approx(VECTORS[[4, 0, 1]], abs=1e-6)


def test_no_telemetry_and_no_embedding_function(collection):
    assert collection._client.get_settings().anonymized_telemetry is False
    assert collection._collection._embedding_function is None


def test_reviews_without_words_are_left_out_and_titles_are_embedded_too():
    reviews = pd.DataFrame({"title": ["Bad", None, " "], "text": ["broke", "fine", "  "]})
    spoken = with_text(reviews)
    assert list(spoken["text"]) == ["broke", "fine"]
    assert passages(spoken) == ["Bad\nbroke", "fine"]
    assert passages(spoken.drop(columns="title")) == ["broke", "fine"]
