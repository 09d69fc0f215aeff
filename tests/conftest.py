"""A small handmade shop whose numbers can be added up by hand, written as a real build in a temporary workspace.

Eight customers, five months of 2010, amounts in pounds; April has no order. The last known day is 30 June 2010::

    customer  country         orders (amount)                                             revenue  last purchase
    0012      Germany         5 Jan 120, 10 Mar 50, 20 Jun 50                                 220  20 Jun
    12        Germany         14 Feb 30, returned 20 Feb -30                                    0  14 Feb
    13085     United Kingdom  20 Jan 500, 20 Feb 500, 20 Mar 500                             1500  20 Mar
    17850     United Kingdom  5 May 10, 5 Jun 10, 25 Jun 60                                    80  25 Jun
    18000     France          1 Mar 200, 15 Jun 55, returned 18 Jun -50                       205  15 Jun
    K7        France          28 Jun 5                                                          5  28 Jun
    K8        EIRE            15 May 90                                                        90  15 May
    K9        United Kingdom  only a return, 20 May -10                                       -10  (none)
"""

import datetime as dt
import gc
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd
import pytest

from config.settings import Settings
from config.text import Text
from data.builds import CUSTOMERS, EVALUATION, QUALITY, REVIEWS, TRANSACTIONS, Build, Manifest
from data.customer_profile import with_profile
from data.features import FEATURES, features_pandas
from data.files import write_json, write_parquet
from data.quality import Quality, Rule, TableQuality
from data.query_time import day_number
from data.workspace import Workspace
from tools.shop import Shop

# What a process has imported stays; to look through it for garbage all the time took a fifth of the tests' time.
_OBJECTS_MADE, _YOUNG, _MIDDLE = 100_000, 50, 50

AS_OF = dt.date(2010, 6, 30)
FIRST_DAY = dt.date(2010, 1, 5)
HORIZON_DAYS = 90

