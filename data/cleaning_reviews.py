"""Reviews, cleaned: one row a review, text byte for byte as the customer wrote it, linked to customer and product."""

from typing import Final

import numpy as np
import pandas as pd

from data.cleaning_checks import check_dates, texts
from data.dates import read_dates
from data.identities import Naming, read_ids
from data.instructions import is_instruction
from data.languages import review_language
from data.numbers import Mask
from data.quality import TableQuality
from data.quality_log import TableLog
from data.ratings import read_ratings
from data.raw_shop import RawFrame

_IDS: Final = ("product_id", "order_id")
_ORDER: Final = (
    *("review_id", "day", "rating", "title", "text", "language"),
    *("customer_id", "product_id", "product_name", "category", "order_id"),
)


def clean_reviews(
    raw: RawFrame, lines: pd.DataFrame, *, as_of_day: int, today: int, naming: Naming
) -> tuple[pd.DataFrame, TableQuality]:
    """The reviews table of a build, sorted by day and id, and what was done to it.

    Texts are kept as they are, hostile ones too: they are data, and quotes must equal them byte for byte.

    Args:
        raw: The reviews as read.
        lines: The clean transactions, which lend customer and product where a review names only its order.
        as_of_day: Last day to know of [days since 1970].
        today: Later days cannot be [days since 1970].
        naming: How ids and contacts of reviewers become customer ids.

    Raises:
        DataFileError: There are no dates or ratings, or too many impossible ones.
    """
    log = TableLog("reviews", raw.frame, shown=("review_id", "date", "rating"))
    frame = raw.frame
    written = {name: _as_written(frame[name]) if name in frame else None for name in ("title", "text")}
    rating = read_ratings(raw, log)
    filled = np.isfinite(rating)
    for column in written.values():
        if column is not None:
            filled |= column.str.strip().ne("").to_numpy(dtype=bool)
    log.drop("repeated", frame["repeated"].to_numpy(dtype=bool))
    log.drop("empty_review", ~filled)
    dates = check_dates(raw, log, dates=read_dates(frame["date"], usual=raw.day_order), today=today)
    log.drop("after_as_of", dates.days > as_of_day)
    ids = _review_ids(frame, log)
    kept = log.alive
    reviews = pd.DataFrame({"review_id": ids[kept], "day": dates.days[kept], "rating": rating[kept]})
    for name, column in written.items():
        reviews[name] = "" if column is None else column[kept].to_numpy()
    reviews["language"] = _languages(reviews)
    for name in (name for name in _IDS if name in frame):
        reviews[name] = read_ids(frame.loc[kept, name]).to_numpy()
    for name in (name for name in ("product_name", "category") if name in frame):
        reviews[name] = texts(frame.loc[kept, name]).to_numpy()
    if "customer_id" in frame:
        reviews["customer_id"] = naming.ids(frame.loc[kept, "customer_id"]).to_numpy()
    reviews = _link(reviews, lines, log)
    _note_kept(reviews, lines, log)
    columns = [name for name in _ORDER if name in reviews and (name == "rating" or reviews[name].notna().any())]
    return reviews[columns].sort_values(["day", "review_id"], kind="stable", ignore_index=True), log.finish()


def _as_written(column: pd.Series) -> pd.Series:
    """The texts as they stand, missing ones empty."""
    return column.astype("str").fillna("")


def _review_ids(frame: pd.DataFrame, log: TableLog) -> pd.Series:
    """A unique id for every review still in; those that repeat an earlier id are taken out."""
    made = pd.Series([f"review-{row}" for row in frame.index], index=frame.index, dtype="str")
    if "review_id" not in frame:
        return made
    ids = read_ids(frame["review_id"]).fillna(made)
    again = np.zeros(len(frame), dtype=bool)
    again[log.alive] = ids[log.alive].duplicated().to_numpy(dtype=bool)
    log.drop("same_review_id", again)
    return ids


def _languages(reviews: pd.DataFrame) -> pd.Series:
    found = [review_language(f"{title} {text}") for title, text in zip(reviews["title"], reviews["text"], strict=True)]
    return pd.Series(found, index=reviews.index, dtype="str")


def _link(reviews: pd.DataFrame, lines: pd.DataFrame, log: TableLog) -> pd.DataFrame:
    """Customer and product through the order, product name and category through the product, where missing."""
    linked = reviews.copy()
    if "order_id" in linked:
        by_size = lines.sort_values("amount_minor", ascending=False, kind="stable")
        order = by_size.drop_duplicates("order_id").set_index("order_id")
        for name in (name for name in ("customer_id", "product_id") if name in order):
            lent = linked["order_id"].map(order[name]).astype("str")
            linked[name] = linked[name].fillna(lent) if name in linked else lent
        if "product_id" in order and "product_id" not in reviews:
            _note_many_products(linked, lines, log)
    if "product_id" in linked and "product_id" in lines:
        # The name that a product has most often, so that a remark in one line does not rename it.
        for name in (name for name in ("product_name", "category") if name in lines):
            known = lines[["product_id", name]].dropna().value_counts(sort=True).reset_index()
            usual = known.sort_values(["product_id", "count", name], ascending=[True, False, True], kind="stable")
            names = usual.drop_duplicates("product_id").set_index("product_id")[name]
            lent = linked["product_id"].map(names).astype("str")
            linked[name] = linked[name].fillna(lent) if name in linked else lent
    return linked


def _note_many_products(reviews: pd.DataFrame, lines: pd.DataFrame, log: TableLog) -> None:
    products = lines.groupby("order_id")["product_id"].nunique()
    many = int((reviews["order_id"].map(products) > 1).sum())
    if many:
        log.note(
            f"{many:,} reviews are of orders with several products: the dearest one is taken as the product reviewed",
            f"{many:,} 条评价所属订单含多种商品：以其中金额最高的商品作为被评价商品",
        )


def _note_kept(reviews: pd.DataFrame, lines: pd.DataFrame, log: TableLog) -> None:
    def of_all(rows: pd.Series) -> Mask:
        everywhere = np.zeros(len(log.alive), dtype=bool)
        everywhere[np.flatnonzero(log.alive)[rows.to_numpy(dtype=bool)]] = True
        return everywhere

    log.change("rating_only", of_all(reviews["text"].str.strip().eq("") & reviews["title"].str.strip().eq("")))
    told = [is_instruction(f"{title}\n{text}") for title, text in zip(reviews["title"], reviews["text"], strict=True)]
    log.change("instruction_like", of_all(pd.Series(told, index=reviews.index, dtype=bool)))
    if "customer_id" in reviews:
        known = reviews["customer_id"].isin(lines["customer_id"].unique())
        log.change("review_of_stranger", of_all(reviews["customer_id"].notna() & ~known))
        log.change("review_without_customer", of_all(reviews["customer_id"].isna()))
