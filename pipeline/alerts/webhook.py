"""Posts alerts to a webhook: signed, encrypted, to the address of the settings and nowhere else.

Only whoever runs Kezhi can set the address, so it may lie in the company's own network; what it may not be is
unencrypted beyond this machine, or one of the addresses by which clouds hand out credentials (link-local).
"""

import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from config.errors import DeliveryError
from config.settings import Settings
from config.text import Language
from data.alerts import Alert

_LEAST_SECRET: Final = 16
_MOST_ANSWER: Final = 65_536
_PASSING: Final = frozenset({408, 425, 429})
_LOCAL: Final = frozenset({"localhost"})


@dataclass(frozen=True)
class Webhook:
    """Where alerts are posted.

    Attributes:
        address: Checked.
        secret: Key of the signature.
        timeout: Seconds to wait for connection and answer.
    """

    address: SplitResult
    secret: bytes
    timeout: float

    @property
    def host(self) -> str:
        """The host, which may be told; the address may hold a key."""
        return str(self.address.hostname)

    def post(self, alert: Alert, *, seconds: int) -> None:
        """Post an alert.

        Args:
            alert: Which.
            seconds: Time of the signature, since 1970.

        Raises:
            DeliveryError: It was not taken.
        """
        language: Language = "zh" if alert.language == "zh" else "en"
        document: dict[str, Any] = {
            "id": alert.id,
            "text": alert.sentence.in_language(language),
            "alert": alert.to_json(),
        }
        body = json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "User-Agent": "kezhi",
            "X-Kezhi-Alert": alert.id,
            "X-Kezhi-Timestamp": str(seconds),
            "X-Kezhi-Signature": signature(self.secret, body, seconds=seconds),
        }
        try:
            status = self._answered(body, headers)
        except (OSError, http.client.HTTPException) as error:
            raise DeliveryError(f"{self.host} cannot be reached ({_short(error)})", passing=True) from error
        if 300 <= status < 400:
            raise DeliveryError(f"{self.host} answers with a redirect ({status}), which is not followed")
        if not 200 <= status < 300:
            raise DeliveryError(f"{self.host} answers {status}", passing=status >= 500 or status in _PASSING)

    def _answered(self, body: bytes, headers: dict[str, str]) -> int:
        """The status of the answer. No proxies, no redirects: `http.client` knows neither."""
        port = self.address.port
        _check_addresses(self.host, port or (443 if self.address.scheme == "https" else 80), self.address.scheme)
        if self.address.scheme == "https":
            context = ssl.create_default_context()
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                self.host, port, timeout=self.timeout, context=context
            )
        else:
            connection = http.client.HTTPConnection(self.host, port, timeout=self.timeout)
        path = self.address.path or "/"
        try:
            connection.request("POST", f"{path}?{self.address.query}" if self.address.query else path, body, headers)
            answer = connection.getresponse()
            answer.read(_MOST_ANSWER)
            return answer.status
        finally:
            connection.close()


def webhook_of(settings: Settings) -> Webhook:
    """The webhook of the settings.

    Raises:
        DeliveryError: None is set, or it cannot be used; the address is not repeated.
    """
    if settings.webhook_url is None or not settings.webhook_url.get_secret_value():
        raise DeliveryError("KEZHI_WEBHOOK_URL is not set")
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else ""
    if len(secret) < _LEAST_SECRET:
        raise DeliveryError(f"KEZHI_WEBHOOK_SECRET is not set, or has fewer than {_LEAST_SECRET} characters")
    address = _checked(settings.webhook_url.get_secret_value())
    return Webhook(address, secret.encode(), settings.delivery_timeout_seconds)


def signature(secret: bytes, body: bytes, *, seconds: int) -> str:
    """HMAC-SHA256 over the time, a full stop and the body, so that an old post cannot be sent again as a new one.

    >>> signature(b"k" * 16, b"{}", seconds=1)[:15]
    'sha256=f1769982'
    """
    return "sha256=" + hmac.new(secret, f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()


def _checked(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise DeliveryError("KEZHI_WEBHOOK_URL is no address") from None
    if not host or parts.scheme not in ("http", "https") or not address.isascii() or not address.isprintable():
        raise DeliveryError("KEZHI_WEBHOOK_URL is no address such as https://hooks.example.com/…")
    if " " in address or parts.username is not None or parts.password is not None:
        raise DeliveryError("KEZHI_WEBHOOK_URL may hold neither spaces nor a user's name and password")
    if parts.scheme == "http" and not is_local(host):
        raise DeliveryError("KEZHI_WEBHOOK_URL takes https; http is for this machine only")
    return parts


def is_local(host: str) -> bool:
    """Whether a host is this machine by its very name."""
    try:
        return host in _LOCAL or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_addresses(host: str, port: int, scheme: str) -> None:
    """Refuses what a name must not stand for.

    Raises:
        OSError: Nobody has that name.
        DeliveryError: An address of it is none to post to.
    """
    for *_, found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = ipaddress.ip_address(str(found[0]).partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None) or address
        if mapped.is_link_local or mapped.is_multicast or mapped.is_unspecified:
            raise DeliveryError(f"{host} stands for an address that nothing is posted to")
        if scheme == "http" and not mapped.is_loopback:
            raise DeliveryError("KEZHI_WEBHOOK_URL takes https; http is for this machine only")


def _short(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:200]
