"""Values of the data named in a question: countries, categories, segments, products, alone or in lists."""

from agent.planner.exclusions import left_out
from agent.planner.facts import Facts
from agent.planner.meanings import Amount, Chunk, Line, Span, Where, join, soft
from agent.planner.tokens import Term
from data.spec import Filter, Operator, Period, Scalar

# 北欧四国: the noun of a list shortened to its last character.
_POINTS_BACK = frozenset({"这", "这些", "these", "those"})
# Codes of states that are words too, where they are typed small.
_WORDS_TOO = frozenset({"go", "am", "to", "pa", "ma", "ms", "al"})
# Customers carry the channel of their latest order; who bought through it is told by orders.
_WAY = "channel"
_SHORT = {"country": "国", "category": "类"}


def read_values(line: Line, facts: Facts, question: str = "") -> Line:
    """The line with values of the data ("Germany or France", "not in the UK") as conditions; lists are joined."""
    read: Line = []
    at = 0
    while at < len(line):
        if line[at].has("abroad"):
            home = next(t for t in line[at].token.terms if t.kind == "abroad")
            foreign = Filter(column=home.attribute, op="ne", value=home.key)
            read.append(join([line[at]], Where(foreign)))
            at += 1
            continue
        if line[at].has("named"):
            part, start = line[at].key("named"), _denied_from(read)
            named = [Where(Filter(column="product", op="contains", value=part))]
            if start is not None:
                # Wireless Earbuds are several products; never bought them is none of those.
                kinds = [p for p in facts.values.get("product", ()) if part.casefold() in p.casefold()]
                named = [Where(_ever("product", kind, negated=True), apart=True) for kind in kinds]
            start = len(read) if start is None else start
            read = [*read[:start], *(join([*read[start:], line[at]], where) for where in named)]
            at += 1
            continue
        term = None if _is_word(line, at, question) else _value_term(line, at)
        if term is None:
            read.append(line[at])
            at += 1
            continue
        values, end = _values(line, at, term)
        start = len(read)
        while start and _leads_to(read[start - 1], term.attribute):
            start -= 1
        if end < len(line) and line[end].has("attribute", term.attribute) and not line[end].has("unit"):
            end += 1
        if term.attribute == "category" and _summed_up(line, end):
            end += 1
        if start > 1 and read[start - 1].has("verb", "buy") and read[start - 2].has("negation"):
            # 没买过美妆, and not 一单没下的法国客户: of whom 的 tells.
            told = question[read[start - 1].token.end - 1 : line[at].token.start]
            start -= 0 if "的" in told else 1
        end = _counted(line, end, len(values), term.attribute) if len(values) > 1 else end
        start = _announced(read, start, len(values), term.attribute) if len(values) > 1 else start
        negated = start and (read[start - 1].has("negation", "not", "except") or read[start - 1].has("op", "ne"))
        start -= 1 if negated else 0
        if (behind := left_out(read, start, line, end)) is not None:
            (start, end), negated = behind, True
        op: Operator = ("not_in" if negated else "in") if len(values) > 1 else ("ne" if negated else "eq")
        value: Scalar | list[Scalar] = list(values) if len(values) > 1 else values[0]
        whole = [*read[start:], *line[at:end]]
        either = len(values) > 1 and any(c.has("link", "or") for c in line[at:end])
        several = len(values) > 1 or bool(negated)
        if not either and _each_bought(line, term.attribute, facts) and several:
            made = [Where(_ever(term.attribute, v, negated=bool(negated)), apart=True) for v in values]
            read = [*read[:start], *(join(whole, where) for where in made)]
        else:
            # "How many customers bought in the app": ever, not who bought there last.
            ever = Period() if _through(line, term.attribute, facts) else None
            made = [Where(Filter(column=term.attribute, op=op, value=value, period=ever), either=either)]
            read = [*read[:start], join(whole, made[0])]
        at = end
    return read


