"""What the chat page shows beside messages, as HTML, lists and files."""

import csv
import datetime as dt
import io
import re
from dataclasses import replace

import pytest

from agent.answers import QuotePart, TablePart, TextPart
from agent.conversations import Kept, Thread
from agent.ratings import Rating
from tests.ui.scripted_analyst import HOSTILE, QUESTIONS, make_answer, review_answer, top_answer, value_answer
from ui.cards import card_blocks
from ui.cells import CellTexts
from ui.chat.controls import Place, thumbs_html
from ui.chat.exports import conversation_document, conversation_markdown, table_csv
from ui.chat.threads import side_html, thread_groups

NOW = dt.datetime(2026, 11, 29, 1, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
HERE = Place("a" * 32, "k1")


def card(answer, at=HERE):
    return "".join(block for block in card_blocks(answer, CellTexts(), at=at) if isinstance(block, str))


def used(*times, title="Revenue"):
    return [Thread(f"t{i}", "analyst", title, time, time, 1) for i, time in enumerate(times)]


def test_conversations_stand_under_the_day_of_the_visitors_own_clock():
    # 17:00 in Greenwich on the 28th is one in the morning of the 29th in Shanghai.
    threads = used(
        *("2026-11-28T17:00:00+00:00", "2026-11-28T15:00:00+00:00", "2026-11-23T03:00:00+00:00"),
        *("2026-10-02T03:00:00+00:00", "2025-10-02T03:00:00+00:00"),
    )
    english = thread_groups(threads, now=NOW, language="en")
    assert [(g["label"], [t["date"] for t in g["threads"]]) for g in english] == [
        ("Today", ["01:00"]),
        ("Yesterday", ["28 Nov"]),
        ("Last 7 days", ["23 Nov"]),
        ("Earlier", ["2 Oct", "2 Oct 2025"]),
    ]
    chinese = thread_groups(threads, now=NOW, language="zh")
    assert [(g["label"], [t["date"] for t in g["threads"]]) for g in chinese][1:] == [
        ("昨天", ["11月28日"]),
        ("近 7 天", ["11月23日"]),
        ("更早", ["10月2日", "2025年10月2日"]),
    ]


def test_a_conversation_without_an_answer_is_not_listed():
    (thread,) = used("2026-11-28T17:00:00+00:00")
    assert thread_groups([replace(thread, answers=0)], now=NOW, language="en") == []


def test_the_panel_has_its_words_in_both_languages():
    assert "Search conversations" in side_html("en")
    assert "搜索对话" in side_html("zh")


def test_an_answer_about_one_figure_shows_it_large_with_interval_day_and_count():
    html = card(value_answer("what is 13085 worth?"))
    headline = html[html.index('<div class="kz-headline"') : html.index('<div class="kz-body"')]
    words = re.sub(r"<[^>]+>", " ", headline)
    assert "Predicted value · customer 13085" in words
    assert re.search(r"80 % interval\s+£900.00\s+to\s+£1,500.25", words)
    assert "9 December 2010" in words
    assert "customers" not in words  # it is of one, whom it names
    assert re.search(r"<strong><span[^>]*>£1,234.50</span></strong>", headline)
    for cell in ("predicted_value", "predicted_lo", "predicted_hi"):
        assert f"r1.rows[0].{cell}" in headline


@pytest.mark.parametrize(
    "changes",
    [
        {"verified": False},
        {"status": "clarify"},
        {"parts": (*value_answer("").parts, TablePart("r1", (), 1))},
        {"results": tuple({**r, "rows": r["rows"] * 2} for r in value_answer("").results)},
    ],
)
def test_an_answer_about_several_figures_or_unproven_has_no_headline(changes):
    assert "kz-headline" not in card(replace(value_answer("13085"), **changes))


def test_a_figure_of_many_says_of_how_many():
    answer = value_answer("13085")
    of_all = replace(answer, results=tuple({**result, "n": 4312} for result in answer.results))
    assert 'data-kz-exact="4312"' in card(of_all)
    assert ">4,312 customers</span>" in card(of_all)


def test_quotes_that_stand_together_are_a_fold_that_says_how_many():
    quotes = review_answer("").parts[-2:]
    apart = (quotes[0], TextPart("\n\n"), quotes[1])
    html = card(make_answer("q", apart, ()))
    assert '<details class="kz-evidence" open><summary>Evidence (2)</summary><figure class="kz-quote"' in html
    assert html.count('<figure class="kz-quote"') == 2
    many = card(make_answer("q", quotes * 2, ()))
    assert '<details class="kz-evidence"><summary>Evidence (4)</summary>' in many
    between = card(make_answer("q", (quotes[0], TextPart("And:"), quotes[1]), ()))
    assert "kz-evidence" not in between


def test_the_rest_of_a_review_can_be_fetched_where_there_is_one():
    part = review_answer("").parts[-1]
    assert isinstance(part, QuotePart)
    cut = replace(part, review_id="R/7?&<b>", cut_after=True)
    assert "kz-whole" not in card(make_answer("q", (part,), ()))
    assert "kz-whole" not in card(make_answer("q", (cut,), ()), at=Place())
    html = card(make_answer("q", (cut,), ()))
    assert f'data-kz-fetch="/conversations/{"a" * 32}/k1/review?review=R%2F7%3F%26%3Cb%3E"' in html


def test_a_table_of_a_kept_answer_can_be_taken_away():
    address = f"/conversations/{'a' * 32}/k1/table/r1?language=en"
    assert f'href="{address}" download' in card(top_answer(QUESTIONS["en"][0]))
    assert "kz-download" not in card(top_answer(QUESTIONS["en"][0]), at=Place())


def test_the_thumb_that_was_given_is_pressed_and_what_was_said_is_inert():
    given = thumbs_html(Place("t", "k", Rating("down", "other", HOSTILE)), "en")
    assert re.findall(r'data-kz-verdict="(\w+)" aria-pressed="(\w+)"', given) == [("up", "false"), ("down", "true")]
    assert "<img" not in given
    assert thumbs_html(Place(), "en") == ""


def rows_of(text):
    return list(csv.reader(io.StringIO(text)))


def test_a_table_as_a_file_has_exact_values_units_and_the_day():
    (result,) = top_answer(QUESTIONS["en"][0]).results
    heads, *rows = rows_of(table_csv(result, language="en"))
    assert heads[2:] == ["Predicted value (GBP)", "Orders", "Probability of being active (share of 1)", "As of"]
    assert rows[0] == ["18102", "United Kingdom", "172000.5", "89", "0.99", "2010-12-09"]
    assert rows[6][4] == ""
    assert len(rows) == 7
    assert rows_of(table_csv(result, language="zh"))[0][2] == "预测价值 (GBP)"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_of_a_file_is_a_formula_and_numbers_stay_numbers(start):
    (result,) = top_answer(QUESTIONS["en"][0]).results
    formula = f"{start}HYPERLINK(1)"
    row = {**result["rows"][0], "country": formula, "orders": -5}
    columns = [{**column, "label": {"en": formula, "zh": ""}} for column in result["columns"]]
    heads, cells = rows_of(table_csv({**result, "rows": [row], "columns": columns}, language="en"))
    assert cells[1] == f"'{formula}"
    assert cells[3] == "-5"
    assert heads[1] == f"'{formula}"


def test_an_exported_conversation_holds_questions_answers_and_their_days():
    answer = replace(top_answer(HOSTILE), markdown="It is **£5**.")
    kept = [Kept("k1", "2026-11-29T10:11:12+00:00", answer, Rating("up"))]
    (thread,) = used("2026-11-28T17:00:00+00:00", title=HOSTILE)
    text = conversation_markdown(thread, kept, language="en")
    assert text.startswith("# \\<img src=")
    assert "It is **£5**." in text
    assert "Answered 2026-11-29 10:11 UTC" in text
    assert "\n# HEADING" not in text
    document = conversation_document(thread, kept)
    assert document["answers"][0]["answer"] == "It is **£5**."
    assert document["answers"][0]["rating"]["verdict"] == "up"
