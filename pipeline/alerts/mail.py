"""Hands letters to a mail server, encrypted; a password never goes over an open line."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from typing import Final

from config.errors import DeliveryError
from config.settings import Settings
from pipeline.alerts.webhook import is_local

_PORTS: Final = {"starttls": 587, "ssl": 465, "none": 25}
_PASSING: Final = range(400, 500)


class Post:
    """An open line to a mail server."""

    def __init__(self, server: smtplib.SMTP) -> None:
        """Takes an open line."""
        self._server = server

    def send(self, letter: EmailMessage) -> None:
        """Hand over a letter.

        Raises:
            DeliveryError: The server did not take it.
        """
        with _told("the letter was not taken"):
            self._server.send_message(letter)


@contextmanager
def mail_server(settings: Settings) -> Iterator[Post]:
    """A line to the mail server of the settings.

    Raises:
        DeliveryError: None is set, it cannot be reached, or it does not let us in.
    """
    if not settings.smtp_host:
        raise DeliveryError("KEZHI_SMTP_HOST is not set")
    if settings.smtp_user and settings.smtp_security == "none" and not is_local(settings.smtp_host):
        raise DeliveryError("KEZHI_SMTP_USER needs KEZHI_SMTP_SECURITY=starttls or ssl: a password is not sent openly")
    with _told(f"{settings.smtp_host} cannot be used"):
        server = _opened(settings)
    try:
        yield Post(server)
    finally:
        # What was taken stays taken, however the server says goodbye.
        with suppress(OSError, smtplib.SMTPException):
            server.quit()


def _opened(settings: Settings) -> smtplib.SMTP:
    port = settings.smtp_port or _PORTS[settings.smtp_security]
    timeout = settings.delivery_timeout_seconds
    if settings.smtp_security == "ssl":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.smtp_host, port, timeout=timeout, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(settings.smtp_host, port, timeout=timeout)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            password = settings.smtp_password.get_secret_value() if settings.smtp_password else ""
            server.login(settings.smtp_user, password)
    except BaseException:
        server.close()
        raise
    return server


@contextmanager
def _told(what: str) -> Iterator[None]:
    """Faults of the line in a line of ours, without what the server may repeat of the password."""
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise DeliveryError(f"{what}: it refuses KEZHI_SMTP_USER and KEZHI_SMTP_PASSWORD ({error.smtp_code})") from None
    except smtplib.SMTPResponseException as error:
        raise DeliveryError(f"{what} ({error.smtp_code})", passing=error.smtp_code in _PASSING) from error
    except smtplib.SMTPRecipientsRefused as error:
        codes = sorted({code for code, _ in error.recipients.values()})
        passing = all(code in _PASSING for code in codes)
        raise DeliveryError(f"{what}: the recipient is refused ({codes[0]})", passing=passing) from error
    except smtplib.SMTPNotSupportedError as error:
        raise DeliveryError(f"{what}: {str(error)[:200]}") from error
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryError(f"{what} ({str(error)[:200] or type(error).__name__})", passing=True) from error
