"""How words of customers stand beside the reasons of a value, and what a translation of a quote is worth."""

import pytest

from agent.known import Known
from agent.planner.composing import compose
from agent.planner.planner import Planner
from agent.verification import Verifier
from config.text import Text
from data.metric_files import standard_dictionary
from tests.agent.made_results import FIRST_DAY, result
from tests.agent.planner_shop import shop_planner
from tests.agent.test_network_answers import FORECAST, PARTS, Document, reasons
from tools.explanation_tools import ExplainArguments

SILENCE: Document = {"feature": "silence", "name": "silence in words", "effect": "pulls the value down"}
RHYTHM: Document = {"feature": "rhythm", "name": "rhythm in words", "effect": "raises the value"}
QUOTES: tuple[Document, ...] = (
    {**SILENCE, "whose": "own", "text": "Late."},
    {**SILENCE, "whose": "own", "text": "Slow."},
    {**RHYTHM, "whose": "other", "text": "Lovely."},
)
NOTES = [{"en": "Quoted as written.", "zh": "照录原文。"}]


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


def words(*rows: Document, notes: list[dict[str, str]] = NOTES) -> Document:
    columns = dict.fromkeys(("feature", "name", "effect", "whose", "text"), "text")
    return {"id": "r3", "n": len(rows), "columns": columns, "rows": list(rows), "notes": notes}


def told(planner: Planner, question: str, said: Document) -> str:
    return compose(planner.read(question), [reasons(*PARTS), FORECAST, said], planner.facts)


@pytest.mark.parametrize("question", ["why is customer 13085 worth so much in 60 days", "为什么13085未来60天值这么多"])
def test_the_words_beside_reasons_are_asked_of_the_same_customer_and_days(planner: Planner, question: str) -> None:
    explain, _, quotes = planner.read(question).calls
    assert quotes.arguments == {**explain.arguments, "by": "reviews", "limit": 4}
    assert quotes.arguments["horizon_days"] == 60
    assert quotes.needs == (0,), "the reasons are computed once"
    ExplainArguments(**quotes.arguments)


@pytest.mark.parametrize(
    ("question", "before"),
    [
        ("why is the first one worth so much?", "top 5 customers by predicted value"),
        ("第一名为什么值这么多", "预测价值最高的5个客户"),
    ],
)
def test_a_customer_who_is_found_first_is_quoted_too(planner: Planner, question: str, before: str) -> None:
    found, _, quotes = planner.read(question, previous=[before]).calls
    assert found.name == "predict_value"
    assert quotes.arguments["by"] == "reviews"
    assert quotes.needs == (0, 1)


def test_parts_by_feature_go_without_words(planner: Planner) -> None:
    calls = planner.read("why is 13085 worth that by feature").calls
    assert [call.arguments.get("by") for call in calls] == ["features", None]


def test_quotes_follow_the_parts_each_under_its_reason_and_whose_it_is(planner: Planner) -> None:
    text = told(planner, "why is customer 13085 worth so much", words(*QUOTES))
    own = "**{{r3.rows[0].name}} ({{r3.rows[0].effect}}) — {{r3.rows[0].whose}}**"
    other = "**{{r3.rows[2].name}} ({{r3.rows[2].effect}}) — {{r3.rows[2].whose}}**"
    order = ["{{table r1", "Quoted as written.", own, "{{quote r3.rows[0]}}", "{{quote r3.rows[1]}}", other]
    places = [text.index(part) for part in [*order, "{{quote r3.rows[2]}}"]]
    assert places == sorted(places)
    assert text.count("**{{r3") == 2, "quotes to one reason stand together"


def test_that_there_are_none_is_told_in_the_language_of_the_answer(planner: Planner) -> None:
    none = [{"en": "No review bears on these reasons.", "zh": "没有评价涉及这些因素。"}]
    assert "No review bears on these reasons." in told(planner, "why is 13085 worth that", words(notes=none))
    chinese = told(planner, "为什么13085值这么多", words(notes=none))
    assert "没有评价涉及这些因素。" in chinese
    assert "{{quote" not in chinese


def test_an_explanation_stands_without_the_words(planner: Planner) -> None:
    text = told(planner, "why is customer 13085 worth so much", {"error": "failed", "message": "no"})
    assert "{{table r1" in text
    assert "clarify" not in text


REVIEW = {"review_id": "v1", "customer_id": "K1", "date": "2010-02-18", "rating": 1.0, "start": 0, "end": 11}


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    said = "围巾一天就坏了，等了三周。"
    rows = [{"name": "what they send back", "whose": "a review of this customer", **REVIEW, "text": said}]
    found = result("r1", "explain_value", rows, n_of="reviews", notes=(Text("Quoted as written.", "照录原文。"),))
    return Verifier({"r1": found}, standard_dictionary(), Known("why is K1 worth that"), FIRST_DAY, reviews=(said,))


@pytest.mark.parametrize(
    "text",
    [
        "{{quote r1.rows[0]}}\nThe scarf tore within a day and was long in coming (translated by the model).",
        "The customer wrote “围巾一天就坏了”: the scarf tore quickly (translated by the model).",
        "{{quote r1.rows[0]}}\n意思是围巾很快就坏了（模型翻译）。",
    ],
)
def test_a_translation_may_follow_a_quote(verifier: Verifier, text: str) -> None:
    assert [fault.reason for fault in verifier.check(text).faults] == []


@pytest.mark.parametrize(
    "text",
    [
        "The customer wrote “the scarf tore within a day” (translated by the model).",
        "The scarf came after 3 weeks (translated by the model).",
        "The customer waited three weeks (translated by the model).",
        "等了3周才收到（模型翻译）。",
    ],
)
def test_a_translation_is_neither_a_quote_nor_a_source_of_figures(verifier: Verifier, text: str) -> None:
    assert verifier.check(text).faults
