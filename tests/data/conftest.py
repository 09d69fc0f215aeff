"""What several tests of this room share."""

import datetime as dt
from pathlib import Path

import pytest

from data.cleaning import CleanShop, clean
from data.sources import read_shop

TODAY = dt.date(2026, 1, 1)


@pytest.fixture
def clean_orders(tmp_path):
    """A function from the rows of orders.csv (and other files) to the cleaned shop."""

    def build(text: str, *, as_of: dt.date | None = None, **other: str) -> CleanShop:
        paths: dict[str, Path] = {}
        for name, content in {
            "orders": text,
            **{k: v for k, v in other.items() if k in ("reviews", "customers", "events")},
        }.items():
            paths[name] = tmp_path / f"{name}.csv"
            paths[name].write_text(content, encoding="utf-8")
        orders = paths.pop("orders")
        settings = {k: v for k, v in other.items() if k in ("source", "currency")}
        return clean(read_shop(orders, **paths, **settings), as_of=as_of, today=TODAY)

    return build
