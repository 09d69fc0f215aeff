"""What is left out: "the UK aside", 除英国外, "skipping any with fewer than 100 reviews", "in money, not pieces"."""

from agent.planner.facts import Facts
from agent.planner.meanings import Line, Where, join, neighbour, soft
from agent.planner.structure import metric_of
from data.spec import Operator

_OPPOSITE: dict[str, Operator] = {
    "eq": "ne",
    "ne": "eq",
    "in": "not_in",
    "not_in": "in",
    "gt": "le",
    "ge": "lt",
    "lt": "ge",
    "le": "gt",
}
# Behind what they leave out as well as before it.
_EITHER_SIDE = frozenset({"不算", "不计", "excluded"})


def left_out(read: Line, start: int, line: Line, end: int) -> tuple[int, int] | None:
    """Where the words that leave out a value begin (in `read`) and end (in `line`); None where none stands behind it.

    Args:
        read: The line so far, up to the value.
        start: Place in `read` where the value's own words begin, those that deny it included.
        line: The whole line.
        end: Place in `line` behind the value.
    """
    if end >= len(line):
        return None
    last = end + 1 == len(line) or not line[end + 1].has("value")
    either = line[end].text in _EITHER_SIDE or (
        line[end].has("negation", "except") and not line[end].text.isascii() and end + 1 == len(line)
    )
    if not (line[end].has("negation", "behind") or (either and last)):
        return None
    opened = start and read[start - 1].has("negation", "lead", "except")
    return start - 1 if opened else start, end + 1


def read_exclusions(line: Line, facts: Facts) -> Line:
    """The line with comparisons that are left out turned round, and without "not pieces" behind what is meant."""
    read: Line = []
    at = 0
    while at < len(line):
        where = line[at].meaning
        opposite = _OPPOSITE.get(where.filter.op) if isinstance(where, Where) and where.metric else None
        left = _opened(read) if opposite else None
        behind = line[at + 1] if at + 1 < len(line) else None
        closed = behind is not None and (behind.has("negation", "behind") or behind.text in _EITHER_SIDE)
        if opposite and isinstance(where, Where) and (left is not None or closed):
            turned = Where(where.filter.model_copy(update={"op": opposite}), metric=True)
            end = at + 2 if closed else at + 1
            if left is not None:
                del read[left]
            read.append(join(line[at:end], turned))
            at = end
        elif _contrasted(line, at, facts):
            at = (neighbour(line, at, 1) or at) + 1
        else:
            read.append(line[at])
            at += 1
    return read


def _opened(read: Line) -> int | None:
    """Place of the word that leaves out what follows: "skipping any", "excluding categories with"."""
    for at in range(len(read) - 1, max(-1, len(read) - 4), -1):
        if read[at].has("negation", "except"):
            return at
        noun = read[at].has("attribute") or read[at].has("entity") or read[at].text in ("anything", "anyone", "any")
        if not (soft(read[at]) or noun):
            return None
    return None


def _contrasted(line: Line, at: int, facts: Facts) -> bool:
    """Whether "not" and a metric end the line, behind another metric that is meant: "by revenue, not units"."""
    if not line[at].has("negation", "not") or line[at].text not in ("not", "不是", "而不是", "not by", "not in"):
        return False
    place = neighbour(line, at, 1)
    if place is None or any(not soft(chunk) for chunk in line[place + 1 :]):
        return False
    denied = metric_of(line[place], facts)
    meant = [metric_of(chunk, facts) or chunk.key("in_what") or chunk.key("ranked") for chunk in line[:at]]
    return bool(denied) and any(m and m != denied for m in meant)
