"""Whether a numeral would be written for a value, and for which values it could have been written."""

import re
from collections.abc import Iterable, Sequence

from agent.evidence import Fact
from agent.numerals import Numeral

# Narrower than any count is written: 2.0, but not 1.2k.
_WHOLE = 0.9


def age(fact: Fact) -> int:
    """The number of the fact's result: the later, the higher."""
    return int(fact.result.removeprefix("r"))


def same(numeral: Numeral, other: Numeral) -> bool:
    """Whether two numerals say the same; one with a currency sign equals one without."""
    if "code" in (numeral.kind, other.kind):
        return numeral.kind == other.kind and numeral.text.casefold() == other.text.casefold()
    if numeral.date is not None and numeral.date == other.date:
        return True
    # Dates have no value: two of them would always be the same.
    if numeral.kind == "date" or (numeral.kind != other.kind and not _counted_so(numeral, other)):
        return False
    if numeral.currencies and other.currencies and not numeral.currencies & other.currencies:
        return False
    return abs(numeral.value - other.value) <= 1e-9 * max(1.0, abs(other.value))


def _counted_so(numeral: Numeral, other: Numeral) -> bool:
    """Whether one is `twice` and the other a count: who asks about coming back twice asks about 2 orders."""
    kinds = {(n.kind, n.times) for n in (numeral, other)}
    return ("multiple", True) in kinds and bool(kinds & {("number", False), ("number", True)})


def searched(numeral: Numeral) -> Sequence[tuple[float, float]]:
    """Intervals of cell values that the numeral could be written for."""
    slack = 1e-9 * max(1.0, abs(numeral.low), abs(numeral.high))
    low, high = numeral.low - slack, numeral.high + slack
    if numeral.kind == "percent":
        spans = [(low / 100, high / 100), (low, high), (1 + low / 100, 1 + high / 100), (1 - high / 100, 1 - low / 100)]
        return _merged([*spans, (-high / 100, -low / 100), (-high, -low)])
    return _merged([(low, high), (-high, -low)])


def _merged(spans: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def says(numeral: Numeral, fact: Fact, *, falls: bool, changes: bool) -> bool:
    """Whether the numeral, with its sign and unit, would be written for that fact."""
    value = fact.number
    if value is None:
        return False
    if numeral.points and fact.role != "difference":
        return False
    if numeral.kind == "percent":
        if fact.role == "ratio":
            return changes and numeral.holds(abs(value - 1) * 100) and (value < 1) == falls
        if fact.unit not in ("share", "percent"):
            return False
        return _holds(numeral, value * 100 if fact.unit == "share" else value, falls=falls)
    if numeral.kind == "duration":
        return fact.unit == "days" and numeral.holds(value)
    if numeral.kind == "multiple":
        return (fact.unit == "number" or (numeral.times and fact.unit == "count")) and numeral.holds(value)
    if numeral.currencies:
        return fact.unit == "money" and fact.currency in numeral.currencies and _holds(numeral, value, falls=falls)
    if numeral.times and fact.unit not in ("count", "number"):
        return False
    if fact.unit == "count" and value.is_integer() and numeral.high - numeral.low < _WHOLE and "." in numeral.text:
        return False  # nobody counts to 2.0
    return fact.unit not in ("percent", "date", "id", "text", "personal") and _holds(numeral, value, falls=falls)


def _holds(numeral: Numeral, value: float, *, falls: bool) -> bool:
    return numeral.holds(value) or (falls and value < 0 and numeral.holds(-value))


def size(numeral: Numeral, fact: Fact) -> float:
    """A fact's number in the numeral's unit."""
    return (fact.number or 0.0) * (100 if numeral.kind == "percent" and fact.unit == "share" else 1)


def comparable(numeral: Numeral, fact: Fact) -> bool:
    """Whether a fact is of the numeral's unit at all."""
    if fact.number is None:
        return False
    if numeral.kind == "percent":
        return fact.unit in ("share", "percent")
    if numeral.currencies:
        return fact.unit == "money" and fact.currency in numeral.currencies
    return fact.unit == "days" if numeral.kind == "duration" else fact.unit not in ("share", "percent", "date")


def stands_in(word: str, texts: str) -> bool:
    """Whether a word stands in the texts as a whole: `12O` is not proven by `A12OB`."""
    return bool(re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", texts, re.IGNORECASE))
