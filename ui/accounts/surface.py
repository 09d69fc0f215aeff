"""Which addresses the app answers at all, and as what: everything that is not listed here is closed.

Gradio mounts far more than our pages need: uploads, downloads of any file it has cached, a proxy, copies of another
session's state, functions of components, a view of the queue, an editor that writes code. What is closed, with the
reason for each, is in `tests/ui/test_gate.py`, which goes through all routes of the installed version.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from starlette.datastructures import QueryParams

from ui.visitors import PATHS, PageName

Kind = Literal["page", "asset", "call", "stream", "own"]
API: Final = "/gradio_api"
_CALLS: Final = (f"{API}/queue/join", f"{API}/run/predict")
# Lists and downloads of the chat page: `ui.chat.routes` asks the door itself, and keeps them out of caches.
_CONVERSATIONS: Final = "/conversations"
_DATA: Final = f"{API}/queue/data"
_HEARTBEAT: Final = f"{API}/heartbeat/"
_ASSETS: Final = ("/theme.css", "/favicon.ico", f"{API}/app_id")
_FOLDERS: Final = ("/assets/", "/static/")
_PAGES: Final[Mapping[str, PageName]] = {path: name for name, path in PATHS.items()}
# Of the chat's address Gradio would make any other page, or a page with what another session showed.
_OF_GRADIO: Final = frozenset({"page", "deep_link"})


@dataclass(frozen=True)
class Place:
    """What an address is.

    Attributes:
        kind: A page, one of its files, a call of one of its functions, the stream of what these return, or an address
            of our own beside Gradio's.
        page: Which page, where it is one.
        session: The page's session that a stream belongs to.
    """

    kind: Kind
    page: PageName | None = None
    session: str = ""


def place_of(method: str, path: str, query: QueryParams) -> Place | None:
    """What is at an address; None where nothing is for anybody."""
    if method == "POST":
        return (
            Place("own", "chat") if path.startswith(f"{_CONVERSATIONS}/") else Place("call") if path in _CALLS else None
        )
    if method not in ("GET", "HEAD"):
        return None
    if path == _CONVERSATIONS or path.startswith(f"{_CONVERSATIONS}/"):
        return Place("own", "chat")
    if path == _DATA:
        return Place("stream", session=query.get("session_hash", ""))
    if path.startswith(_HEARTBEAT):
        return Place("stream", session=path.removeprefix(_HEARTBEAT))
    if path in _ASSETS or path.startswith(_FOLDERS):
        return Place("asset")
    # `/customer/13085` is an address of the customer's page; "//" is none.
    page = None if path.startswith("//") else _PAGES.get(path.removeprefix("/").partition("/")[0])
    return Place("page", page) if page and not _OF_GRADIO & set(query) else None