_PRODUCTS = {
    "P1": ("Lamp", "Home", 5000),
    "P2": ("Mug", "Kitchen", 500),
    "P3": ("Scarf", "Fashion", 3000),
    "P4": ("Candle", "Home", 250),
}
# customer, order, day, product, quantity
_LINES = [
    ("0012", "o1", "2010-01-05", "P1", 2),
    ("0012", "o1", "2010-01-05", "P2", 4),
    ("0012", "o2", "2010-03-10", "P2", 10),
    ("0012", "o3", "2010-06-20", "P1", 1),
    ("12", "o4", "2010-02-14", "P3", 1),
    ("12", "o5", "2010-02-20", "P3", -1),
    ("13085", "o6", "2010-01-20", "P1", 10),
    ("13085", "o7", "2010-02-20", "P1", 9),
    ("13085", "o7", "2010-02-20", "P4", 20),
    ("13085", "o8", "2010-03-20", "P2", 100),
    ("17850", "o9", "2010-05-05", "P2", 2),
    ("17850", "o10", "2010-06-05", "P4", 4),
    ("17850", "o11", "2010-06-25", "P3", 2),
    ("18000", "o12", "2010-03-01", "P1", 4),
    ("18000", "o13", "2010-06-15", "P1", 1),
    ("18000", "o13", "2010-06-15", "P2", 1),
    ("18000", "o14", "2010-06-18", "P1", -1),
    ("K7", "o15", "2010-06-28", "P4", 2),
    ("K8", "o16", "2010-05-15", "P3", 3),
    ("K9", "o17", "2010-05-20", "P2", -2),
]
_COUNTRIES = {
    "0012": "Germany",
    "12": "Germany",
    "13085": "United Kingdom",
    "17850": "United Kingdom",
    "18000": "France",
    "K7": "France",
    "K8": "EIRE",
    "K9": "United Kingdom",
}
# customer, name, email, phone, city, age
_PEOPLE = [
    ("0012", "Anna Schmidt", "anna@example.com", "+49 30 1234567", "Berlin", 34.0),
    ("12", "Bernd Maier", "bernd@example.com", "+49 89 7654321", "Munich", 51.0),
    ("13085", "Carol Jones", "carol@example.com", "+44 20 7946 0001", "London", 45.0),
    ("17850", "David Smith", "david@example.com", "+44 20 7946 0002", "Leeds", np.nan),
    ("18000", "Élodie Martin", "elodie@example.com", "+33 1 23 45 67 89", "Paris", 29.0),
    ("K7", "王芳", "wangfang@example.com", "13800138000", "Lyon", 38.0),
    ("K8", "Anna Smith", "asmith@example.com", "+353 1 555 0101", "Dublin", 60.0),
    ("K9", "Ken Brown", None, None, "London", 41.0),
]
# review, customer, day, product, rating, language, text
_REVIEWS = [
    ("v1", "0012", "2010-01-12", "P1", 5.0, "en", "Lovely lamp, bright and well packed."),
    ("v2", "0012", "2010-03-20", "P2", 4.0, "en", "Nice mugs."),
    ("v3", "12", "2010-02-18", "P3", 1.0, "en", "The scarf fell apart after one day. Delivery was late too."),
    ("v4", "13085", "2010-02-01", "P1", 2.0, "en", "The lamp arrived broken and nobody answered my e-mail."),
    ("v5", "18000", "2010-06-20", "P1", 2.0, "zh", "灯的开关坏了，客服一直没有回复。"),
    ("v6", "K7", "2010-06-30", "P4", 5.0, "zh", "蜡烛很香，包装也很好。"),
    ("v7", "17850", "2010-06-10", "P4", np.nan, "en", "Smells of vanilla."),
    ("v8", None, "2010-05-01", "P2", 3.0, "en", "Average mug."),
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Trace one of four questions put to the planner: they run through the same lines, and take twice as long."""
    for item in items:
        if item.path.name.startswith("test_planner") and hasattr(item, "callspec") and crc32(item.nodeid.encode()) % 4:
            item.add_marker("no_cover")


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and not among what was there before the first test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS_MADE, _YOUNG, _MIDDLE)


@pytest.fixture(scope="session")
def transactions() -> pd.DataFrame:
    """Order lines as a build holds them: sorted by day, customer and order."""
    rows = []
    for customer, order, day, product, quantity in _LINES:
        name, category, price = _PRODUCTS[product]
        rows.append(
            {
                "customer_id": customer,
                "order_id": order,
                "day": day_number(dt.date.fromisoformat(day)),
                "amount_minor": quantity * price,
                "is_return": quantity < 0,
                "product_id": product,
                "product_name": name,
                "category": category,
                "quantity": float(quantity),
                "unit_price_minor": float(price),
                "country": _COUNTRIES[customer],
            }
        )
    frame = pd.DataFrame(rows).astype({"day": "int32", "amount_minor": "int64"})
    return frame.sort_values(["day", "customer_id", "order_id"], kind="stable", ignore_index=True)


@pytest.fixture(scope="session")
def reviews() -> pd.DataFrame:
    """Reviews as a build holds them."""
    rows = [
        {
            "review_id": review,
            "customer_id": customer,
            "day": day_number(dt.date.fromisoformat(day)),
            "product_id": product,
            "product_name": _PRODUCTS[product][0],
            "category": _PRODUCTS[product][1],
            "rating": rating,
            "title": "",
            "text": text,
            "language": language,
        }
        for review, customer, day, product, rating, language, text in _REVIEWS
    ]
    return pd.DataFrame(rows).astype({"day": "int32"}).sort_values(["day", "review_id"], ignore_index=True)


@pytest.fixture(scope="session")
def customers(transactions: pd.DataFrame, reviews: pd.DataFrame) -> pd.DataFrame:
    """Customers as a build holds them: who they are, features, predictions, segment and tier."""
    features = features_pandas(
        transactions,
        reviews=reviews,
        cutoff_day=day_number(AS_OF),
        horizon_days=HORIZON_DAYS,
        first_day=day_number(FIRST_DAY),
    )
    people = pd.DataFrame(_PEOPLE, columns=["customer_id", "name", "email", "phone", "attr_city", "attr_age"])
    frame = people.merge(features, on="customer_id", validate="one_to_one")
    frame = with_profile(frame, transactions)
    value = {"0012": 9000.0, "12": 1000.0, "13085": 61250.5, "17850": 15000.0, "18000": 8000.0, "K7": 2500.25}
    frame["predicted_value_minor"] = frame["customer_id"].map(value).fillna(0.0)
    frame["predicted_orders"] = frame["predicted_value_minor"] / 10_000
    frame["p_active"] = [0.8, 0.1, 0.5, 0.9, 0.75, 0.6, 0.4, 0.05]
    frame["predicted_lo_minor"] = frame["predicted_value_minor"] * 0.5
    frame["predicted_hi_minor"] = frame["predicted_value_minor"] * 2
    # By predicted value: 20 % of 8 is 1.6, the next 30 % reach to 4.
    tiers = {"13085": "high", "17850": "high", "0012": "medium", "18000": "medium"}
    frame["value_tier"] = frame["customer_id"].map(tiers).fillna("low")
    frame["rfm_segment"] = ["loyal", "lost", "at_risk", "loyal", "promising", "new", "new", "new"]
    return frame


@pytest.fixture(scope="session")
def build(
    tmp_path_factory: pytest.TempPathFactory,
    transactions: pd.DataFrame,
    reviews: pd.DataFrame,
    customers: pd.DataFrame,
) -> Build:
    """The handmade shop as a build of a workspace of its own."""
    workspace = Workspace(tmp_path_factory.mktemp("handmade"))
    network = _network(customers)
    quality = Quality(
        (TableQuality("transactions", 21, 20, (Rule("repeated", Text("repeated", "重复"), "dropped", 1, 500, 500),)),),
        "GBP",
        2,
    )
    build_id = workspace.new_build_id((), now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    with workspace.draft(build_id) as draft:
        write_parquet(transactions, draft / TRANSACTIONS)
        write_parquet(customers, draft / CUSTOMERS)
        write_parquet(reviews, draft / REVIEWS)
        write_json(quality.to_json(), draft / QUALITY)
        write_json({}, draft / EVALUATION)
        network.save(draft / "network")
        Manifest(
            build_id=build_id,
            created_at="2026-01-01T00:00:00Z",
            source="generic",
            shop_name="Handmade shop",
            simulated=True,
            inputs=(),
            as_of=AS_OF,
            first_day=FIRST_DAY,
            horizon_days=HORIZON_DAYS,
            currency="GBP",
            minor_digits=2,
            seed=7,
            versions={},
            rows={"transactions": 20, "customers": 8, "reviews": 8, "events": 0},
        ).write(draft)
        return workspace.promote(draft)


@pytest.fixture(scope="session")
def shop(build: Build) -> Shop:
    """The handmade shop, opened for questions."""
    return Shop.open(build, Settings())


def _network(customers: pd.DataFrame) -> Any:
    """A network of these customers' features with weights drawn by seed: untrained, but all of it real.

    The stored predictions are handmade, so only other horizons than the build's are the network's own.
    """
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
