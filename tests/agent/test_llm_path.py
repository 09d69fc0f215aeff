"""The whole way with a language model at the other end of a real socket: answers, and every fault a server may have."""

import json

import pytest

from agent.answers import AnswerReady, StepFinished, StepStarted, TablePart, ValuePart, WithheldPart
from tests.agent.llm_server import Reply

TOP = {"columns": ["customer_id", "predicted_value"], "sort_by": "predicted_value", "limit": 3}
CALL_TOP = Reply(calls=[("query_customers", TOP)])
SAYS = Reply(
    "[reading] top 3 customers by predicted value\n"
    "Customer {{r1.rows[0].customer_id}} has the highest predicted value, {{r1.rows[0].predicted_value}}.\n\n"
    "{{table r1 rows=3}}\n[suggest] Why is it worth that?"
)
QUESTION = "Top 3 customers by predicted value"


def ask(analyst, question=QUESTION, **given):
    events = list(analyst.ask(question, **{"thread_id": "t", **given}))
    assert isinstance(events[-1], AnswerReady)
    return events[:-1], events[-1].answer


def test_a_model_calls_a_tool_and_answers_by_reference(llm, analyst_with):
    server = llm([CALL_TOP, SAYS])
    steps, answer = ask(analyst_with(server))
    assert [type(step) for step in steps] == [StepStarted, StepFinished]
    assert answer.status == "answered"
    assert answer.verified
    assert answer.unverified == ()
    assert "Customer 13085 has the highest predicted value, £612.50." in answer.markdown
    assert "| 17850 | £150.00 |" in answer.markdown
    assert answer.reading == "top 3 customers by predicted value"
    assert answer.suggestions == ("Why is it worth that?",)
    value = next(p for p in answer.parts if isinstance(p, ValuePart) and p.unit == "GBP")
    assert (value.value, value.metric, value.source) == (612.505, "predicted_value", "r1.rows[0].predicted_value")
    assert value.entity == "customer 13085"
    assert TablePart("r1", ("customer_id", "predicted_value"), 3) in answer.parts
    assert answer.tokens == {"input": 200, "output": 20}
    assert answer.prompt.startswith("analyst@6+")
    assert answer.model == "openai:scripted"
    assert server.requests[0]["stream"] is True
    assert {name.lower(): text for name, text in server.headers[0].items()}["authorization"] == "Bearer key-for-tests"


def test_a_server_that_does_not_stream_is_understood(llm, analyst_with):
    server = llm(lambda request: SAYS if request["messages"][-1]["role"] == "tool" else CALL_TOP, streams=False)
    _, answer = ask(analyst_with(server))
    assert answer.status == "answered"
    assert "£612.50" in answer.markdown
    assert [bool(request.get("stream")) for request in server.requests] == [True, False, False]


def test_a_passing_fault_is_asked_again(llm, analyst_with):
    server = llm([Reply(status=429), CALL_TOP, SAYS])
    _, answer = ask(analyst_with(server))
    assert answer.status == "answered"
    assert len(server.requests) == 3


@pytest.mark.parametrize(("question", "line"), [(QUESTION, "answered 500"), ("预测价值最高的3位客户", "返回 500")])
def test_a_lasting_fault_is_one_clear_line_in_the_questions_language(llm, analyst_with, question, line):
    server = llm([Reply(status=500)])
    _, answer = ask(analyst_with(server, fallback=False), question)
    assert answer.status == "error"
    assert not answer.verified
    assert line in answer.markdown
    assert "Traceback" not in answer.markdown
    assert len(answer.markdown.splitlines()) == 1
    assert len(server.requests) == 2


def test_a_refused_key_is_not_tried_again(llm, analyst_with):
    server = llm([Reply(status=401)])
    _, answer = ask(analyst_with(server, fallback=False))
    assert answer.status == "error"
    assert "key was refused" in answer.markdown
    assert len(server.requests) == 1


