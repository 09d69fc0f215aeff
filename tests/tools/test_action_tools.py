"""plan_actions: one customer's next best action, a group's, and categories; roles and assumptions."""

import shutil

import numpy as np
import pandas as pd
import pytest

from config.errors import DataFileError
from config.settings import Settings
from data.builds import Build
from data.query_tables import QueryTables
from tools.action_inputs import plan_inputs
from tools.action_tools import PlanArguments, plan_actions
from tools.context import ToolContext
from tools.shop import Shop
from tools.shop_words import dictionary_for


def the_row(conversation):
    (row,) = conversation.result.table.rows
    return row


@pytest.fixture(scope="module")
def plan(shop):
    """The plan's table, or its only row, without an agent around it."""

    def run(shop=shop, role="analyst", language="en", **arguments):
        return plan_actions(ToolContext(shop, role, language), PlanArguments(**arguments)).table

    return run


def test_a_silent_customer_is_won_back_and_the_gain_can_be_worked_out_by_hand(call):
    row = the_row(call("plan_actions", customer_id="13085"))
    assert (row["action"], row["name"]) == ("win_back", "win back")
    # 612.505 with a chance of 0.5: as much again could be won. 14 orders of 2,180 in all; a contact costs 0.5 % of one.
    assert row["predicted_value"] == row["value_to_win"] == row["increment"] == 612.5
    assert row["contact_cost"] == 0.78
    assert row["expected_gain"] == pytest.approx(0.03 * 0.3 * 612.5 - 0.78, abs=0.005)
    assert row["gain_lo"] == pytest.approx(0.03 * 0.3 * 306.25 - 0.78, abs=0.005)
    assert row["gain_hi"] == pytest.approx(0.03 * 0.3 * 1225.01 - 0.78, abs=0.005)
    assert (row["response_rate"], row["margin"]) == (0.03, 0.3)
    assert (row["service_level"], row["owner"], row["review_date"]) == ("priority", "marketing", "2010-08-29")


def test_a_recent_complaint_of_a_customer_of_value_comes_first(call):
    row = the_row(call("plan_actions", customer_id="18000", language="zh"))
    assert (row["action"], row["name"], row["service_level"]) == ("service_priority", "优先服务", "优先")
    assert (row["open_complaints"], row["complaint_review"]) == (1, "v5")
    # Nobody has read this shop's sentences.
    assert row["complains_of"] is None


def test_an_old_complaint_is_no_longer_open(call):
    row = the_row(call("plan_actions", customer_id="12"))
    assert row["open_complaints"] == 0
    assert row["action"] == "leave_alone"


def test_where_no_contact_pays_the_actions_that_would_not_are_named(plan):
    (row,) = plan(customer_id="0012", contact_cost=50.0).rows
    assert (row["action"], row["not_worth"], row["expected_gain"]) == ("leave_alone", "upsell", 0)
    (row,) = plan(customer_id="0012", contact_cost=0.1).rows
    # 90.00 of value, 15 % of it more, from 5 % of those contacted, at a margin of 30 %.
    assert row["action"] == "upsell"
    assert row["expected_gain"] == pytest.approx(90 * 0.15 * 0.05 * 0.3 - 0.1, abs=0.005)


def test_assumptions_given_take_the_place_of_the_files_and_are_shown(plan):
    (row,) = plan(customer_id="13085", margin=0.5, response_rate=0.1, contact_cost=2.0).rows
    assert (row["margin"], row["response_rate"], row["contact_cost"]) == (0.5, 0.1, 2)
    assert row["expected_gain"] == pytest.approx(0.1 * 0.5 * 612.505 - 2, abs=0.006)


def test_a_group_is_told_by_action_and_its_parts_add_up(plan):
    whole = plan()
    assert sum(row["customers"] for row in whole.rows) == 8
    assert sum(row["customers_share"] for row in whole.rows) == pytest.approx(1)
    listed = plan(what="customers")
    for row in whole.rows:
        own = [each for each in listed.rows if each["action"] == row["action"]]
        if row["action"] != "leave_alone":
            assert len(own) == row["customers"]
            assert sum(each["expected_gain"] for each in own) == pytest.approx(row["expected_gain"])
    gains = [row["expected_gain"] for row in listed.rows]
    assert gains == sorted(gains, reverse=True)
    assert all(row["action"] != "leave_alone" for row in listed.rows)


def test_a_filter_may_look_at_what_only_plans_know(plan):
    found = plan(what="customers", filters=[{"column": "open_complaints", "op": "ge", "value": 1}])
    assert [row["customer_id"] for row in found.rows] == ["18000"]


def test_customers_of_one_action_are_found_by_its_name_in_either_language(plan):
    for name in ("win_back", "Win back", "挽回"):
        assert [row["customer_id"] for row in plan(what="customers", actions=[name]).rows] == ["13085"]


