"""The address of an audience's file: made anew for whoever may have it, logged before it is sent, kept nowhere."""

import datetime as dt
from typing import Final, Protocol
from urllib.parse import quote

import gradio as gr
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from agent.audiences import AudienceDesk
from config.errors import AccessError, AuditError, KezhiError
from config.settings import Role
from config.text import Language
from ui.audiences.address import FILE, asked_by
from ui.visitors import Door

_TYPES: Final = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}
_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Analyst(Protocol):
    """What the address needs of agent.analyst.Analyst."""

    def audiences(self, *, role: Role, user: str = "", language: Language = "en") -> AudienceDesk:
        """Audiences to take away as files; each is logged."""


class AudienceRoutes:
    """The address over one analyst."""

    def __init__(self, analyst: Analyst, door: Door) -> None:
        self._analyst = analyst
        self._door = door

    def router(self) -> APIRouter:
        """It, to be put before Gradio."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route(FILE, self._file, methods=["GET"])
        return router

    async def _file(self, request: Request) -> Response:
        return await run_in_threadpool(self._answered, request)

    def _answered(self, request: Request) -> Response:
        visitor = self._door.visitor(gr.Request(request, username=request.scope.get("kezhi.user")))
        desk = self._analyst.audiences(role=visitor.role, user=visitor.user)
        try:
            asked = asked_by(request.url.query)
            today = dt.datetime.now().astimezone().date()
            made = desk.export(asked.arguments.order(), form=asked.arguments.format, kind=asked.kind, today=today)
        except AuditError as error:
            return JSONResponse({"detail": str(error)}, status_code=503, headers=_HEADERS)
        except KezhiError as error:
            status = 403 if isinstance(error, AccessError) else 400
            return JSONResponse({"detail": str(error)}, status_code=status, headers=_HEADERS)
        disposition = f"attachment; filename=\"{made.name}\"; filename*=UTF-8''{quote(made.name)}"
        headers = {**_HEADERS, "Content-Disposition": disposition}
        return Response(made.content, media_type=_TYPES[asked.kind], headers=headers)
