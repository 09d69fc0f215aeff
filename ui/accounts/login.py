"""`/login` and `/logout`: the only addresses that are open to whoever has not logged in."""

import math
from collections.abc import Mapping
from functools import cache, partial
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

import anyio
import anyio.to_thread
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from config.errors import AuditError
from config.text import Language
from data.accounts import LoggedIn, Refused
from prompts.library import load_texts
from ui.accounts.door import GuardedDoor
from ui.accounts.origins import local_path
from ui.accounts.pages import STYLE_PATH, language_of_header, login_html, wait_line
from ui.visitors import OpenDoor

LOGIN: Final = "/login"
LOGOUT: Final = "/logout"
ADDRESSES: Final = frozenset({LOGIN, LOGOUT, STYLE_PATH})
_LARGEST_FORM: Final = 16_000


class LogIn:
    """What `ADDRESSES` answer."""

    def __init__(self, door: GuardedDoor | OpenDoor) -> None:
        """Stands before a door that knows who may come in."""
        self._door = door
        # Whoever waits here waits without a thread: many log-ins at a time must not keep the pages waiting.
        self._at_once = anyio.CapacityLimiter(2)

    async def answer(self, request: Request) -> Response:
        """The page, its style, or where to go on; a POST has been found to come from our own pages."""
        door = self._door
        if request.url.path == STYLE_PATH:
            return Response(_style(), media_type="text/css")
        if isinstance(door, OpenDoor) or not door.guarded:
            return RedirectResponse("/", status_code=303)
        if request.method == "POST":
            return await (self._enter(request, door) if request.url.path == LOGIN else self._leave(request, door))
        if request.url.path == LOGOUT:  # leaving is a POST: a link or a picture must not log anybody out
            return RedirectResponse("/", status_code=303)
        given = request.query_params
        going_to = local_path(given.get("next", "/"))
        if door.guest(token_of(request)):
            return RedirectResponse(going_to, status_code=303)
        language = _language(request, given)
        said = load_texts("ui", language)["door.left"] if "left" in given else ""
        return HTMLResponse(login_html(language, going_to=going_to, said=said))

    async def _enter(self, request: Request, door: GuardedDoor) -> Response:
        form = await _form(request)
        if form is None:
            return PlainTextResponse("The form is too long or is no form.", status_code=400)
        language, going_to, name = _language(request, form), local_path(form.get("next", "/")), form.get("name", "")
        try:
            log_in = partial(door.log_in, name, form.get("password", ""), address=_address(request))
            came = await anyio.to_thread.run_sync(log_in, limiter=self._at_once)
        except AuditError:
            fault = load_texts("ui", language)["door.unlogged"]
            return HTMLResponse(login_html(language, going_to=going_to, name=name[:64], fault=fault), 503)
        if isinstance(came, LoggedIn):
            await self._end(request, door)
            response = RedirectResponse(going_to, status_code=303)
            _keep(request, response, came.token)
            return response
        return _refused(came, language, going_to=going_to, name=name)

    async def _leave(self, request: Request, door: GuardedDoor) -> Response:
        await self._end(request, door)
        response = RedirectResponse(f"{LOGIN}?left=1", status_code=303)
        _keep(request, response, "")
        return response

    async def _end(self, request: Request, door: GuardedDoor) -> None:
        """Ends the session that the browser sent along, if there is one."""
        log_out = partial(door.log_out, token_of(request), address=_address(request))
        await anyio.to_thread.run_sync(log_out, limiter=self._at_once)


def token_of(request: Request) -> str:
    """The token of the session that the browser sent along."""
    return request.cookies.get(_cookie(request), "")


def language_of_request(request: Request) -> Language:
    """The language that the browser asks for."""
    return language_of_header(request.headers.get("accept-language", ""))


def _refused(refused: Refused, language: Language, *, going_to: str, name: str) -> Response:
    wait = refused.wait_seconds
    fault = wait_line(language, wait) if wait else load_texts("ui", language)["door.wrong"]
    headers = {"Retry-After": str(math.ceil(wait))} if wait else {}
    return HTMLResponse(
        login_html(language, going_to=going_to, name=name[:64], fault=fault), 429 if wait else 401, headers
    )


async def _form(request: Request) -> Mapping[str, str] | None:
    """The fields of a form; None for what is none, or is larger than ours can be."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        return None
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            return None
    fields = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=None)
    return {name: values[0] for name, values in fields.items()}


def _language(request: Request, given: Mapping[str, str]) -> Language:
    asked = given.get("lang", "")
    return asked if asked in ("en", "zh") else language_of_request(request)  # type: ignore[return-value]


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _keep(request: Request, response: Response, token: str) -> None:
    """Has the browser keep the token, until it is closed; for an empty one, forget it."""
    response.set_cookie(
        _cookie(request),
        token,
        max_age=None if token else 0,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def _cookie(request: Request) -> str:
    # Browsers take a name that begins so from nobody but this very host, and only over https.
    return "__Host-kezhi" if request.url.scheme == "https" else "kezhi"


@cache
def _style() -> str:
    return (Path(__file__).parent / "login.css").read_text(encoding="utf-8")
