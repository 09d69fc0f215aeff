"""What beside a true number makes it another one: scales, units, signs, and amounts declared elsewhere."""

import re
from collections.abc import Iterator
from functools import cache

from agent.money_words import SIGN, currencies_of
from agent.number_words import EDGE

_DECOR = r"[\s*_`~(（\[]*"
_SCALE = (
    r"(?:k|m|mm|mn|mio|mln|mil|bn|bln|b|tn|trn|t)\b(?![-’'])"
    r"|(?:trillion|quadrillion|quintillion|grand|thou|lakh|lac|crore|cr|myriad|dozen|gross|hundred|thousand"
    r"|million|billion)s?\b"
    r"|scores?(?=\s+(?:of|orders|customers|reviews|returns|units|lines|products)\b)"
    r"|(?:basis points?|bps?|per ?mille?|promille?|per (?:thousand|million|hundred|ten thousand))\b|[‰‱]|个?基点"
    r"|(?:third|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|fifteenth|sixteenth"
    r"|twentieth|thirtieth|fiftieth|hundredth|thousandth|millionth)s\b"
    r"|[兆萬億百千万亿仟佰拾廿卅卌]|打(?![折开算包扰电来过给分差])|分之"
)
# Right behind a number, without a space: letters and rings that look like further zeros.
_GLUED = r"[,.'’]?[○◯〇⭕●OoQ](?:[○◯〇⭕●OoQ]|(?![A-Za-z]))|[,.'’](?=[A-Za-z])[OolI]|\^|[₀-₉⁰-⁹²³¹]"
AFTER = re.compile(rf"{_GLUED}|{_DECOR}(?:{_SCALE})", re.IGNORECASE)
# The same behind a reference, where any digit is one too many.
AFTER_REFERENCE = re.compile(rf"[*_`~]*\d|{_GLUED}|{_DECOR}(?:{_SCALE})", re.IGNORECASE)
_TIGHT_MINUS = re.compile(rf"(?:^|[\s(（：:，一-鿿])[–—－−-](?:{SIGN})?$", re.IGNORECASE)
# Two numbers that are read as one, or worked out in the reader's head.
JOINED = re.compile(
    r"(?<![\w.])\d[\d,.]*(?:\s?(?:[×✕✖⋅∙^÷±√]|\bx\b)\s?[£$€¥]?\d[\d,.]*|\s?\+\s?\d[\d,.]*|\s?/\s?\d[\d,.]*|\*[£$€¥]?\d[\d,.]*)+"
    r"|(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d,.]*\d)|(?<![\d.,])\d(?: \d){1,}(?![\d.,]*\d)|(?<![\w-])\d+(?:-\d+){2,}"
    r"|(?<![\d.,])\d+(?:[,.'’`·٫٬،⸱・\u00a0\u2000-\u200a\u202f\u205f\u3000]\d+)+"
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+\.\d+")
RATIO = re.compile(
    r"(?<!\d[.,])\b(?P<a>\d{1,3}|one|two|three|four|five|six|seven|eight|nine)"
    r"\s(?:(?:in|out of)(?:\severy)?|of\severy)\s"
    r"(?P<b>\d{1,4}|two|three|four|five|six|seven|eight|nine|ten|twenty|hundred|a hundred)\b(?![.,]\d)"
    r"(?!\s?(?:%|percent|days?|weeks?|months?|years?|stars?))",
    re.IGNORECASE,
)
# Longer ones are no numbers of a shop, and reading them would take for ever.
LONG = re.compile(r"[\d,.]{40,}|[零〇一二两三四五六七八九十百千万亿点]{30,}")
_COUNTS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
ROMAN = re.compile(
    r"(?<![A-Za-z0-9_'’-])(?=[IVXLCDM]{2,}(?![A-Za-z0-9_'’-]))M*(?:CM|CD|D?C*)(?:XC|XL|L?X*)(?:IX|IV|V?I*)(?![A-Za-z0-9_'’-])"
)
ROMAN_SMALL = re.compile(
    r"(?<![A-Za-z0-9_'’-])(?=[ivx]{2,}(?![A-Za-z0-9_'’-])|[mdclxvi]{4,}(?![A-Za-z0-9_'’-]))m*(?:cm|cd|d?c*)(?:xc|xl|l?x*)(?:ix|iv|v?i*)(?![A-Za-z0-9_'’-])"
)
# Words that only look like Roman numerals.
_NOT_ROMAN = "CLV CD CDs CV DC DI DM IC ID IM LCD MC MD MI MIX MM XL XXL XXXL CC CI CL DL ML MV VI XX"
_NO_ROMAN = frozenset(_NOT_ROMAN.split())
LOOKS_LIKE = re.compile(
    r"(?<![A-Za-z0-9_-])(?=[lI|]*O)[OlI|]{2,}(?![A-Za-z0-9_-])|\|{4,}|(?<![A-Za-z])I{4,}(?![A-Za-z])"
)
# Spelt out letter by letter, or run together: `n i n e`, `n-i-n-e`, `ninehundred`.
SPELT = re.compile(r"(?<![A-Za-z0-9_])[a-z](?:[ .·-][a-z]){2,}(?![A-Za-z0-9_])", re.IGNORECASE)
_HAN_SPELT = re.compile(r"[零〇一二两三四五六七八九十百千万亿](?:\s[零〇一二两三四五六七八九十百千万亿])+")
_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    "|nineteen|twenty|thirty|forty|fourty|fifty|sixty|seventy|eighty|ninety|ninty|hundred|thousand|million|billion|and"
)
RUN_TOGETHER = re.compile(
    rf"{EDGE}(?:(?:{_WORDS}){{2,}}|fourty|ninty|fivety|trillions?|quadrillions?|zillions?){EDGE}", re.IGNORECASE
)
_SPELT_WORD = re.compile(_WORDS.removesuffix("|and"))
# Numbers in the languages that stand nearest; words that are English too are left out.
FOREIGN = re.compile(
    rf"{EDGE}(?:deux|trois|quatre|cinq|sept|huit|neuf|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|quarante|cinquante"
    rf"|soixante|cents|zwei|drei|vier|fünf|sechs|sieben|neun|zehn|zwölf|\w*(?:zwanzig|dreissig|dreißig|vierzig|fünfzig"
    rf"|sechzig|siebzig|achtzig|neunzig|hundert|tausend)\w*|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|doce|trece"
    rf"|catorce|veinte|treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien|ciento|dois|três|quatro|sete|oito"
    rf"|nove|doze|treze|vinte|trinta|quarenta|cinquenta|sessenta|oitenta|cem|mil){EDGE}",
    re.IGNORECASE,
)
# "in thousands", "(£k)", "£'000", 单位：万元: the numbers below are not what they say.
DECLARED = re.compile(
    r"\bin (?:the )?(?:tens|hundreds|thousands|millions|billions|trillions|dozens|scores|lakhs|crores)\b"
    r"|[(（]\s?(?:in )?[£$€¥]?\s?(?:k|m|mn|mm|bn|thousands?|millions?|billions?|dozens?)\s?[)）]|['’`]000s?\b|\b000s\b"
    r"|单位[是为：:\s]{0,3}[百千万亿兆]|以[百千万亿兆]+[元个人件单英镑美]{0,2}(?:为单位|计)|[(（][百千万亿兆][元人个件单]?[)）]",
    re.IGNORECASE,
)
_MONEY_WORDS = {
    **dict.fromkeys(("dollars", "dollar", "bucks", "buck", "美金", "美元"), "$"),
    **dict.fromkeys(("pounds", "quid", "sterling", "英镑"), "£"),
    **dict.fromkeys(("euros", "euro", "欧元"), "€"),
    **dict.fromkeys(("yuan", "renminbi", "人民币"), "cn¥"),
    **dict.fromkeys(("reais", "雷亚尔"), "r$"),
    **dict.fromkeys(("yen", "日元", "日圆"), "yen"),
}
# Of no currency that a sign above stands for, or of its hundredth part.
_OTHER_MONEY = (
    "rupees?|rubles?|roubles?|francs?|pesos|kron[aeo]r?s?|zloty|zlotys|forints?|liras?|lire|baht|dirhams?|rand|ringgit"
    "|shekels?|hryvnias?|bitcoins?|cents|pence|penn(?:y|ies)|centavos?|卢布|卢比|法郎|港币|港元|台币|韩元|加元|澳元|新元|泰铢|比特币"
    "|美分|便士|克朗|里拉"
)
_WORDS_TOO = "ALL TOP TRY CUP MOP GEL SOS BAM PEN MAD LAK ANG GIP"
_NO_CODES = frozenset(_WORDS_TOO.split())
_SIGNS = "₠₡₢₣₤₥₦₧₨₩₪₫₭₮₯₰₱₲₳₴₵₶₷₸₹₺₻₼₽₾₿¢฿"
_SAID_MONEY = re.compile(
    rf"(?<![A-Za-z])(?:{'|'.join(_MONEY_WORDS)}|{_OTHER_MONEY})(?![A-Za-z])|(?:(?<![A-Za-z]){SIGN}|[{_SIGNS}€$¥￥£])|\b(?-i:[A-Z]{{3}})\b",
    re.IGNORECASE,
)


