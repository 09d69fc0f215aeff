"""Checks that figures told together were found together: one row of a table, the cases of one what-if."""

import re
from collections.abc import Iterable, Sequence

from agent.binding_words import AHEAD
from agent.evidence import Fact
from agent.metric_words import MetricWords
from agent.readings import Reading
from agent.superlatives import Fit
from tools.results import ToolResult

_DECORATION = re.compile(r"^[\s*_`]+|[\s*_`]+$")


def false_mixtures(reading: Reading, fits: Sequence[Fit], words: MetricWords) -> list[str]:
    """What a sentence puts together of several results though one has all of it, and says otherwise."""
    if reading.sentence.cells:
        return _mixed_rows(reading, fits, words.results.values())
    return _mixed_cases(reading, fits)


def _mixed_rows(reading: Reading, fits: Sequence[Fit], results: Iterable[ToolResult]) -> list[str]:
    """A row whose cells stand in no one row of the results that have every column of the table."""
    headings = {_DECORATION.sub("", cell.label).casefold() for cell in reading.sentence.cells} - {""}
    whole = {result.id for result in results if headings and headings <= _labels(result)}
    places = [{(f.result, f.row) for f in fit.facts if f.row >= 0 and f.result in whole} for fit in fits]
    if len(places) < 2 or not all(places) or set.intersection(*places):
        return []
    return ["its cells stand in no one row of a result, though one has all of these columns"]


def _labels(result: ToolResult) -> set[str]:
    return {label.casefold() for column in result.table.columns for label in (column.label.en, column.label.zh)}


def _mixed_cases(reading: Reading, fits: Sequence[Fit]) -> list[str]:
    """The values of a what-if with those of another, where the sentence tells of one time ahead at most."""
    spans = [c for c in reading.claims if c.numeral and c.numeral.kind == "duration"]
    if len([c for c in spans if AHEAD.search(reading.text[: c.start])]) > 1:
        return []
    supposed = [{f.result for f in fit.facts} for fit in fits if fit.facts and all(map(_is_case, fit.facts))]
    if not supposed or set.intersection(*supposed):
        return []
    return ["its values are of several what-ifs, which the sentence tells as one"]


def _is_case(fact: Fact) -> bool:
    return "scenario" in fact.names and fact.row >= 0
