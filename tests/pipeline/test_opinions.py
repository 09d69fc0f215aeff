"""Sentences of reviews read for aspect and sentiment, by a build and by its updates."""

import pandas as pd
import pytest

from config.errors import InputError
from data.aspects import AspectVectors, aspect_examples
from data.builds import OPINIONS, OPINIONS_ABOUT
from data.files import read_json, read_parquet
from data.review_passages import passages
from pipeline import sentiment_benchmark
from pipeline.indexing import FOLDER, add_reviews, copy_reviews, index_reviews
from pipeline.opinions import read_opinions
from tests.hashing_embedder import HashingEmbedder

# Sentences among the examples, so that letters alone tell what they speak of.
GOOD, BAD = ("Beautiful packaging.", "Great value for the money."), ("The delivery was late.", "Too expensive.")


def reviews(good: int, bad: int, **columns: object) -> pd.DataFrame:
    texts = [f"{GOOD[0]} {GOOD[1]}"] * good + [f"{BAD[0]} {BAD[1]}"] * bad
    ids = [f"v{place:03d}" for place in range(len(texts))]
    ratings = [5.0] * good + [1.0] * bad
    return pd.DataFrame({"review_id": ids, "rating": ratings, "text": texts, "language": "en", "day": 1, **columns})


@pytest.fixture(scope="module")
def examples() -> AspectVectors:
    known = aspect_examples()
    return AspectVectors(known, HashingEmbedder().embed_passages([example.text for example in known]))


def read(frame: pd.DataFrame, examples: AspectVectors):
    return read_opinions(frame, HashingEmbedder().embed_passages([p.text for p in passages(frame)]), examples)


def test_a_shop_without_ratings_is_read_by_the_examples_alone(examples):
    opinions = read(reviews(1, 1).drop(columns="rating"), examples)
    told = opinions.sentences
    assert told["review_id"].tolist() == ["v000", "v000", "v001", "v001"]
    assert told["aspect"].tolist() == ["packaging", "price", "delivery", "price"]
    assert (told["sentiment"] > 0).tolist() == [True, True, False, False]
    assert opinions.about["learned_from"] == {"examples": len(aspect_examples()), "rated_reviews": 0}
    assert opinions.about["held_out"] is None


def test_a_few_ratings_teach_nothing(examples):
    assert read(reviews(19, 40), examples).about["learned_from"]["rated_reviews"] == 0


def test_ratings_teach_and_a_fifth_of_them_is_held_out_to_tell_how_well(examples):
    about = read(reviews(20, 40), examples).about
    assert about["learned_from"]["rated_reviews"] == 60
    held = about["held_out"]
    assert (held["reviews"], held["agreement"]) == (12, 1)
    assert held["commonest"] == pytest.approx(8 / 12, abs=1e-4), "every fifth of 20 good ones, then of 40 bad ones"


def test_ratings_teach_what_a_word_of_the_shop_means(examples):
    frame = reviews(25, 25)
    frame["text"] = ["Zorgle zorgle." if rating > 3 else "Quaxty quaxty." for rating in frame["rating"]]
    told = read(frame, examples).sentences
    assert (told["sentiment"] > 0).tolist() == (frame["rating"] > 3).tolist()


def test_titles_are_no_sentences_of_the_text(examples):
    told = read(reviews(1, 0, title="Too expensive."), examples).sentences
    assert told["end"].tolist() == [20, 47]


def test_an_update_reads_new_reviews_as_the_build_did_and_leaves_the_others(tmp_path):
    embedder, frame = HashingEmbedder(), reviews(2, 2)
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    index_reviews(old, frame, embedder=embedder)
    fresh = pd.DataFrame(
        {"review_id": ["v000", "w1"], "rating": [1.0, 1.0], "text": ["Too expensive.", "Too expensive."], "day": 2}
    ).assign(language="en")
    add_reviews(new, old / FOLDER, fresh, stale=["v000"], embedder=embedder)
    before, after = read_parquet(old / OPINIONS), read_parquet(new / OPINIONS)
    kept = before[before["review_id"] != "v000"].reset_index(drop=True)
    pd.testing.assert_frame_equal(after.iloc[: len(kept)], kept)
    assert after.iloc[len(kept) :][["review_id", "aspect"]].to_numpy().tolist() == [["v000", "price"], ["w1", "price"]]
    same = before[before["aspect"] == "price"]["sentiment"].min()
    assert after["sentiment"].iloc[-2:].tolist() == pytest.approx([same, same], abs=1e-6)
    assert read_json(new / OPINIONS_ABOUT) == read_json(old / OPINIONS_ABOUT)


def test_an_update_without_reviews_takes_the_opinions_over(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    index_reviews(old, reviews(1, 1), embedder=HashingEmbedder())
    copy_reviews(old, new)
    pd.testing.assert_frame_equal(read_parquet(new / OPINIONS), read_parquet(old / OPINIONS))
    assert (new / FOLDER / "chroma.sqlite3").is_file()


def test_the_benchmark_tells_agreement_beside_simpler_ways_and_what_of_known_phrases_is_read_right(
    tmp_path, monkeypatch, capsys
):
    labelled = reviews(20, 40).rename(columns={"text": "said"})
    labelled.assign(stars=labelled["rating"])[["said", "stars"]].to_csv(tmp_path / "labelled.csv", index=False)
    monkeypatch.setattr(sentiment_benchmark, "load_embedder", lambda settings: HashingEmbedder())
    sentiment_benchmark.main([f"{tmp_path / 'labelled.csv'}:said:stars"])
    assert "right for 100.0% of 12 held-out reviews" in capsys.readouterr().out
    with pytest.raises(InputError, match="should be a CSV file with the columns 'text', 'stars'"):
        sentiment_benchmark.main([f"{tmp_path / 'labelled.csv'}:text:stars"])
