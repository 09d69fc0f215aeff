import hashlib
import itertools
import json

import numpy as np
import pytest

from config.errors import InputError
from models.calibration import SpendCalibration
from models.network import ValueNetwork

HORIZONS = (7, 30, 90, 180, 365, 1000)


def digests(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


def test_nothing_falls_as_the_horizon_grows(network, customers):
    said = [network.predict(customers, horizon_days=days) for days in HORIZONS]
    for shorter, longer in itertools.pairwise(said):
        for name in ("value", "orders", "p_active", "lo", "hi"):
            assert (getattr(longer, name) >= getattr(shorter, name) * (1 - 1e-12)).all(), name


def test_a_calibrated_spread_does_not_break_that(network, customers):
    wide = network.corrected(spend=SpendCalibration(factor=1.7, buyers=500))
    said = [wide.predict(customers, horizon_days=days) for days in HORIZONS]
    for shorter, longer in itertools.pairwise(said):
        assert (longer.lo >= shorter.lo).all()
        assert (longer.hi >= shorter.hi).all()


def test_the_interval_holds_the_prediction_and_starts_at_0_where_nothing_is_likely_enough(network, customers):
    said = network.predict(customers, horizon_days=90)
    assert ((said.lo <= said.value) & (said.value <= said.hi)).all()
    assert (said.lo[said.p_active < 0.9] == 0).all()
    assert (said.lo[said.p_active > 0.95] > 0).all()
    assert ((said.p_active > 0) & (said.p_active < 1)).any()


def test_draws_from_the_predicted_law_fall_into_the_interval_eight_times_in_ten(network, customers):
    said, interval = network.parameters(customers, horizon_days=90), network.predict(customers, horizon_days=90)
    rng = np.random.default_rng(0)
    open_ = said["p"] > 0.25
    draws = np.where(
        rng.random((400, len(customers))) < said["p"],
        np.exp(said["mu"] + said["sigma"] * rng.standard_normal((400, len(customers)))),
        0.0,
    )
    inside = ((draws >= interval.lo) & (draws <= interval.hi)).mean(axis=0)[open_]
    assert inside.mean() == pytest.approx(0.8, abs=0.02)


def test_batches_change_nothing(network, customers):
    whole = network.predict(customers, horizon_days=60)
    parts = network.predict(customers, horizon_days=60, batch=97)
    np.testing.assert_allclose(parts.value, whole.value, rtol=1e-12)


def test_a_saved_network_comes_back_as_it_was_and_equal_ones_have_equal_bytes(network, customers, tmp_path):
    network.save(tmp_path / "one")
    network.save(tmp_path / "two")
    again = ValueNetwork.load(tmp_path / "one")
    np.testing.assert_array_equal(
        again.predict(customers, horizon_days=90).hi, network.predict(customers, horizon_days=90).hi
    )
    assert again.about == network.about
    assert digests(tmp_path / "one") == digests(tmp_path / "two")


def test_a_saved_network_is_weights_and_json_that_everybody_may_read(network, tmp_path):
    network.save(tmp_path)
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["network.json", "weights.safetensors"]
    assert (tmp_path / "weights.safetensors").stat().st_mode & 0o044 == 0o044


def test_a_folder_without_a_network_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"expected a value network"):
        ValueNetwork.load(tmp_path)


def test_a_network_of_a_later_format_is_refused(network, tmp_path):
    network.save(tmp_path)
    read = json.loads((tmp_path / "network.json").read_text(encoding="utf-8"))
    (tmp_path / "network.json").write_text(json.dumps({**read, "format": 99}), encoding="utf-8")
    with pytest.raises(InputError, match="format 99; this program reads 2"):
        ValueNetwork.load(tmp_path)


@pytest.mark.parametrize("days", [0, -5, float("nan")])
def test_a_horizon_that_is_no_time_ahead_is_refused(network, customers, days):
    with pytest.raises(InputError, match="positive number of days"):
        network.predict(customers, horizon_days=days)


def test_no_customers_give_no_predictions(network, customers):
    assert network.predict(customers[:0], horizon_days=90).value.shape == (0,)


def test_by_the_day_it_names_an_order_has_come_with_just_that_chance(network, customers):
    days = network.days_to_order(customers, chance=0.3)
    assert (days > 0).all()
    reached = np.flatnonzero(np.isfinite(days))[:20]
    assert len(reached) == 20
    for row in reached:
        said = network.predict(customers[[row]], horizon_days=float(days[row]))
        assert said.p_active[0] == pytest.approx(0.3, rel=1e-9)


def test_who_never_gets_to_a_chance_has_no_day_for_it(network, customers):
    days = network.days_to_order(customers, chance=0.9)
    never = ~np.isfinite(days)
    assert never.any()
    assert (network.predict(customers[never], horizon_days=100_000).p_active < 0.9).all()


def test_a_calibrated_spread_widens_the_interval_and_leaves_the_expected_value(network, customers):
    plain = network.predict(customers, horizon_days=90)
    wide = network.corrected(spend=SpendCalibration(factor=1.5, buyers=500)).predict(customers, horizon_days=90)
    np.testing.assert_array_equal(wide.value, plain.value)
    assert (wide.hi - wide.lo).sum() > (plain.hi - plain.lo).sum()
