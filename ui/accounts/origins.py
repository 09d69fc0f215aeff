"""Where a request comes from: our own pages or another site's, and where a log-in may lead."""

import re
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

_LOCAL: Final = re.compile(r"/(?![/\\])[\x21-\x5b\x5d-\x7e]*")
_DOOR: Final = re.compile(r"/log(?:in|out)(?:[/?#].*)?")


def is_ours(connection: HTTPConnection) -> bool:
    """Whether a page of this very address sent it: browsers say so with every POST, and no page can pretend."""
    own = f"{connection.scope['scheme']}://{connection.headers.get('host', '')}"
    return connection.headers.get("origin", "").lower() == own.lower()


def local_path(text: str) -> str:
    r"""The path to go on to; "/" for whatever is no path of this house, or would lead back to the door.

    >>> [local_path(text) for text in ("/customer?id=7", "//evil.example", "https://evil.example", "/\evil.example")]
    ['/customer?id=7', '/', '/', '/']
    """
    if not _LOCAL.fullmatch(text) or _DOOR.fullmatch(text):
        return "/"
    try:
        parts = urlsplit(text)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else text
