"""The tables of a build, held in memory the way queries want them: text as categories, customers found by position."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from data.spec import TableName

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class QueryTables:
    """Customers, order lines and reviews of one build.

    Attributes:
        customers: One row a customer, sorted by customer_id.
        orders: One row an order line, sorted by day.
        reviews: One row a review, or None.
        customer_rows: For orders and reviews: each row's position in `customers`, -1 where it is not there.
        as_of_day: Last day the numbers know of, in days since 1970-01-01.
        first_day: First day of the data.
    """

    customers: pd.DataFrame
    orders: pd.DataFrame
    reviews: pd.DataFrame | None
    customer_rows: Mapping[TableName, Rows]
    as_of_day: int
    first_day: int

    @staticmethod
    def create(
        customers: pd.DataFrame,
        transactions: pd.DataFrame,
        *,
        reviews: pd.DataFrame | None = None,
        as_of_day: int,
        first_day: int,
    ) -> "QueryTables":
        """The tables as written by a build; the frames given are left as they are."""
        ids = pd.Index(customers["customer_id"])
        held = _with_categories(_with_derived(customers, as_of_day))
        rows: dict[TableName, Rows] = {"orders": _positions(ids, transactions)}
        if reviews is not None:
            rows["reviews"] = _positions(ids, reviews)
        return QueryTables(
            held,
            _with_categories(transactions),
            None if reviews is None else _with_categories(reviews.drop(columns=["title", "text"], errors="ignore")),
            rows,
            as_of_day,
            first_day,
        )

    def frame(self, table: TableName) -> pd.DataFrame | None:
        """The frame of that table; None where the build has no reviews."""
        return {"customers": self.customers, "orders": self.orders, "reviews": self.reviews}[table]

    @cached_property
    def every_row(self) -> Mapping[TableName, Rows]:
        """All positions of each table; made once, for many queries leave no row out."""
        made = {name: np.arange(len(frame), dtype=np.int64) for name, frame in self._frames().items()}
        for rows in made.values():
            rows.flags.writeable = False
        return made

    def columns(self) -> dict[TableName, frozenset[str]]:
        """Column names by table, without tables that are not there."""
        return {name: frozenset(frame.columns) for name, frame in self._frames().items()}

    def _frames(self) -> dict[TableName, pd.DataFrame]:
        names: tuple[TableName, ...] = ("customers", "orders", "reviews")
        frames = {name: self.frame(name) for name in names}
        return {name: frame for name, frame in frames.items() if frame is not None}


def _with_derived(customers: pd.DataFrame, as_of_day: int) -> pd.DataFrame:
    made: dict[str, pd.Series] = {}
    if "tenure_days" in customers:
        made["first_purchase_day"] = as_of_day - customers["tenure_days"]
    if "recency_days" in customers:
        made["last_purchase_day"] = as_of_day - customers["recency_days"]
    if {"revenue_minor", "returned_minor"} <= set(customers.columns):
        made["gross_revenue_minor"] = customers["revenue_minor"] + customers["returned_minor"]
    return customers.assign(**made)


def _with_categories(frame: pd.DataFrame) -> pd.DataFrame:
    # Group by and comparison run on integer codes of categories, several times faster than on text.
    text = [
        name
        for name in frame.columns
        if not isinstance(frame[name].dtype, pd.CategoricalDtype)
        and (pd.api.types.is_string_dtype(frame[name].dtype) or frame[name].dtype == object)
    ]
    return frame.assign(**{name: frame[name].astype("category") for name in text})


def _positions(ids: pd.Index, frame: pd.DataFrame) -> Rows:
    if "customer_id" not in frame:
        return np.full(len(frame), -1, dtype=np.int64)
    codes = pd.Categorical(frame["customer_id"])
    by_code = ids.get_indexer(pd.Index(codes.categories)).astype(np.int64)
    # Code -1 (no customer) indexes the appended -1.
    rows: Rows = np.append(by_code, -1)[codes.codes]
    return rows
