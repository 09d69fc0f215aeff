"""What-if questions: further orders, a larger basket, silence, no returns; and what nobody says they may suppose."""

from dataclasses import dataclass, field, replace

from agent.planner.facts import Facts
from agent.planner.meanings import Amount, Change, Chunk, Duration, Horizon, Line, People, Span, join, soft

# Kinds of words that join others or say what is asked of any customer: silent in a what-if question.
_JOINTS = frozenset({"stop", "suppose", "change", "time", "link", "pronoun", "follow", "unit", "currency", "chart"})
_SAID = {
    "ask": ("predict", "amount", "lookup", "count", "trend", "growth", "define"),
    "verb": ("buy", "spend", "worth"),
    "entity": ("customer", "order"),
    "metric": ("predicted_value", "predicted_orders", "p_active", "revenue", "orders", "order_value"),
    "group": ("by", "which"),
    "agg": ("mean",),
}
_BASKET = ("average_order_value", "order_value")
_TURNED = {"double": 100.0, "half": -50.0, "half_more": 50.0}
_MOST_ORDERS = 50
_COUNTED = frozenset({"单", "笔", "次", "times", "time"})


@dataclass
class Supposed:
    """What one question supposes.

    Attributes:
        strong: It says so in so many words: "what if", 假如, "simulate".
        weak: It may only say so: "if", 如果, "would".
        effect: Nothing but a word for what comes of it says so: 结果, 写上, "change".
        raise_it: It asks what would raise the value, and supposes nothing.
        change: What is supposed.
        people: Customers named.
        pronouns: They are named "he" or "she" (`it`), "they" (`them`).
        horizon: Days ahead to predict; None for the build's own.
        chart: A picture was asked for, and which.
        leftovers: Words not understood.
        doubt: Key of the sentence that asks back, where it cannot be computed as it stands.
        bare: A number alone ("and 5?"), which means what the supposition before counted.
    """

    strong: bool = False
    weak: bool = False
    effect: bool = False
    raise_it: bool = False
    change: Change = field(default_factory=Change)
    people: list[str] = field(default_factory=list)
    pronouns: set[str] = field(default_factory=set)
    horizon: int | None = None
    chart: str = ""
    leftovers: list[str] = field(default_factory=list)
    doubt: str = ""
    bare: float | None = None


def read_supposition(line: Line, facts: Facts, question: str) -> Supposed:
    """What a line supposes.

    Args:
        line: Its words, with customers and times read.
        facts: The shop.
        question: The cleaned question.
    """
    found = Supposed()
    found.strong = any(c.has("suppose", "what_if") for c in line)
    # "The probability that she buys again, and how much she would spend" supposes nothing.
    chance = any(c.has("metric", "p_active") for c in line)
    found.weak = any(c.has("suppose", "if") or (c.has("suppose", "would", "effect") and not chance) for c in line)
    found.effect = not any(c.has("suppose", "what_if", "if", "would") for c in line)
    found.raise_it = any(c.has("suppose", "raise") for c in line)
    found.pronouns = {c.key("pronoun") for c in line if c.has("pronoun", "it", "them")}
    taken = _numbers(line, found)
    _deeds(line, found, facts)
    for at, chunk in enumerate(line):
        if isinstance(chunk.meaning, People):
            found.people += [i for i in chunk.meaning.ids if i not in found.people]
        elif at not in taken and not _understood(chunk, found):
            found.leftovers.append(question[chunk.token.start : chunk.token.end])
        if chunk.has("chart"):
            found.chart = chunk.key("chart")
    _times(line, found)
    return _checked(found)


def read_sums(line: Line, facts: Facts) -> Line:
    """The line with sums of money and counts of orders joined, before a number is taken for an id.

    Money is a number beside the shop's currency, or beside "each", 每单; 两单 counts.
    """
    read: Line = []
    at = 0
    while at < len(line):
        number = line[at].token.number
        before, after = (read[-1] if read else None), (line[at + 1] if at + 1 < len(line) else None)
        if number is None or number.percent or line[at].meaning is not None:
            read.append(line[at])
            at += 1
            continue
        signed = before is not None and before.has("currency", facts.currency, "any")
        named = after is not None and after.has("currency", facts.currency, "any")
        # 13085每单多花: the number before "each order" may be a customer.
        known = line[at].token.text in facts.customer_ids
        each = (before is not None and before.has("change", "each")) or (
            after is not None and after.has("change", "each") and not known
        )
        counted = after is not None and after.text in _COUNTED and not known
        if counted and not (signed or named or each):
            read.append(join(line[at : at + 2], Amount("eq", (number.value,), "orders", bare=True)))
            at += 2
            continue
        if not (signed or named or each):
            read.append(line[at])
            at += 1
            continue
        first = [read.pop()] if signed else []
        rest = line[at : at + (2 if named else 1)]
        read.append(join([*first, *rest], Amount("eq", (number.value,), "money", bare=True)))
        at += len(rest)
    return read


