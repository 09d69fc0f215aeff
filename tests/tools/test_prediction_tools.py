"""predict_value and explain_value: stored and other horizons, sums that are sums, parts that add up to the cent."""

from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tools.explanation_tools import whole_parts
from tools.shop import Shop

Call = Any


def test_without_a_horizon_the_stored_predictions_answer(call: Call) -> None:
    found = call("predict_value", limit=2).result
    assert [(row["customer_id"], row["predicted_value"]) for row in found.table.rows] == [
        ("13085", 612.505),
        ("17850", 150.0),
    ]
    assert found.extra == {"horizon_days": 90, "until": "2010-09-28"}
    assert [note.en for note in found.table.notes][-2:] == [
        "Predictions are for the 90 days from 2010-07-01 to 2010-09-28.",
        "The data hold no earlier year of these months: a seasonal rise or fall is not foreseen.",
    ]


def test_a_horizon_beyond_half_the_history_is_told_to_be_an_extrapolation(call: Call, shop: Shop) -> None:
    beyond = call("predict_value", horizon_days=shop.longest_days + 1, limit=1).result.table.notes
    within = call("predict_value", horizon_days=shop.longest_days, limit=1).result.table.notes
    assert any("an extrapolation" in note.en and str(shop.longest_days) in note.zh for note in beyond)
    assert not any("extrapolation" in note.en for note in within)


def test_another_horizon_is_asked_of_the_network(call: Call, shop: Shop, customers: pd.DataFrame) -> None:
    found = call("predict_value", horizon_days=30, limit=8).result
    features = customers[list(shop.network.features)].to_numpy(dtype=np.float64)
    said = shop.network.predict(features, horizon_days=30)
    expected = dict(zip(customers["customer_id"], said.value / 100, strict=True))
    assert {row["customer_id"]: row["predicted_value"] for row in found.table.rows} == pytest.approx(expected)
    values = [row["predicted_value"] for row in found.table.rows]
    assert values == sorted(values, reverse=True)


def test_predictions_are_summed_over_groups_and_in_total(call: Call) -> None:
    total = call("predict_value", total=True).result.table.rows
    assert total == ({"predicted_value": 967.5075, "predicted_orders": pytest.approx(9.675075), "customers": 8},)
    by_country = call("predict_value", group_by=["country"]).result.table.rows
    assert [(row["country"], row["predicted_value"]) for row in by_country] == [
        ("United Kingdom", 762.505),
        ("France", 105.0025),
        ("Germany", 100.0),
        ("EIRE", 0.0),
    ]


def test_filters_and_ids_choose_the_customers(call: Call) -> None:
    germans = call("predict_value", filters=[{"column": "country", "op": "eq", "value": "德国"}]).result
    assert [row["customer_id"] for row in germans.table.rows] == ["0012", "12"]
    chosen = call("predict_value", customer_ids=["K7", "12"]).result
    assert [row["customer_id"] for row in chosen.table.rows] == ["K7", "12"]
    unknown = call("predict_value", customer_ids=["K77"])
    assert unknown.error["message"].startswith("no customer_id is 'K77'; nearest: 'K7'")


@pytest.mark.parametrize("horizon_days", [0, -3, 5000, "soon"])
def test_an_impossible_horizon_is_told_to_the_model(call: Call, horizon_days: Any) -> None:
    made = call("predict_value", horizon_days=horizon_days)
    assert made.error["error"] == "invalid"
    assert "horizon_days" in made.error["message"]


@pytest.mark.parametrize("horizon_days", [None, 30, 365])
@pytest.mark.parametrize("limit", [1, 5, 100])
def test_the_parts_of_an_explanation_add_up_to_the_cent(call: Call, horizon_days: int | None, limit: int) -> None:
    found = call("explain_value", customer_id="13085", horizon_days=horizon_days, limit=limit).result
    rows = found.table.rows
    parts = [Decimal(str(row["contribution"])) for row in rows]
    assert sum(parts[:-1]) == parts[-1]
    assert [rows[0]["feature"], rows[-1]["feature"]] == ["baseline", "prediction"]
    assert ("other" in [row["feature"] for row in rows]) == (limit < 100)
    shown = [abs(row["contribution"]) for row in rows if row["feature"] not in ("baseline", "other", "prediction")]
    assert shown == sorted(shown, reverse=True)


def test_an_explanation_ends_at_the_networks_own_prediction(call: Call, shop: Shop, customers: pd.DataFrame) -> None:
    found = call("explain_value", customer_id="0012", horizon_days=30).result
    features = customers[list(shop.network.features)].to_numpy(dtype=np.float64)
    value = shop.network.predict(features, horizon_days=30).value[0]
    assert found.table.rows[-1]["contribution"] == round(value) / 100


def test_each_part_says_what_the_customer_has_and_what_is_typical(call: Call, shop: Shop) -> None:
    rows = call("explain_value", customer_id="13085", by="features", limit=100, language="zh").result.table.rows
    by_feature = {row["feature"]: row for row in rows}
    revenue = by_feature["revenue"]
    # The median of 220, 0, 1500, 80, 205, 5, 90, -10 is between 80 and 90.
    assert (revenue["name"], revenue["value"], revenue["typical"], revenue["value_unit"]) == (
        "销售额",
        1500.0,
        85.0,
        "GBP",
    )
    assert (by_feature["recency_days"]["value"], by_feature["recency_days"]["value_unit"]) == (102, "days")


def test_reasons_sum_up_their_features_and_show_the_telling_figure(call: Call) -> None:
    features = call("explain_value", customer_id="13085", by="features", limit=100).result.table.rows
    reasons = call("explain_value", customer_id="13085", limit=100).result.table.rows
    part = {row["feature"]: row["contribution"] for row in features}
    by_reason = {row["feature"]: row for row in reasons}
    returns = by_reason["returns"]
    summed = part["returned"] + part["returns"] + part["return_share"]
    # Each part was rounded to a penny by itself.
    assert returns["contribution"] == pytest.approx(summed, abs=0.03)
    assert returns["feature_name"]
    assert by_reason["rhythm"]["value"] == 3
    assert len(reasons) < len(features)


def test_an_unknown_customer_cannot_be_explained(call: Call) -> None:
    assert call("explain_value", customer_id="99999").error["error"] == "invalid"


@pytest.mark.parametrize("seed", range(20))
def test_rounded_parts_always_add_up_and_none_is_off_by_more_than_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    contributions = rng.normal(0, 30, 40)
    baseline = float(rng.uniform(0, 100))
    prediction = baseline + float(contributions.sum())
    start, parts, end = whole_parts(baseline, contributions, prediction=prediction)
    assert start + parts.sum() == end == round(prediction)
    assert np.abs(parts - contributions).max() < 1.5
