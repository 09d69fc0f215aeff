"""Nothing that was understood is dropped in silence: a plan that uses not all of it asks back."""

import datetime as dt

import pytest

from agent.planner.completeness import check_complete
from agent.planner.frames import Frame
from agent.planner.meanings import Measured, Rank, Span, Where
from agent.planner.planner import Planner
from agent.planner.reading import Call, Unclear
from data.spec import Filter
from tests.agent.planner_shop import planner_facts

FACTS = planner_facts()

MAY = Span(dt.date(2010, 5, 1), dt.date(2010, 5, 31))
GERMANY = Where(Filter(column="country", op="eq", value="Germany"))
QUERY = {
    "measures": [{"metric": "revenue"}],
    "filters": [{"column": "country", "op": "eq", "value": "Germany"}],
    "period": {"start": "2010-05-01", "end": "2010-05-31"},
    "group_by": ["month"],
    "limit": 5,
}


def frame(**slots) -> Frame:
    full = {
        "measures": [Measured("revenue")],
        "conditions": [GERMANY],
        "spans": [MAY],
        "groups": ["month"],
        "rank": Rank(5),
    }
    return Frame(**{**full, **slots})


def check(asked: Frame, arguments: dict) -> None:
    check_complete(asked, (Call("query_orders", arguments),), "value", {}, facts=FACTS)


def test_a_plan_that_uses_every_slot_passes():
    check(frame(), QUERY)


@pytest.mark.parametrize(
    ("dropped", "named"),
    [
        ("measures", "revenue"),
        ("filters", "country"),
        ("period", "date"),
        ("group_by", "month"),
        ("limit", "5"),
    ],
)
def test_a_slot_in_none_of_the_calls_is_named(dropped, named):
    with pytest.raises(Unclear) as caught:
        check(frame(), {key: value for key, value in QUERY.items() if key != dropped})
    assert caught.value.key == "unused"
    assert named in caught.value.values["column"]


def test_a_person_who_is_not_asked_about_is_named():
    with pytest.raises(Unclear):
        check(frame(people=["13085"]), QUERY)


def test_two_values_of_one_figure_at_once_are_asked_about():
    once, never = (Where(Filter(column="orders", op="eq", value=n), metric=True) for n in (1, 0))
    with pytest.raises(Unclear):
        check(frame(conditions=[once, never]), QUERY)


def test_what_tells_all_there_is_drops_nothing():
    check_complete(frame(), (Call("describe_data", {}),), "describe", {}, facts=FACTS)


@pytest.mark.parametrize("question", ["revenue in Germany in May by month", "德国5月销售额最高的3位客户"])
def test_questions_read_in_full_are_answered(question):
    assert Planner(FACTS).read(question).status == "answered"


@pytest.mark.parametrize("question", ["units of shipping sold in May", "revenue of courier in Germany"])
def test_what_a_shop_charges_for_is_no_product_and_never_dropped(question):
    assert Planner(FACTS).read(question).status == "clarify"
