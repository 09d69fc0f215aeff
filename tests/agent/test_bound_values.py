"""A value is of the time, the row, the reason and the end of an interval or list that a sentence says."""

import pytest

from agent.known import Known
from agent.verification import Verifier
from config.text import Text
from data.metric_files import standard_dictionary
from data.tables import Cell, Column, Table, Unit
from tests.agent.made_results import AS_OF, FIRST_DAY, result
from tools.results import ToolResult

QUARTER = result(
    "r1",
    "query_orders",
    [{"revenue": 777.0, "orders": 56}],
    n=66,
    n_of="lines",
    arguments={"period": {"start": "2010-07-01", "end": "2010-09-30"}},
)
AGAINST = result(
    "r1",
    "query_orders",
    [{"revenue": 1131.5, "revenue_before": 980.25, "revenue_difference": 151.25, "revenue_growth": 0.1543}],
    arguments={
        "period": {"start": "2010-11-01", "end": "2010-11-30"},
        "against": {"start": "2010-10-01", "end": "2010-10-31"},
    },
)
PAIR = result(
    "r1",
    "query_orders",
    [
        {"country": "Sweden", "revenue": 480.5, "revenue_difference": 30.25, "revenue_ratio": 1.07},
        {"country": "Denmark", "revenue": 450.25, "revenue_difference": -30.25, "revenue_ratio": 0.94},
    ],
    n_of="groups",
    arguments={"group_by": ["country"], "compare": True},
)
CUT = result(
    "r1",
    "query_orders",
    [{"country": "France", "revenue": 5000.5}],
    n=8,
    n_of="groups",
    arguments={"group_by": ["country"], "sort_by": "revenue", "descending": True, "limit": 1},
)
TOP = result(
    "r1",
    "query_customers",
    [{"revenue": 1389.5, "revenue_share": 0.1655}],
    n=10,
    arguments={"top": {"by": "revenue", "count": 10}},
)
FORECAST = result(
    "r1",
    "predict_value",
    [
        {"customer_id": "K1", "predicted_value": 600.5, "predicted_lo": 200.25, "predicted_hi": 900.75},
        {"customer_id": "K2", "predicted_value": 550.5, "predicted_lo": 150.25, "predicted_hi": 800.75},
    ],
    extra={"horizon_days": 180},
    arguments={"limit": 5},
)


def _reasons() -> ToolResult:
    units: dict[str, Unit] = {"feature": "id", "contribution": "money", "value": "number", "typical": "number"}
    labels = {
        "value": Text("this customer", "该客户"),
        "typical": Text("typical customer", "典型客户"),
        "contribution": Text("contribution", "贡献"),
    }
    keys = ("feature", "name", "contribution", "feature_name", "value", "typical", "value_unit")
    rows: list[tuple[Cell, ...]] = [
        ("baseline", "baseline: a typical customer of this shop", 300.5, None, None, None, None),
        ("silence", "how long they have been silent", 250.25, "days since last purchase", 8, 105, "days"),
        ("basket", "how much an order is worth", 120.5, "average order value", 336.2, 278.4, "GBP"),
        ("other", "all other reasons together", -70.75, None, None, None, None),
        ("prediction", "predicted value", 600.5, None, None, None, None),
    ]
    columns = tuple(Column(key, labels.get(key, Text(key, key)), units.get(key, "text")) for key in keys)
    table = Table(columns, tuple(dict(zip(keys, row, strict=True)) for row in rows), 11, "reasons")
    extra = {"customer_id": "K1", "horizon_days": 180}
    arguments = {"customer_id": "K1", "limit": 5}
    return ToolResult("r2", "explain_value", arguments, AS_OF, "GBP", table, "b1", 0.1, extra)


def faults(body: str, *found: ToolResult, question: str = "how are we doing?") -> list[str]:
    known = Known(question, dates=frozenset({AS_OF.isoformat(), FIRST_DAY.isoformat()}), spans_days=frozenset({180.0}))
    verifier = Verifier({r.id: r for r in found}, standard_dictionary(), known, FIRST_DAY, horizon_days=180)
    return [fault.reason for fault in verifier.check(body.replace("\\n", "\n")).faults]


