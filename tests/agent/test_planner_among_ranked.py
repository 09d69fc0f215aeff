"""Of the first so many customers those of a kind are counted: ranked first, looked at then."""

import json

import pytest
from langchain_core.messages import ToolMessage

from agent import offline_model
from agent.planner.planner import Planner
from tests.agent.test_planner_questions import planner

__all__ = ["planner"]


@pytest.mark.parametrize(
    "question",
    [
        "Take our 50 customers with the highest total revenue over the whole time. How many of these are outside"
        " the UK, and what predicted value do those non-UK ones have together?",
        "Of the top 50 customers by revenue, how many are outside the UK, and what is their predicted value in total?",
        "先取全部时间累计销售额最高的50个客户，其中不在英国的有几个？这几个人的预测价值合计多少？",
    ],
)
def test_the_first_so_many_are_ranked_before_those_of_a_kind_are_counted(planner: Planner, question: str) -> None:
    first, second = planner.read(question).calls
    assert (first.arguments["sort_by"], first.arguments["limit"]) == ("revenue", 50)
    assert "filters" not in first.arguments
    assert [m["metric"] for m in second.arguments["measures"]] == ["customers", "predicted_value"]
    assert {"column": "country", "op": "ne", "value": "United Kingdom"} in second.arguments["filters"]


@pytest.mark.parametrize(
    "question",
    [
        "Of the 20 customers with the most orders, how many are in Germany?",
        "订单数前20的客户中，德国的有几个？",
        "先取订单数最多的20个客户，看其中有几个在德国",
        "订单数 top20 的客户，国家是德国的有几个？担心大客户流失",
    ],
)
def test_a_number_of_them_is_counted_alone(planner: Planner, question: str) -> None:
    first, second = planner.read(question).calls
    assert (first.arguments["sort_by"], first.arguments["limit"]) == ("orders", 20)
    assert second.arguments["measures"] == [{"metric": "customers"}]


def test_a_later_call_is_about_all_that_were_found_not_only_those_shown() -> None:
    shown = {"rows": [{"customer_id": "1", "revenue": 2.0}], "rows_not_shown": 1}
    artifact = {"notes": [], "rows": [{"customer_id": "1", "revenue": 2.0}, {"customer_id": "2", "name": "Ann"}]}
    message = ToolMessage(content=json.dumps(shown), tool_call_id="1", artifact=artifact)
    document = offline_model._document(message)
    assert document["found"] == [{"customer_id": "2"}]
    assert offline_model._filled({"$column": [0, "customer_id"]}, [document]) == ["1", "2"]
