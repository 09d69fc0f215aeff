"""Addresses of the reports page beside Gradio's: a report's file, and its preview; each asks the door who comes."""

from typing import Final
from urllib.parse import quote

import gradio as gr
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from agent.reports.shelf import Shelf
from config.errors import AccessError, KezhiError
from ui.visitors import Door, Visitor

PREFIX: Final = "/reports/files"
_TYPES: Final = {
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
}
# No script, no request, no form, and nobody but our own page may frame it.
_PREVIEW_POLICY: Final = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'"
)
# A download is kept nowhere but where the person puts it.
_HEADERS: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class ReportRoutes:
    """The addresses over one shelf."""

    def __init__(self, shelf: Shelf, door: Door) -> None:
        self._shelf = shelf
        self._door = door

    def router(self) -> APIRouter:
        """Both, to be put before Gradio."""
        router = APIRouter(prefix=PREFIX, include_in_schema=False)
        router.add_api_route("/{report_id}", self._file, methods=["GET"])
        router.add_api_route("/{report_id}/preview", self._preview, methods=["GET"])
        return router

    async def _file(self, request: Request) -> Response:
        return await run_in_threadpool(self._answered, request, preview=False)

    async def _preview(self, request: Request) -> Response:
        return await run_in_threadpool(self._answered, request, preview=True)

    def _answered(self, request: Request, *, preview: bool) -> Response:
        report_id = request.path_params["report_id"]
        try:
            visitor = self._visitor(request)
            if preview:
                content = self._shelf.preview(report_id, user=visitor.user, role=visitor.role)
                policy = {"Content-Security-Policy": _PREVIEW_POLICY}
                return Response(content, media_type=_TYPES["html"], headers={**_HEADERS, **policy})
            kept, content = self._shelf.file(report_id, user=visitor.user, role=visitor.role)
        except KezhiError as error:
            return JSONResponse(
                {"detail": str(error)}, status_code=403 if isinstance(error, AccessError) else 404, headers=_HEADERS
            )
        disposition = f"attachment; filename=\"{kept.file_name}\"; filename*=UTF-8''{quote(kept.file_name)}"
        return Response(
            content, media_type=_TYPES[kept.format], headers={**_HEADERS, "Content-Disposition": disposition}
        )

    def _visitor(self, request: Request) -> Visitor:
        visitor = self._door.visitor(gr.Request(request, username=request.scope.get("kezhi.user")))
        if not visitor.may_open("reports"):
            raise AccessError("this page is not open to the role")
        return visitor
