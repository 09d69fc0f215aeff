"""What the check lets through and what it holds back: sentence by sentence, and over hundreds of made-up answers."""

from collections import Counter

import pytest

from agent.proofs import Known
from agent.quotations import review_texts
from agent.verification import Verifier
from config.text import Text
from data.metric_files import standard_dictionary
from data.metrics import ValueNames
from tests.agent.corruptions import right_cases, wrong_cases
from tests.agent.made_results import FIRST_DAY, result

QUESTION = "top 5 customers by predicted value in the next 180 days; customers over 1,000 spent; top 10 %"
CUSTOMERS = result(
    "r1",
    "query_customers",
    [
        {
            "customer_id": "13085",
            "country": "United Kingdom",
            "predicted_value": 1234.5,
            "predicted_lo": 800.25,
            "predicted_hi": 2100.0,
            "orders": 12,
            "revenue": 9000.4,
            "p_active": 0.81,
            "recency_days": 10,
            "last_purchase": "2010-11-29",
        },
        {
            "customer_id": "14911",
            "country": "EIRE",
            "predicted_value": 1100.0,
            "predicted_lo": 700.0,
            "predicted_hi": 1500.0,
            "orders": 88,
            "revenue": 12000.0,
            "p_active": 0.99,
            "recency_days": 1,
            "last_purchase": "2010-12-08",
        },
        {
            "customer_id": "17850",
            "country": "France",
            "predicted_value": 90.75,
            "predicted_lo": 0.0,
            "predicted_hi": 300.0,
            "orders": 5,
            "revenue": 450.0,
            "p_active": 0.2,
            "recency_days": 120,
            "last_purchase": "2010-08-11",
        },
    ],
    n=4382,
    arguments={"sort_by": "predicted_value", "limit": 3},
)
COUNTRIES = result(
    "r2",
    "query_orders",
    [
        {"country": "Germany", "revenue": 5000.5, "orders": 50, "average_order_value": 100.01},
        {"country": "France", "revenue": 4000.0, "orders": 80, "average_order_value": 50.0},
    ],
    n_of="groups",
    arguments={
        "group_by": ["country"],
        "filters": [{"column": "country", "op": "in", "value": ["Germany", "France"]}],
    },
)
MONTHS = result(
    "r3",
    "query_orders",
    [{"month": "2010-11", "revenue": 1000.0}, {"month": "2010-12", "revenue": 1500.0}],
    n_of="groups",
    arguments={"group_by": ["month"], "period": {"start": "2010-11-01", "end": "2010-12-09"}},
)
TOP = result(
    "r4",
    "query_customers",
    [{"customers": 438, "revenue": 60000.0, "revenue_share": 0.6123}],
    n=438,
    arguments={"top": {"by": "revenue", "percent": 10}},
)
REVIEWS = result(
    "r5",
    "search_reviews",
    [
        {
            "review_id": "v3",
            "customer_id": "13085",
            "start": 0,
            "end": 36,
            "text": "The scarf fell apart after one day.",
            "rating": 1.0,
            "date": "2010-02-18",
            "product": "Scarf",
        }
    ],
    n=7,
    n_of="reviews",
    arguments={"query": "complaints"},
)
MATCHING = result(
    "r6",
    "query_orders",
    [{"revenue": 777.0}],
    n=31,
    n_of="lines",
    arguments={"period": {"start": "2010-03-01", "end": "2010-03-31"}},
)

