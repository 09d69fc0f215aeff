"""describe_portfolio: the whole customer base, its value, who holds it, what is at risk, who comes back, who moved."""

from collections.abc import Callable, Mapping
from typing import Literal

import numpy as np
from langchain_core.tools import BaseTool
from pydantic import Field

from config.errors import ToolInputError
from config.text import Language, Text
from data.portfolio import Band, Group, Holdings, concentration, gini, groups_of, holdings, value_bands
from data.portfolio_moves import GROUPS, group_codes
from data.query_columns import number_cell
from data.tables import Cell, Column, Table
from tools import portfolio_columns as columns
from tools.access import check_list
from tools.context import Runtime
from tools.making import Outcome, ToolArguments, make_tool
from tools.portfolio_moves import migrated, moved, movers
from tools.portfolio_time import retention, seasons
from tools.shop import Shop

What = Literal["segments", "distribution", "lorenz", "at_risk", "cohorts", "movers", "migration", "season"]
# Best customers of whom it is told what they hold [percent].
_POINTS = (0, 1, *range(5, 101, 5))
# Revenue before, over recent revenue, below which a change says nothing.
_HARDLY = 0.05


class PortfolioArguments(ToolArguments):
    """What to say of the customer base."""

    what: What = "segments"
    group_by: list[Literal["rfm_segment", "value_tier"]] = Field(
        default=["rfm_segment"], max_length=1, description="For segments, at_risk, migration; empty: all together."
    )
    per: Literal["month", "quarter", "week"] = Field(default="month", description="For cohorts and season.")
    direction: Literal["up", "down", "both"] = Field(default="both", description="For movers.")
    limit: int = Field(default=10, ge=1, le=100, description="Customers each way, for movers.")


def portfolio_tool() -> BaseTool:
    """The tool describe_portfolio."""
    return make_tool("describe_portfolio", arguments=PortfolioArguments, compute=_describe)


def _describe(asked: PortfolioArguments, runtime: Runtime) -> Outcome:
    shop: Shop = runtime.context.shop
    if asked.what == "movers":
        check_list(runtime.context)
    language = runtime.context.language
    group = asked.group_by[0] if asked.group_by else ""
    makers: Mapping[What, Callable[[], Table]] = {
        "segments": lambda: _segments(shop, group, columns.SEGMENTS),
        "at_risk": lambda: _segments(shop, group, columns.RISK),
        "distribution": lambda: _distribution(shop, language),
        "lorenz": lambda: _lorenz(shop),
        "cohorts": lambda: retention(shop, _only(asked.per, "month", "quarter"), language),
        "season": lambda: seasons(shop, _only(asked.per, "month", "week")),
        "movers": lambda: movers(shop, asked.direction, asked.limit, language),
        "migration": lambda: migrated(shop, _only(group, *GROUPS), language),
    }
    about = {"horizon_days": shop.horizon_days}
    return Outcome(makers[asked.what](), {**about, **moved(shop)} if asked.what in ("movers", "migration") else about)


def _only(given: str, *allowed: str) -> str:
    """What was given, where the figures asked for can be told by it.

    Raises:
        ToolInputError: It cannot.
    """
    if given not in allowed:
        raise ToolInputError(f"this can be told by {' or '.join(allowed)}, not by {given or 'nothing'}")
    return given


def _held(shop: Shop) -> Holdings:
    tables = shop.tables
    return holdings(
        tables.customers,
        tables.orders,
        tables.customer_rows["orders"],
        as_of_day=tables.as_of_day,
        first_day=tables.first_day,
        horizon_days=shop.horizon_days,
    )


def _segments(shop: Shop, group_by: str, shown: tuple[Column, ...]) -> Table:
    """Sums of each group of customers, or of all of them."""
    held, digits = _held(shop), shop.manifest.minor_digits
    names = GROUPS.get(group_by, ())
    codes = group_codes(shop.customers[group_by], names) if names else np.zeros(len(shop.customers), dtype=np.int64)
    groups = groups_of(held, codes, max(len(names), 1))
    total = groups_of(held, np.zeros(len(shop.customers), dtype=np.int64), 1)[0]
    rows: list[dict[str, Cell]] = []
    for i, group in enumerate(groups):
        figures = {**_size(group, total), **_worth(group)}
        cells = {column.key: number_cell(_known(figures[column.key]), column.unit, digits) for column in shown}
        if group.customers:
            rows.append({group_by: names[i], **cells} if names else cells)
    kept = (columns.named(shop.dictionary, group_by), *shown) if names else shown
    by_lately = group_by == "rfm_segment" and columns.TREND in shown
    notes = (_days(shop, shown), *_no_days_before(held, shown), *((_SELF_SORTED,) if by_lately else ()))
    return Table(kept, tuple(rows), len(rows), "groups", notes)


def _size(group: Group, total: Group) -> dict[str, float | None]:
    return {
        "customers": group.customers,
        "customers_share": _over(group.customers, total.customers),
        "predicted_value": group.predicted,
        "predicted_value_share": _over(group.predicted, total.predicted),
        "predicted_value_mean": _over(group.predicted, group.customers),
        "p_active": group.p_active,
    }


