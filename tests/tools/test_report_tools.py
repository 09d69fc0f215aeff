"""make_report as a tool: what it takes, what it hands to the desk, what it tells of the files."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from pydantic import ValidationError

from tools.report_tools import TOOL, ReportArguments, made_so_far


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({}, "kind"),
        ({"kind": "budget"}, "kind"),
        ({"kind": "customer"}, "of which customer"),
        ({"kind": "segment", "segment": "  "}, "of which segment"),
        ({"kind": "portfolio", "customer": "13085"}, "its kind is 'customer'"),
        ({"kind": "customer", "customer": "13085", "segment": "lost"}, "its kind is 'segment'"),
        ({"kind": "model", "formats": []}, "formats"),
        ({"kind": "model", "formats": ["exe"]}, "formats"),
        ({"kind": "model", "out": "/tmp/x"}, "out"),
    ],
)
def test_an_order_that_does_not_hold_together_is_told_with_what_would(arguments, problem):
    with pytest.raises(ValidationError, match=problem):
        ReportArguments.model_validate(arguments)


def test_where_nobody_keeps_reports_it_is_said_where_they_are_ordered(call):
    error = call(TOOL, kind="portfolio").error
    assert error["error"] == "refused"
    assert "reports page" in error["message"]


def ordered(*ids):
    return AIMessage("", tool_calls=[{"name": TOOL, "args": {}, "id": at} for at in ids])


def answered(at, status="success"):
    return ToolMessage("{}", name=TOOL, tool_call_id=at, status=status)


def test_reports_are_counted_a_question_and_those_that_failed_are_not():
    earlier = [HumanMessage("a"), ordered("x"), answered("x"), HumanMessage("b")]
    assert made_so_far([*earlier, ordered("1", "2", "3")], "3") == 2
    done = [ordered("1", "2"), answered("1"), answered("2", "error"), ordered("3")]
    assert made_so_far([*earlier, *done], "3") == 1
