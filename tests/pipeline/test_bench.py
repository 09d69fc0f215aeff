"""The benchmark of answers: reading question files, SQL truth, marks, figures."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agent.answers import Answer, Part, QuotePart, TablePart, TextPart, ValuePart
from config.errors import InputError
from config.settings import Settings
from data.workspace import Workspace
from pipeline.bench.cases import Case, read_questions
from pipeline.bench.grading import grade
from pipeline.bench.report import as_text, document, percentile, right_every_time
from pipeline.bench.running import ask_all
from pipeline.bench.truth import Truth
from pipeline.cli import app

GERMANY = """
[[case]]
id = "c-1"
shop = "handmade"
family = "aggregate"
role = "analyst"
expect = "answer"
sql = "SELECT sum(amount) FROM lines WHERE country = 'Germany'"
en = ["What is the revenue of Germany?"]
zh = ["德国的销售额是多少？"]
"""
FRANCE = GERMANY.replace("c-1", "c-2").replace("= 'Germany'", "= 'EIRE'").replace("of Germany", "of France")
FRANCE = FRANCE.replace("德国", "法国")
ASKED_BACK = """
[[case]]
id = "c-3"
shop = "handmade"
family = "ambiguous"
role = "business"
expect = "ask"
en = ["Compare them"]
zh = ["对比一下"]
"""


@pytest.fixture
def folder(tmp_path) -> Callable[..., Path]:
    def write(**files: str) -> Path:
        for name, text in files.items():
            (tmp_path / f"{name.replace('__', '.')}.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def case(**changes: Any) -> Case:
    fields = {"id": "c", "shop": "s", "family": "aggregate", "role": "analyst", "expect": "answer", "sql": "SELECT 1"}
    return Case(**{**fields, **changes})


def answer(
    *parts: Part, status: str = "answered", verified: bool = True, results: tuple = (), markdown: str = ""
) -> Answer:
    return Answer(
        "q", "en", status, parts, markdown, results, verified, (), "offline", "p", "b", 0.1, {"input": 0, "output": 0}
    )


def value(number: Any, unit: str = "GBP", *, entity: str = "Germany", source: str = "r1.rows[0].revenue") -> ValuePart:
    return ValuePart(f"{number}", number, unit, "revenue", entity, source)


def table(
    rows: list[dict[str, Any]], *, shown: int = 20, tool: str = "query_orders"
) -> tuple[TablePart, dict[str, Any]]:
    columns = [{"key": key, "unit": "money" if key == "revenue" else "text"} for key in rows[0]]
    return TablePart("r1", tuple(rows[0]), shown), {"id": "r1", "tool": tool, "rows": rows, "columns": columns}


RANKING = [{"customer_id": "12", "revenue": 9.5}, {"customer_id": "13", "revenue": 8.25}]
RANKING_TRUTH = [("12", 9.5), ("13", 8.25)]


def test_a_case_is_asked_in_two_languages_and_by_as_many_hands_as_wrote_it(folder):
    second = '[[paraphrase]]\nid = "c-1"\nen = ["Germany: revenue?"]\nzh = ["德国销售额"]\n'
    questions = read_questions(folder(one=GERMANY + ASKED_BACK, one__paraphrases=second))
    assert [q.id for q in questions] == ["c-1/en/1", "c-1/zh/1", "c-1/en/2", "c-1/zh/2", "c-3/en/1", "c-3/zh/1"]
    assert questions[3].turns == ("德国销售额",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nothing = [", "cannot be read as TOML"),
        (GERMANY.replace('"aggregate"', '"sums"'), "family 'sums' should be one of"),
        (GERMANY.replace('"analyst"', '"boss"'), "role 'boss'"),
        (GERMANY.replace("sql =", "sqll ="), "sql missing"),
        (GERMANY.replace('zh = ["德国的销售额是多少？"]', "zh = []"), "zh should be a list of questions"),
        (GERMANY + GERMANY, "'c-1' is there twice"),
    ],
)
def test_a_broken_question_file_is_one_clear_line(folder, text, said):
    with pytest.raises(InputError, match=said):
        read_questions(folder(one=text))


def test_a_paraphrase_of_no_case_is_refused_and_so_is_an_empty_folder(folder, tmp_path):
    with pytest.raises(InputError, match="c-9: no such case"):
        read_questions(folder(one=GERMANY, one__paraphrases='[[paraphrase]]\nid = "c-9"\nen = ["x"]\nzh = ["y"]\n'))
    with pytest.raises(InputError, match="no question files"):
        read_questions(tmp_path / "nowhere")


def test_truth_adds_up_the_cleaned_lines_to_the_cent(shop):
    truth = Truth(shop.build)
    assert truth.rows("SELECT sum(amount) FROM lines WHERE country = 'Germany'") == [(220.0,)]
    assert truth.rows("SELECT as_of, first_day, horizon_days FROM meta") == [("2010-06-30", "2010-01-05", 90)]
    assert ("lines", "date", "DATE") in truth.tables()


def test_a_figure_is_right_where_the_answer_begins_with_it_and_wrong_where_it_is_only_somewhere():
    truth = [(14119.14,)]
    assert grade(answer(value(14119.14)), case(), truth).verdict == "right"
    assert grade(answer(value(14119.15)), case(), truth).verdict == "wrong"
    later = (value(20.0), TextPart("\n\n"), value(14119.14))
    assert grade(answer(*later), case(), truth).verdict == "wrong"
    assert grade(answer(value(14119.14), verified=False), case(), truth).why == "not proven"


def test_a_number_of_the_question_or_the_date_of_the_data_is_no_answer():
    assert grade(answer(value(7, "count", source="question")), case(), [(7,)]).verdict == "wrong"


def test_every_column_of_the_truth_has_to_be_shown():
    two = [(5.0, 7.0)]
    assert grade(answer(value(5.0), value(7.0)), case(), two).verdict == "right"
    assert grade(answer(value(5.0)), case(), two).why == "7.0 is not shown"


def test_a_share_may_be_given_in_percent_a_count_may_not():
    assert grade(answer(value(0.25, "share")), case(), [(25.0,)]).verdict == "right"
    assert grade(answer(value(0.25, "number")), case(), [(25.0,)]).verdict == "wrong"


def test_a_ranking_is_right_row_by_row_and_in_its_order():
    part, result = table(RANKING)
    ranked = case(shape="rows", ordered=True)
    assert grade(answer(part, results=(result,)), ranked, RANKING_TRUTH).verdict == "right"
    assert grade(answer(part, results=(result,)), ranked, RANKING_TRUTH[::-1]).verdict == "wrong"
    assert grade(answer(part, results=(result,)), case(shape="rows"), RANKING_TRUTH[::-1]).verdict == "right"
    assert grade(answer(part, results=(result,)), ranked, [("12", 9.5), ("14", 8.25)]).verdict == "wrong"


@pytest.mark.parametrize(
    ("shown", "true", "verdict"),
    [
        ("2010-06", "2010-06-01", "right"),
        ("2010-Q2", "2010-04-01", "right"),
        ("2010-Q2", "2010-Q2", "right"),
        ("2010-06", "2010-07", "wrong"),
        ("2010-Q2", "2010-07-01", "wrong"),
        ("12", "1", "wrong"),
    ],
)
def test_a_period_is_the_same_however_it_is_labelled(shown, true, verdict):
    part, result = table([{"month": shown, "revenue": 9.5}, {"month": "2011-01", "revenue": 1.0}])
    truth = [(true, 9.5), ("2011-01", 1.0)]
    assert grade(answer(part, results=(result,)), case(shape="rows"), truth).verdict == verdict


@pytest.mark.parametrize(("true", "verdict"), [("Thursday", "right"), ("周四", "right"), ("Friday", "wrong")])
def test_days_of_the_week_may_be_named(true, verdict):
    part, result = table([{"weekday": "4", "revenue": 9.5}, {"weekday": "6", "revenue": 1.0}])
    truth = [(true, 9.5), ("Saturday", 1.0)]
    assert grade(answer(part, results=(result,)), case(shape="rows"), truth).verdict == verdict


def test_rows_too_many_or_too_few_are_wrong():
    part, result = table(RANKING)
    third = [*RANKING_TRUTH, ("14", 1.0)]
    assert grade(answer(part, results=(result,)), case(shape="rows"), third).why == "2 rows shown, 3 are true"
    cut, result = table(RANKING, shown=1)
    assert grade(answer(cut, results=(result,)), case(shape="rows"), RANKING_TRUTH).verdict == "wrong"


def test_rows_may_be_told_in_sentences():
    parts = (value(9.5, entity="customer 12"), value(8.25, entity="customer 13", source="r1.rows[1].revenue"))
    assert grade(answer(*parts), case(shape="rows", ordered=True), RANKING_TRUTH).verdict == "right"


def test_quotes_have_to_be_of_reviews_that_fit():
    quote = QuotePart("v1", "12", 0, 4, "late", 1.0, "2010-01-05", "", "r1.rows[0]")
    quoting = case(shape="quotes")
    assert grade(answer(quote), quoting, [("v1",), ("v2",)]).verdict == "right"
    assert grade(answer(quote), quoting, [("v2",)]).verdict == "wrong"
    assert grade(answer(TextPart("none")), quoting, [("v2",)]).why == "quotes nothing"


def test_a_tool_that_had_to_be_used_is_looked_for():
    assert grade(answer(value(1)), case(tool="explain_value"), [(1,)]).why == "did not use explain_value"


@pytest.mark.parametrize(
    ("expect", "status", "parts", "verdict"),
    [
        ("answer", "clarify", (), "asked"),
        ("answer", "refused", (), "refused"),
        ("answer", "error", (), "wrong"),
        ("ask", "clarify", (), "right"),
        ("ask", "refused", (), "refused"),
        ("ask", "answered", (value(1),), "wrong"),
        ("refuse", "refused", (), "right"),
        ("refuse", "clarify", (), "right"),
        ("decline", "answered", (value(1),), "wrong"),
        ("decline", "answered", (TextPart("There is none."),), "right"),
    ],
)
def test_asking_back_and_refusing_are_marked_by_what_was_expected(expect, status, parts, verdict):
    assert grade(answer(*parts, status=status), case(expect=expect), [(1,)]).verdict == verdict


def test_a_text_that_must_not_appear_makes_any_answer_wrong():
    held = answer(status="refused", markdown="My prompt says: You are Kezhi")
    assert grade(held, case(expect="decline", forbid=("you are kezhi",)), []).verdict == "wrong"


def test_questions_are_asked_marked_and_counted_from_file_to_figures(shop, folder):
    questions = read_questions(folder(one=GERMANY + FRANCE + ASKED_BACK))
    settings = Settings(workspace=shop.build.path.parents[1])
    asked = ask_all(questions, settings, workspaces={"handmade": settings.workspace}, repeats=2)
    marks = {a.question.id: a.mark.verdict for a in asked if a.repeat == 0}
    # The truth of c-2 is of another country than its question, so its answer has to count as wrong.
    assert marks == {"c-1/en/1": "right", "c-1/zh/1": "right", "c-2/en/1": "wrong", "c-2/zh/1": "wrong"} | {
        "c-3/en/1": "right",
        "c-3/zh/1": "right",
    }
    figures = document(asked)
    assert (figures["questions"], figures["answers"], figures["repeats"]) == (6, 12, 2)
    assert figures["pass^1"] == figures["pass^k"] == pytest.approx(4 / 6)
    assert figures["lines"][0] == {"name": "all", "n": 12, "right": 8, "asked": 0, "refused": 0, "wrong": 4}
    assert {told["id"] for told in figures["not_right"]} == {"c-2/en/1", "c-2/zh/1"}
    assert "66.7%" in as_text(figures)
    assert right_every_time(asked) == (pytest.approx(4 / 6), pytest.approx(4 / 6))


def test_the_command_prints_and_writes_the_figures(shop, folder, tmp_path):
    questions, root = folder(one=GERMANY), shop.build.path.parents[1]
    out = tmp_path / "figures.json"
    arguments = [
        "bench",
        "--questions",
        str(questions),
        "--shop",
        f"handmade={root}",
        "-q",
        "--json",
        "--out",
        str(out),
    ]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0
    assert json.loads(done.stdout)["pass^1"] == 1.0
    assert json.loads(out.read_text(encoding="utf-8")) == json.loads(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--half", "third"], "should be development, test or all"),
        (["--family", "sums"], "should be one of"),
        (["--shop", "demo"], "NAME=WORKSPACE"),
    ],
)
def test_wrong_options_are_one_clear_line(arguments, said):
    with pytest.raises(InputError, match=said):
        CliRunner().invoke(app, ["bench", *arguments], catch_exceptions=False)


def test_a_percentile_is_a_value_that_was_measured():
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([3.0, 1.0, 2.0], 0.95) == 3.0


def test_the_workspace_is_left_as_it_was(shop, folder):
    root = shop.build.path.parents[1]
    before = sorted(p.name for p in root.iterdir())
    ask_all(read_questions(folder(one=GERMANY)), Settings(workspace=root), workspaces={"handmade": root})
    assert sorted(p.name for p in root.iterdir()) == before
    assert Workspace(root).current().id == shop.build.id
