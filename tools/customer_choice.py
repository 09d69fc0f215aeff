"""The few customers that an id, e-mail or name may mean when it names nobody, or several: a short list to choose from.

For whoever has a caller on the line. The list is never long: a role's own limit holds, and where more customers are
equally near than it allows, none of them is told, only how many there are.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from config.settings import Role
from data.queries import list_rows
from data.query_columns import Rows, View
from data.tables import Table
from tools.access import masked
from tools.context import ToolContext
from tools.shop import Shop

MatchedBy = Literal["customer_id", "order_id", "email", "phone", "name"]
# The support desk sees one customer at a time: it may tell five apart, not list a sixth.
MOST: Final[Mapping[Role, int]] = {"support": 5, "business": 10, "analyst": 10}
_DETAIL = ("customer_id", "name", "country", "attr_city", "attr_town", "last_purchase")
_HAN = re.compile("[\u3400-\u9fff]")
# Of 100; a Chinese name of two characters, one of them wrong, has 50.
_SAME_NAME, _SAME_WORD, _SAME_HAN, _SAME_EMAIL = 72.0, 78.0, 50.0, 85.0
_WORD_LETTERS = 4
# A part of a name tells less than the whole of it.
_OF_A_PART = 0.95
_ID_EDITS = 1


@dataclass(frozen=True)
class Match:
    """Customers that may be meant.

    Attributes:
        by: What they were found by.
        rows: Their places in the customer table, the nearest first.
        fit: How many fit as well as those; more than `rows` where so many are not told.
    """

    by: MatchedBy
    rows: Rows
    fit: int


def chosen_from(by: MatchedBy, rows: Rows, role: Role) -> Match:
    """Customers that fit exactly: all of them, or none where there are more than the support desk may see."""
    most = MOST[role]
    if len(rows) <= most or role != "support":
        return Match(by, rows[:most], len(rows))
    return Match(by, rows[:0], len(rows))


def near_id(shop: Shop, text: str, role: Role) -> Match:
    """Customers whose id is the text with one character changed, added, left out or swapped with its neighbour."""
    ids = [str(known) for known in shop.lexicon.customer_ids]
    found = process.extract(text, ids, scorer=OSA.distance, processor=str.casefold, score_cutoff=_ID_EDITS, limit=None)
    nearest = sorted(found, key=lambda each: (len(each[0]) != len(text), _far(each[0], text), each[0]))
    rows = np.array([place for _, _, place in nearest[: MOST[role]]], dtype=np.int64)
    return Match("customer_id", rows, len(rows))


def near_email(shop: Shop, text: str, role: Role) -> Match:
    """Customers with nearly that e-mail."""
    return _nearest(shop, "email", _scored(text, _values(shop, "email"), fuzz.ratio, _SAME_EMAIL), role)


def near_name(shop: Shop, text: str, role: Role) -> Match:
    """Customers with nearly that name, written in any order, or with nearly that word in their name."""
    names = _values(shop, "name")
    if _HAN.search(text):
        return _nearest(shop, "name", _scored(text, names, fuzz.ratio, _SAME_HAN), role)
    scores = _scored(text, names, fuzz.token_sort_ratio, _SAME_NAME)
    if len(text.split()) == 1 and len(text) >= _WORD_LETTERS:
        words = _scored(text, names, fuzz.partial_ratio, _SAME_WORD)
        for name, score in words.items():
            scores[name] = max(scores.get(name, 0.0), score * _OF_A_PART)
    return _nearest(shop, "name", scores, role)


def choice_table(context: ToolContext, match: Match) -> Table:
    """Who may be meant: id and place, the name where it was looked for, the last purchase unless it is the desk's."""
    shop = context.shop
    view = View("customers", shop.tables, shop.dictionary, shop.manifest.minor_digits)
    hidden = {"last_purchase"} if context.role == "support" else set()
    hidden |= set() if match.by == "name" else {"name"}
    known = set(view.known()) - hidden
    table = list_rows(view, match.rows, [key for key in _DETAIL if key in known])
    return masked(context, Table(table.columns, table.rows, match.fit, "customers"))


def _values(shop: Shop, column: str) -> Sequence[str]:
    return [str(value) for value in shop.customers[column].cat.categories] if column in shop.customers else []


def _scored(text: str, values: Sequence[str], scorer: Callable[..., float], cutoff: float) -> dict[str, float]:
    """How near each value is, of 100; those farther than the cut-off are left out."""
    found = process.extract(text, values, scorer=scorer, processor=_plain, score_cutoff=cutoff, limit=None)
    return {str(value): float(score) for value, score, _ in found}


def _nearest(shop: Shop, column: MatchedBy, scores: Mapping[str, float], role: Role) -> Match:
    """The customers with the best scores: whole ranks only, so that none is left out by chance."""
    if not scores:
        return Match(column, np.array([], dtype=np.int64), 0)
    values: pd.Series = shop.customers[column]
    codes = values.cat.codes.to_numpy()
    of_code = np.array([scores.get(str(value), 0.0) for value in values.cat.categories] + [0.0])
    own = of_code[codes]
    taken: Rows = np.array([], dtype=np.int64)
    for score in sorted(set(scores.values()), reverse=True):
        rank = np.flatnonzero(own == score)
        if len(taken) + len(rank) > MOST[role]:
            return Match(column, taken, len(taken) or len(rank))
        taken = np.concatenate([taken, rank])
    return Match(column, taken, len(taken))


def _plain(text: str) -> str:
    """Small letters without accents: `Élodie` is typed `elodie`."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


def _far(one: str, other: str) -> int:
    """How far apart two ids are as numbers; ids that are none are told apart by their text alone."""
    return abs(int(one) - int(other)) if one.isascii() and one.isdigit() and other.isascii() and other.isdigit() else 0
