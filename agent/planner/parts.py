"""Of whom a share is a share: "what percentage of Germany's customers are repeat customers", 德国客户中复购客户占比."""

import itertools
import re
from dataclasses import replace

from agent.planner.deeds import bought
from agent.planner.meanings import Chunk, Line, People, Span, Where

# Words between those of whom the share is taken and those who make it up.
_TURN = re.compile(
    r"\b(?:are|is|were|was|have|has|had|who|that|come|comes|came|do|does|did|go|went|contain|contains|contained|bought|buy|buys|ordered|order|spent|spend|made|make"
    r"|returned|belong|belongs|account|accounts|accounted|fall|placed|goes|from|never|only)\b"
    r"|当中|之中|其中|里面|里有|中有|中|里|有多少|有多大|属于|来自|买过|下过|是",
    re.IGNORECASE,
)
_AMONG = re.compile(r"\b(?:among|amongst|out of|as an? (?:share|percentage|proportion|part) of)\b", re.IGNORECASE)
_FIRST = re.compile(r"\W*(?:and |so )?(?:out )?of(?= )", re.IGNORECASE)
_PEOPLE = re.compile(
    r"\b(?:customers?|clients?|buyers?|shoppers?|accounts?|users?|people)\b|客户|顾客|买家|用户|会员|人"
)
# Behind these stands the whole: "what share did beauty have in German revenue".
_BACK = re.compile(
    r"\b(?:have|has|had|hold|holds|held|take|takes|took) (?:in|of|within)\b"
    r"|\b(?:account(?:s|ed)? for|make(?:s)? up|made up) (?:what|which|how (?:much|many|big|large))\b",
    re.IGNORECASE,
)
# Two things that are asked of the same people: none of them is the whole of the other.
_JOINT = re.compile(r"\b(?:and|both|also)\b|且|同时|又|并")
_PLACES = frozenset({"country", "state", "city", "region", "channel", "category"})


def mark_base(line: Line, question: str) -> Line:
    """The line with the conditions marked that say of whom a share is taken, not who makes it up."""
    wheres = [i for i, c in enumerate(line) if isinstance(c.meaning, Where | People)]
    # "In percent" says of several conditions what "what share" does; of one it may be a change.
    shares = ("share", "percent") if len(wheres) > 1 else ("share",)
    at = next((i for i, c in enumerate(line) if c.has("share", *shares)), None)
    if at is None or all(isinstance(line[i].meaning, People) for i in wheres):
        return line
    if len(wheres) == 1:
        return _around_deed(line, wheres[0], question)
    base = _among(line, wheres, at, question) or _own(line, wheres, question) or _before_turn(line, wheres, question)
    base = base or _beside_share(line, wheres, at, question) or _places(line, wheres)
    parts, whole = ([line[i].meaning for i in wheres if (i in base) == told] for told in (False, True))
    if parts and all(part in whole for part in parts) and any(told not in parts for told in whole):
        # "Of those who bought in October how many …, and what share of the October buyers is that": said again.
        base = {i for i in wheres if line[i].meaning in parts}
    return [_based(c) if i in base else c for i, c in enumerate(line)]


def _based(chunk: Chunk) -> Chunk:
    assert isinstance(chunk.meaning, Where | People)
    return replace(chunk, meaning=replace(chunk.meaning, base=True))


def _around_deed(line: Line, where: int, question: str) -> Line:
    """Share of German customers who bought in March, or of those who bought in March that are German.

    The days say what people did; whoever is told of first is the whole, where a word turns from them to the others.
    """
    spans = [i for i, c in enumerate(line) if isinstance(c.meaning, Span)]
    measured = any(c.has("metric") and c.key("metric") != "customers" for c in line)
    if measured or len(spans) != 1:
        return line
    first, second = sorted((where, spans[0]))
    between = question[line[first].token.end : line[second].token.start]
    if not (_TURN.search(between) and not _JOINT.search(between)):
        return line
    if first == where:
        told = question[: line[second].token.start]  # "share of customers in Germany who bought", "… bought"
        return [_based(c) if i == where else c for i, c in enumerate(line)] if _PEOPLE.search(told) else line
    if not _PEOPLE.search(question[: line[where].token.start]):
        return line
    return [_based(replace(c, meaning=bought(c.meaning))) if i == first else c for i, c in enumerate(line)]


def _among(line: Line, wheres: list[int], share: int, question: str) -> set[int]:
    """Share of app orders among orders in China, of customers in China the share who …: of whom stands behind."""
    told = _FIRST.match(question) or _AMONG.search(question)
    last = line[share].token.start if told is not None and told.end() <= line[share].token.start else len(question)
    behind = {i for i in wheres if told is not None and told.end() <= line[i].token.start < last}
    return behind if len(behind) < len(wheres) else set()


def _own(line: Line, wheres: list[int], question: str) -> set[int]:
    """Electronics' share of K00056's spend: whose it is stands with the customer, wherever the others stand."""
    return {
        i
        for i in wheres
        if isinstance(line[i].meaning, People) and question.startswith(("'s ", "’s "), line[i].token.end)
    }


def _before_turn(line: Line, wheres: list[int], question: str) -> set[int]:
    """Conditions before a word that turns from the whole to the part, where others stand behind it."""
    for left, right in itertools.pairwise(wheres):
        between = question[line[left].token.end : line[right].token.start]
        # The words that lead to a value belong to it: "in German".
        if _BACK.search(question[line[left].token.end : line[right].token.end]):
            return {i for i in wheres if i >= right}
        # "Customers who bought beauty also bought toys": who they are is told by "who", and turned from by "also".
        whose = re.search(r"\bwho\b|\bthat\b", question[: line[left].token.start])
        if _TURN.search(between) and (whose is None or re.search(r"\balso\b", between, re.IGNORECASE)):
            return {i for i in wheres if i <= left}
    return set()


def _beside_share(line: Line, wheres: list[int], share: int, question: str) -> set[int]:
    """VIP customers' share of revenue in Germany, 电子产品占德国销售额的比例: of whom stands behind the word."""
    before, behind = [i for i in wheres if i < share], [i for i in wheres if i > share]
    # "Toys reviews, what percent gave us 5 stars": in percent is no share of what stands behind.
    of = line[share].text.isascii() and (
        line[share].has("share", "share") or question[line[share].token.end :][:3] == " of"
    )
    of = of or (line[share].text.startswith("占") and line[share].text != "占比")
    if not (before and behind and of):
        return set()
    told = [line[i].meaning for i in behind]
    return set(behind) | {i for i in before if line[i].meaning in told and len(before) > 1}


def _places(line: Line, wheres: list[int]) -> set[int]:
    """Share of repeat customers in Germany: the country says of whom, unless there is nothing else, or a customer."""
    if people := {i for i in wheres if isinstance(line[i].meaning, People)}:
        return people
    places = {i for i in wheres if _column(line[i]) in _PLACES}
    return places if len(places) < len(wheres) else set()


def _column(chunk: Chunk) -> str:
    return chunk.meaning.filter.column.removeprefix("attr_") if isinstance(chunk.meaning, Where) else ""
