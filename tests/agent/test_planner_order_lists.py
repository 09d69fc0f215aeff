"""Orders one by one with what is asked of each; what is counted within one order; which row stands first."""

import pytest

from agent.planner.planner import Planner
from tests.agent.planner_shop import shop_planner


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


@pytest.mark.parametrize(
    ("question", "columns", "having"),
    [
        ("orders above £6,000 in November 2010: order number, customer, value, largest first", {"customer_id"}, 6000),
        ("2010年11月单笔超过6000英镑的订单都列出来，要订单号、客户、金额，大的在前", {"customer_id"}, 6000),
        ("Which orders in 2010 were over 5,000? Show order number, country and value.", {"country"}, 5000),
        ("列出2010年金额超过5000英镑的订单，带上订单号、国家和金额，从高到低", {"country"}, 5000),
        ("list the orders from Germany over £1,000 with date and order number, newest first", {"date"}, 1000),
    ],
)
def test_orders_are_listed_with_what_is_asked_of_each(
    planner: Planner, question: str, columns: set[str], having: int
) -> None:
    reading = planner.read(question)
    asked = reading.calls[0].arguments
    assert (reading.kind, set(asked["group_by"])) == ("list", {"order_id", *columns})
    assert asked["having"] == [{"measure": "order_value", "op": "gt", "value": having}]
    assert asked["measures"] == [{"metric": "order_value"}]


@pytest.mark.parametrize(
    ("question", "column", "key"),
    [
        ("How many orders in 2010 had at least 3 different products?", "order_products", "filters"),
        ("2010年一单里买了3种以上商品的订单有多少？", "order_products", "filters"),
        ("What share of orders in 2010 had more than 5 lines?", "order_lines", "part"),
        ("买过3种以上商品的客户有多少？", "products", "filters"),
    ],
)
def test_what_is_counted_in_one_order_is_no_condition_on_its_customer(
    planner: Planner, question: str, column: str, key: str
) -> None:
    asked = planner.read(question).calls[0].arguments[key]
    assert [(f["column"], f["op"]) for f in asked] == [(column, "gt" if "lines" in question else "ge")]


@pytest.mark.parametrize(
    ("question", "column"),
    [
        (
            "German customers who spent over 1,200 and never returned anything, biggest first, with the amount",
            "revenue",
        ),
        ("德国客户里消费超过1200、从没退过货的，列一下客户和金额，从高到低", "revenue"),
        ("German customers with predicted value over 300 and fewer than 3 orders, highest on top", "predicted_value"),
        ("Which German champions last bought more than 50 days ago? Longest silence on top.", "recency_days"),
        ("德国的冠军客户有哪些超过50天没下单了？最久没买的排最前", "recency_days"),
        ("customers who returned more than 4 order lines, and the amount each sent back, most first", "returned"),
        ("退货大户：累计退货行数达到6行及以上的客户，各自退了多少钱，按退货金额从大到小", "returned"),
        ("customers with at least 15 orders: show revenue and orders, highest revenue on top", "revenue"),
    ],
)
def test_who_fulfils_conditions_is_listed_whole_in_the_order_that_is_said(
    planner: Planner, question: str, column: str
) -> None:
    reading = planner.read(question)
    asked = reading.calls[0].arguments
    assert (reading.kind, asked["sort_by"], asked["descending"], "limit" in asked) == ("list", column, True, False)


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("Customers with more than 4 returns in 2010: how much did each send back?", "returns"),
        ("2010年退货超过4次的客户，各退了多少钱", "returns"),
        ("Which customers bought more than 4 different products in May 2010?", "products"),
    ],
)
def test_what_customers_did_in_some_days_is_counted_in_these_days(
    planner: Planner, question: str, measure: str
) -> None:
    asked = planner.read(question).calls[0].arguments
    assert ("filters" in asked, asked["having"]) == (False, [{"measure": measure, "op": "gt", "value": 4}])


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Largest order in May 2010?", "What was in it?"),
        ("Which customer placed the largest order in May 2010?", "which products were in it?"),
        ("2010年5月最大的一笔订单是哪个？", "里面买了啥"),
        (
            "Customer 13085 is on the phone - when was their last order placed?",
            "What was in it, and how much per line?",
        ),
        ("客户13085打电话来，最近一单是什么时候下的？", "里面买了啥，每行多少钱"),
    ],
)
def test_what_was_in_it_is_asked_of_the_order_just_told(planner: Planner, first: str, then: str) -> None:
    reading = planner.read(then, previous=(first,))
    goods = reading.calls[-1].arguments
    assert (reading.kind, goods["group_by"]) == ("one_order", ["product"])
    assert goods["filters"][0] == {"column": "order_id", "op": "eq", "value": {"$cell": [0, "order_id"]}}


