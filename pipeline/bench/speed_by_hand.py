"""Answers in pandas as a person at home in it would write them by hand, for `pipeline.bench.speed_pairs`."""

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

Q1 = ("2026-01-01", "2026-03-31")
Q2 = ("2026-04-01", "2026-06-30")


def bought(lines: pd.DataFrame) -> pd.DataFrame:
    """Lines that are purchases, not returns."""
    return lines[lines["amount_minor"] > 0]


def within(lines: pd.DataFrame, first: str, last: str) -> pd.DataFrame:
    """Lines of those days, both ends included."""
    start, end = ((pd.Timestamp(day) - pd.Timestamp(0)).days for day in (first, last))
    return lines[lines["day"].between(start, end)]


def germany_in_march(lines: pd.DataFrame) -> pd.Series:
    """Revenue of one month in one country."""
    days = within(lines, "2026-03-01", "2026-03-31")
    return pd.Series([days.loc[days["country"] == "Germany", "amount_minor"].sum() / 100])


def best_sellers(lines: pd.DataFrame) -> pd.Series:
    """Units of the five products that sold most in the quarter."""
    return bought(within(lines, *Q2)).groupby("product_name", observed=True)["quantity"].sum().nlargest(5)


def buyers_of_toys(lines: pd.DataFrame) -> pd.Series:
    """How many customers bought of a category in the quarter."""
    days = bought(within(lines, *Q2))
    return pd.Series([days.loc[days["category"] == "Toys", "customer_id"].nunique()])


def month(lines: pd.DataFrame) -> npt.NDArray[np.datetime64]:
    """The month of each line."""
    return lines["day"].to_numpy().astype("datetime64[D]").astype("datetime64[M]")


def revenue(lines: pd.DataFrame, by: str) -> pd.Series:
    """Revenue by a column."""
    return lines.groupby(by, observed=True)["amount_minor"].sum() / 100


def order_values(lines: pd.DataFrame) -> pd.Series:
    """The total of each order with a purchase."""
    totals = lines.groupby("order_id", observed=True)["amount_minor"].sum()
    return totals.loc[bought(lines)["order_id"].unique()] / 100


def order_values_by(lines: pd.DataFrame, key: str) -> pd.DataFrame:
    """Orders with a purchase: their total, and the key of their lines."""
    orders = lines.groupby("order_id", observed=True).agg(total=("amount_minor", "sum"), key=(key, "first"))
    return orders.loc[bought(lines)["order_id"].unique()]


def quarterly_growth(lines: pd.DataFrame) -> pd.Series:
    """Growth of revenue from one quarter to the next, by country."""
    now, then = (revenue(within(lines, *quarter), "country") for quarter in (Q2, Q1))
    return now / then - 1


def monthly_growth(lines: pd.DataFrame) -> pd.Series:
    """Growth of revenue over the month before."""
    return lines.groupby(month(lines))["amount_minor"].sum().pct_change()


def average_order(lines: pd.DataFrame) -> pd.Series:
    """Revenue for each order, by country."""
    orders = bought(lines).groupby("country", observed=True)["order_id"].nunique()
    return revenue(lines, "country") / orders


def buyers_who_spent(lines: pd.DataFrame) -> pd.Series:
    """How many customers spent over 1,000 in the quarter."""
    spent = within(lines, *Q2).groupby("customer_id", observed=True)["amount_minor"].sum()
    return pd.Series([(spent > 100_000).sum()])


def of_the_best(lines: pd.DataFrame, customers: pd.DataFrame) -> pd.Series:
    """Share of revenue of the tenth of the customers with most revenue."""
    best = customers.nlargest(math.ceil(len(customers) / 10), "revenue_minor")["customer_id"]
    kept = lines[lines["customer_id"].isin(best)]
    return pd.Series([kept["amount_minor"].sum() / lines["amount_minor"].sum()])


def apart(lines: pd.DataFrame) -> pd.Series:
    """Revenue of Germany less that of France, and the other way round."""
    sums = revenue(lines[lines["country"].isin(["Germany", "France"])], "country")
    return pd.Series([sums["Germany"] - sums["France"], sums["France"] - sums["Germany"]])


def per_month(lines: pd.DataFrame) -> pd.Series:
    """Average revenue of a month, by country."""
    sums = lines.groupby(["country", month(lines)], observed=True)["amount_minor"].sum()
    return sums.groupby("country", observed=True).mean() / 100


def percentile_of_orders(lines: pd.DataFrame) -> pd.Series:
    """90th percentile of order value, by channel."""
    return order_values_by(lines, "channel").groupby("key", observed=True)["total"].quantile(0.9) / 100
