"""Which name, metric and period a value of a sentence is said of, and whether a fact is of the same.

A value belongs to the last name before it within its piece of the sentence (`Germany £10`), or to the next one
(`£10 in Germany`); a piece without a name carries on with the one before. Metrics likewise.
"""

import re
from collections.abc import Iterable, Sequence

from agent.binding_cases import case_misfit
from agent.binding_factors import FACTORS, is_factor_apart, is_of_named_factor
from agent.binding_groups import group_misfit
from agent.binding_names import bound_names
from agent.binding_parts import ENDS, interval_misfit, is_end, names_its_value, part_misfit
from agent.binding_qualified import qualified_misfit
from agent.binding_roles import is_share_beside, role_misfit
from agent.binding_tables import table_misfit
from agent.binding_time import horizon_misfit, period_misfit
from agent.binding_unnamed import unnamed_misfit
from agent.binding_words import (
    AGAINST_AFTER,
    AGAINST_BEFORE,
    BOUNDED,
    BRACKETS,
    DECREASE,
    END,
    FUTURE,
    INCREASE,
    LABEL,
    LARGEST,
    MEASURE,
    OWN_TOTAL,
    RANGE,
    TOTAL,
    WINDOW,
)
from agent.earlier import is_time_before
from agent.evidence import Fact
from agent.mentions import NameMention
from agent.metric_words import MetricMention, MetricWords
from agent.readings import Claim, Reading
from tools.simulation_tools import CASE_NAMES

_COMPATIBLE: dict[str, frozenset[str]] = {
    "money": frozenset({"money"}),
    "percent": frozenset({"share", "percent"}),
    "share": frozenset({"share", "percent"}),
    "days": frozenset({"days"}),
    "rating": frozenset({"rating"}),
    "date": frozenset({"date"}),
    "count": frozenset({"count", "number", "days", "id", "text"}),
}
_NAMING = frozenset({"text", "id", "personal"})
_RIGHT_BEFORE = re.compile(r"[\s*_`]*(?:[:：=]|为|是|\bis\b|\bwas\b|\bof\b)?[\s*_`+−-]*", re.IGNORECASE)
_HAS = re.compile(r"[\s*_`]*(?:共有?|有|达)[\s*_`]*")
_PERSONS = re.compile(r"[\s*_`]*[位名人](?!\w)")
_INTERVAL_ENDS = frozenset(end for ends in ENDS.values() for end in ends)


def misfit(fact: Fact, claim: Claim, reading: Reading, *, words: MetricWords) -> str:
    """Why a fact cannot be what the sentence says of it; empty when it can."""
    return (
        _name_misfit(fact, claim, reading, words)
        or _metric_misfit(fact, claim, reading, words)
        or qualified_misfit(fact, claim, reading, words)
        or group_misfit(fact, claim, reading, words)
        or role_misfit(fact, claim, reading, words)
        or table_misfit(fact, claim, reading, words)
        or case_misfit(fact, claim, reading)
        or part_misfit(fact, claim, reading, words)
        or interval_misfit(fact, claim, reading)
        or ("" if _is_earlier_here(fact, claim, reading, words) else period_misfit(fact, claim, reading))
        or horizon_misfit(fact, reading)
    )


def _name_misfit(fact: Fact, claim: Claim, reading: Reading, words: MetricWords) -> str:
    for mentions in bound_names(claim, reading):
        senses = {sense for mention in mentions for sense in mention.senses}
        shared = {dimension for dimension, _ in senses} & set(fact.names)
        if any(name in fact.names[dimension] for dimension, name in senses if dimension in shared):
            missing = _unnamed(fact, shared, reading)
            if missing and fact.role != "difference":
                return f"it is the value of several together, {', '.join(missing)} among them"
            continue
        said = next(iter(mentions))
        if "scenario" in fact.names and said.dimensions <= FACTORS and not _name_a_case(senses):
            continue  # `if 2 more orders came`: a feature of another table, not a case of this one
        if fact.role == "difference" and said.dimensions <= FACTORS:
            continue  # "with the change it is £250 higher": a difference is of both rows
        if shared and (
            _is_other_side(fact, claim, mentions, reading)
            or (said.dimensions <= FACTORS and is_factor_apart(fact, claim, said, reading))
        ):
            continue
        if shared and _is_earlier_here(fact, claim, reading, words):
            continue
        spoken = sorted(name for _, name in said.senses)[0]
        if shared:
            actual = ", ".join(sorted(name for d in shared for name in fact.names[d])[:3])
            return f"it is the value of {actual}, but the sentence speaks of {spoken}"
        strict = names_its_value(said, claim, reading)
        if strict:
            called = reading.text[said.start : said.end]
            if any(fact.metrics & m.keys for m in words.find(called) if not m.weak or m.end - m.start == len(called)):
                continue  # a reason called like the metric that the value is of
        elif said.dimensions <= FACTORS:
            continue
        if not strict and (_is_date(said) or _is_of_everything(fact, claim, mentions, reading)):
            continue
        return f"it is not a value of {spoken}"
    return ""