RIGHT = r"""Customer 13085 is expected to spend {{r1.rows[0].predicted_value}} in the next 180 days.
Its central 80 % interval reaches from {{r1.rows[0].predicted_lo}} to {{r1.rows[0].predicted_hi}}.
Customer 13085 is worth £1,234.50, most likely between £800.25 and £2,100.00.
13085 has 12 orders and revenue of £9,000.40.
1. **13085**: £1,234.50 (12 orders)
The top 5 customers by predicted value are listed; there are {{r1.n}} customers in all.
There are 4,382 customers in total.
One of 4,382 customers is 13085.
Germany's average order value is £100.01, France's £50.00.
Germany (£100.01) is ahead of France (£50.00) by average order value.
Revenue was £5,000.50 in Germany and £4,000 in France.
Germany and France had revenue of £5,000.50 and £4,000.00 respectively.
Germany's average order value is higher than France's.
Two countries were compared.
The top 10 % of customers make 61.2 % of revenue.
Over 60 % of revenue comes from the top 10 % of customers.
Revenue rose from £1,000 in November 2010 to £1,500 in December 2010.
Revenue in March 2010 was £777.
Customer 14911 last bought on 8 December 2010.
As of 9 December 2010, customer 13085 has an 81 % probability of being active.
One reviewer wrote “The scarf fell apart after one day.”
The segment is called “at risk”.
The highest predicted value is {{r1.rows[0].predicted_value}} (customer 13085).
The customer with the highest predicted value is 13085.
Of those listed, customer 14911 has the most orders: 88.
Customer 14911 has the second highest predicted value, £1,100.00.
{{r1.rows[0].customer_id}} from {{r1.rows[0].country}} is worth {{r1.rows[0].predicted_value}}.
Customer 17850 has been inactive for {{r1.rows[2].recency_days}} days.
About 1,230 pounds is what customer 13085 is worth.
Nearly £10,000 of revenue came from customer 13085, over £9,000 to be exact.
Customer 14911 bought eighty-eight times.
Customers who spent over £1,000 are listed.
No numeral stands in this sentence, one of many.
| customer | revenue | orders |\n| --- | --- | --- |\n| 13085 | £9,000.40 | 12 |\n| 14911 | £12,000.00 | 88 |
客户13085未来180天预计消费£1,234.50，共有12个订单。
客户13085的预测价值最高，为{{r1.rows[0].predicted_value}}。
德国的客单价为£100.01，法国为£50.00。
德国和法国的销售额分别为£5,000.50和£4,000.00。
德国的客单价高于法国。
前10%的客户贡献了61.2%的销售额，即六成以上。
2010年12月销售额为£1,500，11月为£1,000。
客户17850已有120天未购买。
客户14911下单八十八次。
有评价写道“The scarf fell apart after one day.”
共有4,382位客户。
客户14911最近一次购买是2010年12月8日。"""

WRONG = r"""Customer 13085 has a revenue of £777.
Customer 13085 is expected to spend {{r1.rows[1].predicted_value}}.
Customer 13085 is worth £1,234.60.
Customer 13085 is worth £1,300.
Customer 13085 is worth about £1,300.
13085 has 13 orders.
13085 has 88 orders.
13085 has thirteen orders.
Customer 13085's revenue is £1,234.50.
Customer 13085's revenue is {{r1.rows[0].predicted_value}}.
Customer 13085 is worth $1,234.50.
Customer 13085 is worth ${{r1.rows[0].predicted_value}}.
Customer 13085 is worth {{r1.rows[0].predicted_value}}k.
Customer 13085 is worth -{{r1.rows[0].predicted_value}}.
Customer 13085 is worth {{r1.rows[0].predict}}.
Customer 13085 is worth {{r9.rows[0].predicted_value}}.
Customer 13085 is worth {{r1.rows[7].predicted_value}}.
Customer 13085 is worth {{r1[0].predicted_value}}.
Customer 99999 is worth £1,234.50.
Germany's average order value is £50.00, France's £100.01.
Revenue was £4,000 in Germany and £5,000.50 in France.
Germany and France had revenue of £4,000.00 and £5,000.50 respectively.
France's average order value is higher than Germany's.
Germany has 80 orders.
Germany's revenue is 50.
Germany has 438 customers.
There are twenty customers in Germany.
Three countries were compared.
The top 10 % of customers make 62.1 % of revenue.
The top 10 % of customers make 438 % of revenue.
The top 20 % of customers make 61.2 % of revenue.
Nearly two thirds of revenue come from the top 10 % of customers.
Half of the revenue comes from the top 10 % of customers.
Revenue was £1,500 in November 2010.
Revenue in April 2010 was £777.
Revenue doubled.
Revenue grew by 50 %.
Revenue was a thousand pounds higher.
Customer 14911 last bought on 9 August 2010.
Customer 13085 last bought on 8 December 2010.
The probability of being active is 0.81 % for 13085.
The probability of being active is 99 % for 13085.
One reviewer wrote “The scarf fell apart after two days.”
One reviewer wrote “the scarf fell apart after one day.”
One reviewer wrote “It is the worst shop I know.”
The highest predicted value is {{r1.rows[1].predicted_value}} (customer 14911).
The customer with the highest predicted value is 14911.
Customer 13085 has the most orders: 12.
Customer 17850 has the second highest predicted value, £90.75.
{{r1.rows[0].customer_id}} is worth {{r1.rows[1].predicted_value}}.
We have {{r1.n}}5 customers.
We have 1{{r1.n}} customers.
We have {{r1.n}} million customers.
We have hundreds of thousands of customers, 4,383 to be exact.
There are ４３８３ customers.
There are 4,3\u200b83 customers.
| customer | revenue | orders |\n| --- | --- | --- |\n| 13085 | £12,000.00 | 12 |
| customer | revenue | orders |\n| --- | --- | --- |\n| 13085 | £9,000.40 | 88 |
客户13085未来180天预计消费£1,100.00。
客户13085共有十三个订单。
客户14911的预测价值最高。
德国的客单价为£50.00。
德国和法国的销售额分别为£4,000.00和£5,000.50。
法国的客单价高于德国。
前10%的客户贡献了六成五的销售额。
前10%的客户贡献了一半的销售额。
2010年11月销售额为£1,500。
客户13085已有120天未购买。
客户13085的销售额是客户17850的三倍。
共有4,328位客户。
共有四千位客户。
有评价写道“The scarf fell apart after one week.”
有客户说「质量太差，再也不买了」。"""


