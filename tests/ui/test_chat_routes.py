"""The chat page's own addresses: whose they are, what they give, what they refuse."""

import csv
import io

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.ui.scripted_analyst import HOSTILE, QUESTIONS, ScriptedAnalyst
from ui.chat.routes import ChatRoutes
from ui.visitors import Visitor


class DoorByHeader:
    """Believes what the test says."""

    def visitor(self, request):
        name, role = request.headers["x-visitor"].split()
        return Visitor(name, role)


MEI, LEA, MEI_AT_THE_DESK = ({"x-visitor": whose} for whose in ("mei analyst", "lea analyst", "mei support"))
THREAD = "b" * 32


@pytest.fixture
def analyst():
    """Mei's conversation of two questions, and one of Lea's."""
    made = ScriptedAnalyst()
    for question, thread, user in (
        (QUESTIONS["en"][0], THREAD, "mei"),
        ("a cut quote", THREAD, "mei"),
        ("the weather", "c" * 32, "lea"),
    ):
        list(made.ask(question, thread_id=thread, role="analyst", user=user, asked=f"k{len(question)}"))
    return made


@pytest.fixture
def client(analyst):
    app = FastAPI()
    app.include_router(ChatRoutes(analyst, DoorByHeader()).router())
    return TestClient(app)


ASKED = f"k{len(QUESTIONS['en'][0])}"
ADDRESSES = (
    f"/conversations/{THREAD}/export/md",
    f"/conversations/{THREAD}/export/json",
    f"/conversations/{THREAD}/{ASKED}/table/r1",
    f"/conversations/{THREAD}/k11/review?review=R7",
)


def listed(client, headers, **query):
    groups = client.get("/conversations", headers=headers, params=query).json()
    return [thread["title"] for group in groups for thread in group["threads"]]


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_is_a_visitors_own_is_given_to_nobody_else(client, address):
    assert client.get(address, headers=MEI).status_code == 200
    assert client.get(address, headers=LEA).status_code == 404
    assert client.get(address, headers=MEI_AT_THE_DESK).status_code in (403, 404)


def test_each_visitor_is_listed_and_finds_their_own_only(client):
    assert listed(client, MEI) == [QUESTIONS["en"][0]]
    assert listed(client, LEA) == ["the weather"]
    assert listed(client, MEI_AT_THE_DESK) == []
    assert listed(client, MEI, search="weather") == []
    assert listed(client, MEI, search="CUT quote") == [QUESTIONS["en"][0]]  # a later question of it


def test_nobody_renames_or_rates_what_is_anothers(client, analyst):
    for headers in (LEA, MEI_AT_THE_DESK):
        assert client.post(f"/conversations/{THREAD}/title", headers=headers, json={"title": "x"}).status_code == 404
        rated = client.post(f"/conversations/{THREAD}/{ASKED}/rating", headers=headers, json={"verdict": "up"})
        assert rated.status_code in (403, 404)
    assert listed(client, MEI) == [QUESTIONS["en"][0]]
    assert analyst.noted == []


def test_a_title_and_a_rating_are_kept(client, analyst):
    assert client.post(f"/conversations/{THREAD}/title", headers=MEI, json={"title": HOSTILE}).status_code == 204
    assert listed(client, MEI)[0].startswith("<img src=")
    address = f"/conversations/{THREAD}/{ASKED}/rating"
    for body in ({"verdict": "up"}, {"verdict": "down", "reason": "wrong_number", "comment": " too low "}):
        assert client.post(address, headers=MEI, json=body).status_code == 204
    kept = analyst.history.kept(THREAD, role="analyst", user="mei")[0]
    assert (kept.rating.verdict, kept.rating.reason, kept.rating.comment) == ("down", "wrong_number", "too low")
    assert client.post(address, headers=MEI, json={"verdict": None}).status_code == 204
    assert analyst.history.kept(THREAD, role="analyst", user="mei")[0].rating is None
    assert len(analyst.noted) == 3


@pytest.mark.parametrize(
    "body",
    [
        b'{"verdict": "sideways"}',
        b'{"verdict": ["up"]}',
        b"[]",
        b"no",
        b'{"verdict": "up", "comment": "%s"}' % (b"x" * 20_000),
    ],
)
def test_what_is_no_rating_is_refused(client, body):
    answer = client.post(
        f"/conversations/{THREAD}/{ASKED}/rating", headers={**MEI, "content-type": "application/json"}, content=body
    )
    assert answer.status_code == 404
    assert answer.json()["detail"]


def test_a_form_of_another_site_changes_nothing(client):
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        headers = {**MEI, "content-type": kind}
        answer = client.post(f"/conversations/{THREAD}/title", headers=headers, content='{"title": "x"}')
        assert answer.status_code == 403
    assert listed(client, MEI) == [QUESTIONS["en"][0]]


def test_files_are_downloads_that_nothing_keeps(client):
    for address in ADDRESSES[:3]:
        answer = client.get(address, headers=MEI)
        assert answer.headers["content-disposition"].startswith("attachment; filename=")
        assert answer.headers["cache-control"] == "no-store"
    table = client.get(ADDRESSES[2], headers=MEI).content.decode("utf-8-sig")
    assert next(csv.reader(io.StringIO(table)))[0] == "Customer"
    assert client.get(f"/conversations/{THREAD}/export/exe", headers=MEI).status_code == 404


def test_the_rest_of_a_review_comes_in_three_pieces(client):
    found = client.get(ADDRESSES[3], headers=MEI).json()
    assert found == {"before": "<b>Oh!</b", "quote": f">{HOSTILE}"[: len(HOSTILE)], "after": f"{HOSTILE[-1]} The end."}
    assert client.get(f"/conversations/{THREAD}/k11/review?review=R3", headers=MEI).status_code == 404
