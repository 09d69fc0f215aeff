"""What customers did within some days: "bought in both May and June", "in May but not since", 5月买过但6月没买."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise, takewhile

from agent.planner.facts import Facts
from agent.planner.meanings import Amount, Chunk, Line, Span, Where, join, soft
from data.spec import Filter, Period

_BOTH = re.compile(r"\bboth\b|\bas well as\b|\band again\b|\band also\b|都|均|同时|既|又|也|两个月", re.IGNORECASE)
_SINCE = re.compile(
    r"\bsince\b|\bafterwards?\b|\bafter that\b|\bagain\b|\bthereafter\b|之后|此后|后来|以后|再", re.IGNORECASE
)
_REACH = 5
# Whose money is asked for: "customers who bought in …", …买过的客户; the time of the money stands outside.
_WHO_BOUGHT = re.compile(
    r"\b(?:customers?|clients?|buyers?|accounts?|people|shoppers?|those|everyone) (?:who|that)(?: have| had"
    r"| also| first)* "
    r"(?:bought|ordered|purchased|shopped)\b(?P<when>[^,;:?]*)"
    r"|(?P<before>[^，,。；;？?]*?)(?:买过?|下过?单|购买过?|有过?(?:购买|订单|消费)|消费过)的(?:那些|这些)?(?:客户|顾客|买家|用户|人)",
    re.IGNORECASE,
)
_MONEY = ("revenue", "gross_revenue", "average_order_value", "units", "returned")

# "Spent over 5,000 and bought in May": the days are those of a purchase, the money is of all days.
_AND_BOUGHT = re.compile(
    r"\b(?:and|but|who|that|while)(?: (?:have|has|had|who|also|still|did|then|again|even))*"
    r" (?:bought|ordered|purchased|shopped|(?:placed|made) an? (?:order|purchase))"
    r"(?: something| anything| at least once| again| from us)*(?: (?:in|within|during|over|on|since"
    r"|for))?(?: the)?\s*$",
    re.IGNORECASE,
)
_HAN_AND = re.compile(r"(?:而且|并且|并|且|又|但是?|同时|[、，,])(?:在|于|仍|还|也|又)*\s*$")
_HAN_BOUGHT = re.compile(
    r"^\s*(?:之?内|以来|里|中)?(?:都|也|还|又|仍|有|至少)*(?:下过?单|下了单|买过?|购买过?|消费过?|来过|订单|购买记录)(?!超|满|达|金|额|最|多|\d)"
)


def read_deeds(line: Line, facts: Facts, question: str) -> Line:
    """The line with several spans in which customers bought, or did not, as conditions on these customers."""
    spans = [at for at, chunk in enumerate(line) if isinstance(chunk.meaning, Span)]
    if not spans or not _customers(line) or not any(_buys(c) for c in line) or not facts.metric("orders"):
        return line
    if any(c.has("versus") or c.has("ask", "growth", "grow", "shrink") for c in line):
        return line
    if len(spans) == 1:
        return _besides(line, spans[0], question) or _gone(line, spans[0], facts, question)
    if _grouped(line):
        return line
    if (money := _of_money(line, spans, question)) is not None:
        return _joined(line, {at: set() for at in spans if at != money})
    denied = _shared_out(line, spans, {at: _denial(line, spans, i) for i, at in enumerate(spans)})
    if not (any(denied.values()) or _BOTH.search(question)):
        return line
    # "… and not in the last 60 days" is silence; what was bought before may be told by an amount of its own.
    listed = any(denial == {at} for at, denial in denied.items())
    silent = [at for at in spans if denied[at] and not listed and _ends(line[at], facts)]
    denied = {at: denial for at, denial in denied.items() if at not in silent}
    if len(denied) == 1 and any(isinstance(c.meaning, Amount) for c in line):
        return line
    return _joined(line, denied)


def _besides(line: Line, at: int, question: str) -> Line | None:
    """Bought then, beside a bound of what was bought or spent on all days; None where the days are the bound's."""
    before, behind = question[: line[at].token.start], question[line[at].token.end :]
    told = _AND_BOUGHT.search(before) or (_HAN_AND.search(before) and _HAN_BOUGHT.match(behind))
    bound = any(isinstance(c.meaning, Amount) and not c.meaning.bare and c.meaning.unit != "days" for c in line[:at])
    if not (told and bound):
        return None
    # The verb goes with its days: "5,000 and bought" bounds nothing that was bought.
    near: Iterable[int] = range(at + 1, min(at + 3, len(line)))
    if _AND_BOUGHT.search(before):
        # Not the orders that are counted: "20 orders and bought in".
        near = takewhile(lambda i: not line[i].has("link"), reversed(range(max(0, at - 3), at)))
    verbs = {i for i in near if line[i].has("verb", "buy")}
    kept = [c for i, c in enumerate(line) if i not in verbs]
    return _joined(kept, {at - sum(i < at for i in verbs): set()})


def _of_money(line: Line, spans: list[int], question: str) -> int | None:
    """The place of the time of what customers of other times spent; None where money has no time of its own.

    "Who bought in both October and November, and their revenue in November": the time said again.
    "November revenue of customers who bought in October": the time outside what says who they are.
    """
    if not any(c.has("metric", *_MONEY) for c in line) or any(_denies(c) for c in line):
        return None
    if len(spans) > 2:
        again = any(_same_days(line[at], line[spans[-1]]) for at in spans[:-1])
        return spans[-1] if again and len(spans) == 3 else None
    told = _WHO_BOUGHT.search(question)
    if told is None:
        return None
    start, end = told.span("when") if told["when"] is not None else told.span("before")
    outside = [at for at in spans if not start <= line[at].token.start < end]
    return outside[0] if len(outside) == 1 else None


