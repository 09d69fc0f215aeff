"""Customer features from reviews and behaviour events, as narwhals expressions over integer days."""

from typing import Any

import narwhals as nw

Frame = nw.LazyFrame[Any]

LOW_RATING = 2
CART_EVENTS = ("cart", "add_to_cart", "addtocart", "add to cart", "加购", "加入购物车")


def review_features(reviews: Frame, *, cutoff_day: int, rated: bool) -> Frame:
    """Reviews written up to the cut-off and, where the table has ratings, what was given; one row a reviewer."""
    past = reviews.filter((nw.col("day") <= cutoff_day) & ~nw.col("customer_id").is_null())
    written = past.group_by("customer_id").agg(reviews=nw.len(), last_day=nw.col("day").max())
    written = written.with_columns(review_recency_days=(nw.lit(cutoff_day) - nw.col("last_day")).cast(nw.Float64))
    written = written.drop("last_day")
    if not rated:
        return written
    ratings = past.select("customer_id", "day", rating=nw.col("rating").cast(nw.Float64))
    ratings = ratings.filter(~nw.col("rating").is_null())
    ratings = ratings.with_columns(
        low=nw.when(nw.col("rating") <= LOW_RATING).then(nw.lit(1)).otherwise(nw.lit(0)),
    )
    given = ratings.group_by("customer_id").agg(
        rating_mean=nw.col("rating").mean(), low_ratings=nw.col("low").sum(), day=nw.col("day").max()
    )
    # Two reviews on the last day have no order between them: their mean is the same on every engine.
    last = (
        ratings.join(given.select("customer_id", "day"), on=["customer_id", "day"], how="inner")
        .group_by("customer_id")
        .agg(rating_last=nw.col("rating").mean())
    )
    return written.join(given.drop("day"), on="customer_id", how="left").join(last, on="customer_id", how="left")


def event_features(events: Frame, *, cutoff_day: int) -> Frame:
    """Behaviour events up to the cut-off; one row a customer with any."""
    age = nw.lit(cutoff_day) - nw.col("day")
    counted = events.filter((nw.col("day") <= cutoff_day) & ~nw.col("customer_id").is_null()).select(
        "customer_id",
        event_recency_days=age.cast(nw.Float64),
        events_30d=_one_where(age < 30),
        events_90d=_one_where(age < 90),
        carts_90d=_one_where((age < 90) & nw.col("event").str.to_lowercase().is_in(CART_EVENTS)),
    )
    counts = ("events_30d", "events_90d", "carts_90d")
    return counted.group_by("customer_id").agg(
        *(nw.col(name).sum() for name in counts),
        event_recency_days=nw.col("event_recency_days").min(),
    )


def _one_where(condition: nw.Expr) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))
