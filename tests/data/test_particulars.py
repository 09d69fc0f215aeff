"""Particulars of a shop on sentences whose vectors are made by hand: one direction a meaning."""

import numpy as np

from data.particulars import Heard, Particular, find_particulars, particulars_of

MEANINGS = ("screen", "breakfast", "price")


def heard(*told: tuple[str, str, str, int]) -> Heard:
    """Sentences given as text, aspect, meaning and how many reviews say so, each in words of its own."""
    texts, aspects, owners, vectors = [], [], [], []
    for text, aspect, meaning, times in told:
        for time in range(times):
            texts.append(f"{text} {'abcdefghijklmnopqrstuvwxyz'[time]}{time}")
            aspects.append(aspect)
            owners.append(f"v{len(owners)}")
            vectors.append(np.eye(len(MEANINGS), dtype=np.float32)[MEANINGS.index(meaning)])
    return Heard(texts, owners, ["en"] * len(texts), aspects, np.stack(vectors))


def test_words_left_over_are_found_and_words_for_one_thing_are_put_together():
    found = find_particulars(
        heard(
            ("bright screen", "", "screen", 12),
            ("dull display", "quality", "screen", 11),
            ("breakfast buffet", "", "breakfast", 10),
            ("expensive ticket", "price", "price", 20),
        )
    )
    assert [each.key for each in found] == ["own1", "own2"]
    assert set(found[0].words) == {"bright", "screen", "dull", "display"}
    assert set(found[1].words) == {"breakfast", "buffet"}


def test_a_word_of_few_reviews_or_of_one_copied_phrase_is_no_particular():
    assert find_particulars(heard(("flicker", "", "screen", 9), ("other ticket", "price", "price", 20))) == ()
    copied = heard(("bright screen", "", "screen", 12), ("dear ticket", "price", "price", 20))
    texts = [text.rsplit(" ", 1)[0] for text in copied.texts]
    assert find_particulars(Heard(texts, copied.owners, copied.languages, copied.aspects, copied.vectors)) == ()


def test_a_sentence_speaks_of_what_it_has_a_word_of():
    screen = Particular("own1", ("screen",), frozenset({"screen"}))
    sound = Particular("own2", ("speakers",), frozenset({"speake"}))
    told = [particulars_of(text, (screen, sound)) for text in ("Two screens, loud speaker.", "The SCREEN!", "Nice.")]
    assert told == ["own1 own2", "own1", ""]


def test_a_particular_is_named_by_its_commonest_words_and_reads_back_the_same():
    screen = Particular("own1", ("屏幕", "像素", "显示", "拍照"), frozenset({"屏幕", "像素", "显示", "拍照"}))
    assert (screen.name.en, screen.name.zh) == ("“屏幕, 像素, 显示”", "“屏幕、像素、显示”")
    assert Particular.from_json(screen.to_json()) == screen
