"""Figures told together were found together: one row, one what-if, one group; a note is of a result that is told."""

import pytest

from agent.known import Known
from agent.verification import Verifier
from config.text import Text
from data.metric_files import standard_dictionary
from data.tables import Column, Table
from tests.agent.made_results import AS_OF, FIRST_DAY, result
from tools.results import ToolResult

ORDER = result(
    "r1",
    "query_orders",
    [{"order_id": "S01811-007", "order_value": 126.5, "orders": 1, "returned": 0.0}],
    n_of="groups",
    arguments={"group_by": ["order_id"], "filters": [{"column": "order_id", "op": "eq", "value": "S01811-007"}]},
)
POOR = result(
    "r1",
    "search_reviews",
    [{"review_id": "v1", "rating": 1.0, "text": "Arrived broken and late."}],
    n=13,
    n_of="reviews",
    arguments={"rating_min": 1.0, "rating_max": 1.0, "limit": 8},
)
TOP = result(
    "r1",
    "query_orders",
    [{"country": "France", "revenue": 5000.5}],
    n=8,
    n_of="groups",
    arguments={"group_by": ["country"], "sort_by": "revenue", "descending": True, "limit": 1},
)
ITS_SUM = result(
    "r2",
    "query_orders",
    [{"revenue": 5000.5}],
    n=251,
    n_of="lines",
    arguments={"filters": [{"column": "country", "op": "eq", "value": "France"}]},
)
GROWTH = result(
    "r1",
    "query_orders",
    [{"country": "France", "revenue": 51.0, "revenue_before": 50.0, "revenue_growth": 0.02}],
    n=2,
    n_of="groups",
    arguments={"group_by": ["country"], "against": "previous"},
)
NOTED = result(
    "r1",
    "query_orders",
    [{"revenue": 777.0}],
    n_of="lines",
    notes=(Text("The last month is not whole: it ends on 2010-12-09.", "最后一个月份不完整：止于2010-12-09。"),),
)


def _stars() -> ToolResult:
    columns = (
        Column("rating", Text("rating", "评分"), "rating", metric="rating"),
        Column("reviews", Text("reviews", "评价数"), "count", metric="reviews"),
    )
    table = Table(columns, ({"rating": 5, "reviews": 314}, {"rating": 1, "reviews": 167}), 2, "groups")
    arguments = {"group_by": ["rating"], "filters": [{"column": "rating", "op": "in", "value": [1, 5]}]}
    return ToolResult("r1", "query_reviews", arguments, AS_OF, "GBP", table, "b1", 0.1, {})


def _what_if(result_id: str, values: tuple[float, float, float], expected: tuple[float, float, float]) -> ToolResult:
    columns = (
        Column("scenario", Text("key", "键"), "id"),
        Column("name", Text("case", "情形"), "text"),
        Column("predicted_value", Text("predicted value", "预测价值"), "money", metric="predicted_value"),
        Column("predicted_orders", Text("expected orders", "预期订单数"), "number", metric="predicted_orders"),
    )
    cases = (("now", "as it is"), ("changed", "with the change"), ("difference", "difference"))
    rows = tuple(
        {"scenario": key, "name": name, "predicted_value": value, "predicted_orders": orders}
        for (key, name), value, orders in zip(cases, values, expected, strict=True)
    )
    table = Table(columns, rows, 1, "customers")
    arguments = {"customer_id": "K1", "orders": 2, "order_value": 80.0}
    return ToolResult(result_id, "simulate_value", arguments, AS_OF, "GBP", table, "b1", 0.1, {"customer_id": "K1"})


SOON = _what_if("r1", (12.5, 10.75, -1.75), (0.0291, 0.0291, 0.0))
LATER = _what_if("r2", (63.25, 54.5, -8.75), (0.14, 0.19, 0.05))
HEAD = "| case | predicted value | expected orders |\n| --- | --- | --- |\n"


def _themes() -> ToolResult:
    counts = {"reviews": "评价数", "complaints": "抱怨数", "praise": "称赞数", "of": "有文字的评价"}
    labels = {"of": "reviews with text"}
    columns = (
        Column("name", Text("speaks of", "谈到"), "text"),
        *(Column(k, Text(labels.get(k, k), zh), "count", metric="reviews") for k, zh in counts.items()),
    )
    rows = (
        {"name": "quality", "reviews": 14, "complaints": 13, "praise": 0, "of": 25},
        {"name": "delivery", "reviews": 4, "complaints": 3, "praise": 1, "of": 25},
    )
    return ToolResult("r1", "summarise_reviews", {}, AS_OF, "GBP", Table(columns, rows, 2, "groups"), "b1", 0.1, {})


def faults(body: str, *found: ToolResult, question: str = "how are we doing?") -> list[str]:
    known = Known(question, dates=frozenset({AS_OF.isoformat(), FIRST_DAY.isoformat()}))
    verifier = Verifier({r.id: r for r in found}, standard_dictionary(), known, FIRST_DAY, horizon_days=180)
    return [fault.reason for fault in verifier.check(body).faults]


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("Order S01811-007 came to £126.50.", True),
        ("Order S01811-007 came to £0.00.", False),
        ("Returned of order S01811-007: £0.00.", True),
        ("Order S01811-000 came to £126.50.", False),
        ("订单S01811-007金额£126.50。", True),
        ("订单S01811-007金额£0.00。", False),
    ],
)
def test_an_amount_without_a_word_for_it_is_the_first_of_its_row(body: str, right: bool) -> None:
    assert (not faults(body, ORDER, question="order S01811-007")) == right


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("Rating 5.0 has the most reviews: 314 (rating 1 or 5).", True),
        ("Rating 1.0 has the most reviews: 314 (rating 1 or 5).", False),
        ("评分5.0的评价数最高：314（评分1或5）。", True),
        ("评分1.0的评价数最高：314（评分1或5）。", False),
        ("There are 167 reviews with 1 star.", True),
        ("There are 167 reviews with 5 stars.", False),
    ],
)
def test_a_value_is_of_the_group_that_is_called_by_its_number(body: str, right: bool) -> None:
    assert (not faults(body, _stars())) == right


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("13 reviews fit (rating 1).", True),
        ("13 reviews fit (rating 8).", False),
        ("符合条件的评价有13条（评分1）。", True),
        ("符合条件的评价有13条（评分8）。", False),
    ],
)
def test_stars_are_those_that_a_tool_was_asked_for(body: str, right: bool) -> None:
    assert (not faults(body, POOR)) == right


