"""`kezhi report` as it is typed: the file, what is said of it, and what is refused in one line."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from config.errors import AccessError, InputError
from pipeline.cli import app


@pytest.fixture
def workspace(build, tmp_path):
    return shutil.copytree(build.path.parent.parent, tmp_path / "workspace")


def report(*arguments):
    return CliRunner().invoke(app, ["report", *map(str, arguments)])


def test_a_report_is_written_and_told_in_json(workspace, tmp_path):
    out = tmp_path / "anna.json"
    done = report("customer", "--customer", "0012", "--language", "zh", "--out", out, "-w", workspace, "--json")
    assert done.exit_code == 0, done.output
    said, written = json.loads(done.stdout), json.loads(out.read_text(encoding="utf-8"))
    assert (said["title"], said["subject"], said["format"]) == ("客户0012报告", "0012", "json")
    assert written["title"] == said["title"]
    assert said["figures"] > 20
    assert list(tmp_path.glob("*.new")) == []


@pytest.mark.parametrize(
    ("arguments", "error", "line"),
    [
        (["portfolio", "--out", "r.pptx"], InputError, "no format of reports"),
        (["portfolio", "--out", "nowhere/r.pdf"], InputError, "there is no folder nowhere"),
        (["segment", "--out", "r.md"], InputError, "of which one"),
        (["model", "--role", "business", "--out", "r.md"], AccessError, "'business' may not"),
    ],
)
def test_what_cannot_be_made_is_said_in_one_line_and_nothing_is_written(
    workspace, tmp_path, monkeypatch, arguments, error, line
):
    monkeypatch.chdir(tmp_path)
    done = report(*arguments, "-w", workspace, "-q")
    assert isinstance(done.exception, error)
    assert line in str(done.exception)
    assert list(tmp_path.iterdir()) == [workspace]


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["letter", "--out", "r.md"], "expected portfolio, segment, customer, model"),
        (["portfolio", "--customer", "0012", "--out", "r.md"], "a portfolio report is not of one customer"),
        (["portfolio", "--language", "fr", "--out", "r.md"], "expected en or zh"),
    ],
)
def test_options_that_do_not_fit_are_named(workspace, arguments, line):
    done = report(*arguments, "-w", workspace)
    assert done.exit_code == 2
    assert line in " ".join(done.output.replace("│", " ").split())
