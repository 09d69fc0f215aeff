"""Either of two times: who bought "in October or November" bought within both months taken together, 10月或11月买过."""

import re

from agent.planner.meanings import Line, Span, join, soft
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
    at = 0
    while at < len(line):
        end, places = _listed(line, at)
        whole = adjoining([span for i in places if isinstance(span := line[i].meaning, Span)])
        if len(places) > 1 and len(whole) == 1:
            read.append(join(line[at:end], whole[0]))
            at = end
            continue
        read.append(line[at])
        at += 1
    return read


def _listed(line: Line, at: int) -> tuple[int, list[int]]:
    """Where a list of times that ends in "or" ends, and the places of its times; none where no such list begins."""
    places, either, end = [], False, at
    while end < len(line) and isinstance(line[end].meaning, Span):
        places.append(end)
        end += 1
        behind = end
        while behind < len(line) and (soft(line[behind]) or line[behind].has("link")):
            behind += 1
        if behind >= len(line) or not isinstance(line[behind].meaning, Span) or behind == end:
            break
        either = either or any(chunk.has("link", "or") for chunk in line[end:behind])
        end = behind
    return (end, places) if either else (at, [])
