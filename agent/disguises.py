"""Characters that hide or disguise a number: invisible ones, look-alikes, other scripts, pictures of digits."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

# Marks and letters without a shape of their own: between two digits they part what a person reads as one number.
_SHAPELESS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\U0001d159")
_UNSEEN = ("Cc", "Cf", "Co", "Cn", "Cs", "Me")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# Decoration between two letters or digits: `1**2` is read as 12. Single tildes are ranges, underscores parts of keys.
_INSIDE = "0-9A-Za-z零〇一二两三四五六七八九十百千万亿"
_SPLIT = re.compile(rf"(?<=[{_INSIDE}])(?:\*+|`+|~~+|\\+)+(?=[{_INSIDE}])")
_TAGS = re.compile(r"(?<=\d)(?:<[^<>\n]*>)+(?=\d)")
_WRAPPED = re.compile(r"(?<=\d)([*_`]*)\n(?=[*_`]*\d)(?!\d{1,3}[.)、]\s)")

# Cyrillic and Greek letters that look like Latin ones.
_ALIKE = str.maketrans(
    "авсԁеɡһіјӏкмоԛрѕтѵхуАВСЕНІЈКМОРЅТХУԚԜνορυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "abcdeghijlkmoqpstvxyABCEHIJKMOPSTXYQWvopuABEZHIKMNOPTYX",
)
_PERCENT = dict.fromkeys(map(ord, "％﹪٪"), "%")
_SIGNS = {ord("．"): ".", ord("＋"): "+", ord("－"): "-", ord("﹣"): "-", ord("⁻"): "-", ord("➖"): "-"}
_LATIN = ("LATIN", "CJK", "FULLWIDTH LATIN", "IDEOGRAPHIC", "FEMININE", "MASCULINE", "MICRO")
_PICTURED = re.compile(
    r"DIGIT|NUMBER|NUMERAL|DIE FACE|KEYCAP|HUNDRED POINTS|TALLY|COUNTING ROD|BRAILLE|DOMINO|PLAYING CARD|MAHJONG"
    r"|CLOCK FACE"
)
# Numerals of cheques, and old ones: 贰拾 and 廿八 count, 大陆 and 队伍 do not.
_BANKERS = "壹贰貳叁參肆伍陆陸柒捌玖拾佰仟萬億兆廿卅卌"
_HAN_DIGITS = "零〇一二两三四五六七八九十百千万亿"
BANKERS = re.compile(
    rf"[{_BANKERS}]{{2,}}|[{_BANKERS}](?=[{_HAN_DIGITS}]|[个位名笔单件家])|(?<=[{_HAN_DIGITS}\d])[{_BANKERS}]"
)
_HANDLED = frozenset(_HAN_DIGITS)


def visible_only(text: str) -> str:
    r"""The text without control, zero-width, direction and shapeless characters, which could hide or part a number.

    >>> visible_only("1\u200b2\u202e3\u034f4\ufe005")
    '12345'
    """
    kept: list[str] = []
    for character in text:
        if character in "\n\t":
            kept.append(character)
        elif _SELECTORS.match(character):
            # An emoji keeps its own selector.
            if kept and unicodedata.category(kept[-1]) == "So":
                kept.append(character)
        elif not _is_unseen(character, after_digit=bool(kept) and kept[-1].isdigit()):
            kept.append(character)
    return "".join(kept)


def _is_unseen(character: str, *, after_digit: bool) -> bool:
    category = unicodedata.category(character)
    # A line under or through a digit parts it from the next one.
    return character in _SHAPELESS or category in _UNSEEN or (after_digit and category == "Mn")


def unsplit(text: str) -> str:
    r"""The text without decoration inside a word or number, and without a number broken over two lines.

    >>> unsplit("**1**2 of 3`4`, twe**lve**"), unsplit("12\n438 customers")
    ('**12 of 34`, twelve**', '12\n\n438 customers')
    """
    return _WRAPPED.sub("\\1\n\n", _SPLIT.sub("", _TAGS.sub("", text)))


def folded(text: str) -> str:
    """The text as a reader takes it, one character for one: digits of every script, look-alikes and wide letters.

    >>> folded("４３８ ٤٣٨ 𝟒 twеlvе ｔｅｎ ５％")
    '438 438 4 twelve ten 5%'
    """
    return text.translate(_FOLDS).translate(_ALIKE).translate(_PERCENT | _SIGNS)


class _Folds(dict[int, str]):
    """What a character is taken for, worked out once for each: texts are folded far more often than they change."""

    def __missing__(self, code: int) -> str:
        self[code] = _fold(chr(code))
        return self[code]


_FOLDS = _Folds()


def _fold(character: str) -> str:
    if character.isascii():
        return character
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.category(character)[0] == "L":
        plain = unicodedata.normalize("NFKC", character)
        if len(plain) == 1:
            return plain
    return character


def pictured(text: str) -> Iterator[tuple[int, int]]:
    """Places of characters that stand for a number and are neither digits nor plain Chinese numerals.

    >>> [text[a:b] for text in ("❶❷ and ⅻ, ⚅", "贰拾个，大陆队伍") for a, b in pictured(text)]
    ['❶❷', 'ⅻ', '⚅', '贰拾']
    """
    start = end = -1
    for place, character in enumerate(text):
        if _counts(character):
            if place > end:
                if start >= 0:
                    yield start, end
                start = place
            end = place + 1
    if start >= 0:
        yield start, end
    for match in BANKERS.finditer(text):
        yield match.span()


@cache
def _counts(character: str) -> bool:
    if character.isascii() or character in _HANDLED:
        return False
    category = unicodedata.category(character)
    return category in ("Nl", "No") or (category == "So" and bool(_PICTURED.search(unicodedata.name(character, ""))))


def strange_letters(text: str) -> Iterator[tuple[int, int]]:
    """Words in other scripts than Latin and Chinese, which could say a number that nobody checks.

    >>> [text[a:b] for text in ["Köln has двадцать orders, café 客户"] for a, b in strange_letters(text)]
    ['двадцать']
    """
    for match in re.finditer(r"[^\W\d_]+", text):
        if any(not c.isascii() and not unicodedata.name(c, "").startswith(_LATIN) for c in match.group()):
            yield match.span()
