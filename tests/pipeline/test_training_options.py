"""What a person may ask of a build's training, and what the build then says it did."""

import json

import numpy as np
import pytest

from config.errors import InputError
from config.settings import Settings
from data.workspace import Workspace
from models.export import load_compact
from models.linear_network import LinearNetwork
from models.network import ValueNetwork
from models.value_model import load_value_model
from pipeline import cli
from pipeline.build import LOGS, BuildRequest, build_shop
from pipeline.evaluation import evaluation_summary
from pipeline.exporting import export_build, export_summary
from pipeline.training import train_build
from pipeline.training_options import TrainingOptions, training_options
from tests.pipeline.small_shop import FIRST_DAY, small_shop

DAYS = 240
LAST_DAY = FIRST_DAY + DAYS - 1


@pytest.fixture(scope="module")
def lines():
    return small_shop(500, DAYS, mean_gap_days=18.0)


@pytest.fixture(scope="module")
def orders(lines, tmp_path_factory):
    """The lines of some of the customers as a file."""
    some = lines[lines["customer_id"] < "C00200"]
    frame = some[["customer_id", "order_id"]].assign(
        date=some["day"].to_numpy().astype("datetime64[D]").astype(str), amount=some["amount_minor"] / 100
    )
    path = tmp_path_factory.mktemp("orders") / "orders.csv"
    frame.to_csv(path, index=False)
    return path


def train(lines, *, progress=None, **options):
    return train_build(
        lines,
        as_of_day=LAST_DAY,
        first_day=FIRST_DAY,
        seed=7,
        horizon_days=60,
        options=TrainingOptions(**options),
        progress=progress,
    )


@pytest.fixture(scope="module")
def linear(lines):
    return train(lines, network="linear")


@pytest.fixture(scope="module")
def logs(tmp_path_factory):
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def logged(lines, logs):
    """A value network with everything at its default but for the logs."""
    return train(lines, log_folder=logs)


@pytest.fixture(scope="module")
def workspaces(orders, tmp_path_factory):
    """A build of each network, by its name; the value network's had a search without time for a trial."""
    made = {}
    asked = {"value": TrainingOptions(tune_seconds=0.001), "linear": TrainingOptions(network="linear")}
    for network, options in asked.items():
        settings = Settings(workspace=tmp_path_factory.mktemp(network))
        build_shop(BuildRequest(str(orders), currency="EUR", horizon_days=60, options=options), settings, quiet=True)
        made[network] = settings
    return made


def test_the_evaluation_of_a_linear_build_names_the_formula(linear):
    assert isinstance(linear.network, LinearNetwork)
    evaluation = linear.evaluation
    assert evaluation["models"][0]["name"] == "linear formula"
    assert evaluation["training"]["model"] == "linear"
    assert evaluation["training"]["calibration"].startswith("calibrated on ")
    said = evaluation_summary(evaluation)
    assert "linear formula" in said
    assert "Network of this build: the linear formula. Value in 60 days" in said


def test_the_formula_that_is_told_gives_the_stored_predictions(linear):
    formula, frame = linear.evaluation["formula"], linear.customers
    assert formula["horizon_days"] == linear.horizon_days == 60
    terms = sum(frame[name] * weight for name, weight in formula["weights"].items())
    by_hand = np.maximum(formula["intercept"] + terms, 0)
    np.testing.assert_allclose(frame["predicted_value_minor"], by_hand, rtol=1e-4, atol=1)


def test_a_linear_formula_ranks_customers_and_its_interval_holds_eight_in_ten(linear):
    evaluation = linear.evaluation
    assert evaluation["models"][0]["normalised_gini"] > 0.4
    assert 0.7 < evaluation["interval"]["coverage"] < 0.92
    frame = linear.customers
    assert (frame["predicted_lo_minor"] <= frame["predicted_value_minor"]).all()
    assert (frame["predicted_value_minor"] <= frame["predicted_hi_minor"]).all()
    assert "likely_tier" not in frame


def test_the_formula_knows_nothing_of_the_period_it_is_tested_on(lines, linear):
    changed = lines.copy()
    changed.loc[changed["day"] > LAST_DAY - 60, "amount_minor"] *= 3
    after = train(changed, network="linear").evaluation
    assert after["tested"] == linear.evaluation["tested"]
    assert after["formula"] != linear.evaluation["formula"]
    for old, new in zip(linear.evaluation["models"], after["models"], strict=True):
        assert sum(d["predicted_minor"] for d in new["deciles"]) == sum(d["predicted_minor"] for d in old["deciles"])


def test_a_saved_linear_build_is_opened_by_the_one_door_and_repeats_to_the_byte(lines, linear, workspaces, tmp_path):
    build = Workspace(workspaces["linear"].workspace).current()
    assert isinstance(load_value_model(build.network_path), LinearNetwork)
    for name, trained in (("once", linear), ("twice", train(lines, network="linear"))):
        trained.network.save(tmp_path / name)
    assert (tmp_path / "once/network.json").read_bytes() == (tmp_path / "twice/network.json").read_bytes()


def test_too_short_a_past_for_a_formula_is_refused_in_one_line(lines):
    few = lines[lines["customer_id"] < "C00008"]
    with pytest.raises(InputError, match="a linear formula takes 30") as refused:
        train(few, network="linear")
    assert "\n" not in str(refused.value)


