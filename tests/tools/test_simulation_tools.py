"""simulate_value: the features of a changed past are made anew, and the network is asked again."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from data.features import features_pandas
from data.query_time import day_number
from tests.conftest import AS_OF, FIRST_DAY, HORIZON_DAYS
from tools.shop import Shop

Call = Any


def asked_anew(shop: Shop, lines: pd.DataFrame, *, customer: str, later: int = 0) -> float:
    """The network's value of a customer with such lines, to the penny, worked out without the tool."""
    frame = features_pandas(
        lines,
        reviews=shop.reviews,
        cutoff_day=day_number(AS_OF) + later,
        horizon_days=HORIZON_DAYS,
        first_day=day_number(FIRST_DAY),
    )
    row = frame[frame["customer_id"] == customer]
    features = row[list(shop.network.features)].to_numpy(dtype=np.float64)
    return round(float(shop.network.predict(features, horizon_days=HORIZON_DAYS).value[0])) / 100


def rows(found: Any) -> dict[str, dict[str, Any]]:
    return {row["scenario"]: row for row in found.table.rows}


def test_more_orders_are_order_lines_of_the_usual_worth_on_the_as_of_day(call: Call, shop: Shop) -> None:
    found = call("simulate_value", customer_id="17850", orders=2, order_value=30).result
    lines = shop.transactions
    lines = lines.assign(order_id=lines["order_id"].astype("str"))
    own = lines[lines["customer_id"] == "17850"].head(1)
    more = pd.concat([own, own], ignore_index=True).assign(
        order_id=["w1", "w2"],
        day=day_number(AS_OF),
        amount_minor=3000,
        is_return=False,
        **dict.fromkeys(("product_id", "product_name", "category", "quantity")),
    )
    both = pd.concat([lines, more.astype(lines.dtypes.to_dict())], ignore_index=True)
    said = rows(found)
    assert said["changed"]["predicted_value"] == pytest.approx(asked_anew(shop, both, customer="17850"))
    assert said["now"]["predicted_value"] == pytest.approx(asked_anew(shop, lines, customer="17850"))
    gained = said["changed"]["predicted_value"] - said["now"]["predicted_value"]
    assert said["difference"]["predicted_value"] == pytest.approx(gained, abs=1e-9)
    assert said["difference"]["predicted_lo"] is None
    # Two orders on one day are two orders more and one purchase day more, and no product is new.
    assert said["changed"]["predicted_orders"] != said["now"]["predicted_orders"]
    assert any("2 more orders of 30.00 GBP" in note.en for note in found.table.notes)
    assert any("not a proven effect" in note.en for note in found.table.notes)


def test_the_past_without_returns_is_the_past_without_those_lines(call: Call, shop: Shop) -> None:
    returned = shop.transactions[shop.transactions["is_return"]]
    customer = str(returned["customer_id"].iloc[0])
    kept = shop.transactions[~((shop.transactions["customer_id"] == customer) & shop.transactions["is_return"])]
    if customer not in set(kept["customer_id"]):
        pytest.fail("the fixture's returning customer must have bought something too")
    said = rows(call("simulate_value", customer_id=customer, without_returns=True).result)
    assert said["changed"]["predicted_value"] == pytest.approx(asked_anew(shop, kept, customer=customer))


def test_waiting_is_the_same_past_seen_later(call: Call, shop: Shop) -> None:
    found = call("simulate_value", customer_id="0012", days_later=60).result
    later = asked_anew(shop, shop.transactions, customer="0012", later=60)
    assert rows(found)["changed"]["predicted_value"] == pytest.approx(later)
    assert any("nothing is bought" in note.en for note in found.table.notes)


def test_all_amounts_higher_are_all_amounts_higher(call: Call, shop: Shop) -> None:
    lines = shop.transactions.copy()
    own = lines["customer_id"] == "0012"
    lines.loc[own, "amount_minor"] = np.rint(lines.loc[own, "amount_minor"] * 1.2).astype("int64")
    found = call("simulate_value", customer_id="0012", order_value_change_percent=20).result
    assert rows(found)["changed"]["predicted_value"] == pytest.approx(asked_anew(shop, lines, customer="0012"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "name a change"),
        ({"order_value": 5, "without_returns": True}, "order_value needs orders"),
        ({"orders": 0}, "orders"),
        ({"days_later": 400}, "days_later"),
        ({"orders": 1, "price": 3}, "price"),
    ],
)
def test_what_cannot_be_supposed_is_told_to_the_model(call: Call, arguments: dict[str, Any], message: str) -> None:
    error = call("simulate_value", customer_id="0012", **arguments).error
    assert error["error"] == "invalid"
    assert message in error["message"]


def test_an_unknown_customer_is_answered_with_the_nearest(call: Call) -> None:
    assert "nearest" in call("simulate_value", customer_id="1308", orders=1).error["message"]


def test_a_figure_beyond_what_the_network_has_seen_is_named(call: Call) -> None:
    notes = call("simulate_value", customer_id="13085", orders=50, order_value=9000, language="zh").result.table.notes
    beyond = [note for note in notes if "Outside of what the network has seen" in note.en]
    assert len(beyond) == 1
    assert "revenue" in beyond[0].en
    assert "销售额" in beyond[0].zh
    usual = call("simulate_value", customer_id="17850", order_value_change_percent=-2).result.table.notes
    assert not any("Outside" in note.en for note in usual)


def test_an_order_without_a_value_is_worth_the_customers_own_average(call: Call) -> None:
    # 13085 ordered three times for 500 each.
    notes = call("simulate_value", customer_id="13085", orders=1).result.table.notes
    assert notes[0].en.startswith("Assumed: 1 more order of 500.00 GBP on 2010-06-30")


def test_a_customer_without_returns_is_told_to_have_none(call: Call) -> None:
    found = call("simulate_value", customer_id="13085", without_returns=True).result
    assert "has returned nothing" in found.table.notes[0].en
    assert rows(found)["difference"]["predicted_value"] == 0


def test_a_customer_who_only_returned_has_no_past_without_returns(call: Call) -> None:
    assert "only returns" in call("simulate_value", customer_id="K9", without_returns=True).error["message"]