@pytest.mark.parametrize(
    ("first", "then", "measure"),
    [
        ("average order value in Germany in May 2010", "and only orders placed in the app?", "average_order_value"),
        ("2010年5月德国的退货率", "只看app的订单", "return_share"),
    ],
)
def test_orders_that_narrow_a_figure_are_not_counted(planner: Planner, first: str, then: str, measure: str) -> None:
    asked = planner.read(then, previous=(first,)).calls[0].arguments
    assert asked["measures"] == [{"metric": measure}]
    assert {f["column"] for f in asked["filters"]} == {"country", "channel"}


@pytest.mark.parametrize(
    "question",
    [
        "show me the English one-star reviews for toys and home from May 2010",
        "把2010年5月toys和home的英文一星评价给我看看",
    ],
)
def test_reviews_to_be_shown_are_read_whatever_narrows_them(planner: Planner, question: str) -> None:
    assert [c.name for c in planner.read(question).calls] == ["search_reviews"]


@pytest.mark.parametrize(
    "question",
    [
        "Take the three categories with the highest revenue in May 2010. Which of them grew most in percent against "
        "April 2010, and by how much?",
        "取2010年5月销售额最高的3个品类，其中跟2010年4月比增长百分比最大的是哪个，增长了多少？",
    ],
)
def test_a_change_among_the_first_is_looked_at_behind_the_ranking(planner: Planner, question: str) -> None:
    first, then = (call.arguments for call in planner.read(question).calls)
    assert (first["sort_by"], first["limit"]) == ("revenue", 3)
    assert then["sort_by"] == "revenue_growth"
    assert then["filters"] == [{"column": "category", "op": "in", "value": {"$column": [0, "category"]}}]


@pytest.mark.parametrize(
    "question",
    [
        "What share of revenue came from outside the UK in December 2009, and what share in November 2010?",
        "英国以外的销售额占比，2009年12月和2010年11月分别是多少",
    ],
)
def test_a_share_in_each_of_two_months_is_one_of_each(planner: Planner, question: str) -> None:
    asked = planner.read(question).calls[0].arguments
    assert (asked["group_by"], asked["share_within"]) == (["month"], ["month"])
    assert asked["part"] == [{"column": "country", "op": "ne", "value": "United Kingdom"}]


@pytest.mark.parametrize(
    "question",
    [
        "Are we winning new customers? Number of customers with their first purchase in each month from July to "
        "November 2010.",
        "2010年7月到11月，每个月首次购买的客户数分别是多少",
    ],
)
def test_newcomers_stand_by_month_and_not_by_day(planner: Planner, question: str) -> None:
    asked = planner.read(question).calls[0].arguments
    assert asked["group_by"] == ["month"]
    assert [f["column"] for f in asked["filters"]] == ["first_purchase"]


@pytest.mark.parametrize(
    ("question", "op"),
    [
        ("number of customers in Germany who have left at least one rating of 2 or lower", "le"),
        ("德国至少打过一次2分及以下评分的客户数", "le"),
        ("customers in Germany who gave a rating of at least 4 stars: how many?", "ge"),
    ],
)
def test_who_has_rated_so_is_a_condition(planner: Planner, question: str, op: str) -> None:
    asked = planner.read(question).calls[0].arguments
    assert asked["measures"] == [{"metric": "customers"}]
    assert [f["op"] for f in asked["filters"] if f["column"] == "rating"] == [op]
