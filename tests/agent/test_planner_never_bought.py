"""What was never bought, kinds of it that do not matter, and who is left out by where they live."""

import pytest

from agent.planner.facts import Facts
from agent.planner.planner import Planner
from tests.agent.planner_shop import planner_facts
from tests.agent.test_planner_questions import planner

__all__ = ["planner"]

SHOP = ("Down Jacket 羽绒服 Pro", "Down Jacket 羽绒服 Lite", "Scarf 围巾 Classic", "Scarf 围巾 Plus")


@pytest.fixture(scope="module")
def kinds() -> Planner:
    facts: Facts = planner_facts(products=SHOP)
    return Planner(facts)


@pytest.mark.parametrize(
    "question",
    [
        "how many customers have bought a down jacket but have never bought a scarf?",
        "how many customers have bought one of our down jackets (any version) but haven't ever bought a scarf from us, "
        "no matter which one?",
        "买过羽绒服但没买过围巾的客户有多少？",
        "买过羽绒服（不管哪一款）却没买过任何一款围巾的客户有多少？",
    ],
)
def test_never_bought_denies_every_product_of_that_name(kinds: Planner, question: str) -> None:
    (call,) = kinds.read(question).calls
    filters = call.arguments["filters"]
    assert [f["value"] for f in filters if f["op"] == "ne"] == ["Scarf 围巾 Classic", "Scarf 围巾 Plus"]
    assert [f["op"] for f in filters if f["value"] in ("Down Jacket", "羽绒服")] == ["contains"]
    assert {f["column"] for f in filters} == {"product"}


