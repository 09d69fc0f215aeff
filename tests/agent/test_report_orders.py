"""Reports ordered in the chat: read in both languages, made by the tool, kept on the shelf and nowhere else."""

import json
from pathlib import Path

import pytest

from agent.answers import ReportPart
from agent.audit_reading import records
from agent.planner.planner import Planner
from agent.reports.shelf import MOST, Shelf
from tests.agent.llm_server import Reply
from tests.agent.planner_shop import planner_facts, shop_planner

ORDERS = [
    ("make a portfolio report", {"kind": "portfolio"}),
    ("send me a PDF report about customer 13085", {"kind": "customer", "customer": "13085", "formats": ["pdf"]}),
    (
        "Please write a report on customer 13085 in Chinese.",
        {"kind": "customer", "customer": "13085", "language": "zh"},
    ),
    ("生成客户13085的报告", {"kind": "customer", "customer": "13085"}),
    ("给我一份整体报告（Word）", {"kind": "portfolio", "formats": ["docx"]}),
    ("report on the at-risk segment as Excel", {"kind": "segment", "segment": "at_risk", "formats": ["xlsx"]}),
    ("write the model report in Chinese", {"kind": "model", "language": "zh"}),
    ("could you make a report on all customers as PDF and Word?", {"kind": "portfolio", "formats": ["pdf", "docx"]}),
    ("I need a report about the champions", {"kind": "segment", "segment": "champions"}),
    ("请导出一份模型报告，用英文，PDF格式", {"kind": "model", "formats": ["pdf"], "language": "en"}),
    ("生成流失风险客群的报告", {"kind": "segment", "segment": "at_risk"}),
    ("要流失风险客群的报告（PDF和Word）", {"kind": "segment", "segment": "at_risk", "formats": ["pdf", "docx"]}),
    (
        "写一份客户13085的中文Word报告",
        {"kind": "customer", "customer": "13085", "formats": ["docx"], "language": "zh"},
    ),
]
OTHERS = [
    "report the revenue by month",
    "give me a report on revenue by country",
    "report on orders in March 2010",
    "make a report of the top 5 customers by revenue",
    "revenue by country as a table for the annual report",
    "按月报告销售额",
    "报告一下各国的销售额",
    "为年度报告统计各国销售额",
]


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


@pytest.mark.parametrize(("question", "arguments"), ORDERS)
def test_an_order_is_read_with_its_subject_formats_and_language(planner, question, arguments):
    (call,) = planner.read(question).calls
    assert (call.name, call.arguments) == ("make_report", arguments)


@pytest.mark.parametrize("question", OTHERS)
def test_to_report_a_figure_orders_no_report(planner, question):
    assert "make_report" not in {call.name for call in planner.read(question).calls}


@pytest.mark.parametrize("question", ["make a report", "写一份报告", "I need a PDF report", "a customer report"])
def test_an_order_that_does_not_say_of_what_is_asked_back_with_orders_that_can_be_given(planner, question):
    reading = planner.read(question)
    assert reading.status == "clarify"
    assert reading.suggestions


def test_only_reports_of_the_role_are_offered():
    offered = Planner(planner_facts(role="business")).read("make a report").suggestions
    assert [text for text in offered if "report" in text] == [
        "make a portfolio report",
        "make a report on the segment champions",
    ]


def test_an_order_for_the_model_tells_nothing_of_the_customer_before(planner):
    (call,) = planner.read("write the model report in Chinese", previous=["report about customer 13085 as Word"]).calls
    assert (call.name, dict(call.arguments)) == ("make_report", {"kind": "model", "language": "zh"})


def test_a_further_format_or_language_goes_on_with_the_report_before(planner):
    first = "make a report on customer 13085"
    (call,) = planner.read("and as Word please", previous=[first]).calls
    assert call.arguments == {"kind": "customer", "customer": "13085", "formats": ["docx"]}
    (call,) = planner.read("再给我一份中文的", previous=[first]).calls
    assert call.arguments == {"kind": "customer", "customer": "13085", "language": "zh"}


def kept_by(folder: Path, role: str = "analyst", user: str = ""):
    return Shelf(folder).list(user=user, role=role)


def test_the_answer_shows_the_report_s_own_figures_and_names_its_file(analyst_with, tmp_path):
    answer = analyst_with().answer("report on customer 13085 as JSON", thread_id="t", user="mei")
    assert (answer.status, answer.verified) == ("answered", True)
    (kept,) = kept_by(tmp_path, user="mei")
    (file,) = answer.to_json()["reports"]
    assert (file["id"], file["format"]) == (kept.id, "json")
    assert f"`{file['place']}`" in answer.markdown
    report = json.loads((tmp_path / file["place"]).read_text(encoding="utf-8"))
    shown = next(b for s in report["sections"] for b in s["blocks"] if b["type"] == "headlines")["figures"]
    row = answer.results[0]["rows"][0]
    assert [row[cell["source"].rpartition(".")[2]] for cell in shown[:6]] == [cell["value"] for cell in shown[:6]]
    assert all(cell["text"] in answer.markdown for cell in shown[:6])
    assert ReportPart("r1") in answer.parts
    assert "/report customer 13085" in [record.question for record in records(tmp_path)]


def test_an_unknown_customer_is_told_with_the_nearest_and_nothing_is_kept(analyst_with, tmp_path):
    answer = analyst_with().answer("make a report on customer 13084", thread_id="t")
    assert answer.status == "clarify"
    assert kept_by(tmp_path) == ()


@pytest.mark.parametrize(
    ("role", "question"),
    [
        ("business", "make a report on customer 13085"),
        ("support", "make a portfolio report"),
        ("business", "make a report on the model"),
    ],
)
def test_a_report_that_the_role_may_not_have_is_refused_and_not_made(analyst_with, tmp_path, role, question):
    answer = analyst_with().answer(question, thread_id="t", role=role)
    assert (answer.status, kept_by(tmp_path, role)) == ("refused", ())


def test_a_model_s_wild_orders_write_on_the_shelf_alone_and_no_more_than_a_question_may(llm, analyst_with, tmp_path):
    wild = [
        {"kind": "customer", "customer": "../../../../etc/passwd", "formats": ["json"]},
        {"kind": "portfolio", "customer": "13085"},
        {"kind": "model", "formats": ["../x", "exe"]},
        {"kind": "segment", "segment": "'; DROP TABLE customers; --", "formats": ["md"]},
        {"kind": "customer", "customer": "13085", "formats": ["json"], "path": "/tmp/out.json"},
    ]
    sound = [{"kind": "customer", "customer": "13085", "formats": ["json"]}] * 5
    server = llm(
        [Reply(calls=[("make_report", order) for order in orders]) for orders in (wild, sound)]
        + [Reply("{{report r6}}")]
    )
    analyst = analyst_with(server)
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    answer = analyst.answer("Make all the reports", thread_id="t")
    made = {path for path in tmp_path.rglob("*") if path.is_file()} - before
    shelf = tmp_path / "reports" / "house"
    assert {path.parent.parent for path in made if "sqlite" not in path.name} == {shelf}
    assert len(kept_by(tmp_path)) == len([*shelf.iterdir()]) == 3
    assert len(answer.results) == 3


def test_a_full_shelf_is_told_before_anything_is_made(analyst_with, tmp_path, monkeypatch):
    monkeypatch.setattr("agent.reports.shelf.MOST", 1)
    answer = analyst_with().answer("report on customer 13085 as PDF and Word", thread_id="t")
    assert MOST > 1
    assert (answer.verified, kept_by(tmp_path)) == (True, ())
    assert "delete" in answer.markdown
