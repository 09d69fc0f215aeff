"""`kezhi users` as it is typed: who may log in, one line each, and what the audit log keeps of it."""

import json
import os
import pty
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from agent.analyst import Analyst
from agent.audit_reading import records
from agent.conversations import FILE
from config.settings import Settings
from data.accounts import Accounts, LoggedIn

ROOT = Path(__file__).resolve().parents[2]
RIGHT = "green apples 7"


def command(*arguments):
    return [sys.executable, "-m", "pipeline.cli", "users", *arguments]


def users(folder, *arguments, typed=""):
    given = {**os.environ, "KEZHI_USER": "boss", "COLUMNS": "160"}  # noqa: TID251
    return subprocess.run(
        command(*arguments, "--workspace", str(folder)),
        cwd=ROOT,
        env=given,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def entered(folder, name, password):
    with closing(Accounts(folder)) as accounts:
        return isinstance(accounts.log_in(name, password, address=""), LoggedIn)


def test_a_user_is_added_listed_changed_and_the_log_says_who_did_it_without_a_password(tmp_path):
    added = users(tmp_path, "add", "Mei", "--role", "support", "--password-stdin", typed=f"{RIGHT}\n")
    assert (added.returncode, added.stdout) == (0, "added: Mei, support\n")
    assert added.stderr == "From now on the web app asks everybody to log in.\n"
    assert users(tmp_path, "role", "mei", "--role", "analyst").stdout == "changed: Mei, analyst\n"
    (listed,) = json.loads(users(tmp_path, "list", "--json").stdout)
    assert (listed["name"], listed["role"], listed["locked_until"]) == ("Mei", "analyst", None)
    assert entered(tmp_path, "mei", RIGHT)
    assert users(tmp_path, "password", "mei", "--password-stdin", typed="blue plums 8\r\n").returncode == 0
    assert entered(tmp_path, "mei", "blue plums 8")
    found = [(record.user, record.status, record.question) for record in records(tmp_path)]
    assert found == [
        ("boss", "account", "users add Mei support"),
        ("boss", "account", "users role Mei analyst"),
        ("boss", "account", "users password Mei"),
    ]
    assert not any(b"green apples" in path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (["add", "mei", "--role", "boss", "--password-stdin"], "", "expected business, support or analyst"),
        (["add", "mei", "--role", "support", "--password-stdin"], "short\n", "10 to 1,000 characters; this one has 5"),
        (["add", "mei", "--role", "support"], "", "with --password-stdin"),
        (["remove", "mei"], "", "there is no user 'mei'; `kezhi users list` shows who there is"),
    ],
)
def test_bad_input_is_one_line_and_exit_code_2_and_changes_nothing(tmp_path, arguments, typed, said):
    done = users(tmp_path, *arguments, typed=typed)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
    with closing(Accounts(tmp_path)) as accounts:
        assert not accounts.any()


def test_a_password_is_asked_for_twice_and_not_shown(tmp_path):
    ours, theirs = pty.openpty()
    typing = command("add", "mei", "--role", "support", "-w", str(tmp_path))
    # A session of its own: a terminal of whoever runs the tests must not be asked.
    asked = subprocess.Popen(typing, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
    shown = b""
    for prompt in (b"Password: ", b"The same again: "):
        while not shown.endswith(prompt):
            shown += os.read(ours, 1000)
        os.write(ours, RIGHT.encode() + b"\n")
    while b"asks everybody" not in shown:
        shown += os.read(ours, 1000)
    assert asked.wait(timeout=30) == 0
    os.close(theirs)
    os.close(ours)
    assert b"added: mei, support" in shown
    assert RIGHT.encode() not in shown
    assert entered(tmp_path, "mei", RIGHT)


def test_a_removed_users_conversations_go_and_those_of_others_stay(shop, tmp_path):
    with closing(Accounts(tmp_path)) as accounts:
        accounts.add("Mei", RIGHT, role="analyst")
    with closing(Analyst(shop, Settings(), folder=tmp_path)) as analyst:
        for user in ("Mei", "bob"):
            analyst.answer("top 3 customers by revenue", thread_id="t", user=user)
        done = users(tmp_path, "remove", "MEI")
        assert (done.returncode, done.stdout) == (0, "removed: Mei, with 1 conversations\n")
        assert "serves this machine only" in done.stderr
        assert [len(analyst.threads("analyst", user=user)) for user in ("Mei", "bob")] == [0, 1]
        follow_up = analyst.answer("and the first of them?", thread_id="t", user="Mei")
        assert "13085" not in follow_up.markdown
    assert (tmp_path / FILE).is_file()
