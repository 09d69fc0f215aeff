"""Whether a fact was measured over the time a sentence speaks of: its period, and how far a prediction looks."""

import re

from agent.binding_words import AHEAD, SINCE
from agent.date_mentions import DateMention
from agent.evidence import Fact
from agent.readings import Reading

_SPAN = re.compile(r"\d{4}(?:-.*)?")
_SPANNED = re.compile(r"\s*(?:and|to|through|until|till|[–—-])\s*", re.IGNORECASE)


def period_misfit(fact: Fact, reading: Reading) -> str:
    """Dates in the sentence must cover the days a value was measured over, or be their two ends."""
    if fact.period is None:
        return ""
    start, end = fact.period
    own = {(d, name) for d, names in fact.names.items() for name in names if _SPAN.fullmatch(name)}
    if any(mention.senses & own for mention in reading.names):
        return ""  # its own month is named, and whether it is the right one is a matter of names
    mentioned = [m.date for m in reading.dates if not m.bare or _opens_a_span(m, reading)]
    if not mentioned or any(d.names(start.isoformat()) and d.names(end.isoformat()) for d in mentioned):
        return ""
    at_an_end = any(d.names(start.isoformat()) or d.names(end.isoformat()) for d in mentioned)
    one_day = mentioned[0].day > 0
    if at_an_end and (len(mentioned) > 1 or one_day or SINCE.search(reading.text)):
        return ""
    return f"it was measured from {start} to {end}, but the sentence names another time"


def _opens_a_span(mention: DateMention, reading: Reading) -> bool:
    """Whether a month without digits is the first of two: `between April and June 2018`."""
    following = next((m for m in reading.dates if m.start >= mention.end), None)
    return following is not None and bool(_SPANNED.fullmatch(reading.text, mention.end, following.start))


def horizon_misfit(fact: Fact, reading: Reading) -> str:
    """A prediction holds for its own horizon: what is expected in 180 days is not what is expected in 30."""
    ahead = [
        claim.numeral
        for claim in reading.claims
        if claim.numeral and claim.numeral.kind == "duration" and AHEAD.search(reading.text[: claim.start])
    ]
    if fact.horizon_days is None or not ahead or any(span.holds(fact.horizon_days) for span in ahead):
        return ""
    return f"it is for the next {fact.horizon_days:g} days, but the sentence names another horizon"
