"""simulate_group: what the network would expect of a group of customers under several suppositions, side by side.

Never multiplies an old prediction where the network can be asked: the order lines that would be there are written for
every customer of the group, the features of those are made anew in batches, and the network is asked again.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from langchain_core.tools import BaseTool
from pydantic import Field

from config.errors import ToolInputError
from config.text import Text
from data.query_columns import View, number_cell
from data.query_deeds import condition_mask
from data.spec import Filter, Measure, Query
from data.tables import Cell, Table
from models.sums import PeriodError, Worlds, interval, sums_in_worlds
from tools.access import check_groups, check_query
from tools.changed_past import Floats, Places
from tools.context import Runtime, ToolContext
from tools.group_cases import Case, Group, supposed
from tools.group_columns import columns_of
from tools.group_notes import scenario_notes
from tools.group_scenarios import MOST_SCENARIOS, NOW, Scenario
from tools.making import Outcome, ToolArguments, make_tool
from tools.prediction_tools import Horizon
from tools.shop import Shop


class GroupArguments(ToolArguments):
    """Which group, and what to suppose of it."""

    filters: list[Filter] = Field(default_factory=list, max_length=10, description="The group; empty: everybody.")
    scenarios: list[Scenario] = Field(
        min_length=1, max_length=MOST_SCENARIOS, description="One row each, beside the present."
    )
    horizon_days: Horizon = None
    who: Literal["random", "best"] = Field(default="random", description="Who is won back or lost.")
    seed: int = Field(default=7, ge=0, le=2**31 - 1, description="Of the draw and of the intervals.")


def group_tool() -> BaseTool:
    """The tool simulate_group."""
    return make_tool("simulate_group", arguments=GroupArguments, compute=_simulate)


def _simulate(asked: GroupArguments, runtime: Runtime) -> Outcome:
    context: ToolContext = runtime.context
    check_groups(context)
    check_query(context, Query(table="customers", filters=asked.filters, measures=[Measure(metric="customers")]))
    shop, notes = context.shop, list[Text]()
    worlds = Worlds(PeriodError.of(shop.build.evaluation()), asked.seed)
    group = Group(
        shop,
        _places(shop, asked.filters, notes),
        worlds,
        horizon_days=asked.horizon_days or shop.horizon_days,
        best=asked.who == "best",
    )
    cases = [group.case(scenario) for scenario in asked.scenarios]
    sums = sums_in_worlds(worlds, group.now.law, [supposed(case, group.now) for case in cases])
    names = [NOW, *(scenario.name(shop.currency) for scenario in asked.scenarios)]
    figures = [_figures(group.now, case, sums[[0, i]]) for i, case in enumerate([group.now, *cases])]
    shown = columns_of(added=any(case.orders_minor for case in cases))
    digits = shop.manifest.minor_digits
    rows: tuple[dict[str, Cell], ...] = tuple(
        {"name": context.say(name), **{c.key: number_cell(told[c.key], c.unit, digits) for c in shown[1:]}}
        for name, told in zip(names, figures, strict=True)
    )
    told = scenario_notes(shop, asked.scenarios, worlds.error, horizon=group.horizon, who=asked.who, seed=asked.seed)
    beyond = max(case.beyond for case in cases)
    notes = [*told, *([_beyond(beyond)] if beyond else []), *notes]
    table = Table(shown, rows, len(rows), "groups", tuple(notes))
    return Outcome(table, {"horizon_days": group.horizon})


def _places(shop: Shop, filters: Sequence[Filter], notes: list[Text]) -> Places:
    view = View("customers", shop.tables, shop.dictionary, shop.manifest.minor_digits)
    mask = np.ones(len(view.frame), dtype=bool)
    for condition in filters:
        mask &= condition_mask(view, condition, notes=notes)
    if not mask.any():
        raise ToolInputError(Text("no customer fits these filters", "没有符合这些条件的客户"))
    return np.flatnonzero(mask).astype(np.int64)


def _figures(now: Case, case: Case, sums: Floats) -> dict[str, float]:
    """The cells of a row; money in whole minor units, so that differences are those of the figures shown."""

    def total(before: Floats, after: Floats) -> float:
        # Summed one by one, so that a case that changes nobody is the present to the last digit.
        return float((before + case.share * (after - before)).sum())

    value = float(np.rint(total(now.said.value, case.said.value)))
    before = float(np.rint(now.said.value.sum()))
    lo, hi = interval(value, sums[1])
    low, high = interval(value - before, sums[1] - sums[0])
    same = case is now
    unknown = float("nan")
    return {
        "customers": case.remaining,
        "changed": unknown if same else case.changed,
        "predicted_value": value,
        "predicted_lo": float(np.rint(lo)),
        "predicted_hi": float(np.rint(hi)),
        "predicted_value_difference": unknown if same else value - before,
        "difference_lo": unknown if same else float(np.rint(low)),
        "difference_hi": unknown if same else float(np.rint(high)),
        "predicted_orders": round(total(now.said.orders, case.said.orders), 1),
        "expected_buyers": round(total(now.said.p_active, case.said.p_active), 1),
        "predicted_value_mean": float(np.rint(value / case.remaining)) if case.remaining else unknown,
        "assumed_value": float(np.rint(case.orders_minor)) if case.orders_minor else unknown,
    }


def _beyond(customers: int) -> Text:
    return Text(
        f"Of {customers:,} changed customers some figure lies outside of what the network has seen, and is taken as "
        "the furthest it has seen.",
        f"有{customers:,}位客户改变后的某些数值超出模型见过的范围，已按其边界取值。",
    )
