"""E-mail addresses and phone numbers as other programs take them: usable, or none."""

import re
import unicodedata
from typing import Final

_LONGEST_EMAIL: Final = 254
# The first character is a letter, digit or underscore: no address begins as a formula does.
_EMAIL: Final = re.compile(r"\w[\w.%+'-]*@\w[\w-]*(?:\.[\w-]+)+")
# E.164: a plus, the country, at most fifteen digits in all.
_E164: Final = re.compile(r"\+[1-9]\d{7,14}")
_CHINESE_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
_CHINA: Final = frozenset({"china", "cn", "chn", "中国", "中国大陆", "people's republic of china", "prc"})


def usable_email(text: object) -> str:
    """The address, or nothing where no letter would arrive.

    >>> usable_email(" Ann.Lee@example.com "), usable_email("=cmd@example.com"), usable_email(None)
    ('Ann.Lee@example.com', '', '')
    """
    address = unicodedata.normalize("NFKC", text).strip() if isinstance(text, str) else ""
    return address if len(address) <= _LONGEST_EMAIL and _EMAIL.fullmatch(address) else ""


def e164(text: object, *, country: object = None, calling_code: str = "") -> str:
    """A phone number as E.164 has it, or nothing where its country is not known.

    Args:
        text: As the shop wrote it.
        country: Of the customer; only of China's mobile numbers is the code known without one.
        calling_code: Of numbers that say no country, such as 49.

    >>> e164("+49 (0)30 123-4567"), e164("0044 20 7946 0001"), e164("13800138000", country="中国")
    ('+49301234567', '+442079460001', '+8613800138000')
    >>> e164("030 1234567"), e164("030 1234567", calling_code="49"), e164("call me")
    ('', '+49301234567', '')
    """
    written = unicodedata.normalize("NFKC", text).strip() if isinstance(text, str) else ""
    if not re.fullmatch(r"\+?[\d\s()./\u2010-\u2015-]+", written):
        return ""
    digits = re.sub(r"\D", "", written.replace("(0)", "")) if written.startswith("+") else re.sub(r"\D", "", written)
    if written.startswith("+"):
        number = f"+{digits}"
    elif digits.startswith("00"):
        number = f"+{digits[2:]}"
    elif _CHINESE_MOBILE.fullmatch(digits) and str(country).strip().casefold() in _CHINA:
        number = f"+86{digits}"
    elif calling_code:
        number = f"+{calling_code}{digits.lstrip('0')}"
    else:
        return ""
    return number if _E164.fullmatch(number) else ""


def is_e164(text: str) -> bool:
    """Whether a text is nothing but a number in E.164, which no spreadsheet takes for more than a number."""
    return _E164.fullmatch(text) is not None
