"""Accounts: who may log in, how long a session lasts, and what guessing meets."""

import sqlite3
import stat
import threading
import time
from contextlib import closing

import pytest
from argon2 import PasswordHasher

from config.errors import InputError
from data.account_locks import ADDRESS_FAILURES, FIRST_LOCK_SECONDS, LONGEST_LOCK_SECONDS, NAME_FAILURES, PAIR_FAILURES
from data.account_tables import FILE, has_accounts
from data.accounts import ABSOLUTE_SECONDS, IDLE_SECONDS, Accounts, LoggedIn, Refused
from data.passwords import Passwords, check_password

RIGHT = "green apples 7"
QUICK = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)


class Clock:
    """A time that passes when it is told to."""

    def __init__(self):
        self.now = 1_800_000_000.0

    def __call__(self):
        return self.now

    def pass_(self, seconds):
        self.now += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def accounts(tmp_path, clock):
    opened = Accounts(tmp_path, passwords=Passwords(QUICK), clock=clock)
    opened.add("Ann", RIGHT, role="business")
    yield opened
    opened.close()


def enter(accounts, name="ann", password=RIGHT, address="192.0.2.1"):
    return accounts.log_in(name, password, address=address)


def test_whoever_knows_the_password_is_in_in_capital_or_small_letters(accounts):
    for name in ("Ann", "ANN", " ann ", "Ａnn"):
        found = enter(accounts, name)
        assert isinstance(found, LoggedIn)
        assert (found.user.name, found.user.role) == ("Ann", "business")
        assert accounts.user_of(found.token).name == "Ann"
    assert isinstance(enter(accounts, password=RIGHT + " "), Refused)
    assert accounts.user_of("") is None
    assert accounts.user_of("\ud800") is None


def test_the_file_is_its_owners_alone_and_holds_no_password_and_no_token(accounts, tmp_path):
    token = enter(accounts).token
    enter(accounts, name="my secret word", password="nothing at all")
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"$argon2id$" in held
    for text in (RIGHT, token, "my secret word", "nothing at all"):
        assert text.encode() not in held


@pytest.mark.parametrize(
    ("name", "password", "role", "said"),
    [
        ("ANN", "other words 88", "analyst", "there is a user 'ANN' already"),
        ("a b", "other words 88", "analyst", "found 'a b'"),
        ("", "other words 88", "analyst", "found ''"),
        ("-x", "other words 88", "analyst", "found '-x'"),
        ("x" * 65, "other words 88", "analyst", "1 to 64"),
        ("bob", "other words 88", "admin", "expected business, support or analyst"),
        ("bob", "too short", "analyst", "10 to 1,000 characters; this one has 9"),
        ("bob", "x" * 1001, "analyst", "this one has 1,001"),
        ("bob", "PassWord123", "analyst", "one of the commonest"),
        ("bob", "aaaabbbbcccc", "analyst", "five different"),
        ("bob.the.builder", "Bob.The.Builder", "analyst", "must not be the name"),
        ("builder99", "!!Builder2024", "analyst", "must not be the name"),
    ],
)
def test_what_may_not_be_an_account_is_refused_in_one_line(accounts, name, password, role, said):
    with pytest.raises(InputError) as refused:
        accounts.add(name, password, role=role)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert [user.name for user in accounts.users()] == ["Ann"]


def test_a_name_of_digits_does_not_forbid_all_passwords_that_end_in_digits():
    check_password("green apples 7", name="1234")


@pytest.mark.parametrize("act", ["user", "unlock", "remove"])
def test_an_unknown_user_is_refused(accounts, act):
    with pytest.raises(InputError, match="there is no user 'bob'"):
        getattr(accounts, act)("bob")


def test_a_session_ends_when_it_lies_idle_or_grows_old(accounts, clock):
    token = enter(accounts).token
    for _ in range(14):
        clock.pass_(ABSOLUTE_SECONDS / 14)
        assert accounts.user_of(token) is not None
    clock.pass_(1)
    assert accounts.user_of(token) is None
    idle = enter(accounts).token
    clock.pass_(IDLE_SECONDS + 1)
    assert accounts.user_of(idle) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda accounts: accounts.set_role("ann", "analyst"),
        lambda accounts: accounts.set_password("ANN", RIGHT + "!"),
        lambda accounts: accounts.remove("ann"),
    ],
)
def test_all_sessions_of_a_user_end_with_the_role_the_password_or_the_account(accounts, change):
    accounts.add("bob", "other words 88", role="support")
    other = enter(accounts, "bob", "other words 88").token
    tokens = [enter(accounts).token for _ in range(2)]
    change(accounts)
    assert [accounts.user_of(token) for token in tokens] == [None, None]
    assert accounts.user_of(other).name == "bob"


