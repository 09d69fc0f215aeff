"""Either of two times: who bought "in October or November" bought within both months taken together, 10月或11月买过."""

import re
from dataclasses import replace

from agent.planner.meanings import Chunk, Line, Span, join, soft
from agent.planner.spans import adjoining

# It is said once more that either will do: （任一个月买过就算）, "in either month".
_ANY = re.compile(
    r"[,，(（]?\s*(?:其中)?任(?:一|意一?|何一?)个?(?:月|季度|年|周)?(?:份)?(?:内|里)?(?:有)?(?:买过?|下过?单|购买过?|来过)?(?:都|就)?(?:算|行|可以)\s*[)）]?"
    r"|[,(]?\s*\b(?:in )?(?:either|any)(?: one)? (?:of (?:them|these|the two)|month|quarter|year)"
    r"(?: (?:counts|is fine|will do|is enough))?\s*\)?",
    re.IGNORECASE,
)


def without_any(question: str) -> str:
    """The question with several times, either of which will do, joined by "or".

    >>> without_any("2010年10月、11月又买过的（任一个月买过就算）占多少")
    '2010年10月或11月又买过的占多少'
    """
    if not _ANY.search(question):
        return question
    joined = re.sub(r"(?<=月)、(?=\d{1,2}月)", "或", question)
    joined = re.sub(r"(?<=\d)、(?=\d{1,2}月)", "月或", joined)
    return _ANY.sub("", joined) if joined != question or re.search(r"\bor\b|或", question) else question


def read_either(line: Line) -> Line:
    """The line with times joined by "or", in which somebody bought, as all their days."""
    people = any(c.has("entity", "customer") or c.has("metric", "customers") or c.has("pronoun", "them") for c in line)
    buys = any(
        c.has("verb", "buy", "join") or c.has("condition", "repeat") or c.has("attribute", "first_purchase")
        for c in line
    )
    if not (people and buys) or any(c.has("versus") or c.has("superlative") or c.has("group", "by") for c in line):
        return line
    read: Line = []
    for chunk in line:
        at = _joined_to(read, chunk)
        if at is not None:
            first, second = read[at].meaning, chunk.meaning
            assert isinstance(first, Span)
            assert isinstance(second, Span)
            both = adjoining([first, second])
            if len(both) == 1:
                read = [*read[:at], join([*read[at:], chunk], replace(both[0]))]
                continue
        read.append(chunk)
    return read


def _joined_to(read: Line, chunk: Chunk) -> int | None:
    """Place of the time to which this one is joined by "or"; None where it is joined to none."""
    if not isinstance(chunk.meaning, Span):
        return None
    at, either = len(read) - 1, False
    while at >= 0 and (soft(read[at]) or read[at].has("link")):
        either = either or read[at].has("link", "or")
        at -= 1
    return at if at >= 0 and either and isinstance(read[at].meaning, Span) else None
