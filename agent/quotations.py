"""Finds what an answer puts in quotation marks and checks that a review says exactly so."""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from tools.results import ToolResult

MARKS = "“”„‟«»‹›＂〝〞〟❝❞"
# A mark without its fellow quotes all the rest: what it quotes must be true too.
_QUOTED = re.compile(
    rf"[{MARKS}](?P<a>[^{MARKS}]*)(?:[{MARKS}]|$)|(?<!\d)\"(?P<b>[^\"]*)(?:\"|$)|「(?P<c>[^」]*)(?:」|$)"
    r"|『(?P<d>[^』]*)(?:』|$)|‘(?P<e>[^’]{12,})’|(?<![A-Za-z])'(?P<f>[^']{12,})'(?![A-Za-z])"
)
# What says that someone's words follow; a figure in a quotation counts as theirs only then.
_SAID = re.compile(
    r"\b(?:review\w*|said|says?|wrote|writes?|complain\w*|comment\w*|quot\w*|praise[sd]?|mention\w*|words)\b"
    r"|评价|评论|点评|写道|表示|抱怨|反馈|说|提到|原话|称",
    re.IGNORECASE,
)
_OF_REVIEWS = re.compile(
    r"\b(?:review\w*|said|says?|wrote|writes?|complain\w*|comment\w*|quot\w*|customer|praise[sd]?|mention\w*|rated)\b"
    r"|评价|评论|点评|写道|表示|抱怨|反馈|说|提到|原话|称",
    re.IGNORECASE,
)
_TRIMMED = " \t\n.,;:!?…。，；：！？"
_STOPS = ".!?…。！？"

# Reviews whose text holds a slice; given by the shop, None for a slice no review holds.
FindReview = Callable[[str], str | None]


@dataclass(frozen=True)
class Quotation:
    """A span in quotation marks: the places of its inner text."""

    start: int
    end: int
    text: str


def find_quotations(text: str) -> list[Quotation]:
    """Everything in quotation marks.

    >>> [q.text for q in find_quotations('One wrote “fell apart”, 另一位说「太慢」.')]
    ['fell apart', '太慢']
    """
    found = []
    for match in _QUOTED.finditer(text):
        name = match.lastgroup or "a"
        found.append(Quotation(match.start(name), match.end(name), match[name]))
    return found


def false_quotations(
    sentence: str, quotations: Collection[Quotation], *, reviews: Collection[str], allowed: str
) -> list[Quotation]:
    """Quotations that are neither slices of a review nor words of the question, the data or the metric dictionary.

    Args:
        sentence: The sentence they stand in.
        quotations: What stands in quotation marks there.
        reviews: Texts of reviews that the conversation has seen.
        allowed: Other texts whose words may be quoted, in lower case.
    """
    false = []
    for quotation in quotations:
        inner = quotation.text.strip(_TRIMMED)
        if not inner or inner.casefold() in allowed or any(_is_slice(quotation.text, review) for review in reviews):
            continue
        if _is_long(inner) or _OF_REVIEWS.search(sentence) or _is_all(sentence, quotations):
            false.append(quotation)
    return false


def speaks_for_itself(sentence: str, quotation: Quotation, *, reviews: Collection[str]) -> bool:
    """Whether a true quotation is plainly someone's words, so that figures in it are theirs and need no proof.

    It is where the sentence says so, or says nothing else and the quotation is whole sentences of a review.
    """
    if not _is_long(quotation.text):
        return False
    alone = _is_all(sentence, find_quotations(sentence))
    return bool(_SAID.search(sentence)) or (alone and any(_is_whole(quotation.text, review) for review in reviews))


def _is_all(sentence: str, quotations: Iterable[Quotation]) -> bool:
    """Whether a sentence is made of quotations and says nothing itself; a reference, blanked out, says something."""
    for quotation in quotations:
        blank = " " * len(quotation.text)
        sentence = f"{sentence[: quotation.start]}{blank}{sentence[quotation.end :]}"
    return not re.search(r"[\w￼]", sentence)


def _is_whole(text: str, review: str) -> bool:
    """Whether a slice of a review begins and ends where its sentences do.

    >>> [_is_whole(text, "Two weeks late. Never again!") for text in ("Never again!", "weeks late.", "Two weeks late")]
    [True, False, True]
    """
    at = review.find(text)
    before, after = review[:at].rstrip(), review[at + len(text) :].lstrip()
    begins = not before or before[-1] in _STOPS
    return at >= 0 and begins and (not after or text.rstrip()[-1:] in tuple(_STOPS) or after[0] in _STOPS)


def _is_slice(text: str, review: str) -> bool:
    # A full stop or comma of the sentence itself may stand before the closing mark; inside, every byte counts.
    return text in review or text.rstrip(".,;，。；… ").lstrip("… ") in review


def _is_long(text: str) -> bool:
    return len(text.split()) >= 3 or sum(1 for c in text if "一" <= c <= "鿿") >= 5


def review_texts(results: Iterable[ToolResult]) -> tuple[str, ...]:
    """Texts of reviews that search_reviews has found in the conversation."""
    return tuple(
        text
        for result in results
        if any(column.key == "review_id" for column in result.table.columns)
        for row in result.table.rows
        for key in ("text", "title")
        if isinstance(text := row.get(key), str)
    )
