"""When a language model's endpoint fails: asked again where that helps, then the planner answers and says so."""

import pytest

from agent.answers import AnswerReady, TextPart
from agent.cost import usage_text
from tests.agent.llm_server import Reply
from tests.agent.test_llm_path import CALL_TOP, QUESTION, SAYS, ask

PRICES = {"price_input": 2.0, "price_output": 10.0, "price_currency": "EUR"}


@pytest.mark.parametrize(
    ("question", "told", "found"),
    [
        (QUESTION, "The offline planner answered instead.", "£612.50"),
        ("预测价值最高的3位客户", "已改由离线规划器回答。", "£612.50"),
    ],
)
def test_the_planner_answers_in_place_of_an_endpoint_that_fails_and_says_so(llm, analyst_with, question, told, found):
    server = llm([Reply(status=500)])
    _, answer = ask(analyst_with(server), question)
    assert answer.status == "answered"
    assert answer.verified
    first, *rest = answer.markdown.split("\n\n")
    assert told in first
    assert "500" in first
    assert found in "".join(rest)
    assert answer.parts[0] == TextPart(f"{first}\n\n")
    assert answer.model == "offline (openai:scripted failed)"
    assert answer.cost is None


def test_there_is_one_answer_and_one_question_in_the_conversation(llm, analyst_with):
    server = llm([CALL_TOP, Reply(status=400, error="too long"), Reply("Customer 13085.")])
    analyst = analyst_with(server)
    events = list(analyst.ask(QUESTION, thread_id="t"))
    assert [isinstance(event, AnswerReady) for event in events].count(True) == 1
    assert len(analyst.answers("t", role="analyst")) == 1
    ask(analyst, "Which was the first?")
    asked = [m["content"] for m in server.requests[-1]["messages"] if m["role"] == "user"]
    assert asked == [QUESTION, "Which was the first?"]
    # What the model had begun is gone: the planner's own call is the only one.
    calls = [m for m in server.requests[-1]["messages"] if m["role"] == "tool"]
    assert len(calls) == 1


def test_results_of_the_planner_can_be_referenced_by_the_model_afterwards(llm, analyst_with):
    server = llm([Reply(status=400), Reply("Customer 13085 is worth {{r1.rows[0].predicted_value}}.")])
    analyst = analyst_with(server)
    ask(analyst)
    _, answer = ask(analyst, "How much is 13085 worth?")
    assert answer.markdown == "Customer 13085 is worth £612.50."
    assert answer.model == "openai:scripted"


def test_an_unreachable_endpoint_does_not_keep_the_planner_from_answering(llm, analyst_with):
    server = llm([SAYS])
    server.close()
    _, answer = ask(analyst_with(server, request_retries=0))
    assert answer.status == "answered"
    assert "cannot be reached" in answer.markdown
    assert "£612.50" in answer.markdown


def test_a_model_that_says_nothing_twice_is_answered_for(llm, analyst_with):
    _, answer = ask(analyst_with(llm([Reply(""), Reply("")])))
    assert answer.status == "answered"
    assert answer.markdown.startswith("*The language model gave no answer. The offline planner answered instead.*")


def test_what_the_planner_cannot_read_is_still_asked_back(llm, analyst_with):
    _, answer = ask(analyst_with(llm([Reply(status=401)])), "Frobnicate the wuzzles")
    assert answer.status in ("clarify", "refused")
    assert "The offline planner answered instead." in answer.markdown


def test_a_limit_that_was_reached_is_no_fault_of_the_endpoint(llm, analyst_with):
    _, answer = ask(analyst_with(llm([CALL_TOP]), max_model_calls=2))
    assert answer.status == "error"
    assert answer.model == "openai:scripted"


def test_without_a_key_nothing_falls_back_silently(analyst_with):
    _, answer = ask(analyst_with(openai_api_key=None, model="openai:any"))
    assert answer.status == "error"
    assert answer.model == "openai:any"


def test_a_server_that_asks_to_wait_too_long_is_not_waited_for(llm, analyst_with):
    server = llm([Reply(status=429, retry_after="3600"), CALL_TOP, SAYS])
    _, answer = ask(analyst_with(server))
    assert len(server.requests) == 1
    assert "offline" in answer.model


def test_a_server_that_asks_to_wait_a_moment_is_asked_again(llm, analyst_with):
    server = llm([Reply(status=503, retry_after="0.1"), CALL_TOP, SAYS])
    _, answer = ask(analyst_with(server))
    assert answer.model == "openai:scripted"
    assert len(server.requests) == 3


def test_the_cost_is_that_of_all_replies_at_the_prices_set(llm, analyst_with):
    _, answer = ask(analyst_with(llm([CALL_TOP, SAYS]), **PRICES))
    # 200 tokens read at 2 a million, 20 written at 10.
    assert answer.cost == {"amount": 0.0006, "currency": "EUR"}
    assert answer.to_json()["cost"] == answer.cost
    assert usage_text(answer.tokens, answer.cost).zh == "200 + 20 个 token，0.0006 EUR"


def test_without_prices_no_cost_is_shown(llm, analyst_with):
    _, answer = ask(analyst_with(llm([CALL_TOP, SAYS])))
    assert "cost" not in answer.to_json()
    assert usage_text(answer.tokens, answer.cost).en == "200 + 20 tokens"


def test_the_planner_costs_nothing_and_says_nothing_of_cost(analyst_with):
    _, answer = ask(analyst_with(model="offline", **PRICES))
    assert "cost" not in answer.to_json()
    assert usage_text(answer.tokens, answer.cost) is None


def test_the_cost_outlives_the_program(llm, analyst_with):
    analyst = analyst_with(llm([CALL_TOP, SAYS]), **PRICES)
    ask(analyst)
    (kept,) = analyst.answers("t", role="analyst")
    assert kept.cost == {"amount": 0.0006, "currency": "EUR"}
