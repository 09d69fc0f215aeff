"""The analyst as the page and the command line use it: steps, conversations, roles, memory."""

import logging
import threading

import pytest

from agent.analyst import Analyst
from agent.answers import Answer, AnswerReady, ChartPart, StepFinished, StepStarted, TablePart, ValuePart
from config.errors import AccessError
from config.settings import Settings
from tests.agent.scripted_model import ScriptedChatModel

LIST = [("query_customers", {"columns": ["customer_id", "revenue"], "sort_by": "revenue", "limit": 3})]


@pytest.fixture
def scripted(shop, tmp_path):
    """Makes an analyst whose model follows a script."""
    opened = []

    def make(*script, **changes):
        model = ScriptedChatModel(script=list(script))
        analyst = Analyst(shop, Settings(model="scripted", **changes), folder=tmp_path, models={"scripted": model})
        opened.append(analyst)
        return analyst, model

    yield make
    for analyst in opened:
        analyst.close()


def test_a_question_gives_steps_as_they_happen_and_then_the_answer(analyst_with):
    events = list(analyst_with().ask("Top 5 customers by predicted value", thread_id="t"))
    assert [type(event) for event in events] == [StepStarted, StepFinished, AnswerReady]
    started, finished, ready = events
    assert (started.tool, started.title.en, started.title.zh) == ("predict_value", "Predicting value", "预测价值")
    assert (finished.id, finished.n, finished.problem) == (started.id, 8, "")
    answer = ready.answer
    assert answer.status == "answered"
    assert answer.verified
    assert "13085" in answer.markdown
    assert "£612.50" in answer.markdown
    assert answer.tokens == {"input": 0, "output": 0}
    assert answer.build == answer.results[0]["build"]


@pytest.mark.parametrize(
    ("question", "language"),
    [("Revenue by month", "en"), ("按月统计销售额", "zh"), ("Germany 的销售额", "zh")],
)
def test_the_answer_is_in_the_questions_language(analyst_with, question, language):
    answer = analyst_with().answer(question, thread_id="t")
    assert answer.language == language
    assert answer.verified
    assert any("一" <= c <= "鿿" for c in answer.markdown) == (language == "zh")


def test_a_value_says_what_it_is_of_and_where_it_comes_from(analyst_with):
    answer = analyst_with().answer("Customers and revenue by country, top 10", thread_id="t")
    value = next(p for p in answer.parts if isinstance(p, ValuePart) and p.unit == "GBP")
    assert (value.text, value.value, value.metric, value.entity) == ("£1,570.00", 1570.0, "revenue", "United Kingdom")
    result_id, row, column = value.source.replace("]", "").replace(".rows[", " ").replace(".", " ").split()
    (result,) = (r for r in answer.results if r["id"] == result_id)
    assert result["rows"][int(row)][column] == 1570.0
    assert value.definition


def test_a_question_outside_the_data_is_refused_with_what_can_be_asked(analyst_with):
    answer = analyst_with().answer("What will the weather be?", thread_id="t")
    assert answer.status == "refused"
    assert answer.suggestions


def test_a_chart_is_a_part_and_a_line(analyst_with):
    answer = analyst_with().answer("Plot revenue by month", thread_id="t")
    assert any(isinstance(part, ChartPart) for part in answer.parts)
    assert "*Chart r2" in answer.markdown


def test_a_conversation_is_remembered_by_another_analyst_on_the_same_folder(shop, tmp_path):
    first = Analyst(shop, Settings(), folder=tmp_path)
    first.answer("Revenue by month", thread_id="t")
    first.close()
    second = Analyst(shop, Settings(), folder=tmp_path)
    (kept,) = second.answers("t", role="analyst")
    assert kept.question == "Revenue by month"
    assert any(isinstance(part, TablePart) for part in kept.parts)
    assert Answer.from_document(kept.to_document()) == kept
    follow_up = second.answer("as a chart", thread_id="t")
    assert follow_up.status == "answered"
    assert any(isinstance(part, ChartPart) for part in follow_up.parts)
    assert [answer.question for answer in second.answers("t", role="analyst")] == ["Revenue by month", "as a chart"]
    second.close()


def test_conversations_are_listed_latest_first_and_can_be_forgotten(analyst_with):
    analyst = analyst_with()
    analyst.answer("Revenue by month", thread_id="a")
    analyst.answer("Look up customer 13085", thread_id="b")
    assert [(t.thread_id, t.title, t.answers) for t in analyst.threads("analyst")] == [
        ("b", "Look up customer 13085", 1),
        ("a", "Revenue by month", 1),
    ]
    analyst.delete("b", role="analyst")
    assert [t.thread_id for t in analyst.threads("analyst")] == ["a"]
    assert analyst.answers("b", role="analyst") == ()