def _same_days(one: Chunk, other: Chunk) -> bool:
    first, second = one.meaning, other.meaning
    if not (isinstance(first, Span) and isinstance(second, Span)):
        return False
    return (first.start, first.end) == (second.start, second.end)


def _joined(line: Line, denied: dict[int, set[int]]) -> Line:
    """The line with every span and what denies it as one condition."""
    read: Line = []
    taken: set[int] = {place for denial in denied.values() for place in denial}
    for at, chunk in enumerate(line):
        if at in denied:
            denial = denied[at]
            whole = [line[i] for i in sorted({at, *denial})]
            read.append(join(whole, bought(chunk.meaning, denied=bool(denial))))
        elif at not in taken and not chunk.has("link", "and") and chunk.text != "again":
            read.append(chunk)
    return read


def _ends(chunk: Chunk, facts: Facts) -> bool:
    return isinstance(chunk.meaning, Span) and chunk.meaning.end == facts.as_of


def bought(span: object, *, denied: bool = False) -> Where:
    """The condition of a purchase within those days, or of none."""
    assert isinstance(span, Span)
    period = Period(start=span.start, end=span.end)
    condition = Filter(column="orders", op="eq" if denied else "ge", value=0 if denied else 1, period=period)
    return Where(condition, metric=True)


def _gone(line: Line, at: int, facts: Facts, question: str) -> Line:
    """Bought then and not since: the last purchase lies in those days, or before their end."""
    span = line[at].meaning
    assert isinstance(span, Span)
    denial = next((i for i in range(at + 1, len(line)) if _denies(line[i])), None)
    if denial is None or span.end >= facts.as_of or facts.attribute("last_purchase") is None:
        return line
    came_back = any(c.has("condition", "repeat") for c in line[denial:])
    if not (came_back or _SINCE.search(question[line[at].token.end :])):
        return line
    places = range(denial + 1, min(denial + _REACH, len(line)))
    verb = next((i for i in reversed(places) if _buys(line[i]) or line[i].has("condition", "repeat")), None)
    if verb is None and not line[denial].has("verb", "buy"):
        return line
    gone = Where(Filter(column="last_purchase", op="le", value=span.end.isoformat()))
    end = (verb if verb is not None else denial) + 1
    after = [c for c in line[end:] if not c.has("time")]
    kept = [c for c in line[at + 1 : denial] if not (c.has("link") or c.has("time") or c.has("follow"))]
    return [*line[:at], join([line[at]], bought(span)), *kept, join(line[denial:end], gone), *after]


def _denial(line: Line, spans: list[int], which: int) -> set[int]:
    """Places of a negation and its verb that belong to a span: before it in English, behind it in Chinese."""
    at = spans[which]
    before = spans[which - 1] if which else -1
    behind = spans[which + 1] if which + 1 < len(spans) else len(line)
    for place in range(at - 1, before, -1):
        # 5月买过但6月没买: what denies May stands behind May.
        of_before = before >= 0 and not line[place].text.isascii() and _touches(line, before, place)
        if _denies(line[place]) and not of_before:
            return {place, *(i for i in range(place + 1, at) if _buys(line[i]))}
    for place in range(at + 1, min(behind, at + _REACH)):
        if line[place].has("link", "but"):
            break
        if _denies(line[place]) and not line[place].text.isascii():
            return {place, *(i for i in range(place + 1, min(place + 3, behind)) if _buys(line[i]))}
    return set()


def _shared_out(line: Line, spans: list[int], denied: dict[int, set[int]]) -> dict[int, set[int]]:
    """What denies one of several times in a list denies all: "nothing in July, August and September", 7月8月都没买.

    English says it before the first of them, Chinese behind the last; the others stand for themselves.
    """
    pairs = list(pairwise(spans))
    for one, other in pairs:
        before = denied[one] and (min(denied[one]) < one or denied[one] == {one})
        if before and not denied[other] and _listed(line, one, other):
            denied = {**denied, other: {other}}
    for one, other in reversed(pairs):
        behind = denied[other] and (max(denied[other]) > other or denied[other] == {other})
        if behind and not denied[one] and _listed(line, one, other):
            denied = {**denied, one: {one}}
    return denied


def _listed(line: Line, one: int, other: int) -> bool:
    """Whether nothing stands between two times but what joins a list."""
    return all(soft(c) or (c.has("link") and not c.has("link", "but")) or c.text == "or" for c in line[one + 1 : other])


def _touches(line: Line, span: int, place: int) -> bool:
    """Whether a negation belongs to the span before it: no word that turns the sentence stands between."""
    return not any(line[i].has("link", "but", "and") for i in range(span + 1, place))


def _denies(chunk: Chunk) -> bool:
    return chunk.has("negation", "not") or (chunk.has("negation", "except") and chunk.text in ("but not", "not in"))


def _buys(chunk: Chunk) -> bool:
    return chunk.has("verb", "buy") or chunk.has("entity", "order") or chunk.has("metric", "orders")


def _customers(line: Line) -> bool:
    return any(c.has("entity", "customer") or c.has("metric", "customers") for c in line)


def _grouped(line: Line) -> bool:
    return any(c.has("group", "by") or c.has("adverb") for c in line)


def within(condition: Where, span: Span) -> Where:
    """The condition, counting only those days."""
    period = Period(start=span.start, end=span.end)
    return replace(condition, filter=condition.filter.model_copy(update={"period": period}))
