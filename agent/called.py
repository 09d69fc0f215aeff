"""What names, counts or sets aside, and claims nothing: 80 % interval, 去年同期销售额, returns not deducted."""

import re
from collections.abc import Iterable, Sequence
from typing import TypeVar

from agent.binding_factors import FACTORS
from agent.binding_names import Mention
from agent.mentions import NameMention
from agent.metric_words import MetricMention
from agent.times import Time

M = TypeVar("M", bound=Mention)

# Said of a measure, this tells what another one leaves in or out.
_LEFT_IN = re.compile(
    r"\W*(?:\w+\s){0,2}?(?:(?:is|are|was|were|being)\s)?not\s(?:been\s)?"
    r"(?:deducted|subtracted|taken off|netted|counted)\b"
    r"|[\w\s]{0,4}?(?:[未不没]有?)(?:扣|减|计入|算在)",
    re.IGNORECASE,
)
_LEAVING_IN = re.compile(
    r"\b(?:without|before|not)\s(?:deducting|subtracting|counting|taking off)\s(?:\w+\s){0,2}$"
    r"|[未不没]有?(?:扣除?|减去?|计入)$",
    re.IGNORECASE,
)
_KINDS = re.compile(
    r"\s*[个家款种大]?\s?(?:[州省]|城市|国家|地区|渠道|品类|市场|[商产]品|月份?|季度|等级|分群"
    r"|\b(?:states|cities|countries|regions|channels|categories|markets|products|months|quarters|tiers|segments)\b)",
    re.IGNORECASE,
)
_AND = re.compile(r"[\s,、，/]*(?:and|or|和|与|及|或|以及)?[\s*（(:：]*", re.IGNORECASE)


def outside(found: Iterable[M], called: Sequence[MetricMention]) -> list[M]:
    """What of these is no part of a longer word for a metric: the 80 % of a heading that a column has."""
    return [one for one in found if not any(_is_part(one, mention) for mention in called)]


def own_times(times: Iterable[Time], names: Iterable[NameMention], called: Sequence[MetricMention]) -> list[Time]:
    """The times a sentence speaks of; "last year" in the name of a reason or a metric tells no time of its values."""
    words: list[Mention] = [*called, *(name for name in names if name.dimensions <= FACTORS)]
    return [time for time in times if not (time.told and any(_is_part(time, word) for word in words))]


def claimed(mentions: Sequence[MetricMention], text: str) -> list[MetricMention]:
    """The words for metrics without those that a sentence only says were left in: "returned pieces not deducted"."""
    return [m for m in mentions if not (_LEFT_IN.match(text, m.end) or _LEAVING_IN.search(text[: m.start]))]


def counts_names(number: Mention, value: float, text: str, names: Sequence[NameMention]) -> bool:
    """Whether a number counts the names right before or behind it: RS、SC两个州, the two states RS and SC."""
    start, end = number.start, number.end
    kind = _KINDS.match(text, end)
    if kind is None:
        return False
    before = behind = 0
    for name in reversed([n for n in names if n.end <= start]):
        if not _AND.fullmatch(text, name.end, start):
            break
        before, start = before + 1, name.start
    after = kind.end()
    for name in (n for n in names if n.start >= after):
        if not _AND.fullmatch(text, after, name.start):
            break
        behind, after = behind + 1, name.end
    return value > 1 and value in (before, behind)


def _is_part(one: Mention, word: Mention) -> bool:
    return word.start <= one.start and one.end <= word.end and one.end - one.start < word.end - word.start
