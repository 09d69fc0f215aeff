"""The log-in page: who comes in, what is said to others, where it leads, and what the audit log keeps of it."""

from contextlib import contextmanager

import gradio as gr
import httpx
import pytest
from argon2 import PasswordHasher

from agent.audit import AuditLog
from agent.audit_reading import records
from agent.door_log import DoorLog
from config.errors import AccessError, AuditError
from data.account_locks import FIRST_LOCK_SECONDS, PAIR_FAILURES
from data.accounts import Accounts
from data.passwords import Passwords
from tests.ui.conftest import Served, Visit
from tests.ui.scripted_analyst import ScriptedAnalyst, ScriptedShop
from tests.ui.serving import Serving
from tests.ui.test_accessibility import faults
from ui.accounts.door import GuardedDoor
from ui.accounts.origins import local_path
from ui.server import web_app

RIGHT = "green apples 7"
NAMED = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.7", "X-Forwarded-Host": "evil.example"}


def accounts_in(folder):
    quick = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    accounts = Accounts(folder, passwords=quick)
    accounts.add("Ann", RIGHT, role="analyst")
    return accounts


@contextmanager
def opened(folder, accounts, *, proxies=(), origin=""):
    """A client at the door of a house where a page says hello."""
    with gr.Blocks(analytics_enabled=False) as blocks:
        gr.Markdown("hello")
    app = web_app(blocks, door=GuardedDoor(folder, accounts=accounts), proxies=proxies)
    with Serving(app) as address, httpx.Client(base_url=address, trust_env=False) as client:
        client.headers["Origin"] = origin or address
        yield client


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    return tmp_path_factory.mktemp("house")


@pytest.fixture(scope="module")
def accounts(house):
    return accounts_in(house)


@pytest.fixture(scope="module")
def shared(house, accounts):
    with opened(house, accounts) as client:
        yield client


@pytest.fixture
def client(shared):
    shared.cookies.clear()
    return shared


def enter(client, *, name="ann", password=RIGHT, **fields):
    return client.post("/login", data={"name": name, "password": password, **fields})


def test_the_page_speaks_both_languages_asks_nobody_outside_and_runs_no_script(client):
    for accepted, title, other in (("en-GB", "Log in", "中文"), ("zh-CN,zh;q=0.9", "登录", "English")):
        page = client.get("/login", headers={"Accept-Language": accepted}).text
        assert f"<h1>{title}</h1>" in page
        assert other in page
        assert "<script" not in page
        assert "//" not in page.replace("<!doctype html>", "")
    assert "<h1>登录</h1>" in client.get("/login?lang=zh").text
    style = client.get("/login/style.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "url(" not in style.text


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client):
    came = enter(client, next="/customer?id=7")
    assert (came.status_code, came.headers["location"]) == (303, "/customer?id=7")
    cookie = came.headers["set-cookie"]
    assert cookie.startswith("kezhi=")
    assert {part.strip() for part in cookie.split(";")[1:]} == {"HttpOnly", "Path=/", "SameSite=strict"}
    assert client.get("/").status_code == 200
    assert client.get("/login").headers["location"] == "/"


def test_every_log_in_makes_a_new_session_and_ends_the_one_before(client):
    enter(client)
    first = client.cookies["kezhi"]
    enter(client)
    assert client.cookies["kezhi"] != first
    assert client.get("/", headers={"Cookie": f"kezhi={first}"}).status_code == 401


def test_whoever_leaves_is_out_and_the_token_is_of_no_use_any_more(client):
    enter(client)
    token = client.cookies["kezhi"]
    left = client.post("/logout")
    assert (left.status_code, left.headers["location"]) == (303, "/login?left=1")
    assert "kezhi" not in client.cookies
    assert "You have logged out." in client.get("/login?left=1").text
    assert client.get("/", headers={"Cookie": f"kezhi={token}"}).status_code == 401


def test_leaving_by_a_link_is_not_possible(client):
    enter(client)
    assert client.get("/logout").headers["location"] == "/"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        *("https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)"),
        *("evil.example", "", "/\t/evil.example", "/ /x", "///evil.example", "http:/x", "/login?next=/x", "/logout"),
        *("/x\r\nSet-Cookie: a=b", "/\x00", "/é"),
    ],
)
def test_it_leads_nowhere_but_into_the_house(client, elsewhere):
    assert local_path(elsewhere) == "/"
    assert enter(client, next=elsewhere).headers["location"] == "/"
    assert client.get("/login", params={"next": elsewhere}).headers["location"] == "/"


