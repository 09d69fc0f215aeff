"""One visitor of the web app over plain HTTP, as a browser speaks to it: logs in, opens the chat, asks, reads along."""

import json
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

_CONFIG: Final = "window.gradio_config = "
_COMPOSER: Final = "kz-composer"
_THREAD: Final = "kz-thread"
_TIMEOUT_SECONDS: Final = 120.0


class LoadError(RuntimeError):
    """The app answered something that a visitor could not go on with."""


@dataclass(frozen=True)
class Turn:
    """One question and what came of it.

    Attributes:
        step_seconds: From Enter until the first step was there to be shown.
        seconds: From Enter until the whole answer was.
        messages: The conversation as the chat then shows it.
    """

    step_seconds: float
    seconds: float
    messages: Sequence[Mapping[str, Any]]


class LoadVisitor:
    """A browser's tab without the browser: cookies, the page's functions, its queue."""

    def __init__(self, address: str) -> None:
        """Nothing is sent yet."""
        self._origin = address
        self._place = urlsplit(address).netloc
        self._line = HTTPConnection(self._place, timeout=_TIMEOUT_SECONDS)
        self._cookie = ""
        self._session = secrets.token_hex(8)
        self._thread = ""
        self._ask: Mapping[str, Any] = {}
        self._names: dict[int, str] = {}

    def log_in(self, name: str, password: str) -> float:
        """Logs in; how many seconds it took.

        Raises:
            LoadError: It was refused.
        """
        started = time.perf_counter()
        form = urlencode({"name": name, "password": password})
        response = self._send("POST", "/login", form, kind="application/x-www-form-urlencoded")
        self._cookie = response.headers.get("Set-Cookie", "").partition(";")[0]
        if response.status != 303 or not self._cookie:
            raise LoadError(f"{name} was not logged in: status {response.status}")
        return time.perf_counter() - started

    def open_chat(self) -> float:
        """Opens the chat's page; how many seconds it took.

        Raises:
            LoadError: It is not the chat.
        """
        started = time.perf_counter()
        page = self._send("GET", "/").body.decode()
        if _CONFIG not in page:
            raise LoadError("the address / is not the chat")
        config = json.JSONDecoder().raw_decode(page.partition(_CONFIG)[2])[0]
        self._names = {part["id"]: part["props"].get("elem_id") or "" for part in config["components"]}
        for dependency in config["dependencies"]:
            if any(self._names.get(part) == _COMPOSER and event == "submit" for part, event in dependency["targets"]):
                self._ask = dependency
        return time.perf_counter() - started

    def begin_anew(self) -> None:
        """Leaves the conversation for a new one."""
        self._thread = ""

    def ask(self, question: str) -> Turn:
        """Asks in the conversation and reads along until the answer is whole.

        Raises:
            LoadError: No answer came.
        """
        started, step = time.perf_counter(), 0.0
        typed = {_COMPOSER: question, _THREAD: self._thread, "kz-language": "en"}
        data = [typed.get(self._names[part], "") for part in self._ask["inputs"]]
        call = {"data": data, "fn_index": self._ask["id"], "session_hash": self._session}
        joined = self._send("POST", "/gradio_api/queue/join", json.dumps(call))
        if joined.status != 200:
            raise LoadError(f"the question was not taken: status {joined.status}")
        for message in self._messages():
            if (
                message["msg"] == "process_generating"
                and not step
                and _shows_something(self._shown(message)["kz-chat"])
            ):
                step = time.perf_counter() - started
            if message["msg"] == "process_completed":
                seconds = time.perf_counter() - started
                shown = self._shown(message) if message["success"] and message["output"].get("data") else {}
                if not isinstance(shown.get("kz-chat"), list):
                    raise LoadError(f"no answer came: {message['output']}")
                self._thread = shown[_THREAD]
                return Turn(step or seconds, seconds, shown["kz-chat"])
        raise LoadError("the stream ended without an answer")

    def close(self) -> None:
        """Closes the connection."""
        self._line.close()

    def _shown(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """What a message of the queue brings, by the name of the component; of one named twice, its first."""
        found: dict[str, Any] = {}
        for part, value in zip(self._ask["outputs"], message["output"]["data"], strict=True):
            found.setdefault(self._names[part], value)
        return found

    def _messages(self) -> Iterator[dict[str, Any]]:
        """What the queue sends of this tab's questions, each as it comes."""
        line = HTTPConnection(self._place, timeout=_TIMEOUT_SECONDS)
        try:
            line.request("GET", f"/gradio_api/queue/data?session_hash={self._session}", headers=self._headers())
            stream = line.getresponse()
            while told := stream.readline():
                if told.startswith(b"data: "):
                    yield json.loads(told[6:])
        finally:
            line.close()

    def _send(self, method: str, path: str, body: str = "", *, kind: str = "application/json") -> "_Response":
        headers = {**self._headers(), **({"Content-Type": kind} if body else {})}
        self._line.request(method, path, body.encode() or None, headers)
        try:
            return _Response(self._line.getresponse())
        finally:
            self._line.close()  # while its visitor thinks, the server would close it

    def _headers(self) -> dict[str, str]:
        return {"Origin": self._origin, "Accept": "text/html, */*", "Cookie": self._cookie}


class _Response:
    """A response read to its end, so that the connection can be used again."""

    def __init__(self, response: HTTPResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()


def _shows_something(chat: object) -> bool:
    """Whether an event's first output is the chat with messages, and not only "as it is"."""
    return isinstance(chat, list) and bool(chat)
