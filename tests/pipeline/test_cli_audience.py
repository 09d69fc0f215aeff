"""`kezhi audience` as it is typed: the file for its owner alone, its record, and what is refused in one line."""

import hashlib
import json

import pandas as pd
import pytest
from typer.testing import CliRunner

from agent.audit_reading import records
from config.errors import AccessError, InputError, ToolInputError
from pipeline.cli import app


def audience(*arguments):
    return CliRunner().invoke(app, ["audience", *map(str, arguments)])


@pytest.fixture(scope="module")
def workspace(build):
    return build.path.parent.parent


def test_a_file_is_written_for_its_owner_alone_and_logged_with_its_hash(workspace, tmp_path):
    out = tmp_path / "a.csv"
    options = ("--filter", "country in Germany,France", "--unknown-consent", "include")
    done = audience(*options, "--out", out, "--user", "mei", "-w", workspace, "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.output)
    assert (said["rows"], said["counts"]) == (4, {"contact": 4})
    assert out.stat().st_mode & 0o777 == 0o600
    assert pd.read_csv(out, dtype="str")["customer_id"].tolist() == ["0012", "18000", "K7", "12"]
    record = [each for each in records(workspace) if each.status == "exported"][-1]
    assert record.user == "mei"
    assert record.question.startswith('/audience email, filter country in ["Germany", "France"], unknown consent')
    assert json.loads(record.made)["sha256"] == said["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert "@" not in record.question + record.made + done.output


@pytest.mark.parametrize(
    ("arguments", "kind", "said"),
    [
        (["--out", "a.pdf"], InputError, "names no kind of file"),
        (["--out", "a.csv", "--segment", "vip"], ToolInputError, "there is no segment 'vip'"),
        (["--out", "a.csv", "--filter", "recency"], InputError, "'recency' is no filter"),
        (["--out", "a.csv", "--role", "business"], AccessError, "may not export customers"),
        (["--out", "a.xlsx", "--format", "klaviyo"], InputError, "Klaviyo imports CSV files"),
        (["--out", "a.csv", "--suppress", "gone.csv"], InputError, "without it nobody is exported"),
    ],
)
def test_what_cannot_be_is_one_clear_line_and_no_file(workspace, tmp_path, monkeypatch, arguments, kind, said):
    monkeypatch.chdir(tmp_path)
    done = audience(*arguments, "-w", workspace)
    assert isinstance(done.exception, kind)
    assert said in str(done.exception)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("option", ["--channel", "--format", "--role", "--unknown-consent"])
def test_an_option_with_an_unknown_value_says_what_is_possible(workspace, tmp_path, option):
    done = audience("--out", tmp_path / "a.csv", option, "fax", "-w", workspace)
    assert done.exit_code == 2
    assert "expected" in done.output
