"""Replaces personal data in what is written to the audit log: `⟦email of K7⟧`, or a keyed hash, `⟦email #3f9c…⟧`."""

import hashlib
import hmac
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from agent.audit_people import People, Personal
from agent.formatting import format_cell, inert, inert_prose, visible
from config.errors import InputError
from tools.access import MASK

_TOKEN = re.compile(r"⟦([^⟦⟧]*)⟧")
# A person may type the mark; an empty token stands for it, so that the question can be read back.
_OPEN, _EMPTY = "⟦", "⟦⟧"
_HASH_DIGITS = 16
_PART = re.compile(r"[^\W\d_]{2,}(?=@)|(?<![@.\w])[^\W\d_]{3,}(?![@.])|\d{4,}")


def keyed(key: bytes, text: str) -> str:
    """HMAC-SHA256 of a text in hex: says nothing of the text to whoever lacks the key."""
    return hmac.new(key, text.encode("utf-8", "backslashreplace"), hashlib.sha256).hexdigest()


class Mask:
    """What is personal in one question and its answer, and what stands for it: first all is learned, then hidden."""

    def __init__(self, people: People, key: bytes) -> None:
        self._people = people
        self._key = key
        self._tokens: dict[str, str] = {}
        # An answer may repeat only a part of what was typed: "I did not understand “Schmidt”".
        self._typed: set[str] = set()

    def learn_questions(self, texts: Iterable[str]) -> None:
        """Learns from what a person typed."""
        for text in texts:
            self._learn(self._people.in_question(text))

    def learn_drafts(self, texts: Iterable[str]) -> None:
        """Learns from what a model wrote."""
        for text in texts:
            self._learn(self._people.in_text(text))

    def learn_arguments(self, tool: str, arguments: Mapping[str, Any]) -> None:
        """Learns from a call: whom it looks up, what it compares personal columns with."""
        if tool == "lookup_customer" and isinstance(arguments.get("customer"), str):
            self._learn(self._people.searched(arguments["customer"]))
        for column, value in _compared(arguments):
            if column.removeprefix("customer_") in self._people.columns:
                self._learn([self._people.named(column.removeprefix("customer_"), value)])
        self.learn_questions(_texts(arguments))

    def learn_result(self, artifact: Mapping[str, Any]) -> None:
        """Learns the personal cells of a result, and the texts of its reviews."""
        personal = {c["key"]: c["metric"] or c["key"] for c in artifact["columns"] if c["unit"] == "personal"}
        for row in artifact["rows"] if personal else ():
            for key, column in personal.items():
                self._learn_cell(row.get(key), column, row.get("customer_id"))
        if artifact["extra"].get("quotes"):
            for row in artifact["rows"]:
                text = row.get("text")
                if isinstance(text, str) and text:
                    self._remember(text, f"text of review {row.get('review_id')}")

    def hide(self, value: Any) -> Any:  # noqa: ANN401 - plain JSON
        """Plain JSON with every personal text replaced, as it stands and as markdown writes it."""
        if not self._tokens:
            return value
        if isinstance(value, str):
            return "".join(token or text for text, token in self._as_shown.split(value))
        if isinstance(value, Mapping):
            hidden = {key: self.hide(inner) for key, inner in value.items()}
            if isinstance(value.get("text"), str) and hidden["text"] != value["text"] and "value" in value:
                hidden["value"] = hidden["text"]  # a number, too, where its digits are a phone's
            return hidden
        if isinstance(value, (list, tuple)):
            return [self.hide(inner) for inner in value]
        return value

    def hide_typed(self, value: Any) -> Any:  # noqa: ANN401 - plain JSON
        """Plain JSON as it was typed or written, so replaced that `opened` can give it back."""
        if isinstance(value, str):
            return "".join(token or text.replace(_OPEN, _EMPTY) for text, token in self._as_typed.split(value))
        if isinstance(value, Mapping):
            return {key: self.hide_typed(inner) for key, inner in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.hide_typed(inner) for inner in value]
        return value

    def _learn(self, found: Iterable[Personal]) -> None:
        for personal in found:
            if personal.text.strip():
                self._remember(personal.text, personal.place or self._hashed(personal.kind, personal.text))
                self._typed.add(personal.text)

    def _learn_cell(self, value: object, column: str, customer: object) -> None:
        if value is None or value == MASK:
            return
        text = str(value)
        place = f"{column} of {customer}"
        known = customer is not None and self._people.text_at(place) == text
        self._remember(text, place if known else self._hashed(column, text))
        if not isinstance(value, str) and isinstance(value, (int, float)):
            for language in ("en", "zh"):
                shown = format_cell(value, "personal", language="zh" if language == "zh" else "en")
                self._remember(shown, self._tokens[text][1:-1])

    def _remember(self, text: str, inner: str) -> None:
        if text.strip() and text not in self._tokens:
            inner = inner.replace("⟦", "").replace("⟧", "")
            self._tokens[text] = f"⟦{inner}⟧"

    def _hashed(self, kind: str, text: str) -> str:
        return f"{kind} #{keyed(self._key, text)[:_HASH_DIGITS]}"

    @cached_property
    def _as_typed(self) -> "_Finder":
        return _Finder(self._tokens)

    @cached_property
    def _as_shown(self) -> "_Finder":
        variants = dict(self._tokens)
        for text, token in self._tokens.items():
            for variant in (visible(text), inert(text), inert_prose(text)):
                variants.setdefault(variant, token)
        for text in self._typed:
            for part in _PART.findall(text):
                variants.setdefault(part, f"⟦part of {self._tokens[text][1:]}")
        return _Finder(variants)


