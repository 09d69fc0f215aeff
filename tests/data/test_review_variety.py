import numpy as np

from data.review_variety import Quotable, varied


def chosen(quotes, limit, vectors=None):
    return varied(quotes, limit, vectors=np.eye(len(quotes)) if vectors is None else vectors)


def test_a_sentence_is_shown_once_whatever_its_case_marks_and_a_letter():
    texts = [
        "The battery died after a week.",
        "the battery died after a week!!",
        "The batery died after a week",
        "Late",
    ]
    assert chosen([Quotable(text) for text in texts], 4) == [0, 3]


def test_chinese_sentences_alike_are_shown_once():
    assert chosen([Quotable(text) for text in ("电池很快就没电了。", "电池很快就没电了！", "物流太慢了")], 3) == [0, 2]


def test_one_customer_and_one_product_do_not_fill_the_answer():
    quotes = [Quotable(f"sentence {i * 11111}", "anna", "lamp") for i in range(6)]
    quotes += [Quotable(f"other words {i * 77777}", f"c{i}", "lamp") for i in range(6)]
    quotes += [Quotable(f"still others {i * 33333}", f"d{i}", "mug") for i in range(6)]
    # Of eight: two of anna, four of the lamp with them, then mugs.
    assert chosen(quotes, 8) == [0, 1, 6, 7, 12, 13, 14, 15]


def test_where_there_is_nothing_else_one_customer_may_fill_it():
    quotes = [Quotable(f"sentence {i * 11111}", "anna", "lamp") for i in range(6)]
    assert chosen(quotes, 4) == [0, 1, 2, 3]


def test_quotes_without_customer_or_product_are_not_held_back():
    assert chosen([Quotable(f"sentence {i * 11111}") for i in range(6)], 5) == [0, 1, 2, 3, 4]


def test_sentences_of_nearly_one_vector_are_shown_once():
    quotes = [Quotable(text) for text in ("My mum smiled", "A neighbour was happy", "The box was torn", "It was late")]
    vectors = np.array([[1, 0, 0], [0.98, 0.199, 0], [0, 1, 0], [0, 0, 1]])
    assert chosen(quotes, 4, vectors) == [0, 2, 3]
    # Where all are as near to one another, as the vectors of some models always are, none is left out.
    assert chosen(quotes, 4, np.ones((4, 1))) == [0, 1, 2, 3]
