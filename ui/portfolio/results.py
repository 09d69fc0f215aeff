"""The results behind the portfolio page: one tool call each, the same that a question in the chat would make."""

from dataclasses import dataclass
from typing import Any

from agent.page_views import View
from config.errors import ToolInputError
from ui.sources import Result

_TOOL = "describe_portfolio"
_MOVERS = 5
# Customers above whom the page does not recompute everybody's past unasked.
_MOST_SUPPOSED = 50_000
_SCENARIOS: tuple[dict[str, int], ...] = (
    *({"win_back_percent": share} for share in (10, 20, 30)),
    {"order_value_change_percent": 10},
    {"lose_percent": 10},
)
_GROUPS = 12


@dataclass(frozen=True)
class Book:
    """Every result of one view, as `ToolResult.to_json` writes them.

    Attributes:
        whole: All customers together; one row.
        segments: By segment.
        tiers: By value tier.
        risk: Value at risk by segment.
        risk_whole: Value at risk of all; one row.
        curve: What the best customers hold.
        curve_chart: The same, drawn.
        bands: Customers by bands of predicted value.
        cohorts: Who bought again, by month of the first purchase.
        season: Revenue of the past year beside the year before.
        season_chart: The same, drawn; None where there are too few spans to draw.
        migration: From which tier to which customers went since the build before.
        movers: Whose predicted value changed most since then.
        what_if: Standard scenarios of all customers side by side, and the same drawn; None in a large shop, where
            they take long, and where none can be computed.
        stock: Demand of the days ahead by category, or by product; None where the shop names neither, or is too young.
    """

    whole: Result
    segments: Result
    tiers: Result
    risk: Result
    risk_whole: Result
    curve: Result
    curve_chart: Result
    bands: Result
    cohorts: Result
    season: Result
    season_chart: Result | None
    migration: Result
    movers: Result
    what_if: tuple[Result, Result] | None
    stock: Result | None

    @property
    def large(self) -> bool:
        """Whether there are too many customers for scenarios that nobody has asked for."""
        return bool(self.whole["rows"]) and self.whole["rows"][0]["customers"] > _MOST_SUPPOSED


def read_book(view: View) -> Book:
    """All results of the page, computed anew."""

    def told(what: str, **arguments: object) -> Result:
        return view.call(_TOOL, what=what, **arguments)

    curve, season, whole = told("lorenz"), told("season"), told("segments", group_by=[])
    return Book(
        whole=whole,
        segments=told("segments"),
        tiers=told("segments", group_by=["value_tier"]),
        risk=told("at_risk"),
        risk_whole=told("at_risk", group_by=[]),
        curve=curve,
        curve_chart=_drawn(view, curve, "best_share", ["value_held", "revenue_held"]),
        bands=told("distribution"),
        cohorts=told("cohorts"),
        season=season,
        season_chart=_season_chart(view, season),
        migration=told("migration", group_by=["value_tier"]),
        movers=told("movers", limit=_MOVERS),
        what_if=_supposed(view) if whole["rows"] and whole["rows"][0]["customers"] <= _MOST_SUPPOSED else None,
        stock=_stock(view),
    )


def compare(view: View, **arguments: Any) -> tuple[Result, Result]:  # noqa: ANN401 - as simulate_group takes them
    """Scenarios of a group side by side, and the same drawn with their intervals."""
    result = view.call("simulate_group", **arguments)
    drawn = {"kind": "bar", "x": "name", "y": ["predicted_value"], "whiskers": ["predicted_lo", "predicted_hi"]}
    return result, view.call("draw_chart", source=result["id"], **drawn)


def _supposed(view: View) -> tuple[Result, Result] | None:
    """The scenarios; without those of winning back where nobody has gone quiet, none where none can be computed."""
    for scenarios in (_SCENARIOS, _SCENARIOS[3:]):
        try:
            return compare(view, scenarios=list(scenarios))
        except ToolInputError:
            continue
    return None


def _stock(view: View) -> Result | None:
    try:
        return view.call("plan_actions", what="stock", limit=_GROUPS)
    except ToolInputError:
        return None  # the panel is left out, as that of movers is


def _drawn(view: View, result: Result, x: str, y: list[str]) -> Result:
    return view.call("draw_chart", source=result["id"], kind="line", x=x, y=y)


def _season_chart(view: View, season: Result) -> Result | None:
    if len(season["rows"]) <= 1:
        return None
    series = ("revenue", "revenue_a_year_before")
    y = [key for key in series if any(row[key] is not None for row in season["rows"])]
    return _drawn(view, season, "month", y)