def test_a_conversation_belongs_to_its_role_and_its_user(analyst_with):
    analyst = analyst_with()
    analyst.answer("Look up customer 13085", thread_id="t", role="support", user="ann")
    with pytest.raises(AccessError, match="begun as support"):
        analyst.answer("And?", thread_id="t", role="business", user="ann")
    with pytest.raises(AccessError):
        analyst.answers("t", role="business", user="ann")
    with pytest.raises(AccessError):
        analyst.delete("t", role="analyst", user="ann")
    assert analyst.answers("t", role="support", user="bob") == ()
    assert analyst.threads("support", user="bob") == ()
    assert analyst.threads("business", user="ann") == ()


def test_another_users_thread_of_the_same_name_shares_no_memory(scripted):
    analyst, model = scripted(LIST, "There are {{r1.n}} customers.", "There are {{r1.n}} customers.")
    analyst.answer("How many customers?", thread_id="t", user="ann")
    answer = analyst.answer("Again?", thread_id="t", user="bob")
    assert not answer.verified
    assert len([m for m in model.seen[-1] if m.type == "human" and m.text == "How many customers?"]) == 0


def test_a_question_not_to_be_kept_leaves_nothing(shop, analyst_with):
    analyst = analyst_with()
    assert analyst.answer("Revenue by month", thread_id="once", keep=False).status == "answered"
    assert analyst.threads("analyst") == ()
    assert analyst.answer("as a chart", thread_id="once", keep=False).status != "answered"


def test_a_stopped_question_does_not_spoil_the_conversation(scripted):
    analyst, model = scripted(LIST, LIST, "Customer 13085 has a revenue of {{r1.rows[0].revenue}}.")
    events = analyst.ask("Who spent most?", thread_id="t")
    assert isinstance(next(events), StepStarted)
    events.close()
    answer = analyst.answer("Who spent most?", thread_id="t")
    assert answer.status == "answered"
    calls = [c["id"] for m in model.seen[-1] if m.type == "ai" for c in m.tool_calls]
    assert sorted(calls) == sorted(m.tool_call_id for m in model.seen[-1] if m.type == "tool")


def test_two_conversations_are_answered_side_by_side(analyst_with):
    analyst = analyst_with()
    answers = {}

    def ask(name, question):
        answers[name] = analyst.answer(question, thread_id=name)

    questions = {"a": "Revenue by month", "b": "Look up customer 13085", "c": "Customers by country"}
    threads = [threading.Thread(target=ask, args=item) for item in questions.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert {name: (a.question, a.status, a.verified) for name, a in answers.items()} == {
        name: (question, "answered", True) for name, question in questions.items()
    }


def test_the_file_of_a_long_conversation_holds_it_once(analyst_with, tmp_path):
    analyst = analyst_with()
    for _ in range(4):
        analyst.answer("Revenue by month", thread_id="t")
    count = analyst._connection.execute("SELECT COUNT(*) FROM checkpoints").fetchone()[0]
    assert count == 1


def test_one_line_is_logged_and_it_holds_nothing_a_customer_said(analyst_with, caplog):
    with caplog.at_level(logging.INFO, logger="agent"):
        analyst_with().answer("Look up customer 13085", thread_id="t")
    (record,) = [r for r in caplog.records if r.name.startswith("agent") and r.levelno >= logging.INFO]
    line = record.getMessage()
    assert "prompt=analyst@6+" in line
    assert "tools=lookup_customer" in line
    assert "13085" not in line
    assert "Carol" not in caplog.text


def test_a_tool_that_breaks_is_told_to_the_model_and_logged(scripted, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise ZeroDivisionError("a fault of ours")

    monkeypatch.setattr("tools.query_tools.run_query", broken)
    analyst, model = scripted(LIST, "Sorry, I could not find that out.")
    events = list(analyst.ask("Who spent most?", thread_id="t"))
    assert "reason of its own" in events[1].problem
    assert events[-1].answer.status == "answered"
    assert "ZeroDivisionError" not in model.seen[-1][-1].text
    assert "a fault of ours" in caplog.text


@pytest.mark.no_cover
@pytest.mark.parametrize("role", ["analyst", "business", "support"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_suggested_question_is_answered(analyst_with, role, language):
    analyst = analyst_with()
    questions = analyst.suggested_questions(role, language)
    assert len(questions) >= 3
    for i, question in enumerate(questions):
        answer = analyst.answer(question, thread_id=f"{role}{language}{i}", role=role)
        assert (question, answer.status, answer.unverified) == (question, "answered", ())
        assert answer.language == language
