"""Small shops with whatever a stranger could have planted in them: names, products, reviews, columns, file names."""

import dataclasses
import datetime as dt
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from config.settings import Settings
from data.builds import (
    CUSTOMERS,
    EVALUATION,
    QUALITY,
    REVIEWS,
    TRANSACTIONS,
    Build,
    EmbedderInfo,
    Manifest,
)
from data.customer_profile import with_profile
from data.features import FEATURES, features_pandas
from data.files import write_json, write_parquet
from data.quality import Quality, TableQuality
from data.query_time import day_number
from data.workspace import Workspace
from pipeline.indexing import index_reviews
from tests.hashing_embedder import HashingEmbedder
from tools.shop import Shop

AS_OF = dt.date(2010, 6, 30)
FIRST_DAY = dt.date(2010, 1, 5)
HORIZON_DAYS = 90
COUNTRIES = ("Germany", "France", "United Kingdom", "Spain")
PRODUCTS = ("Lamp", "Mug", "Scarf", "Candle", "Vase", "Clock")
CATEGORIES = ("Home", "Kitchen", "Fashion")
TEXTS = (
    "The lamp arrived broken and nobody answered.",
    "Lovely mug, well packed.",
    "The scarf fell apart after one day. Delivery was late too.",
    "蜡烛很香，包装也很好。",
    "灯的开关坏了，客服一直没有回复。",
    "The clock is loud, but the price was fair.",
)


class WalledShop(Shop):
    """A shop whose embedder is there at once."""

    embedder = HashingEmbedder()


@dataclass(frozen=True)
class Plan:
    """What is planted; an empty part keeps the harmless texts.

    Attributes:
        customers: How many customers there are.
        names: Names of the first customers, in order; likewise e-mails, phones and addresses.
        products: Names of products.
        categories: Names of categories.
        reviews: Texts of reviews, one of the first customers each.
        titles: Titles of reviews, taken in turn; none: reviews have no title.
        columns: Names of further columns of the customers file, each with the values it takes in turn.
        shop_name: What the shop is called.
        file_name: What the orders' file was called.
    """

    customers: int = 24
    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    products: tuple[str, ...] = PRODUCTS
    categories: tuple[str, ...] = CATEGORIES
    reviews: tuple[str, ...] = TEXTS
    titles: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shop_name: str = "Walled shop"
    file_name: str = "orders.csv"


