"""Figures and times that are part of what something is called, and claim nothing: 80 % interval, 去年同期销售额."""

from collections.abc import Iterable, Sequence
from typing import TypeVar

from agent.binding_factors import FACTORS
from agent.binding_names import Mention
from agent.mentions import NameMention
from agent.metric_words import MetricMention
from agent.times import Time

M = TypeVar("M", bound=Mention)


def outside(found: Iterable[M], called: Sequence[MetricMention]) -> list[M]:
    """What of these is no part of a longer word for a metric: the 80 % of a heading that a column has."""
    return [one for one in found if not any(_is_part(one, mention) for mention in called)]


def own_times(times: Iterable[Time], names: Iterable[NameMention], called: Sequence[MetricMention]) -> list[Time]:
    """The times a sentence speaks of; "last year" in the name of a reason or a metric tells no time of its values."""
    words: list[Mention] = [*called, *(name for name in names if name.dimensions <= FACTORS)]
    return [time for time in times if not (time.told and any(_is_part(time, word) for word in words))]


def _is_part(one: Mention, word: Mention) -> bool:
    return word.start <= one.start and one.end <= word.end and one.end - one.start < word.end - word.start
