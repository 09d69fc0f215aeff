"""The audit log: what is in a record, what is not, how damage is found, and answers that come out the same again."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest

from agent import audit
from agent.answers import AnswerReady, StepStarted
from agent.audit import FILE, HEADS, KEY, AuditLog, canonical, sha256
from agent.audit_mask import Mask, opened
from agent.audit_people import People
from agent.audit_reading import records, verify
from agent.audit_replay import replay
from agent.audit_schema import COLUMNS, TEXTS
from config.errors import AccessError, AuditError, InputError
from config.settings import Settings
from tests.agent.llm_server import Reply

ROOT = Path(__file__).resolve().parents[2]
# As the handmade shop has them, and as people type them.
TYPED = (
    *("Anna Schmidt", "anna schmidt", "ANNA SCHMIDT", "Schmidt", "schmidt", "Élodie Martin", "王芳"),
    *("AnnaSchmidt", "annaschmidt"),
    *("anna@example.com", "ANNA@EXAMPLE.COM", "wangfang@example.com"),
    *("+49 30 1234567", "0049 30 1234567", "030 1234567", "(030) 123-4567", "13800138000", "+86 138 0013 8000"),
)
FORMS = ("look up {}", "What is the phone of {}?", "查一下{}", "revenue of {} in May")
STORED = ("Anna Schmidt", "王芳", "Élodie", "anna@example.com", "wangfang@", "1234567", "13800138000", "138 0013 8000")
COLUMN = dict.fromkeys(COLUMNS[1:], "")


@pytest.fixture
def workspace(tmp_path, build):
    """A workspace of its own around the handmade build."""
    (tmp_path / "builds").symlink_to(build.path.parent)
    (tmp_path / "current").write_text(build.id)
    return tmp_path


@pytest.fixture
def log(tmp_path):
    """Five records that say little."""
    with closing(AuditLog(tmp_path)) as made:
        for number in range(5):
            made.append(columns(question=f"question {number}"))
        yield made


def columns(**given: str) -> dict[str, str]:
    return {
        name: given.get(name, "{}" if name == "made" else name)
        for name in COLUMNS
        if name not in ("id", "time", "hash")
    }


def settings_for(folder: Path, **changes: object) -> Settings:
    return Settings(**{"workspace": folder, "openai_api_key": "key-for-tests", **changes})


def bytes_of_log(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("audit*")))


def tampered(folder: Path, *statements: str, values: tuple = ()) -> None:
    """Changes the file as somebody would who has it in their hands: the triggers are taken off and put back."""
    with closing(sqlite3.connect(folder / FILE)) as connection, connection:
        made = connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid"
        ).fetchall()
        for name, _ in made:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement, values)
        for _, sql in made:
            connection.execute(sql)


def test_a_question_leaves_one_record_of_who_asked_what_and_how_it_was_answered(analyst_with, workspace):
    answer = analyst_with().answer("Revenue by month", thread_id="t", user="ann", role="business")
    (record,) = records(workspace)
    assert (record.id, record.user, record.role, record.thread, record.model) == (1, "ann", "business", "t", "offline")
    assert (record.question, record.reading, record.status) == (answer.question, answer.reading, "answered")
    assert (record.build, record.prompt, record.language, record.drafts) == (answer.build, answer.prompt, "en", "")
    assert json.loads(record.answer)["answer"] == answer.markdown
    (call,) = json.loads(record.calls)
    (result,) = answer.results
    timeless = {name: value for name, value in result.items() if name != "seconds"}
    assert call == {
        "name": "query_orders",
        "arguments": {"group_by": ["month"], "measures": [{"metric": "revenue"}]},
        "result": "r1",
        "rows": result["n"],
        "digest": sha256(canonical(timeless)),
    }
    assert verify(workspace).damage == ""


def test_the_record_is_there_before_the_answer_is(analyst_with, workspace):
    for event in analyst_with().ask("Revenue by month", thread_id="t"):
        count = len(list(records(workspace)))
        assert count == (1 if isinstance(event, AnswerReady) else 0)


def test_equal_questions_have_equal_digests_whatever_time_they_took(analyst_with, workspace):
    analyst = analyst_with()
    for thread in "ab":
        analyst.answer("Look up customer 13085", thread_id=thread)
    one, other = records(workspace)
    assert (one.digest, one.seal, one.calls) == (other.digest, other.seal, other.calls)
    assert one.hash != other.hash


@pytest.mark.no_cover
@pytest.mark.parametrize(("role", "shift"), [("analyst", 0), ("support", 1), ("business", 2)])
def test_what_identifies_a_customer_is_in_no_byte_of_the_log(analyst_with, workspace, role, shift):
    analyst = analyst_with()
    # Every name in every role, in another form each time.
    asked = [(typed, FORMS[(place + shift) % len(FORMS)].format(typed)) for place, typed in enumerate(TYPED)]
    for number, (_, question) in enumerate(asked):
        analyst.answer(question, thread_id=f"{number}: {question}", role=role)
    analyst.close()
    written = bytes_of_log(workspace).decode("utf-8", "replace")
    kept = [canonical(asdict(record)) for record in records(workspace)]
    assert [
        (question, text)
        for record, (typed, question) in zip(kept, asked, strict=True)
        for text in (typed, *STORED)
        if text in record
    ] == []
    assert [text for text in (*TYPED, *STORED) if text in written] == []
    assert all("⟦" in record.question for record in records(workspace))


def test_customer_ids_stay_and_personal_cells_are_named_by_their_customer(analyst_with, workspace):
    analyst_with().answer("Look up customer 0012", thread_id="t")
    (record,) = records(workspace)
    assert record.question == "Look up customer 0012"
    assert "⟦email of 0012⟧" in record.answer
    assert json.loads(record.calls)[0]["arguments"] == {"customer": "0012"}


def test_texts_of_reviews_stay_in_the_build(analyst_with, workspace, llm):
    server = llm(
        [
            Reply(calls=[("query_reviews", {"columns": ["review_id", "text"], "limit": 3})]),
            Reply("{{table r1}}"),
        ]
    )
    answer = analyst_with(server).answer("Show reviews", thread_id="t")
    assert answer.status == "answered"
    assert "answered my e-mail" not in bytes_of_log(workspace).decode("utf-8", "replace")


@pytest.mark.parametrize("typed", TYPED)
def test_what_was_hidden_in_a_question_can_be_read_back_with_the_build(shop, typed):
    people = People(shop)
    mask = Mask(people, b"key")
    question = f"What did {typed} buy, and ⟦is⟧ it much?"
    mask.learn_questions([question])
    hidden = mask.hide_typed(question)
    assert typed not in hidden
    given = [typed] if "#" in hidden and " of " not in hidden else []
    assert opened(json.loads(json.dumps(hidden)), people, key=b"key", given=given) == question


def test_words_that_mean_something_else_are_not_taken_for_names(shop):
    mask = Mask(People(shop), b"key")
    question = "Revenue by country in May 2010, Germany against France, orders above 1,000 of 13085"
    mask.learn_questions([question])
    assert mask.hide_typed(question) == question


def test_a_keyed_hash_says_nothing_without_the_key(shop):
    hidden = []
    for key in (b"one", b"two"):
        mask = Mask(People(shop), key)
        mask.learn_questions(["Who is stranger@example.org?"])
        hidden.append(mask.hide_typed("Who is stranger@example.org?"))
    assert hidden[0] != hidden[1]
    assert all(text.startswith("Who is ⟦email #") for text in hidden)


def test_the_key_can_be_read_by_its_owner_only(log, tmp_path):
    assert (tmp_path / KEY).stat().st_mode & 0o077 == 0
    assert len(log.key) == 32


def test_records_can_be_neither_changed_nor_deleted_nor_replaced(log, tmp_path):
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        for statement in (
            "UPDATE records SET question = ''",
            "DELETE FROM records WHERE id = 5",
            f"INSERT OR REPLACE INTO records VALUES (3, {', '.join('?' for _ in COLUMNS[1:])})",
            f"INSERT INTO records VALUES (9, {', '.join('?' for _ in COLUMNS[1:])})",
            "UPDATE texts SET text = ''",
            "DELETE FROM texts WHERE record = 5",
            "INSERT OR REPLACE INTO texts VALUES (5, 'question', ?, ?)",
            "INSERT INTO texts VALUES (4, 'another', ?, ?)",
        ):
            values = ("x",) * statement.count("?")
            with pytest.raises(sqlite3.IntegrityError, match="an audit "):
                connection.execute(statement, values)
    assert verify(tmp_path).records == 5


@pytest.mark.parametrize("number", [1, 3, 5])
@pytest.mark.parametrize("column", COLUMNS)
def test_a_change_of_any_column_of_any_record_is_found(log, tmp_path, column, number):
    value = 77 if column == "id" else "f" * 64 if column == "hash" else "changed"
    tampered(tmp_path, f"UPDATE records SET {column} = ? WHERE id = {number}", values=(value,))
    found = verify(tmp_path)
    assert f"record {number}" in found.damage
    assert found.records == number - 1


@pytest.mark.parametrize("name", TEXTS)
def test_a_change_of_any_text_is_found_and_its_loss_too(log, tmp_path, name):
    tampered(tmp_path, f"UPDATE texts SET text = 'changed' WHERE record = 3 AND name = '{name}'")
    assert f"record 3 has been changed: its {name} is not" in verify(tmp_path).damage
    tampered(tmp_path, f"DELETE FROM texts WHERE record = 3 AND name = '{name}'")
    assert verify(tmp_path).damage == f"the {name} of record 3 is missing, and no record says that it was erased"


def test_texts_that_a_record_says_were_erased_are_gone_to_the_byte_and_the_chain_is_whole(log, tmp_path):
    erased = columns(**dict.fromkeys(TEXTS, ""), made='{"customer": "f00d"}')
    secret = log.append(columns(question="what of Anna Schmidt?", answer="much of her"))
    log.erase([(secret.id, "question"), (secret.id, "answer")], erased)
    log.append(columns())
    found = verify(tmp_path)
    assert (found.damage, found.records, found.erased) == ("", 8, 2)
    kept = list(records(tmp_path))
    assert (kept[5].question, kept[5].answer, kept[5].calls, kept[5].erased) == (
        "",
        "",
        "calls",
        ("question", "answer"),
    )
    assert json.loads(kept[6].made) == {"customer": "f00d", "erased": ["6 question", "6 answer"]}
    assert b"Schmidt" not in bytes_of_log(tmp_path)
    assert b"much of her" not in bytes_of_log(tmp_path)


def test_a_text_put_back_after_its_erasure_is_found(log, tmp_path):
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        (kept,) = connection.execute("SELECT * FROM texts WHERE record = 2 AND name = 'question'")
    log.erase([(2, "question")], columns(**dict.fromkeys(TEXTS, ""), made="{}"))
    tampered(tmp_path, "INSERT INTO texts VALUES (?, ?, ?, ?)", values=kept)
    assert verify(tmp_path).damage == "the question of record 2 is there, though it was erased"


def test_a_log_of_an_earlier_kezhi_is_not_written_to_and_says_what_to_do(tmp_path):
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("CREATE TABLE records (id INTEGER PRIMARY KEY, question TEXT NOT NULL) STRICT")
    for refused in (lambda: AuditLog(tmp_path), lambda: verify(tmp_path), lambda: list(records(tmp_path))):
        with pytest.raises((AuditError, InputError), match=r"move the audit\.\* files away"):
            refused()


@pytest.mark.parametrize(
    ("statements", "line"),
    [
        (("DELETE FROM records WHERE id = 3",), "record 3 is missing: record 4 comes after record 2"),
        (("DELETE FROM records WHERE id = 1",), "record 1 is missing"),
        (("DELETE FROM records WHERE id > 3",), "record 4 is missing: audit.heads has seen 5 records"),
        (("DELETE FROM records",), "record 1 is missing: audit.heads has seen 5 records"),
        (
            (
                "UPDATE records SET id = 100 WHERE id = 2",
                "UPDATE records SET id = 2 WHERE id = 4",
                "UPDATE records SET id = 4 WHERE id = 100",
            ),
            "record 2 has been changed, or is not the one",
        ),
        (("ALTER TABLE records ADD COLUMN more TEXT",), "the table or its triggers have been changed"),
        (("CREATE TRIGGER another AFTER INSERT ON records BEGIN SELECT 1; END",), "the table or its triggers"),
    ],
)
def test_rows_deleted_swapped_or_cut_off_are_found(log, tmp_path, statements, line):
    tampered(tmp_path, *statements)
    assert line in verify(tmp_path).damage


def test_a_chain_made_anew_from_a_changed_record_on_is_found_by_its_witnesses(log, tmp_path):
    head = verify(tmp_path).head
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        made = [dict(zip(COLUMNS, row, strict=True)) for row in connection.execute("SELECT * FROM records")]
    previous = made[1]["hash"]
    for row in made[2:]:
        previous = audit.chained(previous, {**row, "user": "another"})
        tampered(tmp_path, f"UPDATE records SET user = 'another', hash = ? WHERE id = {row['id']}", values=(previous,))
    assert "record 3 has been replaced: audit.heads has seen another one" in verify(tmp_path).damage
    (tmp_path / HEADS).write_text("")
    assert verify(tmp_path).damage == ""
    assert "no record has the expected hash" in verify(tmp_path, expect=head).damage


def test_a_head_kept_elsewhere_is_still_found_when_the_log_has_grown(log, tmp_path):
    head = verify(tmp_path).head
    log.append(columns())
    assert verify(tmp_path, expect=head.upper()).damage == ""
    with pytest.raises(InputError, match="64 hex digits"):
        verify(tmp_path, expect="abc")


def test_missing_witnesses_are_named_and_triggers_taken_off_too(log, tmp_path):
    (tmp_path / HEADS).unlink()
    assert "audit.heads is missing" in verify(tmp_path).damage
    with closing(sqlite3.connect(tmp_path / FILE)) as connection, connection:
        connection.execute("DROP TRIGGER records_stay")
    assert "triggers" in verify(tmp_path).damage


def test_a_log_that_was_cut_off_is_not_written_over(log, tmp_path):
    tampered(tmp_path, "DELETE FROM records WHERE id > 3")
    with pytest.raises(AuditError, match=r"ends with record 3, but audit.heads has seen record 5"):
        log.append(columns())
    assert "record 4 is missing" in verify(tmp_path).damage


def test_a_file_that_is_no_database_is_damage_in_one_line(log, tmp_path):
    log.close()
    raw = bytearray((tmp_path / FILE).read_bytes())
    raw[4096:] = b"\x00" * (len(raw) - 4096)
    (tmp_path / FILE).write_bytes(raw)
    damage = verify(tmp_path).damage
    assert damage
    assert "\n" not in damage


def test_a_folder_without_a_log_is_the_askers_mistake(tmp_path):
    with pytest.raises(InputError, match="no audit log"):
        verify(tmp_path)


_WRITER = """
import sys
from pathlib import Path
from agent.audit import AuditLog
from agent.audit_schema import COLUMNS
log = AuditLog(Path(sys.argv[1]))
names = [name for name in COLUMNS if name not in ("id", "time", "hash")]
for number in range(int(sys.argv[2])):
    log.append({name: f"{sys.argv[3]} {number} " + "x" * 2000 for name in names})
    print(number, flush=True)
