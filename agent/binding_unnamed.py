"""Which figure of a row a sentence means that names no measure: the first of its unit, which was asked for first."""

import re

from agent.binding_factors import FACTORS
from agent.evidence import Fact, is_naming
from agent.metric_words import MetricWords
from agent.readings import Claim, Reading
from data.tables import Unit

_MEASURED: tuple[Unit, ...] = ("money", "count", "number")
# Words before a figure that say that it is one, and not of what; any other may be a word for a measure.
_SAYS_NOTHING = re.compile(
    r"(?:\W|￼|\b(?:is|was|are|were|had|has|have|comes?|came|amount(?:s|ed|ing)?|sums?|adds?|up|total(?:s|led|ling)?|to|a|an"
    r"|the|of|at|in|all|value|worth|for)\b|总|共|合计|金额|数额|数|额|价值|为|是|有|达|计|的)*",
    re.IGNORECASE,
)


def unnamed_misfit(fact: Fact, claim: Claim, reading: Reading, words: MetricWords) -> str:
    """A figure without a word for it is the first of its unit in its row: `came to £0` is not what was returned."""
    result = words.results.get(fact.result)
    if (
        result is None
        or fact.row < 0
        or fact.unit not in _MEASURED
        or fact.role != "value"
        or FACTORS & set(fact.names)
    ):
        return ""
    row = result.table.rows[fact.row]
    alike = [c for c in result.table.columns if c.unit == fact.unit and not is_naming(result, c)]
    if not alike or row.get(alike[0].key) == fact.value or not _is_bare(claim, reading):
        return ""
    return f"it is a value of {', '.join(sorted(fact.metrics))}, which the sentence does not name"


def _is_bare(claim: Claim, reading: Reading) -> bool:
    """Whether nothing before a figure could say of what it is, back to the name; one behind another carries on."""
    named, told = (
        max((m.end for m in ms if m.end <= claim.start), default=0) for ms in (reading.names, reading.claims)
    )
    return told <= named and _SAYS_NOTHING.fullmatch(reading.text, named, claim.start) is not None
