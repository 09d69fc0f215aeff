"""Whether a value is of the group that a sentence calls by a number: `Rating 1 has the most reviews`, 评分5的评价数."""

import re
from collections.abc import Iterator

from agent.binding_names import nearest
from agent.evidence import Fact, is_naming
from agent.metric_words import MetricWords
from agent.readings import Claim, Reading
from data.tables import Column, Unit

_NUMBERED: tuple[Unit, ...] = ("rating", "count", "number", "days", "money")
_BESIDE = re.compile(r"[\s*_`]*(?:[:：=]|为|是|\bof\b|\bis\b)?[\s*_`]*", re.IGNORECASE)
_STARS = re.compile(r"[\s-]?(?:stars?\b|星)", re.IGNORECASE)


def group_misfit(fact: Fact, claim: Claim, reading: Reading, words: MetricWords) -> str:
    """A value belongs to the group whose number stands nearest, as it would to one with a name."""
    result = words.results.get(fact.result)
    if result is None or fact.row < 0 or reading.sentence.cells:
        return ""
    row = result.table.rows[fact.row]
    for column in result.table.columns:
        own = row.get(column.key)
        if column.unit not in _NUMBERED or not is_naming(result, column) or not isinstance(own, (int, float)):
            continue
        called = [c for c in _called(column, reading) if c != claim]
        if fact.source.endswith(f".{column.key}") or not called:
            continue
        said = nearest(called, claim, reading).numeral
        if said is not None and not said.holds(own):
            return f"it is the value of {column.key} {own:g}, but the sentence speaks of {said.text}"
    return ""


def _called(column: Column, reading: Reading) -> Iterator[Claim]:
    """The numbers that say which group: right behind the word for what the rows are of, or before stars."""
    for claim in reading.claims:
        if claim.numeral is None or claim.numeral.kind != "number":
            continue
        behind = any(
            {column.key, column.metric} & m.keys and _BESIDE.fullmatch(reading.text, m.end, claim.start)
            for m in reading.metrics
            if m.end <= claim.start
        )
        if behind or (column.unit == "rating" and _STARS.match(reading.text, claim.end)):
            yield claim
