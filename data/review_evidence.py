"""Sentences of reviews that bear on the reasons of a value, chosen by what they speak of, in which tone, and when."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from data.aspects import GENERAL
from data.review_passages import Passage

# Up to so many stars a review complains, from so many on it praises; what stands between does neither for certain.
COMPLAINS_TO, PRAISES_FROM = 2.0, 4.0


@dataclass(frozen=True)
class Cause:
    """A reason of a value, as reviews may bear on it.

    Attributes:
        key: Name of the reason.
        aspects: What sentences speak of that bear on it.
        lowers: Whether it lowers the value: complaints bear on it then, otherwise praise.
    """

    key: str
    aspects: frozenset[str]
    lowers: bool


@dataclass(frozen=True)
class Spoken:
    """A sentence of a review, with what is known of it.

    Attributes:
        passage: Where it stands and its words.
        aspect: What it clearly speaks of; empty where that is not clear.
        complains: Whether it complains, or praises; None where neither is certain.
        day: Day of the review.
    """

    passage: Passage
    aspect: str
    complains: bool | None
    day: int


@dataclass(frozen=True)
class Bearing:
    """A sentence, and the reason it bears on."""

    sentence: Spoken
    cause: str


def complains(rating: float) -> bool | None:
    """Whether a review of that many stars complains, or praises; None where neither is certain, and without stars.

    >>> complains(1.0), complains(5.0), complains(3.0), complains(float("nan"))
    (True, False, None, None)
    """
    return True if rating <= COMPLAINS_TO else False if rating >= PRAISES_FROM else None


def choose(
    sentences: Iterable[Spoken], causes: Sequence[Cause], *, before: Sequence[Bearing], limit: int
) -> list[Bearing]:
    """The sentences that bear on the reasons, at most one a review, no words twice.

    Each goes with the first reason that it bears on. Reasons without a sentence come first, then aspects without one,
    sentences that name a fault or a merit before bare verdicts, and the latest.

    Args:
        sentences: Sentences that may be quoted.
        causes: The reasons, the weightiest first.
        before: What was chosen already, which counts as said.
        limit: How many at most.
    """
    order = {cause.key: place for place, cause in enumerate(causes)}
    open_ones = list(_bearing(sentences, causes))
    chosen: list[Bearing] = []
    while open_ones and len(chosen) < limit:
        said = [*before, *chosen]
        reasons = Counter(found.cause for found in said)
        aspects = Counter((found.cause, found.sentence.aspect) for found in said)
        reviews = {found.sentence.passage.span.review_id for found in said}
        words = {_words(found) for found in said}
        open_ones = [
            b for b in open_ones if b.sentence.passage.span.review_id not in reviews and _words(b) not in words
        ]
        if open_ones:
            chosen.append(
                min(
                    open_ones,
                    key=lambda b: (
                        reasons[b.cause],
                        order[b.cause],
                        aspects[b.cause, b.sentence.aspect],
                        b.sentence.aspect == GENERAL,
                        -b.sentence.day,
                        b.sentence.passage.span.review_id,
                        b.sentence.passage.span.start,
                    ),
                )
            )
    return sorted(chosen, key=lambda b: order[b.cause])


def _bearing(sentences: Iterable[Spoken], causes: Sequence[Cause]) -> Iterator[Bearing]:
    for spoken in sentences:
        for cause in causes:
            if spoken.aspect in cause.aspects and spoken.complains is cause.lowers:
                yield Bearing(spoken, cause.key)
                break


def _words(found: Bearing) -> str:
    return found.sentence.passage.text.casefold().strip(" .!。！")
