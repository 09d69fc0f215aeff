"""`/login` and `/logout`: the only addresses that are open to whoever has not logged in."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from config.errors import AuditError
from config.text import Language
from data.accounts import LoggedIn
from prompts.library import load_texts
from ui.accounts.door import GuardedDoor
from ui.accounts.origins import local_path
from ui.accounts.pages import STYLE_PATH, language_of_header, login_html, wait_line
from ui.visitors import OpenDoor

LOGIN: Final = "/login"
LOGOUT: Final = "/logout"
ADDRESSES: Final = frozenset({LOGIN, LOGOUT, STYLE_PATH})
_LARGEST_FORM: Final = 16_000


async def answer(request: Request, door: GuardedDoor | OpenDoor) -> Response:
    """What one of `ADDRESSES` answers.

    Args:
        request: A POST among them has been found to come from our own pages.
        door: Knows who may come in.
    """
    if request.url.path == STYLE_PATH:
        return Response(_style(), media_type="text/css")
    if isinstance(door, OpenDoor) or not door.guarded:
        return RedirectResponse("/", status_code=303)
    if request.method == "POST":
        return await (_log_in(request, door) if request.url.path == LOGIN else _log_out(request, door))
    if request.url.path == LOGOUT:  # leaving is a POST: a link or a picture must not log anybody out
        return RedirectResponse("/", status_code=303)
    given = request.query_params
    going_to = local_path(given.get("next", "/"))
    if door.guest(token_of(request)):
        return RedirectResponse(going_to, status_code=303)
    language = _language(request, given)
    said = load_texts("ui", language)["door.left"] if "left" in given else ""
    return HTMLResponse(login_html(language, going_to=going_to, said=said))


def token_of(request: Request) -> str:
    """The token of the session that the browser sent along."""
    return request.cookies.get(_cookie(request), "")


def language_of_request(request: Request) -> Language:
    """The language that the browser asks for."""
    return language_of_header(request.headers.get("accept-language", ""))


async def _log_in(request: Request, door: GuardedDoor) -> Response:
    form = await _form(request)
    if form is None:
        return PlainTextResponse("The form is too long or is no form.", status_code=400)
    language, going_to, name = _language(request, form), local_path(form.get("next", "/")), form.get("name", "")
    texts = load_texts("ui", language)
    try:
        came = await run_in_threadpool(door.log_in, name, form.get("password", ""), address=_address(request))
    except AuditError:
        return HTMLResponse(login_html(language, going_to=going_to, name=name, fault=texts["door.unlogged"]), 503)
    if isinstance(came, LoggedIn):
        if old := token_of(request):
            await run_in_threadpool(door.log_out, old, address=_address(request))
        response = RedirectResponse(going_to, status_code=303)
        _keep(request, response, came.token)
        return response
    wait = came.wait_seconds
    fault = wait_line(language, wait) if wait else texts["door.wrong"]
    headers = {"Retry-After": str(int(wait) + 1)} if wait else {}
    page = login_html(language, going_to=going_to, name=name[:64], fault=fault)
    return HTMLResponse(page, 429 if wait else 401, headers)


async def _log_out(request: Request, door: GuardedDoor) -> Response:
    await run_in_threadpool(door.log_out, token_of(request), address=_address(request))
    response = RedirectResponse(f"{LOGIN}?left=1", status_code=303)
    _keep(request, response, "")
    return response


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
