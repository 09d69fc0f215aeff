"""A build trained anew from its own tables is what a full build of all files would be; and the watch, in earnest."""

import json
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from config.settings import Settings
from data.builds import CUSTOMERS, EVALUATION, TRANSACTIONS
from data.workspace import Workspace
from pipeline.build import BuildRequest, build_shop
from pipeline.rebuild import rebuild_shop
from pipeline.training_options import TrainingOptions
from pipeline.update import UpdateRequest, update_shop

ROOT = Path(__file__).resolve().parents[2]
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


def watching(shop: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pipeline.cli", "watch", "--workspace", str(shop), *more]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_watch_killed_amid_an_update_loses_nothing_and_takes_the_file_once(base, shop):
    (shop / "kezhi.toml").write_text('[watch]\nevery = "1s"\n', encoding="utf-8")
    incoming = shop / "incoming"
    incoming.mkdir()
    shutil.copy(base / "new.csv", incoming / "orders-new.csv")
    first = watching(shop)
    while first.poll() is None and not list((shop / "builds").glob(".draft-*")):
        time.sleep(0.01)
    first.kill()
    first.communicate()
    # What it had begun goes on in a process of its own, or is refused as another build's turn: both end alike.
    (incoming / "orders-bad.csv").write_text("order_id,customer_id,date,amount\n1,C001,soon,3\n", encoding="utf-8")
    second = watching(shop)
    while second.poll() is None and not (incoming / "refused" / "orders-bad.csv").exists():
        time.sleep(0.05)
    while second.poll() is None and not (incoming / "taken" / "orders-new.csv").exists():
        time.sleep(0.05)
    second.send_signal(signal.SIGTERM)
    _, said = second.communicate(timeout=60)
    assert second.returncode == 0, said
    assert "the watch has ended" in said
    made = Workspace(shop).current()
    assert len(made.transactions()) == len(lines())
    assert sorted(path.name for path in (shop / "builds").iterdir() if path.name != ".lock") == sorted(
        build.id for build in Workspace(shop).builds()
    )
    assert len(Workspace(shop).builds()) == 2
    assert "column 'date'" in (incoming / "refused" / "orders-bad.csv.txt").read_text(encoding="utf-8")
    status = watching(shop, "--status", "--json")
    document = json.loads(status.communicate()[0])
    assert (document["running"], document["waiting"]) == (False, [])
    assert [path.name for path in (incoming / "taken").iterdir()] == ["orders-new.csv"]
    assert pd.notna(document["looked"])
