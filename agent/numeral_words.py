"""Words that make, bound or belong to numerals: scales, fractions, multiples, ordinals, idioms."""

import re

from agent.money_words import SIGN
from agent.number_words import EDGE, ENGLISH_NUMBER, HAN_NUMBER, read_english, read_han

SCALES = {
    "k": 1e3,
    "thousand": 1e3,
    "千": 1e3,
    "万": 1e4,
    "m": 1e6,
    "mn": 1e6,
    "million": 1e6,
    "百万": 1e6,
    "千万": 1e7,
    "亿": 1e8,
    "bn": 1e9,
    "b": 1e9,
    "billion": 1e9,
    "万亿": 1e12,
}


def _edged(pattern: str) -> re.Pattern[str]:
    """The pattern with words that end where Chinese begins."""
    return re.compile(pattern.replace(r"\b", EDGE), re.IGNORECASE)


_PARTS = {"half": 2, "halves": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "tenth": 10}
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
FRACTION = _edged(
    rf"(?P<below>{HAN_NUMBER.pattern})分之(?P<above>{HAN_NUMBER.pattern})|(?P<han_half>一半|半数|过半)|(?P<sign>[½¼¾⅓⅔])"
    r"|\b(?P<count>a|one|two|three|four)[\s-](?P<part>third|quarter|fifth|sixth|tenth)s?\b(?=\s+of\b|-)"
    r"|\b(?P<many>two|three|four)[\s-](?P<parts>thirds|quarters|fifths|sixths|tenths)\b"
    r"|\b(?<!first )(?<!second )(?P<half>(?:one[\s-])?half)\b(?!-year| a year| year)",
)
_SIGNS = {"½": 50.0, "¼": 25.0, "¾": 75.0, "⅓": 100 / 3, "⅔": 200 / 3}


def fraction_percent(match: re.Match[str]) -> float:
    """The percentage a fraction stands for.

    >>> [fraction_percent(m) for m in FRACTION.finditer("四分之三, half, three quarters, 一半")]
    [75.0, 50.0, 75.0, 50.0]
    """
    if match["below"]:
        return 100 * read_han(match["above"])[0] / max(1, read_han(match["below"])[0])
    if match["sign"]:
        return _SIGNS[match["sign"]]
    part = (match["part"] or match["parts"] or "half").casefold().rstrip("s")
    return 100 * _COUNTS[(match["count"] or match["many"] or "one").casefold()] / _PARTS[part]


_MULTIPLES = {"twice": 2, "thrice": 3, "doubl": 2, "tripl": 3, "trebl": 3, "quadrupl": 4, "halv": 0.5}
_MULTIPLES |= {"quintupl": 5, "sextupl": 6, "septupl": 7, "octupl": 8, "decupl": 10}
MULTIPLE_WORD = _edged(
    r"\b(?:twice|thrice|doubl(?:e[sd]?|ing)|tripl(?:e[sd]?|ing)|trebl(?:e[sd]?|ing)"
    r"|(?:quadr|quint|sext|sept|oct|dec)upl(?:e[sd]?|ing)|halv(?:e[sd]?|ing))\b(?!-)"
    rf"|\b(?P<fold>{ENGLISH_NUMBER.pattern})[\s-]?fold\b|\b(?P<joined>two|three|four|five|six|seven|eight|nine|ten"
    r"|twenty|hundred|thousand)fold\b|翻了?[一两三四五六七八九十]?[倍番]",
)


def multiple_value(match: re.Match[str]) -> float:
    """The factor: `doubled` and 翻倍 are 2."""
    word = match.group().casefold()
    if match["fold"] or match["joined"]:
        return read_english(match["fold"] or match["joined"])[0]
    for stem, value in _MULTIPLES.items():
        if word.startswith(stem):
            return value
    # 翻三番 is doubled three times, 翻三倍 is three times.
    times = "一二三四五六七八九十".find(word[-2].replace("两", "二")) + 1 or 1
    return float(2**times) if word[-1] == "番" else float(max(2, times))


_VAGUE: dict[str, tuple[float, float]] = {
    "couple": (2, 2),
    "pair": (2, 2),
    "trio": (3, 3),
    "handful": (3, 7),
    "dozens": (24, 99),
}
_VAGUE |= {"hundreds": (200, 999), "thousands": (2e3, 999_999), "millions": (2e6, 999e6)}
_VAGUE_HAN = {"十": (20, 99), "百": (100, 999), "千": (1000, 9999), "万": (1e4, 99_999)}
VAGUE = _edged(
    r"\b(?:couple|pair|trio|handful)(?= of\b)|\b(?:dozens|hundreds|thousands|millions)\b"
    r"|[上数几成](?P<han>[十百千万])|十几"
)


def vague_range(match: re.Match[str]) -> tuple[float, float]:
    """What a vague number word can stand for."""
    if match.group() == "十几":
        return 11, 19
    return _VAGUE_HAN[match["han"]] if match["han"] else _VAGUE[match.group().casefold()]


