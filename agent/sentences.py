"""Cuts an answer into sentences, and sentences into the pieces within which a value belongs to a name or a metric."""

import itertools
import re
from dataclasses import dataclass, field

from agent.quotations import MARKS
from agent.references import REFERENCE

_MARKER = re.compile(r"\s*(?:>\s*)*(?:#{1,6}\s+|[-*+•]\s+|\(?(?P<n>\d{1,3})[.)、]\s*(?!\d)|(?P<ring>[①-⑳])\s*)?")
_STOP = re.compile(
    r"(?<!\b[Nn]o)(?<!\bvs)(?<!\be\.g)(?<!\bi\.e)(?<!\b[Dd]r)(?<!\bapprox)[.!?]+[\"”’)*_]*(?=\s|$|[一-鿿])|[。！？]+[”」』）*_]*"
)
_JOINT = re.compile(
    r"[,，;；:：()（）、|]|\s[–—-]\s|——|\b(?:and|while|but|versus|vs\.?|whereas|plus|with|against|than)\b"
    r"|\bcompared (?:with|to)\b|和|与|而|但|以及|相比|另外|同时",
    re.IGNORECASE,
)
_QUOTED = re.compile(rf"[{MARKS}][^{MARKS}]*[{MARKS}]|\"[^\"]*\"|「[^」]*」|『[^』]*』")
# A line that is a quotation and nothing else, written out or by its reference.
_QUOTATION = re.compile(rf"{_QUOTED.pattern}|\{{\{{\s*quote\s[^{{}}]*\}}\}}")
# Between a mark and its fellow a quotation may break lines, as reviews do.
_BROKEN = re.compile(r"“[^“”]*\n[^“”]*”|「[^「」]*\n[^「」]*」|『[^『』]*\n[^『』]*』")
_RULE = re.compile(r"\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-{2,}:?\s*)?\s*")


@dataclass(frozen=True)
class Piece:
    """A part of a sentence between commas and joining words; `label` is the heading of a table's column."""

    start: int
    end: int
    label: str = ""


@dataclass(frozen=True)
class Sentence:
    """One statement of an answer.

    Attributes:
        start: Where it begins in the body.
        end: Where it ends, exclusive.
        text: The body between the two.
        lead: Text whose names and metrics it inherits where it has none: the heading or the line that ends in a
            colon above a list, or the sentence before one that says `their` or 该客户.
        cells: For a row of a table: its cells, as pieces of the text.
    """

    start: int
    end: int
    text: str
    lead: str = ""
    cells: tuple[Piece, ...] = field(default=())

    def pieces(self, kept: list[tuple[int, int]]) -> tuple[Piece, ...]:
        """The pieces of the sentence; no cut falls inside one of the `kept` spans (values and names)."""
        if self.cells:
            return self.cells
        cuts = [m.span() for m in _JOINT.finditer(self.text)]
        cuts = [(a, b) for a, b in cuts if not any(start < b and a < end for start, end in kept)]
        edges = [0, *(edge for cut in cuts for edge in cut), len(self.text)]
        return tuple(Piece(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True))


_PRONOUN = re.compile(
    r"\b(?:its?|their|theirs|they|them|his|her|he|she|this customer|that customer|the customer|this is|that is)\b"
    r"|\bthe difference\b|\ba ratio of\b|高出|相差|比值"
    # A superlative without a subject is of what the sentence before measured: 2026年10月最高：4.4。
    r"|^[^，。；：:]{0,16}最[高低多少大小](?:[：:]|为|是)|该|其(?!中|他|它|余|实|次)|此客户|这位|这个|他们?|她|它",
    re.IGNORECASE,
)


