import datetime as dt
import re
from dataclasses import replace

import pytest

from agent.answers import ChartPart, QuotePart, ReportPart, TablePart, TextPart, ValuePart, WithheldPart
from data.tables import Table
from prompts.library import load_texts
from tests.ui.scripted_analyst import (
    HOSTILE,
    QUESTIONS,
    chart_answer,
    make_answer,
    review_answer,
    top_answer,
    value,
)
from tools.results import ToolResult
from ui.cards import card_blocks
from ui.cells import CellTexts


def card(answer):
    return "".join(block for block in card_blocks(answer, CellTexts()) if isinstance(block, str))


def value_tags(html):
    return re.findall(r'<span class="kz-value"([^>]*)>([^<]*)</span>', html)


def test_every_value_carries_its_source():
    tags = value_tags(card(top_answer(QUESTIONS["en"][0])))
    assert [text for _, text in tags] == ["£172,000.50", "£98,310.25", "4,312"]
    for attributes, _ in tags:
        for name in ("exact", "metric", "definition", "entity", "cell", "tool", "arguments", "as-of"):
            assert f"data-kz-{name}=" in attributes
    first = tags[0][0]
    assert 'data-kz-exact="172000.5 GBP"' in first
    assert 'data-kz-metric="Predicted value (predicted_value)"' in first
    assert 'data-kz-cell="result r1, row 1, Predicted value (r1.rows[0].predicted_value)"' in first
    assert 'data-kz-tool="query_customers"' in first
    assert 'data-kz-as-of="2010-12-09"' in first
    assert 'role="button"' in first
    assert 'tabindex="0"' in first


def test_a_number_from_the_question_says_so():
    part = ValuePart("1,000", 1000, "count", "revenue", "", "question")
    ((attributes, _),) = value_tags(card(make_answer("over 1000?", (part,), ())))
    assert 'data-kz-cell="from your question"' in attributes


def test_a_value_of_an_earlier_answers_result_still_names_its_cell():
    ((attributes, _),) = value_tags(card(make_answer("x", (value("£1", 1.0, "r9.rows[0].revenue"),), ())))
    assert 'data-kz-cell="r9.rows[0].revenue"' in attributes


def test_table_cells_show_the_result_and_carry_their_place():
    html = card(top_answer(QUESTIONS["en"][0]))
    assert '<td class="kz-number"><span class="kz-cell" data-kz-exact="98310.25"' in html
    assert 'data-kz-cell="r1.rows[1].predicted_value">£98,310.25</span>' in html
    assert '<table data-kz-tool="query_customers"' in html


def test_rows_beyond_those_asked_for_are_there_but_folded():
    html = card(top_answer(QUESTIONS["en"][0]))
    assert html.count("<tr>") == 1 + 5
    assert html.count("<tr hidden data-kz-rest>") == 2
    assert "Show all 7 rows" in html


def test_a_missing_cell_is_a_dash_and_an_empty_table_to_be_empty():
    answer = top_answer(QUESTIONS["en"][0])
    assert '<td class="kz-number kz-missing">–</td>' in card(answer)
    empty = {**answer.results[0], "rows": [], "n": 0}
    assert "No rows matched." in card(replace(answer, parts=(TablePart("r1", (), 5),), results=(empty,)))


def test_a_long_table_shows_its_first_rows_and_says_where_it_is_cut():
    base = top_answer(QUESTIONS["en"][0])
    long = {**base.results[0], "rows": base.results[0]["rows"] * 43, "n": 4312}
    html = card(replace(base, parts=(TablePart("r1", (), 301),), results=(long,)))
    assert html.count("<tr>") == 1 + 10
    assert html.count("<tr hidden") == 190
    assert "Show all 200 rows" in html
    assert "The first 200 of 301 rows." in html


def test_a_single_row_with_many_columns_stands_upright():
    base = top_answer(QUESTIONS["en"][0])
    orders = base.results[0]["columns"][3]
    columns = base.results[0]["columns"] + [{**orders, "key": f"orders{i}"} for i in range(3)]
    one = {**base.results[0], "columns": columns, "rows": base.results[0]["rows"][:1]}
    html = card(replace(base, parts=(TablePart("r1", (), 1),), results=(one,)))
    assert "<thead>" not in html
    assert html.count('<th scope="row"') == 8
    assert 'data-kz-cell="r1.rows[0].predicted_value">£172,000.50</span>' in html


def test_how_many_matched_is_said_once():
    base = top_answer(QUESTIONS["en"][0])
    assert card(base).count("4,312 customers") == 2  # under the table and in the computation
    noted = {**base.results[0], "notes": [{"en": "The first 7 of 4,312 are listed.", "zh": ""}]}
    assert card(replace(base, results=(noted,))).count("4,312 customers") == 1


