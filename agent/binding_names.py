"""Which of the names, or times, of a sentence a value belongs to.

A value belongs to the last name before it within its piece of the sentence (`Germany £10`), or to the next one
(`£10 in Germany`); a piece without a name carries on with the one before.
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from agent.binding_words import BESIDE, PREPOSITION, RESPECTIVELY
from agent.mentions import NameMention
from agent.readings import Claim, Reading


class Mention(Protocol):
    """What stands somewhere in a sentence."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""


M = TypeVar("M", bound=Mention)


def bound_names(claim: Claim, reading: Reading) -> list[tuple[NameMention, ...]]:
    """The names a value is said of: for each dimension named, the one it belongs to, or those of the lead."""
    bound: list[tuple[NameMention, ...]] = []
    mentions = [m for m in reading.names if (m.start, m.end) != (claim.start, claim.end)]
    mentions = [m for m in mentions if m.start < claim.end or not _introduces(m, reading)]
    for dimension in _dimensions(mentions):
        found = nearest([m for m in mentions if dimension in m.dimensions], claim, reading)
        bound.append((found,))
    covered = {d for group in bound for m in group for d in m.dimensions}
    for dimension in _dimensions(reading.lead_names):
        if dimension not in covered:
            bound.append(tuple(m for m in reading.lead_names if dimension in m.dimensions))
    return list(dict.fromkeys(bound))


def _introduces(mention: NameMention, reading: Reading) -> bool:
    """Whether a name stands right before a value of its own: `a difference of £10` says nothing of what came before."""
    between = (reading.text[mention.end : c.start] for c in reading.claims if c.start >= mention.end)
    return any(re.fullmatch(r"\s*(?:of|is|was|:|：|为|是)?\s*", text) for text in between)


def _dimensions(mentions: Iterable[NameMention]) -> list[str]:
    return list(dict.fromkeys(d for m in mentions for d in sorted(m.dimensions)))


def nearest(mentions: Sequence[M], claim: Claim, reading: Reading) -> M:
    """The one of these that a value belongs to, as a sentence puts it."""
    paired = _paired(mentions, claim, reading)
    if paired is not None:
        return paired
    piece = reading.piece_of(claim.start)
    here = [m for m in mentions if piece.start <= m.start < piece.end]
    following = [m for m in here if m.start >= claim.end]
    before = [m for m in here if m.end <= claim.start]
    if following and PREPOSITION.fullmatch(reading.text, claim.end, following[0].start):
        return following[0]
    if before or following:
        return before[-1] if before else following[0]
    earlier = [m for m in mentions if m.end <= claim.start]
    return earlier[-1] if earlier else mentions[0]


def _paired(mentions: Sequence[M], claim: Claim, reading: Reading) -> M | None:
    """`A and B spent 10 and 12 respectively`: the first name has the first value.

    Also without the word, where all names stand before all values, the values side by side.
    """
    values = [c for c in reading.claims if not (c.numeral and c.numeral.limited) and c.unit == claim.unit]
    if claim not in values or len(mentions) < 2 or len(values) % len(mentions):
        return None
    apart = len(values) == len(mentions) and mentions[-1].end <= values[0].start
    apart = apart and all(BESIDE.fullmatch(reading.text, a.end, b.start) for a, b in itertools.pairwise(values))
    if not apart and not RESPECTIVELY.search(reading.text):
        return None
    return mentions[values.index(claim) % len(mentions)]
