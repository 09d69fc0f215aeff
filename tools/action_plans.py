"""Plans as tables: of one customer, of the actions of a group, of its customers one by one."""

import datetime as dt
from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import numpy.typing as npt

from config.text import Text
from data.action_choice import Places, Terms, Worth, first_that_pays, interval_of_sum
from data.query_columns import number_cell
from data.query_groups import in_order
from data.tables import Cell, Column, Table
from tools.action_columns import COUNTED, GROUPED, LISTED, ONE
from tools.action_inputs import PlanInputs
from tools.context import ToolContext
from tools.review_aspects import aspect_names

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Assumed:
    """Assumptions in place of those of the rule file; None leaves the file's."""

    margin: float | None = None
    response: float | None = None
    cost: float | None = None


@dataclass(frozen=True)
class Decided:
    """What is to be done about some customers.

    Attributes:
        rows: Their places in the customer table (m,).
        rule: Place of the rule that decides (m,).
        fits: Rules whose filters pass (rules, m).
        gain: What the contact is expected to bring, and both ends of its interval [minor units] (3, m).
        increment: What a response brings, likewise (3, m).
    """

    rows: Places
    rule: Places
    fits: npt.NDArray[np.bool_]
    gain: Floats
    increment: Floats

    def of(self, chosen: npt.NDArray[np.bool_] | Places) -> "Decided":
        """The same of some of them."""
        part = (self.rows[chosen], self.rule[chosen], self.fits[:, chosen])
        return Decided(*part, self.gain[:, chosen], self.increment[:, chosen])


