"""What a proxy in front of the app says about a request is believed if the proxy is one that was named."""

from collections.abc import Sequence
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

# Gradio believes these from anybody, and makes addresses of them.
_TOLD: Final = (b"x-forwarded-", b"forwarded", b"x-real-ip", b"x-gradio-", b"x-original-")


class Proxies:
    """ASGI middleware: scheme and sender as a named proxy tells them; what anybody else tells is taken away."""

    def __init__(self, app: ASGIApp, named: Sequence[str] = ()) -> None:
        """Stands before an application.

        Args:
            app: The application.
            named: Addresses or networks of the proxies.
        """
        self._app = app
        self._told: ASGIApp = ProxyHeadersMiddleware(self._untold, list(named))  # type: ignore[arg-type,assignment]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on as it is to be believed."""
        await self._told(scope, receive, send)

    async def _untold(self, scope: Scope, receive: Receive, send: Send) -> None:
        if "headers" in scope:
            kept = [(name, value) for name, value in scope["headers"] if not name.lower().startswith(_TOLD)]
            scope = {**scope, "headers": kept}
        await self._app(scope, receive, send)
