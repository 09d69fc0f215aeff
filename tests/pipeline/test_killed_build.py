"""A build that is killed, at any moment, leaves the previous one in use and whole."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from config.settings import Settings
from data.workspace import Workspace
from pipeline.build import BuildRequest, build_shop

ROOT = Path(__file__).resolve().parents[2]


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


@pytest.mark.slow
def test_a_build_killed_at_any_moment_leaves_the_previous_one_in_use(tmp_path):
    workspace = tmp_path / "workspace"
    first = build_shop(BuildRequest(str(orders(tmp_path / "a.csv", seed=1))), Settings(workspace=workspace), quiet=True)
    before = fingerprint(first.path)
    again = orders(tmp_path / "b.csv", seed=2)
    command = [sys.executable, "-m", "pipeline.cli", "build", str(again), "--workspace", str(workspace), "--quiet"]
    killed = 0
    for attempt in range(6):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # From the first draft on, at moments spread over the whole build.
        while process.poll() is None and not list((workspace / "builds").glob(".draft-*")):
            time.sleep(0.005)
        time.sleep(0.7 * attempt)
        killed += process.poll() is None
        process.kill()
        process.wait()
        if process.returncode == 0:
            break
        assert Workspace(workspace).current().id == first.id
        assert fingerprint(first.path) == before
    assert killed >= 1
    second = build_shop(BuildRequest(str(again)), Settings(workspace=workspace), quiet=True)
    assert Workspace(workspace).current().id == second.id
    assert not list((workspace / "builds").glob(".draft-*"))


@pytest.mark.slow
def test_the_same_build_again_gives_the_same_bytes(tmp_path):
    file = orders(tmp_path / "a.csv", seed=3)
    builds = [
        build_shop(BuildRequest(str(file)), Settings(workspace=tmp_path / name), quiet=True) for name in ("one", "two")
    ]
    one, two = (fingerprint(build.path) for build in builds)
    assert set(one) == set(two)
    assert [name for name in one if one[name] != two[name]] in ([], ["manifest.json"])