def _worth(group: Group) -> dict[str, float | None]:
    return {
        "recent_revenue": group.recent,
        "revenue_before": group.before,
        "trend": _trend(group),
        "usual_revenue": group.usual,
        "value_at_risk": group.at_risk,
        "risk_share": _over(group.at_risk, group.usual),
        "buyers": group.buyers,
        "unlikely": group.unlikely,
        "unlikely_revenue": group.unlikely_usual,
    }


def _trend(group: Group) -> float | None:
    """Change of revenue; None where hardly any was there before, so that a newcomer is no growth of thousands."""
    if group.before is None or group.before < _HARDLY * group.recent:
        return None
    return _over(group.recent - group.before, group.before)


def _over(part: float, whole: float) -> float | None:
    return part / whole if whole > 0 else None


def _known(value: float | None) -> float:
    return float("nan") if value is None else value


_SELF_SORTED = Text(
    "Segments are those of today: who bought lately is in a good one, which is part of the trend.",
    "分群以今天为准：近期有购买的客户会被归入较好的分群，因此趋势部分源于分群规则本身。",
)


def _days(shop: Shop, shown: tuple[Column, ...]) -> Text:
    days, as_of = shop.horizon_days, shop.manifest.as_of
    if columns.RECENT not in shown:
        return Text(
            f"Chances of a purchase and usual revenue are those of {days} days; the next ones begin after {as_of}.",
            f"购买概率与常规销售额均按{days}天计算；预测期自{as_of}之后开始。",
        )
    return Text(
        f"Recent revenue is that of the {days} days to {as_of}; predictions look {days} days ahead.",
        f"近期销售额为截至{as_of}的{days}天；预测期为其后{days}天。",
    )


def _ahead(shop: Shop) -> Text:
    days, as_of = shop.horizon_days, shop.manifest.as_of
    return Text(
        f"Predicted values are those of the {days} days after {as_of}.", f"预测价值为{as_of}之后{days}天的价值。"
    )


def _no_days_before(held: Holdings, shown: tuple[Column, ...]) -> tuple[Text, ...]:
    if held.before is not None or columns.BEFORE not in shown:
        return ()
    return (
        Text(
            "The data do not reach back far enough for a revenue before, so there is no trend.",
            "数据不够久远，没有上期销售额，因此没有趋势。",
        ),
    )


def _distribution(shop: Shop, language: Language) -> Table:
    held, digits = _held(shop), shop.manifest.minor_digits
    bands = value_bands(held.predicted, minor_unit=10**digits)
    customers, value = len(held.predicted), float(held.predicted.sum())
    rows: list[dict[str, Cell]] = []
    for band in bands:
        figures = {
            "low": band.low,
            "high": band.high,
            "customers": band.customers,
            "customers_share": _over(band.customers, customers),
            "predicted_value": band.predicted,
            "predicted_value_share": _over(band.predicted, value),
        }
        cells = {c.key: number_cell(_known(figures[c.key]), c.unit, digits) for c in columns.BANDS[1:]}
        rows.append({"band": _band_name(band, 10**digits).in_language(language), **cells})
    return Table(columns.BANDS, tuple(rows), len(rows), "groups", (_ahead(shop),))


def _band_name(band: Band, minor_unit: int) -> Text:
    """A band in words: `under 20`, `20–50`, `5,000 or more`."""
    low, high = ("" if end is None else f"{end / minor_unit:,.0f}" for end in (band.low, band.high))
    if not low and not high:
        return Text("all", "全部")
    if not low:
        return Text(f"under {high}", f"低于{high}")
    return Text(f"{low}–{high}", f"{low}–{high}") if high else Text(f"{low} or more", f"{low}及以上")


def _lorenz(shop: Shop) -> Table:
    held = _held(shop)
    by_value, by_revenue = concentration(held.predicted, _POINTS), concentration(held.total, _POINTS)
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"best_share": value.share, "best": value.customers, "value_held": value.held, "revenue_held": revenue.held}
        for value, revenue in zip(by_value, by_revenue, strict=True)
    )
    notes = (*_gini_notes(held), _ahead(shop), _FROM_THE_TOP)
    return Table(columns.CURVE, rows, len(rows), "groups", notes)


_FROM_THE_TOP = Text(
    "The curve counts from the customers worth most down; a Lorenz curve drawn from the bottom is its mirror image.",
    "曲线从价值最高的客户开始累计；自下而上的洛伦兹曲线是它的镜像。",
)


def _gini_notes(held: Holdings) -> tuple[Text, ...]:
    value, revenue = gini(held.predicted), gini(held.total)
    if value is None or revenue is None:
        return ()
    return (
        Text(
            f"Gini: predicted value {value:.2f}, past revenue {revenue:.2f} (0: all alike, 1: one holds all).",
            f"基尼系数：预测价值{value:.2f}，历史销售额{revenue:.2f}（0为完全均等，1为一人独占）。",
        ),
    )
