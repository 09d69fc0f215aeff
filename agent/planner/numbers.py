"""Numbers in words and figures, English and Chinese: 1k, 1.5万, 一百二十, two hundred, 百分之十, half."""

from collections.abc import Sequence
from dataclasses import dataclass

from agent.planner.units import Unit

_DIGITS = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "俩": 2,
    "三": 3,
    "仨": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_SCALES = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10_000, "亿": 100_000_000}
_ENGLISH = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
# How often: "at least twice".
_TIMES = {"twice": 2, "thrice": 3}
_ENGLISH_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000, "dozen": 12}
_SUFFIXES = {"k": 1000, "m": 1_000_000, "mn": 1_000_000, "bn": 1_000_000_000, "grand": 1000} | _ENGLISH_SCALES
_PARTS = {"half": 50.0, "一半": 50.0, "半数": 50.0}


@dataclass(frozen=True)
class Number:
    """A number found in units.

    Attributes:
        value: Its value; of a percentage the percent (10 % is 10).
        percent: Whether it is a percentage.
        length: How many units it takes.
    """

    value: float
    percent: bool
    length: int


def number_at(units: Sequence[Unit], at: int) -> Number | None:
    """The longest number that starts at a unit, or None.

    >>> from agent.planner.units import cut
    >>> [number_at(cut(t), 0) for t in ("1.5万", "百分之十", "两百零五", "two hundred and six", "10 %", "三成")]
    ... # doctest: +NORMALIZE_WHITESPACE
    [Number(value=15000.0, percent=False, length=2), Number(value=10.0, percent=True, length=4),
     Number(value=205.0, percent=False, length=4), Number(value=206.0, percent=False, length=4),
     Number(value=10.0, percent=True, length=2), Number(value=30.0, percent=True, length=2)]
    """
    if "".join(u.text for u in units[at : at + 3]) == "百分之":
        inner = number_at(units, at + 3)
        return Number(inner.value, True, inner.length + 3) if inner else None
    plain = _plain(units, at)
    if plain is None:
        return None
    value, end = plain
    if end < len(units) and units[end].text == "%":
        return Number(value, True, end + 1 - at)
    if (end < len(units) and units[end].stem in ("percent", "pct")) or _texts(units, end, 2) == "per cent":
        return Number(value, True, end + (1 if units[end].stem in ("percent", "pct") else 2) - at)
    if end < len(units) and units[end].text == "成" and 0 < value < 10:
        return Number(value * 10, True, end + 1 - at)
    return Number(value, False, end - at)


def _texts(units: Sequence[Unit], at: int, length: int) -> str:
    return " ".join(u.text for u in units[at : at + length])


def _plain(units: Sequence[Unit], at: int) -> tuple[float, int] | None:
    unit = units[at]
    if unit.kind == "number":
        return _scaled(units, at + 1, float(unit.text))
    if unit.kind == "han":
        return _chinese(units, at)
    if unit.text in _TIMES:
        return float(_TIMES[unit.text]), at + 1
    return _english(units, at) if unit.text in _ENGLISH or unit.text in _ENGLISH_SCALES else None


def _scaled(units: Sequence[Unit], at: int, value: float) -> tuple[float, int]:
    """The figure times what is written behind it: 1k, 3 million, 1.5万, 2百."""
    while at < len(units):
        text = units[at].text
        if units[at].kind == "han" and text in _SCALES | _MYRIADS:
            value *= (_SCALES | _MYRIADS)[text]
        elif text in _SUFFIXES and (text != "m" or units[at - 1].end == units[at].start):
            value *= _SUFFIXES[text]
        else:
            break
        at += 1
    return value, at


def _chinese(units: Sequence[Unit], at: int) -> tuple[float, int] | None:
    start, total, section, digit, last_scale = at, 0.0, 0.0, None, 1
    while at < len(units) and units[at].kind == "han":
        text = units[at].text
        if text in _DIGITS:
            # Two digits in a row without a scale are a list (一二) or a year, not one number.
            if digit is not None and digit != 0:
                break
            digit = _DIGITS[text]
        elif text in _SCALES:
            section += (1 if digit is None else digit) * _SCALES[text]
            digit, last_scale = None, _SCALES[text]
        elif text in _MYRIADS and at > start:
            total = (total + section + (digit or 0)) * _MYRIADS[text]
            section, digit, last_scale = 0.0, None, _MYRIADS[text]
        else:
            break
        at += 1
    if at == start or (units[start].text in "百千" and at == start + 1):
        return None
    # 三万五 is 35,000: a digit behind a scale of at least a hundred counts the next lower scale.
    bare = digit and last_scale >= 100 and units[at - 2].text != "零"
    tail = (digit or 0) * (last_scale / 10 if bare else 1)
    return total + section + tail, at


def _english(units: Sequence[Unit], at: int) -> tuple[float, int] | None:
    total, current, end = 0.0, 0.0, at
    while end < len(units):
        text = units[end].text
        if text in _ENGLISH and (end == at or _joins(units[end - 1].text, text)):
            current += _ENGLISH[text]
        elif text in ("hundred", "dozen"):
            current = max(current, 1) * _ENGLISH_SCALES[text]
        elif text in _ENGLISH_SCALES:
            total, current = total + max(current, 1) * _ENGLISH_SCALES[text], 0.0
        elif not (text == "and" and units[end - 1].text == "hundred" and _texts(units, end + 1, 1) in _ENGLISH):
            break
        end += 1
    return (total + current, end) if end > at else None


def _joins(before: str, word: str) -> bool:
    """Whether two number words make one number: twenty one, hundred five; not one two."""
    return before in _ENGLISH_SCALES or before == "and" or (_ENGLISH.get(before, 0) >= 20 and _ENGLISH[word] < 10)


def part_of_whole(text: str) -> float | None:
    """Percent meant by a word such as half, or None."""
    return _PARTS.get(text)
