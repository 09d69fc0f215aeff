"""Online Retail I and II: invoice lines of a British gift wholesaler (UCI 352 and 502; Chen 2012, CC BY 4.0).

Both spellings of the header are read (Invoice/InvoiceNo, Price/UnitPrice, Customer ID/CustomerID). Invoices that start
with C cancel; their lines have negative quantities. Stock codes of merchandise are five digits with or without letters,
DCGS..., SP1002 and PADS; the codes below are postage, discounts, fees, vouchers, tests and entries by hand.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from data.raw_shop import RawShop
from data.readers import RawTable
from data.source_generic import find_currency, read_frame

_SERVICE: Final = (
    r"(?i)\s*(?:POST|DOT|D|M|S|B|C2|C3|CRUK|ADJUST\d*|AMAZONFEE|BANK CHARGES|GIFT|GIFT_\d+_\d+|TEST\d*)\s*"
)


def read_online_retail(table: RawTable, *, mapping: Mapping[str, str], currency: str | None) -> RawShop:
    """The invoice lines; pounds, lines without merchandise marked to be left out."""
    raw = read_frame(table, "transactions", mapping=mapping)
    frame = raw.frame
    if "product_id" in frame:
        service = frame["product_id"].astype("str").str.fullmatch(_SERVICE).fillna(False).astype(bool)
        codes = service.map({True: "service_code", False: None}).astype("str")
        frame = frame.assign(left_out=codes)
    marked = replace(raw, frame=frame, repeats="drop")
    return RawShop(
        "online-retail",
        "Online Retail",
        marked,
        currency=find_currency(marked, given=currency, usual="GBP"),
        inputs=(table.source,),
        notes=table.notes,
    )
