"""The gate in front of every address: nothing but the log-in page is answered to whoever has not logged in.

It stands before Gradio, so that no address of Gradio's is forgotten, and closes those that our pages do not use even
where there are no accounts.
"""

import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlencode

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from prompts.library import load_texts
from ui.accounts import login
from ui.accounts.door import GuardedDoor
from ui.accounts.origins import is_ours, local_path
from ui.accounts.pages import again_html, refused_html
from ui.accounts.surface import Place, place_of
from ui.visitors import PATHS, OpenDoor, PageName, Visitor

USER: Final = "kezhi.user"  # where the gate leaves the visitor's name in a request
_LARGEST_CALL: Final = 1_000_000
_LOOKED_AGAIN_SECONDS: Final = 1.0
_SESSIONS: Final = 20_000


def user_of(request: Any) -> str | None:  # noqa: ANN401 - FastAPI's request, and Starlette's
    """The visitor's name, for Gradio's `auth_dependency`; None, and no answer, for what did not pass the gate."""
    name = request.scope.get(USER)
    return name if isinstance(name, str) else None


@dataclass
class Sessions:
    """Whose page's sessions are: Gradio would show what comes back to whoever knows a session's name."""

    _users: OrderedDict[str, str] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def are_of(self, session: str, user: str) -> bool:
        """Whether the session is this user's; one that nobody has used yet becomes it."""
        with self._lock:
            owner = self._users.setdefault(session, user)
            self._users.move_to_end(session)
            while len(self._users) > _SESSIONS:
                self._users.popitem(last=False)
            return owner == user


class Gate:
    """ASGI middleware: lets through who may, to what there is."""

    def __init__(self, app: ASGIApp, *, door: GuardedDoor | OpenDoor, blocks: gr.Blocks) -> None:
        """Stands before an application.

        Args:
            app: The application with Gradio mounted in it.
            door: Knows who comes in.
            blocks: Says which function belongs to which page.
        """
        self._app = app
        self._door = door
        self._blocks = blocks
        self._log_in = login.LogIn(door)
        self._sessions = Sessions()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request, or pass it on with the visitor's name."""
        if scope["type"] == "http":
            request = Request(scope, receive)
            found = await self._judged(request)
            if isinstance(found, _Admission):
                await self._pass_on(request, found, send)
            else:
                found.headers["Cache-Control"] = "no-store"
                await found(scope, receive, send)
        elif scope["type"] == "websocket":  # none of our pages opens one
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._app(scope, receive, send)

    async def _judged(self, request: Request) -> "Response | _Admission":
        """Who is let through to what, or what is said to whoever is not."""
        path = request.scope["path"]
        if request.method == "POST" and not is_ours(request):
            return _said(request, 403, "door.foreign")
        if path in login.ADDRESSES and request.method in ("GET", "HEAD", "POST"):
            return await self._log_in.answer(request)
        visitor = self._door.guest(login.token_of(request))
        if visitor is None:
            return _asked_to_log_in(request)
        place = place_of(request.method, path, request.query_params)
        if place is None:
            return _said(request, 404, "door.nothing")
        if place.page and not visitor.may_open(place.page):
            return _said(request, 403, "page.not_for_role")
        if place.kind == "stream" and not self._sessions.are_of(place.session, visitor.user):
            return _said(request, 403, "door.not_yours")
        return await self._call_judged(request, visitor, place) if place.kind == "call" else _Admission(visitor, place)

    async def _call_judged(self, request: Request, visitor: Visitor, place: Place) -> "Response | _Admission":
        body = await _body(request)
        if body is None:
            return _said(request, 413, "door.too_long")
        call = _call(body)
        session, function = call.get("session_hash"), call.get("fn_index")
        if not isinstance(session, str) or not isinstance(function, int):
            return _said(request, 400, "door.nothing")
        if not self._sessions.are_of(session, visitor.user):
            return _said(request, 403, "door.not_yours")
        if not any(visitor.may_open(page) for page in self._pages_of(function)):
            return _said(request, 403, "page.not_for_role")
        return _Admission(visitor, place, body)

    def _pages_of(self, function: int) -> list[PageName]:
        """The pages that a function belongs to."""
        pages: Mapping[str, Any] = self._blocks.config["page"]
        return [name for name, path in PATHS.items() if function in pages.get(path, {}).get("dependencies", ())]

    async def _pass_on(self, request: Request, admitted: "_Admission", send: Send) -> None:
        visitor, kind = admitted.visitor, admitted.place.kind
        scope = {**request.scope, USER: visitor.user}
        receive = request.receive if admitted.body is None else _replayed(admitted.body, request.receive)
        if kind == "stream" and self._door.guarded:
            watch = _Watch(lambda: self._door.guest(login.token_of(request), in_use=False) == visitor, receive, send)
            await self._app(scope, watch.receive, watch.send)
        else:
            await self._app(scope, receive, _unstored(send) if kind == "page" else send)


@dataclass(frozen=True)
class _Admission:
    """Who is let through to what; of a call also its body, which was read to judge it."""

    visitor: Visitor
    place: Place
    body: bytes | None = None


class _Watch:
    """A stream that ends when the visitor's session does, or the role changes."""

    def __init__(self, still_in: Callable[[], bool], receive: Receive, send: Send) -> None:
        self._still_in = still_in
        self._receive = receive
        self._send = send
        self._over = False
        self._looked = time.monotonic()

    async def receive(self) -> Message:
        return {"type": "http.disconnect"} if self._over else await self._receive()

    async def send(self, message: Message) -> None:
        now, is_body = time.monotonic(), message["type"] == "http.response.body"
        if is_body and not self._over and now - self._looked >= _LOOKED_AGAIN_SECONDS:
            self._looked, self._over = now, not self._still_in()
            if self._over:
                await self._send({"type": "http.response.body", "body": b"", "more_body": False})
        if not self._over:
            await self._send(message)


async def _body(request: Request) -> bytes | None:
    """The body of a call; None where it is larger than a call of ours can be."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_CALL:
            return None
    return bytes(body)


def _call(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _replayed(body: bytes, receive: Receive) -> Receive:
    """The body that was read already, once, and then whatever else comes."""
    waiting = [body]

    async def again() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return again


def _unstored(send: Send) -> Send:
    """Pages are not kept by the browser: after leaving, Back must not show them."""

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["Cache-Control"] = "no-store"
        await send(message)

    return sent


def _asked_to_log_in(request: Request) -> Response:
    if not _shows_pages(request):
        return JSONResponse({"detail": "log in first"}, status_code=401)
    path = local_path(
        request.scope["raw_path"].decode("latin-1") + (f"?{query}" if (query := request.url.query) else "")
    )
    if request.headers.get("sec-fetch-site") == "cross-site":
        return HTMLResponse(again_html(path))
    return RedirectResponse(f"{login.LOGIN}?{urlencode({'next': path})}", status_code=303)


def _said(request: Request, status: int, key: str) -> Response:
    language = login.language_of_request(request)
    line = load_texts("ui", language)[key]
    if _shows_pages(request):
        return HTMLResponse(refused_html(language, line), status_code=status)
    return JSONResponse({"detail": line}, status_code=status)


def _shows_pages(request: Request) -> bool:
    return request.method in ("GET", "HEAD") and "text/html" in request.headers.get("accept", "")
