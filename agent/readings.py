"""A sentence with everything found in it: its values, the names and metrics it mentions, its dates."""

from dataclasses import dataclass

from agent.arguments import Days
from agent.evidence import Fact
from agent.mentions import NameMention
from agent.metric_words import MetricMention
from agent.numerals import Numeral
from agent.references import Reference
from agent.sentences import Piece, Sentence
from agent.times import Time
from data.tables import Unit


@dataclass(frozen=True)
class Claim:
    """A value in a sentence: a numeral of the model's own, or a reference with the fact it points to.

    Attributes:
        start: Where it begins in the sentence.
        end: Where it ends, exclusive.
        unit: Unit it is said in; `number` for plain digits, which may be of any.
        numeral: The numeral, if it is one.
        reference: The reference, if it is one.
        fact: What the reference points to.
    """

    start: int
    end: int
    unit: Unit
    numeral: Numeral | None = None
    reference: Reference | None = None
    fact: Fact | None = None


@dataclass(frozen=True)
class Reading:
    """A sentence with everything found in it.

    Attributes:
        sentence: The sentence.
        text: Its text with references blanked out.
        pieces: The parts within which a value belongs to a name.
        claims: Its values in order.
        names: Names of customers, groups, months.
        metrics: Words for metrics.
        times: Times it speaks of.
        limits: First and last day of the data.
        lead_names: Names it inherits where it has none.
        lead_metrics: Metrics it inherits where it has none.
        supposed: Places of clauses that only suppose, where a simulation did: "if two more orders came".
    """

    sentence: Sentence
    text: str
    pieces: tuple[Piece, ...]
    claims: tuple[Claim, ...]
    names: tuple[NameMention, ...]
    metrics: tuple[MetricMention, ...]
    times: tuple[Time, ...]
    limits: Days
    lead_names: tuple[NameMention, ...]
    lead_metrics: tuple[MetricMention, ...]
    supposed: tuple[tuple[int, int], ...] = ()

    def piece_of(self, place: int) -> Piece:
        """The piece a place lies in; between two pieces, the later one."""
        return next((p for p in self.pieces if place < p.end), self.pieces[-1])

    def text_of(self, piece: Piece) -> str:
        """The piece's words."""
        return self.text[piece.start : piece.end]
