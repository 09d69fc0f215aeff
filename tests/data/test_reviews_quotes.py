import pytest

from data.aspects import AspectVectors, aspect_examples
from data.review_passages import Passage
from data.review_quotes import MOST_CHARACTERS, MOST_HAN, QuoteSpan, opening_quote, sentences
from data.review_topics import find_topics
from data.review_words import stem, words
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


@pytest.mark.parametrize(
    ("text", "most"),
    [("word, " * 60, MOST_CHARACTERS), ("字" * 500, MOST_HAN), ("慢，" * 200, MOST_HAN), ("x" * 999, 160)],
)
def test_a_long_sentence_is_parted_at_pauses_and_nothing_is_lost(text, most):
    spans = sentences(text)
    assert len(spans) > 1
    assert all(0 < end - start <= most for start, end in spans)
    kept = "".join(text[start:end] for start, end in spans)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


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


# Among the examples of the aspects, so that letters alone tell what they speak of.
COMPLAINTS = {
    "delivery": ["The delivery was late.", "Shipping took several weeks.", "The courier was careless."],
    "price": ["Too expensive.", "It is cheaper elsewhere."],
    "service": ["Nobody replied to my messages."],
}


def vectors_of(texts):
    return HashingEmbedder().embed_passages(texts)


def examples():
    known = aspect_examples()
    return AspectVectors(known, vectors_of([example.text for example in known]))


def topics_of(reviews, **options):
    """Topics of reviews given as id and text."""
    parts = [
        Passage(QuoteSpan(review_id, start, end), text[start:end])
        for review_id, text in reviews.items()
        for start, end in sentences(text)
    ]
    languages = dict.fromkeys(reviews, "en")
    vectors = vectors_of([part.text for part in parts])
    return find_topics(parts, vectors, examples=examples(), languages=languages, **options)


def spoken():
    """Each complaint in five reviews, and two reviews that complain of two things."""
    texts = [text for texts in COMPLAINTS.values() for text in texts for _ in range(5)]
    both = f"{COMPLAINTS['delivery'][0]} {COMPLAINTS['price'][0]}"
    return {f"v{i:03d}": text for i, text in enumerate([*texts, both, both])}


def test_reviews_are_counted_once_in_every_topic_they_speak_of():
    counts = {topic.aspect.key: topic.n for topic in topics_of(spoken())}
    assert counts == {"delivery": 17, "price": 12, "service": 5}


def test_topics_come_largest_first_with_shares_of_all_reviews():
    topics = topics_of(spoken())
    assert [topic.aspect.key for topic in topics] == ["delivery", "price", "service"]
    assert [topic.share for topic in topics] == pytest.approx([17 / 32, 12 / 32, 5 / 32])


def test_a_review_counts_once_however_often_it_says_it():
    (topic,) = topics_of({"v1": "The delivery was late. Shipping took several weeks. The courier was careless."})
    assert (topic.aspect.key, topic.n, topic.share) == ("delivery", 1, 1)


def test_the_verdict_without_a_reason_comes_last():
    reviews = spoken() | {f"w{i}": "I would not buy again. Very disappointed." for i in range(40)}
    topics = topics_of(reviews)
    assert topics[-1].aspect.key == "general"
    assert topics[-1].n == 40


def test_topics_are_named_in_both_languages_and_by_their_own_words():
    for topic in topics_of(spoken()):
        assert topic.aspect.name.en
        assert topic.aspect.name.zh
        said = " ".join(COMPLAINTS[topic.aspect.key]).lower()
        assert topic.terms
        assert all(word in said for term in topic.terms for word in term.split())


def test_topic_quotes_are_slices_of_reviews_of_that_topic():
    reviews = spoken()
    for topic in topics_of(reviews):
        different = len(COMPLAINTS[topic.aspect.key])
        assert len({span.review_id for span in topic.quotes}) == len(topic.quotes) == min(2, different)
        for span in topic.quotes:
            assert span.review_id in topic.review_ids
            assert reviews[span.review_id][span.start : span.end] in COMPLAINTS[topic.aspect.key]


def test_what_may_not_be_quoted_is_counted_but_not_quoted():
    reviews = {"v1": "Nobody replied to my messages.", "v2": "Nobody replied to my messages, call 0301234567."}
    (topic,) = topics_of(reviews, allowed=lambda text: "0301234567" not in text)
    assert topic.n == 2
    assert [span.review_id for span in topic.quotes] == ["v1"]


def test_equal_reviews_give_equal_topics_in_any_company():
    reviews = spoken()
    assert topics_of(reviews) == topics_of(reviews)
    alone = topics_of({key: text for key, text in reviews.items() if "expensive" in text and "late" not in text})
    within = next(topic for topic in topics_of(reviews) if topic.aspect.key == "price")
    assert {r for topic in alone for r in topic.review_ids} <= set(within.review_ids)


@pytest.mark.parametrize("reviews", [{}, {"v1": "!!!"}, {"v1": ""}])
def test_no_words_give_no_topics(reviews):
    assert topics_of(reviews) == []


def test_every_aspect_has_examples_in_every_language():
    known = {(example.aspect.key, example.language) for example in aspect_examples()}
    keys = {example.aspect.key for example in aspect_examples()}
    assert known == {(key, language) for key in keys for language in ("en", "zh", "pt")}
    assert len({example.id for example in aspect_examples()}) == len(aspect_examples())
