"""The words of many texts, weighed by BM25: which texts hold a query's words, rare words counting most.

Source: Robertson & Zaragoza 2009, "The Probabilistic Relevance Framework: BM25 and Beyond", with the inverse document
frequency of Lucene, which is never negative. Kept are counts, not weights, so that texts can be added and taken out
without reading the others again; libraries that keep weights (bm25s) cannot do that.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import coo_array, csc_array

from data.review_words import search_words

_SATURATION, _LENGTH_SHARE = 1.2, 0.75  # k1 and b of the paper

Floats = npt.NDArray[np.float64]
Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class WordIndex:
    """How often each text holds each word.

    Attributes:
        vocabulary: The words, sorted.
        counts: Shape (texts, words).
    """

    vocabulary: Sequence[str]
    counts: csc_array

    @staticmethod
    def of(texts: Iterable[str]) -> "WordIndex":
        """The index of these texts.

        >>> index = WordIndex.of(["The battery died", "Late again", "Batteries are fine, battery too"])
        >>> index.scores(["batter"]).round(2).tolist()
        [0.47, 0.0, 0.57]
        """
        counted = [Counter(search_words(text)) for text in texts]
        vocabulary = sorted(set().union(*counted))
        place = {word: column for column, word in enumerate(vocabulary)}
        sizes = [len(words) for words in counted]
        columns = np.fromiter((place[word] for words in counted for word in words), np.int64, sum(sizes))
        values = np.fromiter((n for words in counted for n in words.values()), np.float32, sum(sizes))
        rows = np.repeat(np.arange(len(counted)), sizes)
        return WordIndex(vocabulary, coo_array((values, (rows, columns)), (len(counted), len(vocabulary))).tocsc())

    @staticmethod
    def from_arrays(arrays: Arrays) -> "WordIndex":
        """The index that `arrays` gave."""
        words = arrays["words"].tobytes().decode()
        vocabulary = words.split("\n") if words else []
        parts = (arrays["counts"], arrays["holders"], arrays["columns"])
        return WordIndex(vocabulary, csc_array(parts, (int(arrays["texts"][0]), len(vocabulary))))

    def arrays(self) -> Arrays:
        """All of it as plain arrays, for a file."""
        return {
            "words": np.frombuffer("\n".join(self.vocabulary).encode(), np.uint8),
            "counts": self.counts.data,
            "holders": self.counts.indices.astype(np.int32),
            "columns": self.counts.indptr.astype(np.int64),
            "texts": np.array([self.counts.shape[0]]),
        }

    def scores(self, words: Sequence[str]) -> Floats:
        """BM25 of each text for a query's words, shape (texts,); 0 where a text holds none of them."""
        texts = self.counts.shape[0]
        found = np.zeros(texts)
        for word in dict.fromkeys(words):
            column = self._place.get(word)
            if column is None:
                continue
            within = slice(self.counts.indptr[column], self.counts.indptr[column + 1])
            holders, times = self.counts.indices[within], self.counts.data[within]
            rarity = np.log1p((texts - len(holders) + 0.5) / (len(holders) + 0.5))
            found[holders] += rarity * times * (_SATURATION + 1) / (times + self._damping[holders])
        return found

    def subset(self, kept: npt.NDArray[np.int64]) -> "WordIndex":
        """The index of some of the texts, by their rows; words that only the others hold are gone from it."""
        counts = self.counts.tocsr()[kept].tocsc()
        held = np.diff(counts.indptr) > 0
        return WordIndex(
            [word for word, is_held in zip(self.vocabulary, held, strict=True) if is_held], counts[:, held]
        )

    def followed_by(self, other: "WordIndex") -> "WordIndex":
        """The index of these texts and, after them, those of another."""
        vocabulary = sorted({*self.vocabulary, *other.vocabulary})
        place = {word: column for column, word in enumerate(vocabulary)}
        values, rows, columns, texts = [], [], [], 0
        for index in (self, other):
            entries = index.counts.tocoo()
            own = np.array([place[word] for word in index.vocabulary], np.int64)
            values.append(entries.data)
            rows.append(entries.row + texts)
            columns.append(own[entries.col])
            texts += index.counts.shape[0]
        placed = (np.concatenate(rows), np.concatenate(columns))
        return WordIndex(vocabulary, coo_array((np.concatenate(values), placed), (texts, len(vocabulary))).tocsc())

    @cached_property
    def _place(self) -> dict[str, int]:
        return {word: column for column, word in enumerate(self.vocabulary)}

    @cached_property
    def _damping(self) -> Floats:
        """What a word's count is damped by in each text: more in long ones."""
        lengths = np.bincount(self.counts.indices, self.counts.data, self.counts.shape[0])
        mean = lengths.mean() if lengths.any() else 1.0
        damping: Floats = _SATURATION * (1 - _LENGTH_SHARE + _LENGTH_SHARE * lengths / mean)
        return damping
