"""lookup_customer: one customer's card, found by id, order number, e-mail, phone or name."""

import re
import unicodedata
from collections.abc import Callable

import numpy as np
import pandas as pd
from langchain_core.tools import BaseTool
from pydantic import Field
from rapidfuzz import fuzz, process

from config.errors import ToolInputError
from config.text import Text
from data.queries import list_rows
from data.query_columns import Rows, View
from data.query_values import unknown_value
from data.tables import Table
from tools.access import check_count, check_personal, masked
from tools.context import Runtime, ToolContext
from tools.customer_choice import Match, MatchedBy, choice_table, chosen_from, near_email, near_id, near_name
from tools.making import Outcome, ToolArguments, make_tool
from tools.prediction_tools import horizon_note
from tools.shop import Shop

# What a card shows, where the data have it.
CARD = (
    *("customer_id", "name", "email", "phone", "country", "channel", "value_tier", "rfm_segment"),
    *("predicted_value", "predicted_lo", "predicted_hi", "p_active", "predicted_orders", "next_order", "likely_tier"),
    *("revenue", "orders", "average_order_value", "first_purchase", "last_purchase", "recency_days", "gap_mean_days"),
    *("favourite_category", "favourite_product", "returns", "return_share", "reviews", "average_rating"),
)
_SHORT = ("customer_id", "name", "country", "predicted_value", "revenue", "last_purchase")
_MOST_MATCHES = 10
_SAME_NAME = 88.0
# Numbers shorter than this are ids, not phones.
_PHONE_DIGITS = 7


class LookupArguments(ToolArguments):
    """Whom to look up."""

    customer: str = Field(min_length=1, max_length=200, description="Id, order number, e-mail, phone or name.")
    similar: bool = Field(
        default=False, description="Where it names nobody, or several: the few who may be meant, to choose from."
    )


def lookup_tool() -> BaseTool:
    """The tool lookup_customer."""
    return make_tool(
        "lookup_customer",
        arguments=LookupArguments,
        compute=_lookup,
    )


def _lookup(asked: LookupArguments, runtime: Runtime) -> Outcome:
    shop: Shop = runtime.context.shop
    text = asked.customer.strip()
    matched_by, rows = _found(runtime.context, text, exact=asked.similar)
    if asked.similar and len(rows) != 1:
        exact = len(rows) > 0
        match = chosen_from(matched_by, rows, runtime.context.role) if exact else _similar(runtime.context, text)
        said = {"matched_by": match.by, "choice": True, "exact": exact}
        return Outcome(choice_table(runtime.context, match), said)
    if not len(rows):
        raise unknown_value("customer", text, {known.casefold(): known for known in shop.lexicon.customer_ids})
    if len(rows) > 1 and runtime.context.role == "support":
        raise ToolInputError(
            Text(
                f"{len(rows)} customers fit; ask for an id, an e-mail or an order number",
                f"符合的客户有{len(rows)}位；请询问客户编号、邮箱或订单号",
            )
        )
    check_count(runtime.context, len(rows))
    table = masked(runtime.context, _card(shop, rows))
    return Outcome(table, {"matched_by": matched_by, "horizon_days": shop.horizon_days})


def _found(context: ToolContext, text: str, *, exact: bool) -> tuple[MatchedBy, Rows]:
    """What the text was found by, and whom it names.

    Raises:
        AccessError: It can only be meant as personal data, which the role may not search.
    """
    shop = context.shop
    # As typed, then without the wide letters and digits of Chinese keyboards.
    for written in dict.fromkeys((text, unicodedata.normalize("NFKC", text))):
        for matched_by, search in _SEARCHES.items():
            if matched_by in ("email", "phone", "name") and matched_by in shop.customers and _may_be(matched_by, text):
                check_personal(context)
            rows = _by_whole_name(shop, written) if exact and matched_by == "name" else search(shop, written)
            if len(rows):
                return matched_by, rows
    return "customer_id", np.array([], dtype=np.int64)


