"""draw_chart shows numbers that are already there, and only such."""

from typing import Any

import pytest

Converse = Any

BY_MONTH = ("query_orders", {"group_by": ["month"], "measures": [{"metric": "revenue"}, {"metric": "orders"}]})


def test_a_chart_holds_the_rows_of_its_source(converse: Converse) -> None:
    made = converse([[BY_MONTH], [("draw_chart", {"source": "r1", "kind": "line", "x": "month", "y": ["revenue"]})]])
    source, chart = (message.artifact for message in made.messages)
    assert chart["id"] == "r2"
    assert chart["extra"] == {"kind": "line", "x": "month", "y": ["revenue"], "source": "r1"}
    assert chart["rows"] == [{"month": row["month"], "revenue": row["revenue"]} for row in source["rows"]]
    assert [column["unit"] for column in chart["columns"]] == ["text", "money"]
    assert chart["notes"] == source["notes"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"source": "r7", "kind": "bar", "x": "month", "y": ["revenue"]}, "there is no result 'r7'; results: r1"),
        ({"source": "r1", "kind": "bar", "x": "country", "y": ["revenue"]}, "columns: month, revenue, orders"),
        ({"source": "r1", "kind": "bar", "x": "revenue", "y": ["month"]}, "holds no numbers"),
        ({"source": "r1", "kind": "bar", "x": "month", "y": ["revenue", "orders"]}, "need one unit"),
        ({"source": "r1", "kind": "scatter", "x": "month", "y": ["revenue"]}, "needs numbers on both axes"),
        ({"source": "r1", "kind": "sunburst", "x": "month", "y": ["revenue"]}, "kind"),
        ({"source": "../etc", "kind": "bar", "x": "month", "y": ["revenue"]}, "source"),
    ],
)
def test_what_cannot_be_drawn_is_told_to_the_model(converse: Converse, arguments: dict[str, Any], said: str) -> None:
    made = converse([[BY_MONTH], [("draw_chart", arguments)]])
    assert made.error["error"] == "invalid"
    assert said in made.error["message"]


def test_a_chart_before_any_result_says_what_to_do(converse: Converse) -> None:
    made = converse([[("draw_chart", {"source": "r1", "kind": "bar", "x": "month", "y": ["revenue"]})]])
    assert "ask a query tool first" in made.error["message"]


def test_personal_columns_cannot_be_drawn(converse: Converse) -> None:
    listed = ("query_customers", {"columns": ["name", "revenue"]})
    made = converse([[listed], [("draw_chart", {"source": "r1", "kind": "bar", "x": "name", "y": ["revenue"]})]])
    assert "has no column 'name' to draw; columns: revenue" in made.error["message"]


def test_a_waterfall_is_drawn_of_parts_that_add_up(converse: Converse) -> None:
    explained = ("explain_value", {"customer_id": "13085", "limit": 3})
    draw = {"source": "r1", "kind": "waterfall", "x": "name", "y": ["contribution"]}
    source, chart = (message.artifact for message in converse([[explained], [("draw_chart", draw)]]).messages)
    assert [row["contribution"] for row in chart["rows"]] == [row["contribution"] for row in source["rows"]]
    assert len(chart["rows"]) == 6


def test_what_does_not_add_up_is_no_waterfall(converse: Converse) -> None:
    draw = {"source": "r1", "kind": "waterfall", "x": "month", "y": ["revenue"]}
    assert "sum of the others" in converse([[BY_MONTH], [("draw_chart", draw)]]).error["message"]


def test_whiskers_are_both_ends_of_an_interval_on_bars(converse: Converse) -> None:
    ask = ("predict_value", {"limit": 3})
    drawn = {"source": "r1", "kind": "bar", "x": "customer_id", "y": ["predicted_value"]}
    ends = ["predicted_lo", "predicted_hi"]
    result = converse([[ask], [("draw_chart", {**drawn, "whiskers": ends})]]).result
    assert result.extra["whiskers"] == ends
    assert {column.key for column in result.table.columns} == {"customer_id", "predicted_value", *ends}
    error = converse([[ask], [("draw_chart", {**drawn, "whiskers": ends[:1]})]]).error
    assert "lower and the upper end" in error["message"]
