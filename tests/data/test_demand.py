"""Demand by category, small enough to be added up by hand."""

import numpy as np
import pandas as pd
import pytest

from data.demand import Known, Sold, demand
from data.demand_choice import errors, held_share, interval, needed_spread, spread_of, told

DAY, DAYS = 1_000, 100


def sold(*lines: tuple[str, int, str, int], first_day: int = 0) -> Sold:
    frame = pd.DataFrame(lines, columns=["customer_id", "day", "category", "amount_minor"])
    return Sold.of(frame.assign(quantity=1.0), "category", first_day=first_day)


def known(**values: float) -> Known:
    return Known(
        np.array(list(values), dtype=object),
        np.array(list(values.values()), dtype=np.float64),
        np.array(["loyal"] * len(values), dtype=object),
    )


def test_a_customers_value_goes_to_what_the_customer_buys_held_back_by_the_segment():
    lines = sold(("a", DAY, "tea", 100), ("b", DAY, "soap", 100), first_day=DAY - 50)
    found = demand(lines, known(a=600.0, b=0.0), day=DAY, days=DAYS)
    # Of a's mix one purchase day counts against five days of the segment, which buys half and half.
    assert dict(zip(lines.names, found.known.tolist(), strict=True)) == pytest.approx(
        {"soap": 600 * 2.5 / 6, "tea": 600 * (1 + 2.5) / 6}
    )


def test_all_expected_value_is_given_to_some_category():
    lines = sold(("a", 1, "tea", 100), ("a", DAY, "tea", -100), ("b", DAY - 300, "soap", 70), ("b", DAY, "tea", 30))
    found = demand(lines, known(a=500.0, b=250.0), day=DAY, days=DAYS)
    assert found.known.sum() == pytest.approx(750)


def test_the_season_of_a_year_ago_draws_the_mix_to_it():
    own = [("a", DAY, "soap", 100)]
    late = demand(sold(*own), known(a=100.0), day=DAY, days=DAYS)
    seen = demand(sold(*own, ("z", DAY - 360, "tea", 100)), known(a=100.0), day=DAY, days=DAYS)
    assert late.known[0] == pytest.approx(100)
    assert dict(zip(["soap", "tea"], seen.known.tolist(), strict=True))["tea"] == pytest.approx(100 * 5 / 11)
    assert seen.year is not None
    assert seen.year.tolist() == [0, 100]


def test_customers_not_known_yet_bring_what_the_new_ones_of_the_days_past_brought():
    old = [("old", 1, "tea", 10), ("old", DAY - 5, "tea", 500)]
    new = [("new", DAY - 5, "tea", 70), ("new", DAY, "tea", -20)]
    found = demand(sold(*old, *new), known(old=0.0, new=0.0), day=DAY, days=DAYS)
    assert (found.new.tolist(), found.last.tolist()) == ([50], [550])


def test_nothing_after_the_day_is_read():
    past = [("a", DAY - 3, "tea", 100), ("b", DAY - 200, "soap", 80)]
    later, worth = [("a", DAY + 1, "soap", 9_999), ("c", DAY + 1, "tea", 9_999)], known(a=90.0, b=30.0)
    before = demand(sold(*past), worth, day=DAY, days=DAYS)
    after = demand(sold(*past, *later), worth, day=DAY, days=DAYS)
    for name in ("known", "new", "last", "noise"):
        assert getattr(before, name).tolist() == getattr(after, name).tolist()


def test_where_the_data_do_not_reach_back_there_is_no_year_before():
    found = demand(sold(("a", DAY, "tea", 100), first_day=DAY - 363), known(a=10.0), day=DAY, days=DAYS)
    assert found.year is None
    assert told(found, "year") is None


def test_ways_differ_in_level_and_in_shares():
    lines = sold(("a", DAY - 300, "soap", 300), ("a", DAY, "tea", 100), first_day=DAY - 360)
    found = demand(lines, known(a=1_000.0), day=DAY, days=DAYS)
    assert told(found, "level").tolist() == pytest.approx([0, 1_000])
    assert told(found, "last").tolist() == [0, 100]
    assert told(found, "half").tolist() == pytest.approx((found.known / 2 + [0, 50]).tolist())


def test_errors_are_over_what_was_sold():
    assert errors(np.zeros(2), np.ones(2)) is None
    found = errors(np.array([100.0, 0.0]), np.array([90.0, 5.0]))
    assert (found.wape, found.mape) == pytest.approx((0.15, 0.1))


def test_the_spread_that_is_learned_lets_the_interval_hold_as_many_as_it_should():
    rng = np.random.default_rng(3)
    said = rng.uniform(1_000, 2_000, 500)
    actual, noise = said * (1 + 0.3 * rng.standard_normal(500)), np.full(500, 2.0)
    spread = spread_of(needed_spread(actual, said, noise))
    assert spread == pytest.approx(0.3, abs=0.04)
    assert held_share(actual, said, noise, spread=spread) == pytest.approx(0.8, abs=0.005)
    low, high = interval(said, noise, spread=spread)
    assert (low < said).all()
    assert (said < high).all()
