"""A query as typed data: what planner and language models fill in, and the only thing the query engine runs.

Column and metric names are checked against the metric dictionary; no text in here is ever executed.
"""

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

TableName = Literal["customers", "orders", "reviews"]
Operator = Literal["eq", "ne", "lt", "le", "gt", "ge", "in", "not_in", "between", "contains", "missing", "present"]
Aggregate = Literal["default", "sum", "mean", "median", "min", "max", "p10", "p25", "p75", "p90", "count", "distinct"]
Bucket = Literal["day", "week", "month", "quarter", "year", "weekday"]
Scalar = str | int | float | bool


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Period(_Spec):
    """Days from start to end, both included; an open side is the first or last day of the data."""

    start: dt.date | None = None
    end: dt.date | None = None


class Filter(_Spec):
    """Keep rows where a column compares so with a value. Several filters are joined by "and"."""

    column: str = Field(description="A metric key or attribute named by describe_data.")
    op: Operator
    value: Scalar | list[Scalar] | None = Field(
        default=None,
        description="Number, text or ISO date; a list for in/not_in/between (inclusive). Money in currency units.",
    )
    period: Period | None = Field(default=None, description="What the customer did in these days: orders ge 1, …")


class Measure(_Spec):
    """A metric, summed up over the rows of a group."""

    metric: str = Field(description="Metric key, such as revenue or predicted_value.")
    aggregate: Aggregate = Field(default="default", description="`default` is the metric's own rule.")
    share_of_total: bool = Field(default=False, description="Also give the group's share of the total (0..1).")
    per: str = Field(
        default="", description="Measure each of these (customer_id, month …) first, then aggregate: revenue per month."
    )


class Having(_Spec):
    """Keep groups whose measure compares so with a number."""

    measure: str
    op: Literal["eq", "ne", "lt", "le", "gt", "ge"]
    value: float


class Top(_Spec):
    """Keep only the customers highest (or lowest) by a metric, before measuring: the top 10 % by revenue."""

    by: str
    percent: float | None = Field(default=None, gt=0, le=100)
    count: int | None = Field(default=None, ge=1, le=1_000_000)
    lowest: bool = False


class Query(_Spec):
    """One question to one table.

    Without `measures` and `group_by` the rows themselves are listed with `columns`. With `measures`, one row a
    group (one row in all without `group_by`). `share_of_total` is measured against all rows that pass `filters`
    and `period` but before `part`, `top`, `having` and `limit`.
    """

    table: TableName
    filters: list[Filter] = Field(default_factory=list)
    period: Period | None = Field(default=None, description="For orders and reviews: their day.")
    group_by: list[str] = Field(
        default_factory=list, max_length=5, description="Attributes or day/week/month/quarter/year/weekday."
    )
    measures: list[Measure] = Field(default_factory=list, max_length=8)
    columns: list[str] = Field(default_factory=list, max_length=20, description="When listing rows: what to show.")
    part: list[Filter] = Field(
        default_factory=list,
        description="Further filters that the measured rows must pass but share_of_total's total need not.",
    )
    top: Top | None = None
    share_within: list[str] = Field(
        default_factory=list, max_length=2, description="Keys of group_by: shares are of the total of each of them."
    )
    against: Period | Literal["previous", "year"] | None = Field(
        default=None,
        description="Add each measure of an earlier {start, end}, its difference and growth; in groups by time of the "
        '"previous" span, or of the "year" before.',
    )
    having: list[Having] = Field(default_factory=list)
    sort_by: str | None = Field(default=None, description="Column or measure key; groups by time sort by time.")
    descending: bool | None = Field(
        default=None, description="Default: numbers from the highest, names and times from the first."
    )
    limit: int = Field(default=50, ge=1, le=1000)
    compare: bool = Field(
        default=False, description="With exactly two groups: add the difference and ratio of each measure."
    )
