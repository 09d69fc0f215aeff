"""Customer features from orders, as narwhals expressions over integer days: pandas, DuckDB and Spark run them alike.

Every function takes lines up to the cut-off with an `age` column (cut-off day less the line's day, so 0 is the
cut-off itself) and gives one row a customer. Only filter, group by, join and one lag within a customer's own
distinct purchase days are used: all of them mean the same on every engine. Sums are taken over integers, so that the
order in which an engine adds them up cannot show. Types are cast before or after an aggregation, never inside it:
narwhals would fall back to a slow loop over groups on pandas.
"""

from typing import Any

import narwhals as nw

from data.features_list import WINDOWS_DAYS

YEAR_DAYS = 365
MONTH_DAYS = 30

Frame = nw.LazyFrame[Any]


def lines_until(transactions: Frame, cutoff_day: int) -> Frame:
    """The lines up to and including the cut-off, with `age` [days] and whether each is a purchase."""
    return transactions.filter(nw.col("day") <= cutoff_day).with_columns(
        age=(nw.lit(cutoff_day) - nw.col("day")).cast(nw.Int64),
        is_purchase=(nw.col("amount_minor") > 0) & ~nw.col("is_return"),
    )


def money_features(lines: Frame, *, horizon_days: int, full_year: bool) -> Frame:
    """Net revenue in all and by window, returns, gross sales; one row for every customer seen.

    Args:
        lines: From `lines_until`.
        horizon_days: Length of the season window, which starts one year before the horizon does.
        full_year: Whether the data reach back to the start of the season window.
    """
    amount = nw.col("amount_minor")
    in_season = (nw.col("age") < YEAR_DAYS) & (nw.col("age") >= YEAR_DAYS - horizon_days)
    sums = {
        "revenue_minor": amount,
        "gross_minor": _where(nw.col("is_purchase"), amount),
        "returned_minor": _where(nw.col("is_return"), -amount),
        "returns": _where(nw.col("is_return"), nw.lit(1)),
        "season_revenue_minor": _where(in_season, amount) if full_year else amount * 0,
        "revenue_90d_before_minor": _where((nw.col("age") >= 90) & (nw.col("age") < 180), amount),
    }
    sums |= {f"revenue_{days}d_minor": _where(nw.col("age") < days, amount) for days in WINDOWS_DAYS}
    return (
        lines.select("customer_id", "age", **sums)
        .group_by("customer_id")
        .agg(
            *(nw.col(name).sum() for name in sums),
            first_age=nw.col("age").max(),
            last_age=nw.col("age").min(),
        )
    )


def day_features(lines: Frame) -> Frame:
    """Recency, T, t_x, x, the gaps between purchase days and the 30-day periods with a purchase."""
    days = lines.filter(nw.col("is_purchase")).group_by("customer_id", "age").agg(lines=nw.len())
    gaps = days.with_columns(
        gap=(nw.col("age") - nw.col("age").shift(1).over("customer_id", order_by="age")).cast(nw.Float64),
    ).filter(~nw.col("gap").is_null())
    spread = gaps.group_by("customer_id").agg(gap_std_days=nw.col("gap").std(ddof=0))
    months = (
        days.select("customer_id", month=nw.col("age") // MONTH_DAYS)
        .group_by("customer_id", "month")
        .agg(days=nw.len())
        .group_by("customer_id")
        .agg(active_months=nw.len())
    )
    return (
        days.group_by("customer_id")
        .agg(purchase_days=nw.len(), oldest=nw.col("age").max(), newest=nw.col("age").min())
        .join(months, on="customer_id", how="left")
        .join(spread, on="customer_id", how="left")
    )


def order_features(lines: Frame) -> Frame:
    """Orders in all and by window, the largest order and the spread of order totals.

    An order is an order id with a purchase line; its total is the sum of all its lines, discounts and netted
    cancellations included. It counts in a window when it has a purchase line there.
    """
    bought = lines.filter(nw.col("is_purchase")).group_by("customer_id", "order_id").agg(age=nw.col("age").min())
    totals = (
        lines.group_by("customer_id", "order_id")
        .agg(total=nw.col("amount_minor").sum())
        .join(bought, on=["customer_id", "order_id"], how="inner")
        .with_columns(
            total_float=nw.col("total").cast(nw.Float64),
            **{f"orders_{days}d": _where(nw.col("age") < days, nw.lit(1)) for days in WINDOWS_DAYS},
        )
    )
    return totals.group_by("customer_id").agg(
        *(nw.col(f"orders_{days}d").sum() for days in WINDOWS_DAYS),
        orders=nw.len(),
        max_order_minor=nw.col("total").max(),
        std_order_minor=nw.col("total_float").std(ddof=0),
    )


def distinct_bought(lines: Frame, column: str, *, name: str) -> Frame:
    """How many different values of a column a customer bought; missing values do not count."""
    return (
        lines.filter(nw.col("is_purchase") & ~nw.col(column).is_null())
        .group_by("customer_id", column)
        .agg(lines=nw.len())
        .group_by("customer_id")
        .agg(nw.len().alias(name))
    )


def units_bought(lines: Frame) -> Frame:
    """Sum of quantities over purchase lines."""
    return (
        lines.filter(nw.col("is_purchase") & ~nw.col("quantity").is_null())
        .with_columns(units=nw.col("quantity").cast(nw.Float64))
        .group_by("customer_id")
        .agg(nw.col("units").sum())
    )


def _where(condition: nw.Expr, value: nw.Expr) -> nw.Expr:
    """The value where the condition holds, else 0: a sum over a window without a pass of its own."""
    return nw.when(condition).then(value).otherwise(nw.lit(0))
