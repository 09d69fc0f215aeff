"""Whether a value is of the reason, and the end of the interval, that a sentence says: parts of one prediction."""

import itertools
import re
from collections.abc import Iterator

from agent.binding_factors import FACTORS
from agent.binding_names import bound_names
from agent.evidence import Fact
from agent.mentions import SUMMARY_WORDS, NameMention
from agent.metric_words import MetricWords
from agent.readings import Claim, Reading

# Low and high end of the interval of a value, by its key.
ENDS = {
    "predicted_value": ("predicted_lo", "predicted_hi"),
    "expected_gain": ("gain_lo", "gain_hi"),
    "expected_demand": ("demand_lo", "demand_hi"),
    "expected_units": ("units_lo", "units_hi"),
}
_LABELS = re.compile(r"[\s*_`|]*(?:together|合计|[:：=]|\bis\b|\bwas\b|\badds?\b|为|是)*[\s*_`|+:：-]*", re.IGNORECASE)
_PREDICTED = re.compile(
    r"(?:\bworth|\bpredicted value(?: of \S+)?(?: is| of|:)?|预测价值[为是：:]?|天[的]?(?:价?值|预测))[\s*_`]*$",
    re.IGNORECASE,
)
_FROM = re.compile(r"(?:\bbetween|\bfrom|介于|在|区间[为是：:]?)[\s*_`]*$", re.IGNORECASE)
_TO = re.compile(r"[\s*_`]*(?:(?P<to>to|[–—~～-]|到|至)|and|和|与)[\s*_`]*", re.IGNORECASE)


def names_its_value(mention: NameMention, claim: Claim, reading: Reading) -> bool:
    """Whether a reason is named as what the value is of: right before it, as its row's first cell, or alone."""
    if not mention.dimensions <= FACTORS or mention not in reading.names or mention.end > claim.start:
        return False
    cells = reading.sentence.cells
    if cells and mention.start < cells[0].end:
        return True
    if _LABELS.fullmatch(reading.text, mention.end, claim.start):
        return True
    summed = reading.text[mention.start : mention.end].casefold() in SUMMARY_WORDS
    starts = [*(name.start for name in reading.names), *(other.start for other in reading.claims)]
    return summed and not any(mention.end <= start < claim.start for start in starts)


def _labels_a_reason(mention: NameMention, claim: Claim, reading: Reading, words: MetricWords) -> bool:
    """Whether a reason, and no figure of it, stands right before a value."""
    before = mention.end <= claim.start and _LABELS.fullmatch(reading.text, mention.end, claim.start)
    called = reading.text[mention.start : mention.end]
    measured = any(len(called) == m.end - m.start for m in words.find(called))
    return bool(before) and not measured and mention.dimensions <= {"name", "feature"} and not reading.sentence.cells


def _is_called_typical(claim: Claim, reading: Reading, words: MetricWords) -> bool:
    """Whether a value is said to be a typical customer's: by its heading, in its piece, or by the words before it."""
    piece = reading.piece_of(claim.start)
    last = max((other.end for other in reading.claims if other.end <= claim.start), default=0)
    start = min(last, piece.start)
    here = [m for m in reading.metrics if start <= m.start < piece.end]
    called = (*words.find(piece.label), *reading.lead_metrics, *here)
    return any("typical" in mention.keys for mention in called)


def part_misfit(fact: Fact, claim: Claim, reading: Reading, words: MetricWords) -> str:
    """A part of a prediction is told as that of its reason, not as the prediction, and never without a name."""
    feature = next(iter(fact.names.get("feature", ())), "")
    if fact.source.endswith((".value", ".typical")) and any(
        _labels_a_reason(m, claim, reading, words) for m in reading.names
    ):
        return f"it is a figure of {feature}, but the sentence gives it as its part"
    if fact.source.endswith(".typical") and not _is_called_typical(claim, reading, words):
        return "it is a figure of a typical customer, which the sentence does not say"
    part = "contribution" in fact.metrics
    if not (part or fact.source.endswith(".value")) or feature in ("", "prediction"):
        return ""
    if part and _PREDICTED.search(reading.text[: claim.start]):
        return f"it is the part of {feature}, but the sentence gives it as the prediction"
    named = any(
        (dimension, name) in mention.senses
        for mention in (*reading.names, *reading.lead_names)
        for dimension, names in fact.names.items()
        if dimension in FACTORS
        for name in names
    )
    called = {feature} if part else {feature, *fact.metrics}
    named = named or any(called & m.keys for m in (*reading.metrics, *reading.lead_metrics))
    return "" if named or claim.numeral is None else f"it is a figure of {feature}, which the sentence does not name"


def interval_misfit(fact: Fact, claim: Claim, reading: Reading) -> str:
    """The first figure of an interval is its low end, the second its high end, and neither is the value itself."""
    known = {"predicted_value": {"contribution"}}
    ends = next((e for key, e in ENDS.items() if fact.metrics & {key, *e, *known.get(key, ())}), None)
    if ends is None:
        return ""
    for one, other in _intervals(reading):
        if claim not in (one, other) or not _is_of_prediction(one, reading):
            continue
        end = ends[0] if claim == one else ends[1]
        return "" if end in fact.metrics else f"it is not the {'low' if claim == one else 'high'} end of the interval"
    return ""


def is_end(claim: Claim, reading: Reading) -> bool:
    """Whether a value is one end of an interval that is written out."""
    return any(claim in pair for pair in _intervals(reading))


def _intervals(reading: Reading) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of values `between … and …`."""
    for one, other in itertools.pairwise(reading.claims):
        joined = _TO.fullmatch(reading.text, one.end, other.start)
        if one.unit == other.unit and joined and (joined["to"] or _FROM.search(reading.text[: one.start])):
            yield one, other


def _is_of_prediction(first: Claim, reading: Reading) -> bool:
    """Whether an interval is that of one customer's prediction, and not how far the values of many lie apart."""
    before = reading.text[: first.start]
    told = any(c.end <= first.start and c.unit == first.unit for c in reading.claims)
    return told or bool(bound_names(first, reading)) or bool(re.search(r"interval|区间", before, re.IGNORECASE))