def test_hostile_words_stay_words_wherever_they_stand():
    parts = (
        TextPart(HOSTILE),
        ValuePart(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE, "r1.rows[0].predicted_value", HOSTILE),
        WithheldPart(HOSTILE),
        TablePart("r1", (), 9),
    )
    base = top_answer(QUESTIONS["en"][0])
    result = {**base.results[0], "tool": HOSTILE, "arguments": {HOSTILE: HOSTILE}}
    result["notes"] = [{"en": HOSTILE, "zh": HOSTILE}]
    result["columns"] = [
        {**column, "label": {"en": HOSTILE, "zh": HOSTILE}, "definition": {"en": HOSTILE, "zh": HOSTILE}}
        for column in result["columns"]
    ]
    answer = replace(
        base, parts=parts, results=(result,), reading=HOSTILE, markdown=HOSTILE, model=HOSTILE, build=HOSTILE
    )
    for html in (card(answer), card(review_answer(QUESTIONS["en"][2]))):
        assert not re.search(r"<\s*(img|script|a|svg|iframe|b|i)\b", html)
        assert not re.search(r"<[^>]*\son\w+\s*=", re.sub(r'"[^"]*"', '""', html))


def test_quotes_show_stars_date_product_and_review_in_place():
    html = card(review_answer(QUESTIONS["en"][2]))
    assert html.index("Late parcels") < html.index('<figure class="kz-quote"') < html.index("kz-foot")
    quote = html[html.index('<figure class="kz-quote"') : html.index("</figure>")]
    for piece in ('aria-label="1 of 5 stars"', "2 November 2010", "JUMBO BAG RED RETROSPOT", "review R3", "crushed"):
        assert piece in quote


def test_a_withheld_statement_is_a_marked_gap_and_the_answer_not_proven():
    html = card(review_answer(QUESTIONS["en"][2]))
    assert 'class="kz-withheld" role="note" title="87 % is in no result">withheld: not proven<' in html
    assert "Not proven" in html
    assert "kz-proven" not in html


def test_a_proven_answer_says_how_the_question_was_read():
    html = card(top_answer(QUESTIONS["zh"][0]))
    assert "已验证" in html
    assert "预测价值最高的 5 位客户，未来 180 天" in html
    assert 'lang="zh-CN"' in html


@pytest.mark.parametrize(("status", "line"), [("refused", "Outside this data"), ("clarify", "One question back")])
def test_an_answer_without_figures_bears_no_proof_mark(status, line):
    html = card(make_answer("weather?", (TextPart("No."),), (), status=status))
    assert line in html
    assert "kz-proven" not in html


def test_a_chart_stands_between_the_texts_around_it():
    blocks = card_blocks(chart_answer(QUESTIONS["en"][1]), CellTexts())
    assert [isinstance(block, ChartPart) for block in blocks] == [False, True, False, False]
    assert "Revenue peaked" in blocks[0]
    assert "not complete" in blocks[2]


def test_the_texts_of_both_languages_have_the_same_keys_and_placeholders():
    english, chinese = load_texts("ui", "en"), load_texts("ui", "zh")
    assert english.keys() == chinese.keys()
    for key, text in english.items():
        assert set(re.findall(r"{(\w+)}", text)) == set(re.findall(r"{(\w+)}", chinese[key])), key
        assert text.strip()
        assert chinese[key].strip()


def test_a_quote_that_leaves_something_out_is_marked_where_it_is_cut():
    whole = review_answer(QUESTIONS["en"][0])
    assert "[…]" not in card(whole)
    cut = tuple(replace(p, cut_before=True) if isinstance(p, QuotePart) else p for p in whole.parts)
    assert re.findall(r'<blockquote dir="auto">(.{4})', card(replace(whole, parts=cut))) == ["[…] ", "[…] "]


def test_a_report_is_a_card_that_leads_to_its_page_and_its_file_whatever_it_is_called():
    file = {"id": "0123456789abcdef", "format": "pdf", "pages": 21, "size": 2049, "place": "x", "title": HOSTILE}
    extra = {"report": {"kind": "portfolio", "files": [file]}}
    made = ToolResult(
        "r1", "make_report", {}, dt.date(2010, 12, 9), "GBP", Table((), ({},), 1, "reports"), "b", 1.0, extra
    )
    html = card(make_answer("a report", (ReportPart("r1"),), (made,)))
    assert 'href="/reports?show=0123456789abcdef"' in html
    assert 'href="/reports/files/0123456789abcdef" download' in html
    assert "PDF, 21 pages, 3 kB" in html
    assert HOSTILE not in html
