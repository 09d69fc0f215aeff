import pandas as pd
import pytest

from data.aspects import aspect_examples
from data.review_passages import passages, with_text
from data.review_quotes import QuoteSpan
from data.reviews import ReviewCollection
from pipeline import indexing
from pipeline.indexing import FOLDER, add_reviews, index_reviews
from tests.hashing_embedder import HashingEmbedder

ASPECTS = [example.text for example in aspect_examples()]


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
    assert sorted(embedder.embedded) == sorted({"lovely", "Broken", "the lamp was broken", *ASPECTS})
    pd.testing.assert_frame_equal(reviews, before)
    identity = {"id": "hashing", "sha256": embedder.sha256, "dimensions": embedder.dimensions}
    with ReviewCollection.open(tmp_path / FOLDER, expected_embedder=identity) as collection:
        assert len(collection) == 3
        wanted = embedder.embed_queries(["the lamp was"])[0]
        hit = collection.search("the lamp was", wanted, among=collection.places(["v1", "v2"]), limit=1)[0]
        assert hit.sentences[0].span == QuoteSpan("v2", 0, len("the lamp was broken"))


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


class KilledEmbedder(HashingEmbedder):
    """Dies at its third page, as a process does that is killed."""

    def embed_passages(self, texts, *, progress=None):
        if len(self.embedded) >= 20:
            raise KeyboardInterrupt
        return super().embed_passages(texts, progress=progress)


@pytest.fixture
def pages_of_ten(monkeypatch):
    monkeypatch.setattr(indexing, "_PAGE", 10)


def indexed(folder, embedder, *, reviews=None):
    """The passages' vectors in a new collection below `folder`, whose vectors are kept beside it."""
    reviews = frame() if reviews is None else reviews
    folder.mkdir(parents=True)
    index_reviews(folder, reviews, embedder=embedder, vectors_file=folder.parent / "vectors.sqlite")
    identity = {"id": "hashing", "sha256": embedder.sha256, "dimensions": embedder.dimensions}
    with ReviewCollection.open(folder / FOLDER, expected_embedder=identity) as collection:
        return collection.vectors(passages(with_text(reviews)))


@pytest.mark.usefixtures("pages_of_ten")
def test_a_killed_index_goes_on_where_it_stopped_and_ends_alike(tmp_path):
    whole = indexed(tmp_path / "a" / "whole", HashingEmbedder())
    killed = KilledEmbedder()
    with pytest.raises(KeyboardInterrupt):
        indexed(tmp_path / "b" / "first", killed)
    after = HashingEmbedder()
    found = indexed(tmp_path / "b" / "second", after)
    assert len(killed.embedded) == 20
    assert set(killed.embedded).isdisjoint(after.embedded)
    assert sorted(killed.embedded + after.embedded) == sorted({"lovely", "Broken", "the lamp was broken", *ASPECTS})
    assert found.tolist() == whole.tolist()


def test_unchanged_reviews_are_never_embedded_twice(tmp_path):
    first = indexed(tmp_path / "first", HashingEmbedder())
    again = HashingEmbedder()
    assert indexed(tmp_path / "second", again).tolist() == first.tolist()
    assert again.embedded == []
    changed = frame().assign(text=["lovely", "the lamp was mended", "", ""])
    indexed(tmp_path / "third", again, reviews=changed)
    assert again.embedded == ["the lamp was mended"]


def test_what_an_update_embeds_is_known_to_the_next_full_build(tmp_path):
    kept = tmp_path / "vectors.sqlite"
    index_reviews(tmp_path / "full", frame()[:1], embedder=HashingEmbedder(), vectors_file=kept)
    update = HashingEmbedder()
    before = tmp_path / "full" / FOLDER
    (tmp_path / "update").mkdir()
    add_reviews(tmp_path / "update", before, frame()[1:], stale=[], embedder=update, vectors_file=kept)
    assert update.embedded == ["the lamp was broken", "Broken"]
    rebuilt = HashingEmbedder()
    indexed(tmp_path / "rebuilt", rebuilt)
    assert rebuilt.embedded == []


def test_progress_of_a_resumed_index_begins_where_it_had_come(tmp_path):
    indexed(tmp_path / "first", HashingEmbedder())
    ticks = []
    index_reviews(
        tmp_path / "second",
        frame(),
        embedder=HashingEmbedder(),
        vectors_file=tmp_path / "vectors.sqlite",
        progress=lambda *tick: ticks.append(tick),
    )
    assert ticks[0] == (80, 100)
    assert ticks[-1] == (100, 100)
