"""A compact copy predicts nearly what the network does, and what it loses is what it says it loses."""

import dataclasses
import json

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from config.errors import InputError
from models.bgnbd import BGNBD
from models.calibration import SpendCalibration
from models.classical import Classical
from models.export import PRECISIONS, export_loss, export_network, load_compact
from models.gamma_gamma import GammaGamma
from models.scores import normalised_gini
from models.training import TrainingPlan

# Relative; measured on this shop: 2e-3 and 4e-3 at most.
MOST_OFF = {"bf16": 0.01, "int8": 0.02}


@pytest.fixture(scope="module")
def wide(fit):
    """A fitted network of the sizes of a build, with everything that network.json can hold."""
    fitted = fit(plan=TrainingPlan(steps=60, batch=256, learning_rate=4e-3))
    classical = Classical(BGNBD(r=0.25, alpha=4.5, a=0.8, b=2.5), GammaGamma(p=6.0, q=4.0, v=1500.0))
    full = dataclasses.replace(fitted, classical=classical, trust=0.7)
    return full.corrected(log_level=0.2, spend=SpendCalibration(factor=1.3, buyers=400)).described(model="network")


@pytest.fixture(params=PRECISIONS)
def copied(request, wide, tmp_path):
    wide.save(tmp_path / "original")
    export_network(wide, tmp_path / "compact", precision=request.param)
    return request.param, tmp_path / "original", tmp_path / "compact"


def test_a_copy_predicts_nearly_the_same(copied, wide, customers):
    precision, _, compact = copied
    again = load_compact(compact)
    for days in (7, 90, 365):
        before, after = (network.predict(customers, horizon_days=days) for network in (wide, again))
        for name in ("value", "orders", "p_active", "hi"):
            np.testing.assert_allclose(getattr(after, name), getattr(before, name), rtol=MOST_OFF[precision])
        assert not np.array_equal(after.value, before.value)
    tiers = [network.tier_probabilities(customers, horizon_days=90) for network in (wide, again)]
    np.testing.assert_allclose(tiers[1], tiers[0], atol=MOST_OFF[precision])


def test_all_but_the_weights_survives(copied, wide):
    precision, original, compact = copied
    before, after = (json.loads((f / "network.json").read_text(encoding="utf-8")) for f in (original, compact))
    assert after == {**before, "precision": precision}
    assert {"tiers", "trust", "classical", "spend", "log_level"} <= set(after)
    again = load_compact(compact)
    for name in ("trust", "bounds", "classical", "log_level", "spend", "about", "reference_days", "features"):
        assert getattr(again, name) == getattr(wide, name), name
    assert again.bounds is not None


def test_the_weights_take_a_fraction_of_the_bytes(copied):
    precision, original, compact = copied
    sizes = [(folder / "weights.safetensors").stat().st_size for folder in (original, compact)]
    assert sizes[1] < {"bf16": 0.45, "int8": 0.35}[precision] * sizes[0]
    stored = load_file(compact / "weights.safetensors")
    assert stored["first"].dtype == {"bf16": torch.bfloat16, "int8": torch.int8}[precision]
    assert stored["wide"].dtype == stored["bias"].dtype == torch.float32


def test_a_copy_with_no_trust_in_what_was_learned_is_still_the_classical_model(copied, wide, customers):
    said = [
        dataclasses.replace(network, trust=0.0).predict(customers, horizon_days=90).value
        for network in (wide, load_compact(copied[2]))
    ]
    np.testing.assert_allclose(said[1], said[0], rtol=1e-5)


def test_the_loss_that_is_told_is_the_loss_that_is_measured(copied, wide, customers):
    _, original, compact = copied
    told = export_loss(wide, original, compact, features=customers)
    before, after = (n.predict(customers, horizon_days=90).value for n in (wide, load_compact(compact)))
    counts = before > before.mean() / 1000
    off = np.abs(after / before - 1)[counts]
    assert told.largest_difference == pytest.approx(off.max())
    assert told.mean_difference == pytest.approx(off.mean())
    assert told.total_difference == pytest.approx(after.sum() / before.sum() - 1)
    assert told.gini == pytest.approx(normalised_gini(before, after))
    assert told.bytes_before == (original / "weights.safetensors").stat().st_size
    assert told.bytes_after == (compact / "weights.safetensors").stat().st_size
    assert 0 < told.mean_difference < told.largest_difference
    assert 0.999 < told.gini <= 1


def test_the_same_network_gives_the_same_bytes(copied, wide, tmp_path):
    precision, _, compact = copied
    export_network(wide, tmp_path / "again", precision=precision)
    for name in ("network.json", "weights.safetensors"):
        assert (tmp_path / "again" / name).read_bytes() == (compact / name).read_bytes()


def test_an_unknown_precision_is_refused(wide, tmp_path):
    with pytest.raises(InputError, match="format 'fp4': expected bf16 or int8"):
        export_network(wide, tmp_path / "compact", precision="fp4")
    assert not (tmp_path / "compact").exists()


def test_what_is_no_copy_is_refused(wide, tmp_path):
    with pytest.raises(InputError, match="expected a compact network"):
        load_compact(tmp_path)
    wide.save(tmp_path)
    with pytest.raises(InputError, match="precision None; expected bf16 or int8"):
        load_compact(tmp_path)
