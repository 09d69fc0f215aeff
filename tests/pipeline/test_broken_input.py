"""Broken input: one clear line, exit code 2, no traceback, the workspace as it was."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import cli

GOOD = "customer_id,date,amount\n" + "".join(
    f"C{n % 40:03d},2024-{1 + n % 12:02d}-{1 + n % 28:02d},{10 + n % 7}.50\n" for n in range(400)
)


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def broken(folder: Path, kind: str) -> Path:
    rows = GOOD.splitlines()
    if kind == "wrong delimiter":
        return write(folder, "a.csv", "\n".join([rows[0], *(row.replace(",", "|") for row in rows[1:])]))
    if kind == "missing column":
        return write(folder, "a.csv", GOOD.replace("amount", "colour", 1))
    if kind == "text in amounts":
        return write(folder, "a.csv", "\n".join([rows[0], *(row.rsplit(",", 1)[0] + ",twelve" for row in rows[1:])]))
    if kind == "impossible dates":
        return write(folder, "a.csv", "\n".join([rows[0], *(row.replace("2024-", "2024-9") for row in rows[1:])]))
    if kind == "empty file":
        return write(folder, "a.csv", b"")
    if kind == "not a file":
        return folder / "nowhere.csv"
    if kind == "binary rubbish":
        return write(folder, "a.csv", bytes(random.Random(1).randrange(256) for _ in range(5000)))
    if kind == "duplicated header":
        return write(folder, "a.csv", GOOD.replace("customer_id,date", "amount,date", 1))
    if kind == "mixed encodings":
        head = GOOD.replace("C001", "北京").encode("utf-8")
        return write(folder, "a.csv", head + "上海,2024-01-02,12.00\n".encode("gb18030"))
    if kind == "one customer only":
        return write(folder, "a.csv", "\n".join([rows[0], *("C001" + row[4:] for row in rows[1:])]))
    if kind == "all returns":
        return write(folder, "a.csv", "\n".join([rows[0], *(row.replace(",1", ",-1") for row in rows[1:])]))
    raise ValueError(kind)


KINDS = [
    "wrong delimiter",
    "missing column",
    "text in amounts",
    "impossible dates",
    "empty file",
    "not a file",
    "binary rubbish",
    "duplicated header",
    "mixed encodings",
    "one customer only",
    "all returns",
]


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr(sys, "argv", ["kezhi", *arguments])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return int(stop.value.code or 0)


@pytest.mark.parametrize("kind", KINDS)
def test_broken_input_gets_one_line_and_leaves_the_workspace_alone(kind, tmp_path, monkeypatch, capsys):
    workspace = tmp_path / "workspace"
    code = run(monkeypatch, "build", str(broken(tmp_path, kind)), "--workspace", str(workspace), "--quiet")
    said = capsys.readouterr()
    assert code == 2, said.err
    assert len(said.err.strip().splitlines()) == 1, said.err
    assert said.err.startswith("kezhi: ")
    assert "Traceback" not in said.err + said.out
    assert said.out == ""
    assert not list(workspace.rglob("*.parquet"))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["build", "a.csv", "--as-of", "tomorrow"], "YYYY-MM-DD"),
        (["build", "a.csv", "--map", "order_id"], "canonical=Column"),
        (["build", "a.csv", "--source", "amazon"], "shopify"),
        (["ask", "hello", "--role", "boss"], "support"),
        (["ask", "hello"], "kezhi build"),
        (["evaluate"], "kezhi build"),
        (["predict"], "kezhi build"),
        (["chat"], "kezhi build"),
        (["ask"], "QUESTION"),
    ],
)
def test_wrong_use_of_a_command_is_answered_with_what_is_expected(arguments, word, tmp_path, monkeypatch, capsys):
    write(tmp_path, "a.csv", GOOD)
    monkeypatch.chdir(tmp_path)
    assert run(monkeypatch, *arguments, "--workspace", "workspace") == 2
    assert word in capsys.readouterr().err.replace("│", "").replace("\n", " ")


def test_help_needs_no_heavy_package():
    heavy = "torch", "pandas", "gradio", "chromadb", "langchain", "transformers"
    code = f"import sys, pipeline.cli; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