def test_what_cannot_be_planned_is_told_with_what_can(call):
    assert "nearest" in call("plan_actions", customer_id="1308").error["message"]
    error = call("plan_actions", actions=["nag"]).error
    assert error["error"] == "invalid"
    assert "service_priority" in error["message"]
    assert "either one customer_id" in call("plan_actions", customer_id="0012", what="customers").error["message"]
    assert call("plan_actions", margin=1.5).error["error"] == "invalid"


def test_the_support_desk_plans_one_customer_at_a_time(call):
    assert the_row(call("plan_actions", customer_id="0012", role="support"))["customer_id"] == "0012"
    assert call("plan_actions", what="customers", role="support").error["error"] == "refused"
    one = [{"column": "customer_id", "op": "eq", "value": "13085"}]
    assert call("plan_actions", what="customers", filters=one, role="support").result.table.n == 1
    assert call("plan_actions", role="support").result.table.rows


def test_business_plans_by_id_and_never_by_a_name(call):
    assert the_row(call("plan_actions", customer_id="0012", role="business"))["customer_id"] == "0012"
    named = [{"column": "name", "op": "contains", "value": "Anna"}]
    assert call("plan_actions", filters=named, role="business").error["error"] == "refused"


def test_every_plan_says_that_it_rests_on_assumptions(plan):
    for arguments in ({"customer_id": "0012"}, {}, {"what": "customers"}):
        notes = plan(**arguments).notes
        assert any("not a proven effect" in note.en and "假设" in note.zh for note in notes)


def test_without_a_pair_beyond_chance_no_category_is_told(plan):
    for arguments in ({}, {"customer_id": "0012"}):
        found = plan(what="categories", **arguments)
        assert found.rows == ()
        assert any("none is told" in note.en for note in found.notes)


@pytest.fixture(scope="module")
def paired_shop(build, shop):
    """The handmade customers with orders of two categories that go together: Lamps with Bulbs, Mugs with Tea."""
    ids = [f"C{number:03}" for number in range(130)]
    held = [["Lamps", "Bulbs"]] * 60 + [["Mugs", "Tea"]] * 60 + [["Lamps", "Mugs"]] * 5 + [["Lamps"]] * 5
    lines = [(c, f"o-{c}-{name}", name) for c, names in zip(ids, held, strict=True) for name in names]
    orders = pd.DataFrame(lines, columns=["customer_id", "order_id", "category"])
    orders = orders.assign(day=14_700, is_return=False)
    orders["amount_minor"] = np.arange(len(orders)) % 11 * 100 + 1_000
    customers = pd.concat([shop.customers.iloc[[0]]] * len(ids), ignore_index=True).assign(customer_id=ids)
    tables = QueryTables.create(customers, orders, as_of_day=14_790, first_day=14_600)
    return Shop(build, Settings(), tables=tables, dictionary=dictionary_for(build, tables))


def test_a_category_that_goes_with_what_is_bought_is_offered_to_who_does_not_buy_it(paired_shop, plan):
    (row,) = plan(shop=paired_shop, customer_id="C129").rows
    assert (row["action"], row["category"]) == ("cross_sell", "Bulbs")
    assert "open_complaints" not in row
    sold = paired_shop.transactions
    bulbs = sold[sold["category"] == "Bulbs"]["amount_minor"]
    assert row["increment"] == pytest.approx(bulbs.mean() / 100, abs=0.005)
    (offer,) = plan(shop=paired_shop, customer_id="C129", what="categories").rows
    assert (offer["category"], offer["bought"], offer["both"], offer["buyers"]) == ("Bulbs", "Lamps", 60, 70)
    assert offer["p_value"] < 0.01
    assert offer["expected_gain"] == row["expected_gain"]


def test_who_buys_both_is_offered_neither(paired_shop, plan):
    (row,) = plan(shop=paired_shop, customer_id="C000").rows
    assert row["category"] is None
    found = plan(shop=paired_shop, customer_id="C000", what="categories")
    assert found.rows == ()
    assert "already buys" in found.notes[0].en


def test_pairs_of_the_whole_shop_are_told_the_strongest_first(paired_shop, plan):
    found = plan(shop=paired_shop, what="categories")
    lifts = [row["lift"] for row in found.rows]
    assert lifts == sorted(lifts, reverse=True)
    assert {(row["bought"], row["category"]) for row in found.rows} >= {("Lamps", "Bulbs"), ("Mugs", "Tea")}


def test_a_rule_whose_value_does_not_exist_is_told_with_its_place(build, tmp_path):
    copied = shutil.copytree(build.path, tmp_path / "builds" / build.path.name)
    (tmp_path / "kezhi.toml").write_text(
        '[[plan.rules]]\naction = "reward"\nwhy = ["a", "b"]\n'
        'filters = [{ column = "country", op = "eq", value = "Atlantis" }]\n'
        '[[plan.rules]]\naction = "leave_alone"\nwhy = ["a", "b"]\n',
        encoding="utf-8",
    )
    with pytest.raises(DataFileError, match=r"plan\.rules\.0"):
        plan_inputs(Shop.open(Build.open(copied), Settings()))


