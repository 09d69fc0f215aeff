"""Terms of the lexicon, and the tokens into which it cuts a question."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.planner.numbers import Number


@dataclass(frozen=True)
class Term:
    """One meaning of a phrase.

    Attributes:
        kind: `metric`, `attribute`, `value`, or a section of the word files: `op`, `time`, `ask`, …
        key: Metric key, attribute key, a value of the data, or the key in its section.
        attribute: For a value: the attribute it is a value of.
    """

    kind: str
    key: str
    attribute: str = ""


@dataclass(frozen=True)
class Token:
    """A stretch of the question and everything it may mean; no terms and no number: not understood.

    Attributes:
        terms: Its meanings, the first added first.
        number: The number it is, if it is one.
        kind: Kind of its unit where that decides: `date`, `email`, `quoted`, `customer`, `order`, `symbol`, `number`.
        text: Normal form.
        start: First character in the cleaned question.
        end: One past the last.
        written: How it was typed where a typing error was mended, else empty.
    """

    terms: tuple[Term, ...]
    number: Number | None
    kind: str
    text: str
    start: int
    end: int
    written: str = ""

    @cached_property
    def _keys(self) -> Mapping[str, Sequence[str]]:
        """Keys of its terms by kind: each of the many rules asks each token for several kinds."""
        keys: dict[str, list[str]] = {}
        for term in self.terms:
            keys.setdefault(term.kind, []).append(term.key)
        return keys

    def key(self, kind: str) -> str:
        """Key of its first term of that kind, or an empty text."""
        return self._keys[kind][0] if kind in self._keys else ""

    def has(self, kind: str, *keys: str) -> bool:
        """Whether it has a term of that kind, and of one of the keys where keys are given."""
        own = self._keys.get(kind)
        return own is not None and (not keys or any(key in keys for key in own))

    @property
    def known(self) -> bool:
        """Whether it means anything."""
        return bool(self.terms) or self.number is not None or self.kind not in ("word", "han")

    @property
    def is_plural(self) -> bool:
        """Whether it is written as an English plural."""
        return self.text.endswith("s") and not self.text.endswith(("ss", " is"))

    @property
    def is_aside(self) -> bool:
        """Whether it only tells why something is asked: "on the line", "for the newsletter"."""
        said = self.has("desk", "silent") or self.has("opinion", "silent")
        return said and all(t.kind in ("stop", "desk", "opinion") for t in self.terms)

    @property
    def is_empty(self) -> bool:
        """Whether it is punctuation, or a word that is only there for the sentence."""
        if self.kind == "symbol" and not self.terms:
            return self.text not in "-~–—～"
        return bool(self.terms) and all(t.kind == "stop" for t in self.terms) and self.number is None
