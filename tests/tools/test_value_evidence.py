"""Quotes beside the reasons of a value: whose they are, that they bear on the reason, and what a role may read."""

import json

import pandas as pd
import pytest
from langchain.agents import create_agent
from langchain_core.messages import HumanMessage, ToolMessage

from config.settings import Settings
from data.opinions import Opinions
from data.query_tables import QueryTables
from data.query_time import day_number
from data.reasons import reasons
from tests.conftest import AS_OF
from tests.tools.conftest import CallingModel
from tools.context import ToolContext
from tools.explanation_tools import explain_tool
from tools.results import ToolResult
from tools.shop import Shop
from tools.value_evidence import Told, value_evidence

# review, customer, product, days before the last known day, rating; then its sentences with aspect and sentiment.
WRITTEN = [
    ("late", "0012", "P1", 90, 2.0, [("The parcel came late.", "delivery", -0.9), ("Nice lamp.", "quality", 0.8)]),
    ("mug", "0012", "P2", 60, 5.0, [("This mug is very well made.", "quality", 0.9)]),
    ("read wrong", "0012", "P2", 50, 5.0, [("Not bad.", "quality", -0.8)]),
    ("future", "0012", "P1", -3, 1.0, [("Never arrived.", "not_received", -0.9)]),
    ("other", "13085", "P1", 10, 1.0, [("My lamp took a month.", "delivery", -0.9)]),
    ("older", "18000", "P1", 40, 1.0, [("The lamp came broken.", "quality", -0.9)]),
    ("names", "13085", "P2", 20, 1.0, [("Ask Anna Schmidt why it was late.", "delivery", -0.9)]),
    ("called", "12", "P3", 30, 1.0, [("Nobody called Bernd Maier back.", "service", -0.9)]),
    ("alike", "17850", "P3", 5, 1.0, [("The scarf came late.", "delivery", -0.9)]),
]  # fmt: skip


@pytest.fixture(scope="module")
def telling(build, customers, transactions):
    """The handmade shop with these reviews, read by hand."""
    reviews = pd.DataFrame(
        [
            {
                "review_id": review,
                "customer_id": customer,
                "product_id": product,
                "product_name": product,
                "category": "Home",
                "language": "en",
                "day": day_number(AS_OF) - before,
                "rating": rating,
                "text": " ".join(text for text, _, _ in sentences),
            }
            for review, customer, product, before, rating, sentences in WRITTEN
        ]
    )
    texts = dict(zip(reviews["review_id"], reviews["text"], strict=True))
    read = [
        (review, texts[review].index(text), texts[review].index(text) + len(text), aspect, sentiment)
        for review, *_, sentences in WRITTEN
        for text, aspect, sentiment in sentences
    ]
    opinions = pd.DataFrame(read, columns=["review_id", "start", "end", "aspect", "sentiment"])
    plain = Shop.open(build, Settings())
    tables = QueryTables.create(
        customers, transactions, reviews=reviews, as_of_day=day_number(AS_OF), first_day=plain.tables.first_day
    )
    made = Shop(build, Settings(), tables=tables, dictionary=plain.dictionary)
    made.reviews, made.opinions = reviews, Opinions(opinions, {})
    return made


@pytest.fixture
def found(telling):
    """Quotes beside reasons: `found("0012", silence=-5)`."""

    def run(customer, role="analyst", language="en", limit=8, **parts):
        known = {reason.key: reason for reason in reasons()}
        told = [Told(known[key], contribution) for key, contribution in parts.items()]
        position = telling.lexicon.customer_ids.position(customer)
        return value_evidence(ToolContext(telling, role, language), position, told, limit=limit)

    return run


def quoted(table):
    return [row["review_id"] for row in table.rows]


def test_the_customers_own_complaint_comes_first_where_a_reason_lowers_the_value(found):
    table = found("0012", silence=-50, rhythm=-1)
    first = table.rows[0]
    assert (first["review_id"], first["text"]) == ("late", "The parcel came late.")
    assert (first["feature"], first["effect"]) == ("silence", "pulls the value down")
    assert first["whose"] == "in a review of this customer"


def test_a_reason_that_raises_the_value_takes_praise(found):
    table = found("0012", rhythm=50)
    assert quoted(table) == ["mug"]
    assert table.rows[0]["effect"] == "raises the value"


def test_quotes_are_slices_of_the_stored_review_to_the_byte(found, telling):
    texts = dict(zip(telling.reviews["review_id"], telling.reviews["text"], strict=True))
    rows = [*found("0012", silence=-50, order_value=5).rows, *found("18000", returns=-5).rows]
    assert len(rows) > 3
    for row in rows:
        assert texts[row["review_id"]][row["start"] : row["end"]] == row["text"] != ""


