"""Customer ids as text: zeros kept, '.0' of spreadsheets taken off, e-mails and phone numbers replaced.

Ids stand in prompts, logs and charts. A shop that knows its customers by e-mail or phone number only gets ids made
from their hash instead; the e-mail or phone is kept with the customer's record, where roles guard it. The hash hides
a number from a reader, not from somebody who already has a list to try.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
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


def aliases(customers: pd.DataFrame | None) -> dict[str, str]:
    """What an e-mail address would be replaced by, to the id of the customer whose record has that address.

    >>> aliases(pd.DataFrame({"customer_id": ["K1"], "email": ["Ann@example.com"]}))
    {'c-71d4f55f72fa128d': 'K1'}
    """
    if customers is None or "email" not in customers:
        return {}
    known = customers[["customer_id", "email"]].dropna()
    return {pseudonym(email): customer for customer, email in known.itertuples(index=False, name=None)}


@dataclass(frozen=True)
class Naming:
    """How a table other than the orders names customers: by their id, or by a contact that stands in their record."""

    phones: bool
    aliases: Mapping[str, str]

    def ids(self, column: pd.Series) -> pd.Series:
        """The ids that the orders use; contacts without a record become pseudonyms."""
        named = pseudonyms(read_ids(column), phones=self.phones)
        known = {alias: customer for alias, customer in self.aliases.items() if alias != customer}
        return named.map(known).astype("str").fillna(named) if known else named


def pseudonym(contact: str) -> str:
    """The id that stands for an e-mail address or phone number."""
    return "c-" + hashlib.sha256(contact.strip().lower().encode()).hexdigest()[:16]
