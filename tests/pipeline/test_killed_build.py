"""A build that is killed, at any stage, leaves the previous one in use and whole."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from config.settings import Settings
from data.workspace import Workspace
from pipeline.build import BuildRequest, build_shop
from pipeline.training_options import TrainingOptions

ROOT = Path(__file__).resolve().parents[2]
# Network, file that the draft must hold, and seconds from then on: amid the training, and at the last file written.
STAGES = [("value", "", 0.7), ("linear", "manifest.json", 0.0)]


def orders(path: Path, *, seed: int) -> Path:
    """Two years of 150 customers who buy now and then."""
    rng = np.random.default_rng(seed)
    lines = ["customer_id,date,amount"]
    for customer in range(150):
        for day in np.sort(rng.integers(0, 730, size=1 + rng.poisson(4))):
            date = np.datetime64("2023-01-01") + day
            lines.append(f"C{customer:03d},{date},{rng.gamma(2, 20):.2f}")
    path.write_text("\n".join(lines))
    return path


def fingerprint(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def drafts(workspace: Path) -> list[Path]:
    return list((workspace / "builds").glob(".draft-*"))


@pytest.mark.slow
def test_a_build_killed_at_any_stage_leaves_the_previous_one_in_use(tmp_path):
    workspace, settings = tmp_path / "workspace", Settings(workspace=tmp_path / "workspace")
    quick = TrainingOptions(network="linear")
    before = build_shop(BuildRequest(str(orders(tmp_path / "a.csv", seed=1)), options=quick), settings, quiet=True)
    again = orders(tmp_path / "b.csv", seed=2)
    command = [sys.executable, "-m", "pipeline.cli", "build", str(again), "--workspace", str(workspace), "--quiet"]
    killed = []
    for network, wanted, seconds in STAGES:
        whole, left = fingerprint(before.path), {path.name for path in drafts(workspace)}
        process = subprocess.Popen(
            [*command, "--network", network], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        while process.poll() is None and not any(
            (path / wanted).exists() for path in drafts(workspace) if path.name not in left
        ):
            time.sleep(0.002)
        time.sleep(seconds)
        process.kill()
        if process.wait() == 0:  # it came to its end first: what is in use is the new build, whole
            before = Workspace(workspace).current()
            assert len(before.customers()) == before.manifest.rows["customers"]
        else:
            killed.append((network, wanted))
            assert Workspace(workspace).current().id == before.id
            assert fingerprint(before.path) == whole
    assert ("value", "") in killed
    second = build_shop(BuildRequest(str(again), options=quick), settings, quiet=True)
    assert Workspace(workspace).current().id == second.id
    assert not drafts(workspace)