def test_a_new_password_holds_and_the_old_one_does_not(accounts):
    for _ in range(NAME_FAILURES):
        enter(accounts, password="wrong words")
    accounts.set_password("ann", "blue plums 8")
    assert isinstance(enter(accounts), Refused)
    assert isinstance(enter(accounts, password="blue plums 8"), LoggedIn)
    accounts.remove("ann")
    assert isinstance(enter(accounts, password="blue plums 8"), Refused)


def test_logging_out_ends_this_session_only(accounts):
    first, second = enter(accounts).token, enter(accounts).token
    accounts.log_out(first)
    assert accounts.user_of(first) is None
    assert accounts.user_of(second) is not None


@pytest.mark.parametrize("name", ["ann", "nobody"])
def test_five_failures_lock_a_name_for_their_address_whether_somebody_has_it_or_not_and_longer_each_time(
    accounts, clock, name
):
    for lock in range(9):
        for left in range(PAIR_FAILURES, 0, -1):
            found = enter(accounts, name, "wrong words")
            assert (found.wait_seconds, found.locked.pair) == (0, left == 1)
        length = min(FIRST_LOCK_SECONDS * 2**lock, LONGEST_LOCK_SECONDS)
        assert enter(accounts, name).wait_seconds == length
        clock.pass_(length - 1)
        assert enter(accounts, name).wait_seconds == 1
        clock.pass_(1)
    assert isinstance(enter(accounts, name), LoggedIn if name == "ann" else Refused)


def test_failures_are_forgotten_after_a_quarter_of_an_hour_and_after_a_success(accounts, clock):
    for _ in range(3):
        for _ in range(PAIR_FAILURES - 1):
            enter(accounts, password="wrong words")
        clock.pass_(15 * 60)
    for _ in range(3):
        for _ in range(PAIR_FAILURES - 1):
            enter(accounts, password="wrong words")
        assert isinstance(enter(accounts), LoggedIn)


def test_a_lock_is_lifted_by_hand_and_shown_until_then(accounts, clock):
    for _ in range(PAIR_FAILURES):
        enter(accounts, password="wrong words")
    assert accounts.user("ann").locked_until.timestamp() == clock.now + FIRST_LOCK_SECONDS
    assert accounts.unlock("ann")
    assert not accounts.unlock("ann")
    assert accounts.users()[0].locked_until is None
    assert isinstance(enter(accounts), LoggedIn)


def test_a_stranger_elsewhere_cannot_lock_the_owner_out(accounts, clock):
    assert isinstance(enter(accounts, address="192.0.2.1"), LoggedIn)
    for number in range(NAME_FAILURES * 2):
        enter(accounts, password="wrong words", address=f"203.0.113.{number}")
    assert enter(accounts, address="198.51.100.7").wait_seconds > 0, "where ann never logged in, the brake holds"
    assert isinstance(enter(accounts, address="192.0.2.1"), LoggedIn)
    assert [enter(accounts, password="wrong words").wait_seconds for _ in range(PAIR_FAILURES)] == [0] * PAIR_FAILURES
    assert enter(accounts).wait_seconds == FIRST_LOCK_SECONDS, "her own address is no way round"


@pytest.mark.parametrize("name", ["ann", "nobody"])
def test_failures_of_a_name_from_many_addresses_brake_it_even_where_they_come_slowly(accounts, clock, name):
    for number in range(NAME_FAILURES):
        found = enter(accounts, name, "wrong words", address=f"203.0.113.{number}")
        assert (found.wait_seconds, found.locked.pair) == (0, False)
        assert found.locked.name == (number == NAME_FAILURES - 1)
        clock.pass_(20 * 60 if number < NAME_FAILURES - 1 else 0)
    assert enter(accounts, name, address="203.0.113.200").wait_seconds == FIRST_LOCK_SECONDS
    clock.pass_(FIRST_LOCK_SECONDS)
    assert isinstance(enter(accounts, name, address="203.0.113.200"), LoggedIn if name == "ann" else Refused)


