"""One question at a time in a conversation, and a few at a time in the planner.

Two at once in a conversation would each overwrite what the other remembers. Many at once in the planner would each take
as long as all of them, since Python computes in one thread at a time, and the pages would wait with them; one after the
other, the first are soon done. A language model computes elsewhere: who waits for it need not wait for others.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Final

from config.errors import InputError

_PLANNED_AT_ONCE: Final = 2  # one more than can compute, for while another reads or writes


class Turnstile:
    """Lets one pass for each conversation; the others wait."""

    def __init__(self, *, patience_seconds: float) -> None:
        """Nobody is inside; whoever has waited so long is turned away."""
        self._patience_seconds = patience_seconds
        self._busy: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self._planning = threading.BoundedSemaphore(_PLANNED_AT_ONCE)

    @contextmanager
    def passing(self, key: str, *, planned: bool) -> Iterator[None]:
        """Inside, nobody else is in the same conversation.

        Args:
            key: Of the conversation.
            planned: Whether the planner answers.

        Raises:
            InputError: The conversation's last question is still being answered.
        """
        with self._lock:
            lock = self._busy.setdefault(key, threading.Lock())
        if not lock.acquire(timeout=self._patience_seconds):
            raise InputError("this conversation's last question is still being answered")
        try:
            with self._planning if planned else nullcontext():
                yield
        finally:
            lock.release()