@pytest.fixture(scope="module")
def verifier() -> Verifier:
    results = {r.id: r for r in (CUSTOMERS, COUNTRIES, MONTHS, TOP, REVIEWS, MATCHING)}
    chinese = {"Germany": ValueNames(Text("Germany", "德国")), "France": ValueNames(Text("France", "法国"))}
    known = Known(QUESTION, dates=frozenset({"2010-12-09", "2009-12-01"}), spans_days=frozenset({180.0}))
    dictionary = standard_dictionary().with_value_names({"country": chinese})
    return Verifier(results, dictionary, known, FIRST_DAY, reviews=review_texts(results.values()))


@pytest.mark.parametrize("text", RIGHT.splitlines())
def test_what_the_results_prove_is_let_through(verifier, text):
    assert [fault.reason for fault in verifier.check(text.replace("\\n", "\n")).faults] == []


@pytest.mark.parametrize("text", WRONG.splitlines())
def test_what_they_do_not_prove_is_held_back(verifier, text):
    assert verifier.check(text.replace("\\n", "\n").replace("\\u200b", "")).faults


def test_only_the_sentence_at_fault_is_named(verifier):
    checked = verifier.check(
        "Customer 13085 has 12 orders. Customer 13085 has 13 orders. There are {{r1.n}} customers."
    )
    assert [bool(sentence.faults) for sentence in checked.sentences] == [False, True, False]


def test_a_list_inherits_the_name_and_the_metric_of_the_line_above_it(verifier):
    assert not verifier.check("Customer 13085:\n- revenue £9,000.40\n- 12 orders").faults
    assert verifier.check("Customer 14911:\n- revenue £9,000.40\n- 12 orders").faults
    assert not verifier.check("Predicted value by customer:\n1. 13085: £1,234.50\n2. 14911: £1,100.00").faults
    assert verifier.check("Revenue by customer:\n1. 13085: £1,234.50\n2. 14911: £1,100.00").faults


def test_a_numbered_list_counts_nothing(verifier):
    assert not verifier.check("1. Germany\n2. France\n\n3) Nothing else").faults


def test_the_question_proves_its_own_conditions_but_no_finding(verifier):
    assert not verifier.check("These customers spent over 1,000.").faults
    assert verifier.check("Customer 17850 spent £1,000.").faults


def test_a_fault_tells_the_model_what_the_result_says_instead(verifier):
    (fault,) = verifier.check("Customer 13085 has a revenue of £9,100.40.").faults
    assert "r1.rows[0].revenue is £9,000.40" in fault.reason


def test_the_reading_may_only_repeat_the_question_and_the_arguments(verifier):
    assert not verifier.check_reading("top 5 customers, next 180 days, 1 November 2010 to 9 December 2010")
    assert verifier.check_reading("top 7 customers")


def test_a_bound_that_was_asked_for_must_hold_for_whom_it_is_said_of(verifier):
    assert not verifier.check("Customer 13085 has a revenue of over £1,000.").faults
    assert verifier.check("Customer 17850 has a revenue of over £1,000.").faults


