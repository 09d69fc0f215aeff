"""Signs, words and codes of money, and the currencies each may stand for."""

import re

_DOLLARS = ("USD", "AUD", "CAD", "HKD", "NZD", "SGD", "TWD", "MXN")
_CURRENCIES: dict[str, tuple[str, ...]] = {
    "£": ("GBP",),
    "英镑": ("GBP",),
    "pound": ("GBP",),
    "€": ("EUR",),
    "欧元": ("EUR",),
    "euro": ("EUR",),
    "$": _DOLLARS,
    "dollar": _DOLLARS,
    "美元": ("USD",),
    "reais": ("BRL",),
    "雷亚尔": ("BRL",),
    "¥": ("CNY", "JPY"),
    "￥": ("CNY", "JPY"),
    "元": ("CNY",),
    "人民币": ("CNY",),
    "yuan": ("CNY",),
    "日元": ("JPY",),
    "yen": ("JPY",),
    "₹": ("INR",),
    "₩": ("KRW",),
    "￦": ("KRW",),
    "₪": ("ILS",),
    "₫": ("VND",),
    "₱": ("PHP",),
    "฿": ("THB",),
    "₽": ("RUB",),
    "₺": ("TRY",),
}
# Letters right before a sign that say whose dollar or yuan it is: R$, CN¥, in both languages' ways of writing.
_PREFIXED = {
    "us$": "USD",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "hk$": "HKD",
    "nz$": "NZD",
    "s$": "SGD",
    "sg$": "SGD",
    "nt$": "TWD",
    "mx$": "MXN",
    "r$": "BRL",
    "cn¥": "CNY",
    "cn￥": "CNY",
    "jp¥": "JPY",
    "jp￥": "JPY",
}
_CURRENCIES |= {sign: (code,) for sign, code in _PREFIXED.items()}
# A currency sign in a text with the letters that belong to it.
SIGN = rf"(?:{'|'.join(sorted({s[:-1] for s in _PREFIXED}, key=len, reverse=True))})?[£$€¥￥₹₩￦₪₫₱฿₽₺]"
_ISO = frozenset(code for codes in _CURRENCIES.values() for code in codes) | {"CHF", "SEK", "NOK", "DKK", "PLN"}
ENDS_WITH_SIGN = re.compile(rf"(?<![A-Za-z]){SIGN}$", re.IGNORECASE)


def currencies_of(sign: str) -> frozenset[str]:
    """ISO codes a currency sign, word or code may stand for; none for three letters that are no currency.

    >>> sorted(currencies_of("£")), sorted(currencies_of("reais")), sorted(currencies_of("THE ")), currencies_of("R$")
    (['GBP'], ['BRL'], [], frozenset({'BRL'}))
    """
    name = sign.strip()
    if name.upper() in _ISO:
        return frozenset({name.upper()})
    return frozenset(_CURRENCIES.get(name.casefold()) or _CURRENCIES.get(name.casefold().rstrip("s"), ()))
