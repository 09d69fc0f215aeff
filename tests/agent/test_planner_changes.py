"""Change against an earlier time, customers by their days, averages over months: figures added up by hand."""

import math

import pytest

from tests.agent.offline_conversations import ask
from tools.shop import Shop

# Revenue by month: 620, 500, 750, nothing, 90, 130; the last day is 30 June 2010.
QUESTIONS = [
    "revenue in June 2010 vs May 2010",
    "how did revenue change in June compared with May",
    "6月销售额环比增长多少",
    "6月销售额同比",
    "revenue growth by month",
    "每月销售额环比",
    "which countries grew most in June by revenue",
    "哪些国家6月销售额降幅最大",
    "customers who bought in both January and March 2010",
    "1月买过但6月没买的客户",
    "how many customers bought in January 2010 but have not bought since",
    "how many customers spent more than 100 in January 2010",
    "5月没有下单的客户有多少",
    "customers who bought Lamp and Mug",
    "average monthly revenue",
    "月均销售额",
    "median spend per customer in June 2010",
    "share of repeat customers in Germany",
    "what percentage of Germany's customers bought only once",
    "Germany's share of revenue by month",
    "德国每月销售额占比",
    "what percentage of customers bought in May 2010",
    "revenue on weekends",
    "周末的销售额",
]


@pytest.mark.no_cover
@pytest.mark.parametrize("question", QUESTIONS)
def test_every_sentence_is_proven(shop: Shop, question: str) -> None:
    answer = ask(shop, question)
    assert answer.draft.status == "answered", answer.text
    assert not answer.faults, f"{answer.text}\n{answer.faults}"
    assert "None" not in answer.text


@pytest.mark.parametrize("question", ["how did revenue change in June compared with May", "6月销售额环比增长多少"])
def test_a_month_is_told_beside_the_one_before(shop: Shop, question: str) -> None:
    row = ask(shop, question).rows[0]
    assert (row["revenue"], row["revenue_before"], row["revenue_difference"]) == (130.0, 90.0, 40.0)
    assert math.isclose(float(str(row["revenue_growth"])), 40 / 90)


def test_a_year_before_the_data_is_said_to_be_unknown(shop: Shop) -> None:
    assert "There are no data for 2009-06-01 to 2009-06-30" in ask(shop, "June revenue year on year").draft.body
    assert "没有数据可比" in ask(shop, "6月销售额同比").draft.body


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("customers who bought in both January and March 2010", {"0012", "13085"}),
        ("1月买过但6月没买的客户", {"13085"}),
        ("customers who bought in January 2010 but not in June 2010", {"13085"}),
        ("customers who bought in February 2010 and have not bought since", {"12"}),
        ("customers who bought Lamp and Mug", {"0012", "13085", "18000"}),
        ("买过Lamp但没买过Mug的客户", set()),
        ("customers who bought Lamp or Scarf", {"0012", "12", "13085", "17850", "18000", "K8"}),
    ],
)
def test_customers_are_told_by_what_they_did_and_when(shop: Shop, question: str, found: set[str]) -> None:
    assert {row["customer_id"] for row in ask(shop, question).rows} == found


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("how many customers spent more than 100 in January 2010", 2),
        ("2010年1月消费超过120的客户有多少", 1),
        ("5月没有下单的客户有多少", 6),
        ("how many customers bought Lamp and Mug", 3),
        ("how many customers placed more than 1 order in June 2010", 1),
    ],
)
def test_customers_are_counted_by_what_they_did_and_when(shop: Shop, question: str, count: int) -> None:
    assert ask(shop, question).rows[0]["customers"] == count


def test_an_average_month_has_what_months_with_orders_bring(shop: Shop) -> None:
    for question in ("average monthly revenue", "月均销售额"):
        assert ask(shop, question).rows[0]["revenue_mean_per_month"] == 418.0


def test_a_share_is_taken_of_those_it_is_said_of(shop: Shop) -> None:
    answer = ask(shop, "what percentage of Germany's customers bought only once")
    assert answer.rows[0]["customers_share"] == 0.5
    months = {row["month"]: row["revenue_share"] for row in ask(shop, "Germany's share of revenue by month").rows}
    assert math.isclose(float(str(months["2010-01"])), 120 / 620)


def test_the_earlier_value_is_not_taken_for_the_later_one(shop: Shop) -> None:
    """What May brought stands in June's row, and must not be told of June."""
    from agent.evidence import gather

    (result,) = ask(shop, "how did revenue change in June compared with May").results
    evidence = gather([result], first_day=shop.manifest.first_day)
    before = evidence.cell(result.id, 0, "revenue_before")
    assert before.period is not None
    assert [day.isoformat() for day in before.period] == ["2010-05-01", "2010-05-31"]
    (series,) = ask(shop, "revenue growth by month").results
    march = gather([series], first_day=shop.manifest.first_day).cell(series.id, 2, "revenue_before")
    assert march.names["month"] == {"2010-02"}
