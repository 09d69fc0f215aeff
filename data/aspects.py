"""What customers of any shop speak of (delivery, quality, price …), known by example sentences in several languages."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

import numpy as np
import numpy.typing as npt

from config.text import Text

GENERAL = "general"
LANGUAGES = ("en", "zh", "pt")
_POLARITIES = {"bad": -1, "good": 1, "plain": 0}

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Aspect:
    """Something that reviews speak of; `general` is the verdict without a reason."""

    key: str
    name: Text


@dataclass(frozen=True)
class Example:
    """A sentence that speaks of an aspect.

    Attributes:
        aspect: Which.
        language: Of the sentence.
        text: The sentence.
        polarity: -1 is a complaint, 1 praise, 0 neither.
        place: Its place among those of its aspect, language and polarity; those of other languages say the same there.
    """

    aspect: Aspect
    language: str
    text: str
    polarity: int
    place: int

    @property
    def id(self) -> str:
        """Its id where vectors are kept; another text has another id."""
        return f"{self.aspect.key}:{self.language}:{self.text}"

    @property
    def meaning(self) -> tuple[str, int, int]:
        """What it shares with its translations."""
        return (self.aspect.key, self.polarity, self.place)


@dataclass(frozen=True)
class AspectVectors:
    """Example sentences and their vectors, shape (examples, dimensions)."""

    examples: Sequence[Example]
    vectors: Floats

    @property
    def aspects(self) -> list[Aspect]:
        """The aspects, each once."""
        return list(dict.fromkeys(example.aspect for example in self.examples))

    @property
    def languages(self) -> list[str]:
        """The language of each example."""
        return [example.language for example in self.examples]

    def centred(self, vectors: Floats, languages: Sequence[str]) -> Floats:
        """The vectors without what the sentences of their language share, of length one.

        Otherwise Chinese sentences are near Chinese examples, whatever they say.

        Args:
            vectors: Shape (sentences, dimensions), of length one.
            languages: Language of each; another than the examples' loses what those share together.
        """
        known = list(self._shared)
        places = np.array([known.index(tongue) if tongue in known else len(known) for tongue in languages], np.int64)
        anywhere = np.stack(list(self._shared.values())).mean(axis=0)
        own = vectors - np.stack([*self._shared.values(), anywhere])[places]
        lengths = np.linalg.norm(own, axis=1, keepdims=True)
        centred: Floats = np.divide(own, lengths, out=np.zeros_like(own), where=lengths > 1e-6)
        return centred

    @cached_property
    def _shared(self) -> dict[str, Floats]:
        """The mean vector of the examples of each language."""
        tongues = np.array(self.languages)
        return {tongue: self.vectors[tongues == tongue].mean(axis=0) for tongue in dict.fromkeys(self.languages)}


@cache
def aspect_examples() -> tuple[Example, ...]:
    """All example sentences, in the order of the file.

    >>> [example.text for example in aspect_examples() if example.language == "zh"][0]
    '一直没有收到货。'
    """
    document = tomllib.loads((resources.files("data") / "aspects.toml").read_text(encoding="utf-8"))
    examples = []
    for key, entry in document.items():
        aspect = Aspect(key, Text(*entry["name"]))
        examples += [
            Example(aspect, language, text, polarity, place)
            for language in LANGUAGES
            for tone, polarity in _POLARITIES.items()
            for place, text in enumerate(entry.get(tone, {}).get(language, ()))
        ]
    return tuple(examples)