def test_a_count_behind_a_colon_is_no_number_of_the_question() -> None:
    asked = "food里1、2星的评价"
    assert not faults("总体评价：1条。", STARS_COUNTED, question=asked)
    assert faults("总体评价：2条。", STARS_COUNTED, question=asked)


STARS_COUNTED = result(
    "r1",
    "query_reviews",
    [{"category": "总体评价", "reviews": 1}],
    n_of="groups",
    arguments={"group_by": ["category"]},
)


def test_the_one_row_of_a_sum_is_no_evidence_of_a_rank() -> None:
    assert not faults("France has the highest revenue: £5,000.50.", TOP, ITS_SUM)
    assert faults("France has the lowest revenue: £5,000.50.", TOP, ITS_SUM)


def test_a_whole_nought_is_none_and_a_count_has_no_decimals() -> None:
    assert not faults(f"{HEAD}| as it is | £12.50 | 0.0291 |", SOON)
    assert faults(f"{HEAD}| as it is | £12.50 | 0 |", SOON)
    assert not faults("France grew most: revenue growth 2.0%.", GROWTH)
    assert faults("France grew most: revenue growth 2.0.", GROWTH)


def test_an_amount_before_in_is_no_rate_and_the_row_of_a_sum_no_count() -> None:
    spent = result("r1", "query_customers", [{"revenue": 16954.4, "orders": 44}], n=9)
    assert not faults("So far: revenue £16,954.40 in 44 orders.", spent)
    assert faults("So far: revenue £16,954.40 in 45 orders.", spent)
    assert not faults("9 customers fit.", spent)
    assert faults("1 customer fits.", spent)


def test_a_row_of_a_table_is_one_row_of_a_result_that_has_every_column() -> None:
    assert not faults(f"{HEAD}| difference | -£1.75 | 0 |", SOON, LATER)
    assert not faults(f"{HEAD}| difference | -£8.75 | 0.05 |", SOON, LATER)
    assert faults(f"{HEAD}| difference | -£1.75 | 0.05 |", SOON, LATER)


def test_values_of_two_what_ifs_are_not_told_as_one() -> None:
    assert not faults("If 2 more orders came, it would be £10.75: a difference of -£1.75.", SOON, LATER)
    assert faults("If 2 more orders came, it would be £10.75: a difference of -£8.75.", SOON, LATER)


@pytest.mark.parametrize("note", [NOTED.table.notes[0].en, NOTED.table.notes[0].zh])
def test_a_note_needs_no_proof_beside_a_figure_of_its_result(note: str) -> None:
    assert not faults(f"Revenue: £777.00. {note}", NOTED)
    assert faults(f"Revenue: £777.00. {note.replace('12-09', '11-09')}", NOTED)
    assert faults(f"Revenue: £888.00. {note}", NOTED)


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("The data cover 2009-12-01 to 2010-12-09.", True),
        ("The data cover last month.", False),
        ("数据只覆盖2009-12-01至2010-12-09。", True),
        ("数据只覆盖上个月。", False),
        ("Predictions are for the 180 days last month.", False),
    ],
)
def test_the_data_reach_from_their_first_day_to_their_last_and_predictions_beyond(body: str, right: bool) -> None:
    november = result(
        "r1", "query_orders", [{"month": "2010-11", "revenue": 5.0}], n_of="groups", arguments={"group_by": ["month"]}
    )
    assert (not faults(body, november)) == right


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("25 reviews with text were read.", True),
        ("14 reviews with text were read.", False),
        ("已读有文字的评价25条。", True),
        ("已读有文字的评价14条。", False),
        ("They complain most of:\n\n**quality: 13 of the reviews**", True),
        ("They complain most of:\n\n**quality: 13 of the reviews**\n\n“Late.”\n\n**delivery: 3 of the reviews**", True),
        ("They complain most of:\n\n{{quote r1.rows[0]}}\n\n**quality: 13 of the reviews**", True),
        ("They complain most of:\n\n{{r1.n}} were read.\n\n**quality: 13 of the reviews**", False),
        ("They complain most of:\n\n**quality: 14 of the reviews**", False),
        ("They complain most of:\n\n**quality: 0 of the reviews**", False),
        ("They complain most of:\n\n**quality: 25 of the reviews**", False),
        ("抱怨最多的是：\n\n**quality：13条评价**", True),
        ("抱怨最多的是：\n\n**quality：25条评价**", False),
        ("Quality: 14 of the reviews.", True),
        ("Quality: 13 of the reviews.", False),
    ],
)
def test_a_part_of_the_reviews_is_told_by_its_own_word(body: str, right: bool) -> None:
    held = [reason for reason in faults(body, _themes()) if "byte for byte" not in reason]
    assert (not held) == right
