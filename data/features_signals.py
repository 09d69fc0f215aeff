"""Customer features from reviews and behaviour events, as narwhals expressions over integer days."""

from collections.abc import Mapping
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
    return written.join(_given(past), on="customer_id", how="left") if rated else written


def _given(past: Frame) -> Frame:
    """The ratings among these reviews: mean, last, low ones, trend; one row a customer who gave any."""
    ratings = past.select("customer_id", "day", rating=nw.col("rating").cast(nw.Float64))
    ratings = ratings.filter(~nw.col("rating").is_null())
    ratings = ratings.with_columns(low=_one_where(nw.col("rating") <= LOW_RATING))
    given = ratings.group_by("customer_id").agg(
        rating_mean=nw.col("rating").mean(),
        low_ratings=nw.col("low").sum(),
        ratings=nw.len(),
        first_day=nw.col("day").min(),
        last_day=nw.col("day").max(),
    )
    dated = ratings.join(given.select("customer_id", "first_day", "last_day"), on="customer_id", how="inner")
    # Two reviews on the last day have no order between them: their mean is the same on every engine.
    last = dated.filter(nw.col("day") == nw.col("last_day")).group_by("customer_id")
    several = dated.filter(nw.col("first_day") < nw.col("last_day"))
    is_late = 2 * nw.col("day") > nw.col("first_day") + nw.col("last_day")
    early = several.filter(~is_late).group_by("customer_id").agg(early=nw.col("rating").mean())
    late = several.filter(is_late).group_by("customer_id").agg(late=nw.col("rating").mean())
    given = given.with_columns(low_rating_share=nw.col("low_ratings").cast(nw.Float64) / nw.col("ratings"))
    given = given.drop("ratings", "first_day", "last_day")
    for part in (last.agg(rating_last=nw.col("rating").mean()), early, late):
        given = given.join(part, on="customer_id", how="left")
    return given.with_columns(rating_trend=nw.col("late") - nw.col("early")).drop("early", "late")


def text_features(reviews: Frame, *, cutoff_day: int, columns: Mapping[str, str]) -> Frame:
    """Means over a customer's reviews up to the cut-off of what was worked out for each of them from its text.

    Args:
        reviews: With those columns, missing where a review has no text to work it out from.
        cutoff_day: Last day that counts as past.
        columns: Column of the reviews by name of the mean.
    """
    past = reviews.filter((nw.col("day") <= cutoff_day) & ~nw.col("customer_id").is_null())
    said = past.select("customer_id", **{name: nw.col(column).cast(nw.Float64) for name, column in columns.items()})
    return said.group_by("customer_id").agg(*(nw.col(name).mean() for name in columns))


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
