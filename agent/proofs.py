"""Proves one numeral of a sentence: from a cell of the same name, metric and unit, from the question, or not at all."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.binding import bound_names, claimed_metrics, misfit
from agent.binding_words import DECREASE, INCREASE
from agent.evidence import Evidence, Fact
from agent.formatting import format_cell
from agent.mentions import MetricWords
from agent.numeral_words import rough_kind
from agent.numerals import Numeral, find_numerals
from agent.readings import Claim, Reading

_CALLED = frozenset({"days", "rating", "share"})
_QUESTION = "question"
_ARGUMENT = "arguments"


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


@dataclass(frozen=True)
class Proof:
    """Where a value comes from: facts that fit, the likeliest first, or `question` or `arguments`."""

    facts: tuple[Fact, ...] = ()
    source: str = ""


@dataclass(frozen=True)
class Prover:
    """Everything that numerals of one answer may be proven from."""

    evidence: Evidence
    words: MetricWords
    known: Known

    def prove(self, claim: Claim, reading: Reading) -> Proof | str:
        """The proof of a numeral, or why there is none."""
        numeral = claim.numeral
        if numeral is None:
            raise ValueError("only a numeral of the text needs a proof of its value")
        if any(start <= claim.start < end for start, end in reading.supposed):
            return self._supposed(claim, reading)
        if numeral.limited and self._is_asked(claim, reading):
            return self._untrue_bound(numeral, claim, reading) or Proof(source=_QUESTION)
        equal = list(self._equal_facts(numeral, claim, reading))
        faults = [misfit(fact, claim, reading, words=self.words) for fact in equal]
        fitting = tuple(fact for fact, fault in zip(equal, faults, strict=True) if not fault)
        if fitting:
            return Proof(tuple(sorted(fitting, key=lambda fact: -_age(fact))))
        if self._is_asked(claim, reading):
            return Proof(source=_QUESTION)
        if self._is_argument(numeral, reading):
            return Proof(source=_ARGUMENT)
        if equal:
            return f"{equal[0].source} has this value, but {faults[0]}"
        return self._nearest(claim, reading)

    def _supposed(self, claim: Claim, reading: Reading) -> Proof | str:
        """What a clause supposes must have been asked, or be what the simulation was given."""
        numeral = claim.numeral
        if numeral is not None and (any(_same(numeral, n) for n in self.known.asked) or self._in_arguments(numeral)):
            return Proof(source=_QUESTION if self._is_asked(claim, reading) else _ARGUMENT)
        return "nothing of the kind was supposed"

    def from_arguments(self, numeral: Numeral) -> bool:
        """Whether a numeral of the line that says how the question was read is a tool's argument or was asked."""
        if any(_same(numeral, n) for n in (*self.known.asked, *self.known.asked_before)):
            return True
        return self._in_arguments(numeral) or self._in_text(numeral) or self._known_span(numeral)

    def _equal_facts(self, numeral: Numeral, claim: Claim, reading: Reading) -> Iterator[Fact]:
        if numeral.kind == "date" or numeral.date is not None:
            for fact in self.evidence.dates:
                if numeral.date is not None and numeral.date.names(str(fact.value)):
                    yield fact
        if numeral.kind in ("date", "code"):
            return
        if numeral.kind == "ordinal":
            yield from self._placed(numeral, claim, reading)
            return
        near = f"{reading.text_of(reading.piece_of(claim.start))} {reading.piece_of(claim.start).label}"
        falls, changes = bool(DECREASE.search(near)), bool(DECREASE.search(near) or INCREASE.search(near))
        claimed = claimed_metrics(claim, reading, self.words)
        for low, high in _searched(numeral):
            for fact in self.evidence.between(low, high):
                if not _says(numeral, fact, falls=falls, changes=changes):
                    continue
                # A plain 12 is 12 orders before it is 12 days: days and ratings must be called so.
                if claim.unit != "number" or fact.unit not in _CALLED or claimed & fact.metrics:
                    yield fact

    def _untrue_bound(self, numeral: Numeral, claim: Claim, reading: Reading) -> str:
        """Why a bound that was asked for does not hold for the customer it is said of; empty where it may."""
        kind = rough_kind(reading.text[: claim.start], reading.text[claim.end :])
        claimed = claimed_metrics(claim, reading, self.words)
        if kind not in ("over", "under") or not claimed or not bound_names(claim, reading):
            return ""
        known = [f for f in self.evidence.facts if f.row >= 0 and f.role == "value" and claimed & f.metrics]
        said_of = [f for f in known if not misfit(f, claim, reading, words=self.words)]
        holds = [f for f in said_of if f.number is not None and (f.number > numeral.value) == (kind == "over")]
        return "" if holds or not said_of else f"{said_of[0].source} is not {kind} that"

    def _placed(self, numeral: Numeral, claim: Claim, reading: Reading) -> Iterator[Fact]:
        """Facts of the row at that place: the row of a name in the sentence, or of a reference."""
        place = int(numeral.value) - 1
        yield from (c.fact for c in reading.claims if c.fact is not None and c.fact.row == place)
        if bound_names(claim, reading):
            yield from (fact for fact in self.evidence.facts if fact.row == place)

    def _is_asked(self, claim: Claim, reading: Reading) -> bool:
        """Whether a numeral repeats the question: a condition, a span, or what is not said of anything else."""
        numeral = claim.numeral
        if numeral is None:
            return False
        asked = any(_same(numeral, n) for n in self.known.asked)
        before = any(_same(numeral, n) for n in self.known.asked_before)
        if numeral.kind == "code":
            return numeral.text.casefold() in self.known.words.casefold()
        if not asked and not (before and (numeral.limited or numeral.kind in ("date", "duration"))):
            return False
        if numeral.limited or numeral.kind in ("date", "duration", "ordinal"):
            return True
        return not bound_names(claim, reading) and (
            not claimed_metrics(claim, reading, self.words) or self._echoes(numeral, reading)
        )

    def _echoes(self, numeral: Numeral, reading: Reading) -> bool:
        """Whether the word before it is the one before it in the question: `rated 1 or 2`."""
        word = re.search(r"(\w+)\W*$", reading.text[: numeral.start])
        return bool(word) and any(
            _same(numeral, n) and re.search(rf"{re.escape(word[1])}\W*$", self.known.question[: n.start], re.IGNORECASE)
            for n in self.known.asked
            if word
        )

    def _is_argument(self, numeral: Numeral, reading: Reading) -> bool:
        if numeral.kind == "code":
            return numeral.text.casefold() in self.evidence.words.casefold() or self._in_text(numeral)
        if self._known_span(numeral):
            return True
        if not (numeral.limited or numeral.kind in ("date", "duration")):
            # The interval's 80 % and the like stand in a definition.
            return numeral.kind == "percent" and self._in_text(numeral)
        return self._in_arguments(numeral) or self._in_text(numeral)

    def _in_arguments(self, numeral: Numeral) -> bool:
        if numeral.date is not None and any(
            numeral.date.names(text) for text in (*self.evidence.argument_dates, *self.known.dates)
        ):
            return True
        numbers = self.evidence.argument_numbers
        if numeral.kind == "percent":
            # "20 % less" is -20 among the arguments of a simulation.
            return bool({numeral.value, -numeral.value, round(numeral.value / 100, 12)} & numbers)
        return numeral.value in numbers

    def _known_span(self, numeral: Numeral) -> bool:
        if numeral.date is not None and any(numeral.date.names(day) for day in self.known.dates):
            return True
        return numeral.kind == "duration" and any(numeral.holds(days) for days in self.known.spans_days)

    def _in_text(self, numeral: Numeral) -> bool:
        return any(_same(numeral, n) for n in self._explained)

    @cached_property
    def _explained(self) -> tuple[Numeral, ...]:
        return tuple(find_numerals(self.evidence.explanations))

    def _nearest(self, claim: Claim, reading: Reading) -> str:
        """What the results say instead of a wrong number, for the model to mend it."""
        unit = claim.unit
        right = [
            fact
            for fact in self.evidence.facts
            if (fact.unit == unit or (unit == "percent" and fact.unit == "share") or unit == "number")
            and bound_names(claim, reading)
            and not misfit(fact, claim, reading, words=self.words)
        ]
        if not right:
            return "no value of the results equals it"
        found = right[0]
        shown = format_cell(found.value, found.unit, currency=found.currency)
        return f"no value of the results equals it; {found.source} is {shown}"


