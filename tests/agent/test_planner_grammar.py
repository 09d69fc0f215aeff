"""The grammar piece by piece: numbers, days, typing errors, words that are not understood."""

import datetime as dt

import pytest

from agent.planner.frame_reading import FrameReader, read_frame
from agent.planner.languages import language_of
from agent.planner.planner import Planner
from agent.planner.units import clean_text
from agent.planner.vocabulary import LANGUAGES, grammar_words
from agent.suggestions import candidates
from prompts.library import load_texts
from tests.agent.planner_shop import AS_OF, planner_facts, shop_planner
from tests.agent.test_planner_questions import conversations


@pytest.fixture(scope="module")
def planner() -> Planner:
    return shop_planner()


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("last 90 days", "2010-09-11", "2010-12-09"),
        ("the past three months", "2010-09-10", "2010-12-09"),
        ("last month", "2010-11-01", "2010-11-30"),
        ("this month", "2010-12-01", "2010-12-09"),
        ("last quarter", "2010-07-01", "2010-09-30"),
        ("this year", "2010-01-01", "2010-12-09"),
        ("last year", "2009-01-01", "2009-12-31"),
        ("in March 2010", "2010-03-01", "2010-03-31"),
        ("in March", "2010-03-01", "2010-03-31"),
        ("on 15 March 2010", "2010-03-15", "2010-03-15"),
        ("on March 15, 2010", "2010-03-15", "2010-03-15"),
        ("on 2010-03-15", "2010-03-15", "2010-03-15"),
        ("in 2010-03", "2010-03-01", "2010-03-31"),
        ("in Q1 2010", "2010-01-01", "2010-03-31"),
        ("in the second half of 2010", "2010-07-01", "2010-12-09"),
        ("since October", "2010-10-01", "2010-12-09"),
        ("before March 2010", "2009-12-01", "2010-02-28"),
        ("after March 2010", "2010-04-01", "2010-12-09"),
        ("until March 2010", "2009-12-01", "2010-03-31"),
        ("between January and March 2010", "2010-01-01", "2010-03-31"),
        ("from 2010-01-05 to 2010-02-03", "2010-01-05", "2010-02-03"),
        ("yesterday", "2010-12-08", "2010-12-08"),
        ("最近90天", "2010-09-11", "2010-12-09"),
        ("近三个月", "2010-09-10", "2010-12-09"),
        ("最近半年", "2010-06-10", "2010-12-09"),
        ("上个月", "2010-11-01", "2010-11-30"),
        ("本月", "2010-12-01", "2010-12-09"),
        ("上季度", "2010-07-01", "2010-09-30"),
        ("今年", "2010-01-01", "2010-12-09"),
        ("去年", "2009-01-01", "2009-12-31"),
        ("2010年3月", "2010-03-01", "2010-03-31"),
        ("3月份", "2010-03-01", "2010-03-31"),
        ("2010年3月15日", "2010-03-15", "2010-03-15"),
        ("2010年第一季度", "2010-01-01", "2010-03-31"),
        ("上半年", "2010-01-01", "2010-06-30"),
        ("10月以来", "2010-10-01", "2010-12-09"),
        ("2010年3月之前", "2009-12-01", "2010-02-28"),
        ("2010年1月到3月", "2010-01-01", "2010-03-31"),
        ("双十一期间", "2010-11-01", "2010-11-11"),
        ("上周", "2010-11-29", "2010-12-05"),
    ],
)
def test_words_for_time_are_days_counted_from_the_last_day_of_the_data(
    planner: Planner, words: str, start: str, end: str
) -> None:
    question = f"{words}的销售额" if language_of(words) == "zh" else f"revenue {words}"
    (call,) = planner.read(question).calls
    assert call.arguments["period"] == {"start": start, "end": end}


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("next 180 days", 180),
        ("next six months", 180),
        ("coming year", 365),
        ("next month", 30),
        ("未来180天", 180),
        ("接下来半年", 180),
        ("未来一年", 365),
        ("未来两周", 14),
        ("明年", 365),
    ],
)
def test_days_to_come_are_a_horizon(planner: Planner, words: str, days: int) -> None:
    question = f"{words}客户13085的预测价值" if language_of(words) == "zh" else f"value of customer 13085 {words}"
    (call,) = planner.read(question).calls
    assert call.arguments["horizon_days"] == days


@pytest.mark.parametrize(
    ("words", "op", "value"),
    [
        ("more than 1,000", "gt", 1000),
        ("over £1.5k", "gt", 1500),
        ("at least two thousand", "ge", 2000),
        ("no more than 50", "le", 50),
        ("not over 50", "le", 50),
        ("100 or more", "ge", 100),
        ("100+", "ge", 100),
        ("between 100 and 200", "between", [100, 200]),
        ("超过一千", "gt", 1000),
        ("不低于1.5万", "ge", 15000),
        ("一千以上", "ge", 1000),
        ("不到500英镑", "lt", 500),
        ("在100到200之间", "between", [100, 200]),
    ],
)
def test_comparisons_are_read_in_words_and_figures(planner: Planner, words: str, op: str, value: object) -> None:
    question = f"消费{words}的客户" if language_of(words) == "zh" else f"customers who spent {words}"
    (call,) = planner.read(question).calls
    assert call.arguments["filters"] == [{"column": "revenue", "op": op, "value": value}]


