"""Quotes: exact slices of a stored review, never a letter changed."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

MOST_CHARACTERS = 160
# A sentence ends at a Chinese mark, at a Western one before a space, or at a line break; "3.5" and "a.b@c" go on.
_SENTENCE_END = re.compile(r"[。！？!?…；]+[”’」』)）]*|\.+[”’)]*(?=\s|$)|[\r\n]+")
_PAUSE = re.compile(r"[,，、;:：]\s*|\s+-+\s+|\s+")


@dataclass(frozen=True)
class QuoteSpan:
    """Characters `start` (included) to `end` (excluded) of the text of a review."""

    review_id: str
    start: int
    end: int


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, without the space around it; long ones end at a pause before the limit.

    >>> text = "Late. 3.5 weeks! 太慢了。没有回复"
    >>> [text[start:end] for start, end in sentences(text)]
    ['Late.', '3.5 weeks!', '太慢了。', '没有回复']
    """
    spans: list[tuple[int, int]] = []
    at = 0
    for end in [match.end() for match in _SENTENCE_END.finditer(text)] + [len(text)]:
        start, stop = _trimmed(text, at, end)
        at = end
        # Marks alone ("...") belong to nothing that could be quoted.
        if any(character.isalnum() for character in text[start:stop]):
            spans.append((start, _shortened(text, start, stop)))
    return spans


def best_quotes(
    reviews: Sequence[tuple[str, str]],
    *,
    scores: Callable[[list[str]], list[float]],
    allowed: Callable[[str], bool],
) -> list[QuoteSpan]:
    """Of each review the sentence with the highest score; of equals the first.

    Args:
        reviews: Id and stored text of each.
        scores: How well each of many sentences fits what is asked; called once.
        allowed: Whether a sentence may be quoted.

    Returns:
        In the order of the reviews; a review without a sentence that may be quoted is left out.
    """
    spans = [
        QuoteSpan(review_id, start, end)
        for review_id, text in reviews
        for start, end in sentences(text)
        if allowed(text[start:end])
    ]
    if not spans:
        return []
    texts = dict(reviews)
    values = scores([texts[span.review_id][span.start : span.end] for span in spans])
    best: dict[str, tuple[float, QuoteSpan]] = {}
    for value, span in zip(values, spans, strict=True):
        if span.review_id not in best or value > best[span.review_id][0]:
            best[span.review_id] = (value, span)
    return [span for _, span in best.values()]


def opening_quote(review_id: str, text: str, *, allowed: Callable[[str], bool]) -> QuoteSpan | None:
    """The first sentences of a review, as many as fit; None when there is none that may be quoted."""
    start, end = -1, -1
    for first, last in sentences(text):
        fits = allowed(text[first:last]) and (start < 0 or last - start <= MOST_CHARACTERS)
        if start >= 0 and not fits:
            break
        if fits:
            start, end = (first if start < 0 else start), last
    return QuoteSpan(review_id, start, end) if start >= 0 else None


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _shortened(text: str, start: int, end: int) -> int:
    """The end of a quote: that of the sentence, or the last pause within the limit."""
    if end - start <= MOST_CHARACTERS:
        return end
    limit = start + MOST_CHARACTERS
    pauses = [match.start() for match in _PAUSE.finditer(text, start + MOST_CHARACTERS // 2, limit + 1)]
    return min(pauses[-1], limit) if pauses else limit
