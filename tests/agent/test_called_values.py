"""A value is told as what it is: a share of its own measure, a ratio, a difference, the largest; a quotation too."""

from dataclasses import replace

import pytest

from agent.known import Known
from agent.quotations import review_texts
from agent.verification import Verifier
from config.text import Language, Text
from data.metric_files import standard_dictionary
from data.tables import Cell, Column, Table
from tests.agent.made_results import AS_OF, FIRST_DAY, result
from tools.explanation_tools import BASELINE, COLUMNS, PREDICTION
from tools.results import ToolResult

RETURNED = result(
    "r1",
    "query_orders",
    [
        {"month": "2010-10", "returned": 787.25, "returned_difference": -50.75},
        {"month": "2010-11", "returned": 838.0, "returned_difference": 50.75},
    ],
    n_of="groups",
    n=2,
    arguments={"group_by": ["month"], "compare": True},
)
RATES = result(
    "r1",
    "query_orders",
    [
        {"country": "EIRE", "return_share": 0.0034, "return_share_ratio": 0.29},
        {"country": "Germany", "return_share": 0.0117, "return_share_ratio": 3.42},
    ],
    n_of="groups",
    n=2,
    arguments={"group_by": ["country"], "compare": True},
)
TIER = result(
    "r1",
    "query_customers",
    [{"customers": 855, "customers_share": 0.2, "predicted_value": 6000.5, "predicted_value_share": 0.674}],
    n=855,
)
LARGEST = result("r1", "lookup_customer", [{"customer_id": "14156", "max_order": 98.5}], n=1)
PRODUCTS = result(
    "r1",
    "query_orders",
    [{"product": "CAKESTAND", "revenue": 900.5}, {"product": "BUNTING", "revenue": 700.25}],
    n=8,
    n_of="groups",
    arguments={"group_by": ["product"], "sort_by": "revenue", "descending": True, "limit": 2},
)
WINNER = result(
    "r2",
    "query_orders",
    [{"revenue": 900.5, "orders": 12}],
    n=1,
    n_of="groups",
    arguments={"filters": [{"column": "product", "op": "eq", "value": "CAKESTAND"}]},
)
YEAR = result(
    "r1",
    "query_orders",
    [{"revenue": 777.0}],
    n=66,
    n_of="lines",
    arguments={"period": {"start": "2010-01-01", "end": "2010-12-09"}},
)
COUNTED = result("r1", "query_reviews", [{"low_ratings": 5}], n=5, n_of="reviews")
REVIEWS = result(
    "r1",
    "search_reviews",
    [
        {
            "review_id": "v3",
            "start": 0,
            "end": 36,
            "text": "用了三个多星期就放弃了。质量太差。It came sixteen days late. Never again!",
            "date": "2010-02-18",
        }
    ],
    n=7,
    n_of="reviews",
)
SIMULATED = ToolResult(
    "r1",
    "simulate_value",
    {"customer_id": "K1", "orders": 2, "horizon_days": 30},
    AS_OF,
    "GBP",
    Table(
        (
            Column("scenario", Text("key", "键"), "id"),
            Column("name", Text("case", "情形"), "text"),
            Column("predicted_lo", Text("80 % interval from", "80%区间下限"), "money", metric="predicted_lo"),
            Column("p_active", Text("chance of a purchase", "购买概率"), "share", metric="p_active"),
        ),
        ({"scenario": "now", "name": "as it is", "predicted_lo": 12.5, "p_active": 0.372},),
        1,
        "customers",
    ),
    "build-1",
    0.01,
    {"customer_id": "K1", "horizon_days": 30},
)


_COLUMNS = (
    Column("scenario", Text("key", "键"), "id"),
    Column("name", Text("case", "情形"), "text"),
    Column("predicted_value", Text("predicted value", "预测价值"), "money", metric="predicted_value"),
)
_ROWS = (("now", "as it is", 80.25), ("changed", "with the change", 130.5), ("difference", "difference", 50.25))
_CASES: tuple[dict[str, Cell], ...] = tuple(
    {"scenario": key, "name": name, "predicted_value": value} for key, name, value in _ROWS
)
_ASKED = {"customer_id": "8961b4ca0d", "orders": 2}
CASES = replace(SIMULATED, arguments=_ASKED, table=Table(_COLUMNS, _CASES, 1, "customers"), extra={"horizon_days": 90})
QUARTERS = result(
    "r1",
    "query_orders",
    [
        {"quarter": "2010-Q1", "orders": 46, "orders_before": 33, "orders_difference": 13},
        {"quarter": "2010-Q2", "orders": 81, "orders_before": 46, "orders_difference": 35},
    ],
    n_of="groups",
    n=2,
    arguments={"group_by": ["quarter"], "against": "previous", "period": {"start": "2010-01-01", "end": "2010-06-30"}},
)


