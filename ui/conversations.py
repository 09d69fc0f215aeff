"""The conversations the page shows, kept on the server: a browser holds no more than a conversation's id."""

import re
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from agent.conversations import Kept
from config.text import Language
from ui.cells import CellTexts
from ui.turns import Message, Turn, earlier_message
from ui.visitors import Visitor

# The kept answers of a visitor's thread.
Stored = Callable[[Visitor, str], Sequence[Kept]]
# So many turns are shown before the older ones are folded away, and so many stay.
_MOST_SHOWN, _LEAST_SHOWN = 6, 3
_THREAD_ID = re.compile(r"[0-9a-f]{32}")


@dataclass
class Conversation:
    """The turns of one thread, in order.

    Attributes:
        thread_id: Its id.
        cells: Writes the cells of tables.
        turns: The oldest first.
        folded: How many of the oldest are not sent to the page until they are asked for: with every question Gradio
            sends all messages, twice, and the page draws them anew.
    """

    thread_id: str
    cells: CellTexts
    turns: list[Turn] = field(default_factory=list)
    folded: int = 0
    _left_by: set[str | None] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def running(self) -> bool:
        """Whether an answer is being made."""
        return bool(self.turns) and self.turns[-1].state == "running"

    def begin(self, question: str, *, language: Language, anew: bool = False) -> tuple[Turn, str] | None:
        """A new turn, and the key of the question that it takes the place of; None while the last is still running.

        Args:
            question: What is asked.
            language: Of the question.
            anew: Whether it takes the last turn's place.
        """
        with self._lock:
            if self.running:
                return None
            replaced = self.turns.pop().key if anew and self.turns else ""
            self.turns.append(Turn(len(self.turns) + 1, question, language, self.cells, self.thread_id))
            return self.turns[-1], replaced

    def stop(self) -> None:
        """End the running turn, if there is one, without an answer."""
        with self._lock:
            if self.turns:
                self.turns[-1].end("stopped")

    def leave(self, page: str | None) -> None:
        """The page with this session hash shows another conversation from now on; an answer is made all the same."""
        self._left_by.add(page)

    def enter(self, page: str | None) -> None:
        """The page with this session hash shows it, perhaps again."""
        self._left_by.discard(page)

    def was_left_by(self, page: str | None) -> bool:
        """Whether nothing of this conversation is to be shown on that page any more."""
        return page in self._left_by

    def refresh(self, kept: Sequence[Kept]) -> None:
        """Take over what the person thinks of the answers, as it is stored."""
        ratings = {each.asked: each.rating for each in kept}
        for turn in self.turns:
            turn.rate(ratings.get(turn.key))

    def fold(self) -> bool:
        """Fold older turns away where many are shown; whether that has changed anything.

        After an answer: drawing what is left anew would keep the next question's first step waiting.
        """
        with self._lock:
            many = len(self.turns) - self.folded >= _MOST_SHOWN
            if many:
                self.folded = len(self.turns) - _LEAST_SHOWN
            return many

    def unfold(self) -> None:
        """Show all turns, until the next question."""
        self.folded = 0

    def messages(self) -> list[Message]:
        """The turns as chat messages; before them how many are folded away."""
        # The latest turn may have been taken out a moment ago, to be asked anew.
        folded = min(self.folded, max(0, len(self.turns) - 1))
        before = [earlier_message(folded, self.turns[folded].language)] if folded else []
        return [*before, *(message for turn in self.turns[folded:] for message in turn.messages())]


class Conversations:
    """Conversations by thread id, the latest `limit` of them in memory; older ones are read from the store again.

    Each is its visitor's: whoever knows another's thread id finds nothing under it.
    """

    def __init__(self, cells: CellTexts, *, stored: Stored, limit: int = 500) -> None:
        """Nothing is read yet.

        Args:
            cells: Writes the cells of tables.
            stored: The kept answers of a visitor's thread, oldest first; empty for an unknown one.
            limit: Conversations held in memory.
        """
        self._cells = cells
        self._stored = stored
        self._limit = limit
        self._held: OrderedDict[tuple[Visitor, str], Conversation] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, thread_id: str | None, visitor: Visitor) -> Conversation:
        """The visitor's conversation of that id; a new one with a new id when it is unknown or not an id."""
        with self._lock:
            found = self._find(thread_id, visitor)
            return found or self._kept(visitor, Conversation(secrets.token_hex(16), self._cells))

    def find(self, thread_id: str | None, visitor: Visitor) -> Conversation | None:
        """The visitor's conversation of that id; None when it is unknown or not an id."""
        with self._lock:
            return self._find(thread_id, visitor)

    def show(self, thread_id: str | None, visitor: Visitor) -> Conversation | None:
        """As `find`, with the ratings as they are stored now."""
        found = self.find(thread_id, visitor)
        if found is not None:
            found.refresh(self._stored(visitor, found.thread_id))
        return found

    def drop(self, thread_id: str, visitor: Visitor) -> None:
        """Stop the visitor's conversation of that id, and hold it no longer."""
        with self._lock:
            held = self._held.pop((visitor, thread_id), None)
        if held is not None:
            held.stop()

    def _find(self, thread_id: str | None, visitor: Visitor) -> Conversation | None:
        if not thread_id or not _THREAD_ID.fullmatch(thread_id):
            return None
        if held := self._held.get((visitor, thread_id)):
            return self._kept(visitor, held)
        turns = [
            Turn.of_kept(number, kept, thread_id=thread_id, cells=self._cells)
            for number, kept in enumerate(self._stored(visitor, thread_id), 1)
        ]
        found = Conversation(thread_id, self._cells, turns)
        found.fold()
        return self._kept(visitor, found) if turns else None

    def _kept(self, visitor: Visitor, conversation: Conversation) -> Conversation:
        """The conversation as the one used last."""
        place = visitor, conversation.thread_id
        self._held[place] = conversation
        self._held.move_to_end(place)
        while len(self._held) > self._limit:
            self._held.popitem(last=False)
        return conversation