def test_a_log_in_elsewhere_gives_a_stranger_no_new_tries(accounts):
    for number in range(NAME_FAILURES - 1):
        enter(accounts, password="wrong words", address=f"203.0.113.{number}")
    assert isinstance(enter(accounts, address="192.0.2.1"), LoggedIn)
    assert enter(accounts, password="wrong words", address="203.0.113.99").locked.name


def test_a_name_that_is_taken_away_and_made_anew_is_known_nowhere(accounts):
    assert isinstance(enter(accounts, address="192.0.2.1"), LoggedIn)
    accounts.remove("ann")
    accounts.add("ann", "blue plums 77", role="analyst")
    for number in range(NAME_FAILURES):
        enter(accounts, password="wrong words", address=f"203.0.113.{number}")
    assert enter(accounts, password="blue plums 77", address="192.0.2.1").wait_seconds > 0


def test_an_address_that_fails_for_many_names_is_locked_for_all_and_others_are_not(accounts):
    for number in range(ADDRESS_FAILURES):
        found = enter(accounts, f"name{number}", "wrong words", address="2001:db8::1")
        assert found.locked.address == (number == ADDRESS_FAILURES - 1)
    assert enter(accounts, address="2001:db8::2").wait_seconds == FIRST_LOCK_SECONDS
    assert isinstance(enter(accounts, address="2001:db8:0:1::2"), LoggedIn)


def test_many_guesses_at_the_same_time_are_no_way_round_the_limit(accounts):
    found = []
    guess = lambda: found.append(enter(accounts, password="wrong words", address="192.0.2.9"))  # noqa: E731
    threads = [threading.Thread(target=guess) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(1 for refused in found if not refused.wait_seconds) == PAIR_FAILURES


def test_an_unknown_name_takes_as_long_as_a_known_one(tmp_path):
    # Two passes over 8 MiB: long enough for the difference between hashing and not to stand out.
    slow = Passwords(PasswordHasher(time_cost=2, memory_cost=8192, parallelism=1))
    accounts = Accounts(tmp_path, passwords=slow)
    accounts.add("ann", RIGHT, role="business")

    def quickest(act):
        times = []
        for _ in range(PAIR_FAILURES):
            started = time.process_time()  # of the processor: other programs keep this one waiting
            act()
            times.append(time.process_time() - started)
        return min(times)

    known = quickest(lambda: enter(accounts, "ann", "wrong words"))
    unknown = quickest(lambda: enter(accounts, "nobody", "wrong words"))
    hashed = quickest(lambda: slow.hash("anything"))
    accounts.close()
    assert 0.5 < known / unknown < 2
    assert unknown > 0.5 * hashed


def test_a_hash_made_with_other_parameters_is_made_anew_at_the_next_log_in(accounts, tmp_path):
    stronger = PasswordHasher(time_cost=2, memory_cost=128, parallelism=1)
    token = enter(accounts).token
    later = Accounts(tmp_path, passwords=Passwords(stronger), clock=accounts._clock)
    assert isinstance(enter(later), LoggedIn)
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        (kept,) = connection.execute("SELECT hash FROM users").fetchone()
    assert kept.startswith("$argon2id$v=19$m=128,t=2,p=1$")
    assert later.user_of(token) is not None
    assert isinstance(enter(later), LoggedIn)
    later.close()


def test_a_change_in_another_process_holds_at_once(accounts, tmp_path, clock):
    token = enter(accounts).token
    other = Accounts(tmp_path, passwords=Passwords(QUICK), clock=clock)
    other.remove("ann")
    assert accounts.user_of(token) is None
    assert not accounts.any()
    other.close()


def test_no_accounts_are_seen_where_there_are_none_and_none_are_made(tmp_path):
    assert not has_accounts(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(InputError, match="there is no workspace"):
        Accounts(tmp_path / "none")
    (tmp_path / FILE).write_text("no database")
    with pytest.raises(InputError, match="cannot be opened"):
        has_accounts(tmp_path)