def test_an_address_asked_for_before_is_kept_and_nobody_is_led_elsewhere_on_the_way(client):
    html = {"Accept": "text/html"}
    asked = client.get("/customer?id=%E5%BC%A0&x=1", headers=html)
    assert asked.headers["location"] == "/login?next=%2Fcustomer%3Fid%3D%25E5%25BC%25A0%26x%3D1"
    # A link in an e-mail: the browser leaves out the cookie, and sends it when the page asks again from here.
    outside = {**html, "Sec-Fetch-Site": "cross-site"}
    again = client.get("/customer?id=7", headers=outside)
    assert (again.status_code, 'content="0;url=/customer?id=7"' in again.text) == (200, True)
    foreign = client.get(str(client.base_url).rstrip("/") + "//evil.example/", headers=outside)
    assert 'content="0;url=/"' in foreign.text


def test_what_was_typed_comes_back_inert_and_the_password_not_at_all(client):
    refused = enter(client, name='"><script>alert(1)</script>', password="wrong words")
    assert refused.status_code == 401
    assert "<script" not in refused.text
    assert "wrong words" not in refused.text


@pytest.mark.parametrize("body", [b"name=" + b"x" * 20_000, b'{"name": "ann"}'])
def test_a_form_that_is_none_of_ours_is_refused(client, body):
    kind = "application/json" if body.startswith(b"{") else "application/x-www-form-urlencoded"
    assert client.post("/login", content=body, headers={"Content-Type": kind}).status_code == 400


def test_names_cannot_be_probed_and_too_many_failures_lock(tmp_path):
    with opened(tmp_path, accounts_in(tmp_path)) as client:
        pages = {}
        for name in ("ann", "eve"):
            tried = [enter(client, name=name, password="wrong words") for _ in range(PAIR_FAILURES + 1)]
            assert [done.status_code for done in tried] == [401] * PAIR_FAILURES + [429]
            assert int(tried[-1].headers["retry-after"]) in range(FIRST_LOCK_SECONDS - 60, FIRST_LOCK_SECONDS + 2)
            assert "Try again in 15 min." in tried[-1].text
            pages[name] = [done.text.replace(f'value="{name}"', "") for done in tried]
        assert pages["ann"] == pages["eve"]
        assert enter(client).status_code == 429


def test_the_audit_log_keeps_who_came_was_turned_away_and_left_and_no_password(tmp_path):
    with opened(tmp_path, accounts_in(tmp_path)) as client:
        enter(client, name="ANN")
        client.post("/logout")
        client.post("/logout")
        for _ in range(PAIR_FAILURES + 1):
            enter(client, password="nearly right 7")
        enter(client, name="green apples 8", password="ann")
    found = [(record.user, record.role, record.status, record.question) for record in records(tmp_path)]
    assert found == [
        ("Ann", "analyst", "entered", "/login 127.0.0.1"),
        ("Ann", "analyst", "left", "/logout 127.0.0.1"),
        *[("Ann", "analyst", "turned away", "/login 127.0.0.1")] * PAIR_FAILURES,
        ("Ann", "analyst", "locked", "/login 127.0.0.1 (the name, from there)"),
        ("", "", "turned away", "/login 127.0.0.1 (a name that nobody has)"),
    ]
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    for typed in (b"green apples", b"nearly right"):
        assert typed not in held


def test_where_nothing_can_be_logged_nobody_comes_in(tmp_path):
    accounts = accounts_in(tmp_path)
    (tmp_path / "audit.sqlite").mkdir()
    with opened(tmp_path, accounts) as client:
        refused = enter(client)
        assert (refused.status_code, "audit log cannot be written" in refused.text) == (503, True)
        assert client.get("/").status_code == 401


