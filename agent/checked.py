"""An answer that has been checked: each sentence with what was proven in it and what was not."""

from dataclasses import dataclass

from agent.proofs import Proof
from agent.sentences import Sentence
from config.text import Text


@dataclass(frozen=True)
class Fault:
    """Something in a sentence that could not be proven.

    Attributes:
        text: The words at fault.
        reason: What is wrong, for the model that may mend it.
        shown: The same in short, for people.
    """

    text: str
    reason: str
    shown: Text


@dataclass(frozen=True)
class Proven:
    """A numeral of the model's own with its proof; places are in the body."""

    start: int
    end: int
    text: str
    proof: Proof
    value: str | float
    unit: str


@dataclass(frozen=True)
class CheckedSentence:
    """A sentence with what was proven in it and what was not."""

    sentence: Sentence
    proven: tuple[Proven, ...]
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Checked:
    """A whole answer, checked."""

    body: str
    sentences: tuple[CheckedSentence, ...]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """Every fault, in order."""
        return tuple(fault for sentence in self.sentences for fault in sentence.faults)
