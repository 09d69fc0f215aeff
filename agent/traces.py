"""Finds whether a text tells of one customer: by id, order, review, name, contact, or words of his reviews.

Rather too much is found than too little: an id that is a short number is also found where that number means something
else.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from langchain_core.messages import BaseMessage

from data.forgetting import Person
from data.review_quotes import sentences

# Ids stand alone: `K7` is not found in `K77`, nor in `12.50` the customer 12.
_TOKEN: Final = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.@#+-]*[A-Za-z0-9_])?")
_PIECE: Final = re.compile(r"[-.@#+]")
_NUMBER: Final = re.compile(r"\d{1,4}")
_TELLING_PIECE: Final = re.compile(r"\d{5,}|.*[A-Za-z]")
_PLAIN_ID: Final = re.compile(r"[A-Za-z0-9_.@#+-]+")
_HAN: Final = re.compile(r"[㐀-鿿]")
_PHONE_DIGITS, _COMPARED_DIGITS = 7, 9
# A shorter sentence is in the reviews of many.
_TELLING_CHARACTERS, _TELLING_HAN = 20, 10
_TELLING_DETAIL = 5


class Traces:
    """What tells of a person, ready to be looked for."""

    def __init__(self, person: Person) -> None:
        """Takes everything of him that is long enough to tell him from others."""
        ids = {text.casefold() for text in (person.customer_id, *person.orders, *person.reviews)}
        self._ids = {text for text in ids if _PLAIN_ID.fullmatch(text)}
        said = {text[start:end].casefold() for text in person.reviews.values() for start, end in sentences(text)}
        details = {text.casefold() for text in person.details if _is_telling(text)}
        self._phrases = {*(ids - self._ids), *details, *filter(_is_long, said)}
        patterns = [_worded(name) for name in person.names]
        patterns += [_worded(text) if "@" in text else _dialled(text) for text in person.contacts]
        found = "|".join(pattern for pattern in patterns if pattern)
        self._named = re.compile(found, re.IGNORECASE) if found else None

    def in_text(self, text: str) -> bool:
        """Whether a text tells of him."""
        if self._named is not None and self._named.search(text):
            return True
        if any(self._is_id(text, found) for found in _TOKEN.finditer(text)):
            return True
        folded = text.casefold()
        return any(phrase in folded for phrase in self._phrases)

    def in_value(self, value: object) -> bool:
        """Whether anything in plain JSON or in a message tells of him."""
        return any(self.in_text(text) for text in _texts(value))

    def _is_id(self, text: str, found: re.Match[str]) -> bool:
        token = found.group().casefold()
        if token in self._ids:
            # A short number with a sign of money or percent is an amount.
            around = text[max(0, found.start() - 1) : found.start()] + text[found.end() : found.end() + 1]
            return not (_NUMBER.fullmatch(token) and any(sign in "£$€¥￥%％" for sign in around))
        pieces = _PIECE.split(token)
        return len(pieces) > 1 and any(piece in self._ids for piece in pieces if _TELLING_PIECE.fullmatch(piece))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseMessage):
        yield from _texts(value.model_dump())
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(key)
            yield from _texts(inner)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, int) and abs(value) >= 10**_PHONE_DIGITS:
        yield str(value)


def _is_telling(detail: str) -> bool:
    return len(detail) >= _TELLING_DETAIL and any(c.isalpha() for c in detail)


def _is_long(sentence: str) -> bool:
    return len(sentence) >= (_TELLING_HAN if _HAN.search(sentence) else _TELLING_CHARACTERS)


def _worded(text: str) -> str:
    """A pattern for a name or an e-mail, whatever space is between its words; no part of a longer word."""
    words = r"\s*".join(map(re.escape, text.split()))
    before = "" if _HAN.match(text) else r"(?<![A-Za-z0-9])"
    return f"{before}{words}{'' if _HAN.match(text[-1:]) else r'(?![A-Za-z0-9])'}" if words else ""


def _dialled(text: str) -> str:
    """A pattern for a phone number, whatever stands between its digits and whatever prefix before them."""
    digits = [c for c in text if c.isdigit()]
    if len(digits) < _PHONE_DIGITS:
        return ""
    return r"[ ()./-]{0,3}".join(digits[-_COMPARED_DIGITS:]) + r"(?!\d)"
