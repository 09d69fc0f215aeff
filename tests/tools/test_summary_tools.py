"""Summaries of reviews whose sentences were read by hand, so that every count can be added up."""

import datetime as dt

import pandas as pd
import pytest
from pydantic import ValidationError

from config.errors import ToolInputError
from config.settings import Settings
from data.opinions import Opinions
from data.query_tables import QueryTables
from data.query_time import day_number
from tools.context import ToolContext
from tools.review_tools import SearchReviews, search_reviews
from tools.sentiment_assessment import sentiment_assessment
from tools.shop import Shop
from tools.summary_tools import SummariseReviews, summarise_reviews

LATE, SOUND, DEAR, GOOD = "It came late.", "It came in time.", "Too dear.", "Good lamp."
AS_OF, FIRST = dt.date(2010, 6, 20), dt.date(2010, 1, 5)
# How sentences were read: aspect, particulars, sentiment.
READ = {
    LATE: ("delivery", "", -0.9),
    SOUND: ("delivery", "", 0.8),
    DEAR: ("price", "", -0.7),
    GOOD: ("general", "own1", 0.9),
}
# Customer (13085 is of high value, 0012 is not), month, rating, what is said; how many reviews of it.
WRITTEN = [
    ("13085", 4, 1.0, (LATE,), 2),
    ("13085", 4, 4.0, (GOOD, SOUND), 10),
    ("13085", 5, 2.0, (LATE, DEAR), 9),
    ("13085", 5, 5.0, (GOOD,), 3),
    ("13085", 6, 3.0, (LATE, SOUND), 1),
    ("0012", 4, 5.0, (GOOD,), 11),
    ("0012", 5, 2.0, (LATE,), 1),
    ("0012", 5, 3.0, ("",), 1),
]


class ToldShop(Shop):
    """A shop whose reviews were read by hand."""

    opinions = None


@pytest.fixture(scope="module")
def written() -> pd.DataFrame:
    rows = [
        (customer, day_number(dt.date(2010, month, 10)), rating, " ".join(said))
        for customer, month, rating, said, times in WRITTEN
        for _ in range(times)
    ]
    frame = pd.DataFrame(rows, columns=["customer_id", "day", "rating", "text"])
    return frame.assign(
        review_id=[f"v{n:02d}" for n in range(len(frame))],
        language="en",
        product_id="P1",
        product_name="Lamp",
        category="Home",
    )


@pytest.fixture(scope="module")
def told_shop(shop, build, customers, transactions, written):
    rows = []
    for review_id, text in zip(written["review_id"], written["text"], strict=True):
        rows += [(review_id, text.index(s), text.index(s) + len(s), *READ[s]) for s in READ if s in text]
    sentences = pd.DataFrame(rows, columns=["review_id", "start", "end", "aspect", "particulars", "sentiment"])
    held_out = {"reviews": 300, "agreement": 0.91, "examples_alone": 0.88, "word_list": 0.7, "commonest": 0.6}
    about = {"held_out": held_out, "particulars": [{"key": "own1", "words": ["lamp"], "stems": ["lamp"]}]}
    tables = QueryTables.create(
        customers, transactions, reviews=written, as_of_day=day_number(AS_OF), first_day=day_number(FIRST)
    )
    made = ToldShop(build, Settings(), tables=tables, dictionary=shop.dictionary)
    made.opinions, made.reviews = Opinions(sentences, about), written
    return made


@pytest.fixture
def summary(told_shop):
    def run(role="analyst", language="en", **arguments):
        return summarise_reviews(ToolContext(told_shop, role, language), SummariseReviews(**arguments))

    return run


HIGH = [{"column": "customer_id", "op": "eq", "value": "13085"}]
LOYAL = [{"column": "customer_id", "op": "eq", "value": "0012"}]


def row_of(table, aspect):
    return next(row for row in table.rows if row["key"] == aspect)


def test_reviews_are_counted_once_in_each_thing_on_one_side_or_neither(summary):
    table = summary()
    assert {row["of"] for row in table.rows} == {37}, "38 reviews, one without text"
    delivery = row_of(table, "delivery")
    assert (delivery["reviews"], delivery["complaints"], delivery["praise"]) == (23, 12, 10), "1 + 1 is neither"
    assert delivery["complaints_share"] == pytest.approx(12 / 37)
    assert (row_of(table, "price")["complaints"], row_of(table, "own1")["praise"]) == (9, 24)
    assert table.rows[-1]["key"] == "general", "the verdict without a reason comes last"


def test_every_count_opens_into_exactly_its_reviews(summary, told_shop):
    for row in summary().rows:
        for side, count in ((None, "reviews"), ("negative", "complaints"), ("positive", "praise")):
            asked = SearchReviews(aspect=row["key"], polarity=side, limit=50)
            found = search_reviews(ToolContext(told_shop, "analyst"), asked)
            assert found.n == len(found.rows) == row[count], (row["key"], side)
            assert len({quote["review_id"] for quote in found.rows}) == found.n


def test_complaints_come_with_the_quote_of_the_lowest_rated_review_and_praise_with_the_highest(summary):
    complaint, praise = row_of(summary(polarity="negative"), "delivery"), row_of(summary(polarity="positive"), "own1")
    assert (complaint["text"], complaint["rating"]) == (LATE, 1)
    assert (praise["text"], praise["rating"]) == (GOOD, 5)
    assert [row["key"] for row in summary(polarity="negative").rows] == ["delivery", "price"]