def _denied_from(read: Line) -> int | None:
    """Where "never bought", 没买过 or "but not" begins that denies what stands behind it; None where nothing does."""
    at = next((i for i in range(len(read), 0, -1) if not soft(read[i - 1])), 0)
    bought = at > 1 and read[at - 1].has("verb", "buy")
    at -= int(bought)
    while bought and at and (soft(read[at - 1]) or read[at - 1].text == "ever"):
        at -= 1
    return at - 1 if at and read[at - 1].has("negation", "not", "except") else None


def _leads_to(chunk: Chunk, attribute: str) -> bool:
    """Whether a chunk before a value belongs to it; whom "them" means must not be swallowed."""
    if chunk.has("pronoun", "them", "inside"):
        return False
    return chunk.has("attribute", attribute) or soft(chunk) or chunk.has("op", "eq")


def _counted(line: Line, end: int, count: int, attribute: str) -> int:
    """Past the noun that sums up a list of values: SP、RJ、MG 这三个州, "Sweden and Norway, the two countries"."""
    at = end
    while at < len(line) and (soft(line[at]) or line[at].has("link", "and") or line[at].text in ("这", "the", "these")):
        at += 1
    if at < len(line) and at > end and line[at].has("attribute", attribute) and line[at - 1].text in _POINTS_BACK:
        return at + 1  # "lost and hibernating, these segments"
    if at + 1 < len(line) and _strange(line[at]):
        at += 1  # 南部三个州: the list itself says which they are
    if at >= len(line) or _whole(line[at]) != count:
        return end
    noun = at + 1
    named = noun < len(line) and (line[noun].has("attribute", attribute) or line[noun].text == _SHORT.get(attribute))
    measured = isinstance(line[at].meaning, Amount) and not line[at].text.isascii()
    return noun + 1 if named else noun if measured else end


def _summed_up(line: Line, at: int) -> bool:
    """Whether "products" only stands behind a category for what is counted: "orders of toys products"."""
    counted = at + 1 < len(line) and line[at + 1].has("entity", "order", "customer")
    return counted and line[at].has("attribute", "product")


def _announced(read: Line, start: int, count: int, attribute: str) -> int:
    """Where the words begin that announce a list: "the three southern states, PR, SC and RS", 北欧四国（…）."""
    at = start - 1
    while at >= 0 and (soft(read[at]) or read[at].has("link", "and")):
        at -= 1
    if any(c.has("attribute", attribute) for c in read[start:]):
        at += 1  # the noun stands right before the list and belongs to it already
        read = [*read[:at], next(c for c in read[start:] if c.has("attribute", attribute))]
    named = at >= 0 and (read[at].has("attribute", attribute) or read[at].text == _SHORT.get(attribute))
    at -= 1 if named else 0
    strange = at >= 1 and named and _strange(read[at])
    place = at - 1 if strange else at
    if place < 0 or not named or _whole(read[place]) != count:
        return start
    # 北欧四国: what sort of countries they are is said by the list.
    return place - 1 if place and not strange and _strange(read[place - 1]) else place


def _strange(chunk: Chunk) -> bool:
    return chunk.meaning is None and not chunk.token.terms and chunk.token.number is None


def _whole(chunk: Chunk) -> float | None:
    """The plain number that a chunk is, with or without a measure word."""
    if isinstance(chunk.meaning, Amount):
        return chunk.meaning.values[0] if chunk.meaning.bare and chunk.meaning.unit in ("", "count") else None
    number = chunk.token.number
    return number.value if chunk.meaning is None and number is not None and not number.percent else None


def _ever(attribute: str, value: Scalar, *, negated: bool) -> Filter:
    """Bought it at any time, or never."""
    return Filter(column=attribute, op="ne" if negated else "eq", value=value, period=Period())


def _each_bought(line: Line, attribute: str, facts: Facts) -> bool:
    """Whether customers are meant who bought each of these: not one product, nor one or the other."""
    return of_lines(attribute, facts) and customers_bought(line)


def of_lines(attribute: str, facts: Facts) -> bool:
    """Whether it tells of a purchase; the channel does, though customers have their latest."""
    entry = facts.attribute(attribute)
    return entry is not None and "orders" in entry.columns and ("customers" not in entry.columns or attribute == _WAY)


