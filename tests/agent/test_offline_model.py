"""The planner as a LangChain chat model."""

import json
from typing import Any

import pytest
from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, ToolMessage
from langchain_core.tools import tool
from langchain_tests.unit_tests import ChatModelUnitTests

from agent.offline_model import OfflineChatModel
from agent.planner.planner import Planner
from agent.transcript import check_message
from tests.agent.offline_conversations import converse
from tests.agent.planner_shop import planner_facts
from tools.shop import Shop


class TestAsAnyChatModel(ChatModelUnitTests):
    """LangChain's own checks of a chat model."""

    @property
    def chat_model_class(self) -> type[OfflineChatModel]:
        return OfflineChatModel

    @property
    def chat_model_params(self) -> dict[str, Any]:
        return {"planner": Planner(planner_facts())}

    @property
    def has_structured_output(self) -> bool:
        return False


@tool
def query_orders(measures: list[dict[str, Any]]) -> str:
    """Stands for the tool of that name."""
    return json.dumps(measures)


@tool
def query_customers(columns: list[str]) -> str:
    """Stands for the tool of that name."""
    return json.dumps(columns)


@pytest.fixture(scope="module")
def model() -> OfflineChatModel:
    return OfflineChatModel(planner=Planner(planner_facts()))


def result(call_id: str, **more: Any) -> ToolMessage:
    document = {
        "id": "r1",
        "as_of": "2010-12-09",
        "n": 1,
        "n_of": "lines",
        "columns": {"revenue": "GBP"},
        "rows": [{"revenue": 5.0}],
    }
    return ToolMessage(json.dumps(document | more), tool_call_id=call_id)


def test_a_question_becomes_tool_calls_and_results_an_answer(model: OfflineChatModel) -> None:
    asked = HumanMessage("revenue in 2010")
    called = model.invoke([asked])
    (call,) = called.tool_calls
    assert call["name"] == "query_orders"
    answer = model.invoke([asked, called, result(str(call["id"]))])
    assert not answer.tool_calls
    assert "{{r1.rows[0].revenue}}" in answer.text
    assert answer.usage_metadata == {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}


def test_the_same_conversation_gets_the_same_words_from_a_new_model(model: OfflineChatModel) -> None:
    conversation = [HumanMessage("revenue by month"), AIMessage("…"), HumanMessage("and in Germany?")]
    other = OfflineChatModel(planner=Planner(planner_facts()))
    assert model.invoke(conversation) == other.invoke(conversation)


def test_call_ids_are_unique_in_a_conversation_and_repeatable(model: OfflineChatModel) -> None:
    first = model.invoke([HumanMessage("revenue by month")])
    again = model.invoke([HumanMessage("revenue by month"), AIMessage("…"), HumanMessage("revenue by month")])
    assert first.tool_calls[0]["id"] != again.tool_calls[0]["id"]
    assert first.tool_calls[0]["id"] == model.invoke([HumanMessage("revenue by month")]).tool_calls[0]["id"]


def test_a_stream_ends_with_a_last_chunk_and_adds_up_to_the_answer(model: OfflineChatModel) -> None:
    for messages in ([HumanMessage("revenue by month")], [HumanMessage("what will the weather be?")]):
        chunks = list(model.stream(messages))
        assert all(isinstance(chunk, AIMessageChunk) for chunk in chunks)
        assert chunks[-1].chunk_position == "last"
        whole = chunks[0]
        for chunk in chunks[1:]:
            whole += chunk
        message = model.invoke(messages)
        assert whole.text == message.text
        assert [(c["name"], c["args"], c["id"]) for c in whole.tool_calls] == [
            (c["name"], c["args"], c["id"]) for c in message.tool_calls
        ]


def test_a_chart_is_drawn_from_the_result_that_came_back(model: OfflineChatModel) -> None:
    asked = HumanMessage("plot revenue by month")
    called = model.invoke([asked])
    rows = [{"month": "2010-01", "revenue": 5.0}, {"month": "2010-02", "revenue": 6.0}]
    back = result(str(called.tool_calls[0]["id"]), id="r7", rows=rows, columns={"month": "date", "revenue": "GBP"}, n=2)
    (draw,) = model.invoke([asked, called, back]).tool_calls
    assert draw["name"] == "draw_chart"
    assert draw["args"] == {"source": "r7", "kind": "line", "x": "month", "y": ["revenue"]}


def test_a_tool_that_is_not_bound_is_not_called(model: OfflineChatModel) -> None:
    bound = model.bind_tools([query_orders, query_customers])
    answer = bound.invoke([HumanMessage("what do customers complain about")])
    assert not answer.tool_calls
    assert answer.text.startswith("[refused]")
    assert bound.invoke([HumanMessage("revenue by month")]).tool_calls


@pytest.mark.parametrize(
    ("kind", "status"), [("refused", "[refused]"), ("invalid", "[clarify]"), ("no json at all", "[clarify]")]
)
def test_an_error_of_a_tool_ends_the_question(model: OfflineChatModel, kind: str, status: str) -> None:
    asked = HumanMessage("top 5 customers by revenue")
    called = model.invoke([asked])
    content = json.dumps({"error": kind, "message": "the role may not"}) if "json" not in kind else kind
    failed = ToolMessage(content, tool_call_id=str(called.tool_calls[0]["id"]), status="error")
    answer = model.invoke([asked, called, failed])
    assert not answer.tool_calls
    assert answer.text.startswith(status)


def test_a_list_of_faults_is_no_question(model: OfflineChatModel) -> None:
    asked = HumanMessage("revenue in 2010")
    called = model.invoke([asked])
    back = result(str(called.tool_calls[0]["id"]))
    answer = model.invoke([asked, called, back])
    again = model.invoke([asked, called, back, answer, check_message("mend this")])
    assert again.text == answer.text


def test_a_conversation_keeps_its_subject_over_several_questions(shop: Shop) -> None:
    answers = converse(shop, "revenue by month", "and in Germany?", "what about France?", "by quarter")
    assert [a.result.arguments.get("filters", [{}])[0].get("value") for a in answers[1:]] == [
        "Germany",
        "France",
        "France",
    ]
    assert answers[-1].result.arguments["group_by"] == ["quarter"]


def test_an_empty_conversation_asks_for_a_question(model: OfflineChatModel) -> None:
    assert model.invoke([HumanMessage("")]).text.startswith("[clarify]")
