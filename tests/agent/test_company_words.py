"""A company's own segments in questions of both languages: its rule is what is meant, proven like any other filter.

Key accounts are customers with a revenue of at least 200 and 2 orders: 0012 (Germany), 13085 (United Kingdom) and 18000
(France). The network's own high tier, which is called 高价值客户 too, would be 13085 and 17850.
"""

import shutil
from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from agent.analyst import Analyst
from agent.answers import Answer
from config.settings import Settings
from data.builds import Build
from tools.shop import Shop

RULES = """
[segments."高价值客户"]
name = ["key accounts", "高价值客户"]
zh = ["金牌客户"]
filters = [{column = "revenue", op = "ge", value = 200}, {column = "orders", op = "ge", value = 2}]

[segments.gold]
name = ["gold cards", "金卡"]
definition = ["Holders of the gold card.", "持有金卡的客户。"]
filters = [{column = "revenue", op = "gt", value = 1000}]
"""


@pytest.fixture(scope="module")
def ask(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Answer]]:
    """Asks the handmade shop in a workspace whose company has rules of its own."""
    root = tmp_path_factory.mktemp("company")
    shutil.copytree(build.path, root / "builds" / build.id)
    (root / "kezhi.toml").write_text(RULES, encoding="utf-8")
    shop = Shop.open(Build.open(root / "builds" / build.id), Settings(workspace=root))
    analyst = Analyst(shop, shop.settings, folder=root)
    yield lambda question: analyst.answer(question, thread_id=uuid4().hex)
    analyst.close()


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("how many 高价值客户?", "3 customers fit"),
        ("高价值客户有多少", "有3位"),
        ("how many key accounts are there", "3 customers fit"),
        ("金牌客户有多少", "有3位"),
        ("金卡有多少", "有1位"),
        ("how many gold cards in Germany", "0"),
        ("revenue of key accounts", "£1,925.00"),
        ("average order value of gold cards", "£500.00"),
        ("what share of customers are key accounts", "37.5%"),
        ("how many customers are not key accounts", "5 customers fit"),
    ],
)
def test_a_companys_own_segment_is_what_is_meant_and_its_figures_are_proven(
    ask: Callable[[str], Answer], question: str, said: str
) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert answer.verified
    assert said in answer.to_json()["answer"]


@pytest.mark.parametrize("question", ["key accounts by country", "各国高价值客户数", "金牌客户按国家"])
def test_own_segments_are_counted_by_group(ask: Callable[[str], Answer], question: str) -> None:
    (tool,) = ask(question).to_json()["tools"]
    assert {row["country"]: row["customers"] for row in tool["rows"]} == {
        "United Kingdom": 1,
        "Germany": 1,
        "France": 1,
    }


def test_own_segments_stand_beside_other_conditions(ask: Callable[[str], Answer]) -> None:
    (tool,) = ask("key accounts with more than 2 orders").to_json()["tools"]
    assert {row["customer_id"] for row in tool["rows"]} == {"0012", "13085"}


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what does key accounts mean", "key accounts: revenue at least 200 GBP; orders at least 2"),
        ("什么是金牌客户", "高价值客户：销售额至少200 GBP；订单数至少2"),
        ("金卡是什么意思", "金卡：持有金卡的客户。规则：销售额超过1,000 GBP"),
    ],
)
def test_an_own_segment_is_defined_by_its_rule(ask: Callable[[str], Answer], question: str, said: str) -> None:
    answer = ask(question)
    assert answer.verified
    assert said in answer.to_json()["answer"].replace("\\", "")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("compare key accounts and gold cards", ["Customers: key accounts 3; gold cards 1", "In both: 1 customers."]),
        ("key accounts vs gold cards by revenue", ["Revenue: key accounts £1,925.00; gold cards £"]),
        ("revenue of key accounts and gold cards", ["Revenue: key accounts £1,925.00; gold cards £"]),
        ("对比高价值客户和金卡两个客群", ["客户数：高价值客户为3；金卡为1", "同时属于两者的客户有1位。"]),
        ("高价值客户和金卡的销售额对比", ["销售额：高价值客户为£1,925.00；金卡为£"]),
        ("key accounts against all others", ["Customers: key accounts 3; all others 5"]),
        ("number of orders of key accounts compared with the rest", ["Orders: key accounts "]),
        ("高价值客户和其他客户对比", ["客户数：高价值客户为3；其余全部为5"]),
    ],
)
def test_own_segments_stand_side_by_side_or_beside_all_others(
    ask: Callable[[str], Answer], question: str, said: list[str]
) -> None:
    answer = ask(question)
    assert answer.status == "answered"
    assert answer.verified
    told = answer.to_json()["answer"]
    assert all(text in told for text in said), told


@pytest.mark.parametrize("question", ["list key accounts and gold cards", "列出高价值客户和金卡"])
def test_a_list_of_two_own_segments_is_one_list(ask: Callable[[str], Answer], question: str) -> None:
    (tool,) = ask(question).to_json()["tools"]
    assert {row["customer_id"] for row in tool["rows"]} == {"0012", "13085", "18000"}


@pytest.mark.parametrize(
    "question", ["revenue of the other key accounts", "customers in Germany and others", "其他客户的销售额"]
)
def test_others_beside_nothing_compared_are_no_second_side(ask: Callable[[str], Answer], question: str) -> None:
    assert "side by side" not in ask(question).to_json()["answer"]
