"""Answers from real reviews, and the books of a real file: each equals an independent pandas computation."""

import datetime as dt

import pandas as pd
import pytest

from config.settings import Settings
from pipeline.build import BuildRequest, build_shop
from pipeline.training_options import TrainingOptions
from tests.real_shop import SHARED, Asked, answered, real_data

pytestmark = real_data


@pytest.fixture(scope="module")
def olist(tmp_path_factory):
    """Every fourth order of the sample, with its reviews: embedding all of them takes a minute."""
    part = tmp_path_factory.mktemp("olist_part")
    tables = {
        path.name: pd.read_csv(path, dtype=str, keep_default_na=False)
        for path in (SHARED / "olist_sample").glob("*.csv")
    }
    orders = tables["olist_orders_dataset.csv"]["order_id"].iloc[::4]
    for name, table in tables.items():
        kept = table[table["order_id"].isin(orders)] if "order_id" in table else table
        kept.to_csv(part / name, index=False)
    asked = Asked(BuildRequest(str(part), source="olist"), tmp_path_factory.mktemp("olist"))
    yield asked
    asked.analyst.close()


@pytest.mark.parametrize(
    "question",
    ["what do customers who rated 1 or 2 complain about, with quotes", "打1分或2分的客户在抱怨什么？请引用原话"],
)
def test_complaints_are_counted_and_quoted_to_the_byte(olist, question):
    answer = olist.ask(question)
    tool = next(t for t in answered(answer) if t["name"] == "search_reviews")
    reviews = pd.read_parquet(olist.build.path / "reviews.parquet")
    low = reviews[(reviews["rating"] <= 2) & (reviews["text"].str.strip() != "")]
    assert tool["n"] == len(low)
    quotes = answer.to_json()["quotes"]
    texts = reviews.set_index("review_id")["text"]
    assert len(quotes) >= 3
    for quote in quotes:
        assert quote["review_id"] in set(low["review_id"])
        assert texts[quote["review_id"]][quote["start"] : quote["end"]] == quote["text"]


@pytest.mark.parametrize("question", ["average rating by product category", "各商品品类的平均评分"])
def test_average_rating_by_category(olist, question):
    tool = next(t for t in answered(olist.ask(question)) if t["name"] == "query_reviews")
    reviews = pd.read_parquet(olist.build.path / "reviews.parquet")
    expected = reviews.dropna(subset=["category"]).groupby("category")["rating"].mean()
    for row in tool["rows"]:
        if row["category"] is not None:
            assert row["average_rating"] == pytest.approx(expected[row["category"]], abs=1e-6)
    assert tool["n"] in (len(expected), len(expected) + int(reviews["category"].isna().any()))


def test_every_cdnow_line_is_explained_by_the_quality_report(tmp_path):
    settings = Settings(workspace=tmp_path / "cdnow", model="offline")
    # The quickest network: no question is asked of it.
    request = BuildRequest(
        str(SHARED / "cdnow" / "cdnow_master.csv.gz"), source="cdnow", options=TrainingOptions(network="linear")
    )
    build = build_shop(request, settings, quiet=True)
    book = build.quality().table("transactions")
    assert book.rows_in == 69_659
    assert book.rows_in == book.rows_kept + book.rows("dropped")
    assert build.manifest.rows == {"transactions": book.rows_kept, "customers": 23_570, "reviews": 0, "events": 0}
    assert build.manifest.as_of == dt.date(1998, 6, 30)
