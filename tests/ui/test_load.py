"""Several people at the same time on the real app: each gets the answers to their own questions, and nothing else."""

import threading
from contextlib import closing

import pytest
from argon2 import PasswordHasher

from agent.analyst import Analyst
from config.errors import InputError
from config.settings import Settings
from data.accounts import Accounts
from data.passwords import Passwords
from pipeline.load_questions import Question, questions_of, what_is_wrong
from pipeline.load_visitor import LoadError, LoadVisitor
from tests.ui.conftest import Served
from ui.accounts.door import GuardedDoor

PASSWORD = "one for all of them"
ROLES = ("analyst", "business", "support")


@pytest.fixture(scope="module")
def house(shop, tmp_path_factory):
    """The app over the handmade shop, with four accounts; its address, and the analyst behind it."""
    folder = tmp_path_factory.mktemp("house")
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    accounts = Accounts(folder, passwords=quick)
    for number in range(4):
        accounts.add(f"visitor{number}", PASSWORD, role=ROLES[number % 3])
    with closing(Analyst(shop, Settings(), folder=folder)) as analyst:
        served = Served(analyst, shop, door=GuardedDoor(folder, accounts=accounts))
        yield served
        served.close()
    accounts.close()


def visitor_of(house, number):
    visitor = LoadVisitor(house.address)
    visitor.log_in(f"visitor{number}", PASSWORD)
    visitor.open_chat()
    return visitor


def test_four_people_at_the_same_time_get_their_own_answers(house, build):
    wrong, turns = [], []

    def visit(number, questions):
        visitor = visitor_of(house, number)
        for count, question in enumerate(questions, 1):
            turn = visitor.ask(question.text)
            turns.append(turn)
            wrong.append(what_is_wrong(turn.messages, questions[:count]))

    asked = questions_of(build, visitors=4, each=4, seed=3)
    threads = [threading.Thread(target=visit, args=each) for each in enumerate(asked)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == [""] * 16
    assert all(0 < turn.step_seconds <= turn.seconds for turn in turns)
    for number, questions in enumerate(asked):
        latest, *_ = house.analyst.threads(ROLES[number % 3], user=f"visitor{number}")
        kept = house.analyst.answers(latest.thread_id, role=ROLES[number % 3], user=f"visitor{number}")
        assert [answer.question for answer in kept] == [question.text for question in questions]


def test_whoever_knows_anothers_conversation_or_session_finds_nothing(house):
    first, second = visitor_of(house, 0), visitor_of(house, 3)  # two analysts
    shown = first.ask("revenue of customer 13085")
    second._thread = first._thread
    followed = second.ask("orders of customer K7")
    assert "13085" not in str(followed.messages)
    assert second._thread != first._thread
    second._session = first._session
    with pytest.raises(LoadError, match="status 403"):
        second.ask("orders of customer K7")
    assert "13085" in str(shown.messages)


def test_what_does_not_fit_its_question_is_found(house):
    visitor = visitor_of(house, 1)
    messages = visitor.ask("revenue of customer 13085").messages
    mine = Question("revenue of customer 13085", "13085", "revenue", 1500.0)
    assert what_is_wrong(messages, [mine]) == ""
    for other in (
        Question("revenue of customer 12", "12", "revenue", 0.0),
        Question(mine.text, "12", "revenue", 1500.0),
        Question(mine.text, "13085", "revenue", 1500.01),
        Question(mine.text, "13085", "orders", 3.0),
    ):
        assert what_is_wrong(messages, [other])
    assert what_is_wrong(messages, [mine, mine])


def test_a_wrong_password_and_too_few_customers_are_said(house, build):
    with pytest.raises(LoadError, match="was not logged in: status 401"):
        LoadVisitor(house.address).log_in("visitor0", "not the right one")
    with pytest.raises(InputError, match="need as many customers"):
        questions_of(build, visitors=9, each=1, seed=1)