_ORDINALS = ("second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
ORDINAL = _edged(
    r"(?<![\w.])(?P<digits>\d+)(?:st|nd|rd|th)\b|第\s?(?P<number>\d+)(?![\d季周])"
    rf"|第(?P<han>[二三四五六七八九十]+|[一](?=[名位高大多]))(?![季周，、：:])"
    rf"|\b(?P<word>{'|'.join(_ORDINALS)})\b(?![,:-]|\s+half)",
)


def ordinal_value(match: re.Match[str]) -> int:
    """The place: `3rd`, `third` and 第三 are 3."""
    if match["han"]:
        return int(read_han(match["han"])[0])
    if match["word"]:
        return _ORDINALS.index(match["word"].casefold()) + 2
    return int(match["digits"] or match["number"])


# Words with a number in them that count nothing.
IDIOM = re.compile(
    r"一(?:些|直|般|样|定|起|同|共|旦|致|下|点|种|方面|系列|律|向|贯|时|次性)|统一|唯一|(?<!分)之一|另一|进一步|万一|十分|百货|百分比"
    r"|双十[一二]|双\s?1[12]|第一(?:次|时间|步)|星期[一二三四五六日]|礼拜[一二三四五六日]|(?<![两三四五六七八九十\d])周[一二三四五六日]"
    r"|(?:最后|同|某|每|任何?|任意|这|那|前|上)一(?:天|日|周|个?月|年|个?星期|次|笔|单|个?季度)"
    r"|(?<!未来)(?<!过去)(?<!最近)(?<!下来)(?<!今后)的一(?:天|日|周|个?月|年|个?星期|次|笔|单|个?季度)"
    r"|三方|二手|千万(?=[不别])|七七八八|一分为二|独一无二|接二连三|数一数二|各有千秋|一一|半年"
    r"|\b(?:24/7|one another|no one|one by one|second-hand|at one)\b",
    re.IGNORECASE,
)

_SIGNED = rf"\s*(?:{SIGN})?\s*$"
_ABOUT = re.compile(
    rf"(?:\b(?:about|around|roughly|approximately|approx\.?|circa|some)|[~≈∼]|约|大约|大概){_SIGNED}", re.IGNORECASE
)
_OVER = re.compile(
    rf"(?:\b(?:over|more than|above|exceeding|at least|upwards of)|超过|超|多于|大于|高于|逾|至少){_SIGNED}",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"(?:\b(?:under|below|less than|fewer than|nearly|almost|close to|at most|up to)|不到|不足|接近|将近|近|少于|低于"
    rf"|至多){_SIGNED}",
    re.IGNORECASE,
)


def rough_kind(before: str, after: str) -> str:
    """`about`, `over` or `under` where the words beside a numeral say so, else nothing.

    >>> rough_kind("some customers spent over £", ""), rough_kind("", "左右"), rough_kind("it was ", "")
    ('over', 'about', '')
    """
    tail = before[-24:]
    if _ABOUT.search(tail) or re.match(r"\s?(?:左右|上下)", after):
        return "about"
    if _OVER.search(tail) or re.match(r"\s?(?:以上|多(?!于)|余)", after):
        return "over"
    return "under" if _UNDER.search(tail) else ""


_MONEY = rf"(?:\s?{SIGN})?"
LIMIT_BEFORE = re.compile(
    r"(?:\b(?:top|bottom|first|last|past|next|previous|coming|following|within|over|above|under|below|than"
    r"|at least|at most|exceeding|up to|between|rated|rating|or|best|worst|latest|every|after|for)(?:\s+the)?\s"
    rf"|\bbetween\s\S+\sand\s|[前后近内每打]|最近|过去|未来|接下来|超过|大于|高于|多于|至少|低于|小于|少于|不足|不到|至多|评分|或){_MONEY}$",
    re.IGNORECASE,
)
# "If 13085 placed two more orders": within its clause a numeral is supposed, not found.
CLAUSE = re.compile(
    r"(?:\b(?:if|suppos(?:e|ing)|assum(?:e|ing)|were to)\b|如果|假如|假设|要是|倘若)[^.,;:!?。，；：！？]*",
    re.IGNORECASE,
)
# The same without `if`, of what a simulation was given: "with two more orders of 300 each", 再下2单、每单300.
CHANGE = re.compile(
    r"(?<![\w.,])[\w,.]+\s(?:more|extra|additional|further)\s(?:orders?|purchases?|times)\b"
    r"(?:,?\s(?:(?:of|at|worth|for)\s)?[^\s,;]+(?:\s[A-Za-z]+)?\seach\b)?"
    r"|(?:[再多]|额外)下[^，。；：！？,;:!?的]{0,12}?[单笔次](?:订单)?"
    r"(?:[，,、]?\s?每[单笔](?:金额)?[为是]?[^，。；：！？,;:!?、之后]{0,12})?",
    re.IGNORECASE,
)
# Before a change that is foretold, not supposed: "he will place two more orders", 会再下2单.
FORETOLD = re.compile(
    r"\b(?:will|would|shall|going to|expected to|likely to|predicted to)\s(?:\w+\s){0,2}$"
    r"|(?:会|将|预计|预测|可能|大概|有望)[^，。；,;]{0,4}$",
    re.IGNORECASE,
)
SUPPOSED = re.compile(rf"{CLAUSE.pattern}$", re.IGNORECASE)
LIMIT_AFTER = re.compile(
    r"\s?(?:以上|以下|以内|之内|内|或|or (?:more|less|fewer|higher|lower|above|below)\b)", re.IGNORECASE
)
