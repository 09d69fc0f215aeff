"""A customer taken out of what was said: turns of conversations, and texts of the audit log."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

from agent.audit import FILE as AUDIT_FILE
from agent.audit import AuditLog, Record, canonical
from agent.audit_mask import keyed
from agent.audit_reading import records
from agent.audit_schema import COLUMNS, FORGOTTEN, TEXTS
from agent.conversation_tables import prepare
from agent.conversations import FILE, LONGEST_TITLE, key_of
from agent.traces import Traces
from agent.transcript import is_question
from config.errors import InputError

_JSON: Final = ("calls", "drafts", "answer")
# Of the whole answer: from a short one it could be guessed.
_DIGESTS: Final = ("digest", "seal")
_WAIT_SECONDS: Final = 30
_MENTIONED: Final = "SELECT user, thread_id, position, document FROM kezhi_answers"
_AT: Final = "user = ? AND thread_id = ? AND position = ?"


def told_turns(folder: Path, traces: Traces) -> list[tuple[str, str, int]]:
    """Turns of the kept conversations that tell of him: whose, which conversation, which turn."""
    if not (folder / FILE).is_file():
        return []
    with closing(_opened(folder / FILE)) as connection:
        rows = connection.execute(_MENTIONED)
        return [(user, thread, at) for user, thread, at, text in rows if traces.in_value([thread, json.loads(text)])]


def forget_turns(folder: Path, traces: Traces) -> int:
    """Takes every turn that tells of him out of the conversations and out of the agent's memory; how many there were.

    Raises:
        InputError: The file is in use by another process.
    """
    if not (folder / FILE).is_file():
        return 0
    turns = told_turns(folder, traces)
    with closing(_opened(folder / FILE)) as connection:
        try:
            with connection:
                prepare(connection)
                _forget_ratings(connection, turns, traces)
                for turn in turns:
                    connection.execute(f"DELETE FROM kezhi_answers WHERE {_AT}", turn)
                _forget_titles(connection, traces)
            # None allows no types but LangChain's messages: nothing else read from the file is ever constructed.
            memory = SqliteSaver(connection, serde=JsonPlusSerializer(allowed_msgpack_modules=None))
            memory.setup()
            for (key,) in connection.execute("SELECT DISTINCT thread_id FROM checkpoints").fetchall():
                _forget_messages(memory, key, traces)
            connection.commit()
            connection.execute("VACUUM")
            (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.OperationalError as error:
            raise InputError(f"{FILE} is in use by another process ({error}): close `kezhi chat` first") from error
    if busy:
        raise InputError(f"{FILE} is in use by another process: close `kezhi chat` first")
    return len(turns)


def told_texts(folder: Path, traces: Traces) -> list[tuple[int, str]]:
    """Texts of the audit log that tell of him: record and name."""
    if not (folder / AUDIT_FILE).is_file():
        return []
    return [(record.id, name) for record in records(folder) for name in _told(record, traces)]


def forget_texts(folder: Path, traces: Traces, *, customer_id: str, user: str) -> int:
    """Erases every text of the audit log that tells of him, and records that; how many there were.

    What stays is a hash of his id, keyed with the log's own key.

    Raises:
        AuditError: The log cannot be written, or is in use by another process.
    """
    with closing(AuditLog(folder)) as log:
        gone = told_texts(folder, traces)
        said = {"customer": keyed(log.key, customer_id)}
        known = (json.loads(record.made) for record in records(folder) if record.status == FORGOTTEN)
        if not gone and any(made["customer"] == said["customer"] for made in known):
            log.compact()  # one that was killed may have left bytes
            return 0
        columns = {name: "" for name in COLUMNS if name not in ("id", "time", "hash")}
        log.erase(gone, {**columns, "user": user, "made": canonical(said)})
        return len(gone)


def _told(record: Record, traces: Traces) -> Iterator[str]:
    texts = asdict(record)
    told = [name for name in TEXTS if texts[name] and traces.in_value(_read(name, texts[name]))]
    yield from told
    if told:
        yield from (name for name in _DIGESTS if texts[name])


def _read(name: str, text: str) -> Any:  # noqa: ANN401 - plain JSON
    return json.loads(text) if name in _JSON else text


def _forget_ratings(connection: sqlite3.Connection, turns: Sequence[tuple[str, str, int]], traces: Traces) -> None:
    """What was thought of answers that tell of him goes with them; so does what tells of him itself."""
    for turn in turns:
        of_answer = f"(user, thread_id, asked) IN (SELECT user, thread_id, asked FROM kezhi_answers WHERE {_AT})"
        connection.execute(f"DELETE FROM kezhi_ratings WHERE {of_answer}", turn)
    rated = connection.execute("SELECT rowid, thread_id, question, comment FROM kezhi_ratings").fetchall()
    told = [(row,) for row, *texts in rated if traces.in_value(texts)]
    connection.executemany("DELETE FROM kezhi_ratings WHERE rowid = ?", told)


def _forget_titles(connection: sqlite3.Connection, traces: Traces) -> None:
    """Conversations of which nothing is left go; one whose title tells of him is called by its first other question."""
    threads = connection.execute("SELECT user, thread_id, title FROM kezhi_threads").fetchall()
    for user, thread, title in threads:
        if not traces.in_value([thread, title]):
            continue
        documents = connection.execute(
            "SELECT document FROM kezhi_answers WHERE user = ? AND thread_id = ? ORDER BY position", (user, thread)
        ).fetchall()
        asked = [json.loads(text)["question"] for (text,) in documents]
        if traces.in_text(thread) or not asked:
            connection.execute("DELETE FROM kezhi_threads WHERE user = ? AND thread_id = ?", (user, thread))
            connection.execute("DELETE FROM checkpoints WHERE thread_id = ?", (key_of(thread, user=user),))
            connection.execute("DELETE FROM writes WHERE thread_id = ?", (key_of(thread, user=user),))
        else:
            connection.execute(
                "UPDATE kezhi_threads SET title = ? WHERE user = ? AND thread_id = ?",
                (asked[0][:LONGEST_TITLE], user, thread),
            )


def _forget_messages(memory: SqliteSaver, key: str, traces: Traces) -> None:
    """The agent's memory of a conversation without the turns that tell of him."""
    config: RunnableConfig = {"configurable": {"thread_id": key, "checkpoint_ns": ""}}
    states = list(memory.list(config))
    if not any(traces.in_value([s.checkpoint["channel_values"], s.metadata, s.pending_writes or []]) for s in states):
        return
    latest = states[0]
    values = latest.checkpoint["channel_values"]
    kept = {**values, "messages": _others(values.get("messages", ()), traces)}
    memory.delete_thread(key)
    if kept["messages"] and not traces.in_value(kept):
        memory.put(config, {**latest.checkpoint, "channel_values": kept}, {"source": "update", "step": 0}, {})


def _others(messages: Sequence[BaseMessage], traces: Traces) -> list[BaseMessage]:
    """The turns, each from a question to what answered it, that do not tell of him."""
    turns: list[list[BaseMessage]] = []
    for message in messages:
        if is_question(message) or not turns:
            turns.append([])
        turns[-1].append(message)
    return [message for turn in turns if not traces.in_value(turn) for message in turn]


def _opened(file: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(file, timeout=_WAIT_SECONDS, check_same_thread=False)
    # What is deleted is overwritten, not only unlinked.
    connection.execute("PRAGMA secure_delete=ON")
    return connection