@pytest.mark.parametrize("cut", ["clean", "abrupt"])
def test_a_stream_cut_in_the_middle_is_asked_again_and_never_taken_for_an_answer(llm, analyst_with, cut):
    half = Reply("This is half of an answer that never ends", cut=cut)
    _, answer = ask(analyst_with(llm([half, CALL_TOP, SAYS])))
    assert answer.status == "answered"
    assert "half of an answer" not in answer.markdown
    _, broken = ask(analyst_with(llm([half]), fallback=False), thread_id="other")
    assert broken.status == "error"
    assert "cut off" in broken.markdown


def test_after_a_fault_the_conversation_goes_on_with_everything_it_had(llm, analyst_with):
    follow_up = Reply("Customer 13085 is worth {{r1.rows[0].predicted_value}}.")
    server = llm([CALL_TOP, SAYS, Reply(status=500), Reply(status=500), follow_up])
    analyst = analyst_with(server, fallback=False)
    ask(analyst)
    _, broken = ask(analyst, "And how much is 13085 worth?")
    assert broken.status == "error"
    _, answer = ask(analyst, "Again: how much is 13085 worth?")
    assert answer.status == "answered"
    assert answer.markdown == "Customer 13085 is worth £612.50."
    texts = [m["content"] for m in server.requests[-1]["messages"] if m["role"] == "user"]
    assert texts == [QUESTION, "And how much is 13085 worth?", "Again: how much is 13085 worth?"]
    assert not any("500" in str(m["content"]) for m in server.requests[-1]["messages"] if m["role"] == "assistant")


def test_malformed_tool_arguments_are_given_back_to_the_model(llm, analyst_with):
    server = llm([Reply(calls=[("query_customers", '{"limit": 3,, "columns"}')]), CALL_TOP, SAYS])
    _, answer = ask(analyst_with(server))
    assert answer.status == "answered"
    assert answer.unverified == ()
    assert "malformed" in json.dumps(server.requests[1]["messages"])


def test_an_unknown_tool_is_an_error_the_model_can_mend(llm, analyst_with):
    server = llm([Reply(calls=[("delete_everything", {})]), CALL_TOP, SAYS])
    steps, answer = ask(analyst_with(server))
    assert answer.status == "answered"
    assert "delete_everything is not a valid tool" in steps[1].problem


def test_wrong_arguments_are_an_error_the_model_can_mend(llm, analyst_with):
    server = llm([Reply(calls=[("query_customers", {"sort_by": "predicted_valu"})]), CALL_TOP, SAYS])
    steps, answer = ask(analyst_with(server))
    assert answer.verified
    assert "predicted_value" in steps[1].problem
    assert "{" not in steps[1].problem


def test_content_null_is_never_sent(llm, analyst_with):
    server = llm([CALL_TOP, SAYS], refuse_null=True)
    _, answer = ask(analyst_with(server))
    assert answer.status == "answered"
    assert all(m["content"] is not None for request in server.requests for m in request["messages"])


def test_a_model_that_never_stops_calling_tools_ends_in_an_honest_answer(llm, analyst_with):
    server = llm([CALL_TOP])
    _, answer = ask(analyst_with(server, max_model_calls=3, max_tool_calls=10))
    assert answer.status == "error"
    assert "more steps than are allowed" in answer.markdown
    assert "| 13085 | £612.50 |" in answer.markdown
    assert len(server.requests) == 3


def test_tool_calls_beyond_the_limit_are_refused_and_the_model_may_still_answer(llm, analyst_with):
    many = Reply(calls=[("query_customers", TOP)] * 4)
    steps, answer = ask(analyst_with(llm([many, SAYS]), max_tool_calls=2))
    assert answer.status == "answered"
    assert [bool(s.problem) for s in steps if isinstance(s, StepFinished)].count(True) == 2


