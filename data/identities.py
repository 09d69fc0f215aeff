"""Customer ids as text: zeros kept, '.0' of spreadsheets taken off, e-mails and phone numbers replaced.

Ids stand in prompts, logs and charts. A shop that knows its customers by e-mail or phone number only gets ids made
from their hash instead; the e-mail or phone is kept with the customer's record, where roles guard it. The hash hides
a number from a reader, not from somebody who already has a list to try.
"""

import hashlib
from typing import Final

import pandas as pd

_ABSENT: Final = frozenset({"", "nan", "null", "none", "n/a", "na", "#n/a", "<na>", "nat", "-"})
_EMAIL: Final = r"[^@\s]+@[^@\s]+\.[^@\s]+"
_PHONE: Final = r"(?:\+?86)?1[3-9]\d{9}"
_MOSTLY: Final = 0.95


def read_ids(column: pd.Series) -> pd.Series:
    """The ids as text, missing ones as NaN.

    >>> read_ids(pd.Series(["007", " 8 ", "nan", None])).tolist()
    ['007', '8', nan, nan]
    >>> read_ids(pd.Series([13085.0, None])).tolist()
    ['13085', nan]
    """
    if pd.api.types.is_float_dtype(column.dtype):
        values = column.astype("Float64")
        whole = bool((values.dropna() % 1 == 0).all())
        column = values.astype("Int64") if whole else values
    codes, distinct = pd.factorize(column.astype("str"), use_na_sentinel=True)
    texts = pd.Series(distinct, dtype="str").str.strip()
    texts = texts.mask(texts.str.lower().isin(_ABSENT))
    present = texts.dropna()
    # 13085.0 everywhere is a number column with gaps that a spreadsheet or pandas wrote; 1.0 beside A7 is an id.
    if len(present) and present.str.fullmatch(r"\d+\.0").all():
        texts = texts.str.removesuffix(".0")
    values_by_code = pd.concat([texts, pd.Series([None], dtype="str")], ignore_index=True)
    result = values_by_code.iloc[codes]  # code -1, a missing value, takes the last
    result.index = column.index
    return result


def are_phones(ids: pd.Series) -> bool:
    """Whether nearly all ids are Chinese mobile numbers."""
    present = ids.dropna()
    return len(present) > 0 and float(present.str.fullmatch(_PHONE).mean()) >= _MOSTLY


def contacts(ids: pd.Series, *, phones: bool) -> pd.Series:
    """Which ids are e-mail addresses or, where `phones`, phone numbers."""
    pattern = f"{_EMAIL}|{_PHONE}" if phones else _EMAIL
    distinct = pd.Series(ids.dropna().unique(), dtype="str")
    return ids.isin(distinct[distinct.str.fullmatch(pattern)])


def pseudonyms(ids: pd.Series, *, phones: bool) -> pd.Series:
    """The ids, with e-mails (and phone numbers where `phones`) replaced by `c-` and sixteen hex digits of their hash.

    >>> pseudonyms(pd.Series(["K1", "Ann@example.com"]), phones=False).tolist()
    ['K1', 'c-71d4f55f72fa128d']
    """
    personal = contacts(ids, phones=phones)
    if not personal.any():
        return ids
    known = {contact: pseudonym(contact) for contact in ids[personal].unique()}
    return ids.where(~personal, ids.map(known))


def pseudonym(contact: str) -> str:
    """The id that stands for an e-mail address or phone number."""
    return "c-" + hashlib.sha256(contact.strip().lower().encode()).hexdigest()[:16]
