"""Checks that what is told of the top or the lowest so many is of those: as a tool was asked for them."""

import re
from collections.abc import Iterator, Mapping, Sequence

from agent.evidence import Fact
from agent.readings import Reading
from agent.references import Results
from agent.superlatives import Fit
from tools.explanation_tools import SUMMARY_KEYS

_BEFORE = re.compile(
    r"(?:(?P<high>\b(?:top|highest|largest|biggest|best)|(?:最[高大多好]|排?名?前|前)的?前?)"
    r"|(?P<low>\b(?:bottom|lowest|smallest|least|worst)|(?:最[低小少差]|后|末|倒数)的?后?))[\s*_`]*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"\s*(?:customers? |[位个名]?(?:客户)?(?:销售额|价值)?)?"
    r"(?:(?P<high>highest|largest|biggest|best|最[高大多好])|(?P<low>lowest|smallest|least|worst|最[低小少差]))",
    re.IGNORECASE,
)
_PARTS = re.compile(
    r"\b(?:rais|pull|push|driv|lift|lower|add)\w*|\b(?:reasons?|factors?|drivers?)\b|拉[高低]|推高|因素|原因"
)
_LEAST = re.compile(r"(?<!at )\b(?:least|fewest|smallest|lowest)\b|最[少小低弱]", re.IGNORECASE)


def false_tops(reading: Reading, results: Results) -> list[str]:
    """What is said of the lowest so many and holds for the highest, or the other way."""
    faults: list[str] = []
    for claim in reading.claims:
        if claim.numeral is None or claim.numeral.kind not in ("number", "percent"):
            continue
        said = _BEFORE.search(reading.text[: claim.start]) or _AFTER.match(reading.text, claim.end)
        rising = {low for r in results.values() for low in _kept(r.arguments, claim.numeral.value)}
        if said and rising and bool(said["low"]) not in rising:
            faults.append(f"the {claim.numeral.text} {'highest' if said['high'] else 'lowest'} were not asked for")
    return faults


def _kept(arguments: Mapping[str, object], count: float) -> Iterator[bool]:
    """Whether the lowest were kept, for each time that so many were."""
    top = arguments.get("top")
    if isinstance(top, Mapping) and count in (top.get("count"), top.get("percent")):
        yield bool(top.get("lowest"))
    elif arguments.get("limit") == count and (arguments.get("sort_by") or "lowest" in arguments):
        yield bool(arguments.get("lowest") or arguments.get("descending") is False)


def false_parts(reading: Reading, fits: Sequence[Fit], results: Results) -> list[str]:
    """Reasons called the least that are not: an explanation lists the strongest of them."""
    said = f"{reading.sentence.lead} {reading.text}"
    if not (_LEAST.search(said) and _PARTS.search(said)):
        return []
    parts = (fact for fit in fits for fact in fit.facts[:1] if "contribution" in fact.metrics)
    return [f"{part.source} is not the least of the parts" for part in parts if not _is_least(part, results)]


def _is_least(part: Fact, results: Results) -> bool:
    table = results[part.result].table
    sizes = [abs(float(row["contribution"] or 0)) for row in table.rows if row.get("feature") not in SUMMARY_KEYS]
    return table.n <= len(sizes) and abs(part.number or 0) <= min(sizes)
