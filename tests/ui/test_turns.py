import re
import threading
from dataclasses import replace

import pytest

from agent.answers import AnswerReady, StepFinished, StepStarted
from agent.conversations import Kept
from agent.ratings import Rating
from config.errors import EndpointError
from config.text import Text
from tests.ui.scripted_analyst import QUESTIONS, top_answer
from ui.answering import start_answer, watch
from ui.cells import CellTexts
from ui.conversations import Conversations
from ui.turns import Turn
from ui.visitors import Visitor

MEI = Visitor("mei", "analyst")
START = StepStarted("c1", "query_customers", Text("Looking up customers", "查询客户"), {"limit": 5, "having": []})


def make_conversations(*, kept=None, limit=9):
    return Conversations(
        CellTexts(),
        stored=lambda visitor, thread_id: (kept or {}).get(thread_id, ()) if visitor == MEI else (),
        limit=limit,
    )


def titles(turn):
    return [(m.metadata["title"], m.metadata.get("status")) for m in turn.messages() if m.metadata]


def test_the_first_step_is_visible_before_the_agent_has_said_anything():
    turn = Turn(1, "Top 5?", "en", CellTexts())
    assert turn.messages()[0].content == "Top 5?"
    assert titles(turn) == [("Reading the question", "pending")]


def test_steps_are_named_while_they_run_and_fold_into_one_line_when_done():
    turn = Turn(1, "前5？", "zh", CellTexts())
    turn.take(START)
    assert titles(turn) == [("正在计算回答", "pending"), ("查询客户", "pending")]
    assert turn.messages()[2].content == "{&quot;limit&quot;: 5}"
    turn.take(StepFinished("c1", "query_customers", 0.02, 5))
    turn.take(AnswerReady(top_answer(QUESTIONS["zh"][0])))
    assert [status for _, status in titles(turn)] == ["done", "done"]
    assert titles(turn)[0][0].startswith("1 个步骤")
    assert turn.messages()[2].metadata["log"] == "5 行"
    assert [option["value"] for option in turn.messages()[-1].options] == list(QUESTIONS["zh"][1:])


def test_questions_titles_and_arguments_reach_the_chat_as_words_only():
    turn = Turn(1, "<img src=x>", "en", CellTexts())
    turn.take(StepStarted("c1", "t", Text("<b>look</b>", ""), {"query": "<i>x</i>"}))
    assert not any("<" in (message.content + message.metadata.get("title", "")) for message in turn.messages())


def test_a_step_that_failed_says_why():
    turn = Turn(1, "q", "en", CellTexts())
    turn.take(START)
    turn.take(StepFinished("c1", "query_customers", 0.02, 0, problem="no column 'profit'"))
    assert turn.messages()[2].metadata["log"] == "Did not work: no column 'profit'"


@pytest.mark.parametrize(
    ("kind", "said"),
    [("invalid", "未成功，不能这样查询：no"), ("refused", "未成功，当前角色无权查看：no"), ("", "未成功：no")],
)
def test_a_step_that_failed_says_in_chinese_what_sort_of_fault_it_was(kind, said):
    turn = Turn(1, "问", "zh", CellTexts())
    turn.take(START)
    turn.take(StepFinished("c1", "query_customers", 0.02, 0, problem="no", kind=kind))
    assert turn.messages()[2].metadata["log"] == said


def test_a_stopped_turn_shows_that_no_answer_came_and_stays_stopped():
    turn = Turn(1, "q", "en", CellTexts())
    turn.take(START)
    turn.end("stopped")
    turn.end("failed", "too late")
    assert [status for _, status in titles(turn)] == ["done", "done"]
    assert "Stopped before an answer was ready." in turn.messages()[-1].content.value


def test_a_second_question_waits_for_the_first():
    conversation = make_conversations().open(None, MEI)
    first, _ = conversation.begin("a", language="en")
    assert conversation.begin("b", language="en") is None
    first.end("stopped")
    assert conversation.begin("b", language="en") is not None


def test_a_question_asked_anew_takes_the_last_ones_place_and_names_it():
    conversation = make_conversations().open(None, MEI)
    first, _ = conversation.begin("a", language="en")
    first.end("stopped")
    second, replaced = conversation.begin("b", language="en", anew=True)
    assert replaced == first.key
    assert [turn.question for turn in conversation.turns] == ["b"]
    second.end("stopped")
    assert conversation.begin("c", language="en")[1] == ""
    assert [turn.number for turn in conversation.turns] == [1, 2]


def test_who_left_a_conversation_is_shown_nothing_more_of_it_while_others_are():
    conversation = make_conversations().open(None, MEI)
    turn, _ = conversation.begin("a", language="en")
    conversation.leave("one page")
    assert turn.state == "running"
    assert [conversation.was_left_by(page) for page in ("one page", "another")] == [True, False]
    conversation.enter("one page")
    assert not conversation.was_left_by("one page")


def asked(conversation):
    return [message.content for message in conversation.messages() if message.role == "user"]


def test_a_long_conversation_shows_its_latest_turns_and_the_others_when_asked():
    conversation = make_conversations().open(None, MEI)
    folded = []
    for number in range(1, 8):
        turn, _ = conversation.begin(str(number), language="en")
        turn.end("stopped")
        folded.append(conversation.fold())
    assert folded == [False] * 5 + [True, False]
    assert asked(conversation) == ["4", "5", "6", "7"]
    assert "Show 3 earlier questions" in conversation.messages()[0].content.value
    conversation.unfold()
    assert asked(conversation) == [str(number) for number in range(1, 8)]


