"""Addresses of the chat page beside Gradio's: the list of conversations, downloads, ratings, the rest of a review.

Each asks the door who comes, and gives to nobody what is another's.
"""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any, Final, cast
from urllib.parse import quote

import gradio as gr
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from agent.conversations import Thread
from agent.ratings import Rating, Reason, Verdict
from config.errors import AccessError, AuditError, InputError, KezhiError
from config.text import Language
from ui.chat.exports import conversation_document, conversation_markdown, table_csv
from ui.chat.needs import Analyst
from ui.chat.threads import thread_groups
from ui.sources import find_result
from ui.visitors import Door, Visitor

PREFIX: Final = "/conversations"
_LONGEST_BODY: Final = 10_000
_FURTHEST_MINUTES: Final = 14 * 60
# A download is kept nowhere but where the person puts it.
_HEADERS: Final = {"Cache-Control": "no-store"}
_NOTHING: Final = "there is no such conversation"


class ChatRoutes:
    """The addresses over one analyst."""

    def __init__(self, analyst: Analyst, door: Door) -> None:
        self._analyst = analyst
        self._door = door

    def router(self) -> APIRouter:
        """All of them, to be put before Gradio."""
        router = APIRouter(prefix=PREFIX, include_in_schema=False)
        for path, answer in (
            ("", self._list),
            ("/{thread_id}/export/{kind}", self._export),
            ("/{thread_id}/{asked}/table/{result_id}", self._table),
            ("/{thread_id}/{asked}/review", self._review),
        ):
            router.add_api_route(path, self._guarded(answer), methods=["GET"])
        router.add_api_route("/{thread_id}/title", self._guarded(self._rename), methods=["POST"])
        router.add_api_route("/{thread_id}/{asked}/rating", self._guarded(self._rate), methods=["POST"])
        return router

    def _guarded(self, answer: Callable[[Request, Visitor, dict[str, Any]], Response]) -> Callable[[Request], Any]:
        async def respond(request: Request) -> Response:
            body = await request.body() if request.method == "POST" else b"{}"
            try:
                # A form of another site cannot send JSON.
                if request.method == "POST" and request.headers.get("content-type") != "application/json":
                    raise AccessError("JSON is expected")
                visitor = self._door.visitor(gr.Request(request, username=request.scope.get("kezhi.user")))
                found = await run_in_threadpool(answer, request, visitor, _document(body))
            except KezhiError as error:
                status = 403 if isinstance(error, AccessError) else 500 if isinstance(error, AuditError) else 404
                found = JSONResponse({"detail": str(error)}, status_code=status)
            found.headers.update(_HEADERS)
            return found

        return respond

    def _list(self, request: Request, visitor: Visitor, body: dict[str, Any]) -> Response:
        del body
        threads = self._analyst.history.threads(
            visitor.role, user=visitor.user, search=request.query_params.get("search", "")[:200]
        )
        return JSONResponse(thread_groups(threads, now=_now(request), language=_language(request)))

    def _export(self, request: Request, visitor: Visitor, body: dict[str, Any]) -> Response:
        del body
        thread, kind = self._thread(request, visitor), request.path_params["kind"]
        kept = self._analyst.history.kept(thread.thread_id, role=visitor.role, user=visitor.user)
        if kind == "json":
            document = conversation_document(thread, kept)
            return _file(json.dumps(document, ensure_ascii=False, indent=2), "application/json", thread.title, "json")
        if kind == "md":
            return _file(
                conversation_markdown(thread, kept, language=_language(request)), "text/markdown", thread.title, "md"
            )
        raise InputError("a conversation is exported as md or json")

    def _table(self, request: Request, visitor: Visitor, body: dict[str, Any]) -> Response:
        del body
        thread_id, asked, result_id = (request.path_params[name] for name in ("thread_id", "asked", "result_id"))
        answer = self._analyst.history.answer(thread_id, asked, role=visitor.role, user=visitor.user)
        result = find_result(answer.results, result_id) if answer else None
        if answer is None or result is None:
            raise InputError("there is no such table")
        # The mark at the beginning tells spreadsheets that it is UTF-8.
        text = "\ufeff" + table_csv(result, language=_language(request))
        return _file(text, "text/csv", f"{answer.question} {result_id} {result['as_of']}", "csv")

    def _review(self, request: Request, visitor: Visitor, body: dict[str, Any]) -> Response:
        del body
        part, text = self._analyst.review(
            request.path_params["thread_id"],
            request.path_params["asked"],
            request.query_params.get("review", ""),
            role=visitor.role,
            user=visitor.user,
        )
        start, end = part.start, part.end
        return JSONResponse({"before": text[:start], "quote": text[start:end], "after": text[end:]})

    def _rename(self, request: Request, visitor: Visitor, body: dict[str, Any]) -> Response:
        thread, title = self._thread(request, visitor), body.get("title")
        if not isinstance(title, str):
            raise InputError("a title is a text")
        self._analyst.history.rename(thread.thread_id, title, role=visitor.role, user=visitor.user)
        return Response(status_code=204)

    def _rate(self, request: Request, visitor: Visitor, body: dict[str, Any]) -> Response:
        verdict, reason, comment = (body.get(name) or "" for name in ("verdict", "reason", "comment"))
        if not all(isinstance(text, str) for text in (verdict, reason, comment)):
            raise InputError("a rating is made of texts")
        # What it may be is checked by the rating itself.
        rating = Rating(cast("Verdict", verdict), cast("Reason", reason), comment.strip()) if verdict else None
        self._analyst.history.rate(
            request.path_params["thread_id"],
            request.path_params["asked"],
            rating,
            role=visitor.role,
            user=visitor.user,
        )
        return Response(status_code=204)

    def _thread(self, request: Request, visitor: Visitor) -> Thread:
        """The visitor's conversation of that address.

        Raises:
            InputError: There is none.
        """
        threads = self._analyst.history.threads(visitor.role, user=visitor.user)
        found = next((thread for thread in threads if thread.thread_id == request.path_params["thread_id"]), None)
        if found is None:
            raise InputError(_NOTHING)
        return found


def _document(body: bytes) -> dict[str, Any]:
    if len(body) > _LONGEST_BODY:
        raise InputError("that is too long")
    try:
        found = json.loads(body)
    except ValueError as error:
        raise InputError("that is no JSON") from error
    if not isinstance(found, dict):
        raise InputError("that is no JSON object")
    return found


def _language(request: Request) -> Language:
    return "zh" if request.query_params.get("language") == "zh" else "en"


def _now(request: Request) -> dt.datetime:
    """The visitor's time: minutes east of Greenwich are in the address."""
    try:
        minutes = int(request.query_params.get("east", "0"))
    except ValueError:
        minutes = 0
    minutes = max(-_FURTHEST_MINUTES, min(_FURTHEST_MINUTES, minutes))
    return dt.datetime.now(dt.timezone(dt.timedelta(minutes=minutes)))


def _file(text: str, kind: str, name: str, suffix: str) -> Response:
    """A download called after what it is of."""
    kept = "".join(c if c.isalnum() else "-" for c in name)
    called = "-".join(filter(None, kept.split("-")))[:60] or "kezhi"
    disposition = f"attachment; filename=\"kezhi.{suffix}\"; filename*=UTF-8''{quote(called)}.{suffix}"
    headers = {"Content-Disposition": disposition}
    return Response(text.encode("utf-8", "backslashreplace"), media_type=f"{kind}; charset=utf-8", headers=headers)
