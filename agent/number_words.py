"""Numbers written as words: `twenty-five`, `one thousand two hundred`; `三百二十`, `三点五万`."""

import re

_SMALL = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_VALUES: dict[str, int] = {word: i for i, word in enumerate(_SMALL)} | {w: 10 * i + 20 for i, w in enumerate(_TENS)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000, "dozen": 12}
# The edge of a Latin word: a Chinese character is none of its letters, so 为twelve。 has one on both sides.
EDGE = r"(?:(?<![A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<=[A-Za-z0-9_])(?![A-Za-z0-9_]))"
_WORD = "|".join(sorted((*_VALUES, *_SCALES), key=len, reverse=True))

ENGLISH_NUMBER = re.compile(
    rf"{EDGE}(?:(?:a|an)\s+(?=hundred|thousand|million|billion|dozen))?(?:{_WORD})"
    rf"(?:(?:[\s-]+(?:and\s+)?)(?:{_WORD}))*{EDGE}",
    re.IGNORECASE,
)

_HAN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1_000}
_HAN_BIG = {"万": 10_000, "亿": 100_000_000}

HAN_NUMBER = re.compile(
    r"[零〇一二两三四五六七八九十百千][零〇一二两三四五六七八九十百千万亿]*(?:点[零〇一二三四五六七八九]+[万亿]?)?"
)


def read_english(text: str) -> tuple[float, float]:
    """A number in English words and how fine it is: `two million` is said to the million, `twenty-five` to one.

    >>> read_english("one thousand two hundred and five"), read_english("a dozen"), read_english("two million")
    ((1205, 1), (12, 1), (2000000, 1000000))
    """
    total, group, last = 0, 0, ""
    for word in re.findall(r"[a-z]+", text.lower()):
        if word in _VALUES:
            group += _VALUES[word]
        elif word in ("hundred", "dozen"):
            group = max(group, 1) * _SCALES[word]
        elif word in _SCALES:
            total, group = total + max(group, 1) * _SCALES[word], 0
        else:
            continue
        last = word
    return total + group, _SCALES[last] if last in ("million", "billion") else 1


def read_han(text: str) -> tuple[float, float]:
    """A number in Chinese characters and how fine it is.

    >>> read_han("三百二十"), read_han("两万"), read_han("三点五万"), read_han("二〇一〇")
    ((320, 1), (20000, 10000), (35000.0, 1000.0), (2010, 1))
    """
    big = _HAN_BIG.get(text[-1], 1)
    if "点" in text:
        whole, _, tail = text.partition("点")
        digits = "".join(str(_HAN_DIGITS[c]) for c in tail if c in _HAN_DIGITS)
        value = read_han(whole)[0] + int(digits) / 10 ** len(digits)
        return value * big, big / 10 ** len(digits)
    if len(text) > 1 and all(c in _HAN_DIGITS for c in text):
        return int("".join(str(_HAN_DIGITS[c]) for c in text)), 1
    return _read_han_whole(text), big


def _read_han_whole(text: str) -> int:
    total = section = digit = 0
    for c in text:
        if c in _HAN_DIGITS:
            digit = _HAN_DIGITS[c]
        elif c in _HAN_SCALES:
            section, digit = section + (digit or 1) * _HAN_SCALES[c], 0
        else:
            total, section, digit = (total + section + digit) * _HAN_BIG[c], 0, 0
    return total + section + digit
