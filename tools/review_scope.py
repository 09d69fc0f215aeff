"""Which reviews a tool is asked about: customers, products, ratings, days, and any filter of the query engine."""

import datetime as dt

import numpy as np
import pandas as pd
from pydantic import Field

from config.text import Text
from data.query_columns import View
from data.query_deeds import condition_mask
from data.query_periods import covered_span, period_mask
from data.spec import Filter, Measure, Period, Query
from tools.access import check_query
from tools.context import ToolContext
from tools.making import ToolArguments
from tools.shop import Shop

# What these arguments of reviews filter by.
SHORTHAND = {"customer_ids": "customer_id", "products": "product", "categories": "category", "languages": "language"}


class ReviewScope(ToolArguments):
    """Which reviews."""

    customer_ids: list[str] = Field(default_factory=list, max_length=1000)
    products: list[str] = Field(default_factory=list, max_length=100, description="Product names or codes.")
    categories: list[str] = Field(default_factory=list, max_length=100)
    languages: list[str] = Field(default_factory=list, max_length=10, description="en, zh, pt or other.")
    rating_min: float | None = Field(default=None, description="Lowest rating, included.")
    rating_max: float | None = Field(default=None, description="Highest rating, included.")
    start: dt.date | None = Field(default=None, description="First day, included.")
    end: dt.date | None = Field(default=None, description="Last day, included.")
    filters: list[Filter] = Field(
        default_factory=list,
        max_length=10,
        description="Further filters, as in query_reviews: country, value_tier, rfm_segment and other customer keys.",
    )


def matching_reviews(context: ToolContext, asked: ReviewScope, notes: list[Text]) -> pd.DataFrame:
    """The reviews that pass every filter, with their texts, in the order of the build.

    Raises:
        ToolInputError: A filter names what is not there; the message says what is nearest.
        AccessError: The role may not ask it.
    """
    shop: Shop = context.shop
    view = View("reviews", shop.tables, shop.dictionary, shop.manifest.minor_digits)
    filters = [*_filters(asked), *asked.filters]
    query = Query(
        table="reviews",
        filters=filters,
        period=Period(start=asked.start, end=asked.end) if asked.start or asked.end else None,
        measures=[Measure(metric="reviews")],
    )
    check_query(context, query)
    covered_span(view, query, notes)
    within = period_mask(view, query)
    mask = np.ones(len(view.frame), dtype=bool) if within is None else within
    for condition in filters:
        mask &= condition_mask(view, condition, notes=notes)
    reviews = shop.reviews
    if reviews is None or len(reviews) != len(mask):
        raise RuntimeError("the review texts and the reviews table of a build should have the same rows")
    return reviews if mask.all() else reviews[mask]


def _filters(asked: ReviewScope) -> list[Filter]:
    """The short arguments as filters of the query engine, which knows the values' other names and the nearest ones."""
    filters = []
    for argument, column in SHORTHAND.items():
        values = getattr(asked, argument)  # a name of ours, not the model's
        if values:
            filters.append(Filter(column=column, op="in", value=values))
    if asked.rating_min is not None:
        filters.append(Filter(column="rating", op="ge", value=asked.rating_min))
    if asked.rating_max is not None:
        filters.append(Filter(column="rating", op="le", value=asked.rating_max))
    return filters
