"""Customers who are to stay forgotten: salted hashes, by which files read later are relieved of them.

::

    workspace/forgotten.json    for each: the day, and hashes of customer id, contacts, order numbers, review ids

Whoever has that file can try ids against it, but learns none from it; without it, a customer comes back with the next
file that names him.
"""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Literal

import numpy as np
import pandas as pd

from data.files import read_json, replace_json
from data.identities import are_phones, pseudonyms, read_ids
from data.numbers import Mask
from data.quality import Quality, Rule, TableQuality
from data.quality_rules import RULES
from data.raw_shop import RawFrame, RawShop

FILE: Final = "forgotten.json"
RULE: Final = "forgotten"
_HASH_DIGITS: Final = 32
Kind = Literal["customer", "order", "review"]


@dataclass(frozen=True)
class Forgotten:
    """The list of one workspace.

    Attributes:
        salt: Of its hashes; each workspace has its own.
        customers: Hash of each customer id to the day on which he was forgotten, ISO.
        others: Hashes of what else leads to them: contacts, order numbers, review ids.
    """

    salt: bytes = b""
    customers: Mapping[str, str] = field(default_factory=dict)
    others: frozenset[str] = frozenset()

    @staticmethod
    def of(root: Path) -> "Forgotten":
        """The list of a workspace; an empty one where nobody was forgotten."""
        if not (root / FILE).is_file():
            return Forgotten()
        document = read_json(root / FILE)
        return Forgotten(bytes.fromhex(document["salt"]), document["customers"], frozenset(document["others"]))

    def day_of(self, customer_id: str) -> str | None:
        """On which day a customer was forgotten, ISO; None for everybody else."""
        return self.customers.get(self._hash("customer", customer_id)) if self.customers else None

    def with_customer(
        self, customer_id: str, *, contacts: Iterable[str], orders: Iterable[str], reviews: Iterable[str]
    ) -> "Forgotten":
        """The list with one more customer; `contacts` are ids that his e-mail or phone may stand for."""
        salted = self if self.salt else replace(self, salt=secrets.token_bytes(32))
        day = salted.day_of(customer_id) or dt.datetime.now(tz=dt.UTC).date().isoformat()
        others = {salted._hash("customer", text) for text in contacts}
        others |= {salted._hash("order", text) for text in orders}
        others |= {salted._hash("review", text) for text in reviews}
        customers = {**salted.customers, salted._hash("customer", customer_id): day}
        return replace(salted, customers=customers, others=salted.others | others)

    def write(self, root: Path) -> None:
        """Puts the list into a workspace, in one step; only its owner may read it."""
        document = {"salt": self.salt.hex(), "customers": dict(self.customers), "others": sorted(self.others)}
        replace_json(root / FILE, document, mode=0o600)

    def holds(self, kind: Kind, ids: pd.Series) -> Mask:
        """Which of the ids are of somebody forgotten; missing ones are not."""
        known = {text for text in ids.dropna().unique() if self._holds(self._hash(kind, str(text)))}
        found: Mask = ids.isin(known).to_numpy(dtype=bool)
        return found

    def _holds(self, hashed: str) -> bool:
        return hashed in self.customers or hashed in self.others

    def _hash(self, kind: Kind, text: str) -> str:
        return hmac.new(self.salt, f"{kind}\0{text}".encode(), hashlib.sha256).hexdigest()[:_HASH_DIGITS]


def without_forgotten(raw: RawShop, forgotten: Forgotten) -> tuple[RawShop, dict[str, int]]:
    """The files without rows of customers who were forgotten, and how many rows of each table were left out."""
    if not forgotten.customers:
        return raw, {}
    named = raw.named.frame
    phones = "customer_id" in named and are_phones(read_ids(named["customer_id"]))
    left_out: dict[str, int] = {}

    def kept(table: str, whole: RawFrame) -> RawFrame:
        gone = _gone(whole.frame, forgotten, phones=phones)
        left_out[table] = int(gone.sum())
        frame = whole.frame[~gone]
        return replace(whole, frame=frame, made=frozenset(label for label in whole.made if label in frame.index))

    relieved = replace(
        raw,
        transactions=kept("transactions", raw.transactions),
        reviews=raw.reviews and kept("reviews", raw.reviews),
        customers=raw.customers and kept("customers", raw.customers),
        events=raw.events and kept("events", raw.events),
    )
    return relieved, {table: rows for table, rows in left_out.items() if rows}


def with_forgotten(quality: Quality, read: Mapping[str, int], *, removed: Mapping[str, int] | None = None) -> Quality:
    """The quality report with the rows of forgotten customers in its books.

    Args:
        quality: Of the other rows.
        read: Rows by table that stood in a file and were left out before it was cleaned.
        removed: Rows by table that the build had and has no more.
    """

    def booked(book: TableQuality) -> TableQuality:
        new = read.get(book.table, 0)
        old = min((removed or {}).get(book.table, 0), book.rows_kept)
        if not new + old:
            return book
        before = sum(rule.rows for rule in book.rules if rule.code == RULE)
        rule = Rule(RULE, RULES[RULE], "dropped", before + new + old)
        rules = (*(each for each in book.rules if each.code != RULE), rule)
        return replace(book, rows_in=book.rows_in + new, rows_kept=book.rows_kept - old, rules=rules)

    return replace(quality, tables=tuple(booked(book) for book in quality.tables))


def _gone(frame: pd.DataFrame, forgotten: Forgotten, *, phones: bool) -> Mask:
    """Rows of a file that are of somebody forgotten: by id, or by order where the row names no customer."""
    nobody: Mask = np.ones(len(frame), dtype=bool)
    gone: Mask = np.zeros(len(frame), dtype=bool)
    if "customer_id" in frame:
        ids = pseudonyms(read_ids(frame["customer_id"]), phones=phones)
        gone |= forgotten.holds("customer", ids)
        nobody = ids.isna().to_numpy(dtype=bool)
    if "review_id" in frame:
        gone |= forgotten.holds("review", read_ids(frame["review_id"]))
    if "order_id" in frame:
        gone |= nobody & forgotten.holds("order", read_ids(frame["order_id"]))
    return gone
