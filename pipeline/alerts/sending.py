"""Sends the alerts that wait: new ones, and those that were not taken before; what was taken is never sent again."""

import datetime as dt
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import chain
from typing import Final

from config.errors import DeliveryError
from config.settings import Settings
from data.alerts import Alert, AlertBook, Attempt, now_text
from pipeline.alerts.letters import letter
from pipeline.alerts.mail import mail_server
from pipeline.alerts.webhook import webhook_of

Sleep = Callable[[float], None]
# Seconds before the second attempt; twice as many before each further one.
_FIRST_PAUSE: Final = 1.0


def send_waiting(
    book: AlertBook, settings: Settings, *, now: dt.datetime, sleep: Sleep = time.sleep
) -> tuple[Attempt, ...]:
    """Every attempt that was made; each is noted as soon as it is known how it ended.

    Args:
        book: The alerts, held by the caller.
        settings: Where they go.
        now: Time of the attempts.
        sleep: Waits between attempts.
    """
    alerts, taken = book.raised(), taken_of(book.attempts())
    attempts = []
    # One after the other: what was taken is noted before the next is sent.
    for attempt in chain(
        _posted(
            [a for a in alerts if "webhook" in a.channels and (a.id, "webhook") not in taken], settings, now, sleep
        ),
        _mailed([a for a in alerts if "email" in a.channels], taken, settings, now, sleep),
    ):
        book.note(attempt)
        attempts.append(attempt)
    return tuple(attempts)


def taken_of(attempts: Sequence[Attempt]) -> frozenset[tuple[str, str]]:
    """What was taken: alerts' ids with `webhook`, of which there is one, or the recipient of a letter."""
    return frozenset(
        (each.alert, "webhook" if each.channel == "webhook" else each.target) for each in attempts if not each.problem
    )


def waiting_of(alerts: Sequence[Alert], attempts: Sequence[Attempt], settings: Settings) -> int:
    """How many alerts have not reached everybody yet."""
    taken = taken_of(attempts)
    return sum(
        ("webhook" in alert.channels and (alert.id, "webhook") not in taken)
        or ("email" in alert.channels and any((alert.id, to) not in taken for to in _recipients(alert, settings)))
        for alert in alerts
    )


def _posted(alerts: Sequence[Alert], settings: Settings, now: dt.datetime, sleep: Sleep) -> Iterator[Attempt]:
    if not alerts:
        return
    try:
        webhook = webhook_of(settings)
    except DeliveryError as error:
        yield from (Attempt(alert.id, "webhook", "", now_text(now), str(error)) for alert in alerts)
        return
    for alert in alerts:
        post = partial(webhook.post, alert, seconds=int(now.timestamp()))
        problem = _tried(post, settings.delivery_retries, sleep)
        yield Attempt(alert.id, "webhook", webhook.host, now_text(now), problem)


def _mailed(
    alerts: Sequence[Alert], taken: frozenset[tuple[str, str]], settings: Settings, now: dt.datetime, sleep: Sleep
) -> Iterator[Attempt]:
    """One letter to each recipient, in each language that its rules are in."""
    letters: dict[tuple[str, str], list[Alert]] = {}
    for alert in alerts:
        for recipient in _recipients(alert, settings):
            if (alert.id, recipient) not in taken:
                letters.setdefault((recipient, alert.language), []).append(alert)
    for (recipient, _), told in letters.items():
        problem = _tried(partial(_handed, recipient, told, settings, now), settings.delivery_retries, sleep)
        yield from (Attempt(alert.id, "email", recipient, now_text(now), problem) for alert in told)


def _handed(recipient: str, alerts: Sequence[Alert], settings: Settings, now: dt.datetime) -> None:
    if not recipient:
        raise DeliveryError("nobody to write to: KEZHI_MAIL_TO is not set, and the rule names no recipients")
    if not settings.mail_from:
        raise DeliveryError("KEZHI_MAIL_FROM is not set")
    written = letter(alerts, sender=settings.mail_from, recipient=recipient, now=now)
    with mail_server(settings) as post:
        post.send(written)


def _recipients(alert: Alert, settings: Settings) -> tuple[str, ...]:
    """To whom; an empty one where there is nobody, so that this is told."""
    named = [each.strip() for each in settings.mail_to.split(",") if each.strip()]
    return tuple(dict.fromkeys(alert.recipients or named)) or ("",)


def _tried(send: Callable[[], None], retries: int, sleep: Sleep) -> str:
    """Why it was not taken, after so many further attempts; empty where it was."""
    for attempt in range(retries + 1):
        try:
            send()
        except DeliveryError as error:
            if not error.passing or attempt == retries:
                return str(error)
            sleep(_FIRST_PAUSE * 2**attempt)
        else:
            return ""
    raise AssertionError("the last attempt returns")
