import pytest

from data.review_quotes import MOST_CHARACTERS, MOST_HAN, opening_quote, sentences
from data.review_words import stem, words


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
