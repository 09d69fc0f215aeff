"""When something is due: at the times of a cron line in a named time zone, or so long after it was last done."""

import datetime as dt
import re
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from config.errors import InputError

_UNITS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_SPAN: Final = re.compile(r"(\d{1,5})\s*([smhd])")
# Years: a cron line that fits no day within them, such as the 30th of February, is a slip.
_LATEST: Final = 10


@dataclass(frozen=True)
class Schedule:
    """When a job is due; exactly one of `cron` and `every_seconds` is set.

    Attributes:
        cron: Five fields: minute, hour, day of the month, month, day of the week.
        every_seconds: From one time to the next.
        zone: Whose hours the cron line means. Hours that a change of the clock skips or repeats are treated as Debian's
            cron does: what was skipped runs right after, what comes twice runs once.
    """

    cron: str
    every_seconds: int
    zone: ZoneInfo

    @staticmethod
    def of(cron: str, every: str, *, zone: ZoneInfo) -> "Schedule":
        """The schedule that a person wrote.

        Raises:
            InputError: Both or neither are given, or one cannot be read.
        """
        if bool(cron) == bool(every):
            raise InputError('give either cron = "0 3 * * *" or every = "6h"')
        schedule = Schedule(cron, 0 if cron else seconds_of(every), zone)
        if cron:
            if len(cron.split()) != 5:
                raise InputError(
                    f"{cron!r} is no cron line; expected five fields: minute, hour, day, month, weekday (0 3 * * *)"
                )
            try:
                now = dt.datetime.now(tz=dt.UTC)
                late = schedule.next_after(now) > now + dt.timedelta(days=366 * _LATEST)
            except (CronSimError, StopIteration) as error:
                raise InputError(f"{cron!r} is no cron line ({str(error) or 'it fits no day'})") from None
            if late:
                raise InputError(f"{cron!r} fits no day of the next {_LATEST} years")
        return schedule

    def next_after(self, moment: dt.datetime) -> dt.datetime:
        """The first time after that moment, in UTC.

        >>> utc = dt.timezone.utc
        >>> nightly = Schedule.of("0 3 * * *", "", zone=ZoneInfo("Asia/Shanghai"))
        >>> nightly.next_after(dt.datetime(2026, 11, 30, 12, 0, tzinfo=utc)).isoformat()
        '2026-11-30T19:00:00+00:00'
        >>> hourly = Schedule.of("", "1h", zone=ZoneInfo("UTC"))
        >>> hourly.next_after(dt.datetime(2026, 11, 30, 12, 0, tzinfo=utc)).isoformat()
        '2026-11-30T13:00:00+00:00'
        """
        if not self.cron:
            return moment.astimezone(dt.UTC) + dt.timedelta(seconds=self.every_seconds)
        return next(CronSim(self.cron, moment.astimezone(self.zone))).astimezone(dt.UTC)

    def __str__(self) -> str:
        """As a person writes it."""
        return f"{self.cron} ({self.zone})" if self.cron else f"every {span_of(self.every_seconds)}"


def seconds_of(span: str) -> int:
    """A span of time in seconds.

    Raises:
        InputError: It is none.

    >>> [seconds_of(span) for span in ("10s", "15 m", "6h", "1d")]
    [10, 900, 21600, 86400]
    """
    found = _SPAN.fullmatch(span.strip().lower())
    if found is None or not int(found[1]):
        raise InputError(f"{span!r} is no span of time; expected a number and a unit: 10s, 15m, 6h, 1d")
    return int(found[1]) * _UNITS[found[2]]


def span_of(seconds: int) -> str:
    """Seconds in the largest unit that holds them whole.

    >>> span_of(900), span_of(86_400)
    ('15m', '1d')
    """
    unit = max((unit for unit, length in _UNITS.items() if seconds % length == 0), key=lambda unit: _UNITS[unit])
    return f"{seconds // _UNITS[unit]}{unit}"
