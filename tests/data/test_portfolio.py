"""The customer base counted up by hand: what is held, what is at risk, how value is spread, who comes back."""

import numpy as np
import pandas as pd
import pytest

from data.portfolio import concentration, gini, groups_of, holdings, value_bands
from data.portfolio_moves import group_codes, migration, most_moved
from data.portfolio_time import cohorts, season

HORIZON = 10
AS_OF = 400


def held(lines, *, first_day=0, p_active=(0.9, 0.25, 0.5)):
    """Holdings of three customers; lines are (customer's place, day, amount)."""
    customers = pd.DataFrame(
        {"predicted_value_minor": [300.0, 60.0, 40.0], "p_active": p_active, "revenue_minor": [0, 0, 0]}
    )
    frame = pd.DataFrame(sorted(lines, key=lambda line: line[1]), columns=["place", "day", "amount_minor"])
    places = frame["place"].to_numpy(dtype=np.int64)
    return holdings(customers, frame, places, as_of_day=AS_OF, first_day=first_day, horizon_days=HORIZON)


def test_recent_days_end_on_the_last_day_and_those_before_them_end_where_they_begin():
    found = held([(0, 400, 7), (0, 391, 1), (0, 390, 20), (1, 381, 3), (1, 380, 500), (-1, 400, 9)])
    assert found.recent.tolist() == [8, 0, 0]
    assert found.before is not None
    assert found.before.tolist() == [20, 3, 0]


def test_there_is_no_revenue_before_where_the_data_begin_too_late():
    assert held([(0, 400, 7)], first_day=381).before is not None
    assert held([(0, 400, 7)], first_day=382).before is None


def test_value_at_risk_is_a_usual_horizon_of_the_past_year_that_may_not_come():
    # 365 days from day 36 on; the order of day 35 is older than a year.
    found = held([(0, 36, 3650), (0, 35, 9999), (1, 200, 730), (2, 399, -365)])
    assert found.usual == pytest.approx([100, 20, -10])
    assert found.at_risk == pytest.approx([10, 15, 0])
    assert found.unlikely.tolist() == [False, True, False]


def test_less_than_a_year_of_data_is_spread_over_its_own_days():
    assert held([(0, 400, 50)], first_day=351).usual[0] == pytest.approx(50 * HORIZON / 50)


def test_groups_are_summed_and_customers_of_none_are_left_out():
    found = held([(0, 400, 7), (1, 395, 5), (2, 395, 100)])
    group, empty = groups_of(found, np.array([0, 0, -1]), 2)
    assert (group.customers, group.predicted, group.recent, group.buyers, group.unlikely) == (2, 360, 12, 2, 1)
    assert group.p_active == pytest.approx(0.575)
    assert (empty.customers, empty.p_active, empty.at_risk) == (0, 0, 0)


def test_bands_hold_every_customer_once_and_nobody_is_worth_nothing_everywhere():
    values = np.array([0.0, 1.0, 999.0, 1000.0, 250_000.0, 99_999_999.0])
    bands = value_bands(values, minor_unit=100)
    assert sum(band.customers for band in bands) == 6
    assert sum(band.predicted for band in bands) == values.sum()
    assert len(bands) <= 9
    assert [band.low for band in bands[1:]] == [band.high for band in bands[:-1]]
    assert [(b.low, b.high, b.customers) for b in value_bands(np.zeros(3), minor_unit=100)] == [(None, None, 3)]


def test_the_best_tenth_is_counted_as_a_query_counts_it():
    values = np.array([5.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0])
    assert [(p.customers, p.held) for p in concentration(values, [10])] == [(2, 0.6)], "10 % of 11, rounded up"
    assert concentration(np.zeros(2), [100])[0].held is None
    assert gini(np.zeros(2)) is None


def test_gini_is_half_the_relative_mean_difference():
    values = np.array([1.0, 2.0, 7.0, 30.0])
    differences = np.abs(np.subtract.outer(values, values)).mean()
    assert gini(values) == pytest.approx(differences / (2 * values.mean()))


def test_a_cohort_is_empty_where_its_month_is_not_over():
    # Days since 1970: January ends on day 30, February on 58, March on 89.
    lines = pd.DataFrame({"day": [3, 5, 31, 40, 60, 66], "is_return": [False, False, False, True, False, False]})
    places = np.array([0, 1, 0, 1, 2, 0])
    found = cohorts(np.array([3, 5, 60]), lines, places, bucket="month", as_of_day=70, most=24, ahead=2)
    assert found.labels == ["1970-01", "1970-02", "1970-03"]
    assert found.sizes.tolist() == [2, 0, 1]
    shares = found.shares
    assert shares[0, 0] == 0.5, "what was sent back is no purchase"
    assert np.isnan(shares[0, 1]), "March is not over"
    assert np.isnan(shares[1]).all()
    assert np.isnan(shares[2]).all()
    assert found.all_shares[0] == 0.5


def test_the_last_month_counts_once_its_last_day_is_in_and_only_the_latest_cohorts_are_shown():
    lines = pd.DataFrame({"day": [3, 60, 61], "is_return": [False] * 3})
    found = cohorts(np.array([3, 60]), lines, np.array([0, 1, 0]), bucket="month", as_of_day=89, most=2, ahead=2)
    assert (found.labels, found.sizes.tolist(), found.earlier) == (["1970-02", "1970-03"], [0, 1], 1)
    whole = cohorts(np.array([3, 60]), lines, np.array([0, 1, 0]), bucket="month", as_of_day=89, most=3, ahead=2)
    assert whole.shares[0].tolist() == [0.0, 1.0]


def test_a_month_stands_beside_the_same_month_a_year_ago_if_that_was_whole():
    # 1970-01-02 is day 1, 1971-02-28 is day 423: January 1970 is not whole, February 1970 is.
    lines = pd.DataFrame({"day": [20, 40, 380, 400], "amount_minor": [70, 10, 30, 25]})
    found = season(lines, bucket="month", first_day=1, as_of_day=423)
    assert found.labels[0] == "1970-03"
    assert found.labels[-2:] == ["1971-01", "1971-02"]
    assert found.revenue[-2:].tolist() == [30, 25]
    assert np.isnan(found.before[-2])
    assert found.before[-1] == 10
    assert found.index[-2] == pytest.approx(30 / 55 * 12 * 100)


def test_a_month_that_is_not_over_is_left_out_of_the_season():
    lines = pd.DataFrame({"day": [0, 35], "amount_minor": [5, 9]})
    found = season(lines, bucket="month", first_day=0, as_of_day=40)
    assert (found.labels, found.revenue.tolist()) == (["1970-01"], [5])
    none = season(lines, bucket="month", first_day=3, as_of_day=40)
    assert (none.labels, none.index.tolist()) == ([], [])


def test_customers_go_from_group_to_group_and_newcomers_have_a_row_of_their_own():
    then = group_codes(pd.Series(["high", "low", "low", "elsewhere"]), ("high", "low"))
    assert then.tolist() == [0, 1, 1, -1]
    assert migration(then, np.array([1, 1, 0, 0]), 2).tolist() == [[0, 1], [1, 1], [1, 0]]


def test_who_moved_most_is_told_in_order_and_who_did_not_move_is_left_out():
    change = np.array([0.0, 5.0, -2.0, 9.0, 5.0, -7.0])
    assert most_moved(change, 2, up=True).tolist() == [3, 1]
    assert most_moved(change, 9, up=False).tolist() == [5, 2]
    assert most_moved(np.zeros(3), 2, up=True).tolist() == []
