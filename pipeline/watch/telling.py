"""What happens is written into the journal, logged, and said to whoever looks on."""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from agent.watch_news import entry_text
from data.watch_journal import Entry, WatchJournal

Clock = Callable[[], dt.datetime]
_logger = logging.getLogger(__name__)


class Telling:
    """Tells of events; of what stays as it is, once."""

    def __init__(self, journal: WatchJournal, clock: Clock, say: Callable[[Entry], None] = lambda entry: None) -> None:
        """Writes into that journal, by that clock, and calls `say` with each entry."""
        self._journal, self._clock, self._say = journal, clock, say
        self._told: dict[str, str] = {}

    def note(self, event: str, **said: Any) -> None:  # noqa: ANN401 - any JSON
        """Tells of an event."""
        entry = Entry(self._clock(), event, said)
        self._journal.note(entry)
        _logger.info("%s", entry_text(entry, "en"))
        self._say(entry)

    def note_once(self, about: str, event: str, **said: Any) -> None:  # noqa: ANN401 - any JSON
        """Tells of a state of something, unless that is what was told of it last."""
        if self._told.get(about) != (state := f"{event} {said}"):
            self._told[about] = state
            self.note(event, **said)

    def over(self, about: str) -> None:
        """The state has ended: if it comes back, it is told again."""
        self._told.pop(about, None)
