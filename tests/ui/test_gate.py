"""The gate: what anybody, a visitor, and another visitor gets of every address there is."""

import json
import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass

import gradio as gr
import httpx
import pytest
from argon2 import PasswordHasher

from data.accounts import Accounts
from data.passwords import Passwords
from tests.ui.serving import Serving
from ui.accounts.door import GuardedDoor
from ui.server import web_app
from ui.visitors import OpenDoor

RIGHT = "green apples 7"
WORD = "for the analyst only"
# What our pages need of Gradio.
OPEN = {
    *("GET /", "HEAD /", "GET /model", "GET /model/"),
    *("GET /assets/{path:path}", "GET /static/{path:path}", "GET /theme.css", "GET /favicon.ico"),
    *("POST /gradio_api/queue/join", "GET /gradio_api/queue/data", "POST /gradio_api/run/{api_name}"),
    *("GET /gradio_api/heartbeat/{session_hash}", "GET /gradio_api/app_id"),
    "GET /customer/{customer_id}",
}
# What it mounts besides, and why nobody gets it.
CLOSED = {
    "another way to log in or out, beside ours": {
        *("POST /login", "POST /login/", "GET /logout", "GET /gradio_api/token", "GET /gradio_api/token/"),
        *("GET /gradio_api/user", "GET /gradio_api/user/", "GET /gradio_api/login_check"),
        "GET /gradio_api/login_check/",
    },
    "all pages' components and functions, and calls by name": {
        *("GET /config", "GET /config/", "GET /gradio_api/info", "GET /gradio_api/info/"),
        *("GET /openapi.json", "HEAD /openapi.json"),
        *("GET /gradio_api/openapi.json", "POST /gradio_api/run/{api_name}/", "POST /gradio_api/api/{api_name}"),
        *("POST /gradio_api/api/{api_name}/", "POST /gradio_api/call/{api_name}", "POST /gradio_api/call/{api_name}/"),
        *("POST /gradio_api/call/v2/{api_name}", "POST /gradio_api/call/v2/{api_name}/"),
        *("GET /gradio_api/call/{api_name}/{event_id}", "GET /gradio_api/call/v2/{api_name}/{event_id}"),
    },
    "copies what another session shows": {"GET /gradio_api/deep_link"},
    "ends another session's run": {"POST /gradio_api/cancel", "POST /gradio_api/reset", "POST /gradio_api/reset/"},
    "writes to and reads from this machine's disk": {
        *("POST /gradio_api/upload", "GET /gradio_api/upload_progress", "GET /gradio_api/file/{path:path}"),
        *("GET /gradio_api/file={path_or_url:path}", "HEAD /gradio_api/file={path_or_url:path}"),
        *("POST /gradio_api/component_server", "POST /gradio_api/component_server/"),
        "POST /gradio_api/process_recording",
    },
    "fetches from other machines": {"GET /gradio_api/proxy={url_path:path}", "HEAD /gradio_api/proxy={url_path:path}"},
    "streams of sound and pictures, which we have not": {
        *("POST /gradio_api/stream/{event_id}", "POST /gradio_api/stream/{event_id}/close"),
        "GET /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8",
        "GET /gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext}",
        "GET /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file",
    },
    "how many are asking, and how long it takes": {
        *("GET /gradio_api/queue/status", "GET /monitoring", "GET /monitoring/summary", "GET /monitoring/{key}"),
    },
    "for those who write an app, not for its visitors": {
        *("GET /gradio_api/dev/reload", "GET /gradio_api/vibe-code", "GET /gradio_api/vibe-code/"),
        *("POST /gradio_api/vibe-code", "POST /gradio_api/vibe-code/", "POST /gradio_api/vibe-edit"),
        *("POST /gradio_api/vibe-edit/", "POST /gradio_api/undo-vibe-edit", "POST /gradio_api/undo-vibe-edit/"),
        *("POST /gradio_api/vibe-starter-queries", "POST /gradio_api/vibe-starter-queries/"),
        *("GET /gradio_api/startup-events", "GET /svelte/{path:path}"),
        "GET /gradio_api/custom_component/{id}/{environment}/{type}/{file_name}",
    },
    "of no use to our pages": {
        *("GET /robots.txt", "GET /manifest.json", "GET /pwa_icon", "GET /pwa_icon/{size}"),
        *("GET /gradio_api/theme.css", "GET /gradio_api/runs", "GET /gradio_api/runs/"),
        "GET /gradio_api/app_id/",
    },
}


