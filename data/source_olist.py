"""Olist: orders of a Brazilian marketplace, 2016 to 2018, as the folder of CSV files that Olist published.

A line is an item of an order; the customer is `customer_unique_id` (`customer_id` is new with each order); the amount
is the item's price. Freight is left out: it goes to the carrier, and a customer far away is not worth more for it. Only
delivered orders count as purchases. Reviews belong to orders and reach customer and product through them.
"""

from pathlib import Path
from typing import Final

import pandas as pd

from config.errors import DataFileError
from config.text import Text
from data.raw_shop import RawFrame, RawShop
from data.readers import RawTable, read_table

_FILES: Final = {
    "orders": "olist_orders_dataset",
    "items": "olist_order_items_dataset",
    "customers": "olist_customers_dataset",
    "products": "olist_products_dataset",
    "reviews": "olist_order_reviews_dataset",
    "categories": "product_category_name_translation",
}
_COLUMNS: Final = {
    "orders": ("order_id", "customer_id", "order_status", "order_purchase_timestamp"),
    "items": ("order_id", "product_id", "price", "freight_value"),
    "customers": ("customer_id", "customer_unique_id", "customer_city", "customer_state"),
    "products": ("product_id", "product_category_name"),
    "reviews": ("review_id", "order_id", "review_score", "review_comment_message", "review_creation_date"),
    "categories": ("product_category_name", "product_category_name_english"),
}
_REQUIRED: Final = ("orders", "items", "customers")


def is_olist(path: Path) -> bool:
    """Whether the folder holds Olist's orders and items."""
    return path.is_dir() and all(_file(path, key) is not None for key in ("orders", "items"))


def read_olist(folder: Path) -> RawShop:
    """The folder's items as order lines, with reviews and customers.

    Raises:
        DataFileError: It is no folder, or a required file or column is missing.
    """
    if not folder.is_dir():
        raise DataFileError(folder, "not a folder", expected="the folder with olist_orders_dataset.csv and the others")
    tables = {key: table for key in _FILES if (table := _table(folder, key)) is not None}
    missing = [_FILES[key] + ".csv" for key in _REQUIRED if key not in tables]
    if missing:
        raise DataFileError(folder, f"no {', '.join(missing)} in the folder", expected="Olist's CSV files")
    orders = _orders(tables)
    lines = _lines(tables, orders)
    notes = [note for table in tables.values() for note in table.notes]
    freight = pd.to_numeric(tables["items"].frame["freight_value"], errors="coerce").sum()
    notes.append(
        Text(
            f"amounts are item prices; freight ({freight:,.2f} over all items read) is left out",
            f"金额为商品价格；不含运费（读入商品的运费合计 {freight:,.2f}）",
        )
    )
    if "reviews" in tables:
        several = lines.frame.groupby("order_id")["product_id"].nunique()
        many = int((tables["reviews"].frame["order_id"].map(several) > 1).sum())
        notes.append(
            Text(
                f"{many:,} reviews are of orders with several products: the dearest is taken as the product reviewed",
                f"{many:,} 条评价所属订单含多种商品：以其中最贵的商品作为被评价商品",
            )
        )
    return RawShop(
        "olist",
        "Olist",
        lines,
        reviews=_reviews(tables, orders, lines.frame),
        customers=_customers(tables),
        currency="BRL",
        inputs=tuple(table.source for table in tables.values()),
        notes=tuple(notes),
    )


def _file(folder: Path, key: str) -> Path | None:
    return next((p for p in sorted(folder.glob(f"{_FILES[key]}.*")) if p.is_file()), None)


def _table(folder: Path, key: str) -> RawTable | None:
    path = _file(folder, key)
    if path is None:
        return None
    table = read_table(path)
    for column in _COLUMNS[key]:
        if column not in table.frame:
            raise DataFileError(
                path,
                f"no column {column!r}",
                found=", ".join(map(str, table.frame.columns)),
                expected="Olist's columns",
            )
    return table


def _orders(tables: dict[str, RawTable]) -> pd.DataFrame:
    """Customer, status and time by order id."""
    people = tables["customers"].frame.drop_duplicates("customer_id").set_index("customer_id")["customer_unique_id"]
    orders = tables["orders"].frame.drop_duplicates("order_id").set_index("order_id")
    return orders.assign(person=orders["customer_id"].map(people))


def _lines(tables: dict[str, RawTable], orders: pd.DataFrame) -> RawFrame:
    items = tables["items"]
    frame = pd.DataFrame(
        {
            "customer_id": items.frame["order_id"].map(orders["person"]),
            "order_id": items.frame["order_id"],
            "date": items.frame["order_id"].map(orders["order_purchase_timestamp"]),
            "product_id": items.frame["product_id"],
            "amount": items.frame["price"],
        }
    )
    if "products" in tables:
        products = tables["products"].frame.drop_duplicates("product_id").set_index("product_id")
        category = items.frame["product_id"].map(products["product_category_name"])
        if "categories" in tables:
            names = tables["categories"].frame.drop_duplicates("product_category_name")
            english = names.set_index("product_category_name")["product_category_name_english"]
            category = category.map(english).astype("str").fillna(category)
        frame["category"] = category
    status = items.frame["order_id"].map(orders["order_status"])
    undelivered = status.notna() & (status != "delivered")
    codes = pd.Series(None, index=frame.index, dtype="str")
    frame["left_out"] = codes.mask(undelivered, "not_delivered").mask(status.isna(), "no_order")
    # Two of the same product in one order are two lines that only order_item_id tells apart: compare whole rows.
    frame["repeated"] = items.frame.duplicated()
    headers = {name: name for name in ("order_id", "product_id")} | {"amount": "price"}
    return RawFrame(items.file, frame, headers | {"date": "order_purchase_timestamp"}, repeats="drop")


def _reviews(tables: dict[str, RawTable], orders: pd.DataFrame, lines: pd.DataFrame) -> RawFrame | None:
    """Reviews with customer, and with product and category of the order's dearest item.

    Both are known for orders that were not delivered too, and their reviews tell why.
    """
    if "reviews" not in tables:
        return None
    table = tables["reviews"]
    names = {
        "review_id": "review_id",
        "order_id": "order_id",
        "rating": "review_score",
        "title": "review_comment_title",
        "text": "review_comment_message",
        "date": "review_creation_date",
    }
    headers = {canonical: header for canonical, header in names.items() if header in table.frame}
    frame = pd.DataFrame({canonical: table.frame[header] for canonical, header in headers.items()})
    frame["customer_id"] = frame["order_id"].map(orders["person"])
    price = pd.to_numeric(lines["amount"], errors="coerce")
    dearest = lines.assign(price=price).sort_values("price", ascending=False, kind="stable")
    of_order = dearest.drop_duplicates("order_id").set_index("order_id")
    for name in (name for name in ("product_id", "category") if name in of_order):
        frame[name] = frame["order_id"].map(of_order[name])
    frame["repeated"] = table.frame.duplicated()
    return RawFrame(table.file, frame, headers)


def _customers(tables: dict[str, RawTable]) -> RawFrame:
    table = tables["customers"]
    frame = pd.DataFrame(
        {
            "customer_id": table.frame["customer_unique_id"],
            "attr_state": table.frame["customer_state"],
            "attr_city": table.frame["customer_city"],
        }
    )
    return RawFrame(table.file, frame, {"customer_id": "customer_unique_id"})
