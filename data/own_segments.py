"""A company's own groups of customers, as its `kezhi.toml` defines them."""

from collections.abc import Mapping
from dataclasses import dataclass

from config.text import Language, Text
from data.spec import Filter


@dataclass(frozen=True)
class Segment:
    """A company's own group of customers: `高价值客户` = predicted value of at least 1,000.

    Attributes:
        name: Name for people.
        synonyms: Other words for it.
        filters: Conditions on customers that all of its members meet.
        definition: The company's own sentence on it; None where it gave none and the conditions speak for themselves.
    """

    name: Text
    synonyms: Mapping[Language, tuple[str, ...]]
    filters: tuple[Filter, ...]
    definition: Text | None = None

    def words(self, key: str) -> tuple[str, ...]:
        """Its key, names and synonyms, in both languages, each once."""
        synonyms = (*self.synonyms["en"], *self.synonyms["zh"])
        return tuple(dict.fromkeys((key, self.name.en, self.name.zh, *synonyms)))