def _similar(context: ToolContext, text: str) -> Match:
    """Who may be meant by a text that names nobody."""
    shop, role, written = context.shop, context.role, unicodedata.normalize("NFKC", text)
    if "@" in written and "email" in shop.customers:
        check_personal(context)
        return near_email(shop, written, role)
    found = near_id(shop, written, role)
    if not len(found.rows) and "name" in shop.customers and _may_be("name", written):
        check_personal(context)
        return near_name(shop, written, role)
    return found


def _card(shop: Shop, rows: Rows) -> Table:
    dictionary = shop.dictionary
    view = View("customers", shop.tables, dictionary, shop.manifest.minor_digits)
    wanted = list(CARD) if len(rows) == 1 else list(_SHORT)
    if len(rows) == 1:
        wanted += [a.key for a in dictionary.attributes if a.key.startswith("attr_")]
    known = set(view.known())
    table = list_rows(view, rows[:_MOST_MATCHES], [key for key in wanted if key in known])
    return Table(table.columns, table.rows, len(rows), "customers", (horizon_note(shop, shop.horizon_days),))


def _by_id(shop: Shop, text: str) -> Rows:
    ids = shop.lexicon.customer_ids
    position = ids.position(text)
    if position is None:
        folded = [i for i, known in enumerate(ids) if known.casefold() == text.casefold()]
        position = folded[0] if len(folded) == 1 else None
    return np.array([] if position is None else [position], dtype=np.int64)


def _by_order(shop: Shop, text: str) -> Rows:
    orders = shop.transactions["order_id"]
    number = text.removeprefix("#")
    if number not in shop.lexicon.order_ids:
        return np.array([], dtype=np.int64)
    found = np.unique(shop.tables.customer_rows["orders"][(orders == number).to_numpy()])
    return found[found >= 0]


def _by_email(shop: Shop, text: str) -> Rows:
    return _where(shop, "email", lambda value: value.casefold() == text.casefold())


def _by_phone(shop: Shop, text: str) -> Rows:
    digits = re.sub(r"\D", "", text).lstrip("0")
    if len(digits) < _PHONE_DIGITS:
        return np.array([], dtype=np.int64)
    # With or without the country's prefix: the one written shorter must end the other.
    return _where(shop, "phone", lambda value: _same_number(re.sub(r"\D", "", value).lstrip("0"), digits))


def _by_name(shop: Shop, text: str) -> Rows:
    named = _by_whole_name(shop, text)
    if len(named) or "name" not in shop.customers:
        return named
    names = [str(name) for name in shop.customers["name"].cat.categories]
    wanted = text.casefold()
    near = process.extract(wanted, names, scorer=fuzz.ratio, processor=str.casefold, limit=5, score_cutoff=_SAME_NAME)
    close = {name for name, _, _ in near}
    return _where(shop, "name", close.__contains__)


def _by_whole_name(shop: Shop, text: str) -> Rows:
    """Who is called exactly that, or has all these words in the name."""
    wanted = text.casefold()
    exact = _where(shop, "name", lambda value: value.casefold() == wanted)
    if len(exact):
        return exact
    parts = set(wanted.split())
    if not parts:  # no word is among the words of every name
        return exact
    return _where(shop, "name", lambda value: parts <= set(value.casefold().split()))


def _same_number(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= _PHONE_DIGITS and long.endswith(short)


def _where(shop: Shop, column: str, fits: Callable[[str], bool]) -> Rows:
    """Customers whose value fits; each distinct value is tried once."""
    if column not in shop.customers:
        return np.array([], dtype=np.int64)
    values: pd.Series = shop.customers[column]
    chosen = np.array([fits(str(value)) for value in values.cat.categories] + [False], dtype=bool)
    return np.flatnonzero(chosen[values.cat.codes.to_numpy()]).astype(np.int64)


def _may_be(kind: str, text: str) -> bool:
    """Whether the text can only be meant as that kind of personal data, not as a mistyped id."""
    if kind == "email":
        return "@" in text
    if kind == "phone":
        return len(re.sub(r"\D", "", text)) >= _PHONE_DIGITS and not re.search(r"[A-Za-z]", text)
    return not re.search(r"[\d@]", text)


_SEARCHES: dict[MatchedBy, Callable[[Shop, str], Rows]] = {
    "customer_id": _by_id,
    "order_id": _by_order,
    "email": _by_email,
    "phone": _by_phone,
    "name": _by_name,
}
