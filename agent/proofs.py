"""Proves one numeral of a sentence: from a cell of the same name, metric and unit, from the question, or not at all."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from agent import bounds
from agent.arguments import asked_ratings, assumed_amounts, is_required, leaves, numbers_in
from agent.binding import claimed_metrics, misfit
from agent.binding_names import bound_names
from agent.binding_roles import words_beside
from agent.binding_words import DECREASE, INCREASE
from agent.called import counts_names
from agent.evidence import Evidence, Fact
from agent.formatting import format_cell
from agent.known import Known
from agent.metric_words import MetricWords
from agent.numerals import Numeral, find_numerals
from agent.readings import Claim, Reading
from agent.superlatives import has_rank
from agent.written_values import age, comparable, same, says, searched, size, stands_in

_CALLED = frozenset({"days", "rating", "share"})
# What a what-if changes.
_SUPPOSABLE = frozenset(
    (
        *("orders", "average_order_value", "order_value", "returns", "return_share"),
        *("customers", "customer_id", "units", "order_id"),
    )
)
_QUESTION = "question"
_ARGUMENT = "arguments"


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
        if numeral.kind == "number" and counts_names(claim, numeral.value, reading.text, reading.names):
            return Proof(source=_ARGUMENT)
        if bounds.is_level(numeral, reading.text) and self._in_text(numeral):
            return Proof(source=_ARGUMENT)  # 80 % of something else would say nothing of it
        # `Between April and June 2018` is a span of time, no bound of an amount.
        bound: Proof | str | None = None
        if numeral.kind != "date" and bounds.side_of(numeral, reading.text):
            bound = self._bound(numeral, claim, reading)
            if isinstance(bound, Proof):
                return bound
        equal = list(self._equal_facts(numeral, claim, reading))
        faults = [misfit(fact, claim, reading, words=self.words) for fact in equal]
        fitting = tuple(fact for fact, fault in zip(equal, faults, strict=True) if not fault)
        if fitting:
            return Proof(tuple(sorted(fitting, key=lambda fact: -age(fact))))
        if bound is not None:
            return bound
        if not self._is_found(numeral, claim, reading):
            if self._is_asked(claim, reading):
                return Proof(source=_QUESTION)
            if self._is_argument(claim, reading):
                return Proof(source=_ARGUMENT)
        if equal:
            return f"{equal[0].source} has this value, but {faults[0]}"
        return self._nearest(claim, reading)

    def _supposed(self, claim: Claim, reading: Reading) -> Proof | str:
        """What a clause supposes must have been asked, or be what the simulation was given."""
        numeral = claim.numeral
        if numeral is not None and any(same(numeral, n) for n in self.known.asked):
            return Proof(source=_QUESTION)
        clause = next(reading.text[start:end] for start, end in reading.supposed if start <= claim.start < end)
        if numeral is not None and self._is_simulated(numeral) and not self._tells(clause):
            return Proof(source=_ARGUMENT)
        return "nothing of the kind was supposed"

    def _is_simulated(self, numeral: Numeral) -> bool:
        """Whether a what-if was given this number."""
        simulated = [r for r in self.evidence.results.values() if r.tool.startswith("simulate_")]
        numbers = {number for r in simulated for leaf in leaves(r.arguments) for number in numbers_in(leaf)}
        return bool({numeral.value, -numeral.value} & numbers)

    def _tells(self, clause: str) -> bool:
        """Whether a clause that supposes speaks of what is measured, not of what a customer would do."""
        said = {key for mention in self.words.find(clause) if not mention.weak for key in mention.keys}
        return bool(said - _SUPPOSABLE)

    def from_arguments(self, numeral: Numeral, text: str) -> bool:
        """Whether a numeral of the line that says how the question was read is a condition of a tool, or was asked."""
        if any(same(numeral, n) for n in (*self.known.asked, *self.known.asked_before)):
            return True
        if numeral.kind == "number" and numeral.value in assumed_amounts(self.evidence.results.values()):
            return True
        # "Bought only once" is `orders is 1`; larger numbers are conditions, and say so.
        if (
            numeral.kind == "number"
            and numeral.value > 1
            and not (bounds.is_scope(numeral, text) or bounds.side_of(numeral, text))
        ):
            return False
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
        near = words_beside(claim, reading, self.words)
        falls, changes = bool(DECREASE.search(near)), bool(DECREASE.search(near) or INCREASE.search(near))
        claimed = claimed_metrics(claim, reading, self.words)
        for low, high in searched(numeral):
            for fact in self.evidence.between(low, high):
                if not says(numeral, fact, falls=falls, changes=changes):
                    continue
                # A plain 12 is 12 orders before it is 12 days: days and ratings must be called so.
                if claim.unit != "number" or fact.unit not in _CALLED or claimed & fact.metrics:
                    yield fact

    def _bound(self, numeral: Numeral, claim: Claim, reading: Reading) -> Proof | str | None:
        """The proof of a bound that was set: as a condition, or as a finding that a value confirms; None to go on."""
        asked = self._is_asked(claim, reading)
        if not asked and not self._in_arguments(numeral):
            return None
        source = _QUESTION if asked else _ARGUMENT
        side = bounds.side_of(numeral, reading.text)
        if bounds.is_condition(numeral, reading.text):
            return Proof(source=source)
        claimed, names = claimed_metrics(claim, reading, self.words), bound_names(claim, reading)
        if asked and not names and (not claimed or bounds.is_of_many(numeral, reading.text)):
            return Proof(source=source)
        known = [f for f in self._measured if f.role in ("value", "share", "count") and comparable(numeral, f)]
        known = [f for f in known if not claimed or claimed & f.metrics]
        said_of = [f for f in known if not misfit(f, claim, reading, words=self.words)]
        true = [f for f in said_of if side != "between" and bounds.holds(side, numeral, size(numeral, f))]
        if true:
            return Proof(tuple(true[:1]))
        return f"{said_of[0].source} is not {side} that" if said_of else None

    def _is_found(self, numeral: Numeral, claim: Claim, reading: Reading) -> bool:
        """Whether it is told as a finding, which neither the question nor an argument proves."""
        text = reading.text
        if numeral.kind == "ordinal":
            return bool(bound_names(claim, reading))
        if numeral.kind == "date":
            return bounds.dates_an_event(numeral, text) and not is_required(numeral.date, self.evidence.results)
        piece = reading.piece_of(claim.start)
        if numeral.kind == "duration":
            return bounds.is_idle_span(numeral, text, start=piece.start, end=piece.end)
        side = bounds.side_of(numeral, text)
        told = bool(bound_names(claim, reading) or claimed_metrics(claim, reading, self.words))
        return bool(side) and told and not bounds.is_condition(numeral, text) and not bounds.is_of_many(numeral, text)

    def _placed(self, numeral: Numeral, claim: Claim, reading: Reading) -> Iterator[Fact]:
        """Facts of the row at that place: the row of a name in the sentence, or of a reference."""
        place = int(numeral.value) - 1
        yield from (c.fact for c in reading.claims if c.fact is not None and c.fact.row == place)
        if bound_names(claim, reading):
            claimed = claimed_metrics(claim, reading, self.words)
            placed = (fact for fact in self.evidence.facts if fact.row == place or claimed & fact.metrics)
            yield from (f for f in placed if not claimed & f.metrics or has_rank(f, self.evidence, rank=place + 1))

    def _is_asked(self, claim: Claim, reading: Reading) -> bool:
        """Whether a numeral repeats the question: a condition, a span, or what is not said of anything else."""
        numeral = claim.numeral
        if numeral is None:
            return False
        asked = any(same(numeral, n) for n in self.known.asked)
        before = any(same(numeral, n) for n in self.known.asked_before)
        if numeral.kind == "code":
            return stands_in(numeral.text, self.known.words)
        if (asked or before) and bounds.is_quoted(numeral, reading.text):
            return True
        if not asked and not (before and (numeral.limited or numeral.kind in ("date", "duration"))):
            return False
        if numeral.kind in ("date", "duration", "ordinal") or self._is_set(numeral, reading):
            return True
        return not bound_names(claim, reading) and (
            not claimed_metrics(claim, reading, self.words) or self._echoes(numeral, reading)
        )

    def _is_set(self, numeral: Numeral, reading: Reading) -> bool:
        """Whether the words beside it make it a condition or a scope, not an amount: not `for £500`."""
        return bounds.is_scope(numeral, reading.text) or bool(bounds.side_of(numeral, reading.text))

    def _echoes(self, numeral: Numeral, reading: Reading) -> bool:
        """Whether the word before it is the one before it in the question: `rated 1 or 2`."""
        word = re.search(r"(\w+)\W*$", reading.text[: numeral.start])
        return bool(word) and any(
            same(numeral, n) and re.search(rf"{re.escape(word[1])}\W*$", self.known.question[: n.start], re.IGNORECASE)
            for n in self.known.asked
            if word
        )

    def _is_argument(self, claim: Claim, reading: Reading) -> bool:
        if (numeral := claim.numeral) is None:
            return False
        if numeral.kind == "code":
            return stands_in(numeral.text, self.evidence.words) or self._in_text(numeral)
        if self._known_span(numeral):
            return True
        if numeral.kind in ("date", "duration"):
            return self._in_arguments(numeral) or self._in_text(numeral)
        if numeral.kind == "number" and bounds.is_stars(numeral, reading.text):
            return numeral.value in asked_ratings(self.evidence.results.values())
        if self._is_set(numeral, reading) and not self._is_too_many(numeral):
            return self._in_arguments(numeral) or self._in_text(numeral)
        # The interval's 80 % and the like stand in a definition.
        return numeral.kind == "percent" and self._is_explained(claim, reading)

    def _is_too_many(self, numeral: Numeral) -> bool:
        """Whether more are spoken of (`the top 500`) than any result has."""
        return numeral.kind == "number" and all(
            numeral.value > max(result.table.n, len(result.table.rows)) for result in self.evidence.results.values()
        )

    def _is_explained(self, claim: Claim, reading: Reading) -> bool:
        """Whether a definition has the percentage, and the sentence gives it as that of an interval."""
        numeral = claim.numeral
        if numeral is None or not self._in_text(numeral) or claimed_metrics(claim, reading, self.words):
            return False
        return bounds.is_of_interval(numeral, reading.text)

    def _in_arguments(self, numeral: Numeral) -> bool:
        if numeral.date is not None and any(
            numeral.date.names(text) for text in (*self.evidence.argument_dates, *self.known.dates)
        ):
            return True
        if numeral.kind == "date":
            return False  # it has no value to look for
        numbers = self.evidence.argument_numbers
        if numeral.kind == "duration":
            numbers = self.evidence.argument_spans
        if numeral.kind == "percent":
            # "20 % less" is -20 among the arguments of a simulation.
            return bool({numeral.value, -numeral.value, round(numeral.value / 100, 12)} & numbers)
        return numeral.value in numbers

    def _known_span(self, numeral: Numeral) -> bool:
        if numeral.date is not None and any(numeral.date.names(day) for day in self.known.dates):
            return True
        return numeral.kind == "duration" and any(numeral.holds(days) for days in self.known.spans_days)

    def _in_text(self, numeral: Numeral) -> bool:
        return any(same(numeral, n) for n in self._explained)

    @cached_property
    def _measured(self) -> tuple[Fact, ...]:
        """Facts of the shop, not of what can be asked."""
        said = {key for key, result in self.evidence.results.items() if result.tool == "describe_data"}
        return tuple(fact for fact in self.evidence.facts if fact.result not in said)

    @cached_property
    def _explained(self) -> tuple[Numeral, ...]:
        return _numerals_of(self.evidence.explanations)

    def _nearest(self, claim: Claim, reading: Reading) -> str:
        """What the results say instead of a wrong number, for the model to mend it."""
        unit = claim.unit
        right = [
            fact
            for fact in self._measured
            if (fact.unit == unit or (unit == "percent" and fact.unit == "share") or unit == "number")
            and bound_names(claim, reading)
            and not misfit(fact, claim, reading, words=self.words)
        ]
        if not right:
            return "no value of the results equals it"
        found = right[0]
        shown = format_cell(found.value, found.unit, currency=found.currency)
        return f"no value of the results equals it; {found.source} is {shown}"


@lru_cache(maxsize=256)  # definitions and notes are the same with each answer of a kind, and longer than all answers
def _numerals_of(explanations: str) -> tuple[Numeral, ...]:
    return tuple(find_numerals(explanations))