class Plans:
    """Plans for one shop under some assumptions."""

    def __init__(self, context: ToolContext, inputs: PlanInputs, assumed: Assumed) -> None:
        """Of the context's shop, in the context's language."""
        self._context = context
        self.inputs = inputs
        self.terms = {key: self._terms(key, assumed) for key in inputs.book.actions}

    def _terms(self, key: str, assumed: Assumed) -> Terms:
        action, digits = self.inputs.book.actions[key], self._context.shop.manifest.minor_digits
        margin = self.inputs.book.assumptions.margin if assumed.margin is None else assumed.margin
        if action.increment == "none":
            return Terms(0.0, margin, 0.0)
        cost = action.cost_minor(order_minor=self.inputs.order_minor, minor_digits=digits)
        if assumed.cost is not None:
            cost = assumed.cost * float(10**digits)
        response = action.response if assumed.response is None else assumed.response
        return Terms(response, margin, float(np.rint(cost)))

    def decide(self, rows: Places, *, kept: Places | None = None) -> Decided:
        """What is to be done about the customers in these rows of the table.

        Args:
            rows: Their places.
            kept: Rules that go on deciding whoever is not left alone by them; None lets the terms decide anew.
        """
        book, worth = self.inputs.book, _some(self.inputs.worth, rows)
        increments = {key: worth.increment(action) for key, action in book.actions.items()}
        gains = {key: self.terms[key].gain(increment) for key, increment in increments.items()}
        order = [rule.action for rule in book.rules]
        fits = self.inputs.fits[:, rows]
        expected = np.stack([gains[key][0] for key in order])
        rule = first_that_pays(fits, expected, always=[rule.always for rule in book.rules])
        if kept is not None:
            rule = np.where(kept < len(order) - 1, kept, rule)
        gain, increment = np.zeros((3, len(rows))), np.zeros((3, len(rows)))
        for place, key in enumerate(order):
            chosen = rule == place
            gain[:, chosen], increment[:, chosen] = gains[key][:, chosen], increments[key][:, chosen]
        return Decided(rows, rule, fits, np.rint(gain), increment)

    def action_of(self, rule: int) -> str:
        """Key of the action of a rule."""
        return self.inputs.book.rules[rule].action

    def scaled(self, what: str, factor: float) -> "Plans":
        """The plans where `margin`, `response` or `cost` of every action is so many times what is assumed."""

        def changed(terms: Terms) -> Terms:
            if what == "cost":
                return replace(terms, cost_minor=float(np.rint(terms.cost_minor * factor)))
            if what == "margin":
                return replace(terms, margin=min(1.0, terms.margin * factor))
            return replace(terms, response=min(1.0, terms.response * factor))

        other = copy(self)
        other.terms = {key: changed(terms) for key, terms in self.terms.items()}
        return other

    def by_rule(self, figure: Callable[[str], float]) -> Floats:
        """A figure of the action of each rule (rules,)."""
        return np.array([figure(rule.action) for rule in self.inputs.book.rules], dtype=np.float64)

    def active(self, rows: Places) -> Floats:
        """Chance of a purchase of the customers in these rows (m,)."""
        chances: Floats = self._context.shop.customers["p_active"].to_numpy(dtype=np.float64)[rows]
        return chances

    def one(self, row: int) -> Table:
        """What to do about one customer, why, and what it is expected to bring."""
        decided = self.decide(np.array([row], dtype=np.int64))
        cells = self.cells(decided, 0) | self._whole(decided)
        columns = [c for c in ONE if c.key in cells]
        return Table(tuple(columns), (cells,), 1, "customers")

    def listed(self, decided: Decided, *, limit: int) -> Table:
        """The customers one by one, the highest expected gain first."""
        order = in_order(decided.gain[0], descending=True)[:limit]
        rows = tuple(
            {c.key: cells[c.key] for c in self._kept(LISTED)} for i in order for cells in [self.cells(decided, int(i))]
        )
        return Table(self._kept(LISTED), rows, len(decided.rows), "customers")

    def grouped(self, decided: Decided) -> Table:
        """The actions with their customers and totals, the highest expected gain first."""
        actions = np.array([self.action_of(int(place)) for place in decided.rule], dtype=object)
        made = [self._group(decided.of(actions == key), key, of=len(actions)) for key in self.inputs.book.actions]
        rows = sorted((row for row in made if row["customers"]), key=lambda row: -float(row["expected_gain"] or 0))
        return Table(GROUPED, tuple(rows), len(rows), "groups")

    def _group(self, part: Decided, key: str, *, of: int) -> dict[str, Cell]:
        worth = _some(self.inputs.worth, part.rows)
        expected, lo, hi = interval_of_sum(*part.gain)
        terms, count = self.terms[key], len(part.rows)
        amounts = {
            "predicted_value": float(np.rint(worth.value.sum())),
            "value_to_win": float(np.rint(worth.to_win.sum())),
            "expected_gain": expected,
            "gain_lo": float(np.rint(lo)),
            "gain_hi": float(np.rint(hi)),
            "total_cost": terms.cost_minor * count,
        }
        money = {name: self.money(amount) for name, amount in amounts.items()}
        counted: dict[str, Cell] = dict(zip((c.key for c in COUNTED), (count, count / of if of else None), strict=True))
        return {**self.named(key), **counted, **money, **self.assumed(key), **self._todo(key)}

    def cells(self, decided: Decided, i: int) -> dict[str, Cell]:
        """What a list shows of one customer."""
        row, inputs = int(decided.rows[i]), self.inputs
        worth, key = inputs.worth, self.action_of(int(decided.rule[i]))
        offered = int(inputs.offers.offered[row])
        expected, lo, hi = (self.money(amount) for amount in decided.gain[:, i])
        return {
            "customer_id": str(self._context.shop.customers["customer_id"].iloc[row]),
            **self.named(key),
            "category": inputs.offers.names[inputs.offers.pairs[offered].offered] if offered >= 0 else None,
            "predicted_value": self.money(np.rint(worth.value[row])),
            "p_active": float(self._context.shop.customers["p_active"].iloc[row]),
            "value_to_win": self.money(np.rint(worth.to_win[row])),
            "expected_gain": expected,
            "gain_lo": lo,
            "gain_hi": hi,
            "service_level": self.say(Text(*self._service(row))),
        }

    def _whole(self, decided: Decided) -> dict[str, Cell]:
        """What the plan of one customer tells beyond that."""
        row, rule, book = int(decided.rows[0]), int(decided.rule[0]), self.inputs.book
        customers = self._context.shop.customers
        worse = [self.action_of(place) for place in np.flatnonzero(decided.fits[:rule, 0]).tolist()]
        names = [self.say(book.action_name(key)) for key in dict.fromkeys(worse)]
        key = self.action_of(rule)
        groups = {name: str(customers[name].iloc[row]) for name in ("rfm_segment", "value_tier")}
        return {
            "why": self.say(Text(*book.rules[rule].why)),
            "not_worth": self._listed_names(names),
            **groups,
            "recency_days": number_cell(float(customers["recency_days"].iloc[row]), "days", 0),
            "predicted_lo": self.money(np.rint(self.inputs.worth.lo[row])),
            "predicted_hi": self.money(np.rint(self.inputs.worth.hi[row])),
            "increment": self.money(np.rint(decided.increment[0, 0])),
            **self.assumed(key),
            **self._complaints(row),
            **self._todo(key),
        }

    def _complaints(self, row: int) -> dict[str, Cell]:
        shop, inputs = self._context.shop, self.inputs
        if shop.tables.reviews is None:
            return {}
        own = inputs.complaints[inputs.complaints["customer"] == row]
        names = aspect_names(shop.opinions) if shop.opinions is not None else {}
        keys = dict.fromkeys(key for told in own["aspects"] for key in told.split())
        return {
            "open_complaints": len(own),
            "delivery_complaints": int(own["of_delivery"].sum()),
            "complains_of": self._listed_names([self.say(names[key]) for key in keys]),
            "complaint_review": str(own["review_id"].iloc[0]) if len(own) else None,
        }

    def _service(self, row: int) -> tuple[str, str]:
        book = self.inputs.book
        return book.service_levels[book.service_rules[int(self.inputs.service[row])].level]

    def named(self, key: str) -> dict[str, Cell]:
        """The action and what people call it, as cells."""
        return {"action": key, "name": self.say(self.inputs.book.action_name(key))}

    def assumed(self, key: str) -> dict[str, Cell]:
        """What is assumed of an action, as cells."""
        terms = self.terms[key]
        return {"response_rate": terms.response, "margin": terms.margin, "contact_cost": self.money(terms.cost_minor)}

    def _todo(self, key: str) -> dict[str, Cell]:
        action = self.inputs.book.actions[key]
        day = self._context.shop.manifest.as_of + dt.timedelta(days=action.review_days)
        return {"owner": self.say(Text(*action.owner)), "review_date": day.isoformat()}

    def _kept(self, columns: Sequence[Column]) -> tuple[Column, ...]:
        """Without the category where the shop has none."""
        return tuple(c for c in columns if c.key != "category" or self.inputs.offers.names)

    def _listed_names(self, names: Sequence[str]) -> str | None:
        return ("、" if self._context.language == "zh" else ", ").join(names) or None

    def minor(self, money: float | None) -> int | None:
        """An amount of money in whole minor units, rounded down."""
        digits = self._context.shop.manifest.minor_digits
        return None if money is None else int(Decimal(str(money)).scaleb(digits))

    def money(self, minor: float) -> Cell:
        """An amount of minor units as a cell."""
        return number_cell(minor, "money", self._context.shop.manifest.minor_digits)

    def say(self, text: Text) -> str:
        """The text in the conversation's language."""
        return self._context.say(text)


def _some(worth: Worth, rows: Places) -> Worth:
    return Worth(worth.value[rows], worth.lo[rows], worth.hi[rows], worth.to_win[rows], worth.category[:, rows])
