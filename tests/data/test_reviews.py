import shutil

import numpy as np
import pandas as pd
import pytest

from config.errors import WorkspaceError
from data import reviews as module
from data.aspects import AspectVectors, aspect_examples
from data.review_passages import Passage, passages, with_text
from data.review_quotes import QuoteSpan
from data.reviews import ReviewCollection

MODEL = {"id": "hand", "sha256": "ab" * 32, "dimensions": 3}
# Cosines with NORTH: v1 1 and 0 (two sentences), v2 0.8, v3 0.6, v4 0, v5 0.8.
VECTORS = np.array([[1, 0, 0], [0, 1, 0], [0.8, 0.6, 0], [0.6, 0, 0.8], [0, 1, 0], [0.8, 0, 0.6]], dtype=np.float32)
NORTH = np.array([1, 0, 0], dtype=np.float32)
EXAMPLES = AspectVectors(aspect_examples(), np.tile(NORTH, (len(aspect_examples()), 1)))


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "review_id": ["v1", "v2", "v3", "v4", "v5"],
            "customer_id": ["0012", "12", None, "12", "13"],
            "rating": [5.0, 1.0, np.nan, 2.0, 1.0],
            "day": np.array([1, 2, 3, 4, 5], dtype="int32"),
            "text": ["a. b!", "b", "c", "d", "e"],
        }
    )


PARTS = passages(frame())


def create(path, reviews=None, vectors=VECTORS, **options):
    reviews = frame() if reviews is None else reviews
    ReviewCollection.create(path, reviews, vectors, examples=EXAMPLES, embedder=MODEL, **options)


@pytest.fixture
def collection(tmp_path):
    create(tmp_path / "chroma")
    with ReviewCollection.open(tmp_path / "chroma", expected_embedder=MODEL) as opened:
        yield opened


def found(collection, *ids, query="", limit=5, **options):
    return [
        hit.review_id for hit in collection.search(query, NORTH, among=collection.places(ids), limit=limit, **options)
    ]


def test_a_review_is_as_near_as_its_nearest_sentence_and_its_mean(collection):
    # v1: 1 + 1/2, v2 and v5: 0.8 + 0.8, v3: 0.6 + 0.6
    hits = collection.search("", NORTH, among=collection.places(["v5", "v4", "v3", "v2", "v1"]), limit=4)
    assert [hit.review_id for hit in hits] == ["v2", "v5", "v1", "v3"]
    assert [(span.start, span.end) for span in (found.span for found in hits[2].sentences)] == [(0, 2), (3, 5)]


def test_only_the_candidates_are_ranked(collection):
    assert found(collection, "v4", "v3") == ["v3", "v4"]
    assert found(collection) == []


def test_a_review_that_the_collection_lacks_is_an_error(collection):
    with pytest.raises(KeyError, match="v9"):
        found(collection, "v1", "v9")


@pytest.mark.parametrize("ids", [("v1", "v2", "v3", "v4", "v5"), ("v5", "v3", "v4")])
def test_the_graph_finds_what_exact_search_finds(collection, ids):
    assert found(collection, *ids, limit=3, exact_passages=1) == found(collection, *ids, limit=3)


def test_where_the_graph_is_used_words_find_reviews_that_it_did_not(tmp_path, monkeypatch):
    create(tmp_path / "chroma", frame().assign(text=["a. b!", "b", "c", "wrench", "e"]))
    monkeypatch.setattr(module, "_NEAR", 1)
    with ReviewCollection.open(tmp_path / "chroma", expected_embedder=MODEL) as opened:
        assert found(opened, "v1", "v2", "v3", "v4", "v5", query="wrench", exact_passages=1) == ["v4", "v1"]


def test_a_collection_that_reviews_were_added_to_is_searched_like_one_made_at_once(tmp_path):
    reviews, stale = frame(), frame().assign(text=["z. y!", "b", "c", "d", "e"])
    create(tmp_path / "added", stale.iloc[:3], VECTORS[:4])
    ReviewCollection.extend(
        tmp_path / "added", reviews.iloc[[0, 3, 4]], VECTORS[[0, 1, 4, 5]], stale=["v1"], embedder=MODEL
    )
    create(tmp_path / "whole")
    ids = list(reviews["review_id"])
    with (
        ReviewCollection.open(tmp_path / "added", expected_embedder=MODEL) as added,
        ReviewCollection.open(tmp_path / "whole", expected_embedder=MODEL) as whole,
    ):
        for query in ("", "c", "z"):
            one, other = (
                [(hit.review_id, hit.score, [found.span for found in hit.sentences]) for hit in hits]
                for hits in (each.search(query, NORTH, among=each.places(ids), limit=5) for each in (added, whole))
            )
            assert one == other
    assert b"z" not in np.load(tmp_path / "added" / "search.npz")["words"].tobytes()


def test_reviews_without_a_passage_are_never_found(tmp_path):
    create(tmp_path / "chroma", frame().assign(text=["a. b!", "b", "c", "d", "..."]), VECTORS[:5])
    with ReviewCollection.open(tmp_path / "chroma", expected_embedder=MODEL) as opened:
        assert found(opened, "v5", "v4") == ["v4"]
        assert found(opened, "v5") == []


