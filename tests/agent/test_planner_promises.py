"""What a question's bare words promise and no call holds is asked back, not answered with something less."""

import datetime as dt

import pytest

from agent.planner.frames import Frame
from agent.planner.meanings import Span, Where
from agent.planner.promises import check_promises
from agent.planner.reading import Call, Unclear
from agent.planner.thread import Thread
from data.spec import Filter

AUGUST = Span(dt.date(2026, 8, 1), dt.date(2026, 8, 31))
IN_AUGUST = {"period": {"start": "2026-08-01", "end": "2026-08-31"}}
RICH = {"filters": [{"column": "revenue", "op": "gt", "value": 5000}]}
HEADS = {"measures": [{"metric": "customers"}]}
SPENT = {"measures": [{"metric": "revenue"}]}
BY_CUSTOMER, BY_QUARTER = {"group_by": ["customer_id"]}, {"group_by": ["quarter"]}
TWO = {"filters": [{"column": "country", "op": "in", "value": ["Germany", "France"]}]}
TOP = {"columns": ["customer_id", "revenue"], "sort_by": "revenue", "limit": 20}
GERMANS = Where(Filter(column="country", op="eq", value="Germany"))


@pytest.mark.parametrize(
    ("question", "call", "key"),
    [
        ("Which customers spent over 5000, with the amounts?", Call("query_customers", RICH | SPENT), "shape_list"),
        ("花了5千以上的都有谁", Call("query_customers", RICH | SPENT), "shape_list"),
        ("which customers will bring most", Call("predict_value", {"total": True}), "shape_list"),
        ("average spend in Japan", Call("query_orders", SPENT), "promised_average"),
        ("日本客户平均花多少", Call("query_orders", SPENT), "promised_average"),
        ("expected net revenue of Singapore", Call("query_orders", SPENT), "promised_forecast"),
        ("新加坡的预计收入", Call("query_orders", SPENT), "promised_forecast"),
        ("revenue compared to Japan", Call("query_orders", SPENT), "promised_change"),
        ("销售额环比", Call("query_orders", SPENT), "promised_change"),
        ("give me the at-risk customers", Call("query_customers", RICH | SPENT), "shape_list"),
        ("orders above 6000: value, largest first", Call("query_customers", RICH | SPENT), "shape_list"),
        ("超过6000的，大的在前", Call("query_customers", RICH | SPENT), "shape_list"),
        ("show me the one-star reviews", Call("query_reviews", {"group_by": ["category"]}), "promised_review_texts"),
        ("order number and customer, please", Call("query_orders", BY_CUSTOMER), "promised_order_number"),
        ("大单都列出来，要订单号", Call("query_orders", BY_CUSTOMER), "promised_order_number"),
        ("Germany against France per quarter", Call("query_orders", TWO | BY_QUARTER), "shape_sides"),
        ("德国和法国对比，每个季度", Call("query_orders", TWO | BY_QUARTER), "shape_sides"),
        ("of our top 20 by revenue, how many are German", Call("query_customers", TOP), "promised_customers"),
        ("前20名客户里德国有几个", Call("query_customers", TOP), "promised_customers"),
        ("RJ那个月卖了多少", Call("query_orders", SPENT), "lost_period"),
    ],
)
def test_what_is_promised_and_not_held_is_asked_back(question: str, call: Call, key: str) -> None:
    with pytest.raises(Unclear) as raised:
        check_promises(question, (call,), Frame(), Thread())
    assert raised.value.key == key


@pytest.mark.parametrize(
    ("question", "call"),
    [
        ("Which customers spent over 5000?", Call("query_customers", RICH | {"columns": ["customer_id"]})),
        ("都有谁花了5千以上", Call("predict_value", {"customer_ids": ["K1"]})),
        ("How many of the customers that spent over 5000 …", Call("query_customers", RICH | HEADS)),
        ("I mean before returns are subtracted", Call("query_orders", SPENT)),
        ("average order in Japan", Call("query_orders", {"measures": [{"metric": "average_order_value"}]})),
        ("销售额环比", Call("query_orders", SPENT | {"compare": True})),
        ("RJ那个月卖了多少", Call("query_orders", SPENT | IN_AUGUST)),
        ("order numbers month by month", Call("query_orders", {"measures": [{"metric": "orders"}]})),
        ("Germany against France", Call("query_orders", TWO | {"group_by": ["country"]})),
        ("how many reviews by category", Call("query_reviews", {"group_by": ["category"]})),
        ("which customers are these reviews from", Call("search_reviews", {"query": "late"})),
    ],
)
def test_what_is_promised_and_held_passes(question: str, call: Call) -> None:
    check_promises(question, (call,), Frame(), Thread())


@pytest.mark.parametrize(
    ("question", "before", "lost"),
    [
        ("and how many orders?", Frame(spans=[AUGUST]), "lost_period"),
        ("那边有几单", Frame(spans=[AUGUST]), "lost_period"),
        ("and how many orders?", Frame(conditions=[GERMANS]), "lost_conditions"),
        ("and how many orders overall?", Frame(spans=[AUGUST], conditions=[GERMANS]), ""),
        ("总共有几单", Frame(spans=[AUGUST]), ""),
        ("and how many orders?", None, ""),
    ],
)
def test_what_the_question_before_spoke_of_is_kept_or_asked_about(
    question: str, before: Frame | None, lost: str
) -> None:
    call = Call("query_orders", {"measures": [{"metric": "orders"}]})
    if not lost:
        check_promises(question, (call,), Frame(follow=True), Thread(before))
        return
    with pytest.raises(Unclear) as raised:
        check_promises(question, (call,), Frame(follow=True), Thread(before))
    assert raised.value.key == lost
    check_promises(question, (Call("query_orders", {**call.arguments, **RICH, **IN_AUGUST}),), Frame(), Thread(before))


@pytest.mark.parametrize("frame", [Frame(pronouns={"it"}), Frame(desk={"goods"})])
def test_what_was_in_a_customers_order_is_not_told_of_all_orders(frame: Frame) -> None:
    goods = Call("query_orders", {"group_by": ["product"], "measures": [{"metric": "lines"}]})
    with pytest.raises(Unclear) as raised:
        check_promises("What was in it?", (goods,), frame, Thread(Frame(people=["13085"]), people=("13085",)))
    assert raised.value.key == "lost_conditions"
    check_promises("What was in it?", (goods,), frame, Thread(Frame()))