def customers_bought(line: Line) -> bool:
    """Whether customers are told by what they bought."""
    buys = any(c.has("verb", "buy") for c in line)
    return buys and any(c.has("entity", "customer") or c.has("metric", "customers") for c in line)


def _through(line: Line, attribute: str, facts: Facts) -> bool:
    """Whether customers are told by the channel that they ever bought through, and by nothing else of a purchase."""
    if attribute != _WAY or not customers_bought(line):
        return False
    terms = [t for c in line for t in c.token.terms]
    goods = any(t.kind == "value" and t.attribute != _WAY and of_lines(t.attribute, facts) for t in terms)
    ranked = any(t.kind in ("rank", "superlative") for t in terms)
    # "Have ordered through the app": the verb is no number of orders.
    named = [t.key for c in line if not c.has("verb", "buy") for t in c.token.terms if t.kind == "metric"]
    return not (goods or ranked or set(named) - {"customers"} or any(isinstance(c.meaning, Span) for c in line))


def _value_term(line: Line, at: int) -> Term | None:
    chunk = line[at]
    ranked = chunk.has("ranked") or chunk.has("ranked_low")
    if chunk.meaning is not None or chunk.token.number is not None or ranked:
        return None
    strong = _other_language(line, at) or next((t for t in chunk.token.terms if t.kind == "value"), None)
    if strong is not None:
        return strong
    weak = [t for t in chunk.token.terms if t.kind == "weak_value"]
    for term in weak:
        for place in range(max(0, at - 6), min(len(line), at + 8)):
            other = line[place]
            same = _names_kind(other, term.attribute) or any(
                t.kind in ("value", "weak_value") and t.attribute == term.attribute and t.key != term.key
                for t in other.token.terms
            )
            if place != at and same:
                return term
    return None


def _is_word(line: Line, at: int, question: str) -> bool:
    """Whether a code typed small is the word it looks like: "go", "to", not "in go" or "go, ms and pr"."""
    token = line[at].token
    if token.text not in _WORDS_TOO or not question[token.start : token.end].islower():
        return False
    before, behind = line[at - 1] if at else None, line[at + 1] if at + 1 < len(line) else None
    named = next((t.attribute for t in token.terms if t.kind == "value"), "")
    beside = [c for c in (before, behind) if c is not None]
    listed = any(c.has("attribute", named) or any(t.attribute == named for t in c.token.terms) for c in beside)
    placed = before is not None and before.text in ("in", "from", "of", "for") and named.startswith("attr_")
    return not (listed or placed)


def _other_language(line: Line, at: int) -> Term | None:
    """The language of "the Chinese ones" beside English reviews, where it would be a country elsewhere."""
    term = next((t for t in line[at].token.terms if t.kind == "weak_value" and t.attribute == "language"), None)
    others = (t for c in [*line[:at], *line[at + 1 :]] for t in (*c.token.terms, *_told(c)))
    spoken = term is not None and any(t.attribute == "language" and t.key != term.key for t in others)
    # "Chinese reviews" are written in Chinese, Chinese orders come from China.
    spoken = spoken or (term is not None and any(_names_kind(c, "language") for c in line))
    return term if spoken else None


def _told(chunk: Chunk) -> list[Term]:
    where = chunk.meaning
    return [Term("value", str(where.filter.value), where.filter.column)] if isinstance(where, Where) else []


def _names_kind(chunk: Chunk, attribute: str) -> bool:
    """Whether a word says of which attribute a value near it is: reviews are what has a language."""
    reviews = chunk.has("entity", "review") or chunk.has("metric", "reviews", "average_rating")
    return chunk.has("attribute", attribute) or (attribute == "language" and reviews)


def _between_values(chunk: Chunk, attribute: str) -> bool:
    if any(t.kind == "weak_value" and t.attribute == attribute for t in chunk.token.terms):
        return False  # 高、中、低: 中 is a small word elsewhere
    return chunk.has("link") or chunk.has("versus") or soft(chunk)


def _values(line: Line, at: int, first: Term) -> tuple[list[Scalar], int]:
    values: list[Scalar] = [first.key]
    end = at + 1
    while end < len(line):
        place = end
        while place < len(line) and _between_values(line[place], first.attribute):
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