def test_a_wrong_number_is_mended_in_the_second_try(llm, analyst_with):
    wrong = Reply("Customer 13085 is worth £700.00.")
    right = Reply("Customer 13085 is worth {{r1.rows[0].predicted_value}}.")
    server = llm([CALL_TOP, wrong, right])
    _, answer = ask(analyst_with(server))
    assert answer.markdown == "Customer 13085 is worth £612.50."
    assert answer.verified
    told = server.requests[-1]["messages"][-1]["content"]
    assert "£700.00" in told
    assert "r1.rows[0].predicted_value" in told


def test_a_wrong_number_that_stays_is_withheld_and_said_so(llm, analyst_with):
    wrong = Reply("Customer 13085 is worth £700.00. There are {{r1.n}} customers.")
    server = llm([CALL_TOP, wrong, wrong, Reply("Nothing more.")])
    analyst = analyst_with(server)
    _, answer = ask(analyst)
    assert "700" not in answer.markdown
    assert "withheld" in answer.markdown
    assert "There are 8 customers." in answer.markdown
    assert not answer.verified
    assert any("£700.00" in reason for reason in answer.unverified)
    assert any(isinstance(part, WithheldPart) for part in answer.parts)
    assert len(server.requests) == 3
    # Neither the draft nor the withheld figure is in the conversation any more.
    ask(analyst, "And?")
    said = [m["content"] for m in server.requests[-1]["messages"] if m["role"] == "assistant"]
    assert not any("700" in text for text in said)
    assert not any("checked by code" in str(m["content"]) for m in server.requests[-1]["messages"])


def test_an_empty_answer_is_asked_for_again_and_never_shown(llm, analyst_with):
    _, answer = ask(analyst_with(llm([Reply(""), Reply("")]), fallback=False))
    assert answer.status == "error"
    assert answer.markdown == "The language model gave no answer."


def test_no_personal_data_is_ever_sent(llm, analyst_with):
    script = [
        Reply(calls=[("lookup_customer", {"customer": "13085"})]),
        Reply("{{r1.rows[0].name}} of customer 13085 can be called at {{r1.rows[0].phone}}."),
    ]
    server = llm(script)
    _, answer = ask(analyst_with(server), "What is the phone number of customer 13085?", role="support")
    assert answer.markdown == r"Carol Jones of customer 13085 can be called at +44 20 7946 0001."
    assert "Carol" not in "".join(server.raw)
    assert "7946" not in "".join(server.raw)


def test_personal_data_a_person_types_reach_the_tool_but_not_the_model(llm, analyst_with):
    def script(request):
        asked = request["messages"][-1]["content"]
        if request["messages"][-1]["role"] == "user":
            assert asked == "Who is {{asked1}}, is it {{asked2}}?"
            return Reply(calls=[("lookup_customer", {"customer": "{{asked1}}"})])
        return Reply("It is customer {{r1.rows[0].customer_id}}.")

    server = llm(script)
    _, answer = ask(analyst_with(server), "Who is carol@example.com, is it Carol Jones?", role="support")
    assert answer.markdown == "It is customer 13085."
    assert "carol" not in "".join(server.raw).lower()


def test_a_role_that_may_not_see_a_name_gets_dots(llm, analyst_with):
    look_up = Reply(calls=[("lookup_customer", {"customer": "13085"})])
    server = llm([look_up, Reply("Customer 13085 is {{r1.rows[0].name}}.")])
    _, answer = ask(analyst_with(server), "Who is customer 13085?", role="business")
    assert answer.markdown == "Customer 13085 is •••."


def test_a_missing_key_is_one_clear_line(analyst_with):
    _, answer = ask(analyst_with(openai_api_key=None, model="openai:gpt-5-mini"))
    assert answer.status == "error"
    assert "OPENAI\\_API\\_KEY" in answer.markdown or "OPENAI_API_KEY" in answer.markdown


def test_an_unreachable_endpoint_is_one_clear_line(llm, analyst_with):
    server = llm([SAYS])
    server.close()
    _, answer = ask(analyst_with(server, request_retries=0, fallback=False))
    assert answer.status == "error"
    assert answer.markdown == "The language model's endpoint cannot be reached."