def test_others_of_the_same_product_come_before_the_same_segment(found):
    table = found("0012", silence=-50)
    assert quoted(table) == ["late", "older", "other", "names", "alike"], "what nobody spoke of yet, then the latest"
    assert [row["whose"].split()[-1] for row in table.rows] == ["customer", *["bought"] * 3, "segment"]
    assert quoted(found("0012", silence=-50, limit=2)) == ["late", "older"]


def test_products_bought_speak_where_the_customer_wrote_nothing(found):
    table = found("K8", silence=-50)
    assert quoted(table) == ["alike", "called"]
    assert {row["whose"] for row in table.rows} == {"in another buyer's review of a product this customer bought"}
    assert table.notes[0].en == "This customer has written nothing in reviews."


def test_own_reviews_that_bear_on_nothing_are_said_to(found):
    table = found("17850", breadth=-50)
    assert table.rows == ()
    assert table.notes[0].en.startswith("No sentence in this customer's own reviews")


def test_that_no_review_bears_on_the_reasons_is_said(found):
    table = found("0012", browsing=-50)
    assert (table.rows, table.n) == ((), 0)
    assert [note.en for note in table.notes][-1] == "No review bears on these reasons."
    assert all(note.zh for note in table.notes)


def test_nothing_written_after_the_last_known_day_is_quoted(found):
    assert "future" not in quoted(found("0012", silence=-50))


def test_a_complaint_that_the_stars_contradict_is_not_trusted(found):
    assert "read wrong" not in quoted(found("0012", silence=-50))


def test_one_reason_gets_two_quotes_where_others_have_some(found):
    table = found("0012", silence=-50, rhythm=9, limit=4)
    assert [(row["review_id"], row["feature"]) for row in table.rows] == [
        ("late", "silence"),
        ("mug", "rhythm"),
        ("older", "silence"),
    ]


@pytest.mark.parametrize("role", ["business", "support"])
def test_other_peoples_quotes_name_nobody_to_those_who_may_not_see_lists(found, role):
    rows = found("0012", role=role, silence=-50).rows
    assert [(row["review_id"], row["customer_id"]) for row in rows] == [
        ("late", "0012"),
        ("older", "•••"),
        ("other", "•••"),
        ("alike", "•••"),
    ], "the sentence with a name is not quoted"


def test_personal_data_in_a_customers_own_words_are_for_those_who_may_see_them(found):
    assert quoted(found("12", role="support", silence=-50))[0] == "called"
    assert "called" not in quoted(found("12", role="business", silence=-50))


def test_the_analyst_sees_who_wrote(found):
    assert {row["customer_id"] for row in found("0012", silence=-50).rows} == {"0012", "13085", "18000", "17850"}


def test_reasons_and_sources_are_named_in_the_language_of_the_conversation(found):
    row = found("0012", language="zh", silence=-50).rows[0]
    assert (row["effect"], row["whose"]) == ("拉低价值", "该客户本人的评价")


def explained(shop, **arguments):
    """What the agent gets from the tool: the message for the model, and the artifact."""
    model = CallingModel(turns=[[("explain_value", {"customer_id": "0012", "by": "reviews", **arguments})]])
    agent = create_agent(model, [explain_tool()], context_schema=ToolContext)
    state = agent.invoke({"messages": [HumanMessage("go")]}, context=ToolContext(shop, "analyst"))
    return next(m for m in state["messages"] if isinstance(m, ToolMessage))


def test_the_model_reads_quotes_as_quotations(telling):
    message = explained(telling)
    result = ToolResult.from_json(message.artifact)
    assert result.extra == {"customer_id": "0012", "horizon_days": 90, "quotes": True}
    assert result.table.rows
    told = json.loads(message.content)["rows"]
    assert [row["text"] for row in told] == [f"⟦{row['text']}⟧" for row in result.table.rows]


def test_quotes_stand_beside_the_reasons_that_the_explanation_tells(telling):
    quotes = ToolResult.from_json(explained(telling).artifact).table
    parts = ToolResult.from_json(explained(telling, by="reasons").artifact).table
    effects = {row["feature"]: row["contribution"] for row in parts.rows}
    assert quotes.rows
    for row in quotes.rows:
        assert effects[row["feature"]] != 0
        assert (effects[row["feature"]] < 0) == (row["effect"] == "pulls the value down")


def test_a_shop_without_reviews_says_so(call):
    found = call("explain_value", customer_id="0012", by="reviews").result
    assert found.table.rows == ()
    assert found.table.notes[0].en == "There are no reviews that could stand beside these reasons."
