"""What happens is written into the journal, logged, and said to whoever looks on."""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from config.text import Language
from data.watch_journal import Entry, WatchJournal
from prompts.library import load_texts

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


def entry_text(entry: Entry, language: Language) -> str:
    """An entry in words.

    >>> known = {"name": "a.csv", "before": "b.csv"}
    >>> entry_text(Entry(dt.datetime(2026, 1, 1, tzinfo=dt.UTC), "file_known", known), "en")
    'a.csv: the same content as b.csv, which is in the builds already'
    """
    texts = load_texts("watch", language)
    said = {name: _in_language(value, language) for name, value in entry.said.items()}
    return texts[f"event.{entry.event}"].format(**said)


def _in_language(value: Any, language: Language) -> Any:  # noqa: ANN401 - any JSON
    """A text pair in one language; a list with its commas; anything else as it is."""
    if isinstance(value, dict):
        return value.get(language, "")
    if isinstance(value, list):
        return (", " if language == "en" else "、").join(str(part) for part in value)
    return value
