"""The audiences page: filled by its address, counted anew, its file given to analysts only, and each in the log."""

import io
import json
from contextlib import closing

import gradio as gr
import pandas as pd
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from agent.analyst import Analyst
from agent.audit_reading import records
from config.settings import Settings
from data.query_tables import QueryTables
from tools.shop import Shop
from ui.audiences.page import AudiencesPage
from ui.audiences.routes import AudienceRoutes
from ui.chat.audience_links import audience_links_html
from ui.visitors import Visitor

FIELDS = ("segment", "action", "filters", "budget", "hold_out", "channel", "form", "kind", "unknown")


class DoorByHeader:
    """Believes what the request says: `user/role`."""

    def visitor(self, request: gr.Request) -> Visitor:
        user, _, role = request.headers.get("x-visitor", "/analyst").partition("/")
        return Visitor(user, role)


@pytest.fixture(scope="module")
def asked_shop(shop, customers):
    """The handmade shop, of whose customers all but one agreed to e-mails."""
    agreed = customers["customer_id"].map(lambda key: key != "12")
    old = shop.tables
    tables = QueryTables.create(
        customers.assign(attr_accepts_marketing=agreed),
        shop.build.transactions(),
        as_of_day=old.as_of_day,
        first_day=old.first_day,
    )
    return Shop(shop.build, Settings(), tables=tables, dictionary=shop.dictionary)


@pytest.fixture
def analyst(asked_shop, tmp_path):
    with closing(Analyst(asked_shop, Settings(), folder=tmp_path)) as made:
        yield made


@pytest.fixture
def page(analyst):
    made = AudiencesPage(analyst, DoorByHeader())
    with gr.Blocks():
        made.lay_out()
        made.connect(gr.Radio())
    return made


@pytest.fixture
def client(analyst):
    app = FastAPI()
    app.include_router(AudienceRoutes(analyst, DoorByHeader()).router())
    return TestClient(app)


def filled(page, query="", language="en"):
    head, *fields, _, told = page.fill(Visitor("mei", "analyst"), language, query)
    return {"head": head, "told": told, **dict(zip(FIELDS, fields, strict=True))}


def test_the_address_fills_the_form_in_and_counts(page, tmp_path):
    found = filled(page, "?segment=%E6%B5%81%E5%A4%B1%E9%A3%8E%E9%99%A9%E5%AE%A2%E6%88%B7&channel=sms&unknown=include")
    assert (found["segment"].value, found["channel"].value, found["unknown"].value) == ("at_risk", "sms", True)
    assert 'href="/audiences/file?segment=' in found["told"]
    (record,) = records(tmp_path)
    assert (record.user, record.status, record.question) == ("mei", "viewed", "/audiences")


def test_what_an_address_asks_wrongly_is_one_line_and_the_form_is_there_to_ask_again(page):
    for query in ("?segment=vips", "?filter=recency", "?budget=x", "?channel=fax"):
        found = filled(page, query)
        assert 'role="alert"' in found["told"]
        assert "file?" not in found["told"]
        assert found["segment"].choices[0] == ("All customers", "")


def test_the_fields_are_counted_anew_without_anybodys_name(page):
    request = gr.Request(headers={"x-visitor": "mei/analyst"})
    told = page._prepare("zh", "", "", "country eq Germany", None, None, "email", "klaviyo", "xlsx", False, request)
    assert "选中的全部客户" in told
    assert "filter=country+eq+Germany&amp;format=klaviyo&amp;file=csv" in told
    assert not any(part in told for part in ("@", "Anna", "Bernd"))
    refused = page._prepare("en", "", "", "email present", None, None, "email", "generic", "csv", False, request)
    assert "not chosen by names" in refused


def test_a_file_is_given_to_an_analyst_and_logged_with_its_hash(client, tmp_path):
    got = client.get("/audiences/file?segment=loyal&file=csv", headers={"x-visitor": "mei/analyst"})
    assert got.status_code == 200
    assert got.headers["cache-control"] == "no-store"
    assert "audience-loyal-email-" in got.headers["content-disposition"]
    rows = pd.read_csv(io.BytesIO(got.content), dtype="str")
    assert rows["customer_id"].tolist() == ["17850", "0012"]
    (record,) = records(tmp_path)
    assert (record.user, record.status, record.question) == ("mei", "exported", "/audience email, segment loyal")
    made = json.loads(record.made)
    assert (made["rows"], made["counts"]) == (2, {"contact": 2})
    assert len(made["sha256"]) == 64
    assert "@" not in record.question + record.made


@pytest.mark.parametrize("role", ["business", "support"])
def test_others_are_refused_the_file_and_the_refusal_is_logged(client, tmp_path, role):
    got = client.get("/audiences/file?segment=loyal", headers={"x-visitor": f"mei/{role}"})
    assert got.status_code == 403
    assert "may not export customers" in got.json()["detail"]
    assert [(record.role, record.status) for record in records(tmp_path)] == [(role, "denied")]
    assert not Visitor("mei", role).may_open("audiences")


def test_a_file_that_cannot_be_is_one_clear_line(client):
    for query, said in (
        ("segment=vips", "there is no segment"),
        ("format=shopify&file=xlsx", "Shopify imports CSV files"),
        ("format=klaviyo&channel=phone", "for calls take the format generic"),
    ):
        got = client.get(f"/audiences/file?{query}")
        assert got.status_code == 400
        assert said in got.json()["detail"]


def test_what_was_typed_of_a_person_does_not_stand_in_the_log(client, tmp_path):
    client.get("/audiences/file", params={"filter": "favourite_product eq anna@example.com"})
    client.get("/audiences/file", params={"filter": "favourite_product ne anna@example.com"})
    client.get("/audiences/file", params={"segment": "x"}, headers={"x-visitor": "mei/support"})
    assert all("anna@" not in record.question + record.made for record in records(tmp_path))


def test_an_answer_leads_to_the_page_and_to_no_other():
    result = {"tool": "prepare_audience", "extra": {"page": "/audiences?segment=at_risk"}}
    assert 'href="/audiences?segment=at_risk"' in audience_links_html([result], language="en")
    elsewhere = {"tool": "prepare_audience", "extra": {"page": "https://example.com/audiences"}}
    assert audience_links_html([elsewhere], language="zh") == ""
