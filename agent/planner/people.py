"""Customers and orders named in a question: by id, e-mail, phone, or the words behind "customer"."""

import re

from agent.planner.facts import Facts
from agent.planner.meanings import Chunk, Line, People, Searched, join
from agent.planner.units import find_id
from agent.privacy import PHONE

# An id is typed in one go: letters, digits and signs, with at least one digit.
_NAME_WORD = re.compile(r"(?:(?![㐀-鿿])[^\W\d_])+(?:['’.-](?:(?![㐀-鿿])[^\W\d_])+)*\.?")
_HAN_RUN = re.compile(r"[㐀-鿿]{2,}")
_NAME_WORDS = 4
_LONG_ID = 5
# Periods in figures, as the planner writes them: no customer is called so.
_STARS = re.compile(r"[1-5]-?stars?\b", re.IGNORECASE)
_PART_OF_YEAR = re.compile(r"[QH][1-4] (?:19|20)\d\d\b")
_YEAR = re.compile(r"(?:19|20)\d\d")
_BESIDE = re.compile(r"\s*[(（]?\s*")
_POSSESSIVE = ("'s", "’s")
_RUN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_@.:/#-]*[A-Za-z0-9]|[A-Za-z0-9]")


def read_people(line: Line, facts: Facts, question: str) -> Line:
    """The line with ids, e-mails and quoted names joined into people and searched texts."""
    read: Line = []
    at = 0
    while at < len(line):
        found = _person_at(line, read, at, facts, question)
        if found is None:
            read.append(line[at])
            at += 1
            continue
        meaning, taken, end = found
        whole = [*read[len(read) - taken :], *line[at:end]]
        read = [*read[: len(read) - taken], join(whole, meaning)]
        at = end
    return _together(_named_beside(_without_by(read), question))


def _named_beside(line: Line, question: str) -> Line:
    """The line without a customer's name right beside the id: "K00333 (陈建)", 陈建（K00333）."""
    read: Line = []
    for chunk in line:
        before = read[-1] if read else None
        pair = [before, chunk] if before is not None else []
        ids = [c.meaning for c in pair if isinstance(c.meaning, People)]
        names = [c.meaning for c in pair if isinstance(c.meaning, Searched) and c.meaning.what == "customer"]
        one = len(ids) == 1 and len(ids[0].ids) == 1 and len(names) == 1 and "@" not in names[0].text
        if before is not None and one and _BESIDE.fullmatch(question[before.token.end : chunk.token.start]):
            read[-1] = join(pair, ids[0])
        else:
            read.append(chunk)
    return read


def _without_by(line: Line) -> Line:
    """The line without the "by" of "bought by customer 13085", which groups nothing."""
    named = [isinstance(c.meaning, People) for c in line]
    return [c for i, c in enumerate(line) if not (c.text == "by" and i + 1 < len(line) and named[i + 1])]


def _person_at(
    line: Line, read: Line, at: int, facts: Facts, question: str
) -> tuple[People | Searched, int, int] | None:
    chunk = line[at]
    named = bool(read) and _names_customer(read[-1])
    if chunk.token.kind == "customer":
        return People((chunk.token.text,)), int(named), at + 1
    if chunk.token.kind == "order":
        ordered = bool(read) and read[-1].has("entity", "order")
        return Searched(chunk.token.text, "order"), int(ordered), at + 1
    if (spoken := _name_or_phone(line, at, facts, question)) is not None:
        return spoken[0], int(named), spoken[1]
    if chunk.token.kind == "email":
        return Searched(question[chunk.token.start : chunk.token.end], "customer"), int(named), at + 1
    if (named or (read and read[-1].has("entity", "order"))) and (found := _typed_id(line, at, facts, question)):
        typed, end = found
        if named:
            return People((find_id(typed, facts.customer_ids) or typed,)), 1, end
        return Searched(typed, "order"), 1, end
    return _bare_number(line, read, at, facts, question)


def _name_or_phone(line: Line, at: int, facts: Facts, question: str) -> tuple[Searched, int] | None:
    """A customer's full name as the data hold it, or a phone number, from this chunk on."""
    start = line[at].token.start
    phone = PHONE.match(question, start)
    found = phone.group() if phone else _name_at(question, start, facts)
    if not found:
        return None
    end = at
    while end < len(line) and line[end].token.end <= start + len(found):
        end += 1
    return (Searched(found, "customer"), end) if end > at else None


