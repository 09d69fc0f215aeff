"""Money as whole minor units (cents): exact conversion from decimal numbers, exact splitting, and currencies."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

# ISO 4217's own code for "no currency": what a workspace has whose files name none. Amounts are then shown bare.
NO_CURRENCY: Final = "XXX"
# ISO 4217: currencies whose minor unit is not a hundredth.
_DIGITS: Final = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG"), 0),
    **dict.fromkeys(("RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
# Signs and words that stand for one currency only. "$" and "¥" are shared by several and decide nothing.
_SIGNS: Final = {
    "R$": "BRL",
    "US$": "USD",
    "HK$": "HKD",
    "NT$": "TWD",
    "A$": "AUD",
    "C$": "CAD",
    "£": "GBP",
    "€": "EUR",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
    "₺": "TRY",
    "元": "CNY",
    "人民币": "CNY",
    "RMB": "CNY",
    "円": "JPY",
    "zł": "PLN",
}
_CODES: Final = (
    "AED|ARS|AUD|BGN|BHD|BRL|CAD|CHF|CLP|CNY|COP|CZK|DKK|EGP|EUR|GBP|HKD|HUF|IDR|ILS|INR|ISK|JPY|KES|KRW|KWD|KZT|MAD|"
    "MXN|MYR|NGN|NOK|NZD|OMR|PEN|PHP|PKR|PLN|QAR|RON|RSD|RUB|SAR|SEK|SGD|THB|TND|TRY|TWD|UAH|USD|UYU|VND|ZAR"
)
SIGN_PATTERN: Final = (
    "(?:"
    + "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
    + r"|[$¥￥฿₫₴₦₱]|kr\.?|Fr\.?|圆|块|(?:"
    + _CODES
    + "))"
)
# A float64 product of two decimals is off by less than 4 * 2^-53 of itself. Below 2^40 minor units that is under
# 0.0005, so only values this close to a tie (x.5) can round wrongly: those are redone in decimal.
_NEAR_TIE: Final = 1e-3
_FLOAT_SAFE: Final = float(2**40)
# Ten trillion in a currency with cents. No line of an order is worth that; a larger number is a misread one.
LARGEST_MINOR: Final = 10**15

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def minor_digits(currency: str) -> int:
    """Decimal places of the currency's minor unit.

    >>> minor_digits("GBP"), minor_digits("JPY"), minor_digits("KWD")
    (2, 0, 3)
    """
    return _DIGITS.get(currency, 2)


def currency_code(text: str) -> str | None:
    """The ISO code that a currency's code, sign or name stands for; None where it is not certain.

    >>> currency_code(" gbp "), currency_code("€"), currency_code("人民币"), currency_code("$"), currency_code("apples")
    ('GBP', 'EUR', 'CNY', None, None)
    """
    word = text.strip()
    if re.fullmatch(r"[A-Za-z]{3}", word) and word.upper() in {*_CODES.split("|"), *_DIGITS, NO_CURRENCY}:
        return word.upper()
    return _SIGNS.get(word) or _SIGNS.get(word.upper())


def currencies_in(texts: pd.Series) -> dict[str, int]:
    """Currencies named by signs or codes inside amounts, each with the index label of the first amount that does.

    >>> currencies_in(pd.Series(["£3.20", "4", "$5"]))
    {'GBP': 0}
    """
    signs = texts.astype("str").str.extract(f"(?i)({SIGN_PATTERN})", expand=False).dropna()
    first = signs.drop_duplicates()
    found: dict[str, int] = {}
    for label, sign in first.items():
        code = currency_code(sign)
        if code is not None:
            found.setdefault(code, int(str(label)))
    return found


def to_minor(values: Floats, digits: int) -> Ints:
    """Decimal numbers as whole minor units, halves rounded away from zero; exact as if computed in decimal.

    >>> to_minor(np.array([1.005, -2.675, 11.77]), 2)
    array([ 101, -268, 1177])

    Raises:
        ValueError: A value is not finite or beyond `LARGEST_MINOR`.
    """
    return products_to_minor(values, np.ones_like(values), digits)


def products_to_minor(quantities: Floats, prices: Floats, digits: int) -> Ints:
    """Quantity times unit price as whole minor units, halves rounded away from zero; exact as in decimal.

    >>> products_to_minor(np.array([3.0, 0.5]), np.array([1.15, 0.01]), 2)
    array([345,   1])

    Raises:
        ValueError: A value is not finite or beyond `LARGEST_MINOR`.
    """
    scaled = quantities * prices * float(10**digits)
    size = np.abs(scaled)
    if not bool(np.all(size <= LARGEST_MINOR)):  # false for NaN too
        raise ValueError(f"an amount is not finite or above {LARGEST_MINOR} minor units")
    whole = np.floor(size)
    minor = (np.sign(scaled) * np.floor(size + 0.5)).astype(np.int64)
    doubtful = np.flatnonzero((np.abs(size - whole - 0.5) < _NEAR_TIE) | (size >= _FLOAT_SAFE))
    for i in doubtful:
        # repr is the shortest decimal that reads back as this float: what the file said, up to 15 digits.
        exact = Decimal(repr(float(quantities[i]))) * Decimal(repr(float(prices[i]))) * 10**digits
        minor[i] = int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return minor


def allocate(totals: Ints, groups: Ints, weights: Ints) -> Ints:
    """Each group's total split over its rows in proportion to their weights, to the cent (largest remainders).

    Args:
        totals: One total a group, by group number [minor units].
        groups: Group number of each row, 0..len(totals)-1.
        weights: Weight of each row, not negative; a group without weight gives all to its first row.

    >>> allocate(np.array([100]), np.array([0, 0, 0]), np.array([1, 1, 1]))
    array([34, 33, 33])
    """
    heavy = np.bincount(groups, weights=weights, minlength=len(totals))[groups]
    first = ~pd.Series(groups).duplicated().to_numpy()
    ratio = np.where(heavy > 0, weights / np.where(heavy > 0, heavy, 1), first.astype(np.float64))
    ideal = totals[groups] * ratio
    share = np.floor(ideal).astype(np.int64)
    rest = totals - np.bincount(groups, weights=share, minlength=len(totals)).astype(np.int64)
    # Sorted by size of the lost fraction, the first `rest` rows of each group get one unit more.
    order = np.lexsort((np.arange(len(groups)), -(ideal - share), groups))
    position = pd.Series(groups[order]).groupby(groups[order]).cumcount().to_numpy()
    share[order] += (position < rest[groups[order]]).astype(np.int64)
    return share
