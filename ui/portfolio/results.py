"""The results behind the portfolio page: one tool call each, the same that a question in the chat would make."""

from dataclasses import dataclass

from agent.page_views import View
from ui.sources import Result

_TOOL = "describe_portfolio"
_MOVERS = 5


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


def read_book(view: View) -> Book:
    """All results of the page, computed anew."""

    def told(what: str, **arguments: object) -> Result:
        return view.call(_TOOL, what=what, **arguments)

    curve, season = told("lorenz"), told("season")
    return Book(
        whole=told("segments", group_by=[]),
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
    )


def _drawn(view: View, result: Result, x: str, y: list[str]) -> Result:
    return view.call("draw_chart", source=result["id"], kind="line", x=x, y=y)


def _season_chart(view: View, season: Result) -> Result | None:
    if len(season["rows"]) <= 1:
        return None
    series = ("revenue", "revenue_a_year_before")
    y = [key for key in series if any(row[key] is not None for row in season["rows"])]
    return _drawn(view, season, "month", y)
