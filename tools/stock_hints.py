"""Stock hints: what may be sold of each category or product in the days ahead, with an interval, beside the past."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from config.errors import ToolInputError
from config.text import Text
from data.demand import A_YEAR_DAYS, Demand, Known, Sold, demand
from data.demand_choice import Way, interval, told
from data.query_columns import number_cell
from data.tables import Cell, Table, Unit
from tools.context import ToolContext
from tools.shop import Shop
from tools.stock_columns import BESIDE, GROUPS, HINTS, MONEY, NEW, TEST, UNITS
from tools.stock_notes import NOT_TESTED, WAYS, hint_notes, test_notes

Floats = npt.NDArray[np.float64]
By = Literal["category", "product", "all"]
_COLUMNS = {"category": "category", "product": "product_id"}
_NAN = float("nan")


@dataclass(frozen=True)
class _Told:
    """What is shown of each group (groups,); NaN where it is not known. Money in minor units."""

    names: tuple[str, ...]
    expected: Floats
    low: Floats
    high: Floats
    last: Floats
    year: Floats
    units_for_money: Floats
    units_last: Floats
    new: Floats


def stock_hints(context: ToolContext, *, by: By | None, days: int | None, rising: bool, limit: int) -> Table:
    """Expected demand of each group, the largest first; all of them together with `by` all.

    Args:
        context: Whose shop.
        by: Of what; None: categories where the shop has them, else products.
        days: Days ahead; None: the horizon of the build.
        rising: Only those whose whole interval lies above the days just past.
        limit: Groups shown.

    Raises:
        ToolInputError: The shop has no such groups, or the history is too short for so many days.
    """
    shop = context.shop
    ahead = shop.horizon_days if days is None else days
    group, grouped = _grouping(shop, by)
    _check_days(shop, ahead)
    sold = shop.once(f"sold by {grouped}", lambda: _sold(shop, grouped))
    found = shop.once(f"demand by {grouped} of {ahead} days", lambda: _demand(shop, sold, ahead))
    tested = tested_of(shop, grouped)
    # Of all together the ways differ only in the total.
    way: Way = "customers" if tested is None else tested["way"]
    figures = _told(shop, sold, found, way, days=ahead, spread=None if tested is None else tested["spread"])
    figures = _together(figures) if group == "all" else figures
    rows = [_row(context, group, figures, i) for i in _order(figures, rising=rising)]
    notes = hint_notes(
        way,
        tested,
        days=ahead,
        year=found.year is not None,
        units=sold.units is not None,
        ungrouped=_ungrouped(sold, shop.tables.as_of_day, ahead),
    )
    none = (_NONE_RISES,) if rising and not rows else ()
    columns = (*GROUPS[group], *MONEY, *BESIDE, *(UNITS if sold.units is not None else ()), NEW)
    return Table(columns, tuple(rows[:limit]), len(rows), "groups", (*none, *notes))


_NONE_RISES = Text(
    "Of none does the whole interval lie above what was sold in the days just past.",
    "没有任何一项的整个区间高于上一期销售额。",
)


def tested_of(shop: Shop, grouped: str) -> Mapping[str, Any] | None:
    """The test of the build; None where there was none, and in builds of before."""
    found: Mapping[str, Any] | None = shop.build.evaluation().get("demand", {}).get(grouped)
    return found


def _grouping(shop: Shop, by: By | None) -> tuple[By, str]:
    """What the rows are, and by what demand is told: all together are told by categories where there are some."""
    known = [name for name, column in _COLUMNS.items() if column in shop.transactions.columns]
    if not known:
        raise ToolInputError(
            Text(
                "this shop's orders name neither categories nor products; map them with --map category=…",
                "本店订单中没有品类或商品；请用 --map category=… 指定列",
            )
        )
    if by is not None and by != "all" and by not in known:
        raise ToolInputError(
            Text(
                f"this shop's orders name no {by}; ask by {known[0]}",
                f"本店订单中没有该项（{by}）；可按 {known[0]} 查询",
            )
        )
    group: By = by or ("category" if known[0] == "category" else "product")
    return group, known[0] if group == "all" else group


def _check_days(shop: Shop, days: int) -> None:
    history = (shop.manifest.as_of - shop.manifest.first_day).days + 1
    if 2 * days > history:
        raise ToolInputError(
            Text(
                f"who is new can be told for {history // 2} days at most: the data hold {history} days",
                f"最多可推算{history // 2}天：数据共{history}天，更长则无法区分新客户",
            )
        )


def _sold(shop: Shop, grouped: str) -> Sold:
    return Sold.of(shop.transactions, _COLUMNS[grouped], first_day=shop.tables.first_day)


def _demand(shop: Shop, sold: Sold, days: int) -> Demand:
    said = shop.predictions(days)
    known = Known(
        said["customer_id"].to_numpy(dtype=object),
        np.maximum(said["predicted_value_minor"].to_numpy(dtype=np.float64), 0.0),
        shop.customers["rfm_segment"].to_numpy(dtype=object),
    )
    return demand(sold, known, day=shop.tables.as_of_day, days=days)


def _told(shop: Shop, sold: Sold, found: Demand, way: Way, *, days: int, spread: float | None) -> _Told:
    day, unknown = shop.tables.as_of_day, np.full(len(sold.names), _NAN)
    expected = told(found, way)
    if expected is None:
        raise ToolInputError("the data do not reach back a year, by which this shop's demand is told; give fewer days")
    low, high = (unknown, unknown) if spread is None else interval(expected, found.noise, spread=spread)
    by_customers = found.known + found.new
    return _Told(
        names=sold.names,
        expected=expected,
        low=low,
        high=high,
        last=found.last,
        year=unknown if found.year is None else found.year,
        units_for_money=unknown if sold.units is None else _units_for_money(sold, sold.units, day),
        units_last=unknown if sold.units is None else sold.within(day - days, day, by=sold.units),
        new=expected * np.divide(found.new, by_customers, out=np.zeros(len(unknown)), where=by_customers > 0),
    )


def _units_for_money(sold: Sold, units: Floats, day: int) -> Floats:
    """Units that a minor unit of money buys, by the past year (groups,)."""
    money, pieces = sold.within(day - A_YEAR_DAYS, day), sold.within(day - A_YEAR_DAYS, day, by=units)
    known = (money > 0) & (pieces > 0)
    rate: Floats = np.divide(pieces, money, out=np.full(len(money), _NAN), where=known)
    return rate


def _together(each: _Told) -> _Told:
    """All groups as one: their surprises are taken as common, so that both ends add up."""

    def total(figures: Floats) -> Floats:
        return np.array([figures.sum()])

    money = each.expected.sum()
    pieces = float(np.nansum(each.expected * each.units_for_money))
    rate = pieces / money if money > 0 and pieces > 0 else _NAN
    sums = (each.expected, each.low, each.high, each.last, each.year)
    expected, low, high, last, year = map(total, sums)
    return _Told(("",), expected, low, high, last, year, np.array([rate]), total(each.units_last), total(each.new))


def _order(figures: _Told, *, rising: bool) -> list[int]:
    some = figures.expected > 0
    if rising:
        some &= figures.low > np.maximum(figures.last, 0.0)
        by = figures.expected - figures.last
    else:
        by = figures.expected
    order = np.argsort(-by, kind="stable")
    return [int(i) for i in order if some[i]]


def _row(context: ToolContext, group: By, figures: _Told, i: int) -> dict[str, Cell]:
    digits = context.shop.manifest.minor_digits
    expected, low, high = float(figures.expected[i]), float(figures.low[i]), float(figures.high[i])
    last, year, rate = float(figures.last[i]), float(figures.year[i]), float(figures.units_for_money[i])
    values: Mapping[str, tuple[float, Unit]] = {
        "expected_demand": (np.rint(expected), "money"),
        "demand_lo": (np.rint(low), "money"),
        "demand_hi": (np.rint(high), "money"),
        "sold_before": (last, "money"),
        "change": (_change(expected, last), "share"),
        "sold_year_before": (year, "money"),
        "change_on_year": (_change(expected, year), "share"),
        "expected_units": (np.rint(expected * rate), "count"),
        "units_lo": (np.rint(low * rate), "count"),
        "units_hi": (np.rint(high * rate), "count"),
        "units_before": (float(figures.units_last[i]), "count"),
        "new_share": (float(figures.new[i]) / expected, "share"),
    }
    cells = {key: number_cell(value, unit, digits) for key, (value, unit) in values.items()}
    hint = "more" if low > max(last, 0.0) else "less" if high < last else "same"
    cells["stock_hint"] = None if np.isnan(low) else context.say(HINTS[hint])
    return {**_named(context.shop, group, figures.names[i]), **cells}


def _named(shop: Shop, group: By, name: str) -> dict[str, Cell]:
    if group == "all":
        return {}
    if group == "category":
        return {"category": name}
    names = shop.once("product names", lambda: _product_names(shop))
    return {"product_id": name, "product": names.get(name)}


def _product_names(shop: Shop) -> dict[str, str]:
    """What each product was called last."""
    lines = shop.transactions
    if "product_name" not in lines:
        return {}
    latest = lines[["product_id", "product_name"]].dropna().drop_duplicates("product_id", keep="last")
    return dict(zip(latest["product_id"].astype(str), latest["product_name"].astype(str), strict=True))


def _change(now: float, before: float) -> float:
    return now / before - 1 if before > 0 else _NAN


def _ungrouped(sold: Sold, day: int, days: int) -> float:
    inside = (sold.day > day - days) & (sold.day <= day)
    total = float(sold.money[inside].sum())
    return float(sold.money[inside & (sold.group < 0)].sum()) / total if total > 0 else 0.0


def stock_test(context: ToolContext, *, by: By | None) -> Table:
    """How far each way of telling demand was off in the test, that which is shown first.

    Raises:
        ToolInputError: The shop has no such groups.
    """
    _, grouped = _grouping(context.shop, by)
    tested = tested_of(context.shop, grouped)
    if tested is None:
        return Table(TEST, (), 0, "groups", (NOT_TESTED,))
    chosen = tested["chosen"] or {"ways": []}
    before = {each["way"]: each["wape"] for each in chosen["ways"]}
    ways = sorted(tested["tested"]["ways"], key=lambda each: each["way"] != tested["way"])
    rows = tuple(
        {
            "way": context.say(WAYS[each["way"]]),
            "wape": each["wape"],
            "mape": each["mape"],
            "wape_before": before.get(each["way"]),
            "held": tested["tested"]["held"] if each["way"] == tested["way"] else None,
        }
        for each in ways
    )
    return Table(TEST, rows, len(rows), "groups", test_notes(tested))


def hint_extra(shop: Shop, *, what: str, by: By | None, days: int | None) -> dict[str, Any]:
    """What a result says of itself beside its rows."""
    group, _ = _grouping(shop, by)
    return {"what": what, "by": group, "horizon_days": shop.horizon_days if days is None else days}
