"""Who buys again after a good or a bad review, counted: what any model could find in them, before there is a model."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import fisher_exact

from data.features_signals import LOW_RATING
from pipeline.benchmark_shops import BenchmarkShop

Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class TwoGroups:
    """A count in two groups.

    Attributes:
        what: What was counted, of whom.
        first: Name of the first group.
        second: Name of the second.
        counts: Cases and members of the first group, then of the second.
        p_value: Of Fisher's exact test, two-sided: how often chance alone would differ as much.
    """

    what: str
    first: str
    second: str
    counts: tuple[int, int, int, int]
    p_value: float

    def line(self) -> str:
        """For a person."""
        a, m, b, n = self.counts
        shares = [f"{x / y:.2%}" if y else "none" for x, y in ((a, m), (b, n))]
        return (
            f"{self.what}: {self.first} {a:,} of {m:,} ({shares[0]}), {self.second} {b:,} of {n:,} ({shares[1]}); "
            f"p = {self.p_value:.3g}"
        )


def bought_after_first_rating(shop: BenchmarkShop, *, horizon_days: int) -> TwoGroups:
    """Who bought within the horizon after the first rating, by whether that was low; later ratings are left out.

    Counted are customers with the whole horizon before the last day.
    """
    rated = shop.reviews
    if rated is None:
        return _compared("bought again", "low", "higher", np.zeros(0, dtype=bool), np.zeros(0, dtype=bool))
    known = rated["customer_id"].isin(shop.transactions["customer_id"].unique()) & rated["rating"].notna()
    first = rated[known].sort_values(["day", "rating"], kind="stable").drop_duplicates("customer_id")
    first = first[first["day"] <= shop.as_of_day - horizon_days].set_index("customer_id")
    lines = shop.transactions
    bought = lines[(lines["amount_minor"] > 0) & ~lines["is_return"]]
    after = bought["day"] - bought["customer_id"].map(first["day"])
    again = bought.loc[(after > 0) & (after <= horizon_days), "customer_id"].unique()
    return _compared(
        f"bought within {horizon_days} days after the first rating",
        f"rated {LOW_RATING} or less",
        "rated higher",
        (first["rating"] <= LOW_RATING).to_numpy(dtype=bool),
        first.index.isin(again),
    )


def late_deliveries(folder: Path) -> tuple[TwoGroups, TwoGroups]:
    """Olist alone tells when a parcel was promised and came: low ratings of late orders, and who ordered again.

    Args:
        folder: Olist's CSV files.
    """
    table = {
        name: pd.read_csv(folder / f"olist_{name}_dataset.csv") for name in ("orders", "customers", "order_reviews")
    }
    orders = table["orders"].merge(table["customers"][["customer_id", "customer_unique_id"]], on="customer_id")
    days: Mapping[str, pd.Series] = {
        key: pd.to_datetime(orders[f"order_{key}"])
        for key in ("purchase_timestamp", "delivered_customer_date", "estimated_delivery_date")
    }
    orders = orders.assign(
        bought=days["purchase_timestamp"],
        came=days["delivered_customer_date"],
        late=days["delivered_customer_date"].dt.normalize() > days["estimated_delivery_date"],
    )
    orders = orders[orders["came"].notna()].sort_values("bought", kind="stable")
    score = table["order_reviews"].drop_duplicates("order_id").set_index("order_id")["review_score"]
    rated = orders.assign(score=orders["order_id"].map(score)).dropna(subset="score")
    by_customer = orders.groupby("customer_unique_id")
    first = orders.drop_duplicates("customer_unique_id")
    again = by_customer["bought"].max().reindex(first["customer_unique_id"]).to_numpy() > first["came"].to_numpy()
    return (
        _compared(
            f"orders rated {LOW_RATING} or less",
            "delivered late",
            "in time",
            rated["late"].to_numpy(dtype=bool),
            (rated["score"] <= LOW_RATING).to_numpy(dtype=bool),
        ),
        _compared(
            "customers who ordered after their first order had come",
            "first came late",
            "first came in time",
            first["late"].to_numpy(dtype=bool),
            again,
        ),
    )


def _compared(what: str, first: str, second: str, in_first: Mask, case: Mask) -> TwoGroups:
    a, m = int((case & in_first).sum()), int(in_first.sum())
    b, n = int((case & ~in_first).sum()), int((~in_first).sum())
    found = fisher_exact([[a, m - a], [b, n - b]])
    return TwoGroups(what, first, second, (a, m, b, n), float(found.pvalue))
