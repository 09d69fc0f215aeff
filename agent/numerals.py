"""Every numeral of a text, in both languages: digits, money, percentages, 万/亿, number words, multiples, dates.

A numeral is an interval: the values that would have been written so. `£1.2m` means 1.15 to 1.25 million pounds,
`over 1,200` 1,200 to 1,300, `一半` 49.5 % to 50.5 %.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from agent.date_mentions import Date, find_dates
from agent.disguises import folded, pictured
from agent.money_words import SIGN, currencies_of
from agent.number_words import ENGLISH_NUMBER, HAN_NUMBER, read_english, read_han
from agent.numeral_words import (
    FRACTION,
    IDIOM,
    LIMIT_AFTER,
    LIMIT_BEFORE,
    MULTIPLE_WORD,
    ORDINAL,
    SCALES,
    SUPPOSED,
    VAGUE,
    fraction_percent,
    multiple_value,
    ordinal_value,
    rough_kind,
    vague_range,
)
from agent.twists import AFTER, JOINED, LONG, RATIO, is_negated, is_one_number, other_numerals, ratio_percent

NumeralKind = Literal["number", "percent", "multiple", "duration", "ordinal", "date", "code"]
_DIGITS = r"(?<![A-Za-z0-9_.])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)(?!\d|\.\d|,\d{3}(?!\d)|[A-Za-z_]+\d)"
_SCALE = r"(?P<scale>\s?(?:百万|千万|万亿|万|亿|千)|\s(?:thousand|million|billion)\b|(?:k|K|m|M|mn|bn|B)(?![A-Za-z]))?"
_NUMBER = re.compile(
    r"(?P<sign>(?<![\w.)\]%￼])[-−])?"
    rf"(?:(?P<money>{SIGN}|\b(?-i:[A-Z]{{3}})\s)(?P<sign2>[-−])?)?"
    rf"(?P<core>{_DIGITS}|{ENGLISH_NUMBER.pattern}|{HAN_NUMBER.pattern}){_SCALE}"
    r"(?:(?P<percent>\s?%|\s?(?:per\s?cent|percentage[ -]points?|pct|pp)\b|\s?个?百分点)"
    r"|(?P<tenths>成[半一二三四五六七八九]?(?![为员本交功绩立长果分熟]))"
    r"|(?P<multiple>\s?[x×](?![A-Za-z0-9])|\s?倍|[\s-]?fold\b)|(?P<times>\s?次|\stimes\b)"
    r"|(?P<span>[\s-]?(?:days?|weeks?|months?|years?|hours?|minutes?|seconds?)\b|\s?(?:天|日|周|个?星期|个月|年|小时|分钟|秒))"
    r"|(?P<unit>\s?(?:元|英镑|美元|欧元|人民币|雷亚尔|日元)|\s?(?:pounds?|dollars?|euros?|yuan|reais|yen)\b|\s(?-i:[A-Z]{3})\b|\s?[£$€¥￥₹](?!\s?\d)))?(?![A-Za-z0-9_])",
    re.IGNORECASE,
)
_PERCENT_OF = re.compile(rf"百分之(?P<core>{_DIGITS}|{HAN_NUMBER.pattern})")
_CODE = re.compile(r"(?<![A-Za-z0-9_.])[A-Za-z0-9_.:/@-]*[0-9²³¹①-⑳Ⅰ-Ⅻ][A-Za-z0-9_.:/@²³¹①-⑳Ⅰ-Ⅻ-]*")
_OUT_OF = re.compile(r"(?<=\d)\s?(?:/|out of|of)\s?(?:5|five)(?:\s+stars?)?(?!\d)|满分\s?5\s?分?", re.IGNORECASE)
# A code whose last digits stand behind a hyphen, which is no minus and makes them no number: S01811-007.
_JOINED_CODE = re.compile(r"(?<![A-Za-z0-9_.-])[A-Za-z]{1,4}\d{2,}(?:[-_/]\d+)+(?![A-Za-z0-9_])")
# How far back the words are looked at that bound a number, and the longest number in words.
_NEAR, _LONGEST = 120, 120
_HAN_ALONE = re.compile(r"[个位名条笔次单件家款种天周成倍元分星项类组国大]|个月|年")

_HAN_LAST = re.compile(r"\s*(?:[（）()，。；、,;|]|$)")
_POINTS = re.compile(r"point|pp|点")


@dataclass(frozen=True)
class Numeral:
    """One number, share, span or date in a text.

    Attributes:
        start: Where it begins in the text.
        end: Where it ends, exclusive.
        text: As written.
        kind: What sort of quantity it claims.
        value: The number itself; percentages in percent, durations in days, `3万` as 30000.
        low: Least true value that would be written so.
        high: Greatest.
        currencies: ISO codes its sign or word may stand for; empty without one.
        date: The date, for a date or a bare year.
        times: Said with `times`, `twice`, `thrice` or `次`: a count or a ratio.
        points: Said in percentage points: a difference of two shares.
        limited: A word beside it makes it a condition or a span (`over`, `top`, `in the last`), not a finding.
    """

    start: int
    end: int
    text: str
    kind: NumeralKind
    value: float = 0.0
    low: float = 0.0
    high: float = 0.0
    currencies: frozenset[str] = frozenset()
    date: Date | None = None
    times: bool = False
    points: bool = False
    limited: bool = False

    def holds(self, value: float) -> bool:
        """Whether that value would be written so."""
        # Less than any digit written: a cent more or less of millions is another amount.
        slack = 1e-12 * max(1.0, abs(value))
        return self.low - slack <= value <= self.high + slack


def find_numerals(text: str) -> list[Numeral]:
    """Every numeral of a text in order, without overlap.

    >>> [(n.kind, n.value) for n in find_numerals("£1.2m, 25 %, 3万, twenty-five, 两成, twice")]
    [('number', 1200000.0), ('percent', 25.0), ('number', 30000.0), ('number', 25), ('percent', 20), ('multiple', 2)]
    """
    plain = IDIOM.sub(lambda m: " " * len(m.group()), folded(text))
    plain = _OUT_OF.sub(lambda m: " " * len(m.group()), plain)
    found: list[Numeral] = []
    for numeral in _candidates(plain):
        if not any(numeral.start < other.end and other.start < numeral.end for other in found):
            before = plain[max(0, numeral.start - _NEAR) : numeral.start]
            supposed = LIMIT_BEFORE.search(before) or SUPPOSED.search(before)
            limited = bool(supposed or LIMIT_AFTER.match(plain, numeral.end))
            numeral = _twisted(numeral, plain)
            found.append(replace(numeral, text=text[numeral.start : numeral.end], limited=limited))
    return sorted(found, key=lambda n: n.start)


def _twisted(numeral: Numeral, text: str) -> Numeral:
    """What stands right behind it belongs to it: `12 dozen` and `12²` are not 12, and proven only where asked."""
    if numeral.kind in ("date", "code"):
        return numeral
    twist = AFTER.match(text, numeral.end)
    return Numeral(numeral.start, twist.end(), "", "code") if twist else numeral


def _candidates(text: str) -> Iterator[Numeral]:
    for match in LONG.finditer(text):
        yield Numeral(match.start(), match.end(), "", "code")
    text = LONG.sub(lambda m: "￼" * len(m.group()), text)
    for mention in find_dates(text):
        if not mention.bare:
            yield Numeral(mention.start, mention.end, "", "date", date=mention.date)
    for match in _JOINED_CODE.finditer(text):
        yield Numeral(match.start(), match.end(), "", "code")
    for match in JOINED.finditer(text):
        if not is_one_number(match.group()):
            yield Numeral(match.start(), match.end(), "", "code")
    for match in RATIO.finditer(text):
        share = ratio_percent(match)
        if share is not None:
            yield _interval(match, "percent", share, 0.5)
    yield from _words(text)
    for match in _CODE.finditer(text):
        core = match.group().strip(".:/@-_")
        start = match.start() + match.group().index(core)
        yield Numeral(start, start + len(core), "", "code")
    for start, end in (*pictured(text), *other_numerals(text)):
        yield Numeral(start, end, "", "code")


_TIMES = ("twice", "thrice")


def _words(text: str) -> Iterator[Numeral]:
    """Fractions, multiples, ordinals and numbers."""
    for match in FRACTION.finditer(text):
        yield _interval(match, "percent", fraction_percent(match), 0.5)
    for match in _PERCENT_OF.finditer(text):
        value, step = _core(match["core"])
        yield _interval(match, "percent", value, step / 2)
    for match in MULTIPLE_WORD.finditer(text):
        yield replace(_interval(match, "multiple", multiple_value(match), 0.05), times=match.group().lower() in _TIMES)
    for match in VAGUE.finditer(text):
        low, high = vague_range(match)
        yield Numeral(match.start(), match.end(), "", "number", low, low, high)
    for match in ORDINAL.finditer(text):
        yield _interval(match, "ordinal", ordinal_value(match), 0.0)
    for match in _NUMBER.finditer(text):
        if len(match["core"]) > _LONGEST:
            yield Numeral(match.start(), match.end(), "", "code")
            continue
        numeral = _number(match, text)
        if numeral is not None:
            yield numeral


def _interval(match: re.Match[str], kind: NumeralKind, value: float, tolerance: float) -> Numeral:
    return Numeral(match.start(), match.end(), "", kind, value, value - tolerance, value + tolerance)


def _core(text: str) -> tuple[float, float]:
    """Value and size of the last digit written."""
    if text[0].isdigit() or text[0] == ".":
        digits = text.replace(",", "")
        return float(digits), 10.0 ** -len(digits.partition(".")[2])
    return read_english(text) if text[0].isascii() else read_han(text)


def _number(match: re.Match[str], text: str) -> Numeral | None:
    core = match["core"]
    if _is_no_claim(match, text):
        return None
    before = currencies_of(match["money"]) if match["money"] else frozenset()
    after = currencies_of(match["unit"]) if match["unit"] else frozenset()
    start = match.start() if before or not match["money"] else match.start("sign2" if match["sign2"] else "core")
    end = match.end() if after or not match["unit"] else match.start("unit")
    value, step = _core(core)
    scale = SCALES[match["scale"].strip().casefold()] if match["scale"] else 1
    # Nothing in millions is nothing, and £0.01万 is not written for £55: a scale is no way to round a number away.
    value, step = value * scale, step if scale == 1 else min(step, abs(value) / 2) * scale
    # A whole nought is none at all, and not what 0.03 orders are rounded to; 0.0 % may be.
    step = 0.0 if value == 0 and step >= 1 else step
    kind: NumeralKind = "number"
    points = bool(match["percent"] and _POINTS.search(match["percent"]))
    if match["percent"]:
        kind = "percent"
    elif match["tenths"]:
        kind, value, step = "percent", *_tenths(value, match["tenths"])
    elif match["multiple"]:
        kind = "multiple"
    elif match["span"]:
        kind, value, step = "duration", *_in_days(value, step, match["span"].strip(" -"))
    # 近90天 is the last 90 days, not nearly 90.
    beside = "" if kind == "duration" else text[max(0, match.start() - _NEAR) : match.start()]
    low, high = _spread(value, step, core, beside, text[end:])
    if match["sign"] or match["sign2"] or is_negated(text[: match.start()][-_NEAR:]):
        value, low, high = -value, -high, -low
    return Numeral(
        start, end, "", kind, value, low, high, before | after, _year(core), times=bool(match["times"]), points=points
    )


def _is_no_claim(match: re.Match[str], text: str) -> bool:
    """Number words that count nothing: the article `one`, 一 as in 一家, a Chinese digit inside a name."""
    core = match["core"]
    suffixed = match.end() > match.end("core")
    if core.casefold() == "one":
        return not suffixed and not _counts_one(text[: match.start()][-_NEAR:], text[match.end() :][:40])
    if not core[0].isdigit() and not core.isascii() and len(core) == 1:
        before = text[: match.start()]
        if core == "一":
            return not (match["tenths"] or match["span"] or match["multiple"] or re.search(r"(?:仅|只|只有)$", before))
        if core in "百千":
            return not match["scale"]
        alone = _HAN_ALONE.match(text, match.end("core")) or _HAN_LAST.match(text, match.end("core"))
        return not (suffixed or alone or re.search(r"[前后共有为是]\s?$", before))
    return False


def _counts_one(before: str, after: str) -> bool:
    """Whether `one` is a count, as in `only one`, `has one order` and, at the end, `the number is one`."""
    if re.search(r"\b(?:only|just|exactly|precisely)\s$", before, re.IGNORECASE):
        return True
    if re.search(r"\b(?:has|have|had|placed|made|got|received)\s$", before, re.IGNORECASE):
        return bool(re.match(r"\s(?:orders?|customers?|purchases?|reviews?|returns?)\b", after, re.IGNORECASE))
    at_end = re.match(r"\s*(?:[.,;!]|$)", after)
    return bool(at_end and re.search(r"\b(?:is|was|are|were|equals|at|to)\s$", before, re.IGNORECASE))


def _tenths(value: float, word: str) -> tuple[float, float]:
    """两成 is 20 %, 两成半 and 两成五 are 25 %."""
    if len(word) == 1:
        return value * 10, 10.0
    return value * 10 + (5 if word[1] == "半" else read_han(word[1])[0]), 2.0


_SPAN_DAYS = {
    "day": 1,
    "天": 1,
    "日": 1,
    "week": 7,
    "周": 7,
    "星期": 7,
    "month": 30,
    "个月": 30,
    "year": 365,
    "年": 365,
}


def _in_days(value: float, step: float, word: str) -> tuple[float, float]:
    days = _SPAN_DAYS.get(word.casefold().rstrip("s").removeprefix("个") or word) or _SPAN_DAYS.get(word)
    # Hours and shorter are fractions of a day that no result holds: they can only come from the question.
    factor = days if days is not None else 1 / 24
    return value * factor, step * factor


def _spread(value: float, step: float, core: str, before: str, after: str) -> tuple[float, float]:
    """What the numeral may stand for: half its last digit either way, or as `about`, `over`, `nearly` say."""
    kind = rough_kind(before, after)
    if not kind:
        return value - step / 2, value + step / 2
    place = step
    if step >= 1:
        digits = core.replace(",", "")
        zeros = len(digits) - len(digits.rstrip("0")) if digits.isdigit() else 0
        place = step * 10 ** min(zeros, len(digits) - 1) if digits.isdigit() else step
    if kind == "about":
        return value - place / 2, value + place / 2
    return (value, value + place) if kind == "over" else (value - place, value)


def _year(core: str) -> Date | None:
    return Date(int(core)) if re.fullmatch(r"(?:19|20)\d\d", core) else None