def test_a_segment_that_nobody_is_in_is_no_mistake(shop):
    inputs = plan_inputs(shop)
    rules = [rule.action for rule in inputs.book.rules]
    assert not inputs.fits[rules.index("reward")].any()


def test_rules_that_were_changed_hold_once_the_shop_is_reworded(build, tmp_path):
    copied = shutil.copytree(build.path, tmp_path / "builds" / build.path.name)
    opened = Shop.open(Build.open(copied), Settings())
    assert plan_inputs(opened).book.assumptions.margin == 0.3
    (tmp_path / "kezhi.toml").write_text("[plan.assumptions]\nmargin = 0.6\n", encoding="utf-8")
    assert plan_inputs(opened).book.assumptions.margin == 0.3
    assert plan_inputs(opened.reworded()).book.assumptions.margin == 0.6


def test_a_budget_reaches_whom_it_can_and_the_rows_add_up_to_the_whole(plan):
    everybody = plan(budget=1_000.0, control_share=0.0).rows[0]
    # 13085, 18000 and those whose contact pays; the budget is far from spent.
    assert everybody["contacted"] == everybody["customers"]
    assert everybody["gap"] == 0
    whole, *parts = plan(budget=1.0, control_share=0.0).rows
    assert whole["total_cost"] <= 1.0
    assert whole["customers"] == sum(row["customers"] for row in parts) < everybody["customers"]
    assert whole["expected_gain"] == pytest.approx(sum(row["expected_gain"] for row in parts))
    listed = plan(budget=1.0, control_share=0.0, what="customers").rows
    assert sum(row["contact_cost"] for row in listed) == pytest.approx(whole["total_cost"])
    assert sum(row["expected_gain"] for row in listed) == pytest.approx(whole["expected_gain"])


def test_the_curve_rises_ever_more_slowly_to_all_whose_contact_pays(paired_shop, plan):
    curve = plan(shop=paired_shop, what="curve").rows
    gains, last = [row["expected_gain"] for row in curve], [row["next_return"] for row in curve]
    assert gains == sorted(gains)
    assert last == sorted(last, reverse=True)
    assert all(row["total_cost"] <= row["budget"] for row in curve)
    assert curve[-1]["expected_gain"] == plan(shop=paired_shop, budget=1e6, control_share=0.0).rows[0]["expected_gain"]


def test_other_assumptions_choose_at_least_as_well_as_the_present_choice(paired_shop, plan):
    for budget in (None, 1.0, 5.0):
        cases = {row["case"]: row for row in plan(shop=paired_shop, what="sensitivity", budget=budget).rows}
        assert len(cases) == 7
        assert cases["as_assumed"]["expected_gain"] == cases["as_assumed"]["kept_gain"]
        for row in cases.values():
            assert row["expected_gain"] >= row["kept_gain"] - 0.02 * row["customers"]
        assert cases["margin_double"]["expected_gain"] > cases["as_assumed"]["expected_gain"]
        assert cases["cost_double"]["expected_gain"] < cases["as_assumed"]["expected_gain"]


def test_who_is_held_out_is_not_contacted_costs_nothing_and_is_drawn_by_seed(paired_shop, plan):
    whole = plan(shop=paired_shop, budget=1e6, control_share=0.2, seed=3).rows[0]
    assert whole["control"] == round(0.2 * whole["customers"])
    assert whole["contacted"] == whole["customers"] - whole["control"]
    drawn = [
        [row["group"] for row in plan(shop=paired_shop, budget=1e6, what="customers", seed=seed, limit=200).rows]
        for seed in (3, 3, 4)
    ]
    assert drawn[0] == drawn[1] != drawn[2]


def test_the_trial_tells_how_many_customers_would_show_the_effect(plan):
    rate, spend = plan(what="trial", filters=[{"column": "customer_id", "op": "eq", "value": "13085"}]).rows
    # One customer with a chance of 0.5; of those won back 3 % buy who else would not.
    assert (rate["control_level"], rate["effect"]) == (0.5, 0.015)
    assert spend["effect"] == pytest.approx(0.03 * 612.505, abs=0.005)
    assert rate["needed"] > 10_000
    assert rate["verdict"] == "too few"


def test_a_budget_is_for_many_customers_and_lists_are_not_for_the_support_desk(call):
    assert "either one customer_id" in call("plan_actions", customer_id="0012", budget=5).error["message"]
    assert call("plan_actions", budget=5, what="customers", role="support").error["error"] == "refused"
    assert call("plan_actions", budget=5, role="support").result.table.rows
