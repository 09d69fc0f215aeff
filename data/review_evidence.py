"""Sentences of reviews that bear on the reasons of a value, chosen by what they speak of, how well, and when."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import pandas as pd

from data.aspects import GENERAL
from data.opinions import polarity
from data.ratings import HIGHEST, LOWEST
from data.review_quotes import QuoteSpan

_MIDDLE = (LOWEST + HIGHEST) / 2
_PLAIN = 2 / 3
# More to one reason only where there are not reasons enough.
_MOST_A_REASON = 2
# So many of the latest sentences are chosen from; what was written long before says less.
_MOST_SENTENCES = 400


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
class Bearing:
    """A sentence of a review, and the reason it bears on.

    Attributes:
        span: Where it stands.
        text: Its words.
        aspect: What it speaks of.
        day: Day of the review.
        cause: Key of the reason.
    """

    span: QuoteSpan
    text: str
    aspect: str
    day: int
    cause: str


def bearing_sentences(
    sentences: pd.DataFrame, reviews: pd.DataFrame, causes: Sequence[Cause], *, allowed: Callable[[str], bool]
) -> list[Bearing]:
    """The sentences of these reviews that bear on a reason, the latest first, each with the first it bears on.

    Args:
        sentences: `review_id`, `start`, `end`, `aspect`, `sentiment` of the build's sentences (`data.opinions`).
        reviews: `review_id`, `day`, `text` and, where there is one, `rating`.
        causes: The reasons, the weightiest first.
        allowed: Whether a sentence may be quoted.
    """
    ids = reviews["review_id"].astype("str")
    known = sentences[sentences["review_id"].isin(ids)]
    at = pd.Index(ids).get_indexer(pd.Index(known["review_id"].astype("str")))
    days, sentiment = reviews["day"].to_numpy()[at], known["sentiment"].to_numpy()
    ratings = reviews["rating"].fillna(_MIDDLE).to_numpy()[at] if "rating" in reviews else np.full(len(at), _MIDDLE)
    sign = polarity(sentiment)
    # Stars that say the opposite outweigh a sentence as it was read; where they say nothing it must be plain.
    sign[(sign * (ratings - _MIDDLE) < 0) | ((ratings == _MIDDLE) & (np.abs(sentiment) < _PLAIN))] = 0
    reason = np.full(len(known), -1)
    for place in reversed(range(len(causes))):
        tone = -1 if causes[place].lowers else 1
        reason[known["aspect"].isin(causes[place].aspects).to_numpy() & (sign == tone)] = place
    fitting = np.flatnonzero(reason >= 0)
    latest = fitting[np.argsort(-days[fitting], kind="stable")]
    spans = known[["review_id", "start", "end", "aspect"]].iloc[latest].itertuples(index=False, name=None)
    texts = reviews["text"].to_numpy()[at[latest]]
    found = (
        Bearing(
            QuoteSpan(str(review_id), start, end), str(text)[start:end], aspect, int(days[i]), causes[reason[i]].key
        )
        for i, text, (review_id, start, end, aspect) in zip(latest.tolist(), texts, spans, strict=True)
    )
    return list(islice((bearing for bearing in found if allowed(bearing.text)), _MOST_SENTENCES))


def choose(
    candidates: Iterable[Bearing], causes: Sequence[Cause], *, before: Sequence[Bearing], limit: int
) -> list[Bearing]:
    """Some of the sentences that bear on reasons, at most one a review, no words twice, in the order of the reasons.

    Reasons without a sentence come first, then aspects without one, sentences that name a fault or a merit before bare
    verdicts, and the latest.

    Args:
        candidates: Sentences that may be quoted.
        causes: The reasons, the weightiest first.
        before: What was chosen already, which counts as said.
        limit: How many at most.
    """
    order = {cause.key: place for place, cause in enumerate(causes)}
    most = max(_MOST_A_REASON, -(-(len(before) + limit) // max(1, len(causes))))
    left, chosen = list(candidates), list[Bearing]()
    while len(chosen) < limit:
        said = [*before, *chosen]
        reviews, words = {b.span.review_id for b in said}, {_words(b) for b in said}
        reasons, aspects = Counter(b.cause for b in said), Counter((b.cause, b.aspect) for b in said)
        left = [
            b for b in left if b.span.review_id not in reviews and _words(b) not in words and reasons[b.cause] < most
        ]
        if not left:
            break
        chosen.append(
            min(
                left,
                key=lambda b: (
                    reasons[b.cause],
                    order[b.cause],
                    aspects[b.cause, b.aspect],
                    b.aspect == GENERAL,
                    -b.day,
                    b.span.review_id,
                    b.span.start,
                ),
            )
        )
    return sorted(chosen, key=lambda b: order[b.cause])


def _words(found: Bearing) -> str:
    return found.text.casefold().strip(" .!。！")
