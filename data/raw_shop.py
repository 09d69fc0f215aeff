"""What the readers of all sources hand to cleaning: frames under canonical names, still as the files had them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from config.text import Text
from data.dates import DayOrder
from data.readers import InputFile


@dataclass(frozen=True)
class RawFrame:
    """One input table under canonical column names, values as the file has them.

    Two columns may come on top. `repeated` (bool): the row equals an earlier one in every column of the file.
    `left_out` (text or missing): code of the rule by which the source leaves the row out.

    Attributes:
        file: The file's name, for messages.
        frame: The rows; the index is the row number in the file.
        headers: Canonical column to the file's own column name, for messages.
        repeats: Whether a repeated row is an error of the file. `decide`: it is where an order number or a time of
            day tells a line apart; two equal purchases in one day are real otherwise.
        made: Rows that are not in the file but were made from it, by index label; they are returns.
        day_order: How earlier files of the shop wrote 03/04/2024; None where nobody knows.
    """

    file: str
    frame: pd.DataFrame
    headers: Mapping[str, str]
    repeats: Literal["drop", "keep", "decide"] = "decide"
    made: frozenset[int] = frozenset()
    day_order: DayOrder | None = None


@dataclass(frozen=True)
class RawShop:
    """All inputs of a shop, read but not cleaned.

    Attributes:
        source: `generic` or the name of a ready source.
        shop_name: What to call the shop.
        currency: ISO code; None where neither the files nor the person say one.
        inputs: The files that were read.
        notes: What a person should know about how they were read.
    """

    source: str
    shop_name: str
    transactions: RawFrame
    reviews: RawFrame | None = None
    customers: RawFrame | None = None
    events: RawFrame | None = None
    currency: str | None = None
    inputs: tuple[InputFile, ...] = ()
    notes: tuple[Text, ...] = field(default=())

    @property
    def named(self) -> RawFrame:
        """The table by which it is told how customers are named: the orders, or another where no orders have come."""
        others = (table for table in (self.customers, self.reviews, self.events) if table is not None)
        return self.transactions if self.has_orders else next(others, self.transactions)

    @property
    def has_orders(self) -> bool:
        """Whether there are any: an update may be of reviews, records or events alone."""
        return len(self.transactions.frame) > 0
