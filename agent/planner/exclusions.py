"""What is left out: "the UK aside", 除英国外, "skipping any with fewer than 100 reviews", "in money, not pieces"."""

import re

from agent.planner.facts import Facts
from agent.planner.meanings import Chunk, Line, Where, join, neighbour, soft
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
# Words that say only what is compared, and those that put a second thing beside the first that is left out.
_PLAIN = frozenset(
    {"anything", "anyone", "any", "that", "which", "those", "ones", "have", "has", "had", "所有", "那些"}
)
_JOINTS = frozenset({"and", "or", "as well as", "和", "及", "以及", "与", "或", "跟", "还有", "、"})
_CLOSING = (
    "外",
    "不算",
    "不计",
    "不算在内",
    "不计入",
    "不计在内",
    "不包括在内",
    "excluded",
    "aside",
    "left out",
    "not included",
)
# With these begins what leaves out a value by its name; 非英国和… may join two conditions that hold.
_LEFT_OUT = re.compile(
    r"(?:exclud|excl|ex |exept|except|other than|apart|aside|besides|not counting|not including|leav|ignor|disregard"
    r"|minus|barring|skip|tak|everything but|everything except|all but|all except|without|save for|bar |with the exc"
    r"|不包|不含|不算|不计|不考虑|忽略|跳过|别算|排除|除|去掉|剔|撇|刨|扣|拿掉|抛开)"
)


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
    if line[end].has("entity", "customer") and end + 1 < len(line) and line[end + 1].text in _CLOSING:
        end += 1  # 中国客户不算在内
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
        closing = _closed(line, at) if opposite else None
        listed = opposite is not None and left is None and _listed(read, line, at)
        if opposite and isinstance(where, Where) and (left is not None or closing is not None or listed):
            turned = Where(where.filter.model_copy(update={"op": opposite}), metric=True)
            if left is not None:
                read[left:] = [c for c in read[left + 1 :] if not c.has("pronoun")]
            end = closing if closing is not None else at
            # The noun between the comparison and the word that leaves it out stays: 订单少于50单的国家不算.
            read += [join([line[at]], turned), *line[at + 1 : end]]
            at = end + 1
            if left is not None:
                line = _also_left_out(line, at)
            elif closing is not None:
                _first_left_out(read, turned)
        elif (turned_round := _whose_place(read, where, facts)) is not None:
            first, not_there = turned_round
            read = [*read[:first], join([*read[first:], line[at]], not_there)]
            at += 1
        elif opposite and isinstance(where, Where) and _ahead(line, at):
            read.append(join([line[at]], Where(where.filter.model_copy(update={"op": opposite}), metric=True)))
            at += 1
        elif _contrasted(line, at, facts):
            at = (neighbour(line, at, 1) or at) + 1
        else:
            read.append(line[at])
            at += 1
    return read


def _whose_place(read: Line, where: object, facts: Facts) -> tuple[int, Where] | None:
    """Where words begin that leave out who is told by an attribute of theirs: "leaving out customers who live in"."""
    plain = isinstance(where, Where) and not (where.metric or where.apart) and where.filter.op in ("eq", "in")
    left = _opened(read) if plain else None
    if not isinstance(where, Where) or left is None or not any(_noun(c) for c in read[left + 1 :]):
        return None
    entry = facts.attribute(where.filter.column)
    if entry is None or "customers" not in entry.columns or entry.key in ("category", "product", "channel"):
        return None
    return left, Where(where.filter.model_copy(update={"op": _OPPOSITE[where.filter.op]}))


def _opened(read: Line) -> int | None:
    """Place of the word that leaves out what follows: "skipping any", "excluding categories with", "without those"."""
    for at in range(len(read) - 1, max(-1, len(read) - 7), -1):
        if read[at].has("negation", "except") or read[at].text == "without":
            return at
        if not (soft(read[at]) or _noun(read[at])):
            return None
    return None


