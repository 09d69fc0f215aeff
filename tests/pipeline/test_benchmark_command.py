"""`python -m pipeline.benchmark` and `kezhi evaluate --cutoffs`: from files to numbers, tables and pictures."""

import datetime as dt
import json
import sys

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from config.errors import InputError
from data.builds import TRANSACTIONS, Manifest
from data.files import write_parquet
from data.query_time import iso_date
from data.workspace import Workspace
from pipeline import benchmark, cli
from pipeline.benchmark_models import MODELS, PAST_RATE
from pipeline.benchmark_run import BenchmarkPlan, run_benchmark
from pipeline.benchmark_shops import check_names
from tests.pipeline.small_shop import FIRST_DAY, small_shop

LAST_DAY = FIRST_DAY + 399


@pytest.fixture(scope="module")
def few_lines():
    """Too few buyers for the network to be trained: whether every model is run takes no time then."""
    return small_shop(80, seed=6)


@pytest.fixture(scope="module")
def retail_file(few_lines, tmp_path_factory):
    """The few customers in the form of Online Retail."""
    lines = few_lines
    path = tmp_path_factory.mktemp("retail") / "retail.csv"
    pd.DataFrame(
        {
            "Invoice": 500_000 + np.arange(len(lines)),
            "StockCode": "10001",
            "Description": "LAMP",
            "Quantity": 1,
            "InvoiceDate": pd.to_datetime(lines["day"], unit="D").dt.strftime("%Y-%m-%d 10:00:00"),
            "Price": lines["amount_minor"] / 100,
            "Customer ID": lines["customer_id"].str[1:].astype(int) + 10_000,
            "Country": "France",
        }
    ).to_csv(path, index=False)
    return path


@pytest.fixture
def workspace(few_lines, tmp_path):
    """A workspace whose build in use holds the few customers and predicts 60 days."""
    workspace = Workspace(tmp_path / "workspace")
    epoch, build_id = dt.date(1970, 1, 1), workspace.new_build_id((), now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    with workspace.draft(build_id) as draft:
        write_parquet(few_lines, draft / TRANSACTIONS)
        Manifest(
            build_id=build_id,
            created_at="2026-01-01T00:00:00Z",
            source="generic",
            shop_name="Built shop",
            simulated=False,
            inputs=(),
            as_of=epoch + dt.timedelta(days=LAST_DAY),
            first_day=epoch + dt.timedelta(days=FIRST_DAY),
            horizon_days=60,
            currency="EUR",
            minor_digits=2,
            seed=7,
            versions={},
            rows={},
        ).write(draft)
        workspace.promote(draft)
    return workspace.root


@pytest.mark.parametrize("name", ["cdnows", "online-retail", "online-retail=", "cdnow=x", "simulated=3"])
def test_an_unknown_data_set_is_refused_before_anything_runs(name):
    with pytest.raises(InputError, match="no data set"):
        check_names(["cdnow", name])


def test_what_was_measured_so_far_is_handed_over_after_every_shop_and_horizon(retail_file):
    seen: list[list[int]] = []
    run_benchmark(
        [f"online-retail={retail_file}"],
        BenchmarkPlan(models=(PAST_RATE,), seeds=(1,), most_cutoffs=2, draws=20, horizons_days=(30, 90)),
        quiet=True,
        keep=lambda document: seen.append([shop["horizon_days"] for shop in document["shops"]]),
    )
    assert seen == [[30], [30, 90]]


@pytest.mark.slow
def test_the_command_writes_every_number_both_tables_and_small_pictures(retail_file, tmp_path):
    options = ["--models", "past_rate,bgnbd_gamma_gamma,network", "--seeds", "1", "--cutoffs", "1", "--draws", "10"]
    arguments = [f"online-retail={retail_file}", "--horizon", "60", "--horizon", "90", "--out", str(tmp_path), "-q"]
    ran = CliRunner().invoke(benchmark.app, [*arguments, *options], catch_exceptions=False)
    assert ran.exit_code == 0
    read = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert [shop["horizon_days"] for shop in read["shops"]] == [60, 90]
    assert "Online Retail, 60 days" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "客值价值网络" in (tmp_path / "summary.zh.md").read_text(encoding="utf-8")
    pictures = sorted(tmp_path.glob("*.png"))
    assert [path.stem for path in pictures] == ["decile_calibration", "gain_curve", "interval_coverage"]
    for path in pictures:
        content = path.read_bytes()
        assert content.startswith(b"\x89PNG")
        assert 10_000 < len(content) < 300_000


def test_a_workspace_is_measured_at_the_horizon_of_its_build(workspace, tmp_path):
    arguments = ["-w", str(workspace), "--models", "past_rate", "--cutoffs", "1", "--no-pictures", "-q"]
    CliRunner().invoke(benchmark.app, [*arguments, "--out", str(tmp_path / "out")], catch_exceptions=False)
    (shop,) = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))["shops"]
    assert (shop["title"]["zh"], shop["horizon_days"], shop["last_day"]) == ("Built shop", 60, iso_date(LAST_DAY))
    assert not list((tmp_path / "out").glob("*.png"))


@pytest.mark.slow
def test_evaluate_with_cut_offs_fits_every_model_anew(workspace):
    ran = CliRunner().invoke(cli.app, ["evaluate", "--baselines", "--cutoffs", "1", "--json", "-w", str(workspace)])
    assert ran.exit_code == 0
    assert {row["model"] for row in json.loads(ran.stdout)["overall"]["summary"]} == set(MODELS)


def test_evaluate_takes_cut_offs_only_with_the_baselines(workspace):
    ran = CliRunner().invoke(cli.app, ["evaluate", "--cutoffs", "1", "-w", str(workspace)])
    assert ran.exit_code == 2
    assert "--baselines" in ran.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "the benchmark needs data"),
        (["nowhere"], "no data set 'nowhere'"),
        (["online-retail=/nowhere.csv", "--models", "past_rate"], "nowhere.csv"),
        (["cdnow", "--models", "magic"], "no model 'magic'"),
    ],
)
def test_bad_input_ends_with_one_line_and_code_2(arguments, message, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(sys, "argv", ["benchmark", *arguments, "-q", "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as stopped:
        benchmark.main()
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert message in said
    assert said.count("\n") == 1
    assert not (tmp_path / "out").exists()
