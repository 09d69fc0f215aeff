"""A contact budget as tables: whom to contact, gain against budget, other assumptions, the trial that shows it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from config.text import Text
from data.action_choice import interval_of_sum
from data.contact_choice import Chosen, choose, held_out, in_rank
from data.query_groups import in_order
from data.tables import Cell, Table
from data.trial_size import Spread, customers_needed, smallest_effect
from tools.action_columns import GAIN
from tools.action_plans import Decided, Plans
from tools.budget_columns import BY_ACTION, CASES, CURVE, LISTED, TRIAL

Floats = npt.NDArray[np.float64]
Masks = npt.NDArray[np.bool_]

_ALL = Text("all together", "合计")
_GROUPS = {False: Text("to be contacted", "待联系"), True: Text("to be held out", "留出不联系")}
_AS_ASSUMED = Text("no change", "假设不变")
_FACTORS = (("half", 0.5), ("double", 2.0))
_CASES = {
    ("margin", "half"): Text("half the margin", "毛利率减半"),
    ("margin", "double"): Text("double the margin", "毛利率加倍"),
    ("response", "half"): Text("half the response", "响应率减半"),
    ("response", "double"): Text("double the response", "响应率加倍"),
    ("cost", "half"): Text("half the cost of a contact", "联系成本减半"),
    ("cost", "double"): Text("double the cost of a contact", "联系成本加倍"),
}
_RATE, _SPEND = Text("share who buy", "购买客户占比"), Text("spend per customer", "客均消费")
_VERDICTS = {True: Text("enough", "足够"), False: Text("too few", "不足")}
_STEPS = 10
# Half the width of a central 80 % interval of the normal, in standard deviations.
_HALF_WIDTH = 1.2815515655446004


@dataclass(frozen=True)
class Limits:
    """What a budget allows: money in minor units, None sets no bound; the share held out, the seed that draws it."""

    budget: int | None
    control_share: float
    seed: int


class Budget:
    """Whom of some customers to contact."""

    def __init__(self, plans: Plans, decided: Decided, limits: Limits) -> None:
        """Of those that are decided, within the limits."""
        self._plans = plans
        self._limits = limits
        self._decided = decided
        self._chosen = _choose(plans, decided, limits)
        self._taken = decided.of(np.flatnonzero(self._chosen.taken))
        self._control = held_out(len(self._taken.rows), share=limits.control_share, seed=limits.seed)

    def by_action(self) -> Table:
        """All that are chosen, then action by action, the highest expected gain first."""
        every = self._row("all", self._plans.say(_ALL), np.ones(len(self._taken.rows), dtype=bool))
        every |= {"budget": self._money(self._limits.budget), "gap": self._money(self._chosen.gap)}
        rows = []
        for key in self._plans.inputs.book.actions:
            mask = self._of(key)
            if mask.any():
                row = self._row(key, str(self._plans.named(key)["name"]), mask)
                rows.append({**row, "budget": None, "gap": None, **self._plans.assumed(key)})
        rows.sort(key=lambda row: -float(row["expected_gain"] or 0))
        terms: dict[str, Cell] = dict.fromkeys(("response_rate", "margin", "contact_cost"))
        return Table(BY_ACTION, ({**every, **terms}, *rows), len(rows) + 1, "groups")

    def listed(self, *, limit: int) -> Table:
        """The chosen customers, the highest expected gain first, and who of them is held out."""
        order = in_order(self._taken.gain[0], descending=True)[:limit]
        costs = _costs(self._plans, self._taken)
        rows = []
        for i in order.tolist():
            cells = self._plans.cells(self._taken, i)
            cells |= {"group": self._plans.say(_GROUPS[bool(self._control[i])]), "contact_cost": self._money(costs[i])}
            rows.append({column.key: cells[column.key] for column in LISTED})
        return Table(LISTED, tuple(rows), len(self._taken.rows), "customers")

    def curve(self) -> Table:
        """What rising budgets bring, nobody held out: customers taken in the order of gain by cost."""
        gain, cost = self._decided.gain[0].astype(np.int64), _costs(self._plans, self._decided)
        pays = np.flatnonzero(gain > 0)
        order = pays[in_rank(gain[pays], cost[pays])]
        spent, gained = np.cumsum(cost[order]), np.cumsum(gain[order])
        full = int(spent[-1]) if len(order) else 0
        rows = []
        for budget in dict.fromkeys(full * step // _STEPS for step in range(1, _STEPS + 1)):
            taken = int(np.searchsorted(spent, budget, side="right"))
            last = order[taken - 1] if taken else None
            rows.append(
                {
                    "budget": self._money(budget),
                    "customers": taken,
                    "total_cost": self._money(spent[taken - 1] if taken else 0),
                    "expected_gain": self._money(gained[taken - 1] if taken else 0),
                    "return": _ratio(gained[taken - 1], spent[taken - 1]) if taken else None,
                    "next_return": _ratio(gain[last], cost[last]) if last is not None else None,
                }
            )
        return Table(CURVE, tuple(rows), len(rows), "groups")

    def sensitivity(self) -> Table:
        """What other assumptions would bring: chosen anew under them, and with the customers chosen now."""
        rows = [self._case("as_assumed", _AS_ASSUMED, self._plans)]
        for (what, how), name in _CASES.items():
            rows.append(self._case(f"{what}_{how}", name, self._plans.scaled(what, dict(_FACTORS)[how])))
        return Table(CASES, tuple(rows), len(rows), "groups")

    def trial(self) -> Table:
        """What it takes to see the assumed effect: on the share who buy and on what customers spend."""
        rows = (self._rate(), self._spend())
        return Table(TRIAL, rows, len(self._taken.rows), "customers")

    def _of(self, key: str) -> Masks:
        """Who of the chosen gets the action."""
        mask: Masks = self._plans.by_rule(lambda action: float(action == key))[self._taken.rule] > 0
        return mask

    def _row(self, key: str, name: str, mask: Masks) -> dict[str, Cell]:
        contacted = mask & ~self._control
        expected, lo, hi = interval_of_sum(*self._taken.gain[:, contacted])
        gains = zip((c.key for c in GAIN), (expected, np.rint(lo), np.rint(hi)), strict=True)
        return {
            "action": key,
            "name": name,
            "customers": int(mask.sum()),
            "contacted": int(contacted.sum()),
            "control": int((mask & self._control).sum()),
            "total_cost": self._money(int(_costs(self._plans, self._taken)[contacted].sum())),
            **{column: self._money(amount) for column, amount in gains},
        }

    def _case(self, key: str, name: Text, plans: Plans) -> dict[str, Cell]:
        again = plans.decide(self._decided.rows, kept=self._decided.rule)
        chosen = _choose(plans, again, self._limits)
        kept = self._kept(plans, again.of(np.flatnonzero(self._chosen.taken)))
        return {
            "case": key,
            "name": self._plans.say(name),
            "customers": int(chosen.taken.sum()),
            "total_cost": self._money(chosen.cost),
            "expected_gain": self._money(chosen.gain),
            "kept_gain": self._money(kept),
        }

    def _kept(self, plans: Plans, again: Decided) -> int:
        """What the customers chosen now would bring under other terms, as far as the budget then reaches."""
        order = in_rank(self._taken.gain[0].astype(np.int64), _costs(self._plans, self._taken))
        spent = np.cumsum(_costs(plans, again)[order])
        budget = self._limits.budget
        reached = len(order) if budget is None else int(np.searchsorted(spent, budget, side="right"))
        return int(again.gain[0][order[:reached]].sum())

    def _rate(self) -> dict[str, Cell]:
        active = self._plans.active(self._taken.rows)
        actions = self._plans.inputs.book.actions
        wins = self._plans.by_rule(lambda key: float(actions[key].increment == "again"))[self._taken.rule]
        # Only who is won back buys who else would not; other actions make orders larger.
        effect = float(np.mean(self._responses() * (1 - active) * wins)) if len(active) else 0.0
        level = float(active.mean()) if len(active) else 0.0
        spread = Spread.of_rates(min(1.0, level + effect), level)
        return self._measured("rate", _RATE, (level, effect), spread, unit="share")

    def _spend(self) -> dict[str, Cell]:
        worth = self._plans.inputs.worth
        rows = self._taken.rows
        value = worth.value[rows]
        each = np.square((worth.hi[rows] - worth.lo[rows]) / (2 * _HALF_WIDTH))
        variance = float(each.mean() + value.var()) if len(rows) else 0.0
        effect = float(np.mean(self._responses() * self._taken.increment[0])) if len(rows) else 0.0
        level = float(value.mean()) if len(rows) else 0.0
        return self._measured("spend", _SPEND, (level, effect), Spread(variance, variance), unit="money")

    def _responses(self) -> Floats:
        terms = self._plans.terms
        responses: Floats = self._plans.by_rule(lambda key: terms[key].response)[self._taken.rule]
        return responses

    def _measured(
        self, key: str, name: Text, levels: tuple[float, float], spread: Spread, *, unit: str
    ) -> dict[str, Cell]:
        control = int(self._control.sum())
        contacted = len(self._control) - control
        needed = customers_needed(levels[1], spread, control_share=self._limits.control_share)
        smallest = smallest_effect(contacted, control, spread)

        def shown(value: float | None) -> Cell:
            if value is None:
                return None
            return self._money(np.rint(value)) if unit == "money" else round(value, 6)

        return {
            "measure": key,
            "name": self._plans.say(name),
            "control_level": shown(levels[0]),
            "effect": shown(levels[1]),
            "value_unit": unit,
            "needed": needed,
            "contacted": contacted,
            "control": control,
            "smallest": shown(smallest),
            "verdict": None if needed is None else self._plans.say(_VERDICTS[needed <= len(self._control)]),
        }

    def _money(self, minor: float | None) -> Cell:
        return None if minor is None else self._plans.money(float(minor))


def _choose(plans: Plans, decided: Decided, limits: Limits) -> Chosen:
    return choose(decided.gain[0].astype(np.int64), _costs(plans, decided), budget=limits.budget)


def _costs(plans: Plans, decided: Decided) -> npt.NDArray[np.int64]:
    """Cost of contacting each [minor units] (n,)."""
    costs: npt.NDArray[np.int64] = plans.by_rule(lambda key: plans.terms[key].cost_minor).astype(np.int64)[decided.rule]
    return costs


def _ratio(gain: float, cost: float) -> float | None:
    return round(float(gain) / float(cost), 4) if cost else None
