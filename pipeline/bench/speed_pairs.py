"""Questions as a query and as pandas written by hand, for `pipeline.bench.speed` to set side by side."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipeline.bench import speed_by_hand as hand


@dataclass(frozen=True)
class Pair:
    """One question as a query and as pandas written by hand.

    Attributes:
        name: What is asked.
        query: The query; of order lines unless it names a table.
        by_hand: The figures that the query should give, from the same frames: order lines and customers.
        column: Key of the query's column that holds them; by default its first measure's.
    """

    name: str
    query: Mapping[str, Any]
    by_hand: Callable[[pd.DataFrame, pd.DataFrame], pd.Series]
    column: str = ""


_GERMANY = {"column": "country", "op": "eq", "value": "Germany"}


def _period(first: str, last: str) -> dict[str, str]:
    return {"start": first, "end": last}


SUMS = (
    Pair("revenue", {"measures": [{"metric": "revenue"}]}, lambda o, c: pd.Series([o["amount_minor"].sum() / 100])),
    Pair(
        "revenue of a month in a country",
        {"measures": [{"metric": "revenue"}], "filters": [_GERMANY], "period": _period("2026-03-01", "2026-03-31")},
        lambda o, c: hand.germany_in_march(o),
    ),
    Pair(
        "revenue by country",
        {"group_by": ["country"], "measures": [{"metric": "revenue"}]},
        lambda o, c: hand.revenue(o, "country"),
    ),
    Pair(
        "revenue by month",
        {"group_by": ["month"], "measures": [{"metric": "revenue"}]},
        lambda o, c: o.groupby(hand.month(o))["amount_minor"].sum() / 100,
    ),
    Pair(
        "revenue share by category",
        {"group_by": ["category"], "measures": [{"metric": "revenue", "share_of_total": True}]},
        lambda o, c: hand.revenue(o, "category") / (o["amount_minor"].sum() / 100),
        column="revenue_share",
    ),
    Pair(
        "revenue by country and category",
        {"group_by": ["country", "category"], "measures": [{"metric": "revenue"}], "limit": 1000},
        lambda o, c: o.groupby(["country", "category"], observed=True)["amount_minor"].sum() / 100,
    ),
    Pair(
        "categories that sold over 100,000",
        {
            "group_by": ["category"],
            "measures": [{"metric": "revenue"}],
            "having": [{"measure": "revenue", "op": "gt", "value": 100_000}],
        },
        lambda o, c: hand.revenue(o, "category").loc[lambda sums: sums > 100_000],
    ),
    Pair(
        "Germany beside France",
        {
            "group_by": ["country"],
            "measures": [{"metric": "revenue"}],
            "filters": [{"column": "country", "op": "in", "value": ["Germany", "France"]}],
            "compare": True,
        },
        lambda o, c: hand.apart(o),
        column="revenue_difference",
    ),
    Pair(
        "growth over the quarter before by country",
        {
            "group_by": ["country"],
            "measures": [{"metric": "revenue"}],
            "period": _period(*hand.Q2),
            "against": _period(*hand.Q1),
        },
        lambda o, c: hand.quarterly_growth(o),
        column="revenue_growth",
    ),
    Pair(
        "growth over the month before",
        {"group_by": ["month"], "measures": [{"metric": "revenue"}], "against": "previous"},
        lambda o, c: hand.monthly_growth(o),
        column="revenue_growth",
    ),
    Pair(
        "average monthly revenue by country",
        {"group_by": ["country"], "measures": [{"metric": "revenue", "per": "month"}]},
        lambda o, c: hand.per_month(o),
    ),
    Pair(
        "top 10 customers by revenue",
        {
            "group_by": ["customer_id"],
            "measures": [{"metric": "revenue"}],
            "sort_by": "revenue",
            "descending": True,
            "limit": 10,
        },
        lambda o, c: hand.revenue(o, "customer_id").nlargest(10),
    ),
    Pair(
        "units of the top 5 products of a quarter",
        {
            "group_by": ["product"],
            "measures": [{"metric": "units"}],
            "period": _period(*hand.Q2),
            "sort_by": "units",
            "descending": True,
            "limit": 5,
        },
        lambda o, c: (
            hand.bought(hand.within(o, *hand.Q2)).groupby("product_name", observed=True)["quantity"].sum().nlargest(5)
        ),
    ),
)
COUNTS = (
    Pair(
        "orders by channel",
        {"group_by": ["channel"], "measures": [{"metric": "orders"}]},
        lambda o, c: hand.bought(o).groupby("channel", observed=True)["order_id"].nunique(),
    ),
    Pair(
        "customers by country",
        {"group_by": ["country"], "measures": [{"metric": "customers"}]},
        lambda o, c: hand.bought(o).groupby("country", observed=True)["customer_id"].nunique(),
    ),
    Pair(
        "customers by month",
        {"group_by": ["month"], "measures": [{"metric": "customers"}]},
        lambda o, c: hand.bought(o).groupby(hand.month(hand.bought(o)))["customer_id"].nunique(),
    ),
    Pair(
        "products by customer, the 10 widest baskets",
        {
            "group_by": ["customer_id"],
            "measures": [{"metric": "products"}],
            "sort_by": "products",
            "descending": True,
            "limit": 10,
        },
        lambda o, c: hand.bought(o).groupby("customer_id", observed=True)["product_id"].nunique().nlargest(10),
    ),
)
ORDER_VALUES = (
    Pair(
        "average order value by country",
        {"group_by": ["country"], "measures": [{"metric": "average_order_value"}]},
        lambda o, c: hand.average_order(o),
    ),
    Pair(
        "median order value",
        {"measures": [{"metric": "order_value", "aggregate": "median"}]},
        lambda o, c: pd.Series([hand.order_values(o).median()]),
    ),
    Pair(
        "90th percentile of order value by channel",
        {"group_by": ["channel"], "measures": [{"metric": "order_value", "aggregate": "p90"}]},
        lambda o, c: hand.percentile_of_orders(o),
    ),
)
CUSTOMERS = (
    Pair(
        "customers with more than 20 orders",
        {
            "table": "customers",
            "filters": [{"column": "orders", "op": "gt", "value": 20}],
            "measures": [{"metric": "customers"}],
        },
        lambda o, c: pd.Series([(c["orders"] > 20).sum()]),
    ),
    Pair(
        "predicted value by tier",
        {"table": "customers", "group_by": ["value_tier"], "measures": [{"metric": "predicted_value"}]},
        lambda o, c: c.groupby("value_tier", observed=True)["predicted_value_minor"].sum() / 100,
    ),
    Pair(
        "silent customers of a country",
        {
            "table": "customers",
            "filters": [_GERMANY, {"column": "recency_days", "op": "gt", "value": 90}],
            "measures": [{"metric": "customers"}],
        },
        lambda o, c: pd.Series([((c["country"] == "Germany") & (c["recency_days"] > 90)).sum()]),
    ),
    Pair(
        "customers who spent over 1,000 in a quarter",
        {
            "table": "customers",
            "filters": [{"column": "revenue", "op": "gt", "value": 1000, "period": _period(*hand.Q2)}],
            "measures": [{"metric": "customers"}],
        },
        lambda o, c: hand.buyers_who_spent(o),
    ),
    Pair(
        "customers who bought a category in a quarter",
        {
            "table": "customers",
            "filters": [{"column": "category", "op": "eq", "value": "Toys", "period": _period(*hand.Q2)}],
            "measures": [{"metric": "customers"}],
        },
        lambda o, c: pd.Series(
            [
                hand.bought(hand.within(o, *hand.Q2))
                .loc[lambda lines: lines["category"] == "Toys", "customer_id"]
                .nunique()
            ]
        ),
    ),
    Pair(
        "share of the top tenth of the customers",
        {"measures": [{"metric": "revenue", "share_of_total": True}], "top": {"by": "revenue", "percent": 10}},
        lambda o, c: hand.of_the_best(o, c),
        column="revenue_share",
    ),
    Pair(
        "the 10 customers of the highest predicted value",
        {
            "table": "customers",
            "columns": ["customer_id", "predicted_value"],
            "sort_by": "predicted_value",
            "descending": True,
            "limit": 10,
        },
        lambda o, c: c.nlargest(10, "predicted_value_minor")["predicted_value_minor"] / 100,
        column="predicted_value",
    ),
)
PAIRS = (*SUMS, *COUNTS, *ORDER_VALUES, *CUSTOMERS)