def explained(language: Language) -> ToolResult:
    """Why K1 is worth £550.00: two reasons, one of them called by a time."""
    names = {
        "en": (("what they bought a year ago", "revenue last year"), ("typical order", "average order value")),
        "zh": (("去年同期的消费", "去年同期销售额"), ("单笔订单金额", "平均订单金额")),
    }[language]
    said = (
        ("baseline", BASELINE.in_language(language), 50.0, None, None, None, None),
        ("season", names[0][0], 300.0, names[0][1], 75.5, 13.25, "GBP"),
        ("order_value", names[1][0], 200.0, names[1][1], 3394.79, 278.37, "GBP"),
        ("prediction", PREDICTION.in_language(language), 550.0, None, None, None, None),
    )
    rows = tuple(dict(zip((c.key for c in COLUMNS), row, strict=True)) for row in said)
    table = Table(COLUMNS, rows, 2, "reasons")
    arguments, extra = {"customer_id": "K1"}, {"customer_id": "K1", "horizon_days": 90}
    return ToolResult("r1", "explain_value", arguments, AS_OF, "GBP", table, "build-1", 0.01, extra)


def faults(text: str, *found: ToolResult, question: str = "how are we doing?") -> list[str]:
    known = Known(question, dates=frozenset({AS_OF.isoformat(), FIRST_DAY.isoformat()}))
    results = {r.id: r for r in found}
    reviews = review_texts(found)
    verifier = Verifier(results, standard_dictionary(), known, FIRST_DAY, horizon_days=90, reviews=reviews)
    return [fault.reason for fault in verifier.check(text).faults]


def test_a_returned_amount_is_no_fall_and_its_difference_no_amount() -> None:
    table = "| month | returned amount | returned amount, difference |\n| --- | --- | --- |\n| 2010-10 | £787.25 | {} |"
    assert not faults(table.format("-£50.75"), RETURNED)
    assert faults(table.format("£50.75"), RETURNED)
    assert not faults("October 2010: returned amount of £787.25.", RETURNED)
    assert faults("October 2010: returned amount of -£50.75.", RETURNED)
    assert faults("November 2010: returned amount of £50.75.", RETURNED)
    assert not faults("The returned amount was £50.75 less in October 2010.", RETURNED)


def test_a_ratio_is_told_as_one_and_nothing_else_is() -> None:
    assert not faults("EIRE: return rate of 0.3%. Germany has a return rate of 1.2%, a ratio of 3.42.", RATES)
    assert faults("EIRE: return rate of 0.3.", RATES)
    assert faults("EIRE的退货率为0.3。", RATES)
    assert faults("Germany has a return rate of 1.2%, a ratio of 2.", RATES)


def test_a_share_is_of_the_measure_that_stands_beside_it() -> None:
    assert not faults("20% of the customers fit, that is 855 customers, with 67.4% of the predicted value.", TIER)
    assert faults("67.4% of the customers fit, that is 855 customers.", TIER)
    assert not faults("符合条件的客户占20.0%，即855位客户。", TIER)
    assert faults("符合条件的客户占67.4%，即855位客户。", TIER)
    assert not faults("预测价值方面，这些客户占67.4%。", TIER)


def test_the_largest_of_an_order_is_not_called_the_smallest() -> None:
    assert not faults("Customer 14156: largest order £98.50.", LARGEST)
    assert faults("Customer 14156: smallest order £98.50.", LARGEST)


def test_what_stands_alone_in_one_result_is_ranked_by_the_other() -> None:
    assert not faults("CAKESTAND has the highest revenue: £900.50.", PRODUCTS, WINNER)
    assert faults("CAKESTAND has the lowest revenue: £900.50.", PRODUCTS, WINNER)


