"""What the network may read of reviews' texts: means of numbers that know of no later review."""

import numpy as np
import pandas as pd
import pytest

from config.errors import InputError
from config.settings import Settings
from data.aspects import AspectVectors, aspect_examples
from data.builds import EmbedderInfo
from data.features_list_signals import DIRECTION_FEATURES, TEXT_FEATURES
from data.review_directions import principal_directions
from data.review_passages import passages, with_text
from pipeline.build import BuildRequest, build_shop
from pipeline.indexing import index_reviews
from pipeline.review_texts import add_text_columns, extend_text_columns, learned_until, text_columns
from pipeline.training_options import TrainingOptions, training_options
from pipeline.update import UpdateRequest, update_shop
from tests.hashing_embedder import HashingEmbedder
from tests.pipeline.small_shop import small_shop

COLUMNS = [feature.column for feature in TEXT_FEATURES]
EMBEDDER = HashingEmbedder()
INFO = EmbedderInfo(EMBEDDER.id, EMBEDDER.sha256, EMBEDDER.dimensions)
GOOD, BAD = "Fast shipping, it came early. I recommend it.", "Too expensive. Very disappointed."


def reviews(good: int, bad: int, *, silent: int = 1) -> pd.DataFrame:
    """Good, bad and silent reviews, one a day from day 1."""
    texts = [*[GOOD] * good, *[BAD] * bad, *[""] * silent]
    return pd.DataFrame(
        {
            "review_id": [f"v{number}" for number in range(len(texts))],
            "day": np.arange(1, len(texts) + 1),
            "rating": [*[5.0] * good, *[1.0] * bad, *[3.0] * silent],
            "title": "",
            "text": texts,
            "language": "en",
        }
    )


@pytest.fixture(scope="module")
def examples() -> AspectVectors:
    known = aspect_examples()
    return AspectVectors(known, EMBEDDER.embed_passages([example.text for example in known]))


def vectors_of(frame: pd.DataFrame) -> np.ndarray:
    return EMBEDDER.embed_passages([part.text for part in passages(with_text(frame))])


def made(frame: pd.DataFrame, examples: AspectVectors, *, day: int) -> pd.DataFrame:
    vectors = vectors_of(frame)
    about = learned_until(frame, vectors, examples=examples, day=day)
    return text_columns(frame, vectors, examples=examples, about=about)


def test_praise_and_complaint_are_told_apart_by_what_they_are_of(examples):
    found = made(reviews(1, 1), examples, day=10)
    assert found.columns.tolist() == COLUMNS
    assert found["sentiment_text"].iloc[0] > 0 > found["sentiment_text"].iloc[1]
    assert found["sentiment_delivery"].notna().tolist() == [True, False, False]
    assert found["sentiment_price"].notna().tolist() == [False, True, False]
    assert found.iloc[2].isna().all()  # it says nothing


def test_reviews_after_the_learned_day_change_no_number_of_the_earlier_ones(examples):
    earlier = reviews(25, 25)
    day = int(earlier["day"].max())
    # Later customers put their praise in words of complaint: a model that had read them would doubt both.
    later = earlier.assign(
        review_id=[f"w{number}" for number in range(len(earlier))],
        day=earlier["day"] + day,
        rating=6 - earlier["rating"],
    )
    both = pd.concat([earlier, later], ignore_index=True)
    alone, together = made(earlier, examples, day=day), made(both, examples, day=day).iloc[: len(earlier)]
    pd.testing.assert_frame_equal(alone, together, rtol=0, atol=1e-6)
    doubting = made(both, examples, day=2 * day)["sentiment_text"].iloc[0]
    assert doubting < alone["sentiment_text"].iloc[0] - 0.1


def test_without_a_review_by_the_learned_day_the_examples_teach_alone(examples):
    frame = reviews(1, 1)
    about = learned_until(frame, vectors_of(frame), examples=examples, day=0)
    assert about["learned_from"] == {"examples": len(examples.examples), "rated_reviews": 0}


