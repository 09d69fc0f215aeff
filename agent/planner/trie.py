"""The trie of the lexicon's phrases: which of them may stand in a text, as they are typed or with a slip."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from agent.planner.slips import mistakable
from agent.planner.tokens import Term
from agent.planner.units import Unit


@dataclass(slots=True)
class Node:
    """The phrases that begin alike.

    Attributes:
        children: By the stem of the next unit.
        terms: Meanings of the phrase that ends here.
        mended: That phrase is recognised with one of its Han characters typed wrongly.
        place: How many of its siblings were learned before it.
    """

    children: dict[str, "Node"] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()
    mended: bool = False
    place: int = 0

    def child(self, stem: str) -> "Node":
        """The node of the next unit; made where there is none."""
        known = self.children.get(stem)
        if known is None:
            known = self.children[stem] = Node(place=len(self.children))
        return known

    def sounding_like(self, typed: str) -> list[str]:
        """The next characters that `typed` may have been typed for, in the order in which they were learned."""
        return sorted(mistakable(typed) & self.children.keys(), key=lambda right: self.children[right].place)


@dataclass(frozen=True)
class Matches:
    """The phrases that may stand in a text.

    Attributes:
        phrases: For each unit those that begin there: the units as they are read, the end, the node.
        slips: For each unit those that begin there with one wrong character: how they are read, the end, the node.
        kinds: Kinds of all their terms.
    """

    phrases: Sequence[Sequence[tuple[Sequence[Unit], int, Node]]]
    slips: Sequence[Sequence[tuple[str, int, Node]]]
    kinds: frozenset[str]


def matches(root: Node, units: Sequence[Unit], short: Mapping[str, Unit], *, besides: Sequence[Term] = ()) -> Matches:
    """The phrases below `root` that may stand in a text.

    Args:
        root: Of the trie.
        units: The text.
        short: Words that are typed short, and the full ones.
        besides: Terms of the text that stand in no phrase, whose kinds count as well.
    """
    phrases = [list(_phrases(root, units, at, short)) for at in range(len(units))]
    slips = [list(_slips(root, units, at)) for at in range(len(units))]
    nodes = [node for at in range(len(units)) for _, _, node in (*phrases[at], *slips[at])]
    return Matches(phrases, slips, frozenset(t.kind for terms in (besides, *(n.terms for n in nodes)) for t in terms))


def _phrases(
    root: Node, units: Sequence[Unit], at: int, short: Mapping[str, Unit]
) -> Iterable[tuple[Sequence[Unit], int, Node]]:
    """The phrases that begin at a unit, as they are read: "avg rev" also as "avg revenue"."""
    ways: list[tuple[Node, Sequence[Unit], int]] = [(root, units, at)]
    while ways:
        node, read, end = ways.pop()
        if end > at and node.terms:
            yield read, end, node
        if end == len(units):
            continue
        if child := node.children.get(units[end].stem):
            ways.append((child, read, end + 1))
        full = short.get(units[end].text) if units[end].kind == "word" else None
        if full is not None and (child := node.children.get(full.stem)):
            longer = replace(full, start=units[end].start, end=units[end].end)
            ways.append((child, [*read[:end], longer, *read[end + 1 :]], end + 1))


def _slips(root: Node, units: Sequence[Unit], at: int) -> Iterable[tuple[str, int, Node]]:
    """The Chinese phrases that begin at a unit with one character of the same sound typed for another."""
    ways: list[tuple[Node, int, str, bool]] = [(root, at, "", False)]
    while ways:
        node, end, read, slipped = ways.pop()
        if slipped and node.mended and node.terms and end - at > 1:
            yield read, end, node
        if end == len(units) or units[end].kind != "han":
            continue
        typed = units[end].text
        if child := node.children.get(typed):
            ways.append((child, end + 1, read + typed, slipped))
        if not slipped:
            ways += [(node.children[right], end + 1, read + right, True) for right in node.sounding_like(typed)]
