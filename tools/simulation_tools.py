"""simulate_value: what the network would expect of a customer if the past, or the days to come, were different.

Never edits a feature: it writes the order lines that would be there, makes the features of those anew, and asks the
network again.
"""

import dataclasses

import numpy as np
from langchain_core.tools import BaseTool
from pydantic import Field, model_validator

from config.errors import ToolInputError
from config.text import Text
from data.query_columns import number_cell
from data.tables import Cell, Column, Table, Unit
from tools.changed_past import Floats, Past, beyond_known, features_of, past_of, usual_order_minor
from tools.context import Runtime
from tools.explanation_tools import customer_position, feature_name
from tools.making import Outcome, ToolArguments, make_tool
from tools.prediction_tools import Horizon
from tools.shop import Shop

_COLUMNS = (
    Column("scenario", Text("key", "键"), "id"),
    Column("name", Text("case", "情形"), "text"),
    Column("predicted_value", Text("predicted value", "预测价值"), "money", metric="predicted_value"),
    Column("predicted_lo", Text("80 % interval from", "80%区间下限"), "money", metric="predicted_lo"),
    Column("predicted_hi", Text("to", "80%区间上限"), "money", metric="predicted_hi"),
    Column("p_active", Text("chance of a purchase", "购买概率"), "share", metric="p_active"),
    Column("predicted_orders", Text("expected orders", "预期订单数"), "number", metric="predicted_orders"),
)
_NOW = Text("as it is", "现状")
_CHANGED = Text("with the change", "改变后")
_DIFFERENCE = Text("difference", "差额")
CASE_NAMES = frozenset(name for case in (_NOW, _CHANGED, _DIFFERENCE) for name in (case.en, case.zh))
_MODEL_ONLY = Text(
    "This is what the network expects of a customer with such a history, not a proven effect of any action.",
    "这是模型对具有该历史的客户的预期，并非任何营销动作已被证实的效果。",
)


class SimulateArguments(ToolArguments):
    """Whose past to change, and how; at least one change."""

    customer_id: str = Field(min_length=1, max_length=200)
    horizon_days: Horizon = None
    orders: int | None = Field(default=None, ge=1, le=50, description="More orders on the as-of day.")
    order_value: float | None = Field(default=None, gt=0, le=1e9, description="Money each; empty: the usual.")
    order_value_change_percent: float | None = Field(
        default=None, ge=-90, le=500, description="All past amounts this much higher or lower."
    )
    without_returns: bool = False
    days_later: int | None = Field(default=None, ge=1, le=365, description="Nothing is bought for so many days.")

    @model_validator(mode="after")
    def _changes_something(self) -> "SimulateArguments":
        changes = (self.orders, self.order_value_change_percent, self.days_later)
        if not self.without_returns and all(change is None for change in changes):
            raise ValueError("name a change: orders, order_value_change_percent, without_returns or days_later")
        if self.order_value is not None and self.orders is None:
            raise ValueError("order_value needs orders: how many more orders of that value")
        return self


def simulate_tool() -> BaseTool:
    """The tool simulate_value."""
    return make_tool(
        "simulate_value",
        arguments=SimulateArguments,
        compute=_simulate,
    )


def _simulate(asked: SimulateArguments, runtime: Runtime) -> Outcome:
    shop: Shop = runtime.context.shop
    horizon = asked.horizon_days or shop.horizon_days
    position = customer_position(shop, asked.customer_id)
    past = past_of(shop, np.array([position], dtype=np.int64))
    features = list(shop.network.features)
    now = shop.customers[features].iloc[[position]].to_numpy(dtype=np.float64)
    changed_past, notes = _changed(asked, past, shop=shop)
    changed = features_of(shop, changed_past)
    said = shop.network.predict(np.concatenate([now, changed]), horizon_days=horizon)
    # Whole cents, so that the difference is that of the two values as they are shown.
    money = np.rint(np.stack([said.value, said.lo, said.hi]))
    values = np.concatenate([money, np.stack([said.p_active, said.orders])])
    difference = values[:, 1] - values[:, 0]
    difference[1:3] = np.nan
    language, digits = runtime.context.language, shop.manifest.minor_digits
    rows = tuple(
        _row(key, name.in_language(language), numbers, digits=digits)
        for key, name, numbers in (
            ("now", _NOW, values[:, 0]),
            ("changed", _CHANGED, values[:, 1]),
            ("difference", _DIFFERENCE, difference),
        )
    )
    notes += [_days_note(shop, asked.days_later or 0, horizon), *_clipped(shop, changed), _MODEL_ONLY]
    table = Table(_COLUMNS, rows, 1, "customers", tuple(notes))
    return Outcome(table, {"customer_id": asked.customer_id, "horizon_days": horizon})


