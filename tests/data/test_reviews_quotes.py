import numpy as np
import pytest

from data.review_quotes import MOST_CHARACTERS, best_quotes, opening_quote, sentences
from data.review_topics import SpokenReview, find_topics
from data.review_words import stem, words
from data.spherical_k_means import spherical_k_means
from tests.hashing_embedder import HashingEmbedder


def anything(text):
    return True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Late. Broken!  Bad service", ["Late.", "Broken!", "Bad service"]),
        ("太慢了！包装破了。没人回复", ["太慢了！", "包装破了。", "没人回复"]),
        (
            "It took 3.5 weeks, see a.b@example.com. Never again",
            ["It took 3.5 weeks, see a.b@example.com.", "Never again"],
        ),
        ("line one\r\nline two", ["line one", "line two"]),
        ("...", []),
        ("", []),
        ("！！好！！", ["好！！"]),
    ],
)
def test_sentences_are_exact_slices(text, expected):
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_a_long_sentence_ends_at_a_pause_before_the_limit():
    text = "word, " * 60
    ((start, end),) = sentences(text)
    assert end - start <= MOST_CHARACTERS
    assert text[start:end].endswith("word")
    ((start, end),) = sentences("字" * 500)
    assert end - start == MOST_CHARACTERS


def test_the_sentence_with_the_highest_score_is_quoted():
    reviews = [("v1", "Nice colour. The zip broke. Bye"), ("v2", "The zip is fine"), ("v3", "...")]
    spans = best_quotes(reviews, scores=lambda parts: [float("broke" in part) for part in parts], allowed=anything)
    texts = dict(reviews)
    assert [texts[span.review_id][span.start : span.end] for span in spans] == ["The zip broke.", "The zip is fine"]


def test_what_may_not_be_quoted_is_passed_over():
    reviews = [("v1", "Call 0301234567. Too late."), ("v2", "Call 0301234567.")]
    spans = best_quotes(reviews, scores=lambda parts: [1.0] * len(parts), allowed=lambda text: "0" not in text)
    assert [(span.review_id, span.start, span.end) for span in spans] == [("v1", 17, 26)]


def test_an_opening_quote_takes_whole_sentences_while_they_fit():
    text = "A good start. " + "b" * 150 + ". End."
    span = opening_quote("v1", text, allowed=anything)
    assert text[span.start : span.end] == "A good start."
    span = opening_quote("v1", "One. Two. Three.", allowed=lambda part: part != "Three.")
    assert (span.start, span.end) == (0, 9)
    assert opening_quote("v1", "!!", allowed=anything) is None


def test_words_keep_negations_and_drop_what_says_nothing():
    assert words("I did NOT receive the refund") == ["not receive", "refund"]
    assert words("Ainda não recebi o produto") == ["não recebi"]
    assert words("质量不好，没有包装") == ["质量", "不好", "没有包装"]


def test_forms_and_spellings_of_a_word_share_a_stem():
    assert stem("cancelado") == stem("cancelamento") == stem("CANCELEI".lower())
    assert stem("não entregue") == stem("nao entregaram")


# Of equal length, so that taking the length out takes nothing else.
COMPLAINTS = (
    *("the delivery was late", "late delivery, again!", "a delivery too late..", "the late, late delivery"),
    *("the zip broke at once", "a cheap zip, it broke", "the zip: broke, again!", "my zip broke at once.."),
)


def spoken(times=5):
    texts = [text for text in COMPLAINTS for _ in range(times)]
    return [SpokenReview(f"v{i:03d}", text, "en") for i, text in enumerate(texts)]


def test_topics_group_what_belongs_together_and_count_each_review_once():
    reviews = spoken()
    topics = find_topics(reviews, HashingEmbedder().embed_passages([r.text for r in reviews]), seed=7)
    everyone = [review_id for topic in topics for review_id in topic.review_ids]
    assert sorted(everyone) == [review.review_id for review in reviews]
    assert sum(topic.share for topic in topics) == pytest.approx(1)
    assert [topic.n for topic in topics] == sorted((topic.n for topic in topics), reverse=True)
    texts = {review.review_id: review.text for review in reviews}
    for topic in topics:
        about = {"zip" in texts[review_id] for review_id in topic.review_ids}
        assert len(about) == 1, topic
        assert topic.name in topic.terms
        assert ("zip" in topic.terms) == about.pop()


def test_topic_quotes_are_slices_of_reviews_of_that_topic():
    reviews = spoken()
    texts = {review.review_id: review.text for review in reviews}
    for topic in find_topics(reviews, HashingEmbedder().embed_passages(list(texts.values())), seed=7):
        assert 1 <= len(topic.quotes) <= 2
        for span in topic.quotes:
            assert span.review_id in topic.review_ids
            assert any(word in texts[span.review_id][span.start : span.end] for word in ("zip", "delivery"))


def test_equal_reviews_and_seed_give_equal_topics():
    reviews = spoken()
    vectors = HashingEmbedder().embed_passages([review.text for review in reviews])
    assert find_topics(reviews, vectors, seed=3) == find_topics(reviews, vectors, seed=3)


def test_topics_of_two_languages_are_not_the_languages():
    pairs = [("the zip broke", "拉链坏了"), ("delivery was late", "送货太晚")]
    reviews = [
        SpokenReview(f"v{i}-{j}-{language}", text, language)
        for i, (english, chinese) in enumerate(pairs)
        for j in range(25)
        for language, text in (("en", english), ("zh", chinese))
    ]
    # Meaning in two places, language in a third that is far stronger: as in real embeddings.
    rows = [[float("v0" in r.review_id), float("v1" in r.review_id), 4.0 * (r.language == "zh")] for r in reviews]
    noise = np.random.default_rng(7).normal(0, 0.05, (len(rows), 3))
    vectors = (np.array(rows) + noise).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    topics = find_topics(reviews, vectors, seed=7)
    largest = topics[0]
    assert {review_id[-2:] for review_id in largest.review_ids} == {"en", "zh"}


@pytest.mark.parametrize("texts", [["great"], ["ok", "ok"], ["!!!", "???", "..."]])
def test_very_few_or_wordless_reviews_are_one_topic(texts):
    reviews = [SpokenReview(f"v{i}", text, "en") for i, text in enumerate(texts)]
    (topic,) = find_topics(reviews, HashingEmbedder().embed_passages(texts), seed=7)
    assert topic.n == len(texts)
    assert topic.share == 1


def test_k_means_finds_directions():
    generator = np.random.default_rng(7)
    vectors = np.vstack([generator.normal(0, 0.1, (30, 4)) + np.eye(4)[i] for i in (0, 1, 2)]).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    centres = spherical_k_means(vectors, count=3, seed=1)
    groups = np.argmax(vectors @ centres.T, axis=1).reshape(3, 30)
    assert [len(set(row)) for row in groups.tolist()] == [1, 1, 1]
    assert len(set(groups[:, 0].tolist())) == 3