def _is_other_side(fact: Fact, claim: Claim, mentions: Sequence[NameMention], reading: Reading) -> bool:
    """Whether a difference is said against the other group: `Sweden sold £3 more than Denmark`, 比丹麦多3英镑.

    Its own group must be named before, and the words must go the way of its sign.
    """
    if fact.role != "difference" or not fact.number or len(mentions) != 1:
        return False
    other = mentions[0]
    own = [m for m in (*reading.names, *reading.lead_names) if _is_of(m, fact)]
    own = [m for m in own if m not in reading.names or m.end <= other.start]
    between = reading.text[min(other.end, claim.end) : max(other.start, claim.start)]
    before = other.end <= claim.start and AGAINST_BEFORE.search(reading.text[: other.start]) is not None
    after = claim.end <= other.start and AGAINST_AFTER.search(between) is not None
    more, less = bool(INCREASE.search(between)), bool(DECREASE.search(between))
    return bool(own) and (before or after) and more != less and more == (fact.number > 0)


def _is_earlier_here(fact: Fact, claim: Claim, reading: Reading, words: MetricWords) -> bool:
    """Whether it stands under the heading of what was before, in the row of the later time."""
    column = fact.source.rsplit(".", 1)[-1]
    headed = words.columns_headed(reading.piece_of(claim.start).label)
    senses = {sense for mention in reading.names for sense in mention.senses}
    return column.endswith("_before") and headed == {column} and is_time_before(fact.names, senses)


def _is_of(mention: NameMention, fact: Fact) -> bool:
    return any(name in fact.names.get(dimension, ()) for dimension, name in mention.senses)


def _unnamed(fact: Fact, dimensions: Iterable[str], reading: Reading) -> list[str]:
    """Names of a sum over several (`country in …`) that the sentence does not say: it is not the value of one."""
    if any(RANGE.search(text) for text in (reading.text, reading.sentence.lead)):
        return []
    said = {sense for mention in (*reading.names, *reading.lead_names) for sense in mention.senses}
    several = [(d, fact.names[d]) for d in dimensions if len(fact.names[d]) > 1]
    return sorted(name for d, names in several for name in names if (d, name) not in said)[:3]


def _name_a_case(senses: Iterable[tuple[str, str]]) -> bool:
    """Whether one of these senses is a case of a what-if."""
    return any(name in CASE_NAMES for _, name in senses)


def _is_date(mention: NameMention) -> bool:
    return all(re.fullmatch(r"\d{4}(-.*)?", name) for _, name in mention.senses)


def _is_of_everything(fact: Fact, claim: Claim, mentions: Sequence[NameMention], reading: Reading) -> bool:
    """Whether the sentence says `of the total`, or counts all before it names one: `of the 37 countries, France …`."""
    here = [m for m in mentions if m in reading.names]
    between = reading.text[max((m.end for m in here if m.end <= claim.start), default=0) : claim.start]
    # "France's total is …" is a total of France.
    if TOTAL.search(between) and not OWN_TOTAL.match(between):
        return True
    later = all(m.start >= reading.piece_of(claim.start).end for m in here)
    return fact.role == "count" and (later or bool(re.search(r"\b(?:of|among|in)\s+$", between)))


def _metric_misfit(fact: Fact, claim: Claim, reading: Reading, words: MetricWords) -> str:
    if fact.unit == "text" and fact.metrics & FACTORS:
        return ""  # what a part is called measures nothing
    headed = words.columns_headed(reading.piece_of(claim.start).label)
    column = fact.source.rsplit(".", 1)[-1]
    if headed and fact.role != "count" and column not in headed:
        return f"it is a value of {column}, but stands under the heading of {', '.join(sorted(headed))}"
    if is_share_beside(fact, claim, reading):
        return ""
    keys = claimed_metrics(claim, reading, words, near=fact.role == "count")
    if not keys and fact.metrics & _INTERVAL_ENDS and not headed and not _is_bounded(claim, reading):
        return "it is an end of an interval, but the sentence does not say so"
    if fact.role != "count" and _counted(claim, reading) is None:
        # A figure is no value of what rows are called: `the high tier has the most customers, 438`.
        keys = frozenset(key for key in keys if words.units.get(key, set()) - _NAMING)
    if fact.unit == "date":
        keys -= {"date"}  # "the date of the latest order" says no more than its value does
    if not keys and not headed and not fact.metrics & _INTERVAL_ENDS and claim.numeral is not None:
        return unnamed_misfit(fact, claim, reading, words)
    if not keys or fact.metrics & keys or is_of_named_factor(fact, claim, reading):
        return ""
    shown = ", ".join(sorted(fact.metrics)) or fact.unit
    return f"it is a value of {shown}, but the sentence speaks of {', '.join(sorted(keys)[:3])}"