def test_https_is_believed_of_a_proxy_that_was_named_and_of_nobody_else(tmp_path):
    accounts = accounts_in(tmp_path)
    with opened(tmp_path, accounts) as client:
        came = client.post("/login", data={"name": "ann", "password": RIGHT}, headers=NAMED)
        assert (came.status_code, "Secure" in came.headers["set-cookie"]) == (303, False)
        shown = client.get("/", headers=NAMED).text
        assert "evil.example" not in shown
        assert "https://127.0.0.1" not in shown
    with opened(tmp_path, accounts, proxies=["127.0.0.0/8"]) as client:
        secure = {**NAMED, "Origin": client.headers["Origin"].replace("http://", "https://")}
        assert client.post("/login", data={"name": "ann", "password": RIGHT}, headers=NAMED).status_code == 403
        came = client.post("/login", data={"name": "ann", "password": RIGHT}, headers=secure)
        assert came.headers["set-cookie"].startswith("__Host-kezhi=")
        assert "Secure" in came.headers["set-cookie"]
        token = came.cookies["__Host-kezhi"]
        shown = client.get("/", headers={**NAMED, "Cookie": f"__Host-kezhi={token}"})
        assert shown.status_code == 200
        assert "evil.example" not in shown.text
        # A cookie set over http, which anybody on the way could have made, is none over https.
        assert client.get("/", headers={**NAMED, "Cookie": f"kezhi={token}"}).status_code == 401
    assert [record.question for record in records(tmp_path)] == ["/login 127.0.0.1", "/login 198.51.100.7"]


def test_a_told_address_is_no_way_round_a_lock_unless_a_named_proxy_tells_it(tmp_path):
    def tried(client, number):
        told = {"X-Forwarded-For": f"198.51.100.{number}"}
        return client.post("/login", data={"name": "ann", "password": "wrong words"}, headers=told).status_code

    accounts = accounts_in(tmp_path)
    with opened(tmp_path, accounts, proxies=["127.0.0.0/8"]) as client:
        assert [tried(client, number) for number in range(PAIR_FAILURES + 1)] == [401] * (PAIR_FAILURES + 1)
    with opened(tmp_path, accounts) as client:
        assert [tried(client, number) for number in range(PAIR_FAILURES + 1)] == [401] * PAIR_FAILURES + [429]


def test_the_first_account_closes_a_house_that_is_open_and_the_last_one_does_not_open_it_again(tmp_path):
    door = GuardedDoor(tmp_path, role="support")
    assert not door.guarded
    assert door.visitor(gr.Request()).role == "support"
    accounts = accounts_in(tmp_path)
    assert door.guarded
    assert door.guest("") is None
    accounts.remove("ann")
    assert door.guarded
    with pytest.raises(AccessError, match="log in again"):
        door.visitor(gr.Request(username="Ann"))
    door.close()


def test_a_session_that_was_not_logged_is_none(tmp_path):
    accounts = accounts_in(tmp_path)
    door = GuardedDoor(tmp_path, accounts=accounts)
    AuditLog(tmp_path).close()
    with (tmp_path / "audit.heads").open("a") as heads:
        heads.write(f"7 {'0' * 64}\n")  # the log was cut off: it takes no more records
    with pytest.raises(AuditError):
        door.log_in("ann", RIGHT, address="")
    with pytest.raises(AuditError):
        DoorLog(tmp_path).note("left", "/logout")
    with accounts._tables.reading() as connection:
        assert connection.execute("SELECT COUNT(*) FROM sessions").fetchone() == (0,)


@pytest.mark.browser
def test_with_the_keyboard_one_logs_in_asks_and_leaves_and_back_shows_nothing(chromium, tmp_path):
    accounts = accounts_in(tmp_path)
    served = Served(ScriptedAnalyst(), ScriptedShop(), door=GuardedDoor(tmp_path, accounts=accounts))
    tab = Visit(chromium, served.address, path="/?x=1", ready="#name:focus")
    page = tab.page
    assert faults(page) == []
    for word in ("ann", RIGHT):
        page.keyboard.type(word)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#kz-chat .example")
    assert page.url == f"{served.address}/?x=1"
    tab.ask("Top 5 customers by predicted value")
    assert "172,000.50" in page.inner_text("#kz-chat")
    assert tab.complaints == tab.outside == []
    page.click("text=Log out")
    page.wait_for_selector("text=You have logged out.")
    page.go_back()
    page.wait_for_selector("#name")
    page.keyboard.type("ann")
    page.fill("#password", RIGHT)
    page.keyboard.press("Enter")
    page.wait_for_selector("#kz-chat .example, #kz-chat .kz-foot")
    accounts.remove("ann")
    tab.begin("Plot revenue by month")
    page.wait_for_selector("#name")  # the session is over: the page asks to log in again
    tab.close()
    served.close()
