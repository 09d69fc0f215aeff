"""Whether a part of a measure is told as that part: complaints, praise and reviews with text are reviews all three."""

from collections.abc import Mapping

from agent.evidence import Fact
from agent.metric_words import MetricWords
from agent.readings import Claim, Reading
from data.tables import Column

# As much of a label as its verb shares with it: `they complain` of complaints.
_STEM, _HAN_STEM = 7, 2


def qualified_misfit(fact: Fact, claim: Claim, reading: Reading, words: MetricWords) -> str:
    """A part is told by its own word, in the sentence or above it, and what is called so is no other part."""
    result = words.results.get(fact.result)
    if result is None or fact.row < 0 or fact.role != "value":
        return ""
    columns = {column.key: column for column in result.table.columns}
    parts = {key: column for key, column in columns.items() if _is_part(column, columns)}
    key = fact.source.rsplit(".", 1)[-1]
    own, piece = key.removesuffix("_share"), reading.piece_of(claim.start)
    text = f"{reading.sentence.lead} {reading.text} {piece.label}".casefold()
    if own in parts:
        return "" if _is_called(parts[own], text) else f"it is a value of {key}, which the sentence does not say"
    whole = own == "share" or any(column.metric == own for column in parts.values())
    if not whole or piece.label:
        return ""
    # `8 reviews with text` are not all reviews, nor is what stands under `They complain most of:`.
    led = [part for part, column in parts.items() if _is_called(column, reading.sentence.lead.casefold())]
    longer = [part for part, column in parts.items() if " " in column.label.en and _is_called(column, text)]
    called = [*led, *longer]
    return f"it is a value of {key}, but the sentence speaks of {called[0]}" if called else ""


def _is_part(column: Column, columns: Mapping[str, Column]) -> bool:
    """Whether a column counts some of what another one counts all of; what it was before is no part of it."""
    derived = column.key.startswith(column.metric)
    return bool(column.metric) and not derived and column.unit == "count" and column.metric in columns


def _labels(column: Column) -> tuple[str, str]:
    return column.label.en.casefold(), column.label.zh.casefold()


def _is_called(column: Column, text: str) -> bool:
    """Whether a text has a column's label, or its stem where it is one word."""
    english, chinese = _labels(column)
    stem = english if " " in english else english[:_STEM]
    han = chinese if len(chinese) > 2 * _HAN_STEM else chinese[:_HAN_STEM]
    return any(word and word in text for word in (stem, han))
