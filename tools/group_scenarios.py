"""What may be supposed of a group of customers, and how it is told."""

from collections.abc import Mapping
from typing import Final

from pydantic import Field, model_validator

from config.text import Text
from data.segments import SEGMENT_NAMES, Segment
from tools.making import ToolArguments

# Who has gone quiet, so that there is somebody to win back.
QUIET: tuple[Segment, ...] = ("at_risk", "hibernating", "lost")
NOW = Text("as it is", "现状")
MOST_SCENARIOS: Final = 6
# Least and most of each change; a share of nobody is no scenario, so that shares lie above their least.
LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "win_back_percent": (0, 100),
    "lose_percent": (0, 100),
    "orders": (1, 50),
    "order_value_change_percent": (-90, 500),
    "days_later": (1, 365),
}
SHARES: Final = frozenset({"win_back_percent", "lose_percent"})


class Scenario(ToolArguments):
    """One supposition; several changes of one scenario hold together."""

    win_back_percent: float | None = Field(
        default=None, gt=LIMITS["win_back_percent"][0], le=LIMITS["win_back_percent"][1]
    )
    lose_percent: float | None = Field(default=None, gt=LIMITS["lose_percent"][0], le=LIMITS["lose_percent"][1])
    orders: int | None = Field(default=None, ge=LIMITS["orders"][0], le=LIMITS["orders"][1])
    order_value: float | None = Field(default=None, gt=0, le=1e9)
    order_value_change_percent: float | None = Field(
        default=None, ge=LIMITS["order_value_change_percent"][0], le=LIMITS["order_value_change_percent"][1]
    )
    days_later: int | None = Field(default=None, ge=LIMITS["days_later"][0], le=LIMITS["days_later"][1])

    @model_validator(mode="after")
    def _is_one(self) -> "Scenario":
        everybody = [
            name
            for name in ("orders", "order_value_change_percent", "days_later")
            if getattr(self, name) is not None and not (name == "orders" and self.win_back_percent is not None)
        ]
        kinds = [name for name in ("win_back_percent", "lose_percent") if getattr(self, name) is not None]
        if not (everybody or kinds):
            raise ValueError(
                "name a change: win_back_percent, lose_percent, orders, order_value_change_percent or days_later"
            )
        if len(kinds) + bool(everybody) > 1:
            raise ValueError(
                "give win_back_percent (with orders, order_value) or lose_percent in a scenario of its own"
            )
        if self.order_value is not None and self.orders is None and self.win_back_percent is None:
            raise ValueError("order_value needs orders or win_back_percent")
        return self

    @property
    def added(self) -> int:
        """Orders that each changed customer has more: one, where they are won back and nobody says how many."""
        return self.orders or (1 if self.win_back_percent is not None else 0)

    def name(self, currency: str) -> Text:
        """The scenario in a few words."""
        if self.lose_percent is not None:
            if self.lose_percent == 100:
                return Text("lose the group", "失去该客群")
            return Text(f"lose {self.lose_percent:g} %", f"流失{self.lose_percent:g}%")
        each = (
            Text("", "")
            if self.order_value is None
            else Text(f" of {self.order_value:,.2f} {currency} each", f"、每单{self.order_value:,.2f} {currency}")
        )
        if self.win_back_percent is not None:
            share, orders = self.win_back_percent, self.added
            if orders == 1 and not each.en:
                return Text(f"win back {share:g} %", f"挽回{share:g}%")
            return Text(f"win back {share:g} %, {_orders(orders)}{each.en}", f"挽回{share:g}%，每人{orders}单{each.zh}")
        said = []
        if self.order_value_change_percent is not None:
            change = self.order_value_change_percent
            said.append(Text(f"order value {change:+g} %", f"客单价{change:+g}%"))
        if self.orders is not None:
            said.append(Text(f"{_orders(self.orders)} more each{each.en}", f"每人多{self.orders}单{each.zh}"))
        if self.days_later is not None:
            said.append(Text(f"nothing bought for {self.days_later} days", f"{self.days_later}天不购买"))
        return Text(", ".join(part.en for part in said), "，".join(part.zh for part in said))


def within(change: str, number: float) -> bool:
    """Whether a scenario may change that much.

    >>> within("lose_percent", 100), within("lose_percent", 0), within("order_value_change_percent", 0)
    (True, False, True)
    """
    low, high = LIMITS[change]
    return low <= number <= high and not (change in SHARES and number == 0)


def _orders(count: int) -> str:
    return "1 order" if count == 1 else f"{count} orders"


def quiet_names() -> Text:
    """The segments of those who have gone quiet, in words."""
    names = [SEGMENT_NAMES[key] for key in QUIET]
    return Text(", ".join(name.en for name in names), "、".join(name.zh for name in names))