def make_shop(folder: Path, plan: Plan, *, seed: int = 11) -> Shop:
    """A real build with those texts in it, in a workspace of its own; the numbers depend on the seed alone."""
    transactions = _transactions(plan, seed)
    reviews = _reviews(plan, seed)
    customers = _customers(plan, transactions, reviews, seed)
    workspace = Workspace(folder)
    embedder = WalledShop.embedder
    build_id = workspace.new_build_id((), now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    with workspace.draft(build_id) as draft:
        write_parquet(transactions, draft / TRANSACTIONS)
        write_parquet(customers, draft / CUSTOMERS)
        write_parquet(reviews, draft / REVIEWS)
        write_json(Quality((TableQuality("transactions", 9, 9, ()),), "GBP", 2).to_json(), draft / QUALITY)
        write_json({}, draft / EVALUATION)
        _network(customers).save(draft / "network")
        index_reviews(draft, reviews, embedder=embedder)
        rows = {"transactions": len(transactions), "customers": len(customers), "reviews": len(reviews), "events": 0}
        _manifest(plan, build_id, rows, seed).write(draft)
        build = workspace.promote(draft)
    return _opened(build)


def _opened(build: Build) -> Shop:
    opened = Shop.open(build, Settings())
    return WalledShop(build, Settings(), tables=opened.tables, dictionary=opened.dictionary)


def _ids(plan: Plan) -> list[str]:
    return [str(13000 + 37 * i) for i in range(plan.customers)]


def _transactions(plan: Plan, seed: int) -> pd.DataFrame:
    rng = random.Random(seed)
    rows, order = [], 0
    last = day_number(AS_OF)
    for number, customer in enumerate(_ids(plan)):
        for _ in range(rng.randint(2, 7)):
            order += 1
            day = rng.randint(day_number(FIRST_DAY), last)
            for _ in range(rng.randint(1, 3)):
                product = rng.randrange(len(PRODUCTS))
                quantity, price = rng.randint(1, 9), rng.randint(150, 9900)
                rows.append(
                    {
                        "customer_id": customer,
                        "order_id": f"o{order:05d}",
                        "day": day,
                        "amount_minor": quantity * price,
                        "is_return": False,
                        "product_id": f"P{product + 1}",
                        "product_name": plan.products[product % len(plan.products)],
                        "category": plan.categories[product % len(plan.categories)],
                        "quantity": float(quantity),
                        "unit_price_minor": float(price),
                        "country": COUNTRIES[number % len(COUNTRIES)],
                    }
                )
    rows[0] |= {"day": day_number(FIRST_DAY)}
    frame = pd.DataFrame(rows).astype({"day": "int32", "amount_minor": "int64"})
    return frame.sort_values(["day", "customer_id", "order_id"], kind="stable", ignore_index=True)


def _reviews(plan: Plan, seed: int) -> pd.DataFrame:
    rng = random.Random(seed + 1)
    ids = _ids(plan)
    rows = []
    for i, text in enumerate(plan.reviews):
        product = i % len(PRODUCTS)
        rows.append(
            {
                "review_id": f"v{i:04d}",
                "customer_id": ids[i % len(ids)],
                "day": day_number(AS_OF) - rng.randint(0, 150),
                "product_id": f"P{product + 1}",
                "product_name": plan.products[product % len(plan.products)],
                "category": plan.categories[product % len(plan.categories)],
                "rating": float(rng.randint(1, 5)),
                "title": plan.titles[i % len(plan.titles)] if plan.titles else "",
                "text": text,
                "language": "en" if text.isascii() else "zh",
            }
        )
    frame = pd.DataFrame(rows).astype({"day": "int32"})
    return frame.sort_values(["day", "review_id"], ignore_index=True)


def _customers(plan: Plan, transactions: pd.DataFrame, reviews: pd.DataFrame, seed: int) -> pd.DataFrame:
    ids = _ids(plan)
    features = features_pandas(
        transactions,
        reviews=reviews,
        cutoff_day=day_number(AS_OF),
        horizon_days=HORIZON_DAYS,
        first_day=day_number(FIRST_DAY),
    )
    people: dict[str, list[Any]] = {"customer_id": ids}
    people["name"] = _padded(plan.names, ids, "Person {}")
    people["email"] = _padded(plan.emails, ids, "p{}@example.com")
    people["phone"] = _padded(plan.phones, ids, "+44 20 7946 {}")
    if plan.addresses:
        people["attr_home_address"] = _padded(plan.addresses, ids, "{} Example Street")
    for column, values in plan.columns.items():
        people[f"attr_{column}"] = [values[i % len(values)] for i in range(len(ids))]
    frame = pd.DataFrame(people).merge(features, on="customer_id", validate="one_to_one")
    frame = with_profile(frame, transactions)
    draw = np.random.default_rng(seed)
    frame["predicted_value_minor"] = np.round(draw.uniform(500, 90_000, len(frame)), 2)
    frame["predicted_orders"] = np.round(draw.uniform(0.1, 6, len(frame)), 2)
    frame["p_active"] = np.round(draw.uniform(0.01, 0.99, len(frame)), 4)
    frame["predicted_lo_minor"] = frame["predicted_value_minor"] * 0.5
    frame["predicted_hi_minor"] = frame["predicted_value_minor"] * 2
    frame["value_tier"] = np.where(frame["predicted_value_minor"] > 60_000, "high", "low")
    frame["rfm_segment"] = np.where(frame["p_active"] > 0.5, "loyal", "lost")
    return frame


def _padded(given: tuple[str, ...], ids: list[str], pattern: str) -> list[str]:
    return [given[i] if i < len(given) else pattern.format(customer) for i, customer in enumerate(ids)]


def _manifest(plan: Plan, build_id: str, rows: dict[str, int], seed: int) -> Manifest:
    embedder = WalledShop.embedder
    made = Manifest(
        build_id=build_id,
        created_at="2026-01-01T00:00:00Z",
        source="generic",
        shop_name=plan.shop_name,
        simulated=True,
        inputs=(),
        as_of=AS_OF,
        first_day=FIRST_DAY,
        horizon_days=HORIZON_DAYS,
        currency="GBP",
        minor_digits=2,
        seed=seed,
        versions={},
        rows=rows,
        embedder=EmbedderInfo(embedder.id, embedder.sha256, embedder.dimensions),
    )
    return dataclasses.replace(made, reading={"source": plan.file_name})


def _network(customers: pd.DataFrame) -> Any:
    """An untrained network with weights drawn by seed, but all of it real."""
    import torch

    from models.classical import CLASSICAL_INPUTS, fit_classical
    from models.ensemble import Ensemble
    from models.network import ValueNetwork
    from models.standardising import fit_standardiser

    torch.set_num_threads(1)
    made = [feature for feature in FEATURES if feature.key in customers]
    names = [feature.key for feature in made]
    values = customers[names].to_numpy(dtype=np.float64)
    standardiser = fit_standardiser(values, names, kinds=[feature.kind for feature in made], money_unit=1000.0)
    generator = torch.Generator().manual_seed(7)
    ensemble = Ensemble(standardiser.width, members=2, hidden=(8, 4), generator=generator).double()
    x, span, tenure, revenue = (customers[name].to_numpy(dtype=np.float64) for name in CLASSICAL_INPUTS)
    return ValueNetwork(
        ensemble=ensemble.requires_grad_(False),
        standardiser=standardiser,
        reference_days=HORIZON_DAYS,
        classical=fit_classical(x, span, tenure_days=tenure, revenue_minor=revenue),
    )
