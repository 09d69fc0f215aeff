"""Figures, counts and conditions put in everyday words are read as the plain question is."""

import pytest

from agent.planner.planner import Planner
from agent.planner.put_plainly import put_plainly
from tests.agent.planner_shop import shop_planner


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        (
            "what did Beauty bring in through the app last month",
            "how much money did Beauty bring in through the app last month",
        ),
        ("what has Germany earned us so far?", "how much money has Germany bring in so far?"),
        ("number of baskets worth more than 500", "number of orders more than 500"),
        ("how many baskets were abandoned?", "how many baskets were abandoned?"),
        (
            "How many orders came in, and what were they worth on average?",
            "How many orders came in and average order value?",
        ),
        ("predicted value falls between 5 and 9", "predicted value between 5 and 9"),
        ("how many reviews has Toys collected?", "how many reviews of Toys?"),
        ("customers flagged as at risk", "customers at risk"),
        ("better than even odds of coming back", "more than 50% chance of coming back"),
        ("revenue over the summer months June to August", "revenue from June to August"),
        ("去年别看，就看2010年11月的销售额", "2010年11月的销售额"),
        ("去掉高价值的还剩多少", "去掉高价值的有多少"),
        ("客单超过500的订单有几单", "金额超过500的订单有几单"),
        ("食品加玩具的平均评分", "食品和玩具合起来的平均评分"),
        ("加拿大的食品加购数", "加拿大的食品加购数"),
        ("日本有没有高价值客户，有几个", "日本有高价值客户，有几个"),
        ("冠军客户有没有在减少", "冠军客户有没有在减少"),
        ("K00154预计还会下几单，值多少钱", "K00154的预测订单数是多少，值多少钱"),
        ("5-star share for Sports", "share of 5-star reviews of Sports"),
        ("revenue last week, Monday through Sunday", "revenue last week"),
        ("最近半年没再来的客户", "最近半年没下单的客户"),
        ("上个月最大的一单", "上个月金额最高的订单"),
        ("how long has K00423 been quiet?", "how many days since K00423 last bought?"),
    ],
)
def test_everyday_words_are_put_plainly(said: str, plain: str) -> None:
    assert put_plainly(said) == plain


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("what did Germany bring in last month", "revenue of Germany last month"),
        ("60到90天没来的客户有几位", "距上次购买天数在60到90之间的客户有几位"),
        ("customers inactive for 60-90 days", "customers with days since last purchase between 60 and 90"),
        ("champions in Germany", "customers in Germany in the champions segment"),
        (
            "how many champions, customers with predicted value 100-200",
            "champions with predicted value from 100 to 200, how many",
        ),
    ],
)
def test_everyday_words_are_read(planner: Planner, said: str, plain: str) -> None:
    assert planner.read(plain).calls
    assert _asked(planner, said) == _asked(planner, plain)


def _asked(planner: Planner, question: str) -> list[tuple[str, object]]:
    """Tools and conditions: in whatever order, whatever is shown beside them."""
    return [
        (c.name, sorted(str(f) for f in (*c.arguments.get("filters", []), c.arguments.get("period", ""))))
        for c in planner.read(question).calls
    ]
