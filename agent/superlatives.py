"""Checks that what is called highest or higher is so, as far as a result shows it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agent.evidence import SUMMED, Evidence, Fact, is_naming
from agent.mentions import NameMention
from agent.metric_words import MetricWords
from agent.numeral_words import ORDINAL, ordinal_value
from agent.readings import Claim, Reading
from tools.explanation_tools import SUMMARY_KEYS
from tools.results import ToolResult

_HIGHEST = (
    r"\b(?:highest|largest|biggest|greatest|maximum|best|strongest|leads|leading"
    r"|the most(?! of\b| recent| likely| common)"
    r"|most(?= valuable| orders| revenue| money| customers| reviews| returns))\b"
    r"|最高|最大|最多|最好|最强|居首|排名?第一"
)
_LOWEST = r"\b(?:lowest|smallest|least(?<!at least)|fewest|minimum|worst|weakest)\b|最低|最小|最少|最差|垫底"
_SUPERLATIVE = re.compile(rf"(?P<high>{_HIGHEST})|(?P<low>{_LOWEST})", re.IGNORECASE)
_HIGHER = (
    r"\b(?:higher|more|greater|larger|bigger|better|above|ahead of|exceeds?|beats|outspends?)\b"
    r"|高于|多于|大于|超过|高出"
)
_LOWER = r"\b(?:lower|less|fewer|smaller|below|behind|trails)\b|低于|少于|小于|不如|落后于"
_COMPARATIVE = re.compile(rf"(?P<high>{_HIGHER})|(?P<low>{_LOWER})", re.IGNORECASE)
_HAN_COMPARED = re.compile(
    r"比(?!例|较|重|率)(?P<middle>[^，。；]*?)(?:(?P<high>[更还]?[高多大好])|(?P<low>[更还]?[低少小差]))"
)
_DENIED = re.compile(r"(?:\b(?:not|never|no|hardly)|n['’]t|[不没未]有?)\s*$", re.IGNORECASE)
# Two names that a sentence compares, whether the first is said to be the higher, and whether just that is denied.
_Comparison = tuple[NameMention, NameMention, bool, bool]
_PLURAL = re.compile(
    r"^\s*(?:\d+|two|three|four|five|six|seven|eight|nine|ten|[二两三四五六七八九十]+|几|的?前)", re.IGNORECASE
)

# "A largest order of £500 or more", "whose highest rating": what each has for its own, not the highest of all.
_OWN = re.compile(r"\b(?:an?|whose|their|his|her|its|own)\s$", re.IGNORECASE)

# "Of those listed": the best of the rows shown, whatever else there is.
_LISTED = re.compile(
    r"\b(?:of|among|in) (?:these|those|them|the (?:list|table))\b|\blisted\b|其中|这些|这几|列出|所列|表中",
    re.IGNORECASE,
)


# Results that are always sorted by one column.
_SORTED_BY = {"plan_actions": "expected_gain"}


@dataclass(frozen=True)
class Fit:
    """A value of the sentence and the facts it may be."""

    claim: Claim
    facts: Sequence[Fact]


def false_superlatives(reading: Reading, fits: Sequence[Fit], *, evidence: Evidence, words: MetricWords) -> list[str]:
    """What the sentence calls highest or lowest and is not."""
    faults: list[str] = []
    for match in _SUPERLATIVE.finditer(reading.text):
        if _PLURAL.match(reading.text[match.end() :]) or _counted_before(reading.text[: match.start()]):
            continue
        if _OWN.search(reading.text[: match.start()]) and any(
            m.start <= match.start() < m.end for m in reading.metrics
        ):
            continue
        keys = _metric_beside(match, reading, words)
        listed = bool(_LISTED.search(reading.text))
        facts = _ranked_facts(match, reading, fits, keys=keys, evidence=evidence)
        # What a result has nothing beside is no evidence of a rank where another has.
        facts = [fact for fact in facts if _ranks(evidence.results[fact.result])] or facts
        if facts and not any(
            _has_rank(fact, evidence, low=bool(match["low"]), rank=_rank(match, reading), listed=listed)
            for fact in facts
        ):
            faults.append(f"{facts[0].source} is not the {'lowest' if match['low'] else 'highest'} of its column")
    return faults


def _ranks(result: ToolResult) -> bool:
    """Whether a result has several of what its rows are: the one row of a sum, of however many lines, ranks nothing."""
    return result.table.n > 1 and any(is_naming(result, column) for column in result.table.columns)


def _counted_before(text: str) -> bool:
    """`the three highest`: several rows are meant."""
    return bool(re.search(r"(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten)\b|one of the|[之其]中)\s*$", text))


def _metric_beside(match: re.Match[str], reading: Reading, words: MetricWords) -> frozenset[str]:
    """The metric the superlative is about: the one right after it (highest revenue) or before it (销售额最高)."""
    piece = reading.piece_of(match.start())
    after = [m for m in reading.metrics if match.end() <= m.start < piece.end and m.start - match.end() <= 12]
    before = [m for m in reading.metrics if piece.start <= m.end <= match.start() and match.start() - m.end <= 2]
    found = after[:1] if match.group()[0].isascii() else before[-1:] or after[:1]
    return frozenset(k for m in found for k in m.keys if words.units.get(k, set()) - {"id", "text", "personal", "date"})


def _ranked_facts(
    match: re.Match[str], reading: Reading, fits: Sequence[Fit], *, keys: frozenset[str], evidence: Evidence
) -> list[Fact]:
    """The fact called highest: the nearest value of that metric, or the value of the nearest name."""
    measured = [f for f in fits if any(fact.row >= 0 and fact.number is not None for fact in f.facts)]
    if keys:
        measured = [f for f in measured if any(fact.metrics & keys and fact.role == "value" for fact in f.facts)]
    if not keys and len(measured) != 1:
        return []
    if measured:
        nearest = min(measured, key=lambda f: abs(f.claim.start - match.start()))
        return [fact for fact in nearest.facts if fact.row >= 0 and fact.number is not None]
    if not keys or not reading.names:
        return []
    name = min(reading.names, key=lambda m: abs(m.start - match.start()))
    return _values_of(name, keys, evidence)


def _values_of(name: NameMention, keys: frozenset[str], evidence: Evidence) -> list[Fact]:
    return [
        fact
        for fact in evidence.facts
        if fact.row >= 0 and fact.metrics & keys and fact.role == "value" and _is_of(fact, name)
    ]


def _is_of(fact: Fact, name: NameMention) -> bool:
    return any(value in fact.names.get(dimension, ()) for dimension, value in name.senses)


def _rank(match: re.Match[str], reading: Reading) -> int:
    ordinals = [m for m in ORDINAL.finditer(reading.text) if 0 <= match.start() - m.end() <= 2]
    if ordinals:
        return ordinal_value(ordinals[-1])
    return 2 if re.search(r"第二$|\bsecond[- ]$", reading.text[: match.start()]) else 1


def _has_rank(fact: Fact, evidence: Evidence, *, low: bool, rank: int, listed: bool = False) -> bool:
    column = fact.source.rsplit(".", 1)[-1]
    rows = evidence.results[fact.result].table.rows
    if not listed and not _shows_end(evidence.results[fact.result], fact, low=low):
        return False
    if column == "contribution":
        # Where an explanation starts and ends are no parts of it, and rank among none.
        if rows[fact.row].get("feature") in SUMMARY_KEYS:
            return False
        rows = tuple(row for row in rows if row.get("feature") not in SUMMARY_KEYS)
    cells = [row.get(column) for row in rows]
    values = sorted(
        {float(v) for v in cells if isinstance(v, (int, float)) and not isinstance(v, bool)}, reverse=not low
    )
    return len(values) >= rank and values[rank - 1] == fact.number


def _shows_end(result: ToolResult, fact: Fact, *, low: bool) -> bool:
    """Whether the rows show that end of a column: a list cut short shows only the end that it was sorted from."""
    table, arguments = result.table, result.arguments
    if table.n <= len(table.rows) or table.n_of in SUMMED or not any(is_naming(result, c) for c in table.columns):
        return True
    measured = (c.metric or c.key for c in table.columns if not is_naming(result, c))
    sorted_by = arguments.get("sort_by") or _SORTED_BY.get(result.tool) or next(measured, "")
    rising = arguments.get("lowest") or arguments.get("descending") is False
    return sorted_by in fact.metrics and low == bool(rising)


def has_rank(fact: Fact, evidence: Evidence, *, rank: int) -> bool:
    """Whether a value is that one of its column from the top or from the bottom."""
    if fact.row < 0 or fact.number is None:
        return False
    return any(_has_rank(fact, evidence, low=low, rank=rank) for low in (False, True))


def false_comparisons(reading: Reading, fits: Sequence[Fit], *, evidence: Evidence, words: MetricWords) -> list[str]:
    """`A is higher than B` where a result has both and says otherwise."""
    faults: list[str] = []
    for one, other, higher, denied in _compared(reading):
        keys = _metrics_said(reading, fits, words)
        pair = _latest_pair(one, other, keys, evidence)
        if pair is not None and _is_so(*pair, higher=higher) is denied:
            verb = "is" if denied else "is not"
            faults.append(f"{pair[0].source} {verb} {'higher' if higher else 'lower'} than {pair[1].source}")
    return faults


def _compared(reading: Reading) -> list[_Comparison]:
    found: list[_Comparison] = []
    for match in _COMPARATIVE.finditer(reading.text):
        joint = re.compile(r"\W*(?:\w+\W+){0,4}?than\b", re.IGNORECASE)
        direct = re.fullmatch(
            r"ahead of|exceeds?|beats|outspends?|above|below|behind|trails", match.group(), re.IGNORECASE
        )
        if match.group()[0].isascii() and not direct and not joint.match(reading.text, match.end()):
            continue
        found += _around(reading, match.start(), match.end(), higher=bool(match["high"]))
    for match in _HAN_COMPARED.finditer(reading.text):
        found += _around(reading, match.start(), match.start() + 1, higher=bool(match["high"]))
    return found


def _around(reading: Reading, start: int, end: int, *, higher: bool) -> list[_Comparison]:
    after = [m for m in reading.names if m.start >= end]
    for other in after[:1]:
        before = [m for m in reading.names if m.end <= start and m.dimensions & other.dimensions]
        if before and before[-1].senses != other.senses:
            return [(before[-1], other, higher, bool(_DENIED.search(reading.text[:start])))]
    return []


def _metrics_said(reading: Reading, fits: Sequence[Fit], words: MetricWords) -> frozenset[str]:
    numeric = {
        k for m in reading.metrics if not m.weak for k in m.keys if words.units.get(k, set()) - {"id", "text", "date"}
    }
    if numeric:
        return frozenset(numeric)
    return frozenset(k for fit in fits for fact in fit.facts[:1] for k in fact.metrics if fact.row >= 0)


def _latest_pair(
    one: NameMention, other: NameMention, keys: frozenset[str], evidence: Evidence
) -> tuple[Fact, Fact] | None:
    """The two names' values in the same column of the latest result that has both."""
    sides: Mapping[bool, dict[tuple[str, str], Fact]] = {True: {}, False: {}}
    for side, name in ((True, one), (False, other)):
        for fact in _values_of(name, keys, evidence):
            sides[side].setdefault((fact.result, fact.source.rsplit(".", 1)[-1]), fact)
    shared = [key for key in sides[True] if key in sides[False]]
    if not shared:
        return None
    latest = max(shared, key=lambda key: int(key[0].removeprefix("r")))
    return sides[True][latest], sides[False][latest]


def _is_so(one: Fact, other: Fact, *, higher: bool) -> bool | None:
    first, second = one.number, other.number
    if first is None or second is None:
        return None
    return first > second if higher else first < second
