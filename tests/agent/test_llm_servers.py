"""Servers that only resemble OpenAI's, each with a gap of its own: worked round where possible, else said plainly."""

import json

import pytest

from tests.agent.llm_server import Reply
from tests.agent.test_llm_path import CALL_TOP, QUESTION, SAYS, TOP, ask

WORTH = "Customer 13085 has the highest predicted value, £612.50."


def roles(request):
    return [message["role"] for message in request["messages"]]


def call_text(name="query_customers", arguments=TOP):
    return f"<tool_call>\n{json.dumps({'name': name, 'arguments': arguments})}\n</tool_call>"


def then_says(first):
    """The first reply until there is a result: a server that cannot stream is asked twice for it."""
    return lambda request: SAYS if "tool" in roles(request) else first


def test_tool_choice_is_never_asked_for_so_a_server_without_it_works(llm, analyst_with):
    server = llm([CALL_TOP, SAYS], refuses=lambda r: "tool_choice is not supported" if "tool_choice" in r else "")
    _, answer = ask(analyst_with(server))
    assert WORTH in answer.markdown
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("field", "says"),
    [
        ("stream_options", "Unrecognized request argument supplied: stream_options"),
        ("stream", "Cannot use tools with stream"),
        ("stream", "streaming is not supported by this server"),
    ],
)
def test_a_server_that_refuses_to_stream_is_asked_without_and_remembered(llm, analyst_with, field, says):
    server = llm([CALL_TOP, SAYS], refuses=lambda r: says if r.get(field) else "")
    _, answer = ask(analyst_with(server))
    assert WORTH in answer.markdown
    assert [bool(request.get(field)) for request in server.requests] == [True, False, False]


def test_a_system_role_that_is_refused_goes_before_the_question(llm, analyst_with):
    server = llm([CALL_TOP, SAYS], refuses=lambda r: "System role not supported" if "system" in roles(r) else "")
    _, answer = ask(analyst_with(server))
    assert WORTH in answer.markdown
    assert roles(server.requests[-1]) == ["user", "assistant", "tool"]
    first = server.requests[-1]["messages"][0]["content"]
    assert first.startswith("You are Kezhi")
    assert first.endswith(QUESTION)
    assert len(server.requests) == 3


def test_calls_side_by_side_are_told_one_by_one_where_a_server_takes_no_others(llm, analyst_with):
    def refuses(request):
        several = any(len(message.get("tool_calls") or ()) > 1 for message in request["messages"])
        return "This model only supports single tool-calls at once!" if several else ""

    both = Reply(calls=[("query_customers", TOP), ("query_customers", {"measures": [{"metric": "customers"}]})])
    server = llm([both, SAYS], refuses=refuses)
    _, answer = ask(analyst_with(server))
    assert WORTH in answer.markdown
    assert roles(server.requests[-1]) == ["system", "user", "assistant", "tool", "assistant", "tool"]


@pytest.mark.parametrize(
    "says",
    [
        "tools param requires --jinja flag",
        '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
        "registry/library/tiny does not support tools",
        "Unsupported param: tools",
    ],
)
@pytest.mark.parametrize(
    ("question", "line"), [(QUESTION, "takes no tool calls"), ("预测价值最高的3位客户", "不支持工具调用")]
)
def test_a_server_without_tool_calls_is_told_in_one_plain_line(llm, analyst_with, says, question, line):
    server = llm([SAYS], refuses=lambda request: says if request.get("tools") else "")
    _, answer = ask(analyst_with(server, fallback=False), question)
    assert answer.status == "error"
    assert line in answer.markdown
    assert "--jinja" in answer.markdown.replace("\\", "")
    assert len(answer.markdown.splitlines()) == 1
    assert len(server.requests) == 1


@pytest.mark.parametrize("streams", [True, False])
def test_arguments_as_an_object_are_taken_like_arguments_as_text(llm, analyst_with, streams):
    _, answer = ask(analyst_with(llm(then_says(CALL_TOP), objects=True, streams=streams)))
    assert WORTH in answer.markdown
    assert answer.verified


def test_without_usage_nothing_is_counted_and_no_cost_is_made_up(llm, analyst_with):
    prices = {"price_input": 1.0, "price_output": 2.0}
    _, answer = ask(analyst_with(llm([CALL_TOP, SAYS], usage=False), **prices))
    assert WORTH in answer.markdown
    assert answer.tokens == {"input": 0, "output": 0}
    assert answer.cost is None