def _numbers(line: Line, found: Supposed) -> set[int]:
    """Reads counts of orders, money and percentages into the change; places of the chunks that were understood."""
    taken: set[int] = set()
    change = found.change
    for at, chunk in enumerate(line):
        number = chunk.token.number if chunk.meaning is None else None
        if isinstance(chunk.meaning, Amount) and chunk.meaning.unit == "money":
            change = replace(change, order_value=chunk.meaning.values[0])
        elif isinstance(chunk.meaning, Amount):
            change = replace(change, orders=_whole(chunk.meaning.values[0], found))
        elif number is None:
            continue
        elif number.percent:
            change = replace(change, percent=_signed(line, number.value, found))
        elif number.value > _MOST_ORDERS and any(c.has("change", "one") for c in line) and change.order_value is None:
            # 再下一单金额为300的订单: so many orders nobody supposes, it is what the one brings.
            change = replace(change, order_value=number.value)
        elif _counts_orders(line, at):
            change = replace(change, orders=_whole(number.value, found))
        elif change.order_value is None and at and line[at - 1].has("time", "in"):
            # "orders again for 200": money, where the shop's sign is left out.
            change = replace(change, order_value=number.value)
        elif found.bare is None:
            found.bare = number.value
        else:
            continue
        taken.add(at)
    found.change = change
    return taken


def _counts_orders(line: Line, at: int) -> bool:
    """Whether a number counts orders: 2 more orders, 3单, buys again 3 times."""
    for chunk in line[at + 1 : at + 4]:
        if chunk.meaning is None and (chunk.has("entity", "order") or chunk.text in _COUNTED):
            return True
        if chunk.has("metric", "orders"):
            return True
        if not (chunk.has("change", "more", "each") or chunk.has("unit", "measure") or soft(chunk)):
            return False
    return False


def _whole(value: float, found: Supposed) -> int:
    if value != int(value) or not 1 <= value <= _MOST_ORDERS:
        found.doubt = "what_if_bounds"
    return int(value)


def _signed(line: Line, percent: float, found: Supposed) -> float | None:
    """A percentage with its direction; without one nothing is known."""
    up = any(c.has("change", "up", "more") for c in line)
    down = any(c.has("change", "down") for c in line)
    if up == down:
        found.doubt = "what_if_direction"
        return None
    return percent if up else -percent


def _deeds(line: Line, found: Supposed, facts: Facts) -> None:
    """Reads what is told by words alone: ordering again, doubling the basket, silence, no returns."""
    change = found.change
    basket = any(c.has("metric", *_BASKET) or c.has("change", "each", "basket") or c.has("verb", "spend") for c in line)
    turned = next((_TURNED[c.key("change")] for c in line if c.key("change") in _TURNED), None)
    if turned is not None:
        change = replace(change, percent=turned)
    if change.percent is not None and not basket:
        found.doubt = "what_if"
    if change.orders is None and any(c.has("change", "twice") for c in line):
        change = replace(change, orders=2)
    again = any(c.has("change", "one") for c in line)
    if change.orders is None and (again or change.order_value is not None):
        change = replace(change, orders=1)
    if found.bare is not None and (again or change.orders is not None) and change.order_value is None:
        # "One more order of 300": what is left beside the count of orders is their money.
        change, found.bare = replace(change, orders=change.orders or 1, order_value=found.bare), None
    if any(c.has("change", "to") for c in line) and change.order_value is not None:
        found.doubt = "what_if"
    if any(c.has("change", "kept") for c in line) or _denied(line, "return"):
        change = replace(change, without_returns=facts.metric("returns") is not None)
    if any(c.has("change", "silent") for c in line) or (_denied(line, "buy") and not change.without_returns):
        change = replace(change, days_later=0)
    found.change = change


def _denied(line: Line, verb: str) -> bool:
    """Whether a negation stands before a word for buying or returning."""
    first = next((i for i, c in enumerate(line) if c.has("negation", "not")), None)
    if first is None:
        return False
    metric = {"return": "returns", "buy": "orders"}[verb]
    return any(c.has("verb", verb) or c.has("metric", metric) for c in line[first + 1 :])


def _times(line: Line, found: Supposed) -> None:
    """Puts lengths of time where they belong: the length of a silence, or how far ahead to predict."""
    lengths = [c.meaning.days for c in line if isinstance(c.meaning, Duration)]
    ahead = [c.meaning.days for c in line if isinstance(c.meaning, Horizon)]
    silent = found.change.days_later is not None
    if silent and (lengths or ahead):
        quiet = lengths.pop(0) if lengths else ahead.pop(0)
        found.change = replace(found.change, days_later=quiet)
    elif silent:
        found.doubt = "what_if_days"
    rest = [*ahead, *lengths]
    found.horizon = rest[0] if rest else None


def _understood(chunk: Chunk, found: Supposed) -> bool:
    """Whether a chunk that holds no number says something that fits a what-if question."""
    if chunk.meaning is not None:
        now = isinstance(chunk.meaning, Span) and chunk.meaning.bucket == "day" and chunk.meaning.start.year > 0
        return isinstance(chunk.meaning, Horizon | Duration) or (now and chunk.text in ("now", "today", "今天", "现在"))
    if chunk.token.number is not None:
        return False
    denied = found.change.without_returns or found.change.days_later is not None
    if chunk.has("negation", "not") or chunk.has("verb", "return") or chunk.has("metric", "returns"):
        return denied or chunk.has("change") or chunk.has("stop")
    if {t.kind for t in chunk.token.terms} & _JOINTS:
        return True
    if chunk.has("metric", "average_order_value"):
        return found.change.percent is not None or found.change.order_value is not None or bool(found.doubt)
    return any(chunk.has(kind, *keys) for kind, keys in _SAID.items())


def _checked(found: Supposed) -> Supposed:
    """Notes what no simulation can compute."""
    change = found.change
    if change.percent is not None and not -90 <= change.percent <= 500:
        found.doubt = found.doubt or "what_if_bounds"
    if change.days_later is not None and change.days_later > 365:
        found.doubt = found.doubt or "what_if_bounds"
    if len(found.people) > 1:
        found.doubt = found.doubt or "what_if_one"
    return found