def test_a_collection_of_before_the_index_is_told_to_be_built_again(tmp_path):
    create(tmp_path / "chroma")
    (tmp_path / "chroma" / "search.npz").unlink()
    with (
        ReviewCollection.open(tmp_path / "chroma", expected_embedder=MODEL) as opened,
        pytest.raises(WorkspaceError, match="build again"),
    ):
        found(opened, "v1")


def test_vectors_come_back_in_the_order_asked(collection):
    last, first = PARTS[-1], PARTS[0]
    assert collection.vectors([last, first, last]) == pytest.approx(VECTORS[[5, 0, 5]], abs=1e-6)
    assert collection.vectors([]).shape == (0, 3)
    with pytest.raises(KeyError):
        collection.vectors([Passage(QuoteSpan("v9", 0, 1), "x")])


def test_the_examples_of_the_aspects_are_kept_beside(collection):
    kept = collection.examples()
    assert kept.examples == aspect_examples()
    assert kept.vectors == pytest.approx(EXAMPLES.vectors, abs=1e-6)


def test_a_collection_may_be_moved_after_it_was_made(tmp_path):
    create(tmp_path / "draft")
    (tmp_path / "draft").rename(tmp_path / "build")
    with ReviewCollection.open(tmp_path / "build", expected_embedder=MODEL) as moved:
        assert len(moved) == 6
        assert found(moved, "v1", "v4") == ["v1", "v4"]
    shutil.rmtree(tmp_path / "build")


@pytest.mark.parametrize("other", [{"id": "another"}, {"sha256": "cd" * 32}, {"dimensions": 4}])
def test_a_collection_of_another_model_is_refused_with_the_way_out(tmp_path, other):
    create(tmp_path / "chroma")
    with pytest.raises(WorkspaceError, match="build again, or set KEZHI_EMBEDDER"):
        ReviewCollection.open(tmp_path / "chroma", expected_embedder=MODEL | other)


def test_a_collection_parted_in_another_way_is_refused(tmp_path, monkeypatch):
    create(tmp_path / "chroma")
    monkeypatch.setattr(module, "PASSAGES_VERSION", module.PASSAGES_VERSION + 1)
    with pytest.raises(WorkspaceError, match="build again"):
        ReviewCollection.open(tmp_path / "chroma", expected_embedder=MODEL)


def test_a_damaged_collection_is_told_in_one_line(tmp_path):
    create(tmp_path / "chroma")
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"no database " * 1000)
    with pytest.raises(WorkspaceError, match="cannot be opened"):
        ReviewCollection.open(tmp_path / "chroma", expected_embedder=MODEL)


def test_a_missing_collection_is_told(tmp_path):
    with pytest.raises(WorkspaceError, match="no searchable reviews"):
        ReviewCollection.open(tmp_path / "chroma", expected_embedder=MODEL)
    assert not (tmp_path / "chroma").exists()


def test_vectors_must_go_with_the_passages(tmp_path):
    with pytest.raises(ValueError, match=r"\(6, 3\)"):
        create(tmp_path / "chroma", vectors=VECTORS[:5])
    with pytest.raises(ValueError, match="unique"):
        create(tmp_path / "chroma", frame().assign(review_id=["v1", "v1", "v3", "v4", "v5"]))


def test_many_passages_are_written_in_pages_with_progress(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "_BATCH", 4)
    ticks = []
    create(tmp_path / "chroma", progress=lambda *tick: ticks.append(tick))
    assert ticks == [(4, 6), (6, 6)]
    with ReviewCollection.open(tmp_path / "chroma", expected_embedder=MODEL) as opened:
        assert opened.vectors(PARTS[::-1]) == pytest.approx(VECTORS[::-1], abs=1e-6)


def test_no_telemetry_and_no_embedding_function(collection):
    assert collection._client.get_settings().anonymized_telemetry is False
    assert collection._collection._embedding_function is None


def test_reviews_without_words_are_left_out_and_titles_are_passages_too():
    reviews = pd.DataFrame(
        {"review_id": ["a", "b", "c"], "title": ["Bad", None, " "], "text": ["It broke. Sad.", "fine", "  "]}
    )
    spoken = with_text(reviews)
    assert list(spoken["review_id"]) == ["a", "b"]
    parts = passages(spoken)
    assert [(part.id, part.text, part.is_title) for part in parts] == [
        ("a:0-0", "Bad", True),
        ("a:0-9", "It broke.", False),
        ("a:10-14", "Sad.", False),
        ("b:0-4", "fine", False),
    ]
    assert [part.text for part in passages(spoken.drop(columns="title"))] == ["It broke.", "Sad.", "fine"]


def test_room_for_further_vectors_holds_nothing_of_what_was_in_memory(tmp_path):
    create(tmp_path / "chroma")
    for name in ("data_level0.bin", "length.bin"):
        # So few vectors are not in the graph yet: all of it is room.
        held = [path.read_bytes() for path in (tmp_path / "chroma").glob(f"*/{name}")]
        assert held
        assert not any(byte for room in held for byte in room)