def pages():
    """A chat that greets whoever speaks to it, and a page for analysts that says a word."""
    with gr.Blocks(analytics_enabled=False) as blocks:
        said = gr.Textbox()
        said.submit(greet, said, said, api_visibility="private")
        # Long enough for a session to end meanwhile.
        said.change(slowly, said, said, api_visibility="private")
    with blocks.route("model", "model"):
        word = gr.Textbox()
        word.submit(lambda: WORD, None, word, api_visibility="private")
    return blocks


def greet(text: str, request: gr.Request) -> str:
    return f"{text}, {request.username}"


def slowly(text):
    for step in range(60):
        time.sleep(0.1)
        yield f"{text} {step}"


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house with accounts: Ann, analyst, and Sue, support."""
    folder = tmp_path_factory.mktemp("house")
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    accounts = Accounts(folder, passwords=quick)
    for name, role in (("Ann", "analyst"), ("Sue", "support")):
        accounts.add(name, RIGHT, role=role)
    door = GuardedDoor(folder, accounts=accounts)
    with Serving(web_app(pages(), door=door)) as address:
        yield House(folder, accounts, address)
    door.close()


@pytest.fixture(scope="module")
def cottage():
    """A house without accounts."""
    with Serving(web_app(pages(), door=OpenDoor())) as address:
        yield address


@dataclass
class House:
    folder: object
    accounts: Accounts
    address: str

    @contextmanager
    def visitor(self, name=None):
        """A client at the door, or logged in under a name."""
        with client_at(self.address) as client:
            if name:
                came = client.post("/login", data={"name": name, "password": RIGHT})
                assert (came.status_code, came.headers["location"]) == (303, "/")
            yield client


def client_at(address, **options):
    return httpx.Client(base_url=address, headers={"Origin": address}, trust_env=False, verify=False, **options)


def asked(client, function, data, *, session="s1", path="/gradio_api/queue/join"):
    return client.post(path, json={"data": data, "fn_index": function, "session_hash": session})


def came_back(client, *, session="s1"):
    """What a function returned."""
    with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as response:
        if response.status_code != 200:
            return response.status_code
        for line in response.iter_lines():
            message = json.loads(line.removeprefix("data: ")) if line else {}
            if message.get("msg") == "process_completed":
                return message["output"]["data"]
    return None


def filled(template):
    """An address of a route."""
    for name in ("path:path", "path_or_url:path", "url_path:path", "api_name", "session_hash", "event_id"):
        template = template.replace(f"{{{name}}}", "predict" if name == "api_name" else "x")
    return template.replace("{", "").replace("}", "")


def routes_of(routes, within=""):
    """Every method and path, Gradio's own application included."""
    for route in routes:
        if methods := getattr(route, "methods", None):
            yield from (f"{method} {within}{route.path}" for method in methods)
        else:
            inner = getattr(route, "original_router", route)
            yield from routes_of(inner.routes, within + getattr(route, "path", "").rstrip("/"))


def test_every_address_of_this_gradio_is_either_needed_or_closed_for_a_reason():
    found = set(routes_of(web_app(pages()).routes)) - {"HEAD /model"}
    closed = {route for routes in CLOSED.values() for route in routes}
    assert found - OPEN - closed == set()
    assert (OPEN | closed) - found == set()


def all_of(routes):
    """Method and address of each, in order; ours stand where Gradio's log-in would."""
    split = [route.split(" ") for route in sorted(routes)]
    return [(method, filled(path)) for method, path in split if path not in ("/login", "/logout")]


def test_what_is_closed_is_closed_without_accounts_and_for_those_who_logged_in(cottage, ann):
    with client_at(cottage) as alone:
        for method, path in all_of({route for routes in CLOSED.values() for route in routes}):
            for client in (alone, ann):
                done = client.request(method, path)
                assert (done.status_code, done.headers["cache-control"]) == (404, "no-store"), (method, path)


def test_whoever_has_not_logged_in_gets_nothing_but_the_log_in_page(house):
    with house.visitor() as client:
        for method, path in all_of(OPEN.union(*CLOSED.values())):
            assert client.request(method, path).status_code == 401, (method, path)
            shown = client.request(method, path, headers={"Accept": "text/html"})
            if method == "POST":
                assert shown.status_code == 401, path
            else:
                assert (shown.status_code, shown.headers["location"].split("?")[0]) == (303, "/login"), path
        assert client.get("/login").status_code == client.get("/login/style.css").status_code == 200


@pytest.fixture(scope="module")
def ann(house):
    with house.visitor("Ann") as client:
        yield client


@pytest.fixture
def sue(house):
    with house.visitor("Sue") as client:
        yield client


