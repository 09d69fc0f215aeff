"""Quotes: exact slices of a stored review, never a letter changed."""

import re
from collections.abc import Callable
from dataclasses import dataclass

MOST_CHARACTERS = 160
MOST_HAN = 80
# A sentence ends at a Chinese mark, at a Western one before a space, or at a line break; "3.5" and "a.b@c" go on.
_SENTENCE_END = re.compile(r"[。！？!?…；]+[”’」』)）]*|\.+[”’)]*(?=\s|$)|[\r\n]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_PAUSES = (re.compile(r"[,，;:：]\s*|\s+-+\s+"), re.compile(r"[、\s]\s*"))


@dataclass(frozen=True)
class QuoteSpan:
    """Characters `start` (included) to `end` (excluded) of the text of a review."""

    review_id: str
    start: int
    end: int


def sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of each sentence, without the space around it; long ones are parted at a pause.

    Together they hold every letter of the text.

    >>> text = "Late. 3.5 weeks! 太慢了。没有回复"
    >>> [text[start:end] for start, end in sentences(text)]
    ['Late.', '3.5 weeks!', '太慢了。', '没有回复']
    """
    spans: list[tuple[int, int]] = []
    at = 0
    for end in [match.end() for match in _SENTENCE_END.finditer(text)] + [len(text)]:
        while at < end:
            start, part = _trimmed(text, at, _part_end(text, at, end))
            at = max(part, at + 1)
            # Marks alone ("...") say nothing that could be quoted.
            if any(character.isalnum() for character in text[start:part]):
                spans.append((start, part))
    return spans


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


def _part_end(text: str, start: int, end: int) -> int:
    """The end of the sentence, or the last pause before it grows too long to be read at a glance."""
    start, _ = _trimmed(text, start, end)
    most = MOST_HAN if _HAN.search(text, start, min(end, start + MOST_HAN)) else MOST_CHARACTERS
    if end - start <= most:
        return end
    for pause in _PAUSES:
        ends = [match.end() for match in pause.finditer(text, start + most // 3, start + most) if match.end() < end]
        if ends:
            return ends[-1]
    return start + most
