"""The reviews of a build as a searchable collection of their sentences.

Vectors lie in an embedded Chroma collection; texts stay in `reviews.parquet`, their one home. Chroma runs inside this
process only (its server had a code-execution flaw, CVE-2026-45829), is told of no embedding function (the default one
downloads a model), and sends no telemetry.
"""

import weakref
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import WorkspaceError
from data.aspects import AspectVectors, aspect_examples
from data.embedder_identity import check_same_embedder
from data.index_files import blank_unused
from data.languages import review_language
from data.review_index import Places, ReviewIndex
from data.review_passages import PASSAGES_VERSION, Passage, passages
from data.review_ranking import FoundPassage, Hit, SearchQuery, best_by_words, rank_reviews, roughly_nearest
from data.review_words import search_words

if TYPE_CHECKING:
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

COLLECTION = "reviews"
ASPECTS = "aspects"
# Among up to so many passages search is exact; among more, Chroma's graph finds the nearest ones of all reviews first.
EXACT_PASSAGES = 300_000
# How many of them it finds, as a multiple of the share of reviews that pass the filters.
_NEAR = 1_000
_BATCH = 1_000
_OUTDATED = "another version of Kezhi indexed this build's reviews: build again"
_METADATA = ("review_id", "customer_id", "product_id", "category", "rating", "day", "language")

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]


