"""Shopify: the order export (orders_export.csv), one row a line item.

Order fields (e-mail, status, totals) stand on an order's first row only; further rows repeat the Name. The amount of a
line is price times quantity less its discount, with the order's discount shared out so that lines add up to Subtotal;
shipping and taxes are left out. Orders that were cancelled or not paid are left out, refunds become returns.
Source: Shopify Help Center, "Exporting orders"; column meanings as documented there.
"""

from collections.abc import Mapping
from typing import Final

import pandas as pd

from config.errors import DataFileError, InputError
from data.identities import pseudonym, read_ids
from data.money import NO_CURRENCY, minor_digits
from data.order_adjustments import by_order, column, line_totals, minor, share_discount, with_refunds
from data.raw_shop import RawFrame, RawShop
from data.readers import RawTable
from data.source_generic import find_currency

_PAID: Final = ("paid", "partially_paid", "partially_refunded", "refunded")
_NEEDED: Final = ("Name", "Created at", "Lineitem quantity", "Lineitem price")
_ORDER_COLUMNS: Final = (
    *("Email", "Phone", "Financial Status", "Created at", "Paid at", "Currency", "Subtotal", "Refunded Amount"),
    *("Cancelled at", "Billing Name", "Shipping Name", "Billing Phone", "Billing Country", "Shipping Country"),
    *("Source", "Accepts Marketing"),
)
_HEADERS: Final = {
    "customer_id": "Email",
    "date": "Created at",
    "amount": "Lineitem price",
    "quantity": "Lineitem quantity",
    "unit_price": "Lineitem price",
    "currency": "Currency",
}


def read_shopify(table: RawTable, *, mapping: Mapping[str, str], currency: str | None) -> RawShop:
    """Line items as order lines, with refunds as returns.

    Raises:
        DataFileError: A column of the export is missing, or there are several currencies.
        InputError: `--map` was given, which this source has no use for.
    """
    if mapping:
        raise InputError("--map cannot be combined with a Shopify export; use --source generic to map columns")
    frame = table.frame
    missing = [name for name in _NEEDED if name not in frame]
    if missing:
        found = ", ".join(map(str, frame.columns))
        raise DataFileError(table.file, f"no column {missing[0]!r}", found=found, expected="a Shopify order export")
    order = frame["Name"].astype("str").str.strip()
    stated = {name: by_order(column(frame, name), order) for name in _ORDER_COLUMNS}
    code = find_currency(_money_frame(table, stated["Currency"]), given=currency)
    digits = minor_digits(code or NO_CURRENCY)
    lines = _lines(table, order, stated, digits)
    people = _people(lines["customer_id"], stated)
    lines, made = with_refunds(lines, minor(stated["Refunded Amount"], digits), digits=digits)
    return RawShop(
        "shopify",
        table.file.split(".")[0],
        RawFrame(table.file, lines, _HEADERS, repeats="keep", made=made),
        customers=RawFrame(table.file, people, _HEADERS, repeats="keep"),
        currency=code,
        inputs=(table.source,),
        notes=table.notes,
    )


def _money_frame(table: RawTable, currency: pd.Series) -> RawFrame:
    frame = pd.DataFrame({"currency": currency, "unit_price": table.frame["Lineitem price"]})
    return RawFrame(table.file, frame, _HEADERS)


def _lines(table: RawTable, order: pd.Series, stated: Mapping[str, pd.Series], digits: int) -> pd.DataFrame:
    frame = table.frame
    amounts, known = line_totals(table.file, frame["Lineitem quantity"], frame["Lineitem price"], digits=digits)
    amounts -= minor(column(frame, "Lineitem discount"), digits)
    subtotal = stated["Subtotal"]
    amounts, shared = share_discount(amounts, order, minor(subtotal, digits), subtotal.notna().to_numpy(dtype=bool))
    sku, name = read_ids(column(frame, "Lineitem sku")), column(frame, "Lineitem name")
    lines = pd.DataFrame(
        {
            "customer_id": _customer(stated),
            "order_id": order,
            "date": stated["Created at"].fillna(stated["Paid at"]),
            "amount": pd.Series(amounts / 10**digits, index=frame.index).where(known),
            "product_id": sku.fillna(name),
            "product_name": name,
            "quantity": frame["Lineitem quantity"],
            "unit_price": frame["Lineitem price"],
            "country": stated["Shipping Country"].fillna(stated["Billing Country"]),
            "channel": stated["Source"],
            "discounted": shared,
        }
    )
    status = stated["Financial Status"].astype("str").str.strip().str.lower()
    codes = pd.Series(None, index=frame.index, dtype="str")
    codes = codes.mask(status.notna() & ~status.isin(_PAID), "unpaid")
    codes = codes.mask(stated["Cancelled at"].notna(), "cancelled_order")
    lines["left_out"] = codes.mask(frame["Lineitem price"].isna() & frame["Lineitem quantity"].isna(), "no_item")
    return lines


def _customer(stated: Mapping[str, pd.Series]) -> pd.Series:
    """The e-mail, or an id made from the phone number: what tells one buyer from another in this export."""
    email = read_ids(stated["Email"]).str.lower()
    phone = read_ids(stated["Phone"].fillna(stated["Billing Phone"])).str.replace(r"[^\d+]", "", regex=True)
    known = {number: pseudonym(number) for number in phone.dropna().unique() if number}
    return email.fillna(phone.map(known).astype("str"))


def _people(ids: pd.Series, stated: Mapping[str, pd.Series]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "customer_id": ids,
            "name": stated["Billing Name"].fillna(stated["Shipping Name"]),
            "email": stated["Email"],
            "phone": stated["Phone"].fillna(stated["Billing Phone"]),
            "country": stated["Shipping Country"].fillna(stated["Billing Country"]),
            "attr_accepts_marketing": stated["Accepts Marketing"],
        }
    )