def test_an_amount_in_another_currency_is_not_understood(planner: Planner) -> None:
    reading = planner.read("customers who spent over $1000")
    assert reading.status == "clarify"
    assert "$" in reading.leftovers


def test_a_date_whose_day_and_month_cannot_be_told_apart_is_asked_back(planner: Planner) -> None:
    assert planner.read("revenue on 03/04/2010").status == "clarify"
    assert planner.read("revenue on 15/03/2010").calls[0].arguments["period"]["start"] == "2010-03-15"


def test_a_typing_error_is_mended_and_said(planner: Planner) -> None:
    reading = planner.read("avrage rating by catgory")
    assert reading.status == "answered"
    assert "“catgory” read as “category”" in reading.text


def test_traditional_characters_and_full_width_digits_are_read_alike(planner: Planner) -> None:
    assert planner.read("銷售額最高的５位客戶").calls == planner.read("销售额最高的5位客户").calls


def test_a_number_that_is_also_a_customer_is_weighed_by_what_stands_beside_it() -> None:
    planner = Planner(planner_facts(customers=5))
    assert planner.read("customers who spent over 20000").calls[0].name == "query_customers"
    assert planner.read("look up 20000").calls[0].arguments == {"customer": "20000"}
    assert planner.read("why is 20000 worth that").calls[0].arguments == {"customer_id": "20000", "limit": 5}


@pytest.mark.no_cover
def test_a_word_that_is_not_known_is_always_named(planner: Planner) -> None:
    """One nonsense word put into any question that is answered must stop it, or stand in what is set aside."""
    silent: list[str] = []
    for conversation in conversations()[::2]:
        question = conversation[0][0]
        # What is looked for in reviews may be any word.
        if planner.read(question).status != "answered" or "search_reviews" in conversation[0][1][0]:
            continue
        nonsense = "魑魅" if language_of(question) == "zh" else "zzyzx"
        spoken = f"{nonsense}{question}" if language_of(question) == "zh" else f"{question.rstrip('?')} {nonsense}"
        reading = planner.read(spoken)
        looked_up = any(c.name == "lookup_customer" for c in reading.calls)
        if reading.status == "answered" and not looked_up and nonsense not in reading.text:
            silent.append(spoken)
        elif reading.status == "clarify" and nonsense not in reading.reason:
            silent.append(f"{spoken}: {reading.reason}")
    assert not silent


def test_the_same_question_is_read_the_same_way_by_another_planner(planner: Planner) -> None:
    other = Planner(planner_facts())
    for conversation in conversations()[::7]:
        assert other.read(conversation[0][0]) == planner.read(conversation[0][0])


def test_questions_suggested_to_every_role_are_answered(planner: Planner) -> None:
    for role in ("analyst", "business", "support"):
        for text, _ in candidates(role):
            for question in (text.en, text.zh):
                asked = question.format(customer="13085")
                assert planner.read(asked).status == "answered", asked


def test_words_and_answers_have_the_same_keys_in_both_languages() -> None:
    for name in ("planner", "answers"):
        english, chinese = (set(load_texts(name, language)) for language in LANGUAGES)
        assert english == chinese


def test_placeholders_of_a_sentence_are_known_to_its_translation() -> None:
    import string

    english, chinese = load_texts("answers", "en"), load_texts("answers", "zh")
    names = string.Formatter()
    for key, text in english.items():
        wanted = {field for _, field, _, _ in names.parse(text) if field}
        given = {field for _, field, _, _ in names.parse(chinese[key]) if field}
        # "Average revenue of customers" needs a noun that Chinese leaves out, and the other way round.
        assert wanted - {"who", "name", "what"} == given - {"who", "name", "what"}, key


def test_no_grammar_word_stands_in_two_keys_of_one_section() -> None:
    seen: dict[tuple[str, str], str] = {}
    twice = []
    for section, key, phrase in grammar_words():
        other = seen.setdefault((section, phrase.casefold()), key)
        if other != key and section not in ("stop", "time", "verb", "category"):
            twice.append(f"{section}: {phrase!r} in {other} and {key}")
    assert not twice


def test_every_slot_of_a_question_is_filled_from_the_question_alone() -> None:
    facts = planner_facts()
    planner = Planner(facts)
    frame = read_frame(clean_text("top 5 customers by revenue in Germany since March"), planner.lexicon, facts)
    assert frame.rank is not None
    assert frame.rank.count == 5
    assert frame.spans[0].start == dt.date(2010, 3, 1)
    assert frame.spans[0].end == AS_OF
    assert not frame.leftovers


def test_a_caller_who_changes_what_was_read_changes_nothing_for_the_next() -> None:
    facts = planner_facts()
    reader = FrameReader(Planner(facts).lexicon, facts)
    read = reader.read("revenue by country in Germany")
    assert read == read_frame("revenue by country in Germany", reader.lexicon, facts)
    for slot in vars(read).values():
        if isinstance(slot, (list, set)):
            slot.clear()
    assert reader.read("revenue by country in Germany") == read_frame(
        "revenue by country in Germany", reader.lexicon, facts
    )