def claimed_metrics(claim: Claim, reading: Reading, words: MetricWords, *, near: bool = False) -> frozenset[str]:
    """Keys of the metrics a value is said to be of; empty where the sentence names none.

    Args:
        claim: The value.
        reading: Its sentence.
        words: Words for metrics.
        near: Whether only its own piece of the sentence counts: `all five are active; their value …` counts nothing.
    """
    counted = _counted(claim, reading)
    if counted is not None:
        return _widened(counted.keys, claim, reading)
    piece = reading.piece_of(claim.start)
    # "orders 17" counts orders, but "5 orders worth £80" speaks of no predicted value.
    plain = claim.unit in ("number", "count") and not (claim.numeral and claim.numeral.currencies)
    label = words.find(piece.label)
    here = [m for m in reading.metrics if piece.start <= m.start < piece.end or _labels(m, claim, reading)]
    told = [m for m in reading.metrics if not _only_bounds(m, claim, reading)]
    far = () if near else ((told, False), (list(reading.lead_metrics), True))
    for mentions, weak_too in ((label, True), (here, False), *far):
        keys = frozenset(
            key
            for m in mentions
            if weak_too or not m.weak or LABEL.match(reading.text, m.end) or (plain and _labels(m, claim, reading))
            if not m.beside or mentions is label or _labels(m, claim, reading)
            for key in m.keys
            if _same_unit(key, claim, words)
        )
        if keys:
            return _widened(keys, claim, reading)
    return frozenset()


def _only_bounds(mention: MetricMention, claim: Claim, reading: Reading) -> bool:
    """Whether a metric stands in brackets as a condition on others: `12 % fit (probability of … below 50 %)`."""
    for bracket in BRACKETS.finditer(reading.text):
        inside = bracket.start() < mention.start and mention.end < bracket.end()
        if inside and not bracket.start() < claim.start < bracket.end():
            return BOUNDED.match(reading.text, mention.end) is not None
    return False


def _labels(mention: MetricMention, claim: Claim, reading: Reading) -> bool:
    """Whether a word stands right before a value as what it is: `orders: 5`, 典型客户5, 客户有5位."""
    if mention.end > claim.start:
        return False
    persons = _PERSONS.match(reading.text, claim.end) and _HAS.fullmatch(reading.text, mention.end, claim.start)
    return bool(persons or _RIGHT_BEFORE.fullmatch(reading.text, mention.end, claim.start))


def _counted(claim: Claim, reading: Reading) -> MetricMention | None:
    """The noun right after a plain number: `12 customers`, 12 位客户."""
    if claim.unit not in ("number", "count") or (claim.numeral and claim.numeral.currencies):
        return None
    after = MEASURE.match(reading.text, claim.end)
    place = after.end() if after else claim.end
    return next((m for m in reading.metrics if m.start == place), None)


def _same_unit(key: str, claim: Claim, words: MetricWords) -> bool:
    units = words.units.get(key, set())
    if claim.unit == "number":
        return True
    return bool(units & _COMPATIBLE.get(claim.unit, frozenset({claim.unit})))


def _widened(keys: frozenset[str], claim: Claim, reading: Reading) -> frozenset[str]:
    """Words take in their neighbours where the sentence says so: `spent in the last 90 days`, `will spend`."""
    text = f"{reading.sentence.lead} {reading.text}"
    wider = set(keys)
    if "revenue" in keys and FUTURE.search(text):
        wider |= {"predicted_value"}
    if "orders" in keys and FUTURE.search(text):
        wider |= {"predicted_orders", "bgnbd_orders"}
    if WINDOW.search(text):
        wider |= {f"{key}_{days}d" for key in keys for days in (30, 90, 180, 365)} | (
            {"season_revenue"} if "revenue" in keys else set()
        )
    if "order_value" in keys and LARGEST.search(text):
        wider |= {"max_order"}
    if wider & set(ENDS) and _is_bounded(claim, reading):
        wider |= {end for key in wider & set(ENDS) for end in ENDS[key]}
    return frozenset(wider)


def _is_bounded(claim: Claim, reading: Reading) -> bool:
    """Whether a value is told as an end of an interval."""
    return is_end(claim, reading) or bool(END.search(reading.text_of(reading.piece_of(claim.start))))
