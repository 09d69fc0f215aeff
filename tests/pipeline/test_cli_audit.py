"""`kezhi audit` as it is typed: exit codes, one line each, and the same answer in another process."""

import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

from pipeline.cli import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def workspace(build, tmp_path_factory):
    """Three questions asked on the terminal, the last two of one conversation."""
    folder = tmp_path_factory.mktemp("asked")
    (folder / "builds").symlink_to(build.path.parent)
    (folder / "current").write_text(build.id)
    assert kezhi(folder, "ask", "look up Anna Schmidt", "--user", "ann").returncode == 0
    for question in ("top 3 customers by revenue", "为什么第一位值这么多"):
        assert kezhi(folder, "ask", question, "--thread", "t", environment={"KEZHI_USER": "bob"}).returncode == 0
    return folder


def kezhi(folder: Path, *arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    """One command, in this process: what it needs need not be imported again each time."""
    command = ["kezhi", *arguments, "--workspace", str(folder)]
    given = {"KEZHI_MODEL": "offline", "COLUMNS": "160", **(environment or {})}
    said, errors = io.StringIO(), io.StringIO()
    code = 0
    with patch.object(sys, "argv", command), patch.dict(os.environ, given):  # noqa: TID251
        try:
            with redirect_stdout(said), redirect_stderr(errors):
                main()
        except SystemExit as done:
            code = int(done.code or 0)
    return subprocess.CompletedProcess(command, code, said.getvalue(), errors.getvalue())


def test_a_whole_log_is_said_to_be_whole_with_its_count_and_head(workspace):
    done = kezhi(workspace, "audit", "verify")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("whole: 3 records, 3 of them witnessed, head ")
    head = done.stdout.split()[-1]
    assert kezhi(workspace, "audit", "verify", "--expect", head).returncode == 0
    lost = kezhi(workspace, "audit", "verify", "--expect", "0" * 63 + "1")
    assert lost.returncode == 2
    assert "no record has the expected hash" in lost.stderr


def test_answers_come_out_the_same_in_another_process_with_another_hash_seed(workspace):
    each = "import sys; from pipeline.cli import app; [app([*sys.argv[1:], n], standalone_mode=False) for n in '123']"
    command = [sys.executable, "-c", each, "audit", "replay", "--workspace", str(workspace)]
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"  # noqa: TID251
    given = {**os.environ, "KEZHI_MODEL": "offline", "COLUMNS": "160", "PYTHONHASHSEED": seed}  # noqa: TID251
    done = subprocess.run(command, cwd=ROOT, env=given, capture_output=True, text=True, timeout=120, check=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("identical")]
    assert [line.split(",")[0] for line in lines] == [f"identical: record {number}" for number in "123"]


def test_records_are_listed_with_who_asked_and_without_names(workspace):
    done = kezhi(workspace, "audit", "list", "--json")
    listed = json.loads(done.stdout)
    assert [(r["id"], r["user"], r["question"]) for r in listed] == [
        (1, "ann", "look up ⟦name of 0012⟧"),
        (2, "bob", "top 3 customers by revenue"),
        (3, "bob", "为什么第一位值这么多"),
    ]
    assert "Schmidt" not in done.stdout
    only = kezhi(workspace, "audit", "list", "--user", "bob", "--last", "1")
    assert "为什么第一位值这么多" in only.stdout
    assert "top 3" not in only.stdout


def test_a_record_that_is_not_there_is_the_askers_mistake(workspace, tmp_path):
    done = kezhi(workspace, "audit", "replay", "9")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == "kezhi: the audit log has no record 9; it ends with 3"
    nothing = kezhi(tmp_path, "audit", "verify")
    assert nothing.returncode == 2
    assert nothing.stderr.count("\n") == 1


def test_damage_is_one_line_and_exit_code_2_and_an_answer_that_differs_exit_code_1(workspace, tmp_path):
    for path in workspace.iterdir():
        if path.is_file():
            (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "builds").symlink_to(workspace / "builds")
    with closing(sqlite3.connect(tmp_path / "audit.sqlite")) as connection, connection:
        (sql,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'texts_stay'").fetchone()
        connection.execute("DROP TRIGGER texts_stay")
        connection.execute(
            "UPDATE texts SET text = replace(text, '13085', '13086') WHERE record = 2 AND name = 'answer'"
        )
        connection.execute(sql)
    done = kezhi(tmp_path, "audit", "verify")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "record 2 has been changed" in done.stderr
    found = json.loads(kezhi(tmp_path, "audit", "verify", "--json").stdout)
    assert (found["whole"], found["records"]) == (False, 1)
    differs = kezhi(tmp_path, "audit", "replay", "2")
    assert (differs.returncode, differs.stdout) == (1, "")
    assert "13086" in differs.stderr
