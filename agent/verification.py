"""Checks an answer before anyone sees it: every reference, numeral, name, metric, superlative and quotation. Code only.

A sentence with a fault is given back to the model once, with the list of faults; what is still unproven is withheld.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from agent.asking_back import asks_back
from agent.binding import misfit
from agent.binding_time import false_times
from agent.called import claimed, outside, own_times
from agent.checked import Checked, CheckedSentence, Fault, Proven
from agent.declarations import faults_declared
from agent.evidence import Evidence, gather, is_naming
from agent.formatting import inert_prose
from agent.known import Known
from agent.mentions import NameIndex, NameMention, reference_mention
from agent.metric_words import MetricWords
from agent.mixtures import false_mixtures
from agent.notes import noted_sentences, told_results
from agent.numeral_words import CHANGE, CLAUSE, FORETOLD
from agent.numerals import find_numerals
from agent.proofs import Prover
from agent.quotations import false_quotations, find_quotations, speaks_for_itself
from agent.readings import Claim, Reading
from agent.references import REFERENCE, Reference, ReferenceFault, Results, find_references, resolve, resolves
from agent.sentences import Sentence, split_sentences
from agent.superlatives import Fit, false_comparisons, false_superlatives
from agent.times import find_spans, find_times
from agent.tops import false_parts, false_tops
from agent.touching import touched_references
from config.text import Language, Text
from data.metrics import Attribute, Metric, MetricDictionary
from data.money import NO_CURRENCY
from data.tables import Unit

_HOLE = "￼"
# Words of a question with a digit that name no customer: Q3, 2026Q3, H1, W36, 5th, 30d, 5-star.
_PERIOD = re.compile(
    r"(?:(?:19|20)\d\d-?)?[QqHhWw]\d\d?|\d+(?:st|nd|rd|th|d|w|k)|\d+-(?:stars?|days?|weeks?|months?|years?)",
    re.IGNORECASE,
)


@dataclass
class Verifier:
    """Checks texts against the results of one conversation.

    Attributes:
        results: The results so far, by id.
        dictionary: Metrics and attributes with their words.
        known: The questions and the build's own days.
        first_day: First day of the data.
        horizon_days: Horizon of the build's stored predictions.
        reviews: Texts of the reviews that may be quoted.
    """

    results: Results
    dictionary: MetricDictionary
    known: Known
    first_day: dt.date
    horizon_days: int | None = None
    reviews: Collection[str] = ()
    evidence: Evidence = field(init=False)

    def __post_init__(self) -> None:
        self.evidence = gather(self.results.values(), first_day=self.first_day, horizon_days=self.horizon_days)
        self._names = NameIndex(self.evidence, self.dictionary)
        self._words = MetricWords(self.dictionary, self.results)
        self._prover = Prover(self.evidence, self._words, self.known)
        self._limits = (self.first_day, self._last_day())
        self._periods = frozenset(s.period for s in self.evidence.scopes.values() if s.period)
        self._spans = self.evidence.spans | {self._limits, *find_spans(self.known.words)}
        self._quotable = "\n".join(self._words_to_quote()).casefold()
        self._asked_ids = frozenset(
            # Han characters end an id: in 最高的20%客户 there is none but 20.
            m.group()
            for m in re.finditer(r"(?<![\w.])[\w-]*\d[\w-]*(?![\w.])", self.known.words, re.ASCII)
            if not _PERIOD.fullmatch(m.group())
        )

    def _last_day(self) -> dt.date:
        """The day the results are as of; where there are none, the build's last."""
        own = (dt.date.fromisoformat(day) for day in self.known.dates)
        return max((r.as_of for r in self.results.values()), default=max(own, default=self.first_day))

    def _words_to_quote(self) -> Iterator[str]:
        """What may stand in quotation marks without being said in a review: questions, names, labels, values."""
        yield from (self.known.words, self.evidence.explanations)
        yield from (name for names in self.evidence.names.values() for name in names)
        yield self.evidence.words
        languages: tuple[Language, ...] = ("en", "zh")
        entries: tuple[Metric | Attribute, ...] = (*self.dictionary.metrics, *self.dictionary.attributes)
        for entry in entries:
            yield from (word for language in languages for word in entry.words(language))
        for attribute in self.dictionary.attributes:
            yield from (w for value in attribute.values.values() for lang in languages for w in value.words(lang))

    def check(self, body: str) -> Checked:
        """The body, every sentence proven or not."""
        checked = [
            CheckedSentence(s, (), ()) if asks_back(s.text, self.known.question) else self._check(s)
            for s in split_sentences(body)
        ]
        # A note proves nothing, not even that its own result is told: figures of others may be alike.
        notes = noted_sentences(self.results, self.results)
        told = told_results(body, (c for c in checked if c.sentence.text.strip() not in notes))
        noted = noted_sentences(self.results, told)
        return Checked(
            body,
            tuple(CheckedSentence(c.sentence, (), ()) if c.sentence.text.strip() in noted else c for c in checked),
        )

    def check_reading(self, text: str) -> tuple[Fault, ...]:
        """What in the line that says how the question was read comes neither from it nor from a tool's arguments."""
        blank = _blank(text, [(m.start, m.end) for m in self._names.find(text, asked=self._asked_ids)])
        return tuple(
            _fault(n.text, f"{n.text!r} in the reading is neither asked for nor a tool's argument")
            for n in find_numerals(blank)
            if not self._prover.from_arguments(n, blank)
        )

    def asks_only(self, question: str) -> bool:
        """Whether a suggested question states nothing: its figures are conditions, spans, or proven."""
        if inert_prose(question) != question or REFERENCE.search(question):
            return False
        checked = self.check(question)
        unproven = {fault.text for fault in checked.faults}
        blank = _blank(question, [(m.start, m.end) for m in self._names.find(question, asked=self._asked_ids)])
        open_kinds = ("date", "duration", "ordinal")
        return not any(n.text in unproven and n.kind not in open_kinds and not n.limited for n in find_numerals(blank))

    def _check(self, sentence: Sentence) -> CheckedSentence:
        faults: list[Fault] = []
        references: list[Reference] = []
        for reference in find_references(sentence.text):
            if isinstance(reference, str):
                faults.append(_fault(reference, f"{reference} is no reference: write {{{{r1.rows[0].column}}}}"))
                continue
            try:
                resolve(reference, self.results)
            except ReferenceFault as fault:
                faults.append(_fault(sentence.text[reference.start : reference.end], str(fault)))
                continue
            references.append(reference)
        faults += [
            _fault(text, f"{text!r}: the reference already writes the whole value with its unit")
            for text in touched_references(sentence.text, self.results)
        ]
        reading, quoted = self._read(sentence, references)
        faults += quoted
        faults += self._declared(reading)
        proven: list[Proven] = []
        fits: list[Fit] = []
        for claim in reading.claims:
            self._settle(claim, reading, proven=proven, fits=fits, faults=faults)
        false = false_superlatives(reading, fits, evidence=self.evidence, words=self._words)
        false += false_comparisons(reading, fits, evidence=self.evidence, words=self._words)
        false += [*false_tops(reading, self.results), *false_parts(reading, fits, self.results)]
        false += false_mixtures(reading, fits, self._words)
        faults += [_fault(sentence.text.strip(), reason) for reason in false]
        faults += [
            _fault(sentence.text[a:b], "no result was measured over these days, and nobody asked for them")
            for a, b in false_times(reading, self._spans, asked=self.known.words)
        ]
        return CheckedSentence(sentence, tuple(proven), tuple(faults))

    def _declared(self, reading: Reading) -> list[Fault]:
        """What the sentence says of its numbers as a whole and may not."""
        blank = _blank(reading.text, [(m.start, m.end) for m in reading.names])
        said = faults_declared(
            blank,
            values=bool(reading.claims),
            currencies=frozenset(r.currency for r in self.results.values() if r.currency not in ("", NO_CURRENCY)),
            known=self._quotable,
            asked=self.known.words,
            measured=self._words.known,
        )
        return [_fault(words, f"{words!r}: {why}") for words, why in said]

    def _settle(
        self, claim: Claim, reading: Reading, *, proven: list[Proven], fits: list[Fit], faults: list[Fault]
    ) -> None:
        """Proves one claim, or says why it cannot be."""
        text = reading.sentence.text[claim.start : claim.end]
        if claim.numeral is not None:
            proof = self._prover.prove(claim, reading)
            if isinstance(proof, str):
                faults.append(_fault(text, f"{text!r}: {proof}"))
                return
            start = reading.sentence.start
            numeral = claim.numeral
            value = text if numeral.kind in ("date", "code") else numeral.value
            unit = next(iter(sorted(numeral.currencies)), "") if len(numeral.currencies) == 1 else claim.unit
            proven.append(Proven(start + claim.start, start + claim.end, text, proof, value, unit))
            fits.append(Fit(claim, proof.facts))
        elif claim.fact is not None:
            wrong = misfit(claim.fact, claim, reading, words=self._words)
            if wrong:
                faults.append(_fault(text, f"{text}: {wrong}"))
            fits.append(Fit(claim, (claim.fact,)))

    def _read(self, sentence: Sentence, references: list[Reference]) -> tuple[Reading, list[Fault]]:
        text = REFERENCE.sub(lambda m: _HOLE * len(m.group()), sentence.text)
        quotations = find_quotations(text)
        false = false_quotations(text, quotations, reviews=self.reviews, allowed=self._quotable)
        said = "\n".join(self.reviews)
        true = [q for q in quotations if q not in false and q.text in said]
        true = [q for q in true if speaks_for_itself(text, q, reviews=self.reviews)]
        text = _blank(text, [(q.start, q.end) for q in true])
        names = self._names.find(text, asked=self._asked_ids)
        named, claims = self._claims(references)
        supposed = self._supposed(text)
        called = self._words.find(_blank(text, [(m.start, m.end) for m in names] + supposed))
        claims += [
            Claim(n.start, n.end, _UNITS.get(n.kind, "money" if n.currencies else "number"), numeral=n)
            for n in outside(find_numerals(_blank(text, [(m.start, m.end) for m in names])), called)
        ]
        claims.sort(key=lambda c: c.start)
        spans = [(c.start, c.end) for c in claims if c.numeral and c.numeral.kind in ("date", "duration")]
        names = sorted([*names, *named], key=lambda m: m.start)
        kept = [(m.start, m.end) for m in names] + [(c.start, c.end) for c in claims]
        lead = REFERENCE.sub("", sentence.lead)
        reading = Reading(
            sentence,
            text,
            sentence.pieces(kept),
            tuple(claims),
            tuple(names),
            tuple(
                mention
                for mention in claimed(called, text)
                # The days of "the last 30 days" are no metric.
                if not any(start <= mention.start and mention.end <= end for start, end in spans)
            ),
            tuple(own_times(find_times(text, self._limits, periods=self._periods), names, called)),
            self._limits,
            (*self._names.find(lead, asked=self._asked_ids), *self._lead_references(sentence.lead)),
            tuple(self._words.find(lead)),
            tuple(supposed),
        )
        return reading, [
            _fault(q.text, f"{q.text!r} is in no review, byte for byte: use {{{{quote r1.rows[0]}}}}") for q in false
        ]

    def _supposed(self, text: str) -> list[tuple[int, int]]:
        """Places of what a simulation supposes: "if nothing had been returned, …" gives no value of returns."""
        simulated = any(result.tool.startswith("simulate_") for result in self.results.values())
        if not simulated:
            return []
        changes = (m.span() for m in CHANGE.finditer(text) if not FORETOLD.search(text[: m.start()]))
        return [*(m.span() for m in CLAUSE.finditer(text)), *changes]

    def _lead_references(self, lead: str) -> list[NameMention]:
        good = [r for r in find_references(lead) if isinstance(r, Reference) and r.kind == "cell"]
        return self._claims([r for r in good if resolves(r, self.results)])[0]

    def _claims(self, references: Iterable[Reference]) -> tuple[list[NameMention], list[Claim]]:
        """The names and the values that references write."""
        names: list[NameMention] = []
        claims: list[Claim] = []
        for reference in references:
            if reference.kind == "n":
                claims.append(
                    Claim(
                        reference.start,
                        reference.end,
                        "count",
                        None,
                        reference,
                        self.evidence.count(reference.result_id),
                    )
                )
            if reference.kind != "cell":
                continue
            fact = self.evidence.cell(reference.result_id, reference.row, reference.column)
            mention = reference_mention(reference, fact, self.results)
            names += [mention] if mention else []
            result = self.results[reference.result_id]
            if not is_naming(result, result.column(reference.column)):
                claims.append(Claim(reference.start, reference.end, fact.unit, None, reference, fact))
        return names, claims


_UNITS: dict[str, Unit] = {"percent": "percent", "duration": "days", "date": "date"}


def _blank(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in spans:
        text = text[:start] + _HOLE * (end - start) + text[end:]
    return text


def _fault(text: str, reason: str) -> Fault:
    return Fault(text, reason, Text(f"“{text}” could not be proven from the results.", f"“{text}”无法由查询结果证实。"))
