"""A build trained anew from its own tables is what a full build of all files would be; and the watch, in earnest."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from config.settings import Settings
from data.builds import CUSTOMERS, EVALUATION, TRANSACTIONS
from data.workspace import Workspace
from pipeline import cli
from pipeline.build import BuildRequest, build_shop
from pipeline.rebuild import rebuild_shop
from pipeline.training_options import TrainingOptions
from pipeline.update import UpdateRequest, update_shop

HEADER = "order_id,customer_id,date,amount"
QUICK = TrainingOptions(network="linear")


def lines() -> list[str]:
    """Two years of 150 customers who buy now and then, by day."""
    rng = np.random.default_rng(1)
    made = []
    for customer in range(150):
        for day in np.sort(rng.integers(0, 730, size=1 + rng.poisson(4))):
            date = np.datetime64("2023-01-01") + day
            made.append((str(date), f"O{len(made)},C{customer:03d},{date},{rng.gamma(2, 20):.2f}"))
    return [line for _, line in sorted(made)]


def write(path: Path, rows: list[str]) -> Path:
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def base(tmp_path_factory) -> Path:
    """A workspace whose build lacks the last twenty lines, and beside it the files."""
    folder = tmp_path_factory.mktemp("rebuild")
    old, new = write(folder / "old.csv", lines()[:-20]), write(folder / "new.csv", lines()[-20:])
    assert new.exists()
    settings = Settings(workspace=folder / "shop")
    build_shop(BuildRequest(str(old), horizon_days=60, options=QUICK), settings, quiet=True)
    return folder


@pytest.fixture
def shop(base, tmp_path) -> Path:
    """The workspace, one's own."""
    shutil.copytree(base / "shop", tmp_path / "shop")
    return tmp_path / "shop"


def test_a_rebuild_after_an_update_is_a_full_build_of_all_files_to_the_byte(base, shop, tmp_path):
    settings = Settings(workspace=shop)
    updated = update_shop(UpdateRequest(str(base / "new.csv")), settings, quiet=True).build
    rebuilt = rebuild_shop(settings, quiet=True)
    both = write(tmp_path / "both.csv", lines())
    request = BuildRequest(str(both), horizon_days=60, options=QUICK)
    whole = build_shop(request, Settings(workspace=tmp_path / "whole"), quiet=True)
    for name in (TRANSACTIONS, CUSTOMERS, EVALUATION):
        assert (rebuilt.path / name).read_bytes() == (whole.path / name).read_bytes(), name
    manifest = rebuilt.manifest
    assert (manifest.updated_from, manifest.full_build, manifest.update) == (None, {}, {})
    assert manifest.inputs == updated.manifest.inputs
    assert rebuilt.drift() is None
    assert Workspace(shop).current().id == rebuilt.id != updated.id


def test_a_watch_takes_what_has_arrived_sets_aside_what_is_broken_and_reports(base, shop, capsys, monkeypatch):
    plan = '[[watch.reports]]\nkind = "portfolio"\nformats = ["md"]\nevery = "1d"\n'
    (shop / "kezhi.toml").write_text(plan, encoding="utf-8")
    incoming = shop / "incoming"
    incoming.mkdir()
    shutil.copy(base / "new.csv", incoming / "orders-1.csv")
    (incoming / "orders-2.csv").write_text(f"{HEADER}\n1,C001,soon,3\n", encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["kezhi", "watch", "--once", "--json", "--workspace", str(shop)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    document = json.loads(capsys.readouterr().out)
    assert [entry["event"] for entry in document["journal"]] == ["file_refused", "file_taken"]
    assert [file["name"] for file in document["refused"]] == ["orders-2.csv"]
    assert "column 'date'" in document["refused"][0]["line"]
    assert [job["outcome"] for job in document["jobs"]] == ["new"], "its first time is a day from now"
    made = Workspace(shop).current()
    assert document["build"] == made.id
    assert len(made.transactions()) == len(lines())
    assert [path.name for path in (incoming / "taken").iterdir()] == ["orders-1.csv"]
