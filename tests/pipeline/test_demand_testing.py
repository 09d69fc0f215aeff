"""The test of demand by category: chosen on one period, judged on the next, on customers who keep to one category."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from pipeline.demand_testing import HeldOut, demand_tested
from pipeline.history import ShopHistory
from tests.pipeline.small_shop import FIRST_DAY, small_shop

LAST_DAY, DAYS = FIRST_DAY + 399, 90
TESTED_DAY, EARLIER_DAY = LAST_DAY - DAYS, LAST_DAY - 2 * DAYS


@pytest.fixture(scope="module")
def lines() -> pd.DataFrame:
    frame = small_shop(150)
    kept = frame["customer_id"].str[-1].map(lambda digit: "tea" if digit < "4" else "soap")
    return frame.assign(category=kept)


class Foresight:
    """Says what will come true."""

    features = ()

    def __init__(self, history: ShopHistory, day: int) -> None:
        self.value, _ = history.came_true(day, horizon_days=DAYS)

    def predict(self, _: object, *, horizon_days: int) -> SimpleNamespace:
        assert horizon_days == DAYS
        return SimpleNamespace(value=self.value)


def judged(lines: pd.DataFrame, *, earlier: bool = True) -> dict[str, object]:
    history = ShopHistory(lines, reviews=None, events=None, as_of_day=LAST_DAY, first_day=FIRST_DAY, horizon_days=DAYS)
    last = HeldOut(Foresight(history, TESTED_DAY), TESTED_DAY, DAYS)
    before = HeldOut(Foresight(history, EARLIER_DAY), EARLIER_DAY, DAYS) if earlier else None
    return demand_tested(history, last, before)["category"]


def test_every_way_is_judged_on_what_came_true(lines):
    found = judged(lines)
    late = lines[lines["day"] > TESTED_DAY].groupby("category")["amount_minor"].sum()
    past = lines[(lines["day"] > TESTED_DAY - DAYS) & (lines["day"] <= TESTED_DAY)]
    before = past.groupby("category")["amount_minor"].sum()
    ways = {each["way"]: each["wape"] for each in found["tested"]["ways"]}
    assert found["tested"]["actual_minor"] == late.sum()
    assert ways["last"] == pytest.approx(np.abs(late - before).sum() / late.sum(), abs=1e-6)
    assert set(ways) == {"customers", "level", "half", "last"}  # no year before
    assert found["spread"] >= 0


def test_the_way_is_chosen_without_the_period_it_is_judged_on(lines):
    found = judged(lines)
    other = lines.assign(amount_minor=lines["amount_minor"].where(lines["day"] <= TESTED_DAY, 7))
    changed = judged(other)
    assert found["way"] == min(found["chosen"]["ways"], key=lambda each: each["wape"])["way"]
    assert (changed["way"], changed["chosen"]) == (found["way"], found["chosen"])
    assert changed["tested"]["ways"] != found["tested"]["ways"]


def test_without_an_earlier_period_nothing_is_chosen(lines):
    found = judged(lines, earlier=False)
    assert (found["way"], found["chosen"], found["tested"]["held"]) == ("customers", None, None)


def test_lines_without_categories_and_products_are_not_tested(lines):
    history = ShopHistory(
        lines.drop(columns="category"), reviews=None, events=None, as_of_day=LAST_DAY, first_day=FIRST_DAY,
        horizon_days=DAYS,
    )  # fmt: skip
    assert demand_tested(history, HeldOut(Foresight(history, TESTED_DAY), TESTED_DAY, DAYS), None) == {}