class ReviewCollection:
    """The vectors of the passages of a build's reviews; close it, or use it in a `with` statement.

    Attributes:
        embedder: `id`, `sha256` and `dimensions` of the model that made the vectors.
    """

    def __init__(self, path: Path, client: "Client", embedder: Mapping[str, Any]) -> None:
        self._path, self._client = path, client
        self._collection = client.get_collection(COLLECTION, embedding_function=None)
        # Chroma keeps what is open for good, unless told: a web app that goes from build to build would keep them all.
        self._closing = weakref.finalize(self, client.close)
        self._closing.atexit = False
        self._known: dict[str, Vectors] = {}
        self.embedder = dict(embedder)

    @staticmethod
    def create(
        path: Path,
        reviews: pd.DataFrame,
        vectors: Vectors,
        *,
        examples: AspectVectors,
        embedder: Mapping[str, Any],
        progress: Progress | None = None,
    ) -> None:
        """Write a new collection below `path` and close it, so that the folder can be moved.

        Args:
            path: Folder to be made.
            reviews: Reviews with text; `review_id` is unique.
            vectors: Vectors of their `passages`, shape (passages, dimensions).
            examples: Example sentences of the aspects, by which topics are told.
            embedder: `id`, `sha256`, `dimensions` of the model that made the vectors.
            progress: Told (passages written, passages in all).

        Raises:
            ValueError: Vectors and passages do not go together, or a review id comes twice.
        """
        parts = passages(reviews)
        if vectors.shape != (len(parts), embedder["dimensions"]):
            raise ValueError(f"vectors should be ({len(parts)}, {embedder['dimensions']}), found {vectors.shape}")
        if not reviews["review_id"].is_unique:
            raise ValueError("review_id should be unique, found one twice")
        client = _client(path)
        try:
            collection = client.create_collection(
                COLLECTION,
                embedding_function=None,
                # One thread: neighbours are then linked in the same order, and searches repeat, in every build.
                configuration={"hnsw": {"space": "cosine", "num_threads": 1}},
                metadata={
                    "passages": PASSAGES_VERSION,
                    **{f"embedder_{key}": embedder[key] for key in ("id", "sha256", "dimensions")},
                },
            )
            known = client.create_collection(ASPECTS, embedding_function=None)
            known.add(ids=[example.id for example in examples.examples], embeddings=examples.vectors)
            _add(collection, reviews, parts, vectors, progress=progress)
        finally:
            client.close()
        blank_unused(path)
        ReviewIndex.of(reviews, parts, vectors).write(path)

    @staticmethod
    def extend(
        path: Path, reviews: pd.DataFrame, vectors: Vectors, *, stale: Sequence[str], embedder: Mapping[str, Any]
    ) -> None:
        """Add reviews to the collection below `path`, after removing those with the ids in `stale`, and close it.

        Args:
            path: Folder of a collection that nobody reads yet: a copy.
            reviews: New reviews with text.
            vectors: As in `create`.
            stale: Ids of reviews whose passages are to go first; they may be among the new ones again.
            embedder: As in `create`; it must be the collection's.

        Raises:
            WorkspaceError: Another model made the collection.
            ValueError: Vectors and passages do not go together.
        """
        parts = passages(reviews)
        if vectors.shape != (len(parts), embedder["dimensions"]):
            raise ValueError(f"vectors should be ({len(parts)}, {embedder['dimensions']}), found {vectors.shape}")
        with ReviewCollection.open(path, expected_embedder=embedder) as opened:
            for review_id in stale:
                opened._collection.delete(where={"review_id": review_id})
            _add(opened._collection, reviews, parts, vectors)
        blank_unused(path)
        ReviewIndex.open(path).without(stale).followed_by(ReviewIndex.of(reviews, parts, vectors)).write(path)

    @staticmethod
    def open(path: Path, *, expected_embedder: Mapping[str, Any]) -> "ReviewCollection":
        """The collection that `create` wrote below `path`.

        Raises:
            WorkspaceError: There is none, or another model made it.
        """
        if not (path / "chroma.sqlite3").is_file():
            raise WorkspaceError("this build has no searchable reviews; build again with --reviews")
        client = _client(path)
        try:
            stored = client.get_collection(COLLECTION, embedding_function=None).metadata or {}
            embedder = {key: stored.get(f"embedder_{key}") for key in ("id", "sha256", "dimensions")}
            check_same_embedder(embedder, expected_embedder)
            _check_version(stored.get("passages"))
            return ReviewCollection(path, client, embedder)
        except BaseException:
            client.close()
            raise

    def __enter__(self) -> "ReviewCollection":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files."""
        self._closing()

    def __len__(self) -> int:
        return int(self._collection.count())

    def vectors(self, parts: Sequence[Passage]) -> Vectors:
        """Vectors of these passages, in their order, shape (passages, dimensions).

        Raises:
            KeyError: A passage is not in the collection.
        """
        ids = [part.id for part in parts]
        missing = [i for i in dict.fromkeys(ids) if i not in self._known]
        for at in range(0, len(missing), _BATCH):
            page = self._collection.get(ids=missing[at : at + _BATCH], include=["embeddings"])
            found = np.asarray(page["embeddings"], dtype=np.float32)
            self._known.update(zip(page["ids"], found, strict=True))
        empty = np.zeros((0, int(self.embedder["dimensions"])), np.float32)
        return np.stack([self._known[i] for i in ids]) if ids else empty

    def examples(self) -> AspectVectors:
        """The example sentences of the aspects with their vectors.

        Raises:
            WorkspaceError: The build was made with other examples.
        """
        examples = aspect_examples()
        stored = self._client.get_collection(ASPECTS, embedding_function=None).get(include=["embeddings"])
        known = dict(zip(stored["ids"], np.asarray(stored["embeddings"], dtype=np.float32), strict=True))
        if not all(example.id in known for example in examples):
            raise WorkspaceError(_OUTDATED)
        return AspectVectors(examples, np.stack([known[example.id] for example in examples]))

    def places(self, review_ids: Sequence[str] | pd.Series) -> Places:
        """Where these reviews stand in the collection, in their order.

        Raises:
            KeyError: A review is not in it.
        """
        return self._index.places(review_ids)

    def search(
        self,
        query: str,
        vector: Vectors,
        *,
        among: Places,
        limit: int,
        exact_passages: int = EXACT_PASSAGES,
    ) -> list[Hit]:
        """The reviews that answer a query best, best first.

        Args:
            query: In words.
            vector: The same as a vector, shape (dimensions,), of length one.
            among: `places` of the reviews that pass the filters.
            limit: How many reviews at most.
            exact_passages: Where the candidates have more passages, only those the graph finds are compared.
        """
        asked = SearchQuery(vector, search_words(query), review_language(query))
        places = among[self._index.passage_counts[among] > 0]
        if self._index.passage_counts[places].sum() > exact_passages:
            near = self._near(vector, places)
        else:
            near = roughly_nearest(self._index, vector, places)
        if len(near) < len(places):
            near = np.union1d(near, places[best_by_words(self._index, asked, places)])
        return rank_reviews(self._index, asked, among=near, limit=limit)

    def vectors_of(self, found: Sequence[FoundPassage]) -> Vectors:
        """Vectors of sentences that `search` found, shape (sentences, dimensions)."""
        rows = np.array([passage.row for passage in found], np.int64)
        return np.array(self._index.vectors[rows])

    @cached_property
    def _index(self) -> ReviewIndex:
        return ReviewIndex.open(self._path)

    def _near(self, vector: Vectors, places: Places) -> Places:
        """Those of the reviews at these places that have one of the nearest passages, which Chroma's graph finds."""
        wanted = min(_NEAR * len(self._index) // len(places), len(self))
        found = self._collection.query(query_embeddings=vector[None, :], n_results=wanted, include=[])
        ids = dict.fromkeys(passage_id.rpartition(":")[0] for passage_id in found["ids"][0])
        return np.intersect1d(self._index.places(list(ids)), places)


def _add(
    collection: "Collection",
    reviews: pd.DataFrame,
    parts: Sequence[Passage],
    vectors: Vectors,
    *,
    progress: Progress | None = None,
) -> None:
    ids, metadata = [part.id for part in parts], _metadata(reviews, parts)
    for at in range(0, len(ids), _BATCH):
        part = slice(at, at + _BATCH)
        collection.add(ids=ids[part], embeddings=vectors[part], metadatas=metadata[part])
        if progress:
            progress(min(at + _BATCH, len(ids)), len(ids))


def _check_version(found: object) -> None:
    if found != PASSAGES_VERSION:
        raise WorkspaceError(_OUTDATED)


def _client(path: Path) -> "Client":
    """An embedded client over the folder."""
    import chromadb
    from chromadb.config import Settings
    from chromadb.errors import ChromaError

    try:
        client: Any = chromadb.PersistentClient(path=str(path), settings=Settings(anonymized_telemetry=False))
    except ChromaError as error:
        raise WorkspaceError(
            f"the collection of reviews cannot be opened ({error}); its folder should be intact and writable"
        ) from error
    opened: Client = client
    return opened


def _metadata(reviews: pd.DataFrame, parts: Sequence[Passage]) -> list[Mapping[str, Any]]:
    """What Chroma knows of each passage beside its vector; it takes no missing values, so those are left out."""
    frame = reviews[[column for column in _METADATA if column in reviews]]
    known = {
        str(row["review_id"]): {str(key): value for key, value in row.items() if not pd.isna(value)}
        for row in frame.to_dict("records")
    }
    return [{**known[part.span.review_id], "start": part.span.start, "end": part.span.end} for part in parts]