def test_a_long_conversation_that_is_opened_again_shows_its_end():
    kept = {"a" * 32: [Kept(str(i), "", replace(top_answer(""), question=str(i))) for i in range(1, 9)]}
    assert asked(make_conversations(kept=kept).find("a" * 32, MEI)) == ["6", "7", "8"]


def test_a_dropped_conversation_is_stopped_and_found_no_more():
    conversations = make_conversations()
    conversation = conversations.open(None, MEI)
    turn, _ = conversation.begin("a", language="en")
    conversations.drop(conversation.thread_id, Visitor("lea", "analyst"))
    assert conversations.find(conversation.thread_id, MEI) is conversation
    conversations.drop(conversation.thread_id, MEI)
    assert turn.state == "stopped"
    assert conversations.find(conversation.thread_id, MEI) is None


def test_a_rating_given_elsewhere_is_shown_when_the_conversation_is_shown_again():
    kept = {"a" * 32: [Kept("k1", "", top_answer(QUESTIONS["en"][0]))]}
    conversations = make_conversations(kept=kept)
    pressed = 'data-kz-verdict="up" aria-pressed="true"'
    assert pressed not in shown(conversations.show("a" * 32, MEI))
    kept["a" * 32] = [replace(kept["a" * 32][0], rating=Rating("up"))]
    assert pressed in shown(conversations.show("a" * 32, MEI))


def shown(conversation):
    return "".join(block.value for block in conversation.messages()[-1].content)


def test_a_conversation_that_is_only_looked_for_is_not_begun():
    conversations = make_conversations(limit=1)
    known = conversations.open(None, MEI)
    for guess in (None, "", "x", "0" * 32, "../../etc/passwd"):
        assert conversations.find(guess, MEI) is None
    assert conversations.find(known.thread_id, MEI) is known


def test_only_a_known_thread_id_opens_a_conversation_again():
    conversations = make_conversations(limit=2)
    first = conversations.open(None, MEI)
    assert conversations.open(first.thread_id, MEI) is first
    for guess in ("", "x", "0" * 32, "../../etc/passwd"):
        assert conversations.open(guess, MEI).thread_id not in (first.thread_id, guess)


def test_the_oldest_conversation_gives_way():
    conversations = make_conversations(limit=2)
    first, second, _ = (conversations.open(None, MEI) for _ in range(3))
    assert conversations.open(second.thread_id, MEI) is second
    assert conversations.open(first.thread_id, MEI) is not first


@pytest.mark.parametrize("other", [Visitor("lea", "analyst"), Visitor("mei", "support"), Visitor("", "analyst")])
def test_a_known_thread_id_opens_nothing_of_another_person_or_role(other):
    conversations = make_conversations(kept={"a" * 32: (Kept("k1", "", top_answer(QUESTIONS["en"][0])),)})
    held, stored = conversations.open(None, MEI), "a" * 32
    for thread_id in (held.thread_id, stored):
        assert conversations.find(thread_id, other) is None
        assert conversations.open(thread_id, other).thread_id != thread_id


def test_a_conversation_is_shown_again_after_the_server_was_started_anew():
    kept = tuple(Kept(question, "", top_answer(question)) for question in (QUESTIONS["en"][0], QUESTIONS["zh"][0]))
    conversation = make_conversations(kept={"a" * 32: kept}).open("a" * 32, MEI)
    assert conversation.thread_id == "a" * 32
    roles = [message.role for message in conversation.messages()]
    assert roles == ["user", "assistant", "user", "assistant"]
    assert conversation.messages()[2].content == QUESTIONS["zh"][0]
    assert not conversation.running


def turn():
    return Turn(1, "q", "en", CellTexts())


def test_a_run_keeps_to_one_thread_and_not_to_that_of_the_page():
    seen = []

    def events():
        for _ in range(3):
            seen.append(threading.get_ident())
            yield START

    asked = turn()
    start_answer(asked, events).join(5)
    assert len(seen) == 3
    assert len(set(seen)) == 1
    assert seen[0] != threading.get_ident()
    assert asked.state == "stopped"  # it ended without an answer


def test_stop_is_heard_while_the_agent_is_silent():
    release = threading.Event()

    def events():
        yield START
        release.wait(10)
        yield StepFinished("c1", "query_customers", 0.02, 5)

    asked = turn()
    thread = start_answer(asked, events)
    asked.wait(0)
    watched = watch(asked)
    next(watched)
    asked.end("stopped")
    assert len(list(watched)) == 1
    release.set()
    thread.join(5)
    assert asked.steps["c1"].seconds is None


def test_the_page_sees_every_change_up_to_the_answer():
    asked = turn()
    watched = watch(asked)
    next(watched)
    start_answer(asked, lambda: iter([START, AnswerReady(top_answer(QUESTIONS["en"][0]))]))
    for _ in watched:
        last = asked.messages()
    assert last[-1].content[0].value.startswith('<div class="kz-card"')


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (EndpointError("the endpoint does not answer"), r"^the endpoint does not answer$"),
        (LookupError("secret"), r"^Something went wrong on our side\. .* [0-9a-f]{8}\.$"),
    ],
)
def test_whatever_the_run_raises_becomes_one_line(error, line):
    def events():
        yield START
        raise error

    asked = turn()
    start_answer(asked, events).join(5)
    assert asked.state == "failed"
    assert re.match(line, asked.fault)