def test_two_dates_are_not_the_same_for_having_no_value() -> None:
    question = "AOV for Q2 2010 please"
    assert not faults("Revenue: £777.00 (2010-07-01 to 2010-09-30).", QUARTER, question=question)
    assert faults("Revenue: £777.00 (2009-07-01 to 2010-09-30).", QUARTER, question=question)
    assert faults("Revenue: £777.00 (2010-07-01 to 2009-09-30).", QUARTER, question=question)


@pytest.mark.parametrize(
    "body",
    [
        "Revenue was £777 from 1 July 2010 to 30 September 2010.",
        "Revenue in Q3 2010 was £777.",
        "Revenue last quarter was £777.",
        "2010年7月1日至9月30日销售额为£777。",
        "上个季度销售额为£777。",
        "Revenue since 1 July 2010: £777.",
    ],
)
def test_the_time_a_value_was_measured_over_may_be_put_in_many_ways(body: str) -> None:
    assert not faults(body, QUARTER)


@pytest.mark.parametrize(
    "body",
    [
        "Revenue was £777 from 1 August 2010 to 30 September 2010.",
        "Revenue on 2010-07-01 was £777.",
        "Revenue last month was £777.",
        "Revenue in 2009 was £777.",
        "上个月销售额为£777。",
        "去年销售额为£777。",
        "Conditions: last year.",
        "Conditions: 2010-07-01 to 2010-12-09.",
    ],
)
def test_another_time_is_held_back(body: str) -> None:
    assert faults(body, QUARTER)


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("Revenue: £1,131.50 (2010-11-01 to 2010-11-30), against £980.25 (2010-10-01 to 2010-10-31).", True),
        ("Revenue: £980.25 (2010-11-01 to 2010-11-30), against £1,131.50 (2010-10-01 to 2010-10-31).", False),
        ("Revenue: £1,131.50 (2010-10-01 to 2010-10-31), against £980.25 (2010-11-01 to 2010-11-30).", False),
        ("The difference is £151.25, a change of 15.4 %.", True),
        ("The difference is £980.25, a change of 15.4 %.", False),
        ("Revenue rose 15.4 % in November 2010.", True),
        ("Revenue rose 15.4 percentage points in November 2010.", False),
        ("销售额提高15.4个百分点。", False),
        ("The change is against October 2010.", True),
        ("The change is against last month.", True),
        ("The change is against 2009.", False),
        ("The change is against last year.", False),
        ("变化相对于2009年。", False),
        ("Revenue rose from October 2010 to November 2010, a growth of {{r1.rows[0].revenue_growth}}.", True),
        ("Revenue grew by {{r1.rows[0].revenue_growth}} from October 2010 to November 2010.", True),
        ("Revenue grew by {{r1.rows[0].revenue}} from October 2010 to November 2010.", False),
        ("Revenue grew by {{r1.rows[0].revenue_growth}} from September 2010 to November 2010.", False),
        ("From October 2010 to November 2010 revenue was {{r1.rows[0].revenue}}.", False),
        ("- Revenue difference: {{r1.rows[0].revenue_difference}}", True),
        ("- Revenue: {{r1.rows[0].revenue_difference}}", False),
        ("- Revenue difference: {{r1.rows[0].revenue}}", False),
    ],
)
def test_each_side_of_a_comparison_has_its_own_time(body: str, right: bool) -> None:
    assert (not faults(body, AGAINST)) == right


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("| country | revenue, difference |\\n| --- | --- |\\n| Sweden | £30.25 |\\n| Denmark | -£30.25 |", True),
        ("| 国家 | 销售额之差 |\\n| --- | --- |\\n| Sweden | £30.25 |", True),
        ("| country | revenue |\\n| --- | --- |\\n| Sweden | £30.25 |", False),
        ("Sweden: revenue of £480.50. Denmark: revenue of £450.25. Sweden is higher by £30.25, a ratio of 1.07.", True),
        (
            "Sweden: revenue of £480.50. Denmark: revenue of £450.25. Sweden is higher by £30.25, a ratio of 0.94.",
            False,
        ),
        ("Sweden的销售额为£480.50。Sweden高出£30.25，比值为1.07。", True),
        ("Sweden的销售额为£480.50。Sweden高出£450.25，比值为1.07。", False),
    ],
)
def test_a_difference_is_told_as_one(body: str, right: bool) -> None:
    assert (not faults(body, PAIR)) == right


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("Denmark's revenue is not higher than Sweden's.", True),
        ("Sweden's revenue is not higher than Denmark's.", False),
        ("Sweden's revenue isn't lower than Denmark's.", True),
        ("Denmark的销售额并不比Sweden高。", True),
        ("Sweden的销售额并不比Denmark高。", False),
        ("Denmark's revenue is higher than Sweden's.", False),
    ],
)
def test_a_comparison_may_be_denied(body: str, right: bool) -> None:
    assert (not faults(body, PAIR)) == right


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("France has the highest revenue: £5,000.50.", True),
        ("France has the lowest revenue: £5,000.50.", False),
        ("France的销售额最高：£5,000.50。", True),
        ("France的销售额最低：£5,000.50。", False),
    ],
)
def test_a_list_cut_short_shows_only_the_end_it_is_sorted_from(body: str, right: bool) -> None:
    assert (not faults(body, CUT)) == right


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("The top 10 customers make 16.6 % of revenue.", True),
        ("The lowest 10 customers make 16.6 % of revenue.", False),
        ("销售额最高的10位客户占16.6%。", True),
        ("销售额最低的10位客户占16.6%。", False),
        ("后10位客户占16.6%。", False),
    ],
)
def test_the_top_ten_are_not_the_lowest_ten(body: str, right: bool) -> None:
    assert (not faults(body, TOP)) == right


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("Customer K1 is worth £600.50, between £200.25 and £900.75 with 80 % probability.", True),
        ("Customer K1 is worth £600.50, between £900.75 and £200.25 with 80 % probability.", False),
        ("Customer K1 is worth £600.50, between £200.25 and £600.50 with 80 % probability.", False),
        ("Customer K1 is worth £600.50, between £150.25 and £900.75 with 80 % probability.", False),
        ("Customer K1 is expected to bring £900.75, between £200.25 and £900.75.", False),
        ("客户K1预计带来£600.50，在£200.25到£900.75之间。", True),
        ("客户K1预计带来£900.75，在£200.25到£900.75之间。", False),
        ("客户K1预计带来£600.50，在£200.25到£600.50之间。", False),
    ],
)
def test_the_low_end_comes_first_and_the_high_end_second(body: str, right: bool) -> None:
    held = [reason for reason in faults(body, FORECAST) if "80 %" not in reason]
    assert (not held) == right


