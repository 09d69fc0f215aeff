"""simulate_group: the pasts of a group are written anew, the network is asked again, sums have honest intervals."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.features import features_pandas
from data.query_time import day_number
from tests.conftest import AS_OF, FIRST_DAY, HORIZON_DAYS
from tools.changed_past import features_of, past_of, usual_order_minor
from tools.shop import Shop

Call = Any
# Not the build's own horizon, whose predictions the fixture made by hand.
DAYS = 60
QUIET = {"column": "rfm_segment", "op": "in", "value": ["at_risk", "lost"]}


def told(call: Call, *scenarios: dict[str, Any], **arguments: Any) -> list[dict[str, Any]]:
    found = call("simulate_group", scenarios=list(scenarios), horizon_days=DAYS, **arguments).result
    return [dict(row) for row in found.table.rows]


def test_losing_the_whole_group_takes_exactly_what_the_group_is_expected_to_bring(call: Call) -> None:
    now, gone = told(call, {"lose_percent": 100})
    summed = call("predict_value", total=True, horizon_days=DAYS).result.table.rows[0]
    assert now["predicted_value"] == pytest.approx(summed["predicted_value"], abs=0.02)
    assert gone["predicted_value_difference"] == -now["predicted_value"]
    assert (gone["customers"], gone["predicted_value"], gone["predicted_hi"]) == (0, 0, 0)
    assert (gone["difference_lo"], gone["difference_hi"]) == (-now["predicted_hi"], -now["predicted_lo"])


def test_an_order_value_that_does_not_change_is_the_present(call: Call) -> None:
    now, same = told(call, {"order_value_change_percent": 0})
    assert same["predicted_value"] == now["predicted_value"]
    assert same["predicted_orders"] == now["predicted_orders"]
    assert (same["difference_lo"], same["difference_hi"]) == (0, 0)


def test_orders_more_give_the_features_of_a_shop_with_these_lines_in_it(shop: Shop) -> None:
    places = np.arange(len(shop.customers), dtype=np.int64)
    past = past_of(shop, places)
    worth = usual_order_minor(shop, past)
    lines = shop.transactions.assign(order_id=shop.transactions["order_id"].astype("str"))
    own = lines.drop_duplicates("customer_id")
    usual = dict(zip(past.customers, worth, strict=True))
    # 13085 ordered three times for 500 each.
    assert usual["13085"] == 50_000
    more = [
        own.assign(
            order_id=own["customer_id"].astype("str") + f" more {number}",
            day=day_number(AS_OF),
            amount_minor=own["customer_id"].map(usual).astype("int64"),
            is_return=False,
            **dict.fromkeys(("product_id", "product_name", "category", "quantity")),
        )
        for number in (1, 2)
    ]
    really = pd.concat([lines, *(part.astype(lines.dtypes.to_dict()) for part in more)], ignore_index=True)
    frame = features_pandas(
        really,
        reviews=shop.reviews,
        cutoff_day=day_number(AS_OF),
        horizon_days=HORIZON_DAYS,
        first_day=day_number(FIRST_DAY),
    )
    supposed = features_of(shop, past.with_orders(2, minor=worth))
    np.testing.assert_allclose(supposed, frame[list(shop.network.features)].to_numpy(dtype=np.float64))


def test_a_customer_of_a_group_is_worth_what_the_customer_alone_would_be(call: Call) -> None:
    for customer in ("13085", "0012"):
        change = {"orders": 2, "order_value": 30.0}
        alone = call("simulate_value", customer_id=customer, horizon_days=DAYS, **change).result.table.rows[1]
        one = {"column": "customer_id", "op": "eq", "value": customer}
        assert told(call, change, filters=[one])[1]["predicted_value"] == pytest.approx(
            alone["predicted_value"], abs=0.01
        )
    both = {"column": "customer_id", "op": "in", "value": ["13085", "0012"]}
    apart = [{**both, "op": "eq", "value": c} for c in both["value"]]
    sums = sum(told(call, {"days_later": 30}, filters=[one])[1]["predicted_value"] for one in apart)
    assert told(call, {"days_later": 30}, filters=[both])[1]["predicted_value"] == pytest.approx(sums, abs=0.02)


def test_winning_back_more_of_them_changes_more_and_nobody_who_is_not_quiet(call: Call) -> None:
    now, half, whole = told(call, {"win_back_percent": 50}, {"win_back_percent": 100})
    quiet_now, quiet_whole = told(call, {"win_back_percent": 100}, filters=[QUIET])
    assert (now["changed"], half["changed"], whole["changed"]) == (None, 1, 2)
    # The figure of a draw is the mean over all draws: half of them, half of the difference.
    assert half["predicted_value_difference"] == pytest.approx(whole["predicted_value_difference"] / 2, abs=0.02)
    assert whole["predicted_value_difference"] == pytest.approx(quiet_whole["predicted_value_difference"], abs=0.02)
    assert whole["assumed_value"] == quiet_whole["assumed_value"] == pytest.approx(2 * half["assumed_value"], abs=0.02)
    assert quiet_now["customers"] == 2
    best = told(call, {"win_back_percent": 50}, who="best")[1]
    assert best["predicted_value_difference"] >= half["predicted_value_difference"]


def test_the_same_question_has_the_same_answer_and_another_seed_only_other_intervals(call: Call) -> None:
    asked: dict[str, Any] = {"win_back_percent": 50}
    first, again, other = told(call, asked), told(call, asked), told(call, asked, seed=8)
    assert first == again
    assert other[1]["predicted_value"] == first[1]["predicted_value"]
    assert other[1]["predicted_hi"] != first[1]["predicted_hi"]


def test_it_is_said_what_was_assumed_and_that_nothing_is_proven(call: Call) -> None:
    found = call("simulate_group", scenarios=[{"win_back_percent": 50}, {"days_later": 9}], language="zh").result
    assert [row["name"] for row in found.table.rows] == ["现状", "挽回50%", "9天不购买"]
    notes = " ".join(note.en for note in found.table.notes)
    for said in ("not a proven effect", "drawn at random", "not in the predicted value", "other shops alone"):
        assert said in notes


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"scenarios": [{}]}, "name a change"),
        ({"scenarios": []}, "at least 1"),
        ({"scenarios": [{"lose_percent": 5, "orders": 1}]}, "scenario of its own"),
        ({"scenarios": [{"order_value": 5, "days_later": 3}]}, "order_value needs orders"),
        ({"scenarios": [{"win_back_percent": 101}]}, "win_back_percent"),
        ({"scenarios": [{"lose_percent": 5}], "filters": [{"column": "orders", "op": "gt", "value": 99}]}, "fits"),
        ({"scenarios": [{"lose_percent": 5}], "filters": [{"column": "colour", "op": "eq", "value": 1}]}, "nearest"),
        (
            {"scenarios": [{"win_back_percent": 5}], "filters": [{**QUIET, "value": ["loyal", "new"]}]},
            "nobody to win back",
        ),
    ],
)
def test_what_cannot_be_supposed_is_told_with_the_way_out(call: Call, arguments: dict[str, Any], message: str) -> None:
    error = call("simulate_group", **arguments).error
    assert error["error"] == "invalid"
    assert message in error["message"]


def test_the_support_desk_may_not_try_groups_and_business_may_not_name_people(call: Call) -> None:
    refused = call("simulate_group", role="support", scenarios=[{"lose_percent": 5}]).error
    assert refused["error"] == "refused"
    assert "one customer at a time" in refused["message"]
    named = {"column": "email", "op": "contains", "value": "a"}
    assert call("simulate_group", role="business", scenarios=[{"orders": 1}], filters=[named]).error["error"] == (
        "refused"
    )
    assert told(call, {"orders": 1}, role="business")[1]["changed"] == 8
