"""WooCommerce: order exports, with one row an item or one row an order (items packed into a column, or none).

Read are the documented columns of three exports: "Customer / Order / Coupon Export" (order_number, date, status,
order_currency, customer_id, billing_email, refunded_total; line_items or item_name, item_sku, item_quantity,
item_total, item_refunded), "Import Export Suite" (order_id, order_date, customer_email, line_item_1 ...) and "Advanced
Order Export" (Order Number, Order Date, Email (Billing), Item Name, Quantity, Item Cost). Item totals are after
discounts and without tax; shipping and fees are left out. Orders without items count with their total.
"""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from config.errors import DataFileError, InputError
from data.columns import name_key
from data.identities import read_ids
from data.money import NO_CURRENCY, minor_digits
from data.order_adjustments import by_order, line_totals, minor, with_refunds
from data.raw_shop import RawFrame, RawShop
from data.readers import RawTable
from data.source_generic import find_currency
from data.woocommerce_items import items_of, packed_columns

_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "order_id": ("ordernumber", "ordernumberformatted", "orderid"),
    "date": ("orderdate", "date", "datecreated", "paiddate"),
    "status": ("orderstatus", "status"),
    "currency": ("ordercurrency", "currency", "currencycode"),
    "customer": ("customerid", "customeruser", "customeruserid"),
    "email": ("billingemail", "customeremail", "emailbilling", "useremail"),
    "phone": ("billingphone", "phonebilling"),
    "first": ("billingfirstname", "firstnamebilling"),
    "last": ("billinglastname", "lastnamebilling"),
    "country": ("billingcountry", "countrycodebilling", "countrynamebilling", "shippingcountry"),
    "total": ("ordertotal", "ordertotalamount", "total"),
    "refunded": ("refundedtotal", "orderrefundamount", "totalrefunded"),
}
_PAID: Final = ("completed", "processing", "refunded", "partially-refunded", "shipped", "delivered")
_CANCELLED: Final = ("cancelled", "canceled", "trash")


def is_woocommerce(headers: list[str]) -> bool:
    """Whether the columns are those of a WooCommerce order export."""
    keys = {name_key(header) for header in headers}
    packed = bool(packed_columns(pd.DataFrame(columns=headers)))
    buyer = keys & {*_COLUMNS["email"], *_COLUMNS["customer"]}
    order = keys & {"ordernumber", "orderid"} and keys & {"orderstatus", "status"}
    return bool(order and buyer and (packed or keys & {"itemtotal", "itemcost"}))


def read_woocommerce(table: RawTable, *, mapping: Mapping[str, str], currency: str | None) -> RawShop:
    """Order items as order lines, with refunds as returns.

    Raises:
        DataFileError: A needed column is missing, or there are several currencies.
        InputError: `--map` was given, which this source has no use for.
    """
    if mapping:
        raise InputError("--map cannot be combined with a WooCommerce export; use --source generic to map columns")
    frame, headers = _orders(table)
    code = find_currency(
        RawFrame(table.file, frame.rename(columns={"total": "amount"}), headers | {"amount": "order total"}),
        given=currency,
    )
    digits = minor_digits(code or NO_CURRENCY)
    lines, refunds = _lines(table, frame, digits)
    lines, made = with_refunds(lines, refunds, digits=digits)
    people = pd.DataFrame(
        {
            "customer_id": frame["customer_id"],
            "name": (frame["first"].fillna("") + " " + frame["last"].fillna("")).str.strip(),
            **{name: frame[name] for name in ("email", "phone", "country")},
        }
    )
    return RawShop(
        "woocommerce",
        table.file.split(".")[0],
        RawFrame(table.file, lines, headers, repeats="drop", made=made),
        customers=RawFrame(table.file, people, headers, repeats="keep"),
        currency=code,
        inputs=(table.source,),
        notes=table.notes,
    )


def _orders(table: RawTable) -> tuple[pd.DataFrame, dict[str, str]]:
    """The export's order columns under our names (missing ones empty), and the names they had."""
    by_key = {name_key(str(name)): str(name) for name in reversed(table.frame.columns)}
    found = {ours: next((by_key[key] for key in keys if key in by_key), None) for ours, keys in _COLUMNS.items()}
    headers = {ours: header for ours, header in found.items() if header is not None}
    for needed in ("order_id", "date"):
        if needed not in headers:
            names = ", ".join(map(str, table.frame.columns))
            raise DataFileError(
                table.file, f"no column for {needed!r}", found=names, expected="a WooCommerce order export"
            )
    empty = pd.Series(None, index=table.frame.index, dtype="str")
    columns = {ours: table.frame[headers[ours]].astype("str") if ours in headers else empty for ours in _COLUMNS}
    frame = pd.DataFrame(columns, index=table.frame.index)
    order = frame["order_id"]
    for name in (name for name in _COLUMNS if name != "order_id"):
        frame[name] = by_order(frame[name], order)
    frame["customer_id"] = _customer(frame)
    frame["repeated"] = table.frame.duplicated()
    return frame, headers | {"customer_id": headers.get("customer", headers.get("email", "customer_id"))}


def _customer(frame: pd.DataFrame) -> pd.Series:
    """The account's number; a guest (0) is who has the same e-mail, with or without an account."""
    account = read_ids(frame["customer"]).mask(lambda ids: ids == "0")
    email = read_ids(frame["email"]).str.lower()
    both = account.notna() & email.notna()
    known = account[both].groupby(email[both]).first()
    return account.fillna(email.map(known).astype("str")).fillna(email)


def _lines(table: RawTable, frame: pd.DataFrame, digits: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Order lines, and what was paid back on each line's order [minor units]."""
    items = items_of(table.frame)
    totals = items is None
    if items is None:
        items = pd.DataFrame({"amount": frame["total"]})
    elif "amount" not in items and "unit_price" in items:
        quantity = items["quantity"] if "quantity" in items else pd.Series("1", index=items.index)
        amounts, known = line_totals(table.file, quantity, items["unit_price"], digits=digits)
        items = items.assign(amount=pd.Series(amounts / 10**digits, index=items.index).where(known))
    if "amount" not in items:
        raise DataFileError(table.file, "no item has a total", expected="items with quantity and total")
    back = items.get("refunded")
    orders = frame.loc[items.index, ["customer_id", "order_id", "date", "country", "status", "refunded", "repeated"]]
    lines = pd.concat(
        [orders.drop(columns=["status", "refunded"]), items.drop(columns="refunded", errors="ignore")], axis=1
    )
    status = orders["status"].astype("str").str.strip().str.lower().str.removeprefix("wc-").str.replace(" ", "-")
    codes = pd.Series(None, index=lines.index, dtype="str")
    codes = codes.mask((status.notna() & ~status.isin(_PAID)).to_numpy(), "unpaid")
    codes = codes.mask(status.isin(_CANCELLED).to_numpy(), "cancelled_order")
    lines["left_out"] = codes if totals else codes.mask(lines["amount"].isna().to_numpy(), "no_item")
    refunds = np.abs(minor(orders["refunded"], digits))
    if back is not None:
        sums = pd.Series(np.abs(minor(back, digits)), index=lines.index).groupby(lines["order_id"].to_numpy())
        refunds = np.maximum(refunds, sums.transform("sum").to_numpy())
    return lines, refunds
