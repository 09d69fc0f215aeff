"""A person's conversations: listed, searched, renamed, rated, deleted, and a question taken back to be asked anew.

What is shown (`agent.conversations`) and what the agent remembers (LangGraph's checkpoints) lie in one file and change
together here.
"""

import secrets
import sqlite3
from collections.abc import Callable
from typing import Any

from langchain_core.messages import BaseMessage
from langgraph.checkpoint.sqlite import SqliteSaver

from agent.answers import Answer, QuotePart
from agent.conversations import Conversations, Kept, Thread, key_of
from agent.ratings import Rating
from agent.transcript import is_question
from config.errors import InputError
from config.settings import Role

# Writes into the audit log that something of a conversation was looked at or judged: what, whose, in which role.
Note = Callable[[str, str, str, Role], None]


class History:
    """The conversations of one file; safe to use from several threads."""

    def __init__(self, conversations: Conversations, memory: SqliteSaver, *, rated: Note) -> None:
        """Nothing is read yet.

        Args:
            conversations: The answers as shown.
            memory: What the agent remembers.
            rated: Writes into the audit log that an answer was rated: what, thread, user, role.
        """
        self._conversations = conversations
        self._memory = memory
        self._rated = rated

    def threads(self, role: Role, *, user: str = "", search: str = "") -> tuple[Thread, ...]:
        """This person's conversations in this role that hold all words of the search, the latest first."""
        return self._conversations.threads(role=role, user=user, search=search)

    def kept(self, thread_id: str, *, role: Role, user: str = "") -> tuple[Kept, ...]:
        """The answers of a conversation, oldest first, each with its question and what its asker thinks of it.

        Raises:
            AccessError: The conversation was begun in another role.
        """
        return self._conversations.kept(thread_id, role=role, user=user)

    def rename(self, thread_id: str, title: str, *, role: Role, user: str = "") -> None:
        """Gives a conversation a title of its person's own.

        Raises:
            AccessError: The conversation was begun in another role.
            InputError: The title is empty.
        """
        self._conversations.rename(thread_id, title, role=role, user=user)

    def rate(self, thread_id: str, asked: str, rating: Rating | None, *, role: Role, user: str = "") -> None:
        """Keeps what its asker thinks of an answer, once it is in the audit log; None takes it back.

        Raises:
            AccessError: The conversation was begun in another role.
            InputError: There is no such answer.
            AuditError: It cannot be logged.
        """
        if all(kept.asked != asked for kept in self.kept(thread_id, role=role, user=user)):
            raise InputError("there is no such answer in this conversation")
        said = f"{rating.verdict} {rating.reason} {rating.comment}".strip() if rating else "taken back"
        self._rated(f"/rating {asked} {said}", thread_id, user, role)
        self._conversations.rate(thread_id, asked, rating, role=role, user=user)

    def quote(self, thread_id: str, asked: str, review_id: str, *, role: Role, user: str = "") -> QuotePart | None:
        """A quote of a kept answer; None where that answer quotes no such review.

        Raises:
            AccessError: The conversation was begun in another role.
        """
        answer = self.answer(thread_id, asked, role=role, user=user)
        quotes = [part for part in answer.parts if isinstance(part, QuotePart)] if answer else []
        return next((quote for quote in quotes if quote.review_id == review_id), None)

    def answer(self, thread_id: str, asked: str, *, role: Role, user: str = "") -> Answer | None:
        """The kept answer of a question; None where there is none.

        Raises:
            AccessError: The conversation was begun in another role.
        """
        kept = self.kept(thread_id, role=role, user=user)
        return next((each.answer for each in kept if each.asked == asked), None)

    def delete(self, thread_id: str, *, role: Role, user: str = "") -> None:
        """Forgets a conversation, with what was thought of its answers.

        Raises:
            AccessError: The conversation was begun in another role.
        """
        self._conversations.delete(thread_id, role=role, user=user)
        self._memory.delete_thread(key_of(thread_id, user=user))

    def take_back(self, thread_id: str, asked: str, *, user: str = "", instead: str) -> None:
        """Forgets the last question and its answer: the agent remembers only what was before.

        Args:
            thread_id: The conversation, which nothing else is asked in meanwhile.
            asked: Key of the question; one that is not the last is left as it is.
            user: Whose conversation it is.
            instead: The question that is asked in its place.
        """
        config: Any = {"configurable": {"thread_id": key_of(thread_id, user=user), "checkpoint_ns": ""}}
        latest = self._memory.get_tuple(config)
        values = latest.checkpoint["channel_values"] if latest else {}
        messages: list[BaseMessage] = values.get("messages", [])
        last = max((i for i, message in enumerate(messages) if is_question(message)), default=-1)
        if latest is not None and last >= 0 and _is_of(messages[last], asked):
            self._memory.delete_thread(key_of(thread_id, user=user))
            if last:
                before: Any = {**latest.checkpoint, "channel_values": {**values, "messages": messages[:last]}}
                self._memory.put(config, before, {"source": "update", "step": 0}, {})
        self._conversations.take_back(thread_id, user=user, asked=asked, instead=instead)

    def forget_old_states(self, key: str, connection: sqlite3.Connection) -> None:
        """Keeps only the latest state of a conversation: every state holds all messages.

        Args:
            key: Of the conversation in the agent's memory.
            connection: To the memory's file.
        """
        latest = self._memory.get_tuple({"configurable": {"thread_id": key}})
        if latest is None:
            return
        kept = latest.config["configurable"]["checkpoint_id"]
        with self._memory.lock, connection:
            for_thread = (key, kept)
            connection.execute("DELETE FROM checkpoints WHERE thread_id = ? AND checkpoint_id != ?", for_thread)
            connection.execute("DELETE FROM writes WHERE thread_id = ? AND checkpoint_id != ?", for_thread)


def new_key() -> str:
    """A key for a question, unique in its conversation."""
    return secrets.token_hex(8)


def _is_of(question: BaseMessage, asked: str) -> bool:
    """Whether that is the message of a question; conversations of an earlier Kezhi know only the place of each."""
    return question.id == asked or asked.startswith("p")
