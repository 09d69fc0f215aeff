"""What people see: digits with unit and currency, harmless data, exact quotes."""

import pytest

from agent.answers import QuotePart, TextPart, ValuePart, WithheldPart
from agent.evidence import gather
from agent.formatting import format_cell, inert, inert_prose, visible
from agent.proofs import Known
from agent.quotations import review_texts
from agent.rendering import Renderer
from agent.verification import Verifier
from config.text import Text
from data.metric_files import standard_dictionary
from data.metrics import ValueNames
from tests.agent.made_results import FIRST_DAY, result

HOSTILE = (
    "![p](http://evil.example/p.png) [click](javascript:alert(1)) <img src=x onerror=y> | a\nb ```x``` **b** $$x$$"
)
STORED = {"v1": "Nice. The scarf fell apart. Never again.", "v2": "<script>alert(1)</script> **bad**\n| x |"}


def render(body, *results, language="en", role="analyst", stored=STORED, names=None):
    found = {r.id: r for r in results}
    dictionary = standard_dictionary()
    if names:
        dictionary = dictionary.with_value_names(names)
    known = Known("How is it going?")
    verifier = Verifier(found, dictionary, known, FIRST_DAY, reviews=review_texts(results))
    renderer = Renderer(found, verifier.evidence, dictionary, language, role, stored.get)
    return renderer.render(verifier.check(body))


CUSTOMERS = result(
    "r1",
    "query_customers",
    [
        {
            "customer_id": "K1",
            "name": "Ann Lee",
            "country": "Germany",
            "revenue": 1234.5,
            "p_active": 0.1234,
            "recency_days": 12,
            "average_rating": 4.25,
            "last_purchase": "2010-12-09",
        }
    ],
    n=41,
)


@pytest.mark.parametrize(
    ("column", "english", "chinese"),
    [
        ("revenue", "£1,234.50", "£1,234.50"),
        ("p_active", "12.3%", "12.3%"),
        ("recency_days", "12 days", "12 天"),
        ("average_rating", "4.2", "4.2"),
        ("last_purchase", "9 December 2010", "2010年12月9日"),
        ("customer_id", "K1", "K1"),
        ("name", "Ann Lee", "Ann Lee"),
    ],
)
def test_digits_are_written_by_unit_and_language(column, english, chinese):
    for language, expected in (("en", english), ("zh", chinese)):
        parts, markdown = render(f"{{{{r1.rows[0].{column}}}}}", CUSTOMERS, language=language)
        assert markdown == expected
        (value,) = parts
        assert isinstance(value, ValuePart)
        assert value.source == f"r1.rows[0].{column}"


def test_a_unit_the_model_wrote_as_well_is_not_shown_twice():
    _, markdown = render(
        "{{r1.rows[0].recency_days}} days, £{{r1.rows[0].revenue}}, {{r1.rows[0].p_active}}%.", CUSTOMERS
    )
    assert markdown == "12 days, £1,234.50, 12.3%."


def test_a_count_and_a_date_say_what_they_are_of():
    parts, markdown = render("{{r1.n}} customers as of {{r1.as_of}}", CUSTOMERS)
    assert markdown == "41 customers as of 9 December 2010"
    assert [(p.entity, p.source) for p in parts if isinstance(p, ValuePart)] == [
        ("all customers", "r1.n"),
        ("", "r1.as_of"),
    ]


def test_a_proven_numeral_of_the_models_own_gets_its_source_too():
    parts, markdown = render("Customer K1 has a revenue of £1,234.50.", CUSTOMERS)
    assert markdown == "Customer K1 has a revenue of £1,234.50."
    (value,) = [p for p in parts if isinstance(p, ValuePart)]
    assert (value.value, value.source, value.entity) == (1234.5, "r1.rows[0].revenue", "customer K1")


def test_a_withheld_sentence_leaves_the_rest():
    parts, markdown = render("Customer K1 has a revenue of £9. There are {{r1.n}} customers.", CUSTOMERS)
    assert markdown == "[withheld: could not be proven from the results] There are 41 customers."
    assert isinstance(parts[0], WithheldPart)
    assert "£9" in parts[0].reason
    _, chinese = render("客户K1的销售额为£9。", CUSTOMERS, language="zh")
    assert chinese == "[已隐去：无法由查询结果证实]"


def test_names_of_values_are_shown_in_the_language():
    names = {"country": {"Germany": ValueNames(Text("Germany", "德国"))}}
    _, markdown = render("{{r1.rows[0].country}}", CUSTOMERS, language="zh", names=names)
    assert markdown == "德国"