@pytest.mark.parametrize("period", ["2010-01-01 to 2010-12-09", "in 2010"])
def test_conditions_name_the_days_that_were_looked_at(period: str) -> None:
    assert not faults(f"Conditions: {period}.", YEAR)
    assert faults("Conditions: in 2009.", YEAR)
    assert faults("Predictions are for the 90 days in 2009.", YEAR)
    assert not faults("The data begin in 2009.", YEAR)


def test_a_count_in_one_chinese_character_before_brackets_is_read() -> None:
    assert not faults("差评数：五（全部）。", COUNTED)
    assert faults("差评数：六（全部）。", COUNTED)


def test_nothing_in_tens_of_thousands_is_no_small_amount() -> None:
    small = result("r1", "query_orders", [{"revenue": 2.9}], n=1)
    assert not faults("销售额为£2.90。", small)
    assert faults("销售额为£0.00万。", small)


def test_a_line_of_a_review_needs_no_proof_of_its_figures_and_no_line_is_altered() -> None:
    assert not faults("原话：\n\n“用了三个多星期就放弃了。质量太差。”", REVIEWS)
    assert not faults("“It came sixteen days late.”", REVIEWS)
    assert not faults("“质量太差。”", REVIEWS)
    assert faults("“It came seventeen days late.”", REVIEWS)
    assert faults("“质量大差。”", REVIEWS)
    assert faults("“sixteen days late”", REVIEWS)  # a slice of a sentence may say anything


def test_a_heading_with_a_figure_is_the_name_of_its_column() -> None:
    table = "| case | {} % interval from | chance of a purchase |\n| --- | --- | --- |\n| as it is | £12.50 | 37.2% |"
    assert not faults(table.format("80"), SIMULATED)
    assert faults(table.format("90"), SIMULATED)


def test_a_time_in_the_name_of_a_reason_is_no_time_of_its_values() -> None:
    english, chinese = explained("en"), explained("zh")
    told = "- what they bought a year ago: +£300.00 (revenue last year: this customer £75.50, typical customer £13.25)"
    assert not faults(told, english)
    assert not faults("- 去年同期的消费：+£300.00（去年同期销售额：该客户£75.50，典型客户£13.25）", chinese)
    assert faults("- typical order: +£200.00 last year", english)


def test_a_typical_customers_value_is_not_told_as_the_part() -> None:
    chinese = explained("zh")
    told = "- 单笔订单金额：{}（平均订单金额：该客户£3,394.79，典型客户£278.37）"
    assert not faults(told.format("+£200.00"), chinese)
    assert faults(told.format("£278.37"), chinese)


@pytest.mark.parametrize(
    "told",
    [
        "The customer is expected to bring {now} as things are. If 2 more orders came, it would be {changed}.",
        "该客户按现状预计带来{now}。如果再有2笔订单，则为{changed}，差额£50.25。",
        "该客户现在的预测价值为{now}，改变后为{changed}。",
        "With 2 more orders the predicted value rises from {now} to {changed}.",
        "| case | predicted value |\n| --- | --- |\n| as it is | {now} |\n| with the change | {changed} |",
    ],
)
def test_a_value_of_a_what_if_is_of_the_case_that_the_sentence_names(told: str) -> None:
    now, changed = "£80.25", "£130.50"
    assert not faults(told.format(now=now, changed=changed), CASES, question="what if 2 more orders came?")
    for one, other in ((changed, changed), (now, now), ("£50.25", changed), (now, "£50.25")):
        assert faults(told.format(now=one, changed=other), CASES, question="what if 2 more orders came?")


def test_the_row_of_the_difference_holds_no_value_of_a_case() -> None:
    table = "| case | predicted value |\n| --- | --- |\n| difference | {} |"
    assert not faults(table.format("£50.25"), CASES)
    assert faults(table.format("£80.25"), CASES)


def test_the_digits_of_an_id_or_a_day_are_no_numbers_of_an_argument() -> None:
    assert faults("Customer 8961b4ca0d is among the top 4.", CASES)
    assert faults("The top 9 are listed.", YEAR)


def test_what_was_before_stands_in_the_row_of_the_later_time() -> None:
    label = Text("orders, before", "此前的订单数")
    columns = (replace(c, label=label) if c.key == "orders_before" else c for c in QUARTERS.table.columns)
    quarters = replace(QUARTERS, table=replace(QUARTERS.table, columns=tuple(columns)))
    assert not faults("| quarter | orders, before |\n| --- | --- |\n| 2010-Q2 | 46 |", quarters)
    assert faults("| quarter | orders, before |\n| --- | --- |\n| 2010-Q2 | 33 |", quarters)
    assert faults("Q2 2010 had 46 orders.", QUARTERS)


