"""What a numeral may come from beside the results: the questions, and the build's own days."""

from dataclasses import dataclass
from functools import cached_property

from agent.numerals import Numeral, find_numerals


@dataclass(frozen=True)
class Known:
    """What a numeral may come from beside the results.

    Attributes:
        question: The question being answered.
        earlier: Earlier questions of the conversation.
        dates: The build's own days, ISO: as-of and first day.
        spans_days: The build's own spans, such as the horizon.
    """

    question: str
    earlier: tuple[str, ...] = ()
    dates: frozenset[str] = frozenset()
    spans_days: frozenset[float] = frozenset()

    @cached_property
    def asked(self) -> tuple[Numeral, ...]:
        """Numerals of the question."""
        return tuple(find_numerals(self.question))

    @cached_property
    def asked_before(self) -> tuple[Numeral, ...]:
        """Numerals of earlier questions."""
        return tuple(n for question in self.earlier for n in find_numerals(question))

    @property
    def words(self) -> str:
        """Every question asked so far."""
        return "\n".join((self.question, *self.earlier))
