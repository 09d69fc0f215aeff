"""Which of many quotes to show: none twice, and not all of one customer or one product."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

# Two sentences with so many letter sequences in common are one with a typing error, a mark or a number changed.
_ALIKE = 0.75
_SEQUENCE = 3
# Of one customer at most a quarter of what is shown, of one product at most half, unless nothing else was found.
_CUSTOMER_SHARE, _PRODUCT_SHARE = 0.25, 0.5


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


def varied(found: Sequence[Quotable], limit: int) -> list[int]:
    """Positions of the quotes to show, in the order in which they were found.

    >>> quotes = [Quotable("It broke.", "a"), Quotable("It broke!!", "b"), Quotable("Broke twice", "a")]
    >>> varied(quotes, 2), varied(quotes, 1)
    ([0, 2], [0])
    """
    most = {"customer": ceil(limit * _CUSTOMER_SHARE), "product": ceil(limit * _PRODUCT_SHARE)}
    told: Counter[tuple[str, object]] = Counter()
    kept: list[int] = []
    passed_over: list[int] = []
    shown: list[frozenset[str]] = []
    for i, quote in enumerate(found):
        sequences = _sequences(quote.text)
        if any(_alike(sequences, other) for other in shown):
            continue
        shown.append(sequences)
        of = [(key, value) for key, value in (("customer", quote.customer), ("product", quote.product)) if value]
        if any(told[each] >= most[each[0]] for each in of):
            passed_over.append(i)
            continue
        told.update(of)
        kept.append(i)
        if len(kept) == limit:
            break
    return sorted([*kept, *passed_over[: limit - len(kept)]])


def _sequences(text: str) -> frozenset[str]:
    """Letters and digits of a text in all sequences of three, small, without marks and spaces."""
    plain = "".join(character for character in text.casefold() if character.isalnum())
    return frozenset(plain[at : at + _SEQUENCE] for at in range(max(1, len(plain) - _SEQUENCE + 1)))


def _alike(first: frozenset[str], second: frozenset[str]) -> bool:
    common = len(first & second)
    return common >= _ALIKE * (len(first) + len(second) - common)
