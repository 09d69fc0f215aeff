"""The reports page: its form by role, a report made with progress, own files only, previews in which nothing runs."""

import datetime as dt
from contextlib import closing

import gradio as gr
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from agent.analyst import Analyst
from agent.audit_reading import records
from agent.reports.shelf import Shelf
from config.settings import Settings
from prompts.library import load_texts
from tests.agent.made_report import made_report
from ui.reports.page import ReportsPage
from ui.reports.routes import ReportRoutes
from ui.visitors import Visitor

NOW = dt.datetime(2026, 11, 29, 12, 0, tzinfo=dt.UTC)


class DoorByHeader:
    """Believes what the request says: `user/role`."""

    def visitor(self, request: gr.Request) -> Visitor:
        user, _, role = request.headers.get("x-visitor", "/analyst").partition("/")
        return Visitor(user, role)


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


@pytest.fixture
def client(shelf):
    app = FastAPI()
    app.include_router(ReportRoutes(shelf, DoorByHeader()).router())
    return TestClient(app)


@pytest.fixture
def page(shop, shelf, tmp_path):
    with closing(Analyst(shop, Settings(), folder=tmp_path)) as analyst:
        made = ReportsPage(analyst, shelf, DoorByHeader())
        with gr.Blocks():
            made.lay_out()
            made.connect(gr.Radio())
        yield made


def request_of(visitor):
    return gr.Request(headers={"x-visitor": visitor})


def values(page, visitor=None, query="", language="en"):
    filled = page.fill(visitor or Visitor("", "analyst"), language, query)
    return dict(
        zip(
            ("head", "kind", "subject", "form", "spoken", "make", "status", "list", "shown", "delete", "preview"),
            filled,
            strict=True,
        )
    )


@pytest.mark.parametrize(
    ("role", "kinds"),
    [
        ("business", ["portfolio", "segment"]),
        ("support", ["customer"]),
        ("analyst", ["portfolio", "segment", "customer", "model"]),
    ],
)
def test_each_role_is_offered_its_kinds(page, role, kinds):
    filled = values(page, Visitor("mei", role))
    assert [kind for _, kind in filled["kind"].choices] == kinds
    assert filled["kind"].value == kinds[0]


def test_the_address_fills_the_form_in(page):
    filled = values(page, query="?kind=customer&subject=13085&format=docx")
    assert (filled["kind"].value, filled["subject"].value, filled["form"].value) == ("customer", "13085", "docx")
    assert filled["subject"].visible
    assert not values(page)["subject"].visible


def test_a_report_is_made_with_its_steps_shown_and_logged(page, tmp_path):
    *steps, done = page._make("zh", "customer", "0012", "json", "en", request_of("mei/support"))
    assert any("查找客户" in update[1] for update in steps)
    assert all(update[0].interactive is False for update in steps)
    button, status, listed, shown, delete, preview = done
    assert button.interactive is True
    assert "已生成：Customer 0012" in status
    assert f"/reports/files/{shown}" in listed
    assert delete.visible
    assert f'src="/reports/files/{shown}/preview"' in preview
    assert 'sandbox=""' in preview
    assert [(r.user, r.role, r.question) for r in records(tmp_path)] == [("mei", "support", "/report customer 0012")]
    deleted = page._delete("en", shown, request_of("mei/support"))
    assert "deleted" in deleted[0]
    assert "No reports yet" in deleted[1]


@pytest.mark.parametrize(
    ("kind", "subject", "visitor", "line"),
    [
        ("customer", "nobody", "mei/analyst", "nobody"),
        ("segment", "", "mei/analyst", "of which one"),
        ("model", "", "mei/business", "Choose what"),
        ("portfolio", "", "mei/support", "Choose what"),
    ],
)
def test_what_cannot_be_made_is_one_clear_line_and_nothing_is_kept(page, shelf, kind, subject, visitor, line):
    *_, last = page._make("en", kind, subject, "md", "en", request_of(visitor))
    assert 'role="alert"' in last[1]
    assert line in last[1]
    assert last[0].interactive is True
    assert shelf.list(user="mei", role=None) == ()


def test_a_file_is_for_its_person_alone_and_comes_as_a_download(client, shelf):
    kept = shelf.put(made_report(), "md", user="mei", now=NOW)
    given = client.get(f"/reports/files/{kept.id}", headers={"x-visitor": "mei/analyst"})
    assert (given.status_code, len(given.content)) == (200, kept.size)
    assert given.headers["content-disposition"].startswith('attachment; filename="portfolio-2026-11-29.md"')
    assert given.headers["x-content-type-options"] == "nosniff"
    assert given.headers["cache-control"] == "no-store"
    for visitor in ("lee/analyst", "mei/business", "/analyst"):
        for tail in ("", "/preview"):
            assert client.get(f"/reports/files/{kept.id}{tail}", headers={"x-visitor": visitor}).status_code == 404


def test_in_a_preview_nothing_may_run_or_ask(client, shelf):
    kept = shelf.put(made_report(), "pdf", user="mei", now=NOW)
    given = client.get(f"/reports/files/{kept.id}/preview", headers={"x-visitor": "mei/analyst"})
    assert given.headers["content-type"] == "text/html; charset=utf-8"
    policy = given.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none';")
    assert "frame-ancestors 'self'" in policy
    assert "content-disposition" not in given.headers


@pytest.mark.parametrize("name", ["..%2f..%2fkezhi.toml", "%2e%2e", "0000000000000000", "x" * 300])
def test_no_address_leads_out_of_the_shelf(client, name):
    for tail in ("", "/preview"):
        assert client.get(f"/reports/files/{name}{tail}").status_code == 404


def test_texts_are_there_in_both_languages():
    english, chinese = load_texts("page_reports", "en"), load_texts("page_reports", "zh")
    assert list(english) == list(chinese)