"""


def writer(folder: Path, count: int, name: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", _WRITER, str(folder), str(count), name]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def test_processes_that_write_at_once_make_one_chain(tmp_path):
    # None of them finds a log: whoever comes first makes it.
    started = [writer(tmp_path, 40, name) for name in ("a", "b", "c")]
    assert [process.wait(timeout=120) for process in started] == [0, 0, 0]
    found = verify(tmp_path)
    assert (found.records, found.damage, found.witnessed) == (120, "", 120)
    assert {record.user[0] for record in records(tmp_path)} == {"a", "b", "c"}


def test_a_writer_killed_at_any_moment_leaves_a_whole_chain(tmp_path):
    for attempt in range(6):
        process = writer(tmp_path, 100_000, str(attempt))
        process.stdout.readline()
        time.sleep(0.02 * attempt)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
        found = verify(tmp_path)
        assert found.damage == ""
        assert found.records > attempt
    with closing(AuditLog(tmp_path)) as log:
        assert log.append(columns()).id == found.records + 1
    assert verify(tmp_path).damage == ""


def test_a_full_disk_gives_one_line_and_no_answer(analyst_with, workspace):
    analyst = analyst_with()
    analyst.answer("Revenue by month", thread_id="t")
    (pages,) = analyst._log._connection.execute("PRAGMA page_count").fetchone()
    analyst._log._connection.execute(f"PRAGMA max_page_count = {pages}")
    given = []

    def ask_until_full():
        for number in range(20):
            events = analyst.ask("Customers by country", thread_id=str(number))
            given.extend(event for event in events if isinstance(event, AnswerReady))

    with pytest.raises(AuditError, match=r"what is not logged is not answered: audit.sqlite: database or disk is full"):
        ask_until_full()
    kept = len(list(records(workspace)))
    assert kept == len(given) + 1
    assert verify(workspace).damage == ""
    analyst._log._connection.execute("PRAGMA max_page_count = 1000000")
    assert analyst.answer("按国家统计客户数", thread_id="again").status == "answered"


def test_a_log_that_stays_locked_gives_one_line_in_the_askers_language(analyst_with, workspace, monkeypatch):
    monkeypatch.setattr(audit, "WAIT_SECONDS", 0.05)
    analyst = analyst_with()
    with closing(sqlite3.connect(workspace / FILE)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(AuditError, match=r"审计日志无法写入.*database is locked"):
            analyst.answer("按月统计销售额", thread_id="t")
        other.rollback()
    assert analyst.answers("t", role="analyst") == ()
    assert analyst.answer("按月统计销售额", thread_id="t").status == "answered"


def test_questions_without_an_answer_are_logged_too(analyst_with, workspace, monkeypatch):
    analyst = analyst_with()
    events = analyst.ask("Revenue by month", thread_id="stopped")
    assert isinstance(next(events), StepStarted)
    events.close()
    analyst.answer("Revenue by month", thread_id="theirs", role="support")
    with pytest.raises(AccessError):
        analyst.answer("And by country?", thread_id="theirs", role="business")
    monkeypatch.setattr("agent.answering.Answering.finish", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        analyst.answer("Revenue by month", thread_id="failed")
    assert [record.status for record in records(workspace)] == ["stopped", "answered", "denied", "failed"]
    for number, line in ((1, "was stopped"), (3, "was refused"), (4, "failed")):
        with pytest.raises(InputError, match=line):
            replay(number, settings_for(workspace))


@pytest.mark.no_cover
def test_conversations_come_out_the_same_again_in_another_analyst(analyst_with, workspace):
    analyst = analyst_with()
    events = analyst.ask("top 3 customers by revenue", thread_id="a", user="ann")
    next(events)
    events.close()
    for question in (
        "top 3 customers by revenue",
        "why is the first one worth that?",
        "as a chart",
        "look up Anna Schmidt",
    ):
        analyst.answer(question, thread_id="a", user="ann")
    analyst.answer("top 5 customers by revenue", thread_id="a", user="bob")
    analyst.answer("按国家统计客户数和销售额,前10", thread_id="zh", role="business")
    analyst.answer("13800138000的邮箱是什么", thread_id="support", role="support")
    settings = settings_for(workspace)
    done = [replay(record.id, settings) for record in records(workspace) if record.status != "stopped"]
    assert [(d.record.id, d.difference, d.remarks) for d in done if d.difference or d.remarks] == []
    assert {d.record.status for d in done} >= {"answered"}
    assert len(done) == 7


def test_a_thread_name_used_again_begins_another_conversation(analyst_with, workspace):
    analyst = analyst_with()
    analyst.answer("top 3 customers by revenue", thread_id="t")
    analyst.delete("t", role="analyst")
    answer = analyst.answer("as a chart", thread_id="t")
    assert answer.status != "answered"
    assert replay(2, settings_for(workspace)).difference == ""


def test_a_build_no_longer_in_use_is_asked_and_one_that_is_gone_is_named(analyst_with, workspace, build):
    analyst_with().answer("Revenue by month", thread_id="t")
    (workspace / "current").write_text("20990101T000000Z-000000")
    assert replay(1, settings_for(workspace)).difference == ""
    (workspace / "builds").unlink()
    with pytest.raises(InputError, match=f"the build {build.id} is gone"):
        replay(1, settings_for(workspace))
    with pytest.raises(InputError, match="has no record 7; it ends with 1"):
        replay(7, settings_for(workspace))


def test_a_replay_finds_what_was_changed_in_log_or_build(analyst_with, workspace, build, tmp_path_factory):
    import pandas as pd

    from data.builds import CUSTOMERS
    from data.files import write_parquet

    analyst = analyst_with()
    analyst.answer("Look up customer 13085", thread_id="t")
    analyst.answer("Look up customer 0012", thread_id="u")
    tampered(workspace, "UPDATE texts SET text = replace(text, '1,500', '1,501') WHERE record = 1 AND name = 'answer'")
    assert "answer, character" in replay(1, settings_for(workspace)).difference
    copy = tmp_path_factory.mktemp("copy") / build.id
    copy.mkdir()
    for path in build.path.rglob("*"):
        if path.is_file():
            target = copy / path.relative_to(build.path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    customers = pd.read_parquet(copy / CUSTOMERS)
    customers["phone"] = customers["phone"].replace("+49 30 1234567", "+49 30 7654321")
    write_parquet(customers, copy / CUSTOMERS)
    (workspace / "builds").unlink()
    (workspace / "builds").symlink_to(copy.parent)
    assert "equal but for personal data" in replay(2, settings_for(workspace)).difference


def test_a_personal_text_that_the_build_does_not_hold_has_to_be_told_again(analyst_with, workspace):
    analyst_with().answer("look up stranger@example.org", thread_id="t")
    (record,) = records(workspace)
    assert record.question.startswith("look up ⟦email #")
    settings = settings_for(workspace)
    with pytest.raises(InputError, match="--personal TEXT"):
        replay(1, settings)
    with pytest.raises(InputError, match="--personal TEXT"):
        replay(1, settings, personal=["other@example.org"])
    assert replay(1, settings, personal=["stranger@example.org"]).difference == ""


def test_without_the_key_the_rest_is_still_compared_and_the_lack_is_said(analyst_with, workspace):
    analyst_with().answer("Look up customer 0012", thread_id="t")
    (workspace / KEY).unlink()
    done = replay(1, settings_for(workspace))
    assert done.difference == ""
    assert done.remarks == ("audit.key is gone, so personal data could not be compared",)


def test_a_conversation_older_than_the_log_is_not_replayed_as_if_it_were_whole(analyst_with, workspace):
    analyst = analyst_with()
    analyst.answer("top 3 customers by revenue", thread_id="t")
    analyst.close()
    for path in workspace.glob("audit*"):
        path.unlink()
    again = analyst_with()
    again.answer("as a chart", thread_id="t")
    with pytest.raises(InputError, match="question 2 of its conversation, and the log holds 1 of them"):
        replay(1, settings_for(workspace))


def test_what_a_language_model_answered_comes_out_again_without_it(analyst_with, workspace, llm):
    lookup = [("lookup_customer", {"customer": "{{asked1}}"})]
    server = llm(
        [
            Reply(calls=lookup),
            Reply("{{r1.rows[0].name}} spent £999.00."),  # unproven: given back once
            Reply("[reading] a customer's card\n{{r1.rows[0].name}} spent {{r1.rows[0].revenue}}."),
            Reply(calls=[("query_orders", "{not json")]),
            Reply(calls=[("query_orders", {"group_by": ["nonsense"]}), ("describe_data", {})]),
            Reply("The revenue is £1.00 and falling."),
            Reply("The revenue is £1.00 and falling."),
        ]
    )
    analyst = analyst_with(server)
    first = analyst.answer("How much did anna@example.com spend?", thread_id="t")
    second = analyst.answer("And all others?", thread_id="t")
    assert first.verified
    assert not second.verified
    asked = len(server.requests)
    server.close()
    server.close = lambda: None
    settings = settings_for(workspace, openai_base_url="http://127.0.0.1:9/v1")
    for number in (1, 2):
        done = replay(number, settings)
        assert (done.difference, done.remarks) == ("", ())
    assert len(server.requests) == asked
    assert b"anna@" not in bytes_of_log(workspace)
    assert "999.00" in next(records(workspace)).drafts


def test_an_answer_that_the_planner_gave_for_a_failing_model_comes_out_again(analyst_with, workspace, llm):
    analyst = analyst_with(llm([Reply(status=500)]), request_retries=0)
    answer = analyst.answer("Revenue by month", thread_id="t")
    assert answer.status == "answered"
    analyst.answer("as a chart", thread_id="t")
    for number in (1, 2):
        assert replay(number, settings_for(workspace)).difference == ""


def test_a_model_that_could_not_be_opened_is_logged_and_comes_out_again(analyst_with, workspace):
    analyst = analyst_with(model="openai:", openai_base_url=None)
    answer = analyst.answer("Revenue by month", thread_id="t")
    assert answer.status == "error"
    analyst.answer("Revenue by month", thread_id="t", model="offline")
    analyst.answer("as a chart", thread_id="t", model="offline")
    for number in (1, 2, 3):
        assert replay(number, settings_for(workspace)).difference == ""
