"""Every question of planner_questions.txt gets the calls written under it, in the conversation it stands in."""

import json
from pathlib import Path
from typing import Any, Literal

import pytest

from agent.planner.planner import Planner
from agent.planner.reading import Call, Reading
from data.spec import Query
from tests.agent.planner_shop import shop_planner
from tools.action_tools import PlanArguments
from tools.audience_tools import AudienceArguments
from tools.chart_tools import ChartArguments
from tools.customer_tools import LookupArguments
from tools.describe_tools import DescribeArguments
from tools.explanation_tools import ExplainArguments
from tools.group_simulation import GroupArguments
from tools.making import ToolArguments
from tools.prediction_tools import PredictArguments
from tools.report_tools import ReportArguments
from tools.review_tools import SearchReviews
from tools.simulation_tools import SimulateArguments
from tools.summary_tools import SummariseReviews


class AssessArguments(ToolArguments):
    """What assess_model takes."""

    what: Literal["accuracy", "importance", "rules", "intervals", "training"] = "accuracy"
    by: Literal["reasons", "features"] = "reasons"


Expected = list[tuple[str, list[str]]]
_SCHEMAS = {
    "predict_value": PredictArguments,
    "explain_value": ExplainArguments,
    "simulate_value": SimulateArguments,
    "simulate_group": GroupArguments,
    "assess_model": AssessArguments,
    "lookup_customer": LookupArguments,
    "describe_data": DescribeArguments,
    "draw_chart": ChartArguments,
    "search_reviews": SearchReviews,
    "summarise_reviews": SummariseReviews,
    "plan_actions": PlanArguments,
    "make_report": ReportArguments,
    "prepare_audience": AudienceArguments,
}
# What stands in a call for a part of an earlier result.
_FILLED = {"$id": "r1", "$column": ["13085", "12345"], "$cell": "13085"}


def conversations() -> list[Expected]:
    """Questions with the lines expected for each, conversation by conversation."""
    text = (Path(__file__).parent / "planner_questions.txt").read_text(encoding="utf-8")
    found: list[Expected] = []
    for block in text.split("\n\n"):
        conversation: Expected = []
        for line in block.splitlines():
            if line.startswith("  "):
                conversation[-1][1].append(line.strip())
            elif line.strip() and not line.startswith("#"):
                conversation.append((line.strip(), []))
        if conversation:
            found.append(conversation)
    return found


def answered(reading: Reading) -> list[str]:
    """A reading as the file writes it."""
    status = [] if reading.status == "answered" else [f"[{reading.status}]"]
    return [*status, *(f"{c.name} {json.dumps(dict(c.arguments), ensure_ascii=False)}" for c in reading.calls)]


def filled(value: Any) -> Any:
    if isinstance(value, dict):
        named = next((key for key in value if key in _FILLED), "")
        return _FILLED[named] if named else {key: filled(inner) for key, inner in value.items()}
    return [filled(inner) for inner in value] if isinstance(value, list) else value


def check_arguments(call: Call) -> None:
    arguments = filled(dict(call.arguments))
    if call.name.startswith("query_"):
        Query.model_validate({"table": call.name.removeprefix("query_"), **arguments})
    else:
        _SCHEMAS[call.name].model_validate(arguments)


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


@pytest.mark.parametrize("conversation", conversations(), ids=lambda c: c[0][0][:60])
def test_a_question_gets_the_calls_it_should(planner: Planner, conversation: Expected) -> None:
    asked: list[str] = []
    for question, expected in conversation:
        reading = planner.read(question, previous=asked)
        assert answered(reading) == expected, question
        for call in reading.calls:
            check_arguments(call)
        if reading.status == "answered":
            assert reading.text, f"{question}: an answer says how it was read"
        asked.append(question)


def test_there_are_many_questions_in_both_languages() -> None:
    questions = [question for conversation in conversations() for question, _ in conversation]
    chinese = [q for q in questions if any("一" <= c <= "鿿" for c in q)]
    assert len(questions) >= 500
    assert len(chinese) >= 150


@pytest.mark.no_cover
def test_every_question_offered_can_be_read(planner: Planner) -> None:
    # Every third conversation: the offers of its like are made by the same rules, and all take a minute and a half.
    for conversation in conversations()[::3]:
        asked: list[str] = []
        for question, _ in conversation:
            reading = planner.read(question, previous=asked)
            asked.append(question)
            for offer in reading.suggestions:
                previous = asked if reading.status == "answered" else []
                assert planner.read(offer, previous=previous).status == "answered", f"{question}: {offer}"