def test_a_prediction_is_not_that_of_another_horizon():
    known = Known("What is 13085 worth in the next 30 days and the next 180 days?")
    month = result(
        "r7", "predict_value", [{"customer_id": "13085", "predicted_value": 200.0}], extra={"horizon_days": 30}
    )
    results = {"r1": CUSTOMERS, "r7": month}
    verifier = Verifier(results, standard_dictionary(), known, FIRST_DAY, horizon_days=180)
    assert not verifier.check("Customer 13085 is worth {{r7.rows[0].predicted_value}} in the next 30 days.").faults
    assert not verifier.check("客户13085未来180天的预测价值为{{r1.rows[0].predicted_value}}。").faults
    assert verifier.check("Customer 13085 is worth {{r1.rows[0].predicted_value}} in the next 30 days.").faults
    assert verifier.check("客户13085未来180天的预测价值为£200.00。").faults


def test_names_in_a_row_take_their_values_in_a_row(verifier):
    assert not verifier.check("13085 and 14911 have revenues of £9,000.40 and £12,000.00.").faults
    assert verifier.check("13085 and 14911 have revenues of £12,000.00 and £9,000.40.").faults
    assert not verifier.check("Unlike 13085, 14911 has a predicted value of £1,100 and revenue of £12,000.").faults


def test_a_plain_number_is_no_count_of_days():
    found = result("r1", "query_customers", [{"customer_id": "13085", "orders": 12, "recency_days": 10}])
    verifier = Verifier({"r1": found}, standard_dictionary(), Known("?"), FIRST_DAY)
    assert verifier.check("Customer 13085 came back 10 times.").faults
    assert not verifier.check("Customer 13085 has been away for 10 days.").faults


def test_a_measure_in_brackets_bounds_what_is_told_before_it():
    found = result(
        "r1",
        "query_customers",
        [{"customers": 62, "customers_share": 0.0725}],
        arguments={"part": [{"column": "p_active", "op": "lt", "value": 0.5}]},
    )
    verifier = Verifier({"r1": found}, standard_dictionary(), Known("chance of being active below 50%?"), FIRST_DAY)
    told = "Of the customers counted (value tier is high value), {{r1.rows[0].customers_share}} fit"
    assert not verifier.check(f"{told} (probability of being active below 50 %).").faults
    assert verifier.check("The probability of being active is {{r1.rows[0].customers_share}}.").faults
    assert verifier.check(f"{told} (probability of being active {{{{r1.rows[0].customers_share}}}}).").faults


def test_personal_data_and_attributes_belong_to_their_own_row():
    rows = [
        {"customer_id": i, "phone": p, "country": c} for i, p, c in (("K1", "+44 1", "Spain"), ("K2", "+44 2", "Italy"))
    ]
    found = result("r1", "lookup_customer", rows)
    verifier = Verifier({"r1": found}, standard_dictionary(), Known("?"), FIRST_DAY)
    assert not verifier.check("Customer K1 from {{r1.rows[0].country}} has the phone {{r1.rows[0].phone}}.").faults
    assert verifier.check("Customer K1 has the phone {{r1.rows[1].phone}}.").faults
    assert verifier.check("Customer K1 is from {{r1.rows[1].country}}.").faults


def test_a_suggested_question_may_not_state_a_figure(verifier):
    assert verifier.asks_only("Which customers with no order in the last 60 days spent over £2,000?")
    assert not verifier.asks_only("Why did customer 13085 spend £7,777.77?")


def test_right_answers_raise_no_alarm_and_wrong_ones_are_caught():
    def faulty(case) -> bool:
        results = {r.id: r for r in case.results}
        checker = Verifier(results, dictionary, Known(case.question), FIRST_DAY, reviews=review_texts(results.values()))
        return bool(checker.check(case.text).faults)

    dictionary = standard_dictionary()
    alarms = [case.text for case in right_cases(5, rounds=6) if faulty(case)]
    assert alarms == []
    wrong = list(wrong_cases(6, rounds=3))
    assert len(wrong) > 300
    missed = [(case.kind, case.text) for case in wrong if not faulty(case)]
    assert missed == []
    assert Counter(case.kind for case in wrong)["digit"] > 30


def test_a_word_that_was_not_understood_is_quoted_as_typed_and_only_then(verifier):
    asked = "I did not understand “top 10 %”. Did you mean one of these?"
    assert not verifier.check(asked).faults
    assert verifier.check("I did not understand “10,700”. Did you mean one of these?").faults
