"""Conversations searched, renamed, rated and deleted, each by its person alone; a question asked anew in its place."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import pytest

from agent.analyst import Analyst
from agent.answers import AnswerReady, QuotePart
from agent.audit_reading import records, verify
from agent.audit_replay import replay
from agent.conversations import FILE, Conversations
from agent.ratings import Rating, ratings_in
from config.errors import AccessError, InputError
from config.settings import Settings
from tools.whole_review import whole_review

TITLE = "<img src=x onerror=alert(1)>\n' OR 1=1 -- %_"


@pytest.fixture
def workspace(tmp_path, build):
    """A workspace of its own around the handmade build."""
    (tmp_path / "builds").symlink_to(build.path.parent)
    (tmp_path / "current").write_text(build.id)
    return tmp_path


@pytest.fixture
def analyst(shop, workspace):
    with closing(Analyst(shop, Settings(), folder=workspace)) as made:
        yield made


def ask(analyst, question, thread_id="t", **options):
    """The answer, and the key under which its question is kept."""
    events = [*analyst.ask(question, thread_id=thread_id, **options)]
    assert isinstance(events[-1], AnswerReady)
    kept = analyst.history.kept(thread_id, role=options.get("role", "analyst"), user=options.get("user", ""))
    return events[-1].answer, kept[-1].asked


def titles(analyst, search, **whose):
    return [thread.title for thread in analyst.history.threads(whose.pop("role", "analyst"), search=search, **whose)]


def test_a_search_finds_titles_questions_and_answers_whatever_their_case(analyst):
    ask(analyst, "Look up customer 13085", "a")
    ask(analyst, "各国的客户数和销售额", "b")
    assert titles(analyst, "LOOK up") == ["Look up customer 13085"]
    assert titles(analyst, "英国") == ["各国的客户数和销售额"]  # only its answer says so
    assert titles(analyst, "look 销售额") == []
    assert titles(analyst, "") == ["各国的客户数和销售额", "Look up customer 13085"]


@pytest.mark.parametrize("wild", ["%", "_", "' OR 1=1 --", "*", '"', "\\"])
def test_a_search_knows_no_wildcards_and_no_sql(analyst, wild):
    ask(analyst, "Revenue by month")
    assert titles(analyst, wild) == []


def test_nobody_finds_renames_rates_or_reads_what_is_anothers(analyst):
    _, asked = ask(analyst, "Look up customer 13085", user="ann")
    for user, role in (("bob", "analyst"), ("", "analyst"), ("ann", "business")):
        assert titles(analyst, "13085", user=user, role=role) == []
    for user in ("bob", ""):
        analyst.history.rename("t", "mine now", role="analyst", user=user)
        with pytest.raises(InputError, match="no such answer"):
            analyst.history.rate("t", asked, Rating("up"), role="analyst", user=user)
        assert analyst.history.answer("t", asked, role="analyst", user=user) is None
    with pytest.raises(AccessError):
        analyst.history.rename("t", "mine now", role="business", user="ann")
    with pytest.raises(AccessError):
        analyst.history.rate("t", asked, Rating("up"), role="business", user="ann")
    assert titles(analyst, "", user="ann") == ["Look up customer 13085"]


def test_a_title_of_ones_own_stays_and_is_one_short_line(analyst):
    ask(analyst, "Revenue by month")
    analyst.history.rename("t", TITLE, role="analyst")
    assert titles(analyst, "onerror") == ["<img src=x onerror=alert(1)> ' OR 1=1 -- %_"]
    analyst.history.rename("t", "长" * 200, role="analyst")
    assert titles(analyst, "") == ["长" * 80]
    with pytest.raises(InputError, match="empty"):
        analyst.history.rename("t", " \n ", role="analyst")


def test_an_edited_question_takes_the_place_of_the_old_one_in_memory_too(analyst, workspace):
    ask(analyst, "top 3 customers by revenue")
    _, old = ask(analyst, "look up customer 17850")
    edited, new = ask(analyst, "look up customer 13085", replaces=old)
    assert [kept.asked for kept in analyst.history.kept("t", role="analyst")][1:] == [new]
    assert [result["id"] for result in edited.results] == ["r2"]  # the old one's number is free again
    follow_up, _ = ask(analyst, "what did he spend?")
    assert "13085" in follow_up.markdown
    assert "17850" not in follow_up.markdown
    with closing(sqlite3.connect(workspace / FILE)) as connection:
        ((state,),) = connection.execute("SELECT checkpoint FROM checkpoints").fetchall()
    assert b"look up customer 13085" in state
    assert b"look up customer 17850" not in state


def test_an_edited_first_question_leaves_nothing_of_the_old_one_but_in_the_audit_log(analyst, workspace):
    _, old = ask(analyst, "look up customer 17850")
    ask(analyst, "revenue by month", replaces=old)
    assert titles(analyst, "") == ["revenue by month"]
    assert titles(analyst, "17850") == []
    assert [record.question for record in records(workspace)] == ["look up customer 17850", "revenue by month"]
    follow_up = analyst.answer("why is he worth that?", thread_id="t")
    assert "17850" not in follow_up.markdown


def test_a_title_of_ones_own_outlives_an_edited_question(analyst):
    _, old = ask(analyst, "look up customer 17850")
    analyst.history.rename("t", "Mine", role="analyst")
    ask(analyst, "revenue by month", replaces=old)
    assert titles(analyst, "") == ["Mine"]


def test_a_conversation_with_an_edited_question_is_answered_again_the_same(analyst, workspace):
    ask(analyst, "top 3 customers by revenue")
    _, old = ask(analyst, "look up customer 17850")
    ask(analyst, "look up customer 13085", replaces=old)
    ask(analyst, "what did he spend?")
    for number in range(1, 5):
        assert replay(number, Settings(workspace=workspace)).difference == ""


def test_a_stopped_question_is_forgotten_when_it_is_edited(analyst):
    ask(analyst, "top 3 customers by revenue")
    events = analyst.ask("look up customer 17850", thread_id="t", asked="stopped")
    next(events)
    events.close()
    ask(analyst, "look up customer 13085", replaces="stopped")
    follow_up, _ = ask(analyst, "what did he spend?")
    assert "13085" in follow_up.markdown


def test_a_rating_can_be_changed_and_taken_back_and_every_one_is_logged(analyst, workspace):
    _, asked = ask(analyst, "look up customer 13085")
    first, second = Rating("up"), Rating("down", "wrong_number", "Anna Schmidt spent more")
    for rating in (first, second):
        analyst.history.rate("t", asked, rating, role="analyst")
        assert analyst.history.kept("t", role="analyst")[0].rating == rating
    (rated,) = ratings_in(workspace / FILE)
    assert (rated.question, rated.position, rated.rating) == ("look up customer 13085", 1, second)
    assert "13085" in rated.answer
    analyst.history.rate("t", asked, None, role="analyst")
    assert ratings_in(workspace / FILE) == ()
    logged = [record for record in records(workspace) if record.status == "rated"]
    assert [record.question.split()[2] for record in logged] == ["up", "down", "taken"]
    assert "Schmidt" not in logged[1].question
    assert verify(workspace).damage == ""


@pytest.mark.parametrize(
    ("verdict", "reason", "comment"),
    [("sideways", "", ""), ("down", "bored", ""), ("up", "other", ""), ("down", "other", "x" * 501)],
)
def test_a_rating_that_is_none_is_refused(verdict, reason, comment):
    with pytest.raises(InputError):
        Rating(verdict, reason, comment)


def test_a_rating_outlives_an_edit_and_goes_with_its_conversation(analyst, workspace):
    _, asked = ask(analyst, "look up customer 13085")
    analyst.history.rate("t", asked, Rating("down", "misunderstood"), role="analyst")
    ask(analyst, "revenue by month", replaces=asked)
    (rated,) = ratings_in(workspace / FILE)
    assert (rated.question, rated.answer) == ("look up customer 13085", "")
    analyst.delete("t", role="analyst")
    assert ratings_in(workspace / FILE) == ()


def quoting(analyst, workspace, review, text, **whose):
    """Puts an answer with that quote into a conversation, as one that was kept."""
    answer, _ = ask(analyst, "revenue by month", **whose)
    quote = QuotePart(review, "", 0, len(text), text, None, "", "", "r1.rows[0]")
    with closing(Conversations(workspace / FILE)) as beside:
        beside.add("t", replace(answer, parts=(quote,)), asked="quoted", user=whose.get("user", ""))


def test_the_rest_of_a_quoted_review_is_given_to_whoever_was_shown_the_quote(analyst, workspace):
    quoting(analyst, workspace, "v6", "蜡烛很香", user="ann")
    quote, whole = analyst.review("t", "quoted", "v6", role="analyst", user="ann")
    assert (quote.text, whole) == ("蜡烛很香", "蜡烛很香，包装也很好。")
    assert [record.status for record in records(workspace)] == ["answered", "viewed"]
    for review, asked, user in (("v5", "quoted", "ann"), ("v6", "other", "ann"), ("v6", "quoted", "bob")):
        with pytest.raises(InputError, match="quotes no such review"):
            analyst.review("t", asked, review, role="analyst", user=user)


def test_the_rest_of_a_review_that_tells_of_people_is_not_for_every_role(shop, reviews):
    told = SimpleNamespace(
        reviews=reviews.assign(text="Fine. Call me at +49 30 1234567."), customer_names=shop.customer_names
    )
    assert whole_review(told, "v6", role="support").endswith("1234567.")
    with pytest.raises(AccessError, match="tells of people"):
        whole_review(told, "v6", role="business")
    assert whole_review(shop, "v6", role="business") == "蜡烛很香，包装也很好。"


def test_a_conversation_is_deleted_only_after_its_question_has_been_answered(analyst):
    events = analyst.ask("revenue by month", thread_id="t")
    next(events)
    deleting = threading.Thread(target=analyst.delete, args=("t",), kwargs={"role": "analyst"})
    deleting.start()
    deleting.join(0.2)
    assert deleting.is_alive()
    assert isinstance(list(events)[-1], AnswerReady)
    deleting.join(10)
    assert analyst.answers("t", role="analyst") == ()
    assert titles(analyst, "") == []


def test_a_file_of_an_earlier_kezhi_is_searched_edited_and_rated_like_others(analyst, workspace, shop):
    ask(analyst, "top 3 customers by revenue")
    ask(analyst, "look up customer 17850")
    analyst.close()
    with closing(sqlite3.connect(workspace / FILE)) as connection, connection:
        connection.execute("DROP TABLE kezhi_ratings")
        for table, column in (("kezhi_threads", "named"), ("kezhi_answers", "asked"), ("kezhi_answers", "said")):
            connection.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    with closing(Analyst(shop, Settings(), folder=workspace)) as again:
        assert titles(again, "17850 top") == ["top 3 customers by revenue"]
        old = again.history.kept("t", role="analyst")[-1].asked
        again.history.rate("t", old, Rating("up"), role="analyst")
        ask(again, "look up customer 13085", replaces=old)
        assert "13085" in again.answer("what did he spend?", thread_id="t").markdown
