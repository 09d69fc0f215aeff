"""Answers about what-ifs of groups: the present, each scenario beside it, and what such figures can and cannot say."""

from agent.planner.composing_customers import nothing
from agent.planner.saying import Saying

_COLUMNS = (
    *("name", "changed", "predicted_value", "predicted_lo", "predicted_hi"),
    *("predicted_value_difference", "difference_lo", "difference_hi", "predicted_orders", "expected_buyers"),
    *("predicted_value_mean", "assumed_value"),
)
_LEVELS = {"value": "predicted_value", "low": "predicted_lo", "high": "predicted_hi"}
_DIFFERENCE = {"difference": "predicted_value_difference", "least": "difference_lo", "most": "difference_hi"}


def simulate_group(s: Saying) -> list[str]:
    """The group as it is in a sentence, each scenario in a line of its own, then all of them in the table."""
    r = s.result
    if len(r.rows) < 2:
        return nothing(s)
    days = int(r.extra.get("horizon_days", s.facts.horizon_days))
    now = s.say(
        "group_now", whom=s.words.groups_of(s.call.arguments.get("filters", [])), n=r.count, days=days, **_of(s, 0)
    )
    items = [f"- {_scenario(s, row)}" for row in range(1, len(r.rows))]
    shown = [key for key in _COLUMNS if key in r.columns]
    table = r.table(rows=len(r.rows), columns=shown)
    return [now, "", *items, "", table, *s.closing()]


def _of(s: Saying, row: int) -> dict[str, str]:
    return {name: s.result.cell(row, key) for name, key in _LEVELS.items()}


def _scenario(s: Saying, row: int) -> str:
    r = s.result
    said = {**_of(s, row), **{name: r.cell(row, key) for name, key in _DIFFERENCE.items()}}
    return s.say("group_scenario", name=r.cell(row, "name"), **said)
