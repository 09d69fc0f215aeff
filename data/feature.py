"""What a customer feature is: one input of the value network, and what people call it."""

from dataclasses import dataclass
from typing import Literal

from config.text import Text

Kind = Literal["money", "count", "days", "share", "ratio", "rating"]
Source = Literal["orders", "reviews", "events"]


@dataclass(frozen=True)
class Feature:
    """One column that `data.features` makes.

    Attributes:
        key: Column name; money columns end in `_minor`.
        kind: `money` in minor units, `share` 0..1 (trend: -1..1), `ratio` a plain quotient.
        label: Name for people.
        definition: What the number means, cut-off day included in the past.
        needs: The table it is made from.
        column: Optional column of that table it is made from; empty where the minimum columns do.
        whole: An int64 that is never missing and equal on every engine; otherwise a float64.
        nullable: Missing (NaN) for customers it is not defined for, such as a gap after one purchase.
    """

    key: str
    kind: Kind
    label: Text
    definition: Text
    needs: Source = "orders"
    column: str = ""
    whole: bool = True
    nullable: bool = False
