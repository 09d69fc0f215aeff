"""Serves the page: Gradio inside FastAPI under uvicorn, closed to every address but its own."""

import errno
import importlib
import ipaddress
import socket
import sys
import threading
import warnings
import webbrowser
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import gradio as gr
import uvicorn
from fastapi import APIRouter, FastAPI
from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from agent.reports.shelf import Shelf
from config.errors import InputError
from config.settings import Settings
from ui.accounts.door import GuardedDoor
from ui.accounts.gate import Gate, user_of
from ui.accounts.proxies import Proxies
from ui.app import Analyst, build_app
from ui.audiences.routes import AudienceRoutes
from ui.chat.needs import Shop
from ui.chat.routes import ChatRoutes
from ui.chat_page import MOST_WAITING
from ui.looks import page_css, page_head, page_theme
from ui.reports.routes import ReportRoutes
from ui.visitors import OpenDoor

# 'unsafe-eval' and 'unsafe-inline' are Gradio's needs; no source but our own address is allowed, so that even
# a text that got through as HTML could neither load nor send anything.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    ),
    # Not "no-referrer": with it a browser does not say either which site a form was sent from.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]


class HomeHeaders:
    """ASGI middleware: every response keeps the browser at this address."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to what comes back."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    # A preview is shut in more tightly than a page.
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)


def web_app(
    blocks: gr.Blocks,
    *,
    hosts: list[str] | None = None,
    door: OpenDoor | GuardedDoor | None = None,
    proxies: Sequence[str] = (),
    routers: Sequence[APIRouter] = (),
) -> FastAPI:
    """The page as an ASGI application.

    Args:
        blocks: The page.
        hosts: Host names it answers to; any when None. A page for this machine only must not answer to a foreign
            name that has been made to point at 127.0.0.1 (DNS rebinding).
        door: Knows who comes in; without one everybody is an analyst.
        proxies: Addresses of the proxies that are believed.
        routers: Further addresses of our own.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(Gate, door=door or OpenDoor(), blocks=blocks)
    if hosts is not None:
        app.add_middleware(TrustedHostMiddleware, allowed_hosts=hosts, www_redirect=False)
    app.add_middleware(HomeHeaders)
    app.add_middleware(Proxies, named=proxies)
    app.add_api_route("/customer/{customer_id}", _to_customer, include_in_schema=False)
    for router in routers:
        app.include_router(router)
    with warnings.catch_warnings():
        # Of several pages Gradio says that it will not render them on the server, though nobody asked it to.
        warnings.filterwarnings("ignore", message="SSR mode is not supported", category=UserWarning)
        return _mounted(app, blocks)


def _mounted(app: FastAPI, blocks: gr.Blocks) -> FastAPI:
    # Whoever waits for an answer holds a thread; the pages of all others need some beside these.
    blocks.max_threads = blocks._queue.max_thread_count = MOST_WAITING + 64
    # run_history would keep every answer in the browser's own store.
    mounted: FastAPI = gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        auth_dependency=user_of,
        theme=page_theme(),
        css=page_css(),
        head=page_head(),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
        show_error=False,
        max_file_size="1kb",
    )
    return mounted


def _to_customer(customer_id: str) -> RedirectResponse:
    """An address that a person can write: /customer/13085."""
    return RedirectResponse(f"/customer?{urlencode({'id': customer_id})}", status_code=303)


def is_local(bound: socket.socket) -> bool:
    """Whether only this machine reaches the socket."""
    return ipaddress.ip_address(bound.getsockname()[0]).is_loopback


def listen(host: str, port: int) -> socket.socket:
    """A listening socket; port 0 takes a free one.

    Raises:
        InputError: The port is taken, may not be used, or the host is none of this machine's.
    """
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen(128)
    except (OSError, OverflowError) as error:
        bound.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise InputError(f"port {port} on {host} is in use; choose another with --port") from error
        raise InputError(f"cannot listen on {host}, port {port} ({error}); give another --host or --port") from error
    return bound


def serve(
    analyst: Analyst,
    shop: Shop,
    settings: Settings,
    *,
    bound: socket.socket,
    door: OpenDoor | GuardedDoor | None = None,
    open_browser: bool = False,
    announce: Callable[[str], None] = lambda address: None,
) -> None:
    """Serve the page until interrupted.

    Args:
        analyst: Answers the questions.
        shop: What the header shows.
        settings: Handed on to the page.
        bound: As `listen` made it.
        door: Knows the visitors; without one everybody is an analyst.
        open_browser: Open the page in the person's browser.
        announce: Called with the page's address just before it is served.
    """
    host, port = bound.getsockname()[:2]
    # Where somebody must log in, a foreign name gets no further than the log-in page, and a proxy may call us anything.
    hosts = None if isinstance(door, GuardedDoor) and door.guarded else _LOOPBACK
    blocks = build_app(analyst, shop, settings, door=door)
    chat = ChatRoutes(analyst, door or OpenDoor())
    reports = ReportRoutes(Shelf(settings.workspace), door or OpenDoor())
    audiences = AudienceRoutes(analyst, door or OpenDoor())
    routers = [chat.router(), reports.router(), audiences.router()]
    app = web_app(blocks, hosts=hosts, door=door, proxies=settings.proxy_addresses(), routers=routers)
    # Gradio does it with the first question, which then waits for it.
    importlib.import_module("matplotlib.pyplot")
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    announce(address)
    if open_browser:
        threading.Timer(1.0, webbrowser.open, [address]).start()
    # Threads that compute answers let the one that serves the pages in after a millisecond, not after five: on its
    # way to the first step it asks for its turn a score of times.
    sys.setswitchinterval(0.001)
    server(app).run(sockets=[bound])


def server(app: FastAPI) -> uvicorn.Server:
    """What answers the requests; it believes no proxy by itself, and does not say what it is."""
    return uvicorn.Server(
        uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2, proxy_headers=False, server_header=False)
    )