def test_what_is_needed_is_there_for_those_who_logged_in(ann):
    for path in ("/", "/model", "/theme.css", "/favicon.ico", "/gradio_api/app_id"):
        assert ann.get(path).status_code == 200, path
    assert ann.get("/").headers["cache-control"] == "no-store"
    assert asked(ann, 0, ["hello"], session="a1").status_code == 200
    assert came_back(ann, session="a1") == ["hello, Ann"]
    assert asked(ann, 2, [], session="a1", path="/gradio_api/run/predict").json()["data"] == [WORD]


def test_without_accounts_everything_that_is_needed_is_there(cottage):
    with client_at(cottage) as client:
        assert client.get("/").status_code == 200
        assert asked(client, 0, ["hello"]).status_code == 200
        assert came_back(client) == ["hello, "]
        assert client.get("/login").headers["location"] == "/"


def test_a_page_of_another_role_is_refused_with_its_functions(sue):
    refused = sue.get("/model", headers={"Accept": "text/html", "Accept-Language": "zh-CN,zh"})
    assert (refused.status_code, refused.headers["content-type"]) == (403, "text/html; charset=utf-8")
    assert "您的角色不能打开此页面。" in refused.text
    for path in ("/gradio_api/queue/join", "/gradio_api/run/predict"):
        done = asked(sue, 2, [], session="s1", path=path)
        assert (done.status_code, done.json()["detail"]) == (403, "This page is not open to your role.")
    for path in ("/?page=model", "/model/", "//model", "/model/x", "/%6dodel", "/./model", "/MODEL"):
        done = sue.get(str(sue.base_url).rstrip("/") + path, follow_redirects=True)
        assert done.status_code in (403, 404), path
        assert WORD not in done.text


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"fn_index": 0}', b'{"session_hash": "s1"}', b"\xff"])
def test_a_call_that_is_none_is_refused(ann, body):
    assert ann.post("/gradio_api/queue/join", content=body).status_code == 400


def test_a_call_that_is_far_too_large_is_refused(ann):
    assert asked(ann, 0, ["x" * 1_000_001]).status_code == 413


def test_two_visitors_see_nothing_of_each_other(ann, sue):
    assert asked(ann, 0, ["mine"], session="a2").status_code == 200
    for attempt in (
        lambda: came_back(sue, session="a2"),
        lambda: asked(sue, 0, ["yours"], session="a2").status_code,
        lambda: asked(sue, 0, ["yours"], session="a2", path="/gradio_api/run/predict").status_code,
        lambda: sue.get("/gradio_api/heartbeat/a2").status_code,
    ):
        assert attempt() == 403
    assert came_back(ann, session="a2") == ["mine, Ann"]


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://127.0.0.1:1"])
@pytest.mark.parametrize("path", ["/login", "/logout", "/gradio_api/queue/join", "/gradio_api/run/predict"])
def test_a_post_that_no_page_of_ours_sent_is_refused(house, ann, origin, path):
    headers = {} if origin is None else {"Origin": origin}
    with client_at(house.address, cookies=ann.cookies) as client:
        del client.headers["Origin"]
        assert client.post(path, headers=headers, json={}).status_code == 403
        assert client.get("/").status_code == 200


def test_a_websocket_is_closed(ann, house):
    host, port = house.address.removeprefix("http://").split(":")
    cookie = "; ".join(f"{name}={value}" for name, value in ann.cookies.items())
    with socket.create_connection((host, int(port))) as line:
        upgrade = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13")
        key = "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
        asking = ("GET /gradio_api/queue/join HTTP/1.1", f"Host: {host}:{port}", *upgrade, key, f"Cookie: {cookie}")
        line.sendall("".join(f"{header}\r\n" for header in (*asking, "")).encode())
        assert line.recv(1000).split(b" ")[1] in (b"403", b"404")


def test_a_role_that_was_changed_holds_at_once(house):
    house.accounts.add("Ida", RIGHT, role="analyst")
    with house.visitor("Ida") as ida:
        assert ida.get("/model").status_code == 200
        house.accounts.set_role("Ida", "business")
        assert ida.get("/model").status_code == 401
    with house.visitor("Ida") as ida:
        assert ida.get("/model").status_code == 403
        house.accounts.remove("Ida")
        assert asked(ida, 0, ["hello"], session="i1").status_code == 401


def test_a_running_answer_ends_with_the_session(house):
    house.accounts.add("Max", RIGHT, role="analyst")
    with house.visitor("Max") as client:
        assert asked(client, 1, ["step"], session="m1").status_code == 200
        told = []
        with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": "m1"}) as response:
            for line in filter(None, response.iter_lines()):
                told.append(json.loads(line.removeprefix("data: "))["msg"])
                if told.count("process_generating") == 1 and told[-1] == "process_generating":
                    house.accounts.remove("Max")
    assert "process_generating" in told
    assert "process_completed" not in told