def _changed(asked: SimulateArguments, past: Past, *, shop: Shop) -> tuple[Past, list[Text]]:
    """The past as it would be, and what exactly was assumed."""
    notes = []
    if asked.without_returns:
        kept = past.lines[~past.lines["is_return"]]
        left_out = len(past.lines) - len(kept)
        if not len(kept):
            raise ToolInputError(
                Text(
                    f"customer {asked.customer_id!r} has only returns; without them nothing is left",
                    f"客户{asked.customer_id}只有退货，去掉后就没有记录了",
                )
            )
        notes.append(_returns_note(left_out))
        past = dataclasses.replace(past, lines=kept)
    if asked.order_value_change_percent is not None:
        change = asked.order_value_change_percent
        past = past.scaled(change)
        notes.append(
            Text(f"Assumed: every past amount changed by {change:+g} %.", f"假设：所有历史金额变动{change:+g}%。")
        )
    if asked.orders is not None:
        minor = _order_value(asked, past, shop=shop)
        past = past.with_orders(asked.orders, minor=np.array([minor], dtype=np.int64))
        money = f"{minor / 10**shop.manifest.minor_digits:,.{shop.manifest.minor_digits}f} {shop.currency}"
        more = f"1 more order of {money}" if asked.orders == 1 else f"{asked.orders} more orders of {money} each"
        notes.append(
            Text(
                f"Assumed: {more} on {shop.manifest.as_of}, one purchase day, no new product or category.",
                f"假设：{shop.manifest.as_of}当天多下{asked.orders}单，每单{money}，计为一个购买日，无新商品或品类。",
            )
        )
    later = asked.days_later or 0
    if later:
        notes.append(
            Text(
                f"Assumed: nothing is bought, reviewed or visited in the {later} days after {shop.manifest.as_of}.",
                f"假设：{shop.manifest.as_of}之后的{later}天内没有购买、评价或浏览。",
            )
        )
    return past.later(later), notes


def _returns_note(left_out: int) -> Text:
    if not left_out:
        return Text(
            "This customer has returned nothing: leaving returns out changes nothing.",
            "该客户没有退货，去掉退货不会有变化。",
        )
    lines = "1 returned line" if left_out == 1 else f"{left_out} returned lines"
    return Text(f"Assumed: {lines} never happened.", f"假设：{left_out}行退货没有发生。")


def _order_value(asked: SimulateArguments, past: Past, *, shop: Shop) -> int:
    """Worth of one more order, minor units: as asked, else the customer's average, else the shop's."""
    if asked.order_value is not None:
        return max(1, round(asked.order_value * float(10**shop.manifest.minor_digits)))
    return int(usual_order_minor(shop, past)[0])


def _row(key: str, name: str, numbers: Floats, *, digits: int) -> dict[str, Cell]:
    units: tuple[Unit, ...] = tuple(column.unit for column in _COLUMNS[2:])
    cells = (number_cell(value, unit, digits) for value, unit in zip(numbers, units, strict=True))
    return {"scenario": key, "name": name, **dict(zip((c.key for c in _COLUMNS[2:]), cells, strict=True))}


def _clipped(shop: Shop, features: Floats) -> list[Text]:
    """Says which of the changed figures lie outside of what the network has seen."""
    outside = np.flatnonzero(beyond_known(shop, features)[0])
    if not len(outside):
        return []
    names = [feature_name(shop, shop.network.features[i]) for i in outside]
    return [
        Text(
            "Outside of what the network has seen, and taken as its furthest there: "
            + ", ".join(name.en for name in names)
            + ".",
            f"超出模型见过的范围，已按其边界取值：{'、'.join(name.zh for name in names)}。",
        )
    ]


def _days_note(shop: Shop, later: int, horizon: int) -> Text:
    from datetime import timedelta

    first = shop.manifest.as_of + timedelta(days=1)
    last = shop.manifest.as_of + timedelta(days=horizon)
    if not later:
        return Text(
            f"Predictions are for the {horizon} days from {first} to {last}.",
            f"预测期为{first}至{last}，共{horizon}天。",
        )
    then, until = first + timedelta(days=later), last + timedelta(days=later)
    return Text(
        f"Predictions are for {horizon} days: as it is from {first} to {last}, with the change from {then} to {until}.",
        f"预测期均为{horizon}天：现状为{first}至{last}，改变后为{then}至{until}。",
    )
