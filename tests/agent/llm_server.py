"""A real local HTTP server that plays an OpenAI-compatible language model, with the faults of real ones."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Calls = list[tuple[str, dict[str, Any] | str]]


@dataclass(frozen=True)
class Reply:
    """One reply of the script.

    Attributes:
        text: What the model says.
        calls: Tool calls: name, and arguments as JSON or as raw text (to be malformed).
        status: HTTP status; anything but 200 is an error without a model's words.
        error: What the error says.
        retry_after: Header of an error; empty for none.
        thoughts: What a thinking model says beside its words.
        cut: Whether a stream ends in the middle, as if the server had died: `clean` closes it without the last
            events, `abrupt` breaks the transfer.
    """

    text: str = ""
    calls: Calls = field(default_factory=list)
    status: int = 200
    cut: str = ""
    error: str = "scripted fault"
    retry_after: str = ""
    thoughts: str = ""


Script = list[Reply] | Callable[[dict[str, Any]], Reply]
# What a server says of a request that it cannot take; empty where it can.
Refuses = Callable[[dict[str, Any]], str]


class LlmServer:
    """Answers each request it can take with the script's next reply; the last one is repeated."""

    def __init__(
        self,
        script: Script,
        *,
        refuse_null: bool = False,
        streams: bool = True,
        refuses: Refuses | None = None,
        usage: bool = True,
        objects: bool = False,
    ) -> None:
        """Start a server.

        Args:
            script: What it replies.
            refuse_null: Whether it answers `content: null` with 500, as llama.cpp's did.
            streams: Whether it streams when it is asked to.
            refuses: What it cannot take.
            usage: Whether it counts tokens.
            objects: Whether it gives arguments as an object, not as text, and calls neither id nor place.
        """
        self.requests: list[dict[str, Any]] = []
        self.raw: list[str] = []
        self.headers: list[dict[str, str]] = []
        self._script = script
        self._refuse_null = refuse_null
        self._streams = streams
        self._refuses = refuses or (lambda request: "")
        self._form = {"usage": usage, "objects": objects}
        self._taken = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)

    def reply_to(self, request: dict[str, Any]) -> Reply:
        self.requests.append(request)
        if self._refuse_null and any(m.get("content", "") is None for m in request["messages"]):
            return Reply(status=500)
        if said := self._refuses(request):
            return Reply(status=400, error=said)
        self._taken += 1
        if callable(self._script):
            return self._script(request)
        return self._script[min(self._taken, len(self._script)) - 1]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"])).decode()
                server.raw.append(raw)
                server.headers.append(dict(self.headers))
                request = json.loads(raw)
                reply = server.reply_to(request)
                if reply.status != 200:
                    error = {"error": {"message": reply.error, "type": "scripted"}}
                    self._send_json(reply.status, error, retry_after=reply.retry_after)
                elif request.get("stream") and server._streams:
                    self._send_stream(reply, len(server.requests))
                else:
                    self._send_json(200, _completion(reply, len(server.requests), **server._form))

            def _send_json(self, status: int, document: dict[str, Any], *, retry_after: str = "") -> None:
                body = json.dumps(document).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                if retry_after:
                    self.send_header("Retry-After", retry_after)
                self.end_headers()
                self.wfile.write(body)

            def _send_stream(self, reply: Reply, number: int) -> None:
                events = _events(reply, number, **server._form)
                if reply.cut:
                    events = events[: max(1, len(events) // 2)]
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for event in events:
                    self._chunk(f"data: {event}\n\n".encode())
                if reply.cut == "abrupt":
                    self.wfile.write(b"40\r\ndata: {")
                    self.wfile.flush()
                    self.close_connection = True
                    self.connection.close()
                    return
                self._chunk(b"")

            def _chunk(self, data: bytes) -> None:
                self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
                self.wfile.flush()

            def log_message(self, *args: Any) -> None:
                pass

        return Handler


def _tool_calls(reply: Reply, number: int, *, objects: bool) -> list[dict[str, Any]]:
    if objects:
        return [{"type": "function", "function": {"name": name, "arguments": given}} for name, given in reply.calls]
    return [
        {
            "id": f"call_{number}_{i}",
            "type": "function",
            "function": {"name": name, "arguments": given if isinstance(given, str) else json.dumps(given)},
        }
        for i, (name, given) in enumerate(reply.calls)
    ]


_USAGE = {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110}


def _completion(reply: Reply, number: int, *, usage: bool, objects: bool) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": reply.text or None}
    if reply.thoughts:
        message["reasoning_content"] = reply.thoughts
    if reply.calls:
        message["tool_calls"] = _tool_calls(reply, number, objects=objects)
    choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if reply.calls else "stop"}
    return {
        "id": f"c{number}",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted",
        "choices": [choice],
        **({"usage": _USAGE} if usage else {}),
    }


def _events(reply: Reply, number: int, *, usage: bool, objects: bool) -> list[str]:
    head = {"id": f"c{number}", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": reply.text[i : i + 7]} for i in range(0, len(reply.text), 7)]
    deltas += [{"reasoning_content": part} for part in (reply.thoughts[:5], reply.thoughts[5:]) if part]
    deltas += [{"tool_calls": [call]} for call in _tool_calls(reply, number, objects=True) if objects]
    for i, call in enumerate(() if objects else _tool_calls(reply, number, objects=False)):
        arguments = call["function"]["arguments"]
        half = len(arguments) // 2
        first = {**call, "function": {"name": call["function"]["name"], "arguments": arguments[:half]}}
        deltas.append({"tool_calls": [{"index": i, **first}]})
        deltas.append({"tool_calls": [{"index": i, "function": {"arguments": arguments[half:]}}]})
    events = [{**head, "choices": [{"index": 0, "delta": d, "finish_reason": None}]} for d in deltas]
    finish = "tool_calls" if reply.calls else "stop"
    events.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": finish}]})
    events += [{**head, "choices": [], "usage": _USAGE}] if usage else []
    return [*(json.dumps(event) for event in events), "[DONE]"]
