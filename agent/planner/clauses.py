"""Questions of several steps: "which category is returned most, and what rating does it get?" is asked as two."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from agent.planner.frames import Frame
from agent.planner.lexicon import Lexicon
from agent.planner.reading import Call, Plan

# Pronouns that may mean what an earlier clause of the same sentence has found.
POINTING = frozenset({"it", "them", "named", "there", "that"})
# A share is one of these.
_MANY = frozenset({"them", "inside"})
_BOUNDARY = re.compile(
    r"[?？;；:：。!！]\s*(?:and\s+|并且|以及|同时|还有|然后)?"
    r"|[,，]\s*(?:and\s+|then\s+|并且|以及|同时|还有|然后|而)?|\.\s+|\s+and\s+|\s+-+\s+|并且|以及",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\b(?:what|which|who|whose|how|when|where|show|list|give|top|most|\w+est|best|worst)\b|多少|[几哪谁最]|什么|吗|列|前\d",
    re.IGNORECASE,
)
_OF_HEADING = re.compile(r"\bof (?:them|these|those)\b(?! is\b)|[他她]们(?:当中|里面|在)", re.IGNORECASE)
_SENTENCE = re.compile(r"[?？;；。!！.]")


def clauses(question: str) -> Iterator[tuple[str, str, bool]]:
    """Every cut of a question in two: what stands before, what behind, and whether two sentences are cut.

    >>> list(clauses("Who buys most? And how much is it"))[0]
    ('Who buys most', 'how much is it', True)
    """
    for found in _BOUNDARY.finditer(question):
        before, behind = question[: found.start()].strip(), question[found.end() :].strip()
        if found.group()[0] in ":：" and not (_QUESTION.search(before) or _OF_HEADING.search(behind)):
            continue  # a heading asks nothing, but may name whom the rest means by "them"
        if len(before) > 1 and len(behind) > 1:
            yield before, behind, bool(_SENTENCE.match(found.group()))


def asks(frame: Frame) -> bool:
    """Whether a clause asks something of its own, rather than narrowing or repeating the one before."""
    asked = frame.measures or frame.order or frame.which or frame.nouns or frame.change is not None
    return bool(asked or frame.asks - {"list", "amount", "describe"} or (frame.share and frame.pronouns & _MANY))


def pointing(question: str, lexicon: Lexicon) -> int:
    """Where the first pronoun stands; -1 where there is none."""
    places = (t.start for t in lexicon.tokens(question) if t.has("pronoun", *POINTING))
    return next(iter(places), -1)


def told_within(whole: Frame, head: Frame, rest: Frame) -> Frame | None:
    """The question without its pronouns, where they only repeat what its first clause has named.

    Args:
        whole: The question.
        head: Its clauses before the first pronoun.
        rest: What follows them.
    """
    named = bool(head.nouns or head.groups or head.entities)
    chosen = bool(head.which or head.rank or head.order or any(c.metric for c in head.conditions))
    # "Customers who accept SMS marketing: how many of them …": the head only says who they are.
    chosen = chosen or bool(head.conditions and head.mentions("customer") and "them" in whole.pronouns)
    further = rest.order or rest.rank or (rest.which and (rest.nouns or rest.groups))
    # "Is the return rate going down? List it per quarter": the figure again, spread out.
    spread = rest.groups and not (rest.measures or rest.conditions or rest.nouns or rest.entities or rest.people)
    if rest.share and rest.pronouns & _MANY and (head.measures or "count" in head.asks):
        return None  # how many they are, and what share of them: two figures
    named, chosen = (named, chosen) if not (spread and head.measures) else (True, True)
    if not named or not chosen or further or head.leftovers or head.pronouns & POINTING:
        return None
    frame = whole.copied()
    frame.pronouns = frame.pronouns - POINTING
    frame.follow = False
    return frame


def together(first: Plan, second: Plan) -> Plan:
    """Both plans as one; the second's calls come behind the first's, and share its first where that is the same."""
    shared = first.calls[0] == second.calls[0]
    places: dict[int, int] = {}
    calls = list(first.calls)
    for at, call in enumerate(second.calls):
        if at == 0 and shared:
            places[0] = 0
            continue
        places[at] = len(calls)
        calls.append(Call(call.name, _moved(call.arguments, places), tuple(places[need] for need in call.needs)))
    told = [
        {"kind": first.kind, "focus": first.focus, "calls": list(range(len(first.calls)))},
        {"kind": second.kind, "focus": second.focus, "calls": [places[i] for i in range(len(second.calls))]},
    ]
    return Plan(tuple(calls), "steps", {"steps": told, "metric": second.focus.get("metric", "")})


def _moved(value: Any, places: Mapping[int, int]) -> Any:  # noqa: ANN401 - plain JSON
    """Arguments with the places of the calls that they refer to put right."""
    if isinstance(value, Mapping):
        if "$id" in value:
            return {"$id": places[value["$id"]]}
        for key in ("$cell", "$column"):
            if key in value:
                return {key: [places[value[key][0]], value[key][1]]}
        return {key: _moved(inner, places) for key, inner in value.items()}
    return [_moved(inner, places) for inner in value] if isinstance(value, list) else value
