"""Which of many quotes to show: none twice, and not all of one customer or one product."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

# Two sentences with so many letter sequences in common are one with a typing error, a mark or a number changed.
_ALIKE = 0.75
_SEQUENCE = 3
# And so are two of nearly the same vector: this share of the way from how near two of those found mostly are to equal.
_SAME = 0.7
# Of one customer at most a quarter of what is shown, of one product at most half, unless nothing else was found.
_CUSTOMER_SHARE, _PRODUCT_SHARE = 0.25, 0.5


Vectors = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Quotable:
    """A sentence that could be shown.

    Attributes:
        text: Its words.
        customer: Who wrote it; None where that is not known.
        product: What it is about; None where that is not known.
    """

    text: str
    customer: object = None
    product: object = None


def varied(found: Sequence[Quotable], limit: int, *, vectors: Vectors) -> list[int]:
    """Positions of the quotes to show, in the order in which they were found.

    Args:
        found: The quotes, the best first.
        limit: How many at most.
        vectors: Their vectors, shape (quotes, dimensions), of length one.

    >>> quotes = [Quotable("It broke.", "a"), Quotable("It broke!!", "b"), Quotable("Broke twice", "a")]
    >>> varied(quotes, 2, vectors=np.eye(3)), varied(quotes, 1, vectors=np.eye(3))
    ([0, 2], [0])
    """
    most = {"customer": ceil(limit * _CUSTOMER_SHARE), "product": ceil(limit * _PRODUCT_SHARE)}
    same = _same_in_meaning(vectors)
    told: Counter[tuple[str, object]] = Counter()
    kept: list[int] = []
    passed_over: list[int] = []
    shown: list[tuple[int, frozenset[str]]] = []
    for i, quote in enumerate(found):
        sequences = _sequences(quote.text)
        if any(same[i, other] or _alike(sequences, others) for other, others in shown):
            continue
        shown.append((i, sequences))
        of = [(key, value) for key, value in (("customer", quote.customer), ("product", quote.product)) if value]
        if any(told[each] >= most[each[0]] for each in of):
            passed_over.append(i)
            continue
        told.update(of)
        kept.append(i)
        if len(kept) == limit:
            break
    return sorted([*kept, *passed_over[: limit - len(kept)]])


def _same_in_meaning(vectors: Vectors) -> npt.NDArray[np.bool_]:
    """Which quotes say nearly the same, shape (quotes, quotes): nearer than usual, which depends on the model."""
    nearness = vectors @ vectors.T
    usual = float(np.median(nearness)) if len(vectors) else 0.0
    same: npt.NDArray[np.bool_] = nearness > usual + _SAME * (1 - usual)
    return same


def _sequences(text: str) -> frozenset[str]:
    """Letters and digits of a text in all sequences of three, small, without marks and spaces."""
    plain = "".join(character for character in text.casefold() if character.isalnum())
    return frozenset(plain[at : at + _SEQUENCE] for at in range(max(1, len(plain) - _SEQUENCE + 1)))


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    common = len(first & second)
    return common >= _ALIKE * (len(first) + len(second) - common)