def test_filters_and_days_narrow_what_is_counted(summary):
    assert row_of(summary(customer_ids=["0012"], rating_max=2), "delivery")["share"] == 1
    assert row_of(summary(start=dt.date(2010, 5, 1), end=dt.date(2010, 5, 31)), "delivery")["reviews"] == 10


def test_names_are_in_the_language_of_the_conversation(summary):
    assert row_of(summary(language="zh"), "delivery")["name"] == "物流配送"
    assert row_of(summary(language="zh"), "own1")["name"] == "“lamp”"
    assert all(note.zh for note in summary().notes)


def test_how_far_sentiment_agrees_with_ratings_is_said(summary):
    said = [note.en for note in summary().notes]
    assert any("agrees with the rating in 91% of 300 held-out reviews" in note for note in said)


def test_one_aspect_over_time_tells_the_last_whole_month_against_the_one_before(summary):
    table = summary(aspects=["delivery"], polarity="negative", by="month", customer_ids=["13085"])
    told = [(row["month"], row["of"], row["complaints"]) for row in table.rows]
    assert told == [("2010-04", 12, 2), ("2010-05", 12, 9), ("2010-06", 1, 0)]
    april, may, june = table.rows
    assert may["change"] == pytest.approx(9 / 12 - 2 / 12)
    assert may["verdict"] == "rose"
    assert may["p_value"] == pytest.approx(2 * (220 * 66 + 66 * 12 + 12) / 2496144, abs=1e-6), "Fisher, 9 and 2 of 12"
    assert april["verdict"] is None
    assert june["verdict"] is None
    assert any("ends on 2010-06-20" in note.en for note in table.notes)


def test_all_aspects_of_the_last_whole_month_are_tested_against_the_month_before(summary):
    table = summary(polarity="negative", by="month", customer_ids=["13085"])
    price = row_of(table, "price")
    assert (price["first"], price["first_of"], price["second"], price["second_of"]) == (9, 12, 0, 12)
    assert price["verdict"] == "rose"
    assert "Group A: 2010-05; group B: 2010-04." in [note.en for note in table.notes]


def test_two_groups_differ_where_chance_alone_would_hardly_make_it(summary):
    table = summary(polarity="negative", filters=HIGH, against=LOYAL)
    delivery, price = row_of(table, "delivery"), row_of(table, "price")
    assert (delivery["first"], delivery["first_of"], delivery["second"], delivery["second_of"]) == (11, 25, 1, 12)
    assert delivery["difference"] == pytest.approx(11 / 25 - 1 / 12)
    assert delivery["p_value"] == pytest.approx(0.059, abs=0.002)
    assert delivery["verdict"] == "no difference beyond chance"
    assert (price["first"], price["second"]) == (9, 0)
    assert price["verdict"] == "more in A"


def test_noise_is_not_told_as_a_finding(summary):
    alike = summary(polarity="positive", filters=LOYAL, against=HIGH, start=dt.date(2010, 5, 1))
    assert {row["verdict"] for row in alike.rows} == {"no difference beyond chance"}


def test_a_part_is_set_against_the_rest_of_the_whole(summary):
    for groups in ({"filters": LOYAL, "against": []}, {"filters": [], "against": LOYAL}):
        table = summary(polarity="negative", **groups)
        first, second = ("first_of", "second_of") if groups["filters"] else ("second_of", "first_of")
        assert (table.rows[0][first], table.rows[0][second]) == (12, 25)
        assert any(note.en.startswith("12 reviews belong to both groups") for note in table.notes)


def test_groups_without_reviews_of_their_own_cannot_be_compared(summary):
    with pytest.raises(ToolInputError, match="nothing to compare"):
        summary(filters=HIGH, against=HIGH)


def test_what_there_is_not_is_told(summary, told_shop, monkeypatch):
    with pytest.raises(ToolInputError, match="no aspect is called"):
        summary(aspects=["weather"])
    with pytest.raises(ToolInputError, match="two whole spans"):
        summary(by="year")
    assert summary(rating_min=6).rows == ()
    with pytest.raises(ValidationError, match="either by"):
        SummariseReviews(by="month", against=[])
    monkeypatch.setattr(told_shop, "opinions", None)
    with pytest.raises(ToolInputError, match="build the workspace again"):
        summary()


def test_the_support_desk_and_business_get_counts_and_no_customer(summary):
    for role in ("support", "business"):
        table = summary(role=role)
        assert row_of(table, "delivery")["complaints"] == 12
        assert "customer_id" not in {column.key for column in table.columns}


def test_the_reading_of_reviews_is_assessed_beside_simpler_ways(told_shop, monkeypatch):
    table = sentiment_assessment(told_shop, "en")
    assert [(row["agreement"], row["reviews"]) for row in table.rows] == [
        (0.91, 300),
        (0.88, 300),
        (0.7, 300),
        (0.6, 300),
    ]
    assert sentiment_assessment(told_shop, "zh").rows[2]["name"] == "词表"
    monkeypatch.setitem(told_shop.opinions.about, "held_out", None)
    with pytest.raises(ToolInputError, match="too few"):
        sentiment_assessment(told_shop, "en")
