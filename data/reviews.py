"""The reviews of a build as a searchable collection: filters first, then ranking by meaning.

Vectors lie in an embedded Chroma collection; texts stay in `reviews.parquet`, their one home. Chroma runs inside this
process only (its server had a code-execution flaw, CVE-2026-45829), is told of no embedding function (the default one
downloads a model), and sends no telemetry.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import WorkspaceError

if TYPE_CHECKING:
    from chromadb.api.client import Client

COLLECTION = "reviews"
# Up to so many candidates are ranked exactly; beyond, Chroma's graph finds the nearest (15 ms among 15,000).
EXACT_CANDIDATES = 5_000
_BATCH = 1_000
_METADATA = ("customer_id", "product_id", "category", "rating", "day", "language")

Vectors = npt.NDArray[np.float32]
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Hit:
    """A review found; `score` is the cosine with the query: it ranks, its height means nothing by itself."""

    review_id: str
    score: float


def with_text(reviews: pd.DataFrame) -> pd.DataFrame:
    """The reviews that say something: stars alone cannot be searched or quoted."""
    return reviews[reviews["text"].fillna("").str.strip() != ""]


def passages(reviews: pd.DataFrame) -> list[str]:
    """What is embedded for each review: its title, where it has one, and its text."""
    texts = [str(text) for text in reviews["text"]]
    if "title" not in reviews:
        return texts
    titles = ["" if pd.isna(title) else str(title).strip() for title in reviews["title"]]
    return [f"{title}\n{text}" if title else text for title, text in zip(titles, texts, strict=True)]


class ReviewCollection:
    """The vectors of a build's reviews, opened for search; close it, or use it in a `with` statement.

    Attributes:
        embedder: `id`, `sha256` and `dimensions` of the model that made the vectors.
    """

    def __init__(self, client: "Client", embedder: Mapping[str, Any]) -> None:
        self._client = client
        self._collection = client.get_collection(COLLECTION, embedding_function=None)
        self._known: dict[str, Vectors] = {}
        self.embedder = dict(embedder)

    @staticmethod
    def create(
        path: Path,
        reviews: pd.DataFrame,
        vectors: Vectors,
        *,
        embedder: Mapping[str, Any],
        progress: Progress | None = None,
    ) -> None:
        """Write a new collection below `path` and close it, so that the folder can be moved.

        Args:
            path: Folder to be made.
            reviews: Reviews with text; `review_id` is unique.
            vectors: Their vectors, shape (reviews, dimensions).
            embedder: `id`, `sha256`, `dimensions` of the model that made the vectors.
            progress: Told (reviews written, reviews in all).

        Raises:
            ValueError: Vectors and reviews do not go together, or a review id comes twice.
        """
        if vectors.shape != (len(reviews), embedder["dimensions"]):
            raise ValueError(f"vectors should be ({len(reviews)}, {embedder['dimensions']}), found {vectors.shape}")
        if not reviews["review_id"].is_unique:
            raise ValueError("review_id should be unique, found one twice")
        client = _client(path)
        try:
            collection = client.create_collection(
                COLLECTION,
                embedding_function=None,
                # One thread: neighbours are then linked in the same order, and searches repeat, in every build.
                configuration={"hnsw": {"space": "cosine", "num_threads": 1}},
                metadata={f"embedder_{key}": embedder[key] for key in ("id", "sha256", "dimensions")},
            )
            ids, metadata = [str(i) for i in reviews["review_id"]], _metadata(reviews)
            for at in range(0, len(ids), _BATCH):
                part = slice(at, at + _BATCH)
                collection.add(ids=ids[part], embeddings=vectors[part], metadatas=metadata[part])
                if progress:
                    progress(min(at + _BATCH, len(ids)), len(ids))
        finally:
            client.close()

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
            return ReviewCollection(client, embedder)
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
        self._client.close()

    def __len__(self) -> int:
        return int(self._collection.count())

    def vectors(self, review_ids: Sequence[str]) -> Vectors:
        """Vectors of these reviews, in their order, shape (reviews, dimensions).

        Raises:
            KeyError: A review is not in the collection.
        """
        missing = [i for i in dict.fromkeys(review_ids) if i not in self._known]
        for at in range(0, len(missing), _BATCH):
            page = self._collection.get(ids=missing[at : at + _BATCH], include=["embeddings"])
            found = np.asarray(page["embeddings"], dtype=np.float32)
            self._known.update(zip(page["ids"], found, strict=True))
        if not review_ids:
            return np.zeros((0, int(self.embedder["dimensions"])), np.float32)
        return np.stack([self._known[i] for i in review_ids])

    def search(self, vector: Vectors, *, review_ids: Sequence[str], limit: int) -> list[Hit]:
        """The reviews nearest to a query among `review_ids`, best first, equals by id.

        Args:
            vector: The query's vector, shape (dimensions,), of length one.
            review_ids: The reviews that pass the filters.
            limit: How many at most.
        """
        if not review_ids:
            return []
        if len(review_ids) <= EXACT_CANDIDATES:
            scores = self.vectors(review_ids) @ vector
            hits = [Hit(i, float(score)) for i, score in zip(review_ids, scores, strict=True)]
        else:
            found = self._collection.query(
                query_embeddings=vector[None, :],
                ids=list(review_ids) if len(review_ids) < len(self) else None,
                n_results=min(2 * limit + 20, len(review_ids)),
                include=["distances"],
            )
            distances = (found["distances"] or [[]])[0]
            hits = [Hit(i, 1.0 - float(d)) for i, d in zip(found["ids"][0], distances, strict=True)]
        return sorted(hits, key=lambda hit: (-hit.score, hit.review_id))[:limit]


def check_same_embedder(stored: Mapping[str, Any], expected: Mapping[str, Any]) -> None:
    """Vectors of two models cannot be compared.

    Raises:
        WorkspaceError: They are not the same model.
    """
    if all(stored[key] == expected[key] for key in ("id", "sha256", "dimensions")):
        return
    raise WorkspaceError(
        f"this build's reviews were embedded by {_named(stored)}, but the embedder in use is {_named(expected)}: "
        "build again, or set KEZHI_EMBEDDER back (empty for the default multilingual-e5-small)"
    )


def _named(embedder: Mapping[str, Any]) -> str:
    return f"{embedder['id']} ({str(embedder['sha256'])[:8]}, {embedder['dimensions']} dimensions)"


def _client(path: Path) -> "Client":
    """An embedded client over the folder."""
    import chromadb
    from chromadb.config import Settings

    client: Any = chromadb.PersistentClient(path=str(path), settings=Settings(anonymized_telemetry=False))
    opened: Client = client
    return opened


def _metadata(reviews: pd.DataFrame) -> list[Mapping[str, Any]]:
    """What Chroma knows of each review beside its vector; it takes no missing values, so those are left out."""
    frame = reviews[[column for column in _METADATA if column in reviews]]
    rows: list[Mapping[str, Any]] = []
    for row in frame.to_dict("records"):
        known = {str(key): value for key, value in row.items() if not pd.isna(value)}
        rows.append({**known, "has_text": 1})
    return rows