def foreign_money(text: str, currencies: frozenset[str]) -> list[str]:
    """Currencies a text speaks of that are none of these.

    >>> foreign_money("£5 or five pounds, GBP; $5, 5 roubles, 5 CHF, 5美元", frozenset({"GBP"}))
    ['$', 'roubles', 'CHF', '美元']
    """
    if not currencies:
        return []
    return [m.group() for m in _SAID_MONEY.finditer(text) if _is_foreign(m.group(), currencies)]


def _is_foreign(said: str, currencies: frozenset[str]) -> bool:
    if len(said) == 3 and said.isascii() and said.isupper():
        return said in _iso_codes() and said not in currencies
    meant = currencies_of(_MONEY_WORDS.get(said.casefold(), said))
    return not meant & currencies


@cache
def _iso_codes() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies()) - _NO_CODES


def is_one_number(joined: str) -> bool:
    """Whether what JOINED found is plainly grouped or a plain decimal after all."""
    return _GROUPED.fullmatch(joined) is not None


def other_numerals(text: str) -> Iterator[tuple[int, int]]:
    """Places of numbers written otherwise than in digits and English or Chinese words: Roman, spelt out, foreign.

    >>> text = "MMXX orders, n i n e, ninehundred, quatre, U.S.A, XL, CLV, l00k IOO"
    >>> [text[a:b] for a, b in other_numerals(text)]
    ['MMXX', 'IOO', 'n i n e', 'ninehundred', 'quatre']
    """
    for pattern in (ROMAN, ROMAN_SMALL):
        yield from (m.span() for m in pattern.finditer(text) if is_roman(m.group()))
    yield from (m.span() for m in LOOKS_LIKE.finditer(text))
    for match in SPELT.finditer(text):
        if _SPELT_WORD.search(re.sub(r"[^a-z]", "", match.group().casefold())):
            yield match.span()
    for pattern in (RUN_TOGETHER, FOREIGN, _HAN_SPELT):
        yield from (m.span() for m in pattern.finditer(text))


def is_roman(text: str) -> bool:
    """Whether a word that could be a Roman numeral is meant as one."""
    return bool(text) and text not in _NO_ROMAN


def ratio_percent(match: re.Match[str]) -> float | None:
    """The percentage of `one in five`, or None where it is no ratio."""
    above, below = (_count(match[name]) for name in ("a", "b"))
    return None if not 0 < above < below else 100 * above / below


def _count(word: str) -> int:
    known = {"twenty": 20, "hundred": 100, "a hundred": 100}
    folded = word.casefold()
    return int(folded) if folded.isdigit() else known.get(folded) or _COUNTS.index(folded)


def is_negated(before: str) -> bool:
    """Whether a sign or word right before a number turns it round."""
    tail = before[-16:]
    if re.search(rf"\b(?:minus|negative)\s*[*_`]*(?:{SIGN})?$|负\s*(?:{SIGN})?$", tail, re.IGNORECASE):
        return True
    return bool(_TIGHT_MINUS.search(tail))