def test_without_selection_every_feature_is_read_and_measured_all_the_same(lines, logged):
    plain, chosen = train(lines, select=False), logged
    assert plain.evaluation["feature_importance"]["dropped"] == []
    assert chosen.evaluation["feature_importance"]["dropped"] != []
    assert set(chosen.network.features) < set(plain.network.features)
    dropped = set(chosen.evaluation["feature_importance"]["dropped"])
    assert set(plain.network.features) - dropped == set(chosen.network.features)
    ranked = chosen.evaluation["feature_importance"]["ranked"]
    assert {row["feature"] for row in ranked} == set(plain.network.features)
    assert plain.evaluation["feature_importance"]["ranked"] == ranked
    assert f"Left out as no help: {', '.join(chosen.evaluation['feature_importance']['dropped'])}" in (
        evaluation_summary(chosen.evaluation)
    )


def test_a_search_without_time_says_so_and_neither_it_nor_logs_change_anything(lines, logged):
    seen = []
    tuned = train(lines, tune_seconds=0.001, progress=lambda done, total: seen.append(done))
    assert seen == sorted(seen)
    assert seen[-1] == 100
    tuning = tuned.evaluation["tuning"]
    assert (tuning["chosen"], tuning["trials"]) == ("default", 0)
    assert "the time was up before another one was tried" in evaluation_summary(tuned.evaluation)
    assert {key: value for key, value in tuned.evaluation.items() if key != "tuning"} == logged.evaluation


def test_a_shop_with_too_little_to_judge_by_keeps_the_default_plan_and_says_why(lines):
    few = lines[lines["customer_id"] < "C00060"]
    tuned = train(few, tune_seconds=60)
    assert "it takes 100" in tuned.evaluation["tuning"]["reason"]
    assert "Tuning: the default plan stays; too few customers bought" in evaluation_summary(tuned.evaluation)


def test_every_fit_is_logged_where_asked_for_and_a_search_beside_the_builds(logged, logs, workspaces):
    place = workspaces["value"].workspace
    for folder in (logs, place / LOGS / Workspace(place).current().id):
        runs = {path.name: list(path.glob("events.out.tfevents.*")) for path in folder.iterdir()}
        assert set(runs) == {"earlier", "tested", "kept"}
        assert all(len(files) == 1 and files[0].stat().st_size > 100 for files in runs.values())
    assert not (workspaces["linear"].workspace / LOGS).exists()


@pytest.mark.parametrize("precision", ["bf16", "int8"])
def test_the_network_of_a_build_is_exported_with_what_that_costs(workspaces, tmp_path, precision):
    told = export_build(workspaces["value"], tmp_path / "copy", precision=precision)
    build = Workspace(workspaces["value"].workspace).current()
    network = ValueNetwork.load(build.network_path)
    features = build.customers()[list(network.features)].to_numpy(dtype=float)
    before, after = (n.predict(features, horizon_days=60).value for n in (network, load_compact(tmp_path / "copy")))
    assert told["total_difference"] == pytest.approx(after.sum() / before.sum() - 1)
    assert told["customers"] == len(features)
    assert told["bytes_after"] < told["bytes_before"] / 2
    assert f"{told['bytes_before']:,} -> {told['bytes_after']:,} bytes" in export_summary(told)


def refused(monkeypatch, capsys, *arguments):
    monkeypatch.setattr("sys.argv", ["kezhi", *map(str, arguments)])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    said = capsys.readouterr()
    assert said.out == ""
    assert stopped.value.code == 2
    return said.err.strip()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--network", "cubic"], "kezhi: --network 'cubic': expected value or linear"),
        (["--network", "linear", "--tune"], "kezhi: --tune and --log-dir are for the value network; the linear"),
        (["--network", "linear", "--log-dir", "logs"], "kezhi: --tune and --log-dir are for the value network"),
    ],
)
def test_a_build_with_options_that_do_not_go_together_is_refused_in_one_line(
    monkeypatch, capsys, orders, tmp_path, options, message
):
    said = refused(monkeypatch, capsys, "build", orders, "-w", tmp_path / "shop", *options)
    assert said.startswith(message)
    assert "\n" not in said
    assert not (tmp_path / "shop").exists()


@pytest.mark.parametrize(
    ("network", "options", "message"),
    [
        ("value", ["--format", "fp4"], "--format 'fp4': expected bf16 or int8"),
        ("linear", ["--format", "int8"], "a linear formula, which is a few numbers already"),
    ],
)
def test_an_export_that_cannot_be_is_refused_in_one_line(
    monkeypatch, capsys, workspaces, tmp_path, network, options, message
):
    place = ["-w", workspaces[network].workspace, "--out", tmp_path / "copy"]
    said = refused(monkeypatch, capsys, "export", *place, *options)
    assert message in said
    assert "\n" not in said
    assert not (tmp_path / "copy").exists()


def test_an_export_never_overwrites_the_network_of_the_build(monkeypatch, capsys, workspaces):
    build = Workspace(workspaces["value"].workspace).current()
    before = (build.network_path / "weights.safetensors").read_bytes()
    place = ["-w", workspaces["value"].workspace, "--out", build.network_path]
    assert "inside the build in use" in refused(monkeypatch, capsys, "export", *place)
    assert (build.network_path / "weights.safetensors").read_bytes() == before


def test_an_export_as_json_is_one_document(monkeypatch, capsys, workspaces, tmp_path):
    place = ["-w", workspaces["value"].workspace, "--out", tmp_path / "copy"]
    monkeypatch.setattr("sys.argv", ["kezhi", *map(str, ["export", *place, "--json"])])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 0
    assert json.loads(capsys.readouterr().out)["format"] == "bf16"


def test_options_are_what_was_asked_for(tmp_path):
    asked = training_options("value", tune_seconds=60, log_folder=tmp_path)
    assert asked == TrainingOptions("value", select=True, tune_seconds=60, log_folder=tmp_path)
    assert training_options("linear", tune_seconds=None, log_folder=None).network == "linear"
