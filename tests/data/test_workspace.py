"""A build is in use whole or not at all, whenever the process that makes it is killed."""

import datetime as dt
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from config.errors import WorkspaceError
from config.text import Text
from data.builds import MANIFEST, QUALITY, TRANSACTIONS, Build, EmbedderInfo, Manifest
from data.files import read_parquet, write_json, write_parquet
from data.quality import Quality, Rule, TableQuality
from data.readers import InputFile
from data.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]
INPUTS = (InputFile("orders.csv", "ab" * 32, 100, 3),)
NOW = dt.datetime(2026, 3, 1, 12, 0, 0, tzinfo=dt.UTC)


def manifest(build_id: str) -> Manifest:
    return Manifest(
        build_id=build_id,
        created_at="2026-03-01T12:00:00Z",
        source="generic",
        shop_name="orders",
        simulated=False,
        inputs=INPUTS,
        as_of=dt.date(2024, 1, 31),
        first_day=dt.date(2024, 1, 1),
        horizon_days=180,
        currency="EUR",
        minor_digits=2,
        seed=7,
        versions={"kezhi": "0"},
        rows={"transactions": 2},
        embedder=EmbedderInfo("e5", "00", 384),
    )


def lines(size: int = 2) -> pd.DataFrame:
    return pd.DataFrame(
        {"customer_id": pd.Series(["007"] * size, dtype="str"), "day": pd.Series([1] * size, dtype="int32")}
    )


def make(workspace: Workspace, *, now: dt.datetime | None = None, size: int = 2) -> Build:
    build_id = workspace.new_build_id(INPUTS, now=now)
    with workspace.draft(build_id) as draft:
        write_parquet(lines(size), draft / TRANSACTIONS)
        manifest(build_id).write(draft)
        return workspace.promote(draft)


def test_a_workspace_without_a_build_says_how_to_make_one(tmp_path):
    with pytest.raises(WorkspaceError, match=r"there is no build in .*; make one with `kezhi build") as caught:
        Workspace(tmp_path / "none").current()
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "none").exists()


def test_a_promoted_draft_is_the_build_in_use(tmp_path):
    workspace = Workspace(tmp_path)
    build = make(workspace, now=NOW)
    assert build.id.startswith("20260301T120000Z-")
    assert workspace.current().manifest == build.manifest == manifest(build.id)
    pd.testing.assert_frame_equal(workspace.current().transactions(), lines())
    assert workspace.current().reviews() is None
    assert workspace.current().events() is None


def test_a_later_build_takes_over_and_the_earlier_one_stays(tmp_path):
    workspace = Workspace(tmp_path)
    first, second = make(workspace, now=NOW), make(workspace, now=NOW)
    assert second.id > first.id
    assert workspace.current().id == second.id
    assert [build.id for build in workspace.builds()] == [first.id, second.id]


def test_a_draft_that_fails_leaves_nothing_behind(tmp_path):
    workspace = Workspace(tmp_path)
    build = make(workspace)

    def fail_half_way() -> None:
        with workspace.draft(workspace.new_build_id(INPUTS)) as draft:
            (draft / "half").write_text("x")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        fail_half_way()
    assert workspace.current().id == build.id
    assert [path.name for path in workspace.builds_path.iterdir() if not path.name.startswith(".lock")] == [build.id]


def test_a_draft_without_a_manifest_or_with_another_ones_is_not_promoted(tmp_path):
    workspace = Workspace(tmp_path)
    with workspace.draft(workspace.new_build_id(INPUTS)) as draft:
        with pytest.raises(WorkspaceError, match=r"manifest\.json is missing"):
            workspace.promote(draft)
        manifest("20200101T000000Z-abcdef").write(draft)
        with pytest.raises(WorkspaceError, match="is not of the build"):
            workspace.promote(draft)
    with pytest.raises(WorkspaceError, match="there is no build"):
        workspace.current()


@pytest.mark.parametrize("content", ["", "../../etc", "20260301T120000Z-abcdef\n", "\udcff"])
def test_a_current_file_that_names_no_build_is_said_in_one_line(tmp_path, content):
    (tmp_path / "current").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(WorkspaceError) as caught:
        Workspace(tmp_path).current()
    assert "\n" not in str(caught.value)


