"""The order in which reviews answer a query: by meaning, and by words where query and review share a language.

Sources: Rocchio 1971 (what the nearest reviews share is added to the query); Diaz 2005 (scores are smoothed over
reviews that are alike, since those answer the same queries); Cormack, Clarke & Büttcher 2009 (reciprocal rank fusion).
Weights were chosen on `pipeline/review_queries_tuning.toml`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from data.review_index import Places, ReviewIndex, Vectors
from data.review_quotes import QuoteSpan

# The sentences of so many reviews, at most a tenth of all, and how much what they share counts beside the query.
_FEEDBACK_REVIEWS, _FEEDBACK_SHARE, _FEEDBACK_WEIGHT = 10, 0.1, 0.3
# So many of the nearest reviews are compared with the enriched query, too.
_COMPARED_AGAIN = 1_000
# Of the best so many, half of a review's score is that of those most like it: so many, a tenth of all at most.
_SMOOTHED, _ALIKE_REVIEWS, _ALIKE_SHARE, _ALIKE_WEIGHT = 200, 10, 0.1, 0.5
# Ranks count 1 / (60 + rank), as in the paper; words less than meaning, and only so many of the best.
_RANK_OFFSET, _WORDS_WEIGHT, _WORDS_DEPTH = 60, 0.3, 100
# So many of the reviews that are roughly nearest, in short vectors, are compared exactly.
_ROUGHLY_NEAREST = 3_000
# Where fewer passages than an eighth of all are wanted, only theirs are read; else all, which is faster.
_READ_ALL = 8

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SearchQuery:
    """What is looked for.

    Attributes:
        vector: Shape (dimensions,), of length one.
        words: As `search_words` reads them.
        language: Its language; `other` where that is not known.
    """

    vector: Vectors
    words: Sequence[str]
    language: str

    def shares_language(self, languages: npt.NDArray[np.str_]) -> npt.NDArray[np.bool_]:
        """Which reviews may hold its words; a few Latin letters do not tell whose they are."""
        alike: npt.NDArray[np.bool_] = (languages == self.language) if self.language != "other" else languages != "zh"
        return alike


@dataclass(frozen=True)
class FoundPassage:
    """A passage of a review found: where it stands, and its row in the index."""

    span: QuoteSpan
    row: int


@dataclass(frozen=True)
class Hit:
    """A review found.

    Attributes:
        review_id: Which.
        score: Of its ranks: it orders, its height means nothing by itself.
        standing: How many standard deviations its nearest sentence is nearer to the query than a usual sentence of all
            reviews; infinitely many where it holds words of the query, or where all are few.
        sentences: Its sentences, the nearest to the query first.
    """

    review_id: str
    score: float
    standing: float
    sentences: tuple[FoundPassage, ...]


def rank_reviews(index: ReviewIndex, query: SearchQuery, *, among: Places, limit: int) -> list[Hit]:
    """The reviews that answer a query best, best first, equals by id.

    Args:
        index: The reviews.
        query: What is looked for.
        among: Places of the reviews that pass the filters and have a passage.
        limit: How many reviews at most.
    """
    if not len(among):
        return []
    cosines = _Cosines.of(index, query.vector, among)
    first = _best(index, among, cosines.scores, _COMPARED_AGAIN)
    enriched = _enriched(index, query, cosines, first, candidates=len(among))
    nearest = among[first]
    again = _Cosines.of(index, enriched, nearest)
    by_meaning = _smoothed(index, nearest, again, _best(index, nearest, again.scores, len(nearest)), len(among))
    worded = best_by_words(index, query, among)
    scores = np.zeros(len(among))
    scores[first[by_meaning]] = 1 / (_RANK_OFFSET + 1 + np.arange(len(by_meaning)))
    scores[worded] += _WORDS_WEIGHT / (_RANK_OFFSET + 1 + np.arange(len(worded)))
    ranked = np.union1d(first, worded)
    ordered = ranked[_best(index, among[ranked], scores[ranked], limit)]
    held, standing = set(worded.tolist()), index.standings(query.vector)
    return [
        Hit(
            str(index.review_ids[among[i]]),
            float(scores[i]),
            np.inf if i in held else standing(cosines.nearest(i)),
            cosines.sentences(index, among, i),
        )
        for i in ordered.tolist()
    ]


def best_by_words(index: ReviewIndex, query: SearchQuery, among: Places) -> Places:
    """Positions in `among` of the reviews in the query's language with a passage that holds its words, the best first.

    Every review there must have a passage.
    """
    by_passage = index.words.scores(query.words)
    holders = np.flatnonzero(by_passage)
    by_review = np.zeros(len(index))
    np.maximum.at(by_review, index.owners[holders], by_passage[holders])
    scores = by_review[among]
    held = np.flatnonzero(scores)
    held = held[query.shares_language(index.languages[among[held]])]
    best: Places = held[_best(index, among[held], scores[held], _WORDS_DEPTH)]
    return best


def roughly_nearest(index: ReviewIndex, vector: Vectors, among: Places) -> Places:
    """Those of the reviews at these places that are worth an exact comparison: all, where that is quick.

    Every review there must have a passage.
    """
    if index.leading is None or len(among) <= _ROUGHLY_NEAREST:
        return among
    rows = index.passage_rows(among)
    scores = _Cosines.among(index, index.leading.cosines(vector)[rows], rows, index.passage_counts[among]).scores
    return np.sort(among[np.argpartition(-scores, _ROUGHLY_NEAREST)[:_ROUGHLY_NEAREST]])


@dataclass(frozen=True)
class _Cosines:
    """How near the passages of some reviews are to a vector.

    Attributes:
        rows: The passages, review by review.
        cosines: Shape (passages,).
        starts: Where each review's passages begin, shape (reviews,).
        scores: How near each review is, shape (reviews,): its nearest sentence, plus its mean passage.
    """

    rows: Places
    cosines: Vectors
    starts: Places
    scores: Floats

    @staticmethod
    def of(index: ReviewIndex, vector: Vectors, places: Places) -> "_Cosines":
        rows, counts = index.passage_rows(places), index.passage_counts[places]
        whole = len(rows) * _READ_ALL > len(index.vectors)
        cosines = (index.vectors @ vector)[rows] if whole else index.vectors[rows] @ vector
        return _Cosines.among(index, cosines, rows, counts)

    @staticmethod
    def among(index: ReviewIndex, cosines: Vectors, rows: Places, counts: Places) -> "_Cosines":
        """Of passages whose cosines are known."""
        starts = np.cumsum(counts) - counts
        # A long review whose every sentence is near is about the matter; one near sentence may have come in by chance.
        means = np.add.reduceat(cosines, starts, dtype=np.float64) / counts
        # A title alone cannot be quoted: a review found by it would be shown by a sentence about something else.
        cosines[index.is_title[rows]] = -1
        return _Cosines(rows, cosines, starts, np.maximum.reduceat(cosines, starts) + means)

    def within(self, i: int) -> slice:
        """The passages of the review at position `i`."""
        return slice(int(self.starts[i]), int(self.starts[i + 1]) if i + 1 < len(self.starts) else len(self.rows))

    def nearest(self, i: int) -> float:
        """The cosine of its nearest sentence."""
        return float(self.cosines[self.within(i)].max())

    def sentences(self, index: ReviewIndex, places: Places, i: int) -> tuple[FoundPassage, ...]:
        """Its sentences, the nearest first."""
        rows, cosines = self.rows[self.within(i)], self.cosines[self.within(i)]
        nearest = rows[np.argsort(-cosines, kind="stable")].tolist()
        found = [FoundPassage(index.span(int(places[i]), row), row) for row in nearest]
        return tuple(passage for passage in found if passage.span.end)


def _enriched(index: ReviewIndex, query: SearchQuery, cosines: _Cosines, first: Places, *, candidates: int) -> Vectors:
    """The query with what the sentences nearest to it share: it then speaks as the reviews do, in their language."""
    most = min(_FEEDBACK_REVIEWS, int(candidates * _FEEDBACK_SHARE))
    if not most:
        return query.vector
    nearest: dict[float, int] = {}
    for i in first[:most].tolist():
        within = cosines.within(i)
        at = within.start + int(np.argmax(cosines.cosines[within]))
        nearest.setdefault(round(float(cosines.cosines[at]), 6), int(cosines.rows[at]))  # equal sentences count once
    shared = _of_length_one(index.vectors[list(nearest.values())].mean(axis=0) - index.mean)
    return _of_length_one(query.vector + np.float32(_FEEDBACK_WEIGHT) * shared)


def _smoothed(index: ReviewIndex, places: Places, cosines: _Cosines, order: Places, candidates: int) -> Places:
    """The order with its best reviews put in that of their smoothed scores: what they speak of counts as a whole.

    One near sentence may have come in by chance, in a review about another thing; reviews like it are then not near.
    """
    best = order[:_SMOOTHED]
    most = min(_ALIKE_REVIEWS, int(candidates * _ALIKE_SHARE), len(best) - 1)
    if most < 1:
        return order
    rows, counts = index.passage_rows(places[best]), index.passage_counts[places[best]]
    sums = np.add.reduceat(index.vectors[rows], np.cumsum(counts) - counts, axis=0)
    means = sums / counts[:, None].astype(np.float32) - index.mean
    means /= np.maximum(np.linalg.norm(means, axis=1, keepdims=True), np.float32(1e-9))
    likeness = means @ means.T
    np.fill_diagonal(likeness, -1)
    alike = np.argsort(-likeness, axis=1, kind="stable")[:, :most]
    weights = np.maximum(np.take_along_axis(likeness, alike, axis=1), 0)
    scores = cosines.scores[best]
    of_alike = (weights * scores[alike]).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
    smoothed = np.where(weights.any(axis=1), (1 - _ALIKE_WEIGHT) * scores + _ALIKE_WEIGHT * of_alike, scores)
    return np.concatenate([best[_best(index, places[best], smoothed, len(best))], order[_SMOOTHED:]])


def _of_length_one(vector: Vectors) -> Vectors:
    shortened: Vectors = vector / max(float(np.linalg.norm(vector)), 1e-9)
    return shortened


def _best(index: ReviewIndex, places: Places, scores: Floats, most: int) -> Places:
    """Positions of the highest scores, the highest first, equals by review id."""
    if len(scores) > most:
        pool = np.flatnonzero(scores >= np.partition(scores, len(scores) - most)[len(scores) - most])
    else:
        pool = np.arange(len(scores))
    order = np.lexsort((index.review_ids[places[pool]], -scores[pool]))
    best: Places = pool[order][:most]
    return best
