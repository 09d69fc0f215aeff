"""One question at a time in a conversation: two at once would each overwrite what the other remembers."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from config.errors import InputError


class Turnstile:
    """Lets one pass for each conversation; the others wait."""

    def __init__(self, *, patience_seconds: float) -> None:
        """Nobody is inside; whoever has waited so long is turned away."""
        self._patience_seconds = patience_seconds
        self._busy: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    @contextmanager
    def passing(self, key: str) -> Iterator[None]:
        """Inside, nobody else is in the same conversation.

        Raises:
            InputError: The conversation's last question is still being answered.
        """
        with self._lock:
            lock = self._busy.setdefault(key, threading.Lock())
        if not lock.acquire(timeout=self._patience_seconds):
            raise InputError("this conversation's last question is still being answered")
        try:
            yield
        finally:
            lock.release()