def test_directions_are_orthonormal_and_never_turn_round(examples):
    found = principal_directions(examples)
    assert found.shape == (len(DIRECTION_FEATURES), EMBEDDER.dimensions)
    np.testing.assert_allclose(found @ found.T, np.eye(len(found)), atol=1e-9)
    assert (found.max(axis=1) == np.abs(found).max(axis=1)).all()


def test_an_update_reads_new_reviews_as_the_build_did_and_leaves_the_others(tmp_path):
    frame, old, new = reviews(2, 2), tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
    index_reviews(old, frame, embedder=EMBEDDER)
    known = add_text_columns(old, frame, embedder=INFO, learned_day=2)
    fresh = frame.iloc[[2]].assign(review_id="w", day=9)
    everything = pd.concat([known, fresh], ignore_index=True)
    index_reviews(new, everything[frame.columns], embedder=EMBEDDER)
    found = extend_text_columns(old, new, everything, fresh, embedder=INFO)
    pd.testing.assert_frame_equal(found.iloc[:-1], known)
    assert found[COLUMNS].iloc[-1].tolist() == pytest.approx(known[COLUMNS].iloc[2].tolist(), nan_ok=True)
    assert (new / "review_texts.json").read_text() == (old / "review_texts.json").read_text()


def test_a_build_that_does_not_read_texts_gives_its_updates_none(tmp_path):
    frame = reviews(1, 1)
    assert extend_text_columns(tmp_path, tmp_path, frame, frame, embedder=INFO) is frame


@pytest.fixture(scope="module")
def shop_files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("texts")
    lines = small_shop(40, 240, seed=11, mean_gap_days=20.0)
    dated = lines.assign(date=pd.to_datetime(lines["day"], unit="D").dt.date, amount=lines["amount_minor"] / 100)
    orders = dated[["customer_id", "order_id", "date", "amount"]]
    said = pd.DataFrame({"review_id": ["r1", "r2"], "date": "2011-02-01", "rating": [5, 1], "text": [GOOD, BAD]})
    paths = {name: folder / f"{name}.csv" for name in ("orders", "said", "more")}
    orders.to_csv(paths["orders"], index=False)
    said.assign(customer_id=["C00001", "C00002"]).to_csv(paths["said"], index=False)
    more = said.iloc[[1]].assign(review_id="r3", customer_id="C00001", date="2011-02-02")
    more.to_csv(paths["more"], index=False)
    return paths


def test_the_network_of_a_build_and_of_its_update_reads_them_where_asked_to(shop_files, tmp_path):
    settings = Settings(workspace=tmp_path)
    request = BuildRequest(
        str(shop_files["orders"]),
        reviews=shop_files["said"],
        horizon_days=60,
        currency="EUR",
        options=TrainingOptions(review_texts=True),
    )
    first = build_shop(request, settings, quiet=True, embedder=EMBEDDER)
    said = first.customers().set_index("customer_id")["text_sentiment"]
    assert said["C00001"] > 0 > said["C00002"]
    assert said.notna().sum() == 2
    update = UpdateRequest(str(shop_files["orders"]), reviews=shop_files["more"])
    second = update_shop(update, settings, quiet=True, embedder=EMBEDDER).build
    now = second.customers().set_index("customer_id")["text_sentiment"]
    assert now["C00001"] == pytest.approx((said["C00001"] + said["C00002"]) / 2)
    assert now["C00002"] == said["C00002"]


def test_texts_are_asked_for_only_where_there_are_some(shop_files, tmp_path):
    request = BuildRequest(str(shop_files["orders"]), currency="EUR", options=TrainingOptions(review_texts=True))
    with pytest.raises(InputError, match="takes reviews with texts"):
        build_shop(request, Settings(workspace=tmp_path), quiet=True)
    with pytest.raises(InputError, match="reads no texts"):
        training_options("linear", tune_seconds=None, log_folder=None, review_texts=True)
