"""What a search reads beside Chroma: where the passages of each review stand, their vectors and their words.

Small arrays are read at once; the vectors are mapped into memory, so that exact search among any filtered part begins
at once and takes no memory of its own. Very many long vectors have a short form beside them, for a first look.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import WorkspaceError
from data.leading_directions import LeadingDirections
from data.review_passages import Passage, languages_of
from data.review_quotes import QuoteSpan
from data.word_index import WordIndex

_SMALL, _VECTORS, _PARTS = "search.npz", "vectors.npy", "leading.npy"
# How far the passages lie apart is read off so many of them; of fewer than the second number nothing is said.
_SAMPLE, _FEW = 20_000, 500

Vectors = npt.NDArray[np.float32]
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ReviewIndex:
    """Reviews by their place, 0 to `len`; the passages of each lie together.

    Attributes:
        review_ids: Id of each review.
        languages: Language of each review.
        firsts: Row of the first passage of each review, and at the end the number of passages; shape (reviews + 1,).
        spans: Start and end of each passage in its review's text, shape (passages, 2); both 0 for a title.
        words: The words of each passage.
        vectors: Shape (passages, dimensions), of length one.
        mean: The mean of the vectors, shape (dimensions,): what all passages share.
        leading: The vectors in short, where they are many and long.
    """

    review_ids: npt.NDArray[np.str_]
    languages: npt.NDArray[np.str_]
    firsts: Places
    spans: npt.NDArray[np.int32]
    words: WordIndex
    vectors: Vectors
    mean: Vectors
    leading: LeadingDirections | None

    @staticmethod
    def of(reviews: pd.DataFrame, parts: Sequence[Passage], vectors: Vectors) -> "ReviewIndex":
        """The index of reviews with text, of their `passages`, and of the vectors of these."""
        ids = reviews["review_id"].astype(str).tolist()
        place = {review_id: i for i, review_id in enumerate(ids)}
        counts = np.bincount([place[part.span.review_id] for part in parts], minlength=len(ids))
        return ReviewIndex(
            review_ids=np.array(ids, np.str_),
            languages=np.array(languages_of(reviews), np.str_),
            firsts=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            spans=np.array([(part.span.start, part.span.end) for part in parts], np.int32).reshape(-1, 2),
            words=WordIndex.of(part.text for part in parts),
            vectors=vectors,
            mean=_mean(vectors),
            leading=LeadingDirections.of(vectors),
        )

    @staticmethod
    def open(folder: Path) -> "ReviewIndex":
        """The index that `write` wrote into a folder.

        Raises:
            WorkspaceError: There is none: the build is of an older version.
        """
        if not (folder / _SMALL).is_file():
            raise WorkspaceError("another version of Kezhi indexed this build's reviews: build again")
        with np.load(folder / _SMALL, allow_pickle=False) as stored:
            arrays: dict[str, Any] = dict(stored)
        vectors, leading = _mapped(folder / _VECTORS), None
        if "directions" in arrays:
            leading = LeadingDirections(arrays["directions"], _mapped(folder / _PARTS))
        return ReviewIndex(
            review_ids=arrays["review_ids"],
            languages=arrays["languages"],
            firsts=arrays["firsts"],
            spans=arrays["spans"],
            words=WordIndex.from_arrays(arrays),
            vectors=vectors,
            mean=arrays["mean"],
            leading=leading,
        )

    def write(self, folder: Path) -> None:
        """Write it into a folder; one that lies there is replaced."""
        small: dict[str, Any] = {
            "review_ids": self.review_ids,
            "languages": self.languages,
            "firsts": self.firsts,
            "spans": self.spans,
            "mean": self.mean,
            **self.words.arrays(),
        }
        if self.leading:
            small["directions"] = self.leading.directions
            _replace(folder / _PARTS, self.leading.parts)
        else:
            (folder / _PARTS).unlink(missing_ok=True)
        np.savez(folder / _SMALL, **small)
        _replace(folder / _VECTORS, self.vectors)

    def __len__(self) -> int:
        return len(self.review_ids)

    @cached_property
    def passage_counts(self) -> Places:
        """How many passages each review has."""
        counts: Places = np.diff(self.firsts)
        return counts

    @cached_property
    def owners(self) -> Places:
        """Place of the review of each passage, shape (passages,)."""
        owners: Places = np.repeat(np.arange(len(self)), self.passage_counts)
        return owners

    @cached_property
    def is_title(self) -> npt.NDArray[np.bool_]:
        """Which passages are titles, shape (passages,)."""
        titles: npt.NDArray[np.bool_] = self.spans[:, 1] == 0
        return titles

    def places(self, review_ids: Sequence[str] | pd.Series) -> Places:
        """Places of these reviews, in their order.

        Raises:
            KeyError: A review is not in the index.
        """
        found: Places = self._by_id.get_indexer(pd.Index(review_ids)).astype(np.int64)
        if (found < 0).any():
            raise KeyError(pd.Index(review_ids)[found < 0][0])
        return found

    def passage_rows(self, places: Places) -> Places:
        """Rows of the passages of these reviews, review by review."""
        counts = self.passage_counts[places]
        before = np.cumsum(counts) - counts
        rows: Places = np.repeat(self.firsts[places] - before, counts) + np.arange(counts.sum())
        return rows

    def span(self, place: int, row: int) -> QuoteSpan:
        """Where a passage of a review stands."""
        start, end = self.spans[row].tolist()
        return QuoteSpan(str(self.review_ids[place]), start, end)

    def without(self, review_ids: Sequence[str]) -> "ReviewIndex":
        """The index without some reviews: nothing of them is left in it."""
        kept = ~np.isin(self.review_ids, np.array(list(review_ids), np.str_))
        rows = self.passage_rows(np.flatnonzero(kept))
        vectors = np.array(self.vectors[rows])
        return ReviewIndex(
            review_ids=self.review_ids[kept],
            languages=self.languages[kept],
            firsts=np.concatenate([[0], np.cumsum(self.passage_counts[kept])]).astype(np.int64),
            spans=self.spans[rows],
            words=self.words.subset(rows),
            vectors=vectors,
            mean=_mean(vectors),
            leading=LeadingDirections.of(vectors),
        )

    def followed_by(self, other: "ReviewIndex") -> "ReviewIndex":
        """The index of these reviews and, after them, those of another."""
        vectors = np.concatenate([self.vectors, other.vectors])
        return ReviewIndex(
            review_ids=np.concatenate([self.review_ids, other.review_ids]),
            languages=np.concatenate([self.languages, other.languages]),
            firsts=np.concatenate([self.firsts, self.firsts[-1] + other.firsts[1:]]),
            spans=np.concatenate([self.spans, other.spans]),
            words=self.words.followed_by(other.words),
            vectors=vectors,
            mean=_mean(vectors),
            leading=LeadingDirections.of(vectors),
        )

    def standings(self, vector: Vectors) -> Callable[[float], float]:
        """By a passage's cosine, how many standard deviations nearer to the vector it is than a usual passage.

        Of few passages, no telling what is usual, infinitely many.
        """
        if len(self.vectors) < _FEW:
            return lambda _: np.inf
        spread = float(np.sqrt(max(float(vector @ self._covariance @ vector), 1e-12)))
        usual = float(vector @ self.mean)
        return lambda cosine: (cosine - usual) / spread

    @cached_property
    def _covariance(self) -> Vectors:
        sample = self.vectors[:: -(-len(self.vectors) // _SAMPLE)]
        covariance: Vectors = sample.T @ sample / np.float32(len(sample)) - np.outer(self.mean, self.mean)
        return covariance

    @cached_property
    def _by_id(self) -> pd.Index:
        by_id: pd.Index = pd.Index(self.review_ids.tolist())
        return by_id


def _mapped(file: Path) -> Vectors:
    # Rows of a memmap are memmaps again, which takes longer than to read them.
    mapped: Vectors = np.load(file, mmap_mode="r", allow_pickle=False).view(np.ndarray)
    return mapped


def _replace(file: Path, vectors: Vectors) -> None:
    fresh = file.with_name(f"{file.name}.new")
    with fresh.open("wb") as writing:  # the old ones may be those that are written
        np.save(writing, vectors, allow_pickle=False)
    fresh.replace(file)


def _mean(vectors: Vectors) -> Vectors:
    mean: Vectors = (vectors.sum(axis=0, dtype=np.float64) / max(len(vectors), 1)).astype(np.float32)
    return mean
