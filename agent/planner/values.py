"""Values of the data named in a question: countries, categories, segments, products, alone or in lists."""

from agent.planner.facts import Facts
from agent.planner.lexicon import Term
from agent.planner.meanings import Line, Where, join, soft
from data.spec import Filter, Operator, Scalar


def read_values(line: Line, facts: Facts) -> Line:
    """The line with values of the data ("Germany or France", "not in the UK") as conditions; lists are joined."""
    read: Line = []
    at = 0
    while at < len(line):
        term = _value_term(line, at)
        if term is None:
            read.append(line[at])
            at += 1
            continue
        values, end = _values(line, at, term)
        start = len(read)
        while start and (
            read[start - 1].has("attribute", term.attribute) or soft(read[start - 1]) or read[start - 1].has("op", "eq")
        ):
            start -= 1
        if end < len(line) and line[end].has("attribute", term.attribute) and not line[end].has("unit"):
            end += 1
        if start > 1 and read[start - 1].has("verb", "buy") and read[start - 2].has("negation"):
            start -= 1
        negated = start and (read[start - 1].has("negation", "not", "except") or read[start - 1].has("op", "ne"))
        start -= 1 if negated else 0
        op: Operator = ("not_in" if negated else "in") if len(values) > 1 else ("ne" if negated else "eq")
        value: Scalar | list[Scalar] = list(values) if len(values) > 1 else values[0]
        condition = Where(Filter(column=term.attribute, op=op, value=value))
        read = [*read[:start], join([*read[start:], *line[at:end]], condition)]
        at = end
    return read


def _value_term(line: Line, at: int) -> Term | None:
    chunk = line[at]
    ranked = chunk.has("ranked") or chunk.has("ranked_low")
    if chunk.meaning is not None or chunk.token.number is not None or ranked:
        return None
    strong = next((t for t in chunk.token.terms if t.kind == "value"), None)
    if strong is not None:
        return strong
    weak = [t for t in chunk.token.terms if t.kind == "weak_value"]
    for term in weak:
        for place in range(max(0, at - 4), min(len(line), at + 6)):
            other = line[place]
            same = other.has("attribute", term.attribute) or any(
                t.kind in ("value", "weak_value") and t.attribute == term.attribute and place != at
                for t in other.token.terms
            )
            if place != at and same:
                return term
    return None


def _values(line: Line, at: int, first: Term) -> tuple[list[Scalar], int]:
    values: list[Scalar] = [first.key]
    end = at + 1
    while end < len(line):
        place = end
        while place < len(line) and (line[place].has("link") or line[place].has("versus") or soft(line[place])):
            place += 1
        if place >= len(line) or (place == end and not line[place].has("value")):
            break
        term = next(
            (
                t
                for t in line[place].token.terms
                if line[place].meaning is None and t.kind in ("value", "weak_value") and t.attribute == first.attribute
            ),
            None,
        )
        if term is None or any(line[i].has("link", "but") for i in range(end, place)):
            break
        # "Germany against France": the word that compares stays in the line as a flag.
        if any(line[i].has("versus") for i in range(end, place)):
            break
        values.append(term.key)
        end = place + 1
    return list(dict.fromkeys(values)), end
