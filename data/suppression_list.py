"""A company's list of whom never to contact: e-mail addresses, phone numbers or customer ids in a file of any kind."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd

from config.errors import DataFileError
from data.column_names import SYNONYMS
from data.columns import name_key
from data.contact_points import usable_email
from data.identities import pseudonym, read_ids
from data.numbers import Mask
from data.readers import read_content, read_table
from data.text_files import DELIMITERS, decode

_KINDS: Final = ("customer_id", "email", "phone")
# Numbers that say no country are the same where so many of their last digits are.
_LAST_DIGITS: Final = 9
# Fewer are no phone number.
_FEWEST_DIGITS: Final = 7


@dataclass(frozen=True)
class SuppressionList:
    """Whom never to contact.

    Attributes:
        entries: How many lines the file has.
        ids: Customer ids.
        emails: Addresses in small letters.
        phones: The last digits of numbers.
    """

    entries: int = 0
    ids: frozenset[str] = frozenset()
    emails: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()

    def holds(self, people: pd.DataFrame) -> Mask:
        """Which customers the list names, by any of `customer_id`, `email` and `phone`."""
        found: Mask = people["customer_id"].astype("str").isin(self.ids).to_numpy(dtype=bool).copy()
        if "email" in people:
            found |= np.array([str(text).strip().casefold() in self.emails for text in people["email"]], dtype=bool)
        if "phone" in people:
            found |= np.array([last_digits(text) in self.phones for text in people["phone"]], dtype=bool)
        return found


def read_suppression(path: Path) -> SuppressionList:
    """The list in a file: in columns called as e-mails, phones and ids are, or in its only one, with or without head.

    Raises:
        DataFileError: The file cannot be read, or has several columns and none of those.
    """
    if (entries := _only_column(path)) is not None:
        return _listed(entries, entries, entries, count=len(entries))
    frame = read_table(path).frame
    columns = [str(name) for name in frame.columns]
    names = {kind: {name_key(name) for name in _names(kind)} for kind in _KINDS}
    told = {kind: [c for c in columns if name_key(c) in names[kind]] for kind in _KINDS}
    if not any(told.values()):
        raise DataFileError(
            path,
            "no column of customer ids, e-mails or phones",
            found=", ".join(columns),
            expected="a column such as customer_id, email or phone",
        )
    cells = {k: [cell for c in found for cell in read_ids(frame[c]).dropna()] for k, found in told.items()}
    return _listed(cells["customer_id"], cells["email"], cells["phone"], count=len(frame))


def _only_column(path: Path) -> list[str] | None:
    """The lines of a text file that has one column; a head among them names nobody. None where it has several."""
    content, _, _ = read_content(path)
    if content[:4] in (b"PAR1", b"PK\x03\x04", b"\xd0\xcf\x11\xe0") or content.lstrip()[:1] in (b"{", b"["):
        frame = read_table(path).frame
        if len(frame.columns) > 1:
            return None
        name = str(frame.columns[0])
        return [name, *(str(text) for text in read_ids(frame[name]).dropna())]
    lines = [line.strip().strip('"') for line in decode(content, file=path.name)[0].splitlines() if line.strip()]
    return None if any(sign in line for line in lines for sign in DELIMITERS[:4]) else lines


def last_digits(text: object) -> str:
    """What tells phone numbers apart however they are written; empty where it is none.

    >>> last_digits("+86 138 0013 8000") == last_digits("13800138000"), last_digits("12")
    (True, '')
    """
    digits = re.sub(r"\D", "", text) if isinstance(text, str) else ""
    return digits[-_LAST_DIGITS:] if len(digits) >= _FEWEST_DIGITS else ""


def _names(kind: str) -> Iterable[str]:
    own = SYNONYMS["customers"][kind]
    # Of orders an e-mail may be the customer's id; in a list it is an e-mail.
    return own if kind != "customer_id" else [n for n in own if n not in ("customer email", "email", "邮箱")]


def _listed(ids: Iterable[str], emails: Iterable[str], phones: Iterable[str], *, count: int) -> SuppressionList:
    addresses = [address for text in emails if (address := usable_email(text))]
    known = {str(text).strip() for text in ids} | {pseudonym(address) for address in addresses}
    return SuppressionList(
        count,
        frozenset(known - {""}),
        frozenset(address.casefold() for address in addresses),
        frozenset(digits for text in phones if (digits := last_digits(str(text)))),
    )
