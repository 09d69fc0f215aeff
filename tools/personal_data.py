"""Personal data written into a text by its author: e-mails, phones, numbers of papers and accounts, addresses.

Of people in any of the shop's languages: Chinese identity cards, Brazilian CPF, IBAN, bank cards, accounts of
messengers, houses in streets. What looks like one by chance is masked, too; some will be missed.
"""

import re
from collections.abc import Iterator
from typing import Final

EMAIL: Final = r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
# With a country's plus, in groups, or a Chinese mobile number; plain ids and amounts are shorter or ungrouped.
PHONE: Final = (
    r"\+\d[\d ()./-]{6,18}\d|(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)1[3-9]\d[ -]\d{4}[ -]\d{4}(?!\d)"
    # With the prefix of a town; no date.
    r"|(?<![\w.,/-])(?!\d{1,2}[-/]\d{1,2}[-/]\d{4}(?!\d))\(?0\d{1,4}\)?[ /-]\d[\d -]{4,12}\d(?![\w-])"
)
# A house in a street, as it is written in English, Portuguese, German and Chinese.
ADDRESS: Final = (
    r"(?<![A-Za-z0-9])\d{1,5}[A-Za-z]?,? (?:[A-Z][\w'’.-]* ){1,4}(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Drive|Dr|Court"
    r"|Ct|Close|Way|Square|Sq|Terrace|Place|Pl|Boulevard|Blvd|Crescent|Gardens|Row|Park|Hill)(?![A-Za-z])\.?"
    r"|(?<!\w)(?:[Rr]ua|[Aa]venida|[Aa]v\.|[Tt]ravessa|[Aa]lameda|[Pp]ra[çc]a|[Rr]odovia|[Ee]strada)"
    r"(?: (?:d[aeo]s?|e|[A-ZÀ-Ú0-9][\w'’.-]*)){1,6},? ?(?:n[º°o]?\.? ?)?\d{1,5}(?!\w)"
    r"|(?<!\w)[A-ZÄÖÜ][a-zäöüß-]{2,}(?:straße|strasse|str\.|weg|allee|platz|gasse|chaussee) \d{1,4}(?!\d)"
    r"|[一-鿿]{2,20}(?:路|街|巷|弄|道|胡同|大街|里)[0-9０-９一二三四五六七八九十百零〇]{1,6}号"
    r"(?:[0-9A-Za-z一-鿿]{0,8}(?:栋|幢|楼|座|单元|室))*"
    r"|(?<![\d-])\d{5}-\d{3}(?![\d-])"
)
# Identity card, CPF, CNPJ, social security number, passport, account of a messenger.
_PAPERS: Final = (
    r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
    r"|(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)|(?<!\d)\d{2}\.\d{3}\.\d{3}/\d{4}-\d{2}(?!\d)|(?<![\d-])\d{3}-\d{2}-\d{4}(?![\d-])"
    r"|(?i:passport|护照|passaporte)(?i:\s*(?:no\.?|number|号码?|[nN][º°]))?\s*[:：]?\s*[A-Z]{1,2}\d{6,9}(?!\d)"
    r"|(?i:微信|weixin|wechat|whatsapp|telegram|(?<![A-Za-z])vx|(?<![A-Za-z])qq)\s*(?:号码?|群|(?i:id))?\s*[:：是为]?\s*"
    r"(?=[A-Za-z_-]*\d)[A-Za-z0-9_-]{5,20}(?![A-Za-z0-9])"
    r"|(?:卡号|账号|银行卡|帐号|(?i:account|conta|ag[êe]ncia))(?i:\s*(?:no\.?|number|n[º°]))?\s*[:：是为]?\s*\d{6,19}(?!\d)"
)
# Bank cards and accounts; which of them are real their check digits tell.
_CARD: Final = r"(?<![\d-])\d{4}(?P<gap>[ -]?)\d{4}(?P=gap)\d{4}(?P=gap)\d{1,7}(?![\d-])"
_IBAN: Final = r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])"
_BARE_CPF: Final = r"(?<!\d)\d{11}(?!\d)"

_WRITTEN: Final = re.compile(
    f"{EMAIL}|{_PAPERS}|(?P<card>{_CARD})|(?P<iban>{_IBAN})|{PHONE}|(?P<cpf>{_BARE_CPF})|{ADDRESS}"
)


def personal_parts(text: str) -> Iterator[re.Match[str]]:
    """Where personal data stand in a text.

    >>> [m.group() for m in personal_parts("CPF 529.982.247-25, IBAN DE89 3704 0044 0532 0130 00, order 4006381333931")]
    ['529.982.247-25', 'DE89 3704 0044 0532 0130 00']
    """
    return (found for found in _WRITTEN.finditer(text) if _is_real(found))


def without_personal(text: str, mark: str) -> str:
    """The text with personal data replaced.

    >>> without_personal("身份证11010519491231002X，微信号 wx_8812", "•")
    '身份证•，•'
    """
    return _WRITTEN.sub(lambda found: mark if _is_real(found) else found.group(), text)


def _is_real(found: re.Match[str]) -> bool:
    digits = [int(c) for c in found.group() if c.isdigit()]
    if found["card"]:
        return bool(found["gap"]) or _luhn(digits)
    if found["iban"]:
        return _iban(found.group().replace(" ", ""))
    return not found["cpf"] or _cpf(digits)


def _luhn(digits: list[int]) -> bool:
    doubled = (d * 2 - 9 * (d > 4) if i % 2 else d for i, d in enumerate(reversed(digits)))
    return sum(doubled) % 10 == 0


def _iban(text: str) -> bool:
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def _cpf(digits: list[int]) -> bool:
    def check(length: int) -> int:
        return sum(d * (length + 1 - i) for i, d in enumerate(digits[:length])) * 10 % 11 % 10

    return len(set(digits)) > 1 and (check(9), check(10)) == (digits[9], digits[10])
