"""Whether a fact was measured over the time a sentence speaks of: its period, and how far a prediction looks."""

import re
from collections.abc import Collection, Sequence

from agent.arguments import Days
from agent.binding_names import nearest
from agent.binding_words import AHEAD, SINCE
from agent.evidence import Fact
from agent.readings import Claim, Reading
from agent.times import Time, within

_SPAN = re.compile(r"\d{4}(?:-.*)?")
_CONDITIONS = re.compile(
    r"(?:(?:\bconditions?|条件)\s?[:：]|\b(?:predictions?|forecasts?) (?:is|are) (?:for|of|over)\b)[^.;。；\n]*$",
    re.IGNORECASE,
)
# A month or year in brackets is what was looked at: `(category is Toys, in 2016)`.
_BRACKET = re.compile(r"[(（][^()（）]*(?:\bin|,|，)\s*$|[(（]$")
_FORESEEN = re.compile(
    r"(?:\b(?:predictions?|forecasts?) (?:is|are) (?:for|of|over)\b|预测期?[为是])[^.;。；\n]*$", re.IGNORECASE
)
# What the data themselves reach over, which no result's own days are.
_COVERED = re.compile(
    r"(?:\b(?:data|records?)\s(?:only\s)?(?:covers?|spans?|reach(?:es)?|runs?|goe?s?)(?:\sonly)?(?:\sfrom)?"
    r"|数据(?:只|仅)?(?:覆盖|涵盖|包括))[\s*_`]*$",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"[\s*_`]*[(（][^()（）]*")


def period_misfit(fact: Fact, claim: Claim, reading: Reading) -> str:
    """The time a sentence says a value is of must be the days it was measured over."""
    if fact.period is None:
        return ""
    own = {(d, name) for d, names in fact.names.items() for name in names if _SPAN.fullmatch(name)}
    if any(mention.senses & own for mention in reading.names):
        return ""  # its own month is named, and whether it is the right one is a matter of names
    times = [t for t in reading.times if not (t.start <= claim.start < t.end or (t.told and t.compared))]
    if not times:
        return ""
    own_time = _own_time(times, claim, reading)
    # "Grew from October to November": a change lies between both.
    across = fact.across is not None and own_time.means(fact.across, reading.limits)
    if across or _is_over(own_time, fact.period, reading):
        return ""
    return f"it was measured from {fact.period[0]} to {fact.period[1]}, but the sentence names another time"


def _own_time(times: Sequence[Time], claim: Claim, reading: Reading) -> Time:
    """The time in the brackets right behind a value is its own: `£5 (2010-07-01 to 2010-09-30)`."""
    brackets = _IN_BRACKETS.match(reading.text, claim.end)
    inside = [time for time in times if brackets and claim.end <= time.start < brackets.end()]
    return inside[0] if inside else nearest(times, claim, reading)


def _is_over(time: Time, period: Days, reading: Reading) -> bool:
    if time.date is None:
        return time.means(period, reading.limits)
    start, end = (time.date.names(day.isoformat()) for day in within(period, reading.limits))
    return (start and end) or ((start or end) and bool(SINCE.search(reading.text)))


def false_times(reading: Reading, known: Collection[Days], *, asked: str) -> list[tuple[int, int]]:
    """Places of days `from … to …`, and of months and years before the last day, that nothing speaks of.

    Args:
        reading: A sentence.
        known: Days that a result, an argument, a note or the question speaks of.
        asked: The questions, whose words for a time may be repeated.
    """
    return [
        (time.start, time.end)
        for time in reading.times
        if time.days or time.compared or _is_condition(time, reading)
        if not any(_speaks_of(time, days, reading) for days in _speakable(time, known, reading))
        if not (time.told and reading.text[time.start : time.end].casefold() in asked.casefold())
    ]


def _speakable(time: Time, known: Collection[Days], reading: Reading) -> Collection[Days]:
    """The days a time may be: of what the data cover, all of them; of predictions, those after the last."""
    before = reading.text[: time.start]
    if _COVERED.search(before):
        return [reading.limits]
    return [days for days in known if days[1] > reading.limits[1]] if _FORESEEN.search(before) else known


def _is_condition(time: Time, reading: Reading) -> bool:
    """Whether a date is what a sentence sets out as looked at: `Conditions: in 2024`, `Predictions are for 2024`."""
    before = reading.text[: time.start]
    span = time.date is not None and not time.date.day
    said = _CONDITIONS.search(before) or _COVERED.search(before) or (span and _BRACKET.search(before))
    return time.date is not None and bool(said)


def _speaks_of(time: Time, days: Days, reading: Reading) -> bool:
    if time.date is None or time.compared:
        return time.means(days, reading.limits)
    own, known = time.date.days(), within(days, reading.limits)
    return any(time.date.names(day.isoformat()) for day in days) if own is None else _ends(own, known, reading)


def _ends(own: Days, known: Days, reading: Reading) -> bool:
    """Whether a date is the known days, or, where it is a single day, one end of them."""
    return within(own, reading.limits) == known or (own[0] == own[1] and own[0] in known)


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