REASONS_RIGHT = r"""Customer K1 is worth £600.50.
The baseline, a typical customer of this shop, is £300.50.
- how long they have been silent: +£250.25 (days since last purchase: this customer 8 days, typical customer 105 days)
- how much an order is worth: +£120.50 (average order value: this customer £336.20, typical customer £278.40)
Everything else together: -£70.75.
What raises it most:\n- how long they have been silent: +£250.25
客户K1未来180天值£600.50。
基准（本店的典型客户）为£300.50。
其余因素合计：-£70.75。
| what | contribution | this customer |\n| --- | --- | --- |\n| how much an order is worth | £120.50 | £336.20 |"""
REASONS_WRONG = r"""Customer K1 is worth £250.25.
Customer K1 is worth £300.50.
The baseline, a typical customer of this shop, is £600.50.
The baseline, a typical customer of this shop, is £250.25.
- how long they have been silent: +£120.50
- how long they have been silent: £600.50
- how much an order is worth: £336.20
- how long they have been silent: +£250.25 (days since last purchase: this customer 105 days, typical customer 8 days)
- how long they have been silent: +£250.25 (days since last purchase: this customer 5 days, typical customer 105 days)
- how much an order is worth: +£120.50 (average order value: this customer £278.40, typical customer £336.20)
- how much an order is worth: +£120.50 (average order value: this customer +£120.50, typical customer £278.40)
Everything else together: £600.50.
Everything else together: +£250.25.
What raises it least:\n- how long they have been silent: +£250.25
It adds £250.25.
The average order value of customer K1 is £278.40.
客户K1未来180天值£250.25。
基准（本店的典型客户）为£250.25。
其余因素合计：+£250.25。
| what | contribution | this customer |\n| --- | --- | --- |\n| how much an order is worth | £250.25 | £336.20 |
| what | contribution | this customer |\n| --- | --- | --- |\n| how much an order is worth | £336.20 | £336.20 |"""


