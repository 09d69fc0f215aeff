"""What customers of any shop speak of (delivery, quality, price …), known by example sentences in several languages."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
import numpy.typing as npt

from config.text import Text

GENERAL = "general"
LANGUAGES = ("en", "zh", "pt")


@dataclass(frozen=True)
class Aspect:
    """Something that reviews speak of; `general` is the verdict without a reason."""

    key: str
    name: Text


@dataclass(frozen=True)
class Example:
    """A sentence that speaks of an aspect."""

    aspect: Aspect
    language: str
    text: str

    @property
    def id(self) -> str:
        """Its id where vectors are kept; another text has another id."""
        return f"{self.aspect.key}:{self.language}:{self.text}"


@dataclass(frozen=True)
class AspectVectors:
    """Example sentences and their vectors, shape (examples, dimensions)."""

    examples: Sequence[Example]
    vectors: npt.NDArray[np.float32]

    @property
    def aspects(self) -> list[Aspect]:
        """The aspects, each once."""
        return list(dict.fromkeys(example.aspect for example in self.examples))


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
        examples += [Example(aspect, language, text) for language in LANGUAGES for text in entry[language]]
    return tuple(examples)
