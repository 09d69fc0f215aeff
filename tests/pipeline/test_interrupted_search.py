"""Ctrl-C during a search for a better plan."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.settings import Settings
from pipeline.build import BuildRequest, build_shop
from pipeline.training_options import TrainingOptions
from tests.pipeline.small_shop import small_shop

ROOT = Path(__file__).resolve().parents[2]
SECONDS = 600


def fingerprint(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def _heard() -> None:
    """A shell that runs the tests in the background has its children ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.slow
def test_a_search_that_is_stopped_leaves_the_workspace_as_it_was(tmp_path):
    lines = small_shop(200, 300)
    file, workspace = tmp_path / "orders.csv", tmp_path / "workspace"
    dates = lines["day"].to_numpy().astype("datetime64[D]").astype(str)
    named = lines[["customer_id", "order_id"]].assign(date=dates, amount=lines["amount_minor"] / 100)
    named.to_csv(file, index=False)
    request = BuildRequest(str(file), horizon_days=60, options=TrainingOptions(network="linear"))
    build_shop(request, Settings(workspace=workspace), quiet=True)
    before = fingerprint(workspace)

    search = ["--horizon", "60", "--tune", "--tune-seconds", str(SECONDS), "--workspace", str(workspace), "--quiet"]
    command = [sys.executable, "-m", "pipeline.cli", "build", str(file), *search]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, preexec_fn=_heard
    )
    # Its first log tells that it searches: an import under way may swallow a Ctrl-C.
    while process.poll() is None and not any(path.is_file() for path in (workspace / "logs").rglob("*")):
        time.sleep(0.01)
    time.sleep(1)
    assert process.poll() is None, "a search of ten minutes was over before it could be stopped"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)

    assert process.returncode == 130
    assert said.strip() == "kezhi: stopped; nothing was changed"
    assert fingerprint(workspace) == before
    assert not (workspace / "logs").exists()