@pytest.mark.parametrize("body", REASONS_RIGHT.splitlines())
def test_every_part_of_a_prediction_may_be_told_as_what_it_is(body: str) -> None:
    assert not faults(body, FORECAST, _reasons())


@pytest.mark.parametrize("body", REASONS_WRONG.splitlines())
def test_no_part_of_a_prediction_is_told_as_another(body: str) -> None:
    assert faults(body, FORECAST, _reasons())


def test_how_many_rows_were_asked_for_proves_no_days() -> None:
    assert faults("Customer K1: this customer 5 days.", FORECAST)


def _rated() -> ToolResult:
    columns = (
        Column("rating", Text("rating", "星级"), "rating"),
        Column("reviews", Text("reviews", "评价数"), "count", metric="reviews"),
        Column("reviews_before", Text("reviews, before", "此前评价数"), "count", metric="reviews"),
    )
    rows = (
        {"rating": 5.0, "reviews": 314, "reviews_before": 167},
        {"rating": 1.0, "reviews": 167, "reviews_before": 88},
    )
    arguments = {"group_by": ["rating"]}
    return ToolResult("r1", "query_reviews", arguments, AS_OF, "GBP", Table(columns, rows, 2, "groups"), "b1", 0.1, {})


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        ("| 5.0 | 314 | 167 |\\n| 1.0 | 167 | 88 |", True),
        ("| **5.0** | 314 | 167 |", True),
        ("| 5.0 | 167 | 167 |", False),  # in its column, of the row below
        ("| 1.0 | 314 | 88 |", False),
        ("| 1.0 | 167 | 167 |", False),  # in its row, of the column beside
    ],
)
def test_a_cell_stands_in_the_column_and_row_that_the_result_has_it_in(rows: str, right: bool) -> None:
    for head in ("| rating | reviews | reviews, before |", "| 星级 | 评价数 | 此前评价数 |"):
        assert (not faults(f"{head}\\n| --- | --- | --- |\\n{rows}", _rated())) == right


def test_a_quotation_may_run_over_lines_and_every_letter_of_it_counts() -> None:
    known = Known("what do they say?")
    verifier = Verifier({}, standard_dictionary(), known, FIRST_DAY, reviews=("Cancelled, no refund.\nNow 3 months.",))
    assert not verifier.check("In their own words:\n\n“Cancelled, no refund.\nNow 3 months.”").faults
    for changed in ("“Cancelled, no refund.\nNow 4 months.”", "“Cancelled, no refund.\nNow 3 manths.”"):
        assert verifier.check(f"In their own words:\n\n{changed}").faults


def test_the_share_that_an_interval_holds_is_none_of_another_figure() -> None:
    # Of all results none holds 80 % but the model's score, and that is of no customer.
    scored = result("r3", "assess_model", [{"top_10_percent_capture": 0.8}])
    body = "K1的预测价值为£600.50，有80%的可能在£200.25到£900.75之间。"
    assert not faults(body, FORECAST, scored)
    assert faults(body.replace("80%", "70%"), FORECAST, scored)
    assert faults("K1有80%的可能会购买。", FORECAST)  # no interval: a chance of its own


def test_an_error_is_no_difference() -> None:
    scored = result("r1", "assess_model", [{"decile_wape": 0.083}])
    assert not any("difference" in fault for fault in faults("十分位误差：8.3%", scored))


def test_lines_are_no_orders() -> None:
    assert not faults("订单数：56。", QUARTER)
    assert faults("订单数：66。", QUARTER)
    assert faults("Orders: 66.", QUARTER)