def test_who_were_counted_are_not_the_lines_that_were() -> None:
    lines = result("r1", "query_orders", [{"customers": 25}], n=35, n_of="lines")
    assert not faults("符合条件的客户有25位。", lines)
    assert faults("符合条件的客户有35位。", lines)


def test_a_figure_of_a_reason_is_not_told_without_it() -> None:
    assert faults("The customer is worth £75.50.", explained("en"))
    assert not faults("revenue last year: this customer £75.50", explained("en"))


def test_an_end_of_an_interval_that_is_a_number_of_the_question_is_no_bound() -> None:
    found = result("r1", "predict_value", [{"customer_id": "K1", "predicted_lo": 0.0, "predicted_hi": 15.98}])
    told = "The predicted value of customer K1 lies between £0.00 and £15.98."
    assert not faults(told, found, question="Who is worth 0?")
    assert faults(told.replace("15.98", "0.00"), found, question="Who is worth 0?")


def test_the_last_month_is_no_event() -> None:
    assert not faults("最后一个月份不完整：止于2010-12-09。", YEAR)
    assert faults("最后一次购买：2010-12-09。", YEAR)


@pytest.mark.parametrize(
    ("told", "false"),
    [
        ("The app sold 223 units, returned units not deducted.", "The app sold 223 returned units, none deducted."),
        ("共卖出223件，退货件数未扣除。", "共退货223件。"),
    ],
)
def test_a_measure_that_was_left_in_is_not_the_one_told(told: str, false: str) -> None:
    sold = result("r1", "query_orders", [{"units": 223}], n=300, n_of="lines")
    assert not faults(told, sold)
    assert faults(false, sold)


def test_a_day_that_every_row_was_asked_to_have_is_a_condition() -> None:
    january: list[object] = ["2010-01-01", "2010-01-31"]
    condition: dict[str, object] = {"column": "first_purchase", "op": "between", "value": january}
    found = result("r1", "query_customers", [{"customers": 366}], n=366, arguments={"filters": [condition]})
    assert not faults("366 customers made their first purchase in January 2010.", found)
    assert faults("366 customers made their first purchase in February 2010.", found)
    since = replace(found, arguments={"filters": [{**condition, "op": "ge", "value": "2010-01-01"}]})
    assert faults("366 customers made their first purchase in January 2010.", since)


def test_a_number_that_counts_the_names_beside_it_is_right_or_wrong() -> None:
    countries = {"column": "country", "op": "in", "value": ["Germany", "France", "EIRE"]}
    rows: list[dict[str, Cell]] = [{"country": c, "orders": o} for c, o in (("Germany", 7), ("France", 5), ("EIRE", 9))]
    found = result("r1", "query_orders", rows, n_of="groups", arguments={"filters": [countries]})
    assert not faults("Germany、France、EIRE三个国家里，Germany有7单。", found)
    assert faults("Germany、France、EIRE四个国家里，Germany有7单。", found)
    assert not faults("In the three countries Germany, France and EIRE the orders of Germany are 7.", found)
    assert faults("In the two countries Germany, France and EIRE the orders of Germany are 7.", found)


def test_a_largest_order_of_ones_own_is_not_the_largest_of_all() -> None:
    rows: list[dict[str, Cell]] = [{"customer_id": "K1", "max_order": 900.5}, {"customer_id": "K2", "max_order": 612.0}]
    condition = {"column": "max_order", "op": "ge", "value": 500}
    found = result("r1", "query_customers", rows, arguments={"filters": [condition]})
    assert not faults("Customer K2 has a largest order of £612.00.", found)
    assert faults("Customer K2 has the largest order: £612.00.", found)


def test_a_full_hundred_is_a_bound() -> None:
    having = [{"measure": "orders", "op": "ge", "value": 100}]
    rows: list[dict[str, Cell]] = [{"country": "EIRE", "revenue": 900.5, "orders": 120}]
    found = result("r1", "query_orders", rows, n_of="groups", arguments={"having": having})
    assert not faults("订单数满100单的国家中，EIRE的销售额为£900.50。", found)
    assert faults("订单数满200单的国家中，EIRE的销售额为£900.50。", found)