def _name_at(question: str, start: int, facts: Facts) -> str:
    words = list(_NAME_WORD.finditer(question, start))[:_NAME_WORDS]
    runs = [question[start : w.end()] for w in words[1:]] if words and words[0].start() == start else []
    runs += [run[:-2] for run in runs if run.endswith(_POSSESSIVE)]
    han = _HAN_RUN.match(question, start)
    runs += [han.group()[:size] for size in range(2, _NAME_WORDS + 1)] if han else []
    return next((run for run in reversed(runs) if run.casefold() in facts.names), "")


def _names_customer(chunk: Chunk) -> bool:
    return (
        chunk.meaning is None
        and (
            chunk.has("entity", "customer")
            and chunk.text not in ("who", "whom", "people", "谁", "人", "的人", "those who")
        )
    ) or chunk.has("attribute", "customer_id")


def _typed_id(line: Line, at: int, facts: Facts, question: str) -> tuple[str, int] | None:
    """The id typed behind "customer" or "order": one run with a digit, known or not."""
    first = line[at].token
    if _STARS.match(question, first.start):
        return None  # "customers with a 1-star review"
    match = _RUN.match(question, first.start)
    if match is None or not any(c.isdigit() for c in match.group()) or first.kind == "date":
        return None
    if _PART_OF_YEAR.match(question, first.start):
        return None
    if _YEAR.fullmatch(match.group()) and facts.first_day.year <= int(match.group()) <= facts.as_of.year:
        return None  # "monthly orders 2010"
    end = at
    while end < len(line) and line[end].token.end <= match.end():
        end += 1
    # "customer 5 times", "客户90天": a number that counts something is no id, unless there is such a customer.
    known = find_id(match.group(), facts.customer_ids) or find_id(match.group(), facts.order_ids)
    counting = end < len(line) and (line[end].has("unit") or line[end].text == "%")
    if end == at or (match.group().isdigit() and counting and not known):
        return None
    if match.group().isdigit() and not known and len(match.group()) < 3:
        return None
    return match.group(), end


def _bare_number(
    line: Line, read: Line, at: int, facts: Facts, question: str
) -> tuple[People | Searched, int, int] | None:
    """A number that is the id of a customer, where nothing beside it makes it an amount, a rank or a year."""
    token = line[at].token
    number = token.number
    if number is None or number.percent or not token.text.isdigit() or len(token.text) < 3:
        return None
    before = read[-1] if read else None
    after = line[at + 1] if at + 1 < len(line) else None
    # What stands apart from the number does not count it: 13085是个什么样的客户.
    after = after if after is not None and not question[token.end : after.token.start].strip() else None
    if before is not None and any(before.has(kind) for kind in ("op", "rank", "currency", "month")):
        return None
    if after is not None and any(after.has(kind) for kind in ("unit", "post", "currency", "month")):
        return None
    # 2010上半年 is a year; 13085明年 is none.
    if after is not None and after.has("span") and len(token.text) <= 4:
        return None
    # "14646 最大的订单": so many are never ranked, so long a number is the customer.
    ranked = after is not None and (after.has("superlative") or after.has("ranked")) and len(token.text) < _LONG_ID
    if after is not None and (after.text == "%" or ranked):
        return None
    year = facts.first_day.year <= int(token.text) <= facts.as_of.year
    if token.text in facts.customer_ids and not year:
        return People((token.text,)), 0, at + 1
    if token.text in facts.order_ids and not year:
        return Searched(token.text, "order"), 0, at + 1
    return None


def _together(line: Line) -> Line:
    """Customers joined by "and", "or", commas or a comparison become one list."""
    read: Line = []
    for chunk in line:
        if isinstance(chunk.meaning, People) and read and isinstance(read[-1].meaning, People):
            ids = tuple(dict.fromkeys((*read[-1].meaning.ids, *chunk.meaning.ids)))
            read[-1] = join([read[-1], chunk], People(ids))
            continue
        if isinstance(chunk.meaning, People) and len(read) >= 2:
            joint, other = read[-1], read[-2].meaning
            if isinstance(other, People) and (joint.has("link") or joint.has("versus")):
                ids = tuple(dict.fromkeys((*other.ids, *chunk.meaning.ids)))
                kept = [joint] if joint.has("versus") else []
                read = [*read[:-2], join([read[-2], chunk], People(ids)), *kept]
                continue
        read.append(chunk)
    return read