def split_sentences(body: str) -> list[Sentence]:
    r"""The statements of a body in order; list markers, headings' hashes and table rules belong to none.

    >>> [s.text for s in split_sentences("1. Germany leads. It has 2.5 orders.\n\n好。很好！")]
    ['Germany leads.', 'It has 2.5 orders.', '好。', '很好！']
    """
    found: list[Sentence] = []
    lead, offset = "", 0
    headings: tuple[str, ...] = ()
    numbered = {0}
    for line in _lines(body):
        marker = _marker(line, numbered)
        begin = marker.end() if marker else 0
        content = line[begin:]
        is_item = bool(marker and marker.group().strip(" >") and "#" not in marker.group())
        if not content.strip():
            # An empty line ends a table but not a list's lead-in: models put one between the two.
            headings = ()
        elif _RULE.fullmatch(line):
            pass
        elif content.lstrip().startswith("|"):
            if not headings:
                headings = tuple(line[p.start : p.end].strip() for p in _cells(line))
            found.append(_row(line, offset, headings, lead))
        else:
            headings = ()
            ends = content.rstrip(" *_")
            is_item = is_item or _is_bold(content)
            found += _line(line, begin, offset, lead if is_item else "")
            # A quotation between two items ends no list.
            if not is_item and not _QUOTATION.fullmatch(content.strip()):
                lead = content if ends.endswith((":", "：")) or line.lstrip().startswith("#") else ""
        offset += len(line) + 1
    return found


def _is_bold(line: str) -> bool:
    """Whether a line is set in bold as a whole and begins nothing: an item of a list without markers."""
    said = line.strip()
    bold = len(said) > 4 and said.startswith("**") and said.endswith("**") and "**" not in said[2:-2]
    return bold and not said.rstrip("* ").endswith((":", "："))


def _lines(body: str) -> list[str]:
    r"""The lines of a body; those that one quotation runs over stay together.

    >>> _lines("Two wrote:\n“Late.\nNever again!”\n「慢」")
    ['Two wrote:', '“Late.\nNever again!”', '「慢」']
    """
    broken = [match.span() for match in _BROKEN.finditer(body)]
    ends = [i for i, c in enumerate(body) if c == "\n" and not any(a < i < b for a, b in broken)]
    return [body[a + 1 : b] for a, b in itertools.pairwise([-1, *ends, len(body)])]


def _marker(line: str, numbered: set[int]) -> re.Match[str] | None:
    """What begins a line of a list; a number out of its turn is no marker: `438. customers` counts them."""
    marker = _MARKER.match(line)
    if marker is None or not (marker["n"] or marker["ring"]):
        return marker
    number = int(marker["n"]) if marker["n"] else ord(marker["ring"]) - ord("①") + 1
    if number - 1 not in numbered:
        return None
    numbered.add(number)
    return marker


def _line(line: str, begin: int, offset: int, lead: str) -> list[Sentence]:
    # Sentences of a quoted review are one quotation.
    kept = [m.span() for pattern in (REFERENCE, _QUOTED) for m in pattern.finditer(line)]
    ends = [m.end() for m in _STOP.finditer(line, begin) if not any(a <= m.start() < b for a, b in kept)]
    found: list[Sentence] = []
    start = begin
    for end in [*ends, len(line)]:
        text = line[start:end]
        if text.strip():
            first = start + len(text) - len(text.lstrip())
            inherited = found[-1].lead + " " + found[-1].text if found and _PRONOUN.search(text) else lead
            found.append(Sentence(offset + first, offset + end, line[first:end], inherited.strip()))
        start = end
    return found


def _cells(line: str) -> list[Piece]:
    kept = [m.span() for m in REFERENCE.finditer(line)]
    bars = [m.start() for m in re.finditer(r"(?<!\\)\|", line) if not any(a <= m.start() < b for a, b in kept)]
    if not line.rstrip().endswith("|"):
        bars.append(len(line))
    return [Piece(a + 1, b) for a, b in itertools.pairwise(bars)]


def _row(line: str, offset: int, headings: tuple[str, ...], lead: str) -> Sentence:
    cells = _cells(line)
    labelled = tuple(Piece(c.start, c.end, headings[i] if i < len(headings) else "") for i, c in enumerate(cells))
    return Sentence(offset, offset + len(line), line, lead, labelled)
