"""Whether a fact is the measure, difference, ratio or share, the largest or the least, that a sentence gives it as."""

import re
from collections.abc import Iterable

from agent.binding_words import (
    CALLED_DIFFERENCE,
    CALLED_RATIO,
    CHANGE_AFTER,
    CHANGE_BEFORE,
    DECREASE,
    DIFFERENCE,
    INCREASE,
    LABEL,
    LARGEST,
    LEAST,
    MORE_AFTER,
    MORE_BEFORE,
    RATIO,
    SHARE_OF,
    SHARED_BY,
)
from agent.evidence import Fact
from agent.metric_words import MetricMention, MetricWords
from agent.readings import Claim, Reading

_COUNTED = frozenset({"count", "money", "days", "rating"})


def words_beside(claim: Claim, reading: Reading, words: MetricWords) -> str:
    """What the piece around a value and its heading say, without metrics: a returned amount has not gone down."""
    piece = reading.piece_of(claim.start)
    label = _without_metrics(piece.label, words.find(piece.label))
    return f"{_without_metrics(reading.text, reading.metrics)[piece.start : piece.end]} {label}"


def _without_metrics(text: str, mentions: Iterable[MetricMention]) -> str:
    for mention in mentions:
        text = text[: mention.start] + " " * (mention.end - mention.start) + text[mention.end :]
    return text


def role_misfit(fact: Fact, claim: Claim, reading: Reading, words: MetricWords) -> str:
    """Why a fact is not what the sentence gives it as; empty when it is."""
    before, label = reading.text[: claim.start], reading.piece_of(claim.start).label
    if fact.role == "difference":
        return _difference_misfit(fact, claim, reading, words)
    if fact.role == "ratio":
        # A percentage of a ratio is told as a change, `three times` as a multiple.
        plain = claim.numeral is not None and claim.numeral.kind == "number" and not claim.numeral.times
        said = RATIO.search(f"{reading.text} {label}")
        return "" if said or not plain else "it is a ratio of two groups, but the sentence gives it as a value"
    if CALLED_RATIO.search(before) and fact.unit in _COUNTED:
        return "it is no ratio, but the sentence calls it one"
    if fact.role == "value" and CALLED_DIFFERENCE.search(before):
        return "it is a value, but the sentence calls it a difference"
    beside = CHANGE_AFTER.match(reading.text, claim.end) or CHANGE_BEFORE.search(before)
    if beside and fact.role in ("value", "count") and "contribution" not in fact.metrics and not fact.across:
        return "it is a value, but the sentence gives it as a difference"
    return _share_misfit(fact, claim, reading) or _extreme_misfit(fact, reading)


def _difference_misfit(fact: Fact, claim: Claim, reading: Reading, words: MetricWords) -> str:
    beside = MORE_BEFORE.search(reading.text[: claim.start]) or MORE_AFTER.match(reading.text, claim.end)
    unsigned = claim.numeral is None or claim.numeral.value >= 0
    if unsigned and fact.number and fact.number < 0 and beside:
        return "it is negative, but the sentence calls it more"
    near = words_beside(claim, reading, words)
    piece = reading.piece_of(claim.start)
    column = fact.source.rsplit(".", 1)[-1]
    if column.endswith("_difference") and words.columns_headed(piece.label) == {column}:
        return ""
    called = [m for m in reading.metrics if m.end <= claim.start and column in m.keys][-1:]
    # "Revenue difference: £151.25"; not plain "revenue".
    if any(DIFFERENCE.search(reading.text, m.start, m.end) and LABEL.match(reading.text, m.end) for m in called):
        return ""
    # A difference that the sentence goes on to tell makes none of what it told before.
    told = f"{_without_metrics(reading.text, reading.metrics)[: piece.end]} {piece.label}"
    said = DIFFERENCE.search(told) or DECREASE.search(near) or INCREASE.search(near)
    return "" if said else "it is a difference between two groups, but the sentence gives it as a value"


def _share_misfit(fact: Fact, claim: Claim, reading: Reading) -> str:
    """A share of one thing is no share of another that stands right beside it: `67 % of the customers`."""
    if fact.role != "share" or is_share_beside(fact, claim, reading):
        return ""
    known = {key for m in (*reading.metrics, *reading.lead_metrics) for key in m.keys}
    for mention in reading.metrics:
        # 客户占66.7% may be of the revenue that the sentence speaks of.
        if _follows(claim, mention, reading) or (_precedes(mention, claim, reading) and not fact.metrics & known):
            return f"it is a share of {', '.join(sorted(fact.metrics))}, but the sentence tells it of another measure"
    return ""


def is_share_beside(fact: Fact, claim: Claim, reading: Reading) -> bool:
    """Whether a share's own measure stands right beside it: `20 % of the customers`, whatever else is named."""
    own = [mention for mention in reading.metrics if fact.metrics & mention.keys] if fact.role == "share" else []
    return any(_follows(claim, m, reading) or _precedes(m, claim, reading) for m in own)


def _follows(claim: Claim, mention: MetricMention, reading: Reading) -> bool:
    return mention.start >= claim.end and SHARE_OF.fullmatch(reading.text, claim.end, mention.start) is not None


def _precedes(mention: MetricMention, claim: Claim, reading: Reading) -> bool:
    return mention.end <= claim.start and SHARED_BY.fullmatch(reading.text, mention.end, claim.start) is not None


def _extreme_misfit(fact: Fact, reading: Reading) -> str:
    """The largest of several is not called the smallest of them, nor the other way."""
    low, high = LEAST.search(reading.text), LARGEST.search(reading.text)
    for start, said, other in (("max_", low, high), ("min_", high, low)):
        if said and not other and any(re.match(start, key) for key in fact.metrics):
            return f"it is a value of {', '.join(sorted(fact.metrics))}, which the sentence turns round"
    return ""