@pytest.mark.parametrize(
    ("currency", "body", "right"),
    [
        ("BRL", "Revenue: R$777.00.", True),
        ("BRL", "Revenue: US$777.00.", False),
        ("BRL", "Revenue: $777.00.", False),
        ("CNY", "Revenue: CN¥777.00.", True),
        ("CNY", "销售额：¥777.00。", True),
        ("CNY", "Revenue: JP¥777.00.", False),
        ("AUD", "Revenue: A$777.00.", True),
        ("AUD", "销售额：AU$777.00。", True),
        ("HKD", "Revenue: HK$777.00.", True),
        ("TWD", "Revenue: NT$777.00.", True),
        ("TWD", "Revenue: HK$777.00.", False),
        ("CAD", "Revenue: CA$777.00.", True),
        ("KRW", "Revenue: ₩777.00.", True),
        ("EUR", "Revenue: €777.00.", True),
        ("EUR", "Revenue: ₩777.00.", False),
    ],
)
def test_a_currency_is_known_by_its_sign(currency: str, body: str, right: bool) -> None:
    found = result("r1", "query_orders", [{"revenue": 777.0}], currency=currency)
    assert (not faults(body, found)) == right


def test_a_cent_of_millions_is_another_amount() -> None:
    found = result("r1", "query_orders", [{"revenue": 7906742.23}])
    assert not faults("Revenue: £7,906,742.23.", found)
    assert faults("Revenue: £7,906,742.22.", found)


def test_one_chinese_digit_at_the_end_counts() -> None:
    found = result("r1", "query_orders", [{"country": "France", "orders": 3}], arguments={"group_by": ["country"]})
    assert not faults("| country | orders |\n| --- | --- |\n| France | 三 |", found)
    assert faults("| country | orders |\n| --- | --- |\n| France | 四 |", found)


def test_an_order_number_with_a_digit_changed_is_no_order() -> None:
    row: dict[str, Cell] = {"customer_id": "804f73c5634e06", "revenue": 229.8}
    found = result("r1", "query_orders", [row])
    assert not faults("客户804f73c5634e06金额£229.80。", found)
    assert faults("客户804f73c5634e09金额£229.80。", found)


def test_a_text_without_any_result_is_checked_all_the_same() -> None:
    checker = Verifier({}, standard_dictionary(), Known("this week?", dates=frozenset({"2010-12-09"})), FIRST_DAY)
    assert checker.check("Sales were 5 this week.").faults
    assert not checker.check("What do you want to know about this week?").faults


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("The date of customer K1's last purchase is {{r1.rows[0].last_purchase}}.", True),
        ("客户K1最近一次购买的日期是{{r1.rows[0].last_purchase}}。", True),
        ("The date of customer K1's first purchase is {{r1.rows[0].last_purchase}}.", False),
        ("客户K1首次购买的日期是{{r1.rows[0].last_purchase}}。", False),
    ],
)
def test_a_day_is_called_a_date_beside_what_happened_on_it(body: str, right: bool) -> None:
    found = result("r1", "query_customers", [{"customer_id": "K1", "last_purchase": "2010-12-01"}])
    assert (not faults(body, found)) == right


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("四星及以上的好评占比为{{r1.rows[0].high_rating_share}}。", True),
        ("4星及以上的好评占比为{{r1.rows[0].high_rating_share}}。", True),
        ("五星及以上的好评占比为{{r1.rows[0].high_rating_share}}。", False),
        ("好评占比在四星及以上。", False),
    ],
)
def test_stars_that_were_asked_for_may_be_said_again(body: str, right: bool) -> None:
    found = result("r1", "query_reviews", [{"high_rating_share": 0.8287}])
    assert (not faults(body, found, question="四星及以上的好评占比是多少？")) == right


@pytest.mark.parametrize(
    ("body", "right"),
    [
        ("{{r1.n}} reviews of Electronics were found.", True),
        ("Electronics 品类的差评数为 {{r1.n}}。", True),
        ("{{r1.n}} reviews of Home were found.", False),
        ("Electronics 品类的好评数为 {{r1.n}}。", False),
    ],
)
def test_shorthands_for_reviews_name_what_was_searched(body: str, right: bool) -> None:
    asked = {"categories": ["Electronics"], "rating_max": 2, "query": "broken"}
    found = result("r1", "search_reviews", [{"review_id": "v1"}], n=4, n_of="reviews", arguments=asked)
    home = result("r2", "query_reviews", [{"category": "Home", "reviews": 9}], arguments={"group_by": ["category"]})
    assert (not faults(body, found, home)) == right