def _age(fact: Fact) -> int:
    return int(fact.result.removeprefix("r"))


def _same(numeral: Numeral, other: Numeral) -> bool:
    """Whether two numerals say the same; one with a currency sign equals one without."""
    if "code" in (numeral.kind, other.kind):
        return numeral.kind == other.kind and numeral.text.casefold() == other.text.casefold()
    if numeral.date is not None and numeral.date == other.date:
        return True
    if numeral.kind != other.kind:
        return False
    if numeral.currencies and other.currencies and not numeral.currencies & other.currencies:
        return False
    return abs(numeral.value - other.value) <= 1e-9 * max(1.0, abs(other.value))


def _searched(numeral: Numeral) -> Sequence[tuple[float, float]]:
    """Intervals of cell values that the numeral could be written for."""
    slack = 1e-9 * max(1.0, abs(numeral.low), abs(numeral.high))
    low, high = numeral.low - slack, numeral.high + slack
    if numeral.kind == "percent":
        spans = [(low / 100, high / 100), (low, high), (1 + low / 100, 1 + high / 100), (1 - high / 100, 1 - low / 100)]
        return _merged([*spans, (-high / 100, -low / 100), (-high, -low)])
    return _merged([(low, high), (-high, -low)])


def _merged(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _says(numeral: Numeral, fact: Fact, *, falls: bool, changes: bool) -> bool:
    """Whether the numeral, with its sign and unit, would be written for that fact."""
    value = fact.number
    if value is None:
        return False
    if numeral.kind == "percent":
        if fact.role == "ratio":
            return changes and numeral.holds(abs(value - 1) * 100) and (value < 1) == falls
        if fact.unit not in ("share", "percent"):
            return False
        return _holds(numeral, value * 100 if fact.unit == "share" else value, falls=falls)
    if numeral.kind == "duration":
        return fact.unit == "days" and numeral.holds(value)
    if numeral.kind == "multiple":
        return (fact.unit == "number" or (numeral.times and fact.unit == "count")) and numeral.holds(value)
    if numeral.currencies:
        return fact.unit == "money" and fact.currency in numeral.currencies and _holds(numeral, value, falls=falls)
    if numeral.times and fact.unit not in ("count", "number"):
        return False
    return fact.unit not in ("percent", "date", "id", "text", "personal") and _holds(numeral, value, falls=falls)


def _holds(numeral: Numeral, value: float, *, falls: bool) -> bool:
    return numeral.holds(value) or (falls and value < 0 and numeral.holds(-value))