@pytest.mark.parametrize(
    "question",
    [
        "customers whose first order was between January and March 2010 and who never came back for a second one",
        "people whose first order was between January and March 2010 and who have not placed a second order",
        "2010年1到3月首次下单、之后再也没下过第二单的客户，一共多少个？",
        "首次购买在2010年1到3月、此后再没买过的客户有多少",
    ],
)
def test_no_second_order_behind_a_first_is_one_order_in_all(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["filters"] == [
        {"column": "first_purchase", "op": "between", "value": ["2010-01-01", "2010-03-31"]},
        {"column": "orders", "op": "lt", "value": 2},
    ]


@pytest.mark.parametrize(
    "question",
    ["customers who bought in May 2010 but did not order again: how many?", "2010年5月买过、之后再没下单的客户有多少"],
)
def test_not_again_behind_days_of_purchase_is_since_then(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["filters"][-1] == {"column": "last_purchase", "op": "le", "value": "2010-05-31"}


@pytest.mark.parametrize(
    "question",
    [
        "average rating in 2010, leaving out reviewers who live in Germany",
        "average rating in 2010 excluding customers in Germany",
        "average rating in 2010 without customers from Germany",
        "2010年的平均评分，把住在德国的客户排除掉",
    ],
)
def test_those_who_live_somewhere_are_left_out(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["filters"] == [{"column": "country", "op": "ne", "value": "Germany"}]


@pytest.mark.parametrize("question", ["how many customers never returned a single thing?", "没退过任何货的客户有多少"])
def test_nothing_of_any_kind_is_nothing(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["filters"] == [{"column": "returns", "op": "le", "value": 0}]


MAY = {"period": {"start": "2010-05-01", "end": "2010-05-31"}}
TOYS_IN_MAY = {"column": "category", "op": "eq", "value": "toys", **MAY}
BOUGHT_IN_MAY = {"column": "orders", "op": "ge", "value": 1, **MAY}
NO_BEAUTY = {"column": "category", "op": "ne", "value": "beauty"}


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("how many customers bought toys in May 2010 but have never bought beauty at all?", [TOYS_IN_MAY, NO_BEAUTY]),
        (
            "number of customers without a single beauty purchase, ever, who bought toys in May 2010",
            [NO_BEAUTY, TOYS_IN_MAY],
        ),
        ("2010年5月买过玩具、但从来没买过美妆的客户有几个", [TOYS_IN_MAY, NO_BEAUTY]),
        ("美妆一次都没买过，但2010年5月买过玩具的客户有多少", [NO_BEAUTY, TOYS_IN_MAY]),
        ("美妆没买过的客户有多少", [NO_BEAUTY]),
        ("how many customers bought toys in May 2010 but no beauty ever", [TOYS_IN_MAY, NO_BEAUTY]),
        ("美妆一次都没买过（不限时间），但2010年5月买过玩具的客户有多少", [NO_BEAUTY, TOYS_IN_MAY]),
        ("美妆2010年5月没买过的客户有多少", [NO_BEAUTY | MAY]),
        ("how many customers bought in May 2010 but never bought beauty?", [NO_BEAUTY, BOUGHT_IN_MAY]),
        ("how many customers never bought beauty in May 2010?", [NO_BEAUTY | MAY]),
        ("2010年5月买过玩具但没买美妆的客户有几个", [TOYS_IN_MAY, NO_BEAUTY | MAY]),
        ("2010年5月买过、从来没退过货的客户有多少", [{"column": "returns", "op": "le", "value": 0}, BOUGHT_IN_MAY]),
        ("2010年5月买过但没退过货的客户有多少", [{"column": "returns", "op": "le", "value": 0, **MAY}, BOUGHT_IN_MAY]),
    ],
)
def test_never_is_on_no_day_beside_a_purchase_of_some_days(
    planner: Planner, question: str, filters: list[object]
) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["filters"] == filters


@pytest.mark.parametrize(
    "question", ["who bought toys in May 2010? id, name and phone", "2010年5月买过玩具的客户，编号、姓名、电话"]
)
def test_names_of_buyers_of_some_days_are_shown_or_refused(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["filters"] == [TOYS_IN_MAY]
    assert call.arguments["columns"] == ["customer_id", "name", "phone"]
    assert Planner(planner_facts(role="business")).read(question).status == "refused"


TWENTY = {"column": "orders", "op": "ge", "value": 20}


@pytest.mark.parametrize(
    "question",
    [
        "how many customers have at least 20 orders and also bought in May 2010?",
        "how many customers who bought in May 2010 have placed 20 or more orders in total?",
        "2010年5月还买过东西、历史总订单数20单以上的客户有几个",
        "老客户里2010年5月买过，累计20单以上的有多少位客户",
    ],
)
def test_orders_in_all_stand_beside_a_purchase_of_some_days(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.name == "query_customers"
    assert sorted(call.arguments["filters"], key=str) == sorted([TWENTY, BOUGHT_IN_MAY], key=str)


@pytest.mark.parametrize(
    "question",
    [
        "how many customers had their first purchase in January 2010, and what share of them bought again in May or "
        "June 2010?",
        "Take the customers whose first purchase was in January 2010: how many are they, and what share of them bought "
        "again in May or June 2010?",
        "jan 2010 new customers (1st purchase that month): headcount, and what % of them came back in may or june 2010",
        "首次购买在2010年1月的客户有多少人？其中在2010年5月或6月又买过的占多大比例",
        "2010年1月第一次下单的这批客户，总共几个人，2010年5、6月又回来买的（任一个月买过就算）占百分之几？",
    ],
)
def test_how_many_and_what_share_of_them_came_back_in_either_month(planner: Planner, question: str) -> None:
    first, second = planner.read(question).calls
    joined = [{"column": "first_purchase", "op": "between", "value": ["2010-01-01", "2010-01-31"]}]
    assert (first.arguments["filters"], first.arguments["measures"]) == (joined, [{"metric": "customers"}])
    assert second.arguments["filters"] == joined
    assert second.arguments["part"][0]["period"] == {"start": "2010-05-01", "end": "2010-06-30"}


@pytest.mark.parametrize(
    "question",
    [
        "how many customers bought toys in April, May or June 2010?",
        "how many customers bought toys in either April, May or June 2010?",
        "2010年4月、5月或6月买过玩具的客户有多少",
    ],
)
def test_one_of_several_months_is_all_their_days(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["period"] == {"start": "2010-04-01", "end": "2010-06-30"}
    assert "against" not in call.arguments


def test_columns_that_are_to_be_listed_are_no_single_figure(planner: Planner) -> None:
    question = "不要英国和德国的，累计消费满2000，最后一次购买在2010年8月1日之前，列编号、国家、消费金额"
    reading = planner.read(question)
    assert reading.status == "clarify" or "columns" in reading.calls[0].arguments


@pytest.mark.parametrize("question", ["2分和2分以下的评价占百分之几？", "打2分及2分以下的评价占百分之几？"])
def test_a_number_of_stars_said_twice_is_said_once(planner: Planner, question: str) -> None:
    (call,) = planner.read(question).calls
    assert call.arguments["measures"] == [{"metric": "low_rating_share"}]
