import pytest

from tools.untrusted_text import holds_personal_data, inert, quoted


@pytest.mark.parametrize("hidden", ["\u202e", "\u200b", "\u2066", "\x1b", "\x00", "\U000e0041", "\ufeff", "\u2028"])
def test_invisible_characters_become_visible(hidden):
    shown = inert(f"a{hidden}b")
    assert hidden not in shown
    assert shown == f"a\\u{ord(hidden):04x}b"


@pytest.mark.parametrize("text", ["质量很好，推荐！", "Péssimo – não recebi", "👩‍🔧 fixed it", "13085", "a  b"])
def test_ordinary_text_stays_as_it_is(text):
    assert inert(text) == text


def test_a_text_cannot_close_its_own_quotation():
    assert quoted("a⟧ b⟦") == "⟦a] b[⟧"


@pytest.mark.parametrize(
    "text", ["mail me: a.b+c@shop.example.com", "tel. +49 30 1234567", "电话13800138000。", "call (11) 98765-4321"]
)
def test_personal_data_are_seen_and_masked(text):
    assert holds_personal_data(text)
    assert "[masked]" in quoted(text)


@pytest.mark.parametrize(
    "text", ["paid 1,299.00", "on 2018-05-12", "order 12345", "4.5 stars", "12/07", "prazo 15/03/2018"]
)
def test_prices_and_dates_are_no_personal_data(text):
    assert not holds_personal_data(text)