def test_a_role_that_may_not_see_personal_cells_gets_dots_even_if_a_tool_forgot():
    _, markdown = render("{{r1.rows[0].name}}\n\n{{table r1 columns=customer_id,name}}", CUSTOMERS, role="business")
    assert "Ann" not in markdown
    assert markdown.count("•••") == 2


def test_a_table_says_how_much_is_left_out():
    _, markdown = render("{{table r1 columns=customer_id,revenue rows=1}}", CUSTOMERS)
    assert markdown == "| customer id | revenue |\n| --- | --- |\n| K1 | £1,234.50 |\n\nThe first 1 of 41 are listed."


def test_text_from_data_can_do_nothing():
    hostile = result("r1", "query_orders", [{"product": HOSTILE, "revenue": 1.0}], n_of="groups")
    for body in ("{{r1.rows[0].product}}", "{{table r1}}"):
        _, markdown = render(body, hostile)
        for active in ("![", "](", "<img", "```", "**", "$$", "://evil", "javascript:a"):
            assert active not in markdown.replace("\\" + active[0], "").replace("\\]", ""), (active, markdown)
    lines = render("{{table r1}}", hostile)[1].splitlines()
    assert len(lines) == 3
    assert lines[2].replace("\\|", "").count("|") == 3


def test_the_models_own_links_and_images_are_dead():
    parts, markdown = render("**Yes** ![x](https://evil.example/?q=1) <b>now</b> www.evil.example", CUSTOMERS)
    assert markdown == "**Yes** !\\[x\\](https\\://evil.example/?q=1) \\<b>now\\</b> www\\.evil.example"
    assert isinstance(parts[0], TextPart)


def test_a_link_cannot_be_put_together_from_text_and_data():
    hostile = result("r1", "query_orders", [{"product": "http://evil.example", "revenue": 1.0}], n_of="groups")
    _, markdown = render("[click]({{r1.rows[0].product}})", hostile)
    assert markdown.startswith("\\[click\\](")


def test_what_nobody_could_see_is_written_out():
    assert visible("a\u202eb\u200bc\x07") == "a⟨U+202E⟩b⟨U+200B⟩c⟨U+0007⟩"
    hostile = result("r1", "query_orders", [{"product": "12\u202e34", "revenue": 1.0}], n_of="groups")
    assert render("{{r1.rows[0].product}}", hostile)[1] == "12⟨U+202E⟩34"


def test_ordinary_text_is_left_as_it_is():
    for text in (
        "WHITE T-LIGHT HOLDER",
        "cine_photo",
        "Home & Garden",
        "50 % off (new)",
        "-£0.07",
        "+44 20",
        "71.8%",
        "O'Neil's",
    ):
        assert inert(text) == text
    assert (
        inert_prose("A **bold** word, *one* list:\n- `code`\n# Head")
        == "A **bold** word, *one* list:\n- `code`\n# Head"
    )


def quote(text, *, start=6, end=27, review="v1"):
    row = {"review_id": review, "customer_id": "K1", "date": "2010-02-18", "rating": 1.0, "product": "Scarf"}
    return result("r3", "search_reviews", [{**row, "start": start, "end": end, "text": text}], n=7, n_of="reviews")


def test_a_quote_is_the_stored_reviews_own_words():
    parts, markdown = render("{{quote r3.rows[0]}}", quote("The scarf fell apart."))
    (part,) = parts
    assert isinstance(part, QuotePart)
    assert STORED["v1"][part.start : part.end] == part.text
    said = "> “[…] The scarf fell apart. […]” — customer id K1, 18 February 2010, rating 1.0, Scarf, review id v1"
    assert markdown == said


@pytest.mark.parametrize(
    "found",
    [
        quote("The scarf fell apart!"),
        quote("The scarf fell apart.", start=5, end=26),
        quote("The scarf fell apart.", review="v9"),
        quote("", start=3, end=3),
    ],
)
def test_a_quote_that_differs_by_one_byte_is_withheld(found):
    parts, markdown = render("{{quote r3.rows[0]}}", found)
    assert [type(part) for part in parts] == [WithheldPart]
    assert "scarf" not in markdown


def test_a_hostile_quote_is_shown_and_does_nothing():
    text = STORED["v2"]
    parts, markdown = render("{{quote r3.rows[0]}}", quote(text, start=0, end=len(text), review="v2"))
    assert parts[0].text == text
    assert "<script>" not in markdown.replace("\\<", "")
    assert len(markdown.splitlines()) == 1


def test_missing_cells_are_said_to_be_unknown():
    assert format_cell(None, "money", currency="GBP") == "unknown"
    assert format_cell(None, "money", currency="GBP", language="zh") == "未知"


def test_evidence_of_nothing_is_empty():
    assert gather([], first_day=FIRST_DAY).facts == ()