class _Finder:
    """Finds any of thousands of texts in one pass, the longest first, not inside a longer word or number."""

    def __init__(self, tokens: Mapping[str, str]) -> None:
        self._tokens = tokens
        self._width = min((len(text) for text in tokens), default=1)
        self._by_start: dict[str, list[str]] = {}
        for text in sorted(tokens, key=lambda text: (-len(text), text)):
            self._by_start.setdefault(text[: self._width], []).append(text)
        firsts = "".join(sorted({re.escape(text[0]) for text in tokens}))
        self._first = re.compile(f"[{firsts}]") if tokens else None

    def split(self, value: str) -> Iterator[tuple[str, str]]:
        """The value in pieces, each with what stands for it; empty for a piece that stays."""
        place = at = 0
        while found := self._first.search(value, at) if self._first else None:
            at = found.start()
            near = self._by_start.get(value[at : at + self._width], ())
            text = next((t for t in near if value.startswith(t, at) and _stands_alone(value, at, at + len(t))), "")
            if text:
                yield value[place:at], ""
                yield text, self._tokens[text]
                place = at + len(text)
            at += len(text) or 1
        yield value[place:], ""


def opened(value: Any, people: People, *, key: bytes, given: Sequence[str] = ()) -> Any:  # noqa: ANN401 - plain JSON
    """Plain JSON that `hide_typed` made, as it was typed.

    Args:
        value: What was recorded.
        people: Of the same build.
        key: The log's key.
        given: Personal texts that the build does not hold, told by whoever knows them.

    Raises:
        InputError: A text is neither in the build nor given.
    """
    if isinstance(value, Mapping):
        return {inner: opened(held, people, key=key, given=given) for inner, held in value.items()}
    if isinstance(value, list):
        return [opened(held, people, key=key, given=given) for held in value]
    if not isinstance(value, str):
        return value
    told = {keyed(key, text)[:_HASH_DIGITS]: text for text in given}

    def text_of(found: re.Match[str]) -> str:
        inner = found.group(1)
        text = told.get(inner.rpartition("#")[2]) if "#" in inner else None
        text = text if text is not None else _OPEN if not inner else people.text_at(inner)
        if text is None:
            raise InputError(
                f"the record holds a personal text that is neither in the build nor in the log: {found.group()}; "
                "give the text as it was typed with --personal TEXT"
            )
        return text

    return _TOKEN.sub(text_of, value)


def _stands_alone(value: str, start: int, end: int) -> bool:
    """Whether what stands between is no part of a longer word or number."""
    before = start == 0 or not _joined(value[start - 1], value[start])
    return before and (end == len(value) or not _joined(value[end - 1], value[end]))


def _joined(one: str, other: str) -> bool:
    """Whether two neighbours belong to one word or number; Chinese is written without spaces, so there none do."""
    return (one.isdigit() and other.isdigit()) or (_is_letter(one) and _is_letter(other))


def _is_letter(character: str) -> bool:
    return character.isalpha() and not "㐀" <= character <= "鿿"


def _compared(arguments: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - plain JSON
    """Columns and the texts that a call's conditions compare them with."""
    if isinstance(arguments, Mapping):
        column, value = arguments.get("column"), arguments.get("value")
        if isinstance(column, str):
            yield from (
                (column, text) for text in (value if isinstance(value, list) else [value]) if isinstance(text, str)
            )
        for inner in arguments.values():
            yield from _compared(inner)
    elif isinstance(arguments, list):
        for inner in arguments:
            yield from _compared(inner)


def _texts(value: Any) -> Iterator[str]:  # noqa: ANN401 - plain JSON
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
