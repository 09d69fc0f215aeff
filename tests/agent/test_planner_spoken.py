"""Rankings, gaps, shares and winners as people say them are read as the plain question is."""

import pytest

from agent.planner.planner import Planner
from tests.agent.test_planner_questions import planner

__all__ = ["planner"]


@pytest.mark.parametrize(
    ("spoken", "plain"),
    [
        ("three biggest earners in 2010", "top three products by revenue in 2010"),
        (
            "how much more did Germany make than France in 2010",
            "revenue of Germany and France in 2010 and the difference",
        ),
        ("ratio of Germany revenue to France revenue in 2010", "Germany revenue vs France revenue in 2010"),
        ("our worst month in 2010 for orders", "which month in 2010 had the fewest orders"),
        ("top 20 customers = what % of revenue?", "top 20 customers what % of revenue?"),
        ("2010年德国和法国的销售额差额是多少", "2010年德国和法国的销售额差多少"),
        ("德国客户一般周几下单多？", "德国客户按星期几的订单数"),
        ("2010年哪两个国家销售额最少，各有多少订单", "2010年销售额最低的2个国家和订单数"),
        ("德国的销售额是法国的几倍", "德国和法国的销售额对比"),
        ("法国客户里累计消费超过5000的有哪些？订单数也带上", "法国客户里累计消费超过5000的客户名单和订单数"),
    ],
)
def test_what_is_spoken_is_read_like_plain_words(planner: Planner, spoken: str, plain: str) -> None:
    calls = planner.read(spoken).calls
    assert calls
    assert calls == planner.read(plain).calls


@pytest.mark.parametrize(
    "question",
    [
        "which country led in revenue, and which 3 products sold best there",
        "top 3 products by revenue in the best country by revenue",
        "先找出销售额最高的国家，再看这个国家卖得最好的前三个商品",
        "销售额最高的国家里，销售额前3的商品",
    ],
)
def test_many_are_ranked_within_the_winner(planner: Planner, question: str) -> None:
    first, second = planner.read(question).calls
    assert first.arguments["group_by"] == ["country"]
    assert second.arguments["limit"] == 3
    assert second.needs


@pytest.mark.parametrize(
    "question",
    [
        "november 2010 revenue of customers who bought in october 2010",
        "how many customers bought in both oct 2010 and nov 2010, and their total revenue in nov 2010",
        "2010年10月买过的客户在11月的销售额",
    ],
)
def test_money_of_one_time_is_that_of_customers_of_another(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["period"] == {"start": "2010-11-01", "end": "2010-11-30"}
    assert call.arguments["filters"][0]["period"] == {"start": "2010-10-01", "end": "2010-10-31"}
