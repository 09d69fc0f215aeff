"""The items of WooCommerce orders: one row an item, or packed into text columns of one row an order."""

import re
from typing import Final

import pandas as pd

from data.columns import name_key

# Fields of a packed item: "id:5|name:Blue mug|product_id:12|sku:M1|quantity:2|total:9.00"; items end with a semicolon.
_FIELD: Final = re.compile(
    r"(?:^|\|)(id|name|product_id|sku|quantity|total|sub_?total|refunded|refunded_qty|[a-z_]+):", re.IGNORECASE
)
_NEXT_ITEM: Final = re.compile(r";\s*(?=(?:id|name):)", re.IGNORECASE)
_PACKED: Final = re.compile(r"lineitems?(?:\d+)?")
# Field of an item: names that exports with one row an item give its column, without case and punctuation.
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "product_id": ("itemsku", "sku", "productsku", "itemproductid", "productid"),
    "product_name": ("itemname", "productname", "producttitle"),
    "quantity": ("itemquantity", "quantityrefund", "quantity", "qty"),
    "amount": ("itemtotal", "orderlinetotal", "linetotal"),
    "unit_price": ("itemcost", "itemprice", "productprice"),
    "refunded": ("itemrefunded", "orderlinerefunded"),
    "category": ("category", "productcategories", "productcategory"),
}
_FROM_PACKED: Final = {"name": "product_name", "quantity": "quantity", "total": "amount", "refunded": "refunded"}


def packed_columns(frame: pd.DataFrame) -> list[str]:
    """Columns that hold packed items: line_items, or line_item_1, line_item_2, ..."""
    return [str(name) for name in frame.columns if _PACKED.fullmatch(name_key(str(name)))]


def unpack(packed: str) -> list[dict[str, str]]:
    """The items in a packed text, by canonical column.

    >>> for item in unpack("name:Mug; blue|sku:M1|quantity:2|total:9.00;name:Tea|product_id:7|quantity:1|total:4"):
    ...     print(item)
    {'product_name': 'Mug; blue', 'quantity': '2', 'amount': '9.00', 'product_id': 'M1'}
    {'product_name': 'Tea', 'quantity': '1', 'amount': '4', 'product_id': '7'}
    """
    items: list[dict[str, str]] = []
    for text in _NEXT_ITEM.split(packed.strip().rstrip(";")):
        marks = list(_FIELD.finditer(text))
        ends = [mark.start() for mark in marks[1:]] + [len(text)]
        fields = {mark[1].lower(): text[mark.end() : end].strip() for mark, end in zip(marks, ends, strict=True)}
        item = {canonical: fields[name] for name, canonical in _FROM_PACKED.items() if fields.get(name)}
        product = fields.get("sku") or fields.get("product_id")
        if product:
            item["product_id"] = product
        if item:
            items.append(item)
    return items


def items_of(frame: pd.DataFrame) -> pd.DataFrame | None:
    """One row an item with its fields as text; the index names the order's row. None where the export has no items."""
    packed = packed_columns(frame)
    if packed:
        labels: list[object] = []
        items: list[dict[str, str]] = []
        for label, texts in zip(frame.index, frame[packed].itertuples(index=False), strict=True):
            found = [item for text in texts if isinstance(text, str) for item in unpack(text)]
            items += found or [{}]
            labels += [label] * max(1, len(found))
        columns = list(dict.fromkeys(name for item in items for name in item))
        return pd.DataFrame(items, index=pd.Index(labels), columns=columns, dtype="str")
    by_key = {name_key(str(name)): str(name) for name in reversed(frame.columns)}
    chosen = {c: next((by_key[key] for key in keys if key in by_key), None) for c, keys in COLUMNS.items()}
    if chosen["amount"] is None and chosen["unit_price"] is None:
        return None
    items_by_row = {canonical: frame[header] for canonical, header in chosen.items() if header is not None}
    if chosen["product_id"] is not None and "itemproductid" in by_key:
        items_by_row["product_id"] = items_by_row["product_id"].fillna(frame[by_key["itemproductid"]])
    return pd.DataFrame(items_by_row)
