import pandas as pd
import pytest

from data.aspects import aspect_examples
from data.review_passages import passages, with_text
from data.reviews import ReviewCollection
from pipeline.indexing import FOLDER, index_reviews
from tests.hashing_embedder import HashingEmbedder


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "review_id": ["v1", "v2", "v3", "v4"],
            "day": [1, 2, 3, 4],
            "rating": [5.0, 1.0, 2.0, 2.0],
            "title": ["", "Broken", "", ""],
            "text": ["lovely", "the lamp was broken", "", " \n"],
            "language": ["en"] * 4,
        }
    )


def test_reviews_with_text_are_indexed_and_found(tmp_path):
    embedder = HashingEmbedder()
    reviews = frame()
    before = reviews.copy()
    assert index_reviews(tmp_path, reviews, embedder=embedder) == 2
    assert embedder.embedded[:3] == ["lovely", "Broken", "the lamp was broken"]
    pd.testing.assert_frame_equal(reviews, before)
    identity = {"id": "hashing", "sha256": embedder.sha256, "dimensions": embedder.dimensions}
    with ReviewCollection.open(tmp_path / FOLDER, expected_embedder=identity) as collection:
        assert len(collection) == 3
        wanted = embedder.embed_queries(["the lamp was"])[0]
        hit = collection.search(wanted, among=passages(with_text(reviews)), limit=1)[0]
        assert (hit.review_id, hit.passages[0].text) == ("v2", "the lamp was broken")


def test_progress_runs_to_the_end(tmp_path):
    ticks = []
    index_reviews(tmp_path, frame(), embedder=HashingEmbedder(), progress=lambda *tick: ticks.append(tick))
    assert ticks == sorted(ticks)
    assert ticks[-1] == (100, 100)


def test_a_draft_with_an_index_can_be_moved_at_once(tmp_path):
    draft = tmp_path / ".draft"
    embedder = HashingEmbedder()
    index_reviews(draft, frame(), embedder=embedder)
    draft.rename(tmp_path / "build")
    identity = {"id": "hashing", "sha256": embedder.sha256, "dimensions": embedder.dimensions}
    with ReviewCollection.open(tmp_path / "build" / FOLDER, expected_embedder=identity) as collection:
        parts = passages(with_text(frame()))
        assert collection.vectors(parts) == pytest.approx(embedder.embed_passages([p.text for p in parts]), abs=1e-6)
        assert collection.examples().examples == aspect_examples()