def test_a_damaged_or_newer_manifest_is_said_in_one_line(tmp_path):
    workspace = Workspace(tmp_path)
    build = make(workspace)
    for text, message in (("{", "cannot be read"), ('{"format": 99}', "format 99"), ('{"format": 1}', "damaged")):
        (build.path / MANIFEST).write_text(text)
        with pytest.raises(WorkspaceError, match=message):
            workspace.current()


def test_two_builds_at_once_are_refused(tmp_path):
    workspace = Workspace(tmp_path)
    with (
        workspace.draft(workspace.new_build_id(INPUTS)),
        pytest.raises(WorkspaceError, match="another build is being made"),
        Workspace(tmp_path).draft(workspace.new_build_id(INPUTS)),
    ):
        pass
    make(workspace)


def test_equal_tables_are_equal_files_to_the_byte(tmp_path):
    frame = lines(1000).assign(amount_minor=range(1000), when=pd.Timestamp("2024-01-01 10:00").as_unit("us"))
    for name in ("a", "b"):
        write_parquet(frame.copy(), tmp_path / f"{name}.parquet")
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    pd.testing.assert_frame_equal(read_parquet(tmp_path / "a.parquet"), frame)
    assert read_parquet(tmp_path / "a.parquet", columns=["day"]).columns.tolist() == ["day"]


def test_a_build_gives_back_its_quality(tmp_path):
    build = make(Workspace(tmp_path))
    rule = Rule("repeated", Text("x", "重"), "dropped", 1, 5, 5)
    quality = Quality((TableQuality("transactions", 3, 2, (rule,)),), "EUR", 2)
    write_json(quality.to_json(), build.path / QUALITY)
    assert build.quality() == quality


# A process that makes one build after another, told apart by the number of rows, until it is killed.
MAKER = """
import sys
from pathlib import Path
sys.path[:0] = [sys.argv[2], sys.argv[2] + "/tests/data"]
from test_workspace import INPUTS, lines, make, manifest
from data.files import write_parquet
from data.builds import TRANSACTIONS
from data.workspace import Workspace
workspace = Workspace(Path(sys.argv[1]))
if sys.argv[3] == "draft":
    with workspace.draft(workspace.new_build_id(INPUTS)) as draft:
        write_parquet(lines(5), draft / TRANSACTIONS)
        print("drafting", flush=True)
        sys.stdin.read()
size = 2
while True:
    make(workspace, size=size)
    print(size, flush=True)
    size += 1
"""


def started(tmp_path: Path, mode: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", MAKER, str(tmp_path), str(ROOT), mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_build_killed_in_its_draft_leaves_the_previous_one_in_use(tmp_path):
    workspace = Workspace(tmp_path)
    before = make(workspace)
    with started(tmp_path, "draft") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "drafting\n"
        process.send_signal(signal.SIGKILL)
    leftovers = list(workspace.builds_path.glob(".draft-*"))
    assert len(leftovers) == 1
    assert workspace.current().id == before.id
    assert len(workspace.builds()) == 1
    after = make(workspace)
    assert not leftovers[0].exists()
    assert workspace.current().id == after.id


@pytest.mark.parametrize("delay", [0.0, 0.002, 0.005, 0.009, 0.014, 0.02])
def test_a_build_killed_at_any_moment_leaves_a_whole_one_in_use(tmp_path, delay):
    workspace = Workspace(tmp_path)
    before = make(workspace, size=1)
    with started(tmp_path, "promote") as process:
        assert process.stdout is not None
        shown = [int(process.stdout.readline()) for _ in range(3)]
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        shown += [int(line) for line in process.stdout.read().split()]
    build = workspace.current()
    assert build.id > before.id
    # In use is the last one that was announced, or the one that was on its way when the kill came.
    assert len(build.transactions()) in (shown[-1], shown[-1] + 1)
    for complete in workspace.builds():
        assert len(complete.transactions()) >= 1
    assert make(workspace, size=99).id == workspace.current().id
