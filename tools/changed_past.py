"""The pasts of customers as they would be: order lines changed or added, and what the network reads of them.

Nothing here edits a feature: lines are written as they would be, and the features of those are made anew.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from config.errors import ToolInputError
from config.text import Text
from data.features import features_pandas
from data.query_time import day_number
from tools.shop import Shop

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Places = npt.NDArray[np.int64]
Masks = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Past:
    """All that is known of some customers.

    Attributes:
        lines: Order lines, as in transactions.parquet.
        reviews: The customers' reviews, or None where the build has none.
        events: The customers' behaviour events, or None.
        until_day: Last day that is past.
    """

    lines: pd.DataFrame
    reviews: pd.DataFrame | None
    events: pd.DataFrame | None
    until_day: int

    @property
    def customers(self) -> "pd.Index":
        """Ids of those with a line, sorted: the order of the features and of every figure a customer."""
        ids: pd.Index = pd.Index(np.sort(np.asarray(self.lines["customer_id"].unique(), dtype=object)))
        return ids

    def later(self, days: int) -> "Past":
        """The same past, with so many days more in which nothing is bought, reviewed or visited."""
        return replace(self, until_day=self.until_day + days)

    def scaled(self, percent: float) -> "Past":
        """Every amount this much higher or lower [percent]."""
        amounts = np.rint(self.lines["amount_minor"].to_numpy() * (1 + percent / 100)).astype(np.int64)
        return replace(self, lines=self.lines.assign(amount_minor=amounts))

    def with_orders(self, count: int, *, minor: Whole) -> "Past":
        """Each customer with so many orders more on the last day, of one line each.

        What is bought is left open, so that no product or category counts as new.

        Args:
            count: Orders more.
            minor: What each is worth, minor units, by customer (n,).
        """
        # A new number is none of the categories that the shop's order numbers are kept as; and each is an order of its
        # own: under an id that is there already they would join that order.
        codes = pd.factorize(self.lines["order_id"])[0]
        lines = self.lines.assign(order_id=codes)
        first = lines.drop_duplicates("customer_id").sort_values("customer_id", key=lambda ids: ids.astype("str"))
        made = first.loc[first.index.repeat(count)].reset_index(drop=True)
        blank = {name: None for name in ("product_id", "product_name", "category", "quantity") if name in made}
        ids = int(codes.max(initial=-1)) + 1 + np.arange(len(made))
        made = made.assign(
            order_id=ids, day=self.until_day, amount_minor=np.repeat(minor, count), is_return=False, **blank
        )
        both = pd.concat([lines, made.astype(lines.dtypes.to_dict())], ignore_index=True)
        return replace(self, lines=both)


def past_of(shop: Shop, positions: Places) -> Past:
    """What is known of the customers at these places of the customer table.

    Raises:
        ToolInputError: The build knows no classical model to make features with.
    """
    if shop.network.classical is None:
        raise ToolInputError(
            Text(
                "this build is too old for what-if questions: build the workspace again",
                "该构建太旧，不能做假设分析：请重新构建工作区",
            )
        )
    ids = shop.customers["customer_id"].to_numpy(dtype=object)[positions]
    chosen = np.zeros(len(shop.customers) + 1, dtype=bool)
    chosen[positions] = True  # the last place, read by customers who are not there, stays False
    lines = shop.transactions[chosen[shop.tables.customer_rows["orders"]]]

    def own(table: pd.DataFrame | None) -> pd.DataFrame | None:
        return None if table is None or "customer_id" not in table else table[table["customer_id"].isin(ids)]

    return Past(lines, own(shop.reviews), own(shop.build.events()), day_number(shop.manifest.as_of))


def features_of(shop: Shop, past: Past) -> Floats:
    """What the network reads of such a past, a row a customer in the order of their ids (n, d)."""
    from models.classical import CLASSICAL_INPUTS

    frame = features_pandas(
        past.lines,
        reviews=past.reviews,
        events=past.events,
        cutoff_day=past.until_day,
        horizon_days=shop.horizon_days,
        first_day=day_number(shop.manifest.first_day),
    )
    classical = shop.network.classical
    if classical is not None:
        x, span, tenure, revenue = (frame[name].to_numpy(dtype=np.float64) for name in CLASSICAL_INPUTS)
        horizon = shop.network.reference_days
        frame = frame.assign(
            **classical.features(x, span, tenure_days=tenure, revenue_minor=revenue, horizon_days=horizon)
        )
    return frame[list(shop.network.features)].to_numpy(dtype=np.float64)


def beyond_known(shop: Shop, features: Floats) -> Masks:
    """Which figures of which customers (n, features) lie outside of what the network has seen, and are cut off."""
    standardiser = shop.network.standardiser
    none = np.full_like(standardiser.low, np.inf)
    inputs = replace(standardiser, low=-none, high=none).inputs(features)[:, : features.shape[1]]
    low, high = (end[: features.shape[1]] for end in (standardiser.low, standardiser.high))
    beyond = (inputs < low - 1e-9) | (inputs > high + 1e-9)
    # What was the same for everybody who was learned from is not read at all, so nothing of it is cut off.
    return np.asarray(beyond & (high > low), dtype=bool)


def usual_order_minor(shop: Shop, past: Past) -> Whole:
    """What an order of each customer is usually worth, minor units (n,): the own average, else the shop's, at least 1.

    Raises:
        ToolInputError: Nobody bought anything here.
    """
    own = _average_orders(past.lines)
    known = own.reindex(past.customers).to_numpy(dtype=np.float64)
    if np.isnan(known).any():
        everybody = shop.transactions
        bought = everybody[(everybody["amount_minor"] > 0) & ~everybody["is_return"]]
        orders = int(bought["order_id"].nunique())
        total = float(everybody["amount_minor"].sum())
        if not orders or total <= 0:
            raise ToolInputError(
                Text(
                    "nobody bought anything here; say what an order is worth (order_value)",
                    "店内没有购买记录；请说明一单值多少（order_value）",
                )
            )
        known = np.where(np.isnan(known), total / orders, known)
    return np.asarray(np.maximum(1, np.rint(known)), dtype=np.int64)


def _average_orders(lines: pd.DataFrame) -> pd.Series:
    """Net revenue over orders of each customer with both; minor units."""
    bought = lines[(lines["amount_minor"] > 0) & ~lines["is_return"]]
    orders = bought.drop_duplicates(["customer_id", "order_id"]).groupby("customer_id", observed=True).size()
    total = lines.groupby("customer_id", observed=True)["amount_minor"].sum().reindex(orders.index)
    average: pd.Series = (total / orders)[total > 0]
    average.index = average.index.astype("object")
    return average
