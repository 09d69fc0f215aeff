"""Rests between attempts at what did not go well."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

_FIRST_PAUSE_SECONDS: Final = 30.0
_LONGEST_PAUSE_SECONDS: Final = 600.0


@dataclass
class _Pause:
    """How often something was tried in vain, and until when it rests."""

    times: int
    until: dt.datetime


class Pauses:
    """Rests between attempts, longer each time."""

    def __init__(self) -> None:
        self._held: dict[str, _Pause] = {}

    def over(self, about: str, now: dt.datetime) -> bool:
        """Whether it may be tried again."""
        return about not in self._held or self._held[about].until <= now

    def again(self, about: str, now: dt.datetime) -> int:
        """One more attempt was in vain; how many those are by now."""
        times = self._held[about].times + 1 if about in self._held else 1
        seconds = min(_FIRST_PAUSE_SECONDS * 2 ** (times - 1), _LONGEST_PAUSE_SECONDS)
        self._held[about] = _Pause(times, now + dt.timedelta(seconds=seconds))
        return times

    def forget(self, about: str) -> None:
        """It went well."""
        self._held.pop(about, None)
