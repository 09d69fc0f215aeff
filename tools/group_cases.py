"""A group of customers as it is and as it would be: whom a scenario holds for, and what the network says then."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from config.errors import ToolInputError
from config.text import Text
from models.sums import Draw, Law, Supposed, Worlds, law_of
from tools.changed_past import Floats, Masks, Past, Places, Whole, beyond_known, features_of, past_of, usual_order_minor
from tools.group_scenarios import QUIET, Scenario, quiet_names
from tools.shop import Shop

# Customers whose order lines are held changed at one time.
_BATCH = 20_000


@dataclass(frozen=True)
class Said:
    """What the network says of each customer (n,), money in minor units."""

    value: Floats
    orders: Floats
    p_active: Floats

    def but(self, rows: Places, others: "Said") -> "Said":
        """The same, with what is said of others in place of the customers at these rows."""
        whole = np.stack([self.value, self.orders, self.p_active])
        whole[:, rows] = [others.value, others.orders, others.p_active]
        return Said(*whole)


@dataclass(frozen=True)
class Case:
    """One row: whom it holds for, and what the network says then.

    Attributes:
        said: What it says of every customer where it holds for them all.
        law: How their values scatter then.
        share: Of each customer, how often it holds (n,): 0, 1, or the share that is drawn.
        draw: Whom each world draws; None where nobody is drawn.
        changed: For how many it holds.
        remaining: Customers that are left.
        orders_minor: Worth of the orders that it adds, minor units.
        beyond: Customers of whom some figure is beyond what the network has seen, and was not before.
    """

    said: Said
    law: Law
    share: Floats
    draw: Draw | None
    changed: int
    remaining: int
    orders_minor: float = 0.0
    beyond: int = 0


@dataclass(frozen=True)
class _Changed:
    """What the network says of the changed pasts of some customers, and what the orders added are worth (n,)."""

    said: Said
    law: Law
    minor: Whole
    beyond: Masks


class Group:
    """The customers, what the network says of them, and what it would say."""

    def __init__(self, shop: Shop, places: Places, worlds: Worlds, *, horizon_days: int, best: bool) -> None:
        """Nothing is asked of the network yet.

        Args:
            shop: The shop.
            places: Rows of the customers in the customer table.
            worlds: Draws who is won back or lost.
            horizon_days: Days ahead.
            best: Whether the best are won back or lost, instead of drawn.
        """
        self._shop, self.places, self._worlds = shop, places, worlds
        self.horizon, self._best = horizon_days, best
        self._anew: dict[str, _Changed] = {}

    @cached_property
    def features(self) -> Floats:
        """As they are (n, d)."""
        names = list(self._shop.network.features)
        return self._shop.customers[names].iloc[self.places].to_numpy(dtype=np.float64)

    @cached_property
    def now(self) -> Case:
        """As things are: the figures of all other lists, asked of the network as those of the scenarios are."""
        law = law_of(self._shop.network, self.features, horizon_days=self.horizon)
        said, n = _said(self._shop, self.features, self.horizon), len(self.places)
        return Case(said, law, np.ones(n), None, 0, n)

    def case(self, scenario: Scenario) -> Case:
        """What the network says under a scenario.

        Raises:
            ToolInputError: There is nobody to win back.
        """
        if scenario.lose_percent is not None:
            return self._lost(scenario.lose_percent)
        if scenario.win_back_percent is not None:
            return self._won(scenario, scenario.win_back_percent)
        everybody = np.arange(len(self.places), dtype=np.int64)
        changed = self._changed(scenario, everybody)
        return Case(
            changed.said,
            changed.law,
            np.ones(len(everybody)),
            None,
            len(everybody),
            len(everybody),
            float(changed.minor.sum()) * scenario.added,
            int(changed.beyond.sum()),
        )

    def _lost(self, percent: float) -> Case:
        n = len(self.places)
        none = np.zeros(n)
        share, draw, count = self._chosen(np.ones(n, dtype=bool), percent, self.now.said.value)
        return Case(Said(none, none, none), Law.nothing(n), share, draw, count, n - count)

    def _won(self, scenario: Scenario, percent: float) -> Case:
        segments = np.asarray(self._shop.customers["rfm_segment"])[self.places]
        quiet = np.isin(segments, QUIET)
        if not quiet.any():
            names = quiet_names()
            raise ToolInputError(
                Text(
                    f"nobody of this group is {names.en}, so there is nobody to win back; suppose something else of it",
                    f"该客群中没有{names.zh}，无人可挽回；请对其作其他假设",
                )
            )
        rows = np.flatnonzero(quiet).astype(np.int64)
        changed, now = self._changed(scenario, rows), self.now
        said = now.said.but(rows, changed.said)
        share, draw, count = self._chosen(quiet, percent, said.value - now.said.value)
        worth = float((share[rows] * changed.minor).sum()) * scenario.added
        beyond = int((share[rows] * changed.beyond).sum())
        return Case(said, now.law.but(rows, changed.law), share, draw, count, len(self.places), worth, beyond)

    def _chosen(self, candidates: Masks, percent: float, worth: Floats) -> tuple[Floats, Draw | None, int]:
        """How often each customer is among the chosen, who is in each world, and how many they are; one at least."""
        many = int(candidates.sum())
        count = max(1, round(many * percent / 100))
        if not self._best and count < many:
            return np.where(candidates, count / many, 0.0), self._worlds.draw(candidates, count), count
        rows = np.flatnonzero(candidates)
        best = rows[np.argsort(-worth[rows], kind="stable")[:count]]
        share = np.zeros(len(candidates))
        share[best] = 1.0
        return share, None, count

    def _changed(self, scenario: Scenario, rows: Places) -> _Changed:
        """What the network says of these customers of the group with the pasts they would have."""
        key = scenario.model_dump_json(exclude={"win_back_percent", "lose_percent"}) + str(scenario.added)
        if key not in self._anew:
            parts = [self._part(scenario, rows[start : start + _BATCH]) for start in range(0, len(rows), _BATCH)]
            features = np.concatenate([part[0] for part in parts])
            beyond = beyond_known(self._shop, features) & ~beyond_known(self._shop, self.features[rows])
            self._anew[key] = _Changed(
                _said(self._shop, features, self.horizon),
                law_of(self._shop.network, features, horizon_days=self.horizon),
                np.concatenate([part[1] for part in parts]),
                np.asarray(beyond.any(axis=1), dtype=bool),
            )
        return self._anew[key]

    def _part(self, scenario: Scenario, rows: Places) -> tuple[Floats, Whole]:
        past = past_of(self._shop, self.places[rows])
        if scenario.order_value_change_percent is not None:
            past = past.scaled(scenario.order_value_change_percent)
        minor = np.zeros(len(rows), dtype=np.int64)
        if scenario.added:
            minor = self._order_minor(scenario, past)
            past = past.with_orders(scenario.added, minor=minor)
        return features_of(self._shop, past.later(scenario.days_later or 0)), minor

    def _order_minor(self, scenario: Scenario, past: Past) -> Whole:
        if scenario.order_value is None:
            return usual_order_minor(self._shop, past)
        minor = max(1, round(scenario.order_value * float(10**self._shop.manifest.minor_digits)))
        return np.full(len(past.customers), minor, dtype=np.int64)


def _said(shop: Shop, features: Floats, horizon_days: int) -> Said:
    told = shop.network.predict(features, horizon_days=horizon_days)
    return Said(told.value, told.orders, told.p_active)


def supposed(case: Case, now: Case) -> Supposed:
    """The case as the worlds take it."""
    if case.draw is not None or case.share.all():
        return Supposed(case.law, case.draw)
    # The best are the same in every world.
    best = np.flatnonzero(case.share)
    return Supposed(now.law.but(best, case.law.of(best)))
