"""`kezhi feedback` as it is typed."""

import json
from contextlib import closing

import pytest
from typer.testing import CliRunner

from agent.analyst import Analyst
from agent.ratings import Rating
from config.errors import WorkspaceError
from config.settings import Settings
from pipeline.cli import app


@pytest.fixture
def workspace(shop, tmp_path):
    """Two rated answers, one of them rated down with words that a terminal would obey."""
    with closing(Analyst(shop, Settings(), folder=tmp_path)) as analyst:
        for question, rating in (
            ("revenue by month", Rating("up")),
            ("look up customer 13085", Rating("down", "wrong_number", "\x1b[31mless")),
        ):
            analyst.answer(question, thread_id="t", user="mei")
            asked = analyst.history.kept("t", role="analyst", user="mei")[-1].asked
            analyst.history.rate("t", asked, rating, role="analyst", user="mei")
    return tmp_path


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["feedback", *arguments], env={"COLUMNS": "200"})
    assert done.exit_code == 0
    return done.output


def test_ratings_are_listed_the_latest_first_with_reason_comment_and_question(workspace):
    said = run("--workspace", str(workspace))
    assert said.index("look up customer 13085") < said.index("revenue by month")
    assert "wrong_number" in said
    assert "\x1b[31m" not in said
    assert "revenue by month" not in run("--workspace", str(workspace), "--down")


def test_as_json_each_rating_comes_with_the_answer_it_is_of(workspace):
    listed = json.loads(run("--workspace", str(workspace), "--json", "--last", "1"))
    assert [(r["user"], r["rating"]["reason"], r["question"]) for r in listed] == [
        ("mei", "wrong_number", "look up customer 13085")
    ]
    assert "13085" in listed[0]["answer"]


def test_a_workspace_without_ratings_says_so(tmp_path):
    assert "No answer has been rated." in run("--workspace", str(tmp_path))


def test_a_workspace_that_is_not_there_is_not_taken_for_one_without_ratings(tmp_path):
    done = CliRunner().invoke(app, ["feedback", "--workspace", str(tmp_path / "none")])
    assert isinstance(done.exception, WorkspaceError)
    assert not (tmp_path / "none").exists()