@pytest.mark.parametrize(
    "text",
    [
        call_text(),
        f"I look that up.\n{call_text()}",
        f"<think>{call_text('delete_everything')}</think>{call_text()}",
        json.dumps({"name": "query_customers", "parameters": TOP}),
    ],
)
@pytest.mark.parametrize("streams", [True, False])
def test_a_call_left_in_the_text_is_read(llm, analyst_with, text, streams):
    server = llm(then_says(Reply(text)), streams=streams)
    _, answer = ask(analyst_with(server))
    assert WORTH in answer.markdown
    (call,) = server.requests[-1]["messages"][2]["tool_calls"]
    assert json.loads(call["function"]["arguments"]) == TOP
    assert "<tool_call>" not in answer.markdown


def test_two_calls_left_in_the_text_are_both_made(llm, analyst_with):
    steps, answer = ask(analyst_with(llm([Reply(f"{call_text()}\n{call_text()}"), SAYS])))
    assert WORTH in answer.markdown
    assert len({step.id for step in steps}) == 2


@pytest.mark.parametrize("text", ['[TOOL_CALLS][{"name": "query_customers"}]', "<function=query_customers></function>"])
def test_a_call_in_another_form_is_named_and_not_guessed(llm, analyst_with, text):
    server = llm([Reply(text)])
    _, answer = ask(analyst_with(server, fallback=False))
    assert answer.status == "error"
    assert "left a tool call in the text" in answer.markdown
    assert len(server.requests) == 1


@pytest.mark.parametrize("block", ['{"name": "query_customers", "arguments": {"limit": 3', '{"name": "no_such_tool"}'])
def test_a_broken_call_in_the_text_is_asked_for_again_and_never_run(llm, analyst_with, block):
    server = llm([Reply(f"<tool_call>{block}</tool_call>"), CALL_TOP, SAYS])
    steps, answer = ask(analyst_with(server))
    assert WORTH in answer.markdown
    assert len(steps) == 2


def test_where_calls_come_as_such_what_looks_like_one_in_a_text_is_text(llm, analyst_with):
    server = llm([CALL_TOP, Reply(f"{SAYS.text}\n{call_text()}")])
    steps, _ = ask(analyst_with(server))
    assert len(steps) == 2


@pytest.mark.parametrize(
    "text", [f"<think>It is £700.</think>\n{SAYS.text}", f"so it is £700.\n</think>\n\n{SAYS.text}"]
)
def test_thoughts_in_the_text_are_neither_shown_nor_checked_nor_sent_again(llm, analyst_with, text):
    server = llm([CALL_TOP, Reply(text), Reply("Yes.")])
    analyst = analyst_with(server)
    _, answer = ask(analyst)
    assert answer.verified
    assert "700" not in answer.markdown
    ask(analyst, "Thanks")
    assert "700" not in json.dumps(server.requests[-1]["messages"])


def test_thoughts_beside_the_text_are_given_back_only_to_a_server_that_wants_them(llm, analyst_with):
    def refuses(request):
        said = [m for m in request["messages"] if m["role"] == "assistant"]
        missing = any("reasoning_content" not in message for message in said)
        return "The reasoning_content in the thinking mode must be passed back to the API." if missing else ""

    thinking = Reply(calls=CALL_TOP.calls, thoughts="The top three, by value.")
    server = llm([thinking, SAYS], refuses=refuses)
    _, answer = ask(analyst_with(server))
    assert WORTH in answer.markdown
    assert server.requests[-1]["messages"][2]["reasoning_content"] == "The top three, by value."
    other = llm([thinking, SAYS])
    ask(analyst_with(other), thread_id="other")
    assert "reasoning_content" not in json.dumps(other.requests)


def test_an_answer_of_thoughts_alone_is_no_answer(llm, analyst_with):
    _, answer = ask(analyst_with(llm([Reply("<think>Let me see, 700 or")]), fallback=False))
    assert answer.status == "error"
    assert answer.markdown == "The language model gave no answer."


def test_what_is_set_for_every_request_is_sent_with_every_request(llm, analyst_with):
    server = llm([CALL_TOP, SAYS])
    ask(analyst_with(server, request_extra={"thinking": {"type": "disabled"}}))
    assert [request["thinking"] for request in server.requests] == [{"type": "disabled"}] * 2