def _noun(chunk: Chunk) -> bool:
    """Whether it only says what is compared: "any country that has", 那些国家."""
    named = chunk.has("attribute") or chunk.has("entity") or chunk.has("pronoun", "them") or chunk.has("verb", "buy")
    return named or chunk.text in _PLAIN


def _closed(line: Line, at: int) -> int | None:
    """Place of the word behind a comparison, or its noun, that leaves it out: 不到50单的国家不算, "… excluded"."""
    for place in range(at + 1, min(at + 4, len(line))):
        chunk = line[place]
        if chunk.has("negation", "behind") or chunk.text in _EITHER_SIDE:
            named = place + 1 < len(line) and isinstance(line[place + 1].meaning, Where)
            return None if named and chunk.text in _EITHER_SIDE else place
        if not (soft(chunk) or chunk.has("attribute") or chunk.has("entity")):
            return None
    return None


def _listed(read: Line, line: Line, at: int) -> bool:
    """Whether a comparison is the second of two that are left out: "excluding the UK and any country with fewer"."""
    place = len(read) - 1
    nouns = False
    while place >= 0 and (_noun(read[place]) or (soft(read[place]) and not read[place].has("link", "and"))):
        nouns = nouns or _noun(read[place])
        place -= 1
    if place < 1 or not _joins(read[place]):
        return False
    first = next((c for c in reversed(read[:place]) if not (soft(c) or c.has("link"))), None)
    left_out = first is not None and isinstance(first.meaning, Where) and first.meaning.filter.op in ("ne", "not_in")
    behind = (c for c in line[at + 1 : at + 3] if not soft(c))
    nouns = nouns or any(_noun(c) for c in behind)
    if first is None or not left_out or not nouns or first.text.endswith(_CLOSING):
        return False  # 除英国外和… has ended
    return bool(_LEFT_OUT.match(first.text))


def _joins(chunk: Chunk) -> bool:
    """Whether a word puts a second thing beside the first; behind a comma another condition may begin."""
    return chunk.text in _JOINTS or chunk.text.startswith("and ")


def _first_left_out(read: Line, turned: Where) -> None:
    """Turns round a value named before a comparison that a word behind both leaves out: 英国和不到50单的国家除外."""
    at = next((i for i in range(len(read) - 1, -1, -1) if read[i].meaning == turned), 0)
    where = read[at - 2].meaning if at > 1 and _joins(read[at - 1]) else None
    if isinstance(where, Where) and not where.metric and where.filter.op in ("eq", "in"):
        opposite = Where(where.filter.model_copy(update={"op": _OPPOSITE[where.filter.op]}))
        read[at - 2] = join([read[at - 2]], opposite)


def _ahead(line: Line, at: int) -> bool:
    """Whether a value behind a comparison and its noun is left out together with it: 不到20单的国家和英国都不算."""
    place = at + 1
    while place < len(line) and (soft(line[place]) or line[place].has("attribute")) and not _joins(line[place]):
        place += 1
    if place == at + 1 or place + 1 >= len(line) or not _joins(line[place]):
        return False
    where = line[place + 1].meaning
    named = isinstance(where, Where) and not where.metric and where.filter.op in ("ne", "not_in")
    return named and line[place + 1].text.endswith(_CLOSING)


def _also_left_out(line: Line, at: int) -> Line:
    """The line with a value turned round that is named behind a comparison which is left out, as the second of two."""
    place = at
    while place < len(line) and (soft(line[place]) or line[place].has("attribute")) and not line[place].has("link"):
        place += 1
    where = line[place + 1].meaning if place + 1 < len(line) and line[place].has("link", "and") else None
    joint = place < len(line) and _joins(line[place])
    if not (joint and isinstance(where, Where)) or where.metric or where.filter.op not in ("eq", "in"):
        return line
    turned = Where(where.filter.model_copy(update={"op": _OPPOSITE[where.filter.op]}))
    return [*line[: place + 1], join([line[place + 1]], turned), *line[place + 2 :]]


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
