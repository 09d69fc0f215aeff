"""The shelf of reports: own ones only, whole or not at all, no way out of a person's folder."""

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

from agent.reports import shelf as shelf_module
from agent.reports.shelf import Shelf
from config.errors import InputError
from tests.agent.made_report import made_report

NOW = dt.datetime(2026, 11, 29, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


def test_a_report_is_kept_listed_read_and_deleted(shelf, tmp_path):
    kept = shelf.put(made_report("zh"), "md", user="mei", now=NOW)
    assert (kept.title, kept.format, kept.file_name) == ("客户组合报告", "md", "portfolio-2026-11-29.md")
    assert shelf.list(user="mei", role="analyst") == (kept,)
    found, content = shelf.file(kept.id, user="Mei", role="analyst")
    assert (found, len(content)) == (kept, kept.size)
    assert shelf.preview(kept.id, user="mei", role="analyst").startswith(b"<!DOCTYPE html>")
    shelf.delete(kept.id, user="mei", role="analyst")
    assert shelf.list(user="mei", role="analyst") == ()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_latest_stands_first(shelf):
    first, second = (shelf.put(made_report(), "json", user="", now=NOW + dt.timedelta(hours=h)) for h in (0, 1))
    assert [kept.id for kept in shelf.list(user="", role="analyst")] == [second.id, first.id]


@pytest.mark.parametrize(
    ("user", "role"), [("lee", "analyst"), ("", "analyst"), ("mei", "business"), ("mei", "support")]
)
def test_nobody_gets_another_s_report_nor_one_of_a_role_that_he_has_no_longer(shelf, user, role):
    kept = shelf.put(made_report(), "md", user="mei", now=NOW)
    assert shelf.list(user=user, role=role) == ()
    for act in (shelf.file, shelf.preview, shelf.delete):
        with pytest.raises(InputError, match="no such report"):
            act(kept.id, user=user, role=role)
    assert len(shelf.list(user="mei", role="analyst")) == 1


@pytest.mark.parametrize("name", ["..", "../..", "", ".", "%2e%2e", "0" * 15, "0" * 17, "../house", "/etc", "A" * 16])
def test_no_name_leads_out_of_the_folder(shelf, name):
    shelf.put(made_report(), "md", user="", now=NOW)
    for act in (shelf.file, shelf.preview, shelf.delete):
        with pytest.raises(InputError, match="no such report"):
            act(name, user="", role="analyst")


@pytest.mark.parametrize("user", ["..", "../mei", "a/b", "mei\0", "名", "x" * 300])
def test_no_user_s_name_leads_out_of_the_reports(shelf, tmp_path, user):
    shelf.put(made_report(), "json", user=user, now=NOW)
    (folder,) = (tmp_path / "reports").iterdir()
    assert folder.parent == tmp_path / "reports"
    assert len(folder.name) == 32


def test_only_so_many_are_kept(shelf, monkeypatch):
    monkeypatch.setattr(shelf_module, "MOST", 2)
    for _ in range(2):
        shelf.put(made_report(), "json", user="mei", now=NOW)
    with pytest.raises(InputError, match="2 reports are kept already"):
        shelf.put(made_report(), "json", user="mei", now=NOW)


def test_one_that_was_not_written_to_its_end_is_not_there(shelf, tmp_path):
    kept = shelf.put(made_report(), "json", user="mei", now=NOW)
    (folder,) = (tmp_path / "reports").iterdir()
    (folder / kept.id).rename(folder / f".{kept.id}")
    broken = folder / ("0" * 16)
    broken.mkdir()
    (broken / "about.json").write_text(json.dumps({"id": "0" * 16}), encoding="utf-8")
    assert shelf.list(user="mei", role="analyst") == ()


def test_a_file_s_name_holds_nothing_but_plain_characters(shelf):
    report = replace(made_report(), kind="customer", subject='K1"\r\nSet-Cookie: x/../名')
    assert shelf.put(report, "md", user="", now=NOW).file_name == "customer-K1-Set-Cookie-x-2026-11-29.md"


def test_contents_of_all_are_there_to_be_looked_through(shelf):
    kept = shelf.put(made_report(), "pdf", user="mei", now=NOW)
    ((place, content),) = shelf.contents()
    assert (place.name, content["title"]) == (kept.id, "Customer portfolio")
    assert isinstance(place, Path)
