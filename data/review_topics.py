"""What many reviews have in common: groups by similarity, named by their characteristic words, counted exactly.

A review is described by its vector, which knows meanings across languages, and by its words, which know what the
vector blurs ("cancelled" against "not received"). From the vectors the language and the length are taken out first:
otherwise the groups of a bilingual shop are its languages, and those of short reviews their lengths.

Source: Grootendorst 2022, "BERTopic" (groups of vectors named by class-based TF-IDF). We differ: words describe the
reviews too, and are weighed by how many reviews of the group use them against the others.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from data.review_quotes import QuoteSpan, best_quotes
from data.review_words import stem, words
from data.spherical_k_means import spherical_k_means

MOST_TOPICS = 8
_FEWEST_A_TOPIC = 5
_TERMS = 5
_QUOTES = 2
_QUOTE_CANDIDATES = 30
_ALIKE = 0.4
_NAMELESS = "…"
# Centres are found on so many reviews; every review is then counted where it belongs.
_SAMPLE = 20_000
_VOCABULARY = 1_000
_FEWEST_USES = 3
# How much a review's words say beside its vector; from 0.7 to 1 the groups of the Olist complaints stay the same.
_WORDS_WEIGHT = 0.85
# A language with fewer reviews than this has no mean of its own worth taking out.
_FEWEST_A_LANGUAGE = 20

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class SpokenReview:
    """A review as topics need it."""

    review_id: str
    text: str
    language: str


@dataclass(frozen=True)
class ReviewTopic:
    """Reviews grouped by similarity.

    Attributes:
        name: The first of its terms that no larger topic is named by.
        terms: Words that its reviews use more than the others, the most telling first.
        review_ids: Its reviews, the most typical first; each review is in one topic.
        share: Its reviews among all that were grouped, 0..1.
        quotes: Slices of typical reviews of it.
    """

    name: str
    terms: tuple[str, ...]
    review_ids: tuple[str, ...]
    share: float
    quotes: tuple[QuoteSpan, ...]

    @property
    def n(self) -> int:
        """How many reviews it has."""
        return len(self.review_ids)


def find_topics(
    reviews: Sequence[SpokenReview],
    vectors: Floats,
    *,
    seed: int,
    allowed: Callable[[str], bool] = lambda text: True,
) -> list[ReviewTopic]:
    """Group the reviews by what they are about, the largest group first.

    Args:
        reviews: At least one.
        vectors: Their vectors, shape (reviews, dimensions), of length one.
        seed: Of the grouping's random starts; equal input and seed give equal topics.
        allowed: Whether a sentence may be quoted.
    """
    vocabulary = [[*map(_Word, words(review.text))] for review in reviews]
    described = _described(reviews, vectors, vocabulary)
    sample = described
    if len(reviews) > _SAMPLE:
        sample = described[np.sort(np.random.default_rng(seed).choice(len(reviews), _SAMPLE, replace=False))]
    centres = spherical_k_means(sample, count=_topic_count(len(reviews)), seed=seed)
    closeness = described @ centres.T
    groups = np.argmax(closeness, axis=1)
    topics = []
    for group in sorted(set(groups.tolist())):
        members = np.flatnonzero(groups == group)
        typical = members[np.argsort(-closeness[members, group], kind="stable")].tolist()
        weights = _term_weights(vocabulary, groups == group)
        topics.append(
            ReviewTopic(
                name="",
                terms=_shown_terms([word for i in members for word in vocabulary[i]], weights),
                review_ids=tuple(reviews[i].review_id for i in typical),
                share=len(members) / len(reviews),
                quotes=_typical_quotes([reviews[i] for i in typical[:_QUOTE_CANDIDATES]], weights, allowed),
            )
        )
    return _named(sorted(topics, key=lambda topic: (-topic.n, topic.review_ids)))


def _named(topics: Sequence[ReviewTopic]) -> list[ReviewTopic]:
    named: list[ReviewTopic] = []
    for topic in topics:
        free = [term for term in topic.terms if term not in {other.name for other in named}]
        named.append(replace(topic, name=free[0] if free else _NAMELESS))
    return named


class _Word:
    """A word as written, and the stem it shares with its other forms."""

    __slots__ = ("stem", "written")

    def __init__(self, written: str) -> None:
        self.written = written
        self.stem = stem(written)


Vocabulary = Sequence[Sequence[_Word]]


def _topic_count(reviews: int) -> int:
    """Few enough to read, more for more reviews.

    >>> [_topic_count(n) for n in (3, 12, 100, 300, 2000, 100_000)]
    [1, 2, 3, 5, 8, 8]
    """
    return max(1, min(MOST_TOPICS, reviews // _FEWEST_A_TOPIC, round(1 + float(np.sqrt(reviews / 20)))))


def _described(reviews: Sequence[SpokenReview], vectors: Floats, vocabulary: Vocabulary) -> Floats:
    """Meaning and words of each review side by side, of length one."""
    joined = np.hstack([_meanings(reviews, vectors), _WORDS_WEIGHT * _word_vectors(vocabulary)])
    return _of_length_one(joined)


def _meanings(reviews: Sequence[SpokenReview], vectors: Floats) -> Floats:
    """The vectors without what their language and their length explain (least squares), of length one."""
    lengths = np.log1p([len(review.text) for review in reviews])
    causes = [np.ones(len(reviews)), lengths - lengths.mean(), (lengths - lengths.mean()) ** 2]
    languages = Counter(review.language for review in reviews)
    for language in sorted(languages)[1:]:
        if languages[language] >= _FEWEST_A_LANGUAGE:
            causes.append(np.array([review.language == language for review in reviews], dtype=np.float64))
    explained = np.stack(causes, axis=1)
    weights = np.linalg.lstsq(explained, vectors.astype(np.float64), rcond=None)[0]
    return _of_length_one((vectors - explained @ weights).astype(np.float32))


def _word_vectors(vocabulary: Vocabulary) -> Floats:
    """TF-IDF of the words that several reviews use but not half of them, shape (reviews, words), of length one."""
    uses = Counter(s for used in vocabulary for s in {word.stem for word in used})
    common = sorted(
        (s for s, n in uses.items() if _FEWEST_USES <= n <= len(vocabulary) / 2), key=lambda s: (-uses[s], s)
    )
    place = {s: i for i, s in enumerate(common[:_VOCABULARY])}
    described = np.zeros((len(vocabulary), len(place)), np.float32)
    for row, used in enumerate(vocabulary):
        for s in {word.stem for word in used} & place.keys():
            described[row, place[s]] = np.log1p(len(vocabulary) / uses[s])
    return _of_length_one(described)


def _of_length_one(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    result: Floats = np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 1e-6)
    return result


def _term_weights(vocabulary: Vocabulary, inside: npt.NDArray[np.bool_]) -> dict[str, float]:
    """How telling each stem is: the share of the group's reviews with it, times the log of how much oftener it is.

    Only stems used oftener in the group than outside; one needs several reviews, or every typing error would be a
    topic's name.
    """
    within: Counter[str] = Counter()
    outside: Counter[str] = Counter()
    for used, is_inside in zip(vocabulary, inside, strict=True):
        (within if is_inside else outside).update({word.stem for word in used})
    members, others = int(inside.sum()), int((~inside).sum())
    weights = {}
    for s, n in within.items():
        share, share_outside = n / members, (outside[s] + 0.5) / (others + 1)
        if not others:
            weights[s] = share  # one group only: nothing to differ from
        elif n >= min(_FEWEST_USES, members) and share > share_outside:
            weights[s] = share * float(np.log(share / share_outside))
    return weights


def _shown_terms(used: Sequence[_Word], weights: Mapping[str, float]) -> tuple[str, ...]:
    """The most telling stems, each in its commonest spelling; of two that share a part, the more telling one."""
    spellings: dict[str, Counter[str]] = {}
    for word in used:
        spellings.setdefault(word.stem, Counter())[word.written] += 1
    shown: dict[str, str] = {}
    for s in sorted(weights, key=lambda s: (-weights[s], s)):
        taken = {part for other in shown for part in other.split()}
        if len(shown) < _TERMS and not taken & set(s.split()):
            shown[s] = min(spellings[s], key=lambda spelling: (-spellings[s][spelling], spelling))
    return tuple(shown.values())


def _typical_quotes(
    typical: Sequence[SpokenReview], weights: Mapping[str, float], allowed: Callable[[str], bool]
) -> tuple[QuoteSpan, ...]:
    """From the most typical reviews the sentences with the most telling words, unlike each other where possible."""
    texts = {review.review_id: review.text for review in typical}
    spans = best_quotes(
        list(texts.items()), scores=lambda parts: [_telling(part, weights) for part in parts], allowed=allowed
    )
    quoted = [(span, texts[span.review_id][span.start : span.end]) for span in spans]
    quoted.sort(key=lambda entry: -_telling(entry[1], weights))
    found = [(span, frozenset(map(stem, words(text)))) for span, text in quoted]
    quotes: list[tuple[QuoteSpan, frozenset[str]]] = []
    # Short complaints are often worded alike: rather two similar quotes than one, but never the same twice.
    for most_alike in (_ALIKE, 0.99):
        for span, stems in found:
            if len(quotes) < _QUOTES and all(_overlap(stems, other) <= most_alike for _, other in quotes):
                quotes.append((span, stems))
    return tuple(span for span, _ in quotes)


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Words in both among the words in either."""
    return len(one & other) / max(1, len(one | other))


def _telling(text: str, weights: Mapping[str, float]) -> float:
    """How many of the telling words a text has, by their weight; long texts have more of everything and count less."""
    stems = {stem(word) for word in words(text)}
    return sum(weights.get(s, 0.0) for s in stems) / (8 + len(stems))
